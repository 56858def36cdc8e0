/* How qs_distribution_prepare() and the sampler understand each other.
 *
 * The constants p1..p4 by kind:
 *   exponential  p1 = -mean
 *   uniform      p1 = max - min
 *   normal       p1, p2 = mass of the untruncated normal below and above 0
 *   lognormal    p1, p2 = mean and sd of the logarithm
 *   gamma        p1 = d, p2 = c of Marsaglia and Tsang, p3 = mean / shape, p4 = 1 / shape if shape < 1, else
 * 0 erlang       p1 = -mean / k weibull      p1 = 1 / shape triangular   p1 = P(X < mode), p2 = (max -
 * min)(mode - min), p3 = (max - min)(max - mode) discrete_uniform  p1 = max - min + 1 geometric    p1 = 1 /
 * log(1 - p), 0 for p = 1
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_DISTRIBUTION_INTERNAL_H
#define QSWEEP_DISTRIBUTION_INTERNAL_H

#include "qsweep/distribution.h"

/* Check the rows given by the user, sort them, and make them cumulative.
 * what [in] how the study calls the values: "values" or "means"
 * is_zero_allowed [in] whether a value may be 0
 * Errors: QS_ERROR_STUDY, QS_ERROR_MEMORY. */
qs_status qs_table_from_rows(qs_distribution *distribution, const char *what, bool is_zero_allowed);

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

#endif
