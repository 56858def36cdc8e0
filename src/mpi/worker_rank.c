/* A rank that simulates what rank 0 hands out.
 *
 * Tasks queue up here, results are sent while the next task runs, and messages are looked after between
 * replications: so neither side waits for the other while there is work.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "farm_internal.h"
#include "qsweep/clock.h"
#include "qsweep/memory.h"

/* Looking for messages costs a microsecond or so; no more often than this. */
#define LOOK_EVERY 200e-6

enum { MOST_TASKS = 4 * QS_MOST_BATCH, N_OUTGOING = 2 };

typedef struct queued {
    qs_task task;
    bool is_last; /* of its message: what they came to goes back in one */
} queued;

typedef struct hand {
    qs_farm *farm;
    const qs_plan *plan;
    qs_worker *worker;
    const qs_run_hooks *hooks; /* or NULL */
    bool has_wished;
    double asked_since;
    queued tasks[MOST_TASKS]; /* a ring */
    unsigned first_task, n_tasks;
    bool is_stopped;
    qs_status status; /* of looking for messages */
    double next_look;
    qs_outgoing outgoing[N_OUTGOING];
    qs_outgoing piece; /* of the block at hand, on its way to be kept */
    qs_bytes packed, inbox;
    qs_histogram *carried; /* [n_carried] of the task at hand */
    int n_carried;
} hand;

static qs_status queue_tasks(hand *h, const MPI_Status *envelope)
{
    qs_task tasks[QS_MOST_BATCH];
    size_t n;
    qs_status status = qs_receive_tasks(h->farm, h->plan, tasks, &n, envelope);
    if (status || !h->worker)
        return status;
    if (h->n_tasks + n > MOST_TASKS)
        return qs_fail(QS_ERROR_INTERNAL, "more than %d tasks queued", MOST_TASKS);
    for (size_t i = 0; i < n; i++)
        h->tasks[(h->first_task + h->n_tasks++) % MOST_TASKS] = (queued){tasks[i], i + 1 == n};
    return QS_OK;
}

/* A piece of a block of the task that comes next. */
static qs_status take_piece(hand *h, const MPI_Status *envelope)
{
    const size_t header = sizeof(qs_result_header);
    qs_status status = qs_receive_bytes(h->farm, &h->inbox, envelope);
    if (!status && !h->worker) /* rank 0 has not heard yet that the preparations failed here */
        return QS_OK;
    return status ? status : qs_worker_go_on(h->worker, h->inbox.data + header, h->inbox.n - header);
}

static qs_status take_message(hand *h, const MPI_Status *envelope)
{
    if (envelope->MPI_TAG == QS_TAG_TASK)
        return queue_tasks(h, envelope);
    if (envelope->MPI_TAG == QS_TAG_PIECE)
        return take_piece(h, envelope);
    if (envelope->MPI_TAG == QS_TAG_ALIVE)
        qs_alive_take_token(h->farm);
    else if (envelope->MPI_TAG == QS_TAG_STOP)
        h->is_stopped = true;
    else
        return qs_fail(QS_ERROR_INTERNAL, "a message of kind %d", envelope->MPI_TAG);
    return qs_receive_words(h->farm, NULL, 0, envelope);
}

/* A signal that only this rank got concerns all: rank 0 decides. */
static qs_status wish_for_the_end(hand *h)
{
    if (h->has_wished || !h->hooks || !h->hooks->should_stop || !h->hooks->should_stop(h->hooks->context))
        return QS_OK;
    h->has_wished = true;
    return qs_send_words(h->farm, NULL, 0, 0, QS_TAG_WISH);
}

/* A rank 0 that is held or lost decides nothing. */
static void give_up_if_alone(hand *h)
{
    int lost;
    if (qs_alive_find_lost(h->farm, QS_EVERYBODY, &lost) && qs_alive_say_lost(h->farm, lost))
        qs_farm_abort(h->farm, QS_EXIT_RESUMABLE, qs_failure());
    if (qs_farm_gives_up(h->farm, &h->asked_since,
                         h->is_stopped ? QS_LAST_WORD_SECONDS : QS_DECISION_SECONDS))
        qs_farm_abort(h->farm, QS_EXIT_RESUMABLE, "rank 0 does not answer");
}

/* Take what has come, move on what is being sent. */
static qs_status look(hand *h)
{
    bool is_there = true, is_idle;
    MPI_Status envelope;
    qs_status status = QS_OK;
    qs_alive_listen(h->farm);
    while (!status && !h->is_stopped) {
        status = qs_probe(h->farm, 0, &is_there, &envelope);
        if (status || !is_there)
            break;
        qs_alive_hear(h->farm, 0);
        status = take_message(h, &envelope);
    }
    if (!status && !h->is_stopped)
        status = wish_for_the_end(h);
    if (!status && !h->is_stopped)
        status = qs_alive_beat(h->farm);
    give_up_if_alone(h);
    for (int i = 0; !status && i < N_OUTGOING; i++)
        status = qs_outgoing_test(&h->outgoing[i], &is_idle);
    return status ? status : qs_outgoing_test(&h->piece, &is_idle);
}

