/* What `qsweep run` has to warn of.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>

#include "qsweep/memory.h"
#include "qsweep/visible.h"
#include "run_internal.h"

enum { LISTED_SCENARIOS = 8 };

static unsigned long long number(uint64_t n)
{
    return n;
}

/* Windows that are unstable in some scenario, by name. */
static void print_unstable_windows(const qs_run_job *job, size_t n_scenarios)
{
    size_t n_windows = (size_t)job->model.n_windows;
    const char *separator = " ";
    for (size_t w = 0; w < n_windows; w++) {
        bool is_unstable = false;
        for (size_t s = 0; s < n_scenarios && !is_unstable; s++)
            is_unstable = job->is_window_unstable[s * n_windows + w];
        if (is_unstable) {
            qs_visible_print(stderr, "%s%s", separator, job->window_names[w]);
            separator = ", ";
        }
    }
}

void qs_run_warn_unstable(const qs_run_job *job)
{
    size_t n_scenarios = qs_study_plan(job->study)->n_scenarios, n_unstable = 0;
    for (size_t s = 0; s < n_scenarios; s++)
        n_unstable += job->is_unstable[s];
    if (n_unstable == 0)
        return;
    qs_visible_print(stderr, "qsweep: warning: %zu of %zu scenarios %s unstable: at", n_unstable, n_scenarios,
                     n_unstable == 1 ? "is" : "are");
    print_unstable_windows(job, n_scenarios);
    fputs(" as much work arrives as can be done, or more, so queues grow as long as it runs (scenario",
          stderr);
    size_t n_listed = 0;
    for (size_t s = 0; s < n_scenarios && n_listed < LISTED_SCENARIOS; s++)
        if (job->is_unstable[s])
            qs_visible_print(stderr, "%s %zu", n_listed++ ? "," : "", s);
    qs_visible_print(stderr, "%s)\n", n_unstable > n_listed ? ", ..." : "");
}

/* The end of a warning: the first of n scenarios that it is about, as far as they were noted. */
static void print_noted(uint64_t n, const uint64_t *noted, uint64_t most)
{
    for (uint64_t i = 0; i < n && i < most; i++)
        qs_visible_print(stderr, "%s %llu", i ? "," : "", number(noted[i]));
    qs_visible_print(stderr, "%s)\n", n > most ? ", ..." : "");
}

static void warn_growing(const qs_run_job *job)
{
    const qs_run_failures *failures = &job->failures;
    if (failures->n_growing == 0)
        return;
    qs_visible_print(
        stderr,
        "qsweep: warning: in %llu of %zu scenarios queues still grow at the end of what was measured: the "
        "means say how long it was (scenario",
        number(failures->n_growing), job->n_here);
    print_noted(failures->n_growing, failures->growing, QS_REPORTED_FAILURES);
}

static void warn_left(const qs_run_job *job)
{
    const qs_run_failures *failures = &job->failures;
    if (failures->n_left == 0)
        return;
    qs_visible_print(
        stderr,
        "qsweep: warning: in %llu of %zu scenarios customers are left at the end though at_horizon serves "
        "those "
        "who wait, up to %.3g on average: nobody is on duty any more where they are (metric unfinished, "
        "scenario",
        number(failures->n_left), job->n_here, failures->most_left);
    print_noted(failures->n_left, failures->left, QS_REPORTED_FAILURES);
}

void qs_run_warn_unsettled(const qs_run_job *job)
{
    const qs_run_unsettled *list = &job->unsettled;
    if (list->n == 0)
        return;
    fprintf(
        stderr,
        "qsweep: warning: in %llu scenario%s the horizon is too short for run.warmup mser5: the empty start "
        "takes more than a quarter of it to wear off, or does not within it, so means stay biased "
        "(scenario",
        number(list->n), list->n == 1 ? "" : "s");
    print_noted(list->n, list->first, QS_REPORTED_UNSETTLED);
}

void qs_run_warn_failures(const qs_run_job *job)
{
    const qs_run_failures *failures = &job->failures;
    warn_growing(job);
    warn_left(job);
    if (failures->n_imprecise > 0)
        qs_visible_print(
            stderr,
            "qsweep: warning: %llu scenario%s had run.until.max replications and %s not precise enough yet\n",
            number(failures->n_imprecise), failures->n_imprecise == 1 ? "" : "s",
            failures->n_imprecise == 1 ? "is" : "are");
    for (uint64_t i = 0; i < failures->n_scenarios && i < QS_REPORTED_FAILURES; i++)
        qs_visible_print(stderr,
                         "qsweep: warning: scenario %llu: %llu replication%s failed, the first is %llu: %s\n",
                         number(failures->list[i].scenario), number(failures->list[i].n),
                         failures->list[i].n == 1 ? "" : "s", number(failures->list[i].first),
                         qs_status_text((qs_status)failures->list[i].status));
    char *replay = NULL;
    if (failures->n_scenarios == 0 ||
        qs_run_replay_line(job->request, failures->list[0].scenario, failures->list[0].first, &replay))
        return;
    qs_visible_print(
        stderr,
        "qsweep: warning: in all %llu replication%s of %llu scenario%s failed; the first one again: %s\n",
        number(failures->n_replications), failures->n_replications == 1 ? "" : "s",
        number(failures->n_scenarios), failures->n_scenarios == 1 ? "" : "s", replay);
    qs_free(replay);
}
