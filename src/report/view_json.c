/* A view as json: one object; what was never observed is null.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/cells.h"
#include "qsweep/decision.h"
#include "qsweep/verdict.h"
#include "view_internal.h"

static void json_array(FILE *out, const char *name, const double *values, int n)
{
    fprintf(out, "\"%s\":[", name);
    for (int i = 0; i < n; i++) {
        fputs(i ? "," : "", out);
        qs_json_number(out, values[i]);
    }
    fputs("]", out);
}

static void json_head(const qs_view *view, FILE *out)
{
    const qs_results_about *about = view->about;
    fputs("{\"study\":", out);
    qs_visible_json(out, about->name);
    fputs(",\"time_unit\":", out);
    qs_visible_json(out, about->time_unit);
    if (about->clock) {
        fputs(",\"clock\":", out);
        qs_visible_json(out, about->clock);
    }
    fputs(",\"confidence\":", out);
    qs_json_number(out, about->confidence);
    fprintf(out, ",\"scope\":\"%s\",\n\"axes\":[", qs_scope_name(view->scope));
    size_t first = about->labels ? 1 : 0;
    for (size_t i = first; i < about->n_axes; i++) {
        fputs(i > first ? ",{\"path\":" : "{\"path\":", out);
        qs_visible_json(out, about->axes[i].name);
        fputs(",\"unit\":", out);
        qs_visible_json(out, about->axes[i].unit);
        fputc('}', out);
    }
    fputs("],\n", out);
    json_array(out, "quantiles", about->quantiles, about->layout.n_quantiles);
    fputc(',', out);
    json_array(out, "thresholds", about->thresholds, about->layout.n_thresholds);
    fputs(",\n\"metrics\":{", out);
    for (size_t i = 0; i < view->n_metrics; i++) {
        char unit[16];
        qs_metric metric = view->metrics[i].metric;
        bool is_known = false; /* another item of the same metric stands before */
        for (size_t k = 0; k < i; k++)
            is_known |= view->metrics[k].metric == metric;
        if (is_known)
            continue;
        qs_results_unit(metric, about->time_unit, unit);
        fprintf(out, "%s\"%s\":{\"unit\":\"%s\",\"meaning\":", i ? "," : "", qs_metric_get(metric)->name,
                unit);
        qs_visible_json(out, qs_metric_meaning(metric, view->scope));
        fputc('}', out);
    }
    fputs("},\n\"scenarios\":[", out);
}

static void json_statistics(const qs_view_batch *b, size_t i, uint64_t scenario, int slot, int item,
                            FILE *out)
{
    static const char *const names[QS_N_COLUMNS] = {"mean", "sd", "lo", "hi", "n", "theory", "deviation"};
    fputc('{', out);
    if (qs_metric_get(b->view->metrics[i].metric)->shape != QS_SCALAR) {
        qs_metric metric = b->view->metrics[i].metric;
        bool is_quantile = qs_metric_get(metric)->shape == QS_PER_QUANTILE;
        const qs_results_about *about = b->view->about;
        fputs(is_quantile ? "\"quantile\":" : "\"threshold\":", out);
        qs_json_number(out, qs_items_of(about, metric)[item]);
        if (qs_metric_get(metric)->shape == QS_PER_LEVEL)
            fprintf(out, ",\"abandoned\":\"%s\"", qs_abandoned_word(about->abandoned[item]));
        fputc(',', out);
    }
    for (int c = 0; c < QS_N_COLUMNS; c++) {
        if (!qs_view_has_column(b->view, i, c))
            continue;
        fprintf(out, "%s\"%s\":", c ? "," : "", names[c]);
        qs_json_number(out, qs_view_batch_value(b, i, c, scenario, slot, item));
    }
    fputc('}', out);
}

/* A metric of a member: an object, or an array of them for a vector metric. Items of one metric that were
 * asked for one by one come together where the first of them stands. */
