/* The study of `qsweep trace`: a YAML file, or the one that a results file keeps.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli_internal.h"
#include "qsweep/memory.h"
#include "qsweep/results.h"
#include "trace_internal.h"

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
static qs_status read_kept(const char *path, const qs_results *results, const qs_settings *settings,
                           qs_study **study, bool *is_said)
{
    char *text = NULL, *study_path = NULL;
    qs_problems problems = {0};
    qs_status status = qs_results_provenance(results, "study_resolved", &text);
    if (!status)
        status = qs_results_provenance(results, "study_path", &study_path);
    if (!status)
        status = qs_study_read_text(path, access(study_path, R_OK) == 0 ? study_path : path, text,
                                    strlen(text), settings->items, settings->n, &problems, study);
    if (status && problems.n > 0) {
        qs_cli_say_problems(&problems);
        *is_said = true;
    }
    qs_problems_clear(&problems);
    qs_free(text);
    qs_free(study_path);
    return status;
}

qs_status qs_trace_read_study(const char *path, const qs_settings *settings, qs_study **study, bool *is_said)
{
    qs_results *results = NULL;
    *study = NULL;
    if (!is_results(path))
        return qs_cli_read_study(path, settings, study, is_said);
    qs_status status = qs_results_open(path, &results);
    if (!status)
        status = read_kept(path, results, settings, study, is_said);
    if (!status && settings->n == 0)
        status = check_hash(path, results, *study);
    qs_results_free(results);
    return status;
}
