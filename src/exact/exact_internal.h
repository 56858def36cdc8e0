/* Exact values, within their room: streams of visits, the stations they go to, and what is known of these.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_EXACT_INTERNAL_H
#define QSWEEP_EXACT_INTERNAL_H

#include "qsweep/model.h"
#include "qsweep/theory.h"

#define EXACT_NAN ((double)NAN)

/* The visits of one class for one service; they all go to one window. */
typedef struct qs_exact_stream {
    int class, service, window;
    double rate;                        /* visits per unit of time */
    const qs_distribution *time, *dead; /* dead NULL: none */
    bool holds;                         /* the customer stays through the dead time */
    double speed;
    /* the answer; NaN where unknown */
    double served, wait, sojourn, queue, number; /* served: visits served per unit of time */
} qs_exact_stream;

typedef enum qs_exact_sojourn { SOJOURN_UNKNOWN, SOJOURN_EXPONENTIAL, SOJOURN_MMC } qs_exact_sojourn;

/* Distributions at a window, the same for all its streams. P(wait > t) = waits * exp(-wait_rate t), or that
 * of M/M/c/K if `room` > 0. */
typedef struct qs_exact_law {
    bool has_wait;
    double waits, wait_rate;
    size_t room;
    qs_exact_sojourn sojourn;
    double arrival_rate, service_rate; /* SOJOURN_EXPONENTIAL: service_rate is the sojourn's */
    size_t servers;
} qs_exact_law;

/* A window to which somebody goes. */
typedef struct qs_exact_station {
    const qs_window *window;
    int index;
    int n_streams;
    qs_exact_stream *streams; /* [n_streams], those of this window stand together */
    double rate;              /* of all */
    qs_features features;     /* of the window, of those who come, and of what they get there */
    bool is_held_up;          /* somebody who is done may have to stay: a window behind it blocks when full */
    bool is_product_form;     /* M/M/c or M/G/infinity: what leaves is Poisson if what comes is */
    bool is_tainted;          /* what comes is not known to be Poisson */
    bool is_known, is_lossy;
    double utilisation, occupation;
    qs_exact_law law;
} qs_exact_station;

typedef struct qs_exact_network {
    const qs_model *model;
    int n_stations, n_streams;
    qs_exact_station *stations; /* [n_stations] */
    qs_exact_stream *streams;   /* [n_streams], by window */
    int *station_of;            /* [n_classes * n_services] station of the stage, or QS_NONE */
    bool is_single_visit;       /* nobody goes on after a service */
} qs_exact_network;

/* ---- laws (law.c) ---- */

/* Moments of a law of time; of the time at a speed, `scaled`. */
qs_raw_moments qs_exact_moments(const qs_distribution *distribution);
qs_raw_moments qs_exact_scaled(qs_raw_moments moments, double speed);

/* Whether a law is exponential (under whatever name), its mean; whether it is constant. */
bool qs_exact_is_exponential(const qs_distribution *distribution);
bool qs_exact_is_constant(const qs_distribution *distribution);

/* The batch's size. */
qs_batch qs_exact_batch(const qs_distribution *distribution);

/* G/M/1 with this law between arrivals; NaN where its transform is not known. root [out] P(wait > 0).
 * Errors: QS_ERROR_MEMORY. */
qs_status qs_exact_gm1(const qs_distribution *interarrival, double service_rate, qs_steady *steady,
                       double *root);

/* ---- sources (exact.c) ---- */

/* The rate of the Poisson process that a source's arrivals (its batches) are all through the run; NaN: they
 * are none. */
double qs_exact_poisson_rate(const qs_model *model, const qs_source *source);

/* ---- stations (station.c, room.c) ---- */

/* The common mean of exponential services of all streams, dead times excluded; NaN if they are not alike. */
double qs_exact_common_mean(const qs_exact_station *station, bool (*is_kind)(const qs_distribution *));

/* The features of a station whose streams are all there. */
qs_features qs_exact_features(const qs_model *model, const qs_exact_station *station);

/* Whether it is M/M/c or M/G/infinity, stable, and nothing behind it ever holds it up. */
bool qs_exact_is_product_form(const qs_exact_station *station);

/* Answer a station at which Poisson streams arrive. Errors: QS_ERROR_MEMORY. */
qs_status qs_exact_solve_poisson(const qs_model *model, qs_exact_station *station);

/* Limited room, and customers who give up or stay away: is_known if that is what it is. */
qs_status qs_exact_solve_room(const qs_model *model, qs_exact_station *station);

/* Answer the model of one window whose one source is not a plain Poisson stream. */
qs_status qs_exact_solve_alone(const qs_model *model, qs_exact_station *station);

/* Set the answer of all streams alike from a queue's. */
void qs_exact_spread(qs_exact_station *station, const qs_steady *steady);

/* The same law of waiting for M/M/c in order of arrival. */
void qs_exact_law_mmc(qs_exact_station *station, double service_rate);

#endif
