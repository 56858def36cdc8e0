/* sweep.where: which scenarios are left out.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "keys_internal.h"
#include "qsweep/memory.h"
#include "study_internal.h"

enum { SUM, AT_MOST, AT_LEAST, N_KEYS };
static const qs_key where_keys[N_KEYS] = {
    [SUM] = {"sum", QS_IS(SUM), NULL, "Axes, each with its weight: {windows.W1.servers: 1}"},
    [AT_MOST] = {"at_most", QS_NUMBER_IN(qs_any, QS_PLAIN), NULL, "What the weighted sum may be at most"},
    [AT_LEAST] = {"at_least", QS_NUMBER_IN(qs_any, QS_PLAIN), NULL, "What it must be at least"},
};
const qs_key_table qs_keys_where = {.name = "where",
                                    .about = "A weighted sum of axes, and its bounds",
                                    QS_KEYS(where_keys),
                                    .needs = "sum",
                                    .some_of = "at_most at_least",
                                    .is_fixed = true};

/* Sums that miss a bound by rounding alone still meet it. */
static const double SLACK = 1e-9;

/* How often a term of a path has an axis' value: once, as often as its path has members, or not at all. */
static size_t count_in(const qs_sweep_axis *axis, const char *text, const qs_path *path)
{
    if (!strcmp(axis->name, text) && axis->name != axis->key)
        return 1;
    if (axis->path.n != path->n || !qs_path_begins(path, &axis->path))
        return 0;
    if (qs_path_has_star(path))
        return !strcmp(axis->key, text) ? axis->n_places : 0;
    for (size_t i = 0; i < axis->n_places; i++)
        if (qs_path_begins(path, &axis->places[i].path))
            return 1;
    return 0;
}

static bool check_axis_numbers(qs_study_reader *reader, const qs_sweep_axis *axis)
{
    for (size_t i = 0; i < axis->n_values; i++) {
        qs_node *value = axis->values[i] ? axis->values[i] : axis->base;
        if (qs_scalar_is_number(value))
            continue;
        if (value)
            qs_problem_node(reader, value, "must be a number, because sweep.where sums it");
        else
            qs_problem_at(reader, axis->at, "nothing",
                          "item %zu of the list has no value for %s, and the study has none either, but "
                          "sweep.where sums it",
                          i, axis->name);
        return false;
    }
    return true;
}

/* The node of a path in the study as it is, NULL when there is none. */
static qs_node *find_node(qs_node *root, const qs_path *path)
{
    qs_node *node = root;
    for (int i = 0; i < path->n && node; i++) {
        size_t index = 0;
        if (node->kind == QS_NODE_MAP) {
            node = qs_node_get(node, path->steps[i]);
            continue;
        }
        bool is_index = node->kind == QS_NODE_LIST && strlen(path->steps[i]) < 10;
        for (const char *c = path->steps[i]; is_index && *c; c++) {
            is_index = *c >= '0' && *c <= '9';
            index = index * 10 + (size_t)(*c - '0');
        }
        node = is_index && index < node->n ? node->values[index] : NULL;
    }
    return node;
}

/* One `PATH: weight`. */
static bool read_term(qs_study_reader *reader, qs_node *root, qs_node *key, qs_node *value,
                      qs_sweep_space *space, qs_filter *filter)
{
    qs_path path;
    const char *why;
    double weight;
    if (!qs_read_number(reader, NULL, value, qs_any, QS_PLAIN, &weight))
        return false;
    if (!qs_path_parse(reader->arena, key->text, &path, &why)) {
        qs_problem_node(reader, key, "the path %s, it must be keys with dots between", why);
        return false;
    }
    for (int a = 0; a < space->n_axes; a++) {
        size_t n = count_in(&space->axes[a], key->text, &path);
        if (n == 0)
            continue;
        filter->axes[filter->n] = a;
        filter->weights[filter->n++] = weight * (double)n;
        return check_axis_numbers(reader, &space->axes[a]);
    }
    qs_node *node = find_node(root, &path);
    if (!qs_scalar_is_number(node)) {
        qs_problem_at(reader, key->at, key->text, "must be the path of an axis or of a number in the study");
        return false;
    }
    filter->constant += weight * qs_scalar_value(reader, node);
    return true;
}

