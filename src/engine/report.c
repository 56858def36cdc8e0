/* From meters to a row.
 *
 * With one class, the class is the system and its row is copied. Mean number present at a window
 * is the sum of those waiting, those in service and those held; of the system, the sum over
 * windows.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "check.h"
#include "intervals.h"
#include "members.h"
#include "qsweep/control.h"
#include "qsweep/memory.h"
#include "report.h"
#include "stocks.h"

/* The memory of one more is scratch for all. */
static size_t count_tallies(const qs_engine *e)
{
    return 1 + 2 * (1 + (size_t)e->model->n_classes + (size_t)e->meters.n_all);
}

/* The meter's two tallies are the next two. */
static qs_status build_meter(qs_engine *e, qs_meter *meter, uint32_t **memory)
{
    const qs_output_rule *output = &e->model->output;
    size_t n_marks = qs_output_n_marks(output);
    qs_status status =
        qs_tally_init(&meter->wait, *memory, e->meters.tally_memory, output->thresholds, n_marks);
    if (!status)
        status = qs_tally_init(&meter->sojourn, *memory + QS_TALLY_MEMORY, e->meters.tally_memory, NULL, 0);
    meter->wait.grid = e->meters.wait_grid;
    meter->sojourn.grid = e->meters.sojourn_grid;
    if (!status)
        status = qs_calloc(n_marks, sizeof *meter->gave_up_over, &meter->gave_up_over);
    if (!status)
        status = qs_calloc(output->n_levels, sizeof *meter->gave_up_early, &meter->gave_up_early);
    if (!status)
        status = qs_calloc(n_marks, sizeof *meter->undecided, &meter->undecided);
    *memory += 2 * QS_TALLY_MEMORY;
    return status;
}

static qs_status map_tallies(qs_engine *e)
{
    qs_engine_memory *lent = e->meters.lent;
    if (lent && lent->tallies && lent->n == count_tallies(e)) {
        e->meters.tally_memory = lent->tallies;
        *lent = (qs_engine_memory){0};
        return QS_OK;
    }
    return qs_map(count_tallies(e), QS_TALLY_MEMORY * sizeof *e->meters.tally_memory,
                  &e->meters.tally_memory);
}

qs_status qs_report_build(qs_engine *e)
{
    const qs_model *m = e->model;
    qs_model_layout(m, &e->tables.layout);
    qs_model_time_grid(m, &e->meters.wait_grid, &e->meters.sojourn_grid);
    qs_controls_build(e);
    qs_status status = qs_calloc((size_t)m->n_classes, sizeof *e->meters.classes, &e->meters.classes);
    if (!status)
        status = qs_members_build(e);
    if (!status)
        status = qs_calloc((size_t)e->meters.n_all, sizeof *e->meters.windows, &e->meters.windows);
    if (!status)
        status = map_tallies(e);
    uint32_t *memory = status ? NULL : e->meters.tally_memory + QS_TALLY_MEMORY;
    if (!status)
        status = build_meter(e, &e->meters.system, &memory);
    for (int c = 0; c < m->n_classes && !status; c++)
        status = build_meter(e, &e->meters.classes[c], &memory);
    for (int w = 0; w < e->meters.n_all && !status; w++)
        status = build_meter(e, &e->meters.windows[w], &memory);
    return status;
}

void qs_engine_memory_clear(qs_engine_memory *memory)
{
    qs_unmap(memory->tallies, memory->n, QS_TALLY_MEMORY * sizeof *memory->tallies);
    *memory = (qs_engine_memory){0};
}

/* Counts are zero again; lists need not be. */
static void clean_meter(qs_meter *meter)
{
    qs_tally_reset(&meter->wait);
    qs_tally_reset(&meter->sojourn);
}

