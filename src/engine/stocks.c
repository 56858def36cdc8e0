/* What is measured of resources: how many units are held, and how long customers wait for them.
 *
 * Shares of time are of the units that are there: those of the shift, and those still held of one before. The
 * wait is of customers who came in the measured period and began a service with units of the resource: the
 * time in which servers for who is next were idle at their window, and it was the first of the resources of
 * which that one lacked units (of those who are passed over, of which they themselves did). So the waits for
 * several resources add up, and with the wait for servers to the whole.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "stocks.h"

#include <math.h>

void qs_stocks_restart(qs_engine *e)
{
    for (int r = 0; r < e->model->n_resources && e->resources.stocks; r++) {
        qs_stock *stock = &e->resources.stocks[r];
        qs_gauge_restart(&stock->used, e->now);
        qs_gauge_restart(&stock->there, e->now);
    }
}

static void put(qs_engine *e, int r, qs_metric metric, double value)
{
    e->results.row[qs_layout_index(&e->tables.layout, QS_RESOURCE, r, metric, 0)] = value;
}

void qs_stocks_averages(qs_engine *e)
{
    double length = e->now - e->warmup;
    for (int r = 0; r < e->model->n_resources && e->resources.stocks; r++) {
        const qs_stock *stock = &e->resources.stocks[r];
        double used = qs_gauge_area(&stock->used, e->now), there = qs_gauge_area(&stock->there, e->now);
        put(e, r, QS_METRIC_units_mean, length > 0 ? used / length : NAN);
        put(e, r, QS_METRIC_utilisation, there > 0 ? used / there : NAN);
    }
}

void qs_stocks_report(qs_engine *e)
{
    for (int r = 0; r < e->model->n_resources && e->resources.stocks; r++) {
        const qs_stock *stock = &e->resources.stocks[r];
        put(e, r, QS_METRIC_wait_mean, stock->n_waits > 0 ? stock->waited / (double)stock->n_waits : NAN);
        qs_spot spot = {.scope = QS_RESOURCE, .member = r, .metric = QS_METRIC_wait_mean};
        if (e->tables.layout.n_weights > 0)
            e->results.row[qs_layout_weight(&e->tables.layout, &spot)] = (double)stock->n_waits;
    }
}
