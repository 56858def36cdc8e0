/* run.until: replications until intervals are narrow enough.
 *
 * Read after output, because a condition may be on one of its quantiles or thresholds.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "build_internal.h"
#include "qsweep/memory.h"
#include "qsweep/metric.h"

enum {
    METRIC = QS_CELL_METRIC,
    CLASS = QS_CELL_CLASS,
    WINDOW = QS_CELL_WINDOW,
    RESOURCE = QS_CELL_RESOURCE,
    LINE = QS_CELL_LINE,
    QUANTILE = QS_CELL_QUANTILE,
    THRESHOLD = QS_CELL_THRESHOLD,
    ABANDONED = QS_CELL_ABANDONED,
    INTERVAL = QS_CELL_INTERVAL,
    HALF_WIDTH = QS_N_CELL_KEYS,
    CONFIDENCE,
    MIN,
    MAX,
    N_UNTIL_KEYS
};
enum { MOST_REPLICATIONS = 1000000000, MOST_CONDITIONS = 100 };

const char *const qs_each_word[1] = {"each"};

enum { RELATIVE, ABSOLUTE, N_WIDTH_KEYS };
static const qs_key width_keys[N_WIDTH_KEYS] = {
    [RELATIVE] = {"relative", QS_NUMBER_IN(qs_positive, QS_SHARE), NULL, "To the mean"},
    [ABSOLUTE] = {"absolute",
                  QS_EITHER_OF(QS_TIME_IN(qs_positive), QS_NUMBER_IN(qs_positive, QS_SHARE),
                               QS_NUMBER_IN(qs_positive, QS_PER_TIME)),
                  NULL, "In the metric's unit"},
};
static const qs_key_table width_map = {.name = "half_width",
                                       .about = "Half of an interval's width",
                                       QS_KEYS(width_keys),
                                       .one_of = {"relative absolute"},
                                       .is_fixed = true};

static const qs_key until_keys[N_UNTIL_KEYS] = {
    QS_CELL_KEYS,
    [HALF_WIDTH] = {"half_width", QS_MAP_OF(width_map), NULL, "How narrow the interval must be"},
    [CONFIDENCE] = {"confidence", QS_NUMBER_IN(qs_inside_one, QS_SHARE), NULL,
                    "Of the interval that is looked at; else run.confidence"},
    [MIN] = {"min", QS_WHOLE_IN(2, MOST_REPLICATIONS), "64", "No decision before so many replications"},
    [MAX] = {"max", QS_WHOLE_IN(2, MOST_REPLICATIONS), "100000", "The condition counts as met after so many"},
};
const qs_key_table qs_keys_condition = {.name = "condition",
                                        .about = "An interval that must be narrow enough",
                                        QS_KEYS(until_keys),
                                        .needs = "metric half_width",
                                        .apart = {"class window resource line"},
                                        .is_fixed = true};

static bool read_metric(qs_study_reader *reader, qs_node *map, const char *key, qs_node *node,
                        qs_until *until)
{
    const char *names[QS_N_METRICS];
    if (!qs_require(reader, map, key, node, "the name of a metric, such as wait_mean"))
        return false;
    until->metric = node->kind == QS_NODE_SCALAR ? qs_metric_find(node->text) : QS_N_METRICS;
    if (until->metric < QS_N_METRICS)
        return true;
    for (int i = 0; i < QS_N_METRICS; i++)
        names[i] = qs_metric_get((qs_metric)i)->name;
    const char *near = node->kind == QS_NODE_SCALAR ? qs_nearest(node->text, names, QS_N_METRICS) : NULL;
    until->metric = QS_METRIC_wait_mean;
    qs_enter(reader, key);
    if (near)
        qs_problem_node(reader, node, "there is no such metric, did you mean '%s'?", near);
    else
        qs_problem_node(reader, node, "must be the name of a metric, such as wait_mean");
    qs_leave(reader);
    return false;
}

/* Where a cell may be, by the key that names the member. */
static const struct place {
    int key;
    qs_scope scope;
    qs_named named;
} places[] = {{LINE, QS_LINE, QS_NAMED_LINE},
              {RESOURCE, QS_RESOURCE, QS_NAMED_RESOURCE},
              {WINDOW, QS_WINDOW, QS_NAMED_WINDOW},
              {CLASS, QS_CLASS, QS_NAMED_CLASS}};
