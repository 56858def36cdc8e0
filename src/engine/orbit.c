/* Customers who were lost and come again: outside for a while, then at the same service once more.
 *
 * It is one customer all the while, in no queue and at no window while it is outside (the orbit), and still
 * in the system: what becomes of it is told when it ends, its visits are told one by one. Its waits add up;
 * the time outside is part of its sojourn, and of no number present.
 * It comes again for the service that it did not get, with the service time and the way on that it had; the
 * window is chosen anew, and patience and balking are drawn anew. All that is drawn for it has streams of its
 * own, so that how often somebody comes again moves nobody else's numbers.
 * Source: Falin and Templeton, Retrial Queues, 1997.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "check.h"
#include "choice.h"
#include "customer.h"
#include "intervals.h"
#include "orbit.h"
#include "timers.h"

static unsigned kind_of(qs_outcome outcome)
{
    switch (outcome) {
    case QS_REJECTED:
        return QS_RETRY_REJECTED;
    case QS_BALKED:
        return QS_RETRY_BALKED;
    case QS_RENEGED:
        return QS_RETRY_RENEGED;
    default:
        return 0;
    }
}

qs_outcome qs_orbit_decide(qs_engine *e, const qs_customer *customer, qs_outcome outcome)
{
    const qs_retry *retry = &e->model->classes[customer->class].retry;
    bool may_return = retry->most == QS_NONE || customer->n_returns < retry->most;
    if (!(retry->after & kind_of(outcome)) || !may_return)
        return outcome;
    size_t i = (size_t)customer->n_returns, last = retry->n_probabilities - 1;
    if (qs_draw(e, e->tables.manner_draws[customer->class].retry) >=
        retry->probabilities[i < last ? i : last])
        return outcome;
    return outcome == QS_REJECTED ? QS_REJECTED_RETRIES
           : outcome == QS_BALKED ? QS_BALKED_RETRIES
                                  : QS_RENEGED_RETRIES;
}

/* Out of the numbers present, or into them again. */
static void count_outside(qs_engine *e, const qs_customer *customer, int by)
{
    qs_gauge_move(&e->meters.system.orbit, e->now, by);
    if (e->model->n_classes == 1)
        return;
    qs_gauge_move(&e->meters.classes[customer->counted_as].orbit, e->now, by);
    qs_gauge_move(&e->meters.classes[customer->counted_as].number, e->now, -by);
}

void qs_orbit_enter(qs_engine *e, uint32_t id)
{
    qs_customer *customer = &e->pool[id];
    customer->wait += e->now - customer->join;
    customer->join = e->now; /* it left then */
    customer->start = NAN;
    count_outside(e, customer, 1);
    qs_orbit_begin(e, id, e->now + qs_draw(e, e->tables.manner_draws[customer->class].delay));
}

static void come_back(qs_engine *e, uint32_t id)
{
    qs_customer *customer = &e->pool[id];
    qs_orbit_end(e, id);
    count_outside(e, customer, -1);
    qs_check_stay(e, customer->counted_as, customer->join - e->now); /* it was not present */
    customer->join = e->now;
    customer->state = QS_HELD;
}

static void count_return(qs_engine *e, const qs_customer *customer)
{
    if (!customer->is_counted)
        return;
    e->meters.system.retried++;
    e->meters.classes[customer->counted_as].retried++;
}

void qs_orbit_due(qs_engine *e)
{
    uint32_t id = e->orbit.items[0].id;
    qs_customer *customer = &e->pool[id];
    come_back(e, id);
    customer->n_returns++;
    customer->server = QS_NONE;
    count_return(e, customer);
    if (customer->second_service !=
        QS_NONE) { /* whether both are given in one visit is the window's to say */
        customer->then = customer->second_service;
        customer->second_service = QS_NONE;
    }
    const qs_step *step = &e->tables.again_steps[customer->class * e->model->n_services + customer->service];
    qs_customer_enter_station(e, id, &e->stations[qs_choose_station(e, step, customer)]);
}

/* Its wait is not complete and never will be: in wait_over it counts with what it waited. */
static void count_given_up(qs_engine *e, const qs_customer *customer)
{
    const qs_output_rule *output = &e->model->output;
    for (size_t k = 0; k < qs_output_n_marks(output); k++) {
        bool is_over = customer->wait > output->thresholds[k];
        e->meters.system.gave_up_over[k] += is_over;
        e->meters.classes[customer->counted_as].gave_up_over[k] += is_over;
    }
}

void qs_orbit_cancel(qs_engine *e, uint32_t id)
{
    const qs_customer *customer = &e->pool[id];
    come_back(e, id);
    if (customer->is_counted)
        count_given_up(e, customer);
    qs_intervals_outside(e, customer, QS_CANCELLED);
    qs_customer_leave(e, id, QS_CANCELLED);
}

void qs_orbit_unfinished(qs_engine *e, const qs_customer *customer)
{
    qs_check_stay(e, customer->counted_as, customer->join - customer->arrival);
    qs_intervals_outside(e, customer, QS_UNFINISHED);
    if (!customer->is_counted)
        return;
    e->meters.system.outcome[QS_UNFINISHED]++;
    e->meters.classes[customer->counted_as].outcome[QS_UNFINISHED]++;
    qs_meter_censored(&e->meters.system, customer->wait);
    qs_meter_censored(&e->meters.classes[customer->counted_as], customer->wait);
}
