/* run and output: when a replication ends, how many there are, what is kept of them.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "build_internal.h"
#include "qsweep/memory.h"
#include "qsweep/metric.h"

enum {
    HORIZON,
    CUSTOMERS,
    WARMUP,
    AT_HORIZON,
    REPLICATIONS,
    UNTIL,
    SEED,
    COMMON,
    ANTITHETIC,
    VARIANCE_REDUCTION,
    CONFIDENCE,
    KERNEL,
    N_RUN_KEYS
};
enum { MOST_REPLICATIONS = 1000000000, MOST_NUMBERS = 100 };

static const char *const for_waiting[] = {"cancel", "serve"};
static const char *const for_served[] = {"finish", "cut"};
enum { WAITING, IN_SERVICE, TIMEOUT, N_ENDING_KEYS };
static const qs_key ending_keys[N_ENDING_KEYS] = {
    [WAITING] = {"waiting", QS_ONE_OF(for_waiting), "\"cancel\"",
                 "Who waits at the horizon is sent away, or served"},
    [IN_SERVICE] = {"in_service", QS_ONE_OF(for_served), "\"finish\"",
                    "Who is in service at the horizon is served to the end, or sent away"},
    [TIMEOUT] = {"timeout", QS_TIME_IN(qs_not_negative), NULL, "But no longer than this after the horizon"},
};
static const qs_key_table ending_map = {
    .name = "at_horizon", .about = "What happens at the horizon", QS_KEYS(ending_keys)};

static const char *const reductions[] = {"antithetic", "control"};
static const qs_key reduction_keys[] = {
    {"antithetic", QS_IS(TRUTH), "false", "Replications in pairs that use u and 1 - u"},
    {"control", QS_IS(TRUTH), "false", "Means corrected by what is known of arrivals and work"},
};
static const qs_key_table reduction_map = {
    .name = "variance_reduction", .about = "How to need fewer replications", QS_KEYS(reduction_keys)};

static const char *const endings[] = {"stop", "drain"};
static const char *const found_warmups[] = {"mser5"};
static const char *const kernels[] = {"auto", "events", "recursion", "joining"};
static const qs_key run_keys[N_RUN_KEYS] = {
    [HORIZON] = {"horizon", QS_INSTANT_IN(qs_positive), NULL, "Arrivals and measurement end here"},
    [CUSTOMERS] = {"customers", QS_WHOLE_IN(1, UINT32_MAX), NULL,
                   "A replication ends when so many have been served, if the horizon does not come first"},
    [WARMUP] = {"warmup", QS_EITHER_OF(QS_INSTANT_IN(qs_not_negative), QS_ONE_OF(found_warmups)), "0",
                "Measurement begins here; mser5 finds it for each scenario"},
    [AT_HORIZON] = {"at_horizon", QS_EITHER_OF(QS_ONE_OF(endings), QS_MAP_OF(ending_map)), "\"stop\"",
                    "What becomes of those who are there at the horizon"},
    [REPLICATIONS] = {"replications", QS_WHOLE_IN(1, MOST_REPLICATIONS), "10", "Of each scenario"},
    [UNTIL] = {"until",
               QS_EITHER_OF(QS_MAP_OF(qs_keys_condition), QS_LIST_OF(1, 0, QS_MAP_OF(qs_keys_condition))),
               NULL, "In place of replications: go on until intervals are narrow enough"},
    [SEED] = {"seed", QS_IS(SEED), "1", "Of all random numbers"},
    [COMMON] = {"common_random_numbers", QS_IS(TRUTH), "true", "Every scenario sees the same customers"},
    [ANTITHETIC] = {"antithetic", QS_IS(TRUTH), "false",
                    "Replications in pairs that use u and 1 - u; a pair is one observation"},
    [VARIANCE_REDUCTION] = {"variance_reduction",
                            QS_EITHER_OF(QS_LIST_OF(0, 0, QS_ONE_OF(reductions)), QS_MAP_OF(reduction_map)),
                            "[]", "How to need fewer replications: antithetic, control, or both"},
    [CONFIDENCE] = {"confidence", QS_NUMBER_IN(qs_inside_one, QS_SHARE), "0.95", "Of the intervals"},
    [KERNEL] = {"kernel", QS_ONE_OF(kernels), "\"auto\"", "How it is computed; the customers are the same"},
};
const qs_key_table qs_keys_run = {.name = "run",
                                  .about = "How long a replication is, and how many there are",
                                  QS_KEYS(run_keys),
                                  .some_of = "horizon customers",
                                  .apart = {"replications until"},
                                  .same = "replications until seed common_random_numbers antithetic "
                                          "variance_reduction confidence"};

static const qs_key series_keys[] = {
    {"every", QS_TIME_IN(qs_positive), NULL, "The time from one instant to the next"},
};
static const qs_key_table series_map = {
    .name = "series", .about = "Queues through time", QS_KEYS(series_keys), .needs = "every"};

static const char *const weightings[] = {"replications", "customers"};
static const qs_key output_keys[] = {
    {"quantiles", QS_LIST_OF(1, MOST_NUMBERS, QS_NUMBER_IN(qs_inside_one, QS_SHARE)),
     "[0.5, 0.9, 0.95, 0.99]", "Which quantiles of the wait and of the sojourn"},
    {"wait_over", QS_LIST_OF(0, MOST_NUMBERS, QS_TIME_IN(qs_not_negative)), "[]",
     "The share of those who waited longer than each of these times"},
    {"series", QS_MAP_OF(series_map), NULL,
     "Queues, numbers present and busy servers through time; else none"},
    {"replications", QS_IS(TRUTH), NULL,
     "Whether to keep each replication's row; else where all rows together are small"},
    {"histograms", QS_IS(TRUTH), "true", "Whether to keep each scenario's histograms of wait and sojourn"},
    {"checkpoint", QS_IS(SPAN), "\"60 s\"", "How often, by the clock on the wall, what is done is made safe"},
    {"intervals",
     QS_EITHER_OF(QS_LIST_OF(2, 0, QS_INSTANT_IN(qs_not_negative)), QS_MAP_OF(qs_keys_intervals)), NULL,
     "Results by interval of time as well: {every: T}, or edges"},
    {"service_level", QS_EITHER_OF(QS_MAP_OF(qs_keys_level), QS_LIST_OF(0, 0, QS_MAP_OF(qs_keys_level))),
     NULL, "The share of those offered whose service begins within a time"},
    {"weighting", QS_ONE_OF(weightings), "\"replications\"",
     "Means are over replications, each the same, or over all customers together"},
    {"members", QS_IS(TRUTH), "false", "A row of results for each of a window's `count` members"},
};
enum { N_OUTPUT_KEYS = sizeof output_keys / sizeof *output_keys };
const qs_key_table qs_keys_output = {
    .name = "output", .about = "What to keep of the replications", QS_KEYS(output_keys)};

static const double DEFAULT_CHECKPOINT = 60; /* seconds */