enum { N_PLACES = sizeof places / sizeof *places };

static int count_members(const qs_model *model, qs_named named)
{
    return named == QS_NAMED_CLASS    ? model->n_classes
           : named == QS_NAMED_WINDOW ? model->n_windows
           : named == QS_NAMED_LINE   ? model->n_lines
                                      : model->n_resources;
}

/* A name, or `each`, unless one is called so. */
static bool read_member(qs_study_reader *reader, qs_node *node, qs_named named, bool may_be_each, int *member)
{
    const qs_model *model = reader->model;
    bool is_each = may_be_each && node->kind == QS_NODE_SCALAR && !strcmp(node->text, "each");
    for (int i = 0; i < count_members(model, named) && is_each; i++)
        is_each = strcmp(qs_name_of(model, named, i), "each") != 0;
    if (is_each)
        *member = QS_EACH;
    return is_each || (named == QS_NAMED_WINDOW ? qs_read_row(reader, node, member)
                                                : qs_read_name(reader, node, named, member));
}

/* Of the system, unless a class, a window, a resource or a line is named. */
static bool read_scope(qs_study_reader *reader, qs_node **values, bool may_be_each, qs_until *until)
{
    const struct place *found = NULL;
    bool is_read = true;
    for (int i = 0; i < N_PLACES; i++) {
        const struct place *place = &places[i];
        if (!values[place->key])
            continue;
        qs_enter(reader, qs_scope_name(place->scope));
        if (found) {
            qs_problem_at(reader, values[place->key]->at, "both",
                          "stands beside %s, only one of them is allowed", qs_scope_name(found->scope));
            is_read = false;
        } else if (place->named == QS_NAMED_RESOURCE && reader->model->n_resources == 0) {
            if (!reader->has_bad_resources)
                qs_problem_node(reader, values[place->key], "must be left out, the study has no resources");
            is_read = false;
        } else if (place->named == QS_NAMED_LINE && reader->model->n_lines == 0) {
            qs_problem_node(reader, values[place->key],
                            "must be the name of a line, and the study has no lines");
            is_read = false;
        } else {
            until->scope = place->scope;
            is_read = read_member(reader, values[place->key], place->named, may_be_each, &until->member);
        }
        found = found ? found : place;
        qs_leave(reader);
    }
    return is_read;
}

static bool exists(qs_study_reader *reader, const char *key, qs_node *node, const qs_until *until)
{
    const qs_metric_info *info = qs_metric_get(until->metric);
    bool has_prices = until->metric != QS_METRIC_cost || reader->model->cost.is_known;
    bool has_parties = until->metric != QS_METRIC_persons || qs_model_has_parties(reader->model);
    if (info->scopes & (1U << until->scope) && has_prices && has_parties)
        return true;
    qs_enter(reader, key);
    if (!has_prices)
        qs_problem_node(reader, node, "needs prices, there is no cost in the study");
    else if (!has_parties)
        qs_problem_node(reader, node, "needs parties, no source of the study has one");
    else if (until->scope == QS_SYSTEM && info->scopes == QS_IN_R)
        qs_problem_node(reader, node, "does not exist for the system as a whole, name a resource");
    else if (until->scope == QS_SYSTEM)
        qs_problem_node(reader, node,
                        "does not exist for the system as a whole, name a class, a window or a line");
    else
        qs_problem_node(reader, node, "does not exist for a %s", qs_scope_name(until->scope));
    qs_leave(reader);
    return false;
}

