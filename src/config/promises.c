/* promises: limits that metrics shall keep.
 *
 * Read after output, because a promise may be on one of its quantiles or thresholds. A results file keeps the
 * text, and the same words read it from there: with the names of classes and windows, the quantiles and the
 * thresholds that the file has.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/promise.h"

#include <stdio.h>
#include <string.h>

#include "build_internal.h"
#include "qsweep/daytime.h"
#include "qsweep/memory.h"
#include "yaml_internal.h"

enum { AT_MOST = QS_N_CELL_KEYS, AT_LEAST, TOLERANCE, N_PROMISE_KEYS };
#define ANY_UNIT(limits)                                                                                     \
    QS_EITHER_OF(QS_TIME_IN(limits), QS_NUMBER_IN(limits, QS_SHARE), QS_NUMBER_IN(limits, QS_PER_TIME))
static const qs_key promise_keys[N_PROMISE_KEYS] = {
    QS_CELL_KEYS,
    [AT_MOST] = {"at_most", ANY_UNIT(qs_not_negative), NULL, "The metric shall be this at most, in its unit"},
    [AT_LEAST] = {"at_least", ANY_UNIT(qs_not_negative), NULL,
                  "The metric shall be this at least, in its unit"},
    [TOLERANCE] = {"tolerance", ANY_UNIT(qs_positive), NULL, "A miss by less than this does not matter"},
};
const qs_key_table qs_keys_promise = {.name = "promise",
                                      .about = "A limit that a metric shall keep",
                                      QS_KEYS(promise_keys),
                                      .needs = "metric",
                                      .one_of = {"at_most at_least"},
                                      .apart = {"class window resource line"},
                                      .is_fixed = true};

static void read_limit(qs_study_reader *reader, qs_node *node, qs_node **values, qs_promise *promise)
{
    promise->is_at_least = values[AT_LEAST] != NULL;
    if (!values[AT_MOST] && !values[AT_LEAST] && node->is_unsure)
        return;
    if (!values[AT_MOST] == !values[AT_LEAST]) {
        qs_problem_at(reader, node->at, values[AT_MOST] ? "both" : "neither",
                      "must have either at_most or at_least, the limit that %s shall keep",
                      qs_metric_get(promise->metric)->name);
        return;
    }
    bool is_share = qs_metric_get(promise->metric)->unit == QS_UNIT_RATIO;
    qs_read_of_metric(reader, promise->is_at_least ? "at_least" : "at_most",
                      values[promise->is_at_least ? AT_LEAST : AT_MOST],
                      is_share ? qs_probability : qs_not_negative, promise->metric, &promise->limit);
    qs_read_of_metric(reader, "tolerance", values[TOLERANCE], is_share ? qs_inside_one : qs_positive,
                      promise->metric, &promise->tolerance);
}

static void read_promise(qs_study_reader *reader, qs_node *node, qs_promise *promise)
{
    qs_node *values[N_PROMISE_KEYS];
    qs_until cell = {0};
    *promise = (qs_promise){.tolerance = (double)NAN};
    if (!qs_read_map(reader, node, &qs_keys_promise, values))
        return;
    bool is_good = qs_read_cell(reader, node, "metric", values, true, &cell);
    promise->scope = cell.scope;
    promise->metric = cell.metric;
    promise->member = cell.member;
    promise->item = cell.item;
    promise->interval = cell.interval;
    if (is_good)
        read_limit(reader, node, values, promise);
}

static void read_promises(qs_study_reader *reader, qs_node *node, qs_promise **promises, size_t *n)
{
    size_t n_all = node->kind == QS_NODE_LIST ? node->n : 1;
    if (node->kind == QS_NODE_SCALAR || n_all == 0 || n_all > QS_MOST_PROMISES) {
        qs_problem_node(
            reader, node,
            "must be a promise, such as {metric: wait_over, threshold: 15 min, at_most: 10 %%}, or "
            "a list of 1 to %d",
            QS_MOST_PROMISES);
        return;
    }
    if (qs_reader_fail(reader, qs_calloc(n_all, sizeof **promises, promises)))
        return;
    *n = n_all;
    for (size_t i = 0; i < n_all; i++) {
        if (node->kind == QS_NODE_LIST)
            qs_enter_item(reader, i);
        read_promise(reader, node->kind == QS_NODE_LIST ? node->values[i] : node, &(*promises)[i]);
        if (node->kind == QS_NODE_LIST)
            qs_leave(reader);
    }
}

void qs_build_promises(qs_study_reader *reader, qs_node *section, qs_plan *plan)
{
    if (!section || !plan)
        return;
    qs_enter(reader, "promises");
    read_promises(reader, section, &plan->promises, &plan->n_promises);
    qs_leave(reader);
}

/* ---- from a results file ---- */

