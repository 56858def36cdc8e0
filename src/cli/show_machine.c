/* `qsweep show` for machines: csv and json, some hundred scenarios at a time unless rows are sorted.
 *
 * csv: a line for each scenario (and class or window) and, for each metric M, the columns M, M_sd, M_lo,
 * M_hi, M_n as the datasets are called; an item of a vector metric is M_0.95, M_0.95_sd and so on. What was
 * never observed is empty. With theory M_theory and M_deviation follow. RFC 4180 but for the line ends, which
 * are the system's. json: one object; what was never observed is null.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "qsweep/memory.h"
#include "show_internal.h"
#include "text_internal.h"

enum { BATCH = 256 };

/* Behind the statistics, with theory: the exact value and the deviation from it. */
enum { THEORY = QS_N_STATISTICS, DEVIATION, N_COLUMNS };

/* The chosen metrics of the scenarios [first, first + n), and the rows that are of these. */
typedef struct batch {
    const qs_show *show;
    uint64_t first, n, capacity;
    uint64_t first_row, end_row;
    double *(
        *values)[N_COLUMNS]; /* [n_metrics], each [n][n_members][n_items]; NULL where there is no theory */
} batch;

static size_t width_of(const qs_show *show, qs_metric metric)
{
    const qs_layout *layout = &show->about->layout;
    return (size_t)layout->n_members[show->scope] * (size_t)qs_layout_n_items(layout, metric);
}

static bool has_column(const qs_show *show, size_t i, int column)
{
    return column < QS_N_STATISTICS || qs_show_has_theory(show, show->scope, show->metrics[i].metric);
}

static qs_status new_batch(const qs_show *show, batch *b)
{
    uint64_t all = show->about->n_scenarios;
    *b = (batch){.show = show, .capacity = show->is_sorted || all < BATCH ? all : BATCH};
    qs_status status = qs_calloc(show->n_metrics, sizeof *b->values, &b->values);
    for (size_t i = 0; i < show->n_metrics; i++)
        for (int c = 0; c < N_COLUMNS && !status; c++)
            if (has_column(show, i, c))
                status = qs_calloc(b->capacity, width_of(show, show->metrics[i].metric) * sizeof(double),
                                   &b->values[i][c]);
    return status;
}

static void free_batch(batch *b)
{
    for (size_t i = 0; b->values && i < b->show->n_metrics; i++)
        for (int c = 0; c < N_COLUMNS; c++)
            qs_free(b->values[i][c]);
    qs_free(b->values);
}

/* The next rows whose scenarios fit into the batch. */
static void next_rows(batch *b)
{
    const qs_show *show = b->show;
    b->first_row = b->end_row;
    b->first = show->is_sorted ? 0 : show->rows[b->first_row].scenario;
    uint64_t left = show->about->n_scenarios - b->first;
    b->n = left < b->capacity ? left : b->capacity;
    while (b->end_row < show->n_rows && show->rows[b->end_row].scenario < b->first + b->n)
        b->end_row++;
}

static qs_status read_batch(batch *b)
{
    const qs_show *show = b->show;
    qs_status status = QS_OK;
    for (size_t i = 0; i < show->n_metrics; i++) {
        qs_metric metric = show->metrics[i].metric;
        for (int s = 0; s < QS_N_STATISTICS && !status; s++)
            status = qs_results_read(show->results, show->scope, metric, (qs_statistic)s, b->first, b->n,
                                     b->values[i][s]);
        if (!status && b->values[i][THEORY])
            status = qs_results_read_exact(show->results, show->scope, metric, b->first, b->n,
                                           b->values[i][THEORY], b->values[i][DEVIATION]);
    }
    return status;
}

static double value_of(const batch *b, size_t i, int column, uint64_t scenario, int member, int item)
{
    int n_items = qs_layout_n_items(&b->show->about->layout, b->show->metrics[i].metric);
    size_t at = (scenario - b->first) * width_of(b->show, b->show->metrics[i].metric);
    return b->values[i][column][at + (size_t)member * (size_t)n_items + (size_t)item];
}

/* Do something with each batch in turn. */
static qs_status for_each_batch(const qs_show *show, FILE *out, void (*print)(const batch *, FILE *))
{
    batch b;
    qs_status status = new_batch(show, &b);
    while (!status && b.end_row < show->n_rows) {
        next_rows(&b);
        status = read_batch(&b);
        if (!status)
            print(&b, out);
    }
    free_batch(&b);
    return status;
}

static const char *suffix_of(int column)
{
    return column == THEORY      ? "_theory"
           : column == DEVIATION ? "_deviation"
                                 : qs_statistic_suffix((qs_statistic)column);
}

/* ---- csv ---- */

