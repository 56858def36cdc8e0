/* Lines for several windows: whom a server takes, and what that changes.
 *
 * A line is a station without servers. Its queue has a list for each stage (class and service) that waits in
 * it, so that all in a list are alike to every window but for how long they have waited: a window's skills
 * and preferences are a rank of lists (feeds), made once, and the longest waiting of a list is its head. Who
 * may be taken after a while alone is so from the head on.
 * Nobody stands in a line while a server is idle that may take it: whoever comes looks for a free server,
 * whoever comes free looks at its lines, and who has waited long enough looks at those who help from then on.
 * Taken from the line, a customer is at the window as if it had joined there at the same time.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "line.h"

#include <limits.h>
#include <math.h>

#include "check.h"
#include "intervals.h"
#include "ranking.h"
#include "server.h"
#include "timers.h"

bool qs_line_waits(const qs_engine *e, const qs_station *station)
{
    for (int i = 0; i < station->n_feeds; i++)
        if (e->stations[station->feeds[i].station].n_waiting > 0)
            return true;
    return false;
}

/* ---- who is next ---- */

static bool is_open(const qs_engine *e, const qs_feed *feed, const qs_line *list)
{
    return list->n > 0 && (feed->helped == 0 || e->pool[list->head].helped >= feed->helped);
}

/* The lowest rank of those who may be taken; INT_MAX: nobody. */
static int best_rank(const qs_engine *e, const qs_feed *feed)
{
    const qs_station *line = &e->stations[feed->station];
    int best = INT_MAX;
    for (int l = 0; line->n_waiting > 0 && l < line->n_lines; l++)
        if (feed->ranks[l] != QS_NONE && feed->ranks[l] < best && is_open(e, feed, &line->lines[l]))
            best = feed->ranks[l];
    return best;
}

/* How many of a list may be taken: all, or those from the head on who have waited long enough. */
static int count_open(const qs_engine *e, const qs_feed *feed, const qs_line *list)
{
    int n = 0;
    if (feed->helped == 0)
        return list->n;
    for (uint32_t id = list->head; id != QS_NOBODY && e->pool[id].helped >= feed->helped;
         id = e->pool[id].next)
        n++;
    return n;
}

static uint32_t last_open(const qs_engine *e, const qs_feed *feed, const qs_line *list)
{
    uint32_t id = list->tail;
    while (e->pool[id].helped < feed->helped)
        id = e->pool[id].previous;
    return id;
}

static uint32_t shortest_open(const qs_engine *e, const qs_feed *feed, const qs_line *list)
{
    uint32_t best = list->head;
    if (feed->helped == 0)
        return list->order.items[0].id;
    for (uint32_t id = list->head; id != QS_NOBODY && e->pool[id].helped >= feed->helped;
         id = e->pool[id].next)
        if (e->pool[id].work < e->pool[best].work)
            best = id;
    return best;
}

static uint32_t nth_open(const qs_engine *e, const qs_feed *feed, const qs_line *list, int n)
{
    uint32_t id = list->head;
    if (feed->helped == 0)
        return list->bag[n];
    while (n-- > 0)
        id = e->pool[id].next;
    return id;
}

static uint32_t pick_at_random(qs_engine *e, const qs_feed *feed, int rank)
{
    qs_station *line = &e->stations[feed->station];
    int n = 0, l = 0;
    for (int i = 0; i < line->n_lines; i++)
        if (feed->ranks[i] == rank)
            n += count_open(e, feed, &line->lines[i]);
    int pick = n == 1 ? 0 : (int)(qs_draw(e, line->order_draw) * n);
    for (;; l++) {
        int here = feed->ranks[l] == rank ? count_open(e, feed, &line->lines[l]) : 0;
        if (pick < here)
            return nth_open(e, feed, &line->lines[l], pick);
        pick -= here;
    }
}

/* Whether of two lists' first ones b goes before a. */
static bool goes_before(qs_discipline discipline, const qs_customer *a, const qs_customer *b)
{
    if (discipline == QS_LIFO)
        return qs_joined_before(a, b);
    if (discipline == QS_SHORTEST_FIRST && a->work != b->work)
        return b->work < a->work;
    return qs_joined_before(b, a);
}

