/* The event set: one slot for each thing that can happen next, and which of them is first.
 *
 * Sources, servers and marks are known before a replication starts, so each has its slot with the
 * time of its next event (INFINITY: none). Up to QS_SLOTS_SCANNED slots are scanned; above that a
 * winner tree keeps, in every node, the earlier of its two children. Times are compared as
 * integers, which orders non-negative doubles as they are. Among equal times the lowest slot wins: that is
 * the order of simultaneous events that engine.h documents.
 * Source: Knuth, The Art of Computer Programming 3, 5.4.1 (trees of winners).
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_SLOTS_H
#define QSWEEP_SLOTS_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { QS_SLOTS_SCANNED = 6 };

typedef struct qs_slots {
    int n;          /* slots */
    int n_leaves;   /* a power of two >= n */
    int64_t *key;   /* [2 * n_leaves] time bits; leaf of slot i at n_leaves + i, root at 1 */
    int32_t *first; /* [2 * n_leaves] the slot that a node's key comes from */
} qs_slots;

static inline int64_t qs_slots_key(double time)
{
    int64_t key;
    memcpy(&key, &time, sizeof key);
    return key;
}

static inline double qs_slots_time(const qs_slots *slots, int slot)
{
    double time;
    memcpy(&time, &slots->key[slots->n_leaves + slot], sizeof time);
    return time;
}

/* Set a leaf and play its matches again up to the root. */
static inline void qs_slots_set_tree(qs_slots *slots, int slot, double time)
{
    int64_t *key = slots->key;
    int32_t *first = slots->first;
    unsigned node = (unsigned)(slots->n_leaves + slot);
    key[node] = qs_slots_key(time);
    while (node > 1) {
        unsigned left = node & ~1U;
        unsigned winner = left | (key[left + 1] < key[left]);
        node >>= 1;
        key[node] = key[winner];
        first[node] = first[winner];
    }
}

static inline void qs_slots_set_scan(qs_slots *slots, int slot, double time)
{
    slots->key[slots->n_leaves + slot] = qs_slots_key(time);
}

static inline int qs_slots_first_tree(const qs_slots *slots)
{
    return slots->first[1];
}

static inline int qs_slots_first_scan(const qs_slots *slots)
{
    const int64_t *key = slots->key + slots->n_leaves;
    int best = 0;
    int64_t best_key = key[0];
    for (int i = 1; i < slots->n; i++) {
        best = key[i] < best_key ? i : best;
        best_key = key[i] < best_key ? key[i] : best_key;
    }
    return best;
}

static inline void qs_slots_set(qs_slots *slots, int slot, double time)
{
    if (slots->n <= QS_SLOTS_SCANNED)
        qs_slots_set_scan(slots, slot, time);
    else
        qs_slots_set_tree(slots, slot, time);
}

static inline int qs_slots_first(const qs_slots *slots)
{
    return slots->n <= QS_SLOTS_SCANNED ? qs_slots_first_scan(slots) : qs_slots_first_tree(slots);
}

/* Every slot to INFINITY. */
static inline void qs_slots_reset(qs_slots *slots)
{
    for (int i = 0; i < 2 * slots->n_leaves; i++)
        slots->key[i] = qs_slots_key(INFINITY);
    for (int i = 0; i < slots->n_leaves; i++)
        slots->first[slots->n_leaves + i] = i;
    for (int i = slots->n_leaves - 1; i > 0; i--)
        slots->first[i] = slots->first[2 * i];
}

#endif
