/* Exact values of a model's metrics, from those of its windows.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/exact.h"

#include <math.h>

#include "network_internal.h"
#include "qsweep/variate.h"

/* ---- which sources ---- */

/* The one rate of a process of changing rate that does not change; NaN if it does, or ends before the
 * horizon. */
static double constant_rate(const qs_model *model, const qs_source *source)
{
    double end = source->period_length > 0 ? source->period_length : model->run.horizon;
    bool is_unit = source->interarrival == QS_NONE ||
                   (qs_exact_is_exponential(&model->distributions[source->interarrival]) &&
                    qs_exact_moments(&model->distributions[source->interarrival]).m1 == 1);
    if (!is_unit || source->rates[source->n_rates - 1].until < end)
        return EXACT_NAN;
    for (size_t i = 1; i < source->n_rates; i++)
        if (source->rates[i].value != source->rates[0].value)
            return EXACT_NAN;
    return source->rates[0].value;
}

double qs_exact_poisson_rate(const qs_model *model, const qs_source *source)
{
    if (source->limit > 0)
        return EXACT_NAN;
    if (source->kind == QS_SOURCE_RATE)
        return constant_rate(model, source);
    if (source->kind != QS_SOURCE_RENEWAL || source->period_length > 0 ||
        !qs_exact_is_exponential(&model->distributions[source->interarrival]))
        return EXACT_NAN;
    return 1 / qs_exact_moments(&model->distributions[source->interarrival]).m1;
}

static bool is_poisson(const qs_model *model, const qs_source *source)
{
    return source->batch == QS_NONE && qs_exact_poisson_rate(model, source) > 0;
}

static bool are_poisson(const qs_model *model)
{
    for (int i = 0; i < model->n_sources; i++)
        if (!is_poisson(model, &model->sources[i]))
            return false;
    return true;
}

/* One source of another kind that never ends or pauses. */
static bool is_alone(const qs_exact_network *net)
{
    const qs_source *source = &net->model->sources[0];
    if (net->model->n_sources != 1 || net->n_stations != 1 || !net->is_single_visit)
        return false;
    if (source->kind == QS_SOURCE_CLOSED)
        return true;
    if (qs_exact_poisson_rate(net->model, source) > 0)
        return true;
    return source->kind == QS_SOURCE_RENEWAL && source->period_length == 0 && source->limit == 0;
}

/* Of each service there is one window, so that no rule has anything to choose. */
#define MODEL_SUPPORTED                                                                                      \
    (QS_FEATURES_OF_A_RUN | QS_FEATURE(SEVERAL_CLASSES) | QS_FEATURE(SEVERAL_SOURCES) |                      \
     QS_FEATURE(LEAST_WORK) | QS_FEATURE(SIMUQ_CHOICE))

#define SOURCE_SUPPORTED                                                                                     \
    (QS_FEATURE(RATES) | QS_FEATURE(PERIOD) | QS_FEATURE(BATCHES) | QS_FEATURE(POPULATION) |                 \
     QS_FEATURE(COPIES) | QS_FEATURE(PARTIES))

static bool is_supported(const qs_model *model)
{
    bool is = qs_features_within(model->own_features, MODEL_SUPPORTED);
    for (int i = 0; i < model->n_sources; i++)
        is &= qs_features_within(model->sources[i].features, SOURCE_SUPPORTED);
    return is;
}

static qs_status solve(qs_exact_network *net)
{
    qs_status status = QS_OK;
    if (!is_supported(net->model))
        return QS_OK;
    if (are_poisson(net->model)) {
        for (int i = 0; i < net->n_stations && !status; i++)
            if (!net->stations[i].is_tainted && !net->stations[i].is_held_up)
                status = qs_exact_solve_poisson(net->model, &net->stations[i]);
    } else if (is_alone(net)) {
        status = qs_exact_solve_alone(net->model, &net->stations[0]);
    }
    return status;
}

/* ---- into the row ---- */

typedef struct target {
    const qs_model *model;
    const qs_layout *layout;
    double *row;
    bool is_any;
    qs_scope scope;
    int member;
} target;

