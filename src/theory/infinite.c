/* Infinitely many servers, arrivals whose rate changes in time.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "theory_internal.h"

/* Sum piece(rate, begin, end, t) over the stretches of constant rate up to t. */
static double sum_pieces(size_t n, const double *until, const double *rate, bool is_periodic, double t,
                         double (*piece)(double begin, double end, double t, double mean,
                                         qs_theory_partial partial, const void *context),
                         double mean, qs_theory_partial partial, const void *context)
{
    double sum = 0, period = n > 0 ? until[n - 1] : 0;
    if (!(period > 0 && t >= 0))
        return QS_NAN;
    for (double base = 0; base < t; base += period) {
        for (size_t i = 0; i < n; i++) {
            double begin = base + (i > 0 ? until[i - 1] : 0), end = fmin(base + until[i], t);
            if (begin < t)
                sum += rate[i] * piece(begin, end, t, mean, partial, context);
        }
        if (!is_periodic)
            break;
    }
    return sum;
}

/* Who came at s is still there at t with P(S > t - s); its integral is a difference of E min(S, x). */
static double still_there(double begin, double end, double t, double mean, qs_theory_partial partial,
                          const void *context)
{
    (void)mean;
    return partial(t - begin, context) - partial(t - end, context);
}

/* Who came at s has spent E min(S, t - s) until t, integrated over s for exponential S. */
static double time_spent(double begin, double end, double t, double mean, qs_theory_partial partial,
                         const void *context)
{
    (void)partial;
    (void)context;
    return mean * (end - begin + mean * theory_exp(-(t - end) / mean) * theory_expm1(-(end - begin) / mean));
}

double qs_theory_mtginf(size_t n, const double *until, const double *rate, bool is_periodic,
                        qs_theory_partial partial, const void *context, double t)
{
    return sum_pieces(n, until, rate, is_periodic, t, still_there, QS_NAN, partial, context);
}

double qs_theory_mtminf_average(size_t n, const double *until, const double *rate, bool is_periodic,
                                double mean_service, double t)
{
    if (!(mean_service > 0 && t > 0))
        return QS_NAN;
    return sum_pieces(n, until, rate, is_periodic, t, time_spent, mean_service, NULL, NULL) / t;
}
