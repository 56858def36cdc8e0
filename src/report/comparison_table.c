/* A comparison for people.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "qsweep/comparison.h"
#include "qsweep/memory.h"
#include "qsweep/visible.h"
#include "table_internal.h"

/* By what rows found their baselines. */
static void print_keys(const qs_comparison *c, FILE *out)
{
    const qs_results_about *about = c->view.about;
    if (c->is_by_number)
        fputs(" of the same number", out);
    for (size_t i = 0; i < c->n_keys; i++)
        qs_visible_print(out, "%s%s", i ? ", " : " of the same ", about->axes[c->keys[i]].name);
}

static void print_baseline(const qs_comparison *c, FILE *out)
{
    const qs_results_about *about = c->against_about;
    char value[QS_AXIS_TEXT];
    fputs("baseline: ", out);
    if (c->against_path)
        qs_visible_print(out, "%s (%s), ", c->against_path, about->name);
    if (!c->has_one_baseline) {
        fputs("of each scenario the one", out);
        print_keys(c, out);
        fputs("\n", out);
        return;
    }
    fprintf(out, "scenario %llu", (unsigned long long)c->baseline);
    for (size_t i = 0; i < about->n_axes; i++)
        if (!qs_axis_is_explained(about, i))
            qs_visible_print(out, ", %s = %s%s%s", about->axes[i].name,
                             qs_axis_words(about, i, c->baseline, value),
                             strcmp(qs_axis_unit(about, i), "1") ? " " : "",
                             strcmp(qs_axis_unit(about, i), "1") ? qs_axis_unit(about, i) : "");
    fputs("\n", out);
}

/* What is compared, and how, in words. */
static const char *method_text(const qs_comparison *c)
{
    if (qs_comparison_is_of_quantiles(c))
        return c->is_paired
                   ? "quantiles of all customers together; each difference's interval is recovered from\n"
                     "the two quantiles' own and the correlation of replications under common random "
                     "numbers (MOVER)"
               : *c->why
                   ? "quantiles of all customers together; each difference's interval is recovered from\n"
                     "the two quantiles' own (MOVER)"
                   : "quantiles of all customers together, no common random numbers; each difference's\n"
                     "interval is recovered from the two quantiles' own (MOVER)";
    return c->is_paired
               ? "paired differences, replication by replication under common random numbers (Student's t)"
           : *c->why ? "as independent ones, by their means and standard errors (Welch's t)"
                     : "independent replications, no common random numbers (Welch's t)";
}

static void print_numbers(const qs_comparison *c, FILE *out)
{
    uint64_t least = UINT64_MAX, most = 0;
    for (uint64_t i = 0; i < c->view.n_rows; i++) {
        uint64_t n = c->compared[i].difference.n;
        least = n < least ? n : least;
        most = n > most ? n : most;
    }
    if (least < most)
        fprintf(out, ", %llu to %llu", (unsigned long long)least, (unsigned long long)most);
    else
        fprintf(out, ", %llu", (unsigned long long)most);
    fputs(c->view.about->antithetic ? " antithetic pairs\n" : " replications\n", out);
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
    char unit[16], name[2 * QS_NUMBER_TEXT];
    qs_results_unit(c->metric.metric, c->view.about->time_unit, unit);
    bool has_unit = strcmp(unit, "1") != 0;
    qs_visible_print(out, "%s: %s%s%s%s\n", c->view.about->name, qs_comparison_metric(c, name),
                     has_unit ? " (" : "", has_unit ? unit : "", has_unit ? ")" : "");
    print_baseline(c, out);
    if (c->n_alone > 0)
        fprintf(out, "%llu scenario%s not compared: the other file has none like %s\n",
                (unsigned long long)c->n_alone, c->n_alone == 1 ? " is" : "s are",
                c->n_alone == 1 ? "it" : "them");
    if (*c->why)
        qs_visible_print(out, "not paired, for %s: intervals are wider than those of pairs\n", c->why);
    fputs(method_text(c), out);
    print_numbers(c, out);
    print_confidence(c, out);
}

/* Which scenario each row is compared with, where it is not the same one. */
static qs_status against_column(const qs_comparison *c, qs_table *t)
{
    qs_table_column column;
    qs_status status = qs_table_new_column(t, &column);
    if (status)
        return status;
    qs_table_put_text(column.head[QS_HEAD_LINES - 2], "against");
    for (uint64_t i = 0; i < t->n_rows; i++)
        snprintf(column.cells[i].value, QS_CELL, "%llu", (unsigned long long)c->baselines[i]);
    return qs_table_append(t, &column);
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
        char unused[QS_NUMBER_TEXT];
        double half = qs_comparison_half_width(c, i);
        qs_number_rounded(is_baseline ? d->baseline : d->value, half > 0 ? half : (double)NAN,
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
        qs_number_rounded(c->compared[i].difference.difference, half, column.cells[i].value,
                          column.cells[i].half);
        if (isinf(half))
            snprintf(column.cells[i].half, QS_NUMBER_TEXT, "inf");
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
        const qs_view *view = &c->view;
        const qs_view other = qs_comparison_against(c);
        const qs_view_row *row = &view->rows[i];
        const qs_view_row baseline = {c->baselines[i], c->against_members[row->member], row->interval};
        bool is_unsteady = *qs_view_steadiness(view, row) || *qs_view_steadiness(&other, &baseline);
        snprintf(column.cells[i].value, QS_CELL, "%s%s", qs_comparison_verdict(c, i),
                 is_unsteady ? " *" : "");
        if (is_unsteady)
            t->n_left_out++; /* how many notes there are to explain */
    }
    return qs_table_append(t, &column);
}

qs_status qs_comparison_table(const qs_comparison *c, int width, FILE *out)
{
    qs_table t = {.view = &c->view, .n_rows = c->view.n_rows, .width = width};
    qs_status status = qs_table_labels(&t);
    if (!status)
        status = qs_table_new_column(&t, &t.note);
    if (!status && !c->has_one_baseline)
        status = against_column(c, &t);
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
