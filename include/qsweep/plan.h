/* What is to be simulated: the scenarios' labels, how many replications, in which blocks.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_PLAN_H
#define QSWEEP_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "qsweep/metric.h"
#include "qsweep/select.h"
#include "qsweep/status.h"
#include "qsweep/stream.h"

#ifdef __cplusplus
extern "C" {
#endif

/* One sweep axis: its value in each scenario, as a number or as a text (a rule's name, a distribution). */
typedef struct qs_axis {
    char *name;      /* its own, or the path it sets, such as windows.W2.servers; owned */
    char *path;      /* the path it sets, where its name is another; else NULL; owned */
    char *unit;      /* of the value: the time unit, or "1"; owned */
    double *numbers; /* [n_scenarios] or NULL when the axis is of texts; owned */
    char **texts;    /* [n_scenarios] or NULL; owned, each */
} qs_axis;

/* Observations (replications, or pairs of them) before the first decision, unless the study says otherwise;
 * twice as many with control variates, whose coefficients are estimated too. Fewer, and a scenario would stop
 * too often because its spread was underestimated by chance (docs/statistics.md has the measurement). */
enum { QS_UNTIL_LEAST = 64 };

/* Observations other than 0 that a relative half width takes: of fewer the spread says too little. */
enum { QS_UNTIL_OTHERS = 20 };

/* One condition of run.until: a metric whose interval shall be narrow. */
typedef struct qs_until {
    qs_scope scope;
    qs_metric metric;
    int member, item;  /* of the scope; of the metric's quantiles or thresholds */
    int interval;      /* QS_WHOLE, or as of qs_spot */
    bool may_be_empty; /* met where nothing was observed: there is nothing to be precise about */
    double half_width; /* > 0 */
    bool is_relative;  /* to the absolute value of the mean */
    double confidence; /* in (0, 1) */
    uint64_t least;    /* replications before it is looked at */
    uint64_t most;     /* replications after which it counts as met: no more are spent on it */
} qs_until;

/* Which value it is on. */
static inline qs_spot qs_until_spot(const qs_until *until)
{
    return (qs_spot){until->scope, until->member, until->metric, until->item, until->interval};
}

/* One promise: a limit that a metric shall keep. */
enum { QS_EACH = -1 };
typedef struct qs_promise {
    qs_scope scope;
    qs_metric metric;
    int member;   /* of the scope; QS_EACH: all of them, each by itself */
    int item;     /* of the metric's quantiles, thresholds or levels */
    int interval; /* QS_WHOLE, one of output.intervals from 1; QS_EACH: all of them, each by itself */
    bool is_at_least;
    double limit;     /* at most, or at least, this; in the metric's unit */
    double tolerance; /* > 0: a miss by less does not matter; NaN: not said */
} qs_promise;

/* select: what a study decides. */
typedef enum qs_selection { QS_SELECT_NOTHING, QS_SELECT_CHEAPEST, QS_SELECT_BEST } qs_selection;

/* One promise on one member and interval, as a test. */
typedef struct qs_select_cell {
    size_t promise; /* of the plan's */
    qs_spot spot;
    qs_test_rule rule; /* without its levels, which follow from the number of scenarios and cells */
    double high, low;  /* of a quantile: the times beyond which shares are taken */
} qs_select_cell;

typedef struct qs_select {
    qs_selection kind;
    double sure;     /* in (0, 1) */
    uint64_t max;    /* replications of a scenario before it stays undecided */
    uint64_t report; /* scenarios whose metrics are all measured, once it is decided */
    size_t n_cells;
    qs_select_cell
        *cells;       /* [n_cells] of the promises; of the best mean one, whose spot is the metric; owned */
    bool is_largest;  /* of the best mean */
    double tolerance; /* of the best mean, > 0 */
} qs_select;

typedef struct qs_plan {
    size_t n_scenarios;
    size_t n_axes;
    qs_axis *axes; /* [n_axes], owned */
    char **labels; /* [n_scenarios] what the scenarios are called, "" where nothing; or NULL; owned, each */
    uint64_t n_replications; /* of each scenario; with conditions, the most */
    uint64_t block;          /* replications in a block, by qs_plan_set_blocks */
    size_t n_untils;
    qs_until *untils; /* [n_untils] a scenario ends when all are met; owned */
    size_t n_promises;
    qs_promise *promises; /* [n_promises] owned */
    qs_select select;
    uint64_t seed;
    bool common_random_numbers;
    bool antithetic;      /* replications 2k and 2k + 1 are a pair; n_replications is even */
    bool finds_warmup;    /* some scenario has run.warmup mser5, so that there are pilots */
    bool has_controls;    /* means are corrected by control variates */
    bool keep_rows;       /* output.replications: each replication's row goes into the results */
    bool keep_histograms; /* output.histograms: the scenarios' histograms go into the results */
    double confidence;    /* of the intervals, in (0, 1) */
    double checkpoint;    /* seconds of wall clock between checkpoints */
} qs_plan;

/* Whether a word means something else than an axis in results and options: no axis may have it for a name. */
bool qs_axis_is_reserved(const char *name);

/* Replications before the first decision, unless the study says otherwise. */
uint64_t qs_plan_until_least(const qs_plan *plan);

/* The number of replications in a block. A block is the unit of folding and of stopping, so it depends on the
 * plan alone, never on ranks or timing: the largest power of two that leaves at least 64 blocks, at least 1.
 */
uint64_t qs_plan_block(uint64_t n_replications);

/* Set plan->block from the rest: qs_plan_block(n_replications); with conditions 1/16 of what is done before
 * the first look, and in what lies behind the first 128 blocks a block is twice as long each time the whole
 * has doubled. Of pairs, a block has whole ones. */
void qs_plan_set_blocks(qs_plan *plan);

/* Blocks of one scenario; with conditions, the most. */
uint64_t qs_plan_n_blocks(const qs_plan *plan);

/* The first replication of a block, also of the one behind the last: replications in the blocks before it. */
uint64_t qs_plan_block_first(const qs_plan *plan, uint64_t index);

/* Replications in a block. */
uint64_t qs_plan_block_size(const qs_plan *plan, uint64_t index);

/* Replications in a section (section.h), at first: a block, or as many as leave at most QS_SECTIONS. */
uint64_t qs_plan_section(const qs_plan *plan);

/* How many blocks are folded when the next decision on stopping falls, n_blocks being what was folded at the
 * last one (0: there was none). The first falls when every condition may be looked at, the next ones when at
 * least an eighth more is done, the last when all is. Without conditions only the last. */
uint64_t qs_plan_next_look(const qs_plan *plan, uint64_t n_blocks);

/* Are the rows of a scenario, of n_values each, too large to be held in memory until it is finished? */
bool qs_plan_has_large_rows(const qs_plan *plan, int n_values);

/* The key of a replication of a scenario: all that its numbers depend on. */
qs_replication_key qs_plan_key(const qs_plan *plan, uint64_t scenario, uint64_t replication);

/* Pilots of each scenario, and the pieces they are handed out in: as many as replications, at most 64. */
uint64_t qs_plan_n_pilots(const qs_plan *plan);
uint64_t qs_plan_n_pilot_pieces(const qs_plan *plan);

/* The key of a pilot. Its numbers are no replication's: a cut that were chosen by what it cuts would drop
 * what happened to be high. */
qs_replication_key qs_plan_pilot_key(const qs_plan *plan, uint64_t scenario, uint64_t pilot);

/* Free what a plan points to; all-zero afterwards. */
void qs_plan_clear(qs_plan *plan);

#ifdef __cplusplus
}
#endif

#endif