static void csv_head(const qs_show *show, FILE *out)
{
    const qs_results_about *about = show->about;
    fputs("scenario", out);
    for (size_t i = 0; i < about->n_axes; i++) {
        fputc(',', out);
        qs_csv_cell(out, about->axes[i].name, show->is_spreadsheet);
    }
    if (show->scope != QS_SYSTEM)
        fprintf(out, ",%s", qs_scope_name(show->scope));
    fputs(",replications,failed,status,unstable,growing", out);
    for (size_t i = 0; i < show->n_metrics; i++) {
        const qs_selected_metric *m = &show->metrics[i];
        const qs_metric_info *info = qs_metric_get(m->metric);
        const double *items = info->shape == QS_PER_QUANTILE ? about->quantiles : about->thresholds;
        for (int item = m->first_item; item < m->first_item + m->n_items; item++) {
            for (int c = 0; c < N_COLUMNS; c++) {
                if (!has_column(show, i, c))
                    continue;
                fprintf(out, ",%s", info->name);
                if (info->shape != QS_SCALAR)
                    fprintf(out, "_%.10g", items[item]);
                fputs(suffix_of(c), out);
            }
        }
    }
    fputs(show->csv_more_head ? show->csv_more_head : "", out);
    fputc('\n', out);
}

static void csv_line(const batch *b, const qs_show_row *row, FILE *out)
{
    uint64_t scenario = row->scenario;
    const qs_show *show = b->show;
    const qs_results_about *about = show->about;
    fprintf(out, "%llu", (unsigned long long)scenario);
    for (size_t i = 0; i < about->n_axes; i++) {
        fputc(',', out);
        if (about->axes[i].numbers)
            qs_csv_number(out, about->axes[i].numbers[scenario]);
        else
            qs_csv_cell(out, about->axes[i].texts[scenario], show->is_spreadsheet);
    }
    if (show->scope != QS_SYSTEM) {
        fputc(',', out);
        qs_csv_cell(out, about->members[show->scope][row->member], show->is_spreadsheet);
    }
    fprintf(out, ",%lld,%lld,%s,%d,%s", (long long)about->replications[scenario],
            (long long)about->failed[scenario],
            qs_scenario_state_word((qs_scenario_state)about->state[scenario]), qs_show_is_unstable(show, row),
            qs_show_growth_csv(qs_show_growth(show, row)));
    for (size_t i = 0; i < show->n_metrics; i++) {
        const qs_selected_metric *m = &show->metrics[i];
        for (int item = m->first_item; item < m->first_item + m->n_items; item++) {
            for (int c = 0; c < N_COLUMNS; c++) {
                if (!has_column(show, i, c))
                    continue;
                fputc(',', out);
                qs_csv_number(out, value_of(b, i, c, scenario, row->member, item));
            }
        }
    }
    fputs(show->csv_more ? show->csv_more : "", out);
    fputc('\n', out);
}

static void csv_batch(const batch *b, FILE *out)
{
    for (uint64_t i = b->first_row; i < b->end_row; i++)
        csv_line(b, &b->show->rows[i], out);
}

qs_status qs_show_csv(const qs_show *show, FILE *out)
{
    csv_head(show, out);
    return for_each_batch(show, out, csv_batch);
}

/* ---- json ---- */

static void json_array(FILE *out, const char *name, const double *values, int n)
{
    fprintf(out, "\"%s\":[", name);
    for (int i = 0; i < n; i++) {
        fputs(i ? "," : "", out);
        qs_json_number(out, values[i]);
    }
    fputs("]", out);
}

static void json_head(const qs_show *show, FILE *out)
{
    const qs_results_about *about = show->about;
    fputs("{\"study\":", out);
    qs_json_text(out, about->name);
    fputs(",\"time_unit\":", out);
    qs_json_text(out, about->time_unit);
    fputs(",\"confidence\":", out);
    qs_json_number(out, about->confidence);
    fprintf(out, ",\"scope\":\"%s\",\n\"axes\":[", qs_scope_name(show->scope));
    for (size_t i = 0; i < about->n_axes; i++) {
        fputs(i ? ",{\"path\":" : "{\"path\":", out);
        qs_json_text(out, about->axes[i].name);
        fputs(",\"unit\":", out);
        qs_json_text(out, about->axes[i].unit);
        fputc('}', out);
    }
    fputs("],\n", out);
    json_array(out, "quantiles", about->quantiles, about->layout.n_quantiles);
    fputc(',', out);
    json_array(out, "thresholds", about->thresholds, about->layout.n_thresholds);
    fputs(",\n\"metrics\":{", out);
    for (size_t i = 0; i < show->n_metrics; i++) {
        char unit[16];
        qs_metric metric = show->metrics[i].metric;
        bool is_known = false; /* another item of the same metric stands before */
        for (size_t k = 0; k < i; k++)
            is_known |= show->metrics[k].metric == metric;
        if (is_known)
            continue;
        qs_results_unit(metric, about->time_unit, unit);
        fprintf(out, "%s\"%s\":{\"unit\":\"%s\",\"meaning\":", i ? "," : "", qs_metric_get(metric)->name,
                unit);
        qs_json_text(out, qs_metric_get(metric)->meaning);
        fputc('}', out);
    }
    fputs("},\n\"scenarios\":[", out);
}

