/* A decision for people: sentences, then the scenarios that led to it.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "decision_internal.h"
#include "qsweep/decision.h"
#include "qsweep/memory.h"
#include "qsweep/verdict.h"
#include "qsweep/visible.h"

static unsigned long long number(uint64_t n)
{
    return n;
}

/* ---- sentences ---- */

static const char *them(const qs_view *view)
{
    return view->verdicts && view->verdicts->n_promises == 1 ? "it" : "them all";
}

/* Of all that cost less, or of all: how many stay undecided. */
static void say_open(const qs_view *view, FILE *out)
{
    const qs_decided *d = view->about->decided;
    if (d->n_open == 0)
        return;
    fprintf(out,
            "%llu %s undecided after select.max, %llu replications each: more may show that %s keep%s %s.\n",
            number(d->n_open), d->n_open == 1 ? "scenario is" : "scenarios are",
            number(view->about->select->max), d->n_open == 1 ? "it" : "one of them", "s", them(view));
}

static void say_cheapest(const qs_view *view, FILE *out)
{
    const qs_decided *d = view->about->decided;
    const char *what = view->verdicts && view->verdicts->n_promises == 1 ? "the promise" : "all promises";
    double sure = 100 * view->about->select->sure;
    if (!d->has_chosen) {
        fprintf(out, "No scenario is shown to keep %s.\n", what);
        say_open(view, out);
        return;
    }
    fprintf(out, "The cheapest that keeps %s: scenario %llu", what, number(d->chosen));
    qs_scenario_put_axes(view->about, d->chosen, out);
    fprintf(out, ", at a cost of %.10g.\n", view->about->cost ? view->about->cost[d->chosen] : (double)NAN);
    fprintf(out,
            "With at least %.10g %% it breaks no promise by the tolerance or more, and nothing cheaper\n"
            "keeps %s with the tolerance to spare%s.\n",
            sure, them(view), d->n_open ? ", as far as that is decided" : "");
    say_open(view, out);
}

static void say_best(const qs_view *view, FILE *out)
{
    const qs_results_about *about = view->about;
    const qs_decided *d = about->decided;
    const qs_select *select = about->select;
    const qs_spot *spot = &select->cells[0].spot;
    char name[QS_ITEM_TEXT], unit[16];
    qs_results_unit(spot->metric, about->time_unit, unit);
    const char *word = unit[0] == '1' && !unit[1] ? "" : unit;
    fprintf(out, "The %s %s", select->is_largest ? "largest" : "smallest",
            qs_item_name(about, spot->metric, spot->item, name));
    if (spot->scope != QS_SYSTEM)
        qs_visible_print(out, " of %s %s", qs_scope_name(spot->scope),
                         about->members[spot->scope][spot->member]);
    if (!d->has_chosen) {
        fprintf(out, " is not decided: %llu scenarios are left after select.max, %llu replications each.\n",
                number(d->n_open), number(select->max));
        return;
    }
    fprintf(out, ": scenario %llu", number(d->chosen));
    qs_scenario_put_axes(about, d->chosen, out);
    fprintf(out, ", %.6g%s%s.\n", d->mean[d->chosen], *word ? " " : "", word);
    fprintf(out, "With at least %.10g %% no other is better by more than the tolerance of %.6g%s%s.\n",
            100 * select->sure, select->tolerance, *word ? " " : "", word);
}

void qs_decision_say(const qs_view *view, FILE *out)
{
    const qs_decided *d = view->about->decided;
    uint64_t n = 0;
    for (uint64_t s = 0; s < d->n_scenarios; s++)
        n += d->replications[s] > 0;
    if (!d->is_over) {
        fprintf(out, "It is not decided yet: the run was stopped, or is still under way; qsweep run --resume "
                     "goes on.\n\n");
        return;
    }
    if (d->kind == QS_SELECT_BEST)
        say_best(view, out);
    else
        say_cheapest(view, out);
    fprintf(out, "That took %llu replications of %llu of the %llu scenarios.\n\n", number(d->n_used),
            number(n), number(d->n_scenarios));
}

/* ---- columns ---- */

