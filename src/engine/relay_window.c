/* One window of the relay: who is served when, and what is measured of it.
 *
 * When somebody joins it is known when its service starts and ends, for those before it are settled: so all
 * of a row are served one after another, and the ends put in order, before anything is counted. Counting
 * comes last: joinings and ends are merged in the order of time, as events would take them, and each change
 * of the queue and of the busy servers is listed, without a branch that depends on chance; then areas are
 * added up over the lists.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "check.h"
#include "customer.h"
#include "relay.h"

void qs_relay_draw(qs_variate *law, double *x, size_t n)
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

/* Who is less, and whose, without a branch. */
QS_INLINE void order(int64_t *low, int64_t *high, uint32_t *low_who, uint32_t *high_who)
{
    int64_t a = *low, b = *high;
    uint32_t change = (*low_who ^ *high_who) & -(uint32_t)(b < a);
    *low = b < a ? b : a;
    *high = b < a ? a : b;
    *low_who ^= change;
    *high_who ^= change;
}

/* The server that comes free first takes the next customer, and its end before is listed; the new end is
 * sorted in. What is listed is in order: it is the least of those that are not. Times are compared as
 * integers. */
QS_INLINE bool serve_some(qs_relay_window *w, const int c, const double *join, const uint32_t *id,
                          const double *work, double *start, size_t n)
{
    double *end = w->ends.time + w->ends.n;
    uint32_t *whose = w->ends.id + w->ends.n;
    int64_t free[QS_RELAY_SERVERS];
    uint32_t serves[QS_RELAY_SERVERS];
    size_t n_ends = 0;
    bool is_vain = false;
    memcpy(free, w->free, (size_t)c * sizeof *free);
    memcpy(serves, w->serves, (size_t)c * sizeof *serves);
    for (size_t i = 0; i < n; i++) {
        int64_t joined = qs_slots_key(join[i]), began = joined > free[0] ? joined : free[0];
        double begin, x;
        memcpy(&begin, &began, sizeof begin);
        memcpy(&end[n_ends], &free[0], sizeof *end);
        whose[n_ends] = serves[0];
        n_ends += serves[0] != QS_NOBODY;
        start[i] = begin;
        x = begin + work[i];
        free[0] = qs_slots_key(x);
        serves[0] = id[i] & QS_RELAY_ID;
        is_vain |= free[0] == began;
#pragma GCC unroll 4
        for (int k = 0; k + 1 < c; k++)
            order(&free[k], &free[k + 1], &serves[k], &serves[k + 1]);
    }
    memcpy(w->free, free, (size_t)c * sizeof *free);
    memcpy(w->serves, serves, (size_t)c * sizeof *serves);
    w->ends.n += n_ends;
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
        qs_relay_draw(w->route, u, n);
    for (size_t i = 0; i < n; i++) {
        int branch = 0;
        for (int k = 0; k < n_branches; k++)
            branch += u[i] >= w->step->branches[k].cumulative;
        r->guests[id[i] & QS_RELAY_ID].to = w->to[branch];
    }
}

/* Waits of a block are known. */
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
        qs_relay_draw(w->work, work, n);
        r->is_vain |= serve_block(w, join, id, work, start, n);
        for (size_t i = 0; i < n; i++) {
            qs_guest *guest = &r->guests[id[i] & QS_RELAY_ID];
            guest->join = join[i];
            guest->start = start[i];
            wait[i] = start[i] - join[i];
        }
        /* Who would not start before the end has no wait, and nobody behind has. */
        size_t n_starts = n;
        while (n_starts > 0 && start[n_starts - 1] > e->horizon && e->model->run.stops)
            n_starts--;
        if (r->is_counting)
            tally_waits(e, r, w, wait, id, n_starts);
    }
    if (r->is_counting && r->n_uncounted == 0)
        w->meter->arrived += w->in.n;
    for (size_t i = 0; i < w->in.n && r->n_uncounted > 0; i++)
        w->meter->arrived += qs_relay_is_counted(r, &r->guests[w->in.id[i] & QS_RELAY_ID]);
}

