/* Service in groups: a server serves several customers together, with one service time.
 *
 * A group is of those first in the order of the queue who need the same service, at most `max` of them. It
 * may begin when `min` of them wait, or when one of them has waited `wait`. Where customers who need different
 * services wait, the first in the order whose group may begin leads. A group's time, and its dead time, are
 * those of its first.
 * While a server is idle no group may begin, so that less than `min` wait for each service; one that comes,
 * a server that comes free and the instant at which somebody has waited long enough are all that can change
 * that. That instant is a slot of the calendar, which may be due too early (somebody has given up) and never
 * too late; then it is set anew.
 * When nobody can join a group any more it begins as it is: after the horizon, and when nothing else can
 * happen.
 * The server's customer is the first; the others hang on it (next, previous). A window's gauge of busy servers
 * counts servers, so the others count as held, as long as their group is served.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "group.h"
#include "qsweep/memory.h"
#include "queue.h"
#include "ranking.h"
#include "server.h"
#include "speed.h"
#include "timers.h"

static const qs_window *window_of(const qs_engine *e, const qs_station *station)
{
    return &e->model->windows[station->window];
}

/* ---- life ---- */

/* Stages from which a customer of a class comes to a service here, there or later. */
static void find_ways(const qs_model *m, int class, const bool *serves, bool *leads)
{
    const qs_stage *stages = m->stages + class * m->n_services;
    for (bool is_new = true; is_new;) {
        is_new = false;
        for (int s = m->n_services - 1; s >= 0; s--) {
            bool leads_here = serves[s];
            for (int r = 0; r < stages[s].n_routes; r++)
                leads_here |= leads[m->routes[stages[s].first_route + r].to];
            is_new |= leads_here != leads[s];
            leads[s] = leads_here;
        }
    }
}

qs_status qs_group_build(qs_engine *e, qs_station *station)
{
    const qs_model *m = e->model;
    size_t n_services = (size_t)m->n_services;
    qs_status status = qs_calloc(1, sizeof *station->group, &station->group);
    if (!status)
        status = qs_calloc(n_services, sizeof *station->group->n_of, &station->group->n_of);
    if (!status)
        status = qs_calloc(n_services, sizeof(bool), &station->group->is_wanted);
    if (!status)
        status = qs_calloc(n_services * (size_t)m->n_classes, sizeof(bool), &station->group->leads_here);
    for (int c = 0; c < m->n_classes && !status; c++)
        find_ways(m, c, window_of(e, station)->serves + c * m->n_services,
                  station->group->leads_here + c * m->n_services);
    return status;
}

void qs_group_free(qs_station *station)
{
    if (!station->group)
        return;
    qs_free(station->group->n_of);
    qs_free(station->group->is_wanted);
    qs_free(station->group->leads_here);
    qs_free(station->group);
}

void qs_group_start(qs_engine *e, qs_station *station)
{
    qs_grouping *group = station->group;
    memset(group->n_of, 0, (size_t)e->model->n_services * sizeof *group->n_of);
    group->due = INFINITY;
    group->looked_at = 0;
}

/* ---- who may begin ---- */

/* Those who have waited long enough bring their service in; who will be next to have. */
static void look_at_waits(qs_engine *e, const qs_station *station)
{
    qs_grouping *group = station->group;
    double wait = window_of(e, station)->group_wait;
    for (int l = 0; l < station->n_lines; l++)
        for (uint32_t id = station->lines[l].head; id != QS_NOBODY && group->n_wanted < station->n_waiting;
             id = e->pool[id].next) {
            int service = e->pool[id].service;
            double due = e->pool[id].join + wait;
            if (group->is_wanted[service])
                continue;
            if (due <= e->now) {
                group->is_wanted[service] = true;
                group->n_wanted += group->n_of[service];
            } else {
                group->due = fmin(group->due, due);
            }
        }
}

/* The services of which a group may begin. at_least [in] so many must wait for one */
static void find_wanted(qs_engine *e, const qs_station *station, int at_least)
{
    qs_grouping *group = station->group;
    group->n_wanted = 0;
    group->due = INFINITY;
    for (int s = 0; s < e->model->n_services; s++) {
        group->is_wanted[s] = group->n_of[s] > 0 && group->n_of[s] >= at_least;
        group->n_wanted += group->is_wanted[s] ? group->n_of[s] : 0;
    }
    if (!isinf(window_of(e, station)->group_wait))
        look_at_waits(e, station);
}

