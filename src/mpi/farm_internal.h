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

/* A rank's process, as the others know it: bytes, sent as they are. */
typedef struct qs_process {
    uint64_t machine; /* the same where its number means the same */
    int64_t pid;
    char host[48];
} qs_process;

/* What this rank knows of whether the others live (alive.c). */
typedef struct qs_alive {
    qs_process *processes; /* [n_ranks] */
    double *heard;         /* [n_ranks] when each was heard of last, in seconds of listening */
    double listened;       /* that this rank has spent listening, not all of the time that has passed */
    double last_look;      /* by the clock */
    double next_judgement; /* in seconds of listening, as is token_since */
    double limit;          /* of another machine's silence */
    bool has_token;        /* not on rank 0, which gives each back at once */
    double token_since;
    bool has_lost; /* somebody, and has said so */
} qs_alive;

struct qs_farm {
    bool has_mpi; /* there is a launcher, and MPI is initialised */
    MPI_Comm comm;
    int rank, n_ranks;
    size_t part;          /* bytes that go in one MPI message at most */
    qs_farm_asked *asked; /* whether this rank is to end (qs_farm_listen); NULL: it never is */
    void *asked_context;
    double deadline; /* for waits for other ranks; 0: none */
    qs_alive alive;
    struct qs_posted *posted; /* words on their way (message.c) */
};

/* Whose loss ends a wait: that of one rank, of nobody, or of any that this rank judges, which are all for
 * rank 0 and rank 0 for the others. */
enum { QS_NOBODY = -2, QS_EVERYBODY = -1 };

/* Exchange who is who. Collective. Errors: QS_ERROR_MEMORY, QS_ERROR_MPI. */
qs_status qs_alive_start(qs_farm *farm);
void qs_alive_clear(qs_farm *farm);

/* Time passes; a message has come from a rank; the token is back here, and is sent when it is time to. */
void qs_alive_listen(qs_farm *farm);
void qs_alive_hear(qs_farm *farm, int rank);
void qs_alive_take_token(qs_farm *farm);
qs_status qs_alive_beat(qs_farm *farm);

/* Whether a rank is on this machine. */
bool qs_alive_is_here(const qs_farm *farm, int rank);
/* Whether a rank is lost; looks no more than once a second. among [in] as above */
bool qs_alive_find_lost(qs_farm *farm, int among, int *lost);
/* QS_STOPPED, with words that name it. */
qs_status qs_alive_say_lost(qs_farm *farm, int rank);

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
    QS_TAG_TASK = 1, /* 0 -> others: scenario, first block, number of blocks */
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
    QS_TAG_ALIVE, /* either way: the token of alive.c; no body */
    QS_TAG_OUTCOMES /* others -> 0: qs_result_header, then outcomes (qs_outcomes_pack) */
};

/* Where there are pilots or a decision a task has two words more: whether it is one of pilots or of outcomes,
 * and the bits of the cut. */
enum { QS_TASK_WORDS = 3, QS_MOST_TASK_WORDS = 5 };

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

/* A task as words, and back. */
qs_status qs_send_task(const qs_farm *farm, const qs_plan *plan, const qs_task *task, int to);
qs_status qs_receive_task(const qs_farm *farm, const qs_plan *plan, qs_task *task,
                          const MPI_Status *envelope);

/* Send a few words, QS_MOST_TASK_WORDS at most. Never waits: not for the receiver, nor for a network that is
 * cut. Errors: QS_ERROR_MEMORY, QS_ERROR_MPI. */
qs_status qs_send_words(const qs_farm *farm, const uint64_t *words, int n, int to, int tag);
/* Make and free what is on its way; what somebody may still read from is left to them. */
qs_status qs_posted_new(struct qs_posted **out);
void qs_posted_free(struct qs_posted *posted);

/* Is there a message from `from` (or MPI_ANY_SOURCE)? */
qs_status qs_probe(const qs_farm *farm, int from, bool *is_there, MPI_Status *envelope);
/* Wait asleep until a request is done. seconds [in] as for qs_farm_gives_up; among [in] whose loss ends it
 * Errors: QS_STOPPED (given up; the request is still under way, its buffer must stay), QS_ERROR_MPI. */
qs_status qs_await(qs_farm *farm, MPI_Request *request, double seconds, int among, const char *doing);
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