/* Servers that come free up to then have ended; how many ends there are. Of two at once nothing tells which
 * comes first. */
static size_t list_ends(qs_relay *r, qs_relay_window *w, double until)
{
    size_t n = 0;
    for (int k = 0; k < w->n_servers && w->n_servers > 1 && w->free[k] <= until; k++) {
        w->ends.time[w->ends.n] = w->free[k];
        w->ends.id[w->ends.n] = w->serves[k];
        w->ends.n += w->serves[k] != QS_NOBODY;
        w->serves[k] = QS_NOBODY;
    }
    w->ends.time[w->ends.n] = INFINITY;
    const double *end = w->ends.time + w->first;
    for (; end[n] <= until; n++)
        r->is_vain |= end[n + 1] == end[n];
    return n;
}

/* Sojourns at the window, of those who are counted. */
static void tally_sojourns(const qs_relay *r, qs_relay_window *w, const double *sojourn, const uint32_t *id,
                           size_t n)
{
    size_t n_counted = 0;
    if (!r->is_counting)
        return;
    if (r->n_uncounted == 0) {
        qs_tally_add_many(&w->meter->sojourn, sojourn, (uint32_t)n);
        n_counted = n;
    }
    for (size_t i = 0; i < n && r->n_uncounted > 0; i++)
        if (qs_relay_is_counted(r, &r->guests[id[i]])) {
            qs_tally_add(&w->meter->sojourn, sojourn[i]);
            n_counted++;
        }
    w->meter->outcome[QS_SERVED] += n_counted;
}

/* What becomes of them is noted, if there is anything after this. One server has been busy from each start
 * (since the gauge began anew) to the end. */
static void end_block(qs_engine *e, qs_relay *r, qs_relay_window *w, size_t first, size_t n)
{
    const double *end = w->ends.time + first;
    const uint32_t *id = w->ends.id + first;
    uint32_t from = (uint32_t)(w - r->windows) << QS_RELAY_ID_BITS;
    double sojourn[QS_RELAY_BLOCK], served[QS_RELAY_BLOCK], anew = w->meter->serving.last;
    qs_guest *guests = r->guests;
    for (size_t i = 0; i < n; i++) {
        qs_guest *guest = &guests[id[i]];
        double start = guest->start;
        sojourn[i] = end[i] - guest->join;
        served[i] = end[i] - (start > anew ? start : anew);
        guest->wait += start - guest->join;
        qs_check_visit(e, w->station->window, sojourn[i]);
    }
    for (size_t i = 0; i < n && w->n_servers == 1; i++)
        w->busy_area += served[i];
    if (w->route)
        for (size_t i = 0; i < n; i++)
            qs_row_add(&r->out[guests[id[i]].to], end[i], id[i] | from);
    else
        qs_row_add_many(&r->out[w->to[0]], end, id, from, n);
    tally_sojourns(r, w, sojourn, id, n);
}

size_t qs_relay_end(qs_engine *e, qs_relay *r, qs_relay_window *w, double until)
{
    size_t n = list_ends(r, w, until);
    for (size_t i = 0, some; i < n; i += some) {
        some = n - i < QS_RELAY_BLOCK ? n - i : QS_RELAY_BLOCK;
        end_block(e, r, w, w->first + i, some);
    }
    w->meter->departed += n;
    return n;
}

static int32_t number_waiting(const qs_relay_window *w, int32_t present)
{
    return present > w->n_servers ? present - w->n_servers : 0;
}

/* Ends and joinings in the order of time, and how many are present after each; ends come first, as they do
 * where customers come from outside. Which of the two is next cannot be predicted, so nothing here branches
 * on it. True: there are ties. */