void qs_report_leave(qs_engine *e, qs_engine_memory *memory)
{
    clean_meter(&e->meters.system);
    for (int c = 0; c < e->model->n_classes; c++)
        clean_meter(&e->meters.classes[c]);
    for (int w = 0; w < e->meters.n_all; w++)
        clean_meter(&e->meters.windows[w]);
    qs_engine_memory_clear(memory);
    *memory = (qs_engine_memory){.tallies = e->meters.tally_memory, .n = count_tallies(e)};
    e->meters.tally_memory = NULL;
}

static void free_meter(qs_meter *meter)
{
    qs_tally_clear(&meter->wait);
    qs_tally_clear(&meter->sojourn);
    qs_free(meter->gave_up_over);
    qs_free(meter->gave_up_early);
    qs_free(meter->undecided);
}

void qs_report_free(qs_engine *e)
{
    free_meter(&e->meters.system);
    for (int c = 0; e->meters.classes && c < e->model->n_classes; c++)
        free_meter(&e->meters.classes[c]);
    for (int w = 0; e->meters.windows && w < e->meters.n_all; w++)
        free_meter(&e->meters.windows[w]);
    qs_free(e->meters.classes);
    qs_free(e->meters.windows);
    qs_unmap(e->meters.tally_memory, count_tallies(e), QS_TALLY_MEMORY * sizeof *e->meters.tally_memory);
}

static void reset_counts(qs_engine *e, qs_meter *meter)
{
    size_t n_marks = qs_output_n_marks(&e->model->output);
    meter->arrived = meter->departed = meter->censored = meter->retried = meter->persons = 0;
    memset(meter->outcome, 0, sizeof meter->outcome);
    memset(meter->gave_up_over, 0, n_marks * sizeof *meter->gave_up_over);
    memset(meter->undecided, 0, n_marks * sizeof *meter->undecided);
    memset(meter->gave_up_early, 0, e->model->output.n_levels * sizeof *meter->gave_up_early);
}

static void reset_meter(qs_engine *e, qs_meter *meter)
{
    reset_counts(e, meter);
    qs_tally_reset(&meter->wait);
    qs_tally_reset(&meter->sojourn);
    meter->queue = meter->number = meter->serving = meter->occupied = meter->rostered = (qs_gauge){0};
    meter->late = meter->called = meter->orbit = (qs_gauge){0};
    meter->queue_before = meter->serving_before = meter->late_before = meter->called_before = 0;
    meter->queue_after = meter->serving_after = 0;
    meter->longest = 0;
}

void qs_report_reset(qs_engine *e)
{
    reset_meter(e, &e->meters.system);
    for (int c = 0; c < e->model->n_classes; c++)
        reset_meter(e, &e->meters.classes[c]);
    for (int w = 0; w < e->meters.n_all; w++)
        reset_meter(e, &e->meters.windows[w]);
    for (int s = 0; s < e->n_stations; s++) {
        const qs_station *station = &e->stations[s];
        if (station->is_endless)
            continue;
        e->meters.windows[station->window].rostered.n += station->n_on_shift;
        if (station->has_row)
            e->meters.windows[station->own_meter].rostered.n += station->n_on_shift;
    }
}

static void restart_meter(qs_engine *e, qs_meter *meter)
{
    qs_gauge *gauges[] = {&meter->queue,    &meter->number, &meter->serving, &meter->occupied,
                          &meter->rostered, &meter->late,   &meter->orbit};
    for (size_t i = 0; i < sizeof gauges / sizeof *gauges; i++) {
        qs_gauge_move(gauges[i], e->now, 0);
        qs_gauge_restart(gauges[i], e->now);
    }
    meter->departed = 0;
}

void qs_report_restart(qs_engine *e)
{
    qs_check_areas(e);
    restart_meter(e, &e->meters.system);
    qs_stocks_restart(e);
    for (int c = 0; c < e->model->n_classes; c++)
        restart_meter(e, &e->meters.classes[c]);
    for (int w = 0; w < e->meters.n_all; w++) {
        restart_meter(e, &e->meters.windows[w]);
        e->meters.windows[w].longest = 0;
    }
    for (int s = 0; s < e->n_stations; s++) {
        qs_meter *window = &e->meters.windows[e->stations[s].window];
        if (e->stations[s].n_waiting > window->longest)
            window->longest = e->stations[s].n_waiting;
    }
}

