/* Results by interval of time: what is counted of each, and how it becomes part of the row.
 *
 * All that is said of customers is known when their visits are over: one function, called once for each,
 * counts them. It looks the interval up by the time of joining or of coming, so nothing is kept with a
 * customer. An interval is [start, end): who comes at an edge is in the interval that begins.
 * The slot of the calendar is due at each edge, after the ends of service of the instant and before its
 * arrivals, like a sample of a series. It reads the gauges and moves none, so no other number changes.
 * Of an interval only what lies in the measured period is measured; of one without any all is NaN.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "intervals.h"

#include <math.h>
#include <string.h>

#include "members.h"
#include "qsweep/memory.h"
#include "report.h"

/* As qs_layout_spot() finds it, which is asked too often for that. */
static void build_places(const qs_layout *layout, qs_intervals *iv)
{
    for (int scope = 0; scope < QS_N_SCOPES; scope++)
        for (int metric = 0; metric < QS_N_METRICS; metric++) {
            qs_interval_place *place = &iv->places[scope][metric];
            place->n_items = qs_layout_n_interval_items(layout, (qs_scope)scope, (qs_metric)metric);
            place->first = place->n_items > 0 ? layout->interval_offset[scope][metric] * iv->n : 0;
        }
}

qs_status qs_intervals_build(qs_engine *e)
{
    const qs_output_rule *output = &e->model->output;
    if (output->n_intervals == 0)
        return QS_OK;
    qs_status status = qs_calloc(1, sizeof *e->intervals, &e->intervals);
    if (status)
        return status;
    qs_intervals *iv = e->intervals;
    iv->n = output->n_intervals;
    iv->edges = output->edges;
    iv->n_members = 1 + e->model->n_classes + e->meters.n_all;
    build_places(&e->tables.layout, iv);
    size_t n_meters = (size_t)iv->n_members * (size_t)iv->n;
    status = qs_calloc(n_meters, sizeof *iv->meters, &iv->meters);
    if (!status)
        status = qs_calloc((size_t)iv->n_members, sizeof *iv->before, &iv->before);
    if (!status)
        status = qs_calloc(n_meters, output->n_thresholds * sizeof *iv->over, &iv->over);
    if (!status)
        status = qs_calloc(n_meters, output->n_thresholds * sizeof *iv->undecided, &iv->undecided);
    if (!status)
        status = qs_calloc(n_meters, output->n_levels * sizeof *iv->good, &iv->good);
    if (!status)
        status = qs_calloc(n_meters, output->n_levels * sizeof *iv->known, &iv->known);
    if (!status && e->tables.layout.has_interval_quantiles)
        status = qs_calloc(n_meters, sizeof *iv->waits, &iv->waits);
    return status;
}

void qs_intervals_free(qs_engine *e)
{
    qs_intervals *iv = e->intervals;
    if (!iv)
        return;
    for (int i = 0; iv->waits && i < iv->n_members * iv->n; i++)
        qs_bins_clear(&iv->waits[i]);
    qs_free(iv->waits);
    qs_free(iv->meters);
    qs_free(iv->before);
    qs_free(iv->over);
    qs_free(iv->undecided);
    qs_free(iv->good);
    qs_free(iv->known);
    qs_free(iv);
}

/* ---- over time ---- */

static void reset(qs_engine *e, qs_intervals *iv)
{
    size_t n_meters = (size_t)iv->n_members * (size_t)iv->n;
    size_t n_counts = n_meters * e->model->output.n_thresholds;
    memset(iv->meters, 0, n_meters * sizeof *iv->meters);
    memset(iv->over, 0, n_counts * sizeof *iv->over);
    memset(iv->undecided, 0, n_counts * sizeof *iv->undecided);
    memset(iv->good, 0, n_meters * e->model->output.n_levels * sizeof *iv->good);
    memset(iv->known, 0, n_meters * e->model->output.n_levels * sizeof *iv->known);
    for (size_t i = 0; iv->waits && i < n_meters; i++)
        qs_bins_reset(&iv->waits[i]);
}