/* Have rank 0 keep what there is of the block at hand, unless the last one is still on its way. */
static qs_status send_piece(void *context, const qs_block *piece)
{
    hand *h = context;
    if (h->piece.n > 0)
        return QS_OK;
    qs_bytes_reset(&h->packed);
    qs_status status = qs_block_pack(piece, &h->packed);
    return status ? status : qs_outgoing_send_piece(h->farm, &h->piece, 0, &h->packed);
}

/* Between replications. */
static bool look_now_and_then(void *context)
{
    hand *h = context;
    double now = qs_clock_seconds();
    if (now >= h->next_look && !h->status) {
        h->next_look = now + LOOK_EVERY;
        h->status = look(h);
    }
    return h->status || h->is_stopped;
}

/* Where nobody asks for quantiles, the histograms of all blocks of a task travel with its last block, once:
 * counts are integers, so nobody can tell. */
static qs_status carry_histograms(hand *h, qs_block *block, bool is_last)
{
    if (!h->carried) {
        qs_status status = qs_calloc((size_t)block->n_histograms, sizeof *h->carried, &h->carried);
        if (status)
            return status;
        h->n_carried = block->n_histograms;
    }
    if (h->n_carried != block->n_histograms)
        return qs_fail(QS_ERROR_INTERNAL, "scenarios of several layouts");
    for (int i = 0; i < h->n_carried; i++) {
        qs_status status = qs_histogram_merge(&block->histograms[i], &h->carried[i]);
        if (status)
            return status;
        qs_histogram_clear(&h->carried[i]);
        if (!is_last) {
            h->carried[i] = block->histograms[i];
            block->histograms[i] = (qs_histogram){0};
        }
    }
    return QS_OK;
}

/* The blocks of a task one after another, as they are. Where it is decided after blocks whether a scenario is
 * finished, each keeps its own histograms. */
static qs_status pack_blocks(hand *h, const qs_task *task, qs_bytes *bytes)
{
    qs_status status = QS_OK;
    for (uint64_t i = 0; !status && i < task->n_blocks; i++) {
        qs_block block;
        status = qs_worker_do(h->worker, task->scenario, task->first_block + i, &block);
        if (!status && h->plan->n_untils == 0 && qs_worker_layout(h->worker)->n_quantiles == 0)
            status = carry_histograms(h, &block, i + 1 == task->n_blocks);
        if (!status)
            status = qs_block_pack(&block, bytes);
        qs_worker_reuse(h->worker, &block);
    }
    return status;
}

/* A task that begins its scenario, folded here as rank 0 would: one record instead of many. */
static qs_status pack_beginning(hand *h, const qs_task *task, qs_bytes *bytes)
{
    qs_block beginning = {0};
    qs_status status = QS_OK;
    for (uint64_t i = 0; !status && i < task->n_blocks; i++) {
        qs_block block;
        status = qs_worker_do(h->worker, task->scenario, i, &block);
        if (!status)
            status = qs_beginning_extend(&beginning, h->plan, qs_worker_layout(h->worker), &block);
        qs_worker_reuse(h->worker, &block);
    }
    if (!status)
        status = qs_beginning_close(&beginning, h->plan, qs_worker_layout(h->worker),
                                    qs_worker_quantiles(h->worker));
    if (!status)
        status = qs_block_pack(&beginning, bytes);
    qs_block_clear(&beginning);
    return status;
}

static qs_status pack_pilot(hand *h, const qs_task *task, qs_bytes *bytes)
{
    qs_pilot piece;
    qs_status status = qs_worker_pilot(h->worker, task->scenario, task->first_block, &piece);
    return status ? status : qs_pilot_pack(&piece, bytes);
}

static qs_status pack_outcomes(hand *h, const qs_task *task, qs_bytes *bytes)
{
    qs_outcomes outcomes;
    qs_status status =
        qs_worker_outcomes(h->worker, task->scenario, task->first_block, task->n_blocks, &outcomes);
    if (!status)
        status = qs_outcomes_pack(&outcomes, bytes);
    qs_outcomes_clear(&outcomes);
    return status;
}

static qs_status pack_results(hand *h, const qs_task *task, qs_bytes *bytes)
{
    if (task->is_pilot)
        return pack_pilot(h, task, bytes);
    if (task->is_outcomes)
        return pack_outcomes(h, task, bytes);
    qs_worker_set_cut(h->worker, task->cut);
    return task->first_block == 0 ? pack_beginning(h, task, bytes) : pack_blocks(h, task, bytes);
}

static queued next_task(hand *h)
{
    queued next = h->tasks[h->first_task];
    h->first_task = (h->first_task + 1) % MOST_TASKS;
    h->n_tasks--;
    return next;
}

