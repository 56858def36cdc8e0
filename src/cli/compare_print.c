/* `qsweep compare` for people and for machines.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "compare_internal.h"
#include "qsweep/memory.h"
#include "qsweep/visible.h"
#include "show_table_internal.h"
#include "text_internal.h"

static const char *metric_name(const qs_comparison *c, char text[2 * QS_SHOW_NUMBER])
{
    const qs_results_about *about = c->show.about;
    const qs_metric_info *info = qs_metric_get(c->metric.metric);
    const double *items = info->shape == QS_PER_QUANTILE ? about->quantiles : about->thresholds;
    if (info->shape == QS_SCALAR)
        snprintf(text, 2 * QS_SHOW_NUMBER, "%s", info->name);
    else
        snprintf(text, 2 * QS_SHOW_NUMBER, "%s_%.10g", info->name, items[c->metric.first_item]);
    return text;
}

static bool is_of_quantiles(const qs_comparison *c)
{
    return qs_metric_get(c->metric.metric)->shape == QS_PER_QUANTILE;
}

static const char *method_name(const qs_comparison *c)
{
    if (is_of_quantiles(c))
        return c->is_paired ? "paired MOVER" : "MOVER";
    return c->is_paired ? "paired t" : "Welch";
}

static const char *correction_name(const qs_comparison *c)
{
    return c->is_corrected ? "bonferroni" : "none";
}

/* ---- the table ---- */

static void print_baseline(const qs_comparison *c, FILE *out)
{
    const qs_results_about *about = c->show.about;
    char value[QS_SELECT_TEXT];
    fprintf(out, "baseline: scenario %llu", (unsigned long long)c->baseline);
    for (size_t i = 0; i < about->n_axes; i++)
        qs_visible_print(out, ", %s = %s%s%s", about->axes[i].name,
                         qs_select_value(about, i, c->baseline, value),
                         strcmp(about->axes[i].unit, "1") ? " " : "",
                         strcmp(about->axes[i].unit, "1") ? about->axes[i].unit : "");
    fputs("\n", out);
}

/* What is compared, and how, in words. */
static const char *method_text(const qs_comparison *c)
{
    if (is_of_quantiles(c))
        return c->is_paired
                   ? "quantiles of all customers together; each difference's interval is recovered from\n"
                     "the two quantiles' own and the correlation of replications under common random "
                     "numbers (MOVER)"
                   : "quantiles of all customers together, no common random numbers; each difference's\n"
                     "interval is recovered from the two quantiles' own (MOVER)";
    return c->is_paired
               ? "paired differences, replication by replication under common random numbers (Student's t)"
               : "independent replications, no common random numbers (Welch's t)";
}

static void print_numbers(const qs_comparison *c, FILE *out)
{
    uint64_t least = UINT64_MAX, most = 0;
    for (uint64_t i = 0; i < c->show.n_rows; i++) {
        uint64_t n = c->compared[i].difference.n;
        least = n < least ? n : least;
        most = n > most ? n : most;
    }
    if (least < most)
        fprintf(out, ", %llu to %llu", (unsigned long long)least, (unsigned long long)most);
    else
        fprintf(out, ", %llu", (unsigned long long)most);
    fputs(c->show.about->antithetic ? " antithetic pairs\n" : " replications\n", out);
}

static void print_confidence(const qs_comparison *c, FILE *out)
{
    double percent = 100 * c->confidence;
    if (c->is_corrected && c->n_compared > 1)
        fprintf(out,
                "Bonferroni over %llu comparisons: all intervals hold at once with at least %.10g %% "
                "confidence,\n"
                "so the chance of any wrong \"lower\" or \"higher\" is at most %.10g %%\n",
                (unsigned long long)c->n_compared, percent, 100 - percent);
    else if (c->n_compared > 1)
        fprintf(out,
                "no correction: each of the %llu intervals by itself holds with %.10g %% confidence, so some "
                "may\n"
                "well be wrong\n",
                (unsigned long long)c->n_compared, percent);
    else
        fprintf(out, "%.10g %% confidence\n", percent);
}

static void print_title(const qs_comparison *c, FILE *out)
{
    char unit[16], name[2 * QS_SHOW_NUMBER];
    qs_results_unit(c->metric.metric, c->show.about->time_unit, unit);
    bool has_unit = strcmp(unit, "1") != 0;
    qs_visible_print(out, "%s: %s%s%s%s\n", c->show.about->name, metric_name(c, name), has_unit ? " (" : "",
                     has_unit ? unit : "", has_unit ? ")" : "");
    print_baseline(c, out);
    fputs(method_text(c), out);
    print_numbers(c, out);
    print_confidence(c, out);
}