static void put(target *t, qs_metric metric, int item, double value)
{
    int at = qs_layout_index(t->layout, t->scope, t->member, metric, item);
    if (at < 0 || !isfinite(value))
        return;
    t->row[at] = value;
    t->is_any = true;
}

/* What streams come to together. */
typedef struct sums {
    double served, wait, sojourn, queue, number;
} sums;

static void add(sums *s, const qs_exact_stream *stream)
{
    s->served += stream->served;
    s->wait += stream->served * stream->wait;
    s->sojourn += stream->served * stream->sojourn;
    s->queue += stream->queue;
    s->number += stream->number;
}

/* Means per customer, of whom so many are done in a unit of time. */
static void put_means(target *t, const sums *s, double customers)
{
    put(t, QS_METRIC_wait_mean, 0, s->wait / customers);
    put(t, QS_METRIC_sojourn_mean, 0, s->sojourn / customers);
    put(t, QS_METRIC_queue_mean, 0, s->queue);
    put(t, QS_METRIC_number_mean, 0, s->number);
    put(t, QS_METRIC_throughput, 0, customers);
}

static double wait_over(const qs_exact_law *law, double t)
{
    if (law->room > 0)
        return qs_theory_mmck_wait_over(law->arrival_rate, law->service_rate, law->servers, law->room, t);
    if (law->waits == 0)
        return 0;
    double scaled = law->wait_rate * t;
    return law->waits * (1 - qs_theory_partial_exponential(scaled, (const double[]){1}));
}

/* By bisection on wait_over where it is more than one exponential; NaN within 20 % of the jump at 0, where
 * the quantile of a sample is now 0, now not. */
static double wait_quantile(const qs_exact_law *law, double p)
{
    if (law->waits == 0 && law->room == 0)
        return 0;
    double waits = wait_over(law, 0), low = 0, high = 1;
    if (waits < 0.8 * (1 - p))
        return 0;
    if (waits < 1.25 * (1 - p))
        return EXACT_NAN;
    if (law->room == 0)
        return qs_log(waits / (1 - p)) / law->wait_rate;
    while (wait_over(law, high) > 1 - p)
        high *= 2;
    for (int i = 0; i < 200; i++) {
        double middle = low + (high - low) / 2;
        if (middle <= low || middle >= high)
            break;
        *(wait_over(law, middle) > 1 - p ? &low : &high) = middle;
    }
    return high;
}

static double sojourn_quantile(const qs_exact_law *law, double p)
{
    if (law->sojourn == SOJOURN_MMC)
        return qs_theory_mmc_sojourn_quantile(law->arrival_rate, law->service_rate, law->servers, p);
    if (law->sojourn == SOJOURN_EXPONENTIAL)
        return -qs_log(1 - p) / law->service_rate;
    return EXACT_NAN;
}

static void put_law(target *t, const qs_exact_law *law)
{
    const qs_output_rule *output = &t->model->output;
    for (size_t i = 0; i < output->n_thresholds && law->has_wait; i++)
        put(t, QS_METRIC_wait_over, (int)i, wait_over(law, output->thresholds[i]));
    for (size_t i = 0; i < output->n_quantiles && law->has_wait; i++)
        put(t, QS_METRIC_wait_quantile, (int)i, wait_quantile(law, output->quantiles[i]));
    for (size_t i = 0; i < output->n_quantiles; i++)
        put(t, QS_METRIC_sojourn_quantile, (int)i, sojourn_quantile(law, output->quantiles[i]));
}

/* The window alone is its first row; of several members, what each of them is like is another matter. */
static void put_window(target *t, const qs_exact_station *station)
{
    sums s = {0};
    if (station->window->count > 1 && station->window->n_rows > 1)
        return;
    t->scope = QS_WINDOW;
    t->member = qs_model_first_row(t->model, station->index);
    for (int i = 0; i < station->n_streams; i++)
        add(&s, &station->streams[i]);
    put_means(t, &s, s.served);
    put(t, QS_METRIC_utilisation, 0, station->utilisation);
    put(t, QS_METRIC_occupation, 0, station->occupation);
    put_law(t, &station->law);
}

