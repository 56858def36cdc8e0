/* Writing the sign of life.
 *
 * Two threads: that of the run hears of events and changes `sign` under the lock, for some nanoseconds; the
 * other one sleeps, copies it under the lock, and writes the copy without it. Whatever the file system does to
 * the second, the first never waits for it, but a second at the very end.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sign_internal.h"

#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "qsweep/memory.h"
#include "qsweep/plain.h"

enum { LAST_WAIT = 1 }; /* seconds for the last one */

struct qs_sign_writer {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    char *path, *part_path; /* owned */
    /* under the lock */
    qs_sign sign;
    double began, heard, saved, folded; /* qs_clock_seconds; NaN: not yet */
    bool is_over, is_finished, has_ended;
    bool has_thread; /* of the run's thread alone */
};

/* ---- the thread that writes ---- */

static struct timespec after(double seconds)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    double whole = floor(seconds);
    at.tv_sec += (time_t)whole;
    at.tv_nsec += (long)((seconds - whole) * 1e9);
    if (at.tv_nsec >= 1000000000L) {
        at.tv_nsec -= 1000000000L;
        at.tv_sec++;
    }
    return at;
}

/* What is so many seconds ago depends on when it is written. Called under the lock. */
static qs_sign at_present(const qs_sign_writer *writer)
{
    double now = qs_clock_seconds();
    struct timespec calendar;
    qs_sign sign = writer->sign;
    clock_gettime(CLOCK_REALTIME, &calendar);
    sign.written = (double)calendar.tv_sec + (double)calendar.tv_nsec * 1e-9;
    sign.elapsed = now - writer->began;
    sign.heard = now - writer->heard;
    sign.saved = now - writer->saved;
    sign.folded = now - writer->folded;
    return sign;
}

/* What cannot be written is tried again next time: it is no reason to stop, and none to speak. */
static void write_down(const qs_sign_writer *writer, const qs_sign *sign)
{
    int descriptor = qs_plain_create(writer->part_path, 0600);
    if (descriptor < 0)
        return;
    FILE *file = fdopen(descriptor, "w");
    if (!file) {
        close(descriptor);
        return;
    }
    qs_sign_put(sign, file);
    bool is_whole = !ferror(file);
    if (fclose(file) != 0 || !is_whole || rename(writer->part_path, writer->path) != 0)
        unlink(writer->part_path);
}

static void *write_signs(void *context)
{
    qs_sign_writer *writer = context;
    double pause = QS_SIGN_FIRST;
    pthread_mutex_lock(&writer->lock);
    while (!writer->is_over) {
        struct timespec until = after(pause);
        while (!writer->is_over && pthread_cond_timedwait(&writer->changed, &writer->lock, &until) == 0)
            continue;
        if (writer->is_over)
            break;
        qs_sign sign = at_present(writer);
        pthread_mutex_unlock(&writer->lock);
        write_down(writer, &sign);
        pthread_mutex_lock(&writer->lock);
        pause = QS_SIGN_EVERY;
    }
    bool is_finished = writer->is_finished;
    qs_sign sign = at_present(writer);
    pthread_mutex_unlock(&writer->lock);
    if (is_finished)
        unlink(writer->path);
    else
        write_down(writer, &sign);
    pthread_mutex_lock(&writer->lock);
    writer->has_ended = true;
    pthread_cond_broadcast(&writer->changed);
    pthread_mutex_unlock(&writer->lock);
    return NULL;
}

/* ---- the thread of the run ---- */

/* Signals are for the thread of the run. */
static bool start_thread(qs_sign_writer *writer)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    bool is_started = pthread_create(&writer->thread, NULL, write_signs, writer) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return is_started;
}

static void hear_rank(qs_sign *sign, const qs_job_event *event)
{
    if (event->rank.rank >= QS_SIGN_RANKS)
        return;
    sign->ranks[event->rank.rank].n = event->rank.n_all;
    sign->ranks[event->rank.rank].seconds = event->rank.seconds_all;
}

static void hear_left(qs_sign *sign, const qs_job *job, const qs_job_event *event)
{
    snprintf(sign->text, sizeof sign->text, "%s; go on with: %s", event->left.why,
             qs_job_get_request(job)->resume_line);
}

