/* A comparison for machines: csv and json.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/cells.h"
#include "qsweep/comparison.h"
#include "view_internal.h"

static void csv_head(const qs_comparison *c, FILE *out)
{
    const qs_view *view = &c->view;
    qs_axes_csv_head(view->about, false, out);
    if (view->scope != QS_SYSTEM)
        fprintf(out, ",%s", qs_scope_name(view->scope));
    fputs(view->by_interval ? ",interval" : "", out);
    fputs(",metric,baseline,n,mean,baseline_mean,difference,difference_lo,difference_hi,correlation,"
          "variance_reduction,verdict,method,correction,comparisons,confidence\n",
          out);
}

/* Everything behind the labels; `separate` stands before each number. */
static void csv_line(const qs_comparison *c, uint64_t i, FILE *out)
{
    const qs_difference *d = &c->compared[i].difference;
    char name[2 * QS_NUMBER_TEXT];
    qs_bounded interval = qs_comparison_interval(c, i);
    const double numbers[] = {d->value,       d->baseline,    d->difference,        interval.lower,
                              interval.upper, d->correlation, d->variance_reduction};
    fprintf(out, ",%s,%llu,%llu", qs_comparison_metric(c, name), (unsigned long long)c->baselines[i],
            (unsigned long long)d->n);
    for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++) {
        fputc(',', out);
        qs_csv_number(out, numbers[k]);
    }
    fprintf(out, ",%s,%s,%s,%llu,", qs_comparison_verdict(c, i), qs_comparison_method(c),
            qs_comparison_correction(c), (unsigned long long)c->n_compared);
    qs_csv_number(out, c->confidence);
    fputc('\n', out);
}

void qs_comparison_csv(const qs_comparison *c, FILE *out)
{
    const qs_view *view = &c->view;
    csv_head(c, out);
    for (uint64_t i = 0; i < view->n_rows; i++) {
        const qs_view_row *row = &view->rows[i];
        qs_axes_csv(view->about, row->scenario, false, out);
        if (view->scope != QS_SYSTEM) {
            fputc(',', out);
            qs_csv_text(out, view->about->members[view->scope][row->member]);
        }
        qs_view_csv_interval(view, row, out);
        csv_line(c, i, out);
    }
}

static void json_number(FILE *out, const char *name, double value)
{
    fprintf(out, ",\"%s\":", name);
    qs_json_number(out, value);
}

static void json_row(const qs_comparison *c, uint64_t i, FILE *out)
{
    const qs_view *view = &c->view;
    const qs_difference *d = &c->compared[i].difference;
    qs_bounded interval = qs_comparison_interval(c, i);
    fprintf(out, "%s\n {\"scenario\":%llu,", i ? "," : "", (unsigned long long)view->rows[i].scenario);
    qs_axes_json(view->about, view->rows[i].scenario, out);
    fprintf(out, ",\"%s\":", qs_scope_name(view->scope));
    qs_visible_json(out, view->about->members[view->scope][view->rows[i].member]);
    qs_view_json_interval(view, &view->rows[i], out);
    fprintf(out, ",\"baseline\":%llu,\"n\":%llu", (unsigned long long)c->baselines[i],
            (unsigned long long)d->n);
    json_number(out, "mean", d->value);
    json_number(out, "baseline_mean", d->baseline);
    json_number(out, "difference", d->difference);
    json_number(out, "lo", interval.lower);
    json_number(out, "hi", interval.upper);
    json_number(out, "correlation", d->correlation);
    json_number(out, "variance_reduction", d->variance_reduction);
    fprintf(out, ",\"verdict\":\"%s\"}", qs_comparison_verdict(c, i));
}

/* The one baseline, or how each row found its own. */
static void json_baseline(const qs_comparison *c, FILE *out)
{
    fputs("\"baseline\":{", out);
    if (c->against_path) {
        fputs("\"file\":", out);
        qs_visible_json(out, c->against_path);
        fputs(",\"study\":", out);
        qs_visible_json(out, c->against_about->name);
        fprintf(out, ",\"alone\":%llu,", (unsigned long long)c->n_alone);
    }
    if (c->has_one_baseline) {
        fprintf(out, "\"scenario\":%llu,", (unsigned long long)c->baseline);
        qs_axes_json(c->against_about, c->baseline, out);
    } else {
        fputs("\"same\":[", out);
        fputs(c->is_by_number ? "\"scenario\"" : "", out);
        for (size_t i = 0; i < c->n_keys; i++) {
            fputs(i ? "," : "", out);
            qs_visible_json(out, c->view.about->axes[c->keys[i]].name);
        }
        fputc(']', out);
    }
    fputc('}', out);
}

void qs_comparison_json(const qs_comparison *c, FILE *out)
{
    char unit[16], name[2 * QS_NUMBER_TEXT];
    const qs_results_about *about = c->view.about;
    qs_results_unit(c->metric.metric, about->time_unit, unit);
    fputs("{\"study\":", out);
    qs_visible_json(out, about->name);
    fprintf(out, ",\"metric\":\"%s\",\"unit\":\"%s\",\"scope\":\"%s\",\n", qs_comparison_metric(c, name),
            unit, qs_scope_name(c->view.scope));
    json_baseline(c, out);
    fprintf(out, ",\n\"method\":\"%s\",\"correction\":\"%s\",\"comparisons\":%llu", qs_comparison_method(c),
            qs_comparison_correction(c), (unsigned long long)c->n_compared);
    if (*c->why) {
        fputs(",\"not_paired\":", out);
        qs_visible_json(out, c->why);
    }
    json_number(out, "confidence", c->confidence);
    fputs(",\n\"differences\":[", out);
    for (uint64_t i = 0; i < c->view.n_rows; i++)
        json_row(c, i, out);
    fputs("]}\n", out);
}
