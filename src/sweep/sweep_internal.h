/* The sweep, within its room: an open scenario and its summary.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_SWEEP_INTERNAL_H
#define QSWEEP_SWEEP_INTERNAL_H

#include "estimate.h"
#include "qsweep/pilot.h"
#include "qsweep/sweep.h"

/* A scenario of which some blocks have come. A block waits for its turn, so that what is folded is always a
 * beginning of the scenario: that can be kept, and gone on from, without losing a bit. */
typedef struct qs_open {
    qs_block folded;   /* the first folded.index blocks; its rows, if it has any, are all
                               [n_replications], filed as they come */
    uint64_t n_saved;  /* blocks folded when it was last saved */
    qs_block *waiting; /* [n_blocks] that have come out of turn, without rows; empty ones have not */
} qs_open;

qs_status qs_open_new(const qs_plan *plan, const qs_layout *layout, bool has_rows, qs_open **out);
void qs_open_free(qs_open *open, const qs_plan *plan);

/* Take a block's contents over, or those of a beginning when nothing has been folded yet. Memory that this or
 * qs_open_fold needs no more is put into `spare`, which is all zero or has some (qs_block_renew). */
void qs_open_add(qs_open *open, const qs_layout *layout, qs_block *block, qs_block *spare);

/* Fold what has come, in turn, up to `limit` blocks in all. Errors: QS_ERROR_MEMORY, the sweep of no use
 * afterwards. */
qs_status qs_open_fold(qs_open *open, uint64_t limit, qs_block *spare);

/* Bytes of memory that it takes, without rows. */
size_t qs_open_bytes(const qs_open *open, const qs_plan *plan);

/* Replications that have come out of turn. */
uint64_t qs_open_n_waiting(const qs_open *open, const qs_plan *plan);

/* Begin with what was folded before; its contents are taken over. */
void qs_open_restore(qs_open *open, const qs_layout *layout, qs_block *beginning, qs_block *spare);

/* Has this block come? */
bool qs_open_has(const qs_open *open, uint64_t index);

/* A scenario's pilots, before its blocks. All-zero: none has been handed out. */
typedef struct qs_pilots qs_pilots;
typedef struct qs_warming {
    uint64_t next_piece; /* to be handed out */
    qs_pilots *pilots;   /* that have come; NULL: none */
    bool is_over;        /* all are there: */
    bool settles;        /* qs_pilot_settles() */
    double cut;          /* where the scenario is measured from */
} qs_warming;
void qs_warming_clear(qs_warming *warming);

/* The next piece as a task. */
void qs_warming_hand_out(qs_warming *warming, uint64_t scenario, qs_task *task);
/* Was this piece handed out, and comes for the first time? Then file it; it is copied. Errors:
 * QS_ERROR_MEMORY. */
bool qs_warming_expects(const qs_warming *warming, const qs_pilot *piece);
qs_status qs_warming_add(qs_warming *warming, uint64_t n_pieces, const qs_pilot *piece);
/* Begin with what was folded before. Errors: QS_ERROR_MEMORY. */
qs_status qs_warming_restore(qs_warming *warming, uint64_t n_pieces, const qs_pilot *folded);
/* Tell of what has been folded since the last time. Errors: the saver's. */
qs_status qs_warming_save(qs_warming *warming, const qs_sweep_saver *saver);

/* Summarise what is folded. */
qs_status qs_summarise(const qs_block *folded, const qs_plan *plan, const qs_layout *layout,
                       const double *quantiles, qs_t_cache *cache, qs_summary *summary);

/* The points of quantiles, where there are any: those found before, or *found, which is the caller's. Errors:
 * QS_ERROR_MEMORY. */
qs_status qs_points_of(const qs_block *folded, const qs_layout *layout, const double *quantiles,
                       const qs_section_point **points, qs_section_point **found);

/* run.until: is every condition met by what is folded? One that has had its `most` replications counts as met
 * unless `strictly`. Errors: QS_ERROR_MEMORY. */
qs_status qs_is_precise(const qs_block *folded, const qs_plan *plan, const qs_layout *layout,
                        const double *quantiles, bool strictly, bool *is_precise);

#endif
