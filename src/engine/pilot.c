/* A pilot: a replication of which only the number of customers over time is wanted.
 *
 * It is computed by events, in a loop that knows nothing of it: the slot of the series is due at the end of
 * each of the pilot's slots, and the gauges that are there anyway tell the time spent.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "report.h"

/* The time that customers have spent at windows, or outside to come again, up to now; while waiting for a
 * service, wherever, it counts twice. */
static double time_spent(const qs_engine *e)
{
    double spent = 2 * qs_gauge_area(&e->meters.system.orbit, e->now);
    for (int w = 0; w < qs_n_places(e); w++) {
        const qs_meter *window = &e->meters.windows[w];
        spent += 2 * qs_gauge_area(&window->queue, e->now) + qs_gauge_area(&window->serving, e->now) +
                 qs_gauge_area(&window->number, e->now);
    }
    return spent;
}

/* The horizon is not known: begin with a power of two, so that those of any two pilots agree in time, short
 * against the first event. */
static double first_width(const qs_engine *e)
{
    static const double LEAST = 0x1p-500, USUAL = 0x1p-20;
    double time = qs_slots_time(&e->slots, qs_slots_first(&e->slots));
    if (!(time > 0) || isinf(time))
        return USUAL;
    int exponent;
    frexp(time, &exponent);
    double width = ldexp(1, exponent - 7);
    return width > LEAST ? width : LEAST;
}

/* When the present slot ends. Where nothing else is due any more, never. */
static void await_next(qs_engine *e)
{
    const qs_pilot *pilot = e->results.pilot;
    uint64_t next = pilot->n_slots + 1;
    qs_slots_set(&e->slots, e->slot_of.series, INFINITY);
    if (next > QS_PILOT_SLOTS || isinf(qs_slots_time(&e->slots, qs_slots_first(&e->slots))))
        return;
    bool is_last = next == QS_PILOT_SLOTS && e->model->run.customers == 0;
    qs_slots_set(&e->slots, e->slot_of.series, is_last ? e->horizon : (double)next * pilot->width);
}

void qs_pilot_start(qs_engine *e)
{
    e->results.pilot_spent = 0;
    e->results.pilot->width = e->model->run.customers == 0 ? e->horizon / QS_PILOT_SLOTS : first_width(e);
    await_next(e);
}

void qs_pilot_sample(qs_engine *e)
{
    qs_pilot *pilot = e->results.pilot;
    double spent = time_spent(e);
    pilot->spent[pilot->n_slots++] = spent - e->results.pilot_spent;
    e->results.pilot_spent = spent;
    if (pilot->n_slots == QS_PILOT_SLOTS && e->model->run.customers > 0)
        qs_pilot_widen(pilot);
    await_next(e);
}