static void build_ending(qs_study_reader *reader, qs_node *node, qs_run_rule *run)
{
    qs_node *values[N_ENDING_KEYS];
    int waiting = 0, in_service = 0;
    if (!qs_read_map(reader, node, &ending_map, values))
        return;
    qs_read_choice(reader, "waiting", values[0], for_waiting, 2, &waiting);
    qs_read_choice(reader, "in_service", values[1], for_served, 2, &in_service);
    run->stops = false;
    run->waiting_served = waiting == 1;
    run->in_service_finished = in_service == 0;
    qs_read_time(reader, "timeout", values[2], qs_not_negative, &run->timeout);
    if (run->waiting_served && !run->in_service_finished)
        qs_problem_at(reader, node->at, "waiting: serve, in_service: cut",
                      "who waits cannot be served while who is in service is cut, either must be otherwise");
    if (values[2] && !run->waiting_served && !run->in_service_finished) {
        qs_enter(reader, "timeout");
        qs_problem_node(reader, values[2],
                        "has no effect and must be left out, nothing goes on after the horizon");
        qs_leave(reader);
    }
}

static void build_at_horizon(qs_study_reader *reader, qs_node *node, qs_run_rule *run)
{
    int word = 0;
    qs_enter(reader, "at_horizon");
    if (node->kind == QS_NODE_MAP) {
        build_ending(reader, node, run);
    } else if (node->kind == QS_NODE_SCALAR) {
        qs_read_choice(reader, NULL, node, endings, 2, &word);
        run->stops = word == 0;
        run->waiting_served = run->in_service_finished = word == 1;
    } else {
        qs_problem_node(
            reader, node,
            "must be stop, drain or a map {waiting: cancel | serve, in_service: finish | cut, timeout: T}");
    }
    qs_leave(reader);
}

/* Whether a kernel fits is seen once the model is finished (build.c). */
static void build_kernel(qs_study_reader *reader, qs_node *node, qs_run_rule *run)
{
    int word = 0;
    if (qs_read_choice(reader, "kernel", node, kernels, 4, &word))
        run->kernel = (qs_kernel)word;
}

