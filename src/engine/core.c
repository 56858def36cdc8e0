/* The general loop once more, for models that use none of the words that are behind QS_RARE() in its text
 * (instance.h).
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#define QS_CORE
#include "general.c" /* NOLINT(bugprone-suspicious-include) */

/* What a condition of a station is about. */
static bool is_core_station(const qs_station *station)
{
    return station->is_steady && station->line == QS_NONE && station->n_feeds == 0 && !station->group &&
           !station->is_demanding;
}

bool qs_core_fits(const qs_engine *e)
{
    const qs_uses *uses = &e->uses;
    bool fits = !uses->blocking && !uses->jockeys && !uses->queue_speed && !uses->on_call && !uses->groups &&
                !uses->retries && !uses->changes && !uses->help && !uses->demands && !uses->resources &&
                !uses->crews && !uses->parties;
    for (int s = 0; s < e->n_stations; s++)
        fits &= is_core_station(&e->stations[s]);
    return fits;
}
