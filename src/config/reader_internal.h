/* Reading values out of the tree: problems, the path on the way, numbers, times, names and choices.
 *
 * A reader function that finds something wrong notes a problem and goes on, so that all problems are found at
 * once; it returns whether its result may be used.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_READER_INTERNAL_H
#define QSWEEP_READER_INTERNAL_H

#include <math.h>

#include "qsweep/daytime.h"
#include "qsweep/model.h"
#include "qsweep/nearest.h"
#include "qsweep/plan.h"
#include "qsweep/study.h"
#include "tree_internal.h"

/* The way to the value at hand: keys, or list indices (key NULL). Borrows the keys. */
typedef struct qs_trail {
    int n;
    struct {
        const char *key;
        size_t index;
    } steps[QS_MAX_DEPTH + 8];
} qs_trail;

/* ---- problems (problems.c) ---- */

enum { QS_MAX_PROBLEMS = 100 }; /* kept; more are only counted */

typedef struct qs_problem {
    qs_position at;
    uint64_t key; /* the same problem is noted once, however many scenarios have it */
    size_t order;
    char *text;            /* path, what is wrong, what was got; owned */
    uint64_t topic;        /* 0: none */
    int n_again, again[6]; /* lines that have it too; n_again may be more */
} qs_problem;

typedef struct qs_problem_list {
    qs_problem *problems;
    size_t n, capacity;
    size_t n_more;        /* found beyond QS_MAX_PROBLEMS */
    size_t n_found;       /* with those said already: a model with one of them is not whole */
    size_t n_unsupported; /* of them, "not supported yet" */
    qs_status status;     /* QS_ERROR_MEMORY when one could not be kept */
} qs_problem_list;

/* Sort and print the list into *out; it is empty afterwards. Errors: QS_ERROR_MEMORY. */
qs_status qs_problem_list_finish(qs_problem_list *list, qs_problems *out);
void qs_problem_list_clear(qs_problem_list *list);

/* ---- the reader ---- */

struct qs_files;

typedef struct qs_study_reader {
    qs_arena *arena;
    qs_problem_list *problems;
    struct qs_files *files; /* data files that values name */
    qs_model *model;        /* being filled */
    int next_name[5];       /* after the one last read, by qs_named: names mostly come in order */
    const char *unit_name;  /* of time_unit */
    double unit_seconds;
    bool has_clock;       /* the study says which time of day it is at time 0 */
    double clock_seconds; /* since midnight */
    qs_trail trail;
    int64_t scenario;       /* being built; -1: none */
    uint64_t n_row_values;  /* numbers in a replication's row if the study leaves output.replications open;
                              else 0 */
    bool has_bad_resources; /* likewise */
    bool has_bad_services, has_bad_classes; /* something is wrong in these sections: what follows from them is
                                               not told of others */
    bool may_be_signed;                     /* numbers of the file that is read may be below 0 */
    bool is_without_units; /* what is read as a time is a plain number: the parameters of a factor */
    int has_cost;          /* the scenarios built so far: 1 with a cost, -1 without, 0 not known yet */
    int has_parties;       /* likewise: some source has parties */
    int n_times;           /* of the series, in the scenarios built so far; 0: not known yet */
    double last_edge;      /* of output.intervals, likewise; 0: not known yet */
    const int *rows;       /* [windows] output.members: rows of each; NULL: one */
    bool is_swept;         /* there are more scenarios than one */
    bool only_checks;      /* the model is not wanted: spare what only derives its tables */
    qs_status status;      /* first error that is not the study's (memory, a limit) */
} qs_study_reader;

/* Note a problem under the current trail: "PATH: what is wrong, what is allowed (got WHAT)".
 * got [in] NULL: no "(got ...)" */