static bool list_events(qs_relay_window *w, size_t n)
{
    const double *joins = w->in.time, *ends = w->ends.time + w->first;
    double *restrict time = w->event_time + 1;
    int32_t *restrict number = w->event_present + 1;
    int32_t present = w->event_present[0];
    uint64_t has_ties = 0;
    int64_t join = qs_slots_key(*joins), end = qs_slots_key(*ends);
    for (size_t i = 0; i < n; i++) {
        /* Both that may be next are read before it is known which it is. */
        int64_t next_join = qs_slots_key(joins[1]), next_end = qs_slots_key(ends[1]);
        int64_t later = end - join, is_end = (later - 1) >> 63, now = join + (later & is_end); /* -1: yes */
        has_ties |= later == 0;
        memcpy(&time[i], &now, sizeof now);
        present += 1 + 2 * (int32_t)is_end;
        number[i] = present;
        join = next_join + ((join - next_join) & is_end);
        end += (next_end - end) & is_end;
        joins += 1 + is_end;
        ends -= is_end;
    }
    return has_ties;
}

/* The gauge of one server has run up to the last end; of the service that has begun since, it knows the
 * start. */
static void count_one(const qs_relay *r, qs_relay_window *w)
{
    qs_gauge *serving = &w->meter->serving;
    serving->area = w->busy_area;
    if (serving->n == 0)
        return;
    double began = r->guests[w->ends.id[w->first + w->n_ends]].start;
    serving->last = began > serving->last ? began : serving->last;
}

/* Several: a gauge of the busy ones moves at each end, and when somebody comes who need not wait. */
static void count_some(qs_relay *r, const qs_relay_window *w, size_t n)
{
    qs_gauge *serving = &w->meter->serving;
    const int32_t c = w->n_servers, *restrict present = w->event_present;
    const double *restrict time = w->event_time + 1;
    double *restrict move_time = r->move_time;
    int32_t *restrict move_n = r->move_n;
    size_t n_moves = 0;
    for (size_t i = 0; i < n; i++) {
        int32_t before = present[i];
        move_time[n_moves] = time[i];
        move_n[n_moves] = before < c ? before : c;
        n_moves += (size_t)((present[i + 1] < before) | (before < c));
    }
    double area = serving->area, last = serving->last;
    for (size_t i = 0; i < n_moves; i++) {
        area += move_n[i] * (move_time[i] - last);
        last = move_time[i];
    }
    serving->area = area;
    serving->last = last;
}

/* Where nobody waits, time adds nothing to the queue's area, so that may be added up from event to event
 * whatever happens. Where customers from another window join as a service ends, nothing tells which comes
 * first. */
void qs_relay_count(qs_relay *r, qs_relay_window *w, size_t n_ends)
{
    qs_meter *meter = w->meter;
    qs_gauge *queue = &meter->queue;
    size_t n = w->in.n + n_ends;
    w->in.time[w->in.n] = INFINITY;
    w->n_ends = n_ends;
    w->event_time[0] = queue->last;
    w->event_present[0] = w->present;
    r->is_vain |= list_events(w, n) && w->is_fed;
    queue->area = r->lanes->areas(queue->area, w->event_time, w->event_present, w->n_servers, n);
    queue->last = w->event_time[n];
    w->present = w->event_present[n];
    queue->n = number_waiting(w, w->present);
    meter->serving.n = w->present - queue->n;
    if (w->n_servers == 1)
        count_one(r, w);
    else
        count_some(r, w, n);
    w->longest = number_waiting(w, r->lanes->most(w->event_present, n + 1));
    int64_t longest = w->longest;
    queue->largest = longest > queue->largest ? longest : queue->largest;
    meter->longest = longest > meter->longest ? longest : meter->longest;
}

/* Events [from, to) of each window, in one piece of time. */
typedef struct piece {
    size_t from[QS_RELAY_WINDOWS], to[QS_RELAY_WINDOWS];
} piece;

/* At no time of the piece do more wait in all windows than the most of each, added up. */
static int64_t find_bound(const qs_relay *r, const piece *p)
{
    int64_t bound = 0;
    for (int k = 0; k < r->n_windows; k++) {
        const qs_relay_window *w = &r->windows[k];
        int32_t most = w->event_present[p->from[k] - 1];
        for (size_t i = p->from[k]; i < p->to[k]; i++)
            most = w->event_present[i] > most ? w->event_present[i] : most;
        bound += number_waiting(w, most);
    }
    return bound;
}

