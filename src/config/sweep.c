/* sweep: grid, zip and list, and the scenarios they make.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "keys_internal.h"
#include "qsweep/memory.h"
#include "study_internal.h"

enum { GRID, ZIP, LIST, WHERE, N_KEYS };
static const qs_key sweep_keys[N_KEYS] = {
    [GRID] = {"grid", QS_IS(AXES), NULL, "Every combination of the axes' values; the last axis runs fastest"},
    [ZIP] = {"zip", QS_IS(AXES), NULL, "Axes that go in step: the first values, then the second ones"},
    [LIST] = {"list", QS_LIST_OF(1, 0, QS_IS(SCENARIO)), NULL,
              "Scenarios one by one, each a map from paths to values"},
    [WHERE] = {"where", QS_LIST_OF(1, 0, QS_MAP_OF(qs_keys_where)), NULL,
               "Only scenarios for which all of these hold"},
};
const qs_key_table qs_keys_sweep = {.name = "sweep",
                                    .about = "What to vary, by path; grid, zip and list multiply",
                                    QS_KEYS(sweep_keys),
                                    .some_of = "grid zip list",
                                    .is_fixed = true};

/* The first key of a table that a step of a path means; NULL: none. */
static const qs_key *find_key(const qs_key_table *table, const char *step, bool is_same)
{
    for (int k = 0; k < table->n; k++)
        if (qs_words_have(table->same, table->keys[k].name) == is_same &&
            qs_step_matches(step, table->keys[k].name))
            return &table->keys[k];
    return NULL;
}

/* Why a path cannot be an axis: the layout of the results must be the same in all scenarios. NULL: it can. */
static const char *objection(const qs_path *path)
{
    const char *first = path->steps[0];
    if (path->n == 1 && !strcmp(first, "label"))
        return "is no axis, it names a scenario and belongs into an item of sweep.list";
    if (find_key(&qs_keys_study, first, true))
        return "cannot be swept, it must be the same in all scenarios";
    const qs_key *key = find_key(&qs_keys_study, first, false);
    if (path->n == 1 && key && (key->form.kind == QS_FORM_MAP || key->form.kind == QS_FORM_MEMBERS))
        return "a whole section cannot be swept, name a value within it";
    if (path->n > 1 && !strcmp(first, "run") && find_key(&qs_keys_run, path->steps[1], true))
        return "cannot be swept, it must be the same in all scenarios";
    return NULL;
}

/* Two axes on one value, or one within the other: the result would depend on their order. */
static const qs_sweep_axis *find_overlap(const qs_sweep_space *space, const qs_path *path)
{
    for (int i = 0; i < space->n_axes; i++)
        if (qs_path_begins(path, &space->axes[i].path) || qs_path_begins(&space->axes[i].path, path))
            return &space->axes[i];
    return NULL;
}

/* A new axis for a key of grid, zip or a list's item; NULL when it cannot be one (noted). */
static qs_sweep_axis *add_axis(qs_study_reader *reader, qs_node *key, qs_sweep_space *space)
{
    qs_sweep_axis *axis = &space->axes[space->n_axes];
    const char *why = NULL;
    if (space->n_axes == QS_MAX_AXES) {
        qs_problem_at(reader, key->at, "one more", "too many axes, at most %d are allowed", QS_MAX_AXES);
        return NULL;
    }
    *axis = (qs_sweep_axis){.key = key->text, .name = key->text, .at = key->at, .stride = 1};
    if (!qs_path_parse(reader->arena, key->text, &axis->path, &why)) {
        qs_problem_node(reader, key,
                        "the path %s, it must be keys with dots between, such as windows.W1.servers", why);
        return NULL;
    }
    why = objection(&axis->path);
    const qs_sweep_axis *other = find_overlap(space, &axis->path);
    if (why)
        qs_problem_node(reader, key, "%s", why);
    else if (other)
        qs_problem_node(reader, key, "sets the same value as the axis %s, or a part of it, only one may",
                        other->key);
    if (why || other)
        return NULL;
    space->n_axes++;
    return axis;
}

