/* Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/hash.h"

#include <string.h>

uint64_t qs_hash_bytes(const void *bytes, size_t n)
{
    const unsigned char *byte = bytes;
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < n; i++)
        hash = (hash ^ byte[i]) * UINT64_C(0x100000001b3);
    return qs_mix64(hash);
}

uint64_t qs_hash_name(const char *name)
{
    return qs_hash_bytes(name, strlen(name));
}
