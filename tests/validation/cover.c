/* Coverage of intervals: the truth, and the studies.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "cover.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "qsweep/control.h"
#include "qsweep/run.h"

static const uint64_t sizes[COVER_SIZES] = {20, 100, 1000};

uint64_t cover_size(int size)
{
    return sizes[size];
}

const char *cover_reduction_name(cover_reduction how)
{
    static const char *const names[COVER_REDUCTIONS] = {"plain", "pairs", "controls"};
    return names[how];
}

static void require(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "coverage: %s: %s\n", what, qs_failure());
    exit(2);
}

static double cpu_seconds(void)
{
    return (double)clock() / CLOCKS_PER_SEC;
}

/* ---- running ---- */

/* A batch of studies: their models, and who is told what each says. */
typedef struct batch {
    uint64_t n_studies, n_replications, seed;
    cover_reduction how;
    bool keep_rows;
    qs_status (*finished)(void *context, const qs_summary *summary);
    void *context;
} batch;

qs_status cover_make_model(const void *context, uint64_t scenario, qs_model *out)
{
    (void)scenario;
    const cover_source *from = context;
    qs_status status = qs_study_model(from->study, 0, out);
    out->run.has_controls = from->has_controls;
    return status;
}

static void run_batch(const cover_result *r, const batch *b)
{
    qs_plan plan = *qs_study_plan(r->study);
    plan.n_scenarios = b->n_studies;
    plan.n_replications = b->n_replications;
    plan.seed = b->seed;
    plan.antithetic = b->how == COVER_PAIRS;
    plan.has_controls = b->how == COVER_CONTROLS;
    plan.keep_rows = b->keep_rows;
    plan.keep_histograms = false;
    qs_plan_set_blocks(&plan);
    qs_layout layout = r->layout;
    if (plan.has_controls)
        qs_layout_add_controls(&layout, QS_N_CONTROLS);
    const cover_source from = {r->study, plan.has_controls};
    const qs_model_source models = {cover_make_model, &from};
    const qs_run_hooks hooks = {.finished = b->finished, .context = b->context};
    require(qs_run_alone(&plan, &layout, r->model.output.quantiles, &models, &hooks) == QS_OK,
            r->system->name);
}

/* ---- which values ---- */

static cover_row *add_row(cover_result *r, qs_scope scope, qs_metric metric, int item, int value)
{
    r->rows = realloc(r->rows, (size_t)(r->n_rows + 1) * sizeof *r->rows);
    require(r->rows, "memory");
    cover_row *row = &r->rows[r->n_rows++];
    *row = (cover_row){.value = value, .scope = scope, .metric = metric, .item = item, .skewness = NAN};
    return row;
}

static void add_metric(cover_result *r, qs_scope scope, int member, qs_metric metric, int item, int interval)
{
    const qs_spot spot = {scope, member, metric, item, interval};
    int value = qs_layout_spot(&r->layout, &spot);
    if (value < 0)
        return;
    char where[64] = "", which[24] = "";
    if (interval != QS_WHOLE)
        snprintf(where, sizeof where, "%g to %g: ", r->model.output.edges[interval - 1],
                 r->model.output.edges[interval]);
    else if (scope != QS_SYSTEM)
        snprintf(where, sizeof where, "%s/%.50s ", qs_scope_name(scope),
                 scope == QS_CLASS ? r->model.classes[member].name : r->model.windows[member].name);
    qs_shape shape = qs_metric_get(metric)->shape;
    if (shape != QS_SCALAR)
        snprintf(which, sizeof which, " %g",
                 shape == QS_PER_QUANTILE ? r->model.output.quantiles[item]
                 : shape == QS_PER_LEVEL
                     ? r->model.output.thresholds[(int)r->model.output.n_thresholds + item]
                     : r->model.output.thresholds[item]);
    cover_row *row = add_row(r, scope, metric, item, value);
    row->interval = interval;
    snprintf(row->name, sizeof row->name, "%.63s%s%s", where, qs_metric_get(metric)->name, which);
}

static void add_series(cover_result *r)
{
    for (int s = 0; s < QS_N_SERIES; s++)
        for (int w = 0; w < r->model.n_windows; w++)
            for (int t = 0; t < r->system->n_times; t++) {
                int time = r->system->times[t];
                int value = qs_layout_series(&r->layout, (qs_series)s, w, time);
                cover_row *row = add_row(r, QS_WINDOW, QS_N_METRICS, time, value);
                snprintf(row->name, sizeof row->name, "series %s %.40s at %g", qs_series_name((qs_series)s),
                         r->model.windows[w].name, time * r->model.output.series_every);
            }
}

