/* The one-process loop.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/run.h"

#include <stddef.h>
#include <stdio.h>

#include "qsweep/clock.h"
#include "qsweep/variate.h"

qs_status qs_run_file(qs_sweep *sweep, qs_block *block, const qs_run_hooks *hooks)
{
    qs_summary summary;
    qs_status status = QS_OK;
    if (block->rows && qs_sweep_drops_rows(sweep) && qs_sweep_wants(sweep, block))
        status = hooks->rows(hooks->context, block);
    if (!status)
        status = qs_sweep_report(sweep, block);
    if (!status)
        status = qs_sweep_tell_decisions(sweep, hooks->decided, hooks->context);
    while (!status && qs_sweep_take(sweep, &summary)) {
        status =
            hooks->take ? hooks->take(hooks->context, &summary) : hooks->finished(hooks->context, &summary);
        qs_summary_clear(&summary);
    }
    if (!status && hooks->progress) {
        qs_progress progress = qs_sweep_progress(sweep);
        hooks->progress(hooks->context, &progress);
    }
    return status;
}

qs_status qs_run_file_pilot(qs_sweep *sweep, const qs_pilot *piece, const qs_run_hooks *hooks)
{
    bool settles;
    qs_status status = qs_sweep_report_pilot(sweep, piece, &settles);
    if (!status && !settles && hooks->unsettled)
        hooks->unsettled(hooks->context, piece->scenario);
    return status;
}

qs_status qs_run_pilot(qs_sweep *sweep, qs_worker *worker, const qs_task *task, const qs_run_hooks *hooks)
{
    qs_pilot piece;
    qs_status status = qs_worker_pilot(worker, task->scenario, task->first_block, &piece);
    return status ? status : qs_run_file_pilot(sweep, &piece, hooks);
}

qs_status qs_run_file_outcomes(qs_sweep *sweep, qs_outcomes *piece, const qs_run_hooks *hooks)
{
    qs_status status = hooks->outcomes ? hooks->outcomes(hooks->context, piece) : QS_OK;
    if (!status)
        status = qs_sweep_report_outcomes(sweep, piece);
    if (!status && hooks->progress) {
        qs_progress progress = qs_sweep_progress(sweep);
        hooks->progress(hooks->context, &progress);
    }
    return status;
}

qs_status qs_run_outcomes(qs_sweep *sweep, qs_worker *worker, const qs_task *task, const qs_run_hooks *hooks)
{
    qs_outcomes piece;
    double start = hooks->simulated ? qs_clock_seconds() : 0;
    qs_status status = qs_worker_outcomes(worker, task->scenario, task->first_block, task->n_blocks, &piece);
    if (!status && hooks->simulated)
        hooks->simulated(hooks->context, 0, piece.n, qs_clock_seconds() - start);
    if (!status)
        status = qs_run_file_outcomes(sweep, &piece, hooks);
    qs_outcomes_clear(&piece);
    return status;
}

qs_status qs_run_begin(const qs_plan *plan, const qs_layout *layout, const double *quantiles,
                       const qs_run_hooks *hooks, qs_sweep **out)
{
    qs_status status = qs_sweep_new(plan, layout, quantiles, out);
    if (!status && hooks->rows)
        status = qs_sweep_drop_large_rows(*out);
    if (!status && hooks->begin)
        status = hooks->begin(hooks->context, *out);
    if (!status && hooks->looked) /* what was decided before has been told then */
        qs_sweep_set_watch(*out, hooks->looked, hooks->context);
    return status;
}

qs_status qs_run_save(qs_sweep *sweep, const qs_run_hooks *hooks, bool is_last)
{
    return hooks->save ? hooks->save(hooks->context, sweep, is_last) : QS_OK;
}

qs_status qs_run_keep_piece(qs_sweep *sweep, const qs_run_hooks *hooks, const qs_block *piece)
{
    qs_status status = hooks->keep_piece ? hooks->keep_piece(hooks->context, piece) : QS_OK;
    return status ? status : qs_run_save(sweep, hooks, false);
}

