/* Studies held against exact values: running them, and judging the estimates.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "validation.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "qsweep/interval.h"
#include "qsweep/run.h"
#include "seed.h"

/* A copy of n doubles or counts; NULL stays NULL. */
static void *keep(const void *from, size_t n, size_t size)
{
    if (!from)
        return NULL;
    void *copy = malloc(n * size + 1);
    assert_non_null(copy);
    memcpy(copy, from, n * size);
    return copy;
}

static qs_status keep_summary(void *context, const qs_summary *summary)
{
    validation *run = context;
    validation_scenario *scenario = &run->scenarios[summary->scenario];
    size_t n = (size_t)summary->n_values;
    assert_int_equal(summary->n_failed, 0);
    scenario->n_replications = summary->n_replications;
    scenario->n = keep(summary->n, n, sizeof *scenario->n);
    scenario->mean = keep(summary->mean, n, sizeof *scenario->mean);
    scenario->lower = keep(summary->lower, n, sizeof *scenario->lower);
    scenario->upper = keep(summary->upper, n, sizeof *scenario->upper);
    scenario->rows = keep(summary->rows, n * summary->n_replications, sizeof *scenario->rows);
    return QS_OK;
}

static qs_status make_model(const void *context, uint64_t scenario, qs_model *out)
{
    return qs_study_model(context, scenario, out);
}

void validation_run(validation *run, const char *path, const qs_setting *settings, size_t n_settings)
{
    qs_problems problems = {0};
    memset(run, 0, sizeof *run);
    if (qs_study_read(path, settings, n_settings, &problems, &run->study) != QS_OK) {
        qs_problems_print(&problems, stderr);
        fail_msg("%s cannot be read: %s", path, qs_failure());
    }
    qs_problems_clear(&problems);
    qs_plan plan = *qs_study_plan(run->study);
    plan.seed = seed_of_study(plan.seed);
    assert_int_equal(qs_study_model(run->study, 0, &run->model), QS_OK);
    const qs_model *model = &run->model;
    qs_model_layout(model, &run->layout);
    run->scenarios = calloc(plan.n_scenarios, sizeof *run->scenarios);
    assert_non_null(run->scenarios);
    const qs_model_source models = {make_model, run->study};
    const qs_run_hooks hooks = {.finished = keep_summary, .context = run};
    printf("# %s: %zu scenarios x %llu replications\n", path, plan.n_scenarios,
           (unsigned long long)plan.n_replications);
    if (qs_run_alone(&plan, &run->layout, model->output.quantiles, &models, &hooks) != QS_OK)
        fail_msg("%s failed: %s", path, qs_failure());
}

void validation_close(validation *run)
{
    size_t n_scenarios = qs_study_plan(run->study)->n_scenarios;
    int n_refused = run->n_refused;
    for (size_t i = 0; i < n_scenarios; i++) {
        validation_scenario *scenario = &run->scenarios[i];
        free(scenario->n);
        free(scenario->mean);
        free(scenario->lower);
        free(scenario->upper);
        free(scenario->rows);
    }
    free(run->scenarios);
    qs_model_clear(&run->model);
    qs_study_free(run->study);
    assert_int_equal(n_refused, 0);
}

/* Where a metric lies in a row. */
int validation_locate(const validation *run, const char *where, qs_metric metric, int item)
{
    qs_scope scope = QS_SYSTEM;
    int member = 0;
    const char *name = strchr(where, '/');
    if (name) {
        scope = where[0] == 'c' ? QS_CLASS : QS_WINDOW;
        int n = run->layout.n_members[scope];
        for (member = 0; member < n; member++)
            if (!strcmp(name + 1, scope == QS_CLASS ? run->model.classes[member].name
                                                    : run->model.windows[member].name))
                break;
        if (member == n)
            fail_msg("there is no %s", where);
    }
    int index = qs_layout_index(&run->layout, scope, member, metric, item);
    if (index < 0)
        fail_msg("%s has no %s", where, qs_metric_get(metric)->name);
    return index;
}

