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
#include "choice.h"
#include "customer.h"
#include "horizon.h"
#include "intervals.h"
#include "loops.h"
#include "members.h"
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
    if (__builtin_expect(id == QS_NOBODY, 0))
        return new_stay(e);
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

/* ---- who goes on ---- */

static bool goes_before(const qs_going *a, const qs_going *b)
{
    if (a->time != b->time)
        return a->time < b->time;
    return a->slot != b->slot ? a->slot < b->slot : a->order < b->order;
}

void qs_joining_goes_on(qs_engine *e, uint32_t id, double time, int slot)
{
    qs_joining *j = e->joining;
    qs_going item = {time, j->stays[id].order, slot, id};
    qs_status status = QS_OK;
    if (__builtin_expect(j->n_going == j->going_capacity, 0))
        status = qs_reserve(&j->going, &j->going_capacity, j->n_going + 1, sizeof *j->going);
    if (status) {
        qs_fail_replication(e, status);
        return;
    }
    size_t i = j->n_going++;
    for (; i > 0 && goes_before(&item, &j->going[(i - 1) / 2]); i = (i - 1) / 2)
        j->going[i] = j->going[(i - 1) / 2];
    j->going[i] = item;
}

static qs_going take_going(qs_joining *j)
{
    qs_going first = j->going[0], last = j->going[--j->n_going];
    size_t i = 0;
    for (size_t child; (child = 2 * i + 1) < j->n_going; i = child) {
        if (child + 1 < j->n_going && goes_before(&j->going[child + 1], &j->going[child]))
            child++;
        if (!goes_before(&j->going[child], &last))
            break;
        j->going[i] = j->going[child];
    }
    if (j->n_going > 0)
        j->going[i] = last;
    return first;
}

/* ---- joining ---- */

/* What choosing a window looks at. */
static int choose(qs_engine *e, const qs_step *step, const qs_stay *stay, int service)
{
    const qs_options *options = &e->options[step->options];
    const qs_customer who = {.class = stay->class, .service = (int16_t)service, .then = stay->then};
    for (int i = 0; i < options->n; i++) {
        int s = e->tables.option_stations[options->first + i];
        if (e->joining->spots[s].is_looked_at)
            qs_joining_look(e, &e->stations[s]);
    }
    if (e->model->window_choice == QS_CHOOSE_SIMUQ && who.then != QS_NONE) {
        const qs_step *next = &e->tables.steps[who.class * e->model->n_services + who.then];
        const qs_options *later = &e->options[next->options];
        for (int i = 0; i < later->n; i++)
            qs_joining_look(e, &e->stations[e->tables.option_stations[later->first + i]]);
    }
    return qs_choose_station(e, step, &who);
}

static qs_variate *find_variate(qs_engine *e, int draw)
{
    return draw == QS_NONE ? NULL : &e->draws[draw];
}

/* The stage where it is now, of a class and a service at one window of several. */
static qs_joining_stage choose_stage(qs_engine *e, const qs_joining_stage *stage, const qs_stay *stay,
                                     int service)
{
    qs_joining_stage chosen = {.step = stage->step, .station = choose(e, stage->step, stay, service)};
    const qs_step *here = qs_step_at(e, e->stations[chosen.station].window, stay->class, service);
    int patience = e->uses.patience
                       ? e->tables.patience_draws[stay->class * e->model->n_services + service].first
                       : QS_NONE;
    chosen.work = find_variate(e, here->work_draw);
    chosen.patience = find_variate(e, patience);
    chosen.dead_time = here->dead_draw == QS_NONE ? 0 : e->draws[here->dead_draw].distribution->a;
    return chosen;
}

/* As in customer.c: who begins at once stands in no queue. */
static bool balks(qs_engine *e, const qs_station *station, int class_number)
{
    const qs_class *class = &e->model->classes[class_number];
    int draw = e->tables.manner_draws[class_number].balk;
    double u = draw == QS_NONE ? 1 : qs_draw(e, draw);
    size_t i = class->n_balks;
    while (i > 0 && class->balks[i - 1].from > station->n_waiting)
        i--;
    bool is_too_long = (class->balk_at != QS_NONE && station->n_waiting >= class->balk_at) ||
                       (i > 0 && u < class->balks[i - 1].probability);
    return is_too_long && !station->is_endless && station->n_idle == 0;
}

static bool has_room(const qs_engine *e, const qs_station *station)
{
    const qs_window *window = &e->model->windows[station->window];
    if (window->capacity_kind == QS_CAPACITY_TOTAL)
        return station->n_present < window->capacity;
    return window->capacity_kind == QS_CAPACITY_NONE || station->n_waiting < window->capacity ||
           station->is_endless || station->n_idle > 0;
}

