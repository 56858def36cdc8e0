/* Paths with *: the paths of every member of a map, or of every item of a list.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "study_internal.h"

static bool is_star(const char *step)
{
    return step[0] == '*' && !step[1];
}

static int find_star(const qs_path *path)
{
    for (int i = 0; i < path->n; i++)
        if (is_star(path->steps[i]))
            return i;
    return -1;
}

bool qs_path_has_star(const qs_path *path)
{
    return find_star(path) >= 0;
}

bool qs_step_matches(const char *a, const char *b)
{
    return is_star(a) || is_star(b) || !strcmp(a, b);
}

bool qs_path_begins(const qs_path *path, const qs_path *beginning)
{
    bool is_so = path->n >= beginning->n;
    for (int i = 0; is_so && i < beginning->n; i++)
        is_so = qs_step_matches(path->steps[i], beginning->steps[i]);
    return is_so;
}

qs_node *qs_path_find(qs_node *root, const qs_path *path, int n)
{
    qs_node *node = root;
    for (int i = 0; i < n && node; i++) {
        const char *step = path->steps[i];
        size_t digits = strspn(step, "0123456789");
        bool is_index = digits > 0 && digits < 10 && !step[digits];
        size_t index = is_index ? strtoul(step, NULL, 10) : 0;
        if (node->kind == QS_NODE_MAP)
            node = qs_node_get(node, step);
        else
            node = node->kind == QS_NODE_LIST && is_index && index < node->n ? node->values[index] : NULL;
    }
    return node;
}

typedef struct expansion {
    qs_study_reader *reader;
    qs_node *root;
    qs_path *paths;
    size_t n, capacity;
} expansion;

static void add_path(expansion *e, const qs_path *path)
{
    if (e->n == e->capacity) {
        size_t capacity = e->capacity ? 2 * e->capacity : 4;
        qs_path *paths = qs_arena_get(e->reader->arena, capacity, sizeof *paths);
        if (!paths) {
            qs_reader_fail(e->reader, QS_ERROR_MEMORY);
            return;
        }
        if (e->n)
            memcpy(paths, e->paths, e->n * sizeof *paths);
        e->paths = paths;
        e->capacity = capacity;
    }
    e->paths[e->n++] = *path;
}

static void expand(expansion *e, const qs_path *path)
{
    int star = find_star(path);
    qs_path one = *path;
    if (star < 0) {
        add_path(e, path);
        return;
    }
    qs_node *node = qs_path_find(e->root, path, star);
    bool is_default = !node && star == 1 && !strcmp(path->steps[0], "classes");
    if (is_default) { /* the class that is there without words */
        one.steps[star] = "customer";
        expand(e, &one);
    }
    for (size_t i = 0; node && node->kind != QS_NODE_SCALAR && i < node->n && !e->reader->status; i++) {
        char index[24];
        if (qs_node_is_absent(node->values[i]))
            continue;
        snprintf(index, sizeof index, "%zu", i);
        one.steps[star] = node->keys ? node->keys[i]->text : qs_arena_text(e->reader->arena, index);
        if (!one.steps[star])
            qs_reader_fail(e->reader, QS_ERROR_MEMORY);
        else
            expand(e, &one);
    }
}

bool qs_path_expand(qs_study_reader *reader, qs_node *root, const qs_path *path, qs_position at,
                    qs_path **paths, size_t *n)
{
    expansion e = {.reader = reader, .root = root};
    expand(&e, path);
    *paths = e.paths;
    *n = e.n;
    if (e.n > 0 || reader->status)
        return !reader->status;
    for (int i = 0; i < path->n; i++)
        qs_enter(reader, path->steps[i]);
    qs_problem_at(reader, at, "*", "there is nothing in the study that the * stands for");
    reader->trail.n -= path->n;
    return false;
}