/* Say how far an estimate is off, and refuse it if that is too far, or if it says nothing. */
void validation_judge(validation *run, uint64_t scenario, const char *where, const char *what, int item,
                      double estimate, double standard_error, double exact)
{
    double n = (double)run->scenarios[scenario].n_replications;
    double limit = qs_student_t(1 - VALIDATION_ALARM, n - 1);
    double z = (estimate - exact) / standard_error, vague = VALIDATION_VAGUE * (seed_fresh() > 0 ? 2 : 1);
    const char *verdict = "";
    if (!(fabs(z) <= limit))
        verdict = "  <- REFUSED: too far";
    else if (!(standard_error <= vague * fabs(exact)))
        verdict = "  <- REFUSED: too vague";
    if (*verdict)
        run->n_refused++;
    printf("#   %2llu %-14s %-18s %d  exact %-12.7g estimate %-12.7g z %6.2f (limit %.2f)%s\n",
           (unsigned long long)scenario, where, what, item, exact, estimate, z, limit, verdict);
}

void validation_expect(validation *run, uint64_t scenario, const char *where, qs_metric metric, int item,
                       double exact)
{
    const validation_scenario *found = &run->scenarios[scenario];
    int index = validation_locate(run, where, metric, item);
    double confidence = qs_study_plan(run->study)->confidence;
    double t = qs_student_t(confidence, (double)found->n[index] - 1);
    validation_judge(run, scenario, where, qs_metric_get(metric)->name, item, found->mean[index],
                     (found->upper[index] - found->lower[index]) / 2 / t, exact);
}

void validation_expect_always(validation *run, uint64_t scenario, const char *where, qs_metric metric,
                              int item, double exact)
{
    const validation_scenario *found = &run->scenarios[scenario];
    int index = validation_locate(run, where, metric, item);
    double tolerance = 1e-9 * fmax(1, fabs(exact));
    double off = fmax(fabs(found->lower[index] - exact), fabs(found->upper[index] - exact));
    /* A share's interval has a bound for what was never seen; a mean at the end of [0, 1] says that all are. */
    if (qs_metric_get(metric)->unit == QS_UNIT_RATIO && (exact == 0 || exact == 1))
        off = fabs(found->mean[index] - exact);
    bool is_refused = !(off <= tolerance);
    run->n_refused += is_refused;
    printf("#   %2llu %-14s %-18s %d  exact %-12.7g off by %.2g%s\n", (unsigned long long)scenario, where,
           qs_metric_get(metric)->name, item, exact, off, is_refused ? "  <- REFUSED" : "");
}

/* Sums over customers: how many, of x, of x squared. */
typedef struct sums {
    double n, x, xx;
} sums;

static double variance(sums all, sums without)
{
    double n = all.n - without.n, mean = (all.x - without.x) / n;
    return (all.xx - without.xx) / n - mean * mean;
}

void validation_expect_variance(validation *run, uint64_t scenario, const char *where, qs_metric mean,
                                double exact)
{
    const validation_scenario *found = &run->scenarios[scenario];
    uint64_t n = found->n_replications;
    int count_at = validation_locate(run, where, QS_METRIC_served, 0),
        mean_at = validation_locate(run, where, mean, 0);
    int sd_at = validation_locate(run, where,
                                  mean == QS_METRIC_wait_mean ? QS_METRIC_wait_sd : QS_METRIC_sojourn_sd, 0);
    if (!found->rows) {
        fail_msg("the study keeps no rows (output.replications)");
        return;
    }
    sums all = {0}, *each = calloc(n, sizeof *each);
    assert_non_null(each);
    for (uint64_t i = 0; i < n; i++) {
        const double *row = found->rows + i * (size_t)run->layout.n_values;
        double count = row[count_at], m = row[mean_at], sd = row[sd_at];
        each[i] = (sums){count, count * m, (count - 1) * sd * sd + count * m * m};
        all = (sums){all.n + each[i].n, all.x + each[i].x, all.xx + each[i].xx};
    }
    double estimate = variance(all, (sums){0}), average = 0, squares = 0;
    for (uint64_t i = 0; i < n; i++)
        average += variance(all, each[i]) / (double)n;
    for (uint64_t i = 0; i < n; i++)
        squares += pow(variance(all, each[i]) - average, 2);
    free(each);
    double error = sqrt(squares * ((double)n - 1) / (double)n);
    validation_judge(run, scenario, where, mean == QS_METRIC_wait_mean ? "wait variance" : "sojourn variance",
                     0, estimate, error, exact);
}

double validation_quantile(const validation *run, int item)
{
    return run->model.output.quantiles[item];
}

double validation_threshold(const validation *run, int item)
{
    return run->model.output.thresholds[item];
}
