/* output.intervals: results by time of day.
 *
 * {every: T} goes from 0 up to the horizon, the last one ends there; or a list of edges, none beyond it. All
 * scenarios have the same intervals, for their results share one dimension.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "build_internal.h"
#include "qsweep/memory.h"

/* Members of all scopes times intervals up to which quantiles are measured unless the study says otherwise:
 * each has a histogram. */
enum { FEW_CELLS = 500 };

static const double ROUNDING = 1e-12;

static bool has_horizon(qs_study_reader *reader, qs_node *node)
{
    if (isfinite(reader->model->run.horizon))
        return true;
    qs_problem_node(reader, node, "needs run.horizon, for the last interval has to end somewhere");
    return false;
}

static bool allocate(qs_study_reader *reader, size_t n_edges, qs_output_rule *output)
{
    qs_free(output->edges);
    return !qs_reader_fail(reader, qs_calloc(n_edges, sizeof *output->edges, &output->edges));
}

static void build_every(qs_study_reader *reader, qs_node *node, qs_output_rule *output)
{
    double every, horizon = reader->model->run.horizon;
    if (!qs_read_time(reader, "every", node, qs_positive, &every))
        return;
    qs_enter(reader, "every");
    double n = ceil(horizon / every * (1 - ROUNDING));
    if (!has_horizon(reader, node)) {
        qs_leave(reader);
        return;
    }
    if (n > QS_MAX_INTERVALS) {
        qs_problem_node(reader, node, "gives %.0f intervals up to the horizon, at most %d are allowed", n,
                        QS_MAX_INTERVALS);
    } else if (allocate(reader, (size_t)n + 1, output)) {
        for (int i = 0; i < (int)n; i++)
            output->edges[i] = (double)i * every;
        output->edges[(int)n] = horizon;
        output->n_intervals = (int)n;
    }
    qs_leave(reader);
}

/* An edge that is read, behind the one before it. */
static bool is_in_place(qs_study_reader *reader, qs_node *node, size_t i, double *edges)
{
    double horizon = reader->model->run.horizon;
    if (i > 0 && edges[i] <= edges[i - 1]) {
        qs_problem_node(reader, node, "must come after the edge before it, which is %.10g %s", edges[i - 1],
                        reader->unit_name);
        return false;
    }
    if (edges[i] > horizon * (1 + ROUNDING)) {
        qs_problem_node(reader, node, "is %.10g %s after the start, beyond run.horizon, which is %.10g %s",
                        edges[i], reader->unit_name, horizon, reader->unit_name);
        return false;
    }
    edges[i] = edges[i] > horizon ? horizon : edges[i];
    return true;
}

static void build_list(qs_study_reader *reader, qs_node *list, qs_output_rule *output)
{
    bool is_good = has_horizon(reader, list);
    if (is_good && (list->n < 2 || list->n > QS_MAX_INTERVALS + 1)) {
        qs_problem_node(reader, list, "must have from 2 to %d edges: each two are an interval",
                        QS_MAX_INTERVALS + 1);
        is_good = false;
    }
    is_good = is_good && allocate(reader, list->n, output);
    for (size_t i = 0; is_good && i < list->n; i++) {
        double before = i > 0 ? output->edges[i - 1] : 0;
        qs_enter_item(reader, i);
        is_good = qs_read_instant(reader, NULL, list->values[i], qs_not_negative, before, i == 0,
                                  &output->edges[i]) &&
                  is_in_place(reader, list->values[i], i, output->edges);
        qs_leave(reader);
    }
    output->n_intervals = is_good ? (int)list->n - 1 : 0;
}

/* With `every` the last interval ends at the horizon, which may be another one in another scenario. */
static void compare_scenarios(qs_study_reader *reader, qs_node *node, const qs_output_rule *output)
{
    double last = output->edges[output->n_intervals];
    if (reader->last_edge == 0)
        reader->last_edge = last;
    else if (reader->last_edge != last)
        qs_problem_node(reader, node,
                        "ends at the horizon, which is %.10g %s here and %.10g %s in another scenario; all "
                        "must have the same intervals: give a list of edges up to the shortest horizon",
                        last, reader->unit_name, reader->last_edge, reader->unit_name);
}

static void build_quantiles(qs_study_reader *reader, qs_node *node, qs_output_rule *output)
{
    double n_members = 1.0 + reader->model->n_classes + qs_model_n_rows(reader->model) + reader->model->n_lines;
    double n_cells = n_members * output->n_intervals;
    bool is_wanted = n_cells <= FEW_CELLS;
    bool is_said = qs_read_bool(reader, "quantiles", node, &is_wanted);
    output->has_interval_quantiles = is_wanted && output->n_quantiles > 0;
    if (!is_said || !is_wanted)
        return;
    qs_enter(reader, "quantiles");
    if (output->n_quantiles == 0)
        qs_problem_node(reader, node, "needs output.quantiles, which ones");
    else if (n_cells + n_members > QS_MAX_CELLS)
        qs_problem_at(reader, node->at, NULL,
                      "takes a histogram for each interval of the system, each class and each window, which "
                      "is %.0f here; together at most %d are allowed: longer intervals, or quantiles: false",
                      n_cells, QS_MAX_CELLS - (int)n_members);
    qs_leave(reader);
}

static const qs_key interval_keys[] = {
    {"every", QS_TIME_IN(qs_positive), NULL, "How long each interval is, from 0 to the horizon"},
    {"edges", QS_LIST_OF(2, 0, QS_INSTANT_IN(qs_not_negative)), NULL,
     "Where intervals begin and end, rising"},
    {"quantiles", QS_IS(TRUTH), NULL,
     "Whether to keep quantiles by interval; else where there are few intervals"},
};
const qs_key_table qs_keys_intervals = {.name = "intervals",
                                        .about = "Results by interval of time",
                                        QS_KEYS(interval_keys),
                                        .one_of = {"every edges"}};

void qs_build_intervals(qs_study_reader *reader, qs_node *node, qs_output_rule *output)
{
    qs_node *values[3] = {NULL};
    qs_enter(reader, "intervals");
    if (node->kind == QS_NODE_LIST) {
        build_list(reader, node, output);
    } else if (node->kind != QS_NODE_MAP) {
        qs_problem_node(reader, node, "must be {every: T} or a list of edges, such as [0, 2 h, 4 h]%s",
                        reader->has_clock ? " or [\"09:00\", \"12:00\", \"17:00\"]" : "");
    } else if (qs_read_map(reader, node, &qs_keys_intervals, values)) {
        if (!values[0] == !values[1])
            qs_problem_node(reader, node, "must have either every or edges");
        else if (values[0])
            build_every(reader, values[0], output);
        else if (values[1]->kind == QS_NODE_LIST) {
            qs_enter(reader, "edges");
            build_list(reader, values[1], output);
            qs_leave(reader);
        } else {
            qs_enter(reader, "edges");
            qs_problem_node(reader, values[1], "must be a list of edges, such as [0, 2 h, 4 h]");
            qs_leave(reader);
        }
    }
    if (output->n_intervals > 0 && values[0])
        compare_scenarios(reader, node, output);
    if (output->n_intervals > 0)
        build_quantiles(reader, values[2], output);
    qs_leave(reader);
}
