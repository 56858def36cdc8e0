/* Seeds of statistical tests.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "seed.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

bool seed_is_long(void)
{
    const char *word = getenv("QS_LONG");
    return word && *word;
}

static uint64_t choose(void)
{
    const char *given = getenv("QS_SEED");
    if (given && *given)
        return strtoull(given, NULL, 10);
    return seed_is_long() ? ((uint64_t)time(NULL) << 16 ^ (uint64_t)getpid()) % 1000000007 : 0;
}

uint64_t seed_fresh(void)
{
    static bool is_chosen;
    static uint64_t seed;
    if (!is_chosen) {
        is_chosen = true;
        seed = choose();
        if (seed > 0)
            fprintf(stderr, "# seed %llu (QS_SEED repeats it)\n", (unsigned long long)seed);
    }
    return seed;
}

/* Studies of one program have different seeds, below so many, and still do. */
uint64_t seed_of_study(uint64_t own)
{
    enum { SEEDS = 1000003 };
    return seed_fresh() * SEEDS + own;
}