static void json_metrics(const qs_view_batch *b, const qs_view_row *row, FILE *out)
{
    const qs_view *view = b->view;
    for (size_t i = 0; i < view->n_metrics; i++) {
        qs_metric metric = view->metrics[i].metric;
        bool is_vector = qs_metric_get(metric)->shape != QS_SCALAR, is_known = false;
        for (size_t k = 0; k < i; k++)
            is_known |= view->metrics[k].metric == metric;
        if (is_known)
            continue;
        fprintf(out, ",\n   \"%s\":%s", qs_metric_get(metric)->name, is_vector ? "[" : "");
        bool is_first = true;
        for (size_t k = i; k < view->n_metrics; k++) {
            const qs_chosen_metric *m = &view->metrics[k];
            for (int item = m->first_item; m->metric == metric && item < m->first_item + m->n_items; item++) {
                fputs(is_first ? "" : ",", out);
                json_statistics(b, k, row->scenario, qs_view_slot(view, row), item, out);
                is_first = false;
            }
        }
        fputs(is_vector ? "]" : "", out);
    }
}

/* Of all promises together, and of each. */
static void json_verdict(const qs_verdicts *verdicts, uint64_t scenario, FILE *out)
{
    fprintf(out, ",\"verdict\":\"%s\",\"promises\":[", qs_verdict_word(verdicts->of[scenario]));
    for (size_t i = 0; i < verdicts->n_promises; i++)
        fprintf(out, "%s\"%s\"", i ? "," : "",
                qs_verdict_word(qs_verdicts_get(verdicts, scenario, i)->verdict));
    fputc(']', out);
}

static void json_scenario(const qs_view *view, uint64_t scenario, FILE *out)
{
    const qs_results_about *about = view->about;
    fprintf(out, "\n {\"scenario\":%llu,", (unsigned long long)scenario);
    qs_axes_json(about, scenario, out);
    fprintf(out, ",\"replications\":%lld,\"failed\":%lld,\"status\":\"%s\",\"unstable\":%s,\"growing\":%s",
            (long long)about->replications[scenario], (long long)about->failed[scenario],
            qs_scenario_state_word((qs_scenario_state)about->state[scenario]),
            about->unstable[scenario] ? "true" : "false",
            qs_growth_json((qs_growth)about->growing[scenario]));
    if (view->verdicts)
        json_verdict(view->verdicts, scenario, out);
    qs_decision_json(about, scenario, out);
    fputs(",\n  \"results\":[", out);
}

void qs_view_json_interval(const qs_view *view, const qs_view_row *row, FILE *out)
{
    char text[QS_DAYTIME_TEXT];
    if (!view->by_interval)
        return;
    fprintf(out, ",\"interval\":\"%s\",\"start\":", qs_view_interval(view->about, row->interval, text));
    qs_json_number(out, view->about->starts[row->interval - 1]);
    fputs(",\"end\":", out);
    qs_json_number(out, view->about->ends[row->interval - 1]);
}

/* Rows of one scenario that follow each other stand under it. */
static void json_batch(const qs_view_batch *b, FILE *out)
{
    const qs_view *view = b->view;
    for (uint64_t i = b->first_row; i < b->end_row; i++) {
        const qs_view_row *row = &view->rows[i];
        bool is_new = i == 0 || row->scenario != view->rows[i - 1].scenario;
        if (is_new) {
            fputs(i > 0 ? "," : "", out);
            json_scenario(view, row->scenario, out);
        }
        fprintf(out, "%s{\"%s\":", is_new ? "" : ",\n  ", qs_scope_name(view->scope));
        qs_visible_json(out, view->about->members[view->scope][row->member]);
        qs_view_json_interval(view, row, out);
        fprintf(out, ",\"unstable\":%s,\"growing\":%s", qs_view_is_unstable(view, row) ? "true" : "false",
                qs_growth_json(qs_view_growth(view, row)));
        json_metrics(b, row, out);
        fputc('}', out);
        if (i + 1 == view->n_rows || view->rows[i + 1].scenario != row->scenario)
            fputs("]}", out);
    }
}

qs_status qs_view_json(const qs_view *view, FILE *out)
{
    json_head(view, out);
    qs_status status = qs_view_each_batch(view, out, json_batch);
    if (!status)
        fputs("]}\n", out);
    return status;
}