static double next_edge(const qs_intervals *iv)
{
    return iv->present < iv->n ? iv->edges[iv->present + 1] : INFINITY;
}

void qs_intervals_begin(qs_engine *e, bool counts)
{
    qs_intervals *iv = e->intervals;
    if (!iv)
        return;
    iv->is_counting = counts;
    qs_slots_set(&e->slots, e->slot_of.interval, INFINITY);
    if (!counts)
        return;
    reset(e, iv);
    iv->is_one_stop = false;
    iv->cursor = (qs_interval_cursor){.from = 0, .until = 0};
    iv->warmup = e->warmup;
    iv->end = 0;
    iv->present = -1;
    qs_slots_set(&e->slots, e->slot_of.interval, next_edge(iv));
}

static double area(const qs_engine *e, const qs_gauge *gauge)
{
    return qs_gauge_area(gauge, e->now);
}

/* Up to now, of a member; of the system nothing, it is the sum of windows. */
static qs_interval_areas areas_of(const qs_engine *e, int member)
{
    int n_classes = e->model->n_classes;
    if (member == 0)
        return (qs_interval_areas){0};
    if (member <= n_classes) {
        const qs_meter *class = &e->meters.classes[member - 1];
        return (qs_interval_areas){.queue = area(e, &class->queue), .number = area(e, &class->number)};
    }
    const qs_meter *window = &e->meters.windows[member - 1 - n_classes];
    qs_interval_areas a = {.queue = area(e, &window->queue),
                           .serving = area(e, &window->serving),
                           .rostered = area(e, &window->rostered)};
    a.number = a.queue + a.serving + area(e, &window->number);
    return a;
}

static void end_present(qs_engine *e, qs_intervals *iv)
{
    for (int member = 1; member < iv->n_members; member++) {
        qs_interval_areas now = areas_of(e, member), *before = &iv->before[member],
                          *out = &iv->meters[member * iv->n + iv->present].areas;
        out->queue = now.queue - before->queue;
        out->number = now.number - before->number;
        out->serving = now.serving - before->serving;
        out->rostered = now.rostered - before->rostered;
    }
}

void qs_intervals_edge(qs_engine *e)
{
    qs_intervals *iv = e->intervals;
    if (iv->present >= 0)
        end_present(e, iv);
    for (int member = 1; member < iv->n_members; member++)
        iv->before[member] = areas_of(e, member);
    iv->present++;
    qs_slots_set(&e->slots, e->slot_of.interval, next_edge(iv));
}

void qs_intervals_restart(qs_engine *e)
{
    qs_intervals *iv = e->intervals;
    if (iv && iv->is_counting)
        memset(iv->before, 0, (size_t)iv->n_members * sizeof *iv->before);
}

void qs_intervals_close(qs_engine *e)
{
    qs_intervals *iv = e->intervals;
    if (!iv || !iv->is_counting)
        return;
    if (iv->present >= 0 && iv->present < iv->n)
        end_present(e, iv);
    iv->end = e->now;
    iv->present = iv->n;
    qs_slots_set(&e->slots, e->slot_of.interval, INFINITY);
}

/* ---- visits ---- */

static __attribute__((noinline)) int search_interval(qs_intervals *iv, double time)
{
    int low = 0, high = iv->n; /* edges[low] <= time < edges[high] */
    if (!(time >= iv->edges[0] && time < iv->edges[iv->n]))
        return QS_NONE;
    while (high - low > 1) {
        int middle = low + (high - low) / 2;
        if (time >= iv->edges[middle])
            low = middle;
        else
            high = middle;
    }
    iv->last_found = low;
    return low;
}

/* The interval of an instant; QS_NONE: none. Most come soon after one another. */
static inline int find_interval(qs_intervals *iv, double time)
{
    int last = iv->last_found;
    return time >= iv->edges[last] && time < iv->edges[last + 1] ? last : search_interval(iv, time);
}

