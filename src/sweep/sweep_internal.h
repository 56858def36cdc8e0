/* The sweep, within its room: an open scenario and its summary.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_SWEEP_INTERNAL_H
#define QSWEEP_SWEEP_INTERNAL_H

#include "qsweep/block.h"
#include "qsweep/plan.h"

/* A scenario of which some blocks have come. Histograms are merged as blocks come (integers: any order gives
 * the same), moments wait for their turn. */
typedef struct qs_open {
    uint64_t n_reported, n_folded; /* blocks */
    qs_moments **waiting;          /* [n_blocks] moments of blocks not yet folded, by index */
    bool *has_come;                /* [n_blocks] */
    qs_moments *moments;           /* [n_values] of the blocks folded */
    qs_histogram *histograms;      /* [n_histograms] of the blocks that have come */
    double *rows;                  /* [n_replications][n_values] or NULL */
    uint64_t n_failed, failed_first;
    int failed_status;
} qs_open;

/* Student's t for the numbers of observations met so far, slot n mod QS_T_SLOTS: most values of a study share
 * one, those that some replications did not observe have others. */
enum { QS_T_SLOTS = 64 };
typedef struct qs_t_cache {
    uint64_t n[QS_T_SLOTS]; /* 0: the slot is empty */
    double t[QS_T_SLOTS];
} qs_t_cache;

qs_status qs_open_new(const qs_plan *plan, const qs_layout *layout, qs_open **out);
void qs_open_free(qs_open *open, const qs_plan *plan, const qs_layout *layout);

/* Take a block's contents over. Errors: QS_ERROR_MEMORY, the sweep of no use afterwards. */
qs_status qs_open_add(qs_open *open, const qs_plan *plan, const qs_layout *layout, qs_block *block);

/* Summarise a scenario whose blocks have all been folded; its rows move to the summary. */
qs_status qs_open_summarise(qs_open *open, const qs_plan *plan, const qs_layout *layout,
                            const double *quantiles, qs_t_cache *cache, qs_summary *summary);

#endif