/* Simulate the tasks of a message into bytes. task [out] the last of them */
static qs_status do_message(hand *h, qs_task *task, qs_bytes *bytes)
{
    qs_result_header header = {0};
    double start = qs_clock_seconds();
    qs_bytes_reset(bytes);
    qs_status status = qs_bytes_put(bytes, &header, sizeof header);
    for (bool is_last = false; !status && !is_last;) {
        queued next = next_task(h);
        *task = next.task;
        is_last = next.is_last;
        bool is_one = task->is_outcomes || (task->first_block == 0 && !task->is_pilot); /* record */
        header.n_blocks += task->n_blocks;
        header.n_records += is_one ? 1 : task->n_blocks;
        status = pack_results(h, task, bytes);
    }
    if (status)
        return status;
    header.length = bytes->n;
    header.seconds = qs_clock_seconds() - start;
    memcpy(bytes->data, &header, sizeof header);
    return QS_OK;
}

/* An idle outgoing message, or NULL. */
static qs_outgoing *find_idle(hand *h)
{
    for (int i = 0; i < N_OUTGOING; i++)
        if (h->outgoing[i].n == 0)
            return &h->outgoing[i];
    return NULL;
}

static int tag_of(const qs_task *task)
{
    return task->is_outcomes ? QS_TAG_OUTCOMES : task->is_pilot ? QS_TAG_PILOT : QS_TAG_RESULT;
}

/* Do tasks until rank 0 says stop. */
static qs_status do_tasks(hand *h)
{
    qs_patience patience = {0};
    for (;;) {
        qs_status status = look(h);
        if (status || h->is_stopped)
            return status;
        qs_outgoing *outgoing = find_idle(h);
        if (h->n_tasks == 0 || !outgoing) {
            qs_wait_a_little(&patience);
            continue;
        }
        patience = (qs_patience){0};
        qs_task task;
        status = do_message(h, &task, &outgoing->bytes);
        if (status == QS_STOPPED)
            return h->status;
        if (!status)
            status = qs_outgoing_send(h->farm, outgoing, 0, tag_of(&task));
        if (status)
            return status;
    }
}

/* Tell rank 0 what went wrong here; short enough never to wait for it. */
static void tell_failure(const qs_farm *farm, qs_status status)
{
    qs_bytes bytes = {0};
    char host[MPI_MAX_PROCESSOR_NAME] = "?";
    int n;
    const char *why = qs_failure();
    MPI_Get_processor_name(host, &n);
    qs_status told = qs_bytes_put_u64(&bytes, (uint64_t)status);
    if (!told)
        told = qs_bytes_put(&bytes, host, strlen(host));
    if (!told)
        told = qs_bytes_put(&bytes, ": ", 2);
    if (!told)
        told = qs_bytes_put(&bytes, why, strlen(why));
    if (!told)
        told = qs_mpi_check(MPI_Send(bytes.data, (int)bytes.n, MPI_BYTE, 0, QS_TAG_FAILURE, farm->comm),
                            "tell rank 0");
    qs_bytes_clear(&bytes);
    if (told)
        qs_farm_abort(farm, qs_status_exit(status), why);
}

/* Answer rank 0's stop, when everything sent has been received. Rank 0 ends the job if this takes too long.
 */
static qs_status say_goodbye(hand *h)
{
    qs_patience patience = {0};
    qs_status status = QS_OK;
    while (!status && (!h->is_stopped || h->outgoing[0].n > 0 || h->outgoing[1].n > 0 || h->piece.n > 0)) {
        status = look(h);
        qs_wait_a_little(&patience);
    }
    return status ? status : qs_send_words(h->farm, NULL, 0, 0, QS_TAG_BYE);
}

static void clear_hand(hand *h)
{
    qs_worker_free(h->worker);
    for (int i = 0; i < N_OUTGOING; i++)
        qs_outgoing_clear(&h->outgoing[i]);
    qs_outgoing_clear(&h->piece);
    qs_bytes_clear(&h->packed);
    qs_bytes_clear(&h->inbox);
    for (int i = 0; i < h->n_carried; i++)
        qs_histogram_clear(&h->carried[i]);
    qs_free(h->carried);
}

qs_status qs_work(qs_farm *farm, qs_status status, const qs_plan *plan, const qs_model_source *models,
                  const qs_run_hooks *hooks)
{
    hand h = {.farm = farm, .plan = plan, .hooks = hooks};
    if (!status)
        status = qs_worker_new(plan, models, &h.worker);
    if (!status) {
        qs_worker_set_poll(h.worker, look_now_and_then, &h);
        qs_worker_set_keep(h.worker, send_piece, QS_PIECE_SHARE * plan->checkpoint, &h);
        status = do_tasks(&h);
    }
    if (status)
        tell_failure(farm, status);
    qs_status parted = say_goodbye(&h);
    clear_hand(&h);
    return status ? status : parted;
}
