/* Who holds which units of the resources, and who may begin with what is left.
 *
 * A service begins when its servers and all its units are there. Units that it needs come back when the
 * customer leaves its server: after the service, the dead time that holds it, and the time it is blocked.
 * Units that it takes stay with the customer until a service gives them back, at the same instant of its own
 * end, or until the customer leaves the system, whatever becomes of it.
 * Of a queue, who is next and cannot begin keeps the others waiting, but for those who lack only units of
 * resources that allow overtaking: they are passed over.
 * A shift with fewer units takes none away: those held are given back first, and then are gone.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "ledger.h"

#include <math.h>
#include <string.h>

#include "qsweep/memory.h"
#include "queue.h"

qs_status qs_ledger_build(qs_engine *e)
{
    qs_resources *r = &e->resources;
    size_t n_stations = (size_t)e->n_stations;
    if (!e->uses.demands)
        return QS_OK;
    qs_status status = qs_calloc((size_t)e->model->n_resources, sizeof *r->stocks, &r->stocks);
    if (!status)
        status = qs_calloc(n_stations, sizeof *r->shortages, &r->shortages);
    if (!status)
        status = qs_calloc(n_stations, sizeof *r->changed, &r->changed);
    if (!status)
        status = qs_calloc(n_stations * (size_t)e->model->n_resources, sizeof *r->clocks, &r->clocks);
    for (size_t s = 0; s < n_stations && !status; s++)
        r->shortages[s].clock = r->clocks + s * (size_t)e->model->n_resources;
    return status ? status : qs_calloc(n_stations, sizeof *r->flags, &r->flags);
}

void qs_ledger_free(qs_engine *e)
{
    qs_resources *r = &e->resources;
    for (int s = 0; r->shortages && s < e->n_stations; s++)
        qs_free(r->shortages[s].passed);
    qs_free(r->clocks);
    qs_free(r->stocks);
    qs_free(r->shortages);
    qs_free(r->changed);
    qs_free(r->flags);
    qs_free(r->ledger);
    qs_free(r->waits);
}

static void tell(const qs_engine *e, const qs_stock *stock)
{
    qs_tell_incident(e, (qs_incident){.kind = QS_INCIDENT_STOCK,
                                      .place = (int)(stock - e->resources.stocks),
                                      .member = QS_NONE,
                                      .server = QS_NONE,
                                      .amount = stock->held,
                                      .more = stock->units});
}

/* After units there, or held, have changed. */
static void show(qs_engine *e, qs_stock *stock)
{
    int64_t there = stock->held > stock->units ? stock->held : stock->units;
    qs_gauge_move(&stock->used, e->now, stock->held - stock->used.n);
    qs_gauge_move(&stock->there, e->now, there - stock->there.n);
    e->resources.units_changed = true;
    tell(e, stock);
}

static void plan_shift(qs_engine *e, int r)
{
    qs_stock *stock = &e->resources.stocks[r];
    const qs_steps shifts = qs_resource_shifts(&e->model->resources[r]);
    stock->units = (int64_t)shifts.pieces[stock->shift.piece].value;
    qs_slots_set(&e->slots, stock->shift_slot, qs_steps_until(&shifts, stock->shift));
}

void qs_ledger_start(qs_engine *e)
{
    qs_resources *r = &e->resources;
    r->units_came = r->units_changed = r->is_suspect = false;
    r->n_changed = 0;
    for (int s = 0; s < e->n_stations; s++) {
        r->shortages[s].n = 0;
        r->shortages[s].since = 0;
        r->shortages[s].next = (qs_shortage){QS_NOBODY, QS_NONE};
        r->flags[s] = 0;
        for (int i = 0; i < e->model->n_resources; i++)
            r->shortages[s].clock[i] = 0;
    }
    for (int i = 0; i < e->model->n_resources; i++) {
        qs_stock *stock = &r->stocks[i];
        *stock = (qs_stock){.units = e->model->resources[i].units, .shift_slot = stock->shift_slot};
        if (stock->shift_slot != QS_NONE)
            plan_shift(e, i);
        stock->there.n = stock->there.largest = stock->units;
        tell(e, stock);
    }
}

void qs_ledger_shift(qs_engine *e, int slot)
{
    int r = e->tables.slot_owner[slot];
    const qs_steps shifts = qs_resource_shifts(&e->model->resources[r]);
    e->resources.stocks[r].shift = qs_steps_next(&shifts, e->resources.stocks[r].shift);
    plan_shift(e, r);
    show(e, &e->resources.stocks[r]);
    e->resources.units_came = true;
    e->resources.is_suspect = true; /* who waited for this change may wait for ever now */
}

