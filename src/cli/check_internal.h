/* `qsweep check`, within its command: the table of scenarios and the notes below it.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_CHECK_INTERNAL_H
#define QSWEEP_CHECK_INTERNAL_H

#include "cli_internal.h"

/* What is found while the scenarios' models are walked. */
typedef struct qs_check_notes {
    char **lines; /* [n] owned, each once */
    size_t n, capacity;
} qs_check_notes;

/* Note the distributions of a model whose effective mean is not what is written (normals cut at zero).
 * Errors: QS_ERROR_MEMORY. */
qs_status qs_check_note(const qs_model *model, qs_check_notes *notes);
/* Note the windows at which somebody waits while nobody is on duty. unit [in] the study's, of times.
 * Errors: QS_ERROR_MEMORY. */
qs_status qs_check_note_shifts(const qs_model *model, const char *clock, const char *unit,
                               qs_check_notes *notes);
/* The study's promises, one a line, and what keeping them means. model [in] of a scenario */
void qs_check_promises(const qs_study *study, const qs_model *model, FILE *out);
/* What the study decides, and how many replications that takes at least. */
void qs_check_select(const qs_study *study, FILE *out);
/* Note what a cost is made of, where that is not what one would think (check_cost.c). Errors:
 * QS_ERROR_MEMORY. */
qs_status qs_check_note_cost(const qs_model *model, qs_check_notes *notes);
/* Note resources of which more is asked than there is. Errors: QS_ERROR_MEMORY. */
qs_status qs_check_note_resources(const qs_model *model, size_t scenario, qs_check_notes *notes);
/* Note what is unwise in how many replications there are to be. Errors: QS_ERROR_MEMORY. */
qs_status qs_check_note_plan(const qs_plan *plan, qs_check_notes *notes);
/* Note a line, once. Errors: QS_ERROR_MEMORY. */
qs_status qs_check_note_line(qs_check_notes *notes, const char *line);
void qs_check_notes_clear(qs_check_notes *notes);

/* Which scenarios are tried (check_trial.c): of those that stop at the horizon the first, the last and the
 * two of the highest load. All-zero: none yet. */
enum { QS_CHECK_TRIALS = 4 };
typedef struct qs_check_trials {
    bool any;
    uint64_t scenario[QS_CHECK_TRIALS]; /* the first, the last, those of the highest loads */
    double load[QS_CHECK_TRIALS];       /* of these */
    bool is_unstable[QS_CHECK_TRIALS];
} qs_check_trials;

/* Consider the scenarios in their order. */
void qs_check_consider(qs_check_trials *trials, uint64_t scenario, const qs_model *model);

/* Try them, and note when more than a hundredth of the waits would be cut short. Errors: QS_ERROR_MEMORY of
 * the notes; a trial that fails says nothing. */
qs_status qs_check_try(const qs_check_trials *trials, const qs_study *study, qs_check_notes *notes);

/* Scenarios, of which some are named. */
enum { QS_LISTED_SCENARIOS = 8 };
typedef struct qs_scenario_list {
    size_t n, first[QS_LISTED_SCENARIOS];
} qs_scenario_list;

/* Of the scenarios whose warm-up is to be found: those without a steady state, and those whose start does not
 * wear off within the horizon. */
typedef struct qs_check_found {
    qs_scenario_list endless, unsettled;
    uint64_t n_spent; /* events */
} qs_check_found;

/* Look at a scenario. Errors: QS_ERROR_MEMORY, QS_ERROR_INTERNAL. */
qs_status qs_check_warmup(const qs_plan *plan, const qs_model *model, size_t scenario, qs_check_found *found);
qs_status qs_check_note_warmup(const qs_check_found *found, qs_check_notes *notes);

/* A line on output.intervals, with its end; "" without. */
enum { QS_CHECK_INTERVALS = 512 };
void qs_check_intervals(const qs_study *study, const qs_model *model, char *out, size_t size);

/* A table of texts; columns are as wide as they need to be. The first names the row, the last is a remark. */
typedef struct qs_check_table {
    size_t n_columns;
    size_t n_cells, capacity;
    char **cells;      /* [n_cells] row by row, owned; the first row is the head */
    bool *is_left;     /* [n_columns] aligned to the left */
    bool *is_optional; /* [n_columns] left out where all below the head is empty */
} qs_check_table;

qs_status qs_check_table_init(qs_check_table *table, size_t n_columns);
/* Add a cell, row by row. Errors: QS_ERROR_MEMORY. */
qs_status qs_check_table_add(qs_check_table *table, const char *text);
/* In lines of at most `width` characters (0: without end): heads are broken, and columns that do not fit
 * follow in blocks below, each with the first column; a remark is broken between words. */
void qs_check_table_print(const qs_check_table *table, int width, FILE *out);
void qs_check_table_clear(qs_check_table *table);

#endif
