/* Exponential services: delay, loss, finite room, finite population.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "theory_internal.h"

double qs_theory_erlang_b(double load, size_t servers)
{
    if (!(load >= 0))
        return QS_NAN;
    double blocked = 1;
    for (size_t k = 1; k <= servers; k++)
        blocked = load * blocked / ((double)k + load * blocked);
    return blocked;
}

double qs_theory_erlang_c(double load, size_t servers)
{
    if (!(load >= 0) || servers == 0)
        return QS_NAN;
    double rho = load / (double)servers;
    if (rho >= 1)
        return 1;
    double blocked = qs_theory_erlang_b(load, servers);
    return blocked / (1 - rho * (1 - blocked));
}

static bool is_queue(double arrival_rate, double service_rate, size_t servers)
{
    return arrival_rate > 0 && service_rate > 0 && servers > 0 && isfinite(arrival_rate) &&
           isfinite(service_rate);
}

static bool is_stable(double arrival_rate, double service_rate, size_t servers)
{
    return arrival_rate < (double)servers * service_rate;
}

qs_steady qs_theory_mmc(double arrival_rate, double service_rate, size_t servers)
{
    if (!is_queue(arrival_rate, service_rate, servers))
        return qs_theory_undefined();
    if (!is_stable(arrival_rate, service_rate, servers))
        return qs_theory_unstable();
    double load = arrival_rate / service_rate, spare = (double)servers * service_rate - arrival_rate;
    double waits = qs_theory_erlang_c(load, servers);
    qs_steady q = {.utilisation = load / (double)servers, .wait_probability = waits};
    /* The wait is 0, or with probability `waits` exponential with rate `spare`. */
    q.wait = waits / spare;
    q.wait_variance = waits * (2 - waits) / (spare * spare);
    q.sojourn = q.wait + 1 / service_rate;
    q.sojourn_variance = q.wait_variance + 1 / (service_rate * service_rate);
    q.queue = arrival_rate * q.wait;
    q.number = q.queue + load;
    return q;
}

double qs_theory_mmc_wait_over(double arrival_rate, double service_rate, size_t servers, double t)
{
    if (!is_queue(arrival_rate, service_rate, servers) || !(t >= 0))
        return QS_NAN;
    if (!is_stable(arrival_rate, service_rate, servers))
        return 1;
    double spare = (double)servers * service_rate - arrival_rate;
    return qs_theory_erlang_c(arrival_rate / service_rate, servers) * theory_exp(-spare * t);
}

double qs_theory_mmc_wait_quantile(double arrival_rate, double service_rate, size_t servers, double p)
{
    if (!is_queue(arrival_rate, service_rate, servers) || !(p > 0 && p < 1))
        return QS_NAN;
    if (!is_stable(arrival_rate, service_rate, servers))
        return QS_INF;
    double waits = qs_theory_erlang_c(arrival_rate / service_rate, servers);
    double spare = (double)servers * service_rate - arrival_rate;
    return waits <= 1 - p ? 0 : theory_log(waits / (1 - p)) / spare;
}

/* P(sojourn > t), a wait being positive with probability `waits`: wait plus an independent service, of rates
 * `spare` and service_rate. Where these meet, by the function that is smooth there; where they do not,
 * without its overflow. */
static double sojourn_over(double waits, double spare, double service_rate, double t)
{
    double gap = (spare - service_rate) * t, served_later = theory_exp(-service_rate * t);
    if (gap < -1)
        return served_later +
               waits * service_rate * (theory_exp(-spare * t) - served_later) / (service_rate - spare);
    double bend = fabs(gap) < 1e-300 ? 1 : -theory_expm1(-gap) / gap;
    return served_later * (1 + waits * service_rate * t * bend);
}

double qs_theory_mmc_sojourn_over(double arrival_rate, double service_rate, size_t servers, double t)
{
    if (!is_queue(arrival_rate, service_rate, servers) || !(t >= 0))
        return QS_NAN;
    if (!is_stable(arrival_rate, service_rate, servers))
        return 1;
    double waits = qs_theory_erlang_c(arrival_rate / service_rate, servers);
    return sojourn_over(waits, (double)servers * service_rate - arrival_rate, service_rate, t);
}

