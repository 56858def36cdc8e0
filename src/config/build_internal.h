/* From the study's tree to one scenario's model: a function for each section, and what they share.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_BUILD_INTERNAL_H
#define QSWEEP_BUILD_INTERNAL_H

#include "keys_internal.h"

/* ---- data files (files.c) ---- */

/* A file that a value names, read once and kept, as text (for other ranks) and as numbers. */
typedef struct qs_data_file {
    char *name; /* as the study writes it; with its column and all that chooses what is read; owned */
    char *path; /* in messages, where it is not the name; owned */
    char *text; /* owned */
    size_t n_bytes;
    qs_node_origin origin;
    bool is_parsed, is_good;
    size_t n, n_capacity;
    double *values;    /* [n] first column; owned */
    double *weights;   /* [n] second column, 1 where there is none; owned */
    bool has_weights;  /* some line has one */
    bool has_negative; /* some number is below 0, which only delays may be */
    bool has_days;     /* each day is a line of weight n + 1/2, its instants have the weight n */
    int comma_line; /* the first line such as 3,75: a value and its weight, or one number? 0: there is none */
    bool is_parted; /* something in the file says that its commas part values from weights */
} qs_data_file;

typedef struct qs_files {
    const char *folder; /* of the study, with the last slash; "" for the current one; borrowed */
    bool may_open;      /* false where all files came with a packed study */
    qs_data_file **items;
    size_t n, capacity;
} qs_files;

/* The numbers of the file that a node names; NULL when there is a problem (noted). */
const qs_data_file *qs_files_numbers(qs_study_reader *reader, qs_node *name, bool may_have_weights);
/* The numbers of a map {file: F, column: C, ...}; instants of a format are times from the midnight before the
 * earliest (columns.c), or with `days` times of their day, whose number is their weight.
 * is_instants [in] they must ascend, and may have days */
const qs_data_file *qs_files_column(qs_study_reader *reader, qs_node *map, bool may_have_weights,
                                    bool is_instants);
/* The file again; NULL, with a problem, where numbers below 0 may not be read (reader->may_be_signed). */
const qs_data_file *qs_files_of_sign(qs_study_reader *reader, const qs_data_file *file, qs_node *name);
/* A file of this name that was read already; NULL: none. */
qs_data_file *qs_files_find(const qs_files *files, const char *name);
/* A file of numbers whose text was made from a table's column (taken over). Errors: QS_ERROR_MEMORY. */
qs_status qs_files_keep(qs_files *files, const char *name, const char *path, char *text, size_t n_bytes,
                        qs_data_file **out);
/* Where a file lies that the study names. Errors: QS_ERROR_IO: too long, or the files came with a packed
 * study. */
qs_status qs_files_place(const qs_files *files, const char *name, char *path, size_t size);
/* Read its numbers, once. name [in] the node to blame for a file without numbers */
void qs_files_parse(qs_study_reader *reader, qs_data_file *file, qs_node *name, bool may_have_weights);
/* Add a file that came with a packed study. Errors: QS_ERROR_MEMORY. */
qs_status qs_files_add(qs_files *files, const char *name, const char *text, size_t n_bytes);
void qs_files_clear(qs_files *files);

/* The content of a whole file of at most `most` bytes, zero-terminated, owned by the caller. Errors:
 * QS_ERROR_IO, QS_ERROR_MEMORY. */
qs_status qs_file_slurp(const char *path, bool is_plain, size_t most, char **text, size_t *n);

/* ---- distributions (distribution.c) ---- */

/* Delays are times that may be below 0. */
typedef enum qs_use { QS_FOR_TIMES, QS_FOR_COUNTS, QS_FOR_FACTORS, QS_FOR_DELAYS } qs_use;

/* Read a distribution into the model; *index is its number there. NULL node: false. */
bool qs_read_distribution(qs_study_reader *reader, const char *key, qs_node *node, qs_use use, int *index);
/* The same, of times that are not always zero and have a mean. */
bool qs_read_positive_times(qs_study_reader *reader, const char *key, qs_node *node, int *index);
/* Whether a law that was read has a finite mean, which what it is for needs: one problem where not. */
bool qs_need_mean(qs_study_reader *reader, const char *key, qs_node *node, int index);
/* The same for times between arrivals, which {rate: R} may give too: exponential ones. */
bool qs_read_gaps(qs_study_reader *reader, const char *key, qs_node *node, int *index);

