/* The kernel by joining: customers are taken in the order in which they join windows, and what becomes of
 * them there is settled at once.
 *
 * At a window that is first come first served a customer's fate is certain when it joins: it starts when the
 * first server that is on duty comes free, ends after its service, and its server is free again after the
 * dead time. With patience it gives up if that start is too late, and touches no server. So there is no
 * calendar of servers and no event when a service ends: one step a visit. What is taken in order of time is
 * who joins: sources (e->slots, as in the event loops, with marks, edges, samples and shifts), and those who
 * go on to another stage, from a heap by the end of their service.
 *
 * The same customers and the same bits as the event loops. All draws but that of a random dead time are made
 * at joining there, too. What is measured over time, and sums of waits, depend on the order of events: starts
 * and ends are kept station by station in order, and every so often all that lie behind are merged and
 * measured in the order of time (joining_meter.c).
 * Events at one instant: the event loop takes the lowest slot first, servers before sources. Here each
 * instant knows the slot of its event, and `reached` is the highest that was due at the present time: what
 * has a lower one is over. That is certain unless an event brings about another one at the same instant, as a
 * service without any time does. Where that meets something else of the same instant the replication has been
 * begun in vain, and is simulated by events.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "joining.h"

#include <math.h>
#include <string.h>

#include "arrivals.h"
#include "check.h"
#include "horizon.h"
#include "intervals.h"
#include "loops.h"
#include "qsweep/memory.h"
#include "report.h"

enum { MOST_UNMEASURED = 256 }; /* visits between two measurings */

/* ---- places ---- */

static __attribute__((noinline)) uint32_t new_stay(qs_engine *e)
{
    qs_joining *j = e->joining;
    j->is_vain |= j->n_stays >= QS_MAX_PRESENT; /* events tell whether so many are present */
    qs_status status =
        j->is_vain ? QS_OK : qs_reserve(&j->stays, &j->stays_capacity, j->n_stays + 1, sizeof *j->stays);
    if (status)
        qs_fail_replication(e, status);
    return status || j->is_vain ? QS_NOBODY : (uint32_t)j->n_stays++;
}

/* A place for one more visit; QS_NOBODY: there is none, and the replication is over. */
static inline uint32_t take_stay(qs_engine *e, qs_joining *j)
{
    uint32_t id = j->free_stay;
    if (id == QS_NOBODY)
        return j->n_stays < j->stays_capacity && j->n_stays < QS_MAX_PRESENT ? (uint32_t)j->n_stays++
                                                                             : new_stay(e);
    j->free_stay = j->stays[id].next_free;
    return id;
}

/* Room behind the last instant: what has been measured goes first. */
static bool make_room(qs_engine *e, qs_track *track)
{
    if (track->head > track->capacity / 2) {
        track->tail -= track->head;
        track->seen -= track->head;
        memmove(track->items, track->items + track->head, track->tail * sizeof *track->items);
        track->head = 0;
        return true;
    }
    qs_status status = qs_reserve(&track->items, &track->capacity, track->tail + 1, sizeof *track->items);
    if (status)
        qs_fail_replication(e, status);
    return !status;
}

void qs_track_insert(qs_engine *e, qs_track *track, double time, uint32_t stay, int rank)
{
    if (track->tail == track->capacity && !make_room(e, track))
        return;
    size_t i = track->tail++;
    for (; i > track->seen && track->items[i - 1].time >= time; i--) {
        if (track->items[i - 1].time == time && track->items[i - 1].rank <= rank)
            break;
        track->items[i] = track->items[i - 1];
    }
    e->joining->n_moved += track->tail - 1 - i;
    track->items[i] = (qs_joined_instant){time, stay, rank};
}

/* ---- who comes ---- */

static void go_on(qs_engine *e, qs_joining *j)
{
    qs_going going = qs_joining_next_going(j);
    j->leaver = going.stay;
    j->leaver_slot = going.slot;
    uint32_t id = take_stay(e, j);
    if (id == QS_NOBODY)
        return;
    const qs_stay *before = &j->stays[going.stay];
    qs_stay *stay = &j->stays[id];
    stay->arrival = before->arrival;
    stay->waited = before->waited + (before->start - before->join);
    stay->class = before->class;
    stay->is_counted = before->is_counted;
    qs_joining_enter(e, id, before->then, going.slot);
}

