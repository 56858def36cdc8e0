/* Customers who change the queue for one in which they would stand strictly ahead.
 *
 * A customer is behind as many as would be served before it, by priority and order of joining; a free server
 * is better than any queue. A queue gets more attractive when its server takes somebody, when somebody gives
 * up or moves away, to whoever has just joined another, and to those whom a more urgent newcomer has put back
 * at their own: these are the instants at which anybody looks. Of those who gain, who has waited longest goes
 * first, again and again until nobody gains.
 * Where nobody is on duty nobody stands ahead: whoever waits there gains by any queue elsewhere, and looks
 * when the last server's shift ends.
 * Nobody moves twice in one instant, so the moving ends. What follows a move is followed in a list, never by
 * recursion: an instant may see as many moves as there are customers.
 * A move keeps the time of joining, the patience and the work, unless the other window has times of its own.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <limits.h>
#include <math.h>

#include "blocking.h"
#include "check.h"
#include "customer.h"
#include "house.h"
#include "jockey.h"
#include "qsweep/memory.h"
#include "queue.h"
#include "ranking.h"
#include "server.h"
#include "timers.h"

/* How many would be served before a newcomer at a station; -1: it begins at once. */
static int ahead_of_newcomer(const qs_engine *e, const qs_station *to, const qs_customer *who)
{
    int line = qs_queue_line(e, to, who->class, who->service), before = 0;
    if (qs_begins_at_once(e, to, who))
        return -1;
    for (int l = 0; l <= line; l++)
        before += to->lines[l].n;
    return before;
}

static bool is_closed(const qs_station *station)
{
    return station->n_on_shift == 0;
}

/* The same of the one at `ahead` in its line. */
static int ahead_of(const qs_station *from, int ahead, const qs_customer *who)
{
    if (is_closed(from))
        return INT_MAX;
    for (int l = 0; l < who->line; l++)
        ahead += from->lines[l].n;
    return ahead;
}

/* A visit that was to be two services together goes where both are given. */
static bool gives_the_same(const qs_window *window, const qs_customer *who)
{
    if (who->second_service == QS_NONE)
        return true;
    for (size_t i = 0; i < window->n_together; i++)
        if (window->together[i].a == who->service && window->together[i].b == who->second_service)
            return true;
    return false;
}

bool qs_jockey_could_go(const qs_engine *e, const qs_customer *who, const qs_station *to)
{
    const qs_window *window = &e->model->windows[to->window];
    return who->station != to - e->stations && isnan(who->start) && e->model->classes[who->class].jockeys &&
           window->serves[who->class * e->model->n_services + who->service] && gives_the_same(window, who);
}

static bool may_move(const qs_engine *e, const qs_customer *who, const qs_station *to)
{
    return who->moved != e->now && !is_closed(to) && qs_jockey_could_go(e, who, to) &&
           qs_has_room(e, to, who);
}

/* The longest waiting in a line of those who would gain by coming to `to`, and have waited longer than
 * `found`. From the tail on, for who has at most `least` before it gains nothing: where people change queues
 * they are of much the same length, and only the last few can gain. */
static uint32_t find_in_line(const qs_engine *e, const qs_station *to, const qs_line *line, int ahead,
                             int least, uint32_t found)
{
    uint32_t best = QS_NOBODY;
    for (uint32_t id = line->tail; id != QS_NOBODY && ahead > least; id = e->pool[id].previous, ahead--) {
        const qs_customer *who = &e->pool[id];
        if (may_move(e, who, to) && ahead_of_newcomer(e, to, who) < ahead &&
            (best == QS_NOBODY || who->join <= e->pool[best].join))
            best = id;
    }
    if (best == QS_NOBODY || (found != QS_NOBODY && e->pool[best].join >= e->pool[found].join))
        return found;
    return best;
}

/* At least so many would be served before whoever comes to `to` from line l of a station: in the same row of
 * windows that line is the same, elsewhere it may be the first. */
static int least_before(const qs_station *to, const qs_station *from, int l)
{
    int before = 0;
    if (to->n_idle > 0 || to->is_endless)
        return -1;
    for (int k = 0; k <= (from->window == to->window ? l : 0); k++)
        before += to->lines[k].n;
    return before;
}

/* The longest waiting of those who would gain by coming to `to`. */
static uint32_t find_jockey(const qs_engine *e, const qs_station *to)
{
    uint32_t found = QS_NOBODY;
    if (is_closed(to) || (!to->is_demanding && !qs_has_room(e, to, NULL)))
        return found;
    for (int s = 0; s < e->n_stations; s++) {
        const qs_station *from = &e->stations[s];
        int ahead = -1;
        for (int l = 0; l < from->n_lines; l++) {
            const qs_line *line = &from->lines[l];
            ahead += line->n; /* of the last one */
            if (line->n_jockeys > 0)
                found = find_in_line(e, to, line, is_closed(from) ? INT_MAX : ahead,
                                     least_before(to, from, l), found);
        }
    }
    return found;
}

/* One instant may see thousands move, each after a look at everybody who waits: ask meanwhile whether to go
 * on. */
static void ask_at_times(qs_engine *e)
{
    for (int s = 0; s < e->n_stations; s++)
        e->jockeys.n_looked_at += (uint64_t)e->stations[s].n_waiting;
    if (e->jockeys.n_looked_at / 64 < QS_POLL_EVENTS)
        return;
    e->jockeys.n_looked_at = 0;
    qs_engine_ask(e);
}

/* Room was made at one station and somebody joined at the other: those who were blocked are let in, then
 * others look around. */
static void follow_move(qs_engine *e, qs_move move)
{
    if (e->uses.blocking)
        qs_blocking_admit(e, &e->stations[move.from]);
    if (!e->uses.jockeys)
        return;
    qs_jockey(e, &e->stations[move.from]);
    qs_jockey_put_back(e, &e->stations[move.to]);
}

