/* What `qsweep check` learns by trying: how many waits the end of a replication would cut short.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "check_internal.h"
#include "qsweep/trial.h"

/* By their place in the table of trials. */
enum { FIRST, LAST, HIGHEST, SECOND };
static const double WORTH_NOTING = 0.01;

/* The highest offered load of a window. */
static double load_of(const qs_model *model)
{
    double load = 0;
    for (int w = 0; w < model->n_windows; w++)
        if (model->windows[w].offered_load > load) /* not NaN */
            load = model->windows[w].offered_load;
    return load;
}

static void put(qs_check_trials *trials, int place, uint64_t scenario, double load, bool is_unstable)
{
    trials->scenario[place] = scenario;
    trials->load[place] = load;
    trials->is_unstable[place] = is_unstable;
}

void qs_check_consider(qs_check_trials *trials, uint64_t scenario, const qs_model *model)
{
    double load = load_of(model);
    if (!model->run.stops)
        return;
    for (int place = 0; place < QS_CHECK_TRIALS && !trials->any; place++)
        put(trials, place, scenario, load, model->is_unstable);
    trials->any = true;
    put(trials, LAST, scenario, load, model->is_unstable);
    if (load > trials->load[HIGHEST]) {
        put(trials, SECOND, trials->scenario[HIGHEST], trials->load[HIGHEST], trials->is_unstable[HIGHEST]);
        put(trials, HIGHEST, scenario, load, model->is_unstable);
    } else if (load > trials->load[SECOND] || trials->scenario[SECOND] == trials->scenario[HIGHEST]) {
        put(trials, SECOND, scenario, load, model->is_unstable);
    }
}

static qs_status make_model(const void *context, uint64_t scenario, qs_model *out)
{
    return qs_study_model(context, scenario, out);
}

/* The share of those who arrive whose wait is cut short; 0 if a trial cannot tell. */
static double try_one(const qs_study *study, uint64_t scenario, uint64_t *n)
{
    const qs_model_source models = {make_model, study};
    qs_trial trial;
    double share = NAN;
    qs_status status = qs_trial_run(qs_study_plan(study), &models, scenario, QS_TRIAL_LOOKS, &trial);
    if (!status)
        share = qs_trial_mean(&trial, QS_SYSTEM, 0, QS_METRIC_wait_censored, 0) /
                qs_trial_mean(&trial, QS_SYSTEM, 0, QS_METRIC_arrived, 0);
    *n = trial.n;
    qs_trial_clear(&trial);
    return share > 0 ? share : 0;
}

static bool was_tried(const qs_check_trials *trials, int place)
{
    for (int i = 0; i < place; i++)
        if (trials->scenario[i] == trials->scenario[place])
            return true;
    return false;
}

qs_status qs_check_try(const qs_check_trials *trials, const qs_study *study, qs_check_notes *notes)
{
    double most = 0;
    int worst = FIRST;
    uint64_t n_most = 0, n = 0;
    for (int place = 0; place < QS_CHECK_TRIALS && trials->any; place++) {
        double share = was_tried(trials, place) ? 0 : try_one(study, trials->scenario[place], &n);
        if (share > most) {
            most = share;
            worst = place;
            n_most = n;
        }
    }
    if (most <= WORTH_NOTING)
        return QS_OK;
    char line[512];
    snprintf(line, sizeof line,
             "run.at_horizon: stop cuts waits short: %.*f %% of those who arrive in scenario %llu have no "
             "complete "
             "wait at the horizon (%llu replication%s tried), so waits come out too short; at_horizon: drain "
             "serves "
             "them to the end%s",
             most < 0.1, 100 * most, (unsigned long long)trials->scenario[worst], (unsigned long long)n_most,
             n_most == 1 ? "" : "s",
             trials->is_unstable[worst]
                 ? ""
                 : ", and where queues do not keep growing a longer horizon makes them few");
    return qs_check_note_line(notes, line);
}