static qs_status mean_column(const qs_comparison *c, qs_table *t, bool is_baseline)
{
    qs_table_column column;
    qs_status status = qs_table_new_column(t, &column);
    if (status)
        return status;
    qs_table_put_text(column.head[QS_HEAD_LINES - 2], is_baseline ? "baseline" : "mean");
    for (uint64_t i = 0; i < t->n_rows; i++) {
        const qs_difference *d = &c->compared[i].difference;
        /* As many digits as those of the difference, that the eye can subtract. */
        char unused[QS_SHOW_NUMBER];
        double half = qs_comparison_half_width(c, i);
        qs_show_rounded(is_baseline ? d->baseline : d->value, half > 0 ? half : (double)NAN,
                        column.cells[i].value, unused);
    }
    return qs_table_append(t, &column);
}

static qs_status difference_column(const qs_comparison *c, qs_table *t)
{
    qs_table_column column;
    qs_status status = qs_table_new_column(t, &column);
    if (status)
        return status;
    qs_table_put_text(column.head[QS_HEAD_LINES - 2], "difference");
    for (uint64_t i = 0; i < t->n_rows; i++) {
        double half = qs_comparison_half_width(c, i);
        qs_show_rounded(c->compared[i].difference.difference, half, column.cells[i].value,
                        column.cells[i].half);
        if (isinf(half))
            snprintf(column.cells[i].half, QS_SHOW_NUMBER, "inf");
    }
    return qs_table_append(t, &column);
}

/* How many times as many replications it would have taken without pairing. */
static qs_status reduction_column(const qs_comparison *c, qs_table *t)
{
    qs_table_column column;
    qs_status status = qs_table_new_column(t, &column);
    if (status)
        return status;
    qs_table_put_text(column.head[QS_HEAD_LINES - 2], "variance");
    qs_table_put_text(column.head[QS_HEAD_LINES - 1], "reduction");
    for (uint64_t i = 0; i < t->n_rows; i++) {
        double factor = c->compared[i].difference.variance_reduction;
        if (isnan(factor))
            qs_table_put_text(column.cells[i].value, "-");
        else
            snprintf(column.cells[i].value, QS_CELL, factor < 10 ? "%.2f" : "%.0f", factor);
    }
    return qs_table_append(t, &column);
}

static qs_status verdict_column(const qs_comparison *c, qs_table *t)
{
    qs_table_column column;
    qs_status status = qs_table_new_column(t, &column);
    if (status)
        return status;
    column.is_text = true;
    qs_table_put_text(column.head[QS_HEAD_LINES - 2], "verdict");
    for (uint64_t i = 0; i < t->n_rows; i++) {
        const qs_show *show = &c->show;
        const qs_show_row baseline = {c->baseline, show->rows[i].member};
        bool is_unsteady = *qs_show_steadiness(show, &show->rows[i]) || *qs_show_steadiness(show, &baseline);
        snprintf(column.cells[i].value, QS_CELL, "%s%s", qs_comparison_verdict(c, i),
                 is_unsteady ? " *" : "");
        if (is_unsteady)
            t->n_left_out++; /* how many notes there are to explain */
    }
    return qs_table_append(t, &column);
}

qs_status qs_comparison_table(const qs_comparison *c, int width, FILE *out)
{
    qs_table t = {.show = &c->show, .n_rows = c->show.n_rows, .width = width};
    qs_status status = qs_table_labels(&t);
    if (!status)
        status = qs_table_new_column(&t, &t.note);
    if (!status)
        status = mean_column(c, &t, false);
    if (!status)
        status = mean_column(c, &t, true);
    if (!status)
        status = difference_column(c, &t);
    if (!status && c->is_paired)
        status = reduction_column(c, &t);
    if (!status)
        status = verdict_column(c, &t);
    if (!status) {
        print_title(c, out);
        status = qs_table_print_blocks(&t, width, out);
    }
    if (!status && c->is_paired)
        fputs(
            "\nvariance reduction: how many times as many independent replications would have been needed.\n",
            out);
    if (!status && t.n_left_out > 0)
        fputs("\n* it or the baseline is unstable or growing: the difference is that of this horizon, of no "
              "steady\n"
              "state.\n",
              out);
    qs_table_clear(&t);
    return status;
}

/* ---- for machines ---- */

static void csv_head(const qs_comparison *c, FILE *out)
{
    const qs_show *show = &c->show;
    fputs("scenario", out);
    for (size_t i = 0; i < show->about->n_axes; i++) {
        fputc(',', out);
        qs_csv_text(out, show->about->axes[i].name);
    }
    if (show->scope != QS_SYSTEM)
        fprintf(out, ",%s", qs_scope_name(show->scope));
    fputs(",metric,baseline,n,mean,baseline_mean,difference,difference_lo,difference_hi,correlation,"
          "variance_reduction,verdict,method,correction,comparisons,confidence\n",
          out);
}

