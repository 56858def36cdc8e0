/* `qsweep check`: what is to be known of a study's cost and of its promises.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "check_internal.h"
#include "qsweep/memory.h"
#include "qsweep/promise.h"

/* Pointers to the names of a model's classes, of its windows with the lines behind them, and of its resources.
 * [out] theirs to free */
static qs_status list_names(const qs_model *model, const char ***classes, const char ***windows,
                            const char ***resources)
{
    *classes = *windows = *resources = NULL;
    qs_status status = qs_calloc((size_t)model->n_classes, sizeof **classes, classes);
    if (!status)
        status = qs_calloc((size_t)model->n_windows + (size_t)model->n_lines, sizeof **windows, windows);
    for (int i = 0; i < model->n_classes && !status; i++)
        (*classes)[i] = model->classes[i].name;
    for (int i = 0; i < model->n_windows + model->n_lines && !status; i++)
        (*windows)[i] = model->windows[i].name;
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
    qs_layout layout;
    if (plan->n_promises == 0)
        return;
    if (!list_names(model, &classes, &windows, &resources)) {
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