/* ---- who is next ---- */

/* The n-th of a line who is wanted; backwards [in] from its tail. */
static uint32_t find_wanted_in(const qs_engine *e, const qs_station *station, const qs_line *line, int n,
                               bool backwards)
{
    uint32_t id = backwards ? line->tail : line->head;
    while (id != QS_NOBODY && !(station->group->is_wanted[e->pool[id].service] && n-- == 0))
        id = backwards ? e->pool[id].previous : e->pool[id].next;
    return id;
}

static uint32_t find_shortest(const qs_engine *e, const qs_station *station, const qs_line *line)
{
    uint32_t best = QS_NOBODY;
    for (uint32_t id = line->head; id != QS_NOBODY; id = e->pool[id].next)
        if (station->group->is_wanted[e->pool[id].service] &&
            (best == QS_NOBODY || e->pool[id].work < e->pool[best].work))
            best = id;
    return best;
}

static uint32_t draw_wanted(qs_engine *e, const qs_station *station, const qs_line *line)
{
    int n = 0;
    for (uint32_t id = line->head; id != QS_NOBODY; id = e->pool[id].next)
        n += station->group->is_wanted[e->pool[id].service];
    int k = n > 1 ? (int)(qs_draw(e, station->order_draw) * n) : 0;
    return find_wanted_in(e, station, line, k, false);
}

static uint32_t next_in(qs_engine *e, const qs_station *station, const qs_line *line)
{
    switch (window_of(e, station)->discipline) {
    case QS_LIFO:
        return find_wanted_in(e, station, line, 0, true);
    case QS_RANDOM:
        return draw_wanted(e, station, line);
    case QS_SHORTEST_FIRST:
        return find_shortest(e, station, line);
    default:
        return find_wanted_in(e, station, line, 0, false);
    }
}

/* The first in the order of the queue who is wanted: somebody is. */
static uint32_t next_wanted(qs_engine *e, qs_station *station)
{
    uint32_t id = QS_NOBODY;
    if (station->group->n_wanted == station->n_waiting)
        return qs_queue_next(e, station);
    for (int l = 0; l < station->n_lines && id == QS_NOBODY; l++)
        id = next_in(e, station, &station->lines[l]);
    return id;
}

/* ---- a group begins ---- */

/* From now on those are wanted who need what the first does. */
static void want_only(qs_engine *e, const qs_station *station, int service)
{
    qs_grouping *group = station->group;
    memset(group->is_wanted, 0, (size_t)e->model->n_services * sizeof *group->is_wanted);
    group->is_wanted[service] = true;
    group->n_wanted = group->n_of[service];
}

static uint32_t take_one(qs_engine *e, qs_station *station, uint32_t id, uint32_t behind)
{
    qs_station_unqueue(e, station, id);
    station->group->n_wanted--;
    e->pool[id].previous = behind;
    e->pool[id].next = QS_NOBODY;
    if (behind != QS_NOBODY)
        e->pool[behind].next = id;
    return id;
}

/* Somebody is wanted. */
static void begin(qs_engine *e, qs_station *station, int k)
{
    uint32_t first = next_wanted(e, station);
    want_only(e, station, e->pool[first].service);
    uint32_t last = take_one(e, station, first, QS_NOBODY);
    int n = 1, most = window_of(e, station)->group_max;
    for (; n < most && station->group->n_wanted > 0; n++)
        last = take_one(e, station, next_wanted(e, station), last);
    station->group->looked_at = 0; /* those who begin may come again */
    qs_server_start(e, station, k, first);
    qs_station_held(e, station, n - 1);
    for (uint32_t id = e->pool[first].next; id != QS_NOBODY; id = e->pool[id].next)
        qs_server_start_with(e, station, k, id);
}

bool qs_group_take(qs_engine *e, qs_station *station, int k)
{
    if (station->n_waiting == 0)
        return false;
    find_wanted(e, station, window_of(e, station)->group_min);
    if (station->group->n_wanted > 0)
        begin(e, station, k);
    return e->servers[k].doing == QS_SERVING;
}

