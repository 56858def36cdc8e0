/* Doing a block: one engine, kept from block to block while the scenario stays the same.
 *
 * A block is a pure function of study, scenario and index: rows are folded in the order of replications,
 * pairs as one observation, and histograms are added up. It can be left after any replication (a piece) and
 * gone on with by any worker, to the same bits. What must never happen: that a replication which was given up
 * in its middle, or the first half of a pair without the second, leaves a trace in what is folded.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/worker.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "outcomes_internal.h"
#include "qsweep/clock.h"
#include "qsweep/engine.h"
#include "qsweep/memory.h"
#include "qsweep/pilots.h"

/* A piece of a block that may be handed out, packed. */
typedef struct kept_piece {
    uint64_t scenario, index;
    qs_bytes bytes;
} kept_piece;

struct qs_worker {
    const qs_plan *plan;
    qs_model_source models;
    qs_worker_poll *poll;
    void *poll_context;
    /* of the scenario at hand; engine NULL: none */
    uint64_t scenario;
    qs_model model;
    qs_engine *engine;
    qs_engine_memory memory;  /* of the engine before */
    double *row;              /* two */
    qs_block_member *members; /* as in qs_block */
    int *weight_of;           /* [n_values] qs_layout_weights; NULL without weights */
    double *largest;          /* [n_histograms] values before the pair at hand */
    double cut;
    qs_following following;
    qs_block spare; /* memory for the next block; all zero: none */
    /* pieces of blocks: those to go on from, and when that of the block at hand is kept */
    kept_piece *pieces; /* [n_pieces] */
    size_t n_pieces, capacity;
    qs_worker_keep *keep;
    void *keep_context;
    double keep_seconds, next_keep, last_look;
    uint64_t n_kept;            /* of the replications of the block at hand */
    uint64_t next_look, stride; /* the clock is looked at when so many are done, and as many further on */
    bool is_torn; /* a pair has been counted in part: its second replication, or its withdrawal, was
                     given up */
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
    qs_engine_leave(worker->engine, &worker->memory);
    qs_model_clear(&worker->model);
    qs_free(worker->row);
    qs_free(worker->members);
    qs_free(worker->largest);
    qs_free(worker->weight_of);
    worker->engine = NULL;
    worker->row = NULL;
    worker->members = NULL;
    worker->largest = NULL;
    worker->weight_of = NULL;
}

void qs_worker_free(qs_worker *worker)
{
    if (!worker)
        return;
    leave_scenario(worker);
    for (size_t i = 0; i < worker->n_pieces; i++)
        qs_bytes_clear(&worker->pieces[i].bytes);
    qs_following_clear(&worker->following);
    qs_block_clear(&worker->spare);
    qs_engine_memory_clear(&worker->memory);
    qs_free(worker->pieces);
    qs_free(worker);
}

const qs_layout *qs_worker_layout(const qs_worker *worker)
{
    return qs_engine_layout(worker->engine);
}

const double *qs_worker_quantiles(const qs_worker *worker)
{
    return worker->model.output.quantiles;
}

void qs_worker_set_poll(qs_worker *worker, qs_worker_poll *poll, void *context)
{
    worker->poll = poll;
    worker->poll_context = context;
    if (worker->engine)
        qs_engine_set_poll(worker->engine, poll, context);
}

static unsigned certain_fates(const qs_model *model)
{
    qs_fates fates = qs_model_fates(model);
    return (fates.never_reneged ? QS_CERTAIN_RENEGED : 0U) |
           (fates.never_rejected ? QS_CERTAIN_REJECTED : 0U) | (fates.never_balked ? QS_CERTAIN_BALKED : 0U) |
           (fates.never_dropped ? QS_CERTAIN_DROPPED : 0U) | (fates.all_served ? QS_CERTAIN_SERVED : 0U);
}

/* What holds of a member in the whole holds of it in each interval. */
static void describe_intervals(const qs_layout *layout, qs_block_member *members)
{
    int n_whole = qs_layout_n_whole_histograms(layout) / 2, n = layout->n_intervals;
    for (int i = 0; layout->has_interval_quantiles && i < n_whole; i++)
        for (int k = 0; k < n; k++)
            members[n_whole + i * n + k] = (qs_block_member){
                .same_as = (uint16_t)(n_whole + members[i].same_as * n + k), .certain = members[i].certain};
}

static qs_status find_weights(qs_worker *worker)
{
    const qs_layout *layout = qs_engine_layout(worker->engine);
    if (layout->n_weights == 0)
        return QS_OK;
    qs_status status = qs_calloc((size_t)layout->n_values, sizeof *worker->weight_of, &worker->weight_of);
    if (!status)
        qs_layout_weights(layout, worker->weight_of);
    return status;
}

