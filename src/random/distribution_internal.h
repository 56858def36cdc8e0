/* How qs_distribution_prepare() and the sampler understand each other.
 *
 * The constants p1..p4 by kind:
 *   exponential       p1 = -mean
 *   uniform           p1 = max - min
 *   normal            p1, p2 = mass of the uncut normal below and above where it is cut
 *   lognormal         p1, p2 = mean and sd of the logarithm
 *   gamma             p1 = d, p2 = c of Marsaglia and Tsang, p3 = mean / shape, p4 = 1 / shape below 1, or 0
 *   erlang            p1 = -mean / k
 *   weibull           p1 = 1 / shape
 *   triangular        p1 = P(X < mode), p2 = (max - min)(mode - min), p3 = (max - min)(max - mode)
 *   beta, pert        p1, p2 = the shapes on (0, 1), 0 where it is a constant; p3 = max - min
 *   pareto            p1 = -1 / shape
 *   loglogistic       p1 = 1 / shape
 *   truncated         p1 = P(of < min), p2 = P(min <= of <= max), p3 = mean, p4 = variance
 *   discrete_uniform  p1 = max - min + 1
 *   geometric         p1 = 1 / log(1 - p), 0 for p = 1
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_DISTRIBUTION_INTERNAL_H
#define QSWEEP_DISTRIBUTION_INTERNAL_H

#include "qsweep/distribution.h"
#include "qsweep/stream.h"

/* Check the rows given by the user, sort them, and make them cumulative.
 * what [in] how the study calls the values: "values" or "means"
 * is_zero_allowed [in] whether a value may be 0
 * Errors: QS_ERROR_STUDY, QS_ERROR_MEMORY. */
qs_status qs_table_from_rows(qs_distribution *distribution, const char *what, bool is_zero_allowed);

/* Of a mixture: make the weights cumulative, in their order. Of a cumulative law: check that values and
 * probabilities ascend, from 0 to 1. Errors: QS_ERROR_STUDY, QS_ERROR_MEMORY. */
qs_status qs_table_from_weights(qs_distribution *distribution);
qs_status qs_table_from_probabilities(qs_distribution *distribution);

/* Tables of the binomial (n >= 1, 0 < p < 1) and the Poisson distribution. Errors: QS_ERROR_MEMORY. */
qs_status qs_table_binomial(qs_distribution *distribution);
qs_status qs_table_poisson(qs_distribution *distribution);

/* Entries of the guide a row: the more, the rarer the search has to go on from where it begins. */
enum { QS_GUIDE = 4 };

/* The row whose share of (0, 1) holds u: the first with u < cumulative. */
static inline size_t qs_table_find(const qs_distribution *distribution, double u)
{
    const double *cumulative = distribution->cumulative;
    size_t row = distribution->guide[(size_t)(u * (double)(QS_GUIDE * distribution->n_table))];
    while (cumulative[row] <= u)
        row++;
    while (row && cumulative[row - 1] > u) /* only where the product was rounded up */
        row--;
    return row;
}

/* Uniform numbers x[n] become variates of a law that is inverted (variate.c). */
void qs_variate_invert(const qs_distribution *distribution, double *x, size_t n);

typedef void qs_fill_function(const qs_distribution *d, qs_stream *stream, double *x, size_t n);
qs_fill_function qs_fill_gamma, qs_fill_beta;                         /* by rejection (variate_gamma.c) */
qs_fill_function qs_fill_mixture, qs_fill_shifted, qs_fill_truncated; /* of other laws (variate_compound.c) */

typedef void qs_invert_function(const qs_distribution *d, double *x, size_t n);
qs_invert_function qs_invert_mixture, qs_invert_shifted, qs_invert_truncated;

/* A uniform number as it may be given on: away from 0 and 1, which no stream gives. */
static inline double qs_inside(double u)
{
    return u < 0x1p-53 ? 0x1p-53 : u > 1 - 0x1p-53 ? 1 - 0x1p-53 : u;
}

/* The quantile of a law that grows with its uniform number: u, and v = 1 - u as exactly as it is known
 * (distribution_walk.c). */
double qs_distribution_quantile(const qs_distribution *distribution, double u, double v);

/* Whether it is inverted, and grows with its number from end to end: a mixture begins anew in each branch. */
bool qs_distribution_is_monotone(const qs_distribution *distribution);

/* P(X < x), or with `or_at` P(X <= x), of a monotone law, by bisection. */
double qs_distribution_below(const qs_distribution *distribution, double x, bool or_at);

/* Points and weights, such that the sum of weight g(x) is E[g(X); from <= X <= to]. */
typedef void qs_walk_visit(void *context, double x, double weight);
void qs_distribution_walk(const qs_distribution *distribution, double from, double to, qs_walk_visit *visit,
                          void *context);

/* P(from <= X <= to), and E[X^k; from <= X <= to] / P for k = 1, 2, 3 into moment[]. */
double qs_distribution_partial(const qs_distribution *distribution, double from, double to, double moment[3]);

#endif
