/* Batches: rows become columns in memory, so that each dataset is written seldom and in large pieces.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>

#include "qsweep/interval.h"
#include "qsweep/memory.h"
#include "qsweep/section.h"
#include "store_internal.h"

enum { BATCH_BYTES = 8 << 20 };

qs_status qs_batch_add(qs_store_batch *batch, const qs_column *column)
{
    qs_status status =
        qs_reserve(&batch->columns, &batch->capacity_columns, batch->n_columns + 1, sizeof *batch->columns);
    if (status)
        return status;
    qs_column *added = &batch->columns[batch->n_columns++];
    *added = *column;
    added->offset = batch->line_size;
    size_t size = (size_t)column->n_members * (size_t)column->n_items * column->cell_size;
    batch->line_size += (size + 7) / 8 * 8; /* the next column may be of doubles */
    return QS_OK;
}

/* Whole scenarios if one fits, so that each write is one rectangle; else pieces of one scenario. */
qs_status qs_batch_prepare(qs_store_batch *batch, uint64_t n_scenarios, uint64_t n_lines_a_scenario)
{
    batch->n_scenarios = n_scenarios;
    batch->n_lines_a_scenario = n_lines_a_scenario;
    uint64_t fit = BATCH_BYTES / (batch->line_size ? batch->line_size : 1);
    uint64_t n_fit = n_lines_a_scenario ? fit / n_lines_a_scenario : 0;
    if (n_fit > 0)
        batch->capacity = (n_fit < n_scenarios ? n_fit : n_scenarios) * n_lines_a_scenario;
    else
        batch->capacity = fit > 0 ? fit : 1;
    /* An even number, so that columns behind those of 4-byte counts begin at multiples of 8. */
    batch->stride = batch->capacity + batch->capacity % 2;
    return qs_calloc(batch->stride, batch->line_size, &batch->cells);
}

void qs_batch_clear(qs_store_batch *batch)
{
    qs_free(batch->columns);
    qs_free(batch->cells);
    *batch = (qs_store_batch){0};
}

static char *column_cells(const qs_store_batch *batch, const qs_column *column)
{
    return batch->cells + batch->stride * column->offset;
}

static bool is_written(const qs_store_batch *batch, const qs_column *column)
{
    return !batch->is_exact_only || column->part == QS_EXACT;
}

qs_status qs_batch_write(const qs_store_batch *batch, const qs_h5 *h5, const qs_column *column)
{
    if (!is_written(batch, column))
        return QS_OK;
    uint64_t per_scenario = batch->n_lines_a_scenario;
    bool is_whole = batch->first_line == 0 && batch->n_lines % per_scenario == 0;
    uint64_t start[QS_H5_MAX_RANK] = {batch->first_scenario}, count[QS_H5_MAX_RANK];
    int rank = 0;
    count[rank++] = is_whole ? batch->n_lines / per_scenario : 1;
    if (column->part == QS_ROWS) {
        start[rank] = batch->first_line;
        count[rank++] = is_whole ? per_scenario : batch->n_lines;
    }
    if (column->scope != QS_SYSTEM)
        count[rank++] = (uint64_t)column->n_members;
    uint64_t n_intervals = column->interval ? column->interval->n : 1;
    if (column->interval)
        count[rank++] = n_intervals;
    if (column->item)
        count[rank++] = (uint64_t)column->n_items / n_intervals;
    hid_t type = column->part == QS_N_OBSERVED ? H5T_NATIVE_INT32 : H5T_NATIVE_DOUBLE;
    return qs_h5_write(h5, column->dataset, column->name, rank, start, count, type,
                       column_cells(batch, column));
}

bool qs_batch_is_complete(const qs_store_batch *batch)
{
    return batch->n_lines > 0 && batch->n_lines == batch->n_scenarios * batch->n_lines_a_scenario;
}

qs_status qs_batch_flush(qs_store *store, qs_store_batch *batch)
{
    qs_status status = QS_OK;
    if (batch->n_lines > 0 && !store->is_laid_out)
        return qs_schema_create(store);
    for (size_t i = 0; i < batch->n_columns && !status && batch->n_lines > 0; i++)
        status = qs_batch_write(batch, &store->h5, &batch->columns[i]);
    batch->n_lines = 0;
    return status;
}

