/* A 64-bit hash for names, stream keys and checks of records.
 * Not for secrets. The values are part of the number stream's definition and
 * never change within a stream version.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_HASH_H
#define QSWEEP_HASH_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* SplitMix64's finalizer (Stafford's mix 13): a bijection of 64-bit words. Source: Steele, Lea,
 * Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014. */
static inline uint64_t qs_mix64(uint64_t x)
{
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

/* FNV-1a over the bytes (Fowler, Noll, Vo), finished by qs_mix64; the same on every machine. */
uint64_t qs_hash_bytes(const void *bytes, size_t n);

/* The hash of a zero-terminated name. */
uint64_t qs_hash_name(const char *name);

#ifdef __cplusplus
}
#endif

#endif
