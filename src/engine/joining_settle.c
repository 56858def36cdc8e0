/* What becomes of who joins a window: when it starts, at which server, and when it goes.
 *
 * Server k could take another customer from free[k] on. Who joins finds a server idle if one on duty has come
 * free before this event, and takes the lowest; else it has the one that comes free first, of equals the
 * lowest. Where shifts change before that, who comes on duty and is free takes whoever waits.
 * Customers are settled in order, so those who wait have starts in order, and are behind one another.
 * What others look at is known from starts and ends that are still ahead of the present event.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "customer.h"
#include "joining.h"
#include "qsweep/memory.h"

/* ---- what is over ---- */

/* Whether a server comes free before the present event, or with it. If it does so at the same instant, and a
 * service without time is given in it, that is certain only of who leaves now. */
static inline bool is_free(qs_joining *j, const qs_spot_ahead *spot, int k, int slot)
{
    double time = spot->free[k];
    if (time != j->instant)
        return time < j->instant;
    j->is_vain |= j->zero_at == time && (slot != j->leaver_slot || spot->last[k] != j->leaver);
    return slot <= j->reached;
}

/* One fewer waits, of a class. */
static inline void count_off(qs_joining *j, uint32_t stay)
{
    j->waiting--;
    j->class_waiting[j->has_classes ? j->stays[stay].class : 0]--;
}

static void pass_starts(qs_engine *e, qs_track *starts, double time, int slot)
{
    qs_joining *j = e->joining;
    const qs_joined_instant *items = starts->items;
    size_t i = starts->seen, tail = starts->tail;
    for (; i < tail && qs_instant_is_over(&items[i], time, slot); i++)
        if (items[i].rank & 1) /* out of the queue */
            count_off(j, items[i].stay);
    starts->seen = i;
}

static void pass_leaves(qs_engine *e, qs_track *leaves, double time, int slot)
{
    qs_joining *j = e->joining;
    while (leaves->seen < leaves->tail && qs_instant_is_over(&leaves->items[leaves->seen], time, slot))
        count_off(j, leaves->items[leaves->seen++].stay);
}

static void pass(qs_track *track, double time, int slot)
{
    while (track->seen < track->tail && qs_instant_is_over(&track->items[track->seen], time, slot))
        track->seen++;
}

/* Something of the present instant, in which a service without time is given, is in a track: whether it is over
 * is not certain. queued [in] only starts out of the queue matter. */
static void doubt(qs_joining *j, const qs_track *track, bool queued)
{
    if (__builtin_expect(j->zero_at != j->instant, 1))
        return;
    for (size_t i = track->seen; i > track->head && track->items[i - 1].time == j->instant; i--)
        j->is_vain |= track->items[i - 1].stay != j->leaver && (!queued || (track->items[i - 1].rank & 1));
    j->is_vain |= track->seen < track->tail && track->items[track->seen].time == j->instant;
}

static int count_waiting(qs_engine *e, qs_spot_ahead *spot)
{
    qs_joining *j = e->joining;
    pass_starts(e, &spot->starts, j->instant, j->reached);
    doubt(j, &spot->starts, true);
    if (spot->leaves.tail == 0)
        return (int)(spot->starts.tail - spot->starts.seen);
    pass_leaves(e, &spot->leaves, j->instant, j->reached);
    return (int)(spot->starts.tail - spot->starts.seen + spot->leaves.tail - spot->leaves.seen);
}

void qs_joining_pass(qs_engine *e, double time, int slot)
{
    for (int s = 0; s < e->n_stations; s++) {
        qs_spot_ahead *spot = &e->joining->spots[s];
        pass_starts(e, &spot->starts, time, slot);
        pass_leaves(e, &spot->leaves, time, slot);
        pass(&spot->ends, time, slot);
        e->stations[s].n_waiting =
            (int)(spot->starts.tail - spot->starts.seen + spot->leaves.tail - spot->leaves.seen);
    }
}

static int count_idle(qs_engine *e, const qs_station *station, const qs_spot_ahead *spot)
{
    int n = 0;
    for (int k = 0; k < station->n_roster; k++)
        n += is_free(e->joining, spot, k, station->first_server + k);
    return n;
}

/* Ends, but for those of the present event's own slot that come behind it: of an endless window. */
static void pass_ends(const qs_joining *j, qs_track *ends)
{
    while (ends->seen < ends->tail && qs_instant_is_over(&ends->items[ends->seen], j->instant, j->reached)) {
        const qs_joined_instant *end = &ends->items[ends->seen];
        if (end->time == j->instant && end->rank / 2 == j->leaver_slot &&
            j->stays[end->stay].order > j->stays[j->leaver].order)
            return;
        ends->seen++;
    }
}