/* Of those of a rank, by the line's discipline. */
static uint32_t pick_of_rank(qs_engine *e, const qs_feed *feed, int rank)
{
    const qs_station *line = &e->stations[feed->station];
    qs_discipline discipline = e->model->windows[line->window].discipline;
    uint32_t best = QS_NOBODY;
    if (discipline == QS_RANDOM)
        return pick_at_random(e, feed, rank);
    for (int l = 0; l < line->n_lines; l++) {
        const qs_line *list = &line->lines[l];
        if (feed->ranks[l] != rank || !is_open(e, feed, list))
            continue;
        uint32_t id = discipline == QS_LIFO             ? last_open(e, feed, list)
                      : discipline == QS_SHORTEST_FIRST ? shortest_open(e, feed, list)
                                                        : list->head;
        if (best == QS_NOBODY || goes_before(discipline, &e->pool[best], &e->pool[id]))
            best = id;
    }
    return best;
}

/* The level of the window's own queue that is next; INT_MAX: it is empty. */
static int own_level(const qs_station *station)
{
    int l = 0;
    if (station->n_waiting == 0)
        return INT_MAX;
    while (station->lines[l].n == 0)
        l++;
    return l;
}

/* A place for one more: where a total is full, servers stay idle. */
static bool has_place(const qs_station *station)
{
    const qs_window *window = station->rules;
    return window->capacity_kind != QS_CAPACITY_TOTAL || station->n_present < window->capacity;
}

bool qs_line_feeds(qs_engine *e, qs_station *station, int k)
{
    const qs_feed *from = NULL;
    int level = own_level(station), rank = 0;
    for (int i = 0; i < station->n_feeds && has_place(station); i++) {
        const qs_feed *feed = &station->feeds[i];
        int best = best_rank(e, feed), n = e->tables.lines[e->stations[feed->station].line].n_levels;
        if (best == INT_MAX || best / n >= level)
            continue;
        from = feed;
        rank = best;
        level = best / n;
    }
    if (!from)
        return false;
    uint32_t id = pick_of_rank(e, from, rank);
    qs_station_unqueue(e, &e->stations[from->station], id);
    qs_line_serve(e, id, station, k);
    return true;
}

bool qs_line_is_free(const qs_engine *e, const qs_station *station, int class, int service)
{
    return (station->n_idle > 0 || station->is_endless) && has_place(station) &&
           station->rules->serves[class * e->model->n_services + service];
}

/* ---- what that changes ---- */

/* Its service time is drawn anew only where the window has times of its own. */
static void change_work(qs_engine *e, const qs_station *station, qs_customer *customer)
{
    const qs_step *all = &e->tables.steps[customer->class * e->model->n_services + customer->service];
    const qs_step *own = qs_step_at(e, station, customer->class, customer->service);
    if (own->work_draw != all->work_draw)
        customer->work = customer->whole_work = own->work_draw == QS_NONE ? 0 : qs_draw(e, own->work_draw);
}

/* The line's part of the visit is over. */
static void count_taken(qs_engine *e, const qs_customer *customer, const qs_station *line)
{
    qs_meter *meter = &e->meters.windows[line->window];
    qs_check_visit(e, line->window, e->now - customer->join);
    if (!customer->is_counted)
        return;
    meter->outcome[QS_SERVED]++;
    qs_tally_add(&meter->wait, e->now - customer->join);
    qs_intervals_taken(e, customer, line->window);
}

void qs_line_serve(qs_engine *e, uint32_t id, qs_station *station, int k)
{
    qs_customer *customer = &e->pool[id];
    qs_station *line = &e->stations[customer->station];
    qs_station_count(e, line, -1);
    count_taken(e, customer, line);
    qs_check_visit(e, station->window, customer->join - e->now); /* its whole visit will be told there */
    change_work(e, station, customer);
    qs_server_pair_up(e, station, customer);
    customer->station = (int32_t)(station - e->stations);
    customer->line = (int16_t)qs_queue_line(e, station, customer->class, customer->service);
    qs_station_count(e, station, 1);
    if (customer->is_counted)
        station->meter->arrived++;
    qs_server_start(e, station, k, id);
}

void qs_line_await_help(qs_engine *e, uint32_t id)
{
    const qs_customer *customer = &e->pool[id];
    const qs_line_rule *rule = &e->model->lines[e->stations[customer->station].line];
    if (customer->helped < rule->n_helps)
        qs_help_begin(e, id, customer->join + rule->helps[customer->helped].after);
}
