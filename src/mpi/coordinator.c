/* Rank 0: hands out tasks, files results, and with few ranks simulates in between.
 *
 * The invariant: the sweep alone knows what is done. A block is handed out once, lies at one rank, and comes
 * back once; who gets it, how many at a time and when changes no result, so all that is decided here is a
 * matter of speed. The algorithm: each peer has at most two tasks, the one at hand and one ahead; a task is
 * as many blocks as take some hundredths of a second, by what this peer's last ones took, a whole scenario
 * while there are plenty, fewer near the end so that all end together. Between messages rank 0 simulates a
 * block of its own, or sleeps.
 *
 * Who is lost ends the run (alive.c).
 *
 * What must never happen: a wait without an end. Every wait listens to signals and to the time limit, and
 * looks after the others' messages; a peer that does not answer when the run is to end is given up after
 * some seconds, when everything done is in the journal. And nothing is sent to a rank that has said goodbye.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "farm_internal.h"
#include "qsweep/clock.h"
#include "qsweep/memory.h"

enum {
    /* From so many ranks on, rank 0 only coordinates: its share of the work would be a 32nd, and it sleeps
     * between messages, so that its core is free for what the system does. */
    PURE_COORDINATOR = 32,
    /* Tasks at a worker: the one at hand and one ahead, so that it never waits for the next. */
    TASKS_AHEAD = 2,
    /* Near the end of the plan tasks shrink to this share of what each rank still has to do, so that all end
       together. */
    END_SHARE = 3,
    TEXT = 1024
};

/* With so many scenarios for each rank still to be handed out, a task may be a whole scenario of up to so
 * many seconds: its blocks are folded where they are simulated, and rank 0 has a result a scenario to file
 * instead of one a block. */
#define WHOLE_SECONDS 2.0
enum { PLENTY = 4 };

/* Seconds that a task should take: long against a message (some 10 us in all), short against what a person
 * waits. It grows with the ranks, so that rank 0 has a few thousand messages a second at most. */
#define TASK_SECONDS 0.02
#define TASK_SECONDS_PER_RANK 0.0003

/* Bytes of rows in one result; a block may still have more. */
#define RESULT_BYTES ((uint64_t)4 << 20)

#define LOOK_EVERY 200e-6
#define GOODBYE_SECONDS 5.0

typedef struct peer {
    unsigned n_tasks;    /* handed to it and not reported */
    bool is_gone;        /* it has said goodbye */
    qs_outgoing *pieces; /* [n_pieces] of blocks that are handed out again, on their way */
    size_t n_pieces, capacity;
} peer;

typedef struct coordinator {
    qs_farm *farm;
    const qs_plan *plan;
    const qs_layout *layout;
    const qs_run_hooks *hooks;
    qs_sweep *sweep;
    qs_worker *worker; /* NULL: only coordinates */
    peer *peers;       /* [n_ranks] */
    uint64_t n_out;    /* tasks handed to others and not reported */
    int n_gone;
    bool is_hungry;         /* a peer could not be fed because the sweep had nothing to hand out just then */
    bool is_parting;        /* results do not count any more */
    double block_seconds;   /* that a block takes, lately; 0: not known yet */
    double outcome_seconds; /* the same of an observation of a decision */
    double next_look;
    qs_bytes inbox;
    bool has_pieces;  /* some came when all had been saved */
    qs_status status; /* what ends the run */
    char why[TEXT];   /* and its text, which others would overwrite */
} coordinator;

/* The first failure ends the run; later ones follow from it. */
static void fail(coordinator *c, qs_status status)
{
    if (c->status || !status)
        return;
    c->status = status;
    snprintf(c->why, sizeof c->why, "%s", qs_failure());
}