/* Which of output's quantiles or thresholds a condition is on: it may be left out where there is one. */
static bool find_item(qs_study_reader *reader, qs_node *map, const char *key, qs_node *node, bool is_time,
                      const double *items, size_t n, int *item)
{
    double wanted = 0;
    if (!node && n == 1)
        return true;
    if (!qs_require(reader, map, key, node, is_time ? "one of output.wait_over" : "one of output.quantiles"))
        return false;
    if (is_time ? !qs_read_time(reader, key, node, qs_not_negative, &wanted)
                : !qs_read_number(reader, key, node, qs_inside_one, QS_PLAIN, &wanted))
        return false;
    for (size_t i = 0; i < n; i++) {
        if (items[i] == wanted) {
            *item = (int)i;
            return true;
        }
    }
    qs_enter(reader, key);
    qs_problem_node(reader, node, "must be one of output.%s", is_time ? "wait_over" : "quantiles");
    qs_leave(reader);
    return false;
}

/* Which of output.service_level: by its time, and by what who gave up counts as where that is said or needed.
 */
static bool find_level(qs_study_reader *reader, qs_node *map, qs_node **values, int *item)
{
    const qs_output_rule *output = &reader->model->output;
    const double *within = output->thresholds + output->n_thresholds;
    qs_abandoned abandoned = QS_N_ABANDONED;
    double wanted = -1;
    int n = 0;
    if (!values[THRESHOLD] && output->n_levels != 1 &&
        !qs_require(reader, map, "threshold", NULL, "one of the times of output.service_level"))
        return false;
    if ((values[THRESHOLD] &&
         !qs_read_time(reader, "threshold", values[THRESHOLD], qs_not_negative, &wanted)) ||
        (values[ABANDONED] && !qs_read_abandoned(reader, values[ABANDONED], &abandoned)))
        return false;
    for (size_t i = 0; i < output->n_levels; i++)
        if ((!values[THRESHOLD] || within[i] == wanted) &&
            (!values[ABANDONED] || output->abandoned[i] == abandoned)) {
            *item = (int)i;
            n++;
        }
    if (n > 1)
        return qs_require(reader, map, "abandoned", NULL, "bad, good or ignored, for there are several");
    const char *key = values[THRESHOLD] ? "threshold" : "abandoned";
    qs_enter(reader, key);
    if (n == 0)
        qs_problem_node(reader, values[THRESHOLD] ? values[THRESHOLD] : values[ABANDONED],
                        "must be one of output.service_level");
    qs_leave(reader);
    return n == 1;
}

static bool read_item(qs_study_reader *reader, qs_node *map, qs_node **values, qs_until *until)
{
    const qs_output_rule *output = &reader->model->output;
    qs_shape shape = qs_metric_get(until->metric)->shape;
    qs_node *vain = shape != QS_PER_QUANTILE && values[QUANTILE] ? values[QUANTILE] : NULL;
    const char *key = "quantile";
    if (shape != QS_PER_THRESHOLD && shape != QS_PER_LEVEL && values[THRESHOLD]) {
        vain = values[THRESHOLD];
        key = "threshold";
    }
    if (shape != QS_PER_LEVEL && values[ABANDONED]) {
        vain = values[ABANDONED];
        key = "abandoned";
    }
    if (vain) {
        qs_enter(reader, key);
        qs_problem_node(reader, vain, "must be left out, %s has none", qs_metric_get(until->metric)->name);
        qs_leave(reader);
        return false;
    }
    if (shape == QS_PER_QUANTILE)
        return find_item(reader, map, "quantile", values[QUANTILE], false, output->quantiles,
                         output->n_quantiles, &until->item);
    if (shape == QS_PER_THRESHOLD)
        return find_item(reader, map, "threshold", values[THRESHOLD], true, output->thresholds,
                         output->n_thresholds, &until->item);
    if (shape == QS_PER_LEVEL)
        return find_level(reader, map, values, &until->item);
    return true;
}

/* The interval that begins at an instant, from 1; QS_WHOLE: none does. */
static int find_interval(const qs_output_rule *output, double start)
{
    for (int i = 0; i < output->n_intervals; i++)
        if (fabs(output->edges[i] - start) <= 1e-9 * output->edges[output->n_intervals])
            return i + 1;
    return QS_WHOLE;
}

