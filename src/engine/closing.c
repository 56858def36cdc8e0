/* Who waits at a window when its last server goes off duty.
 *
 * Under `leave` they give up. Under `move` each chooses a window as a newcomer does, among those where
 * somebody is on duty and that take it; it keeps its time of joining, its patience and its work, as who
 * changes queues of its own accord does (jockey.c). If there is none, it stays.
 * The most urgent go first, those of a priority in the order of the queue. Whose service has begun stays: it
 * is to be resumed here.
 * What follows for others comes after all have gone.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "choice.h"
#include "closing.h"
#include "customer.h"
#include "house.h"
#include "jockey.h"
#include "pushout.h"

static bool is_open(const qs_station *station)
{
    return station->is_endless || station->n_on_shift > 0;
}

/* Two services that were to be given in one visit are two visits again, until a window is chosen that gives
 * both. */
static void part(qs_customer *customer)
{
    if (customer->second_service == QS_NONE)
        return;
    customer->then = customer->second_service;
    customer->second_service = QS_NONE;
}

static void move(qs_engine *e, uint32_t id)
{
    qs_customer *customer = &e->pool[id];
    const qs_customer before = *customer;
    part(customer);
    const qs_step *step = &e->tables.steps[customer->class * e->model->n_services + customer->service];
    qs_station *to = &e->stations[qs_choose_station(e, step, customer)];
    if (!is_open(to) || !qs_takes(e, to, customer)) {
        *customer = before;
        return;
    }
    if (before.second_service != QS_NONE &&
        qs_choice_gives_both(e, to, customer->class, customer->service, before.second_service))
        *customer = before;
    else
        qs_customer_pair_services(e, customer, to);
    int line = qs_queue_line(e, to, customer->class, customer->service);
    if (!qs_has_room(e, to, customer) && !qs_pushes_out(e, to, line))
        qs_pushout_waiting(e, to, line);
    qs_jockey_change_queue(e, id, to);
}

void qs_closing_happens(qs_engine *e, qs_station *station)
{
    qs_closing closing = e->model->windows[station->window].closing;
    if (closing == QS_CLOSING_WAIT)
        return;
    for (int l = 0; l < station->n_lines; l++)
        for (uint32_t id = station->lines[l].head, next; id != QS_NOBODY && e->phase != QS_OVER; id = next) {
            next = e->pool[id].next;
            if (!isnan(e->pool[id].start))
                continue;
            if (closing == QS_CLOSING_LEAVE)
                qs_customer_give_up(e, id, QS_RENEGED);
            else
                move(e, id);
        }
    qs_jockey_follow_moves(e);
}
