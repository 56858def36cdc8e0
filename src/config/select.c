/* select: which scenario is wanted, and how sure the answer shall be.
 *
 * Read last, for it is about costs and promises. A promise on each class, window or interval becomes a test of
 * each; one on a quantile tests of the share beyond its limit.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "build_internal.h"
#include "qsweep/memory.h"

enum {
    CHEAPEST,
    BEST,
    LARGEST,
    SMALLEST,
    CLASS,
    WINDOW,
    THRESHOLD,
    ABANDONED,
    INTERVAL,
    TOLERANCE,
    SURE,
    MAX,
    REPORT,
    N_SELECT_KEYS
};
enum {
    LEAST_MAX = 64,
    MOST_REPLICATIONS = 1000000000,
    DEFAULT_REPORT = 10,
    MOST_REPORT = 10000,
    DEFAULT_REPORTED = 200, /* replications of those that are reported */
    MOST_CELLS = 10000
};

static const qs_key select_keys[N_SELECT_KEYS] = {
    [CHEAPEST] = {"cheapest", QS_IS(TRUTH), "false", "The cheapest scenario that keeps all promises"},
    [BEST] = {"best", QS_IS(METRIC), NULL, "The scenario with the best mean of this metric"},
    [LARGEST] = {"largest", QS_IS(TRUTH), "false", "Of best: the largest mean is the best"},
    [SMALLEST] = {"smallest", QS_IS(TRUTH), "false", "Of best: the smallest mean is the best"},
    [CLASS] = {"class", QS_IS(NAME), NULL, "Of best: of this class"},
    [WINDOW] = {"window", QS_IS(NAME), NULL, "Of best: of this window"},
    [THRESHOLD] = {"threshold", QS_TIME_IN(qs_not_negative), NULL,
                   "Of best: which of output.wait_over, or of output.service_level"},
    [ABANDONED] = {"abandoned", QS_ONE_OF(qs_abandoned_words), NULL,
                   "Of best: which of output.service_level, where several have the time"},
    [INTERVAL] = {"interval", QS_INSTANT_IN(qs_not_negative), NULL,
                  "Of best: the start of one of output.intervals; else the whole"},
    [TOLERANCE] = {"tolerance",
                   QS_EITHER_OF(QS_TIME_IN(qs_positive), QS_NUMBER_IN(qs_positive, QS_SHARE),
                                QS_NUMBER_IN(qs_positive, QS_PER_TIME)),
                   NULL, "Of best: the answer may be worse than the best by this, in the metric's unit"},
    [SURE] = {"sure", QS_NUMBER_IN(qs_inside_one, QS_SHARE), "0.95",
              "The answer is right with this probability at least"},
    [MAX] = {"max", QS_WHOLE_IN(LEAST_MAX, MOST_REPLICATIONS), "100000",
             "A scenario stays undecided after so many replications"},
    [REPORT] = {"report", QS_WHOLE_IN(1, MOST_REPORT), "10",
                "So many scenarios, the answer and those next to it, are measured in full"},
};
const qs_key_table qs_keys_select = {.name = "select",
                                     .about = "Which scenario is wanted",
                                     QS_KEYS(select_keys),
                                     .one_of = {"cheapest best"},
                                     .apart = {"largest smallest", "class window"},
                                     .is_fixed = true};

static void refuse(qs_study_reader *reader, const char *key, qs_node *node, const char *what)
{
    qs_enter(reader, key);
    qs_problem_node(reader, node, "%s", what);
    qs_leave(reader);
}

/* ---- what does not go together with a decision ---- */

/* Whether this scenario can be decided on; the key where the study says otherwise is told. */
static void check_scenario(qs_study_reader *reader, qs_node *section, bool is_cheapest)
{
    const qs_model *model = reader->model;
    if (is_cheapest && !model->cost.is_known)
        qs_problem_at(reader, section->at, NULL,
                      "of the cheapest needs prices, write some, such as cost: {server_hour: 20}");
    if (is_cheapest && model->cost.has_per)
        qs_problem_at(
            reader, section->at, NULL,
            "of the cheapest needs a cost that is known beforehand, and cost.per makes it depend on "
            "what happens: write select: {best: cost, smallest: true, tolerance: AMOUNT}");
    if (model->run.warmup_mser5)
        qs_problem_at(reader, section->at, NULL,
                      "does not go with run.warmup: mser5, whose pilots would take more replications than "
                      "most decisions do: write a time, such as one that mser5 found");
    if (model->run.has_controls)
        qs_problem_at(
            reader, section->at, NULL,
            "does not go with control variates: a mean that is corrected by estimated coefficients "
            "is no mean of outcomes between 0 and 1, so the error of a decision on it is not known; "
            "antithetic pairs may be used");
    if (model->output.weighs_customers)
        qs_problem_at(reader, section->at, NULL,
                      "decides on means over replications, output.weighting: customers asks for others");
}

