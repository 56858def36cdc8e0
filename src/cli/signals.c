/* Signals that ask the run to end.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "run_internal.h"

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

static void catch_signal(int number)
{
    if (number == SIGINT && caught == SIGINT)
        leave_now();
    caught = number;
}

void qs_signals_catch(void)
{
    static const int numbers[] = {SIGTERM, SIGINT, SIGUSR1};
    struct sigaction action = {.sa_handler = catch_signal, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        sigaction(numbers[i], &action, NULL);
    /* mpirun passes this on to all ranks; a limit on the size of files shall be an error like a full disk. */
    signal(SIGUSR2, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
}

const char *qs_signals_caught(void)
{
    switch (caught) {
    case 0:
        return NULL;
    case SIGTERM:
        return "SIGTERM";
    case SIGINT:
        return "SIGINT";
    default:
        return "SIGUSR1";
    }
}