void qs_joining_look(qs_engine *e, qs_station *station)
{
    qs_joining *j = e->joining;
    qs_spot_ahead *spot = &j->spots[station - e->stations];
    pass_ends(j, &spot->ends);
    doubt(j, &spot->ends, false);
    station->n_waiting = station->lines[0].n = count_waiting(e, spot);
    station->n_present = (int)(spot->ends.tail - spot->ends.seen + spot->leaves.tail - spot->leaves.seen);
    station->n_idle = station->is_endless ? 0 : count_idle(e, station, spot);
}

/* ---- who serves ---- */

/* From when on, and which server of a station; then whether a shift begins with it. */
typedef struct taking {
    double start;
    int server, slot;
    bool is_idle;
} taking;

static void find_first(const qs_spot_ahead *spot, int n, taking *found)
{
    double start = INFINITY;
    int server = 0;
    for (int k = 0; k < n; k++) { /* no branch on it: it cannot be foreseen */
        bool is_earlier = spot->free[k] < start;
        start = is_earlier ? spot->free[k] : start;
        server = is_earlier ? k : server;
    }
    *found = (taking){start, server, 0, false};
}

/* Somebody has a service without time at this instant. */
static bool has_zero(const qs_joining *j, double time)
{
    bool has = j->zero_at == time;
    for (size_t i = 0; i < j->n_zeros; i++)
        has |= j->zeros[i] == time;
    return has;
}

/* Nobody on duty is idle: who comes free first on this shift or those that follow. */
static void find_on_shifts(qs_engine *e, const qs_station *station, const qs_spot_ahead *spot, taking *found)
{
    const qs_steps shifts = qs_window_shifts(&e->model->windows[station->window]);
    qs_joining *j = e->joining;
    qs_step_place place = station->shift_place;
    int n = station->n_roster;
    for (;;) {
        double until = qs_steps_until(&shifts, place);
        find_first(spot, n, found);
        found->slot = station->first_server + found->server;
        if (found->start <= until || isinf(until))
            return;
        place = qs_steps_next(&shifts, place);
        int after = (int)shifts.pieces[place.piece].value;
        for (int k = n; k < after; k++)
            if (spot->free[k] <= until) {
                j->is_vain |= spot->free[k] == until && has_zero(j, until);
                *found = (taking){until, k, station->shift_slot, false};
                return;
            }
        n = after;
    }
}

enum { MOST_AT_ONCE = 64 };

/* Bit k of n: x[k] is `limit` at most; x has an even number of items. Without a branch: it cannot be foreseen. */
static inline uint64_t find_up_to(const double *x, int n, double limit)
{
    uint64_t bits = 0;
#ifdef __SSE2__
    const __m128d both = _mm_set1_pd(limit);
    for (int k = (n - 1) & ~1; k >= 0; k -= 2)
        bits = 4 * bits + (unsigned)_mm_movemask_pd(_mm_cmple_pd(_mm_loadu_pd(x + k), both));
#else
    for (int k = n - 1; k >= 0; k--)
        bits = 2 * bits + (x[k] <= limit);
#endif
    return bits;
}

/* The lowest of n servers that is free by now; n: none. */
static inline int find_free(const double *free, int n, double now)
{
    if (__builtin_expect(n <= MOST_AT_ONCE, 1)) {
        uint64_t bits = find_up_to(free, n, now);
        int first = bits ? __builtin_ctzll(bits) : n;
        return first < n ? first : n;
    }
    int first = 0;
    while (first < n && free[first] > now)
        first++;
    return first;
}

/* One comes free at this very instant: it is to be looked at more closely. */
static __attribute__((noinline)) taking look_closely(qs_joining *j, const qs_spot_ahead *spot)
{
    taking found = {INFINITY, 0, 0, false};
    for (int k = 0; k < spot->n_roster; k++) {
        double free = spot->free[k];
        if (free <= j->instant && is_free(j, spot, k, spot->first_server + k))
            return (taking){j->instant, k, spot->first_server + k, true};
        if (free < found.start) {
            found.start = free;
            found.server = k;
        }
    }
    return found;
}

