/* A study file, read and checked: YAML in, a plan and the model of each scenario out.
 *
 * All that is wrong is found before anything runs and reported at once, each problem with
 * FILE:LINE:COLUMN and the path of the value.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_STUDY_H
#define QSWEEP_STUDY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "qsweep/model.h"
#include "qsweep/plan.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct qs_study qs_study;

/* What run.replications and run.until.max are when they are left out. */
enum { QS_DEFAULT_REPLICATIONS = 10, QS_DEFAULT_MOST = 100000 };

/* `-s PATH=VALUE`: VALUE is YAML. */
typedef struct qs_setting {
    const char *path;
    const char *value;
} qs_setting;

/* All that is wrong with a study, a line a problem, as it is printed. */
typedef struct qs_problems {
    size_t n;
    size_t n_lines_capacity;
    char **lines; /* owned */
} qs_problems;

void qs_problems_print(const qs_problems *problems, FILE *out);
void qs_problems_clear(qs_problems *problems);

/* Read a study from a file (and the files it names, relative to its folder).
 * problems [out] cleared first; has n > 0 when QS_ERROR_STUDY or QS_ERROR_UNSUPPORTED comes back
 * out [out] owned by the caller (qs_study_free)
 * Errors: QS_ERROR_STUDY, QS_ERROR_UNSUPPORTED, QS_ERROR_IO (the file cannot be read), QS_ERROR_MEMORY. */
qs_status qs_study_read(const char *path, const qs_setting *settings, size_t n_settings,
                        qs_problems *problems, qs_study **out);
/* Told of the model of each scenario, finished, as it is checked, in their order; it stays the reader's. So
 * whoever needs something of every model need not have them built again. Nothing more is told once a problem
 * has been found: what was told counts only if the study comes back. What it fails with ends the reading. */
typedef struct qs_model_visitor {
    qs_status (*visit)(void *context, uint64_t scenario, const qs_model *model);
    void *context;
} qs_model_visitor;

/* The same as qs_study_read, with a visitor. Errors: also its own. */
qs_status qs_study_read_visiting(const char *path, const qs_setting *settings, size_t n_settings,
                                 const qs_model_visitor *visitor, qs_problems *problems, qs_study **out);

/* The same from a text, such as the one that a results file keeps.
 * name   [in] what problems are printed with, in place of a path
 * beside [in] a path: data files are looked for in its folder
 * text   [in] n bytes and a zero */
qs_status qs_study_read_text(const char *name, const char *beside, const char *text, size_t n,
                             const qs_setting *settings, size_t n_settings, qs_problems *problems,
                             qs_study **out);
void qs_study_free(qs_study *study);

/* All that was read, as one block of bytes, so that other ranks need no file: rank 0 reads and sends, the
 * others unpack. bytes [out] owned by the caller (qs_free). Errors: QS_ERROR_MEMORY. */
qs_status qs_study_pack(const qs_study *study, char **bytes, size_t *n);
qs_status qs_study_unpack(const char *bytes, size_t n, qs_study **out);

/* The plan; owned by the study. */
const qs_plan *qs_study_plan(const qs_study *study);

/* The model of a scenario, finished; the caller's to clear. Errors: QS_ERROR_MEMORY. */
qs_status qs_study_model(const qs_study *study, uint64_t scenario, qs_model *out);

/* Owned by the study: its name; its file's path; its text as written; its text as resolved (settings applied,
 * defaults not filled in, canonical YAML); a hash of all that can change a number (16 hex digits); "s",
 * "min", "h" or "d". */
const char *qs_study_name(const qs_study *study);
const char *qs_study_path(const qs_study *study);
const char *qs_study_text(const qs_study *study);
const char *qs_study_resolved(const qs_study *study);
const char *qs_study_hash(const qs_study *study);
const char *qs_study_time_unit(const qs_study *study);

/* What stands in the data files that the study names, each column that is read being one. sd is NaN of one
 * value; with weights, mean and sd are weighted. */
typedef struct qs_study_file {
    const char *name; /* with its column and all that chooses; owned by the study */
    size_t n, n_days; /* n_days: recorded days that are told apart; 0: they are not */
    double mean, sd, least, largest;
    bool has_weights;
} qs_study_file;

size_t qs_study_n_files(const qs_study *study);
qs_study_file qs_study_file_summary(const qs_study *study, size_t i);

/* The time of day at time 0, "08:30" or "08:30:15"; NULL: the study has no clock. Owned by the study. */
const char *qs_study_clock(const qs_study *study);

#ifdef __cplusplus
}
#endif

#endif
