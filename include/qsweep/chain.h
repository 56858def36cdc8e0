/* Markov chains in continuous time, solved numerically, for queues without a closed form.
 *
 * Like theory.h: an oracle, sharing no code with what it checks.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_CHAIN_H
#define QSWEEP_CHAIN_H

#include <stddef.h>
#include <stdint.h>

#include "qsweep/status.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct qs_transition {
    uint32_t from, to;
    double rate; /* > 0 */
} qs_transition;

/* The stationary law of a finite chain.
 * n          [in]  states, numbered from 0; state 0 is reached from every state
 * transition [in]  [n_transitions], in any order, several for one pair add up; from = to is ignored
 * p          [out] [n] probabilities, 0 for states that are never come back to
 * Grassmann, Taksar and Heyman's elimination (Operations Research 33(5), 1985): no subtraction, so every
 * probability, however small, has nearly full relative accuracy. Band matrix: time n * b^2 and memory 2 n b
 * for transitions over at most b state numbers, so number the states accordingly. Errors: QS_ERROR_NUMERIC
 * (state 0 cannot be reached from some state), QS_ERROR_LIMIT (over 4 GiB), QS_ERROR_MEMORY. */
qs_status qs_chain_stationary(size_t n, size_t n_transitions, const qs_transition *transition, double *p);

/* One station of a line. */
typedef struct qs_line_station {
    size_t servers;
    double service_rate;
    size_t capacity; /* places in all, in service included, >= servers */
} qs_line_station;

/* What a station of a line does, on average. */
typedef struct qs_line_result {
    double number;     /* present, served and blocked ones included */
    double queue;      /* waiting for a server */
    double busy;       /* servers serving */
    double blocked;    /* servers that hold a finished customer */
    double throughput; /* customers leaving per time */
    double full;       /* P(no place is free) */
} qs_line_result;

/* Stations in series, Poisson arrivals at the first (lost when it is full), exponential services, blocking
 * after service: who finds the next station full stays, and holds the server. For an infinite first queue
 * give it a capacity at which `full` is negligible. station [in] [n]; result [out] [n] Errors: QS_ERROR_LIMIT
 * (over 200,000 states or 4 GiB), QS_ERROR_MEMORY. Source of the model: Perros, Queueing Networks with
 * Blocking, Oxford 1994, chapter 2. */
qs_status qs_chain_line(size_t n, double arrival_rate, const qs_line_station *station,
                        qs_line_result *result);

/* The pair of queues, one exponential server each, where an arrival joins the one with fewer present, ties at
 * random. */
typedef struct qs_pair_result {
    double number[2], queue[2]; /* means at each */
    double share[2];            /* of arrivals that join each */
    double wait;                /* mean wait of all */
    double truncated;           /* P(at the edge of what is computed): the size of the error */
} qs_pair_result;

/* States are kept up to `largest` present at the shorter queue and a difference of `difference` between them;
 * arrivals or services that would leave that set do not happen. Errors: QS_ERROR_LIMIT, QS_ERROR_MEMORY.
 * Source of the model: Haight, Biometrika 45, 1958; the product of the geometric tail is rho^2 (Kingman
 * 1961). */
qs_status qs_chain_shorter_queue(double arrival_rate, const double service_rate[2], size_t largest,
                                 size_t difference, qs_pair_result *result);

/* A stretch of time with constant rates. */
typedef struct qs_chain_piece {
    double until; /* ends at this time; the first begins at 0 */
    double arrival_rate;
    double service_rate;
    size_t servers;
} qs_chain_piece;

/* What happened up to a time, in expectation. */
typedef struct qs_transient {
    double number;         /* E N at the end */
    double average_number; /* over [0, horizon] */
    double average_queue;
    double average_busy;
    double arrivals; /* who came */
    double lost;     /* of them, who found `capacity` customers */
} qs_transient;

/* M(t)/M(t)/c/K, started empty, by uniformisation in every piece: a sum of positive terms, cut where the
 * Poisson weights left out are below 1e-15. piece    [in]  [n], `until` rising; the pieces repeat with the
 * last one's `until` as period capacity [in]  K; for an infinite queue, one at which `lost` is negligible p
 * [out] [capacity + 1] law of the number present at the horizon, may be NULL A drop in `servers` takes effect
 * at once: right only for exponential services that may be interrupted and resumed. Errors: QS_ERROR_MEMORY;
 * QS_ERROR_NUMERIC on a piece that does not end after it begins. Source: Jensen, Skand. Aktuarietidskr. 36,
 * 1953; Grassmann, Computers and Operations Research 4, 1977. */
qs_status qs_chain_transient(size_t n, const qs_chain_piece *piece, size_t capacity, double horizon,
                             double *p, qs_transient *result);

#ifdef __cplusplus
}
#endif

#endif
