/* What must hold whatever a study says: it is refused with a reason, or it runs and adds up.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_TESTS_JUDGE_H
#define QSWEEP_TESTS_JUDGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "qsweep/study.h"

typedef struct judge_counts {
    uint64_t n_accepted, n_refused; /* studies */
    uint64_t n_replications;        /* that ended */
    uint64_t n_failed;              /* that came to a deadlock or a limit */
    uint64_t n_given_up;            /* that took too long for a test */
    uint64_t n_customers;
    uint64_t n_joined; /* replications compared with the kernel by joining */
} judge_counts;

/* Read a study, send it through a message, and run a replication or two of its first, middle and last
 * scenario. n_polls: give a replication up after so many thousand events. counts [in,out] false: something is
 * wrong with qsweep; it has been said on stderr. */
bool judge_study(const char *path, const qs_setting *settings, size_t n_settings, int n_polls,
                 judge_counts *counts);

#endif