static void json_statistics(const batch *b, size_t i, uint64_t scenario, int member, int item, FILE *out)
{
    static const char *const names[N_COLUMNS] = {"mean", "sd", "lo", "hi", "n", "theory", "deviation"};
    fputc('{', out);
    if (qs_metric_get(b->show->metrics[i].metric)->shape != QS_SCALAR) {
        bool is_quantile = qs_metric_get(b->show->metrics[i].metric)->shape == QS_PER_QUANTILE;
        const qs_results_about *about = b->show->about;
        fputs(is_quantile ? "\"quantile\":" : "\"threshold\":", out);
        qs_json_number(out, is_quantile ? about->quantiles[item] : about->thresholds[item]);
        fputc(',', out);
    }
    for (int c = 0; c < N_COLUMNS; c++) {
        if (!has_column(b->show, i, c))
            continue;
        fprintf(out, "%s\"%s\":", c ? "," : "", names[c]);
        qs_json_number(out, value_of(b, i, c, scenario, member, item));
    }
    fputc('}', out);
}

/* A metric of a member: an object, or an array of them for a vector metric. Items of one metric that were
 * asked for one by one come together where the first of them stands. */
static void json_metrics(const batch *b, const qs_show_row *row, FILE *out)
{
    const qs_show *show = b->show;
    for (size_t i = 0; i < show->n_metrics; i++) {
        qs_metric metric = show->metrics[i].metric;
        bool is_vector = qs_metric_get(metric)->shape != QS_SCALAR, is_known = false;
        for (size_t k = 0; k < i; k++)
            is_known |= show->metrics[k].metric == metric;
        if (is_known)
            continue;
        fprintf(out, ",\n   \"%s\":%s", qs_metric_get(metric)->name, is_vector ? "[" : "");
        bool is_first = true;
        for (size_t k = i; k < show->n_metrics; k++) {
            const qs_selected_metric *m = &show->metrics[k];
            for (int item = m->first_item; m->metric == metric && item < m->first_item + m->n_items; item++) {
                fputs(is_first ? "" : ",", out);
                json_statistics(b, k, row->scenario, row->member, item, out);
                is_first = false;
            }
        }
        fputs(is_vector ? "]" : "", out);
    }
}

static void json_scenario(const qs_show *show, uint64_t scenario, FILE *out)
{
    const qs_results_about *about = show->about;
    fprintf(out, "\n {\"scenario\":%llu,\"axes\":{", (unsigned long long)scenario);
    for (size_t i = 0; i < about->n_axes; i++) {
        fputs(i ? "," : "", out);
        qs_json_text(out, about->axes[i].name);
        fputc(':', out);
        if (about->axes[i].numbers)
            qs_json_number(out, about->axes[i].numbers[scenario]);
        else
            qs_json_text(out, about->axes[i].texts[scenario]);
    }
    fprintf(out,
            "},\"replications\":%lld,\"failed\":%lld,\"status\":\"%s\",\"unstable\":%s,\"growing\":%s,\n  "
            "\"results\":[",
            (long long)about->replications[scenario], (long long)about->failed[scenario],
            qs_scenario_state_word((qs_scenario_state)about->state[scenario]),
            about->unstable[scenario] ? "true" : "false",
            qs_show_growth_json((qs_growth)about->growing[scenario]));
}

/* Rows of one scenario that follow each other stand under it. */
static void json_batch(const batch *b, FILE *out)
{
    const qs_show *show = b->show;
    for (uint64_t i = b->first_row; i < b->end_row; i++) {
        const qs_show_row *row = &show->rows[i];
        bool is_new = i == 0 || row->scenario != show->rows[i - 1].scenario;
        if (is_new) {
            fputs(i > 0 ? "," : "", out);
            json_scenario(show, row->scenario, out);
        }
        fprintf(out, "%s{\"%s\":", is_new ? "" : ",\n  ", qs_scope_name(show->scope));
        qs_json_text(out, show->about->members[show->scope][row->member]);
        fprintf(out, ",\"unstable\":%s,\"growing\":%s", qs_show_is_unstable(show, row) ? "true" : "false",
                qs_show_growth_json(qs_show_growth(show, row)));
        json_metrics(b, row, out);
        fputc('}', out);
        if (i + 1 == show->n_rows || show->rows[i + 1].scenario != row->scenario)
            fputs("]}", out);
    }
}

qs_status qs_show_json(const qs_show *show, FILE *out)
{
    json_head(show, out);
    qs_status status = for_each_batch(show, out, json_batch);
    if (!status)
        fputs("]}\n", out);
    return status;
}
