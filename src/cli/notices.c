/* What is said of a job's events while it runs.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>

#include "qsweep/store.h"
#include "run_internal.h"

static unsigned long long number(uint64_t n)
{
    return n;
}

static void say_found(const qs_cli_notices *notices, const qs_job *job, const qs_journal_found *found)
{
    const qs_job_request *request = qs_job_get_request(job);
    if (found->n_damaged > 0)
        qs_cli_say(
            stderr,
            "qsweep: warning: %s%s: its last %llu bytes are torn or damaged; what they told is simulated "
            "again\n",
            request->output, QS_JOURNAL_SUFFIX, number(found->n_damaged));
    if (notices->is_quiet || !request->is_resumed)
        return;
    if (found->is_resumed && found->n_outcomes > 0)
        qs_cli_say(stderr, "qsweep: going on with a decision: %llu pieces of it are there already\n",
                   number(found->n_outcomes));
    else if (found->is_resumed)
        qs_cli_say(stderr, "qsweep: going on: %llu of %zu scenarios and %llu replications are done already\n",
                   number(found->n_finished), qs_job_n_here(job), number(found->n_replications));
    else
        fputs("qsweep: there is nothing to go on with; beginning anew\n", stderr);
}

static void say_missing(const char *output, unsigned missing)
{
    if (missing & QS_MISSING_LOCKS)
        qs_cli_say(
            stderr,
            "qsweep: warning: %s: this file system has no locks: what keeps a second run from writing the "
            "same files is %s%s.owner alone\n",
            output, output, QS_JOURNAL_SUFFIX);
    if (missing & QS_MISSING_SYNC)
        qs_cli_say(
            stderr,
            "qsweep: warning: %s: this file system does not say when the disk has what is written: if the "
            "machine crashes, what was kept last may be lost\n",
            output);
}

static void hear(void *context, const qs_job *job, const qs_job_event *event)
{
    const qs_job_request *request = qs_job_get_request(job);
    switch (event->kind) {
    case QS_JOB_WAITS:
        qs_cli_say(stderr, "qsweep: %s\n", event->text);
        return;
    case QS_JOB_FOUND:
        say_found(context, job, &event->found);
        return;
    case QS_JOB_MISSING:
        say_missing(request->output, event->missing);
        return;
    case QS_JOB_NOT_FOLDED:
        qs_cli_say(stderr, "qsweep: warning: the results so far cannot be written: %s%s\n", event->text,
                   event->is_going_on ? "; going on" : "");
        return;
    case QS_JOB_LEFT: /* the one line that says how to go on */
        qs_cli_say(
            stderr,
            "qsweep: %s: %llu of %zu scenarios and %llu replications are done and kept; go on with: %s\n",
            event->left.why, number(event->left.n_finished), qs_job_n_here(job),
            number(event->left.n_replications), request->resume_line);
        return;
    default:
        return;
    }
}

qs_job_listener qs_cli_notices_listener(qs_cli_notices *notices)
{
    return (qs_job_listener){hear, notices};
}
