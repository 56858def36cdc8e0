/* Verdicts for people: columns of a table, a list of the promises below it, sentences.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "qsweep/memory.h"
#include "qsweep/verdict.h"
#include "qsweep/visible.h"
#include "table_internal.h"

/* Misses that are told one by one. */
enum { MOST_MISSES = 12 };

/* ---- columns ---- */

static qs_status cost_column(qs_table *t)
{
    qs_table_column c;
    qs_status status = qs_table_new_column(t, &c);
    if (status)
        return status;
    qs_table_put_text(c.head[QS_HEAD_LINES - 2], "cost");
    for (uint64_t i = 0; i < t->n_rows; i++)
        snprintf(c.cells[i].value, QS_CELL, "%.10g", t->view->about->cost[t->view->rows[i].scenario]);
    return qs_table_append(t, &c);
}

static qs_status verdict_column(qs_table *t)
{
    const qs_verdicts *v = t->view->verdicts;
    qs_table_column c;
    qs_status status = qs_table_new_column(t, &c);
    if (status)
        return status;
    c.is_text = true;
    qs_table_put_text(c.head[QS_HEAD_LINES - 2], "promises");
    for (uint64_t i = 0; i < t->n_rows; i++) {
        uint64_t s = t->view->rows[i].scenario;
        snprintf(c.cells[i].value, QS_CELL, "%s%s", qs_verdict_word(v->of[s]),
                 v->is_within[s] ? ", in tolerance" : "");
    }
    return qs_table_append(t, &c);
}

static bool shows_metric(const qs_view *view, qs_metric metric)
{
    for (size_t i = 0; i < view->n_metrics; i++)
        if (view->metrics[i].metric == metric)
            return true;
    return false;
}

/* They are of scenarios: beside an interval's numbers a verdict would be taken for one on these. */
qs_status qs_table_verdicts(qs_table *t)
{
    if (t->view->by_interval)
        return QS_OK;
    bool has_cost = t->view->about->cost && (t->view->is_default || !shows_metric(t->view, QS_METRIC_cost));
    qs_status status = has_cost && (t->view->is_default || t->view->verdicts) ? cost_column(t) : QS_OK;
    return status || !t->view->verdicts ? status : verdict_column(t);
}

/* ---- the list below ---- */

static bool is_first_row(const qs_view *view, uint64_t row)
{
    return row == 0 || view->rows[row].scenario != view->rows[row - 1].scenario;
}

/* "2 kept, 1 open, 3 broken" of the view's scenarios. */
static void count(const qs_view *view, size_t promise, size_t n[3])
{
    n[QS_KEPT] = n[QS_OPEN] = n[QS_BROKEN] = 0;
    for (uint64_t i = 0; i < view->n_rows; i++)
        if (is_first_row(view, i))
            n[qs_verdicts_get(view->verdicts, view->rows[i].scenario, promise)->verdict]++;
}

/* Where a promise on each of several is missed. */
static void put_place(const qs_verdicts *v, const qs_promise *promise, const qs_judgement *j, FILE *out)
{
    char start[QS_DAYTIME_TEXT];
    const char *const *members = qs_promise_members(&v->names, promise->scope);
    if (promise->member == QS_EACH)
        qs_visible_print(out, " at %s %s", qs_scope_name(promise->scope), members[j->member]);
    if (promise->interval == QS_EACH)
        qs_visible_print(
            out, " from %s",
            qs_instant_text(v->names.clock, v->names.time_unit, v->names.starts[j->interval - 1], start));
}

/* By how much: what is certain of what is broken, what is possible of what is open. */
static void put_amount(const qs_promise *promise, const qs_judgement *j, const char *unit, FILE *out)
{
    double low = promise->is_at_least ? promise->limit - j->upper : j->lower - promise->limit;
    double high = promise->is_at_least ? promise->limit - j->lower : j->upper - promise->limit;
    const char *side = promise->is_at_least ? "too low" : "too high";
    if (isnan(j->mean))
        fputs(": never observed", out);
    else if (isnan(j->lower))
        fprintf(out, ": %.4g%s, without an interval", j->mean, unit);
    else if (j->verdict == QS_BROKEN)
        fprintf(out, ": %.4g%s (%.4g to %.4g), at least %.3g %s", j->mean, unit, j->lower, j->upper, low,
                side);
    else
        fprintf(out, ": %.4g%s (%.4g to %.4g), up to %.3g %s", j->mean, unit, j->lower, j->upper, high, side);
    fputs(j->is_within ? ", within its tolerance\n" : "\n", out);
}

static void put_miss(const qs_verdicts *v, uint64_t scenario, size_t i, FILE *out)
{
    const qs_promise *promise = &v->promises[i];
    const qs_judgement *j = qs_verdicts_get(v, scenario, i);
    char unit[24];
    fprintf(out, "  scenario %llu: %zu %s", (unsigned long long)scenario, i + 1, qs_verdict_word(j->verdict));
    put_place(v, promise, j, out);
    put_amount(promise, j, qs_promise_unit(promise, &v->names, unit), out);
}

