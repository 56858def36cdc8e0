/* The values of a sweep axis: a list, or {from, to, step | steps, scale}, or {values}; and its own name, if
 * it has one.
 *
 * Made numbers are rounded to 12 significant digits, so that 0.1 three times is 0.3; the ends are as written.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "keys_internal.h"
#include "qsweep/variate.h"
#include "study_internal.h"

enum { FROM, TO, STEP, STEPS, SCALE, NAME, VALUES, N_KEYS };
#define AN_END                                                                                               \
    QS_EITHER_OF(QS_INSTANT_IN(qs_any), QS_NUMBER_IN(qs_any, QS_PER_TIME), QS_NUMBER_IN(qs_any, QS_SHARE))
static const char *const scales[] = {"linear", "log"};
static const qs_key range_keys[N_KEYS] = {
    [FROM] = {"from", AN_END, NULL, "The first value"},
    [TO] = {"to", AN_END, NULL, "The last value, if the steps reach it"},
    [STEP] = {"step", AN_END, "1", "From value to value; on a log scale a factor"},
    [STEPS] = {"steps", QS_WHOLE_IN(1, QS_MAX_AXIS_VALUES), NULL,
               "In place of step: how many values, both ends included"},
    [SCALE] = {"scale", QS_ONE_OF(scales), "\"linear\"", "Equal differences, or equal ratios"},
    [NAME] = {"name", QS_IS(NAME), NULL, "The axis' own word in tables, options and results; else its path"},
    [VALUES] = {"values", QS_LIST_OF(1, 0, QS_IS(ANY)), NULL, "In place of a range: the values"},
};
const qs_key_table qs_keys_axis = {
    .name = "axis",
    .about = "Values of an axis: a range, or values with the axis' own name",
    QS_KEYS(range_keys),
    .apart = {"values from", "values to", "values step", "values steps", "values scale", "step steps"},
    .one_of = {"from values", "to values"},
    .is_fixed = true};

typedef struct axis_range {
    double from, to, step; /* in the unit of `from` */
    qs_scalar_kind kind;   /* of `from`: a bare number, or with such a unit */
    double seconds;        /* of that unit, where it is one of time */
    const char *unit;      /* "", "min", " / h" or " %" */
    bool is_of_day;        /* from and to are times of day: the values are times since the start */
    bool is_log;
    size_t n;
} axis_range;

void qs_mark_axis_value(qs_node *node)
{
    if (!node)
        return;
    node->at.is_axis_value = true;
    node->is_left_out = node->kind == QS_NODE_SCALAR && qs_scalar_of(node) == QS_SCALAR_NULL;
    for (size_t i = 0; i < node->n; i++) {
        if (node->keys)
            node->keys[i]->at.is_axis_value = true;
        qs_mark_axis_value(node->values[i]);
    }
}

/* In the unit that the range's first number had. */
static double in_unit(const axis_range *range, const qs_node *node)
{
    if (node->scalar == QS_SCALAR_NUMBER || node->scalar == QS_SCALAR_PERCENT ||
        node->seconds == range->seconds)
        return node->number;
    return node->scalar == QS_SCALAR_RATE ? node->number * (range->seconds / node->seconds)
                                          : node->number * (node->seconds / range->seconds);
}

/* A number, or a number with the kind of unit that the range's first number had. */
static bool read_end(qs_study_reader *reader, const char *key, qs_node *node, const axis_range *range,
                     double *out)
{
    if (!node)
        return false;
    qs_scalar_kind kind = qs_scalar_of(node);
    bool is_number = qs_scalar_is_number(node) && kind != QS_SCALAR_INFINITE && isfinite(node->number);
    if (kind == QS_SCALAR_CLOCK && range->is_of_day && strcmp(key, "step") != 0) {
        bool is_first = !strcmp(key, "from");
        *out = qs_clock_after(reader, node->number, is_first ? 0 : range->from, is_first);
        return true;
    }
    if (is_number && kind == range->kind) {
        *out = in_unit(range, node);
        return true;
    }
    qs_enter(reader, key);
    if (is_number)
        qs_problem_node(reader, node, "from, to and step must be all bare numbers or all with a unit");
    else
        qs_problem_node(reader, node, "must be a number, or a time with its unit");
    qs_leave(reader);
    return false;
}

static bool refuse(qs_study_reader *reader, qs_node *node, const char *key, const char *why)
{
    if (key)
        qs_enter(reader, key);
    qs_problem_node(reader, node, "%s", why);
    if (key)
        qs_leave(reader);
    return false;
}

