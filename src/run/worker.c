/* Doing a block: one engine, kept from block to block while the scenario stays the same.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/worker.h"

#include <math.h>

#include "qsweep/engine.h"
#include "qsweep/memory.h"

struct qs_worker {
    const qs_plan *plan;
    qs_model_source models;
    qs_worker_poll *poll;
    void *poll_context;
    /* of the scenario at hand; engine NULL: none */
    uint64_t scenario;
    qs_model model;
    qs_engine *engine;
    double *row; /* two */
};

qs_status qs_worker_new(const qs_plan *plan, const qs_model_source *models, qs_worker **out)
{
    qs_status status = qs_calloc(1, sizeof **out, out);
    if (!status) {
        (*out)->plan = plan;
        (*out)->models = *models;
    }
    return status;
}

/* Let go of the scenario at hand. */
static void leave_scenario(qs_worker *worker)
{
    qs_engine_free(worker->engine);
    qs_model_clear(&worker->model);
    qs_free(worker->row);
    worker->engine = NULL;
    worker->row = NULL;
}

void qs_worker_free(qs_worker *worker)
{
    if (!worker)
        return;
    leave_scenario(worker);
    qs_free(worker);
}

void qs_worker_set_poll(qs_worker *worker, qs_worker_poll *poll, void *context)
{
    worker->poll = poll;
    worker->poll_context = context;
    if (worker->engine)
        qs_engine_set_poll(worker->engine, poll, context);
}

static qs_status enter_scenario(qs_worker *worker, uint64_t scenario)
{
    if (worker->engine && worker->scenario == scenario)
        return QS_OK;
    leave_scenario(worker);
    qs_status status = worker->models.make(worker->models.context, scenario, &worker->model);
    if (!status)
        status = qs_engine_new(&worker->model, &worker->engine);
    if (!status)
        status = qs_calloc((size_t)qs_engine_layout(worker->engine)->n_values, 2 * sizeof *worker->row,
                           &worker->row);
    if (status) {
        leave_scenario(worker);
    } else {
        worker->scenario = scenario;
        qs_engine_set_poll(worker->engine, worker->poll, worker->poll_context);
    }
    return status;
}

/* Out of memory is the machine's trouble, not the replication's: counted as a failed one, the results would
 * depend on the machine. One that was given up is none. */
static bool ends_the_job(qs_status status)
{
    return status == QS_ERROR_MEMORY || status == QS_ERROR_INTERNAL || status == QS_STOPPED;
}

static void count_failure(qs_block *block, uint64_t replication, qs_status status)
{
    if (block->n_failed++ == 0) {
        block->failed_first = replication;
        block->failed_status = (int)status;
    }
}

/* Where the row of a replication goes: into the block, or into one of two rows that are used again. */
static double *row_of(const qs_worker *worker, const qs_block *block, uint64_t replication)
{
    uint64_t n_values = (uint64_t)block->n_values;
    return block->rows ? block->rows + (replication - block->first) * n_values
                       : worker->row + replication % 2 * n_values;
}

/* One replication into its row and, unless NULL, histograms. A failure of its own is counted, and
 * *has_failed. */
static qs_status replicate(qs_worker *worker, uint64_t replication, qs_block *block, qs_histogram *histograms,
                           bool *has_failed)
{
    qs_replication_key key = qs_plan_key(worker->plan, block->scenario, replication);
    qs_status status =
        qs_engine_replicate(worker->engine, &key, row_of(worker, block, replication), histograms);
    *has_failed = status != QS_OK;
    if (ends_the_job(status))
        return status;
    if (status)
        count_failure(block, replication, status);
    return QS_OK;
}

/* Take a replication's counts out of the histograms again, by simulating it once more: rare. */
static qs_status withdraw(qs_worker *worker, uint64_t replication, qs_block *block)
{
    qs_block alone;
    qs_status status = qs_block_init(&alone, qs_engine_layout(worker->engine), 0);
    if (status)
        return status;
    qs_replication_key key = qs_plan_key(worker->plan, block->scenario, replication);
    status = qs_engine_replicate(worker->engine, &key, row_of(worker, block, replication), alone.histograms);
    for (int i = 0; !status && i < alone.n_histograms; i++)
        qs_histogram_subtract(&block->histograms[i], &alone.histograms[i]);
    qs_block_clear(&alone);
    return status;
}

static double pair_mean(double x, double y)
{
    if (isnan(x))
        return y;
    return isnan(y) ? x : (x + y) / 2;
}

/* An observation's values. controls [in] its control variates, or NULL */
static void observe(qs_block *block, int v, double x, const double *controls)
{
    if (controls)
        qs_control_add(&block->controls[v], &block->moments[v], x, controls);
    qs_moments_add(&block->moments[v], x);
}

/* Replications r and r + 1, which mirror each other: one observation. */
static qs_status do_pair(qs_worker *worker, uint64_t r, qs_block *block)
{
    bool has_failed[2];
    qs_status status = replicate(worker, r, block, block->histograms, &has_failed[0]);
    if (!status)
        status = replicate(worker, r + 1, block, has_failed[0] ? NULL : block->histograms, &has_failed[1]);
    if (!status && !has_failed[0] && has_failed[1])
        status = withdraw(worker, r, block);
    if (status || has_failed[0] || has_failed[1])
        return status;
    const double *row = row_of(worker, block, r), *mirrored = row_of(worker, block, r + 1);
    int first = qs_engine_layout(worker->engine)->controls_start;
    double controls[QS_N_CONTROLS];
    for (int i = 0; block->controls && i < QS_N_CONTROLS; i++)
        controls[i] = pair_mean(row[first + i], mirrored[first + i]);
    for (int v = 0; v < block->n_values; v++)
        observe(block, v, pair_mean(row[v], mirrored[v]), block->controls ? controls : NULL);
    return QS_OK;
}

static qs_status do_single(qs_worker *worker, uint64_t r, qs_block *block)
{
    bool has_failed;
    qs_status status = replicate(worker, r, block, block->histograms, &has_failed);
    if (status || has_failed)
        return status;
    const double *row = row_of(worker, block, r);
    int first = qs_engine_layout(worker->engine)->controls_start;
    for (int v = 0; v < block->n_values; v++)
        observe(block, v, row[v], block->controls ? row + first : NULL);
    return QS_OK;
}

qs_status qs_worker_do(qs_worker *worker, uint64_t scenario, uint64_t index, qs_block *block)
{
    const qs_plan *plan = worker->plan;
    *block = (qs_block){0};
    qs_status status = enter_scenario(worker, scenario);
    if (status)
        return status;
    uint64_t first = qs_plan_block_first(plan, index), n = qs_plan_block_size(plan, index);
    status = qs_block_init(block, qs_engine_layout(worker->engine), plan->keep_rows ? n : 0);
    if (status)
        return status;
    block->scenario = scenario;
    block->index = index;
    block->first = first;
    block->n = n;
    uint64_t step = plan->antithetic ? 2 : 1;
    for (uint64_t r = first; !status && r < first + n; r += step) {
        status = step == 2 ? do_pair(worker, r, block) : do_single(worker, r, block);
        if (!status && worker->poll && worker->poll(worker->poll_context))
            status = qs_fail(QS_STOPPED, "stopped early");
    }
    if (status)
        qs_block_clear(block);
    return status;
}
