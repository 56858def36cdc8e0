/* What is measured: all that happens before an event, in the order of time.
 *
 * Starts, ends, departures of the impatient and ends of dead times are in order at each station. They are
 * merged over the stations, of equal times by their slots, and go into the tallies one after another: so these
 * add the same numbers in the same order as the event loops do. An integral over time does not ask in which
 * order things of one instant are: for each gauge the times at which it rises and those at which it falls are
 * two sorted lists, which are merged.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "check.h"
#include "intervals.h"
#include "joining.h"
#include "qsweep/memory.h"

qs_status qs_changes_reserve(qs_joined_changes *changes, size_t n_plus, size_t n_minus)
{
    qs_status status = QS_OK;
    n_plus += changes->n_plus + 1;
    n_minus += changes->n_minus + 1;
    if (n_plus > changes->capacity)
        status = qs_reserve(&changes->plus, &changes->capacity, n_plus, sizeof *changes->plus);
    if (!status && n_minus > changes->minus_capacity)
        status = qs_reserve(&changes->minus, &changes->minus_capacity, n_minus, sizeof *changes->minus);
    return status;
}

/* ---- gauges ---- */

static void replay(qs_gauge *gauge, qs_joined_changes *changes)
{
    size_t n = changes->n_plus + changes->n_minus;
    if (n == 0)
        return;
    const double *plus = changes->plus, *minus = changes->minus;
    double area = gauge->area, last = gauge->last;
    int64_t number = gauge->n;
    changes->plus[changes->n_plus] = changes->minus[changes->n_minus] = INFINITY;
    for (; n > 0; n--) {
        double rise = *plus, fall = *minus, now = rise < fall ? rise : fall;
        int64_t rises = rise <= fall; /* no branch on it: it cannot be foreseen */
        area += (double)number * (now - last);
        last = now;
        number += 2 * rises - 1;
        plus += rises;
        minus += 1 - rises;
    }
    gauge->area = area;
    gauge->last = last;
    gauge->n = number;
    changes->n_plus = changes->n_minus = changes->n_run = 0;
}

static void replay_all(qs_engine *e, qs_joining *j)
{
    for (int w = 0; w < e->model->n_windows; w++) {
        qs_meter *window = &e->meters.windows[w];
        replay(&window->queue, &j->queue[w]);
        replay(&window->serving, &j->serving[w]);
        replay(&window->occupied, &j->occupied[w]);
    }
    for (int c = 0; c < e->model->n_classes && e->model->n_classes > 1; c++) {
        replay(&e->meters.classes[c].queue, &j->class_queue[c]);
        replay(&e->meters.classes[c].number, &j->class_number[c]);
    }
}

/* ---- merging ---- */

/* In the event loop's order, of equal times. At one slot who has waited starts first, then who is brought; and
 * those who are brought are in order of joining, whatever brings them. */
static bool is_first(const qs_joining *j, const qs_joined_instant *a, const qs_joined_instant *b)
{
    bool queued_a = a->rank & 1, queued_b = b->rank & 1;
    if (a->stay != QS_NOBODY && b->stay != QS_NOBODY && !queued_a && !queued_b &&
        j->stays[a->stay].start == a->time && j->stays[b->stay].start == b->time)
        return j->stays[a->stay].order < j->stays[b->stay].order;
    if (a->rank / 2 != b->rank / 2)
        return a->rank / 2 < b->rank / 2;
    return queued_a >= queued_b;
}

static size_t merge_two(const qs_joining *j, const qs_joined_instant *a, size_t n_a,
                        const qs_joined_instant *b, size_t n_b, qs_joined_instant *out)
{
    const qs_joined_instant *end_a = a + n_a, *end_b = b + n_b, *first = out;
    while (a < end_a && b < end_b) {
        bool takes_a = a->time < b->time;
        if (__builtin_expect(a->time == b->time, 0))
            takes_a = is_first(j, a, b);
        const qs_joined_instant *next[] = {b, a}; /* no branch on it: it cannot be foreseen */
        *out++ = *next[takes_a];
        a += takes_a;
        b += !takes_a;
    }
    while (a < end_a)
        *out++ = *a++;
    while (b < end_b)
        *out++ = *b++;
    return (size_t)(out - first);
}

