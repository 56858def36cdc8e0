/* What is kept of each scenario's model.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/facts.h"

#include <math.h>
#include <string.h>

#include "qsweep/exact.h"
#include "qsweep/memory.h"

/* Lists looked at for the places of a new scenario, the last ones: where axes change the places, scenarios
 * take turns. */
enum { LOOKED_AT = 8 };

/* Values in a chunk, at least. */
enum { CHUNK = 8192 };

static void note_metric(qs_facts *facts, const double *row, qs_scope scope, qs_metric metric)
{
    for (int member = 0; member < facts->layout.n_members[scope]; member++) {
        int first = qs_layout_index(&facts->layout, scope, member, metric, 0);
        for (int item = 0; first >= 0 && item < qs_layout_n_items(&facts->layout, metric); item++)
            facts->has_exact[scope][metric] |= !isnan(row[first + item]);
    }
}

/* Whether a list has the places of all values of a row. */
static bool is_list_of(const qs_facts *facts, const qs_facts_list *list, const double *row)
{
    const int *place = facts->places + list->first, *end = place + list->n;
    for (int i = 0; i < facts->layout.n_values; i++) {
        bool is_listed = place < end && *place == i;
        if (is_listed != !isnan(row[i]))
            return false;
        place += is_listed;
    }
    return true;
}

static qs_status new_list(qs_facts *facts, const double *row)
{
    size_t n = 0;
    for (int i = 0; i < facts->layout.n_values; i++)
        n += !isnan(row[i]);
    qs_status status =
        qs_reserve(&facts->lists, &facts->capacity.lists, facts->n_lists + 1, sizeof *facts->lists);
    if (!status)
        status =
            qs_reserve(&facts->places, &facts->capacity.places, facts->n_places + n, sizeof *facts->places);
    if (status)
        return status;
    facts->lists[facts->n_lists++] = (qs_facts_list){facts->n_places, n};
    for (int i = 0; i < facts->layout.n_values; i++)
        if (!isnan(row[i]))
            facts->places[facts->n_places++] = i;
    return QS_OK;
}

/* The list of a row's places: one of the last ones, or a new one. */
static qs_status find_list(qs_facts *facts, const double *row, size_t *list)
{
    size_t n = facts->n_lists;
    for (*list = n; *list > 0 && n - *list < LOOKED_AT;)
        if (is_list_of(facts, &facts->lists[--*list], row))
            return QS_OK;
    *list = n;
    return new_list(facts, row);
}

/* Room for n values in the last chunk. */
static qs_status make_chunk(qs_facts *facts, size_t n)
{
    double *chunk;
    qs_status status =
        qs_reserve(&facts->chunks, &facts->capacity.chunks, facts->n_chunks + 1, sizeof *facts->chunks);
    if (!status)
        status = qs_calloc(n > CHUNK ? n : CHUNK, sizeof *chunk, &chunk);
    if (status)
        return status;
    facts->chunks[facts->n_chunks++] = chunk;
    facts->n_left = n > CHUNK ? n : CHUNK;
    facts->end = chunk + facts->n_left;
    return QS_OK;
}

/* Keep the exact values of the scenario that is being added. */
static qs_status pack(qs_facts *facts, const double *row)
{
    qs_facts_exact *exact = &facts->exact[facts->n_scenarios];
    qs_status status = find_list(facts, row, &exact->list);
    if (status)
        return status;
    const qs_facts_list *list = &facts->lists[exact->list];
    if (facts->n_left < list->n)
        status = make_chunk(facts, list->n);
    if (status)
        return status;
    double *values = list->n > 0 ? facts->end - facts->n_left : NULL;
    for (size_t i = 0; i < list->n; i++)
        values[i] = row[facts->places[list->first + i]];
    facts->n_left -= list->n;
    exact->values = values;
    return QS_OK;
}

static qs_status add_exact(qs_facts *facts, const qs_model *model)
{
    bool is_any = false;
    qs_status status = qs_exact_fill(model, &facts->layout, facts->row, &is_any);
    facts->is_any_exact |= is_any;
    for (int scope = 0; scope < QS_N_SCOPES && !status && is_any; scope++)
        for (int metric = 0; metric < QS_N_METRICS; metric++)
            note_metric(facts, facts->row, (qs_scope)scope, (qs_metric)metric);
    return status ? status : pack(facts, facts->row);
}

/* Room for one more scenario. */
static qs_status make_room(qs_facts *facts)
{
    size_t n = facts->n_scenarios + 1;
    qs_status status = qs_reserve(&facts->is_unstable, &facts->capacity.unstable, n, sizeof(bool));
    if (!status)
        status = qs_reserve(&facts->stops, &facts->capacity.stops, n, sizeof(bool));
    if (!status)
        status = qs_reserve(&facts->cost, &facts->capacity.cost, n, sizeof(double));
    if (!status)
        status = qs_reserve(&facts->is_window_unstable, &facts->capacity.windows, n * facts->n_windows,
                            sizeof(bool));
    if (!status)
        status = qs_reserve(&facts->exact, &facts->capacity.exact, n, sizeof *facts->exact);
    return status;
}

/* The first scenario's layout is that of all. */
static qs_status begin(qs_facts *facts, const qs_model *model)
{
    facts->n_windows = (size_t)qs_model_n_rows(model);
    qs_model_layout(model, &facts->layout);
    return qs_calloc((size_t)facts->layout.n_values, sizeof *facts->row, &facts->row);
}

qs_status qs_facts_add(qs_facts *facts, const qs_model *model)
{
    qs_status status = facts->n_scenarios == 0 ? begin(facts, model) : QS_OK;
    if (!status)
        status = make_room(facts);
    if (status)
        return status;
    size_t s = facts->n_scenarios;
    facts->is_unstable[s] = model->is_unstable;
    facts->stops[s] = model->run.stops;
    facts->cost[s] = model->cost.exact;
    facts->has_cost |= model->cost.is_known;
    facts->is_cost_estimated |= model->cost.has_per;
    for (size_t row = 0; row < facts->n_windows; row++) {
        int window = 0, member = 0;
        qs_model_row(model, (int)row, &window, &member);
        facts->is_window_unstable[s * facts->n_windows + row] =
            model->windows[window].is_unstable && member < model->windows[window].count;
    }
    status = add_exact(facts, model);
    facts->n_scenarios += !status;
    return status;
}

void qs_facts_exact_row(const qs_facts *facts, uint64_t scenario, double *row)
{
    const qs_facts_exact *exact = &facts->exact[scenario];
    const qs_facts_list *list = &facts->lists[exact->list];
    for (int i = 0; i < facts->layout.n_values; i++)
        row[i] = (double)NAN;
    for (size_t i = 0; i < list->n; i++)
        row[facts->places[list->first + i]] = exact->values[i];
}

void qs_facts_clear(qs_facts *facts)
{
    void *arrays[] = {facts->is_unstable, facts->is_window_unstable,
                      facts->stops,       facts->cost,
                      facts->exact,       facts->lists,
                      facts->places,      facts->chunks,
                      facts->row};
    for (size_t i = 0; i < facts->n_chunks; i++)
        qs_free(facts->chunks[i]);
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
        qs_free(arrays[i]);
    memset(facts, 0, sizeof *facts);
}