static double area(const qs_engine *e, const qs_gauge *gauge)
{
    return qs_gauge_area(gauge, e->now);
}

typedef struct areas {
    double queue, number, serving, occupied, rostered, orbit;
} areas;

static areas window_areas(const qs_engine *e, const qs_meter *window)
{
    areas a = {.queue = area(e, &window->queue),
               .serving = area(e, &window->serving),
               .rostered = area(e, &window->rostered)};
    a.number = a.queue + a.serving + area(e, &window->number);
    a.occupied = a.serving + area(e, &window->occupied);
    return a;
}

double qs_report_number_area(const qs_engine *e, int meter)
{
    return window_areas(e, &e->meters.windows[meter]).number;
}

static void put_averages(qs_engine *e, qs_scope scope, int member, const areas *a, const qs_meter *meter,
                         int64_t longest)
{
    double *row = e->results.row + e->tables.layout.start[scope] + member * e->tables.layout.width[scope];
    const int *offset = e->tables.layout.offset[scope];
    double length = e->now - e->warmup;
    row[offset[QS_METRIC_queue_mean]] = length > 0 ? a->queue / length : NAN;
    row[offset[QS_METRIC_queue_max]] = (double)longest;
    if (scope == QS_LINE)
        return;
    row[offset[QS_METRIC_number_mean]] = length > 0 ? a->number / length : NAN;
    row[offset[QS_METRIC_throughput]] = length > 0 ? (double)meter->departed / length : NAN;
    if (offset[QS_METRIC_orbit_mean] >= 0)
        row[offset[QS_METRIC_orbit_mean]] = length > 0 ? a->orbit / length : NAN;
    if (scope == QS_CLASS)
        return;
    row[offset[QS_METRIC_utilisation]] = a->rostered > 0 ? a->serving / a->rostered : NAN;
    row[offset[QS_METRIC_occupation]] = a->rostered > 0 ? a->occupied / a->rostered : NAN;
}

void qs_report_averages(qs_engine *e)
{
    const qs_model *m = e->model;
    areas system = {.orbit = area(e, &e->meters.system.orbit)};
    qs_stocks_averages(e);
    for (int w = 0; w < m->n_windows; w++) {
        areas a = window_areas(e, &e->meters.windows[w]);
        system.queue += a.queue;
        system.number += a.number;
        if (m->windows[w].servers == QS_INFINITE_SERVERS)
            continue;
        system.serving += a.serving;
        system.occupied += a.occupied;
        system.rostered += a.rostered;
    }
    for (int l = 0; l < m->n_lines; l++) {
        const qs_meter *line = &e->meters.windows[m->n_windows + l];
        areas a = window_areas(e, line);
        put_averages(e, QS_LINE, l, &a, line, line->longest);
        system.queue += a.queue;
        system.number += a.queue;
    }
    for (int r = 0; r < e->tables.layout.n_members[QS_WINDOW]; r++) {
        const qs_meter *window = qs_members_meter(e, r);
        areas a = window ? window_areas(e, window) : (areas){0};
        if (window)
            put_averages(e, QS_WINDOW, r, &a, window, qs_members_longest(e, r));
    }
    put_averages(e, QS_SYSTEM, 0, &system, &e->meters.system, e->meters.system.queue.largest);
    for (int c = 0; c < m->n_classes; c++) {
        qs_meter *class = &e->meters.classes[c];
        areas a = {.queue = area(e, &class->queue),
                   .number = area(e, &class->number),
                   .orbit = area(e, &class->orbit)};
        bool is_system = m->n_classes == 1;
        put_averages(e, QS_CLASS, c, is_system ? &system : &a, class,
                     is_system ? e->meters.system.queue.largest : class->queue.largest);
    }
}

