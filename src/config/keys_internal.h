/* The keys of the language: one table for each map of a study.
 *
 * The reader knows a map's keys from its table (qs_read_map), and the JSON Schema that `qsweep schema` prints
 * is written from the same tables (schema.c). So a key is added in one place: a line in the table of its map,
 * which stands above the function that reads it. The words that a value may be are one array for both, too.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_KEYS_INTERNAL_H
#define QSWEEP_KEYS_INTERNAL_H

#include "reader_internal.h"

/* What a value may look like. */
typedef enum qs_form_kind {
    QS_FORM_ANY,
    QS_FORM_ONE,      /* the number 1 */
    QS_FORM_NUMBER,   /* within bounds, with the unit that its dimension may have */
    QS_FORM_WHOLE,    /* from low to high */
    QS_FORM_SEED,     /* 0 to 2^64 - 1 */
    QS_FORM_INFINITE, /* inf */
    QS_FORM_TIME,     /* a number, or one with a unit */
    QS_FORM_INSTANT,  /* a time, or a time of day */
    QS_FORM_DAYTIME,  /* a time of day */
    QS_FORM_SPAN,     /* a time above 0 that has its unit */
    QS_FORM_TRUTH,    /* true or false */
    QS_FORM_WORDS,    /* one of some words */
    QS_FORM_LINE,     /* a text of one line */
    QS_FORM_TEXT,     /* a text, or a number that stands for one */
    QS_FORM_NAME,     /* of a class, a service or a window; of an axis */
    QS_FORM_ROW,      /* of a window, or of a member of one: desk 2 */
    QS_FORM_METRIC,   /* the name of a metric */
    QS_FORM_TIMES,    /* a time, or a distribution of times */
    QS_FORM_DELAYS,   /* the same, below 0 too */
    QS_FORM_GAPS,     /* as TIMES, or {rate: R} */
    QS_FORM_COUNTS,   /* a whole number, or a distribution of counts */
    QS_FORM_MAP,      /* a map with a table of keys */
    QS_FORM_MEMBERS,  /* a map from names to what `of` says */
    QS_FORM_LIST,     /* of what `of` says, at least `low` of them, at most `high` */
    QS_FORM_EITHER,   /* one of what `of` says */
    QS_FORM_AXES,     /* a map from paths to an axis' values */
    QS_FORM_SCENARIO, /* a map from paths to a value each, with a label or without */
    QS_FORM_SUM       /* a map from axes to numbers */
} qs_form_kind;

struct qs_key_table;

typedef struct qs_form {
    qs_form_kind kind;
    qs_dimension dimension;
    const qs_bounds *bounds;
    int64_t low, high;
    const char *const *words; /* [n] */
    const struct qs_key_table *map;
    const struct qs_form *of; /* [n] where it is one of several, else one */
    int n;
} qs_form;

/* clang-format off */
#define QS_IS(form_kind) {.kind = QS_FORM_##form_kind}
#define QS_NUMBER_IN(limits, what) {.kind = QS_FORM_NUMBER, .bounds = &(limits), .dimension = (what)}
#define QS_TIME_IN(limits) {.kind = QS_FORM_TIME, .bounds = &(limits)}
#define QS_INSTANT_IN(limits) {.kind = QS_FORM_INSTANT, .bounds = &(limits)}
#define QS_WHOLE_IN(least, most) {.kind = QS_FORM_WHOLE, .low = (least), .high = (most)}
#define QS_ONE_OF(list) {.kind = QS_FORM_WORDS, .words = (list), .n = (int)(sizeof(list) / sizeof *(list))}
#define QS_MAP_OF(the_map) {.kind = QS_FORM_MAP, .map = &(the_map)}
#define QS_MEMBERS_OF(...) {.kind = QS_FORM_MEMBERS, .of = &(const qs_form)__VA_ARGS__, .n = 1}
#define QS_LIST_OF(least, most, ...) \
    {.kind = QS_FORM_LIST, .low = (least), .high = (most), .of = &(const qs_form)__VA_ARGS__, .n = 1}
#define QS_EITHER_OF(...) {.kind = QS_FORM_EITHER, .of = (const qs_form[]){__VA_ARGS__}, \
                           .n = (int)(sizeof((const qs_form[]){__VA_ARGS__}) / sizeof(qs_form))}
/* A map from names to shares; a list of names. */
#define QS_SHARES QS_MEMBERS_OF(QS_NUMBER_IN(qs_probability, QS_SHARE))
#define QS_NAMES QS_LIST_OF(1, 0, QS_IS(NAME))
/* clang-format on */

/* One key of a map. */
typedef struct qs_key {
    const char *name;
    qs_form form;
    const char *fallback; /* what holds when it is left out, as JSON; NULL: nothing that a value could say */
    const char *about;    /* what it means; a plain sentence without its stop */
} qs_key;

