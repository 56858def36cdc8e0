/* The numbers of a view, some hundred scenarios at a time, so that memory does not grow with the file.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/memory.h"
#include "view_internal.h"

enum { BATCH = 256 };

static size_t width_of(const qs_view *view, qs_metric metric)
{
    const qs_layout *layout = &view->about->layout;
    return qs_view_n_slots(view, view->scope) * (size_t)qs_layout_n_items(layout, metric);
}

bool qs_view_has_column(const qs_view *view, size_t i, int column)
{
    return column < QS_N_STATISTICS || qs_view_has_theory(view, view->scope, view->metrics[i].metric);
}

static qs_status new_batch(const qs_view *view, qs_view_batch *b)
{
    uint64_t all = view->about->n_scenarios;
    *b = (qs_view_batch){.view = view, .capacity = view->is_sorted || all < BATCH ? all : BATCH};
    qs_status status = qs_calloc(view->n_metrics, sizeof *b->values, &b->values);
    for (size_t i = 0; i < view->n_metrics; i++)
        for (int c = 0; c < QS_N_COLUMNS && !status; c++)
            if (qs_view_has_column(view, i, c))
                status = qs_calloc(b->capacity, width_of(view, view->metrics[i].metric) * sizeof(double),
                                   &b->values[i][c]);
    return status;
}

static void free_batch(qs_view_batch *b)
{
    for (size_t i = 0; b->values && i < b->view->n_metrics; i++)
        for (int c = 0; c < QS_N_COLUMNS; c++)
            qs_free(b->values[i][c]);
    qs_free(b->values);
}

/* The next rows whose scenarios fit into the batch. */
static void next_rows(qs_view_batch *b)
{
    const qs_view *view = b->view;
    b->first_row = b->end_row;
    b->first = view->is_sorted ? 0 : view->rows[b->first_row].scenario;
    uint64_t left = view->about->n_scenarios - b->first;
    b->n = left < b->capacity ? left : b->capacity;
    while (b->end_row < view->n_rows && view->rows[b->end_row].scenario < b->first + b->n)
        b->end_row++;
}

static qs_status read_batch(qs_view_batch *b)
{
    const qs_view *view = b->view;
    qs_status status = QS_OK;
    for (size_t i = 0; i < view->n_metrics; i++) {
        qs_metric metric = view->metrics[i].metric;
        for (int s = 0; s < QS_N_STATISTICS && !status; s++)
            status =
                qs_view_read(view, view->scope, metric, (qs_statistic)s, b->first, b->n, b->values[i][s]);
        if (!status && b->values[i][QS_COLUMN_THEORY])
            status = qs_results_read_exact(view->results, view->scope, metric, b->first, b->n,
                                           b->values[i][QS_COLUMN_THEORY], b->values[i][QS_COLUMN_DEVIATION]);
    }
    return status;
}

double qs_view_batch_value(const qs_view_batch *b, size_t i, int column, uint64_t scenario, int slot,
                           int item)
{
    int n_items = qs_layout_n_items(&b->view->about->layout, b->view->metrics[i].metric);
    size_t at = (scenario - b->first) * width_of(b->view, b->view->metrics[i].metric);
    return b->values[i][column][at + (size_t)slot * (size_t)n_items + (size_t)item];
}

qs_status qs_view_each_batch(const qs_view *view, FILE *out, void (*print)(const qs_view_batch *, FILE *))
{
    qs_view_batch b;
    qs_status status = new_batch(view, &b);
    while (!status && b.end_row < view->n_rows) {
        next_rows(&b);
        status = read_batch(&b);
        if (!status)
            print(&b, out);
    }
    free_batch(&b);
    return status;
}