static void open_place(qs_study_reader *reader, qs_node *root, qs_position at, qs_place *place)
{
    place->has_slot = qs_slot_open(reader, root, &place->path, at, false, &place->slot);
    place->base = place->has_slot ? place->slot.parent->values[place->slot.index] : NULL;
    if (qs_node_is_absent(place->base))
        place->base = NULL;
    else
        place->base->is_axis_number = true;
}

/* What the study says at all places, or a text where it does not say the same. */
static qs_node *common_base(qs_study_reader *reader, const qs_sweep_axis *axis)
{
    qs_node *first = axis->n_places ? axis->places[0].base : NULL;
    bool is_same = true;
    for (size_t i = 1; i < axis->n_places && is_same; i++) {
        qs_node *base = axis->places[i].base;
        is_same = !base == !first && (!first || qs_node_equal(base, first));
    }
    if (is_same)
        return first;
    first = qs_node_scalar(reader->arena, "as in the study", axis->at);
    if (!first)
        qs_reader_fail(reader, QS_ERROR_MEMORY);
    return first;
}

/* The places of an axis; opened when all axes are known, as opening may make keys. */
static void open_axis(qs_study_reader *reader, qs_node *root, qs_sweep_axis *axis)
{
    qs_trail trail = reader->trail;
    qs_path *paths;
    size_t n;
    qs_position at = axis->at;
    at.is_axis_value = true;
    reader->trail.n = 0;
    if (qs_path_expand(reader, root, &axis->path, at, &paths, &n)) {
        axis->places = qs_arena_get(reader->arena, n, sizeof *axis->places);
        if (!axis->places)
            qs_reader_fail(reader, QS_ERROR_MEMORY);
        axis->n_places = axis->places ? n : 0;
    }
    for (size_t i = 0; i < axis->n_places; i++) {
        axis->places[i].path = paths[i];
        open_place(reader, root, at, &axis->places[i]);
    }
    axis->base = common_base(reader, axis);
    reader->trail = trail;
}

/* Services, classes, sources, windows and lines are the same in all scenarios, and so is the length of a list. */
static void check_left_out(qs_study_reader *reader, const qs_sweep_axis *axis)
{
    static const char *const sections[] = {"services", "classes", "arrivals", "windows", "lines"};
    bool is_entry = false;
    for (size_t i = 0; i < axis->n_places; i++)
        is_entry |= axis->places[i].has_slot && axis->places[i].slot.parent->kind == QS_NODE_LIST;
    for (int i = 0; i < 5 && axis->path.n == 2; i++)
        is_entry |= !strcmp(axis->path.steps[0], sections[i]);
    for (size_t i = 0; i < axis->n_values && is_entry; i++) {
        qs_node *value = axis->values[i] ? axis->values[i] : axis->base;
        if (!qs_node_is_absent(value))
            continue;
        qs_problem_at(reader, value ? value->at : axis->at, "null",
                      "%s cannot be left out in one scenario and be there in another", axis->key);
        return;
    }
}

static bool multiply(qs_study_reader *reader, qs_node *node, size_t *product, size_t factor)
{
    size_t n = *product * factor; /* both at most QS_MAX_SCENARIOS: no overflow */
    if (n > QS_MAX_SCENARIOS) {
        qs_problem_at(reader, node->at, NULL, "makes too many scenarios, at most %d are allowed (got %zu)",
                      QS_MAX_SCENARIOS, n);
        return false;
    }
    *product = n;
    return true;
}

static bool is_axes_map(qs_study_reader *reader, qs_node *node)
{
    if (node->kind == QS_NODE_MAP && node->n > 0)
        return true;
    qs_problem_node(reader, node,
                    "must be a map from paths to their values, such as {windows.W1.servers: [1, 2]}");
    return false;
}

static void read_grid(qs_study_reader *reader, qs_node *node, qs_sweep_space *space)
{
    qs_enter(reader, "grid");
    size_t n = 1;
    int first = space->n_axes;
    bool is_good = is_axes_map(reader, node);
    for (size_t i = 0; is_good && i < node->n; i++) {
        if (!node->values[i])
            continue;
        qs_enter(reader, node->keys[i]->text);
        qs_sweep_axis *axis = add_axis(reader, node->keys[i], space);
        if (axis && qs_read_axis(reader, node->values[i], axis))
            is_good = multiply(reader, node, &n, axis->n_values);
        qs_leave(reader);
    }
    size_t stride = 1;
    for (int a = space->n_axes - 1; a >= first; a--) { /* the last axis runs fastest */
        space->axes[a].stride = stride;
        stride *= space->axes[a].n_values ? space->axes[a].n_values : 1;
    }
    space->n_raw = is_good ? n : 0;
    qs_leave(reader);
}

