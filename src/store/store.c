/* The writer: begin, put, finish.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/store.h"

#include <string.h>

#include "qsweep/memory.h"
#include "store_internal.h"

static qs_status allocate_states(qs_store *store)
{
    size_t n = store->header.plan->n_scenarios;
    size_t n_windows = (size_t)store->header.layout->n_members[QS_WINDOW];
    qs_status status = qs_calloc(n, sizeof(int64_t), &store->n_replications);
    if (!status)
        status = qs_calloc(n, sizeof(int64_t), &store->n_failed);
    if (!status)
        status = qs_calloc(n, sizeof(int64_t), &store->first_failed);
    if (!status)
        status = qs_calloc(n, 1, &store->state);
    if (!status)
        status = qs_calloc(n, 1, &store->failure);
    if (!status)
        status = qs_calloc(n, 1, &store->growing);
    if (!status)
        status = qs_calloc(n * n_windows, 1, &store->window_growing);
    if (!status)
        status = qs_calloc((size_t)store->header.layout->n_values, sizeof(double), &store->exact_row);
    for (size_t i = 0; i < n && !status; i++) {
        store->state[i] = QS_SCENARIO_NOT_RUN;
        store->first_failed[i] = -1;
        store->growing[i] = QS_GROWTH_NOT_JUDGED;
    }
    if (!status)
        memset(store->window_growing, QS_GROWTH_NOT_JUDGED, n * n_windows);
    return status;
}

/* Free all but the part and the file in it, which the caller has dealt with. */
static void free_store(qs_store *store)
{
    qs_schema_clear(store);
    qs_spool_clear(&store->spool);
    qs_batch_clear(&store->summary_batch);
    qs_batch_clear(&store->row_batch);
    for (size_t i = 0; store->axis_names && i < store->header.plan->n_axes; i++)
        qs_free(store->axis_names[i]);
    qs_free(store->axis_names);
    qs_free(store->coordinates);
    qs_free(store->interval_coordinates);
    qs_free(store->n_replications);
    qs_free(store->n_failed);
    qs_free(store->first_failed);
    qs_free(store->state);
    qs_free(store->failure);
    qs_free(store->growing);
    qs_free(store->window_growing);
    qs_free(store->exact_row);
    qs_free(store);
}

static qs_status prepare_batches(qs_store *store)
{
    const qs_plan *plan = store->header.plan;
    qs_status status = qs_batch_prepare(&store->summary_batch, plan->n_scenarios, 1);
    if (!status && store->row_batch.n_columns > 0)
        status = qs_batch_prepare(&store->row_batch, plan->n_scenarios, plan->n_replications);
    return status;
}

/* Of very many scenarios a decision reports a few. */
static bool is_sparse(const qs_plan *plan)
{
    enum { MANY = 1000 };
    return plan->select.kind != QS_SELECT_NOTHING && plan->n_scenarios >= MANY;
}

qs_status qs_store_create(const char *path, const qs_store_header *header, qs_store **out)
{
    qs_store *store;
    *out = NULL;
    qs_status status = qs_calloc(1, sizeof *store, &store);
    if (status)
        return status;
    store->header = *header;
    store->is_sparse = is_sparse(header->plan);
    store->part.descriptor = store->spool.descriptor = -1;
    status = allocate_states(store);
    if (!status)
        status = qs_schema_name_axes(store);
    if (!status)
        status = qs_part_begin(path, &store->part);
    if (!status)
        status = qs_h5_create(store->part.part_path, &store->h5);
    if (!status)
        status = qs_schema_list_all(store);
    if (!status)
        status = prepare_batches(store);
    if (!status && header->plan->keep_histograms)
        status = qs_spool_begin(store);
    if (status)
        qs_store_abandon(store);
    else
        *out = store;
    return status;
}

static qs_status check_summary(const qs_store *store, const qs_summary *summary)
{
    const qs_plan *plan = store->header.plan;
    if (summary->scenario >= plan->n_scenarios)
        return qs_fail(QS_ERROR_INTERNAL, "results of scenario %llu of %zu",
                       (unsigned long long)summary->scenario, plan->n_scenarios);
    if (store->state[summary->scenario] != QS_SCENARIO_NOT_RUN)
        return qs_fail(QS_ERROR_INTERNAL, "results of scenario %llu came twice",
                       (unsigned long long)summary->scenario);
    if (summary->n_values != store->header.layout->n_values ||
        (plan->keep_rows && summary->n_replications > plan->n_replications))
        return qs_fail(QS_ERROR_INTERNAL, "results of scenario %llu have another shape",
                       (unsigned long long)summary->scenario);
    return QS_OK;
}

