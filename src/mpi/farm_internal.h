/* The farm, within its room: messages, and the two sides that exchange them.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_FARM_INTERNAL_H
#define QSWEEP_FARM_INTERNAL_H

#include <mpi.h>
#include <stdbool.h>
#include <stdint.h>

#include "qsweep/bytes.h"
#include "qsweep/farm.h"

struct qs_farm {
    bool has_mpi; /* there is a launcher, and MPI is initialised */
    MPI_Comm comm;
    int rank, n_ranks;
    size_t part;          /* bytes that go in one MPI message at most */
    qs_farm_asked *asked; /* whether this rank is to end (qs_farm_listen); NULL: it never is */
    void *asked_context;
    double deadline; /* for waits for other ranks; 0: none */
};

/* How long a rank that is to end waits for others that do not answer: rank 0, which decides; the others for
 * its decision, as it may be writing a checkpoint; and for its last word, as it may be writing results. */
#define QS_GIVE_UP_SECONDS 5.0
#define QS_DECISION_SECONDS 60.0
#define QS_LAST_WORD_SECONDS 300.0

/* Whether a wait is over: this rank is to end, and has waited for so long since that showed; or the farm's
 * deadline has passed. since [in,out] when it showed to this wait; 0 at its beginning */
bool qs_farm_gives_up(const qs_farm *farm, double *since, double seconds);

/* What is said, by tag. A body is 64-bit words or bytes. */
enum {
    QS_TAG_TASK = 1, /* 0 -> others: scenario, first block, number of blocks; of a decision several */
    QS_TAG_RESULT,   /* others -> 0: qs_result_header, then the task's blocks (qs_block_pack), or the one
                        beginning that   they fold to */
    QS_TAG_FAILURE,  /* others -> 0: status, then the text without its zero */
    QS_TAG_STOP,     /* 0 -> others: no more tasks, give up what is at hand */
    QS_TAG_WISH,     /* others -> 0: a signal came here; end the run */
    QS_TAG_BYE,      /* others -> 0, the answer: nothing more comes from here */
    QS_TAG_PIECE, /* either way: qs_result_header, then a piece of a block, to be kept, or to be gone on from
                   */
    QS_TAG_END,   /* 0 -> others: the exit status; leave */
    QS_TAG_PILOT, /* others -> 0: qs_result_header, then a piece of pilots (qs_pilot_pack) */
    QS_TAG_OUTCOMES /* others -> 0: qs_result_header, then outcomes (qs_outcomes_pack) of each of the tasks */
};

/* Where there are pilots or a decision a task has two words more: whether it is one of pilots or of outcomes,
 * and the bits of the cut. */
enum { QS_TASK_WORDS = 3, QS_MOST_TASK_WORDS = 5 };

/* Scenarios in one message of a decision: so few that it never waits for its receiver. */
enum { QS_MOST_BATCH = 64 };

/* Of the time between checkpoints: after so long a block that is not whole yet is told to rank 0, which saves
 * what it was told in the rest. */
#define QS_PIECE_SHARE 0.5

/* What a result begins with. */
typedef struct qs_result_header {
    uint64_t length;    /* of the whole, this header included: it may come in several parts */
    uint64_t n_blocks;  /* simulated */
    uint64_t n_records; /* that follow: as many, or one beginning */
    double seconds;     /* that the task took */
} qs_result_header;

/* The environment variable that sets the size of a part, so that tests need no messages of gigabytes. */
#define QS_PART_VARIABLE "QSWEEP_MESSAGE_PART"

/* QS_OK, or QS_ERROR_MPI with MPI's own words and `doing` what. */
qs_status qs_mpi_check(int code, const char *doing);

/* A message that is being sent, its bytes kept until it has gone. All-zero is idle. */
typedef struct qs_outgoing {
    qs_bytes bytes;
    MPI_Request *requests; /* [n] one for each part */
    size_t n, capacity;
} qs_outgoing;

/* Begin to send outgoing->bytes, in parts. */
qs_status qs_outgoing_send(const qs_farm *farm, qs_outgoing *outgoing, int to, int tag);
/* Begin to send a packed piece of a block. */
qs_status qs_outgoing_send_piece(const qs_farm *farm, qs_outgoing *outgoing, int to, const qs_bytes *piece);
/* Is it idle (again)? */
qs_status qs_outgoing_test(qs_outgoing *outgoing, bool *is_idle);
void qs_outgoing_clear(qs_outgoing *outgoing);

/* Tasks as words, and back: n of a decision in one message, at most QS_MOST_BATCH, else one. n [out] */
qs_status qs_send_tasks(const qs_farm *farm, const qs_plan *plan, const qs_task *tasks, size_t n, int to);
qs_status qs_receive_tasks(const qs_farm *farm, const qs_plan *plan, qs_task *tasks, size_t *n,
                           const MPI_Status *envelope);

/* Send a few words at once; they are small enough never to wait for the receiver. */
qs_status qs_send_words(const qs_farm *farm, const uint64_t *words, int n, int to, int tag);

/* Is there a message from `from` (or MPI_ANY_SOURCE)? */
qs_status qs_probe(const qs_farm *farm, int from, bool *is_there, MPI_Status *envelope);
/* Wait asleep until a request is done. seconds [in] as for qs_farm_gives_up
 * Errors: QS_STOPPED (given up; the request is still under way, its buffer must stay), QS_ERROR_MPI. */
qs_status qs_await(qs_farm *farm, MPI_Request *request, double seconds, const char *doing);
/* Receive exactly n words of the message that was probed. */
qs_status qs_receive_words(const qs_farm *farm, uint64_t *words, int n, const MPI_Status *envelope);
/* Receive the message that was probed, all its parts if it is a result, into bytes (what was there is
 * forgotten). Errors: QS_ERROR_MEMORY, QS_ERROR_MPI, QS_STOPPED (its sender has fallen silent in the middle
 * of it). */
qs_status qs_receive_bytes(qs_farm *farm, qs_bytes *bytes, const MPI_Status *first);

/* Waiting asleep: first not at all, then longer and longer. All-zero is the beginning. */
typedef struct qs_patience {
    unsigned n;
} qs_patience;
void qs_wait_a_little(qs_patience *patience);

/* End the whole job now, with one line. */
_Noreturn void qs_farm_abort(const qs_farm *farm, int exit_status, const char *why);

/* The two sides of qs_farm_run. */
qs_status qs_coordinate(qs_farm *farm, qs_status status, const qs_plan *plan, const qs_layout *layout,
                        const double *quantiles, const qs_model_source *models, const qs_run_hooks *hooks);
qs_status qs_work(qs_farm *farm, qs_status status, const qs_plan *plan, const qs_model_source *models,
                  const qs_run_hooks *hooks);

#endif
