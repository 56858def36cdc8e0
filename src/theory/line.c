/* Stations in series with blocking after service: the states that occur, numbered, and solved.
 *
 * A state is, for each station, how many are present and how many servers hold a finished customer. It is
 * coded as one number with the first station most significant, so that transitions span few states.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "qsweep/chain.h"
#include "qsweep/memory.h"

enum { MAX_STATIONS = 8, MAX_STATES = 200000, MAX_CODES = 1 << 26 };

typedef struct line_state {
    size_t present[MAX_STATIONS], blocked[MAX_STATIONS];
} line_state;

typedef struct line {
    size_t n;
    double arrival_rate;
    const qs_line_station *station;
    size_t n_codes;
    uint32_t *number; /* [n_codes] of a code's state plus 1, 0 if it does not occur */
    size_t n_states, state_capacity;
    uint32_t *code; /* [n_states] */
    size_t n_transitions, transition_capacity;
    qs_transition *transition;
} line;

static size_t encode(const line *l, const line_state *s)
{
    size_t code = 0;
    for (size_t i = 0; i < l->n; i++) {
        code = code * (l->station[i].capacity + 1) + s->present[i];
        code = code * (l->station[i].servers + 1) + s->blocked[i];
    }
    return code;
}

static void decode(const line *l, size_t code, line_state *s)
{
    for (size_t i = l->n; i-- > 0;) {
        s->blocked[i] = code % (l->station[i].servers + 1);
        code /= l->station[i].servers + 1;
        s->present[i] = code % (l->station[i].capacity + 1);
        code /= l->station[i].capacity + 1;
    }
}

static size_t serving(const line *l, const line_state *s, size_t i)
{
    size_t held = s->present[i] < l->station[i].servers ? s->present[i] : l->station[i].servers;
    return held - s->blocked[i];
}

/* A place has become free at station i: who is blocked before it moves up, and frees a place there. */
static void release(line_state *s, size_t i)
{
    for (; i > 0 && s->blocked[i - 1] > 0; i--) {
        s->blocked[i - 1]--;
        s->present[i - 1]--;
        s->present[i]++;
    }
}

/* A service ends at station i. */
static void complete(const line *l, line_state *s, size_t i)
{
    if (i + 1 < l->n && s->present[i + 1] == l->station[i + 1].capacity) {
        s->blocked[i]++;
        return;
    }
    s->present[i]--;
    if (i + 1 < l->n)
        s->present[i + 1]++;
    release(s, i);
}

static qs_status reach(line *l, const line_state *s, uint32_t from, double rate)
{
    size_t code = encode(l, s);
    qs_status status;
    if (l->number[code] == 0) {
        if (l->n_states == MAX_STATES)
            return qs_fail(QS_ERROR_LIMIT, "a line of over %d states", MAX_STATES);
        if ((status = qs_reserve(&l->code, &l->state_capacity, l->n_states + 1, sizeof *l->code)))
            return status;
        l->code[l->n_states++] = (uint32_t)code;
        l->number[code] = (uint32_t)l->n_states;
    }
    if (rate == 0)
        return QS_OK;
    if ((status = qs_reserve(&l->transition, &l->transition_capacity, l->n_transitions + 1,
                             sizeof *l->transition)))
        return status;
    l->transition[l->n_transitions++] = (qs_transition){from, (uint32_t)code, rate}; /* codes for now */
    return QS_OK;
}

static qs_status explore(line *l)
{
    line_state empty = {0};
    qs_status status = reach(l, &empty, 0, 0);
    for (size_t k = 0; !status && k < l->n_states; k++) {
        line_state here = {0}, next;
        uint32_t code = l->code[k];
        decode(l, code, &here);
        if (here.present[0] < l->station[0].capacity) {
            next = here;
            next.present[0]++;
            status = reach(l, &next, code, l->arrival_rate);
        }
        for (size_t i = 0; !status && i < l->n; i++) {
            double rate = (double)serving(l, &here, i) * l->station[i].service_rate;
            if (rate == 0)
                continue;
            next = here;
            complete(l, &next, i);
            status = reach(l, &next, code, rate);
        }
    }
    return status;
}

/* Number the states that occur in the order of their codes; the empty line is state 0. */
static void renumber(line *l)
{
    uint32_t k = 0;
    for (size_t code = 0; code < l->n_codes; code++) {
        if (l->number[code] == 0)
            continue;
        l->code[k] = (uint32_t)code;
        l->number[code] = k++;
    }
    for (size_t i = 0; i < l->n_transitions; i++) {
        l->transition[i].from = l->number[l->transition[i].from];
        l->transition[i].to = l->number[l->transition[i].to];
    }
}

static void average(const line *l, const double *p, qs_line_result *result)
{
    memset(result, 0, l->n * sizeof *result);
    for (size_t k = 0; k < l->n_states; k++) {
        line_state s;
        decode(l, l->code[k], &s);
        for (size_t i = 0; i < l->n; i++) {
            size_t servers = l->station[i].servers;
            result[i].number += p[k] * (double)s.present[i];
            result[i].queue += s.present[i] > servers ? p[k] * (double)(s.present[i] - servers) : 0;
            result[i].busy += p[k] * (double)serving(l, &s, i);
            result[i].blocked += p[k] * (double)s.blocked[i];
            result[i].full += s.present[i] == l->station[i].capacity ? p[k] : 0;
        }
    }
    for (size_t i = 0; i < l->n; i++)
        result[i].throughput = result[i].busy * l->station[i].service_rate;
}

static qs_status count_codes(line *l)
{
    l->n_codes = 1;
    if (l->n == 0 || l->n > MAX_STATIONS)
        return qs_fail(QS_ERROR_LIMIT, "a line of %zu stations; 1 to %d are allowed", l->n, MAX_STATIONS);
    for (size_t i = 0; i < l->n; i++) {
        const qs_line_station *s = &l->station[i];
        if (s->servers == 0 || s->capacity < s->servers || !(s->service_rate > 0))
            return qs_fail(QS_ERROR_NUMERIC, "station %zu of a line has no server, no rate or too few places",
                           i);
        if (s->capacity >= MAX_CODES || l->n_codes > MAX_CODES / (s->capacity + 1) / (s->servers + 1))
            return qs_fail(QS_ERROR_LIMIT, "a line of too many states");
        l->n_codes *= (s->capacity + 1) * (s->servers + 1);
    }
    return QS_OK;
}

qs_status qs_chain_line(size_t n, double arrival_rate, const qs_line_station *station, qs_line_result *result)
{
    line l = {.n = n, .arrival_rate = arrival_rate, .station = station};
    double *p = NULL;
    qs_status status;
    if ((status = count_codes(&l)) || (status = qs_calloc(l.n_codes, sizeof *l.number, &l.number)) ||
        (status = explore(&l)))
        goto cleanup;
    renumber(&l);
    if ((status = qs_calloc(l.n_states, sizeof *p, &p)) ||
        (status = qs_chain_stationary(l.n_states, l.n_transitions, l.transition, p)))
        goto cleanup;
    average(&l, p, result);

cleanup:
    qs_free(p);
    qs_free(l.transition);
    qs_free(l.code);
    qs_free(l.number);
    return status;
}