static inline void count_in(qs_engine *e, qs_joining *j, qs_stay *stay)
{
    e->n_customers++;
    stay->arrival = e->now;
    stay->waited = 0;
    stay->is_counted = e->phase == QS_MEASURING;
    e->meters.system.arrived += stay->is_counted;
    e->meters.classes[j->has_classes ? stay->class : 0].arrived += stay->is_counted;
    if (j->has_classes)
        qs_changes_rise(e, &j->class_number[stay->class], e->now);
}

/* One customer. */
static inline __attribute__((always_inline)) void come(qs_engine *e, qs_joining *j,
                                                       const qs_joining_door *door)
{
    uint32_t id = take_stay(e, j);
    if (id == QS_NOBODY)
        return;
    qs_stay *stay = &j->stays[id];
    int class = door->draw ? qs_pick(door->shares, door->n_shares, qs_variate_next(door->draw)) : door->class;
    int service = j->first_services[class];
    stay->class = (int16_t) class;
    door->entrance->n_arrived++;
    count_in(e, j, stay);
    if (service == QS_NONE)
        service = qs_draw_first_service(e, class);
    qs_joining_enter(e, id, service, door->entrance->slot);
}

static __attribute__((noinline)) void come_together(qs_engine *e, qs_joining *j, const qs_joining_door *door)
{
    qs_entrance *entrance = door->entrance;
    uint64_t limit = e->model->sources[entrance->source].limit;
    int64_t n = entrance->batch_draw == QS_NONE ? 1 : (int64_t)qs_draw(e, entrance->batch_draw);
    for (; n > 0 && (limit == 0 || entrance->n_arrived < limit) && !j->is_vain && e->phase != QS_OVER; n--) {
        come(e, j, door);
        if (qs_polls(e->n_customers))
            qs_engine_ask(e);
    }
}

static inline void arrive(qs_engine *e, qs_joining *j, int slot)
{
    int o = slot - e->slot_of.first_entrance;
    const qs_joining_door *door = &j->doors[o];
    if (door->is_single)
        come(e, j, door);
    else
        come_together(e, j, door);
    j->arrivals[o] = qs_arrivals_next_time(e, door->entrance);
}

/* ---- the loop ---- */

/* Arrivals have times beside the calendar, where all else is that is due seldom. */
static void take_arrivals(qs_engine *e)
{
    for (int o = 0; o < e->n_entrances; o++) {
        e->joining->arrivals[o] = qs_slots_time(&e->slots, e->entrances[o].slot);
        qs_slots_set(&e->slots, e->entrances[o].slot, INFINITY);
    }
}

static void find_special(qs_engine *e)
{
    qs_joining *j = e->joining;
    j->special_slot = qs_slots_first(&e->slots);
    j->special = qs_slots_time(&e->slots, j->special_slot);
}

/* The first that is due and its slot; arrivals come after what else there is at the same instant. */
static inline double find_first(const qs_engine *e, const qs_joining *j, int *slot)
{
    double first = j->special;
    *slot = j->special_slot;
    for (int o = 0; o < e->n_entrances; o++)
        if (j->arrivals[o] < first) {
            first = j->arrivals[o];
            *slot = e->slot_of.first_entrance + o;
        }
    return first;
}

static void measure(qs_engine *e, int slot)
{
    qs_joining_measure(e, e->now, slot);
    qs_joining_overtime(e, e->now);
}

/* The numbers of a window at what has been measured, and now. */
static void exchange(qs_meter *window, int64_t numbers[2])
{
    int64_t queue = window->queue.n, serving = window->serving.n;
    window->queue.n = numbers[0];
    window->serving.n = numbers[1];
    numbers[0] = queue;
    numbers[1] = serving;
}

/* A sample asks how many are there, and nothing of before. */
static void sample(qs_engine *e, int slot)
{
    qs_joining *j = e->joining;
    qs_joining_pass(e, e->now, slot);
    for (int w = 0; w < e->model->n_windows; w++)
        j->numbers[w][0] = j->numbers[w][1] = 0;
    for (int s = 0; s < e->n_stations; s++) {
        const qs_spot_ahead *spot = &j->spots[s];
        int64_t *numbers = j->numbers[e->stations[s].window];
        numbers[0] += e->stations[s].n_waiting;
        numbers[1] +=
            (int64_t)(spot->ends.tail - spot->ends.seen) - (int64_t)(spot->starts.tail - spot->starts.seen);
    }
    for (int w = 0; w < e->model->n_windows; w++)
        exchange(&e->meters.windows[w], j->numbers[w]);
    qs_report_sample(e);
    for (int w = 0; w < e->model->n_windows; w++)
        exchange(&e->meters.windows[w], j->numbers[w]);
}

