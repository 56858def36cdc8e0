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

static void add(qs_engine *e, qs_heap *heap, int slot, double time, uint32_t id)
{
    qs_status status = qs_heap_add(heap, qs_customer_notes(e), time, id);
    if (status)
        qs_fail_replication(e, status);
    else
        show_first(e, heap, slot);
}

static void take_out(qs_engine *e, qs_heap *heap, int slot, uint32_t id)
{
    qs_heap_remove(heap, qs_customer_notes(e), e->pool[id].heap_index);
    e->pool[id].heap_index = QS_NOBODY;
    show_first(e, heap, slot);
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

static void await_change(qs_engine *e, uint32_t id, double time)
{
    qs_status status = qs_heap_add(&e->changes, change_notes(e), time, id);
    if (status)
        qs_fail_replication(e, status);
    else
        show_first(e, &e->changes, e->slot_of.change);
}

void qs_change_await_next(qs_engine *e, uint32_t id)
{
    const qs_customer *customer = &e->pool[id];
    const qs_class *class = &e->model->classes[customer->joined_as];
    if ((size_t)customer->n_changes < class->n_changes)
        await_change(e, id, customer->join + class->changes[customer->n_changes].after);
}

void qs_change_end(qs_engine *e, uint32_t id)
{
    if (e->pool[id].change_index == QS_NOBODY)
        return;
    qs_heap_remove(&e->changes, change_notes(e), e->pool[id].change_index);
    e->pool[id].change_index = QS_NOBODY;
    show_first(e, &e->changes, e->slot_of.change);
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
    qs_status status = qs_heap_add(&e->help, help_notes(e), time, id);
    if (status)
        qs_fail_replication(e, status);
    else
        show_first(e, &e->help, e->slot_of.help);
}

void qs_help_end(qs_engine *e, uint32_t id)
{
    if (e->pool[id].help_index == QS_NOBODY)
        return;
    qs_heap_remove(&e->help, help_notes(e), e->pool[id].help_index);
    e->pool[id].help_index = QS_NOBODY;
    show_first(e, &e->help, e->slot_of.help);
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
