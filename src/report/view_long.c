/* A view as csv with a number a line, and with a replication a line.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "qsweep/cells.h"
#include "qsweep/decision.h"
#include "qsweep/memory.h"
#include "qsweep/verdict.h"
#include "view_internal.h"

/* Levels of one time are told apart by the name. */
static void put_metric(const qs_results_about *about, qs_metric metric, int item, FILE *out)
{
    bool is_bad = qs_metric_get(metric)->shape != QS_PER_LEVEL || about->abandoned[item] == QS_ABANDONED_BAD;
    fprintf(out, ",%s", qs_metric_get(metric)->name);
    if (!is_bad)
        fprintf(out, "_%s", qs_abandoned_word(about->abandoned[item]));
    fputc(',', out);
}

/* ---- a number a line ---- */

void qs_view_long_head(const qs_view *view, FILE *out)
{
    qs_axes_csv_head(view->about, view->is_spreadsheet, out);
    fputs(",scope,member", out);
    fputs(view->about->layout.n_intervals > 0 ? ",interval" : "", out);
    fputs(",metric,item,unit,mean,sd,lo,hi,n,theory,deviation,status,unstable,growing", out);
    fprintf(out, "%s%s%s\n", view->verdicts ? ",verdict" : "",
            view->about->decided ? ",decision,replications_taken" : "",
            view->csv_more_head ? view->csv_more_head : "");
}

static void long_line(const qs_view *view, const qs_chosen_metric *m, const qs_view_row *row, int item,
                      const double *numbers, FILE *out)
{
    const qs_results_about *about = view->about;
    const double *items = qs_items_of(about, m->metric);
    char unit[16];
    qs_results_unit(m->metric, about->time_unit, unit);
    qs_axes_csv(view->about, row->scenario, view->is_spreadsheet, out);
    fprintf(out, ",%s,", qs_scope_name(view->scope));
    qs_csv_cell(out, about->members[view->scope][row->member], view->is_spreadsheet);
    qs_view_csv_interval(view, row, out);
    fputs(!view->by_interval && about->layout.n_intervals > 0 ? "," : "", out);
    put_metric(about, m->metric, item, out);
    if (items)
        qs_csv_number(out, items[item]);
    fprintf(out, ",%s", unit);
    for (int i = 0; i < QS_N_COLUMNS; i++) {
        fputc(',', out);
        qs_csv_number(out, numbers[i]);
    }
    fprintf(out, ",%s,%d,%s", qs_scenario_state_word((qs_scenario_state)about->state[row->scenario]),
            qs_view_is_unstable(view, row), qs_growth_csv(qs_view_growth(view, row)));
    if (view->verdicts)
        fprintf(out, ",%s", qs_verdict_word(view->verdicts->of[row->scenario]));
    qs_decision_csv(about, row->scenario, out);
    fprintf(out, "%s\n", view->csv_more ? view->csv_more : "");
}

static qs_status read_metric(const qs_view *view, qs_metric metric, uint64_t scenario, size_t width,
                             double *values)
{
    qs_status status = QS_OK;
    for (int s = 0; s < QS_N_STATISTICS && !status; s++)
        status =
            qs_view_read(view, view->scope, metric, (qs_statistic)s, scenario, 1, values + (size_t)s * width);
    if (!status && !view->by_interval && qs_results_has_exact(view->results, view->scope, metric))
        return qs_results_read_exact(view->results, view->scope, metric, scenario, 1,
                                     values + QS_COLUMN_THEORY * width, values + QS_COLUMN_DEVIATION * width);
    for (size_t i = QS_COLUMN_THEORY * width; i < QS_N_COLUMNS * width; i++)
        values[i] = (double)NAN;
    return status;
}

/* One metric of one scenario, the rows [first, end) being of it. */
static qs_status long_metric(const qs_view *view, const qs_chosen_metric *m, uint64_t first, uint64_t end,
                             FILE *out)
{
    size_t n_items = (size_t)qs_layout_n_items(&view->about->layout, m->metric);
    size_t width = n_items * qs_view_n_slots(view, view->scope);
    double *values, numbers[QS_N_COLUMNS];
    qs_status status = qs_calloc(width, QS_N_COLUMNS * sizeof *values, &values);
    if (!status)
        status = read_metric(view, m->metric, view->rows[first].scenario, width, values);
    for (uint64_t row = first; row < end && !status; row++) {
        for (int item = m->first_item; item < m->first_item + m->n_items; item++) {
            size_t at = (size_t)qs_view_slot(view, &view->rows[row]) * n_items + (size_t)item;
            for (int i = 0; i < QS_N_COLUMNS; i++)
                numbers[i] = values[(size_t)i * width + at];
            long_line(view, m, &view->rows[row], item, numbers, out);
        }
    }
    qs_free(values);
    return status;
}