bool qs_ledger_gets_more(const qs_engine *e, int resource)
{
    const qs_stock *stock = &e->resources.stocks[resource];
    const qs_resource *of = &e->model->resources[resource];
    if (of->shifts_period > 0)
        return stock->units < of->units; /* all there ever is comes again */
    return stock->shift_slot != QS_NONE && !isinf(qs_slots_time(&e->slots, stock->shift_slot));
}

/* ---- what a customer holds ---- */

static int32_t *held_by(const qs_engine *e, uint32_t id)
{
    return e->resources.ledger + (size_t)id * (size_t)e->model->n_resources;
}

bool qs_ledger_holds(const qs_engine *e, uint32_t id, int resource)
{
    return held_by(e, id)[resource] > 0;
}

static bool holds_anything(const qs_engine *e, uint32_t id)
{
    for (int r = 0; r < e->model->n_resources; r++)
        if (held_by(e, id)[r] > 0)
            return true;
    return false;
}

static double *waits_of(const qs_engine *e, uint32_t id)
{
    return e->resources.waits + (size_t)id * (size_t)e->model->n_resources;
}

qs_status qs_ledger_enrol(qs_engine *e, uint32_t id)
{
    qs_resources *r = &e->resources;
    size_t n = (size_t)e->model->n_resources, end = ((size_t)id + 1) * n;
    qs_status status = qs_reserve(&r->ledger, &r->ledger_capacity, end, sizeof *r->ledger);
    if (!status)
        status = qs_reserve(&r->waits, &r->waits_capacity, end, sizeof *r->waits);
    if (!status)
        memset(held_by(e, id), 0, n * sizeof *r->ledger);
    return status;
}

void qs_ledger_enter(qs_engine *e, uint32_t id)
{
    for (int r = 0; r < e->model->n_resources; r++)
        waits_of(e, id)[r] = 0;
}

static const qs_stage *stage_of(const qs_engine *e, const qs_customer *customer)
{
    return &e->model->stages[customer->class * e->model->n_services + customer->service];
}

static const qs_demand *demand_at(const qs_engine *e, const qs_stage *stage, int i)
{
    return &e->model->demands[stage->first_demand + i];
}

int64_t qs_ledger_asks(const qs_engine *e, const qs_customer *who, int resource)
{
    const qs_stage *stage = stage_of(e, who);
    int64_t units = 0;
    for (int i = 0; i < stage->n_demands; i++) {
        const qs_demand *demand = demand_at(e, stage, i);
        if (demand->resource == resource && demand->kind != QS_GIVES)
            units += qs_demand_units(demand, who->party);
    }
    return units;
}

static void give_back(qs_engine *e, uint32_t id, int r, int64_t units)
{
    int32_t *held = held_by(e, id);
    units = units < held[r] ? units : held[r];
    if (units == 0)
        return;
    held[r] -= (int32_t)units;
    e->resources.stocks[r].held -= units;
    show(e, &e->resources.stocks[r]);
    e->resources.units_came = true;
}

/* What it holds is at work while it is served: it will be given back, or move on, some time. */
static void set_at_work(qs_engine *e, uint32_t id, int sign)
{
    for (int r = 0; r < e->model->n_resources; r++)
        e->resources.stocks[r].at_work += sign * held_by(e, id)[r];
}

void qs_ledger_rest(qs_engine *e, uint32_t id)
{
    if (e->stations[e->pool[id].station].is_demanding) /* else it was never noted to be */
        set_at_work(e, id, -1);
    e->resources.is_suspect |= holds_anything(e, id);
}

void qs_ledger_hold(qs_engine *e, uint32_t id)
{
    const qs_customer *customer = &e->pool[id];
    for (int r = 0; r < e->model->n_resources; r++) {
        qs_stock *stock = &e->resources.stocks[r];
        int64_t units = qs_ledger_asks(e, customer, r);
        if (units == 0)
            continue;
        held_by(e, id)[r] += (int32_t)units;
        stock->held += units;
        show(e, stock);
        if (!customer->is_counted)
            continue;
        stock->n_waits++;
        stock->waited += waits_of(e, id)[r];
    }
    set_at_work(e, id, 1);
}

void qs_ledger_leave_server(qs_engine *e, uint32_t id)
{
    const qs_customer *customer = &e->pool[id];
    const qs_stage *stage = stage_of(e, customer);
    if (customer->state != QS_STUCK) /* else it rests since it was blocked */
        qs_ledger_rest(e, id);
    for (int i = 0; i < stage->n_demands; i++) {
        const qs_demand *demand = demand_at(e, stage, i);
        if (demand->kind != QS_TAKES)
            give_back(e, id, demand->resource, qs_demand_units(demand, customer->party));
    }
}

void qs_ledger_release(qs_engine *e, uint32_t id)
{
    for (int r = 0; r < e->model->n_resources; r++)
        give_back(e, id, r, held_by(e, id)[r]);
}