/* Blocks in the next task. Results do not depend on this. */
static uint64_t choose_n_blocks(const coordinator *c)
{
    double n_ranks = c->farm->n_ranks;
    double wanted = 1, most = (double)qs_sweep_n_left(c->sweep) / (END_SHARE * n_ranks);
    if (c->block_seconds > 0)
        wanted = (TASK_SECONDS + TASK_SECONDS_PER_RANK * n_ranks) / c->block_seconds;
    double scenario = (double)qs_plan_next_look(c->plan, 0);
    bool has_plenty = (double)qs_sweep_n_left(c->sweep) > PLENTY * scenario * n_ranks;
    if (has_plenty && c->block_seconds > 0 && c->block_seconds * scenario < WHOLE_SECONDS &&
        wanted < scenario)
        wanted = scenario;
    if (wanted > most)
        wanted = most;
    if (c->plan->keep_rows) {
        double block = (double)c->plan->block * (double)c->layout->n_values * sizeof(double);
        if (wanted * block > (double)RESULT_BYTES)
            wanted = (double)RESULT_BYTES / block;
    }
    return wanted > 1 ? (uint64_t)wanted : 1;
}

/* Forget what has arrived. */
static qs_status drop_sent_pieces(peer *to)
{
    size_t n = 0;
    qs_status status = QS_OK;
    for (size_t i = 0; i < to->n_pieces; i++) {
        bool is_sent = false;
        if (!status)
            status = qs_outgoing_test(&to->pieces[i], &is_sent);
        if (is_sent)
            qs_outgoing_clear(&to->pieces[i]);
        else
            to->pieces[n++] = to->pieces[i];
    }
    to->n_pieces = n;
    return status;
}

/* Begin to send a piece. Nobody waits for it to arrive: a rank that does not answer would hold up all. */
static qs_status send_piece(coordinator *c, int rank, const qs_bytes *piece)
{
    peer *to = &c->peers[rank];
    qs_status status = qs_reserve(&to->pieces, &to->capacity, to->n_pieces + 1, sizeof *to->pieces);
    if (status)
        return status;
    to->pieces[to->n_pieces] = (qs_outgoing){0};
    return qs_outgoing_send_piece(c->farm, &to->pieces[to->n_pieces++], rank, piece);
}

/* What was kept of a task's blocks goes before it: MPI keeps the order of messages from one rank to another.
 */
static qs_status hand_pieces(coordinator *c, int rank, const qs_task *task)
{
    qs_bytes piece = {0};
    qs_status status = drop_sent_pieces(&c->peers[rank]);
    for (uint64_t i = 0;
         c->hooks->find_piece && !task->is_pilot && !task->is_outcomes && i < task->n_blocks && !status;
         i++) {
        qs_bytes_reset(&piece);
        status = c->hooks->find_piece(c->hooks->context, task->scenario, task->first_block + i, &piece);
        if (!status && piece.n > 0)
            status = send_piece(c, rank, &piece);
    }
    qs_bytes_clear(&piece);
    return status;
}

/* The same, of a decision, which hands out little at a time, most of it of scenarios that are soon decided:
 * how many observations go in one message. */
static double choose_n_outcomes(const coordinator *c)
{
    double n_ranks = c->farm->n_ranks;
    return c->outcome_seconds > 0 ? (TASK_SECONDS + TASK_SECONDS_PER_RANK * n_ranks) / c->outcome_seconds : 1;
}

/* Pieces that follow each other in one scenario are one. */
static void add_piece(qs_task *tasks, size_t *n, const qs_task *piece)
{
    for (size_t i = 0; i < *n; i++)
        if (tasks[i].scenario == piece->scenario &&
            tasks[i].first_block + tasks[i].n_blocks == piece->first_block) {
            tasks[i].n_blocks += piece->n_blocks;
            return;
        }
    tasks[(*n)++] = *piece;
}

/* The next task, or as many pieces of a decision as go in one message; how many, 0 if there is none. */
static size_t take_tasks(coordinator *c, qs_task *tasks)
{
    qs_task next;
    size_t n = 0;
    if (!qs_sweep_next(c->sweep, choose_n_blocks(c), &tasks[n++]))
        return 0;
    if (!tasks[0].is_outcomes)
        return 1;
    double most = (double)qs_sweep_n_left(c->sweep) / (END_SHARE * c->farm->n_ranks);
    double wanted = choose_n_outcomes(c), n_outcomes = (double)tasks[0].n_blocks;
    for (uint64_t n_pieces = 1; n < QS_MOST_BATCH && n_outcomes < wanted && (double)n_pieces < most;
         n_pieces++) {
        if (!qs_sweep_next(c->sweep, 1, &next))
            break;
        add_piece(tasks, &n, &next);
        n_outcomes += (double)next.n_blocks;
    }
    return n;
}

