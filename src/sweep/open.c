/* An open scenario: blocks come in any order and are folded in the order of their index.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "qsweep/memory.h"
#include "sweep_internal.h"

uint64_t qs_beginning_length(const qs_plan *plan, uint64_t n_blocks)
{
    return qs_plan_block_first(plan, n_blocks);
}

/* Sections are kept where there are quantiles that need them. */
static qs_status begin_sections(qs_block *folded, const qs_plan *plan, const qs_layout *layout)
{
    return layout->n_quantiles == 0
               ? QS_OK
               : qs_sections_init(&folded->sections, layout->n_histograms, qs_plan_section(plan));
}

qs_status qs_open_new(const qs_plan *plan, const qs_layout *layout, bool has_rows, qs_open **out)
{
    qs_open *open;
    *out = NULL;
    qs_status status = qs_calloc(1, sizeof *open, &open);
    if (status)
        return status;
    status = qs_calloc((size_t)qs_plan_n_blocks(plan), sizeof *open->waiting, &open->waiting);
    if (!status)
        status = qs_block_init(&open->folded, layout, 0);
    if (!status)
        status = qs_block_count_conditions(&open->folded, plan->n_untils);
    if (!status)
        status = begin_sections(&open->folded, plan, layout);
    if (!status && has_rows)
        status = qs_calloc_sparse(plan->n_replications, (size_t)layout->n_values * sizeof(double),
                                  &open->folded.rows);
    if (status)
        qs_open_free(open, plan);
    else
        *out = open;
    return status;
}

void qs_open_free(qs_open *open, const qs_plan *plan)
{
    if (!open)
        return;
    for (uint64_t i = 0; open->waiting && i < qs_plan_n_blocks(plan); i++)
        qs_block_clear(&open->waiting[i]);
    qs_free(open->waiting);
    qs_block_clear(&open->folded);
    qs_free(open);
}

bool qs_open_has(const qs_open *open, uint64_t index)
{
    return index < open->folded.index || open->waiting[index].moments;
}

static void count_failures(qs_block *folded, const qs_block *block)
{
    if (block->n_failed > 0 && folded->n_failed == 0) {
        folded->failed_first = block->failed_first;
        folded->failed_status = block->failed_status;
    }
    folded->n_failed += block->n_failed;
}

/* Pairs of which one alone observed a value: there may be none in one of the two. */
static qs_status fold_singles(qs_block *folded, const qs_block *block)
{
    qs_status status = QS_OK;
    if (block->singles && !folded->singles)
        status = qs_calloc((size_t)folded->n_values, sizeof *folded->singles, &folded->singles);
    for (int v = 0; block->singles && !status && v < folded->n_values; v++)
        qs_moments_merge(&folded->singles[v], &block->singles[v]);
    return status;
}

static qs_status keep_section(qs_block *folded, const qs_block *block)
{
    qs_status status = qs_sections_add(&folded->sections, block->n, block->histograms);
    return status ? status : fold_singles(folded, block);
}

/* Fold the block whose turn it is. */
static qs_status fold(qs_block *folded, qs_block *block)
{
    qs_status status = keep_section(folded, block);
    if (status)
        return status;
    for (int i = 0; i < folded->n_histograms; i++) {
        status = qs_histogram_merge(&folded->histograms[i], &block->histograms[i]);
        if (status)
            return status;
    }
    memcpy(folded->members, block->members, (size_t)folded->n_histograms / 2 * sizeof *folded->members);
    for (int i = 0; block->n_other && i < folded->n_untils; i++)
        folded->n_other[i] += block->n_other[i];
    for (int v = 0; folded->controls && v < folded->n_values; v++)
        qs_control_merge(&folded->controls[v], &folded->moments[v], &block->controls[v], &block->moments[v]);
    for (int v = 0; folded->ratios && v < folded->n_values; v++)
        qs_ratio_merge(&folded->ratios[v], &block->ratios[v]);
    for (int v = 0; v < folded->n_values; v++)
        qs_moments_merge(&folded->moments[v], &block->moments[v]);
    count_failures(folded, block);
    folded->n += block->n;
    folded->index++;
    return QS_OK;
}