/* Runs [runs[i], runs[i + 1]) of j->sorted become one. */
static const qs_joined_instant *merge(qs_joining *j, size_t n_runs)
{
    while (n_runs > 1) {
        size_t n = 0, n_out = 0;
        for (size_t i = 0; i < n_runs; i += 2) {
            size_t begin = j->runs[i], middle = j->runs[i + 1],
                   end = i + 2 <= n_runs ? j->runs[i + 2] : middle;
            size_t made = merge_two(j, j->sorted + begin, middle - begin, j->sorted + middle, end - middle,
                                    j->spare + n);
            j->runs[n_out++] = n;
            n += made;
        }
        j->runs[n_out] = n;
        n_runs = n_out;
        qs_joined_instant *other = j->sorted;
        j->sorted = j->spare;
        j->spare = other;
    }
    return j->sorted;
}

typedef enum kind { STARTS, ENDS, LEAVES, RESTS } kind;

static qs_track *track_of(qs_spot_ahead *spot, kind of)
{
    return of == STARTS   ? &spot->starts
           : of == ENDS   ? &spot->ends
           : of == LEAVES ? &spot->leaves
                          : &spot->rests;
}

static bool reserve_room(qs_engine *e, qs_joining *j, size_t n)
{
    if (n <= j->sorted_capacity)
        return true;
    size_t capacity = j->sorted_capacity;
    qs_status status = qs_reserve(&j->spare, &j->spare_capacity, n, sizeof *j->spare);
    if (!status)
        status = qs_reserve(&j->sorted, &capacity, n, sizeof *j->sorted);
    if (status)
        qs_fail_replication(e, status);
    else
        j->sorted_capacity = capacity < j->spare_capacity ? capacity : j->spare_capacity;
    return !status;
}

/* All of a kind that are over, of all stations in order; n [out] how many. They are measured now. */
static const qs_joined_instant *take(qs_engine *e, kind of, size_t *n)
{
    qs_joining *j = e->joining;
    size_t n_runs = 0;
    const qs_joined_instant *only = NULL;
    *n = 0;
    for (int s = 0; s < e->n_stations; s++) {
        qs_track *track = track_of(&j->spots[s], of);
        size_t here = track->seen - track->head;
        *n += here;
        n_runs += here > 0;
        only = here > 0 ? track->items + track->head : only;
    }
    if (n_runs > 1 && !reserve_room(e, j, *n)) {
        *n = 0;
        return NULL;
    }
    j->runs[0] = 0;
    for (int s = 0, r = 0; s < e->n_stations; s++) {
        qs_track *track = track_of(&j->spots[s], of);
        size_t here = track->seen - track->head;
        for (size_t i = 0; n_runs > 1 && i < here; i++)
            j->sorted[j->runs[r] + i] = track->items[track->head + i];
        if (n_runs > 1 && here > 0) {
            j->runs[r + 1] = j->runs[r] + here;
            r++;
        }
        track->head = track->seen;
    }
    return n_runs > 1 ? merge(j, n_runs) : only;
}

/* A service without time, of which the order of events of the instant may not be known. */
static bool is_zero(const qs_joining *j, const qs_joined_instant *instant)
{
    const qs_stay *stay = instant->stay == QS_NOBODY ? NULL : &j->stays[instant->stay];
    return stay && stay->start == stay->end;
}

/* Several at one instant, among them a service without time: was their order certain? It is at one server; and
 * of starts, where none has waited. */
