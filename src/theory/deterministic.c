/* Constant services at several servers.
 *
 * A service time after any instant, all c servers have changed customers: of N present c have gone, and A, a
 * Poisson number of mean a = c rho, have come. So the queue is the largest sum of a walk with steps A - c.
 * Two expressions of it are used, each where it keeps its digits: Spitzer's sum of positive terms, which ends
 * soon where the walk falls fast, and the roots of z^c = exp(a (z - 1)) in the unit disk, where it does not.
 * Where more than 1e-5 of all wait, either lies within 1e-11 of a contour integral (a test).
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "theory_internal.h"

static const double PI = 3.14159265358979323846;

/* Mean queue, P(all servers are busy). */
typedef struct crowd {
    double queue, busy;
} crowd;

/* rho - 1 - log(rho), a few digits of which near rho = 1 are lost unless its series is summed. gap = 1 - rho.
 */
static double fall_rate(double gap)
{
    if (gap > 0.1)
        return -gap - theory_log1p(-gap);
    double power = gap * gap, sum = 0;
    for (int j = 2; j < 40; j++, power *= gap)
        sum += power / j;
    return sum;
}

/* log n! without its leading terms (n + 1/2) log n - n + log(2 pi) / 2. Source: Loader, Fast and Accurate
 * Computation of Binomial Probabilities, 2000. */
static double stirling_rest(double n)
{
    if (n < 16)
        return theory_lgamma(n + 1) - (n + 0.5) * theory_log(n) + n - 0.5 * theory_log(2 * PI);
    double square = n * n;
    return (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - 1.0 / 1680 / square) / square) / square) / n;
}

/* P(A >= n) and E max(A - n, 0) of a Poisson number A of mean rho n, over P(A = n). */
static crowd overshoot(double n, double mean)
{
    double term = 1;
    crowd sum = {.busy = 1};
    for (double j = 1; j * term > 1e-20 * sum.queue; j++) {
        term *= mean / (n + j);
        sum.busy += term;
        sum.queue += j * term;
    }
    return sum;
}

/* E max(0, S1, S2, ...) = sum over l of E max(S_l, 0) / l; -log P(all S_l < 0) = sum of P(S_l >= 0) / l.
 * Source: Spitzer, Trans. Amer. Math. Soc. 82, 1956. */
static crowd by_spitzer(double load, size_t servers, double fall)
{
    crowd sum = {0, 0};
    for (double l = 1; l < 1e6; l++) {
        double n = l * (double)servers;
        double at = theory_exp(-fall * l - stirling_rest(n)) / (sqrt(2 * PI * n) * l);
        crowd more = overshoot(n, l * load);
        sum.queue += at * more.queue;
        sum.busy += at * more.busy;
        if (at * more.queue <= 1e-18 * sum.queue)
            break;
    }
    return (crowd){sum.queue, -theory_expm1(-sum.busy)};
}

typedef struct point {
    double re, im;
} point;

/* w exp(-rho u), w = exp(i angle): z as the equation gives it for z = 1 - u. */
static point image(point u, double rho, double angle)
{
    double size = theory_exp(-rho * u.re), turn = angle - rho * u.im;
    return (point){size * theory_cos(turn), size * theory_sin(turn)};
}

/* u = 1 - z of the one root of z = w exp(rho (z - 1)) in the unit disk. The right side maps the disk into
 * itself and shrinks distances by rho, so steps lead there from anywhere; Newton's from 0 do so at once. */
static point find_root(double rho, double angle)
{
    point u = {1, 0};
    for (int i = 0; i < 60; i++) {
        point z = image(u, rho, angle);
        point miss = {u.re - 1 + z.re, u.im + z.im}, slope = {1 - rho * z.re, -rho * z.im};
        double square = slope.re * slope.re + slope.im * slope.im;
        point step = {(miss.re * slope.re + miss.im * slope.im) / square,
                      (miss.im * slope.re - miss.re * slope.im) / square};
        u = (point){u.re - step.re, u.im - step.im};
        if (step.re * step.re + step.im * step.im <= 1e-32 * (u.re * u.re + u.im * u.im))
            break;
    }
    return u;
}

/* Sums over the roots but 1, those of either sign of the angle together.
 * Source: Crommelin, P.O.E.E.J. 25, 1932; Janssen, van Leeuwaarden, Queueing Systems 50, 2005. */
static crowd by_roots(double load, size_t servers)
{
    double c = (double)servers, spare = c - load, log_product = 0, sum = 0;
    for (size_t k = 1; 2 * k <= servers; k++) {
        point u = find_root(load / c, 2 * PI * (double)k / c);
        double square = u.re * u.re + u.im * u.im, weight = 2 * k == servers ? 0.5 : 1;
        sum += weight * 2 * u.re / square;
        log_product += weight * theory_log(square);
    }
    return (crowd){load / (2 * spare) - (c - 1 + load) / 2 + sum, 1 - spare * theory_exp(-log_product)};
}

qs_steady qs_theory_mdc(double arrival_rate, double service, size_t servers)
{
    double load = arrival_rate * service, c = (double)servers;
    if (!(arrival_rate > 0 && service > 0) || servers == 0)
        return qs_theory_undefined();
    if (servers == 1 || load >= c)
        return qs_theory_mg1(arrival_rate / c, qs_theory_constant(service), QS_ORDER_FIFO);
    /* The terms of Spitzer's sum fall by exp(-fall). Where this is slow, many wait, and the roots' sum loses
     * nothing by subtraction. */
    double fall = c * fall_rate((c - load) / c);
    crowd q = fall > 0.1 ? by_spitzer(load, servers, fall) : by_roots(load, servers);
    double wait = q.queue / arrival_rate;
    return (qs_steady){.utilisation = load / c,
                       .wait_probability = q.busy,
                       .wait = wait,
                       .wait_variance = QS_NAN,
                       .sojourn = wait + service,
                       .sojourn_variance = QS_NAN,
                       .queue = q.queue,
                       .number = q.queue + load};
}