static bool row_never_waits(const qs_model *model, int row)
{
    int window, member;
    qs_model_row(model, row, &window, &member);
    return qs_model_never_waits(model, window);
}

/* What the model says of each member. */
static qs_status describe_members(qs_worker *worker)
{
    const qs_model *model = &worker->model;
    const qs_layout *layout = qs_engine_layout(worker->engine);
    qs_status status = qs_calloc((size_t)layout->n_histograms / 2, sizeof *worker->members, &worker->members);
    if (!status)
        status = qs_calloc((size_t)layout->n_histograms, sizeof *worker->largest, &worker->largest);
    if (status)
        return status;
    unsigned all = certain_fates(model);
    all |= qs_model_is_deterministic(model) ? QS_CERTAIN_ALL | QS_CERTAIN_WAIT : 0;
    bool nobody_waits = qs_model_never_waits(model, QS_NONE);
    for (int scope = 0, i = 0; scope < QS_N_SCOPES; scope++)
        for (int member = 0; member < layout->n_members[scope]; member++, i++) {
            bool is_known = nobody_waits || (scope == QS_WINDOW && row_never_waits(model, member));
            worker->members[i].certain = (uint16_t)(all | (is_known ? QS_CERTAIN_WAIT : 0));
            worker->members[i].same_as =
                (uint16_t)qs_engine_same_values(worker->engine, (qs_scope)scope, member);
        }
    describe_intervals(layout, worker->members);
    return QS_OK;
}

static qs_status enter_scenario(qs_worker *worker, uint64_t scenario)
{
    if (worker->engine && worker->scenario == scenario)
        return QS_OK;
    leave_scenario(worker);
    qs_status status = worker->models.make(worker->models.context, scenario, &worker->model);
    if (!status)
        status = qs_engine_new_in(&worker->memory, &worker->model, &worker->engine);
    if (!status)
        status = qs_calloc((size_t)qs_engine_layout(worker->engine)->n_values, 2 * sizeof *worker->row,
                           &worker->row);
    if (!status)
        status = describe_members(worker);
    if (!status)
        status = find_weights(worker);
    if (status) {
        leave_scenario(worker);
    } else {
        worker->scenario = scenario;
        qs_engine_set_poll(worker->engine, worker->poll, worker->poll_context);
    }
    return status;
}

void qs_worker_set_cut(qs_worker *worker, double cut)
{
    worker->cut = cut;
}

qs_status qs_worker_pilot(qs_worker *worker, uint64_t scenario, uint64_t index, qs_pilot *piece)
{
    *piece = (qs_pilot){.scenario = scenario, .piece = index};
    qs_status status = enter_scenario(worker, scenario);
    if (status || !worker->model.run.warmup_mser5)
        return status;
    if (worker->poll && worker->poll(worker->poll_context))
        return qs_fail(QS_STOPPED, "stopped early");
    return qs_pilots_piece(worker->engine, worker->plan, scenario, index, worker->row, piece);
}

qs_status qs_worker_outcomes(qs_worker *worker, uint64_t scenario, uint64_t first, uint64_t n,
                             qs_outcomes *outcomes)
{
    *outcomes = (qs_outcomes){0};
    qs_status status = enter_scenario(worker, scenario);
    if (!status)
        status = qs_outcomes_init(outcomes, worker->plan, scenario, first, n);
    if (!status)
        status = qs_outcomes_simulate(worker->engine, worker->plan, worker->row, worker->poll,
                                      worker->poll_context, &worker->following, outcomes);
    if (status)
        qs_outcomes_clear(outcomes);
    return status;
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
    if (qs_status_ends_job(status))
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
    for (int i = 0; !status && i < alone.n_histograms; i++) {
        qs_histogram_subtract(&block->histograms[i], &alone.histograms[i]);
        block->histograms[i].largest = worker->largest[i];
    }
    qs_block_clear(&alone);
    return status;
}

static double pair_mean(double x, double y)
{
    if (isnan(x))
        return y;
    return isnan(y) ? x : (x + y) / 2;
}

/* run.until: how often the conditions' values are not 0. row, other [in] of the observation; other NULL: it
 * is one replication */
static void count_conditions(const qs_worker *worker, qs_block *block, const double *row, const double *other)
{
    const qs_layout *layout = qs_engine_layout(worker->engine);
    for (int i = 0; i < block->n_untils; i++) {
        const qs_until *until = &worker->plan->untils[i];
        qs_spot spot = qs_until_spot(until);
        int v = qs_layout_spot(layout, &spot);
        double x = other ? pair_mean(row[v], other[v]) : row[v];
        block->n_other[i] += !isnan(x) && x != 0;
    }
}