static void check_study(qs_study_reader *reader, qs_node *study, qs_node *section)
{
    const qs_node *run = qs_node_get(study, "run");
    const qs_node *until = run && run->kind == QS_NODE_MAP ? qs_node_get(run, "until") : NULL;
    if (until && !qs_node_is_absent(until))
        qs_problem_at(reader, section->at, NULL,
                      "stands beside run.until, and both say how many replications there are: only one is "
                      "allowed");
    if (!reader->is_swept)
        qs_problem_at(reader, section->at, NULL, "has nothing to choose from, the study has one scenario");
}

/* ---- the cheapest ---- */

/* A tenth of the limit, unless the study says otherwise. */
static double tolerance_of(qs_study_reader *reader, qs_node *section, const qs_promise *promise, size_t i)
{
    if (!isnan(promise->tolerance))
        return promise->tolerance;
    if (promise->limit == 0)
        qs_problem_at(reader, section->at, NULL,
                      "needs a tolerance of promise %zu, whose limit is 0: of what is left out it takes a "
                      "tenth of the limit",
                      i + 1);
    return promise->limit / 10;
}

/* Is it a share of customers? Servers' shares may lie above 1, for they also work after their shifts. */
static bool is_share(qs_metric metric)
{
    return qs_metric_get(metric)->unit == QS_UNIT_RATIO && metric != QS_METRIC_utilisation &&
           metric != QS_METRIC_occupation;
}

static qs_select_cell cell_of(const qs_study_reader *reader, const qs_promise *promise, size_t i,
                              double tolerance)
{
    qs_select_cell cell = {
        .promise = i,
        .spot = {promise->scope, promise->member, promise->metric, promise->item, promise->interval},
        .rule = {.kind = is_share(promise->metric) ? QS_TEST_SHARE : QS_TEST_MEAN,
                 .is_at_least = promise->is_at_least,
                 .limit = promise->limit,
                 .tolerance = tolerance}};
    if (qs_metric_get(promise->metric)->shape != QS_PER_QUANTILE)
        return cell;
    double below = promise->limit - tolerance;
    cell.rule.kind = QS_TEST_QUANTILE;
    cell.rule.limit = 1 - reader->model->output.quantiles[promise->item];
    cell.high = promise->limit + tolerance;
    cell.low = below > 0 ? below : promise->limit > 0 ? promise->limit / 2 : tolerance / 2;
    return cell;
}

/* A promise as tests: of each class or window, and of each interval that is measured. */
static void add_cells(qs_study_reader *reader, const qs_promise *promise, size_t i, double tolerance,
                      qs_select *select)
{
    const qs_model *model = reader->model;
    const qs_output_rule *output = &model->output;
    int n = promise->scope == QS_CLASS ? model->n_classes : model->n_windows;
    int first = promise->member == QS_EACH ? 0 : promise->member;
    int end = promise->member == QS_EACH ? n : first + 1;
    int from = promise->interval == QS_EACH ? 1 : promise->interval;
    int to = promise->interval == QS_EACH ? output->n_intervals : from;
    qs_select_cell *cells;
    size_t room = select->n_cells + (size_t)(end - first) * (size_t)(to - from + 1);
    if (qs_reader_fail(reader, qs_calloc(room, sizeof *cells, &cells)))
        return;
    if (select->n_cells > 0)
        memcpy(cells, select->cells, select->n_cells * sizeof *cells);
    qs_free(select->cells);
    select->cells = cells;
    for (int member = first; member < end; member++)
        for (int interval = from; interval <= to; interval++) {
            if (promise->interval == QS_EACH && output->edges[interval] <= model->run.warmup)
                continue;
            qs_select_cell *cell = &cells[select->n_cells++];
            *cell = cell_of(reader, promise, i, tolerance);
            cell->spot.member = member;
            cell->spot.interval = interval;
        }
}

static void build_cheapest(qs_study_reader *reader, qs_node *section, qs_plan *plan)
{
    size_t n_before = reader->problems->n_found;
    if (plan->n_promises == 0)
        qs_problem_at(reader, section->at, NULL,
                      "of the cheapest needs promises, write some, such as promises: {metric: wait_over, "
                      "at_most: 10 %%}");
    for (size_t i = 0; i < plan->n_promises; i++) {
        double tolerance = tolerance_of(reader, section, &plan->promises[i], i);
        if (reader->problems->n_found == n_before && !reader->status)
            add_cells(reader, &plan->promises[i], i, tolerance, &plan->select);
    }
    if (plan->select.n_cells > MOST_CELLS)
        qs_problem_at(
            reader, section->at, NULL,
            "has %zu tests of each scenario, of each class, window and interval one, at most %d are "
            "allowed",
            plan->select.n_cells, MOST_CELLS);
}

