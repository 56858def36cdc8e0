/* Pilots: slots, folding, the cut.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/pilot.h"

#include <stddef.h>

#include "qsweep/mser.h"

void qs_pilot_widen(qs_pilot *pilot)
{
    pilot->n_slots /= 2;
    pilot->width *= 2;
    for (uint64_t i = 0; i < pilot->n_slots; i++)
        pilot->spent[i] = pilot->spent[2 * i] + pilot->spent[2 * i + 1];
}

void qs_pilot_fold(qs_pilot *into, const qs_pilot *from)
{
    if (from->n == 0)
        return;
    qs_pilot other = *from;
    if (into->n == 0) {
        other.scenario = into->scenario;
        other.piece = into->piece;
        *into = other;
        return;
    }
    while (into->width < other.width)
        qs_pilot_widen(into);
    while (other.width < into->width)
        qs_pilot_widen(&other);
    into->n += other.n;
    if (other.n_slots < into->n_slots)
        into->n_slots = other.n_slots;
    for (uint64_t i = 0; i < into->n_slots; i++)
        into->spent[i] += other.spent[i];
}

double qs_pilot_cut(const qs_pilot *pilot)
{
    return (double)qs_mser5_late(pilot->spent, pilot->n_slots) * pilot->width;
}

bool qs_pilot_settles(const qs_pilot *pilot)
{
    return qs_mser5_settles(pilot->spent, pilot->n_slots);
}

qs_status qs_pilot_pack(const qs_pilot *pilot, qs_bytes *bytes)
{
    qs_status status = qs_bytes_put(bytes, pilot, offsetof(qs_pilot, spent));
    return status ? status : qs_bytes_put(bytes, pilot->spent, pilot->n_slots * sizeof *pilot->spent);
}

qs_status qs_pilot_unpack(qs_reader *reader, qs_pilot *pilot)
{
    *pilot = (qs_pilot){0};
    qs_reader_get(reader, pilot, offsetof(qs_pilot, spent));
    if (reader->is_short || pilot->n_slots > QS_PILOT_SLOTS)
        return qs_fail(QS_ERROR_FORMAT, "a piece of pilots is torn");
    qs_reader_get(reader, pilot->spent, pilot->n_slots * sizeof *pilot->spent);
    return reader->is_short ? qs_fail(QS_ERROR_FORMAT, "a piece of pilots is torn") : QS_OK;
}
