/* `qsweep check`: what is to be known of a study's cost and of its promises.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "check_internal.h"
#include "qsweep/memory.h"
#include "qsweep/promise.h"
#include "qsweep/select.h"

/* Names of a model's classes, of its rows of windows with the lines behind them, and of its resources. classes,
 * windows, resources [out] arrays theirs to free. rows [out] texts of the windows, theirs to free */
static qs_status list_names(const qs_model *model, const char ***classes, const char ***windows, char **rows,
                            const char ***resources)
{
    int n_rows = qs_model_n_rows(model);
    *classes = *windows = *resources = NULL;
    *rows = NULL;
    qs_status status = qs_calloc((size_t)model->n_classes, sizeof **classes, classes);
    if (!status)
        status = qs_calloc((size_t)n_rows + (size_t)model->n_lines, sizeof **windows, windows);
    if (!status)
        status = qs_calloc((size_t)n_rows, QS_ROW_NAME, rows);
    for (int i = 0; i < model->n_classes && !status; i++)
        (*classes)[i] = model->classes[i].name;
    for (int i = 0; i < n_rows && !status; i++)
        (*windows)[i] = qs_model_row_name(model, i, *rows + (size_t)i * QS_ROW_NAME);
    for (int i = 0; i < model->n_lines && !status; i++)
        (*windows)[n_rows + i] = model->windows[model->n_windows + i].name;
    if (!status)
        status = qs_calloc((size_t)model->n_resources, sizeof **resources, resources);
    for (int i = 0; i < model->n_resources && !status; i++)
        (*resources)[i] = model->resources[i].name;
    return status;
}

static void print_promises(const qs_plan *plan, const qs_promise_names *names, FILE *out)
{
    char text[QS_PROMISE_TEXT];
    for (size_t i = 0; i < plan->n_promises; i++) {
        const qs_promise *promise = &plan->promises[i];
        qs_promise_words(promise, names, text);
        qs_cli_say(out, "promise %zu: %s (%s)\n", i + 1, text,
                   qs_metric_meaning(promise->metric, promise->scope));
    }
    qs_cli_say(
        out,
        "A promise is kept where the whole %.10g %% interval lies within its limit, broken where it lies "
        "wholly beyond it, else open.\n",
        100 * plan->confidence);
}

void qs_check_promises(const qs_study *study, const qs_model *model, FILE *out)
{
    const qs_plan *plan = qs_study_plan(study);
    const char **classes, **windows, **resources;
    char *rows;
    qs_layout layout;
    if (plan->n_promises == 0)
        return;
    if (!list_names(model, &classes, &windows, &rows, &resources)) {
        qs_model_layout(model, &layout);
        const qs_promise_names names = {.layout = &layout,
                                        .classes = classes,
                                        .windows = windows,
                                        .resources = resources,
                                        .lines = windows + model->n_windows,
                                        .quantiles = model->output.quantiles,
                                        .thresholds = model->output.thresholds,
                                        .abandoned = model->output.abandoned,
                                        .starts = model->output.edges,
                                        .ends = model->output.edges ? model->output.edges + 1 : NULL,
                                        .time_unit = qs_study_time_unit(study),
                                        .clock = qs_study_clock(study)};
        print_promises(plan, &names, out);
    }
    qs_free(classes);
    qs_free(windows);
    qs_free(resources);
    qs_free(rows);
}

/* ---- what is decided ---- */

/* Of a scenario that keeps a promise whatever is seen: the replications until that is known. */
static void print_least(const qs_plan *plan, FILE *out)
{
    const qs_select *select = &plan->select;
    uint64_t least = 0, step = plan->antithetic ? 2 : 1;
    double wrong = 1 - select->sure;
    for (size_t i = 0; i < select->n_cells; i++) {
        qs_test_rule rule = select->cells[i].rule;
        rule.gamma = wrong / (2 * (double)plan->n_scenarios);
        rule.beta = wrong / (2 * (double)select->n_cells);
        uint64_t n = qs_test_least(&rule) * step;
        least = n > least ? n : least;
    }
    qs_cli_say(out,
               "It takes %llu replications at least of the one that is chosen, for so many it takes to "
               "be sure of every promise\neven if nothing bad is ever seen; most of the cheaper ones take a "
               "few.\n",
               (unsigned long long)least);
    if (least > select->max)
        qs_cli_say(out, "warning: select.max is %llu: nothing can be decided; wider tolerances need fewer\n",
                   (unsigned long long)select->max);
}

static void print_default_tolerances(const qs_plan *plan, FILE *out)
{
    for (size_t i = 0; i < plan->n_promises; i++)
        if (isnan(plan->promises[i].tolerance))
            qs_cli_say(out, "promise %zu says no tolerance: a tenth of its limit is taken, %.4g\n", i + 1,
                       plan->promises[i].limit / 10);
}

void qs_check_select(const qs_study *study, FILE *out)
{
    const qs_plan *plan = qs_study_plan(study);
    const qs_select *select = &plan->select;
    if (select->kind == QS_SELECT_NOTHING)
        return;
    if (select->kind == QS_SELECT_BEST) {
        const qs_metric_info *info = qs_metric_get(select->cells[0].spot.metric);
        qs_cli_say(out,
                   "select: the %s %s of %zu scenarios, within %.6g, with at least %.10g %%; at most %llu "
                   "replications of each\n",
                   select->is_largest ? "largest" : "smallest", info->name, plan->n_scenarios,
                   select->tolerance, 100 * select->sure, (unsigned long long)select->max);
        qs_cli_say(out, "It takes %llu replications of each scenario at least.\n",
                   (unsigned long long)qs_best_look(0) * (plan->antithetic ? 2 : 1));
        return;
    }
    qs_cli_say(out,
               "select: the cheapest of %zu scenarios that keeps %s, with at least %.10g %%; at most %llu "
               "replications of each\n",
               plan->n_scenarios, plan->n_promises == 1 ? "the promise" : "all promises", 100 * select->sure,
               (unsigned long long)select->max);
    print_default_tolerances(plan, out);
    print_least(plan, out);
}

qs_status qs_check_note_cost(const qs_model *model, qs_check_notes *notes)
{
    const qs_run_rule *run = &model->run;
    qs_status status = QS_OK;
    if (model->cost.has_per)
        status = qs_check_note_line(
            notes,
            model->cost.has_calls
                ? "cost: what a scenario costs depends on what happens, as with servers on call, so it "
                  "is an estimate; the table has its exact part"
                : "cost.per: what a scenario costs depends on what happens, so it is an estimate; the "
                  "table has its exact part");
    if (!status && model->cost.has_per && (run->warmup > 0 || run->warmup_mser5))
        status =
            qs_check_note_line(notes, "cost: server hours are those from 0 to the horizon, what happens is "
                                      "counted from the end of the warm-up on");
    if (!status && model->cost.is_known && run->customers && isfinite(run->horizon))
        status = qs_check_note_line(notes, "cost: server hours are those planned to run.horizon, also where "
                                           "run.customers ends a replication before it");
    return status;
}