static void note_move(qs_engine *e, const qs_station *from, const qs_station *to)
{
    qs_status status =
        qs_reserve(&e->jockeys.moves, &e->jockeys.capacity, e->jockeys.n_moves + 1, sizeof *e->jockeys.moves);
    if (status)
        qs_fail_replication(e, status);
    else
        e->jockeys.moves[e->jockeys.n_moves++] =
            (qs_move){(int)(from - e->stations), (int)(to - e->stations)};
}

/* What follows a move makes others move: the moves are followed one after another in the order in which they
 * came about, not within each other, for there may be as many as there are customers. */
void qs_jockey_follow_moves(qs_engine *e)
{
    for (size_t i = 0; i < e->jockeys.n_moves && e->phase != QS_OVER; i++)
        follow_move(e, e->jockeys.moves[i]);
    e->jockeys.n_moves = 0;
}

/* A customer that changes the queue keeps its time of joining and its patience, and counts where
 * it ends. Its service time is drawn anew only where the other window has times of its own. */
void qs_jockey_change_queue(qs_engine *e, uint32_t id, qs_station *to)
{
    qs_customer *customer = &e->pool[id];
    qs_station *from = &e->stations[customer->station];
    double deadline = qs_patience_deadline(e, id);
    qs_station_unqueue(e, from, id);
    qs_station_count(e, from, -1);
    if (customer->is_counted)
        e->meters.windows[from->window].arrived--;
    const qs_step *old = qs_step_at(e, from, customer->class, customer->service);
    const qs_step *new = qs_step_at(e, to, customer->class, customer->service);
    if (new->work_draw != old->work_draw)
        customer->work = customer->whole_work = new->work_draw == QS_NONE ? 0 : qs_draw(e, new->work_draw);
    qs_check_visit(e, from->window, e->now - customer->join);
    qs_check_visit(e, to->window, customer->join - e->now); /* its whole visit will be told there */
    customer->station = (int32_t)(to - e->stations);
    customer->line = (int16_t)qs_queue_line(e, to, customer->class, customer->service);
    customer->moved = e->now;
    qs_tell_incident(e, (qs_incident){.kind = QS_INCIDENT_MOVES,
                                      .customer = customer->number,
                                      .visit = customer->visit,
                                      .place = to->window,
                                      .member = to->member,
                                      .server = QS_NONE,
                                      .amount = from->window,
                                      .more = from->member});
    if (e->uses.idle_choice)
        qs_idle_draw(e, to);
    qs_customer_join(e, to, id, deadline);
    note_move(e, from, to);
}

static void move_to(qs_engine *e, uint32_t id, qs_station *to)
{
    qs_jockey_change_queue(e, id, to);
    if (e->jockeys.n_moves == 1) /* else another move is being followed */
        qs_jockey_follow_moves(e);
}

void qs_jockey_put_back(qs_engine *e, const qs_station *at)
{
    for (int s = 0; e->uses.priorities && s < e->n_stations; s++)
        if (&e->stations[s] != at)
            qs_jockey(e, &e->stations[s]);
}

void qs_jockey(qs_engine *e, qs_station *to)
{
    for (uint32_t id; e->phase != QS_OVER && (id = find_jockey(e, to)) != QS_NOBODY;) {
        ask_at_times(e);
        move_to(e, id, to);
    }
}

/* Where it would stand furthest ahead, if that is strictly ahead of its `ahead`; NULL: nowhere. */
static qs_station *find_better(const qs_engine *e, const qs_customer *who, int ahead)
{
    qs_station *to = NULL;
    for (int s = 0; s < e->n_stations; s++) {
        qs_station *other = &e->stations[s];
        int before = may_move(e, who, other) ? ahead_of_newcomer(e, other, who) : ahead;
        if (before < ahead) {
            ahead = before;
            to = other;
        }
    }
    return to;
}

/* How many of its line go before it: of one who has just come, all others. */
static int ahead_in_line(const qs_engine *e, const qs_line *line, uint32_t id)
{
    int ahead = line->n - 1;
    for (uint32_t behind = line->tail; behind != id; behind = e->pool[behind].previous)
        ahead--;
    return ahead;
}

void qs_jockey_arrives(qs_engine *e, uint32_t id)
{
    const qs_customer *who = &e->pool[id];
    if (who->state != QS_WAITING || !e->model->classes[who->class].jockeys)
        return;
    const qs_station *at = &e->stations[who->station];
    qs_station *to = find_better(e, who, ahead_of(at, ahead_in_line(e, &at->lines[who->line], id), who));
    if (to)
        move_to(e, id, to);
}

/* Of those who wait at a station where nobody is on duty any more: who has waited longest, and can go. */
static uint32_t find_stranded(const qs_engine *e, const qs_station *at, qs_station **to)
{
    uint32_t found = QS_NOBODY;
    for (int l = 0; l < at->n_lines; l++)
        for (uint32_t id = at->lines[l].head; id != QS_NOBODY; id = e->pool[id].next) {
            if (found != QS_NOBODY && e->pool[id].join >= e->pool[found].join)
                continue;
            qs_station *better = find_better(e, &e->pool[id], INT_MAX);
            if (better) {
                found = id;
                *to = better;
            }
        }
    return found;
}

/* What follows comes after all have gone, each to the best ahead that there was. */
void qs_jockey_closes(qs_engine *e, const qs_station *at)
{
    qs_station *to = NULL;
    for (uint32_t id; e->phase != QS_OVER && (id = find_stranded(e, at, &to)) != QS_NOBODY;) {
        ask_at_times(e);
        qs_jockey_change_queue(e, id, to);
    }
    qs_jockey_follow_moves(e);
}
