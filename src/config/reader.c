/* Maps, lists and names of a study.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "reader_internal.h"

#include <stdio.h>
#include <string.h>

void qs_enter(qs_reader *reader, const char *key)
{
    qs_trail *trail = &reader->trail;
    if (trail->n < (int)(sizeof trail->steps / sizeof *trail->steps))
        trail->steps[trail->n].key = key;
    trail->n++;
}

void qs_enter_item(qs_reader *reader, size_t index)
{
    qs_trail *trail = &reader->trail;
    if (trail->n < (int)(sizeof trail->steps / sizeof *trail->steps)) {
        trail->steps[trail->n].key = NULL;
        trail->steps[trail->n].index = index;
    }
    trail->n++;
}

void qs_leave(qs_reader *reader)
{
    reader->trail.n--;
}

qs_status qs_reader_fail(qs_reader *reader, qs_status status)
{
    if (!reader->status)
        reader->status = status;
    return status;
}

/* Words from other books, and what to write instead. */
static const char *hint_for(const char *key)
{
    static const struct {
        const char *key, *hint;
    } hints[] = {
        {"lambda", "a bare lambda is refused: is it a rate or a mean? Write rate or mean"},
        {"mu", "a bare mu is refused: is it a rate or a mean? Write rate or mean"},
        {"sigma", "write sd (a standard deviation) or variance"},
        {"std", "write sd (a standard deviation)"},
        {"stdev", "write sd (a standard deviation)"},
        {"stddev", "write sd (a standard deviation)"},
        {"var", "write variance"},
        {"average", "write mean"},
        {"utilization", "write utilisation"},
        {"queues", "write windows"},
        {"stations", "write windows"},
        {"reps", "write replications"},
    };
    for (size_t i = 0; i < sizeof hints / sizeof *hints; i++)
        if (!strcmp(key, hints[i].key))
            return hints[i].hint;
    return NULL;
}

static void refuse_key(qs_reader *reader, qs_node *key, const char *const *keys, int n)
{
    char list[512];
    qs_join(list, sizeof list, keys, (size_t)n, " and ");
    const char *near = qs_nearest(key->text, keys, (size_t)n), *hint = hint_for(key->text);
    qs_enter(reader, key->text);
    if (hint)
        qs_problem_node(reader, key, "%s, allowed here: %s", hint, list);
    else if (near)
        qs_problem_node(reader, key, "unknown key, did you mean '%s'? Allowed: %s", near, list);
    else
        qs_problem_node(reader, key, "unknown key, allowed: %s", list);
    qs_leave(reader);
}

bool qs_read_map(qs_reader *reader, qs_node *node, const char *const *keys, int n, qs_node **values)
{
    for (int k = 0; k < n; k++)
        values[k] = NULL;
    if (node->kind != QS_NODE_MAP) {
        char list[512];
        qs_problem_node(reader, node, "must be a map with the keys %s",
                        qs_join(list, sizeof list, keys, (size_t)n, " and "));
        return false;
    }
    for (size_t i = 0; i < node->n; i++) {
        int k = 0;
        while (k < n && strcmp(node->keys[i]->text, keys[k]))
            k++;
        if (qs_node_is_absent(node->values[i]))
            continue;
        if (k < n)
            values[k] = node->values[i];
        else
            refuse_key(reader, node->keys[i], keys, n);
    }
    return true;
}

bool qs_require(qs_reader *reader, qs_node *map, const char *key, qs_node *value, const char *what)
{
    if (value)
        return true;
    ptrdiff_t i = map->kind == QS_NODE_MAP ? qs_node_find(map, key) : -1;
    bool is_left_out = i >= 0 && map->values[i]; /* null in an axis, then */
    qs_enter(reader, key);
    qs_problem_at(reader, is_left_out ? map->values[i]->at : map->at, "nothing", "is missing, must be %s",
                  what);
    qs_leave(reader);
    return false;
}

bool qs_read_list(qs_reader *reader, qs_node *node, size_t least, const char *of_what)
{
    if (node->kind == QS_NODE_LIST && node->n >= least)
        return true;
    qs_problem_node(reader, node, "must be a list of %s", of_what);
    return false;
}

bool qs_is_name(const char *text)
{
    size_t n = strlen(text);
    if (n == 0 || n > 63)
        return false;
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)text[i];
        bool is_letter =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c >= 128;
        if (!is_letter && c != '_' && (c != '-' || i == 0))
            return false;
    }
    return true;
}

static const char *name_of(const qs_model *model, qs_named kind, int i)
{
    if (kind == QS_NAMED_WINDOW)
        return model->windows[i].name;
    return kind == QS_NAMED_CLASS ? model->classes[i].name : model->services[i];
}

static void refuse_name(qs_reader *reader, qs_node *node, qs_named kind, int n)
{
    const qs_model *model = reader->model;
    static const char *const kinds[] = {"class", "service", "window"};
    const char *what = kinds[kind], *near = NULL;
    const char *shown[12] = {NULL};
    int n_shown = n < 12 ? n : 12;
    for (int i = 0; i < n_shown; i++)
        shown[i] = name_of(model, kind, i);
    char list[512];
    qs_join(list, sizeof list, shown, (size_t)n_shown, n_shown < n ? ", " : " or ");
    for (int i = 0; i < n && node->kind == QS_NODE_SCALAR; i++) {
        const char *pair[2] = {near, name_of(model, kind, i)};
        near = qs_nearest(node->text, pair, 2);
    }
    if (near)
        qs_problem_node(reader, node, "there is no such %s, did you mean '%s'? Known: %s%s", what, near, list,
                        n_shown < n ? ", ..." : "");
    else
        qs_problem_node(reader, node, "must be the name of a %s, known are %s%s", what, list,
                        n_shown < n ? ", ..." : "");
}

bool qs_read_name(qs_reader *reader, qs_node *node, qs_named kind, int *out)
{
    const qs_model *model = reader->model;
    const int counts[] = {model->n_classes, model->n_services, model->n_windows};
    int n = counts[kind];
    for (int i = 0; node->kind == QS_NODE_SCALAR && i < n; i++) {
        int at = (reader->next_name[kind] + i) % n;
        if (!strcmp(node->text, name_of(model, kind, at))) {
            *out = at;
            reader->next_name[kind] = at + 1;
            return true;
        }
    }
    if (n > 0) /* none at all: that has been said where they should be */
        refuse_name(reader, node, kind, n);
    return false;
}
