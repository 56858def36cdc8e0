#!/usr/bin/env python3
"""What NumPy's PCG64DXSM and a second writing of the streams' definition give, for the C tests to compare with.

Reads requests, one a line, numbers in hexadecimal:
  raw STATE INCREMENT JUMP COUNT     the generator so set, advanced by JUMP: COUNT outputs
  stream SEED REPLICATION SCENARIO PURPOSE ANTITHETIC COUNT     COUNT uniform numbers of qsweep's stream
Writes COUNT lines for each: the 64 bits of the output, or of the uniform number as a double, in hexadecimal.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import struct
import sys

import numpy

MASK = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15
SILVER = 0x6A09E667F3BCC909
VERSION = 1
LANES = 8


def generator(state, increment):
    """NumPy's generator in a given state."""
    bits = numpy.random.PCG64DXSM()
    bits.state = {"bit_generator": "PCG64DXSM", "state": {"state": state, "inc": increment},
                  "has_uint32": 0, "uinteger": 0}
    return bits


def mix(x):
    """Stafford's mix 13 on 64 bits."""
    x &= MASK
    x = ((x ^ x >> 30) * 0xBF58476D1CE4E5B9) & MASK
    x = ((x ^ x >> 27) * 0x94D049BB133111EB) & MASK
    return x ^ x >> 31


def lanes(seed, replication, scenario, purpose):
    """The eight generators of a stream."""
    half = [VERSION, MASK - VERSION]
    for field in (seed, scenario, purpose, replication):
        half[0] = mix((half[0] ^ field) + GOLDEN)
        half[1] = mix((half[1] ^ field * SILVER & MASK) + SILVER)
    words = [mix(half[i % 2] + (i + 1) * GOLDEN) for i in range(4 * LANES)]
    return [generator(words[i] << 64 | words[i + 1], words[i + 2] << 64 | words[i + 3] | 1)
            for i in range(0, 4 * LANES, 4)]


def stream(seed, replication, scenario, purpose, antithetic, count):
    """Uniform numbers: lanes in turn, the upper 52 bits, midpoints; 1 - u in an odd antithetic replication."""
    mirrored = antithetic and replication % 2
    rows = -(-count // LANES)
    table = [lane.random_raw(rows) for lane in lanes(seed, replication - mirrored, scenario, purpose)]
    for i in range(count):
        u = ((int(table[i % LANES][i // LANES]) >> 12) + 0.5) / 2**52
        yield struct.unpack("<Q", struct.pack("<d", 1 - u if mirrored else u))[0]


def raw(state, increment, jump, count):
    """Outputs of one generator after a jump."""
    return generator(state, increment).advance(jump).random_raw(count)


def main():
    with open(sys.argv[1], encoding="ascii") as requests:
        for line in requests:
            kind, *numbers = line.split()
            numbers = [int(number, 16) for number in numbers]
            for value in {"raw": raw, "stream": stream}[kind](*numbers):
                print(f"{int(value):x}")


main()