/* A class, or QS_NONE for all: known if all windows on its ways are. */
static void put_customers(target *t, const qs_exact_network *net, int class)
{
    sums s = {0};
    const qs_exact_station *only = NULL;
    bool is_known = true, is_lossy = false;
    int n_stations = 0;
    double arrivals = 0;
    for (int c = 0; c < t->model->n_classes; c++)
        arrivals += class == QS_NONE || class == c ? t->model->classes[c].arrival_rate : 0;
    for (int i = 0; i < net->n_stations; i++) {
        const qs_exact_station *station = &net->stations[i];
        for (int k = 0; k < station->n_streams; k++) {
            if (class != QS_NONE && station->streams[k].class != class)
                continue;
            n_stations += only != station;
            only = station;
            is_known &= station->is_known;
            is_lossy |= station->is_lossy;
            add(&s, &station->streams[k]);
        }
    }
    /* Who is lost on a way of several visits has waited for nothing: that is not known. */
    if (!only || !is_known || (is_lossy && !net->is_single_visit))
        return;
    t->scope = class == QS_NONE ? QS_SYSTEM : QS_CLASS;
    t->member = class == QS_NONE ? 0 : class;
    put_means(t, &s, net->is_single_visit ? s.served : arrivals);
    if (n_stations == 1 && net->is_single_visit)
        put_law(t, &only->law);
}

/* Whose servers are so many all the time. */
#define COUNTABLE                                                                                            \
    (QS_FEATURES_OF_ORDER | QS_FEATURES_OF_TIMES | QS_FEATURE(MEMBERS) | QS_FEATURE(CLOSED_WINDOW) |         \
     QS_FEATURE(CAPACITY) | QS_FEATURE(DROP_OLDEST) | QS_FEATURE(DROP_LEAST_URGENT) | QS_FEATURE(BLOCKING) | \
     QS_FEATURE(TOGETHER) | QS_FEATURE(CHANGING_SPEED) | QS_FEATURE(DEAD_TIME))

/* Servers serving, of all that can be counted: also of windows to which nobody goes. */
static void put_utilisation(target *t, const qs_exact_network *net)
{
    double servers = 0, serving = 0, occupied = 0;
    for (int w = 0; w < t->model->n_windows; w++) {
        const qs_window *window = &t->model->windows[w];
        if (window->servers == QS_INFINITE_SERVERS)
            continue;
        if (!qs_features_within(window->features, COUNTABLE))
            return;
        servers += (double)window->count * window->servers;
    }
    for (int i = 0; i < net->n_stations; i++) {
        const qs_exact_station *station = &net->stations[i];
        if (!station->is_known)
            return;
        if (station->window->servers == QS_INFINITE_SERVERS)
            continue;
        serving += station->utilisation * station->window->servers;
        occupied += station->occupation * station->window->servers;
    }
    t->scope = QS_SYSTEM;
    t->member = 0;
    put(t, QS_METRIC_utilisation, 0, serving / servers);
    put(t, QS_METRIC_occupation, 0, occupied / servers);
}

static void fill(target *t, const qs_exact_network *net)
{
    for (int i = 0; i < net->n_stations; i++)
        if (net->stations[i].is_known)
            put_window(t, &net->stations[i]);
    for (int c = QS_NONE; c < t->model->n_classes; c++)
        put_customers(t, net, c);
    put_utilisation(t, net);
}

qs_status qs_exact_fill(const qs_model *model, const qs_layout *layout, double *row, bool *is_any)
{
    qs_exact_network net;
    bool is_understood;
    *is_any = false;
    for (int i = 0; i < layout->n_values; i++)
        row[i] = EXACT_NAN;
    qs_status status = qs_exact_network_make(model, &net, &is_understood);
    if (!status && is_understood)
        status = solve(&net);
    target t = {.model = model, .layout = layout, .row = row};
    if (!status && is_understood)
        fill(&t, &net);
    *is_any = t.is_any;
    qs_exact_network_clear(&net);
    return status;
}