static void choose_rows(cover_result *r)
{
    for (int scope = 0; scope < (r->system->has_members ? QS_N_SCOPES : 1); scope++)
        for (int member = 0; member < r->layout.n_members[scope]; member++)
            for (int m = 0; m < QS_N_METRICS; m++)
                for (int item = 0; item < qs_layout_n_items(&r->layout, (qs_metric)m); item++)
                    add_metric(r, (qs_scope)scope, member, (qs_metric)m, item, QS_WHOLE);
    for (int interval = 1; interval <= r->layout.n_intervals; interval++)
        for (int m = 0; m < QS_N_METRICS; m++)
            for (int item = 0; item < qs_layout_n_interval_items(&r->layout, QS_SYSTEM, (qs_metric)m); item++)
                add_metric(r, QS_SYSTEM, 0, (qs_metric)m, item, interval);
    add_series(r);
}

/* ---- the truth ---- */

/* By its interval, for a quantile has no other; the reference is so long that Student's t is the normal law.
 */
static double standard_error(const qs_summary *summary, int value)
{
    return (summary->upper[value] - summary->lower[value]) / (2 * 1.959964);
}

/* Of the reference run, the values that were observed at all. */
static qs_status take_truth(void *context, const qs_summary *summary)
{
    cover_result *r = context;
    int n_kept = 0;
    require(summary->n_failed == 0, "a replication failed");
    for (int i = 0; i < r->n_rows; i++) {
        cover_row row = r->rows[i];
        int v = row.value;
        if (summary->n[v] == 0)
            continue;
        row.truth = summary->mean[v];
        row.observed = (double)summary->n[v] / (double)summary->n_replications;
        row.error = standard_error(summary, v);
        row.is_constant = summary->sd[v] == 0; /* NOLINT: the spread of equal numbers is 0 exactly */
        row.is_atom = row.metric < QS_N_METRICS && row.truth <= 0 &&
                      qs_metric_get(row.metric)->shape == QS_PER_QUANTILE;
        r->rows[n_kept++] = row;
    }
    r->n_rows = n_kept;
    return QS_OK;
}

/* Control variates know some means far better, such as that of the utilisation: their word counts for what
 * every replication observed (the controls' expectation is zero over all of them), where it is at least twice
 * as sure. It must be the same as that of the plain reference: refused beyond 5.5 standard errors, 4e-8 a
 * value. */
static qs_status take_controlled(void *context, const qs_summary *summary)
{
    cover_result *r = context;
    for (int i = 0; i < r->n_rows; i++) {
        cover_row *row = &r->rows[i];
        double mean = summary->mean[row->value];
        double error = standard_error(summary, row->value);
        if (summary->n[row->value] != summary->n_replications || !(error < row->error / 2))
            continue;
        require(fabs(mean - row->truth) < 5.5 * sqrt(error * error + row->error * row->error), row->name);
        row->truth = mean;
        row->error = error;
    }
    return QS_OK;
}

/* The metrics whose mean over replications is exact: neither a ratio of two that vary, nor a quantile. */
static bool is_unbiased(qs_metric metric)
{
    static const qs_metric unbiased[] = {QS_METRIC_arrived,     QS_METRIC_served,      QS_METRIC_queue_mean,
                                         QS_METRIC_number_mean, QS_METRIC_utilisation, QS_METRIC_throughput};
    for (size_t i = 0; i < sizeof unbiased / sizeof *unbiased; i++)
        if (unbiased[i] == metric)
            return true;
    return false;
}

/* Where the exact value is known it is the truth. The reference must agree with it: refused beyond 5.5
 * standard errors, 4e-8 a value. */
static void take_exact(cover_result *r)
{
    for (int i = 0; i < r->n_rows; i++) {
        cover_row *row = &r->rows[i];
        if (!r->system->exact || row->scope != QS_SYSTEM || row->metric == QS_N_METRICS)
            continue;
        double exact = r->system->exact(&r->model, row->metric, row->item, row->interval);
        if (isnan(exact))
            continue;
        double z = (row->truth - exact) / row->error;
        printf("#   %s: %s: exact %.6g, reference %.6g, %.1f standard errors away\n", r->system->name,
               row->name, exact, row->truth, z);
        fflush(stdout);
        require(!is_unbiased(row->metric) || fabs(z) < 5.5, "the reference run is not of this system");
        row->truth = exact;
        row->error = 0;
    }
}

