/* Streams: from a key to eight generators, and uniform numbers out of them in turn.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/stream.h"

#include "kernel_internal.h"
#include "qsweep/hash.h"

/* The fraction of the golden ratio, SplitMix64's step: an odd number without structure. */
#define GOLDEN UINT64_C(0x9e3779b97f4a7c15)
/* Another odd number without structure (the fraction of sqrt 2, made odd), for the second half of the key. */
#define SILVER UINT64_C(0x6a09e667f3bcc909)

/* The key's 128 bits: two chains of mixes. Each link is a bijection of the half so far and of the
 * field, so keys that differ in one field never agree in either half; the halves are unrelated,
 * so that among 2^40 streams none is met twice (64 bits would make that likely at 2^32). */
typedef struct key_hash {
    uint64_t half[2];
} key_hash;

static void absorb(key_hash *hash, uint64_t field)
{
    hash->half[0] = qs_mix64((hash->half[0] ^ field) + GOLDEN);
    hash->half[1] = qs_mix64((hash->half[1] ^ field * SILVER) + SILVER);
}

void qs_stream_start(qs_stream *stream, const qs_replication_key *key, uint64_t purpose)
{
    bool is_mirrored = key->is_antithetic && (key->replication & 1);
    key_hash hash = {{QS_STREAM_VERSION, ~UINT64_C(0) - QS_STREAM_VERSION}};
    absorb(&hash, key->seed);
    absorb(&hash, key->scenario);
    absorb(&hash, purpose);
    absorb(&hash, is_mirrored ? key->replication - 1 : key->replication);
    /* From here SplitMix64 with the halves as its states, half[0] for the high words. */
    for (unsigned i = 0; i < QS_STREAM_LANES; i++) {
        uint64_t word[4];
        for (unsigned w = 0; w < 4; w++)
            word[w] = qs_mix64(hash.half[w & 1] + (4 * i + w + 1) * GOLDEN);
        stream->lane[i].state = (qs_uint128)word[0] << 64 | word[1];
        stream->lane[i].increment = (qs_uint128)word[2] << 64 | word[3] | 1;
    }
    stream->turn = 0;
    stream->is_mirrored = is_mirrored;
}

double qs_stream_next(qs_stream *stream)
{
    double u = qs_uniform_from_bits(qs_pcg_next(&stream->lane[stream->turn]));
    stream->turn = (stream->turn + 1) % QS_STREAM_LANES;
    return stream->is_mirrored ? 1.0 - u : u;
}

void qs_stream_fill(qs_stream *stream, double *u, size_t n)
{
    while (n && stream->turn) {
        *u++ = qs_stream_next(stream);
        n--;
    }
    size_t n_rows = n / QS_STREAM_LANES;
    if (n_rows)
        qs_kernels_picked()->uniforms(stream->lane, u, n_rows, stream->is_mirrored);
    for (size_t i = n_rows * QS_STREAM_LANES; i < n; i++)
        u[i] = qs_stream_next(stream);
}