/* A value of a pair of which one replication observed it and the other did not. */
static qs_status observe_single(qs_block *block, int v, double x)
{
    qs_status status = QS_OK;
    if (!block->singles)
        status = qs_calloc((size_t)block->n_values, sizeof *block->singles, &block->singles);
    if (!status)
        qs_moments_add(&block->singles[v], x);
    return status;
}

/* An observation's values. controls [in] its control variates, or NULL */
static void observe(qs_block *block, int v, double x, const double *controls)
{
    if (controls)
        qs_control_add(&block->controls[v], &block->moments[v], x, controls);
    qs_moments_add(&block->moments[v], x);
}

/* Sums over customers and how many they are, of one replication or a pair of them. */
static void observe_ratios(const qs_worker *worker, qs_block *block, const double *row, const double *other,
                           const double *controls)
{
    const double *const rows[] = {row, other};
    for (int v = 0; block->ratios && v < block->n_values; v++) {
        double sum = 0, n = 0;
        int w = worker->weight_of[v];
        for (int i = 0; w != QS_NONE && i < 2; i++)
            if (rows[i] && rows[i][w] > 0) {
                sum += rows[i][v] * rows[i][w];
                n += rows[i][w];
            }
        if (w != QS_NONE)
            qs_ratio_add(&block->ratios[v], sum, n, controls);
    }
}

/* Replications r and r + 1, which mirror each other: one observation. */
static qs_status do_pair(qs_worker *worker, uint64_t r, qs_block *block)
{
    bool has_failed[2];
    for (int i = 0; i < block->n_histograms; i++)
        worker->largest[i] = block->histograms[i].largest;
    qs_status status = replicate(worker, r, block, block->histograms, &has_failed[0]);
    if (status)
        return status;
    status = replicate(worker, r + 1, block, has_failed[0] ? NULL : block->histograms, &has_failed[1]);
    if (!status && !has_failed[0] && has_failed[1])
        status = withdraw(worker, r, block);
    worker->is_torn = status != QS_OK;
    if (status || has_failed[0] || has_failed[1])
        return status;
    const double *row = row_of(worker, block, r), *mirrored = row_of(worker, block, r + 1);
    int first = qs_engine_layout(worker->engine)->controls_start;
    double controls[QS_N_CONTROLS];
    for (int i = 0; block->controls && i < QS_N_CONTROLS; i++)
        controls[i] = pair_mean(row[first + i], mirrored[first + i]);
    for (int v = 0; v < block->n_values && !status; v++) {
        if (isnan(row[v]) == isnan(mirrored[v]))
            observe(block, v, pair_mean(row[v], mirrored[v]), block->controls ? controls : NULL);
        else
            status = observe_single(block, v, pair_mean(row[v], mirrored[v]));
    }
    observe_ratios(worker, block, row, mirrored, block->controls ? controls : NULL);
    count_conditions(worker, block, row, mirrored);
    return status;
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
    observe_ratios(worker, block, row, NULL, block->controls ? row + first : NULL);
    count_conditions(worker, block, row, NULL);
    return QS_OK;
}

/* ---- pieces ---- */

void qs_worker_set_keep(qs_worker *worker, qs_worker_keep *keep, double seconds, void *context)
{
    worker->keep = keep;
    worker->keep_seconds = seconds;
    worker->keep_context = context;
}

qs_status qs_worker_go_on(qs_worker *worker, const unsigned char *packed, size_t n)
{
    kept_piece piece = {0};
    if (!qs_block_peek(packed, n, &piece.scenario, &piece.index))
        return QS_OK;
    qs_status status =
        qs_reserve(&worker->pieces, &worker->capacity, worker->n_pieces + 1, sizeof *worker->pieces);
    if (!status)
        status = qs_bytes_put(&piece.bytes, packed, n);
    if (status)
        qs_bytes_clear(&piece.bytes);
    else
        worker->pieces[worker->n_pieces++] = piece;
    return status;
}

/* Is it a piece of the block that is about to be simulated? */
static bool is_piece_of(const qs_worker *worker, const qs_block *piece, const qs_block *block, uint64_t size)
{
    return piece->first == block->first && piece->n <= size &&
           piece->n % (worker->plan->antithetic ? 2 : 1) == 0 &&
           (piece->rows != NULL) == (block->rows != NULL);
}

/* Go on from a piece instead of from nothing, if it fits. */
static qs_status begin_with(const qs_worker *worker, const kept_piece *kept, qs_block *block, uint64_t size)
{
    qs_block piece;
    qs_reader reader = {.data = kept->bytes.data, .n = kept->bytes.n};
    qs_status status = qs_block_unpack(&reader, qs_engine_layout(worker->engine), &piece);
    if (status)
        return status == QS_ERROR_MEMORY ? status : QS_OK;
    if (is_piece_of(worker, &piece, block, size)) {
        double *rows = block->rows; /* there is room for all of them */
        size_t room = block->rows_room;
        if (rows)
            memcpy(rows, piece.rows, piece.n * (size_t)piece.n_values * sizeof *rows);
        qs_block nothing = *block;
        *block = piece;
        block->rows = rows;
        block->rows_room = room;
        nothing.rows = piece.rows;
        piece = nothing;
    }
    qs_block_clear(&piece);
    return QS_OK;
}

