/* What a job found to warn of, in words.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>

#include "qsweep/memory.h"
#include "run_internal.h"

enum { LISTED_SCENARIOS = 8 };

static unsigned long long number(uint64_t n)
{
    return n;
}

/* Texts that are longer than these are cut: a warning names some of many. */
enum { NAMES_SIZE = 400, LIST_SIZE = 300 };

/* " W1, W2": windows that are unstable in some scenario. */
static const char *unstable_windows(const qs_job *job, char names[NAMES_SIZE])
{
    const qs_facts *facts = qs_job_facts(job);
    size_t n_windows = facts->n_windows, used = 0;
    names[0] = '\0';
    for (size_t w = 0; w < n_windows; w++) {
        bool is_unstable = false;
        for (size_t s = 0; s < facts->n_scenarios && !is_unstable; s++)
            is_unstable = facts->is_window_unstable[s * n_windows + w];
        if (!is_unstable)
            continue;
        if (used + 80 > NAMES_SIZE) {
            snprintf(names + used, NAMES_SIZE - used, ", ...");
            break;
        }
        used += (size_t)snprintf(names + used, NAMES_SIZE - used, "%s %s", used ? "," : "",
                                 qs_job_window_names(job)[w]);
    }
    return names;
}

void qs_cli_warn_unstable(const qs_job *job)
{
    const qs_facts *facts = qs_job_facts(job);
    size_t n_scenarios = facts->n_scenarios, n_unstable = 0, n_listed = 0, used = 0;
    char names[NAMES_SIZE], list[LIST_SIZE] = "";
    for (size_t s = 0; s < n_scenarios; s++) {
        n_unstable += facts->is_unstable[s];
        if (facts->is_unstable[s] && n_listed < LISTED_SCENARIOS)
            used += (size_t)snprintf(list + used, sizeof list - used, "%s %zu", n_listed++ ? "," : "", s);
    }
    if (n_unstable == 0)
        return;
    qs_cli_say(stderr,
               "qsweep: warning: %zu of %zu scenarios %s unstable: at%s as much work arrives as can be done, "
               "or more, "
               "so queues grow as long as it runs (scenario%s%s)\n",
               n_unstable, n_scenarios, n_unstable == 1 ? "is" : "are", unstable_windows(job, names), list,
               n_unstable > n_listed ? ", ..." : "");
}

/* " 1, 2, ...": the first of n scenarios that a warning is about, as far as they were noted. */
static const char *noted_scenarios(uint64_t n, const uint64_t *noted, uint64_t most, char list[LIST_SIZE])
{
    size_t used = 0;
    list[0] = '\0';
    for (uint64_t i = 0; i < n && i < most && used < LIST_SIZE; i++)
        used += (size_t)snprintf(list + used, LIST_SIZE - used, "%s %llu", i ? "," : "", number(noted[i]));
    if (n > most && used < LIST_SIZE)
        snprintf(list + used, LIST_SIZE - used, ", ...");
    return list;
}

static void warn_growing(const qs_job *job)
{
    const qs_job_findings *found = qs_job_get_findings(job);
    char list[LIST_SIZE];
    if (found->n_growing == 0)
        return;
    qs_cli_say(
        stderr,
        "qsweep: warning: in %llu of %zu scenarios queues still grow at the end of what was measured: the "
        "means say how long it was (scenario%s)\n",
        number(found->n_growing), qs_job_n_here(job),
        noted_scenarios(found->n_growing, found->growing, QS_JOB_LISTED, list));
}

static void warn_left(const qs_job *job)
{
    const qs_job_findings *found = qs_job_get_findings(job);
    char list[LIST_SIZE];
    if (found->n_left == 0)
        return;
    qs_cli_say(
        stderr,
        "qsweep: warning: in %llu of %zu scenarios customers are left at the end though at_horizon serves "
        "those who wait, up to %.3g on average: nobody is on duty any more where they are (metric "
        "unfinished, scenario%s)\n",
        number(found->n_left), qs_job_n_here(job), found->most_left,
        noted_scenarios(found->n_left, found->left, QS_JOB_LISTED, list));
}

void qs_cli_warn_unsettled(const qs_job *job)
{
    const qs_job_findings *found = qs_job_get_findings(job);
    char list[LIST_SIZE];
    if (found->n_unsettled == 0)
        return;
    qs_cli_say(
        stderr,
        "qsweep: warning: in %llu scenario%s the horizon is too short for run.warmup mser5: the empty start "
        "takes more than a quarter of it to wear off, or does not within it, so means stay biased "
        "(scenario%s)\n",
        number(found->n_unsettled), found->n_unsettled == 1 ? "" : "s",
        noted_scenarios(found->n_unsettled, found->unsettled, QS_JOB_LISTED_UNSETTLED, list));
}

void qs_cli_warn_findings(const qs_job *job, const qs_cli_run_request *request)
{
    const qs_job_findings *found = qs_job_get_findings(job);
    warn_growing(job);
    warn_left(job);
    if (found->n_imprecise > 0)
        qs_cli_say(
            stderr,
            "qsweep: warning: %llu scenario%s had run.until.max replications and %s not precise enough yet\n",
            number(found->n_imprecise), found->n_imprecise == 1 ? "" : "s",
            found->n_imprecise == 1 ? "is" : "are");
    for (uint64_t i = 0; i < found->n_failing && i < QS_JOB_LISTED; i++)
        qs_cli_say(stderr,
                   "qsweep: warning: scenario %llu: %llu replication%s failed, the first is %llu: %s\n",
                   number(found->failing[i].scenario), number(found->failing[i].n),
                   found->failing[i].n == 1 ? "" : "s", number(found->failing[i].first),
                   qs_status_text((qs_status)found->failing[i].status));
    char *replay = NULL;
    if (found->n_failing == 0 ||
        qs_cli_replay_line(request, found->failing[0].scenario, found->failing[0].first, &replay))
        return;
    qs_cli_say(
        stderr,
        "qsweep: warning: in all %llu replication%s of %llu scenario%s failed; the first one again: %s\n",
        number(found->n_failed), found->n_failed == 1 ? "" : "s", number(found->n_failing),
        found->n_failing == 1 ? "" : "s", replay);
    qs_free(replay);
}