static void doubt(qs_joining *j, const qs_joined_instant *items, size_t n, kind of)
{
    for (size_t i = 0, next; i < n; i = next) {
        bool has_zero = false, has_waited = false, has_others = false;
        for (next = i; next < n && items[next].time == items[i].time; next++) {
            has_zero |= is_zero(j, &items[next]);
            has_waited |= items[next].rank & 1;
            has_others |= items[next].rank / 2 != items[i].rank / 2;
        }
        j->is_vain |= has_zero && has_others && (of == ENDS || has_waited);
    }
}

/* ---- what is over ---- */

/* Falls behind those that are in order, themselves in order, go in among them. */
static void end_run(qs_engine *e, qs_joined_changes *changes)
{
    qs_joining *j = e->joining;
    double *falls = changes->minus;
    size_t n = changes->n_minus, i = changes->n_run, k = n - i;
    changes->n_run = n;
    if (k == 0 || i == 0 || falls[i - 1] <= falls[i])
        return;
    qs_status status = qs_reserve(&j->scratch, &j->scratch_capacity, k, sizeof *j->scratch);
    if (status) {
        qs_fail_replication(e, status);
        return;
    }
    memcpy(j->scratch, falls + i, k * sizeof *falls);
    while (k > 0) {
        bool is_old = i > 0 && falls[i - 1] > j->scratch[k - 1];
        falls[--n] = is_old ? falls[--i] : j->scratch[--k];
    }
}

static void end_runs(qs_engine *e, qs_joined_changes *of_classes)
{
    for (int c = 0; c < e->model->n_classes && e->model->n_classes > 1; c++)
        end_run(e, &of_classes[c]);
}

/* Starts at one station, in order. */
static void measure_starts_at(qs_engine *e, int s, const qs_joined_instant *starts, size_t n)
{
    qs_joining *j = e->joining;
    int w = e->stations[s].window;
    bool has_classes = e->model->n_classes > 1, is_one_stop = e->tables.is_one_stop;
    qs_tally *waits = &e->meters.windows[w].wait;
    qs_joined_changes *serving = &j->serving[w], *queue = &j->queue[w];
    double *rises = serving->plus + serving->n_plus;
    for (size_t i = 0; i < n; i++) {
        qs_stay *stay = &j->stays[starts[i].stay];
        double start = starts[i].time, wait = start - stay->join;
        stay->has_started = true;
        rises[i] = start;
        if (stay->has_queued)
            queue->minus[queue->n_minus++] = start;
        if (stay->has_queued && has_classes)
            j->class_queue[stay->class].minus[j->class_queue[stay->class].n_minus++] = start;
        if (!stay->is_counted)
            continue;
        qs_tally_add(waits, wait);
        if (stay->then == QS_NONE && !is_one_stop)
            qs_tally_add(&e->meters.system.wait, stay->waited + wait);
        if (stay->then == QS_NONE && has_classes)
            qs_tally_add(&e->meters.classes[stay->class].wait, stay->waited + wait);
    }
    serving->n_plus += n;
}

static bool reserve_all(qs_engine *e, qs_joining *j, size_t n)
{
    qs_status status = QS_OK;
    for (int w = 0; w < e->model->n_windows && !status; w++) {
        status = qs_changes_reserve(&j->queue[w], 0, n);
        if (!status)
            status = qs_changes_reserve(&j->serving[w], n, n);
        if (!status)
            status = qs_changes_reserve(&j->occupied[w], n, n);
    }
    for (int c = 0; c < e->model->n_classes && !status; c++) {
        status = qs_changes_reserve(&j->class_queue[c], 0, n);
        if (!status)
            status = qs_changes_reserve(&j->class_number[c], 0, n);
    }
    if (status)
        qs_fail_replication(e, status);
    return !status;
}

static bool have_ties(const qs_joined_instant *items, size_t n)
{
    bool have = false;
    for (size_t i = 1; i < n; i++)
        have |= items[i].time == items[i - 1].time;
    return have;
}

