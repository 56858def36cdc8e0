/* Doing a block: one engine, kept from block to block while the scenario stays the same.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/worker.h"

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
    double *row;
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
        status =
            qs_calloc((size_t)qs_engine_layout(worker->engine)->n_values, sizeof *worker->row, &worker->row);
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

static qs_status do_replication(qs_worker *worker, uint64_t replication, qs_block *block)
{
    qs_replication_key key = qs_plan_key(worker->plan, block->scenario, replication);
    double *row = worker->row;
    if (block->rows)
        row = block->rows + (replication - block->first) * (uint64_t)block->n_values;
    qs_status status = qs_engine_replicate(worker->engine, &key, row, block->histograms);
    if (ends_the_job(status))
        return status;
    if (status) {
        if (block->n_failed++ == 0) {
            block->failed_first = replication;
            block->failed_status = (int)status;
        }
        return QS_OK;
    }
    for (int v = 0; v < block->n_values; v++)
        qs_moments_add(&block->moments[v], row[v]);
    return QS_OK;
}

qs_status qs_worker_do(qs_worker *worker, uint64_t scenario, uint64_t index, qs_block *block)
{
    const qs_plan *plan = worker->plan;
    *block = (qs_block){0};
    qs_status status = enter_scenario(worker, scenario);
    if (status)
        return status;
    uint64_t first = index * plan->block, left = plan->n_replications - first;
    uint64_t n = left < plan->block ? left : plan->block;
    status = qs_block_init(block, qs_engine_layout(worker->engine), plan->keep_rows ? n : 0);
    if (status)
        return status;
    block->scenario = scenario;
    block->index = index;
    block->first = first;
    block->n = n;
    for (uint64_t r = first; !status && r < first + n; r++) {
        status = do_replication(worker, r, block);
        if (!status && worker->poll && worker->poll(worker->poll_context))
            status = qs_fail(QS_STOPPED, "stopped early");
    }
    if (status)
        qs_block_clear(block);
    return status;
}
