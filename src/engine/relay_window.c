/* One window of the relay: who is served when, and what is measured of it.
 *
 * When somebody joins it is known when its service starts and ends, for those before it are settled: so all of a
 * row are served one after another, and the ends put in order, before anything is counted. Counting comes last:
 * joinings and ends are merged in the order of time, as events would take them, and each change of the queue and
 * of the busy servers is listed, without a branch that depends on chance; then areas are added up over the lists.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "check.h"
#include "customer.h"
#include "relay.h"

/* The next n of a law, n <= QS_RELAY_BLOCK: those that as many calls of qs_variate_next() give. */
static void draw(qs_variate *law, double *x, size_t n)
{
    for (size_t have = 0; have < n;) {
        if (law->next == law->n)
            qs_variate_refill(law);
        size_t left = law->n - law->next, taken = left < n - have ? left : n - have;
        memcpy(x + have, law->block + law->next, taken * sizeof *x);
        law->next += (unsigned)taken;
        have += taken;
    }
}

/* One server: a service starts when its customer has come and the one before has ended. */
static bool serve_one(qs_relay_window *w, const double *join, const uint32_t *id, const double *work,
                      double *start, size_t n)
{
    double free = w->free[0], *end = w->ends.time + w->ends.n;
    uint32_t *whose = w->ends.id + w->ends.n;
    bool is_vain = false;
    for (size_t i = 0; i < n; i++) {
        double begin = join[i] > free ? join[i] : free;
        start[i] = begin;
        end[i] = free = begin + work[i];
        is_vain |= !(free > begin);
        whose[i] = id[i] & QS_RELAY_ID;
    }
    w->free[0] = free;
    w->ends.n += n;
    return is_vain;
}

/* The server that comes free first takes the next customer, and its end before is listed; the new end is sorted
 * in. What is listed is in order: it is the least of those that are not. Times are compared as integers. */
QS_INLINE bool serve_some(qs_relay_window *w, int c, const double *join, const uint32_t *id,
                          const double *work, double *start, size_t n)
{
    double *end = w->ends.time;
    uint32_t *whose = w->ends.id;
    size_t n_ends = w->ends.n;
    bool is_vain = false;
    for (size_t i = 0; i < n; i++) {
        double first = w->free[0], begin = join[i] > first ? join[i] : first, x = begin + work[i];
        int64_t key = qs_slots_key(x), who = id[i] & QS_RELAY_ID;
        is_vain |= !(x > begin);
        start[i] = begin;
        end[n_ends] = first;
        whose[n_ends] = w->serves[0];
        n_ends += w->serves[0] != QS_NOBODY;
        for (int k = 0; k + 1 < c; k++) {
            int64_t other = qs_slots_key(w->free[k + 1]), other_who = w->serves[k + 1];
            bool stays = other < key;
            QS_SLOTS_HIDE(other, other_who);
            int64_t low = stays ? other : key, low_who = stays ? other_who : who;
            key = stays ? key : other;
            who = stays ? who : other_who;
            memcpy(&w->free[k], &low, sizeof low);
            w->serves[k] = (uint32_t)low_who;
        }
        memcpy(&w->free[c - 1], &key, sizeof key);
        w->serves[c - 1] = (uint32_t)who;
    }
    w->ends.n = n_ends;
    return is_vain;
}

static bool serve_block(qs_relay_window *w, const double *join, const uint32_t *id, const double *work,
                        double *start, size_t n)
{
    switch (w->n_servers) {
    case 1:
        return serve_one(w, join, id, work, start, n);
    case 2:
        return serve_some(w, 2, join, id, work, start, n);
    case 3:
        return serve_some(w, 3, join, id, work, start, n);
    case 4:
        return serve_some(w, 4, join, id, work, start, n);
    default:
        return serve_some(w, w->n_servers, join, id, work, start, n);
    }
}

/* Where they go afterwards. Branches are cumulative, so the one that is picked is found by counting. */
static void choose_ways(qs_relay *r, const qs_relay_window *w, const uint32_t *id, size_t n)
{
    double u[QS_RELAY_BLOCK];
    int n_branches = w->route ? w->step->n_branches : 0;
    if (w->route)
        draw(w->route, u, n);
    for (size_t i = 0; i < n; i++) {
        int branch = 0;
        for (int k = 0; k < n_branches; k++)
            branch += u[i] >= w->step->branches[k].cumulative;
        r->guests[id[i] & QS_RELAY_ID].to = w->to[branch];
    }
}

