/* A study in memory: what was read, its axes, and how a scenario is made of them.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_STUDY_INTERNAL_H
#define QSWEEP_STUDY_INTERNAL_H

#include "build_internal.h"

enum { QS_MAX_AXES = 100, QS_MAX_AXIS_VALUES = 1000000, QS_MAX_SCENARIOS = 10000000 };

/* A place in the tree that a setting or an axis fills. The parent may grow, so the place is no pointer to a
 * pointer. */
typedef struct qs_slot {
    qs_node *parent;
    size_t index;
} qs_slot;

/* Find the place of a path, making keys on the way where the language allows it.
 * at      [in] where the path was written; new keys are said to be there
 * may_add [in] the last step may be a new class, service, source or window
 * False when there is no such place (noted, under the reader's trail). */
bool qs_slot_open(qs_study_reader *reader, qs_node *root, const qs_path *path, qs_position at, bool may_add,
                  qs_slot *slot);

/* Paths with * for every member of a map or list (wildcard.c): the paths that one stands for, in the arena;
 * false where there are none (noted). */
bool qs_path_expand(qs_study_reader *reader, qs_node *root, const qs_path *path, qs_position at,
                    qs_path **paths, size_t *n);
/* The node that the first n steps of a path lead to; NULL: none. */
qs_node *qs_path_find(qs_node *root, const qs_path *path, int n);
bool qs_path_has_star(const qs_path *path);
/* Whether two steps may be the same, * being every one; whether a path may lie at another or within it. */
bool qs_step_matches(const char *a, const char *b);
bool qs_path_begins(const qs_path *path, const qs_path *beginning);

/* Apply -s PATH=VALUE to the tree; null takes the key out.
 * text   [in] the value as YAML
 * origin [in] of the path
 * within [in] of the value: the same, or a file
 * path   [out] */
void qs_setting_apply(qs_study_reader *reader, qs_node *root, const qs_setting *setting, const char *text,
                      const qs_node_origin *origin, const qs_node_origin *within, qs_path *path);

/* A place that an axis sets. */
typedef struct qs_place {
    qs_path path;
    qs_slot slot;
    bool has_slot;
    qs_node *base; /* what the study says there; NULL: nothing */
} qs_place;

/* One axis: its value in raw scenario r is values[r / stride % n_values]; NULL there: as the study says. */
typedef struct qs_sweep_axis {
    const char *key;  /* the path as it is written */
    const char *name; /* the axis' own, else the path as it is written */
    qs_position at;
    qs_path path;
    size_t n_places;
    struct qs_place *places; /* [n_places] what it sets: one, or with a * in its path several; in the arena */
    size_t n_values, stride;
    qs_node **values;
    qs_node *base; /* what the study says without a sweep, a text where places differ; NULL: nothing */
} qs_sweep_axis;

/* low <= sum of weight * value <= high */
typedef struct qs_filter {
    size_t n;
    int *axes;       /* [n] index of the axis, or QS_NONE: a constant */
    double *weights; /* [n] */
    double constant;
    double low, high;
} qs_filter;

typedef struct qs_sweep_space {
    int n_axes;
    qs_sweep_axis *axes; /* [QS_MAX_AXES] in the arena */
    size_t n_raw;        /* scenarios before `where` */
    size_t n_items;      /* of sweep.list, which varies fastest; 0: there is none */
    qs_node **labels;    /* [n_items] in the arena, NULL within where an item has none; NULL: none has one */
    size_t n_filters;
    qs_filter *filters;
    uint32_t *kept; /* raw scenarios that `where` leaves, or NULL: all; owned */
    size_t n_scenarios;
} qs_sweep_space;

/* The values of an axis: a list, or {from, to, step | steps, scale}. False when they are wrong (noted). */
bool qs_read_axis(qs_study_reader *reader, qs_node *node, qs_sweep_axis *axis);
/* Names that axes have of their own: no two are the same (noted). */
void qs_check_axis_names(qs_study_reader *reader, const qs_sweep_space *space);
/* The label of item i of n of sweep.list (label.c). */
void qs_read_label(qs_study_reader *reader, qs_node *node, size_t i, size_t n, qs_sweep_space *space);
/* The labels of all scenarios for the plan, "" where there is none. Errors: QS_ERROR_MEMORY. */
qs_status qs_fill_labels(const qs_sweep_space *space, qs_plan *plan);
/* A node and all in it belong to an axis. */
void qs_mark_axis_value(qs_node *node);

/* Read the `sweep` section (NULL: one scenario). */
void qs_read_sweep(qs_study_reader *reader, qs_node *root, qs_node *section, qs_sweep_space *space);
/* Read `where`, and drop what it drops. */
void qs_read_where(qs_study_reader *reader, qs_node *root, qs_node *list, qs_sweep_space *space);

/* The value of an axis in a scenario (after `where`), the study's where an item of a list has none; NULL if
 * the study has none either. */
qs_node *qs_axis_value(const qs_sweep_space *space, int axis, size_t scenario);
/* The tree of a scenario: the study's, with the scenario's values at the places of the axes. What it shares
 * with the study's stays as it is; what it does not lives in the arena. NULL when memory is short. */
qs_node *qs_scenario_tree(const qs_sweep_space *space, const qs_node *root, size_t scenario, qs_arena *arena);

/* The same with one value of one axis, and all else as the study says. */
qs_node *qs_axis_tree(const qs_sweep_space *space, const qs_node *root, int axis, size_t value,
                      qs_arena *arena);

/* With output.members: how many members each window has at most, into the reader (members.c). */
void qs_find_rows(qs_study_reader *reader, const qs_node *root, const qs_sweep_space *space);

/* The plan's axes, with their units as found by building, and what only all scenarios tell.
 * root [in] the study's tree. Errors: QS_ERROR_MEMORY. */
qs_status qs_fill_plan(qs_study_reader *reader, const qs_node *root, const qs_sweep_space *space,
                       qs_plan *plan);

struct qs_study {
    char *path, *folder, *text, *name, *resolved;
    size_t n_text;
    char hash[17];
    uint64_t text_hash; /* the hash without the data files */
    size_t n_settings;
    qs_setting *settings; /* texts owned */
    char **setting_names; /* as printed: -s PATH=VALUE */
    qs_node_origin origin,
        *setting_origins; /* [2 * n_settings] of the settings, and of the files of their values */
    qs_arena arena;
    qs_node *root;
    qs_sweep_space space;
    qs_files *files;
    const int *rows; /* of windows' members, as the reader has them; in the arena */
    qs_plan plan;
    const char *unit_name;
    double unit_seconds;
    char clock[16]; /* 08:30 or 08:30:15; "": none */
};

/* From the texts in a study to all the rest.
 * is_trusted [in] the study was checked where it was read: only the first scenario is built
 * visitor    [in] of the scenarios' models, if it is not trusted; NULL: none
 * problems [out] */
qs_status qs_study_assemble(qs_study *study, bool is_trusted, const qs_model_visitor *visitor,
                            qs_problems *problems);
/* An empty study. Errors: QS_ERROR_MEMORY. */
qs_status qs_study_new(qs_study **out);
/* Set the path, text (taken over) and settings (copied).
 * may_open [in] a value @FILE is read from the file; else it has come with the settings
 * Errors: QS_ERROR_MEMORY, QS_ERROR_IO (a file). */
qs_status qs_study_set(qs_study *study, const char *path, char *text, size_t n, const qs_setting *settings,
                       size_t n_settings, bool may_open);

#endif
