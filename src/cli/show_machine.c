/* `qsweep show` for machines: csv and json, some hundred scenarios at a time.
 *
 * csv: a line for each scenario (and class or window) and, for each metric M, the columns M, M_sd, M_lo,
 * M_hi, M_n as the datasets are called; an item of a vector metric is M_0.95, M_0.95_sd and so on. What was
 * never observed is empty. RFC 4180 but for the line ends, which are the system's. json: one object; what was
 * never observed is null.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "qsweep/memory.h"
#include "show_internal.h"
#include "text_internal.h"

enum { BATCH = 256 };

/* The chosen metrics of the scenarios [first, first + n). */
typedef struct batch {
    const qs_show *show;
    uint64_t first, n;
    double
        *values[QS_N_METRICS][QS_N_STATISTICS]; /* [n][n_members][n_items], in the order of show->metrics */
} batch;

static size_t width_of(const qs_show *show, qs_metric metric)
{
    const qs_layout *layout = &show->about->layout;
    return (size_t)layout->n_members[show->scope] * (size_t)qs_layout_n_items(layout, metric);
}

static qs_status new_batch(const qs_show *show, batch *b)
{
    *b = (batch){.show = show};
    qs_status status = QS_OK;
    uint64_t n = show->about->n_scenarios < BATCH ? show->about->n_scenarios : BATCH;
    for (size_t i = 0; i < show->n_metrics; i++)
        for (int s = 0; s < QS_N_STATISTICS && !status; s++)
            status = qs_calloc(n, width_of(show, show->metrics[i]) * sizeof(double), &b->values[i][s]);
    return status;
}

static void free_batch(batch *b)
{
    for (size_t i = 0; i < b->show->n_metrics; i++)
        for (int s = 0; s < QS_N_STATISTICS; s++)
            qs_free(b->values[i][s]);
}

static qs_status read_batch(batch *b, uint64_t first)
{
    uint64_t left = b->show->about->n_scenarios - first;
    b->first = first;
    b->n = left < BATCH ? left : BATCH;
    qs_status status = QS_OK;
    for (size_t i = 0; i < b->show->n_metrics; i++)
        for (int s = 0; s < QS_N_STATISTICS && !status; s++)
            status = qs_results_read(b->show->results, b->show->scope, b->show->metrics[i], (qs_statistic)s,
                                     first, b->n, b->values[i][s]);
    return status;
}

static double value_of(const batch *b, size_t i, int statistic, uint64_t scenario, int member, int item)
{
    int n_items = qs_layout_n_items(&b->show->about->layout, b->show->metrics[i]);
    size_t at = (scenario - b->first) * width_of(b->show, b->show->metrics[i]);
    return b->values[i][statistic][at + (size_t)member * (size_t)n_items + (size_t)item];
}

static bool is_unstable(const qs_show *show, uint64_t scenario, int member)
{
    const qs_results_about *about = show->about;
    uint64_t n_windows = (uint64_t)about->layout.n_members[QS_WINDOW];
    return show->scope == QS_WINDOW ? about->window_unstable[scenario * n_windows + (uint64_t)member]
                                    : about->unstable[scenario];
}

/* Do something with each batch in turn. */
static qs_status for_each_batch(const qs_show *show, FILE *out, void (*print)(const batch *, FILE *))
{
    batch b;
    qs_status status = new_batch(show, &b);
    for (uint64_t first = 0; first < show->about->n_scenarios && !status; first += BATCH) {
        status = read_batch(&b, first);
        if (!status)
            print(&b, out);
    }
    free_batch(&b);
    return status;
}

/* ---- csv ---- */

static void csv_head(const qs_show *show, FILE *out)
{
    const qs_results_about *about = show->about;
    fputs("scenario", out);
    for (size_t i = 0; i < about->n_axes; i++) {
        fputc(',', out);
        qs_csv_text(out, about->axes[i].name);
    }
    if (show->scope != QS_SYSTEM)
        fprintf(out, ",%s", qs_scope_name(show->scope));
    fputs(",replications,failed,status,unstable", out);
    for (size_t i = 0; i < show->n_metrics; i++) {
        const qs_metric_info *info = qs_metric_get(show->metrics[i]);
        const double *items = info->shape == QS_PER_QUANTILE ? about->quantiles : about->thresholds;
        for (int item = 0; item < qs_layout_n_items(&about->layout, show->metrics[i]); item++) {
            for (int s = 0; s < QS_N_STATISTICS; s++) {
                fprintf(out, ",%s", info->name);
                if (info->shape != QS_SCALAR)
                    fprintf(out, "_%.10g", items[item]);
                fputs(qs_statistic_suffix((qs_statistic)s), out);
            }
        }
    }
    fputc('\n', out);
}

