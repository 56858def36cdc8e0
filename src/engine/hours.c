/* Hours of servers, planned and worked beyond the plan, and what a replication costs.
 *
 * Server hours are those of the roster, and those that servers on call were there, up to the horizon.
 * Overtime is service alone: of servers whose shift is over, and after the horizon of all. Windows with inf
 * servers have no roster and count for nothing here.
 * The cost is that of hours on the roster and of what stands in the study, which no replication changes, and prices
 * times counts, which are in the row already, and of hours on call. Terms are added in the order of the list of metrics.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "members.h"
#include "report.h"

/* Hours waited at all windows and in all lines from the warm-up to the end, by whomever. */
static double hours_waited(const qs_engine *e)
{
    double time = 0;
    for (int w = 0; w < qs_n_places(e); w++)
        time += e->meters.windows[w].queue_before + e->meters.windows[w].queue_after;
    return qs_model_hours(e->model, time);
}

static double cost_of(const qs_engine *e, double overtime)
{
    const qs_cost_rule *cost = &e->model->cost;
    const double *row = e->results.row + e->tables.layout.start[QS_SYSTEM];
    const int *offset = e->tables.layout.offset[QS_SYSTEM];
    double sum = cost->exact;
    for (int metric = 0; metric < QS_N_METRICS && cost->has_per; metric++)
        if (cost->per[metric] != 0)
            sum += cost->per[metric] * row[offset[metric]];
    if (cost->per_wait_hour != 0)
        sum += cost->per_wait_hour * hours_waited(e);
    for (int w = 0; cost->has_calls && w < e->model->n_windows; w++)
        if (e->model->windows[w].call.price != 0)
            sum += e->model->windows[w].call.price *
                   qs_model_hours(e->model, e->meters.windows[w].called_before);
    if (cost->per_overtime_hour != 0 && !isnan(overtime))
        sum += cost->per_overtime_hour * overtime;
    return sum;
}

static void put(qs_engine *e, qs_scope scope, int member, qs_metric metric, double value)
{
    e->results.row[qs_layout_index(&e->tables.layout, scope, member, metric, 0)] = value;
}

static double hours_late(const qs_engine *e, const qs_meter *window)
{
    return qs_model_hours(e->model, window->late_before + window->serving_after);
}

/* Of servers on call. */
static double hours_called(const qs_engine *e, const qs_meter *window)
{
    return qs_model_hours(e->model, window->called_before);
}

/* A member's hours on the roster are its part of the window's, for all have the same. */
static void put_windows(qs_engine *e)
{
    for (int r = 0; r < e->tables.layout.n_members[QS_WINDOW]; r++) {
        const qs_meter *meter = qs_members_meter(e, r);
        int w, member;
        qs_model_row(e->model, r, &w, &member);
        const qs_window *window = &e->model->windows[w];
        if (!meter || window->servers == QS_INFINITE_SERVERS)
            continue;
        double hours = qs_model_server_hours(e->model, w) / (member == QS_NONE ? 1 : window->count);
        if (window->call.servers > 0)
            hours += hours_called(e, meter);
        put(e, QS_WINDOW, r, QS_METRIC_server_hours, hours);
        put(e, QS_WINDOW, r, QS_METRIC_overtime, hours_late(e, meter));
    }
}

void qs_hours_report(qs_engine *e)
{
    const qs_model *m = e->model;
    double hours = 0, overtime = 0;
    int n_rostered = 0;
    put_windows(e);
    for (int w = 0; w < m->n_windows; w++) {
        if (m->windows[w].servers == QS_INFINITE_SERVERS)
            continue;
        double own = qs_model_server_hours(m, w);
        if (m->windows[w].call.servers > 0)
            own += hours_called(e, &e->meters.windows[w]);
        double late = hours_late(e, &e->meters.windows[w]);
        hours += own;
        overtime += late;
        n_rostered++;
    }
    if (n_rostered > 0) {
        put(e, QS_SYSTEM, 0, QS_METRIC_server_hours, hours);
        put(e, QS_SYSTEM, 0, QS_METRIC_overtime, overtime);
    }
    if (m->cost.is_known)
        put(e, QS_SYSTEM, 0, QS_METRIC_cost, cost_of(e, n_rostered > 0 ? overtime : NAN));
}