/* Refuse a distribution's parameters as other books name them ({mu, sigma}, {scale}), and say how to get
 * ours: one problem, and true; false where there are none (distribution_words.c). */
bool qs_refuse_foreign(qs_study_reader *reader, qs_node *body, qs_distribution_kind kind);
/* What we call a distribution that has another name elsewhere; QS_N_DISTRIBUTIONS: nothing. */
qs_distribution_kind qs_distribution_elsewhere(const char *name);

/* ---- step functions (steps.c) ---- */

/* A list of {until: T, VALUE: x}, T ascending; the last may leave `until` out, which is INFINITY then.
 * most   [in] a whole number from 0 to most; 0: a number within bounds
 * pieces [out] owned by the caller, NULL when it comes back false */
bool qs_read_steps(qs_study_reader *reader, qs_node *list, const char *value_key, qs_bounds bounds,
                   int64_t most, qs_dimension dimension, qs_piece **pieces, size_t *n);
/* The same, of which the last holds for ever; or a map {period: P, shifts: [...]}, a list that repeats and ends
 * with the period. cycle [in] the map's table; period [out] 0: it does not repeat */
bool qs_read_cycle(qs_study_reader *reader, qs_node *node, const qs_key_table *cycle, const char *value_key,
                   qs_bounds bounds, int64_t most, qs_dimension dimension, qs_piece **pieces, size_t *n,
                   double *period);
/* Rates of pieces of one length: {every: T, values: [...]}, {every: T, counts: [...]} or {every: T, counts:
 * {file: F, ...}}; the last ends after as many lengths as there are (even_rates.c). */
bool qs_read_even_rates(qs_study_reader *reader, qs_node *map, qs_piece **pieces, size_t *n);
/* A list of [from, factor] pairs, from ascending; `until` of a piece is its `from`. */
bool qs_read_pairs(qs_study_reader *reader, qs_node *list, bool is_time, qs_piece **pieces, size_t *n);

/* ---- sections ---- */

/* {name: share} or {name: probability} into p[n], by index; the sum is *sum. False when some are wrong. */
bool qs_read_shares(qs_study_reader *reader, qs_node *node, qs_named kind, double *p, double *sum);

/* What the numbers of entries are, for qs_model_allocate; names are checked. Afterwards names are copied. */
void qs_count_section(qs_study_reader *reader, qs_node *study, qs_node *section, const char *key,
                      const char *what, int most, int *n);
void qs_build_services(qs_study_reader *reader, qs_node *section);
void qs_build_classes(qs_study_reader *reader, qs_node *study, qs_node *section);
/* What a class puts up with (manners.c); balk_at is read before. node [in] NULL: it is left out */
void qs_build_patience(qs_study_reader *reader, qs_node *node, qs_class *of_class);
void qs_build_balks(qs_study_reader *reader, qs_node *node, qs_class *of_class);
void qs_build_retry(qs_study_reader *reader, qs_node *node, qs_class *of_class);
void qs_build_changes(qs_study_reader *reader, qs_node *node, int of_class);
/* Recorded arrivals: the node of `times` (recorded.c). */
void qs_build_times(qs_study_reader *reader, qs_node *node, qs_source *source);
void qs_build_arrivals(qs_study_reader *reader, qs_node *section);
/* Factors on the rates of sources (factors.c): day_factors of the study, before arrivals; and of a source,
 * whose rates or gaps are read. */
