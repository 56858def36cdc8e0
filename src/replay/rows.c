/* The visits in the order of joining: what a row is, of which kind, and on which grid of time.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "qsweep/memory.h"
#include "replay_internal.h"

/* ---- time ---- */

double qs_replay_horizon(const qs_replay *of)
{
    return of->model->run.customers > 0 ? INFINITY : of->model->run.horizon;
}

static double last_instant(const qs_replay *of)
{
    const qs_trace *trace = of->trace;
    double horizon = qs_replay_horizon(of), last = isfinite(horizon) ? horizon : 0;
    for (size_t i = 0; i < trace->n_visits; i++) {
        const qs_visit *visit = &trace->visits[i];
        last = fmax(last, visit->join);
        last = isnan(visit->end) ? last : fmax(last, visit->end);
    }
    for (size_t i = 0; i < trace->n_incidents; i++)
        last = fmax(last, trace->incidents[i].time);
    return last;
}

/* The largest 1, 2 or 5 times a power of ten of which there are a million, and 200 for each visit: no wait is off by
 * more than a person could see, and most take two bytes. */
static double choose_tick(double end, size_t n)
{
    const double wanted = fmax(1e6, 200.0 * (double)n), most = end / wanted;
    if (!(most > 0))
        return 1;
    double power = pow(10, floor(log10(most)));
    return most >= 5 * power ? 5 * power : most >= 2 * power ? 2 * power : power;
}

int64_t qs_rows_ticks(const qs_rows *rows, double time)
{
    return llround(time / rows->tick);
}

/* ---- places ---- */

int qs_rows_station(const qs_rows *rows, int64_t window, int64_t member)
{
    return window == QS_NONE ? QS_NONE : rows->first_station[window] + (int)member;
}

static qs_status number_stations(qs_rows *rows)
{
    const qs_model *model = rows->of->model;
    qs_status status =
        qs_calloc((size_t)model->n_windows + 1, sizeof *rows->first_station, &rows->first_station);
    for (int w = 0; w < model->n_windows && !status; w++)
        rows->first_station[w + 1] = rows->first_station[w] + model->windows[w].count;
    return status;
}

/* ---- order ---- */

static int by_joining(const void *a, const void *b)
{
    const qs_visit *x = *(const qs_visit *const *)a, *y = *(const qs_visit *const *)b;
    if (x->join != y->join)
        return x->join < y->join ? -1 : 1;
    if (x->customer != y->customer)
        return x->customer < y->customer ? -1 : 1;
    return (x->visit > y->visit) - (x->visit < y->visit);
}

static qs_status sort_rows(qs_rows *rows)
{
    const qs_visit *visits = rows->of->trace->visits, **sorted = NULL;
    qs_status status = qs_calloc(rows->n, sizeof *sorted, &sorted);
    if (!status)
        status = qs_calloc(rows->n, sizeof *rows->visit, &rows->visit);
    if (!status)
        status = qs_calloc(rows->n, sizeof *rows->row, &rows->row);
    for (size_t i = 0; i < rows->n && !status; i++)
        sorted[i] = &visits[i];
    if (!status && rows->n > 0)
        qsort(sorted, rows->n, sizeof *sorted, by_joining);
    for (size_t i = 0; i < rows->n && !status; i++) {
        rows->visit[i] = (uint32_t)(sorted[i] - visits);
        rows->row[rows->visit[i]] = (uint32_t)i;
    }
    qs_free(sorted);
    return status;
}

bool qs_rows_find(const qs_rows *rows, uint64_t customer, int visit, size_t *row)
{
    const qs_visit *visits = rows->of->trace->visits;
    size_t low = 0, high = rows->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const qs_visit *at = &visits[middle];
        if (at->customer < customer || (at->customer == customer && at->visit < visit))
            low = middle + 1;
        else
            high = middle;
    }
    if (low == rows->n || visits[low].customer != customer || visits[low].visit != visit)
        return false;
    *row = rows->row[low];
    return true;
}

/* ---- kinds ---- */

typedef struct counted {
    qs_kind kind;
    uint32_t row, n; /* of which row; how many rows there are of it */
} counted;

static int by_kind(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(qs_kind));
}

static int by_number(const void *a, const void *b)
{
    const counted *x = a, *y = b;
    if (x->n != y->n)
        return x->n > y->n ? -1 : 1;
    return memcmp(&x->kind, &y->kind, sizeof x->kind);
}

static qs_kind kind_of(const qs_rows *rows, size_t row)
{
    const qs_visit *visit = &rows->of->trace->visits[rows->visit[row]];
    return (qs_kind){visit->service, visit->second_service,
                     qs_rows_station(rows, visit->window, visit->member), visit->line, visit->outcome};
}