/* False position, the value at an end that stays being halved (the Illinois rule), so that both ends close
 * in. Source: Dowell, Jarratt, A modified regula falsi method, BIT 11, 1971. */
double qs_theory_mmc_sojourn_quantile(double arrival_rate, double service_rate, size_t servers, double p)
{
    if (!is_queue(arrival_rate, service_rate, servers) || !(p > 0 && p < 1))
        return QS_NAN;
    if (!is_stable(arrival_rate, service_rate, servers))
        return QS_INF;
    double spare = (double)servers * service_rate - arrival_rate;
    if (servers == 1)
        return -theory_log1p(-p) / spare;
    double waits = qs_theory_erlang_c(arrival_rate / service_rate, servers);
    double low = 0, high = 1 / service_rate, at_low = p, at_high;
    while ((at_high = sojourn_over(waits, spare, service_rate, high) - (1 - p)) > 0) {
        low = high;
        at_low = at_high;
        high *= 2;
    }
    for (int i = 0, stays = 0; i < 200 && at_high < 0; i++) {
        double t = high - at_high * (high - low) / (at_high - at_low);
        if (t <= low || t >= high) /* no number lies between an end and the root */
            return t <= low ? low : high;
        double here = sojourn_over(waits, spare, service_rate, t) - (1 - p);
        if (here > 0) {
            low = t;
            at_low = here;
            at_high /= stays < 0 ? 2 : 1;
            stays = -1;
        } else {
            high = t;
            at_high = here;
            at_low /= stays > 0 ? 2 : 1;
            stays = 1;
        }
    }
    return high;
}

double qs_theory_mmc_number(double arrival_rate, double service_rate, size_t servers, size_t n)
{
    if (!is_queue(arrival_rate, service_rate, servers))
        return QS_NAN;
    if (!is_stable(arrival_rate, service_rate, servers))
        return 0;
    double load = arrival_rate / service_rate, rho = load / (double)servers;
    /* P(servers present), then up or down from there: no factorial can overflow. */
    double p = qs_theory_erlang_c(load, servers) * (1 - rho);
    if (n >= servers)
        return p * theory_pow(rho, (double)(n - servers));
    for (size_t k = servers; k > n; k--)
        p *= (double)k / load;
    return p;
}

/* The weights of `places` + 1 states rho^j, the largest of them 1: sums of w, j w, and of w over states with
 * a place left, plain and with (j + 1) and (j + 1)(j + 2), for the wait of who joins there. */
typedef struct geometric {
    double first, all, queue, open, open1, open2, last;
} geometric;

static geometric geometric_sums(double rho, size_t places)
{
    geometric g = {0};
    for (size_t j = 0; j <= places; j++) {
        double w = rho <= 1 ? theory_pow(rho, (double)j) : theory_pow(rho, -(double)(places - j));
        g.first = j == 0 ? w : g.first;
        g.all += w;
        g.queue += (double)j * w;
        if (j < places) {
            g.open += w;
            g.open1 += (double)(j + 1) * w;
            g.open2 += (double)(j + 1) * (double)(j + 2) * w;
        }
        g.last = w;
    }
    return g;
}

qs_steady qs_theory_mmck(double arrival_rate, double service_rate, size_t servers, size_t capacity)
{
    if (!is_queue(arrival_rate, service_rate, servers) || capacity < servers)
        return qs_theory_undefined();
    double load = arrival_rate / service_rate, drain = (double)servers * service_rate;
    double blocked = qs_theory_erlang_b(load, servers);
    geometric g = geometric_sums(load / (double)servers, capacity - servers);
    /* States below `servers` together weigh first * (1 / blocked - 1); all is scaled by `blocked`. */
    double total = g.first + blocked * (g.all - g.first);
    qs_steady q = {.loss = blocked * g.last / total};
    double joined = 1 - q.loss;
    q.utilisation = load * joined / (double)servers;
    q.wait_probability = blocked * g.open / total / joined;
    q.wait = blocked * g.open1 / total / joined / drain;
    q.wait_variance = blocked * g.open2 / total / joined / (drain * drain) - q.wait * q.wait;
    q.sojourn = q.wait + 1 / service_rate;
    q.sojourn_variance = q.wait_variance + 1 / (service_rate * service_rate);
    q.queue = blocked * g.queue / total;
    q.number = q.queue + load * joined;
    return q;
}

