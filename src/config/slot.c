/* Places in the tree that settings and sweep axes fill, and settings.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "study_internal.h"
#include "yaml_internal.h"

static bool no_memory(qs_study_reader *reader)
{
    qs_reader_fail(reader, QS_ERROR_MEMORY);
    return false;
}

/* A new key without a value, at the end of a map. */
static bool add_key(qs_study_reader *reader, qs_node *map, const char *key, qs_position at, qs_node *value)
{
    qs_node *name = qs_node_scalar(reader->arena, key, at);
    return name && qs_node_append(reader->arena, map, name, value) ? true : no_memory(reader);
}

static const char *named_section(const char *step)
{
    static const char *const sections[][2] = {{"services", "service"},   {"classes", "class"},
                                              {"arrivals", "source"},    {"windows", "window"},
                                              {"day_factors", "factor"}, {"lines", "line"}};
    for (size_t i = 0; i < 6; i++)
        if (!strcmp(step, sections[i][0]))
            return sections[i][1];
    return NULL;
}

/* Whether step i may be made: names are not, but for a whole new entry, or the class that is there without
 * words. */
static bool may_make(const qs_path *path, int i, bool may_add)
{
    if (i != 1 || !named_section(path->steps[0]))
        return true;
    if (!strcmp(path->steps[0], "classes") && !strcmp(path->steps[1], "customer"))
        return true;
    return may_add && path->n == 2;
}

static void enter_path(qs_study_reader *reader, const qs_path *path, int n)
{
    for (int i = 0; i < n; i++)
        qs_enter(reader, path->steps[i]);
}

static void refuse_missing_name(qs_study_reader *reader, const qs_node *map, const qs_path *path,
                                qs_position at)
{
    const char *what = named_section(path->steps[0]), *near = qs_suggest_key(path->steps[1], map);
    enter_path(reader, path, path->n);
    if (near)
        qs_problem_at(reader, at, path->steps[1], "there is no such %s, did you mean '%s'?", what, near);
    else
        qs_problem_at(reader, at, path->steps[1], "there is no such %s, it must be one of those in %s", what,
                      path->steps[0]);
    reader->trail.n -= path->n;
}

static bool step_into_map(qs_study_reader *reader, qs_node *map, const qs_path *path, int i, qs_position at,
                          bool may_add, qs_slot *slot)
{
    ptrdiff_t found = qs_node_find(map, path->steps[i]);
    if (found < 0 && !may_make(path, i, may_add)) {
        refuse_missing_name(reader, map, path, at);
        return false;
    }
    if (found < 0) {
        if (!add_key(reader, map, path->steps[i], at, NULL))
            return false;
        found = (ptrdiff_t)map->n - 1;
    }
    *slot = (qs_slot){.parent = map, .index = (size_t)found};
    return true;
}

static bool step_into_list(qs_study_reader *reader, qs_node *list, const qs_path *path, int i, qs_position at,
                           qs_slot *slot)
{
    size_t index = 0, digits = strspn(path->steps[i], "0123456789");
    bool is_index = digits > 0 && digits < 10 && !path->steps[i][digits];
    if (is_index)
        (void)sscanf(path->steps[i], "%zu", &index);
    if (is_index && index < list->n) {
        *slot = (qs_slot){.parent = list, .index = index};
        return true;
    }
    enter_path(reader, path, i);
    qs_problem_at(reader, at, path->steps[i], "is a list, the path must go on with an index from 0 to %zu",
                  list->n ? list->n - 1 : 0);
    reader->trail.n -= i;
    return false;
}

/* Inner nodes on the way; a missing one is made. */
static qs_node *inner(qs_study_reader *reader, const qs_slot *slot, qs_position at)
{
    qs_node *node = slot->parent->values[slot->index];
    if (node && !(node->kind == QS_NODE_SCALAR && qs_scalar_of(node) == QS_SCALAR_NULL))
        return node;
    node = qs_node_new(reader->arena, QS_NODE_MAP, at);
    if (!node) {
        no_memory(reader);
        return NULL;
    }
    node->is_created = true;
    slot->parent->values[slot->index] = node;
    return node;
}

