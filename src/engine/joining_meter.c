/* What is measured: all that happens before an event, in the order of time.
 *
 * Starts, ends, departures of the impatient and ends of dead times are in order at each station. They are
 * merged over the stations, of equal times by their slots, and go into the tallies one after another: so these
 * add the same numbers in the same order as the event loops do.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "check.h"
#include "intervals.h"
#include "joining.h"
#include "qsweep/memory.h"

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

/* Several at one instant, among them a service without time: was their order certain? It is of ends at one server;
 * and of starts, where none has waited, or all have for one server. Who is brought by the end of a service without
 * time comes before the next who has waited for that server. */
static void doubt(qs_joining *j, const qs_joined_instant *items, size_t n, kind of)
{
    for (size_t i = 0, next; i < n; i = next) {
        bool has_zero = false, has_waited = false, has_others = false;
        for (next = i; next < n && items[next].time == items[i].time; next++) {
            has_zero |= is_zero(j, &items[next]);
            has_waited |= items[next].rank & 1;
            has_others |= items[next].rank != items[i].rank;
        }
        j->is_vain |= has_zero && has_others && (of == ENDS || has_waited);
    }
}

/* ---- what is over ---- */

static void end_runs(qs_engine *e, qs_joined_changes *of_classes)
{
    for (int c = 0; c < e->model->n_classes && e->joining->has_classes; c++)
        qs_changes_end_run(e, &of_classes[c]);
}

/* Starts at one station, in order. */
static inline void measure_starts(qs_engine *e, int s, const qs_joined_instant *starts, size_t n,
                                  bool has_classes, bool is_one_stop)
{
    qs_joining *j = e->joining;
    const qs_stay *stays = j->stays;
    int w = j->spots[s].window;
    qs_tally *waits = &e->meters.windows[w].wait;
    qs_joined_changes *serving = &j->serving[w], *queue = &j->queue[w];
    double *rises = serving->plus + serving->n_plus, *falls = queue->minus + queue->n_minus;
    for (size_t i = 0; i < n; i++) {
        const qs_stay *stay = &stays[starts[i].stay];
        double start = starts[i].time, wait = start - stay->join;
        bool has_queued = starts[i].rank & 1;
        rises[i] = start;
        *falls = start; /* there is room behind the last */
        falls += has_queued;
        if (has_classes && has_queued)
            j->class_queue[stay->class].minus[j->class_queue[stay->class].n_minus++] = start;
        if (!stay->is_counted)
            continue;
        qs_tally_add(waits, wait);
        if (!is_one_stop && stay->then == QS_NONE)
            qs_tally_add(&e->meters.system.wait, stay->waited + wait);
        if (has_classes && stay->then == QS_NONE)
            qs_tally_add(&e->meters.classes[stay->class].wait, stay->waited + wait);
    }
    serving->n_plus += n;
    queue->n_minus = (size_t)(falls - queue->minus);
}

/* What a model does not have is not asked for at each start. */
static void measure_starts_at(qs_engine *e, int s, const qs_joined_instant *starts, size_t n)
{
    if (e->joining->has_classes)
        measure_starts(e, s, starts, n, true, e->tables.is_one_stop);
    else if (e->tables.is_one_stop)
        measure_starts(e, s, starts, n, false, true);
    else
        measure_starts(e, s, starts, n, false, false);
}

static bool reserve_all(qs_engine *e, qs_joining *j, size_t n)
{
    qs_status status = QS_OK;
    for (int i = 0; i < j->n_changes && !status; i++)
        status = qs_changes_reserve(&j->changes[i], n, n);
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
        if (j->spots[s].has_zeros && have_ties(here, n_here))
            doubt(j, here, n_here, of);
        function(e, s, here, n_here);
        end_runs(e, of_classes);
    }
    if (n == 0 || !reserve_all(e, j, n))
        return;
    if (have_ties(items, n))
        doubt(j, items, n, of);
    for (size_t i = 0; i < n; i++)
        function(e, (int)j->stays[items[i].stay].station, &items[i], 1);
    end_runs(e, of_classes);
}