void qs_build_day_factors(qs_study_reader *reader, qs_node *section);
void qs_build_factor(qs_study_reader *reader, qs_node *node, qs_source *source);
void qs_build_day_factor(qs_study_reader *reader, qs_node *node, qs_source *source);
/* Whether each of day_factors is some source's. */
void qs_check_day_factors(qs_study_reader *reader, qs_node *study);
void qs_build_windows(qs_study_reader *reader, qs_node *section);
/* lines, once windows are built (lines.c). windows [in] their section */
void qs_build_lines(qs_study_reader *reader, qs_node *section, qs_node *windows);
/* Whether it is clear in which line, if any, a class waits for a service that it comes to. */
void qs_check_line(qs_study_reader *reader, qs_node *study, int class, int service);
void qs_build_window_choice(qs_study_reader *reader, qs_node *choice, qs_node *factor);
void qs_build_run(qs_study_reader *reader, qs_node *study, qs_node *section, qs_plan *plan);
void qs_build_output(qs_study_reader *reader, qs_node *section, qs_plan *plan);
/* output.intervals, once quantiles, classes and windows are known (intervals.c). */
/* output.service_level, once output.wait_over is read (levels.c). */
void qs_build_levels(qs_study_reader *reader, qs_node *node, qs_output_rule *output);
bool qs_read_abandoned(qs_study_reader *reader, qs_node *node, qs_abandoned *abandoned);
/* output.members, once windows are read; and a row of windows by its name (members.c). */
void qs_build_members(qs_study_reader *reader, qs_node *node);
bool qs_read_row(qs_study_reader *reader, qs_node *node, int *row);
void qs_build_intervals(qs_study_reader *reader, qs_node *node, qs_output_rule *output);
/* What things cost, once horizon and windows are known (cost.c). section [in] NULL: there are no prices */
void qs_build_cost(qs_study_reader *reader, qs_node *study, qs_node *section);
/* promises, likewise (promises.c). section [in] NULL: there are none */
void qs_build_promises(qs_study_reader *reader, qs_node *section, qs_plan *plan);
/* select, once cost and promises are known (select.c). section [in] NULL: nothing is decided; plan NULL: only
 * whether this scenario can be decided on */
void qs_build_select(qs_study_reader *reader, qs_node *study, qs_node *section, qs_plan *plan);

/* What conditions of run.until and promises are on: the first keys of both, and how they are read. */
enum {
    QS_CELL_METRIC,
    QS_CELL_CLASS,
    QS_CELL_WINDOW,
    QS_CELL_RESOURCE,
    QS_CELL_LINE,
    QS_CELL_QUANTILE,
    QS_CELL_THRESHOLD,
    QS_CELL_ABANDONED,
    QS_CELL_INTERVAL,
    QS_N_CELL_KEYS
};
/* clang-format off */
#define QS_CELL_KEYS                                                                                         \
    [QS_CELL_METRIC] = {"metric", QS_IS(METRIC), NULL,                                                       \
                        "Of the whole system, unless a class or a window is named"},                         \
    [QS_CELL_CLASS] = {"class", QS_IS(NAME), NULL, "Of this class"},                                         \
    [QS_CELL_WINDOW] = {"window", QS_IS(ROW), NULL,                                                          \
                        "Of this window, or with output.members of a member: desk 2"},                       \
    [QS_CELL_RESOURCE] = {"resource", QS_IS(NAME), NULL, "Of this resource"},                                \
    [QS_CELL_LINE] = {"line", QS_IS(NAME), NULL, "Of this line for several windows"},                        \
    [QS_CELL_QUANTILE] = {"quantile", QS_NUMBER_IN(qs_inside_one, QS_SHARE), NULL,                           \
                          "Which of output.quantiles"},                                                      \
    [QS_CELL_THRESHOLD] = {"threshold", QS_TIME_IN(qs_not_negative), NULL,                                   \
                           "Which of output.wait_over, or of output.service_level"},                         \
    [QS_CELL_ABANDONED] = {"abandoned", QS_ONE_OF(qs_abandoned_words), NULL,                                 \
                           "Which of output.service_level, where several have the time"},                    \
    [QS_CELL_INTERVAL] = {"interval",                                                                        \
                          QS_EITHER_OF(QS_INSTANT_IN(qs_not_negative), QS_ONE_OF(qs_each_word)), NULL,       \
                          "By time: the start of one of output.intervals, or each of them; else the whole"}
