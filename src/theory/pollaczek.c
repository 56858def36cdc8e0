/* One server with any law of service, after Pollaczek and Khinchine.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/memory.h"
#include "theory_internal.h"

/* The second moment of the wait, relative to FIFO's. */
static double order_factor(qs_theory_order order, double rho)
{
    switch (order) {
    case QS_ORDER_LIFO:
        return 1 / (1 - rho);
    case QS_ORDER_RANDOM:
        return 1 / (1 - rho / 2);
    default:
        return 1;
    }
}

qs_steady qs_theory_mg1(double arrival_rate, qs_raw_moments service, qs_theory_order order)
{
    double rho = arrival_rate * service.m1;
    if (!(arrival_rate > 0 && service.m1 >= 0 && service.m2 >= 0))
        return qs_theory_undefined();
    if (rho >= 1)
        return qs_theory_unstable();
    qs_steady q = {.utilisation = rho, .wait_probability = rho};
    q.wait = arrival_rate * service.m2 / (2 * (1 - rho));
    double second = arrival_rate * service.m3 / (3 * (1 - rho)) + 2 * q.wait * q.wait;
    q.wait_variance = second * order_factor(order, rho) - q.wait * q.wait;
    q.sojourn = q.wait + service.m1;
    q.sojourn_variance = q.wait_variance + qs_theory_variance(service);
    q.queue = arrival_rate * q.wait;
    q.number = arrival_rate * q.sojourn;
    return q;
}

qs_steady qs_theory_mmc_order(double arrival_rate, double service_rate, size_t servers, qs_theory_order order)
{
    qs_steady q = qs_theory_mmc(arrival_rate, service_rate, servers);
    double second = q.wait_variance + q.wait * q.wait;
    q.wait_variance = second * order_factor(order, q.utilisation) - q.wait * q.wait;
    if (isinf(q.wait))
        q.wait_variance = QS_INF;
    q.sojourn_variance = q.wait_variance + 1 / (service_rate * service_rate);
    return q;
}

/* P(geometric sum >= n steps), or > n if shift = 1, when each residual service takes (j + shift) steps with
 * probability residual[j] = P(j steps < residual <= j + 1 steps). */
static double panjer(double rho, const double *residual, size_t shift, size_t n, double *g)
{
    double at_zero = shift == 0 ? residual[0] : 0;
    g[0] = (1 - rho) / (1 - rho * at_zero);
    double sum = g[0];
    for (size_t j = 1; j < n + shift; j++) {
        double convolution = 0;
        for (size_t i = 1; i <= j; i++)
            convolution += residual[i - shift] * g[j - i];
        g[j] = rho / (1 - rho * at_zero) * convolution;
        sum += g[j];
    }
    return 1 - sum;
}

qs_status qs_theory_mg1_wait_over(double arrival_rate, qs_theory_partial partial, const void *context,
                                  double mean_service, double t, size_t n_steps, double *lower, double *upper)
{
    double *residual = NULL, *g = NULL, rho = arrival_rate * mean_service, step = t / (double)n_steps;
    qs_status status = QS_OK;
    *lower = *upper = QS_NAN;
    if (!(rho > 0 && rho < 1 && t >= 0) || n_steps == 0)
        return qs_fail(QS_ERROR_NUMERIC, "no wait distribution at load %g, time %g", rho, t);
    if (t == 0) {
        *lower = *upper = rho;
        return QS_OK;
    }
    if ((status = qs_calloc(n_steps + 1, sizeof *residual, &residual)) ||
        (status = qs_calloc(n_steps + 1, sizeof *g, &g)))
        goto cleanup;
    for (size_t j = 0; j <= n_steps; j++)
        residual[j] =
            (partial((double)(j + 1) * step, context) - partial((double)j * step, context)) / mean_service;
    /* The wait has no atom but at 0, so rounded down it may count as long from t on, rounded up only beyond
     * t. */
    *lower = panjer(rho, residual, 0, n_steps, g);
    *upper = panjer(rho, residual, 1, n_steps, g);

cleanup:
    qs_free(g);
    qs_free(residual);
    return status;
}

qs_status qs_theory_mg1_wait_quantile(double arrival_rate, qs_theory_partial partial, const void *context,
                                      double mean_service, double p, size_t n_steps, double *quantile)
{
    double low = 0, high = mean_service, lower, upper;
    *quantile = QS_NAN;
    if (!(p > 0 && p < 1))
        return qs_fail(QS_ERROR_NUMERIC, "no quantile %g", p);
    if (p <= 1 - arrival_rate * mean_service) {
        *quantile = 0;
        return QS_OK;
    }
    bool is_bracketed = false;
    while (!is_bracketed || high - low > 1e-9 * high) {
        double middle = is_bracketed ? low + (high - low) / 2 : high;
        qs_status status = qs_theory_mg1_wait_over(arrival_rate, partial, context, mean_service, middle,
                                                   n_steps, &lower, &upper);
        if (status)
            return status;
        bool is_short = (lower + upper) / 2 > 1 - p;
        if (is_bracketed) {
            *(is_short ? &low : &high) = middle;
        } else if (is_short) {
            low = high;
            high *= 2;
        } else {
            is_bracketed = true;
        }
    }
    *quantile = low + (high - low) / 2;
    return QS_OK;
}

/* Three-point Gauss-Legendre on [0, 1]. */
static const double gauss_x[3] = {0.11270166537925831, 0.5, 0.88729833462074169};
static const double gauss_w[3] = {5.0 / 18, 8.0 / 18, 5.0 / 18};

double qs_theory_mg1_shortest_first(double arrival_rate, qs_raw_moments service,
                                    double (*density)(double x, const void *context), const void *context)
{
    double rho = arrival_rate * service.m1, residual = arrival_rate * service.m2 / 2;
    if (!(arrival_rate > 0 && service.m1 > 0))
        return QS_NAN;
    if (rho >= 1)
        return QS_INF;
    /* Cells grow with x, so that long tails end; `shorter` is the load of services up to x. */
    double x = 0, shorter = 0, mass = 0, wait = 0;
    while (x < 1e5 * service.m1 && mass < 1 - 1e-13) {
        double cell = 0.002 * (service.m1 + x);
        for (int i = 0; i < 3; i++) {
            double at = x + cell * gauss_x[i], before = shorter;
            for (int k = 0; k < 3; k++) {
                double inner = x + cell * gauss_x[i] * gauss_x[k];
                before += arrival_rate * cell * gauss_x[i] * gauss_w[k] * inner * density(inner, context);
            }
            wait += cell * gauss_w[i] * density(at, context) * residual / ((1 - before) * (1 - before));
        }
        for (int k = 0; k < 3; k++) {
            double inner = x + cell * gauss_x[k], part = cell * gauss_w[k] * density(inner, context);
            shorter += arrival_rate * inner * part;
            mass += part;
        }
        x += cell;
    }
    return wait + fmax(0, 1 - mass) * residual / ((1 - rho) * (1 - rho));
}
