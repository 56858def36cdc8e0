/* What the folded replications of a scenario say of one value: an estimate and its interval.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_ESTIMATE_H
#define QSWEEP_ESTIMATE_H

#include "qsweep/block.h"
#include "qsweep/plan.h"

/* Student's t for the numbers of observations met so far, slot n mod QS_T_SLOTS: most values of a study share
 * one, those that some replications did not observe have others. */
enum { QS_T_SLOTS = 64 };
typedef struct qs_t_cache {
    double confidence;
    uint64_t n[QS_T_SLOTS]; /* 0: the slot is empty */
    double t[QS_T_SLOTS];
} qs_t_cache;

typedef struct qs_estimate {
    uint64_t n; /* observations */
    double mean, sd;
    double half;         /* of the interval's width: the wider side */
    double lower, upper; /* NaN where there are too few observations; upper INFINITY where it is not known */
} qs_estimate;

/* Which value of a row it is. */
typedef struct qs_value {
    qs_scope scope;
    int member;
    qs_metric metric; /* QS_N_METRICS: none of the list, but an instant of a series or a control */
    int item, index;
    int interval; /* as of qs_spot */
} qs_value;

/* What is estimated from, and how sure the intervals shall be. */
typedef struct qs_evidence {
    const qs_block *folded;
    const qs_layout *layout;
    const qs_section_point
        *points;             /* [n_histograms][n_quantiles] (qs_points_find), or NULL: none is asked for */
    uint64_t n_observations; /* replications, or pairs, that did not fail */
    qs_t_cache *cache;       /* its confidence is set */
} qs_evidence;

qs_evidence qs_evidence_of(const qs_block *folded, const qs_layout *layout, const qs_section_point *points,
                           qs_t_cache *cache);

/* The quantiles of all histograms as points, and their spread over sections.
 * points [out] [n_histograms][n_quantiles] the caller's (qs_free). Errors: QS_ERROR_MEMORY. */
qs_status qs_points_find(const qs_block *folded, const qs_layout *layout, const double *quantiles,
                         qs_section_point **points);

/* The value of a spot that exists. */
qs_value qs_value_at(const qs_layout *layout, const qs_spot *spot);

/* Estimate a value. */
qs_estimate qs_estimate_value(const qs_evidence *evidence, const qs_value *value);

#endif