/* Waits of a block are known. Who would not start before the horizon has none; of them nobody starts sooner. */
static void tally_waits(qs_engine *e, qs_relay *r, const qs_relay_window *w, const double *wait,
                        const uint32_t *id, size_t n)
{
    double whole[QS_RELAY_BLOCK];
    uint32_t n_whole = 0;
    if (r->n_uncounted == 0) {
        qs_tally_add_many(&w->meter->wait, wait, (uint32_t)n);
    } else {
        for (size_t i = 0; i < n; i++)
            if (qs_relay_is_counted(r, &r->guests[id[i] & QS_RELAY_ID]))
                qs_tally_add(&w->meter->wait, wait[i]);
    }
    if (e->tables.is_one_stop || w != &r->windows[r->exit])
        return;
    for (size_t i = 0; i < n; i++) {
        const qs_guest *guest = &r->guests[id[i] & QS_RELAY_ID];
        whole[n_whole] = guest->wait + wait[i];
        n_whole += guest->to == r->n_windows && qs_relay_is_counted(r, guest);
    }
    qs_tally_add_many(&e->meters.system.wait, whole, n_whole);
}

void qs_relay_serve(qs_engine *e, qs_relay *r, qs_relay_window *w)
{
    for (size_t first = 0, n; first < w->in.n; first += n) {
        double work[QS_RELAY_BLOCK], start[QS_RELAY_BLOCK], wait[QS_RELAY_BLOCK];
        const double *join = w->in.time + first;
        const uint32_t *id = w->in.id + first;
        n = w->in.n - first < QS_RELAY_BLOCK ? w->in.n - first : QS_RELAY_BLOCK;
        choose_ways(r, w, id, n);
        draw(w->work, work, n);
        r->is_vain |= serve_block(w, join, id, work, start, n);
        for (size_t i = 0; i < n; i++) {
            qs_guest *guest = &r->guests[id[i] & QS_RELAY_ID];
            guest->join = join[i];
            guest->start = start[i];
            wait[i] = start[i] - join[i];
        }
        size_t n_starts = n;
        while (n_starts > 0 && start[n_starts - 1] > e->horizon)
            n_starts--;
        if (r->is_counting)
            tally_waits(e, r, w, wait, id, n_starts);
    }
    if (r->is_counting && r->n_uncounted == 0)
        w->meter->arrived += w->in.n;
    for (size_t i = 0; i < w->in.n && r->n_uncounted > 0; i++)
        w->meter->arrived += qs_relay_is_counted(r, &r->guests[w->in.id[i] & QS_RELAY_ID]);
}

/* Servers that come free up to then have ended. */
static void list_ends(qs_relay_window *w, double until)
{
    for (int k = 0; k < w->n_servers && w->n_servers > 1 && w->free[k] <= until; k++) {
        w->ends.time[w->ends.n] = w->free[k];
        w->ends.id[w->ends.n] = w->serves[k];
        w->ends.n += w->serves[k] != QS_NOBODY;
        w->serves[k] = QS_NOBODY;
    }
    w->ends.time[w->ends.n] = INFINITY;
}

/* A sojourn at the window, of a block of at most so many. */
typedef struct sojourns {
    uint32_t n;
    double of[QS_RELAY_BLOCK];
} sojourns;

static void add_sojourn(qs_tally *tally, sojourns *s, double sojourn, bool is_counted)
{
    s->of[s->n] = sojourn;
    s->n += is_counted;
    if (s->n == QS_RELAY_BLOCK) {
        qs_tally_add_many(tally, s->of, s->n);
        s->n = 0;
    }
}

size_t qs_relay_end(qs_engine *e, qs_relay *r, qs_relay_window *w, double until)
{
    sojourns s = {0};
    size_t n_counted = 0, n = 0;
    uint32_t from = (uint32_t)(w - r->windows) << QS_RELAY_ID_BITS;
    double before = -1;
    list_ends(w, until);
    const double *end = w->ends.time + w->first;
    const uint32_t *id = w->ends.id + w->first;
    bool all = r->is_counting && r->n_uncounted == 0;
    for (; end[n] <= until; n++) {
        qs_guest *guest = &r->guests[id[n]];
        bool is_counted = all || qs_relay_is_counted(r, guest);
        n_counted += is_counted;
        r->is_vain |= end[n] == before;
        before = end[n];
        qs_check_visit(e, w->station->window, end[n] - guest->join);
        guest->wait += guest->start - guest->join;
        add_sojourn(&w->meter->sojourn, &s, end[n] - guest->join, is_counted);
        qs_row_add(&r->out[guest->to], end[n], id[n] | from);
    }
    qs_tally_add_many(&w->meter->sojourn, s.of, s.n);
    w->meter->departed += n;
    w->meter->outcome[QS_SERVED] += n_counted;
    return n;
}

