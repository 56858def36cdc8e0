/* What others look at: how many wait and are there; and what who joins a window makes of it.
 *
 * What is ahead of the present event is known from starts and ends that are not over yet. By that one chooses
 * among windows, stays away from a long queue, or finds a window full.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "check.h"
#include "choice.h"
#include "joining.h"

/* ---- what is over ---- */

/* One fewer waits, of the class of a visit. */
static inline void count_off(qs_joining *j, uint32_t stay)
{
    j->waiting--;
    j->class_waiting[j->has_classes ? j->stays[stay].class : 0]--;
}

static void pass_starts(qs_joining *j, qs_track *starts, double time, int slot)
{
    const qs_joined_instant *items = starts->items;
    size_t i = starts->seen, tail = starts->tail;
    int n = 0;
    for (; i < tail && qs_instant_is_over(&items[i], time, slot); i++) {
        bool has_waited = items[i].rank & 1; /* it starts out of the queue */
        if (!j->has_classes)
            n += has_waited;
        else if (has_waited)
            count_off(j, items[i].stay);
    }
    j->waiting -= n;
    j->class_waiting[0] -= n;
    starts->seen = i;
}

static void pass_leaves(qs_joining *j, qs_track *leaves, double time, int slot)
{
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

int qs_joining_count_waiting(qs_engine *e, qs_spot_ahead *spot)
{
    qs_joining *j = e->joining;
    pass_starts(j, &spot->starts, j->instant, j->reached);
    doubt(j, &spot->starts, true);
    if (spot->leaves.tail == 0)
        return (int)(spot->starts.tail - spot->starts.seen);
    pass_leaves(j, &spot->leaves, j->instant, j->reached);
    return (int)(spot->starts.tail - spot->starts.seen + spot->leaves.tail - spot->leaves.seen);
}

void qs_joining_pass(qs_engine *e, double time, int slot)
{
    qs_joining *j = e->joining;
    for (int s = 0; s < e->n_stations; s++) {
        qs_spot_ahead *spot = &j->spots[s];
        pass_starts(j, &spot->starts, time, slot);
        pass_leaves(j, &spot->leaves, time, slot);
        pass(&spot->ends, time, slot);
        e->stations[s].n_waiting =
            (int)(spot->starts.tail - spot->starts.seen + spot->leaves.tail - spot->leaves.seen);
    }
}

static int count_idle(qs_engine *e, const qs_station *station, const qs_spot_ahead *spot)
{
    int n = 0;
    for (int k = 0; k < station->n_roster; k++)
        n += qs_is_free(e->joining, spot, k, station->first_server + k);
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
    station->n_waiting = station->lines[0].n = qs_joining_count_waiting(e, spot);
    station->n_present = (int)(spot->ends.tail - spot->ends.seen + spot->leaves.tail - spot->leaves.seen);
    station->n_idle = station->is_endless ? 0 : count_idle(e, station, spot);
}

/* ---- who joins ---- */

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

qs_joining_stage qs_joining_choose(qs_engine *e, const qs_joining_stage *stage, const qs_stay *stay,
                                   int service)
{
    qs_joining_stage chosen = {.step = stage->step, .station = choose(e, stage->step, stay, service)};
    const qs_step *here = qs_step_at(e, &e->stations[chosen.station], stay->class, service);
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

bool qs_joining_turns_away(qs_engine *e, uint32_t id)
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
