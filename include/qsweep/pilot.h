/* What is seen of the start of a system before it is measured: run.warmup mser5.
 *
 * Pilots are replications of a scenario that nothing is measured in. Each gives the number of customers over
 * time, from empty: the time spent at windows in each of many equal slots, that of waiting ones counted twice
 * (where everybody is always present, only waiting shows how the start wears off). Unlike the waits of those
 * who arrive in a slot, this is known to the end of the horizon, and of every slot. Averaged over the pilots
 * it has little noise, and MSER-5 (qs_mser5_late) finds in it where the start is over.
 *
 * Slots take a bounded memory. With a horizon they divide it; where run.customers ends a replication nobody
 * knows when, they begin short and become twice as long whenever more would be needed. Folding is in index
 * order, replications within pieces and then pieces, as everywhere.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_PILOT_H
#define QSWEEP_PILOT_H

#include <stdbool.h>
#include <stdint.h>

#include "qsweep/bytes.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
    QS_PILOT_SLOTS = 1280, /* 256 batches of MSER-5 */
    QS_PILOT_PIECE = 2,    /* pilots in a piece, which is what is handed out at once: whole pairs */
    QS_MOST_PILOTS = 64,
    QS_MOST_PILOT_PIECES = QS_MOST_PILOTS / QS_PILOT_PIECE
};

/* Pilots folded together. All-zero is none, and the identity of folding. */
typedef struct qs_pilot {
    uint64_t scenario;            /* whose they are */
    uint64_t piece;               /* which piece; of folded ones, how many */
    uint64_t n;                   /* pilots; those that failed are not in it */
    uint64_t n_slots;             /* that all of them have gone through to the end */
    double width;                 /* of a slot */
    double spent[QS_PILOT_SLOTS]; /* customers' time in each, waiting counted twice, summed over the pilots */
} qs_pilot;

/* Make slots twice as long: each is the sum of two, an odd one at the end is dropped. */
void qs_pilot_widen(qs_pilot *pilot);

/* Fold the next pilots into those so far; widths are equal but for a power of two. Only slots that all have
 * gone through are left. */
void qs_pilot_fold(qs_pilot *into, const qs_pilot *from);

/* The instant from which to measure: the beginning of a slot, 0 without pilots. At most half of what all have
 * gone through. */
double qs_pilot_cut(const qs_pilot *pilot);

/* Does the start wear off within what the pilots have gone through (qs_mser5_settles)? */
bool qs_pilot_settles(const qs_pilot *pilot);

/* As bytes, appended, and back. Errors: QS_ERROR_MEMORY; QS_ERROR_FORMAT (torn). */
qs_status qs_pilot_pack(const qs_pilot *pilot, qs_bytes *bytes);
qs_status qs_pilot_unpack(qs_reader *reader, qs_pilot *pilot);

#ifdef __cplusplus
}
#endif

#endif