static void csv_line(const batch *b, uint64_t scenario, int member, FILE *out)
{
    const qs_show *show = b->show;
    const qs_results_about *about = show->about;
    fprintf(out, "%llu", (unsigned long long)scenario);
    for (size_t i = 0; i < about->n_axes; i++) {
        fputc(',', out);
        if (about->axes[i].numbers)
            qs_csv_number(out, about->axes[i].numbers[scenario]);
        else
            qs_csv_text(out, about->axes[i].texts[scenario]);
    }
    if (show->scope != QS_SYSTEM) {
        fputc(',', out);
        qs_csv_text(out, about->members[show->scope][member]);
    }
    fprintf(out, ",%lld,%lld,%s,%d", (long long)about->replications[scenario],
            (long long)about->failed[scenario],
            qs_scenario_state_word((qs_scenario_state)about->state[scenario]),
            is_unstable(show, scenario, member));
    for (size_t i = 0; i < show->n_metrics; i++) {
        for (int item = 0; item < qs_layout_n_items(&about->layout, show->metrics[i]); item++) {
            for (int s = 0; s < QS_N_STATISTICS; s++) {
                fputc(',', out);
                qs_csv_number(out, value_of(b, i, s, scenario, member, item));
            }
        }
    }
    fputc('\n', out);
}

static void csv_batch(const batch *b, FILE *out)
{
    for (uint64_t scenario = b->first; scenario < b->first + b->n; scenario++)
        for (int member = 0; member < b->show->about->layout.n_members[b->show->scope]; member++)
            csv_line(b, scenario, member, out);
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
        qs_results_unit(show->metrics[i], about->time_unit, unit);
        fprintf(out, "%s\"%s\":{\"unit\":\"%s\",\"meaning\":", i ? "," : "",
                qs_metric_get(show->metrics[i])->name, unit);
        qs_json_text(out, qs_metric_get(show->metrics[i])->meaning);
        fputc('}', out);
    }
    fputs("},\n\"scenarios\":[", out);
}

static void json_statistics(const batch *b, size_t i, uint64_t scenario, int member, int item, FILE *out)
{
    static const char *const names[QS_N_STATISTICS] = {"mean", "sd", "lo", "hi", "n"};
    fputc('{', out);
    if (qs_metric_get(b->show->metrics[i])->shape != QS_SCALAR) {
        bool is_quantile = qs_metric_get(b->show->metrics[i])->shape == QS_PER_QUANTILE;
        const qs_results_about *about = b->show->about;
        fputs(is_quantile ? "\"quantile\":" : "\"threshold\":", out);
        qs_json_number(out, is_quantile ? about->quantiles[item] : about->thresholds[item]);
        fputc(',', out);
    }
    for (int s = 0; s < QS_N_STATISTICS; s++) {
        fprintf(out, "%s\"%s\":", s ? "," : "", names[s]);
        qs_json_number(out, value_of(b, i, s, scenario, member, item));
    }
    fputc('}', out);
}

/* A metric of a member: an object, or an array of them for a vector metric. */
static void json_metrics(const batch *b, uint64_t scenario, int member, FILE *out)
{
    const qs_show *show = b->show;
    for (size_t i = 0; i < show->n_metrics; i++) {
        bool is_vector = qs_metric_get(show->metrics[i])->shape != QS_SCALAR;
        fprintf(out, ",\n   \"%s\":%s", qs_metric_get(show->metrics[i])->name, is_vector ? "[" : "");
        for (int item = 0; item < qs_layout_n_items(&show->about->layout, show->metrics[i]); item++) {
            fputs(item ? "," : "", out);
            json_statistics(b, i, scenario, member, item, out);
        }
        fputs(is_vector ? "]" : "", out);
    }
}

static void json_scenario(const batch *b, uint64_t scenario, FILE *out)
{
    const qs_show *show = b->show;
    const qs_results_about *about = show->about;
    fprintf(out, "%s\n {\"scenario\":%llu,\"axes\":{", scenario ? "," : "", (unsigned long long)scenario);
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
            "},\"replications\":%lld,\"failed\":%lld,\"status\":\"%s\",\"unstable\":%s,\n  \"results\":[",
            (long long)about->replications[scenario], (long long)about->failed[scenario],
            qs_scenario_state_word((qs_scenario_state)about->state[scenario]),
            about->unstable[scenario] ? "true" : "false");
    for (int member = 0; member < about->layout.n_members[show->scope]; member++) {
        fprintf(out, "%s{\"%s\":", member ? "},\n  " : "", qs_scope_name(show->scope));
        qs_json_text(out, about->members[show->scope][member]);
        fprintf(out, ",\"unstable\":%s", is_unstable(show, scenario, member) ? "true" : "false");
        json_metrics(b, scenario, member, out);
    }
    fputs("}]}", out);
}

static void json_batch(const batch *b, FILE *out)
{
    for (uint64_t scenario = b->first; scenario < b->first + b->n; scenario++)
        json_scenario(b, scenario, out);
}

qs_status qs_show_json(const qs_show *show, FILE *out)
{
    json_head(show, out);
    qs_status status = for_each_batch(show, out, json_batch);
    if (!status)
        fputs("]}\n", out);
    return status;
}