typedef void measure_at(qs_engine *e, int s, const qs_joined_instant *items, size_t n);

/* All of a kind that are over: station by station, or in the order of time over all of them. */
static void measure_all(qs_engine *e, kind of, measure_at *function, qs_joined_changes *of_classes)
{
    qs_joining *j = e->joining;
    size_t n = 0;
    const qs_joined_instant *items = j->keeps_order ? NULL : take(e, of, &n);
    for (int s = 0; s < e->n_stations && j->keeps_order; s++) {
        qs_track *track = track_of(&j->spots[s], of);
        const qs_joined_instant *here = track->items + track->head;
        size_t n_here = track->seen - track->head;
        track->head = track->seen;
        if (n_here == 0 || !reserve_all(e, j, n_here))
            continue;
        if (have_ties(here, n_here))
            doubt(j, here, n_here, of);
        function(e, s, here, n_here);
        end_runs(e, of_classes);
    }
    if (n == 0 || !reserve_all(e, j, n))
        return;
    if (have_ties(items, n))
        doubt(j, items, n, of);
    for (size_t i = 0; i < n; i++)
        function(e, j->stays[items[i].stay].station, &items[i], 1);
    end_runs(e, of_classes);
}

void qs_joining_tell(qs_engine *e, const qs_stay *stay, double end, qs_outcome outcome)
{
    qs_customer *who = &e->joining->who;
    double now = e->now;
    who->join = stay->join;
    who->start = stay->start;
    who->arrival = stay->arrival;
    who->wait = stay->waited;
    who->station = stay->station;
    who->class = who->counted_as = stay->class;
    who->then = stay->then;
    who->is_counted = stay->is_counted;
    e->now = end;
    qs_intervals_visit(e, who, outcome);
    e->now = now;
}

/* It leaves the system. */
static void measure_exit(qs_engine *e, const qs_stay *stay, qs_outcome outcome)
{
    qs_joining *j = e->joining;
    qs_meter *class = &e->meters.classes[stay->class];
    qs_check_stay(e, stay->class, stay->end - stay->arrival);
    j->last_end = stay->end > j->last_end ? stay->end : j->last_end;
    if (e->model->n_classes > 1) {
        qs_joined_changes *number = &j->class_number[stay->class];
        number->minus[number->n_minus++] = stay->end;
    }
    if (stay->is_counted) {
        e->meters.system.outcome[outcome]++;
        class->outcome[outcome]++;
    }
    if (outcome != QS_SERVED)
        return;
    e->meters.system.departed++;
    class->departed++;
    if (stay->is_counted && !e->tables.is_one_stop)
        qs_tally_add(&e->meters.system.sojourn, stay->end - stay->arrival);
    if (stay->is_counted && e->model->n_classes > 1)
        qs_tally_add(&class->sojourn, stay->end - stay->arrival);
}

static void measure_ends_at(qs_engine *e, int s, const qs_joined_instant *ends, size_t n)
{
    qs_joining *j = e->joining;
    int w = e->stations[s].window;
    qs_meter *window = &e->meters.windows[w];
    qs_joined_changes *serving = &j->serving[w], *occupied = &j->occupied[w];
    double *falls = serving->minus + serving->n_minus;
    for (size_t i = 0; i < n; i++) {
        const qs_stay *stay = &j->stays[ends[i].stay];
        falls[i] = ends[i].time;
        if (stay->free > stay->end) {
            occupied->plus[occupied->n_plus++] = ends[i].time;
            qs_track_insert(e, &j->spots[s].rests, stay->free, QS_NOBODY, ends[i].rank);
        }
        if (e->intervals)
            qs_joining_tell(e, stay, stay->end, stay->then == QS_NONE ? QS_SERVED : QS_MOVED_ON);
        if (stay->is_counted) {
            window->outcome[QS_SERVED]++;
            qs_tally_add(&window->sojourn, stay->end - stay->join);
        }
        qs_check_visit(e, w, stay->end - stay->join);
        if (stay->then == QS_NONE)
            measure_exit(e, stay, QS_SERVED);
        qs_joining_forget(j, ends[i].stay);
    }
    serving->n_minus += n;
    window->departed += n;
}

