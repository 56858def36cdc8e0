/* How the number present grows within a replication: its mean over the last quarter of the measured period
 * less QS_GROWTH_FACTOR times that over the second, of each window, and of the system.
 *
 * The first quarter is left to the beginning. Windows' values are gathered in the row, area by area.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "members.h"
#include "qsweep/growth.h"
#include "report.h"

void qs_growth_start(qs_engine *e)
{
    qs_growth_marks *growth = &e->results.growth;
    double length = e->horizon - e->warmup;
    *growth = (qs_growth_marks){.is_on = e->tables.judges_growth && length > 0};
    for (int i = 0; i < QS_QUARTERS; i++)
        growth->time[i] = e->warmup + length * (0.25 * (i + 1));
    growth->time[QS_QUARTERS - 1] = e->horizon;
    for (int w = 0; growth->is_on && w < e->tables.layout.n_members[QS_WINDOW]; w++)
        if (qs_members_meter(e, w))
            e->results.row[qs_layout_growth(&e->tables.layout, QS_WINDOW, w)] = 0;
}

double qs_growth_next_mark(const qs_engine *e)
{
    return e->results.growth.is_on ? e->results.growth.time[e->results.growth.n_passed] : e->horizon;
}

/* Last quarter: area 3 less area 2; second: area 1 less area 0. */
static const double weights[QS_QUARTERS] = {QS_GROWTH_FACTOR, -QS_GROWTH_FACTOR, -1, 1};

void qs_growth_put(qs_engine *e, int row, int quarter, double area)
{
    e->results.row[qs_layout_growth(&e->tables.layout, QS_WINDOW, row)] += weights[quarter] * area;
}

void qs_growth_sum(qs_engine *e)
{
    double sum = 0, length = (e->horizon - e->warmup) / QS_QUARTERS;
    for (int w = 0; w < e->tables.layout.n_members[QS_WINDOW]; w++) {
        if (!qs_members_meter(e, w))
            continue;
        double *window = &e->results.row[qs_layout_growth(&e->tables.layout, QS_WINDOW, w)];
        *window /= length;
        sum += *window;
    }
    if (e->uses.retries)
        sum += e->results.growth.orbit / length;
    if (e->model->n_lines > 0)
        sum += e->results.growth.of_lines / length;
    e->results.row[qs_layout_growth(&e->tables.layout, QS_SYSTEM, 0)] = sum;
}

static void put_all(qs_engine *e, int quarter)
{
    if (e->uses.retries) /* who comes again and again is at no window most of the time */
        e->results.growth.orbit += weights[quarter] * qs_gauge_area(&e->meters.system.orbit, e->now);
    for (int r = 0; r < e->tables.layout.n_members[QS_WINDOW]; r++)
        if (qs_members_meter(e, r))
            qs_growth_put(e, r, quarter, qs_report_number_area(e, e->tables.row_meters[r]));
    for (int l = e->model->n_windows; l < qs_n_places(e); l++)
        e->results.growth.of_lines += weights[quarter] * qs_report_number_area(e, l);
}

bool qs_growth_pass_mark(qs_engine *e)
{
    qs_growth_marks *growth = &e->results.growth;
    if (!growth->is_on || growth->n_passed == QS_QUARTERS - 1)
        return false;
    put_all(e, growth->n_passed++);
    return true;
}

void qs_growth_close(qs_engine *e)
{
    if (!e->results.growth.is_on)
        return;
    put_all(e, QS_QUARTERS - 1);
    qs_growth_sum(e);
}