/* Axes already there run slower by what has been added. */
static void slow_down(qs_study_reader *reader, qs_node *node, qs_sweep_space *space, int n_before, size_t n)
{
    for (int a = 0; a < n_before; a++)
        space->axes[a].stride *= n;
    if (space->n_raw && !multiply(reader, node, &space->n_raw, n))
        space->n_raw = 0;
}

static void read_zip(qs_study_reader *reader, qs_node *node, qs_sweep_space *space)
{
    qs_enter(reader, "zip");
    size_t n = 0;
    int n_before = space->n_axes;
    bool is_good = is_axes_map(reader, node);
    for (size_t i = 0; is_good && i < node->n; i++) {
        if (!node->values[i])
            continue;
        qs_enter(reader, node->keys[i]->text);
        qs_sweep_axis *axis = add_axis(reader, node->keys[i], space);
        if (axis && qs_read_axis(reader, node->values[i], axis)) {
            if (n && axis->n_values != n)
                qs_problem_at(
                    reader, node->values[i]->at, NULL,
                    "the axes of zip go in step, all must have as many values as the first, %zu (got %zu)", n,
                    axis->n_values);
            n = n ? n : axis->n_values;
        }
        qs_leave(reader);
    }
    slow_down(reader, node, space, n_before, n);
    qs_leave(reader);
}

/* The axis of a path that an earlier item of the list has named, or NULL. */
static qs_sweep_axis *find_named(qs_sweep_space *space, int from, const char *name)
{
    for (int a = from; a < space->n_axes; a++)
        if (!strcmp(space->axes[a].key, name))
            return &space->axes[a];
    return NULL;
}

static void read_item(qs_study_reader *reader, qs_node *list, size_t i, qs_sweep_space *space, int from)
{
    qs_node *item = list->values[i];
    bool is_study_itself = item->kind == QS_NODE_MAP && item->n == 0;
    if (is_study_itself || !is_axes_map(reader, item))
        return;
    for (size_t k = 0; k < item->n; k++) {
        if (!item->values[k])
            continue;
        qs_enter(reader, item->keys[k]->text);
        if (!strcmp(item->keys[k]->text, "label")) {
            qs_read_label(reader, item->values[k], i, list->n, space);
            qs_leave(reader);
            continue;
        }
        qs_sweep_axis *axis = find_named(space, from, item->keys[k]->text);
        if (!axis && (axis = add_axis(reader, item->keys[k], space)) != NULL) {
            axis->n_values = list->n;
            axis->values = qs_arena_get(reader->arena, list->n, sizeof *axis->values);
            if (!axis->values) {
                axis->n_values = 0;
                qs_reader_fail(reader, QS_ERROR_MEMORY);
            }
        }
        if (axis && axis->values) {
            axis->values[i] = item->values[k];
            qs_mark_axis_value(item->values[k]);
            item->values[k]->is_axis_number = true;
        }
        qs_leave(reader);
    }
}

static void read_scenario_list(qs_study_reader *reader, qs_node *node, qs_sweep_space *space)
{
    int from = space->n_axes;
    qs_enter(reader, "list");
    if (qs_read_list(reader, node, 1, "scenarios, each a map such as {windows.W1.servers: 2}")) {
        space->n_items = node->n;
        for (size_t i = 0; i < node->n && !reader->status; i++) {
            qs_enter_item(reader, i);
            read_item(reader, node, i, space, from);
            qs_leave(reader);
        }
        slow_down(reader, node, space, from, node->n);
    }
    qs_leave(reader);
}