/* How many values a step makes; the last may fall short of `to`. */
static bool count_steps(qs_study_reader *reader, qs_node *node, qs_node *step_node, axis_range *range)
{
    qs_node *at = step_node ? step_node : node;
    const char *key = step_node ? "step" : NULL;
    double n;
    if (range->is_log) {
        if (!(range->step > 0) || range->step == 1 || (range->step > 1) != (range->to > range->from))
            return range->from == range->to ? true
                                            : refuse(reader, at, key,
                                                     "on a log scale step is a factor that must lead from "
                                                     "from to to, such as 2 or 10");
        n = floor(qs_log(range->to / range->from) / qs_log(range->step) + 1e-9);
    } else {
        if (range->from == range->to)
            return true;
        if (range->step == 0 || (range->step > 0) != (range->to > range->from))
            return refuse(reader, at, key, "step must lead from from to to");
        n = floor((range->to - range->from) / range->step + 1e-9);
    }
    if (!(n < QS_MAX_AXIS_VALUES))
        return refuse(reader, at, key, "makes too many values, at most 1,000,000 are allowed");
    range->n = (size_t)n + 1;
    return true;
}

/* The unit that the values are in is that of the first one. */
static void find_range_unit(const qs_study_reader *reader, qs_node *from, axis_range *range)
{
    range->kind = QS_SCALAR_NUMBER;
    if (!qs_scalar_is_number(from) || qs_scalar_of(from) == QS_SCALAR_NUMBER ||
        from->scalar == QS_SCALAR_INFINITE)
        return;
    range->is_of_day = from->scalar == QS_SCALAR_CLOCK && reader->has_clock;
    if (range->is_of_day) {
        range->kind = QS_SCALAR_DURATION;
        range->seconds = reader->unit_seconds;
        range->unit = reader->unit_name;
        return;
    }
    range->kind = from->scalar;
    range->seconds = from->seconds;
    range->unit = from->text + qs_number_length(from->text);
}

static bool read_range(qs_study_reader *reader, qs_node *node, qs_node **values, axis_range *range)
{
    int scale = 0;
    int64_t steps;
    bool is_good = qs_require(reader, node, "from", values[FROM], "the first value");
    is_good &= qs_require(reader, node, "to", values[TO], "the last value");
    find_range_unit(reader, values[FROM], range);
    is_good &= read_end(reader, "from", values[FROM], range, &range->from);
    is_good &= read_end(reader, "to", values[TO], range, &range->to);
    is_good &= !values[SCALE] || qs_read_choice(reader, "scale", values[SCALE], scales, 2, &scale);
    range->is_log = scale == 1;
    if (values[STEP] && values[STEPS])
        return refuse(reader, values[STEPS], "steps", "stands beside step, only one of them is allowed");
    if (is_good && range->is_log && !(range->from > 0 && range->to > 0))
        return refuse(reader, node, NULL, "a log scale needs from and to above 0");
    if (values[STEPS]) {
        is_good &= qs_read_integer(reader, "steps", values[STEPS], 1, QS_MAX_AXIS_VALUES, &steps);
        range->n = is_good ? (size_t)steps : 0;
        if (is_good && steps == 1 && range->from != range->to)
            return refuse(reader, values[STEPS], "steps",
                          "is the number of values with both ends, so it must be at least 2");
        return is_good;
    }
    range->step = range->to < range->from ? -1 : 1;
    if (range->is_log && !values[STEP])
        return refuse(reader, node, NULL, "a log scale needs steps (how many values) or step (a factor)");
    if (values[STEP] && range->is_log)
        is_good &= qs_read_number(reader, "step", values[STEP], qs_positive, QS_PLAIN, &range->step);
    else if (values[STEP])
        is_good &= read_end(reader, "step", values[STEP], range, &range->step);
    range->n = 1;
    return is_good && count_steps(reader, node, values[STEP], range);
}

static double value_at(const axis_range *range, size_t i, bool has_steps)
{
    double x = (double)i;
    if (i == 0 || range->n == 1)
        return range->from;
    if (has_steps && i + 1 == range->n)
        return range->to;
    if (range->is_log && has_steps)
        x = range->from * qs_exp(qs_log(range->to / range->from) * (x / (double)(range->n - 1)));
    else if (range->is_log)
        x = range->from * qs_exp(qs_log(range->step) * x);
    else if (has_steps)
        x = range->from + (range->to - range->from) * (x / (double)(range->n - 1));
    else
        x = range->from + range->step * x;
    char text[40];
    snprintf(text, sizeof text, "%.12g", x);
    return strtod(text, NULL);
}

