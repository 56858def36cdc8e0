/* What is seen of a run from outside: its sign of life, its journal, its results so far. Nothing is written,
 * locked or waited for.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "qsweep/journal.h"
#include "watch_internal.h"

/* So many signs have to be missing before it is said: one may be late on a slow file system. */
#define LATE (4 * QS_SIGN_EVERY)

static double seconds_since(double instant)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    double age = (double)now.tv_sec + (double)now.tv_nsec * 1e-9 - instant;
    return age > 0 ? age : 0; /* clocks of two machines differ */
}

/* Only its own machine can tell. */
static bool is_gone(const qs_sign *sign)
{
    char host[QS_SIGN_NAME] = "";
    if (gethostname(host, sizeof host - 1) != 0 || strcmp(host, sign->host) != 0 || sign->pid <= 1)
        return false;
    return kill((pid_t)sign->pid, 0) != 0 && errno == ESRCH;
}

static qs_watched_state state_of_sign(const qs_watched *watched)
{
    switch (watched->sign.state) {
    case QS_SIGN_STOPPED:
        return QS_WATCHED_STOPPED;
    case QS_SIGN_FAILED:
        return QS_WATCHED_FAILED;
    case QS_SIGN_RUNNING:
        break;
    }
    if (is_gone(&watched->sign))
        return QS_WATCHED_DIED;
    return watched->age > LATE ? QS_WATCHED_SILENT : QS_WATCHED_RUNNING;
}

static bool has_journal(const char *path)
{
    char name[4096];
    snprintf(name, sizeof name, "%s%s", path, QS_JOURNAL_SUFFIX);
    return access(name, F_OK) == 0;
}

/* Without a sign: too short a run for one, one that has just begun, or results of long ago. */
static qs_watched_state state_of_files(const qs_watched *watched)
{
    if (watched->results) {
        const qs_results_about *about = qs_results_get_about(watched->results);
        bool is_whole = true;
        for (uint64_t s = 0; s < about->n_scenarios; s++)
            is_whole &= about->state[s] != QS_SCENARIO_INCOMPLETE && about->state[s] != QS_SCENARIO_NOT_RUN;
        if (is_whole)
            return QS_WATCHED_FINISHED;
    }
    if (watched->results)
        return QS_WATCHED_LEFT;
    return has_journal(watched->path) ? QS_WATCHED_BEGINS : QS_WATCHED_NOTHING;
}

qs_status qs_watch_look(const char *path, qs_watched *watched)
{
    *watched = (qs_watched){.path = path};
    qs_status status = qs_sign_read(path, &watched->sign, &watched->has_sign);
    if (status)
        return status;
    if (access(path, F_OK) == 0)
        status = qs_results_open(path, &watched->results);
    if (status && !watched->has_sign)
        return status;
    if (watched->has_sign)
        watched->age = seconds_since(watched->sign.written);
    watched->state = watched->has_sign ? state_of_sign(watched) : state_of_files(watched);
    return QS_OK;
}

void qs_watch_clear(qs_watched *watched)
{
    qs_results_free(watched->results);
    watched->results = NULL;
}

bool qs_watch_is_over(const qs_watched *watched)
{
    switch (watched->state) {
    case QS_WATCHED_NOTHING:
    case QS_WATCHED_BEGINS:
    case QS_WATCHED_RUNNING:
    case QS_WATCHED_SILENT:
        return false;
    default:
        return true;
    }
}