/* Each kind once, with how many rows it has; gives how many there are. */
static size_t count_kinds(const qs_rows *rows, counted *all)
{
    size_t n_kinds = 0;
    for (size_t i = 0; i < rows->n; i++)
        all[i] = (counted){kind_of(rows, i), (uint32_t)i, 1};
    if (rows->n > 0)
        qsort(all, rows->n, sizeof *all, by_kind);
    for (size_t i = 0; i < rows->n; i++)
        if (n_kinds > 0 && by_kind(&all[n_kinds - 1].kind, &all[i].kind) == 0)
            all[n_kinds - 1].n++;
        else
            all[n_kinds++] = all[i];
    return n_kinds;
}

static qs_status find_kinds(qs_rows *rows)
{
    counted *all = NULL;
    qs_status status = qs_calloc(rows->n, sizeof *all, &all);
    if (!status)
        status = qs_calloc(rows->n, sizeof *rows->kind, &rows->kind);
    size_t n = status ? 0 : count_kinds(rows, all);
    if (!status)
        status = qs_calloc(n, sizeof *rows->kinds, &rows->kinds);
    if (status) {
        qs_free(all);
        return status;
    }
    if (n > 0)
        qsort(all, n, sizeof *all, by_number);
    rows->n_kinds = n;
    for (size_t k = 0; k < n; k++) {
        rows->kinds[k] = all[k].kind;
        all[k].n = (uint32_t)k; /* its number, from here on */
    }
    if (n > 0)
        qsort(all, n, sizeof *all, by_kind);
    for (size_t i = 0; i < rows->n; i++) {
        const qs_kind wanted = kind_of(rows, i);
        const counted *found = bsearch(&wanted, all, n, sizeof *all, by_kind);
        rows->kind[i] = found->n;
    }
    qs_free(all);
    return QS_OK;
}

/* ---- dead times ---- */

static int by_server(const void *a, const void *b)
{
    const qs_visit *x = *(const qs_visit *const *)a, *y = *(const qs_visit *const *)b;
    if (x->window != y->window)
        return x->window < y->window ? -1 : 1;
    if (x->member != y->member)
        return x->member < y->member ? -1 : 1;
    if (x->server != y->server)
        return x->server < y->server ? -1 : 1;
    return (x->end > y->end) - (x->end < y->end);
}

/* The last visit that ended at a server no later than it came free; NULL: none. */
static const qs_visit *last_before(const qs_visit *const *served, size_t n, const qs_incident *came_free)
{
    const qs_visit key = {.window = came_free->place,
                          .member = came_free->member,
                          .server = came_free->server,
                          .end = came_free->time};
    const qs_visit *of_key = &key;
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (by_server(&served[middle], &of_key) <= 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0)
        return NULL;
    const qs_visit *found = served[low - 1];
    bool is_of_it = found->window == key.window && found->member == key.member && found->server == key.server;
    return is_of_it ? found : NULL;
}

/* Those who left a server on their own feet, in its order; gives how many. */
static size_t list_served(const qs_rows *rows, const qs_visit **served)
{
    size_t n = 0;
    for (size_t i = 0; i < rows->n; i++) {
        const qs_visit *visit = &rows->of->trace->visits[i];
        if (visit->server != QS_NONE && !isnan(visit->end))
            served[n++] = visit;
    }
    if (n > 0)
        qsort(served, n, sizeof *served, by_server);
    return n;
}

static qs_status find_dead_times(qs_rows *rows)
{
    const qs_trace *trace = rows->of->trace;
    size_t first = 0, n = 0;
    while (first < trace->n_incidents && trace->incidents[first].kind != QS_INCIDENT_FREE)
        first++;
    if (first == trace->n_incidents)
        return QS_OK;
    const qs_visit **served = NULL;
    qs_status status = qs_calloc(rows->n, sizeof *served, &served);
    if (!status)
        status = qs_calloc(rows->n, sizeof *rows->free_at, &rows->free_at);
    n = status ? 0 : list_served(rows, served);
    for (size_t i = first; i < trace->n_incidents && !status; i++) {
        const qs_incident *incident = &trace->incidents[i];
        const qs_visit *found = incident->kind == QS_INCIDENT_FREE ? last_before(served, n, incident) : NULL;
        if (found)
            rows->free_at[found - trace->visits] = incident->time;
    }
    qs_free(served);
    return status;
}

/* ---- all of it ---- */

qs_status qs_rows_make(const qs_replay *of, qs_rows *out)
{
    *out = (qs_rows){.of = of, .n = of->trace->n_visits, .end = last_instant(of)};
    out->tick = choose_tick(out->end, out->n);
    qs_status status = number_stations(out);
    if (!status)
        status = sort_rows(out);
    if (!status)
        status = find_kinds(out);
    return status ? status : find_dead_times(out);
}

void qs_rows_clear(qs_rows *rows)
{
    qs_free(rows->visit);
    qs_free(rows->row);
    qs_free(rows->kind);
    qs_free(rows->kinds);
    qs_free(rows->free_at);
    qs_free(rows->first_station);
}