/* ---- who may begin ---- */

/* BEGINS: servers and units are there. PASSED: all that it lacks may be overtaken. WAITS: it keeps those
 * behind it waiting. */
typedef enum verdict { BEGINS, PASSED, WAITS } verdict;

/* lacks [out] the first resource of which units are missing; QS_NONE */
static verdict judge(const qs_engine *e, const qs_station *station, const qs_customer *who, int *lacks)
{
    const qs_stage *stage = stage_of(e, who);
    bool may_be_passed = true;
    *lacks = QS_NONE;
    if (!station->is_endless && station->n_idle < stage->servers)
        return WAITS;
    for (int i = 0; i < stage->n_demands; i++) {
        const qs_demand *demand = demand_at(e, stage, i);
        const qs_stock *stock = &e->resources.stocks[demand->resource];
        if (demand->kind == QS_GIVES ||
            qs_ledger_asks(e, who, demand->resource) <= stock->units - stock->held)
            continue;
        may_be_passed &= e->model->resources[demand->resource].overtaking;
        if (*lacks == QS_NONE || demand->resource < *lacks)
            *lacks = demand->resource;
    }
    return *lacks == QS_NONE ? BEGINS : may_be_passed ? PASSED : WAITS;
}

/* Whether somebody of a line must begin before one with so much work. */
static bool keeps_waiting(const qs_engine *e, const qs_station *station, const qs_line *line, double work)
{
    for (uint32_t id = line->head; id != QS_NOBODY; id = e->pool[id].next) {
        int lacks;
        if (e->pool[id].work <= work && judge(e, station, &e->pool[id], &lacks) != PASSED)
            return true;
    }
    return false;
}

bool qs_ledger_begins(const qs_engine *e, const qs_station *station, const qs_customer *who, int line)
{
    qs_discipline discipline = e->model->windows[station->window].discipline;
    int lacks;
    if (judge(e, station, who, &lacks) != BEGINS)
        return false;
    for (int l = 0; l < line; l++)
        if (keeps_waiting(e, station, &station->lines[l], INFINITY))
            return false;
    return discipline == QS_LIFO || !keeps_waiting(e, station, &station->lines[line],
                                                   discipline == QS_SHORTEST_FIRST ? who->work : INFINITY);
}

/* ---- who is next ---- */

static qs_shortages *shortages_of(const qs_engine *e, const qs_station *station)
{
    return &e->resources.shortages[station - e->stations];
}

static void note_passed(qs_engine *e, const qs_station *station, uint32_t id, int resource)
{
    qs_shortages *list = shortages_of(e, station);
    qs_status status = qs_reserve(&list->passed, &list->capacity, list->n + 1, sizeof *list->passed);
    if (status)
        qs_fail_replication(e, status);
    else
        list->passed[list->n++] = (qs_shortage){id, resource};
}

/* A look through a queue. */
typedef struct look {
    qs_engine *e;
    qs_station *station;
    bool notes;
    bool stops; /* somebody keeps the others waiting */
} look;

static verdict look_at(look *l, uint32_t id)
{
    int lacks;
    verdict found = judge(l->e, l->station, &l->e->pool[id], &lacks);
    l->stops |= found == WAITS;
    if (l->notes && found == PASSED)
        note_passed(l->e, l->station, id, lacks);
    if (l->notes && found == WAITS && lacks != QS_NONE)
        shortages_of(l->e, l->station)->next = (qs_shortage){id, lacks};
    return found;
}

static uint32_t next_in_list(look *l, const qs_line *line, bool is_lifo)
{
    uint32_t id = is_lifo ? line->tail : line->head;
    while (id != QS_NOBODY) {
        verdict found = look_at(l, id);
        if (found != PASSED)
            return found == BEGINS ? id : QS_NOBODY;
        id = is_lifo ? l->e->pool[id].previous : l->e->pool[id].next;
    }
    return QS_NOBODY;
}

static bool goes_first(const qs_heap_item *a, const qs_heap_item *b)
{
    return a->time < b->time || (a->time == b->time && a->order < b->order);
}

/* The shortest of those who are not passed over. */
static uint32_t next_in_heap(look *l, const qs_line *line)
{
    const qs_heap_item *best = NULL;
    int lacks;
    for (size_t i = 0; i < line->order.n; i++) {
        const qs_heap_item *item = &line->order.items[i];
        if ((!best || goes_first(item, best)) &&
            judge(l->e, l->station, &l->e->pool[item->id], &lacks) != PASSED)
            best = item;
        if (i == 0 && best)
            break; /* the first of all */
    }
    for (size_t i = 0; l->notes && i < line->order.n && best != line->order.items; i++)
        if (!best || goes_first(&line->order.items[i], best))
            look_at(l, line->order.items[i].id);
    return best && look_at(l, best->id) == BEGINS ? best->id : QS_NOBODY;
}