/* Everything behind the labels; `separate` stands before each number. */
static void csv_line(const qs_comparison *c, uint64_t i, FILE *out)
{
    const qs_difference *d = &c->compared[i].difference;
    char name[2 * QS_SHOW_NUMBER];
    qs_bounded interval = qs_comparison_interval(c, i);
    const double numbers[] = {d->value,       d->baseline,    d->difference,        interval.lower,
                              interval.upper, d->correlation, d->variance_reduction};
    fprintf(out, ",%s,%llu,%llu", metric_name(c, name), (unsigned long long)c->baseline,
            (unsigned long long)d->n);
    for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++) {
        fputc(',', out);
        qs_csv_number(out, numbers[k]);
    }
    fprintf(out, ",%s,%s,%s,%llu,", qs_comparison_verdict(c, i), method_name(c), correction_name(c),
            (unsigned long long)c->n_compared);
    qs_csv_number(out, c->confidence);
    fputc('\n', out);
}

void qs_comparison_csv(const qs_comparison *c, FILE *out)
{
    const qs_show *show = &c->show;
    csv_head(c, out);
    for (uint64_t i = 0; i < show->n_rows; i++) {
        const qs_show_row *row = &show->rows[i];
        fprintf(out, "%llu", (unsigned long long)row->scenario);
        for (size_t k = 0; k < show->about->n_axes; k++) {
            fputc(',', out);
            if (show->about->axes[k].numbers)
                qs_csv_number(out, show->about->axes[k].numbers[row->scenario]);
            else
                qs_csv_text(out, show->about->axes[k].texts[row->scenario]);
        }
        if (show->scope != QS_SYSTEM) {
            fputc(',', out);
            qs_csv_text(out, show->about->members[show->scope][row->member]);
        }
        csv_line(c, i, out);
    }
}

static void json_axes(const qs_results_about *about, uint64_t scenario, FILE *out)
{
    fputs("\"axes\":{", out);
    for (size_t i = 0; i < about->n_axes; i++) {
        fputs(i ? "," : "", out);
        qs_json_text(out, about->axes[i].name);
        fputc(':', out);
        if (about->axes[i].numbers)
            qs_json_number(out, about->axes[i].numbers[scenario]);
        else
            qs_json_text(out, about->axes[i].texts[scenario]);
    }
    fputc('}', out);
}

static void json_number(FILE *out, const char *name, double value)
{
    fprintf(out, ",\"%s\":", name);
    qs_json_number(out, value);
}

static void json_row(const qs_comparison *c, uint64_t i, FILE *out)
{
    const qs_show *show = &c->show;
    const qs_difference *d = &c->compared[i].difference;
    qs_bounded interval = qs_comparison_interval(c, i);
    fprintf(out, "%s\n {\"scenario\":%llu,", i ? "," : "", (unsigned long long)show->rows[i].scenario);
    json_axes(show->about, show->rows[i].scenario, out);
    fprintf(out, ",\"%s\":", qs_scope_name(show->scope));
    qs_json_text(out, show->about->members[show->scope][show->rows[i].member]);
    fprintf(out, ",\"n\":%llu", (unsigned long long)d->n);
    json_number(out, "mean", d->value);
    json_number(out, "baseline_mean", d->baseline);
    json_number(out, "difference", d->difference);
    json_number(out, "lo", interval.lower);
    json_number(out, "hi", interval.upper);
    json_number(out, "correlation", d->correlation);
    json_number(out, "variance_reduction", d->variance_reduction);
    fprintf(out, ",\"verdict\":\"%s\"}", qs_comparison_verdict(c, i));
}

void qs_comparison_json(const qs_comparison *c, FILE *out)
{
    char unit[16], name[2 * QS_SHOW_NUMBER];
    const qs_results_about *about = c->show.about;
    qs_results_unit(c->metric.metric, about->time_unit, unit);
    fputs("{\"study\":", out);
    qs_json_text(out, about->name);
    fprintf(out, ",\"metric\":\"%s\",\"unit\":\"%s\",\"scope\":\"%s\",\n", metric_name(c, name), unit,
            qs_scope_name(c->show.scope));
    fprintf(out, "\"baseline\":{\"scenario\":%llu,", (unsigned long long)c->baseline);
    json_axes(about, c->baseline, out);
    fprintf(out, "},\n\"method\":\"%s\",\"correction\":\"%s\",\"comparisons\":%llu", method_name(c),
            correction_name(c), (unsigned long long)c->n_compared);
    json_number(out, "confidence", c->confidence);
    fputs(",\n\"differences\":[", out);
    for (uint64_t i = 0; i < c->show.n_rows; i++)
        json_row(c, i, out);
    fputs("]}\n", out);
}
