/* Whether anything that matters can still happen, and whether anything does.
 *
 * Servers break down and are repaired for ever, and shifts may repeat for ever, so that events never end where
 * no horizon ends them: when only so many customers are waited for, or while the system drains. And a model may never come to its
 * horizon at all, because nobody is ever served, or because time stands still.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "jockey.h"
#include "ledger.h"
#include "line.h"
#include "progress.h"

/* A change of shift or speed that comes again and again, for ever. */
static bool repeats(const qs_engine *e, int slot)
{
    if (slot < e->slot_of.first_change || slot >= e->slot_of.first_entrance)
        return false;
    if (slot >= e->slot_of.first_resource)
        return e->model->resources[e->tables.slot_owner[slot]].shifts_period > 0;
    const qs_station *station = &e->stations[e->tables.slot_owner[slot]];
    const qs_window *window = &e->model->windows[station->window];
    return (slot == station->shift_slot && window->shifts_period > 0) ||
           (slot == station->speed_slot && window->speeds_period > 0);
}

/* A customer, a shift or a change of speed is due some time. */
static bool somebody_may_come(const qs_engine *e)
{
    for (int slot = e->slot_of.first_entrance; slot < e->slots.n; slot++)
        if (!isinf(qs_slots_time(&e->slots, slot)))
            return true;
    for (int slot = e->slot_of.mark; slot < e->slot_of.first_entrance; slot++)
        if (!isinf(qs_slots_time(&e->slots, slot)) && !repeats(e, slot))
            return true;
    return false;
}

/* Whether somebody waits elsewhere who would come to a station when it opens. */
static bool somebody_would_come(const qs_engine *e, const qs_station *station)
{
    for (size_t id = 0; e->uses.jockeys && id < e->n_pool; id++)
        if (e->pool[id].state == QS_WAITING && qs_jockey_could_go(e, &e->pool[id], station))
            return true;
    return false;
}

/* A shift that comes again and again brings somebody to whom there is something to do. */
static bool shift_may_serve(const qs_engine *e)
{
    for (int s = 0; s < e->n_stations; s++) {
        const qs_station *station = &e->stations[s];
        if (station->shift_slot != QS_NONE && repeats(e, station->shift_slot) &&
            (station->n_waiting > 0 || qs_line_waits(e, station) || station->first_stuck != QS_NOBODY ||
             somebody_would_come(e, station)))
            return true;
    }
    return false;
}

/* A server works, or will once it is repaired. */
static bool somebody_may_be_served(const qs_engine *e)
{
    for (int k = 0; k < e->n_servers; k++) {
        const qs_server *server = &e->servers[k];
        const qs_station *station = &e->stations[server->station];
        bool waits_for_more = station->group || station->is_demanding; /* others; units, or more servers */
        bool has_work = (station->n_waiting > 0 || qs_line_waits(e, station)) && server->is_on_duty &&
                        (server->is_broken || !waits_for_more);
        if (server->doing == QS_SERVING || server->doing == QS_DEAD ||
            (server->doing == QS_IDLE && has_work) || !isinf(qs_slots_time(&e->slots, k)))
            return true;
    }
    return false;
}

static bool is_breakdown(const qs_engine *e, int slot)
{
    return slot >= e->slot_of.first_breakdown && slot < e->slot_of.mark && slot != e->slot_of.series &&
           slot != e->slot_of.interval;
}

bool qs_progress_is_endless(const qs_engine *e)
{
    bool has_end = !isinf(e->model->run.horizon) && !isinf(e->model->run.timeout);
    for (int slot = e->slot_of.first_breakdown; slot < e->slot_of.first_entrance && !has_end; slot++)
        if (is_breakdown(e, slot) || repeats(e, slot))
            return true;
    return false;
}

/* A shift of units that comes again and again brings more of them, and somebody waits for units. */
static bool units_may_serve(const qs_engine *e)
{
    bool is_more = false, is_short = false;
    for (int r = 0; r < e->model->n_resources; r++)
        is_more |= qs_ledger_gets_more(e, r);
    for (int s = 0; is_more && s < e->n_stations; s++)
        is_short |= e->resources.shortages[s].n > 0 || e->resources.shortages[s].next.id != QS_NOBODY;
    return is_short;
}

bool qs_progress_is_over(const qs_engine *e, int slot)
{
    return (is_breakdown(e, slot) || repeats(e, slot)) && !somebody_may_come(e) &&
           !somebody_may_be_served(e) && !shift_may_serve(e) && !units_may_serve(e);
}

/* Ends of service at any window, since the beginning or the end of the warm-up. */
static uint64_t count_visits(const qs_engine *e)
{
    uint64_t n = 0;
    for (int w = 0; w < e->model->n_windows; w++)
        n += e->meters.windows[w].departed;
    return n;
}

/* How many times as much time as in the last stretch is left until the next mark; 0 if there is none. */
static double stretches_left(const qs_engine *e, double stretch)
{
    double mark = e->phase == QS_WARMING ? e->warmup : e->horizon;
    return e->phase == QS_DRAINING || isinf(mark) ? 0 : (mark - e->now) / stretch;
}

void qs_progress_start(qs_engine *e)
{
    e->last_look = (qs_last_look){0};
}

void qs_progress_count(qs_engine *e)
{
    if (e->n_customers > UINT32_MAX)
        qs_fail_replication(e,
                            qs_fail(QS_ERROR_LIMIT, "more than %u customers in one replication", UINT32_MAX));
}

void qs_progress_check(qs_engine *e)
{
    static const double MOST_STRETCHES = 1 << 28; /* with as many events each: years */
    const unsigned long long n_events = QS_PROGRESS_EVENTS;
    qs_last_look last = e->last_look;
    e->last_look =
        (qs_last_look){.time = e->now, .n_departed = e->meters.system.departed, .n_visits = count_visits(e)};
    qs_status status = QS_OK;
    if (e->now <= last.time)
        status =
            qs_fail(QS_ERROR_LIMIT, "time stands still at %g: %llu events at that instant", e->now, n_events);
    else if (e->last_look.n_departed == last.n_departed && isinf(e->horizon))
        status = qs_fail(QS_ERROR_LIMIT,
                         "run.customers is not reached: nobody has been served in %llu events up "
                         "to time %g, and there is no horizon",
                         n_events, e->now);
    else if (e->last_look.n_visits == last.n_visits && e->phase == QS_DRAINING)
        status =
            qs_fail(QS_ERROR_LIMIT,
                    "the system does not become empty after the horizon: %llu customers are there, and no "
                    "service has ended in %llu events up to time %g (at_horizon.timeout ends such a wait)",
                    (unsigned long long)e->n_present, n_events, e->now);
    else if (stretches_left(e, e->now - last.time) > MOST_STRETCHES)
        status =
            qs_fail(QS_ERROR_LIMIT, "time hardly passes: %llu events from %g to %g, and the horizon is %g",
                    n_events, last.time, e->now, e->horizon);
    if (status)
        qs_fail_replication(e, status);
    else
        qs_progress_count(e);
}