/* Of those who are not passed over, by lot; whoever is drawn stays drawn until it begins or goes. */
static uint32_t next_in_bag(look *l, qs_line *line)
{
    int n = 0, lacks;
    uint32_t at = line->picked;
    if (at == QS_NOBODY)
        at = line->bag[line->n == 1 ? 0 : (size_t)(qs_draw(l->e, l->station->order_draw) * line->n)];
    verdict found = look_at(l, at);
    line->picked = found == PASSED ? QS_NOBODY : at;
    if (found != PASSED)
        return found == BEGINS ? at : QS_NOBODY;
    for (int i = 0; i < line->n; i++)
        n += judge(l->e, l->station, &l->e->pool[line->bag[i]], &lacks) != PASSED;
    int k = n <= 1 ? 0 : (int)(qs_draw(l->e, l->station->order_draw) * n);
    for (int i = 0; n > 0 && i < line->n; i++) {
        at = line->bag[i];
        if (judge(l->e, l->station, &l->e->pool[at], &lacks) != PASSED && k-- == 0) {
            line->picked = at;
            return look_at(l, at) == BEGINS ? at : QS_NOBODY;
        }
    }
    return QS_NOBODY;
}

uint32_t qs_ledger_next(qs_engine *e, qs_station *station, bool notes)
{
    look l = {.e = e, .station = station, .notes = notes};
    qs_discipline discipline = e->model->windows[station->window].discipline;
    if (station->n_waiting == 0 || (station->n_idle == 0 && !station->is_endless))
        return QS_NOBODY;
    for (int i = 0; i < station->n_lines && !l.stops; i++) {
        qs_line *line = &station->lines[i];
        uint32_t id = line->n == 0                      ? QS_NOBODY
                      : discipline == QS_RANDOM         ? next_in_bag(&l, line)
                      : discipline == QS_SHORTEST_FIRST ? next_in_heap(&l, line)
                                                        : next_in_list(&l, line, discipline == QS_LIFO);
        if (id != QS_NOBODY)
            return id;
    }
    return QS_NOBODY;
}

/* ---- what is to be looked at again ---- */

void qs_ledger_changed(qs_engine *e, const qs_station *station)
{
    qs_resources *r = &e->resources;
    int at = (int)(station - e->stations);
    if (r->flags[at] & QS_STATION_CHANGED)
        return;
    r->flags[at] |= QS_STATION_CHANGED;
    r->changed[r->n_changed++] = at;
}

/* Somebody who is passed over lacks something else than who is next. */
static void count_passed(const qs_engine *e, const qs_shortages *list, const qs_shortage *passed)
{
    double *waits = waits_of(e, passed->id), time = e->now - list->since;
    waits[passed->resource] += time;
    if (list->next.id != QS_NOBODY)
        waits[list->next.resource] -= time;
}

void qs_ledger_close(qs_engine *e, const qs_station *station)
{
    qs_shortages *list = shortages_of(e, station);
    for (size_t i = 0; i < list->n; i++)
        count_passed(e, list, &list->passed[i]);
    if (list->next.id != QS_NOBODY)
        list->clock[list->next.resource] += e->now - list->since;
    list->n = 0;
    list->next = (qs_shortage){QS_NOBODY, QS_NONE};
    list->since = e->now;
}

/* All in the queue wait for what who is next waits for: of this clock each has its part. */
static void add_clock(const qs_engine *e, const qs_shortages *list, uint32_t id, int sign)
{
    double *waits = waits_of(e, id);
    for (int r = 0; r < e->model->n_resources; r++)
        waits[r] += sign * list->clock[r];
    if (list->next.id != QS_NOBODY)
        waits[list->next.resource] += sign * (e->now - list->since);
}

void qs_ledger_queued(qs_engine *e, const qs_station *station, uint32_t id)
{
    qs_ledger_changed(e, station);
    if (!e->uses.resources)
        return;
    add_clock(e, shortages_of(e, station), id, -1);
    e->resources.is_suspect |= holds_anything(e, id);
}

void qs_ledger_unqueued(qs_engine *e, const qs_station *station, uint32_t id)
{
    qs_shortages *list = shortages_of(e, station);
    qs_ledger_changed(e, station);
    if (!e->uses.resources)
        return;
    add_clock(e, list, id, 1);
    for (size_t i = 0; i < list->n; i++)
        if (list->passed[i].id == id) {
            count_passed(e, list, &list->passed[i]);
            list->passed[i] = list->passed[--list->n];
            break;
        }
    if (list->next.id == id)
        qs_ledger_close(e, station);
}
