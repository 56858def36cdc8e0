/* Results on their way: a block of replications, and the summary of a scenario.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_BLOCK_H
#define QSWEEP_BLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "qsweep/bytes.h"
#include "qsweep/control.h"
#include "qsweep/growth.h"
#include "qsweep/histogram.h"
#include "qsweep/metric.h"
#include "qsweep/moments.h"
#include "qsweep/ratio.h"
#include "qsweep/section.h"

#ifdef __cplusplus
extern "C" {
#endif

struct qs_plan;

/* A run of whole blocks of one scenario, given to one worker. How blocks are grouped into tasks
 * changes no result. Or one piece of its pilots (pilot.h), which come before its blocks. */
typedef struct qs_task {
    uint64_t scenario;
    uint64_t first_block; /* or the index of the piece */
    uint64_t n_blocks;    /* or 1 */
    bool is_pilot;
    double cut; /* run.warmup mser5: where the blocks are measured from */
    bool
        is_outcomes; /* what a decision needs alone (outcomes.h): n_blocks observations from first_block on */
} qs_task;

/* Nobody can wait; nothing is random; and what cannot become of anybody, or (SERVED) what must. What was
 * never seen is then known not to happen. */
typedef enum qs_certain {
    QS_CERTAIN_WAIT = 1,
    QS_CERTAIN_ALL = 2,
    QS_CERTAIN_RENEGED = 4,
    QS_CERTAIN_REJECTED = 8,
    QS_CERTAIN_BALKED = 16,
    QS_CERTAIN_DROPPED = 32,
    QS_CERTAIN_SERVED = 64
} qs_certain;

/* A member of a scope, in the order of histograms: what is known of it from the model alone. */
typedef struct qs_block_member {
    uint16_t same_as; /* the member whose waits and sojourns are its own too, and whose histograms stand for
                         both: the first of them, or itself */
    uint16_t certain; /* what is the same in every replication: bits of qs_certain */
} qs_block_member;

/* Replications [first, first + n) of a scenario, folded in index order. */
typedef struct qs_block {
    uint64_t scenario;
    uint64_t index; /* of the block in its scenario */
    uint64_t first;
    uint64_t n;
    uint64_t n_failed;     /* replications that failed; they are not in the moments */
    uint64_t failed_first; /* index of the first that failed, if any */
    int failed_status;     /* its qs_status */
    int n_values, n_histograms;
    qs_moments *moments;       /* [n_values] */
    qs_control_sums *controls; /* [n_values], or NULL without control variates */
    qs_ratio_sums *ratios;     /* [n_values] of those that have a weight, or NULL without weights */
    qs_moments *singles; /* [n_values] antithetic pairs of which one replication alone observed the value, its
                            observation; then `moments` are of the pairs of which both did. NULL: none yet */
    qs_block_member *members; /* [n_histograms / 2] */
    int n_untils;
    uint64_t *n_other;        /* [n_untils] run.until: observations of the condition's value that are not 0 */
    qs_histogram *histograms; /* [n_histograms] empty where a member is the same as another */
    double *rows;             /* [n][n_values], or NULL when rows are not kept */
    size_t rows_room;         /* bytes that there are for them, where the block may be used again; else 0 */
    /* of a beginning, where quantiles are wanted: */
    qs_sections sections;
    qs_section_point *points; /* [n_histograms][n_quantiles] once all blocks are folded, in place of the
                                 sections; or NULL */
    int n_points;             /* n_quantiles, with points */
} qs_block;

/* The histogram of a member's waits or sojourns (qs_layout_histogram), wherever it is kept. */
static inline const qs_histogram *qs_block_histogram(const qs_block *block, int h)
{
    return &block->histograms[2 * block->members[h / 2].same_as + h % 2];
}

/* Have conditions counted (n_other). Errors: QS_ERROR_MEMORY. */
qs_status qs_block_count_conditions(qs_block *block, size_t n_untils);

/* An empty block for a layout; rows are given only if n_rows > 0. Errors: QS_ERROR_MEMORY (block cleared).
 * Its sections have no length: none are kept of one block, which is one. */
qs_status qs_block_init(qs_block *block, const qs_layout *layout, uint64_t n_rows);
void qs_block_clear(qs_block *block);

/* The same as clearing and qs_block_init, but that the memory of the last use is used again where it fits, and what
 * rows hold is left: many a block of short replications is simulated in less time than memory takes. An all-zero block
 * is made. Errors: QS_ERROR_MEMORY (block cleared). */
qs_status qs_block_renew(qs_block *block, const qs_layout *layout, uint64_t n_rows);