/* As count_given_up() and count_early() in customer.c. */
static void count_given_up(qs_engine *e, const qs_stay *stay)
{
    const qs_output_rule *output = &e->model->output;
    const double *within = output->thresholds + output->n_thresholds;
    qs_meter *window = &e->meters.windows[e->stations[stay->station].window], *system = &e->meters.system,
             *class = &e->meters.classes[stay->class];
    double wait = stay->end - stay->join;
    for (size_t k = 0; k < qs_output_n_marks(output); k++) {
        bool is_over = stay->waited + wait > output->thresholds[k];
        system->gave_up_over[k] += is_over;
        class->gave_up_over[k] += is_over;
        window->gave_up_over[k] += wait > output->thresholds[k];
    }
    for (size_t k = 0; k < output->n_levels; k++) {
        bool is_early = stay->waited + wait < within[k];
        system->gave_up_early[k] += is_early;
        class->gave_up_early[k] += is_early;
        window->gave_up_early[k] += wait < within[k];
    }
}

static void measure_leaves_at(qs_engine *e, int s, const qs_joined_instant *leaves, size_t n)
{
    qs_joining *j = e->joining;
    int w = e->stations[s].window;
    for (size_t i = 0; i < n; i++) {
        const qs_stay *stay = &j->stays[leaves[i].stay];
        qs_joined_changes *queue = &j->queue[w], *of_class = &j->class_queue[stay->class];
        queue->minus[queue->n_minus++] = leaves[i].time;
        if (e->model->n_classes > 1)
            of_class->minus[of_class->n_minus++] = leaves[i].time;
        if (e->intervals)
            qs_joining_tell(e, stay, stay->end, QS_RENEGED);
        qs_check_visit(e, w, stay->end - stay->join);
        if (stay->is_counted) {
            count_given_up(e, stay);
            e->meters.windows[w].outcome[QS_RENEGED]++;
        }
        measure_exit(e, stay, QS_RENEGED);
        qs_joining_forget(j, leaves[i].stay);
    }
    end_run(e, &j->queue[w]);
    end_runs(e, j->class_number);
}

static void measure_rests(qs_engine *e, double time, int slot)
{
    size_t n;
    for (int s = 0; s < e->n_stations; s++) {
        qs_track *rests = &e->joining->spots[s].rests;
        while (rests->seen < rests->tail && qs_instant_is_over(&rests->items[rests->seen], time, slot))
            rests->seen++;
    }
    const qs_joined_instant *rests = take(e, RESTS, &n);
    if (n == 0 || !reserve_all(e, e->joining, n))
        return;
    for (size_t i = 0; i < n; i++) {
        qs_joined_changes *occupied =
            &e->joining->occupied[e->stations[e->servers[rests[i].rank / 2].station].window];
        occupied->minus[occupied->n_minus++] = rests[i].time;
    }
}

/* Every list of falls is in order before those of another kind come behind it. */
void qs_joining_measure(qs_engine *e, double time, int slot)
{
    qs_joining *j = e->joining;
    qs_joining_pass(e, time, slot);
    measure_all(e, STARTS, measure_starts_at, j->class_queue);
    for (int w = 0; w < e->model->n_windows; w++)
        end_run(e, &j->queue[w]);
    end_runs(e, j->class_number); /* those who were turned away */
    measure_all(e, ENDS, measure_ends_at, j->class_number);
    measure_all(e, LEAVES, measure_leaves_at, j->class_queue);
    measure_rests(e, time, slot);
    replay_all(e, j);
    j->n_unmeasured = 0;
}
