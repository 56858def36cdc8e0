/* What is to be simulated: the scenarios' labels, how many replications, in which blocks.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_PLAN_H
#define QSWEEP_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "qsweep/status.h"
#include "qsweep/stream.h"

/* One sweep axis: its value in each scenario, as a number or as a text (a rule's name, a distribution). */
typedef struct qs_axis {
    char *name;      /* the path it sets, such as windows.W2.servers; owned */
    char *unit;      /* of the value: the time unit, or "1"; owned */
    double *numbers; /* [n_scenarios] or NULL when the axis is of texts; owned */
    char **texts;    /* [n_scenarios] or NULL; owned, each */
} qs_axis;

typedef struct qs_plan {
    size_t n_scenarios;
    size_t n_axes;
    qs_axis *axes;           /* [n_axes], owned */
    uint64_t n_replications; /* of each scenario */
    uint64_t block;          /* replications in a block (qs_plan_block); the last may be shorter */
    uint64_t seed;
    bool common_random_numbers;
    bool antithetic;
    bool keep_rows;          /* output.replications: each replication's row goes into the results */
    bool keep_histograms;    /* output.histograms: the scenarios' histograms go into the results */
    double confidence;       /* of the intervals, in (0, 1) */
    double checkpoint;       /* seconds of wall clock between checkpoints */
} qs_plan;

/* The number of replications in a block. A block is the unit of folding and of stopping, so it depends on the number of
 * replications alone, never on ranks or timing: the largest power of two that leaves at least 64 blocks, at least 1. */
uint64_t qs_plan_block(uint64_t n_replications);

/* Blocks of one scenario. */
uint64_t qs_plan_n_blocks(const qs_plan *plan);

/* The key of a replication of a scenario: all that its numbers depend on. */
qs_replication_key qs_plan_key(const qs_plan *plan, uint64_t scenario, uint64_t replication);

/* Free what a plan points to; all-zero afterwards. */
void qs_plan_clear(qs_plan *plan);

#endif
