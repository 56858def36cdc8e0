/* Signals that ask the run to end.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <signal.h>
#include <stdbool.h>
#include <unistd.h>

#include "qsweep/job.h"

/* Set by the handler, read by everybody: there is no other way to hear of a signal. */
static volatile sig_atomic_t caught;

/* What has been saved stays saved: leaving at once loses what was done since the last checkpoint, no more. */
static void leave_now(void)
{
    static const char text[] = "\nqsweep: stopped at once; what was saved is kept, go on with --resume\n";
    if (write(STDERR_FILENO, text, sizeof text - 1) < 0)
        _exit(QS_EXIT_RESUMABLE);
    _exit(QS_EXIT_RESUMABLE);
}

static volatile sig_atomic_t is_started;

/* Nothing has been done yet when starting takes this long, in seconds, after a signal. */
enum { START_SECONDS = 5 };

static void start_is_late(int number)
{
    (void)number;
    leave_now();
}

static void catch_signal(int number)
{
    if (!is_started)
        alarm(START_SECONDS);
    if (number == SIGINT && caught == SIGINT)
        leave_now();
    caught = number;
}

/* What ends a run, and the words for it. */
static const struct {
    int number;
    const char *words;
} stops[] = {
    {SIGTERM, "stopped by SIGTERM"}, {SIGINT, "stopped by SIGINT"},   {SIGHUP, "stopped by SIGHUP"},
    {SIGUSR1, "stopped by SIGUSR1"}, {SIGUSR2, "stopped by SIGUSR2"}, {SIGXCPU, "stopped by SIGXCPU"},
};

enum { N_STOPS = sizeof stops / sizeof *stops };

/* nohup has SIGHUP ignored: that stays. */
static bool is_ignored(int number)
{
    struct sigaction now;
    return number == SIGHUP && sigaction(number, NULL, &now) == 0 && now.sa_handler == SIG_IGN;
}

void qs_job_catch_signals(void)
{
    struct sigaction action = {.sa_handler = catch_signal, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < N_STOPS; i++)
        if (!is_ignored(stops[i].number))
            sigaction(stops[i].number, &action, NULL);
    action.sa_handler = start_is_late;
    sigaction(SIGALRM, &action, NULL);
    /* A terminal or a pager that has gone away is no reason to stop; a limit on the size of files shall be an
     * error like a full disk. */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
}

/* A rank that was told to stop while it started may find the others gone: it does not wait for them for ever. */
enum { LONELY_SECONDS = 15 };

void qs_job_has_started(bool is_first)
{
    is_started = 1;
    alarm(caught && !is_first ? LONELY_SECONDS : 0);
}

const char *qs_job_signal(void)
{
    if (!caught)
        return NULL;
    for (size_t i = 0; i < N_STOPS; i++)
        if (stops[i].number == caught)
            return stops[i].words;
    return "stopped by a signal";
}
