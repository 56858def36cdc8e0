/* What lies at the results' path already, and what that means for a run: refuse, go on, begin anew.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "job_internal.h"
#include "qsweep/memory.h"
#include "qsweep/results.h"

enum { DESCRIPTION = 64, WHY = 512 };

typedef struct around {
    bool has_results, has_journal;
    bool is_whole;               /* the results, as far as this run makes them */
    bool is_foreign;             /* they are not this study's */
    char why[WHY];               /* and how that shows */
    char described[DESCRIPTION]; /* the results file, told from others; "" if there is none */
} around;

/* Two files of the same size, written in the same nanosecond, are one. */
static void describe(const struct stat *file, char text[DESCRIPTION])
{
    snprintf(text, DESCRIPTION, "%lld bytes of %lld.%09ld", (long long)file->st_size,
             (long long)file->st_mtim.tv_sec, file->st_mtim.tv_nsec);
}

static qs_status look_around(const char *path, around *there)
{
    struct stat file;
    char *journal;
    size_t n = strlen(path) + sizeof QS_JOURNAL_SUFFIX;
    *there = (around){.has_results = stat(path, &file) == 0};
    if (there->has_results)
        describe(&file, there->described);
    qs_status status = qs_calloc(n, 1, &journal);
    if (status)
        return status;
    snprintf(journal, n, "%s%s", path, QS_JOURNAL_SUFFIX);
    there->has_journal = stat(journal, &file) == 0 && file.st_size > 0;
    qs_free(journal);
    return QS_OK;
}

/* The results at the path: of this study, and whole? Errors: QS_ERROR_MEMORY. */
static qs_status look_at_results(const qs_job *job, around *there)
{
    const char *path = job->request.output;
    qs_results *results;
    qs_status status = qs_results_open(path, &results);
    if (status == QS_ERROR_MEMORY)
        return status;
    if (status) {
        there->is_foreign = true;
        snprintf(there->why, WHY, "cannot go on with what is not this study's: %s", qs_failure());
        return QS_OK;
    }
    const qs_results_about *about = qs_results_get_about(results);
    there->is_whole = true;
    for (uint64_t s = job->first_here; s < job->first_here + job->n_here && s < about->n_scenarios; s++)
        there->is_whole = there->is_whole && about->state[s] != QS_SCENARIO_NOT_RUN &&
                          about->state[s] != QS_SCENARIO_INCOMPLETE;
    char *hash;
    status = qs_results_provenance(results, "study_hash", &hash);
    there->is_foreign = !status && strcmp(hash, qs_study_hash(job->study)) != 0;
    if (there->is_foreign)
        snprintf(there->why, WHY,
                 "%s: it is of another study or seed (%s, this is %s): cannot go on with it; begin anew with "
                 "--force, or write to another file with -o",
                 path, hash, qs_study_hash(job->study));
    qs_free(hash);
    qs_results_free(results);
    return status;
}

/* Results are there, and neither --resume nor --force was said. What else a journal means, qs_journal_open
 * says. */
static qs_status judge_new(const qs_job *job, const around *there)
{
    const char *path = job->request.output;
    bool is_part = job->request.n_parts > 0;
    if (there->has_journal && is_part && there->is_whole && !there->is_foreign)
        return qs_fail(QS_REFUSED,
                       "%s: this part is finished and waits for qsweep merge; --force begins it anew", path);
    return there->has_journal
               ? QS_OK
               : qs_fail(QS_REFUSED,
                         "%s: there are results already: --force replaces them once the new ones "
                         "are whole, -o writes elsewhere",
                         path);
}

/* Results are there, and --resume was said. A finished part keeps its journal. */
static qs_status judge_resumed(qs_job *job, const around *there)
{
    const char *path = job->request.output;
    bool is_part = job->request.n_parts > 0;
    if (there->is_foreign) /* unless the journal knows them */
        return there->has_journal ? QS_OK : qs_fail(QS_REFUSED, "%s", there->why);
    job->is_finished = there->is_whole && is_part == there->has_journal;
    if (there->has_journal || job->is_finished)
        return QS_OK;
    return qs_fail(QS_REFUSED,
                   "%s: it is %s, and %s%s, which could be gone on with%s, is gone; --force begins anew",
                   path, there->is_whole ? "a finished part" : "not whole", path, QS_JOURNAL_SUFFIX,
                   is_part ? " or merged" : "");
}

/* What the results file that is there means for this run. */
static qs_status judge(qs_job *job, around *there)
{
    qs_status status = look_around(job->request.output, there);
    if (status || !there->has_results || job->request.is_forced)
        return status;
    if (job->request.is_resumed || (there->has_journal && job->request.n_parts > 0))
        status = look_at_results(job, there);
    if (status)
        return status;
    return job->request.is_resumed ? judge_resumed(job, there) : judge_new(job, there);
}

static void tell(void *context, const char *text)
{
    qs_job_tell(context, &(qs_job_event){.kind = QS_JOB_WAITS, .text = text});
}

static bool should_stop(void *context)
{
    (void)context;
    return qs_job_signal() != NULL;
}

qs_journal_identity qs_job_identity(const qs_job *job)
{
    return (qs_journal_identity){
        .plan = qs_study_plan(job->study),
        .layout = &job->facts->layout,
        .study_hash = qs_study_hash(job->study),
        .version = QS_VERSION,
        .started = job->started,
        .replaces = "",
        .study = job->packed,
        .n_study = job->n_packed,
    };
}

qs_status qs_job_open_journal(qs_job *job)
{
    const qs_job_request *request = &job->request;
    around there;
    qs_status status = judge(job, &there);
    if (status || job->is_finished)
        return status;
    const qs_journal_wait wait = {.tell = tell, .should_stop = should_stop, .context = job};
    qs_journal_identity identity = qs_job_identity(job);
    identity.replaces = request->is_forced ? there.described : "";
    identity.wait = &wait;
    qs_journal_mode mode = request->is_resumed  ? QS_JOURNAL_RESUME
                           : request->is_forced ? QS_JOURNAL_ANEW
                                                : QS_JOURNAL_NEW;
    status = qs_journal_open(request->output, &identity, mode, &job->journal);
    if (status)
        return status;
    job->keeps_old = there.has_results && strcmp(qs_journal_replaces(job->journal), there.described) == 0;
    return there.is_foreign && !job->keeps_old ? qs_fail(QS_REFUSED, "%s", there.why) : QS_OK;
}