/* What a visit, or a customer, has come to. */
typedef struct ending {
    qs_outcome outcome;
    double wait;
    bool is_complete; /* the wait: it counts in the mean */
} ending;

static void count_over(qs_engine *e, size_t at, const ending *end)
{
    const qs_output_rule *output = &e->model->output;
    bool is_cut_short = end->outcome == QS_UNFINISHED && !end->is_complete;
    for (size_t k = 0; k < output->n_thresholds; k++) {
        bool is_over = end->wait > output->thresholds[k];
        e->intervals->over[at * output->n_thresholds + k] += is_over;
        e->intervals->undecided[at * output->n_thresholds + k] += is_cut_short && !is_over;
    }
}

/* Whom service_level counts, and whom as served within the time: as report.c does of the whole. */
static void count_levels(qs_engine *e, size_t at, const ending *end)
{
    const qs_output_rule *output = &e->model->output;
    const double *within = output->thresholds + output->n_thresholds;
    uint64_t *good = e->intervals->good + at * output->n_levels,
             *known = e->intervals->known + at * output->n_levels;
    bool is_cut_short = end->outcome == QS_UNFINISHED && !end->is_complete;
    for (size_t k = 0; k < output->n_levels; k++) {
        bool is_within = end->wait <= within[k],
             is_early = end->outcome == QS_RENEGED && end->wait < within[k];
        good[k] += (end->is_complete && is_within) || (is_early && output->abandoned[k] == QS_ABANDONED_GOOD);
        known[k] +=
            !((is_cut_short && is_within) || (is_early && output->abandoned[k] == QS_ABANDONED_IGNORED));
    }
}

static inline void count_wait(qs_engine *e, size_t at, double wait)
{
    qs_interval_meter *meter = &e->intervals->meters[at];
    if (meter->n_waits == 0)
        meter->shift = wait;
    meter->sum += wait - meter->shift;
    meter->n_waits++;
    bool has_bins = e->intervals->waits && !e->spared.bins;
    qs_status status = has_bins ? qs_bins_add(&e->intervals->waits[at], wait) : QS_OK;
    if (status)
        qs_fail_replication(e, status);
}

/* Who is served: nothing is undecided. */
static inline void count_served(qs_engine *e, size_t at, double wait)
{
    const qs_output_rule *output = &e->model->output;
    qs_intervals *iv = e->intervals;
    size_t n_thresholds = output->n_thresholds, n_levels = output->n_levels;
    iv->meters[at].arrived++;
    iv->meters[at].outcome[QS_SERVED]++;
    count_wait(e, at, wait);
    for (size_t k = 0; k < n_thresholds; k++)
        iv->over[at * n_thresholds + k] += wait > output->thresholds[k];
    for (size_t k = 0; k < n_levels; k++) {
        iv->good[at * n_levels + k] += wait <= output->thresholds[n_thresholds + k];
        iv->known[at * n_levels + k]++;
    }
}

static void count(qs_engine *e, int member, int interval, const ending *end)
{
    size_t at = (size_t)member * (size_t)e->intervals->n + (size_t)interval;
    if (end->is_complete && end->outcome == QS_SERVED) {
        count_served(e, at, end->wait);
        return;
    }
    qs_interval_meter *meter = &e->intervals->meters[at];
    bool has_joined = end->outcome != QS_REJECTED && end->outcome != QS_BALKED;
    meter->arrived++;
    meter->outcome[end->outcome]++;
    if (end->is_complete)
        count_wait(e, at, end->wait);
    if (has_joined || end->is_complete)
        count_over(e, at, end);
    count_levels(e, at, end);
}

/* Of a customer who has left the system. */
static void count_customer(qs_engine *e, int came, int class, const ending *all)
{
    if (!e->intervals->is_one_stop)
        count(e, 0, came, all);
    if (e->model->n_classes > 1)
        count(e, 1 + class, came, all);
}

