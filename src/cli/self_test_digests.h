/* The digests of the release. Made by tools/digests.sh (make digests).
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_SELF_TEST_DIGESTS_H
#define QSWEEP_SELF_TEST_DIGESTS_H

#include <stddef.h>
#include <stdint.h>

typedef struct qs_release_digest {
    const char *name; /* NULL ends the list */
    uint64_t hash;
} qs_release_digest;

/* clang-format off */
static const qs_release_digest qs_release_digests[] = {
    {"generator", UINT64_C(0x253d0ca77a234fe2)},
    {"functions", UINT64_C(0x295de80e16ad78c9)},
    {"variates", UINT64_C(0xc2a956ab3b934a10)},
    {"cafeteria", UINT64_C(0xed78bffce8186eab)},
    {"call_centre", UINT64_C(0xd5296bfc0045738f)},
    {"clinic", UINT64_C(0x8986243ffec3da99)},
    {"jackson", UINT64_C(0xc1c8f9674146383f)},
    {"mmc", UINT64_C(0x413abea80d88dfb8)},
    {"office", UINT64_C(0x86f4c47b6f62c1d6)},
    {"reference", UINT64_C(0x79be409e7275635a)},
    {"restaurant", UINT64_C(0x5af827d8f4e7a60c)},
    {"smoke", UINT64_C(0xdc46e6ed26ed5b76)},
    {"staffing", UINT64_C(0xa2f1d5aec569a53f)},
    {"town_hall", UINT64_C(0x2b2127ab19032fbd)},
    {"all-configs", UINT64_C(0xb16a7737309c57f2)},
    {NULL, 0},
};
/* clang-format on */

#endif
