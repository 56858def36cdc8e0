/* Which ranks live: a heartbeat on the path of messages.
 *
 * A launcher may leave a job alone whose rank was killed (srun with KillOnBadExit off), and no launcher
 * hears of a node that falls off the network. Then rank 0 would wait for ever for work that never comes.
 *
 * The protocol: between rank 0 and each other rank there is one token. Who is not rank 0 keeps it for some
 * seconds and sends it to rank 0, which sends it back at once.
 *
 * Its invariant: of each pair's token there is one, at one of the two or on its way. So however long
 * somebody is held, there is at most one heartbeat of each rank in any inbox; and however long nothing else
 * is to be said, a rank that lives is heard of every few seconds, also within a replication of hours, which
 * looks after messages every some thousand events.
 *
 * How silent a rank is, is told in time that the listener has spent listening: between two of its looks no
 * more than a moment counts. So who was itself stopped and goes on, or wrote for minutes, or was suspended
 * with the whole job, does not take the others for dead: their tokens lie in its inbox, which is emptied
 * before anybody is judged.
 *
 * What silence means: on the listener's own machine the system is asked whether the process is there. Gone
 * is lost, at once; there is alive, stopped or not, for as long as it takes. On another machine nobody can
 * be asked: who has not been heard of for the limit is lost. Rank 0 judges the others; the others judge rank
 * 0, and give it a dozen limits, as it is silent while it writes.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "farm_internal.h"
#include "qsweep/clock.h"
#include "qsweep/hash.h"
#include "qsweep/memory.h"

/* A token is kept for so long, a rank that has been silent for so long is looked at, and nobody is judged
 * more often than this. */
#define BEAT_SECONDS 2.0
#define SUSPICIOUS_SECONDS 3.0
#define JUDGE_EVERY 1.0

/* The most that counts between two looks; both this and a beat are short against the limit. */
#define MOST_GAP 1.0
#define LIMIT_SHARE (1.0 / 6)

/* The limit unless one is set, and how many of them rank 0 is given. */
#define LIMIT_SECONDS 300.0
#define RANK_0_LIMITS 12

enum { LINE = 256 };

/* Add a small file, or what a link says, to a hash. */
static uint64_t absorb_file(uint64_t hash, const char *path)
{
    char bytes[LINE] = "";
    FILE *file = fopen(path, "r");
    size_t n = file ? fread(bytes, 1, sizeof bytes, file) : 0;
    if (file)
        fclose(file);
    return qs_mix64(hash ^ qs_hash_bytes(bytes, n));
}

static uint64_t absorb_link(uint64_t hash, const char *path)
{
    char bytes[LINE];
    ssize_t n = readlink(path, bytes, sizeof bytes);
    return qs_mix64(hash ^ qs_hash_bytes(bytes, n > 0 ? (size_t)n : 0));
}

/* Numbers of processes mean the same where all of this is the same: the name, since when the machine runs,
 * and the container. */
static void find_self(qs_process *self)
{
    memset(self, 0, sizeof *self);
    gethostname(self->host, sizeof self->host - 1);
    self->pid = getpid();
    self->machine = absorb_link(absorb_file(qs_hash_name(self->host), "/proc/sys/kernel/random/boot_id"),
                                "/proc/self/ns/pid");
}

static double least(double a, double b)
{
    return a < b ? a : b;
}

void qs_farm_lose_after(qs_farm *farm, double seconds)
{
    farm->alive.limit = seconds;
}

qs_status qs_alive_start(qs_farm *farm)
{
    qs_alive *a = &farm->alive;
    size_t n = (size_t)farm->n_ranks;
    qs_process self;
    find_self(&self);
    *a = (qs_alive){.limit = LIMIT_SECONDS, .last_look = qs_clock_seconds(), .has_token = farm->rank != 0};
    qs_status status = qs_calloc(n, sizeof *a->processes, &a->processes);
    if (!status)
        status = qs_calloc(n, sizeof *a->heard, &a->heard);
    if (status)
        return status;
    return qs_mpi_check(MPI_Allgather(&self, (int)sizeof self, MPI_BYTE, a->processes, (int)sizeof self,
                                      MPI_BYTE, farm->comm),
                        "start");
}