/* The piece that there is of a block, if there is one. */
static qs_status take_piece(qs_worker *worker, qs_block *block, uint64_t size)
{
    for (size_t i = 0; i < worker->n_pieces; i++) {
        kept_piece kept = worker->pieces[i];
        if (kept.scenario != block->scenario || kept.index != block->index)
            continue;
        worker->pieces[i] = worker->pieces[--worker->n_pieces];
        qs_status status = begin_with(worker, &kept, block, size);
        qs_bytes_clear(&kept.bytes);
        return status;
    }
    return QS_OK;
}

/* Reading the clock costs some replications more than they do themselves: it is looked at every so many. */
static bool is_time_to_keep(qs_worker *worker, uint64_t n)
{
    enum { MOST = 1024 };
    if (!worker->keep || worker->keep_seconds <= 0 || n < worker->next_look)
        return false;
    double now = qs_clock_seconds(), gap = now - worker->last_look;
    if (worker->next_keep <= 0)
        worker->next_keep = now + worker->keep_seconds;
    if (gap < 1e-3 && worker->stride < MOST)
        worker->stride *= 2;
    else if (gap > 1e-2 && worker->stride > 1)
        worker->stride /= 2;
    worker->last_look = now;
    worker->next_look = n + worker->stride;
    return now >= worker->next_keep;
}

static qs_status keep_piece(qs_worker *worker, const qs_block *block)
{
    qs_status status = block->n > worker->n_kept ? worker->keep(worker->keep_context, block) : QS_OK;
    worker->n_kept = block->n;
    worker->last_look = qs_clock_seconds(); /* keeping takes its time */
    worker->next_keep = worker->last_look + worker->keep_seconds;
    return status;
}

/* What there is when a block is given up; the reason stays the last failure's. */
static qs_status keep_what_there_is(qs_worker *worker, const qs_block *block)
{
    char why[1024];
    if (!worker->keep || worker->is_torn)
        return QS_STOPPED;
    snprintf(why, sizeof why, "%s", qs_failure());
    qs_status status = keep_piece(worker, block);
    return status ? status : qs_fail(QS_STOPPED, "%s", why);
}

/* ---- a block ---- */

void qs_worker_reuse(qs_worker *worker, qs_block *block)
{
    qs_block_clear(&worker->spare);
    worker->spare = *block;
    *block = (qs_block){0};
}

static qs_status begin_block(qs_worker *worker, uint64_t scenario, uint64_t index, qs_block *block)
{
    const qs_plan *plan = worker->plan;
    uint64_t n = qs_plan_block_size(plan, index);
    *block = worker->spare;
    worker->spare = (qs_block){0};
    qs_status status = qs_block_renew(block, qs_engine_layout(worker->engine), plan->keep_rows ? n : 0);
    if (status)
        return status;
    block->scenario = scenario;
    block->index = index;
    block->first = qs_plan_block_first(plan, index);
    memcpy(block->members, worker->members, (size_t)block->n_histograms / 2 * sizeof *block->members);
    status = qs_block_count_conditions(block, plan->n_untils);
    if (!status)
        status = take_piece(worker, block, n);
    if (status)
        return status;
    worker->is_torn = false;
    worker->n_kept = block->n;
    worker->stride = 1;
    worker->next_look = block->n + 1;
    return QS_OK;
}

qs_status qs_worker_do(qs_worker *worker, uint64_t scenario, uint64_t index, qs_block *block)
{
    uint64_t n = qs_plan_block_size(worker->plan, index), step = worker->plan->antithetic ? 2 : 1;
    *block = (qs_block){0};
    qs_status status = enter_scenario(worker, scenario);
    if (!status)
        status = begin_block(worker, scenario, index, block);
    if (!status)
        qs_engine_set_cut(worker->engine, worker->cut);
    while (!status && block->n < n) {
        uint64_t r = block->first + block->n;
        status = step == 2 ? do_pair(worker, r, block) : do_single(worker, r, block);
        if (!status)
            block->n += step;
        if (!status && worker->poll && worker->poll(worker->poll_context))
            status = qs_fail(QS_STOPPED, "stopped early");
        if (!status && block->n < n && is_time_to_keep(worker, block->n))
            status = keep_piece(worker, block);
    }
    if (status == QS_STOPPED)
        status = keep_what_there_is(worker, block);
    if (status)
        qs_block_clear(block);
    return status;
}
