/* A station's waiting room: a line for each priority level, each line a list in order of joining. Where a
 * station is a line for several windows it has a list for each stage that waits in it, by level (line.c).
 *
 * First come first served takes a line's head and last come its tail; random order draws from a bag beside
 * the list, shortest first from a heap beside it. Who waits is in exactly one line and, by the discipline, in
 * its bag or heap; n, the bag and the heap always agree.
 * Who joins or leaves may change the speed of the servers, of which a queue knows nothing: others add and
 * remove through qs_station_queue() and qs_station_unqueue() (speed.h).
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stddef.h>

#include "qsweep/memory.h"
#include "queue.h"
#include "timers.h"

QS_PART int qs_queue_line(const qs_engine *e, const qs_station *station, int class, int service)
{
    if (QS_RARE(station->line != QS_NONE))
        return e->tables.lines[station->line].list_of[class * e->model->n_services + service];
    return station->line_of ? station->line_of[class * e->model->n_services + service] : 0;
}

static qs_heap_notes order_notes(const qs_engine *e)
{
    return (qs_heap_notes){(char *)e->pool, sizeof *e->pool, offsetof(qs_customer, order_index)};
}

/* Work that somebody who waits is for the servers. */
QS_INLINE double work_of(const qs_engine *e, const qs_customer *customer)
{
    if (!QS_RARE(e->uses.crews))
        return customer->work;
    return customer->work *
           e->model->stages[customer->class * e->model->n_services + customer->service].servers;
}

static void add_to_order(qs_engine *e, qs_discipline discipline, qs_line *line, uint32_t id)
{
    qs_status status = QS_OK;
    if (discipline == QS_SHORTEST_FIRST) {
        status = qs_heap_add(&line->order, order_notes(e), e->pool[id].work, id);
    } else if (discipline == QS_RANDOM) {
        status = qs_reserve(&line->bag, &line->bag_capacity, (size_t)line->n + 1, sizeof *line->bag);
        if (!status) {
            line->bag[line->n] = id;
            e->pool[id].order_index = (uint32_t)line->n;
        }
    }
    if (status)
        qs_fail_replication(e, status);
}

static void remove_from_order(qs_engine *e, qs_discipline discipline, qs_line *line, uint32_t id)
{
    uint32_t index = e->pool[id].order_index;
    if (discipline == QS_SHORTEST_FIRST) {
        qs_heap_remove(&line->order, order_notes(e), index);
    } else if (discipline == QS_RANDOM) {
        line->bag[index] = line->bag[line->n - 1];
        e->pool[line->bag[index]].order_index = index;
        line->picked = line->picked == id ? QS_NOBODY : line->picked;
    }
}

QS_INLINE void link_behind(qs_engine *e, qs_line *line, uint32_t id, uint32_t before)
{
    qs_customer *customer = &e->pool[id];
    uint32_t after = before == QS_NOBODY ? line->head : e->pool[before].next;
    customer->previous = before;
    customer->next = after;
    if (before == QS_NOBODY)
        line->head = id;
    else
        e->pool[before].next = id;
    if (after == QS_NOBODY)
        line->tail = id;
    else
        e->pool[after].previous = id;
}

QS_PART void qs_queue_add(qs_engine *e, qs_station *station, uint32_t id, bool in_front)
{
    qs_customer *customer = &e->pool[id];
    const qs_window *window = station->rules;
    qs_line *line = &station->lines[customer->line];
    /* Who goes to the front under last come first served goes to the end that is served. */
    bool at_head = in_front && window->discipline != QS_LIFO;
    if (window->discipline != QS_FIFO)
        add_to_order(e, window->discipline, line, id);
    link_behind(e, line, id, at_head ? QS_NOBODY : line->tail);
    line->n++;
    if (QS_RARE(e->uses.jockeys))
        line->n_jockeys += e->model->classes[customer->class].jockeys;
    station->n_waiting++;
    station->queued_work += work_of(e, customer);
    customer->state = QS_WAITING;
    qs_meter *meter = station->meter;
    qs_gauge_move(&meter->queue, e->now, 1);
    if (__builtin_expect(station->has_row, 0))
        qs_gauge_move_apart(&e->meters.windows[station->own_meter].queue, e->now, 1);
    qs_gauge_count(&e->meters.system.queue, 1);
    if (e->model->n_classes > 1)
        qs_gauge_move(&e->meters.classes[customer->counted_as].queue, e->now, 1);
    if (station->n_waiting > meter->longest)
        meter->longest = station->n_waiting;
}

/* Out of its line, which is not shorter yet. */
QS_INLINE void unlink_from(qs_engine *e, const qs_station *station, qs_line *line, uint32_t id)
{
    const qs_customer *customer = &e->pool[id];
    if (station->rules->discipline != QS_FIFO)
        remove_from_order(e, station->rules->discipline, line, id);
    if (customer->previous == QS_NOBODY)
        line->head = customer->next;
    else
        e->pool[customer->previous].next = customer->next;
    if (customer->next == QS_NOBODY)
        line->tail = customer->previous;
    else
        e->pool[customer->next].previous = customer->previous;
}