static void build_warmup(qs_study_reader *reader, qs_node *node, qs_run_rule *run)
{
    if (node->kind == QS_NODE_SCALAR && !strcmp(node->text, found_warmups[0])) {
        run->warmup_mser5 = true;
    } else if (node->kind == QS_NODE_SCALAR && qs_scalar_of(node) == QS_SCALAR_TEXT) {
        qs_enter(reader, "warmup");
        qs_problem_node(reader, node,
                        "must be a time (a number in %s or one with a unit s, min, h or d%s) or mser5",
                        reader->unit_name, reader->has_clock ? ", or a time of day" : "");
        qs_leave(reader);
    } else if (qs_read_instant(reader, "warmup", node, qs_not_negative, 0, true, &run->warmup) &&
               run->warmup >= run->horizon) {
        qs_enter(reader, "warmup");
        qs_problem_node(reader, node, "must be shorter than run.horizon, which is %g %s", run->horizon,
                        reader->unit_name);
        qs_leave(reader);
    }
}

/* A list of the words, or a map from them to true or false. */
static void build_variance_reduction(qs_study_reader *reader, qs_node *node, qs_run_rule *run,
                                     bool *antithetic)
{
    bool *const wanted[] = {antithetic, &run->has_controls};
    qs_node *values[2];
    qs_enter(reader, "variance_reduction");
    if (node->kind == QS_NODE_MAP) {
        for (int i = 0; qs_read_map(reader, node, &reduction_map, values) && i < 2; i++)
            qs_read_bool(reader, reductions[i], values[i], wanted[i]);
    } else if (node->kind == QS_NODE_LIST) {
        for (size_t i = 0; i < node->n; i++) {
            int word = 0;
            qs_enter_item(reader, i);
            if (qs_read_choice(reader, NULL, node->values[i], reductions, 2, &word))
                *wanted[word] = true;
            qs_leave(reader);
        }
    } else {
        qs_problem_node(
            reader, node,
            "must be a list of antithetic and control, or a map {antithetic: true, control: true}");
    }
    qs_leave(reader);
}

static void build_plan(qs_study_reader *reader, qs_node **values, bool antithetic, qs_plan *plan)
{
    int64_t n = QS_DEFAULT_REPLICATIONS;
    qs_read_integer(reader, "replications", values[REPLICATIONS], 1, MOST_REPLICATIONS, &n);
    plan->n_replications = (uint64_t)n;
    plan->seed = 1;
    plan->common_random_numbers = true;
    plan->confidence = 0.95;
    qs_read_seed(reader, "seed", values[SEED], &plan->seed);
    qs_read_bool(reader, "common_random_numbers", values[COMMON], &plan->common_random_numbers);
    qs_read_bool(reader, "antithetic", values[ANTITHETIC], &plan->antithetic);
    plan->antithetic |= antithetic;
    plan->has_controls = reader->model->run.has_controls;
    qs_read_number(reader, "confidence", values[CONFIDENCE], qs_inside_one, QS_PLAIN, &plan->confidence);
    if (plan->antithetic && n % 2) {
        qs_enter(reader, values[ANTITHETIC] ? "antithetic" : "variance_reduction");
        qs_node *where = values[ANTITHETIC] ? values[ANTITHETIC] : values[VARIANCE_REDUCTION];
        qs_problem_at(reader, where->at, NULL,
                      "needs an even number of replications, they come in pairs (got %lld)", (long long)n);
        qs_leave(reader);
    }
}

static void build_end(qs_study_reader *reader, qs_node *section, qs_node **values, qs_run_rule *run)
{
    int64_t customers;
    if (!values[HORIZON] && !values[CUSTOMERS])
        qs_require(reader, section, "horizon", NULL, "a time (or run.customers, how many to serve)");
    qs_read_instant(reader, "horizon", values[HORIZON], qs_positive, 0, false, &run->horizon);
    if (qs_read_integer(reader, "customers", values[CUSTOMERS], 1, UINT32_MAX, &customers))
        run->customers = (uint64_t)customers;
}