void qs_joining_tell(qs_engine *e, const qs_stay *stay, qs_outcome outcome)
{
    bool has_begun = !isnan(stay->start);
    if (stay->is_counted && e->intervals->is_counting)
        qs_intervals_count(e, &(qs_interval_visit){.outcome = outcome,
                                                   .join = stay->join,
                                                   .wait = (has_begun ? stay->start : stay->end) - stay->join,
                                                   .has_begun = has_begun,
                                                   .arrival = stay->arrival,
                                                   .before = stay->waited,
                                                   .is_last = stay->then == QS_NONE,
                                                   .class = stay->class,
                                                   .window = e->joining->spots[stay->station].window,
                                                   .own_meter = QS_NONE});
}

/* Of one who is served and leaves the system: what is not counted for all of a batch together. */
static inline void measure_departure(qs_engine *e, qs_joining *j, const qs_stay *stay, bool has_classes,
                                     bool is_one_stop)
{
    double sojourn = stay->end - stay->arrival;
    qs_check_stay(e, stay->class, sojourn);
    if (!is_one_stop && stay->is_counted)
        qs_tally_add(&e->meters.system.sojourn, sojourn);
    if (!has_classes)
        return;
    qs_meter *class = &e->meters.classes[stay->class];
    qs_joined_changes *number = &j->class_number[stay->class];
    number->minus[number->n_minus++] = stay->end;
    class->departed++;
    class->outcome[QS_SERVED] += stay->is_counted;
    if (stay->is_counted)
        qs_tally_add(&class->sojourn, sojourn);
}

/* So many are served at a window and so many of them leave the system, the last of these then. */
typedef struct departures {
    uint64_t n, n_counted, n_out, n_out_counted;
    double last;
} departures;

static void count_departures(qs_engine *e, qs_meter *window, const departures *of, bool has_classes)
{
    qs_joining *j = e->joining;
    window->departed += of->n;
    window->outcome[QS_SERVED] += of->n_counted;
    e->meters.system.departed += of->n_out;
    e->meters.system.outcome[QS_SERVED] += of->n_out_counted;
    e->meters.classes[0].departed += has_classes ? 0 : of->n_out;
    e->meters.classes[0].outcome[QS_SERVED] += has_classes ? 0 : of->n_out_counted;
    j->last_end = of->last > j->last_end ? of->last : j->last_end;
}

/* The intervals hear of a counted visit. */
static inline void tell_served(qs_engine *e, const qs_stay *stay, bool is_one_stop)
{
    if (is_one_stop && e->intervals->is_one_stop)
        qs_intervals_serve(e, stay->class, stay->join, stay->start - stay->join);
    else
        qs_joining_tell(e, stay, stay->then == QS_NONE ? QS_SERVED : QS_MOVED_ON);
}

static inline void measure_ends(qs_engine *e, int s, const qs_joined_instant *ends, size_t n,
                                bool has_classes, bool is_one_stop)
{
    qs_joining *j = e->joining;
    int w = j->spots[s].window;
    qs_tally *sojourns = &e->meters.windows[w].sojourn;
    qs_joined_changes *serving = &j->serving[w], *occupied = &j->occupied[w];
    double *falls = serving->minus + serving->n_minus;
    bool has_intervals = e->intervals && e->intervals->is_counting;
    departures of = {.n = n};
    for (size_t i = 0; i < n; i++) {
        const qs_stay *stay = &j->stays[ends[i].stay];
        double end = ends[i].time;
        bool is_counted = stay->is_counted, is_out = stay->then == QS_NONE;
        falls[i] = end;
        if (stay->free > end) {
            occupied->plus[occupied->n_plus++] = end;
            qs_track_put(e, j, &j->spots[s].rests, stay->free, QS_NOBODY, ends[i].rank);
        }
        if (has_intervals && is_counted)
            tell_served(e, stay, is_one_stop);
        if (is_counted)
            qs_tally_add(sojourns, end - stay->join);
        of.n_counted += is_counted;
        qs_check_visit(e, w, end - stay->join);
        if (is_out) {
            measure_departure(e, j, stay, has_classes, is_one_stop);
            of.n_out++;
            of.n_out_counted += is_counted;
            of.last = end;
        }
        qs_joining_forget(j, ends[i].stay);
    }
    serving->n_minus += n;
    count_departures(e, &e->meters.windows[w], &of, has_classes);
}