static qs_status append_rows(qs_block *beginning, const qs_block *block)
{
    size_t row = (size_t)beginning->n_values * sizeof(double), room = beginning->rows_room / row;
    qs_status status = qs_reserve(&beginning->rows, &room, beginning->n + block->n, row);
    beginning->rows_room = room * row;
    if (!status)
        memcpy((char *)beginning->rows + beginning->n * row, block->rows, block->n * row);
    return status;
}

qs_status qs_beginning_extend(qs_block *beginning, const qs_plan *plan, const qs_layout *layout,
                              qs_block *block)
{
    if (!beginning->moments) {
        *beginning = *block;
        beginning->index = 1;
        memset(block, 0, sizeof *block);
        qs_status status = begin_sections(beginning, plan, layout);
        return status ? status : qs_sections_add(&beginning->sections, beginning->n, beginning->histograms);
    }
    qs_status status = beginning->rows ? append_rows(beginning, block) : QS_OK;
    return status ? status : fold(beginning, block);
}

/* Memory of a block that is folded, unless there is some already. */
static void keep_memory(qs_block *spare, qs_block *block)
{
    if (spare->moments) {
        qs_block_clear(block);
        return;
    }
    double *rows = spare->rows;
    size_t room = spare->rows_room;
    qs_free(block->rows);
    *spare = *block;
    spare->rows = rows;
    spare->rows_room = room;
    memset(block, 0, sizeof *block);
}

/* The same of rows that have been copied. */
static void keep_rows_memory(qs_block *spare, qs_block *block)
{
    if (spare->rows) {
        qs_free(block->rows);
    } else {
        spare->rows = block->rows;
        spare->rows_room = block->rows_room;
    }
    block->rows = NULL;
    block->rows_room = 0;
}

/* A beginning folded elsewhere; its rows have been filed. */
static void take_over(qs_block *folded, qs_block *beginning)
{
    double *rows = folded->rows;
    folded->rows = NULL;
    qs_block_clear(folded);
    *folded = *beginning;
    folded->rows = rows;
}

void qs_open_add(qs_open *open, const qs_layout *layout, qs_block *block, qs_block *spare)
{
    qs_block *folded = &open->folded;
    size_t row = (size_t)layout->n_values * sizeof(double);
    if (folded->rows && block->rows)
        memcpy((char *)folded->rows + block->first * row, block->rows, block->n * row);
    keep_rows_memory(spare, block);
    if (qs_block_is_beginning(block))
        take_over(folded, block);
    else
        open->waiting[block->index] = *block;
    memset(block, 0, sizeof *block);
}

qs_status qs_open_fold(qs_open *open, uint64_t limit, qs_block *spare)
{
    qs_block *folded = &open->folded;
    qs_status status = QS_OK;
    while (!status && folded->index < limit && open->waiting[folded->index].moments) {
        qs_block *block = &open->waiting[folded->index];
        status = fold(folded, block);
        if (!status)
            keep_memory(spare, block);
    }
    return status;
}

static size_t block_bytes(const qs_block *block)
{
    size_t bytes = (size_t)block->n_values * sizeof *block->moments;
    if (block->ratios)
        bytes += (size_t)block->n_values * sizeof *block->ratios;
    if (block->controls)
        bytes += (size_t)block->n_values * sizeof *block->controls;
    for (int i = 0; block->histograms && i < block->n_histograms; i++)
        bytes += block->histograms[i].capacity * sizeof *block->histograms[i].count;
    for (uint32_t i = 0; i < block->sections.n; i++)
        bytes += block->sections.whole[i].capacity;
    return bytes;
}

size_t qs_open_bytes(const qs_open *open, const qs_plan *plan)
{
    return sizeof *open + qs_plan_n_blocks(plan) * sizeof *open->waiting + block_bytes(&open->folded);
}

uint64_t qs_open_n_waiting(const qs_open *open, const qs_plan *plan)
{
    uint64_t n = 0;
    for (uint64_t i = open->folded.index; i < qs_plan_n_blocks(plan); i++)
        n += open->waiting[i].n;
    return n;
}

void qs_open_restore(qs_open *open, const qs_layout *layout, qs_block *beginning, qs_block *spare)
{
    open->n_saved = beginning->index;
    qs_open_add(open, layout, beginning, spare);
}