void qs_intervals_count(qs_engine *e, const qs_interval_visit *visit)
{
    qs_intervals *iv = e->intervals;
    int joined = find_interval(iv, visit->join),
        came = visit->arrival == visit->join ? joined : find_interval(iv, visit->arrival);
    ending here = {qs_outcome_at_window(visit->outcome), visit->wait, visit->has_begun};
    if (joined != QS_NONE)
        count(e, 1 + e->model->n_classes + visit->window, joined, &here);
    if (joined != QS_NONE && visit->own_meter != QS_NONE)
        count(e, 1 + e->model->n_classes + visit->own_meter, joined, &here);
    if (visit->outcome >= QS_MOVED_ON || came == QS_NONE)
        return;
    ending all = {visit->outcome, visit->before + visit->wait, visit->has_begun && visit->is_last};
    count_customer(e, came, visit->class, &all);
}

void qs_intervals_served(qs_engine *e, int class, double join, double wait)
{
    qs_intervals *iv = e->intervals;
    int interval = find_interval(iv, join), n_classes = e->model->n_classes;
    if (interval == QS_NONE)
        return;
    size_t n = (size_t)iv->n, at = (size_t)(1 + n_classes) * n + (size_t)interval;
    count_served(e, at, wait);
    if (n_classes > 1)
        count_served(e, (size_t)(1 + class) * n + (size_t)interval, wait);
    size_t n_levels = e->model->output.n_levels;
    iv->cursor = (qs_interval_cursor){.from = iv->edges[interval],
                                      .until = iv->edges[interval + 1],
                                      .meter = &iv->meters[at],
                                      .good = iv->good + at * n_levels,
                                      .known = iv->known + at * n_levels};
    if (n_classes > 1 || e->model->output.n_thresholds > 0)
        iv->cursor.until = iv->cursor.from; /* more is to be counted than by the cursor */
}

void qs_intervals_visit(qs_engine *e, const qs_customer *customer, qs_outcome outcome)
{
    if (!e->intervals || !e->intervals->is_counting || !customer->is_counted)
        return;
    const qs_station *station = &e->stations[customer->station];
    bool has_begun = !isnan(customer->start);
    qs_intervals_count(e,
                       &(qs_interval_visit){.outcome = outcome,
                                            .join = customer->join,
                                            .wait = (has_begun ? customer->start : e->now) - customer->join,
                                            .has_begun = has_begun,
                                            .arrival = customer->arrival,
                                            .before = customer->wait,
                                            .is_last = customer->then == QS_NONE,
                                            .class = customer->counted_as,
                                            .window = station->window,
                                            .own_meter = station->has_row ? station->own_meter : QS_NONE});
}

void qs_intervals_outside(qs_engine *e, const qs_customer *customer, qs_outcome outcome)
{
    qs_intervals *iv = e->intervals;
    if (!e->is_told || !iv || !iv->is_counting || !customer->is_counted)
        return;
    int came = find_interval(iv, customer->arrival);
    ending all = {.outcome = outcome, .wait = customer->wait};
    if (came != QS_NONE)
        count_customer(e, came, customer->counted_as, &all);
}

void qs_intervals_taken(qs_engine *e, const qs_customer *customer, int line)
{
    qs_intervals *iv = e->intervals;
    int joined = iv && iv->is_counting ? find_interval(iv, customer->join) : QS_NONE;
    ending taken = {QS_SERVED, e->now - customer->join, true};
    if (joined != QS_NONE)
        count(e, 1 + e->model->n_classes + line, joined, &taken);
}

/* ---- the row ---- */

/* How much of an interval lies in the measured period. */
static double measured_length(const qs_intervals *iv, int interval)
{
    return fmin(iv->edges[interval + 1], iv->end) - fmax(iv->edges[interval], iv->warmup);
}

static void copy_counts(uint64_t *counts, size_t to, size_t from, size_t n)
{
    memcpy(counts + to * n, counts + from * n, n * sizeof *counts);
}