/* The shortest text that reads back as x. */
static void shortest(double x, char *text, size_t size)
{
    for (int digits = 12; digits <= 17; digits++) {
        snprintf(text, size, "%.*g", digits, x);
        if (strtod(text, NULL) == x)
            return;
    }
}

static bool make_values(qs_study_reader *reader, qs_node *node, qs_node **keys, const axis_range *range,
                        qs_sweep_axis *axis)
{
    axis->n_values = range->n;
    axis->values = qs_arena_get(reader->arena, range->n, sizeof *axis->values);
    for (size_t i = 0; axis->values && i < range->n; i++) {
        char text[64], number[40];
        shortest(value_at(range, i, keys[STEPS] != NULL), number, sizeof number);
        snprintf(text, sizeof text, "%s%s", number, range->unit);
        axis->values[i] = qs_node_scalar(reader->arena, text, node->at);
        if (!axis->values[i])
            axis->values = NULL;
        else
            axis->values[i]->at.is_axis_value = true;
    }
    if (!axis->values)
        qs_reader_fail(reader, QS_ERROR_MEMORY);
    return axis->values != NULL;
}

static bool take_list(qs_node *list, qs_sweep_axis *axis)
{
    axis->n_values = list->n;
    axis->values = list->values;
    qs_mark_axis_value(list);
    for (size_t i = 0; i < list->n; i++)
        list->values[i]->is_axis_number = true;
    return true;
}

/* Its word in tables, options and the file: no word that means something else there. */
static void read_name(qs_study_reader *reader, qs_node *node, qs_sweep_axis *axis)
{
    bool is_name =
        node->kind == QS_NODE_SCALAR && qs_is_name(node->text) && !strchr("0123456789", node->text[0]);
    qs_enter(reader, "name");
    if (!is_name)
        qs_problem_node(
            reader, node,
            "must be a name that begins with a letter, of letters, digits, _ and -, such as cooks");
    else if (qs_axis_is_reserved(node->text))
        qs_problem_node(reader, node, "means something else in the results, the axis must have another name");
    else
        axis->name = node->text;
    qs_leave(reader);
}

/* {values: [...]} and no range beside it */
static bool read_values(qs_study_reader *reader, qs_node **values, qs_sweep_axis *axis)
{
    for (int k = FROM; k <= SCALE; k++)
        if (values[k]) {
            qs_enter(reader, range_keys[k].name);
            qs_problem_node(reader, values[k],
                            "stands beside values, only values or from and to are allowed");
            qs_leave(reader);
            return false;
        }
    qs_enter(reader, "values");
    bool is_good = qs_read_list(reader, values[VALUES], 1, "values, such as [1, 2, 3]");
    qs_leave(reader);
    return is_good && take_list(values[VALUES], axis);
}

bool qs_read_axis(qs_study_reader *reader, qs_node *node, qs_sweep_axis *axis)
{
    qs_node *values[N_KEYS];
    axis_range range = {.unit = ""};
    axis->n_values = 0;
    if (node->kind == QS_NODE_LIST && node->n > 0)
        return take_list(node, axis);
    if (node->kind != QS_NODE_MAP) {
        qs_problem_node(reader, node, "must be a list of values, or {from: 1, to: 5, step: 1}");
        return false;
    }
    if (!qs_read_map(reader, node, &qs_keys_axis, values))
        return false;
    if (values[NAME])
        read_name(reader, values[NAME], axis);
    if (values[VALUES])
        return read_values(reader, values, axis);
    if (values[NAME] && !values[FROM] && !values[TO] && !node->is_unsure) {
        qs_problem_at(reader, node->at, "neither", "must have values, or from and to, beside its name");
        return false;
    }
    return read_range(reader, node, values, &range) && make_values(reader, node, values, &range, axis);
}

void qs_check_axis_names(qs_study_reader *reader, const qs_sweep_space *space)
{
    for (int a = 0; a < space->n_axes; a++)
        for (int b = 0; b < a; b++)
            if (!strcmp(space->axes[a].name, space->axes[b].name))
                qs_problem_at(reader, space->axes[a].at, space->axes[a].name,
                              "two axes have this name, each must have its own");
}
