/* Customers who give up waiting.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <gsl/gsl_cdf.h>

#include "theory_internal.h"

enum { MAX_STATES = 20000000 };

/* Sums over j = 0, 1, … customers waiting (all servers busy), weights relative to the largest. */
typedef struct waiting_sums {
    double first; /* weight of j = 0 */
    double all, queue, served, served1, served2, over;
} waiting_sums;

typedef struct erlang_a {
    double arrival_rate, drain, impatience_rate;
} erlang_a;

/* The logarithm of the largest weight relative to j = 0; the weights rise while arrivals outrun departures.
 */
static double log_peak(const erlang_a *a)
{
    double log_weight = 0;
    for (double j = 1; j < MAX_STATES && a->arrival_rate > a->drain + j * a->impatience_rate; j++)
        log_weight += theory_log(a->arrival_rate / (a->drain + j * a->impatience_rate));
    return log_weight;
}

/* Who finds j waiting passes j + 1 stages with rates drain + (k + 1) theta, k = 0..j, one theta being its
 * own: served with the product of (drain + k theta) / (drain + (k + 1) theta) = drain / (drain + (j + 1)
 * theta), independently of how long it took. */
static waiting_sums sum_waiting(const erlang_a *a, double t)
{
    waiting_sums s = {0};
    double peak = log_peak(a), log_weight = 0, stage1 = 0, stage2 = 0, theta = a->impatience_rate;
    s.first = theory_exp(-peak);
    for (double j = 0; j < MAX_STATES; j++) {
        double w = theory_exp(log_weight - peak), rate = a->drain + (j + 1) * theta;
        double served = a->drain / rate;
        stage1 += 1 / rate;
        stage2 += 1 / (rate * rate);
        s.all += w;
        s.queue += j * w;
        s.served += w * served;
        s.served1 += w * served * stage1;
        s.served2 += w * served * (stage2 + stage1 * stage1);
        /* The wait that is offered is a sum of exponentials with rates drain + k theta: -log(Beta) / theta.
         */
        if (t >= 0)
            s.over += w * gsl_cdf_beta_P(theory_exp(-theta * t), a->drain / theta, j + 1);
        if (a->arrival_rate < rate && w * (j + 1) * (j + 1) < 1e-18 * s.all)
            break;
        log_weight += theory_log(a->arrival_rate / rate);
    }
    return s;
}

static bool is_queue(double arrival_rate, double service_rate, size_t servers)
{
    return arrival_rate > 0 && service_rate > 0 && servers > 0 && isfinite(arrival_rate) &&
           isfinite(service_rate);
}

qs_steady qs_theory_erlang_a(double arrival_rate, double service_rate, size_t servers, double impatience_rate)
{
    if (impatience_rate == 0)
        return qs_theory_mmc(arrival_rate, service_rate, servers);
    if (!is_queue(arrival_rate, service_rate, servers) || !(impatience_rate > 0))
        return qs_theory_undefined();
    double load = arrival_rate / service_rate, blocked = qs_theory_erlang_b(load, servers);
    erlang_a a = {arrival_rate, (double)servers * service_rate, impatience_rate};
    waiting_sums s = sum_waiting(&a, -1);
    /* States with a server free weigh first * (1 / blocked - 1) together; all is scaled by `blocked`. */
    double total = s.first + blocked * (s.all - s.first), free = s.first * (1 - blocked);
    qs_steady q = {.wait_probability = blocked * s.all / total, .queue = blocked * s.queue / total};
    double served = (free + blocked * s.served) / total;
    q.loss = impatience_rate * q.queue / arrival_rate;
    q.wait = blocked * s.served1 / total / served;
    q.wait_variance = blocked * s.served2 / total / served - q.wait * q.wait;
    q.utilisation = load * served / (double)servers;
    q.sojourn = q.wait + 1 / service_rate;
    q.sojourn_variance = q.wait_variance + 1 / (service_rate * service_rate);
    q.number = q.queue + load * served;
    return q;
}

double qs_theory_erlang_a_wait_over(double arrival_rate, double service_rate, size_t servers,
                                    double impatience_rate, double t)
{
    if (!is_queue(arrival_rate, service_rate, servers) || !(impatience_rate > 0 && t >= 0))
        return QS_NAN;
    double blocked = qs_theory_erlang_b(arrival_rate / service_rate, servers);
    erlang_a a = {arrival_rate, (double)servers * service_rate, impatience_rate};
    waiting_sums s = sum_waiting(&a, t);
    /* Over t if the offered wait and the patience both are. */
    return theory_exp(-impatience_rate * t) * blocked * s.over / (s.first + blocked * (s.all - s.first));
}

/* Integrals over the offered wait x > 0, whose density is proportional to e(x) = exp(lambda H(x) - c mu x),
 * H(x) being the integral of the patience's survival G. A common factor exp(shift) is left out. */