/* Its counts are those of the only window. */
static void take_from_window(qs_engine *e, size_t interval)
{
    qs_intervals *iv = e->intervals;
    size_t from = (1 + (size_t)e->model->n_classes) * (size_t)iv->n + interval,
           n_thresholds = e->model->output.n_thresholds, n_levels = e->model->output.n_levels;
    iv->meters[interval] = iv->meters[from];
    copy_counts(iv->over, interval, from, n_thresholds);
    copy_counts(iv->undecided, interval, from, n_thresholds);
    copy_counts(iv->good, interval, from, n_levels);
    copy_counts(iv->known, interval, from, n_levels);
}

/* The system's areas are those of its windows, as in the whole (report.c). */
static void sum_windows(qs_engine *e, int interval)
{
    qs_intervals *iv = e->intervals;
    if (iv->is_one_stop)
        take_from_window(e, (size_t)interval);
    qs_interval_areas *system = &iv->meters[interval].areas;
    *system = (qs_interval_areas){0};
    for (int w = 0; w < qs_n_places(e); w++) {
        const qs_interval_areas *a = &iv->meters[(1 + e->model->n_classes + w) * iv->n + interval].areas;
        system->queue += a->queue;
        system->number += a->number;
        if (w >= e->model->n_windows || e->model->windows[w].servers == QS_INFINITE_SERVERS)
            continue;
        system->serving += a->serving;
        system->rostered += a->rostered;
    }
}

/* A member in an interval on its way into the row. */
typedef struct putting {
    qs_engine *e;
    qs_spot spot;
    size_t at;                       /* its meter */
    double length;                   /* measured */
    const qs_interval_place *places; /* of its scope */
    double *row;                     /* of its member */
} putting;

static void put(const putting *p, qs_metric metric, int item, double value)
{
    const qs_interval_place *place = &p->places[metric];
    if (item < place->n_items)
        p->row[place->first + (p->spot.interval - 1) * place->n_items + item] = value;
}

static void put_weight(const putting *p, qs_metric metric, int item, uint64_t n)
{
    qs_spot spot = p->spot;
    if (p->e->tables.layout.n_weights == 0)
        return;
    spot.metric = metric;
    spot.item = item;
    int index = qs_layout_weight(&p->e->tables.layout, &spot);
    if (index != QS_NONE)
        p->e->results.row[index] = (double)n;
}

static void put_counts(const putting *p, const qs_interval_meter *meter)
{
    put(p, QS_METRIC_arrived, 0, (double)meter->arrived);
    put(p, QS_METRIC_cancelled, 0, (double)meter->outcome[QS_CANCELLED]);
    put(p, QS_METRIC_unfinished, 0, (double)meter->outcome[QS_UNFINISHED]);
    for (size_t i = 0; i < QS_N_SHARED_OUTCOMES; i++) {
        const qs_shared_outcome *of = &qs_shared_outcomes[i];
        put(p, of->count, 0, (double)meter->outcome[of->outcome]);
        put(p, of->share, 0, qs_share_of(meter->outcome[of->outcome], meter->arrived));
    }
}

static void put_waits(const putting *p, const qs_interval_meter *meter)
{
    const qs_output_rule *output = &p->e->model->output;
    qs_intervals *iv = p->e->intervals;
    uint64_t joined = meter->arrived - meter->outcome[QS_REJECTED] - meter->outcome[QS_BALKED];
    put(p, QS_METRIC_wait_mean, 0,
        meter->n_waits ? meter->shift + meter->sum / (double)meter->n_waits : (double)NAN);
    put_weight(p, QS_METRIC_wait_mean, 0, meter->n_waits);
    for (size_t k = 0; k < output->n_thresholds; k++) {
        size_t at = p->at * output->n_thresholds + k;
        uint64_t known = joined - iv->undecided[at];
        put(p, QS_METRIC_wait_over, (int)k, known ? (double)iv->over[at] / (double)known : (double)NAN);
        put_weight(p, QS_METRIC_wait_over, (int)k, known);
    }
    for (size_t k = 0; k < output->n_levels; k++) {
        size_t at = p->at * output->n_levels + k;
        put(p, QS_METRIC_service_level, (int)k, qs_share_of(iv->good[at], iv->known[at]));
        put_weight(p, QS_METRIC_service_level, (int)k, iv->known[at]);
    }
    if (!iv->waits || p->e->spared.bins)
        return;
    qs_bins_sort(&iv->waits[p->at]);
    for (size_t q = 0; q < output->n_quantiles; q++)
        put(p, QS_METRIC_wait_quantile, (int)q,
            qs_bins_quantile(&iv->waits[p->at], output->quantiles[q], p->e->meters.wait_grid));
}