/* It leaves the system at once. */
static void turn_away(qs_engine *e, uint32_t id, qs_outcome outcome)
{
    qs_joining *j = e->joining;
    qs_stay *stay = &j->stays[id];
    qs_meter *window = &e->meters.windows[e->stations[stay->station].window];
    qs_check_visit(e, e->stations[stay->station].window, 0);
    qs_check_stay(e, stay->class, e->now - stay->arrival);
    stay->start = NAN;
    stay->end = e->now;
    if (e->intervals)
        qs_joining_tell(e, stay, outcome);
    if (stay->is_counted) {
        window->arrived++;
        window->outcome[outcome]++;
        e->meters.system.outcome[outcome]++;
        e->meters.classes[stay->class].outcome[outcome]++;
    }
    if (j->has_classes) {
        qs_joined_changes *number = &j->class_number[stay->class];
        qs_status status = qs_changes_reserve(number, 1, 1);
        if (status)
            qs_fail_replication(e, status);
        else
            number->minus[number->n_minus++] = e->now;
    }
    j->last_end = e->now > j->last_end ? e->now : j->last_end;
    qs_joining_forget(j, id);
}

/* Whether it goes away at once, where that depends on who is there. */
static bool is_turned_away(qs_engine *e, uint32_t id)
{
    const qs_stay *stay = &e->joining->stays[id];
    qs_station *station = &e->stations[stay->station];
    qs_joining_look(e, station);
    if (e->uses.balks && balks(e, station, stay->class))
        turn_away(e, id, QS_BALKED);
    else if (!has_room(e, station))
        turn_away(e, id, QS_REJECTED);
    else
        return false;
    return true;
}

/* Its next stage: who comes in, or goes on, by the event of a slot. */
static inline void enter(qs_engine *e, qs_joining *j, uint32_t id, int service, int from)
{
    qs_stay *stay = &j->stays[id];
    const qs_joining_stage *stage = &j->stages[stay->class * e->model->n_services + service];
    qs_joining_stage chosen;
    double now = e->now;
    stay->then = qs_draw_then(e, stage->step);
    stay->join = now;
    stay->order = j->n_joined++;
    if (__builtin_expect(stage->station == QS_NONE, 0)) {
        chosen = choose_stage(e, stage, stay, service);
        stage = &chosen;
    }
    const qs_spot_ahead *spot = &j->spots[stage->station];
    stay->station = (unsigned)stage->station;
    double work = stage->work ? qs_variate_next(stage->work) : 0,
           deadline = stage->patience ? now + qs_variate_next(stage->patience) : INFINITY;
    if (spot->is_looked_at && is_turned_away(e, id))
        return;
    e->meters.windows[spot->window].arrived += stay->is_counted;
    qs_joining_settle(e, id, from, work, stage->dead_time, deadline);
    j->n_unmeasured++;
}

static void go_on(qs_engine *e, qs_joining *j)
{
    qs_going going = take_going(j);
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
    enter(e, j, id, before->then, going.slot);
}

static inline void count_in(qs_engine *e, qs_joining *j, qs_stay *stay)
{
    e->n_customers++;
    stay->arrival = e->now;
    stay->waited = 0;
    stay->is_counted = e->phase == QS_MEASURING;
    e->meters.system.arrived += stay->is_counted;
    e->meters.classes[stay->class].arrived += stay->is_counted;
    if (j->has_classes)
        qs_changes_rise(e, &j->class_number[stay->class], e->now);
}

static void arrive(qs_engine *e, qs_joining *j, int slot)
{
    qs_entrance *entrance = &e->entrances[slot - e->slot_of.first_entrance];
    const qs_source *source = &e->model->sources[entrance->source];
    int64_t n = entrance->batch_draw == QS_NONE ? 1 : (int64_t)qs_draw(e, entrance->batch_draw);
    for (; n > 0 && (source->limit == 0 || entrance->n_arrived < source->limit); n--) {
        uint32_t id = take_stay(e, j);
        if (id == QS_NOBODY)
            return;
        qs_stay *stay = &j->stays[id];
        int class = qs_draw_class(e, entrance);
        stay->class = (int16_t) class;
        entrance->n_arrived++;
        count_in(e, j, stay);
        enter(e, j, id, qs_draw_first_service(e, class), slot);
        if (j->is_vain || e->phase == QS_OVER)
            return;
        if (qs_polls(e->n_customers))
            qs_engine_ask(e);
    }
    j->arrivals[slot - e->slot_of.first_entrance] = qs_arrivals_next_time(e, entrance);
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
    if (isinf(time) || (e->phase == QS_DRAINING && j->n_going == 0))
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