/* As many as can, with those who wait. */
static bool begin_all(qs_engine *e, qs_station *station, int at_least)
{
    bool begins = false;
    while (station->n_idle > 0 && station->n_waiting > 0) {
        find_wanted(e, station, at_least);
        if (station->group->n_wanted == 0)
            break;
        begin(e, station, qs_server_pick(e, station));
        begins = true;
    }
    qs_group_wait(e, station);
    return begins;
}

void qs_group_wait(qs_engine *e, qs_station *station)
{
    bool waits = station->n_idle > 0 && station->n_waiting > 0;
    if (station->group->slot != QS_NONE)
        qs_slots_set(&e->slots, station->group->slot, waits ? station->group->due : INFINITY);
}

void qs_group_due(qs_engine *e, qs_station *station)
{
    begin_all(e, station, window_of(e, station)->group_min);
}

/* The longest queues so far. */
typedef struct peaks {
    int64_t window, member, class, system;
} peaks;

static void swap_peaks(qs_engine *e, const qs_station *station, int class, peaks *out, bool restores)
{
    qs_meter *window = &e->meters.windows[station->window];
    qs_meter *member = station->has_row ? &e->meters.windows[station->own_meter] : window;
    int64_t *const at[] = {&window->longest, &member->queue.largest, &e->meters.classes[class].queue.largest,
                           &e->meters.system.queue.largest};
    int64_t *const kept[] = {&out->window, &out->member, &out->class, &out->system};
    for (size_t i = 0; i < sizeof at / sizeof *at; i++)
        *(restores ? at[i] : kept[i]) = *(restores ? kept[i] : at[i]);
}

/* Who begins at once has stood in no queue: queues were no longer for it. */
void qs_group_join(qs_engine *e, qs_station *station, uint32_t id, double deadline)
{
    peaks before;
    swap_peaks(e, station, e->pool[id].counted_as, &before, false);
    qs_station_queue(e, station, id, false);
    if (station->n_idle > 0)
        begin_all(e, station, window_of(e, station)->group_min);
    if (e->pool[id].state == QS_WAITING) {
        qs_patience_begin(e, id, deadline);
        if (e->uses.changes)
            qs_change_await_next(e, id);
    } else {
        swap_peaks(e, station, e->pool[id].counted_as, &before, true);
    }
}

/* ---- nobody comes any more ---- */

/* Somebody who is there may still come: who waits here does not count, it can come again only when a group has
 * begun. After the horizon nobody is new, so who could not come then cannot later. */
static bool somebody_may_come(qs_engine *e, const qs_station *station)
{
    const qs_features others = QS_FEATURE(BECOMES) | QS_FEATURE(RETRIES); /* whose ways are not routes */
    qs_grouping *group = station->group;
    for (; group->looked_at < e->n_pool; group->looked_at++) {
        const qs_customer *who = &e->pool[group->looked_at];
        if (who->state == QS_FREE || who->state == QS_THINKING ||
            (who->state == QS_WAITING && who->station == station - e->stations))
            continue;
        if ((e->model->features & others) ||
            (who->then != QS_NONE && group->leads_here[who->class * e->model->n_services + who->then]))
            return true;
    }
    return false;
}

bool qs_group_close(qs_engine *e, bool is_stuck)
{
    bool begins = false;
    for (int s = 0; s < e->n_stations && !(begins && is_stuck); s++) {
        qs_station *station = &e->stations[s];
        if (station->group && station->n_idle > 0 && station->n_waiting > 0 &&
            (is_stuck || !somebody_may_come(e, station)))
            begins |= begin_all(e, station, 1);
    }
    return begins;
}

/* ---- one of a group ---- */

int qs_group_n_others(const qs_engine *e, uint32_t id)
{
    int n = 0;
    while ((id = e->pool[id].next) != QS_NOBODY)
        n++;
    return n;
}

bool qs_group_drop(qs_engine *e, qs_station *station, uint32_t id)
{
    const qs_customer *customer = &e->pool[id];
    uint32_t before = customer->previous, after = customer->next;
    if (before == QS_NOBODY && after == QS_NOBODY)
        return false;
    if (before == QS_NOBODY)
        e->servers[station->first_server + customer->server].customer = after;
    else
        e->pool[before].next = after;
    if (after != QS_NOBODY)
        e->pool[after].previous = before;
    qs_station_held(e, station, -1);
    qs_station_count(e, station, -1);
    return true;
}