void qs_read_sweep(qs_study_reader *reader, qs_node *root, qs_node *section, qs_sweep_space *space)
{
    qs_node *values[N_KEYS];
    space->n_raw = space->n_scenarios = 1;
    space->axes = qs_arena_get(reader->arena, QS_MAX_AXES, sizeof *space->axes);
    if (!space->axes) {
        qs_reader_fail(reader, QS_ERROR_MEMORY);
        return;
    }
    if (!section)
        return;
    qs_enter(reader, "sweep");
    if (qs_read_map(reader, section, &qs_keys_sweep, values)) {
        if (values[GRID])
            read_grid(reader, values[GRID], space);
        if (values[ZIP])
            read_zip(reader, values[ZIP], space);
        if (values[LIST])
            read_scenario_list(reader, values[LIST], space);
        if (!values[GRID] && !values[ZIP] && !values[LIST] && !section->is_unsure)
            qs_problem_at(reader, section->at, "none of them", "must have grid, zip or list");
        qs_check_axis_names(reader, space);
        for (int a = 0; a < space->n_axes; a++)
            open_axis(reader, root, &space->axes[a]);
        for (int a = 0; a < space->n_axes; a++)
            check_left_out(reader, &space->axes[a]);
        space->n_scenarios = space->n_raw;
        if (values[WHERE] && space->n_raw)
            qs_read_where(reader, root, values[WHERE], space);
    }
    qs_leave(reader);
}

/* The value that the sweep has for a scenario; NULL: it is as the study says. */
static qs_node *chosen_value(const qs_sweep_space *space, int axis, size_t scenario)
{
    const qs_sweep_axis *a = &space->axes[axis];
    size_t raw = space->kept ? space->kept[scenario] : scenario;
    return a->n_values ? a->values[raw / a->stride % a->n_values] : NULL;
}

qs_node *qs_axis_value(const qs_sweep_space *space, int axis, size_t scenario)
{
    qs_node *value = chosen_value(space, axis, scenario);
    return value ? value : space->axes[axis].base;
}

/* A node whose own values can be replaced; NULL when memory is short. */
static qs_node *copy_of(const qs_node *node, qs_arena *arena)
{
    qs_node *copy = qs_node_new(arena, node->kind, node->at);
    qs_node **values = copy ? qs_arena_get(arena, node->n, sizeof *values) : NULL;
    if (!values)
        return NULL;
    *copy = *node;
    copy->values = values;
    copy->capacity = node->n; /* keys are shared, and so full */
    copy->is_copy = true;
    for (size_t i = 0; i < node->n; i++)
        values[i] = node->values[i];
    return copy;
}

static size_t index_of(const qs_node *node, const char *step)
{
    return node->kind == QS_NODE_MAP ? (size_t)qs_node_find(node, step) : (size_t)strtoul(step, NULL, 10);
}

/* Put a value at a path below a root that is a copy: what is on the way becomes one, too. */
static bool put_value(const qs_path *path, qs_node *root, qs_node *value, qs_arena *arena)
{
    qs_node *node = root;
    for (int i = 0; i + 1 < path->n; i++) {
        qs_node **inner = &node->values[index_of(node, path->steps[i])];
        if (!(*inner)->is_copy)
            *inner = copy_of(*inner, arena);
        node = *inner;
        if (!node)
            return false;
    }
    node->values[index_of(node, path->steps[path->n - 1])] = value;
    return true;
}

static bool put_values(const qs_sweep_axis *axis, qs_node *root, qs_node *value, qs_arena *arena)
{
    for (size_t i = 0; i < axis->n_places; i++) {
        const qs_place *place = &axis->places[i];
        if (place->has_slot && !put_value(&place->path, root, value ? value : place->base, arena))
            return false;
    }
    return true;
}

qs_node *qs_axis_tree(const qs_sweep_space *space, const qs_node *root, int axis, size_t value,
                      qs_arena *arena)
{
    qs_node *copy = copy_of(root, arena);
    const qs_sweep_axis *a = &space->axes[axis];
    return copy && put_values(a, copy, a->values[value], arena) ? copy : NULL;
}

qs_node *qs_scenario_tree(const qs_sweep_space *space, const qs_node *root, size_t scenario, qs_arena *arena)
{
    qs_node *copy = copy_of(root, arena);
    for (int a = 0; copy && a < space->n_axes; a++)
        if (!put_values(&space->axes[a], copy, chosen_value(space, a, scenario), arena))
            return NULL;
    return copy;
}
