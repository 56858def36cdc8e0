/* Messages: bytes in parts, a few words, and waiting asleep.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <sched.h>
#include <stdio.h>
#include <string.h>

#include "farm_internal.h"
#include "qsweep/clock.h"
#include "qsweep/memory.h"

qs_status qs_mpi_check(int code, const char *doing)
{
    if (code == MPI_SUCCESS)
        return QS_OK;
    char text[MPI_MAX_ERROR_STRING] = "unknown error";
    int n;
    MPI_Error_string(code, text, &n);
    return qs_fail(QS_ERROR_MPI, "MPI failed to %s: %s", doing, text);
}

qs_status qs_outgoing_send(const qs_farm *farm, qs_outgoing *outgoing, int to, int tag)
{
    size_t n_parts = (outgoing->bytes.n + farm->part - 1) / farm->part;
    qs_status status =
        qs_reserve(&outgoing->requests, &outgoing->capacity, n_parts, sizeof *outgoing->requests);
    for (size_t at = 0; !status && at < outgoing->bytes.n; at += farm->part) {
        size_t left = outgoing->bytes.n - at;
        int n = (int)(left < farm->part ? left : farm->part);
        status = qs_mpi_check(MPI_Isend(outgoing->bytes.data + at, n, MPI_BYTE, to, tag, farm->comm,
                                        &outgoing->requests[outgoing->n]),
                              "send results");
        if (!status)
            outgoing->n++;
    }
    return status;
}

/* One part after the other, not by MPI_Testall: gcc reads MPICH's MPI_STATUSES_IGNORE as an array of no length
 * and warns of writing past it. */
qs_status qs_outgoing_test(qs_outgoing *outgoing, bool *is_idle)
{
    int is_sent = 1;
    qs_status status = QS_OK;
    for (size_t i = 0; !status && is_sent && i < outgoing->n; i++)
        status = qs_mpi_check(MPI_Test(&outgoing->requests[i], &is_sent, MPI_STATUS_IGNORE), "send results");
    *is_idle = is_sent;
    if (is_sent)
        outgoing->n = 0;
    return status;
}

qs_status qs_outgoing_send_piece(const qs_farm *farm, qs_outgoing *outgoing, int to, const qs_bytes *piece)
{
    const qs_result_header header = {.length = sizeof header + piece->n, .n_records = 1};
    qs_bytes_reset(&outgoing->bytes);
    qs_status status = qs_bytes_put(&outgoing->bytes, &header, sizeof header);
    if (!status)
        status = qs_bytes_put(&outgoing->bytes, piece->data, piece->n);
    return status ? status : qs_outgoing_send(farm, outgoing, to, QS_TAG_PIECE);
}

void qs_outgoing_clear(qs_outgoing *outgoing)
{
    qs_bytes_clear(&outgoing->bytes);
    qs_free(outgoing->requests);
    memset(outgoing, 0, sizeof *outgoing);
}

/* A message of words, kept until it has gone. MPI_Send would do while all is well, as so few are buffered;
 * but where the network is cut before two ranks were connected it never comes back. */
typedef struct word_message {
    uint64_t words[QS_MOST_WORDS];
    MPI_Request request;
    bool is_under_way;
} word_message;

struct qs_posted {
    word_message **items; /* [n], each owned */
    size_t n, capacity;
    size_t next; /* where to look for one that has gone */
};

qs_status qs_posted_new(struct qs_posted **out)
{
    return qs_calloc(1, sizeof **out, out);
}

static qs_status test_posted(word_message *item)
{
    int is_gone = 1;
    qs_status status = QS_OK;
    if (item->is_under_way)
        status = qs_mpi_check(MPI_Test(&item->request, &is_gone, MPI_STATUS_IGNORE), "send a message");
    item->is_under_way = !is_gone;
    return status;
}

/* One that is free: of a few the first that has gone, else a new one. So there are hardly more than are on
 * their way, and finding one takes no longer the more there are. */
static qs_status find_posted(struct qs_posted *posted, word_message **out)
{
    enum { LOOKS = 4 };
    for (size_t i = 0; i < LOOKS && i < posted->n; i++) {
        word_message *item = posted->items[posted->next++ % posted->n];
        qs_status status = test_posted(item);
        *out = item;
        if (status || !item->is_under_way)
            return status;
    }
    qs_status status = qs_reserve(&posted->items, &posted->capacity, posted->n + 1, sizeof(word_message *));
    if (!status)
        status = qs_calloc(1, sizeof **out, out);
    if (!status)
        posted->items[posted->n++] = *out;
    return status;
}

