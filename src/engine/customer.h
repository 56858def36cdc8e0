/* The life of a customer between arrival and departure.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_ENGINE_CUSTOMER_H
#define QSWEEP_ENGINE_CUSTOMER_H

#include "check.h"
#include "ranking.h"
#include "state.h"

QS_TEXT uint32_t qs_customer_new(qs_engine *e, int class,
                                 int entrance); /* QS_NOBODY: failed, e->status says why */
QS_TEXT qs_status qs_customer_too_many(void);   /* more than QS_MAX_PRESENT are present */
QS_TEXT void qs_customer_begin(qs_engine *e, uint32_t id, int first_service);
QS_TEXT void qs_customer_enter(qs_engine *e, uint32_t id,
                               int service); /* its next stage; it stands nowhere now */
QS_TEXT void qs_customer_enter_station(qs_engine *e, uint32_t id, qs_station *station);
QS_TEXT void qs_customer_prepare(qs_engine *e, qs_customer *customer,
                                 int service); /* draw what the stage needs */
/* Whether the visit at a window is to be two services, by where it goes next (`then`). */
QS_TEXT void qs_customer_pair_services(qs_engine *e, qs_customer *customer, const qs_station *station);
QS_TEXT void qs_customer_leave(qs_engine *e, uint32_t id,
                               qs_outcome outcome); /* the system, from no station */
QS_TEXT void qs_customer_turn_away(qs_engine *e, uint32_t id,
                                   qs_outcome outcome); /* by the window it came to */
QS_TEXT void qs_customer_give_up(qs_engine *e, uint32_t id, qs_outcome outcome); /* while waiting */
QS_TEXT void qs_customer_tell(qs_engine *e, const qs_customer *customer, qs_outcome outcome);
QS_TEXT void qs_customer_cut(qs_engine *e, uint32_t id,
                             qs_outcome outcome); /* after its server has dropped it */
QS_TEXT void qs_customer_unfinished(qs_engine *e,
                                    const qs_customer *customer); /* still there at the very end */
QS_TEXT void qs_customer_join(qs_engine *e, qs_station *station, uint32_t id,
                              double deadline);            /* there is room */
QS_TEXT void qs_customer_think(qs_engine *e, uint32_t id); /* it will come back */
QS_TEXT void qs_customer_is_helped(qs_engine *e); /* the first in a line of whom a rule of help is due */
QS_TEXT void qs_customer_reneges(qs_engine *e);   /* the first whose patience is over */

/* What both loops of events say of a customer, in one text. now [in] e->now, in a register where the loop has
 * it there; one_class [in] what a class would count over time is the system's. */
/* It comes into the system. */
QS_INLINE void qs_customer_count_in(qs_engine *e, qs_customer *customer, double now, bool one_class)
{
    qs_meter *class = &e->meters.classes[one_class ? 0 : customer->class];
    customer->arrival = now;
    customer->wait = 0;
    customer->visit = 0;
    customer->number = e->n_customers++;
    customer->is_counted = e->phase == QS_MEASURING;
    if (!one_class)
        customer->counted_as = customer->class;
    e->n_present++;
    e->meters.system.arrived += customer->is_counted;
    class->arrived += customer->is_counted;
    if (!one_class)
        qs_gauge_add(&class->number, now, 1);
}

/* It leaves the system, whatever has become of it. */
QS_INLINE void qs_customer_count_out(qs_engine *e, const qs_customer *customer, double now, bool one_class,
                                     qs_outcome outcome)
{
    qs_meter *class = &e->meters.classes[one_class ? 0 : customer->counted_as];
    e->n_present--;
    qs_check_stay(e, customer->counted_as, now - customer->arrival);
    if (!one_class)
        qs_gauge_add(&class->number, now, -1);
    if (customer->is_counted) {
        e->meters.system.outcome[outcome]++;
        class->outcome[outcome]++;
    }
    if (outcome != QS_SERVED)
        return;
    e->meters.system.departed++;
    class->departed++;
    if (customer->is_counted && !e->tables.is_one_stop)
        qs_tally_add(&e->meters.system.sojourn, now - customer->arrival);
    if (customer->is_counted && !one_class)
        qs_tally_add(&class->sojourn, now - customer->arrival);
}

/* Its service at a window has come to the end: it is there no more. */
QS_INLINE void qs_customer_count_visit(qs_engine *e, qs_customer *customer, qs_station *station, double now)
{
    qs_meter *window = station->meter;
    qs_station_count(e, station, -1);
    window->departed++;
    if (customer->is_counted) {
        window->outcome[QS_SERVED]++;
        qs_tally_add(&window->sojourn, now - customer->join);
    }
    qs_check_visit(e, station->window, now - customer->join);
    customer->wait += customer->start - customer->join;
    customer->visit++;
}

QS_INLINE void qs_customer_to_pool(qs_engine *e, uint32_t id)
{
    e->pool[id].state = QS_FREE;
    e->pool[id].next = e->free_customer;
    e->free_customer = id;
}

#endif