static qs_status cost_column(qs_table *t)
{
    qs_table_column c;
    const double *cost = t->view->about->cost;
    qs_status status = cost ? qs_table_new_column(t, &c) : QS_OK;
    if (status || !cost)
        return status;
    qs_table_put_text(c.head[QS_HEAD_LINES - 2], "cost");
    for (uint64_t i = 0; i < t->n_rows; i++)
        snprintf(c.cells[i].value, QS_CELL, "%.10g", cost[t->view->rows[i].scenario]);
    return qs_table_append(t, &c);
}

static qs_status taken_column(qs_table *t)
{
    qs_table_column c;
    qs_status status = qs_table_new_column(t, &c);
    if (status)
        return status;
    qs_table_put_text(c.head[QS_HEAD_LINES - 3], "repli-");
    qs_table_put_text(c.head[QS_HEAD_LINES - 2], "cations");
    for (uint64_t i = 0; i < t->n_rows; i++)
        snprintf(c.cells[i].value, QS_CELL, "%lld",
                 (long long)t->view->about->decided->replications[t->view->rows[i].scenario]);
    return qs_table_append(t, &c);
}

static const char *word_of(qs_choice choice)
{
    return choice == QS_CHOICE_AS_GOOD ? "as good" : qs_choice_word(choice);
}

static qs_status choice_column(qs_table *t)
{
    qs_table_column c;
    qs_status status = qs_table_new_column(t, &c);
    if (status)
        return status;
    c.is_text = true;
    qs_table_put_text(c.head[QS_HEAD_LINES - 2], "verdict");
    for (uint64_t i = 0; i < t->n_rows; i++)
        snprintf(c.cells[i].value, QS_CELL, "%s",
                 word_of((qs_choice)t->view->about->decided->choice[t->view->rows[i].scenario]));
    return qs_table_append(t, &c);
}

/* Of a promise on a quantile it is told how much lies beyond its limit. */
static bool is_quantile(const qs_view *view, size_t promise)
{
    return view->verdicts && promise < view->verdicts->n_promises &&
           qs_metric_get(view->verdicts->promises[promise].metric)->shape == QS_PER_QUANTILE;
}

/* What a promise came to: its mean, and the bound that decided. */
static void put_finding(const qs_view *view, uint64_t scenario, size_t promise, char cell[QS_CELL])
{
    const qs_decided *d = view->about->decided;
    size_t at = scenario * d->n_cells + qs_decision_worst(view->about, scenario, promise);
    bool is_at_least = view->verdicts && view->verdicts->promises[promise].is_at_least;
    bool is_kept = d->finding[at] == QS_FINDING_KEPT;
    double bound = is_kept != is_at_least ? d->upper[at] : d->lower[at];
    if (isnan(d->mean[at]))
        snprintf(cell, QS_CELL, "never seen");
    else if (isinf(d->lower[at]) || isinf(d->upper[at]))
        snprintf(cell, QS_CELL, "%.4g", d->mean[at]);
    else if (d->finding[at] == QS_FINDING_OPEN)
        snprintf(cell, QS_CELL, "%.4g (%.4g to %.4g)", d->mean[at], d->lower[at], d->upper[at]);
    else
        snprintf(cell, QS_CELL, "%.4g (%s %.4g)%s", d->mean[at], is_kept != is_at_least ? "<" : ">", bound,
                 is_kept ? "" : " broken");
}

static qs_status promise_column(qs_table *t, size_t promise)
{
    char head[QS_CELL];
    qs_table_column c;
    qs_status status = qs_table_new_column(t, &c);
    if (status)
        return status;
    c.is_text = true;
    snprintf(head, sizeof head, "promise %zu", promise + 1);
    qs_table_put_text(c.head[QS_HEAD_LINES - 2], head);
    if (is_quantile(t->view, promise))
        qs_table_put_text(c.head[QS_HEAD_LINES - 1], "share beyond");
    for (uint64_t i = 0; i < t->n_rows; i++)
        put_finding(t->view, t->view->rows[i].scenario, promise, c.cells[i].value);
    return qs_table_append(t, &c);
}