void qs_build_run(qs_study_reader *reader, qs_node *study, qs_node *section, qs_plan *plan)
{
    qs_run_rule *run = &reader->model->run;
    qs_node *values[N_RUN_KEYS];
    run->horizon = run->timeout = INFINITY;
    run->stops = true;
    qs_enter(reader, "run");
    if (!section && !study->is_unsure) {
        qs_problem_at(reader, study->at, "nothing", "is missing, must be a map such as {horizon: 1000}");
    } else if (section && qs_read_map(reader, section, &qs_keys_run, values)) {
        build_end(reader, section, values, run);
        if (values[WARMUP])
            build_warmup(reader, values[WARMUP], run);
        if (values[AT_HORIZON])
            build_at_horizon(reader, values[AT_HORIZON], run);
        if (values[KERNEL])
            build_kernel(reader, values[KERNEL], run);
        if (values[UNTIL] && values[REPLICATIONS]) {
            qs_enter(reader, "until");
            qs_problem_at(reader, values[UNTIL]->at, "both",
                          "stands beside replications, only one of them is allowed");
            qs_leave(reader);
        }
        bool antithetic = false;
        if (values[VARIANCE_REDUCTION])
            build_variance_reduction(reader, values[VARIANCE_REDUCTION], run, &antithetic);
        if (plan)
            build_plan(reader, values, antithetic, plan);
    }
    qs_leave(reader);
}

/* Distinct numbers into a new array. */
static void build_numbers(qs_study_reader *reader, const char *key, qs_node *node, bool is_time, double **out,
                          size_t *n)
{
    qs_enter(reader, key);
    bool is_good =
        qs_read_list(reader, node, is_time ? 0 : 1, is_time ? "times" : "numbers above 0 and below 1") &&
        !qs_reader_fail(reader, qs_calloc(node->n, sizeof **out, out));
    if (is_good && node->n > MOST_NUMBERS) {
        qs_problem_node(reader, node, "must have at most 100 numbers");
        is_good = false;
    }
    for (size_t i = 0; is_good && i < node->n; i++) {
        qs_enter_item(reader, i);
        bool is_read =
            is_time ? qs_read_time(reader, NULL, node->values[i], qs_not_negative, &(*out)[i])
                    : qs_read_number(reader, NULL, node->values[i], qs_inside_one, QS_PLAIN, &(*out)[i]);
        for (size_t j = 0; is_read && j < i; j++)
            if ((*out)[j] == (*out)[i])
                qs_problem_node(reader, node->values[i], "is listed twice, once is allowed");
        qs_leave(reader);
    }
    *n = is_good ? node->n : 0;
    qs_leave(reader);
}

static void default_quantiles(qs_study_reader *reader, qs_output_rule *output)
{
    static const double quantiles[] = {0.5, 0.9, 0.95, 0.99};
    if (qs_reader_fail(reader, qs_calloc(4, sizeof(double), &output->quantiles)))
        return;
    memcpy(output->quantiles, quantiles, sizeof quantiles);
    output->n_quantiles = 4;
}

/* Wall clock, not the study's time: it needs a unit. */
static void build_checkpoint(qs_study_reader *reader, qs_node *node, double *seconds)
{
    if (qs_scalar_of(node) == QS_SCALAR_DURATION && node->number > 0 &&
        isfinite(node->number * node->seconds)) {
        *seconds = node->number * node->seconds;
        return;
    }
    qs_enter(reader, "checkpoint");
    qs_problem_node(reader, node,
                    "must be a time above 0 by the clock on the wall, with its unit, such as \"60 s\"");
    qs_leave(reader);
}

/* All scenarios have the same instants, for their series share one time axis. */
static void count_times(qs_study_reader *reader, qs_node *every, qs_output_rule *output)
{
    double horizon = reader->model->run.horizon, n = floor(horizon / output->series_every * (1 + 1e-12)) + 1;
    qs_enter(reader, "every");
    if (isinf(horizon)) {
        qs_problem_node(reader, every, "needs run.horizon, for a series has to end somewhere");
    } else if (n > QS_MAX_TIMES) {
        qs_problem_node(reader, every, "gives %.0f instants up to the horizon, at most %d are allowed", n,
                        QS_MAX_TIMES);
    } else {
        output->n_times = (int)n;
        if (reader->n_times == 0)
            reader->n_times = output->n_times;
        else if (reader->n_times != output->n_times)
            qs_problem_node(reader, every,
                            "gives %d instants here and %d in another scenario; all must have the same",
                            output->n_times, reader->n_times);
    }
    qs_leave(reader);
}

static void build_series(qs_study_reader *reader, qs_node *node, qs_output_rule *output)
{
    qs_node *every;
    qs_enter(reader, "series");
    if (qs_read_map(reader, node, &series_map, &every)) {
        qs_require(reader, node, "every", every, "a time");
        if (qs_read_time(reader, "every", every, qs_positive, &output->series_every))
            count_times(reader, every, output);
    }
    qs_leave(reader);
}

