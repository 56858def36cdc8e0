/* Which of the idle servers of a window takes a newcomer: the fastest, the one that is idle longest, or any.
 *
 * Idle longest: the idle servers are a list in the order in which they became idle, of equal instants the
 * lowest first. A server is idle from when it is there, whole and without work: also after a repair, or when
 * its shift begins.
 * At random: everybody who comes draws a number, whether it will choose a server or not, so that the next
 * one's is the same in every scenario. Who begins without having just come (a group that is due, somebody whose
 * units have come), and each further server of who has several, has the number of the last one who came, if
 * nobody has used it; else a new one.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "idle.h"
#include "speed.h"

void qs_idle_start(qs_station *station)
{
    station->idle_first = station->idle_last = QS_NONE;
    station->idle_u = NAN;
}

static void link_behind(qs_engine *e, qs_station *station, int k, int before)
{
    int after = before == QS_NONE ? station->idle_first : e->servers[before].idle_after;
    e->servers[k].idle_before = before;
    e->servers[k].idle_after = after;
    *(before == QS_NONE ? &station->idle_first : &e->servers[before].idle_after) = k;
    *(after == QS_NONE ? &station->idle_last : &e->servers[after].idle_before) = k;
}

static void take_out(qs_engine *e, qs_station *station, int k)
{
    int before = e->servers[k].idle_before, after = e->servers[k].idle_after;
    *(before == QS_NONE ? &station->idle_first : &e->servers[before].idle_after) = after;
    *(after == QS_NONE ? &station->idle_last : &e->servers[after].idle_before) = before;
}

void qs_idle_note(qs_engine *e, qs_station *station, int k, bool is_idle)
{
    if (station->rules->idle_choice != QS_IDLE_LONGEST)
        return;
    if (!is_idle) {
        take_out(e, station, k);
        return;
    }
    int before = station->idle_last;
    while (before != QS_NONE && before > k && e->servers[before].idle_since == e->now)
        before = e->servers[before].idle_before;
    e->servers[k].idle_since = e->now;
    link_behind(e, station, k, before);
}

void qs_idle_draw(qs_engine *e, qs_station *station)
{
    if (station->idle_draw != QS_NONE)
        station->idle_u = qs_draw(e, station->idle_draw);
}

/* The idle server that has so many idle ones before it. */
static int idle_number(const qs_station *station, int n)
{
    int word = 0;
    for (int here; n >= (here = __builtin_popcountll(station->idle[word])); word++)
        n -= here;
    uint64_t bits = station->idle[word];
    while (n-- > 0)
        bits &= bits - 1;
    return station->first_server + 64 * word + __builtin_ctzll(bits);
}

static int choose_at_random(qs_engine *e, qs_station *station)
{
    if (isnan(station->idle_u))
        qs_idle_draw(e, station);
    int n = (int)(station->idle_u * station->n_idle);
    station->idle_u = NAN;
    return idle_number(station, n);
}

/* Of equally fast ones the lowest. */
static int find_fastest(const qs_engine *e, const qs_station *station)
{
    int best = QS_NONE;
    double most = 0;
    for (int word = 0; 64 * word < station->n_servers; word++)
        for (uint64_t bits = station->idle[word]; bits; bits &= bits - 1) {
            int k = station->first_server + 64 * word + __builtin_ctzll(bits);
            double speed = qs_server_speed(e, &e->servers[k]);
            if (speed > most) {
                most = speed;
                best = k;
            }
        }
    return best;
}

int qs_idle_choose(qs_engine *e, qs_station *station)
{
    switch (station->rules->idle_choice) {
    case QS_IDLE_FASTEST:
        return find_fastest(e, station);
    case QS_IDLE_LONGEST:
        return station->idle_first;
    case QS_IDLE_RANDOM:
        return choose_at_random(e, station);
    default:
        return idle_number(station, 0);
    }
}