void qs_alive_clear(qs_farm *farm)
{
    qs_free(farm->alive.processes);
    qs_free(farm->alive.heard);
    farm->alive = (qs_alive){0};
}

void qs_alive_hear(qs_farm *farm, int rank)
{
    farm->alive.heard[rank] = farm->alive.listened;
}

void qs_alive_listen(qs_farm *farm)
{
    qs_alive *a = &farm->alive;
    double now = qs_clock_seconds();
    a->listened += least(now - a->last_look, least(MOST_GAP, LIMIT_SHARE * a->limit));
    a->last_look = now;
}

void qs_alive_take_token(qs_farm *farm)
{
    farm->alive.has_token = true;
    farm->alive.token_since = farm->alive.listened;
}

qs_status qs_alive_beat(qs_farm *farm)
{
    qs_alive *a = &farm->alive;
    double wait = least(BEAT_SECONDS, LIMIT_SHARE * a->limit);
    if (!a->has_token || a->listened - a->token_since < wait)
        return QS_OK;
    a->has_token = false;
    return qs_send_words(farm, NULL, 0, 0, QS_TAG_ALIVE);
}

/* Dead, though its parent may not have asked for its status yet: " (NAME) STATE", where NAME may have any
 * sign. */
static bool has_ended(int64_t pid)
{
    char path[LINE], text[LINE * 2] = "";
    if (kill((pid_t)pid, 0) != 0 && errno == ESRCH)
        return true;
    snprintf(path, sizeof path, "/proc/%lld/stat", (long long)pid);
    FILE *file = fopen(path, "r");
    size_t n = file ? fread(text, 1, sizeof text - 1, file) : 0;
    if (file)
        fclose(file);
    const char *state = n > 0 ? strrchr(text, ')') : NULL;
    return state && state[1] == ' ' && (state[2] == 'Z' || state[2] == 'X');
}

bool qs_alive_is_here(const qs_farm *farm, int rank)
{
    return farm->alive.processes[rank].machine == farm->alive.processes[farm->rank].machine;
}

static bool is_lost(const qs_farm *farm, int rank)
{
    const qs_alive *a = &farm->alive;
    double silence = a->listened - a->heard[rank];
    if (qs_alive_is_here(farm, rank))
        return silence > least(SUSPICIOUS_SECONDS, a->limit) && has_ended(a->processes[rank].pid);
    return silence > a->limit * (rank == 0 ? RANK_0_LIMITS : 1);
}

bool qs_alive_find_lost(qs_farm *farm, int among, int *lost)
{
    qs_alive *a = &farm->alive;
    if (farm->n_ranks == 1 || among == QS_NOBODY)
        return false;
    qs_alive_listen(farm);
    if (a->listened < a->next_judgement)
        return false;
    a->next_judgement = a->listened + least(JUDGE_EVERY, LIMIT_SHARE * a->limit);
    int first = among != QS_EVERYBODY ? among : farm->rank == 0 ? 1 : 0;
    int last = among != QS_EVERYBODY ? among : farm->rank == 0 ? farm->n_ranks - 1 : 0;
    for (int rank = first; rank <= last; rank++) {
        if (!is_lost(farm, rank))
            continue;
        *lost = rank;
        return true;
    }
    return false;
}

qs_status qs_alive_say_lost(qs_farm *farm, int rank)
{
    farm->alive.has_lost = true;
    const qs_process *process = &farm->alive.processes[rank];
    char silence[QS_CLOCK_TEXT];
    qs_clock_duration(farm->alive.listened - farm->alive.heard[rank], silence);
    if (qs_alive_is_here(farm, rank))
        return qs_fail(QS_STOPPED, "rank %d (process %lld on %s) has ended without a word", rank,
                       (long long)process->pid, process->host);
    return qs_fail(QS_STOPPED, "rank %d (process %lld on %s) has not been heard of for %s", rank,
                   (long long)process->pid, process->host, silence);
}