/* A block as bytes, appended: for messages and journals. Histograms are packed (only the bins in use, small
 * counts in a byte). Errors: QS_ERROR_MEMORY. */
qs_status qs_block_pack(const qs_block *block, qs_bytes *bytes);

/* The block that stands at a reader's position, which moves behind it.
 * block [out] the caller's to clear; empty on failure
 * Errors: QS_ERROR_FORMAT (torn, or of another layout), QS_ERROR_MEMORY. */
qs_status qs_block_unpack(qs_reader *reader, const qs_layout *layout, qs_block *block);

/* Whose block it is that begins with these bytes; false if none does. */
bool qs_block_peek(const unsigned char *packed, size_t n, uint64_t *scenario, uint64_t *index);

/* One histogram as bytes, appended: only its range of bins, small counts in a byte. Errors: QS_ERROR_MEMORY.
 */
qs_status qs_histogram_pack(const qs_histogram *histogram, qs_bytes *bytes);

/* Add the counts that stand at a reader's position, which moves behind them; a torn one sets reader->is_short
 * and adds nothing. Errors: QS_ERROR_MEMORY. */
qs_status qs_histogram_unpack(qs_reader *reader, qs_histogram *histogram);

/* One histogram of packed ones, count by count, where a whole one is not needed: bins without counts cost next to
 * nothing. */
typedef struct qs_packed_counts {
    qs_reader *reader;
    uint32_t bin, end; /* the next one, behind the last */
} qs_packed_counts;

/* From a reader's position on; a torn one sets reader->is_short and has no counts. */
qs_packed_counts qs_packed_counts_begin(qs_reader *reader);
/* The next count that is not 0, and its bin. False: there is none, and the reader stands behind the histogram. */
bool qs_packed_counts_next(qs_packed_counts *counts, uint32_t *bin, uint64_t *count);

/* What the replications of one scenario say. */
typedef struct qs_summary {
    uint64_t scenario;
    uint64_t n_replications; /* done, failed ones included */
    uint64_t n_failed;
    uint64_t failed_first;
    int failed_status; /* QS_OK when none failed */
    bool is_partial;   /* of the replications done so far; more were to come */
    bool is_imprecise; /* run.until: no more replications are allowed, and an interval is still too wide */
    int n_values;
    uint64_t *n;                       /* [n_values] replications in which the value was observed */
    double *mean, *sd, *lower, *upper; /* [n_values] NaN where there were too few for it; upper INFINITY where
                                          it is not known */
    double *rows;                      /* [n_replications][n_values] or NULL */
    qs_bytes histograms; /* those of all replications together, one after another (qs_histogram_pack); empty
                            when not kept */
} qs_summary;

void qs_summary_clear(qs_summary *summary);

/* Whether the scenario's queues still grow at the end: those of the system, or of some window. Follows from
 * the summary's values alone, which are therefore not touched by control variates.
 * windows [out] [layout n windows] each a qs_growth; may be NULL */
qs_growth qs_summary_growth(const qs_summary *summary, const qs_layout *layout, int8_t *windows);

/* The beginning of a scenario is a block too: the first `index` blocks folded in order, first = 0, n the
 * replications in them. This is what a journal keeps of a scenario under way, and what a worker makes of a
 * task that begins at block 0. */

/* Is it a beginning, and not one block? Block 0 is one block. */
bool qs_block_is_beginning(const qs_block *block);

/* Fold the next block into a beginning; into an all-zero one, block 0. What the block has afterwards is memory, to be
 * cleared or renewed.
 * Errors: QS_ERROR_MEMORY, the beginning of no use afterwards but to be cleared. */
qs_status qs_beginning_extend(qs_block *beginning, const struct qs_plan *plan, const qs_layout *layout,
                              qs_block *block);

/* Where all blocks of the scenario are folded, and no decision may fall before: find the quantiles' points,
 * and let go of the sections, which are large. Errors: QS_ERROR_MEMORY. */
qs_status qs_beginning_close(qs_block *beginning, const struct qs_plan *plan, const qs_layout *layout,
                             const double *quantiles);

/* Replications in the first n_blocks blocks of a scenario. */
uint64_t qs_beginning_length(const struct qs_plan *plan, uint64_t n_blocks);

/* What a beginning says so far; rows are left out. quantiles as for qs_sweep_new.
 * summary [out] the caller's to clear. Errors: QS_ERROR_MEMORY. */
qs_status qs_beginning_summarise(const qs_block *beginning, const struct qs_plan *plan,
                                 const qs_layout *layout, const double *quantiles, qs_summary *summary);

#ifdef __cplusplus
}
#endif

#endif