static void hear(void *context, const qs_job *job, const qs_job_event *event)
{
    qs_sign_writer *writer = context;
    double now = qs_clock_seconds();
    if (event->kind == QS_JOB_BEGINS && !writer->has_thread)
        writer->has_thread = start_thread(writer);
    pthread_mutex_lock(&writer->lock);
    switch (event->kind) {
    case QS_JOB_BEGINS:
        writer->sign.n_before = event->progress.replications;
        writer->sign.progress = event->progress;
        writer->heard = now;
        break;
    case QS_JOB_PROGRESS:
        writer->sign.progress = event->progress;
        writer->heard = now;
        break;
    case QS_JOB_SIMULATED:
        hear_rank(&writer->sign, event);
        break;
    case QS_JOB_CHECKPOINT:
        writer->saved = now;
        break;
    case QS_JOB_FOLDED:
        writer->folded = now;
        break;
    case QS_JOB_LEFT:
        hear_left(&writer->sign, job, event);
        break;
    default:
        break;
    }
    pthread_mutex_unlock(&writer->lock);
}

qs_job_listener qs_sign_listener(qs_sign_writer *writer)
{
    return (qs_job_listener){hear, writer};
}

static void fill(qs_sign_writer *writer, int n_ranks, uint64_t part, uint64_t n_parts)
{
    qs_sign *sign = &writer->sign;
    const char *job = getenv("SLURM_JOB_ID");
    if (gethostname(sign->host, sizeof sign->host - 1) != 0)
        strcpy(sign->host, "?");
    snprintf(sign->job, sizeof sign->job, "%s", job ? job : "");
    sign->pid = (long)getpid();
    qs_clock_now(sign->began);
    sign->n_ranks = n_ranks;
    sign->part = part;
    sign->n_parts = n_parts;
    writer->began = writer->heard = qs_clock_seconds();
    writer->saved = writer->folded = NAN;
}

static void make_lock(qs_sign_writer *writer)
{
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&writer->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    pthread_mutex_init(&writer->lock, NULL);
}

static void discard(qs_sign_writer *writer)
{
    pthread_cond_destroy(&writer->changed);
    pthread_mutex_destroy(&writer->lock);
    qs_free(writer->path);
    qs_free(writer->part_path);
    qs_free(writer);
}

qs_status qs_sign_begin(const char *results, int n_ranks, uint64_t part, uint64_t n_parts,
                        qs_sign_writer **out)
{
    qs_sign_writer *writer;
    size_t room = strlen(results) + sizeof QS_SIGN_SUFFIX + sizeof ".part";
    *out = NULL;
    qs_status status = qs_calloc(1, sizeof *writer, &writer);
    if (status)
        return status;
    make_lock(writer);
    status = qs_calloc(room, 1, &writer->path);
    if (!status)
        status = qs_calloc(room, 1, &writer->part_path);
    if (status) {
        discard(writer);
        return status;
    }
    snprintf(writer->path, room, "%s%s", results, QS_SIGN_SUFFIX);
    snprintf(writer->part_path, room, "%s%s.part", results, QS_SIGN_SUFFIX);
    fill(writer, n_ranks, part, n_parts);
    *out = writer;
    return QS_OK;
}

/* Tell the thread that it is over, and wait for it a little. Gives whether it has ended. */
static bool end_thread(qs_sign_writer *writer, qs_status status)
{
    struct timespec until = after(LAST_WAIT);
    pthread_mutex_lock(&writer->lock);
    writer->sign.state = status == QS_STOPPED ? QS_SIGN_STOPPED : QS_SIGN_FAILED;
    writer->is_finished = status == QS_OK;
    writer->is_over = true;
    pthread_cond_broadcast(&writer->changed);
    while (!writer->has_ended && pthread_cond_timedwait(&writer->changed, &writer->lock, &until) == 0)
        continue;
    bool has_ended = writer->has_ended;
    pthread_mutex_unlock(&writer->lock);
    if (has_ended)
        pthread_join(writer->thread, NULL);
    else
        pthread_detach(writer->thread);
    return has_ended;
}

/* Where the folder is too slow the thread is left behind with what it works with: the process is about to end.
 */
void qs_sign_end(qs_sign_writer *writer, qs_status status)
{
    if (writer && (!writer->has_thread || end_thread(writer, status)))
        discard(writer);
}