/* A model that has what promises speak of, and nothing else. Its arrays are in the arena, what they point to
 * is borrowed. */
static bool make_model(const qs_promise_names *names, qs_arena *arena, qs_model *model)
{
    const qs_layout *layout = names->layout;
    *model = (qs_model){.n_classes = layout->n_members[QS_CLASS],
                        .n_windows = layout->n_members[QS_WINDOW],
                        .n_resources = layout->n_members[QS_RESOURCE],
                        .features = layout->has_persons ? QS_FEATURE(PARTIES) : 0,
                        .n_lines = layout->n_members[QS_LINE],
                        .cost.is_known = layout->has_cost,
                        .unit_seconds = qs_unit_seconds(names->time_unit),
                        .output = {.n_quantiles = (size_t)layout->n_quantiles,
                                   .quantiles = (double *)(uintptr_t)names->quantiles,
                                   .n_thresholds = (size_t)layout->n_thresholds,
                                   .thresholds = (double *)(uintptr_t)names->thresholds,
                                   .n_levels = (size_t)layout->n_levels,
                                   .abandoned = (qs_abandoned *)(uintptr_t)names->abandoned,
                                   .n_intervals = layout->n_intervals,
                                   .has_interval_quantiles = layout->has_interval_quantiles}};
    model->classes = qs_arena_get(arena, (size_t)model->n_classes, sizeof *model->classes);
    model->windows =
        qs_arena_get(arena, (size_t)model->n_windows + (size_t)model->n_lines, sizeof *model->windows);
    model->resources = qs_arena_get(arena, (size_t)model->n_resources, sizeof *model->resources);
    model->output.edges = qs_arena_get(arena, (size_t)layout->n_intervals + 1, sizeof *model->output.edges);
    if (!model->classes || !model->windows || !model->resources || !model->output.edges)
        return false;
    for (int i = 0; i < layout->n_intervals; i++) {
        model->output.edges[i] = names->starts[i];
        model->output.edges[i + 1] = names->ends[i];
    }
    for (int c = 0; c < model->n_classes; c++)
        model->classes[c].name = (char *)(uintptr_t)names->classes[c];
    for (int w = 0; w < model->n_windows; w++)
        model->windows[w].name = (char *)(uintptr_t)names->windows[w];
    for (int r = 0; r < model->n_resources; r++)
        model->resources[r].name = (char *)(uintptr_t)names->resources[r];
    for (int l = 0; l < model->n_lines; l++)
        model->windows[model->n_windows + l].name = (char *)(uintptr_t)names->lines[l];
    return true;
}

static void read_text(qs_study_reader *reader, const qs_node_origin *origin, const char *text,
                      qs_promise **promises, size_t *n)
{
    qs_node *root = qs_yaml_read(reader, origin, text, strlen(text));
    qs_node *node = root ? qs_node_get(root, "promises") : NULL;
    if (!node)
        return;
    qs_enter(reader, "promises");
    read_promises(reader, node, promises, n);
    qs_leave(reader);
}

qs_status qs_promises_read(const char *text, const qs_promise_names *names, qs_promise **promises, size_t *n)
{
    qs_arena arena = {0};
    qs_problem_list list = {0};
    qs_model model;
    const qs_node_origin origin = {.name = "promises"};
    const qs_daytime day = qs_daytime_of(names->clock, names->time_unit);
    qs_study_reader reader = {.arena = &arena,
                              .problems = &list,
                              .model = &model,
                              .unit_name = names->time_unit,
                              .unit_seconds = qs_unit_seconds(names->time_unit),
                              .has_clock = day.is_there,
                              .clock_seconds = day.is_there ? day.start : 0,
                              .scenario = -1};
    *promises = NULL;
    *n = 0;
    if (make_model(names, &arena, &model))
        read_text(&reader, &origin, text, promises, n);
    else
        reader.status = QS_ERROR_MEMORY;
    qs_status status = reader.status ? reader.status : list.status;
    if (!status && list.n)
        status = qs_fail(QS_ERROR_FORMAT, "the promises of the study in the results file cannot be read: %s",
                         list.problems[0].text);
    if (status) {
        qs_free(*promises);
        *promises = NULL;
        *n = 0;
    }
    qs_problem_list_clear(&list);
    qs_arena_clear(&arena);
    return status;
}

