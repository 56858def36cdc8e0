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

#include "joining.h"
#include "qsweep/memory.h"

/* ---- who serves ---- */

/* From when on, and which server of a station; then whether a shift begins with it. */
typedef struct taking {
    double start;
    int server, slot;
    bool is_idle;
} taking;

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

/* The lowest of n servers that is free by then; n: none. */
static inline int find_free(const double *free, int n, double time)
{
    if (__builtin_expect(n <= MOST_AT_ONCE, 1)) {
        uint64_t bits = find_up_to(free, n, time);
        int first = bits ? __builtin_ctzll(bits) : n;
        return first < n ? first : n;
    }
    int first = 0;
    while (first < n && free[first] > time)
        first++;
    return first;
}

static inline void find_first(const qs_spot_ahead *spot, int n, taking *found)
{
    double start = INFINITY;
    for (int k = 0; k < n; k++)
        start = spot->free[k] < start ? spot->free[k] : start;
    int server = find_free(spot->free, n, start);
    *found = (taking){start, server < n ? server : 0, 0, false};
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
static __attribute__((noinline)) void find_on_shifts(qs_engine *e, const qs_station *station,
                                                     const qs_spot_ahead *spot, taking *found)
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

/* One comes free at this very instant: it is to be looked at more closely. */
static __attribute__((noinline)) taking look_closely(qs_joining *j, const qs_spot_ahead *spot)
{
    taking found = {INFINITY, 0, 0, false};
    for (int k = 0; k < spot->n_roster; k++) {
        double free = spot->free[k];
        if (free <= j->instant && qs_is_free(j, spot, k, spot->first_server + k))
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
    if (found.start > spot->shift_until)
        find_on_shifts(e, &e->stations[spot->number], spot, &found);
    return found;
}

/* ---- who waits ---- */

/* The bounds are those of all who may still wait: they are brought up to date where there would be more than
 * ever. */
static inline void note_largest(qs_engine *e, qs_joining *j, int class)
{
    int64_t *largest = &e->meters.system.queue.largest;
    int64_t *of_class = &e->meters.classes[class].queue.largest;
    if (j->waiting <= *largest && j->class_waiting[class] <= *of_class)
        return;
    for (int s = 0; s < e->n_stations; s++)
        qs_joining_count_waiting(e, &j->spots[s]);
    *largest = j->waiting > *largest ? j->waiting : *largest;
    *of_class = j->class_waiting[class] > *of_class ? j->class_waiting[class] : *of_class;
}

static inline void queue_up(qs_engine *e, qs_joining *j, qs_spot_ahead *spot, int class)
{
    qs_meter *window = &e->meters.windows[spot->window];
    int n = qs_joining_count_waiting(e, spot) + 1;
    window->longest = n > window->longest ? n : window->longest;
    j->waiting++;
    j->class_waiting[class]++;
    qs_changes_rise(e, &j->queue[spot->window], e->now);
    if (j->has_classes)
        qs_changes_rise(e, &j->class_queue[class], e->now);
}

/* ---- settling ---- */

static inline void settle_endless(qs_engine *e, qs_joining *j, qs_spot_ahead *spot, uint32_t id, int from,
                                  double work)
{
    qs_stay *stay = &j->stays[id];
    double now = e->now, end = now + (spot->has_pace ? work / spot->pace[0] : work);
    stay->start = now;
    stay->end = stay->free = end;
    if (end == now) {
        j->zero_at = now;
        spot->has_zeros = true;
    }
    qs_track_append(e, &spot->starts, now, id, 2 * from);
    qs_track_put(e, j, &spot->ends, end, id, 2 * spot->first_server);
    if (stay->then != QS_NONE)
        qs_joining_goes_on(e, j, id, end, spot->first_server);
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

static inline void serve(qs_engine *e, qs_joining *j, qs_spot_ahead *spot, uint32_t id, int from, taking by,
                         double work, double dead_time)
{
    qs_stay *stay = &j->stays[id];
    int slot = spot->first_server + by.server;
    double start = by.start, end = start + (spot->has_pace ? work / spot->pace[by.server] : work),
           free = end + dead_time;
    stay->start = start;
    stay->end = end;
    stay->free = free;
    spot->last[by.server] = id;
    spot->free[by.server] = free;
    if (__builtin_expect(end == start, 0)) {
        note_zero(e, start);
        spot->has_zeros = true;
        j->is_vain |= by.slot != slot; /* behind its shift, which its slot does not say */
    }
    bool is_lost = dead_time > 0 && free == end; /* too short for these times */
    j->is_vain |= is_lost || start == INFINITY;
    qs_track_append(e, &spot->starts, start, id, by.is_idle ? 2 * from : 2 * by.slot + 1);
    qs_track_put(e, j, &spot->ends, end, id, 2 * slot);
    if (stay->then != QS_NONE)
        qs_joining_goes_on(e, j, id, end, slot);
}

/* It goes when its patience ends. */
static void give_up(qs_engine *e, qs_spot_ahead *spot, uint32_t id, double deadline)
{
    qs_stay *stay = &e->joining->stays[id];
    stay->start = NAN;
    stay->end = deadline;
    qs_track_insert(e, &spot->leaves, deadline, id, 2 * e->slot_of.patience);
}

/* What becomes of who joins now. */
static inline void settle(qs_engine *e, qs_joining *j, qs_spot_ahead *spot, uint32_t id, int from,
                          double work, double dead_time, double deadline)
{
    taking by = find_server(e, j, spot);
    if (!by.is_idle) {
        int class = j->stays[id].class;
        queue_up(e, j, spot, class);
        note_largest(e, j, class);
        j->is_vain |= by.start == j->instant && j->zero_at == j->instant;
        if (by.start > deadline) {
            give_up(e, spot, id, deadline);
            return;
        }
    }
    serve(e, j, spot, id, from, by, work, dead_time);
}

/* ---- joining ---- */

void qs_joining_enter(qs_engine *e, uint32_t id, int service, int from)
{
    qs_joining *j = e->joining;
    qs_stay *stay = &j->stays[id];
    const qs_joining_stage *stage = &j->stages[stay->class * e->model->n_services + service];
    qs_joining_stage chosen;
    double now = e->now;
    stay->then = stage->draws_then ? qs_draw_then(e, stage->step) : stage->then;
    stay->join = now;
    stay->order = j->n_joined++;
    if (__builtin_expect(stage->station == QS_NONE, 0)) {
        chosen = qs_joining_choose(e, stage, stay, service);
        stage = &chosen;
    }
    qs_spot_ahead *spot = &j->spots[stage->station];
    stay->station = (uint16_t)stage->station;
    double work = stage->work ? qs_variate_next(stage->work) : 0,
           deadline = stage->patience ? now + qs_variate_next(stage->patience) : INFINITY;
    if (spot->is_looked_at && qs_joining_turns_away(e, id))
        return;
    *spot->arrived += stay->is_counted;
    if (spot->is_endless)
        settle_endless(e, j, spot, id, from, work);
    else
        settle(e, j, spot, id, from, work, stage->dead_time, deadline);
    j->n_unmeasured++;
}
