/* What a job must know of every scenario before the first replication, found while the study is checked, so
 * that each model is built once.
 *
 * Exact values are packed: doubles behind each other, in chunks, and a list of where they stand in the row,
 * which scenarios that have values in the same places share. A sweep of thousands mostly has one such list.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_FACTS_H
#define QSWEEP_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "qsweep/metric.h"
#include "qsweep/model.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The exact values of a scenario, in the places of a list. */
typedef struct qs_facts_exact {
    size_t list;
    const double *values; /* in one of the chunks */
} qs_facts_exact;

/* Places in a row that have a value: [first, first + n) of `places`. */
typedef struct qs_facts_list {
    size_t first, n;
} qs_facts_list;

/* All-zero is no scenario. Arrays are owned. */
typedef struct qs_facts {
    size_t n_scenarios, n_windows;
    qs_layout layout;                 /* of rows; the first scenario's */
    bool *is_unstable;                /* [n_scenarios] */
    bool *is_window_unstable;         /* [n_scenarios][n_windows] */
    bool *stops;                      /* [n_scenarios] at the horizon: who is there then stays unfinished */
    double *cost;                     /* [n_scenarios] what a scenario costs before anything happens */
    bool has_cost, is_cost_estimated; /* there are prices; some of what happens */
    bool is_any_exact;                /* some scenario reduces to a queue with a known answer */
    bool has_exact[QS_N_SCOPES][QS_N_METRICS];
    qs_facts_exact *exact; /* [n_scenarios] */
    qs_facts_list *lists;  /* [n_lists] */
    int *places;           /* [n_places] of all lists */
    double **chunks;       /* [n_chunks] values of all scenarios; none moves when another comes */
    double *row;           /* [layout n_values] of the scenario that is being added */
    size_t n_lists, n_places, n_chunks;
    size_t n_left; /* values for which the last chunk has room, before its end */
    double *end;
    struct {
        size_t unstable, windows, stops, cost, exact, lists, places, chunks;
    } capacity;
} qs_facts;

/* Add the next scenario, by its finished model. Errors: QS_ERROR_MEMORY: the facts can only be cleared then.
 */
qs_status qs_facts_add(qs_facts *facts, const qs_model *model);

/* The exact values of a scenario. row [out] [layout n_values] NaN where there is none */
void qs_facts_exact_row(const qs_facts *facts, uint64_t scenario, double *row);

void qs_facts_clear(qs_facts *facts);

#ifdef __cplusplus
}
#endif

#endif