/* Give a peer tasks until it has enough; `enough` at most TASKS_AHEAD. */
static qs_status feed(coordinator *c, int rank, unsigned enough)
{
    qs_task tasks[QS_MOST_BATCH];
    while (c->peers[rank].n_tasks < enough) {
        size_t n = take_tasks(c, tasks);
        if (n == 0) {
            c->is_hungry = true;
            return QS_OK;
        }
        qs_status status = hand_pieces(c, rank, &tasks[0]);
        if (!status)
            status = qs_send_tasks(c->farm, c->plan, tasks, n, rank);
        if (status)
            return status;
        c->peers[rank].n_tasks++;
        c->n_out++;
    }
    return QS_OK;
}

/* One task for each before anybody gets a second. */
static qs_status feed_all(coordinator *c)
{
    c->is_hungry = false;
    for (unsigned enough = 1; enough <= TASKS_AHEAD && !c->is_hungry; enough++) {
        for (int rank = 1; rank < c->farm->n_ranks && !c->is_hungry; rank++) {
            qs_status status = feed(c, rank, enough);
            if (status)
                return status;
        }
    }
    return QS_OK;
}

static void note_speed(double *lately, double seconds, double n)
{
    *lately = *lately > 0 ? (*lately + seconds / n) / 2 : seconds / n;
}

/* What a rank has done makes room for more. */
static qs_status feed_again(coordinator *c, int rank)
{
    return c->is_hungry ? feed_all(c) : feed(c, rank, TASKS_AHEAD);
}

static qs_status file_result(coordinator *c, int rank)
{
    qs_reader reader = {.data = c->inbox.data, .n = c->inbox.n};
    qs_result_header header;
    qs_reader_get(&reader, &header, sizeof header);
    if (reader.is_short || header.n_blocks == 0 || header.n_records == 0 || c->peers[rank].n_tasks == 0)
        return qs_fail(QS_ERROR_INTERNAL, "a result from rank %d that was not asked for", rank);
    c->peers[rank].n_tasks--;
    c->n_out--;
    note_speed(&c->block_seconds, header.seconds, (double)header.n_blocks);
    uint64_t n_replications = 0;
    qs_status status = QS_OK;
    for (uint64_t i = 0; !status && i < header.n_records; i++) {
        qs_block block;
        status = qs_block_unpack(&reader, c->layout, &block);
        n_replications += status ? 0 : block.n;
        if (!status)
            status = qs_run_file(c->sweep, &block, c->hooks);
        qs_block_clear(&block);
    }
    if (!status && c->hooks->simulated)
        c->hooks->simulated(c->hooks->context, rank, n_replications, header.seconds);
    if (!status)
        status = feed_again(c, rank);
    /* Only now that the whole result is filed: its last block carries what belongs to all. */
    return status ? status : qs_run_save(c->sweep, c->hooks, false);
}

static qs_status file_pilot(coordinator *c, int rank)
{
    qs_reader reader = {.data = c->inbox.data, .n = c->inbox.n};
    qs_result_header header;
    qs_pilot piece;
    qs_reader_get(&reader, &header, sizeof header);
    qs_status status = qs_pilot_unpack(&reader, &piece);
    if (status || c->peers[rank].n_tasks == 0)
        return qs_fail(QS_ERROR_INTERNAL, "pilots from rank %d that were not asked for", rank);
    c->peers[rank].n_tasks--;
    c->n_out--;
    status = qs_run_file_pilot(c->sweep, &piece, c->hooks);
    if (!status)
        status = feed_again(c, rank);
    return status ? status : qs_run_save(c->sweep, c->hooks, false);
}

