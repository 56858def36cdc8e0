/* The study as a tree: libyaml's nodes copied into a tree of our own, because settings and sweep axes
 * replace parts of it, and every part must still say where it was written.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_TREE_INTERNAL_H
#define QSWEEP_TREE_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "qsweep/status.h"

/* Bounds of a study's text; beyond them it is refused instead of eating the machine. */
enum {
    QS_MAX_STUDY_BYTES = 16 << 20,
    QS_MAX_DEPTH = 64,      /* maps and lists within each other */
    QS_MAX_NODES = 1000000, /* aliases expanded */
    QS_MAX_PATH_STEPS = QS_MAX_DEPTH
};

/* Memory that is freed all at once: the tree's. All-zero is an empty one. */
typedef struct qs_arena {
    struct qs_arena_chunk *chunks;
} qs_arena;

/* Zeroed room for n items, NULL when memory is short (qs_failure() says so); lives until qs_arena_clear(). */
void *qs_arena_get(qs_arena *arena, size_t n, size_t size);
char *qs_arena_text(qs_arena *arena, const char *text);
void qs_arena_clear(qs_arena *arena);

/* A text that values come from: the study's file, a setting, a data file. */
typedef struct qs_node_origin {
    const char *name; /* printed before the line: the file's path, or "-s PATH=VALUE" */
    int order;        /* problems are sorted by it first */
    bool has_lines;   /* false for a setting: it has no line to speak of */
} qs_node_origin;

typedef struct qs_position {
    const qs_node_origin *origin;
    int line, column;   /* from 1; column 0: not known */
    bool is_axis_value; /* of a value of a sweep axis, or a part of one */
} qs_position;

typedef enum qs_node_kind { QS_NODE_SCALAR, QS_NODE_LIST, QS_NODE_MAP } qs_node_kind;

/* What a scalar's text is, found when first asked (scalar.c). */
typedef enum qs_scalar_kind {
    QS_SCALAR_UNSEEN,
    QS_SCALAR_TEXT,
    QS_SCALAR_NUMBER,   /* a bare number */
    QS_SCALAR_DURATION, /* a number with a unit of time: 90 s */
    QS_SCALAR_RATE,     /* a number by a unit of time: 35 / h */
    QS_SCALAR_PERCENT,  /* 70 % */
    QS_SCALAR_CLOCK,    /* a time of day: 12:15 or 12:15:30 */
    QS_SCALAR_INFINITE, /* inf */
    QS_SCALAR_NULL      /* nothing, ~ or null */
} qs_scalar_kind;

/* What a number was read as; tells the unit of a sweep axis. */
typedef enum qs_dimension { QS_PLAIN, QS_TIME, QS_PER_TIME, QS_TIME_SQUARED, QS_SHARE } qs_dimension;

typedef struct qs_node {
    qs_node_kind kind;
    bool is_quoted;      /* scalar written in quotes (or as a block) */
    bool is_created;     /* a map made on the way to a setting's or an axis's path */
    bool is_copy;        /* a scenario's own, of a map or list on the way to what it sets */
    bool is_left_out;    /* null as a value of a sweep axis: as if the study said nothing there */
    bool is_axis_number; /* a sweep axis' value by itself: its number stands in the results */
    qs_scalar_kind scalar;
    qs_dimension dimension;
    qs_position at;
    const char *text;      /* scalar */
    double number;         /* scalar: the number, without its unit; seconds since midnight of a time of day */
    double seconds;        /* scalar, duration or rate: of its unit */
    size_t n, capacity;    /* list, map */
    struct qs_node **keys; /* map */
    struct qs_node **values; /* list, map; NULL in a map: absent until a sweep axis fills it */
    bool is_unsure;          /* map: a key in it is unknown, so whatever is missing may be what it means */
    struct qs_node *meant;   /* key that holds its value too (a colon is missing): that value */
} qs_node;

/* New nodes in an arena; NULL when memory is short. */
qs_node *qs_node_new(qs_arena *arena, qs_node_kind kind, qs_position at);
qs_node *qs_node_scalar(qs_arena *arena, const char *text, qs_position at);
/* Append to a list (key NULL) or map. False when memory is short. */
bool qs_node_append(qs_arena *arena, qs_node *parent, qs_node *key, qs_node *value);

/* Index of a key in a map, or -1. */
ptrdiff_t qs_node_find(const qs_node *map, const char *key);
/* The value of a key, NULL when it is absent (or nothing but a created map without values). */
qs_node *qs_node_get(const qs_node *map, const char *key);
/* Whether it counts as absent; whether there is nothing to be written either. */
bool qs_node_is_absent(const qs_node *node);
bool qs_node_is_unwritten(const qs_node *node);

/* How a message shows a node: 'text', 3, a list of 2, a map. Writes at most size bytes, gives the buffer. */
const char *qs_node_describe(qs_node *node, char *buffer, size_t size);

/* Whether two trees say the same. */
bool qs_node_equal(const qs_node *a, const qs_node *b);

/* One line of YAML that says what the node says (flow style), in the arena; NULL when memory is short. */
char *qs_node_flow(qs_arena *arena, qs_node *node);

/* The whole tree as canonical YAML: comments gone, one key a line, values from the deepest map on in flow
 * style. skip [in] a key of the top level, or "section.key", left out; ends with NULL; may be NULL out  [out]
 * owned by the caller (qs_free). Errors: QS_ERROR_MEMORY. */
qs_status qs_node_emit(const qs_node *root, const char *const *skip, char **out);

/* A text under construction; all-zero is empty. */
typedef struct qs_text {
    char *bytes; /* zero-terminated; owned (qs_free) */
    size_t n, capacity;
} qs_text;
qs_status qs_text_add(qs_text *text, const char *bytes, size_t n);
qs_status qs_text_format(qs_text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A path: keys and list indices, `windows.W2.servers`, `arrivals.door.rate.0.until` or `rate[0].until`; a key
 * with dots stands in quotes. */
typedef struct qs_path {
    int n;
    const char *steps[QS_MAX_PATH_STEPS];
} qs_path;

/* Read a path. On an error `why` gets a static text and false comes back. */
bool qs_path_parse(qs_arena *arena, const char *text, qs_path *path, const char **why);

#endif