/* One of output.intervals by its start, or each of them. Refused where the metric has none. */
static bool read_interval(qs_study_reader *reader, qs_node *node, const qs_node *metric, qs_until *until)
{
    const qs_output_rule *output = &reader->model->output;
    const qs_metric_info *info = qs_metric_get(until->metric);
    size_t n_before = reader->problems->n_found;
    double start = 0;
    if (!node)
        return true;
    qs_enter(reader, "interval");
    if (output->n_intervals == 0)
        qs_problem_node(reader, node, "needs output.intervals");
    else if (!qs_metric_has_intervals(until->metric))
        qs_problem_node(reader, node, "must be left out, %s is not measured by interval", info->name);
    else if (info->shape == QS_PER_QUANTILE && !output->has_interval_quantiles)
        qs_problem_node(reader, node, "needs output.intervals.quantiles: true");
    else if (node->kind == QS_NODE_SCALAR && !strcmp(node->text, "each"))
        until->interval = QS_EACH;
    else if (qs_read_instant(reader, NULL, node, qs_not_negative, 0, true, &start)) {
        until->interval = find_interval(output, start);
        if (until->interval == QS_WHOLE)
            qs_problem_node(reader, node, "must be the start of one of output.intervals, or each");
        else if (output->edges[until->interval] <= reader->model->run.warmup)
            qs_problem_node(reader, node, "lies in the warm-up, of which nothing is measured (metric %s)",
                            metric && metric->kind == QS_NODE_SCALAR ? metric->text : info->name);
    }
    qs_leave(reader);
    return reader->problems->n_found == n_before;
}

bool qs_read_cell(qs_study_reader *reader, qs_node *map, const char *key, qs_node **values, bool may_be_each,
                  qs_until *until)
{
    bool has_scope = read_scope(reader, values, may_be_each, until);
    return read_metric(reader, map, key, values[METRIC], until) && has_scope &&
           exists(reader, key, values[METRIC], until) && read_item(reader, map, values, until) &&
           read_interval(reader, values[INTERVAL], values[METRIC], until);
}

bool qs_read_of_metric(qs_study_reader *reader, const char *key, qs_node *node, qs_bounds bounds,
                       qs_metric metric, double *out)
{
    qs_unit unit = qs_metric_get(metric)->unit;
    if (unit == QS_UNIT_TIME)
        return qs_read_time(reader, key, node, bounds, out);
    if (unit == QS_UNIT_HOURS && node && qs_scalar_of(node) == QS_SCALAR_DURATION) {
        bool is_read = qs_read_time(reader, key, node, bounds, out);
        *out = is_read ? node->number * node->seconds / 3600 : *out;
        return is_read;
    }
    return qs_read_number(reader, key, node, bounds,
                          unit == QS_UNIT_RATIO  ? QS_SHARE
                          : unit == QS_UNIT_RATE ? QS_PER_TIME
                                                 : QS_PLAIN,
                          out);
}

static void read_half_width(qs_study_reader *reader, qs_node *map, qs_node *node, qs_until *until)
{
    qs_node *width[N_WIDTH_KEYS];
    if (!qs_require(reader, map, "half_width", node, "{relative: x} or {absolute: x}"))
        return;
    qs_enter(reader, "half_width");
    if (qs_read_map(reader, node, &width_map, width)) {
        if (!width[0] == !width[1])
            qs_problem_node(reader, node, "must have either relative or absolute");
        until->is_relative = width[0] != NULL;
        qs_read_number(reader, "relative", width[0], qs_positive, QS_SHARE, &until->half_width);
        qs_read_of_metric(reader, "absolute", width[1], qs_positive, until->metric, &until->half_width);
    }
    qs_leave(reader);
}

static void read_bounds(qs_study_reader *reader, qs_node **values, const qs_plan *plan, qs_until *until)
{
    bool is_paired = plan->antithetic;
    int64_t least = (int64_t)qs_plan_until_least(plan), most = QS_DEFAULT_MOST;
    bool has_least = qs_read_integer(reader, "min", values[MIN], 2, MOST_REPLICATIONS, &least);
    if (qs_read_integer(reader, "max", values[MAX], has_least ? least : 2, MOST_REPLICATIONS, &most) &&
        is_paired && most % 2) {
        qs_enter(reader, "max");
        qs_problem_node(reader, values[MAX], "must be even, antithetic replications come in pairs");
        qs_leave(reader);
    }
    if (!values[MAX] && most < least)
        most = least + (is_paired && least % 2);
    until->least = (uint64_t)(least < most ? least : most);
    until->most = (uint64_t)most;
}

