/* Outcomes: replications of which only what a decision needs is kept.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "outcomes_internal.h"
#include "qsweep/engine.h"
#include "qsweep/memory.h"

/* What is at hand. */
typedef struct taking {
    qs_engine *engine;
    const qs_plan *plan;
    const qs_layout *layout;
    double *row;
    qs_histogram
        *histograms; /* [layout n_histograms] of one replication; NULL: no promise is on a quantile */
} taking;

/* ---- quantiles ---- */

/* The share of a histogram's values in bins from `first` on; NaN of none. */
static double share_from(const qs_histogram *histogram, unsigned first)
{
    uint64_t n = 0;
    for (uint32_t i = 0; i < histogram->n; i++)
        if (histogram->first + i >= first)
            n += histogram->count[i];
    return histogram->total > 0 ? (double)n / (double)histogram->total : (double)NAN;
}

/* Members with the same values are counted once, in the first of them. */
static const qs_histogram *histogram_of(const taking *t, const qs_select_cell *cell)
{
    const qs_spot *spot = &cell->spot;
    int same = qs_engine_same_values(t->engine, spot->scope, spot->member), h = 2 * same;
    if (spot->interval != QS_WHOLE)
        h = qs_layout_n_whole_histograms(t->layout) + 2 * same * t->layout->n_intervals +
            2 * (spot->interval - 1);
    return &t->histograms[h + (spot->metric == QS_METRIC_sojourn_quantile)];
}

/* Beyond the later time: at most a bin too many; beyond the earlier one: at most a bin too few. */
static void put_shares(const taking *t, const qs_select_cell *cell, double *values)
{
    const qs_histogram *histogram = histogram_of(t, cell);
    values[0] = share_from(histogram, qs_histogram_bin(cell->high));
    values[1] = share_from(histogram, qs_histogram_bin(cell->low) + 1);
}

static qs_status begin_histograms(taking *t)
{
    const qs_select *select = &t->plan->select;
    bool is_wanted = false;
    for (size_t i = 0; i < select->n_cells; i++)
        is_wanted |= select->cells[i].rule.kind == QS_TEST_QUANTILE;
    return is_wanted ? qs_calloc((size_t)t->layout->n_histograms, sizeof *t->histograms, &t->histograms)
                     : QS_OK;
}

static void empty_histograms(taking *t)
{
    for (int i = 0; t->histograms && i < t->layout->n_histograms; i++)
        qs_histogram_clear(&t->histograms[i]);
}

/* ---- one replication ---- */

/* Nothing is read of a row but the cells of the decision; of quantiles not even that, but histograms. */
static qs_status want(const taking *t)
{
    const qs_select *select = &t->plan->select;
    qs_spot *spots;
    size_t n = 0;
    qs_status status = qs_calloc(select->n_cells + 1, sizeof *spots, &spots);
    for (size_t i = 0; i < select->n_cells && !status; i++) {
        bool is_quantile = select->cells[i].rule.kind == QS_TEST_QUANTILE;
        if (!is_quantile || select->cells[i].spot.interval != QS_WHOLE) /* whose histograms are wanted too */
            spots[n++] = select->cells[i].spot;
    }
    if (!status)
        qs_engine_want(t->engine, spots, n);
    qs_free(spots);
    return status;
}

static void put_values(const taking *t, double *values)
{
    const qs_select *select = &t->plan->select;
    for (size_t i = 0; i < select->n_cells; i++) {
        const qs_select_cell *cell = &select->cells[i];
        if (cell->rule.kind == QS_TEST_QUANTILE) {
            put_shares(t, cell, values);
            values += 2;
            continue;
        }
        int at = qs_layout_spot(t->layout, &cell->spot);
        *values++ = at < 0 ? (double)NAN : t->row[at];
    }
}

static qs_status replicate(taking *t, uint64_t scenario, uint64_t replication, uint64_t n_columns,
                           double *values)
{
    qs_replication_key key = qs_plan_key(t->plan, scenario, replication);
    qs_status status = qs_engine_replicate(t->engine, &key, t->row, t->histograms);
    if (qs_status_ends_job(status))
        return status;
    if (!status)
        put_values(t, values);
    for (uint64_t i = 0; status && i < n_columns; i++)
        values[i] = (double)INFINITY;
    empty_histograms(t);
    return QS_OK;
}

/* Of a pair the mean of both, or what one alone saw; one that failed fails both. */
static void join(double *values, const double *other, uint64_t n)
{
    for (uint64_t i = 0; i < n; i++)
        if (isnan(values[i]))
            values[i] = other[i];
        else if (!isnan(other[i]))
            values[i] = (values[i] + other[i]) / 2;
}

/* ---- what is not needed ---- */

void qs_following_clear(qs_following *following)
{
    for (int i = 0; i < QS_MOST_FOLLOWED; i++)
        qs_contest_clear(&following->contest[i]);
    qs_free(following->rules);
    *following = (qs_following){0};
}

/* The scenario's contest, if all before a piece has been told here; the first piece begins it anew. */
static qs_status follow(qs_following *f, const qs_plan *plan, const qs_outcomes *piece, qs_contest **contest)
{
    uint64_t at = piece->scenario % QS_MOST_FOLLOWED;
    bool follows = plan->select.kind == QS_SELECT_CHEAPEST && f->scenario[at] == piece->scenario &&
                   f->contest[at].n_told == piece->first;
    qs_status status = QS_OK;
    *contest = follows ? &f->contest[at] : NULL;
    if (plan->select.kind != QS_SELECT_CHEAPEST || piece->first > 0)
        return QS_OK;
    if (!f->rules)
        status = qs_contest_rules(plan, &f->rules);
    if (!status)
        status = qs_contest_begin(&f->contest[at], plan, f->rules);
    f->scenario[at] = piece->scenario;
    *contest = &f->contest[at];
    return status;
}

static qs_status observe(taking *t, uint64_t scenario, uint64_t observation, uint64_t n_columns,
                         double *values, double *other)
{
    uint64_t step = qs_outcomes_step(t->plan), r = observation * step;
    qs_status status = replicate(t, scenario, r, n_columns, values);
    if (!status && step == 2)
        status = replicate(t, scenario, r + 1, n_columns, other);
    if (!status && step == 2)
        join(values, other, n_columns);
    return status;
}

qs_status qs_outcomes_simulate(struct qs_engine *engine, const qs_plan *plan, double *row,
                               qs_worker_poll *poll, void *context, qs_following *following,
                               qs_outcomes *outcomes)
{
    taking t = {.engine = engine, .plan = plan, .layout = qs_engine_layout(engine)};
    t.row = row;
    uint64_t n_columns = outcomes->n_columns;
    double *other = NULL;
    qs_contest *contest = NULL;
    qs_finding finding;
    qs_status status = begin_histograms(&t);
    if (!status)
        status = qs_calloc(n_columns, sizeof *other, &other);
    if (!status)
        status = want(&t);
    if (!status)
        status = follow(following, plan, outcomes, &contest);
    for (uint64_t i = 0; i < outcomes->n && !status; i++) {
        double *values = outcomes->values + i * n_columns;
        status = observe(&t, outcomes->scenario, outcomes->first + i, n_columns, values, other);
        if (!status && contest && !qs_contest_tell(contest, plan, following->rules, values, &finding))
            outcomes->n = i + 1;
        if (!status && poll && poll(context))
            status = qs_fail(QS_STOPPED, "stopped early");
    }
    qs_engine_want(engine, NULL, 0);
    empty_histograms(&t);
    qs_free(t.histograms);
    qs_free(other);
    return status;
}