static void note_state(qs_store *store, const qs_summary *summary)
{
    uint64_t i = summary->scenario;
    store->n_replications[i] = (int64_t)summary->n_replications;
    store->n_failed[i] = (int64_t)summary->n_failed;
    store->state[i] = summary->is_imprecise ? QS_SCENARIO_IMPRECISE : QS_SCENARIO_OK;
    if (summary->n_failed > 0) {
        bool is_total = summary->n_failed >= summary->n_replications;
        store->state[i] = is_total ? QS_SCENARIO_ALL_FAILED : QS_SCENARIO_SOME_FAILED;
        store->first_failed[i] = (int64_t)summary->failed_first;
        store->failure[i] = (int8_t)summary->failed_status;
    }
    if (summary->is_partial)
        store->state[i] = QS_SCENARIO_INCOMPLETE;
    const qs_layout *layout = store->header.layout;
    store->growing[i] = (int8_t)qs_summary_growth(
        summary, layout, store->window_growing + i * (uint64_t)layout->n_members[QS_WINDOW]);
}

/* The rows that there are of a scenario, and NaN for the rest of the replications. rows [n_there]; NULL: they are
 * asked for. */
static qs_status put_rows(qs_store *store, uint64_t s, const double *rows, uint64_t n_there)
{
    const qs_store_header *header = &store->header;
    uint64_t n = header->plan->n_replications, at = 0, n_piece = n_there;
    qs_status status = QS_OK;
    while (!status && at < n_there && (rows || header->rows)) {
        const double *piece = rows;
        if (!rows)
            status = header->rows(header->rows_context, s, at, &piece, &n_piece);
        if (status)
            break;
        n_piece = n_piece < n_there - at ? n_piece : n_there - at;
        status = qs_batch_put_rows(store, s, at, n_piece, piece);
        at += n_piece;
    }
    return status || at == n ? status : qs_batch_put_rows(store, s, at, n - at, NULL);
}

static qs_status put_summary(qs_store *store, const qs_summary *summary)
{
    const qs_store_header *header = &store->header;
    qs_status status = QS_OK;
    if (header->exact)
        status = header->exact(header->exact_context, summary->scenario, store->exact_row);
    return status ? status : qs_batch_put_summary(store, summary, store->exact_row);
}

static qs_status put(qs_store *store, const qs_summary *summary)
{
    qs_status status = put_summary(store, summary);
    if (!status && store->row_batch.n_columns > 0 && !store->header.has_rows_last)
        status = put_rows(store, summary->scenario, summary->rows, summary->n_replications);
    if (!status && store->header.plan->keep_histograms)
        status = qs_spool_put(store, summary);
    return status;
}

qs_status qs_store_put(qs_store *store, const qs_summary *summary)
{
    qs_status status = check_summary(store, summary);
    if (!status)
        status = put(store, summary);
    if (!status)
        note_state(store, summary);
    return status;
}

/* What a decision leaves out was not forgotten. */
static bool is_left_out(const qs_store *store, size_t scenario)
{
    const qs_decided *decided = store->header.decided;
    return decided && decided->is_over && !decided->is_reported[scenario];
}

/* Space is never filled beforehand, so scenarios that were not run are written as "never observed". Where
 * columns are sparse that is what they are read as, and only exact values are left to write. */
static qs_status put_missing(qs_store *store)
{
    qs_status status = QS_OK;
    if (store->is_sparse) {
        status = qs_batch_flush(store, &store->summary_batch);
        store->summary_batch.is_exact_only = true;
    }
    for (size_t i = 0; i < store->header.plan->n_scenarios && !status; i++) {
        if (store->state[i] != QS_SCENARIO_NOT_RUN)
            continue;
        if (!store->is_sparse)
            status = put(store, &(qs_summary){.scenario = i});
        else if (store->header.exact)
            status = put_summary(store, &(qs_summary){.scenario = i});
        if (is_left_out(store, i))
            store->state[i] = QS_SCENARIO_NOT_REPORTED;
    }
    return status;
}

/* Rows that were left until all summaries are there. */
static qs_status put_last_rows(qs_store *store)
{
    qs_status status = QS_OK;
    if (store->row_batch.n_columns == 0 || !store->header.has_rows_last)
        return QS_OK;
    for (size_t i = 0; i < store->header.plan->n_scenarios && !status; i++)
        if (!store->is_sparse || store->n_replications[i] > 0)
            status = put_rows(store, i, NULL, (uint64_t)store->n_replications[i]);
    return status;
}

qs_status qs_store_finish(qs_store *store, const char *finished)
{
    qs_status status = put_missing(store);
    if (!status)
        status = put_last_rows(store);
    if (!status && !store->is_laid_out)
        status = qs_schema_create(store);
    if (!status)
        status = qs_batch_flush(store, &store->summary_batch);
    if (!status)
        status = qs_batch_flush(store, &store->row_batch);
    if (!status)
        status = qs_schema_finish(store, finished);
    if (!status)
        status = qs_h5_close(&store->h5);
    if (status) {
        qs_store_abandon(store);
        return status;
    }
    status = qs_part_commit(&store->part, store->header.missing);
    free_store(store);
    return status;
}

void qs_store_abandon(qs_store *store)
{
    if (!store)
        return;
    qs_h5_discard(&store->h5);
    qs_part_abandon(&store->part);
    free_store(store);
}
