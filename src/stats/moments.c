/* Moments: adding and merging.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/moments.h"

#include <math.h>

void qs_moments_add(qs_moments *moments, double x)
{
    if (isnan(x))
        return;
    moments->n++;
    double deviation = x - moments->mean;
    if (deviation == 0) /* changes no bit of what follows; many values are the same in all replications */
        return;
    moments->mean += deviation / (double)moments->n;
    moments->m2 += deviation * (x - moments->mean);
}

void qs_moments_merge(qs_moments *into, const qs_moments *from)
{
    /* Without these two an idle rank's empty moments would give 0/0, and -0.0 could turn into 0.0. */
    if (from->n == 0)
        return;
    if (into->n == 0) {
        *into = *from;
        return;
    }
    double a = (double)into->n, b = (double)from->n;
    double difference = from->mean - into->mean;
    into->mean += difference * (b / (a + b));
    into->m2 += from->m2 + difference * difference * (a * (b / (a + b)));
    into->n += from->n;
}

double qs_moments_mean(const qs_moments *moments)
{
    return moments->n > 0 ? moments->mean : (double)NAN;
}

double qs_moments_sd(const qs_moments *moments)
{
    return moments->n > 1 ? sqrt(moments->m2 / (double)(moments->n - 1)) : (double)NAN;
}