static bool read_sum(qs_study_reader *reader, qs_node *root, qs_node *sum, qs_sweep_space *space,
                     qs_filter *filter)
{
    qs_enter(reader, "sum");
    bool is_good = sum->kind == QS_NODE_MAP && sum->n > 0;
    if (!is_good)
        qs_problem_node(reader, sum, "must be a map from paths to weights, such as {windows.W1.servers: 1}");
    filter->axes = qs_arena_get(reader->arena, sum->n, sizeof *filter->axes);
    filter->weights = qs_arena_get(reader->arena, sum->n, sizeof *filter->weights);
    if (!filter->axes || !filter->weights) {
        qs_reader_fail(reader, QS_ERROR_MEMORY);
        is_good = false;
    }
    for (size_t i = 0; is_good && i < sum->n; i++) {
        qs_enter(reader, sum->keys[i]->text);
        is_good = read_term(reader, root, sum->keys[i], sum->values[i], space, filter);
        qs_leave(reader);
    }
    qs_leave(reader);
    return is_good;
}

static bool read_filter(qs_study_reader *reader, qs_node *root, qs_node *item, qs_sweep_space *space,
                        qs_filter *filter)
{
    qs_node *values[N_KEYS];
    filter->low = -INFINITY;
    filter->high = INFINITY;
    if (!qs_read_map(reader, item, &qs_keys_where, values) ||
        !qs_require(reader, item, "sum", values[SUM], "a map from paths to weights"))
        return false;
    if (!values[AT_MOST] && !values[AT_LEAST]) {
        qs_problem_at(reader, item->at, "neither", "must have at_most or at_least");
        return false;
    }
    bool is_good = read_sum(reader, root, values[SUM], space, filter);
    is_good &= !values[AT_MOST] ||
               qs_read_number(reader, "at_most", values[AT_MOST], qs_any, QS_PLAIN, &filter->high);
    is_good &= !values[AT_LEAST] ||
               qs_read_number(reader, "at_least", values[AT_LEAST], qs_any, QS_PLAIN, &filter->low);
    return is_good;
}

static bool passes(const qs_study_reader *reader, const qs_sweep_space *space, const qs_filter *filter,
                   size_t raw)
{
    double sum = filter->constant;
    for (size_t t = 0; t < filter->n; t++) {
        qs_node *value = qs_axis_value(space, filter->axes[t], raw);
        sum += filter->weights[t] * qs_scalar_value(reader, value);
    }
    double slack = SLACK * (1 + fabs(sum));
    return sum >= filter->low - slack && sum <= filter->high + slack;
}

static void drop(qs_study_reader *reader, qs_node *list, qs_sweep_space *space)
{
    uint32_t *kept;
    size_t n = 0;
    if (qs_reader_fail(reader, qs_calloc(space->n_raw, sizeof *kept, &kept)))
        return;
    for (size_t raw = 0; raw < space->n_raw; raw++) {
        bool is_kept = true;
        for (size_t f = 0; is_kept && f < space->n_filters; f++)
            is_kept = passes(reader, space, &space->filters[f], raw);
        if (is_kept)
            kept[n++] = (uint32_t)raw;
    }
    if (n == 0)
        qs_problem_at(reader, list->at, "none", "leaves no scenario of %zu, at least one must remain",
                      space->n_raw);
    space->kept = kept;
    space->n_scenarios = n;
}

void qs_read_where(qs_study_reader *reader, qs_node *root, qs_node *list, qs_sweep_space *space)
{
    qs_enter(reader, "where");
    bool is_good =
        qs_read_list(reader, list, 1, "conditions such as {sum: {windows.W1.servers: 1}, at_most: 4}");
    space->filters = is_good ? qs_arena_get(reader->arena, list->n, sizeof *space->filters) : NULL;
    if (is_good && !space->filters)
        qs_reader_fail(reader, QS_ERROR_MEMORY);
    for (size_t i = 0; space->filters && i < list->n; i++) {
        qs_enter_item(reader, i);
        is_good &= read_filter(reader, root, list->values[i], space, &space->filters[i]);
        qs_leave(reader);
    }
    space->n_filters = is_good ? list->n : 0;
    if (is_good && !reader->status)
        drop(reader, list, space);
    qs_leave(reader);
}
