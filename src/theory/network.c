/* Jackson networks: the traffic equations, then each station as if alone.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/memory.h"
#include "theory_internal.h"

/* Solve x = inflow + x R by elimination of one station after the other, Grassmann-Taksar-Heyman fashion: a
 * station's feedback to itself multiplies its visits by 1 / (1 - loop), and its traffic is handed on to those
 * left. */
static qs_status solve_traffic(size_t n, double *inflow, double *route, double *x)
{
    for (size_t k = n; k-- > 0;) {
        double out = 1 - route[k * n + k];
        if (!(out > 1e-14))
            return qs_fail(QS_ERROR_NUMERIC, "customers never leave from station %zu", k);
        for (size_t j = 0; j < k; j++) {
            double via = route[k * n + j] / out;
            inflow[j] += inflow[k] * via;
            for (size_t i = 0; i < k; i++)
                route[i * n + j] += route[i * n + k] * via;
        }
    }
    for (size_t k = 0; k < n; k++) {
        x[k] = inflow[k];
        for (size_t i = 0; i < k; i++)
            x[k] += x[i] * route[i * n + k];
        x[k] /= 1 - route[k * n + k];
    }
    return QS_OK;
}

static qs_steady station_alone(double arrival_rate, double service_rate, size_t servers)
{
    if (arrival_rate == 0)
        return (qs_steady){.sojourn = 1 / service_rate,
                           .sojourn_variance = 1 / (service_rate * service_rate)};
    if (servers != QS_THEORY_INFINITE)
        return qs_theory_mmc(arrival_rate, service_rate, servers);
    return (qs_steady){.sojourn = 1 / service_rate,
                       .sojourn_variance = 1 / (service_rate * service_rate),
                       .number = arrival_rate / service_rate};
}

static qs_status copy_square(size_t n, const double *from, double **out)
{
    qs_status status = qs_calloc(n * n, sizeof *from, out);
    for (size_t i = 0; !status && i < n * n; i++)
        (*out)[i] = from[i];
    return status;
}

qs_status qs_theory_jackson(size_t n, const double *inflow, const double *route, const double *service_rate,
                            const size_t *servers, double *throughput, qs_steady *station, double *number,
                            double *sojourn)
{
    double *matrix = NULL, *enter = NULL, total_inflow = 0, total_number = 0;
    qs_status status;
    if ((status = copy_square(n, route, &matrix)) || (status = qs_calloc(n, sizeof *enter, &enter)))
        goto cleanup;
    for (size_t i = 0; i < n; i++) {
        enter[i] = inflow[i];
        total_inflow += inflow[i];
    }
    if ((status = solve_traffic(n, enter, matrix, throughput)))
        goto cleanup;
    for (size_t i = 0; i < n; i++) {
        station[i] = station_alone(throughput[i], service_rate[i], servers[i]);
        total_number += station[i].number;
    }
    if (number)
        *number = total_number;
    if (sojourn)
        *sojourn = total_number / total_inflow;

cleanup:
    qs_free(enter);
    qs_free(matrix);
    return status;
}