static void put_averages(const putting *p, const qs_interval_areas *a)
{
    put(p, QS_METRIC_queue_mean, 0, a->queue / p->length);
    put(p, QS_METRIC_number_mean, 0, a->number / p->length);
    put(p, QS_METRIC_utilisation, 0, a->rostered > 0 ? a->serving / a->rostered : (double)NAN);
}

static void put_member(qs_engine *e, qs_scope scope, int member, int meter, int interval)
{
    const qs_intervals *iv = e->intervals;
    const qs_layout *layout = &e->tables.layout;
    putting p = {.e = e,
                 .spot = {.scope = scope, .member = member, .interval = 1 + interval},
                 .at = (size_t)meter * (size_t)iv->n + (size_t)interval,
                 .length = measured_length(iv, interval),
                 .places = iv->places[scope],
                 .row = e->results.row + layout->interval_start[scope] +
                        member * layout->interval_width[scope] * iv->n};
    if (!(p.length > 0))
        return;
    put_counts(&p, &iv->meters[p.at]);
    put_waits(&p, &iv->meters[p.at]);
    put_averages(&p, &iv->meters[p.at].areas);
}

/* The meter of a class that is the only one is the system's. */
static int meter_of(const qs_engine *e, qs_scope scope, int member)
{
    if (scope == QS_SYSTEM || (scope == QS_CLASS && e->model->n_classes == 1))
        return 0;
    if (scope == QS_CLASS)
        return 1 + member;
    return 1 + e->model->n_classes +
           (scope == QS_LINE ? e->model->n_windows + member : e->tables.row_meters[member]);
}

/* A row of a window's member may be of one that is not there. */
static bool is_there(const qs_engine *e, qs_scope scope, int member)
{
    return scope != QS_WINDOW || qs_members_meter(e, member);
}

void qs_intervals_report(qs_engine *e)
{
    const qs_layout *layout = &e->tables.layout;
    for (int i = 0; e->intervals && !e->spared.intervals && i < e->intervals->n; i++) {
        sum_windows(e, i);
        for (int scope = 0; scope < QS_RESOURCE; scope++)
            for (int member = 0; member < layout->n_members[scope]; member++)
                if (is_there(e, (qs_scope)scope, member))
                    put_member(e, (qs_scope)scope, member, meter_of(e, (qs_scope)scope, member), i);
    }
}

qs_status qs_intervals_histograms(qs_engine *e, qs_histogram *histograms)
{
    const qs_layout *layout = &e->tables.layout;
    const qs_intervals *iv = e->intervals;
    qs_status status = QS_OK;
    if (!iv || !iv->waits)
        return QS_OK;
    for (int scope = 0; scope < QS_RESOURCE; scope++)
        for (int member = 0; member < layout->n_members[scope]; member++) {
            int own = qs_layout_histogram(layout, (qs_scope)scope, member) / 2;
            if (!is_there(e, (qs_scope)scope, member) ||
                qs_engine_same_values(e, (qs_scope)scope, member) != own)
                continue;
            for (int i = 0; i < iv->n && !status; i++) {
                qs_spot spot = {.scope = (qs_scope)scope, .member = member, .interval = 1 + i};
                const qs_bins *from = &iv->waits[meter_of(e, (qs_scope)scope, member) * iv->n + i];
                if (from->total > 0 && measured_length(iv, i) > 0)
                    status = qs_bins_merge_into(from, e->meters.wait_grid,
                                                &histograms[qs_layout_spot_histogram(layout, &spot)]);
            }
        }
    return status;
}
