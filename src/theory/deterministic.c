/* Constant services at several servers.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/memory.h"
#include "theory_internal.h"

enum { MAX_STEPS = 1000000 };

/* One service time later: next[n] = sum over k of P(max(N - c, 0) = k) poisson[n - k], for n up to `top`, the
 * rest on top. Gives how much has moved. */
static double step(const double *p, double *next, const double *poisson, size_t servers, size_t top,
                   size_t spread)
{
    for (size_t n = 0; n <= top; n++)
        next[n] = 0;
    double empty = 0, moved = 0;
    for (size_t n = 0; n <= servers && n <= top; n++)
        empty += p[n];
    for (size_t k = 0; k + servers <= top; k++) {
        double w = k == 0 ? empty : p[k + servers];
        for (size_t a = 0; w > 0 && a <= spread; a++)
            next[k + a < top ? k + a : top] += w * poisson[a];
    }
    for (size_t n = 0; n <= top; n++)
        moved += fabs(next[n] - p[n]);
    return moved;
}

static void fill_poisson(double *poisson, size_t spread, double mean)
{
    double sum = 0;
    for (size_t a = 0; a <= spread; a++) {
        poisson[a] = theory_exp((double)a * theory_log(mean) - mean - theory_lgamma((double)a + 1));
        sum += poisson[a];
    }
    for (size_t a = 0; a <= spread; a++)
        poisson[a] /= sum;
}

static void read_off(const double *p, size_t top, double arrival_rate, double service, size_t servers,
                     qs_steady *steady)
{
    qs_steady q = {.utilisation = arrival_rate * service / (double)servers};
    for (size_t n = servers; n <= top; n++) {
        q.wait_probability += p[n];
        q.queue += p[n] * (double)(n - servers);
    }
    q.wait = q.queue / arrival_rate;
    q.sojourn = q.wait + service;
    q.number = q.queue + arrival_rate * service;
    q.wait_variance = q.sojourn_variance = QS_NAN;
    *steady = q;
}

qs_status qs_theory_mdc(double arrival_rate, double service, size_t servers, qs_steady *steady)
{
    double load = arrival_rate * service, *p = NULL, *next = NULL, *poisson = NULL;
    *steady = qs_theory_undefined();
    if (!(arrival_rate > 0 && service > 0) || servers == 0)
        return QS_OK;
    if (servers == 1 || load >= (double)servers) {
        *steady = qs_theory_mg1(arrival_rate / (double)servers, qs_theory_constant(service), QS_ORDER_FIFO);
        return QS_OK;
    }
    /* The queue's tail falls at least as fast as M/M/c's, rho a place; 1e-17 of it is left out. */
    size_t top = servers + (size_t)(40 / -theory_log(load / (double)servers)) + 10,
           spread = (size_t)(load + 12 * sqrt(load) + 30);
    double moved = 1;
    qs_status status;
    if ((status = qs_calloc(top + 1, sizeof *p, &p)) || (status = qs_calloc(top + 1, sizeof *next, &next)) ||
        (status = qs_calloc(spread + 1, sizeof *poisson, &poisson)))
        goto cleanup;
    fill_poisson(poisson, spread, load);
    p[0] = 1;
    for (int i = 0; i < MAX_STEPS && moved > 1e-13; i++) {
        moved = step(p, next, poisson, servers, top, spread);
        double *swap = p;
        p = next;
        next = swap;
    }
    if (moved > 1e-13)
        status = qs_fail(QS_ERROR_LIMIT, "M/D/%zu at load %g does not settle", servers, load);
    else
        read_off(p, top, arrival_rate, service, servers, steady);

cleanup:
    qs_free(poisson);
    qs_free(next);
    qs_free(p);
    return status;
}