/* A map's table. What must and must not be there together is checked by the reader in its own words; here it
 * is for the schema, as lists of keys with blanks between. */
typedef struct qs_key_table {
    const char *name;   /* of its definition in the schema */
    const char *about;  /* what the map is */
    const qs_key *keys; /* [n] */
    int n;
    const char *needs;     /* keys that must be there; NULL: none */
    const char *one_of[3]; /* of each list exactly one; NULL ends them */
    const char *some_of;   /* of these at least one */
    const char *apart[8];  /* of each list at most one; NULL ends them */
    const char *same;      /* keys that are the same in all scenarios, so that no axis may set them */
    bool is_fixed;         /* no sweep adds a key to it or takes one out of it */
} qs_key_table;

/* clang-format off */
#define QS_KEYS(table) .keys = (table), .n = (int)(sizeof(table) / sizeof *(table))
/* clang-format on */

/* Sort a map's values by its table: values[i] is that of keys[i], or NULL. Unknown keys are problems; the
 * value of one that is a slip of the pen is taken for that of the key it means, so that nothing that follows
 * from it is a problem too. False when the node is no map. */
bool qs_read_map(qs_study_reader *reader, qs_node *node, const qs_key_table *map, qs_node **values);

enum { QS_MOST_KEYS = 40 }; /* in one table */

/* Whether a list with blanks between (the lists of a table; NULL: an empty one) has a word. */
bool qs_words_have(const char *words, const char *word);

/* The tables, each beside what reads it. */
extern const qs_key_table qs_keys_study;                                    /* build.c */
extern const qs_key_table qs_keys_service, qs_keys_times, qs_keys_of_class; /* services.c */
extern const qs_key_table qs_keys_resource;                                 /* resources.c */
extern const char *const qs_party_word[1];
extern const qs_key_table qs_keys_class;                                                   /* classes.c */
extern const qs_key_table qs_keys_patience, qs_keys_balk, qs_keys_retry, qs_keys_change;   /* manners.c */
extern const qs_key_table qs_keys_source;                                                  /* arrivals.c */
extern const qs_key_table qs_keys_appointments;                                            /* recorded.c */
extern const qs_key_table qs_keys_even_rates;                                              /* even_rates.c */
extern const qs_key_table qs_keys_column, qs_keys_weighted_column, qs_keys_instant_column; /* columns.c */
extern const qs_key_table qs_keys_rate_step, qs_keys_shift, qs_keys_factor_step,
    qs_keys_units_step;                                         /* steps.c */
extern const qs_key_table qs_keys_roster, qs_keys_units_cycle, qs_keys_factor_cycle; /* steps.c */
extern const qs_key_table qs_keys_window;                       /* windows.c */
extern const char *const qs_discipline_words[4];
extern const qs_key_table qs_keys_line, qs_keys_help;                       /* lines.c */
extern const qs_key_table qs_keys_on_call;                                  /* roster.c */
extern const char *const qs_closing_words[3], *const qs_shift_end_words[2]; /* roster.c */
extern const qs_key_table qs_keys_capacity, qs_keys_rank, qs_keys_breakdown,
    qs_keys_speed;                                     /* window_extras.c */
extern const qs_key_table qs_keys_run, qs_keys_output; /* run.c */
extern const qs_key_table qs_keys_condition;           /* until.c */
extern const qs_key_table qs_keys_intervals;           /* interval_edges.c */
extern const qs_key_table qs_keys_cost;                /* cost.c */
extern const qs_key_table qs_keys_level;               /* levels.c */
extern const char *const qs_abandoned_words[QS_N_ABANDONED];
extern const char *const qs_each_word[1];
extern const qs_key_table qs_keys_promise; /* promises.c */
extern const qs_key_table qs_keys_select;  /* select.c */
extern const qs_key_table qs_keys_sweep;   /* sweep.c */
extern const qs_key_table qs_keys_axis;    /* axis.c */
extern const qs_key_table qs_keys_where;   /* where.c */
/* That of a distribution's parameters (distribution.c). */
extern const qs_key_table qs_keys_constant_count; /* of a number of customers */
const qs_key_table *qs_keys_distribution(qs_distribution_kind kind);
const qs_key_table *qs_keys_signed(qs_distribution_kind kind); /* of times that may be below 0 */

/* What a window's servers are like (window_servers.c), and the words of idle_choice (windows.c). */
extern const qs_key_table qs_keys_group;
enum { QS_N_IDLE_CHOICES = 4 };
extern const char *const qs_idle_choices[QS_N_IDLE_CHOICES];

/* Window choices, for the table of the study (windows.c). */
#define QS_WINDOW_CHOICES                                                                                    \
    "shortest_queue", "least_work", "random", "round_robin", "first", "simuq", "longest_idle"

#endif