/* Whether it is known that a start comes before somebody's joining at another window at the same instant:
 * after an end of service somebody starts where it was, then the one who was served joins the next window;
 * arrivals from outside come last. */
static bool comes_first(const qs_relay *r, int starts_at, int joins_at, double time)
{
    const qs_row *in = &r->windows[joins_at].in;
    size_t i = 0;
    while (i < in->n && in->time[i] < time)
        i++;
    uint32_t from = in->id[i] >> QS_RELAY_ID_BITS;
    return from == (uint32_t)starts_at || from == QS_RELAY_OUTSIDE;
}

/* The window whose event is next; at one instant who starts comes first. */
static int next_window(qs_relay *r, const piece *p, int *change)
{
    int first = QS_NONE, n_at_once = 0;
    double time = INFINITY;
    for (int k = 0; k < r->n_windows; k++) {
        const qs_relay_window *w = &r->windows[k];
        size_t at = p->from[k];
        if (at == p->to[k] || w->event_time[at] > time)
            continue;
        int by = number_waiting(w, w->event_present[at]) - number_waiting(w, w->event_present[at - 1]);
        bool is_tie = w->event_time[at] == time;
        if (is_tie && by * *change < 0)
            r->is_vain |= !(by < 0 ? comes_first(r, k, first, time) : comes_first(r, first, k, time));
        n_at_once = is_tie ? n_at_once + 1 : 0;
        r->is_vain |= n_at_once > 1;
        if (is_tie && by >= *change)
            continue;
        first = k;
        *change = by;
        time = w->event_time[at];
    }
    return first;
}

static int64_t walk(qs_relay *r, piece p, int64_t largest)
{
    int64_t waiting = 0;
    int change = 0;
    for (int k = 0; k < r->n_windows; k++)
        waiting += number_waiting(&r->windows[k], r->windows[k].event_present[p.from[k] - 1]);
    largest = waiting > largest ? waiting : largest;
    for (int k; (k = next_window(r, &p, &change)) != QS_NONE; p.from[k]++) {
        waiting += change;
        largest = waiting > largest ? waiting : largest;
    }
    return largest;
}

/* The first event of a window at that time or later. */
static size_t find_event(const qs_relay_window *w, size_t from, size_t to, double time)
{
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (w->event_time[middle] < time)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

/* The longest that all queues together are in a piece of time, or `largest`, if that is more: a piece that
 * cannot have more is passed over, a long one halved, a short one walked through. */
static int64_t find_longest(qs_relay *r, const piece *p, int64_t largest)
{
    enum { SHORT = 16 };
    int most = 0;
    size_t n = 0;
    for (int k = 0; k < r->n_windows; k++) {
        n += p->to[k] - p->from[k];
        most = p->to[k] - p->from[k] > p->to[most] - p->from[most] ? k : most;
    }
    if (find_bound(r, p) <= largest)
        return largest;
    if (n <= SHORT)
        return walk(r, *p, largest);
    double middle = r->windows[most].event_time[p->from[most] + (p->to[most] - p->from[most]) / 2];
    piece first = *p, second = *p;
    for (int k = 0; k < r->n_windows; k++)
        first.to[k] = second.from[k] = find_event(&r->windows[k], p->from[k], p->to[k], middle);
    if (first.to[most] == p->from[most]) /* all that happens there, happens at once */
        return walk(r, *p, largest);
    return find_longest(r, &second, find_longest(r, &first, largest));
}

void qs_relay_longest(qs_engine *e, qs_relay *r)
{
    qs_gauge *queue = &e->meters.system.queue;
    piece all;
    int64_t bound = 0;
    queue->n = 0;
    for (int k = 0; k < r->n_windows; k++) {
        queue->n += r->windows[k].meter->queue.n;
        bound += r->windows[k].longest;
        all.from[k] = 1; /* event 0 is how it was before */
        all.to[k] = 1 + r->windows[k].in.n + r->windows[k].n_ends;
    }
    if (r->n_windows == 1)
        queue->largest = r->windows[0].meter->queue.largest;
    else if (bound > queue->largest)
        queue->largest = find_longest(r, &all, queue->largest);
}