static void put_misses(const qs_view *view, FILE *out)
{
    size_t n = 0;
    for (uint64_t row = 0; row < view->n_rows; row++) {
        uint64_t s = view->rows[row].scenario;
        for (size_t i = 0; is_first_row(view, row) && i < view->verdicts->n_promises; i++) {
            if (qs_verdicts_get(view->verdicts, s, i)->verdict == QS_KEPT)
                continue;
            if (n++ < MOST_MISSES)
                put_miss(view->verdicts, s, i, out);
        }
    }
    if (n > MOST_MISSES)
        fprintf(out, "  and %zu more; --where scenario=K shows those of one\n", n - MOST_MISSES);
}

void qs_verdicts_note(const qs_view *view, FILE *out)
{
    const qs_verdicts *v = view->verdicts;
    char text[QS_PROMISE_TEXT];
    size_t n[3];
    fprintf(out,
            "\npromises: kept where the whole %.10g %% interval lies within the limit, broken where it\n"
            "lies wholly beyond it, else open (one with a ? is taken wider)\n",
            100 * view->about->confidence);
    for (size_t i = 0; i < v->n_promises; i++) {
        qs_promise_words(&v->promises[i], &v->names, text);
        count(view, i, n);
        qs_visible_print(out, "  %zu  %s: %zu kept, %zu open, %zu broken\n", i + 1, text, n[QS_KEPT],
                         n[QS_OPEN], n[QS_BROKEN]);
    }
    put_misses(view, out);
}

/* ---- sentences ---- */

/* A label by itself, then the axes that it does not explain. */
static void put_axes(const qs_results_about *about, uint64_t scenario, FILE *out)
{
    char text[QS_AXIS_TEXT];
    size_t n = 0;
    for (size_t a = 0; a < about->n_axes; a++) {
        bool is_label = qs_axis_is_label(about, a);
        if (qs_axis_is_explained(about, a))
            continue;
        qs_visible_print(out, "%s%s%s%s", n++ ? ", " : " (", is_label ? "" : about->axes[a].name,
                         is_label ? "" : " ", qs_axis_text(about, a, scenario, text));
    }
    fputs(n ? ")" : "", out);
}

static void put_counts(size_t n_broken, size_t n_open, FILE *out)
{
    if (n_broken)
        fprintf(out, "%zu break%s a promise", n_broken, n_broken == 1 ? "s" : "");
    if (n_open)
        fprintf(out, "%s%zu %s open", n_broken ? ", " : "", n_open, n_open == 1 ? "is" : "are");
}

/* Who reads of one scenario alone would not look for another that is as good. */
static void put_equal(const qs_view *view, const qs_cheapest *cheapest, FILE *out)
{
    const char *what = view->verdicts->n_promises == 1 ? "it" : "them";
    if (cheapest->n_equal == 0)
        return;
    if (cheapest->n_equal == 1)
        fprintf(out, "\nAt the same cost scenario %llu", (unsigned long long)cheapest->first_equal);
    else
        fprintf(out, "\nAt the same cost %zu others keep %s as well, first of all scenario %llu",
                cheapest->n_equal, what, (unsigned long long)cheapest->first_equal);
    put_axes(view->about, cheapest->first_equal, out);
    if (cheapest->n_equal == 1)
        fprintf(out, " keeps %s as well", what);
    fputc('.', out);
}

void qs_verdicts_say_cheapest(const qs_view *view, const qs_cheapest *cheapest, FILE *out)
{
    const qs_results_about *about = view->about;
    size_t n = cheapest->n_broken + cheapest->n_open;
    fprintf(out, "The cheapest that keeps %s: scenario %llu",
            view->verdicts->n_promises == 1 ? "the promise" : "all promises",
            (unsigned long long)cheapest->scenario);
    put_axes(about, cheapest->scenario, out);
    fprintf(out, ", at a cost of %.10g.", about->cost[cheapest->scenario]);
    put_equal(view, cheapest, out);
    if (n) {
        fputs("\nCheaper ones: ", out);
        put_counts(cheapest->n_broken, cheapest->n_open, out);
        fputc('.', out);
    }
    if (cheapest->n_open)
        fprintf(out,
                " More replications may show that one of the open ones keeps %s, first of all scenario %llu.",
                view->verdicts->n_promises == 1 ? "it" : "them all",
                (unsigned long long)cheapest->first_open);
    fputs("\n\n", out);
}

void qs_verdicts_say_none(const qs_view *view, FILE *out)
{
    size_t n[3] = {0};
    for (uint64_t i = 0; i < view->n_rows; i++)
        if (is_first_row(view, i))
            n[view->verdicts->of[view->rows[i].scenario]]++;
    fprintf(out, "No scenario keeps %s: ", view->verdicts->n_promises == 1 ? "the promise" : "all promises");
    put_counts(n[QS_BROKEN], n[QS_OPEN], out);
    fputs(n[QS_OPEN] ? "; more replications may decide.\n" : ".\n", out);
}