/* From here on, the areas of who waits and who is served are those beyond the horizon: small ones, that a
 * difference of large ones would blur. */
void qs_report_beyond(qs_engine *e)
{
    for (int w = 0; w < e->meters.n_all; w++) {
        qs_meter *window = &e->meters.windows[w];
        window->queue_before = area(e, &window->queue);
        window->serving_before = area(e, &window->serving);
        window->late_before = area(e, &window->late);
        window->called_before = area(e, &window->called);
        qs_gauge_restart(&window->queue, e->now);
        qs_gauge_restart(&window->serving, e->now);
    }
}

void qs_report_end(qs_engine *e)
{
    for (int w = 0; w < e->meters.n_all; w++) {
        qs_meter *window = &e->meters.windows[w];
        window->queue_after = area(e, &window->queue);
        window->serving_after = area(e, &window->serving);
    }
}

/* The meter that holds the values of a scope's member: a window's own, a class's unless it is
 * the only one, the system's unless the only window has them. NULL: it is not there. */
static const qs_meter *values_of(const qs_engine *e, qs_scope scope, int member)
{
    if (scope == QS_LINE)
        return &e->meters.windows[e->model->n_windows + member];
    if (scope == QS_WINDOW)
        return qs_members_meter(e, member);
    if (scope == QS_CLASS && e->model->n_classes > 1)
        return &e->meters.classes[member];
    return e->tables.is_one_stop ? &e->meters.windows[0] : &e->meters.system;
}

/* How many customers a mean of theirs is of, with output.weighting: customers. */
static void put_weight(const qs_engine *e, const qs_spot *member, qs_metric metric, int item, uint64_t n)
{
    qs_spot spot = *member;
    if (e->tables.layout.n_weights == 0)
        return;
    spot.metric = metric;
    spot.item = item;
    e->results.row[qs_layout_weight(&e->tables.layout, &spot)] = (double)n;
}

/* Of those who joined, and of whom it is known, the share who waited longer than each threshold. */
static void put_shares(const qs_engine *e, const qs_spot *spot, const qs_meter *meter, const qs_tally *wait,
                       double *out)
{
    uint64_t joined = meter->arrived - meter->outcome[QS_REJECTED] - meter->outcome[QS_BALKED];
    for (size_t k = 0; k < e->model->output.n_thresholds; k++) {
        uint64_t known = joined - meter->undecided[k];
        out[k] = known ? (double)(wait->over[k] + meter->gave_up_over[k]) / (double)known : NAN;
        put_weight(e, spot, QS_METRIC_wait_over, (int)k, known);
    }
}

/* Of those who arrived, and of whom it is known, the share who were served within each level's time. Who was
 * turned away, did not join, was pushed out or sent away was not; who gave up earlier counts as it says. */
static void put_levels(const qs_engine *e, const qs_spot *spot, const qs_meter *meter, const qs_tally *wait,
                       double *out)
{
    const qs_output_rule *output = &e->model->output;
    for (size_t k = 0; k < output->n_levels; k++) {
        size_t mark = output->n_thresholds + k;
        uint64_t good = wait->n - wait->over[mark], known = meter->arrived - meter->undecided[mark];
        if (output->abandoned[k] == QS_ABANDONED_GOOD)
            good += meter->gave_up_early[k];
        else if (output->abandoned[k] == QS_ABANDONED_IGNORED)
            known -= meter->gave_up_early[k];
        out[k] = qs_share_of(good, known);
        put_weight(e, spot, QS_METRIC_service_level, (int)k, known);
    }
}

