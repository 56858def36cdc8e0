/* What is due for a customer whom no server has: the end of its patience, of its thinking, of its time
 * outside before it comes again; the next change of its class; help from other windows.
 *
 * Each kind has a heap, for there may be as many as there are customers, and one slot of the calendar that
 * shows the time of the heap's first. A customer is in one of the first three at most, and knows where
 * (heap_index); in that of the changes (change_index), or of help for who waits in a line (help_index), it may
 * be besides.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stddef.h>

#include "timers.h"

static void show_first(qs_engine *e, const qs_heap *heap, int slot)
{
    qs_slots_set(&e->slots, slot, heap->n ? heap->items[0].time : INFINITY);
}

/* notes [in] of the index by which a customer knows its place in the heap */
static void add_to(qs_engine *e, qs_heap *heap, qs_heap_notes notes, int slot, double time, uint32_t id)
{
    qs_status status = qs_heap_add(heap, notes, time, id);
    if (status)
        qs_fail_replication(e, status);
    else
        show_first(e, heap, slot);
}

static void take_from(qs_engine *e, qs_heap *heap, qs_heap_notes notes, int slot, uint32_t *index)
{
    qs_heap_remove(heap, notes, *index);
    *index = QS_NOBODY;
    show_first(e, heap, slot);
}

static void add(qs_engine *e, qs_heap *heap, int slot, double time, uint32_t id)
{
    add_to(e, heap, qs_customer_notes(e), slot, time, id);
}

static void take_out(qs_engine *e, qs_heap *heap, int slot, uint32_t id)
{
    take_from(e, heap, qs_customer_notes(e), slot, &e->pool[id].heap_index);
}

void qs_patience_begin(qs_engine *e, uint32_t id, double deadline)
{
    if (!isinf(deadline))
        add(e, &e->patience, e->slot_of.patience, deadline, id);
}

void qs_patience_end(qs_engine *e, uint32_t id)
{
    if (e->pool[id].heap_index != QS_NOBODY)
        take_out(e, &e->patience, e->slot_of.patience, id);
}

double qs_patience_deadline(const qs_engine *e, uint32_t id)
{
    uint32_t index = e->pool[id].heap_index;
    return index == QS_NOBODY ? INFINITY : e->patience.items[index].time;
}

static qs_heap_notes change_notes(const qs_engine *e)
{
    return (qs_heap_notes){(char *)e->pool, sizeof *e->pool, offsetof(qs_customer, change_index)};
}

void qs_change_await_next(qs_engine *e, uint32_t id)
{
    const qs_customer *customer = &e->pool[id];
    const qs_class *class = &e->model->classes[customer->joined_as];
    if ((size_t)customer->n_changes < class->n_changes)
        add_to(e, &e->changes, change_notes(e), e->slot_of.change,
               customer->join + class->changes[customer->n_changes].after, id);
}

void qs_change_end(qs_engine *e, uint32_t id)
{
    if (e->pool[id].change_index != QS_NOBODY)
        take_from(e, &e->changes, change_notes(e), e->slot_of.change, &e->pool[id].change_index);
}

void qs_orbit_begin(qs_engine *e, uint32_t id, double until)
{
    e->pool[id].state = QS_OUTSIDE;
    add(e, &e->orbit, e->slot_of.orbit, until, id);
}

void qs_orbit_end(qs_engine *e, uint32_t id)
{
    take_out(e, &e->orbit, e->slot_of.orbit, id);
}

static qs_heap_notes help_notes(const qs_engine *e)
{
    return (qs_heap_notes){(char *)e->pool, sizeof *e->pool, offsetof(qs_customer, help_index)};
}

void qs_help_begin(qs_engine *e, uint32_t id, double time)
{
    add_to(e, &e->help, help_notes(e), e->slot_of.help, time, id);
}

void qs_help_end(qs_engine *e, uint32_t id)
{
    if (e->pool[id].help_index != QS_NOBODY)
        take_from(e, &e->help, help_notes(e), e->slot_of.help, &e->pool[id].help_index);
}

void qs_thinking_begin(qs_engine *e, uint32_t id, double until)
{
    e->pool[id].state = QS_THINKING;
    add(e, &e->thinking, e->slot_of.thinking, until, id);
}

uint32_t qs_thinking_end(qs_engine *e)
{
    uint32_t id = e->thinking.items[0].id;
    take_out(e, &e->thinking, e->slot_of.thinking, id);
    return id;
}