/* Where the rows of the scenario of row `first` end. */
static uint64_t end_of_scenario(const qs_view *view, uint64_t first)
{
    uint64_t end = first + 1;
    while (end < view->n_rows && view->rows[end].scenario == view->rows[first].scenario)
        end++;
    return end;
}

qs_status qs_view_long(const qs_view *view, FILE *out)
{
    qs_status status = QS_OK;
    for (uint64_t first = 0, end; first < view->n_rows && !status; first = end) {
        end = end_of_scenario(view, first);
        for (size_t i = 0; i < view->n_metrics && !status; i++)
            status = long_metric(view, &view->metrics[i], first, end, out);
    }
    return status;
}

/* ---- a replication a line ---- */

static void replication_head(const qs_view *view, FILE *out)
{
    qs_axes_csv_head(view->about, view->is_spreadsheet, out);
    fputs(",replication", out);
    if (view->scope != QS_SYSTEM)
        fprintf(out, ",%s", qs_scope_name(view->scope));
    fputs(view->by_interval ? ",interval" : "", out);
    for (size_t i = 0; i < view->n_metrics; i++) {
        const qs_chosen_metric *m = &view->metrics[i];
        char name[QS_ITEM_TEXT];
        for (int item = m->first_item; item < m->first_item + m->n_items; item++)
            fprintf(out, ",%s", qs_item_name(view->about, m->metric, item, name));
    }
    fprintf(out, "%s\n", view->csv_more_head ? view->csv_more_head : "");
}

static void replication_line(const qs_view *view, const qs_view_row *row, uint64_t replication,
                             double *const *values, FILE *out)
{
    const qs_layout *layout = &view->about->layout;
    qs_axes_csv(view->about, row->scenario, view->is_spreadsheet, out);
    fprintf(out, ",%llu", (unsigned long long)replication);
    if (view->scope != QS_SYSTEM) {
        fputc(',', out);
        qs_csv_cell(out, view->about->members[view->scope][row->member], view->is_spreadsheet);
    }
    qs_view_csv_interval(view, row, out);
    for (size_t i = 0; i < view->n_metrics; i++) {
        const qs_chosen_metric *m = &view->metrics[i];
        size_t n_items = (size_t)qs_layout_n_items(layout, m->metric);
        size_t at =
            (replication * qs_view_n_slots(view, view->scope) + (size_t)qs_view_slot(view, row)) * n_items;
        for (int item = m->first_item; item < m->first_item + m->n_items; item++) {
            fputc(',', out);
            qs_csv_number(out, values[i][at + (size_t)item]);
        }
    }
    fprintf(out, "%s\n", view->csv_more ? view->csv_more : "");
}

static qs_status export_scenario(const qs_view *view, uint64_t first, uint64_t end, double **values,
                                 FILE *out)
{
    const qs_results_about *about = view->about;
    uint64_t scenario = view->rows[first].scenario, n = (uint64_t)about->replications[scenario];
    qs_status status = QS_OK;
    for (size_t i = 0; i < view->n_metrics && !status; i++)
        status = qs_view_read_rows(view, view->scope, view->metrics[i].metric, scenario, values[i]);
    for (uint64_t r = 0; r < n && r < about->n_replications && !status; r++)
        for (uint64_t row = first; row < end; row++)
            replication_line(view, &view->rows[row], r, values, out);
    return status;
}

qs_status qs_view_replications(const qs_view *view, FILE *out)
{
    const qs_results_about *about = view->about;
    double **values;
    if (!about->has_rows)
        return qs_fail(
            QS_ERROR_FORMAT,
            "the replications' rows were not kept: run the study again with -s output.replications=true");
    qs_status status = qs_calloc(view->n_metrics, sizeof *values, &values);
    for (size_t i = 0; i < view->n_metrics && !status; i++)
        status = qs_calloc(about->n_replications,
                           qs_view_n_slots(view, view->scope) *
                               (size_t)qs_layout_n_items(&about->layout, view->metrics[i].metric) *
                               sizeof **values,
                           &values[i]);
    if (!status)
        replication_head(view, out);
    for (uint64_t first = 0, end; first < view->n_rows && !status; first = end) {
        end = end_of_scenario(view, first);
        status = export_scenario(view, first, end, values, out);
    }
    for (size_t i = 0; values && i < view->n_metrics; i++)
        qs_free(values[i]);
    qs_free(values);
    return status;
}