/* Make room for the next line of the rectangle, beginning a new one if it does not continue this one. */
static qs_status make_room(qs_store *store, qs_store_batch *batch, uint64_t scenario, uint64_t line)
{
    uint64_t n = batch->n_lines_a_scenario;
    bool continues = batch->first_scenario * n + batch->first_line + batch->n_lines == scenario * n + line;
    bool stays =
        batch->capacity >= n || scenario == batch->first_scenario; /* pieces lie within one scenario */
    qs_status status = QS_OK;
    if (batch->n_lines > 0 && (batch->n_lines == batch->capacity || !continues || !stays))
        status = qs_batch_flush(store, batch);
    if (batch->n_lines == 0) {
        batch->first_scenario = scenario;
        batch->first_line = line;
    }
    return status;
}

static void gather_doubles(const qs_column *column, const double *row, double *out)
{
    for (int member = 0; member < column->n_members; member++)
        for (int item = 0; item < column->n_items; item++)
            *out++ = row ? row[column->first + member * column->stride + item] : (double)NAN;
}

static void gather_counts(const qs_column *column, const uint64_t *row, int32_t *out)
{
    for (int member = 0; member < column->n_members; member++) {
        for (int item = 0; item < column->n_items; item++) {
            uint64_t n = row ? row[column->first + member * column->stride + item] : 0;
            *out++ = n < INT32_MAX ? (int32_t)n : INT32_MAX;
        }
    }
}

static char *line_cells(const qs_store_batch *batch, const qs_column *column, uint64_t line)
{
    return column_cells(batch, column) +
           line * (size_t)column->n_members * (size_t)column->n_items * column->cell_size;
}

/* The standard error behind the interval of a value: of a mean, sd / sqrt(n); of a quantile, whose interval
 * is not symmetric, what its side towards the exact value comes to. */
static double standard_error(qs_column *column, const qs_summary *summary, int at, double exact)
{
    double n = (double)summary->n[at], mean = summary->mean[at];
    if (!column->is_quantile)
        return summary->sd[at] / sqrt(n);
    double below = mean - summary->lower[at], above = summary->upper[at] - mean;
    double side = exact < mean || isinf(above) ? below : above;
    double degrees = (n < QS_SECTIONS ? n : QS_SECTIONS) - 1;
    if (column->degrees != degrees || column->t == 0) {
        column->degrees = degrees;
        column->t = qs_student_t(column->confidence, degrees);
    }
    return side / column->t;
}

/* How many standard errors the means lie above the exact values; 0 where both are the same but for rounding,
 * NaN where there is no spread to measure by. */
static void gather_deviations(qs_column *column, const qs_summary *summary, const double *exact, double *out)
{
    for (int member = 0; member < column->n_members; member++) {
        for (int item = 0; item < column->n_items; item++) {
            int at = column->first + member * column->stride + item;
            double off = summary->mean ? summary->mean[at] - exact[at] : (double)NAN;
            if (fabs(off) <= 1e-12 * fabs(exact[at]))
                off = 0;
            if (off != 0 && !isnan(off)) { /* of most values no exact one is known */
                double error = standard_error(column, summary, at, exact[at]);
                off = error > 0 ? off / error : (double)NAN;
            }
            *out++ = off;
        }
    }
}

qs_status qs_batch_put_summary(qs_store *store, const qs_summary *summary, const double *exact)
{
    qs_store_batch *batch = &store->summary_batch;
    qs_status status = make_room(store, batch, summary->scenario, 0);
    if (status)
        return status;
    const double *parts[] = {summary->mean, summary->sd, summary->lower, summary->upper};
    for (size_t i = 0; i < batch->n_columns; i++) {
        qs_column *column = &batch->columns[i];
        void *out = line_cells(batch, column, batch->n_lines);
        if (!is_written(batch, column))
            continue;
        if (column->part == QS_N_OBSERVED)
            gather_counts(column, summary->n, out);
        else if (column->part == QS_EXACT)
            gather_doubles(column, exact, out);
        else if (column->part == QS_DEVIATION)
            gather_deviations(column, summary, exact, out);
        else
            gather_doubles(column, parts[column->part], out);
    }
    batch->n_lines++;
    return QS_OK;
}

qs_status qs_batch_put_rows(qs_store *store, uint64_t scenario, uint64_t first, uint64_t n,
                            const double *rows)
{
    qs_store_batch *batch = &store->row_batch;
    uint64_t n_values = (uint64_t)store->header.layout->n_values;
    for (uint64_t line = first; line < first + n; line++) {
        qs_status status = make_room(store, batch, scenario, line);
        if (status)
            return status;
        const double *row = rows ? rows + (line - first) * n_values : NULL;
        for (size_t i = 0; i < batch->n_columns; i++) {
            const qs_column *column = &batch->columns[i];
            gather_doubles(column, row, (double *)(void *)line_cells(batch, column, batch->n_lines));
        }
        batch->n_lines++;
    }
    return QS_OK;
}
