/* Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "heap.h"

#include <stdbool.h>
#include <string.h>

#include "qsweep/memory.h"

static bool is_before(const qs_heap_item *a, const qs_heap_item *b)
{
    return a->time < b->time || (a->time == b->time && a->order < b->order);
}

static void put(qs_heap *heap, qs_heap_notes notes, size_t index, qs_heap_item item)
{
    uint32_t note = (uint32_t)index;
    heap->items[index] = item;
    memcpy(notes.pool + item.id * notes.stride + notes.offset, &note, sizeof note);
}

static void rise(qs_heap *heap, qs_heap_notes notes, size_t index, qs_heap_item item)
{
    while (index > 0 && is_before(&item, &heap->items[(index - 1) / 2])) {
        put(heap, notes, index, heap->items[(index - 1) / 2]);
        index = (index - 1) / 2;
    }
    put(heap, notes, index, item);
}

static void sink(qs_heap *heap, qs_heap_notes notes, size_t index, qs_heap_item item)
{
    for (size_t child; (child = 2 * index + 1) < heap->n; index = child) {
        if (child + 1 < heap->n && is_before(&heap->items[child + 1], &heap->items[child]))
            child++;
        if (!is_before(&heap->items[child], &item))
            break;
        put(heap, notes, index, heap->items[child]);
    }
    put(heap, notes, index, item);
}

qs_status qs_heap_add(qs_heap *heap, qs_heap_notes notes, double time, uint32_t id)
{
    qs_status status = qs_reserve(&heap->items, &heap->capacity, heap->n + 1, sizeof *heap->items);
    if (status)
        return status;
    qs_heap_item item = {.time = time, .order = heap->entered++, .id = id};
    rise(heap, notes, heap->n++, item);
    return QS_OK;
}

void qs_heap_remove(qs_heap *heap, qs_heap_notes notes, uint32_t index)
{
    qs_heap_item last = heap->items[--heap->n];
    if (index == heap->n)
        return;
    if (index > 0 && is_before(&last, &heap->items[(index - 1) / 2]))
        rise(heap, notes, index, last);
    else
        sink(heap, notes, index, last);
}

void qs_heap_reset(qs_heap *heap)
{
    heap->n = 0;
    heap->entered = 0;
}

void qs_heap_clear(qs_heap *heap)
{
    qs_free(heap->items);
    *heap = (qs_heap){0};
}
