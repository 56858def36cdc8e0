/* Arrivals in batches.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "theory_internal.h"

qs_batch qs_theory_batch_constant(size_t n)
{
    return qs_theory_batch_uniform(n, n);
}

qs_batch qs_theory_batch_uniform(size_t min, size_t max)
{
    if (max < min)
        return (qs_batch){QS_NAN, QS_NAN, QS_NAN, QS_NAN};
    qs_batch size = {0};
    double weight = 1 / ((double)(max - min) + 1);
    for (size_t n = min; n <= max; n++) {
        double x = (double)n;
        size.f1 += weight * x;
        size.f2 += weight * x * (x - 1);
        size.f3 += weight * x * (x - 1) * (x - 2);
        size.positive += n > 0 ? weight : 0;
    }
    return size;
}

qs_batch qs_theory_batch_bernoulli(double p)
{
    return qs_theory_batch_binomial(1, p);
}

qs_batch qs_theory_batch_binomial(size_t n, double p)
{
    if (!(p >= 0 && p <= 1))
        return (qs_batch){QS_NAN, QS_NAN, QS_NAN, QS_NAN};
    double x = (double)n;
    return (qs_batch){x * p, x * (x - 1) * p * p, x * (x - 1) * (x - 2) * p * p * p,
                      1 - theory_pow(1 - p, x)};
}

qs_batch qs_theory_batch_poisson(double mean)
{
    if (!(mean >= 0))
        return (qs_batch){QS_NAN, QS_NAN, QS_NAN, QS_NAN};
    return (qs_batch){mean, mean * mean, mean * mean * mean, -theory_expm1(-mean)};
}

qs_batch qs_theory_batch_geometric(double p)
{
    if (!(p > 0 && p <= 1))
        return (qs_batch){QS_NAN, QS_NAN, QS_NAN, QS_NAN};
    double odds = (1 - p) / p;
    return (qs_batch){1 / p, 2 * odds / p, 6 * odds * odds / p, 1};
}

/* The work that a batch brings: the sum of X independent services. */
static qs_raw_moments batch_work(qs_batch size, qs_raw_moments service)
{
    double m = service.m1;
    return (qs_raw_moments){size.f1 * m, size.f1 * service.m2 + size.f2 * m * m,
                            size.f1 * service.m3 + 3 * size.f2 * m * service.m2 + size.f3 * m * m * m};
}

qs_steady qs_theory_mxg1(double batch_rate, qs_batch size, qs_raw_moments service)
{
    qs_steady q = qs_theory_mg1(batch_rate, batch_work(size, service), QS_ORDER_FIFO);
    if (!isfinite(q.wait))
        return q;
    double arrival_rate = batch_rate * size.f1;
    /* Of the customers before one in its own batch: E J = f2 / (2 f1), E J (J - 1) = f3 / (3 f1). */
    double ahead = size.f2 / (2 * size.f1);
    double ahead_variance = size.f3 / (3 * size.f1) + ahead - ahead * ahead;
    q.wait += ahead * service.m1;
    q.wait_variance += ahead * qs_theory_variance(service) + ahead_variance * service.m1 * service.m1;
    q.wait_probability = 1 - (1 - q.utilisation) * size.positive / size.f1;
    q.sojourn = q.wait + service.m1;
    q.sojourn_variance = q.wait_variance + qs_theory_variance(service);
    q.queue = arrival_rate * q.wait;
    q.number = arrival_rate * q.sojourn;
    return q;
}