static qs_status file_outcomes(coordinator *c, int rank)
{
    qs_reader reader = {.data = c->inbox.data, .n = c->inbox.n};
    qs_result_header header;
    qs_reader_get(&reader, &header, sizeof header);
    if (reader.is_short || header.n_records == 0 || c->peers[rank].n_tasks == 0)
        return qs_fail(QS_ERROR_INTERNAL, "outcomes from rank %d that were not asked for", rank);
    c->peers[rank].n_tasks--;
    c->n_out--;
    uint64_t n = 0;
    qs_status status = QS_OK;
    for (uint64_t i = 0; !status && i < header.n_records; i++) {
        qs_outcomes piece;
        status = qs_outcomes_unpack(&reader, c->plan, &piece);
        n += status ? 0 : piece.n;
        if (!status)
            status = qs_run_file_outcomes(c->sweep, &piece, c->hooks);
    }
    if (n > 0)
        note_speed(&c->outcome_seconds, header.seconds, (double)n);
    if (!status && c->hooks->simulated)
        c->hooks->simulated(c->hooks->context, rank, n * qs_outcomes_step(c->plan), header.seconds);
    if (!status)
        status = feed_again(c, rank);
    return status ? status : qs_run_save(c->sweep, c->hooks, false);
}

/* A rank has been at a block for long, or gives it up: keep what there is of it. */
static qs_status file_piece(coordinator *c)
{
    const size_t header = sizeof(qs_result_header);
    qs_reader reader = {.data = c->inbox.data, .n = c->inbox.n, .at = header};
    qs_block piece;
    if (c->inbox.n < header)
        return qs_fail(QS_ERROR_INTERNAL, "a piece of a block that has no header");
    qs_status status = qs_block_unpack(&reader, c->layout, &piece);
    if (!status && c->is_parting)
        status = c->hooks->keep_piece ? c->hooks->keep_piece(c->hooks->context, &piece) : QS_OK;
    else if (!status)
        status = qs_run_keep_piece(c->sweep, c->hooks, &piece);
    c->has_pieces = c->has_pieces || c->is_parting;
    qs_block_clear(&piece);
    return status;
}

/* A rank failed: its words, with its name. */
static qs_status hear_failure(const coordinator *c, int rank)
{
    qs_reader reader = {.data = c->inbox.data, .n = c->inbox.n};
    uint64_t status = qs_reader_get_u64(&reader);
    if (reader.is_short || status == QS_OK || status >= QS_N_STATUS)
        status = QS_ERROR_INTERNAL;
    return qs_fail((qs_status)status, "rank %d on %.*s", rank, (int)(reader.n - reader.at),
                   (const char *)reader.data + reader.at);
}

static qs_status take_message(coordinator *c, const MPI_Status *envelope)
{
    int rank = envelope->MPI_SOURCE;
    qs_status status = qs_receive_bytes(c->farm, &c->inbox, envelope);
    if (status)
        return status;
    switch (envelope->MPI_TAG) {
    case QS_TAG_RESULT:
        return c->is_parting ? QS_OK : file_result(c, rank);
    case QS_TAG_PILOT:
        return c->is_parting ? QS_OK : file_pilot(c, rank);
    case QS_TAG_OUTCOMES:
        return c->is_parting ? QS_OK : file_outcomes(c, rank);
    case QS_TAG_PIECE:
        return file_piece(c);
    case QS_TAG_FAILURE:
        return hear_failure(c, rank);
    case QS_TAG_ALIVE:
        return c->is_parting ? QS_OK : qs_send_words(c->farm, NULL, 0, rank, QS_TAG_ALIVE);
    case QS_TAG_WISH:
        return c->is_parting ? QS_OK : qs_fail(QS_STOPPED, "stopped early");
    case QS_TAG_BYE:
        c->n_gone += !c->peers[rank].is_gone;
        c->peers[rank].is_gone = true;
        return QS_OK;
    default:
        return qs_fail(QS_ERROR_INTERNAL, "a message of kind %d from rank %d", envelope->MPI_TAG, rank);
    }
}