const qs_shared_outcome qs_shared_outcomes[QS_N_SHARED_OUTCOMES] = {
    {QS_SERVED, QS_METRIC_served, QS_METRIC_served_share},
    {QS_REJECTED, QS_METRIC_rejected, QS_METRIC_rejected_share},
    {QS_DROPPED, QS_METRIC_dropped, QS_METRIC_dropped_share},
    {QS_BALKED, QS_METRIC_balked, QS_METRIC_balked_share},
    {QS_RENEGED, QS_METRIC_reneged, QS_METRIC_reneged_share}};

/* What became of those who arrived: how many, and which share of them. */
static void put_outcomes(const qs_meter *meter, const int *offset, double *row)
{
    row[offset[QS_METRIC_arrived]] = (double)meter->arrived;
    row[offset[QS_METRIC_cancelled]] = (double)meter->outcome[QS_CANCELLED];
    row[offset[QS_METRIC_unfinished]] = (double)meter->outcome[QS_UNFINISHED];
    for (size_t i = 0; i < QS_N_SHARED_OUTCOMES; i++) {
        const qs_shared_outcome *of = &qs_shared_outcomes[i];
        row[offset[of->count]] = (double)meter->outcome[of->outcome];
        row[offset[of->share]] = qs_share_of(meter->outcome[of->outcome], meter->arrived);
    }
}

static void put_values(qs_engine *e, qs_scope scope, int member, const qs_meter *meter)
{
    const qs_meter *values = values_of(e, scope, member);
    const qs_spot spot = {.scope = scope, .member = member};
    const qs_tally *wait = &values->wait, *sojourn = &values->sojourn;
    const qs_output_rule *output = &e->model->output;
    double *row = e->results.row + e->tables.layout.start[scope] + member * e->tables.layout.width[scope];
    const int *offset = e->tables.layout.offset[scope];
    put_outcomes(meter, offset, row);
    if (offset[QS_METRIC_persons] >= 0)
        row[offset[QS_METRIC_persons]] = (double)meter->persons;
    row[offset[QS_METRIC_wait_mean]] = qs_tally_mean(wait);
    row[offset[QS_METRIC_wait_sd]] = qs_tally_sd(wait);
    row[offset[QS_METRIC_wait_max]] = wait->n ? wait->largest : NAN;
    size_t n_quantiles = e->spared.quantiles ? 0 : output->n_quantiles;
    qs_tally_quantiles(wait, output->quantiles, n_quantiles, row + offset[QS_METRIC_wait_quantile]);
    put_shares(e, &spot, meter, wait, row + offset[QS_METRIC_wait_over]);
    put_levels(e, &spot, meter, wait, row + offset[QS_METRIC_service_level]);
    put_weight(e, &spot, QS_METRIC_wait_mean, 0, wait->n);
    row[offset[QS_METRIC_wait_censored]] = (double)meter->censored;
    if (offset[QS_METRIC_retried] >= 0)
        row[offset[QS_METRIC_retried]] = (double)meter->retried;
    if (scope == QS_LINE) /* of lines only the wait is known */
        return;
    row[offset[QS_METRIC_sojourn_mean]] = qs_tally_mean(sojourn);
    row[offset[QS_METRIC_sojourn_sd]] = qs_tally_sd(sojourn);
    qs_tally_quantiles(sojourn, output->quantiles, n_quantiles, row + offset[QS_METRIC_sojourn_quantile]);
    put_weight(e, &spot, QS_METRIC_sojourn_mean, 0, sojourn->n);
}

/* The counts of a histogram are 32 bits wide. Where nobody asks for bins they are not put in order. */
static void flush(qs_engine *e, qs_meter *meter)
{
    void (*end)(qs_tally *) = e->spared.bins ? qs_tally_flush : qs_tally_finish;
    end(&meter->wait);
    end(&meter->sojourn);
    if (meter->wait.n > UINT32_MAX || meter->sojourn.n > UINT32_MAX)
        qs_fail_replication(e,
                            qs_fail(QS_ERROR_LIMIT, "more than %u customers in one replication", UINT32_MAX));
}

