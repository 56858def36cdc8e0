/* `qsweep export`: a number a line, and a replication a line.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "export_internal.h"
#include "qsweep/memory.h"
#include "text_internal.h"

enum { THEORY = QS_N_STATISTICS, DEVIATION, N_NUMBERS };

static void put_axes(const qs_show *show, uint64_t scenario, FILE *out)
{
    const qs_results_about *about = show->about;
    fprintf(out, "%llu", (unsigned long long)scenario);
    for (size_t i = 0; i < about->n_axes; i++) {
        fputc(',', out);
        if (about->axes[i].numbers)
            qs_csv_number(out, about->axes[i].numbers[scenario]);
        else
            qs_csv_cell(out, about->axes[i].texts[scenario], show->is_spreadsheet);
    }
}

static void put_axis_names(const qs_show *show, FILE *out)
{
    const qs_results_about *about = show->about;
    fputs("scenario", out);
    for (size_t i = 0; i < about->n_axes; i++) {
        fputc(',', out);
        qs_csv_cell(out, about->axes[i].name, show->is_spreadsheet);
    }
}

static const double *items_of(const qs_results_about *about, qs_metric metric)
{
    switch (qs_metric_get(metric)->shape) {
    case QS_PER_QUANTILE:
        return about->quantiles;
    case QS_PER_THRESHOLD:
        return about->thresholds;
    default:
        return NULL;
    }
}

/* ---- a number a line ---- */

void qs_export_long_head(const qs_show *show, FILE *out)
{
    put_axis_names(show, out);
    fputs(",scope,member,metric,item,unit,mean,sd,lo,hi,n,theory,deviation,status,unstable,growing", out);
    fprintf(out, "%s\n", show->csv_more_head ? show->csv_more_head : "");
}

static void long_line(const qs_show *show, const qs_selected_metric *m, const qs_show_row *row, int item,
                      const double *numbers, FILE *out)
{
    const qs_results_about *about = show->about;
    const double *items = items_of(about, m->metric);
    char unit[16];
    qs_results_unit(m->metric, about->time_unit, unit);
    put_axes(show, row->scenario, out);
    fprintf(out, ",%s,", qs_scope_name(show->scope));
    qs_csv_cell(out, about->members[show->scope][row->member], show->is_spreadsheet);
    fprintf(out, ",%s,", qs_metric_get(m->metric)->name);
    if (items)
        qs_csv_number(out, items[item]);
    fprintf(out, ",%s", unit);
    for (int i = 0; i < N_NUMBERS; i++) {
        fputc(',', out);
        qs_csv_number(out, numbers[i]);
    }
    fprintf(out, ",%s,%d,%s%s\n", qs_scenario_state_word((qs_scenario_state)about->state[row->scenario]),
            qs_show_is_unstable(show, row), qs_show_growth_csv(qs_show_growth(show, row)),
            show->csv_more ? show->csv_more : "");
}

static qs_status read_metric(const qs_show *show, qs_metric metric, uint64_t scenario, size_t width,
                             double *values)
{
    qs_status status = QS_OK;
    for (int s = 0; s < QS_N_STATISTICS && !status; s++)
        status = qs_results_read(show->results, show->scope, metric, (qs_statistic)s, scenario, 1,
                                 values + (size_t)s * width);
    if (!status && qs_results_has_exact(show->results, show->scope, metric))
        return qs_results_read_exact(show->results, show->scope, metric, scenario, 1, values + THEORY * width,
                                     values + DEVIATION * width);
    for (size_t i = THEORY * width; i < N_NUMBERS * width; i++)
        values[i] = (double)NAN;
    return status;
}

/* One metric of one scenario, the rows [first, end) being of it. */
static qs_status long_metric(const qs_show *show, const qs_selected_metric *m, uint64_t first, uint64_t end,
                             FILE *out)
{
    size_t n_items = (size_t)qs_layout_n_items(&show->about->layout, m->metric);
    size_t width = n_items * (size_t)show->about->layout.n_members[show->scope];
    double *values, numbers[N_NUMBERS];
    qs_status status = qs_calloc(width, N_NUMBERS * sizeof *values, &values);
    if (!status)
        status = read_metric(show, m->metric, show->rows[first].scenario, width, values);
    for (uint64_t row = first; row < end && !status; row++) {
        for (int item = m->first_item; item < m->first_item + m->n_items; item++) {
            size_t at = (size_t)show->rows[row].member * n_items + (size_t)item;
            for (int i = 0; i < N_NUMBERS; i++)
                numbers[i] = values[(size_t)i * width + at];
            long_line(show, m, &show->rows[row], item, numbers, out);
        }
    }
    qs_free(values);
    return status;
}