/* Of a member of a window, which need not be there in every scenario. */
static bool is_of_member(const qs_model *model, const qs_until *until)
{
    int window, member = QS_NONE;
    if (until->scope == QS_WINDOW && until->member < qs_model_n_rows(model))
        qs_model_row(model, until->member, &window, &member);
    return member != QS_NONE;
}

/* One condition, or one on each interval: of those that lie in the warm-up nothing is measured. */
static void add_condition(qs_study_reader *reader, const qs_until *until, bool is_each, qs_plan *plan)
{
    const qs_output_rule *output = &reader->model->output;
    int n = is_each ? output->n_intervals : 1;
    qs_until *untils = NULL;
    if (qs_reader_fail(reader, qs_calloc(plan->n_untils + (size_t)n, sizeof *untils, &untils)))
        return;
    if (plan->n_untils > 0)
        memcpy(untils, plan->untils, plan->n_untils * sizeof *untils);
    qs_free(plan->untils);
    plan->untils = untils;
    for (int i = 1; i <= n; i++) {
        if (is_each && output->edges[i] <= reader->model->run.warmup)
            continue;
        qs_until *added = &plan->untils[plan->n_untils++];
        *added = *until;
        added->may_be_empty = is_each || is_of_member(reader->model, until);
        if (is_each)
            added->interval = i;
    }
}

static void read_condition(qs_study_reader *reader, qs_node *node, qs_plan *plan)
{
    qs_node *values[N_UNTIL_KEYS];
    qs_until until = {.confidence = plan->confidence, .half_width = INFINITY};
    bool is_each = false;
    if (!qs_read_map(reader, node, &qs_keys_condition, values)) {
        add_condition(reader, &until, false, plan);
        return;
    }
    qs_read_cell(reader, node, "metric", values, false, &until);
    is_each = until.interval == QS_EACH;
    until.interval = is_each ? QS_WHOLE : until.interval;
    read_half_width(reader, node, values[HALF_WIDTH], &until);
    qs_read_number(reader, "confidence", values[CONFIDENCE], qs_inside_one, QS_PLAIN, &until.confidence);
    read_bounds(reader, values, plan, &until);
    add_condition(reader, &until, is_each, plan);
}

/* The conditions into the plan. */
static void read_conditions(qs_study_reader *reader, qs_node *node, size_t n, qs_plan *plan)
{
    for (size_t i = 0; i < n; i++) {
        if (node->kind != QS_NODE_LIST) {
            read_condition(reader, node, plan);
            continue;
        }
        qs_enter_item(reader, i);
        read_condition(reader, node->values[i], plan);
        qs_leave(reader);
    }
}

void qs_build_until(qs_study_reader *reader, qs_node *run, qs_plan *plan)
{
    qs_node *node = plan && run && run->kind == QS_NODE_MAP ? qs_node_get(run, "until") : NULL;
    if (!node || qs_node_is_absent(node))
        return;
    qs_enter(reader, "run");
    qs_enter(reader, "until");
    size_t n = node->kind == QS_NODE_LIST ? node->n : 1;
    if (n == 0 || n > MOST_CONDITIONS)
        qs_problem_node(reader, node, "must be a condition, or a list of 1 to %d", MOST_CONDITIONS);
    else {
        size_t n_before = reader->problems->n_found;
        read_conditions(reader, node, n, plan);
        if (plan->n_untils == 0 && reader->problems->n_found == n_before)
            qs_problem_node(reader, node, "all of output.intervals lie in the warm-up, nothing is measured");
        plan->n_replications = 0;
        for (size_t i = 0; i < plan->n_untils; i++)
            if (plan->untils[i].most > plan->n_replications)
                plan->n_replications = plan->untils[i].most;
    }
    qs_leave(reader);
    qs_leave(reader);
}