void qs_problem_at(qs_study_reader *reader, qs_position at, const char *got, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* The common case: the node is what is wrong and is shown. */
void qs_problem_node(qs_study_reader *reader, qs_node *node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same for what is one mistake however often it is there, such as a name that is misspelt where it is
 * defined: told once for a topic, with the lines of the others. */
void qs_problem_once(qs_study_reader *reader, qs_node *node, uint64_t topic, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Go into a key or an item, and out again. */
void qs_enter(qs_study_reader *reader, const char *key);
void qs_enter_item(qs_study_reader *reader, size_t index);
void qs_leave(qs_study_reader *reader);

/* Keep the first error that is not the study's; gives `status` back. */
qs_status qs_reader_fail(qs_study_reader *reader, qs_status status);

/* ---- scalars (scalar.c) ---- */

/* What a node's text is; sets number and seconds. Lists and maps are QS_SCALAR_TEXT. */
qs_scalar_kind qs_scalar_of(qs_node *node);

/* Whether a node (NULL: no) is a scalar that has a number, and that number in the study's units. */
bool qs_scalar_is_number(qs_node *node);
double qs_scalar_value(const qs_study_reader *reader, qs_node *node);

/* Times of day (clock.c): 12:15, 12:15:30, 24:00 into seconds since midnight; false when a text is none. */
bool qs_clock_parse(const char *text, double *seconds);
/* The first time of day after an instant, in time units. */
double qs_clock_after(const qs_study_reader *reader, double seconds, double after, bool may_equal);
/* The same of a node that is a time of day; false where there is no such instant (noted). */
bool qs_clock_take(qs_study_reader *reader, qs_node *node, double after, bool may_equal, double *out);

/* Length of a decimal number at the start of a text, 0 if there is none. */
size_t qs_number_length(const char *text);

/* What to write in place of a text that looks like a number to a reader (3,75; 8:30; 80 %; "3"; 2 hours), as
 * the end of a message; "" where there is nothing to say (hint.c). */
enum { QS_HINT_SIZE = 200 };
const char *qs_number_hint(const qs_study_reader *reader, const qs_node *node, bool is_time, char *out,
                           size_t size);

/* Which numbers are allowed; `open` bounds are not allowed themselves. */
typedef struct qs_bounds {
    double low, high;
    bool low_open, high_open;
} qs_bounds;
extern const qs_bounds qs_any, qs_positive, qs_factor, qs_not_negative, qs_inside_one, qs_probability,
    qs_chance;

/* The functions below read `node` as the value of `key` of what the trail says (key NULL: as what the trail
 * says). A NULL node is a key left out: false, and no problem. False also when it is wrong, and that is
 * noted; *out is then untouched. */
/* A rate (QS_PER_TIME) may have a unit, which is converted; a share (QS_SHARE, or whatever lies between 0 and
 * 1) may be in percent. */
bool qs_read_number(qs_study_reader *reader, const char *key, qs_node *node, qs_bounds bounds,
                    qs_dimension dimension, double *out);
/* A number in time_unit, or with a unit, which is converted. */
bool qs_read_time(qs_study_reader *reader, const char *key, qs_node *node, qs_bounds bounds, double *out);
/* An instant: a time, or in a study with a clock a time of day: the first such time after an instant.
 * after     [in] the instant before it in the same list, else 0; in time units
 * may_equal [in] it may be that very instant */
bool qs_read_instant(qs_study_reader *reader, const char *key, qs_node *node, qs_bounds bounds, double after,
                     bool may_equal, double *out);
/* The time of day at time 0 (the node of `clock`; NULL: none) into the reader. qs_find_clock leaves it to
 * qs_read_clock to refuse what is none. */
void qs_find_clock(qs_study_reader *reader, qs_node *node);
void qs_read_clock(qs_study_reader *reader, qs_node *node);
bool qs_read_integer(qs_study_reader *reader, const char *key, qs_node *node, int64_t low, int64_t high,
                     int64_t *out);
/* 0 to 2^64 - 1, exactly. */
bool qs_read_seed(qs_study_reader *reader, const char *key, qs_node *node, uint64_t *out);
bool qs_read_bool(qs_study_reader *reader, const char *key, qs_node *node, bool *out);
/* One of n words; *out is its index. */
bool qs_read_choice(qs_study_reader *reader, const char *key, qs_node *node, const char *const *choices,
                    int n, int *out);

/* ---- maps, lists and names (reader.c) ---- */

/* A required key: notes a problem at the map when value is NULL (but not where an unknown key may be what was
 * meant). what says what belongs there. */
bool qs_require(qs_study_reader *reader, qs_node *map, const char *key, qs_node *value, const char *what);

/* A list with at least `least` items; false when it is none. */
bool qs_read_list(qs_study_reader *reader, qs_node *node, size_t least, const char *of_what);

/* What names point to. */
typedef enum qs_named {
    QS_NAMED_CLASS,
    QS_NAMED_SERVICE,
    QS_NAMED_WINDOW,
    QS_NAMED_RESOURCE,
    QS_NAMED_LINE,
    QS_N_NAMED
} qs_named;

/* The name of one. */
const char *qs_name_of(const qs_model *model, qs_named kind, int i);

/* Index of a class, service or window, from a key or a scalar; a problem with "did you mean" when there is
 * none. */
const char *qs_name_of(const qs_model *model, qs_named kind, int i);
bool qs_read_name(qs_study_reader *reader, qs_node *node, qs_named kind, int *out);

/* Whether a text may be a name (of a class, service, window or source). */
bool qs_is_name(const char *text);

/* ---- unknown keys (stranger.c) ---- */

/* Refuse the unknown keys of a map, and give what they mean their values where it is clear and has none.
 * keys [in] those allowed, values [in,out] as of qs_read_map (keys_internal.h) */
void qs_refuse_strangers(qs_study_reader *reader, qs_node *map, const char *const *keys, int n,
                         qs_node **values);

/* ---- near misses (suggest.c) ---- */

/* The key nearest to a text, if near enough to be a slip; else NULL. */
const char *qs_suggest_key(const char *text, const qs_node *map);

/* "a, b or c" into a buffer. */
const char *qs_join(char *buffer, size_t size, const char *const *words, size_t n, const char *last);

#endif