/* Of the calendar: not of a server. */
static void happen(qs_engine *e, int slot)
{
    if (slot == e->slot_of.series) {
        sample(e, slot);
    } else if (slot == e->slot_of.interval) {
        measure(e, slot);
        qs_intervals_edge(e);
    } else if (slot == e->slot_of.mark) {
        measure(e, slot);
        qs_joining_mark(e);
    } else {
        qs_joining_shift(e, &e->stations[e->tables.slot_owner[slot]]);
    }
}

static void pass_zeros(qs_joining *j, double time)
{
    size_t n = 0;
    for (; n < j->n_zeros && j->zeros[n] <= time; n++)
        j->zero_at = j->zeros[n];
    j->n_zeros -= n;
    memmove(j->zeros, j->zeros + n, j->n_zeros * sizeof *j->zeros);
}

/* Time goes on to an event. When it leaves an instant, all of that and before is over everywhere: a good time to
 * measure. */
static inline void go_to(qs_engine *e, qs_joining *j, double time, int slot)
{
    if (j->n_zeros > 0 && j->zeros[0] <= time)
        pass_zeros(j, time);
    e->now = time;
    if (time == j->instant) {
        j->reached = slot > j->reached ? slot : j->reached;
        return;
    }
    if (j->n_unmeasured >= MOST_UNMEASURED && j->n_unmeasured >= j->n_stays / 2)
        qs_joining_measure(e, time, -1);
    j->instant = time;
    j->reached = slot;
}

/* Now and then. Where nothing leaves the instant, or the horizon is never reached, events tell why. Where very many
 * are in service at once, to put each in order takes longer than events do. */
static void watch(qs_engine *e)
{
    enum { MOST_MOVED = 128 };
    static const double MOST_STRETCHES = 1 << 28;
    qs_joining *j = e->joining;
    qs_engine_ask(e);
    j->is_vain |= j->n_moved > MOST_MOVED * j->n_joined && e->model->run.kernel != QS_KERNEL_JOINING;
    if (j->n_joined < j->next_check)
        return;
    j->next_check += QS_PROGRESS_EVENTS;
    double stretch = e->now - e->last_look.time;
    j->is_vain |= stretch <= 0 || (e->horizon - e->now) / stretch > MOST_STRETCHES;
    e->last_look.time = e->now;
}

/* The first that joins or is due. False: there is nothing more. */
static inline bool step(qs_engine *e, qs_joining *j)
{
    int slot;
    double time = find_first(e, j, &slot);
    if (j->n_going > 0 && j->going[0].time <= time) {
        go_to(e, j, j->going[0].time, j->going[0].slot);
        go_on(e, j);
        return true;
    }
    if (time == INFINITY || (e->phase == QS_DRAINING && j->n_going == 0))
        return false;
    j->leaver = QS_NOBODY;
    j->leaver_slot = QS_NONE;
    go_to(e, j, time, slot);
    if (slot >= e->slot_of.first_entrance) {
        arrive(e, j, slot);
    } else {
        happen(e, slot);
        find_special(e);
    }
    return true;
}

static void run_loop(qs_engine *e, qs_joining *j)
{
    uint64_t next_watch = QS_POLL_EVENTS;
    e->last_look = (qs_last_look){.time = 0};
    j->next_check = QS_PROGRESS_EVENTS;
    take_arrivals(e);
    find_special(e);
    while (e->phase != QS_OVER && !j->is_vain && step(e, j)) {
        if (j->n_joined >= next_watch) {
            next_watch += QS_POLL_EVENTS;
            watch(e);
        }
    }
}

bool qs_joining_run(qs_engine *e)
{
    qs_joining *j = e->joining;
    qs_joining_start(e);
    qs_horizon_start(e);
    qs_report_start_series(e);
    qs_arrivals_start(e);
    run_loop(e, j);
    e->n_events = 2 * j->n_joined;
    if (!e->status && !j->is_vain)
        qs_joining_close(e);
    j->n_vain += j->is_vain;
    if (!e->status && !j->is_vain)
        qs_check_little(e);
    return !j->is_vain;
}
