/* Where a study comes from: a YAML file, the text that results keep, the bytes that a journal keeps.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "job_internal.h"
#include "qsweep/memory.h"
#include "qsweep/results.h"

/* By its first bytes, whatever it is called. */
static bool is_results(const char *path)
{
    static const char signature[] = "\x89HDF\r\n\x1a\n";
    char begins[8];
    struct stat there;
    if (stat(path, &there) != 0 || !S_ISREG(there.st_mode)) /* a pipe is read once */
        return false;
    FILE *file = fopen(path, "rb");
    bool is_so = file && fread(begins, 1, sizeof begins, file) == sizeof begins &&
                 memcmp(begins, signature, sizeof begins) == 0;
    if (file)
        fclose(file);
    return is_so;
}

/* The same hash: the same study, version and data files, so the same numbers. What is set besides is asked
 * for. */
static qs_status check_hash(const char *path, const qs_results *results, const qs_study *study)
{
    char *hash = NULL;
    qs_status status = qs_results_provenance(results, "study_hash", &hash);
    if (!status && strcmp(hash, qs_study_hash(study)) != 0)
        status = qs_fail(
            QS_ERROR_STUDY,
            "%s: its replications cannot be simulated again: data files that its study names have "
            "changed, or another version of qsweep wrote it (the study's hash is %s, and %.20s in the "
            "file)",
            path, qs_study_hash(study), hash);
    qs_free(hash);
    return status;
}

/* Data files are beside the study, if it is still where it was. */
static qs_status read_kept(const char *path, const qs_results *results, const qs_setting *settings,
                           size_t n_settings, qs_problems *problems, qs_study **study)
{
    char *text = NULL, *study_path = NULL;
    qs_status status = qs_results_provenance(results, "study_resolved", &text);
    if (!status)
        status = qs_results_provenance(results, "study_path", &study_path);
    if (!status)
        status = qs_study_read_text(path, access(study_path, R_OK) == 0 ? study_path : path, text,
                                    strlen(text), settings, n_settings, problems, study);
    qs_free(text);
    qs_free(study_path);
    return status;
}

static qs_status visit(void *facts, uint64_t scenario, const qs_model *model)
{
    (void)scenario;
    return qs_facts_add(facts, model);
}

qs_status qs_job_read_study(const char *path, const qs_setting *settings, size_t n_settings,
                            qs_problems *problems, qs_facts *facts, qs_study **study)
{
    const qs_model_visitor visitor = {visit, facts};
    qs_status status =
        qs_study_read_visiting(path, settings, n_settings, facts ? &visitor : NULL, problems, study);
    return status == QS_ERROR_IO ? QS_ERROR_STUDY : status;
}

qs_status qs_job_read_study_of(const char *path, const qs_setting *settings, size_t n_settings,
                               qs_problems *problems, qs_study **study)
{
    qs_results *results = NULL;
    *problems = (qs_problems){0};
    *study = NULL;
    if (!is_results(path))
        return qs_job_read_study(path, settings, n_settings, problems, NULL, study);
    qs_status status = qs_results_open(path, &results);
    if (!status)
        status = read_kept(path, results, settings, n_settings, problems, study);
    if (!status && n_settings == 0)
        status = check_hash(path, results, *study);
    qs_results_free(results);
    return status;
}

/* A study that was checked where it was read: its models are built for their facts alone. */
static qs_status find_facts(const qs_study *study, qs_facts *facts)
{
    qs_status status = QS_OK;
    for (size_t s = 0; s < qs_study_plan(study)->n_scenarios && !status; s++) {
        qs_model model;
        status = qs_study_model(study, s, &model);
        if (!status)
            status = qs_facts_add(facts, &model);
        qs_model_clear(&model);
    }
    return status;
}

qs_status qs_job_read_journal(const char *path, char **packed, size_t *n, qs_facts *facts, qs_study **study)
{
    *study = NULL;
    qs_status status = qs_journal_read_study(path, packed, n);
    if (!status)
        status = qs_study_unpack(*packed, *n, study);
    return status ? status : find_facts(*study, facts);
}