qs_status qs_run_go_on(qs_worker *worker, const qs_run_hooks *hooks, uint64_t scenario, uint64_t index)
{
    qs_bytes piece = {0};
    qs_status status = hooks->find_piece ? hooks->find_piece(hooks->context, scenario, index, &piece) : QS_OK;
    if (!status && piece.n > 0)
        status = qs_worker_go_on(worker, piece.data, piece.n);
    qs_bytes_clear(&piece);
    return status;
}

qs_status qs_run_end(qs_sweep *sweep, const qs_run_hooks *hooks, qs_status status)
{
    char why[1024];
    if (!status || status == QS_ERROR_IO)
        return status;
    snprintf(why, sizeof why, "%s", qs_failure());
    qs_status saved = qs_run_save(sweep, hooks, true);
    return saved ? saved : qs_fail(status, "%s", why);
}

typedef struct saving {
    qs_sweep *sweep;
    const qs_run_hooks *hooks;
} saving;

static qs_status keep_piece(void *context, const qs_block *piece)
{
    const saving *s = context;
    return qs_run_keep_piece(s->sweep, s->hooks, piece);
}

qs_status qs_run_block(qs_worker *worker, const qs_task *task, const qs_run_hooks *hooks, qs_block *block)
{
    *block = (qs_block){0};
    double start = hooks->simulated ? qs_clock_seconds() : 0;
    qs_status status = qs_run_go_on(worker, hooks, task->scenario, task->first_block);
    qs_worker_set_cut(worker, task->cut);
    if (!status)
        status = qs_worker_do(worker, task->scenario, task->first_block, block);
    if (!status && hooks->simulated)
        hooks->simulated(hooks->context, 0, block->n, qs_clock_seconds() - start);
    return status;
}

static qs_status do_block(qs_sweep *sweep, qs_worker *worker, const qs_task *task, const qs_run_hooks *hooks)
{
    qs_block block;
    qs_status status = qs_run_block(worker, task, hooks, &block);
    if (!status)
        status = qs_run_file(sweep, &block, hooks);
    if (!status)
        qs_sweep_spare(sweep, &block);
    qs_worker_reuse(worker, &block);
    return status;
}

static qs_status do_tasks(qs_sweep *sweep, qs_worker *worker, const qs_run_hooks *hooks)
{
    qs_task task;
    while (qs_sweep_next(sweep, 1, &task)) {
        qs_status status = task.is_outcomes ? qs_run_outcomes(sweep, worker, &task, hooks)
                           : task.is_pilot  ? qs_run_pilot(sweep, worker, &task, hooks)
                                            : do_block(sweep, worker, &task, hooks);
        if (!status)
            status = qs_run_save(sweep, hooks, false);
        if (status)
            return status;
    }
    if (!qs_sweep_is_done(sweep))
        return qs_fail(QS_ERROR_INTERNAL, "the sweep ended before its scenarios did");
    return QS_OK;
}

qs_status qs_run_alone(const qs_plan *plan, const qs_layout *layout, const double *quantiles,
                       const qs_model_source *models, const qs_run_hooks *hooks)
{
    qs_worker *worker = NULL;
    qs_sweep *sweep = NULL;
    qs_status status = qs_worker_new(plan, models, &worker);
    if (!status)
        status = qs_run_begin(plan, layout, quantiles, hooks, &sweep);
    if (!status) {
        saving s = {sweep, hooks};
        qs_worker_set_poll(worker, hooks->should_stop, hooks->context);
        if (hooks->keep_piece)
            qs_worker_set_keep(worker, keep_piece, plan->checkpoint, &s);
        status = do_tasks(sweep, worker, hooks);
        status = qs_run_end(sweep, hooks, status);
    }
    qs_sweep_free(sweep);
    qs_worker_free(worker);
    return status;
}

const char *qs_run_functions(void)
{
    return qs_sleef_version();
}

const char *qs_run_vectors(void)
{
    return qs_simd_name();
}