/* clang-format on */
enum { QS_MOST_PROMISES = 100 };
/* values [in] of the keys of `map`, as of qs_read_map; the metric is that of `key`
 * may_be_each [in] `class: each`, `window: each` and `line: each` are allowed: member is QS_EACH then; `interval: each`
  * always is, and interval QS_EACH then
 * until [out] scope, metric, member, item. False when it is wrong (noted). */
bool qs_read_cell(qs_study_reader *reader, qs_node *map, const char *key, qs_node **values, bool may_be_each,
                  qs_until *until);
/* A number of a metric's: a time, a share, a rate; hours, also with a unit of time. */
bool qs_read_of_metric(qs_study_reader *reader, const char *key, qs_node *node, qs_bounds bounds,
                       qs_metric metric, double *out);

/* run.until, once quantiles, thresholds and all names are known (until.c). plan may be NULL: nothing is read
 * then. */
void qs_build_until(qs_study_reader *reader, qs_node *run, qs_plan *plan);

/* Resources, and what services ask of them (resources.c). */
typedef struct qs_wants {
    bool is_given;
    qs_demand *items; /* [n]; owned */
    size_t n;
} qs_wants;
void qs_build_resources(qs_study_reader *reader, qs_node *section);
bool qs_read_wants(qs_study_reader *reader, const char *key, qs_node *node, qs_demand_kind kind,
                   qs_wants *out);
/* Whether each of resources is asked for by some service. */
void qs_check_resources(qs_study_reader *reader, qs_node *study);
/* Whether there ever is as much as services ask, and all is given back on all ways of a class (holding.c). */
void qs_check_holding(qs_study_reader *reader, qs_node *study, int of_class);

/* {time, dead_time, dead_time_holds_customer, ...}: the three keys' nodes into an override-like record. */
typedef struct qs_times {
    int time, dead_time; /* distributions or QS_NONE */
    bool has_holds, holds_customer;
} qs_times;
/* has_dead_time [in] a dead time is known from elsewhere */
void qs_read_times(qs_study_reader *reader, qs_node *time, qs_node *dead_time, qs_node *holds,
                   bool has_dead_time, qs_times *out);

/* Who is on duty at a window, and what its shifts' ends lead to (roster.c). */
void qs_build_servers(qs_study_reader *reader, qs_node *node, qs_window *window);
void qs_build_closing(qs_study_reader *reader, const qs_node *servers, qs_node *closing, qs_node *shift_end,
                      qs_window *window);
void qs_build_on_call(qs_study_reader *reader, qs_node *node, qs_window *window);

/* Window keys beyond the plain ones (window_extras.c). */
void qs_build_capacity(qs_study_reader *reader, qs_node *node, bool has_priority, qs_window *window);
void qs_build_priority(qs_study_reader *reader, qs_node *node, qs_window *window);
void qs_build_together(qs_study_reader *reader, qs_node *node, qs_window *window);
void qs_build_breakdown(qs_study_reader *reader, qs_node *node, qs_window *window);
void qs_build_speed(qs_study_reader *reader, qs_node *node, qs_window *window);
/* What its servers are like, behind capacity and speed (window_servers.c). */
void qs_build_server_speeds(qs_study_reader *reader, qs_node *node, qs_window *window);
void qs_build_idle_choice(qs_study_reader *reader, qs_node *node, qs_window *window);
void qs_build_group(qs_study_reader *reader, qs_node *node, qs_window *window);
void qs_build_by_service(qs_study_reader *reader, qs_node *node, qs_window *window);

/* What no single value shows: who is served where, who leaves, what is never used (semantics.c). */
void qs_check_model(qs_study_reader *reader, qs_node *study);

/* ---- all of it (build.c) ---- */

/* Read the whole study into a model and, if wanted, the plan's rules (replications, seed, ...).
 * reader's model is `model`, which is the caller's to clear in any case; qs_model_finish() is called when
 * there is no problem. Errors: those that are not the study's; the study's are noted. */
qs_status qs_build(qs_study_reader *reader, qs_node *study, qs_model *model, qs_plan *plan);

#endif
