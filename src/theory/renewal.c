/* Renewal arrivals at one exponential server.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "theory_internal.h"

double qs_theory_laplace_constant(double s, const void *context)
{
    return theory_exp(-s * *(const double *)context);
}

double qs_theory_laplace_gamma(double s, const void *context)
{
    const double *parameter = context;
    return theory_exp(-parameter[0] * theory_log1p(s * parameter[1] / parameter[0]));
}

double qs_theory_laplace_uniform(double s, const void *context)
{
    const double *bound = context;
    double width = s * (bound[1] - bound[0]);
    return theory_exp(-s * bound[0]) * (width < 1e-300 ? 1 : -theory_expm1(-width) / width);
}

double qs_theory_laplace_hyperexponential(double s, const void *context)
{
    const qs_theory_branches *branches = context;
    double sum = 0;
    for (size_t i = 0; i < branches->n; i++)
        sum += branches->weights[i] / (1 + s * branches->means[i]);
    return sum;
}

/* laplace(mu (1 - x)) - x is convex, positive at 0 and zero at 1; below load 1 it has one more root,
 * before 1. */
static double find_root(qs_theory_laplace laplace, const void *context, double service_rate)
{
    double low = 0, high = 1;
    /* Where the difference is negative lies between the roots: halve towards 1 until there. */
    for (double gap = 0.5; gap > 1e-15; gap /= 2) {
        if (laplace(service_rate * gap, context) - (1 - gap) < 0) {
            high = 1 - gap;
            break;
        }
        low = 1 - gap;
    }
    if (high == 1)
        return QS_NAN;
    for (int i = 0; i < 200; i++) {
        double middle = low + (high - low) / 2;
        if (middle == low || middle == high)
            break;
        if (laplace(service_rate * (1 - middle), context) - middle > 0)
            low = middle;
        else
            high = middle;
    }
    return low + (high - low) / 2;
}

qs_steady qs_theory_gm1(double mean_interarrival, qs_theory_laplace laplace, const void *context,
                        double service_rate, double *root)
{
    double rho = 1 / (mean_interarrival * service_rate);
    if (root)
        *root = QS_NAN;
    if (!(mean_interarrival > 0 && service_rate > 0))
        return qs_theory_undefined();
    if (rho >= 1)
        return qs_theory_unstable();
    double sigma = find_root(laplace, context, service_rate), spare = service_rate * (1 - sigma);
    if (root)
        *root = sigma;
    qs_steady q = {.utilisation = rho, .wait_probability = sigma};
    q.wait = sigma / spare;
    q.wait_variance = sigma * (2 - sigma) / (spare * spare);
    q.sojourn = 1 / spare;
    q.sojourn_variance = q.sojourn * q.sojourn;
    q.queue = q.wait / mean_interarrival;
    q.number = q.sojourn / mean_interarrival;
    return q;
}