qs_status qs_send_words(const qs_farm *farm, const uint64_t *words, int n, int to, int tag)
{
    word_message *item;
    qs_status status = find_posted(farm->posted, &item);
    if (status)
        return status;
    if (n > 0)
        memcpy(item->words, words, (size_t)n * sizeof *words);
    status = qs_mpi_check(MPI_Isend(item->words, n, MPI_UINT64_T, to, tag, farm->comm, &item->request),
                          "send a message");
    item->is_under_way = !status;
    return status;
}

void qs_posted_free(struct qs_posted *posted)
{
    for (size_t i = 0; posted && i < posted->n; i++)
        if (test_posted(posted->items[i]) == QS_OK && !posted->items[i]->is_under_way)
            qs_free(posted->items[i]);
    if (posted)
        qs_free(posted->items);
    qs_free(posted);
}

qs_status qs_probe(const qs_farm *farm, int from, bool *is_there, MPI_Status *envelope)
{
    int flag = 0;
    qs_status status =
        qs_mpi_check(MPI_Iprobe(from, MPI_ANY_TAG, farm->comm, &flag, envelope), "look for messages");
    *is_there = flag;
    return status;
}

qs_status qs_receive_words(const qs_farm *farm, uint64_t *words, int n, const MPI_Status *envelope)
{
    return qs_mpi_check(MPI_Recv(words, n, MPI_UINT64_T, envelope->MPI_SOURCE, envelope->MPI_TAG, farm->comm,
                                 MPI_STATUS_IGNORE),
                        "receive a message");
}

static int n_task_words(const qs_plan *plan)
{
    bool has_kinds = plan->finds_warmup || plan->select.kind != QS_SELECT_NOTHING;
    return has_kinds ? QS_MOST_TASK_WORDS : QS_TASK_WORDS;
}

enum { WORD_OF_BLOCKS, WORD_OF_PILOTS, WORD_OF_OUTCOMES };

static void put_words(const qs_task *task, uint64_t *words)
{
    uint64_t kind = task->is_outcomes ? WORD_OF_OUTCOMES : task->is_pilot ? WORD_OF_PILOTS : WORD_OF_BLOCKS;
    const uint64_t all[] = {task->scenario, task->first_block, task->n_blocks, kind};
    memcpy(words, all, sizeof all);
    memcpy(&words[4], &task->cut, sizeof task->cut);
}

static void get_words(const uint64_t *words, qs_task *task)
{
    *task = (qs_task){.scenario = words[0],
                      .first_block = words[1],
                      .n_blocks = words[2],
                      .is_pilot = words[3] == WORD_OF_PILOTS,
                      .is_outcomes = words[3] == WORD_OF_OUTCOMES};
    memcpy(&task->cut, &words[4], sizeof task->cut);
}

qs_status qs_send_tasks(const qs_farm *farm, const qs_plan *plan, const qs_task *tasks, size_t n, int to)
{
    uint64_t words[QS_MOST_WORDS];
    for (size_t i = 0; i < n; i++)
        put_words(&tasks[i], words + i * QS_MOST_TASK_WORDS);
    size_t n_words = n > 1 ? n * QS_MOST_TASK_WORDS : (size_t)n_task_words(plan);
    return qs_send_words(farm, words, (int)n_words, to, QS_TAG_TASK);
}

qs_status qs_receive_tasks(const qs_farm *farm, const qs_plan *plan, qs_task *tasks, size_t *n,
                           const MPI_Status *envelope)
{
    uint64_t words[QS_MOST_WORDS] = {0};
    int n_words;
    *n = 0;
    qs_status status = qs_mpi_check(MPI_Get_count(envelope, MPI_UINT64_T, &n_words), "receive a task");
    if (!status && n_words != n_task_words(plan) &&
        (n_words % QS_MOST_TASK_WORDS || n_words > QS_MOST_WORDS || n_words <= 0))
        status = qs_fail(QS_ERROR_INTERNAL, "a task of %d words", n_words);
    if (!status)
        status = qs_receive_words(farm, words, n_words, envelope);
    if (status)
        return status;
    *n = n_words == QS_TASK_WORDS ? 1 : (size_t)n_words / QS_MOST_TASK_WORDS;
    for (size_t i = 0; i < *n; i++)
        get_words(words + i * QS_MOST_TASK_WORDS, &tasks[i]);
    return QS_OK;
}