static void measure_ends_at(qs_engine *e, int s, const qs_joined_instant *ends, size_t n)
{
    if (e->joining->has_classes)
        measure_ends(e, s, ends, n, true, e->tables.is_one_stop);
    else if (e->tables.is_one_stop)
        measure_ends(e, s, ends, n, false, true);
    else
        measure_ends(e, s, ends, n, false, false);
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

/* Who has given up leaves the system. */
static void measure_exit(qs_engine *e, const qs_stay *stay)
{
    qs_joining *j = e->joining;
    qs_check_stay(e, stay->class, stay->end - stay->arrival);
    j->last_end = stay->end > j->last_end ? stay->end : j->last_end;
    if (j->has_classes)
        j->class_number[stay->class].minus[j->class_number[stay->class].n_minus++] = stay->end;
    e->meters.system.outcome[QS_RENEGED] += stay->is_counted;
    e->meters.classes[stay->class].outcome[QS_RENEGED] += stay->is_counted;
}

static void measure_leaves_at(qs_engine *e, int s, const qs_joined_instant *leaves, size_t n)
{
    qs_joining *j = e->joining;
    int w = e->stations[s].window;
    for (size_t i = 0; i < n; i++) {
        const qs_stay *stay = &j->stays[leaves[i].stay];
        qs_joined_changes *queue = &j->queue[w], *of_class = &j->class_queue[stay->class];
        queue->minus[queue->n_minus++] = leaves[i].time;
        if (j->has_classes)
            of_class->minus[of_class->n_minus++] = leaves[i].time;
        if (e->intervals)
            qs_joining_tell(e, stay, QS_RENEGED);
        qs_check_visit(e, w, stay->end - stay->join);
        if (stay->is_counted) {
            count_given_up(e, stay);
            e->meters.windows[w].outcome[QS_RENEGED]++;
        }
        measure_exit(e, stay);
        qs_joining_forget(j, leaves[i].stay);
    }
    qs_changes_end_run(e, &j->queue[w]);
    end_runs(e, j->class_number);
}

/* The ends of dead times, where each window is one station. */
static void measure_rests_here(qs_engine *e, qs_joining *j, double time, int slot)
{
    for (int s = 0; s < e->n_stations; s++) {
        qs_track *rests = &j->spots[s].rests;
        const qs_joined_instant *items = rests->items;
        size_t i = rests->head, tail = rests->tail;
        if (i == tail || !reserve_all(e, j, tail - i))
            continue;
        qs_joined_changes *occupied = &j->occupied[j->spots[s].window];
        double *falls = occupied->minus + occupied->n_minus - i;
        for (; i < tail && qs_instant_is_over(&items[i], time, slot); i++)
            falls[i] = items[i].time;
        occupied->n_minus += i - rests->head;
        rests->head = rests->seen = i;
    }
}

static void measure_rests(qs_engine *e, double time, int slot)
{
    size_t n;
    if (e->joining->keeps_order) {
        measure_rests_here(e, e->joining, time, slot);
        return;
    }
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
        qs_changes_end_run(e, &j->queue[w]);
    end_runs(e, j->class_number); /* those who were turned away */
    measure_all(e, ENDS, measure_ends_at, j->class_number);
    measure_all(e, LEAVES, measure_leaves_at, j->class_queue);
    measure_rests(e, time, slot);
    qs_changes_measure(j);
    j->n_unmeasured = 0;
}