static void add_areas(qs_gauge *gauge, const double *time, const int32_t *number, size_t n)
{
    double area = gauge->area, last = gauge->last;
    for (size_t i = 0; i < n; i++) {
        area += (double)number[i] * (time[i] - last);
        last = time[i];
    }
    gauge->area = area;
    gauge->last = last;
}

/* Ends come before joinings, as they do in the order of simultaneous events where these are from outside; where
 * they are from another window, the order is another matter, and the relay is in vain. */
void qs_relay_count(qs_relay *r, qs_relay_window *w, size_t n_ends)
{
    const double *joins = w->in.time, *ends = w->ends.time + w->first;
    int32_t waiting = w->waiting, busy = w->busy, longest = waiting, c = w->n_servers;
    size_t n_moves = 0, n_serving = 0, n_ties = 0, n = w->in.n + n_ends;
    w->in.time[w->in.n] = INFINITY;
    for (size_t i = 0, k = 0; i + k < n;) {
        int64_t join = qs_slots_key(joins[i]), end = qs_slots_key(ends[k]);
        bool is_end = end <= join;
        n_ties += end == join;
        bool is_full = busy == c, queues = is_full & (!is_end | (waiting > 0)), serves = is_end | !is_full;
        int64_t now = is_end ? end : join;
        memcpy(&w->move_time[n_moves], &now, sizeof now);
        memcpy(&r->serving_time[n_serving], &now, sizeof now);
        w->move_n[n_moves] = waiting;
        w->move_id[n_moves] = is_end ? QS_NOBODY : w->in.id[i];
        r->serving_n[n_serving] = busy;
        n_moves += queues;
        n_serving += serves;
        int by = is_end ? -1 : 1;
        waiting += queues ? by : 0;
        busy += queues ? 0 : by;
        longest = waiting > longest ? waiting : longest;
        i += !is_end;
        k += is_end;
    }
    r->is_vain |= w->is_fed && n_ties > 0;
    w->waiting = waiting;
    w->busy = busy;
    w->longest = longest;
    w->n_moves = n_moves;
    add_areas(&w->meter->queue, w->move_time, w->move_n, n_moves);
    add_areas(&w->meter->serving, r->serving_time, r->serving_n, n_serving);
    w->meter->queue.n = waiting;
    w->meter->serving.n = busy;
    w->meter->queue.largest = longest > w->meter->queue.largest ? longest : w->meter->queue.largest;
    w->meter->longest = longest > w->meter->longest ? longest : w->meter->longest;
}

/* Whether it is known that the start comes before the joining at the same instant: after an end of service
 * somebody starts where it was, then the one who was served joins the next window; arrivals come last. */
static bool comes_first(int starts_at, uint32_t joins)
{
    uint32_t from = joins >> QS_RELAY_ID_BITS;
    return from == (uint32_t)starts_at || from == QS_RELAY_OUTSIDE;
}

/* Which window's queue changes next. */
static int next_move(qs_relay *r, const size_t *at)
{
    int first = QS_NONE, n_at_once = 0;
    double time = INFINITY;
    for (int k = 0; k < r->n_windows; k++) {
        const qs_relay_window *w = &r->windows[k];
        if (at[k] == w->n_moves || w->move_time[at[k]] > time)
            continue;
        if (first != QS_NONE && w->move_time[at[k]] == time) {
            uint32_t mine = w->move_id[at[k]], other = r->windows[first].move_id[at[first]];
            bool i_start = mine == QS_NOBODY, it_starts = other == QS_NOBODY;
            if (i_start != it_starts)
                r->is_vain |= !comes_first(i_start ? k : first, i_start ? other : mine);
            r->is_vain |= ++n_at_once > 1;
            if (!i_start)
                continue;
        } else {
            n_at_once = 0;
        }
        first = k;
        time = w->move_time[at[k]];
    }
    return first;
}

void qs_relay_longest(qs_engine *e, qs_relay *r)
{
    qs_gauge *queue = &e->meters.system.queue;
    size_t at[QS_RELAY_WINDOWS] = {0};
    int64_t bound = 0, waiting = queue->n, now = 0;
    for (int k = 0; k < r->n_windows; k++) {
        bound += r->windows[k].longest;
        now += r->windows[k].waiting;
    }
    queue->n = now;
    if (bound <= queue->largest)
        return;
    for (int k; (k = next_move(r, at)) != QS_NONE; at[k]++) {
        waiting += r->windows[k].move_id[at[k]] == QS_NOBODY ? -1 : 1;
        queue->largest = waiting > queue->largest ? waiting : queue->largest;
    }
}