/* Where some have come free before, it is the first of them; else the one that comes free first. */
static inline taking find_server(qs_engine *e, qs_joining *j, const qs_spot_ahead *spot)
{
    const double *free = spot->free, now = j->instant;
    int n = spot->n_roster, first = find_free(free, n, now);
    if (first < n && free[first] < now)
        return (taking){now, first, spot->first_server + first, true};
    taking found;
    if (first < n)
        found = look_closely(j, spot);
    else
        find_first(spot, n, &found);
    if (found.is_idle)
        return found;
    found.slot = spot->first_server + found.server;
    if (spot->shift_slot != QS_NONE)
        find_on_shifts(e, &e->stations[spot->number], spot, &found);
    return found;
}

/* ---- who waits ---- */

/* The bounds are those of all who may still wait: they are brought up to date where there would be more than
 * ever. */
static void note_largest(qs_engine *e, int class)
{
    qs_joining *j = e->joining;
    int64_t *largest = &e->meters.system.queue.largest;
    int64_t *of_class = &e->meters.classes[class].queue.largest;
    if (j->waiting <= *largest && j->class_waiting[class] <= *of_class)
        return;
    for (int s = 0; s < e->n_stations; s++)
        count_waiting(e, &j->spots[s]);
    *largest = j->waiting > *largest ? j->waiting : *largest;
    *of_class = j->class_waiting[class] > *of_class ? j->class_waiting[class] : *of_class;
}

static inline void queue_up(qs_engine *e, qs_joining *j, qs_spot_ahead *spot, int class)
{
    qs_meter *window = &e->meters.windows[spot->window];
    int n = count_waiting(e, spot) + 1;
    window->longest = n > window->longest ? n : window->longest;
    j->waiting++;
    j->class_waiting[class]++;
    qs_changes_rise(e, &j->queue[spot->window], e->now);
    if (j->has_classes)
        qs_changes_rise(e, &j->class_queue[class], e->now);
}

/* ---- settling ---- */

static void settle_endless(qs_engine *e, qs_spot_ahead *spot, uint32_t id, int from, double work)
{
    qs_joining *j = e->joining;
    qs_stay *stay = &j->stays[id];
    double now = e->now, end = now + (spot->has_pace ? work / spot->pace[0] : work);
    stay->start = now;
    stay->end = stay->free = end;
    if (end == now) {
        j->zero_at = now;
        spot->has_zeros = true;
    }
    qs_track_append(e, &spot->starts, now, id, 2 * from);
    qs_track_put(e, &spot->ends, end, id, 2 * spot->first_server);
    if (stay->then != QS_NONE)
        qs_joining_goes_on(e, id, end, spot->first_server);
}

/* A service without time: now, or when its turn has come. */
static void note_zero(qs_engine *e, double start)
{
    qs_joining *j = e->joining;
    if (start == e->now) {
        j->zero_at = start;
        return;
    }
    qs_status status = qs_reserve(&j->zeros, &j->zeros_capacity, j->n_zeros + 1, sizeof *j->zeros);
    if (status) {
        qs_fail_replication(e, status);
        return;
    }
    size_t i = j->n_zeros++;
    for (; i > 0 && j->zeros[i - 1] > start; i--)
        j->zeros[i] = j->zeros[i - 1];
    j->zeros[i] = start;
}

static inline void serve(qs_engine *e, qs_joining *j, qs_spot_ahead *spot, uint32_t id, int from,
                         const taking *by, double work, double dead_time)
{
    qs_stay *stay = &j->stays[id];
    int slot = spot->first_server + by->server;
    double start = by->start, end = start + (spot->has_pace ? work / spot->pace[by->server] : work),
           free = end + dead_time;
    stay->start = start;
    stay->end = end;
    stay->free = free;
    spot->last[by->server] = id;
    spot->free[by->server] = free;
    if (__builtin_expect(end == start, 0)) {
        note_zero(e, start);
        spot->has_zeros = true;
        j->is_vain |= by->slot != slot; /* behind its shift, which its slot does not say */
    }
    j->is_vain |= isinf(start) || (dead_time > 0 && free == end);
    qs_track_append(e, &spot->starts, start, id, by->is_idle ? 2 * from : 2 * by->slot + 1);
    qs_track_put(e, &spot->ends, end, id, 2 * slot);
    if (stay->then != QS_NONE)
        qs_joining_goes_on(e, id, end, slot);
}