/* Where the rows of the scenario of row `first` end. */
static uint64_t end_of_scenario(const qs_show *show, uint64_t first)
{
    uint64_t end = first + 1;
    while (end < show->n_rows && show->rows[end].scenario == show->rows[first].scenario)
        end++;
    return end;
}

qs_status qs_export_long(const qs_show *show, FILE *out)
{
    qs_status status = QS_OK;
    for (uint64_t first = 0, end; first < show->n_rows && !status; first = end) {
        end = end_of_scenario(show, first);
        for (size_t i = 0; i < show->n_metrics && !status; i++)
            status = long_metric(show, &show->metrics[i], first, end, out);
    }
    return status;
}

/* ---- a replication a line ---- */

static void replication_head(const qs_show *show, FILE *out)
{
    put_axis_names(show, out);
    fputs(",replication", out);
    if (show->scope != QS_SYSTEM)
        fprintf(out, ",%s", qs_scope_name(show->scope));
    for (size_t i = 0; i < show->n_metrics; i++) {
        const qs_selected_metric *m = &show->metrics[i];
        const double *items = items_of(show->about, m->metric);
        for (int item = m->first_item; item < m->first_item + m->n_items; item++) {
            fprintf(out, ",%s", qs_metric_get(m->metric)->name);
            if (items)
                fprintf(out, "_%.10g", items[item]);
        }
    }
    fprintf(out, "%s\n", show->csv_more_head ? show->csv_more_head : "");
}

static void replication_line(const qs_show *show, const qs_show_row *row, uint64_t replication,
                             double *const *values, FILE *out)
{
    const qs_layout *layout = &show->about->layout;
    put_axes(show, row->scenario, out);
    fprintf(out, ",%llu", (unsigned long long)replication);
    if (show->scope != QS_SYSTEM) {
        fputc(',', out);
        qs_csv_cell(out, show->about->members[show->scope][row->member], show->is_spreadsheet);
    }
    for (size_t i = 0; i < show->n_metrics; i++) {
        const qs_selected_metric *m = &show->metrics[i];
        size_t n_items = (size_t)qs_layout_n_items(layout, m->metric);
        size_t at = (replication * (size_t)layout->n_members[show->scope] + (size_t)row->member) * n_items;
        for (int item = m->first_item; item < m->first_item + m->n_items; item++) {
            fputc(',', out);
            qs_csv_number(out, values[i][at + (size_t)item]);
        }
    }
    fprintf(out, "%s\n", show->csv_more ? show->csv_more : "");
}

static qs_status export_scenario(const qs_show *show, uint64_t first, uint64_t end, double **values,
                                 FILE *out)
{
    const qs_results_about *about = show->about;
    uint64_t scenario = show->rows[first].scenario, n = (uint64_t)about->replications[scenario];
    qs_status status = QS_OK;
    for (size_t i = 0; i < show->n_metrics && !status; i++)
        status =
            qs_results_read_rows(show->results, show->scope, show->metrics[i].metric, scenario, values[i]);
    for (uint64_t r = 0; r < n && r < about->n_replications && !status; r++)
        for (uint64_t row = first; row < end; row++)
            replication_line(show, &show->rows[row], r, values, out);
    return status;
}

qs_status qs_export_replications(const qs_show *show, FILE *out)
{
    const qs_results_about *about = show->about;
    double **values;
    if (!about->has_rows)
        return qs_fail(
            QS_ERROR_FORMAT,
            "the replications' rows were not kept: run the study again with -s output.replications=true");
    qs_status status = qs_calloc(show->n_metrics, sizeof *values, &values);
    for (size_t i = 0; i < show->n_metrics && !status; i++)
        status = qs_calloc(about->n_replications,
                           (size_t)about->layout.n_members[show->scope] *
                               (size_t)qs_layout_n_items(&about->layout, show->metrics[i].metric) *
                               sizeof **values,
                           &values[i]);
    if (!status)
        replication_head(show, out);
    for (uint64_t first = 0, end; first < show->n_rows && !status; first = end) {
        end = end_of_scenario(show, first);
        status = export_scenario(show, first, end, values, out);
    }
    for (size_t i = 0; values && i < show->n_metrics; i++)
        qs_free(values[i]);
    qs_free(values);
    return status;
}
