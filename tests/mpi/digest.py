"""Print a digest of a results file: all datasets and attributes, to the bit, outside the group `provenance`.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import hashlib
import sys

import h5py
import numpy


def raw(value):
    """The bytes of an attribute or a dataset; object references are told by what they point to."""
    array = numpy.asarray(value)
    if array.dtype.kind in "OV":
        return repr(array.tolist() if array.dtype.kind == "O" else array.dtype.descr).encode()
    return str(array.dtype).encode() + str(array.shape).encode() + array.tobytes()


def main():
    digest = hashlib.sha256()
    n_datasets = 0

    def visit(name, thing):
        nonlocal n_datasets
        if name.split("/")[0] == "provenance":
            return
        digest.update(name.encode())
        for key in sorted(thing.attrs):
            if key not in ("REFERENCE_LIST", "DIMENSION_LIST"):
                digest.update(key.encode() + raw(thing.attrs[key]))
        if isinstance(thing, h5py.Dataset):
            n_datasets += 1
            digest.update(raw(thing[()]))

    with h5py.File(sys.argv[1], "r") as file:
        visit("", file)
        file.visititems(visit)
    print(n_datasets, digest.hexdigest())


main()