/* n_times [in] instants of the series; n_intervals of output.intervals; 0: the metrics alone */
static uint64_t row_values(const qs_model *model, uint64_t n_times, uint64_t n_intervals)
{
    const qs_output_rule *output = &model->output;
    uint64_t n_classes = (uint64_t)model->n_classes;
    uint64_t n_windows = (uint64_t)qs_model_n_rows(model) + (uint64_t)model->n_lines; /* these have less */
    uint64_t n = qs_layout_count(n_classes, n_windows, output->n_quantiles, output->n_thresholds, n_times);
    uint64_t more = qs_layout_count_intervals(n_classes, n_windows,
                                              output->has_interval_quantiles ? output->n_quantiles : 0,
                                              output->n_thresholds, n_intervals);
    more += qs_layout_count_levels(n_classes, n_windows, output->n_levels, n_intervals);
    if (output->weighs_customers)
        more += qs_layout_count_levels(n_classes, n_windows, 2 + output->n_thresholds + output->n_levels,
                                       n_intervals);
    return more > UINT64_MAX - n ? UINT64_MAX : n + more;
}

/* A row and its statistics are in memory several times. culprit [in] what makes it long, or NULL: it is the
 * study's size */
static void limit_row(qs_study_reader *reader, const qs_node *section, qs_node *culprit)
{
    const qs_output_rule *output = &reader->model->output;
    uint64_t n = row_values(reader->model, (uint64_t)output->n_times, (uint64_t)output->n_intervals);
    char got[128], intervals[32] = "";
    if (n <= QS_MAX_ROW)
        return;
    if (output->n_intervals > 0)
        snprintf(intervals, sizeof intervals, " and %d intervals", output->n_intervals);
    snprintf(got, sizeof got, "%llu, with %d windows and %d classes%s", (unsigned long long)n,
             qs_model_n_rows(reader->model), reader->model->n_classes, intervals);
    qs_problem_at(reader, culprit ? culprit->at : section->at, got,
                  "makes a replication too long: its values (metrics and quantiles of each class and window, "
                  "instants of each window's series, and each of them by interval) may be at most %d",
                  QS_MAX_ROW);
}

static void build_weighting(qs_study_reader *reader, qs_node *node, qs_output_rule *output)
{
    int word = 0;
    if (qs_read_choice(reader, "weighting", node, weightings, 2, &word))
        output->weighs_customers = word == 1;
}

void qs_build_output(qs_study_reader *reader, qs_node *section, qs_plan *plan)
{
    qs_output_rule *output = &reader->model->output;
    qs_node *values[N_OUTPUT_KEYS] = {NULL};
    double checkpoint = DEFAULT_CHECKPOINT;
    bool keep_rows = false, keep_histograms = true;
    qs_enter(reader, "output");
    bool is_good = !section || qs_read_map(reader, section, &qs_keys_output, values);
    if (is_good && values[0])
        build_numbers(reader, "quantiles", values[0], false, &output->quantiles, &output->n_quantiles);
    else
        default_quantiles(reader, output);
    if (is_good && values[1])
        build_numbers(reader, "wait_over", values[1], true, &output->thresholds, &output->n_thresholds);
    if (is_good && values[8])
        build_weighting(reader, values[8], output);
    if (is_good && values[7])
        qs_build_levels(reader, values[7], output);
    if (is_good && values[9])
        qs_build_members(reader, values[9]);
    if (is_good && values[2])
        build_series(reader, values[2], output);
    if (is_good && values[6])
        qs_build_intervals(reader, values[6], output);
    if (is_good)
        qs_read_bool(reader, "replications", values[3], &keep_rows);
    if (is_good && section)
        limit_row(reader, section,
                  values[6]   ? values[6]
                  : values[2] ? values[2]
                  : values[0] ? values[0]
                              : values[1]);
    if (is_good)
        qs_read_bool(reader, "histograms", values[4], &keep_histograms);
    if (is_good && values[5])
        build_checkpoint(reader, values[5], &checkpoint);
    if (plan) {
        plan->keep_rows = keep_rows;
        reader->n_row_values =
            is_good && values[3] ? 0 : row_values(reader->model, 0, (uint64_t)output->n_intervals);
        plan->keep_histograms = keep_histograms;
        plan->checkpoint = checkpoint;
    }
    qs_leave(reader);
}
