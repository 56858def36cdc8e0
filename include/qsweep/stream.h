/* A stream of uniform numbers, named by what it is for.
 *
 * The number stream's definition, version QS_STREAM_VERSION, never changed under one version:
 *  - A purpose is a text such as "arrivals/door/interarrival" or "services/info/citizen"; its
 *    hash and (seed, replication[, scenario]) make the key. With common random numbers the
 *    scenario is no part of the key, so every scenario sees the same customers, and adding a
 *    server, a class or an axis shifts nobody else's numbers.
 *  - A stream is QS_STREAM_LANES generators PCG64-DXSM taking turns: number i comes from lane
 *    i mod 8, step i div 8. State and increment of each lane are hashed from the key (streams
 *    told apart by increment alone would be kin): version, seed, scenario, purpose and replication
 *    are chained by qs_mix64() into two halves of 64 bits, and these are the states of two
 *    SplitMix64 that give the lanes' words in turn (stream.c; written a second time, in Python, in
 *    the tests).
 *  - Number i is qs_uniform_from_bits(64 bits), or 1 minus it in an antithetic replication.
 * The numbers depend neither on the size of the blocks they are asked for in, nor on the CPU.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_STREAM_H
#define QSWEEP_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "qsweep/pcg.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { QS_STREAM_VERSION = 1, QS_STREAM_LANES = 8 };

/* The key without the purpose: which replication of which study. */
typedef struct qs_replication_key {
    uint64_t seed;
    uint64_t replication; /* from 0 */
    uint64_t scenario;    /* from 0; QS_ANY_SCENARIO with common random numbers */
    bool is_antithetic;   /* replications 2k and 2k+1 share numbers: u and 1 - u */
} qs_replication_key;

#define QS_ANY_SCENARIO UINT64_MAX

typedef struct qs_stream {
    qs_pcg lane[QS_STREAM_LANES];
    unsigned turn;    /* whose turn it is */
    bool is_mirrored; /* give 1 - u */
} qs_stream;

/* Start the stream of a purpose.
 * stream  [out]
 * key     [in]  with is_antithetic, an odd replication is keyed as the even one before it and mirrored
 * purpose [in]  qs_hash_name() of the purpose's text */
void qs_stream_start(qs_stream *stream, const qs_replication_key *key, uint64_t purpose);

/* The next n uniform numbers into u[n]. */
void qs_stream_fill(qs_stream *stream, double *u, size_t n);

/* The next uniform number. */
double qs_stream_next(qs_stream *stream);

#ifdef __cplusplus
}
#endif

#endif
