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
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { QS_SLOTS_SCANNED = 6 };

/* A node of the tree: the earlier of its children. */
typedef struct qs_match {
    int64_t key;   /* bits of the time */
    int32_t first; /* the slot it comes from */
} qs_match;

typedef struct qs_slots {
    int n;           /* slots */
    int n_leaves;    /* a power of two >= n */
    qs_match *match; /* [2 * n_leaves] leaf of slot i at n_leaves + i, root at 1 */
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
    memcpy(&time, &slots->match[slots->n_leaves + slot].key, sizeof time);
    return time;
}

/* The compiler must not know what these are: else it makes a branch of a choice between them. */
#if defined(__GNUC__) && !defined(__clang__)
#define QS_SLOTS_HIDE(key, first) __asm__("" : "+r"(key), "+r"(first))
#else
#define QS_SLOTS_HIDE(key, first) ((void)0)
#endif

/* Set a leaf and play its matches again up to the root. The winner so far stays in registers, and it is
 * picked without a branch, by two conditional moves a match, for which of two random times is earlier cannot be
 * predicted. On equal times the left one wins: it must be beaten by the right one, and ties with what comes from
 * the right (node odd) are taken by the left, hence the + 1. */
static inline void qs_slots_set_tree(qs_slots *slots, int slot, double time)
{
    qs_match *match = slots->match;
    size_t node = (size_t)slots->n_leaves + (size_t)slot;
    int64_t key = qs_slots_key(time), first = slot;
    match[node].key = key;
    while (node > 1) {
        int64_t other_key = match[node ^ 1].key, other_first = match[node ^ 1].first;
        bool wins = other_key < key + (int64_t)(node & 1);
        QS_SLOTS_HIDE(other_key, other_first);
        key = wins ? other_key : key;
        first = wins ? other_first : first;
        node >>= 1;
        match[node].key = key;
        match[node].first = (int32_t)first;
    }
}

static inline void qs_slots_set_scan(qs_slots *slots, int slot, double time)
{
    slots->match[slots->n_leaves + slot].key = qs_slots_key(time);
}

static inline int qs_slots_first_tree(const qs_slots *slots)
{
    return slots->match[1].first;
}

static inline int qs_slots_first_scan(const qs_slots *slots)
{
    const qs_match *leaf = slots->match + slots->n_leaves;
    int best = 0;
    int64_t best_key = leaf[0].key;
    for (int i = 1; i < slots->n; i++) {
        best = leaf[i].key < best_key ? i : best;
        best_key = leaf[i].key < best_key ? leaf[i].key : best_key;
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
    for (int i = 0; i < slots->n_leaves; i++)
        slots->match[slots->n_leaves + i] = (qs_match){qs_slots_key(INFINITY), i};
    for (int i = slots->n_leaves - 1; i > 0; i--)
        slots->match[i] = slots->match[2 * i];
}

#endif
