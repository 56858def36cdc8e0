/* An open scenario: blocks come in any order and are folded in the order of their index.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "qsweep/memory.h"
#include "sweep_internal.h"

qs_status qs_open_new(const qs_plan *plan, const qs_layout *layout, qs_open **out)
{
    size_t n_values = (size_t)layout->n_values, n_blocks = (size_t)qs_plan_n_blocks(plan);
    qs_open *open;
    *out = NULL;
    qs_status status = qs_calloc(1, sizeof *open, &open);
    if (status)
        return status;
    status = qs_calloc(n_blocks, sizeof(qs_moments *), &open->waiting);
    if (!status)
        status = qs_calloc(n_blocks, sizeof *open->has_come, &open->has_come);
    if (!status)
        status = qs_calloc(n_values, sizeof *open->moments, &open->moments);
    if (!status)
        status = qs_calloc((size_t)layout->n_histograms, sizeof *open->histograms, &open->histograms);
    if (!status && plan->keep_rows)
        status = qs_calloc(plan->n_replications, n_values * sizeof *open->rows, &open->rows);
    if (status)
        qs_open_free(open, plan, layout);
    else
        *out = open;
    return status;
}

void qs_open_free(qs_open *open, const qs_plan *plan, const qs_layout *layout)
{
    if (!open)
        return;
    for (uint64_t i = 0; open->waiting && i < qs_plan_n_blocks(plan); i++)
        qs_free(open->waiting[i]);
    for (int i = 0; open->histograms && i < layout->n_histograms; i++)
        qs_histogram_clear(&open->histograms[i]);
    qs_free(open->waiting);
    qs_free(open->has_come);
    qs_free(open->moments);
    qs_free(open->histograms);
    qs_free(open->rows);
    qs_free(open);
}

/* Fold the waiting blocks whose turn it is. */
static void fold(qs_open *open, const qs_layout *layout, uint64_t n_blocks)
{
    while (open->n_folded < n_blocks && open->waiting[open->n_folded]) {
        qs_moments *moments = open->waiting[open->n_folded];
        for (int v = 0; v < layout->n_values; v++)
            qs_moments_merge(&open->moments[v], &moments[v]);
        qs_free(moments);
        open->waiting[open->n_folded++] = NULL;
    }
}

static void count_failures(qs_open *open, const qs_block *block)
{
    if (block->n_failed > 0 && (open->n_failed == 0 || block->failed_first < open->failed_first)) {
        open->failed_first = block->failed_first;
        open->failed_status = block->failed_status;
    }
    open->n_failed += block->n_failed;
}

qs_status qs_open_add(qs_open *open, const qs_plan *plan, const qs_layout *layout, qs_block *block)
{
    size_t n_values = (size_t)layout->n_values;
    for (int i = 0; i < layout->n_histograms; i++) {
        qs_status status = qs_histogram_merge(&open->histograms[i], &block->histograms[i]);
        if (status)
            return status;
    }
    if (open->rows)
        memcpy(open->rows + block->first * n_values, block->rows, block->n * n_values * sizeof *open->rows);
    count_failures(open, block);
    open->waiting[block->index] = block->moments;
    open->has_come[block->index] = true;
    open->n_reported++;
    block->moments = NULL;
    qs_block_clear(block);
    fold(open, layout, qs_plan_n_blocks(plan));
    return QS_OK;
}