double qs_theory_mmck_wait_over(double arrival_rate, double service_rate, size_t servers, size_t capacity,
                                double t)
{
    if (!is_queue(arrival_rate, service_rate, servers) || capacity < servers || !(t >= 0))
        return QS_NAN;
    double load = arrival_rate / service_rate, rho = load / (double)servers,
           drain = (double)servers * service_rate * t;
    double blocked = qs_theory_erlang_b(load, servers);
    size_t places = capacity - servers;
    geometric g = geometric_sums(rho, places);
    double total = g.first + blocked * (g.all - g.first), sum = 0;
    /* j ahead in the queue: wait over t if at most j services end within t. */
    double term = theory_exp(-drain), over = term;
    for (size_t j = 0; j < places; j++) {
        double w = rho <= 1 ? theory_pow(rho, (double)j) : theory_pow(rho, -(double)(places - j));
        sum += w * over;
        term *= drain / (double)(j + 1);
        over += term;
    }
    return blocked * sum / total / (1 - blocked * g.last / total);
}

/* Sums over the states of the repair shop; weights are kept as logarithms because they span far more than a
 * double. */
typedef struct repair_sums {
    double all, number, queue, seen, seen_wait, seen1, seen2;
} repair_sums;

static repair_sums repair_pass(size_t population, double load, size_t servers, double top, double *highest)
{
    repair_sums r = {0};
    double log_weight = 0;
    *highest = 0;
    for (size_t n = 0; n <= population; n++) {
        double w = theory_exp(log_weight - top), outside = (double)(population - n);
        double waiting = n > servers ? (double)(n - servers) : 0,
               ahead = n >= servers ? (double)(n - servers) + 1 : 0;
        r.all += w;
        r.number += (double)n * w;
        r.queue += waiting * w;
        r.seen += outside * w;
        r.seen_wait += n >= servers ? outside * w : 0;
        r.seen1 += outside * ahead * w;
        r.seen2 += outside * ahead * (ahead + 1) * w;
        if (n < population)
            log_weight += theory_log(outside * load / (double)(n + 1 < servers ? n + 1 : servers));
        *highest = fmax(*highest, log_weight);
    }
    return r;
}

qs_steady qs_theory_machine_repair(size_t population, double return_rate, double service_rate, size_t servers)
{
    if (population == 0 || !is_queue(return_rate, service_rate, servers))
        return qs_theory_undefined();
    double top, unused, drain = (double)servers * service_rate;
    repair_pass(population, return_rate / service_rate, servers, QS_INF, &top);
    repair_sums r = repair_pass(population, return_rate / service_rate, servers, top, &unused);
    qs_steady q = {.number = r.number / r.all, .queue = r.queue / r.all};
    q.utilisation = (q.number - q.queue) / (double)servers;
    q.wait_probability = r.seen_wait / r.seen;
    q.wait = r.seen1 / r.seen / drain;
    q.wait_variance = r.seen2 / r.seen / (drain * drain) - q.wait * q.wait;
    q.sojourn = q.wait + 1 / service_rate;
    q.sojourn_variance = q.wait_variance + 1 / (service_rate * service_rate);
    return q;
}

void qs_theory_birth_death(size_t n, const double *birth, const double *death, double *p)
{
    double sum = 1;
    p[0] = 1;
    for (size_t i = 0; i < n; i++) {
        p[i + 1] = p[i] * birth[i] / death[i];
        sum += p[i + 1];
        if (sum < 1e150)
            continue;
        for (size_t k = 0; k <= i + 1; k++)
            p[k] *= 1e-150;
        sum *= 1e-150;
    }
    for (size_t i = 0; i <= n; i++)
        p[i] /= sum;
}