void qs_report_values(qs_engine *e)
{
    const qs_model *m = e->model;
    flush(e, &e->meters.system);
    for (int c = 0; c < m->n_classes; c++)
        flush(e, &e->meters.classes[c]);
    for (int w = 0; w < e->meters.n_all; w++)
        flush(e, &e->meters.windows[w]);
    put_values(e, QS_SYSTEM, 0, &e->meters.system);
    double *row = e->results.row + e->tables.layout.start[QS_SYSTEM];
    const int *offset = e->tables.layout.offset[QS_SYSTEM];
    row[offset[QS_METRIC_drain_time]] = m->run.stops ? NAN : e->end - e->horizon;
    row[offset[QS_METRIC_warmup_used]] = e->warmup;
    for (int c = 0; c < m->n_classes; c++)
        put_values(e, QS_CLASS, c, &e->meters.classes[c]);
    for (int r = 0; r < e->tables.layout.n_members[QS_WINDOW]; r++)
        if (qs_members_meter(e, r))
            put_values(e, QS_WINDOW, r, qs_members_meter(e, r));
    qs_stocks_report(e);
    for (int l = 0; l < m->n_lines; l++)
        put_values(e, QS_LINE, l, &e->meters.windows[m->n_windows + l]);
    qs_intervals_report(e);
    qs_hours_report(e);
    qs_controls_report(e);
}

void qs_report_start_series(qs_engine *e)
{
    e->results.n_sampled = 0;
    if (e->tables.layout.n_times > 0)
        qs_slots_set(&e->slots, e->slot_of.series, 0);
}

void qs_report_sample(qs_engine *e)
{
    if (e->results.pilot) {
        qs_pilot_sample(e);
        return;
    }
    for (int w = 0; w < e->tables.layout.n_members[QS_WINDOW]; w++) {
        const qs_meter *window = qs_members_meter(e, w);
        if (!window)
            continue;
        double queue = (double)window->queue.n, serving = (double)window->serving.n;
        e->results.row[qs_layout_series(&e->tables.layout, QS_SERIES_queue, w, e->results.n_sampled)] = queue;
        e->results.row[qs_layout_series(&e->tables.layout, QS_SERIES_serving, w, e->results.n_sampled)] =
            serving;
        e->results.row[qs_layout_series(&e->tables.layout, QS_SERIES_number, w, e->results.n_sampled)] =
            queue + serving + (double)window->number.n;
    }
    e->results.n_sampled++;
    bool is_last = e->results.n_sampled == e->tables.layout.n_times;
    qs_slots_set(&e->slots, e->slot_of.series,
                 is_last ? INFINITY : fmin(e->results.n_sampled * e->model->output.series_every, e->horizon));
}

int qs_engine_same_values(const qs_engine *e, qs_scope scope, int member)
{
    if (scope == QS_RESOURCE) /* it has no values of its own kind */
        return qs_layout_histogram(&e->tables.layout, scope, member) / 2;
    int own = qs_layout_histogram(&e->tables.layout, scope, member) / 2;
    return values_of(e, scope, member) == values_of(e, QS_SYSTEM, 0) ? 0 : own;
}

qs_status qs_report_histograms(qs_engine *e, qs_histogram *histograms)
{
    qs_status status = QS_OK;
    for (int scope = 0; scope < QS_RESOURCE; scope++)
        for (int member = 0; member < e->tables.layout.n_members[scope] && !status; member++) {
            const qs_meter *values = values_of(e, (qs_scope)scope, member);
            int h = qs_layout_histogram(&e->tables.layout, (qs_scope)scope, member);
            qs_histogram *wait = histograms + h;
            if (!values || qs_engine_same_values(e, (qs_scope)scope, member) != h / 2)
                continue;
            status = qs_tally_merge_into(&values->wait, wait);
            if (!status)
                status = qs_tally_merge_into(&values->sojourn, wait + 1);
        }
    return status ? status : qs_intervals_histograms(e, histograms);
}