/* Whoever is lost ends the run. Only when the inbox is empty: what lies there says that its sender lives. */
static void find_lost(coordinator *c)
{
    int lost;
    if (c->is_parting || c->status || !qs_alive_find_lost(c->farm, QS_EVERYBODY, &lost))
        return;
    fail(c, qs_alive_say_lost(c->farm, lost));
}

/* Take the messages that have come; gives how many. */
static unsigned look(coordinator *c)
{
    unsigned n = 0;
    bool is_there = true;
    qs_alive_listen(c->farm);
    while (is_there && (c->is_parting || !c->status)) {
        MPI_Status envelope;
        qs_status status = qs_probe(c->farm, MPI_ANY_SOURCE, &is_there, &envelope);
        if (!status && is_there) {
            status = take_message(c, &envelope);
            n++;
        }
        /* What breaks off when all is done already was not needed. */
        if (status == QS_STOPPED && c->is_parting)
            break;
        fail(c, status);
        if (status == QS_ERROR_MPI)
            break;
    }
    find_lost(c);
    const qs_run_hooks *hooks = c->hooks;
    /* When all is done only writing is left, which is not stopped. */
    if (!c->is_parting && !qs_sweep_is_done(c->sweep) && hooks->should_stop &&
        hooks->should_stop(hooks->context))
        fail(c, qs_fail(QS_STOPPED, "stopped early"));
    return n;
}

/* What there is of the block at hand here. */
static qs_status keep_piece(void *context, const qs_block *piece)
{
    coordinator *c = context;
    return qs_run_keep_piece(c->sweep, c->hooks, piece);
}

/* Between the replications that rank 0 simulates. */
static bool look_now_and_then(void *context)
{
    coordinator *c = context;
    double now = qs_clock_seconds();
    if (now >= c->next_look) {
        c->next_look = now + LOOK_EVERY;
        look(c);
    }
    return c->status != QS_OK;
}

static qs_status simulate_block(coordinator *c, const qs_task *task)
{
    qs_block block;
    qs_status status = qs_run_block(c->worker, task, c->hooks, &block);
    if (!status && !c->status)
        status = qs_run_file(c->sweep, &block, c->hooks);
    if (!status && !c->status)
        qs_sweep_spare(c->sweep, &block);
    qs_worker_reuse(c->worker, &block);
    if (!status && !c->status)
        status = qs_run_save(c->sweep, c->hooks, false);
    return status;
}

static qs_status simulate_pilot(coordinator *c, const qs_task *task)
{
    qs_status status = qs_run_pilot(c->sweep, c->worker, task, c->hooks);
    return status || c->status ? status : qs_run_save(c->sweep, c->hooks, false);
}

static qs_status simulate_outcomes(coordinator *c, const qs_task *task)
{
    qs_status status = qs_run_outcomes(c->sweep, c->worker, task, c->hooks);
    return status || c->status ? status : qs_run_save(c->sweep, c->hooks, false);
}

/* Simulate one block here, or a piece of pilots; false if there is none. */
static bool simulate(coordinator *c)
{
    qs_task task;
    if (!c->worker || !qs_sweep_next(c->sweep, 1, &task))
        return false;
    fail(c, task.is_outcomes ? simulate_outcomes(c, &task)
            : task.is_pilot  ? simulate_pilot(c, &task)
                             : simulate_block(c, &task));
    /* A finished scenario may have made room for others. */
    if (!c->status && c->is_hungry && qs_sweep_n_left(c->sweep) > 0)
        fail(c, feed_all(c));
    return true;
}

static void run(coordinator *c)
{
    qs_patience patience = {0};
    fail(c, feed_all(c));
    while (!c->status && !qs_sweep_is_done(c->sweep)) {
        if (simulate(c) || look(c) > 0) {
            patience = (qs_patience){0};
            continue;
        }
        if (c->n_out == 0 && !c->status && !qs_sweep_is_done(c->sweep))
            fail(c, qs_fail(QS_ERROR_INTERNAL, "the sweep ended before its scenarios did"));
        qs_wait_a_little(&patience);
    }
}