/* ---- words ---- */

const char *qs_promise_unit(const qs_promise *promise, const qs_promise_names *names, char text[24])
{
    switch (qs_metric_get(promise->metric)->unit) {
    case QS_UNIT_TIME:
        snprintf(text, 24, " %s", names->time_unit);
        break;
    case QS_UNIT_RATE:
        snprintf(text, 24, " / %s", names->time_unit);
        break;
    case QS_UNIT_HOURS:
        snprintf(text, 24, " h");
        break;
    default:
        text[0] = '\0';
    }
    return text;
}

static void item_words(const qs_promise *promise, const qs_promise_names *names, char *text, size_t size)
{
    qs_shape shape = qs_metric_get(promise->metric)->shape;
    char span[QS_DAYTIME_TEXT];
    text[0] = '\0';
    if (shape == QS_PER_QUANTILE)
        snprintf(text, size, " %.10g", names->quantiles[promise->item]);
    else if (shape == QS_PER_THRESHOLD)
        snprintf(text, size, " > %s",
                 qs_span_text(names->thresholds[promise->item], names->time_unit, " ", span));
    else if (shape == QS_PER_LEVEL)
        snprintf(text, size, " within %s%s%s",
                 qs_span_text(names->thresholds[names->layout->n_thresholds + promise->item],
                              names->time_unit, " ", span),
                 names->abandoned[promise->item] == QS_ABANDONED_BAD ? "" : ", abandoned ",
                 names->abandoned[promise->item] == QS_ABANDONED_BAD
                     ? ""
                     : qs_abandoned_word(names->abandoned[promise->item]));
}

const char *const *qs_promise_members(const qs_promise_names *names, qs_scope scope)
{
    const char *const *const members[QS_N_SCOPES] = {[QS_CLASS] = names->classes,
                                                     [QS_WINDOW] = names->windows,
                                                     [QS_RESOURCE] = names->resources,
                                                     [QS_LINE] = names->lines};
    return members[scope];
}

static void cell_words(const qs_promise *promise, const qs_promise_names *names, char *text, size_t size)
{
    const char *const *members = qs_promise_members(names, promise->scope);
    text[0] = '\0';
    if (promise->scope == QS_SYSTEM)
        return;
    if (promise->member == QS_EACH)
        snprintf(text, size, " of each %s", qs_scope_name(promise->scope));
    else
        snprintf(text, size, " of %s %s", qs_scope_name(promise->scope), members[promise->member]);
}

static void interval_words(const qs_promise *promise, const qs_promise_names *names, char *text, size_t size)
{
    char start[QS_DAYTIME_TEXT];
    text[0] = '\0';
    if (promise->interval == QS_EACH)
        snprintf(text, size, " in each interval");
    else if (promise->interval != QS_WHOLE)
        snprintf(text, size, " in the interval from %s%s%s",
                 qs_instant_text(names->clock, names->time_unit, names->starts[promise->interval - 1], start),
                 names->clock ? "" : " ", names->clock ? "" : names->time_unit);
}

void qs_promise_words(const qs_promise *promise, const qs_promise_names *names, char text[QS_PROMISE_TEXT])
{
    char item[64], cell[96], interval[96], unit[24], tolerance[64] = "";
    item_words(promise, names, item, sizeof item);
    cell_words(promise, names, cell, sizeof cell);
    interval_words(promise, names, interval, sizeof interval);
    qs_promise_unit(promise, names, unit);
    if (!isnan(promise->tolerance))
        snprintf(tolerance, sizeof tolerance, ", tolerance %.10g%s", promise->tolerance, unit);
    int n = snprintf(text, QS_PROMISE_TEXT, "%s%s%s%s at %s %.10g%s%s", qs_metric_get(promise->metric)->name,
                     item, cell, interval, promise->is_at_least ? "least" : "most", promise->limit, unit,
                     tolerance);
    if (n >= QS_PROMISE_TEXT) /* a name of hundreds of letters: that it is cut is seen */
        memcpy(text + QS_PROMISE_TEXT - sizeof "...", "...", sizeof "...");
}