bool qs_slot_open(qs_study_reader *reader, qs_node *root, const qs_path *path, qs_position at, bool may_add,
                  qs_slot *slot)
{
    qs_node *node = root;
    for (int i = 0; i < path->n; i++) {
        bool is_found;
        if (node->kind == QS_NODE_SCALAR) {
            char got[128];
            enter_path(reader, path, i);
            qs_problem_at(reader, at, qs_node_describe(node, got, sizeof got),
                          "has no keys, so the path cannot go on with %s, only the whole value can be set",
                          path->steps[i]);
            reader->trail.n -= i;
            return false;
        }
        is_found = node->kind == QS_NODE_MAP ? step_into_map(reader, node, path, i, at, may_add, slot)
                                             : step_into_list(reader, node, path, i, at, slot);
        if (!is_found)
            return false;
        if (i + 1 < path->n && !(node = inner(reader, slot, at)))
            return false;
    }
    return true;
}

/* A key as if the study did not have it. False: it does not. */
static bool take_out(qs_node *root, const qs_path *path)
{
    qs_node *map = root;
    for (int i = 0; i + 1 < path->n && map; i++)
        map = qs_node_get(map, path->steps[i]);
    ptrdiff_t found = map && map->kind == QS_NODE_MAP ? qs_node_find(map, path->steps[path->n - 1]) : -1;
    if (found < 0)
        return false;
    size_t k = (size_t)found, n_after = map->n - k - 1;
    memmove(&map->keys[k], &map->keys[k + 1], n_after * sizeof(qs_node *));
    memmove(&map->values[k], &map->values[k + 1], n_after * sizeof(qs_node *));
    map->n--;
    bool is_section = path->n == 2 && !named_section(path->steps[0]);
    map->is_created |= is_section && map->n == 0; /* a section of which nothing is left */
    return true;
}

static bool is_blank(const char *text)
{
    return text[strspn(text, " \t")] == '\0';
}

/* NULL when it is none (noted). */
static qs_node *read_value(qs_study_reader *reader, const qs_path *path, qs_position at,
                           const qs_node_origin *within, const char *text)
{
    qs_node *value = NULL;
    enter_path(reader, path, path->n);
    if (!strcmp(text, "@"))
        qs_problem_at(reader, at, "@", "the name of a file is missing behind the @");
    else if (is_blank(text))
        value = qs_node_scalar(reader->arena, "", at);
    else
        value = qs_yaml_read(reader, within, text, strlen(text));
    reader->trail.n -= path->n;
    return value;
}

static void set_all(qs_study_reader *reader, qs_node *root, const qs_path *path, qs_position at,
                    const qs_node_origin *within, const char *text)
{
    qs_path *paths;
    size_t n, n_out = 0;
    qs_slot slot;
    qs_node *value = read_value(reader, path, at, within, text);
    if (!value || !qs_path_expand(reader, root, path, at, &paths, &n))
        return;
    bool is_out = !is_blank(text) && value->kind == QS_NODE_SCALAR && qs_scalar_of(value) == QS_SCALAR_NULL;
    for (size_t i = 0; i < n && !reader->status; i++) {
        if (is_out) {
            n_out += take_out(root, &paths[i]);
            continue;
        }
        if (i > 0) /* each place has a copy of its own: a later setting may change one of them */
            value = read_value(reader, path, at, within, text);
        if (value && qs_slot_open(reader, root, &paths[i], at, true, &slot))
            slot.parent->values[slot.index] = value;
    }
    if (!is_out || n_out)
        return;
    enter_path(reader, path, path->n);
    qs_problem_at(reader, at, NULL, "null takes a key out, and there is no such key in the study");
    reader->trail.n -= path->n;
}

void qs_setting_apply(qs_study_reader *reader, qs_node *root, const qs_setting *setting, const char *text,
                      const qs_node_origin *origin, const qs_node_origin *within, qs_path *path)
{
    const char *why;
    qs_position at = {.origin = origin, .line = 1, .column = 1};
    path->n = 0;
    if (qs_path_parse(reader->arena, setting->path, path, &why)) {
        set_all(reader, root, path, at, within, text);
        return;
    }
    qs_enter(reader, setting->path);
    qs_problem_at(reader, at, setting->path,
                  "the path %s, it must be keys with dots between, such as run.horizon", why);
    qs_leave(reader);
    path->n = 0;
}
