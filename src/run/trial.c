/* The first replications of a scenario within a fixed amount of work.
 *
 * A worker does them, as in the study, in blocks of one, and is given up by its poll when the work is spent.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/trial.h"

#include <math.h>

#include "qsweep/memory.h"

/* Of servers, windows, sources, customers of closed sources, values of a row: with so many more a look counts
 * for one more, and beyond the last nothing is tried. */
enum { SIZE_OF_A_LOOK = 256, LARGEST = 1 << 16 };

typedef struct trial_run {
    uint64_t n_left, cost; /* of looks; of one */
    qs_trial *trial;
    qs_moments *moments; /* [trial n_values] */
} trial_run;

static double size_of(const qs_model *model)
{
    double size = (double)model->n_classes * model->n_services;
    size += 3.0 * qs_model_n_rows(model) * model->output.n_times;
    for (int w = 0; w < model->n_windows; w++) {
        const qs_window *window = &model->windows[w];
        size += window->count * (window->servers == QS_INFINITE_SERVERS ? 1.0 : 1.0 + window->servers);
    }
    for (int s = 0; s < model->n_sources; s++)
        size += model->sources[s].count * (1.0 + model->sources[s].population);
    return size;
}

/* The worker's poll. The last look is that at the end of a replication, or there is one look more. */
static bool is_spent(void *context)
{
    trial_run *run = context;
    bool was_spent = run->n_left == 0;
    run->n_left -= run->n_left < run->cost ? run->n_left : run->cost;
    return was_spent;
}

static qs_status gather(trial_run *run, const qs_block *block)
{
    if (!run->moments) {
        qs_status status = qs_calloc((size_t)block->n_values, sizeof *run->moments, &run->moments);
        if (status)
            return status;
        run->trial->n_values = block->n_values;
    }
    run->trial->n += block->n - block->n_failed;
    for (int v = 0; v < block->n_values; v++)
        qs_moments_merge(&run->moments[v], &block->moments[v]);
    return QS_OK;
}

static qs_status simulate(uint64_t n, qs_worker *worker, uint64_t scenario, trial_run *run)
{
    qs_status status = QS_OK;
    qs_worker_set_poll(worker, is_spent, run);
    for (uint64_t index = 0; index < n && run->n_left > 0 && !status; index++) {
        qs_block block;
        status = qs_worker_do(worker, scenario, index, &block);
        if (!status)
            status = gather(run, &block);
        qs_block_clear(&block);
    }
    return status == QS_STOPPED ? QS_OK : status;
}

static qs_status take_means(const trial_run *run)
{
    qs_trial *trial = run->trial;
    qs_status status = qs_calloc((size_t)trial->n_values, sizeof *trial->mean, &trial->mean);
    for (int v = 0; v < trial->n_values && !status; v++)
        trial->mean[v] = qs_moments_mean(&run->moments[v]);
    return status;
}

/* How large it is, and what its rows look like. */
static qs_status look_at_model(const qs_model_source *models, uint64_t scenario, double *size,
                               qs_layout *layout)
{
    qs_model model = {0};
    qs_status status = models->make(models->context, scenario, &model);
    if (!status) {
        *size = size_of(&model);
        qs_model_layout(&model, layout);
    }
    qs_model_clear(&model);
    return status;
}

qs_status qs_trial_run(const qs_plan *plan, const qs_model_source *models, uint64_t scenario,
                       uint64_t n_looks, qs_trial *trial)
{
    *trial = (qs_trial){0};
    qs_plan singly = *plan; /* borrows its axes */
    singly.antithetic = singly.keep_rows = false;
    singly.n_untils = 0;
    singly.block = 1;
    trial_run run = {.n_left = n_looks, .trial = trial};
    qs_worker *worker = NULL;
    double size = 0;
    qs_status status = look_at_model(models, scenario, &size, &trial->layout);
    if (status || size > LARGEST)
        return status;
    run.cost = 1 + (uint64_t)size / SIZE_OF_A_LOOK;
    status = qs_worker_new(&singly, models, &worker);
    if (!status)
        status = simulate(plan->n_replications, worker, scenario, &run);
    if (!status)
        status = take_means(&run);
    qs_worker_free(worker);
    qs_free(run.moments);
    return status;
}

void qs_trial_clear(qs_trial *trial)
{
    qs_free(trial->mean);
    *trial = (qs_trial){0};
}

double qs_trial_mean(const qs_trial *trial, qs_scope scope, int member, qs_metric metric, int item)
{
    int index = qs_layout_index(&trial->layout, scope, member, metric, item);
    return index >= 0 && index < trial->n_values ? trial->mean[index] : NAN;
}
