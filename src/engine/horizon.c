/* The end of the warm-up, the horizon, and what becomes of those still there.
 *
 * One slot of the calendar, the mark, is due at each of these in turn; the phase says which it is: warming,
 * measuring (a quarter's end, growth.c, or the horizon), draining (the timeout), over. Phases only go on.
 * Averages over time are taken at the horizon and nothing later enters them; values of customers are those
 * of who came in the measured period, whenever they end. So the row is complete only at the close.
 * At the close everybody still there is counted as unfinished, once.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "blocking.h"
#include "customer.h"
#include "departure.h"
#include "horizon.h"
#include "intervals.h"
#include "report.h"
#include "server.h"

void qs_horizon_start(qs_engine *e)
{
    e->horizon = e->model->run.horizon;
    e->end = NAN;
    e->n_served = 0;
    e->phase = QS_MEASURING;
    qs_growth_start(e);
    qs_slots_set(&e->slots, e->slot_of.mark, qs_growth_next_mark(e));
    if (e->warmup > 0) {
        e->phase = QS_WARMING;
        qs_slots_set(&e->slots, e->slot_of.mark, e->warmup);
    }
}

static void count_present(qs_engine *e)
{
    uint64_t waiting = 0, in_service = 0;
    for (size_t id = 0; id < e->n_pool; id++) {
        const qs_customer *customer = &e->pool[id];
        if (customer->state == QS_FREE || customer->state == QS_THINKING || !customer->is_counted)
            continue;
        waiting += customer->state == QS_WAITING;
        in_service += customer->state != QS_WAITING;
    }
    double *row = e->results.row + e->tables.layout.start[QS_SYSTEM];
    const int *offset = e->tables.layout.offset[QS_SYSTEM];
    row[offset[QS_METRIC_served_at_horizon]] = (double)e->meters.system.outcome[QS_SERVED];
    row[offset[QS_METRIC_in_service_at_horizon]] = (double)in_service;
    row[offset[QS_METRIC_waiting_at_horizon]] = (double)waiting;
}

/* Send a customer away, whatever it is doing. */
static void cancel(qs_engine *e, uint32_t id)
{
    qs_customer *customer = &e->pool[id];
    if (customer->state == QS_WAITING) {
        qs_customer_give_up(e, id, QS_CANCELLED);
        return;
    }
    if (customer->state == QS_STUCK)
        qs_blocking_forget(e, id);
    qs_server_drop_customer(e, id);
    qs_customer_cut(e, id, QS_CANCELLED);
}

static void cancel_all(qs_engine *e, bool waiting, bool in_service)
{
    for (size_t id = 0; id < e->n_pool; id++) {
        qs_state state = e->pool[id].state;
        if (state == QS_FREE || state == QS_THINKING)
            continue;
        if (state == QS_WAITING ? waiting : in_service)
            cancel(e, (uint32_t)id);
    }
}

/* Servers whose customers were cut go on with those who wait. */
static void go_on_serving(qs_engine *e)
{
    for (int k = 0; k < e->n_servers; k++) {
        qs_station *station = &e->stations[e->servers[k].station];
        bool is_free = e->servers[k].doing == QS_IDLE && !station->is_endless;
        bool is_marked =
            station->idle[(k - station->first_server) / 64] >> ((k - station->first_server) % 64) & 1;
        if (is_free && !is_marked)
            qs_departure_frees(e, k);
    }
}

static void begin_drain(qs_engine *e)
{
    const qs_run_rule *run = &e->model->run;
    e->phase = QS_DRAINING;
    for (int o = 0; o < e->n_entrances; o++)
        qs_slots_set(&e->slots, e->entrances[o].slot, INFINITY);
    if (e->slot_of.thinking < e->slot_of.help)
        qs_slots_set(&e->slots, e->slot_of.thinking, INFINITY);
    qs_slots_set(&e->slots, e->slot_of.mark, e->horizon + run->timeout);
    cancel_all(e, !run->waiting_served, !run->in_service_finished);
    if (!run->in_service_finished && run->waiting_served)
        go_on_serving(e);
    for (int s = 0; e->uses.blocking && s < e->n_stations; s++)
        qs_blocking_admit(e, &e->stations[s]);
}

static void reach_horizon(qs_engine *e)
{
    e->horizon = e->now;
    if (e->slot_of.series != QS_NONE) /* run.customers ends it before the series does; a pilot ends here */
        qs_slots_set(&e->slots, e->slot_of.series, INFINITY);
    qs_report_averages(e);
    qs_intervals_close(e);
    qs_growth_close(e);
    qs_report_beyond(e);
    count_present(e);
    if (e->model->run.stops || e->results.pilot)
        e->phase = QS_OVER;
    else
        begin_drain(e);
}

void qs_horizon_mark(qs_engine *e)
{
    switch (e->phase) {
    case QS_WARMING:
        qs_report_restart(e);
        qs_intervals_restart(e);
        e->phase = QS_MEASURING;
        qs_slots_set(&e->slots, e->slot_of.mark, qs_growth_next_mark(e));
        break;
    case QS_MEASURING:
        if (qs_growth_pass_mark(e))
            qs_slots_set(&e->slots, e->slot_of.mark, qs_growth_next_mark(e));
        else
            reach_horizon(e);
        break;
    default:
        cancel_all(e, true, true);
        e->phase = QS_OVER;
    }
}

void qs_horizon_close(qs_engine *e)
{
    if (e->phase != QS_OVER && e->n_present > 0)
        qs_blocking_close(e);
    if (e->status)
        return;
    /* Nothing can happen any more, but the horizon was not reached (customers: fewer came). */
    if (e->phase != QS_OVER && e->phase != QS_DRAINING)
        reach_horizon(e);
    e->end = e->now;
    qs_report_end(e);
    for (size_t id = 0; id < e->n_pool; id++) {
        qs_customer *customer = &e->pool[id];
        if (customer->state != QS_FREE && customer->state != QS_THINKING)
            qs_customer_unfinished(e, customer);
    }
}