/* What the disk says then is worse than what ended the run. */
static void save_last(coordinator *c)
{
    qs_fail(c->status, "%s", c->why);
    qs_status status = qs_run_end(c->sweep, c->hooks, c->status);
    if (status == c->status)
        return;
    c->status = QS_OK;
    fail(c, status);
}

/* The pieces that the others sent when they stopped. A full disk has been told of. */
static void save_pieces(coordinator *c)
{
    if (!c->has_pieces || c->status == QS_ERROR_IO)
        return;
    qs_status status = qs_run_save(c->sweep, c->hooks, true);
    if (!status)
        return;
    c->status = QS_OK;
    fail(c, status);
}

/* Have all stop, and wait until nothing more comes from them. */
static void part(coordinator *c)
{
    qs_patience patience = {0};
    c->is_parting = true;
    for (int rank = 1; rank < c->farm->n_ranks; rank++)
        fail(c, qs_send_words(c->farm, NULL, 0, rank, QS_TAG_STOP));
    double deadline = qs_clock_seconds() + GOODBYE_SECONDS;
    c->farm->deadline = deadline;
    int n_awaited = c->farm->n_ranks - 1 - c->farm->alive.has_lost; /* who is lost says no goodbye */
    while (c->n_gone < n_awaited && c->status != QS_ERROR_MPI && qs_clock_seconds() < deadline)
        if (look(c) == 0)
            qs_wait_a_little(&patience);
    c->farm->deadline = 0;
    save_pieces(c);
    /* After a failure there is nothing to lose. After success the results come first, whoever does not
     * answer. */
    if (c->status && c->n_gone < c->farm->n_ranks - 1 && c->hooks->abandoned)
        c->hooks->abandoned(c->hooks->context, c->farm->alive.has_lost ? c->why : NULL);
    if (c->status && c->n_gone < c->farm->n_ranks - 1)
        qs_farm_abort(c->farm, qs_status_exit(c->status), c->why);
}

static qs_status prepare(coordinator *c, const double *quantiles, const qs_model_source *models)
{
    qs_status status = qs_run_begin(c->plan, c->layout, quantiles, c->hooks, &c->sweep);
    if (!status && c->farm->n_ranks < PURE_COORDINATOR)
        status = qs_worker_new(c->plan, models, &c->worker);
    if (!status && c->worker)
        qs_worker_set_poll(c->worker, look_now_and_then, c);
    if (!status && c->worker && c->hooks->keep_piece)
        qs_worker_set_keep(c->worker, keep_piece, QS_PIECE_SHARE * c->plan->checkpoint, c);
    return status;
}

/* What a silent rank may still read from is left to it. */
static void free_peers(coordinator *c)
{
    for (int rank = 1; rank < c->farm->n_ranks; rank++) {
        peer *to = &c->peers[rank];
        if (drop_sent_pieces(to) == QS_OK && to->n_pieces == 0)
            qs_free(to->pieces);
    }
    qs_free(c->peers);
}

qs_status qs_coordinate(qs_farm *farm, qs_status status, const qs_plan *plan, const qs_layout *layout,
                        const double *quantiles, const qs_model_source *models, const qs_run_hooks *hooks)
{
    coordinator c = {.farm = farm, .plan = plan, .layout = layout, .hooks = hooks};
    fail(&c, status);
    status = qs_calloc((size_t)farm->n_ranks, sizeof *c.peers, &c.peers);
    if (status)
        qs_farm_abort(farm, qs_status_exit(status), qs_failure());
    if (!c.status)
        fail(&c, prepare(&c, quantiles, models));
    if (!c.status)
        run(&c);
    /* Before anybody is waited for: this may be killed any moment. */
    if (c.sweep && c.status)
        save_last(&c);
    part(&c);
    qs_sweep_free(c.sweep);
    qs_worker_free(c.worker);
    qs_bytes_clear(&c.inbox);
    free_peers(&c);
    return c.status ? qs_fail(c.status, "%s", c.why) : QS_OK;
}
