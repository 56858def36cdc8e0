/* Queues with priorities.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "theory_internal.h"

/* Sums over the classes before one (load, lambda m2), up to and with it, and over those that can delay it. */
typedef struct cascade {
    double load_before, load;
    double square_before, square;
    double delay_square, delay_cube; /* of classes whose service in progress holds this class up */
} cascade;

/* The wait of a class: the work found, stretched by the busy periods of the classes before it. */
static void fill_wait(const cascade *c, qs_steady *q)
{
    double left = 1 - c->load, left_before = 1 - c->load_before;
    q->wait = c->delay_square / (2 * left * left_before);
    double second = c->delay_cube / (3 * left * left_before * left_before) +
                    c->square * c->delay_square / (2 * left * left * left_before * left_before) +
                    c->delay_square * c->square_before / (2 * left * left_before * left_before * left_before);
    q->wait_variance = second - q->wait * q->wait;
}

/* A service, stretched likewise where it can be preempted. */
static qs_raw_moments stretched(qs_raw_moments service, const cascade *c, bool is_preemptive)
{
    if (!is_preemptive)
        return service;
    double left = 1 - c->load_before;
    return (qs_raw_moments){service.m1 / left,
                            service.m2 / (left * left) + service.m1 * c->square_before / (left * left * left),
                            0};
}

void qs_theory_mg1_priority(size_t n, const double *arrival_rate, const qs_raw_moments *service,
                            bool is_preemptive, qs_steady *out)
{
    cascade c = {0};
    double total = 0;
    for (size_t k = 0; k < n; k++) {
        c.delay_square += is_preemptive ? 0 : arrival_rate[k] * service[k].m2;
        c.delay_cube += is_preemptive ? 0 : arrival_rate[k] * service[k].m3;
        total += arrival_rate[k] * service[k].m1;
    }
    for (size_t k = 0; k < n; k++) {
        double share = arrival_rate[k] * service[k].m1;
        c.load_before = c.load;
        c.square_before = c.square;
        c.load += share;
        c.square += arrival_rate[k] * service[k].m2;
        c.delay_square += is_preemptive ? arrival_rate[k] * service[k].m2 : 0;
        c.delay_cube += is_preemptive ? arrival_rate[k] * service[k].m3 : 0;
        if (!(arrival_rate[k] >= 0 && service[k].m1 >= 0)) {
            out[k] = qs_theory_undefined();
            continue;
        }
        if (c.load >= 1) {
            out[k] = qs_theory_unstable();
            continue;
        }
        out[k] =
            (qs_steady){.utilisation = share, .wait_probability = is_preemptive ? c.load : fmin(total, 1)};
        fill_wait(&c, &out[k]);
        qs_raw_moments stay = stretched(service[k], &c, is_preemptive);
        out[k].sojourn = out[k].wait + stay.m1;
        out[k].sojourn_variance = out[k].wait_variance + qs_theory_variance(stay);
        out[k].queue = arrival_rate[k] * out[k].wait;
        out[k].number = arrival_rate[k] * out[k].sojourn;
    }
}

/* Given that all servers are busy, M/M/c is M/M/1 with a server c times as fast; only P(all busy) differs. */
void qs_theory_mmc_priority(size_t n, const double *arrival_rate, double service_rate, size_t servers,
                            qs_steady *out)
{
    double total = 0, drain = (double)servers * service_rate;
    for (size_t k = 0; k < n; k++)
        total += arrival_rate[k];
    qs_raw_moments service = qs_theory_exponential(1 / drain);
    double waits = qs_theory_erlang_c(total / service_rate, servers), rho = total / drain;
    cascade c = {.delay_square = total * service.m2, .delay_cube = total * service.m3};
    for (size_t k = 0; k < n; k++) {
        double share = arrival_rate[k] / drain;
        c.load_before = c.load;
        c.square_before = c.square;
        c.load += share;
        c.square += arrival_rate[k] * service.m2;
        if (!(arrival_rate[k] >= 0 && service_rate > 0) || servers == 0 || rho >= 1) {
            out[k] = rho >= 1 ? qs_theory_unstable() : qs_theory_undefined();
            continue;
        }
        out[k] = (qs_steady){.utilisation = share, .wait_probability = waits};
        fill_wait(&c, &out[k]);
        double second = (out[k].wait_variance + out[k].wait * out[k].wait) * waits / rho;
        out[k].wait *= waits / rho;
        out[k].wait_variance = second - out[k].wait * out[k].wait;
        out[k].sojourn = out[k].wait + 1 / service_rate;
        out[k].sojourn_variance = out[k].wait_variance + 1 / (service_rate * service_rate);
        out[k].queue = arrival_rate[k] * out[k].wait;
        out[k].number = arrival_rate[k] * out[k].sojourn;
    }
}