static qs_status mean_columns(qs_table *t)
{
    const qs_decided *d = t->view->about->decided;
    for (int column = 0; column < 2; column++) {
        qs_table_column c;
        qs_status status = qs_table_new_column(t, &c);
        if (status)
            return status;
        if (column)
            qs_table_put_text(c.head[QS_HEAD_LINES - 3], "better by");
        qs_table_put_text(c.head[QS_HEAD_LINES - 2], column ? "at most" : "mean");
        for (uint64_t i = 0; i < t->n_rows; i++) {
            uint64_t s = t->view->rows[i].scenario;
            snprintf(c.cells[i].value, QS_CELL, "%.6g", column ? d->upper[s] : d->mean[s]);
        }
        status = qs_table_append(t, &c);
        if (status)
            return status;
    }
    return QS_OK;
}

static qs_status add_columns(qs_table *t)
{
    const qs_view *view = t->view;
    bool is_best = view->about->decided->kind == QS_SELECT_BEST;
    qs_status status = qs_table_labels(t);
    if (!status)
        status = qs_table_new_column(t, &t->note);
    if (!status && !is_best)
        status = cost_column(t);
    if (!status)
        status = choice_column(t);
    if (!status)
        status = taken_column(t);
    if (!status && is_best)
        return mean_columns(t);
    for (size_t i = 0; view->verdicts && i < view->verdicts->n_promises && !status; i++)
        status = promise_column(t, i);
    return status;
}

/* Those nearest to the answer: of the cheapest the last in order of cost, of the best mean the first. */
qs_status qs_decision_make(const qs_view *view, int width, qs_decision_told *told)
{
    uint64_t *order = NULL;
    *told = (qs_decision_told){.view = *view, .is_best = view->about->decided->kind == QS_SELECT_BEST};
    qs_status status = qs_decision_order(view->about, &order, &told->n_all);
    uint64_t n_told = told->n_all < QS_DECISION_TOLD ? told->n_all : QS_DECISION_TOLD;
    uint64_t first = told->is_best ? 0 : told->n_all - n_told;
    for (uint64_t i = 0; !status && i < n_told; i++)
        told->rows[i] = (qs_view_row){.scenario = order[first + i]};
    told->view.scope = QS_SYSTEM;
    told->view.by_interval = false;
    told->view.rows = told->rows;
    told->view.n_rows = n_told;
    told->table = (qs_table){.view = &told->view, .n_rows = n_told, .width = width};
    if (!status && n_told > 0)
        status = add_columns(&told->table);
    qs_free(order);
    return status;
}

void qs_decision_say_told(const qs_decision_told *told, FILE *out)
{
    if (told->n_all > told->view.n_rows)
        fprintf(out, told->is_best ? "the best %llu of them\n" : "the last %llu of them in order of cost\n",
                number(told->view.n_rows));
}

static qs_status print_scenarios(const qs_view *view, int width, FILE *out)
{
    qs_decision_told told;
    qs_status status = qs_decision_make(view, width, &told);
    if (!status)
        qs_decision_say_told(&told, out);
    if (!status && told.view.n_rows > 0)
        status = qs_table_print_blocks(&told.table, width, out);
    if (!status)
        fputc('\n', out);
    qs_table_clear(&told.table);
    return status;
}

/* The tolerances that were taken where the study left them out. */
void qs_decision_say_tolerances(const qs_view *view, FILE *out)
{
    const qs_verdicts *v = view->verdicts;
    char unit[24];
    for (size_t i = 0; v && i < v->n_promises; i++)
        if (isnan(v->promises[i].tolerance))
            fprintf(out, "promise %zu says no tolerance: a tenth of its limit was taken, %.4g%s\n", i + 1,
                    v->promises[i].limit / 10, qs_promise_unit(&v->promises[i], &v->names, unit));
}

qs_status qs_decision_note(const qs_view *view, int width, FILE *out)
{
    const qs_decided *d = view->about->decided;
    if (!d)
        return QS_OK;
    qs_decision_say(view, out);
    qs_status status = print_scenarios(view, width, out);
    if (d->kind == QS_SELECT_CHEAPEST)
        qs_decision_say_tolerances(view, out);
    return status;
}