static qs_status fell_silent(void)
{
    return qs_fail(QS_STOPPED, "stopped early: another rank does not answer");
}

qs_status qs_await(qs_farm *farm, MPI_Request *request, double seconds, int among, const char *doing)
{
    qs_patience patience = {0};
    double since = 0;
    int lost;
    for (;;) {
        int is_done = 0;
        qs_status status = qs_mpi_check(MPI_Test(request, &is_done, MPI_STATUS_IGNORE), doing);
        if (status || is_done)
            return status;
        if (qs_alive_find_lost(farm, among, &lost))
            return qs_alive_say_lost(farm, lost);
        if (qs_farm_gives_up(farm, &since, seconds))
            return fell_silent();
        qs_wait_a_little(&patience);
    }
}

/* How long this rank bears silence in the middle of a message. */
static double patience_of(const qs_farm *farm)
{
    return farm->rank == 0 ? QS_GIVE_UP_SECONDS : QS_DECISION_SECONDS;
}

/* Append the next part of a message; *n says how long it was. What a silent sender may still write to is left
 * to it. */
static qs_status receive_part(qs_farm *farm, qs_bytes *bytes, MPI_Status *envelope, int *n)
{
    MPI_Request request;
    qs_status status = qs_mpi_check(MPI_Get_count(envelope, MPI_BYTE, n), "receive results");
    if (!status)
        status = qs_reserve(&bytes->data, &bytes->capacity, bytes->n + (size_t)*n, 1);
    if (!status)
        status = qs_mpi_check(MPI_Irecv(bytes->data + bytes->n, *n, MPI_BYTE, envelope->MPI_SOURCE,
                                        envelope->MPI_TAG, farm->comm, &request),
                              "receive results");
    if (status)
        return status;
    status = qs_await(farm, &request, patience_of(farm), envelope->MPI_SOURCE, "receive results");
    if (status == QS_STOPPED)
        *bytes = (qs_bytes){0};
    else if (!status)
        bytes->n += (size_t)*n;
    qs_alive_hear(farm, envelope->MPI_SOURCE);
    return status;
}

/* The envelope of the next part. */
static qs_status await_part(qs_farm *farm, int from, int tag, MPI_Status *envelope)
{
    qs_patience patience = {0};
    double since = 0;
    int lost;
    for (;;) {
        int is_there = 0;
        qs_status status =
            qs_mpi_check(MPI_Iprobe(from, tag, farm->comm, &is_there, envelope), "receive results");
        if (status || is_there)
            return status;
        if (qs_alive_find_lost(farm, from, &lost))
            return qs_alive_say_lost(farm, lost);
        if (qs_farm_gives_up(farm, &since, patience_of(farm)))
            return fell_silent();
        qs_wait_a_little(&patience);
    }
}

qs_status qs_receive_bytes(qs_farm *farm, qs_bytes *bytes, const MPI_Status *first)
{
    MPI_Status envelope = *first;
    int n;
    qs_bytes_reset(bytes);
    qs_status status = receive_part(farm, bytes, &envelope, &n);
    const int tag = envelope.MPI_TAG;
    if (status ||
        (tag != QS_TAG_RESULT && tag != QS_TAG_PIECE && tag != QS_TAG_PILOT && tag != QS_TAG_OUTCOMES))
        return status;
    qs_result_header header;
    if (bytes->n < sizeof header)
        return qs_fail(QS_ERROR_INTERNAL, "a result of %zu bytes has no header", bytes->n);
    memcpy(&header, bytes->data, sizeof header);
    /* Parts of one message come in order; their sender has begun to send them all. */
    while (!status && bytes->n < header.length) {
        status = await_part(farm, first->MPI_SOURCE, tag, &envelope);
        if (!status)
            status = receive_part(farm, bytes, &envelope, &n);
    }
    return status;
}

/* Spinning would take a core from those who simulate: with more ranks than cores that is half the machine. So
 * after a few microseconds, in which most answers come, sleep: 30 us, then twice as long each time up to 1
 * ms. */
void qs_wait_a_little(qs_patience *patience)
{
    enum { LOOKS = 20, DOUBLINGS = 5 };
    if (patience->n < LOOKS) {
        sched_yield();
    } else {
        unsigned doublings = patience->n - LOOKS;
        qs_clock_sleep(30e-6 * (double)(1u << (doublings < DOUBLINGS ? doublings : DOUBLINGS)));
    }
    if (patience->n < LOOKS + DOUBLINGS)
        patience->n++;
}