static qs_status take_skewness(void *context, const qs_summary *summary)
{
    cover_result *r = context;
    for (int i = 0; i < r->n_rows; i++) {
        double n = 0, mean = 0, m2 = 0, m3 = 0;
        const double *x = summary->rows + r->rows[i].value;
        for (uint64_t k = 0; k < summary->n_replications; k++, x += summary->n_values)
            if (!isnan(*x)) {
                n++;
                mean += (*x - mean) / n;
            }
        x = summary->rows + r->rows[i].value;
        for (uint64_t k = 0; k < summary->n_replications; k++, x += summary->n_values)
            if (!isnan(*x)) {
                m2 += (*x - mean) * (*x - mean) / n;
                m3 += (*x - mean) * (*x - mean) * (*x - mean) / n;
            }
        r->rows[i].skewness = m2 > 0 ? m3 / pow(m2, 1.5) : NAN;
    }
    return QS_OK;
}

/* Every batch has a seed of its own. */
enum { SEED_REFERENCE = 100, SEED_CONTROLLED, SEED_SKEWNESS, SEEDS = 1000 };

static uint64_t seed_of(const cover_result *r, uint64_t batch_number)
{
    return r->seed * SEEDS + batch_number;
}

void cover_open(cover_result *r, const cover_system *system, cover_form form, uint64_t seed)
{
    qs_problems problems = {0};
    *r = (cover_result){.system = system, .form = form, .seed = seed};
    require(qs_study_read(system->path, &system->setting, system->setting.path ? 1 : 0, &problems,
                          &r->study) == QS_OK,
            system->path);
    require(qs_study_model(r->study, 0, &r->model) == QS_OK, system->path);
    const qs_model *m = &r->model;
    qs_model_layout(m, &r->layout);
    choose_rows(r);
    double start = cpu_seconds();
    batch reference = {1, system->reference[form], seed_of(r, SEED_REFERENCE), COVER_PLAIN, false, take_truth,
                       r};
    run_batch(r, &reference);
    double each = (cpu_seconds() - start) / (double)reference.n_replications;
    batch controlled = {
        1, system->reference[form], seed_of(r, SEED_CONTROLLED), COVER_CONTROLS, false, take_controlled, r};
    run_batch(r, &controlled);
    for (int size = 0; size < COVER_SIZES; size++)
        r->expected +=
            each * COVER_REDUCTIONS * (double)system->studies[form][size] * (double)cover_size(size);
    take_exact(r);
    batch skewed = {
        1, form == COVER_LONG ? 20000 : 8000, seed_of(r, SEED_SKEWNESS), COVER_PLAIN, true, take_skewness, r};
    run_batch(r, &skewed);
    r->seconds = cpu_seconds() - start;
}

/* ---- the studies ---- */

typedef struct counting {
    cover_result *result;
    int size;
    cover_reduction how;
} counting;

static qs_status count_study(void *context, const qs_summary *summary)
{
    const counting *c = context;
    for (int i = 0; i < c->result->n_rows; i++) {
        cover_row *row = &c->result->rows[i];
        cover_cell *cell = &row->cells[c->size][c->how];
        double lower = summary->lower[row->value], upper = summary->upper[row->value];
        /* Constants are means of equal numbers: right but for rounding. */
        double slack = row->is_constant ? 1e-12 * fabs(row->truth) : 0;
        cell->n++;
        cell->n_covered += lower <= row->truth + slack && row->truth - slack <= upper;
        cell->n_nan += isnan(lower) || isnan(upper);
        cell->n_infinite += isinf(lower) || isinf(upper);
        cell->n_finite += isfinite(upper - lower) != 0;
        cell->width += isfinite(upper - lower) ? (upper - lower) / 2 : 0;
    }
    return QS_OK;
}

void cover_run(cover_result *r)
{
    double start = cpu_seconds();
    for (int size = 0; size < COVER_SIZES; size++)
        for (cover_reduction how = 0; how < COVER_REDUCTIONS; how++) {
            counting c = {r, size, how};
            batch studies = {.n_studies = r->system->studies[r->form][size],
                             .n_replications = cover_size(size),
                             .seed = seed_of(r, (uint64_t)size * COVER_REDUCTIONS + (uint64_t)how),
                             .how = how,
                             .finished = count_study,
                             .context = &c};
            if (studies.n_studies > 0)
                run_batch(r, &studies);
        }
    r->seconds += cpu_seconds() - start;
}

void cover_close(cover_result *r)
{
    free(r->rows);
    qs_model_clear(&r->model);
    qs_study_free(r->study);
}

double cover_share(const cover_cell *cell)
{
    return 100 * (double)cell->n_covered / (double)cell->n;
}