void qs_joining_settle(qs_engine *e, uint32_t id, int from, double work, double dead_time, double deadline)
{
    qs_joining *j = e->joining;
    qs_stay *stay = &j->stays[id];
    qs_spot_ahead *spot = &j->spots[stay->station];
    if (spot->is_endless) {
        settle_endless(e, spot, id, from, work);
        return;
    }
    taking by = find_server(e, j, spot);
    if (by.is_idle) {
        serve(e, j, spot, id, from, &by, work, dead_time);
        return;
    }
    int class = stay->class;
    queue_up(e, j, spot, class);
    if (by.start <= deadline) {
        serve(e, j, spot, id, from, &by, work, dead_time);
    } else {
        stay->start = NAN;
        stay->end = deadline;
        qs_track_insert(e, &spot->leaves, deadline, id, 2 * e->slot_of.patience);
    }
    note_largest(e, class);
}

/* ---- shifts ---- */

static void plan(qs_engine *e, double time, int server, bool goes)
{
    qs_joining *j = e->joining;
    qs_status status =
        qs_reserve(&j->overtime, &j->overtime_capacity, j->n_overtime + 1, sizeof *j->overtime);
    if (status) {
        qs_fail_replication(e, status);
        return;
    }
    size_t i = j->n_overtime++;
    for (; i > 0 && j->overtime[i - 1].time > time; i--)
        j->overtime[i] = j->overtime[i - 1];
    j->overtime[i] = (qs_overtime){time, server, goes};
}

void qs_joining_overtime(qs_engine *e, double time)
{
    qs_joining *j = e->joining;
    size_t n = 0;
    for (; n < j->n_overtime && j->overtime[n].time <= time; n++) {
        const qs_overtime *due = &j->overtime[n];
        qs_meter *window = &e->meters.windows[e->stations[e->servers[due->server].station].window];
        qs_gauge_move(due->goes ? &window->rostered : &window->late, due->time, -1);
    }
    j->n_overtime -= n;
    for (size_t i = 0; i < j->n_overtime; i++)
        j->overtime[i] = j->overtime[i + n];
}

/* The first instant of a server in a track that is not over; NULL: none. */
static const qs_joined_instant *find_of(const qs_track *track, int k)
{
    for (size_t i = track->seen; i < track->tail; i++)
        if (track->items[i].rank == 2 * k)
            return &track->items[i];
    return NULL;
}

/* Its shift is over: it goes when it has finished. It may have been given somebody who waits for the next
 * shift, whose end and rest come later. */
static void go_off_duty(qs_engine *e, const qs_spot_ahead *spot, qs_meter *window, int k)
{
    const qs_stay *stays = e->joining->stays;
    const qs_joined_instant *end = find_of(&spot->ends, k), *rest = find_of(&spot->rests, k);
    bool is_serving = end && stays[end->stay].start <= e->now;
    bool is_resting = !is_serving && rest && (!end || rest->time <= end->time);
    if (is_serving) {
        qs_gauge_move(&window->late, e->now, 1);
        plan(e, end->time, k, false);
        plan(e, stays[end->stay].free, k, true);
    } else if (is_resting) {
        plan(e, rest->time, k, true);
    } else {
        qs_gauge_move(&window->rostered, e->now, -1);
    }
}

/* It has come back before it went: what was planned is not. */
static void come_on_duty(qs_engine *e, qs_meter *window, int k)
{
    qs_joining *j = e->joining;
    bool is_there = false;
    size_t n = 0;
    for (size_t i = 0; i < j->n_overtime; i++) {
        const qs_overtime planned = j->overtime[i];
        if (planned.server != k) {
            j->overtime[n++] = planned;
            continue;
        }
        is_there |= planned.goes;
        if (!planned.goes)
            qs_gauge_move(&window->late, e->now, -1);
    }
    j->n_overtime = n;
    if (!is_there)
        qs_gauge_move(&window->rostered, e->now, 1);
}

void qs_joining_shift(qs_engine *e, qs_station *station)
{
    const qs_window *window = &e->model->windows[station->window];
    const qs_steps shifts = qs_window_shifts(window);
    qs_spot_ahead *spot = &e->joining->spots[station - e->stations];
    qs_meter *meter = &e->meters.windows[station->window];
    int before = station->n_roster;
    qs_joining_measure(e, e->now, station->shift_slot - 1);
    qs_joining_overtime(e, e->now);
    station->shift_place = qs_steps_next(&shifts, station->shift_place);
    int after = (int)window->shifts[station->shift_place.piece].value;
    station->n_roster = station->n_on_shift = spot->n_roster = after;
    qs_slots_set(&e->slots, station->shift_slot, qs_steps_until(&shifts, station->shift_place));
    for (int k = after; k < before; k++)
        go_off_duty(e, spot, meter, station->first_server + k);
    for (int k = before; k < after; k++)
        come_on_duty(e, meter, station->first_server + k);
}