QS_PART void qs_queue_remove(qs_engine *e, qs_station *station, uint32_t id)
{
    qs_customer *customer = &e->pool[id];
    qs_line *line = &station->lines[customer->line];
    unlink_from(e, station, line, id);
    line->n--;
    if (QS_RARE(e->uses.jockeys))
        line->n_jockeys -= e->model->classes[customer->class].jockeys;
    station->n_waiting--;
    /* An empty queue holds no work: the sum starts anew, so that rounding does not pile up. */
    station->queued_work = station->n_waiting > 0 ? station->queued_work - work_of(e, customer) : 0;
    QS_STATION_MOVE(e, station, queue, -1);
    e->meters.system.queue.n--;
    if (e->model->n_classes > 1)
        qs_gauge_add(&e->meters.classes[customer->counted_as].queue, e->now, -1);
    if (e->uses.patience)
        qs_patience_end(e, id);
    if (QS_RARE(e->uses.changes))
        qs_change_end(e, id);
    if (QS_RARE(e->uses.help))
        qs_help_end(e, id);
}

QS_TEXT void qs_queue_change_line(qs_engine *e, qs_station *station, uint32_t id, int line)
{
    qs_customer *customer = &e->pool[id];
    qs_line *from = &station->lines[customer->line], *to = &station->lines[line];
    int jockeys = QS_RARE(e->uses.jockeys) && e->model->classes[customer->class].jockeys;
    unlink_from(e, station, from, id);
    from->n--;
    from->n_jockeys -= jockeys;
    uint32_t before = to->tail;
    while (before != QS_NOBODY && qs_joined_before(customer, &e->pool[before]))
        before = e->pool[before].previous;
    customer->line = (int16_t)line;
    add_to_order(e, station->rules->discipline, to, id);
    link_behind(e, to, id, before);
    to->n++;
    to->n_jockeys += jockeys;
}

QS_PART uint32_t qs_queue_next(qs_engine *e, qs_station *station)
{
    qs_line *line = station->lines;
    while (line->n == 0)
        line++;
    switch (station->rules->discipline) {
    case QS_LIFO:
        return line->tail;
    case QS_RANDOM:
        return line->bag[line->n == 1 ? 0 : (size_t)(qs_draw(e, station->order_draw) * line->n)];
    case QS_SHORTEST_FIRST:
        return line->order.items[0].id;
    default:
        return line->head;
    }
}

/* Whether a is dropped before b: who has not been served yet, then who has waited longest. */
static bool goes_before(const qs_customer *a, const qs_customer *b)
{
    bool a_began = !isnan(a->start), b_began = !isnan(b->start);
    if (a_began != b_began)
        return b_began;
    return qs_joined_before(a, b);
}

/* Without people who change the queue or are handed back, each list is in order of joining. */
static bool is_ordered(const qs_engine *e, const qs_station *station)
{
    return !e->uses.moves && station->rules->preemption == QS_PREEMPT_NONE;
}

static uint32_t find_oldest(const qs_engine *e, const qs_station *station)
{
    bool heads_only = is_ordered(e, station);
    uint32_t oldest = QS_NOBODY;
    for (int l = 0; l < station->n_lines; l++)
        for (uint32_t id = station->lines[l].head; id != QS_NOBODY; id = e->pool[id].next) {
            if (oldest == QS_NOBODY || goes_before(&e->pool[id], &e->pool[oldest]))
                oldest = id;
            if (heads_only)
                break;
        }
    return oldest;
}

QS_TEXT int qs_queue_level(const qs_engine *e, const qs_station *station, int line)
{
    return !QS_RARE(station->line != QS_NONE) ? line : e->tables.lines[station->line].lists[line].level;
}

/* In a line for several windows several lists are of the least urgent level. */
static uint32_t last_of_lists(const qs_engine *e, const qs_station *station, int l)
{
    uint32_t last = QS_NOBODY;
    int level = qs_queue_level(e, station, l);
    for (; l >= 0 && qs_queue_level(e, station, l) == level; l--) {
        uint32_t tail = station->lines[l].tail;
        if (tail != QS_NOBODY && (last == QS_NOBODY || qs_joined_before(&e->pool[last], &e->pool[tail])))
            last = tail;
    }
    return last;
}

QS_TEXT uint32_t qs_queue_last(const qs_engine *e, const qs_station *station)
{
    int l = station->n_lines - 1;
    while (l >= 0 && station->lines[l].n == 0)
        l--;
    if (l < 0)
        return QS_NOBODY;
    if (QS_RARE(station->line != QS_NONE))
        return last_of_lists(e, station, l);
    uint32_t last = station->lines[l].tail;
    if (is_ordered(e, station))
        return last;
    for (uint32_t id = station->lines[l].head; id != QS_NOBODY; id = e->pool[id].next)
        if (qs_joined_before(&e->pool[last], &e->pool[id]))
            last = id;
    return last;
}

QS_TEXT uint32_t qs_queue_leaver(const qs_engine *e, const qs_station *station, int line)
{
    uint32_t last;
    switch (station->rules->overflow) {
    case QS_DROP_OLDEST:
        return find_oldest(e, station);
    case QS_DROP_LEAST_URGENT:
        last = qs_queue_last(e, station);
        return last != QS_NOBODY &&
                       qs_queue_level(e, station, e->pool[last].line) > qs_queue_level(e, station, line)
                   ? last
                   : QS_NOBODY;
    default:
        return QS_NOBODY;
    }
}