typedef struct offered {
    double x, h;                     /* where we are, and H there */
    double all;                      /* of e */
    double queue;                    /* H e: time in queue, who gives up included */
    double served, served1, served2; /* G e, x G e, x^2 G e */
    double shift;
} offered;

typedef double (*survival_function)(double x, const void *context);

/* Four-point Gauss-Legendre on [0, 1]. */
static const double gauss_x[4] = {0.069431844202973712, 0.33000947820757187, 0.66999052179242813,
                                  0.93056815579702629};
static const double gauss_w[4] = {0.17392742256872693, 0.32607257743127307, 0.32607257743127307,
                                  0.17392742256872693};

static double integral(survival_function survival, const void *context, double from, double length)
{
    double sum = 0;
    for (int i = 0; i < 4; i++)
        sum += gauss_w[i] * survival(from + length * gauss_x[i], context);
    return length * sum;
}

/* Keep the largest exponent seen at 0, so that an overloaded queue of the patient does not overflow. */
static void rescale(offered *o, double exponent)
{
    double factor = theory_exp(o->shift - exponent);
    o->all *= factor;
    o->queue *= factor;
    o->served *= factor;
    o->served1 *= factor;
    o->served2 *= factor;
    o->shift = exponent;
}

/* Add one cell of the given length; gives its share of the whole so far. */
static double add_cell(offered *o, double arrival_rate, double drain, double length,
                       survival_function survival, const void *context)
{
    double before = o->all, exponent = arrival_rate * o->h - drain * o->x;
    if (exponent > o->shift + 100)
        rescale(o, exponent);
    for (int i = 0; i < 4; i++) {
        double x = o->x + length * gauss_x[i];
        double h = o->h + integral(survival, context, o->x, length * gauss_x[i]);
        double g = survival(x, context),
               e = length * gauss_w[i] * theory_exp(arrival_rate * h - drain * x - o->shift);
        o->all += e;
        o->queue += h * e;
        o->served += g * e;
        o->served1 += x * g * e;
        o->served2 += x * x * g * e;
    }
    o->h += integral(survival, context, o->x, length);
    o->x += length;
    return (o->all - before) / o->all;
}

static qs_steady from_offered(double arrival_rate, double service_rate, size_t servers, const offered *o)
{
    double load = arrival_rate / service_rate, unit = theory_exp(-o->shift);
    /* The weight of "a server is free", the sum of a^j / j! below c over a^(c-1) / (c-1)!, is 1 / B(c - 1).
     */
    double below = qs_theory_erlang_b(load, servers - 1);
    double all = arrival_rate * below, total = unit + all * o->all;
    qs_steady q = {.wait_probability = all * o->all / total, .queue = arrival_rate * all * o->queue / total};
    double served = (unit + all * o->served) / total;
    q.loss = 1 - served;
    q.wait = all * o->served1 / total / served;
    q.wait_variance = all * o->served2 / total / served - q.wait * q.wait;
    q.utilisation = load * served / (double)servers;
    q.sojourn = q.wait + 1 / service_rate;
    q.sojourn_variance = q.wait_variance + 1 / (service_rate * service_rate);
    q.number = q.queue + load * served;
    return q;
}

static double everyone_stays(double x, const void *context)
{
    (void)x;
    (void)context;
    return 1;
}

qs_steady qs_theory_mmc_fixed_patience(double arrival_rate, double service_rate, size_t servers,
                                       double patience)
{
    if (!is_queue(arrival_rate, service_rate, servers) || !(patience > 0 && isfinite(patience)))
        return qs_theory_undefined();
    double drain = (double)servers * service_rate;
    double cells = ceil(patience * fmax(arrival_rate, drain) / 0.2);
    if (cells > MAX_STATES)
        return qs_theory_undefined();
    offered o = {0};
    for (double i = 0; i < cells; i++)
        add_cell(&o, arrival_rate, drain, patience / cells, everyone_stays, NULL);
    /* Beyond the patience nobody joins the servers, and e falls as exp(-c mu x). */
    double rest = theory_exp((arrival_rate - drain) * patience - o.shift) / drain;
    o.all += rest;
    o.queue += patience * rest;
    return from_offered(arrival_rate, service_rate, servers, &o);
}

qs_steady qs_theory_mmc_patience(double arrival_rate, double service_rate, size_t servers,
                                 double (*survival)(double x, const void *context), const void *context)
{
    if (!is_queue(arrival_rate, service_rate, servers))
        return qs_theory_undefined();
    double drain = (double)servers * service_rate, length = 0.1 / fmax(arrival_rate, drain);
    offered o = {0};
    for (int i = 0; i < MAX_STATES; i++) {
        double share = add_cell(&o, arrival_rate, drain, length, survival, context);
        if (arrival_rate * survival(o.x, context) < drain && share < 1e-17)
            return from_offered(arrival_rate, service_rate, servers, &o);
    }
    return qs_theory_undefined();
}