static void refuse_of_best(qs_study_reader *reader, qs_node **values)
{
    for (int i = LARGEST; i <= TOLERANCE; i++)
        if (values[i])
            refuse(reader, select_keys[i].name, values[i],
                   "belongs to best, the promises say what the cheapest shall keep");
}

/* ---- the best mean ---- */

static void read_side(qs_study_reader *reader, qs_node *section, qs_node **values, qs_select *select)
{
    bool is_largest = false, is_smallest = false;
    qs_read_bool(reader, "largest", values[LARGEST], &is_largest);
    qs_read_bool(reader, "smallest", values[SMALLEST], &is_smallest);
    if (is_largest == is_smallest && !section->is_unsure)
        qs_problem_at(reader, section->at, is_largest ? "both" : "neither",
                      "must have either largest: true or smallest: true, which mean is the best");
    select->is_largest = is_largest;
}

static void build_best(qs_study_reader *reader, qs_node *section, qs_node **values, qs_select *select)
{
    qs_node *cell[QS_N_CELL_KEYS] = {
        [QS_CELL_METRIC] = values[BEST],         [QS_CELL_CLASS] = values[CLASS],
        [QS_CELL_WINDOW] = values[WINDOW],       [QS_CELL_THRESHOLD] = values[THRESHOLD],
        [QS_CELL_ABANDONED] = values[ABANDONED], [QS_CELL_INTERVAL] = values[INTERVAL]};
    qs_until where = {0};
    qs_metric metric =
        values[BEST]->kind == QS_NODE_SCALAR ? qs_metric_find(values[BEST]->text) : QS_N_METRICS;
    read_side(reader, section, values, select);
    if (metric < QS_N_METRICS && qs_metric_get(metric)->shape == QS_PER_QUANTILE) {
        refuse(reader, "best", values[BEST],
               "must be a metric that has a mean over replications, a quantile is of all customers together: "
               "take wait_over at a threshold");
        return;
    }
    if (!qs_read_cell(reader, section, "best", cell, false, &where))
        return;
    if (where.interval == QS_EACH)
        refuse(reader, "interval", values[INTERVAL], "must be the start of one of output.intervals");
    if (qs_require(reader, section, "tolerance", values[TOLERANCE],
                   "by how much the answer may be worse than the best"))
        qs_read_of_metric(reader, "tolerance", values[TOLERANCE], qs_positive, where.metric,
                          &select->tolerance);
    if (qs_reader_fail(reader, qs_calloc(1, sizeof *select->cells, &select->cells)))
        return;
    select->n_cells = 1;
    select->cells[0] = (qs_select_cell){.spot = qs_until_spot(&where), .rule = {.kind = QS_TEST_MEAN}};
}

/* ---- all of it ---- */

static void read_numbers(qs_study_reader *reader, qs_node *study, qs_node **values, qs_plan *plan)
{
    const qs_node *run = qs_node_get(study, "run");
    int64_t max = QS_DEFAULT_MOST, report = DEFAULT_REPORT;
    qs_select *select = &plan->select;
    select->sure = 0.95;
    qs_read_number(reader, "sure", values[SURE], qs_inside_one, QS_SHARE, &select->sure);
    qs_read_integer(reader, "max", values[MAX], LEAST_MAX, MOST_REPLICATIONS, &max);
    qs_read_integer(reader, "report", values[REPORT], 1, MOST_REPORT, &report);
    select->max = (uint64_t)max;
    select->report = (uint64_t)report;
    if (run && run->kind == QS_NODE_MAP && qs_node_is_absent(qs_node_get(run, "replications")))
        plan->n_replications = DEFAULT_REPORTED;
}

void qs_build_select(qs_study_reader *reader, qs_node *study, qs_node *section, qs_plan *plan)
{
    qs_node *values[N_SELECT_KEYS];
    bool is_cheapest = false;
    if (!section)
        return;
    qs_enter(reader, "select");
    if (qs_read_map(reader, section, &qs_keys_select, values)) {
        qs_read_bool(reader, "cheapest", values[CHEAPEST], &is_cheapest);
        if (is_cheapest == (values[BEST] != NULL) && !section->is_unsure)
            qs_problem_at(reader, section->at, is_cheapest ? "both" : "neither",
                          "must have either cheapest: true or best: METRIC");
        check_scenario(reader, section, is_cheapest);
        if (plan && is_cheapest != (values[BEST] != NULL)) {
            plan->select.kind = is_cheapest ? QS_SELECT_CHEAPEST : QS_SELECT_BEST;
            check_study(reader, study, section);
            read_numbers(reader, study, values, plan);
            if (is_cheapest)
                refuse_of_best(reader, values);
            if (is_cheapest)
                build_cheapest(reader, section, plan);
            else
                build_best(reader, section, values, &plan->select);
        }
    }
    qs_leave(reader);
}
