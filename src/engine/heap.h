/* A binary heap of (time, customer), for what is unbounded or cancelled: patience, thinking, the
 * departures of endless windows, the shortest service first.
 *
 * Equal times leave in the order they entered. Each customer knows where in the heap it is, so it
 * can be taken out from the middle; `notes` says where that is noted.
 * Source: Cormen, Leiserson, Rivest, Stein, Introduction to Algorithms, ch. 6.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_HEAP_H
#define QSWEEP_HEAP_H

#include <stddef.h>
#include <stdint.h>

#include "qsweep/status.h"

typedef struct qs_heap_item {
    double time;
    uint64_t order;
    uint32_t id;
} qs_heap_item;

typedef struct qs_heap {
    qs_heap_item *items; /* owned */
    size_t n, capacity;
    uint64_t entered; /* how many ever, for the order among equals */
} qs_heap;

/* Where the index of a customer in its heap is noted: the uint32_t at `offset` in pool[id]. */
typedef struct qs_heap_notes {
    char *pool;
    size_t stride, offset;
} qs_heap_notes;

/* Errors: QS_ERROR_MEMORY. */
qs_status qs_heap_add(qs_heap *heap, qs_heap_notes notes, double time, uint32_t id);
void qs_heap_remove(qs_heap *heap, qs_heap_notes notes, uint32_t index);
void qs_heap_reset(qs_heap *heap);
void qs_heap_clear(qs_heap *heap);

#endif
