/* Averages over any law, over all of it or between two bounds: what is cut off a law has no closed form for
 * every law.
 *
 * By the tanh-sinh rule, which does not mind what becomes infinite at the ends: over the uniform numbers where
 * the law is inverted, else over its density. Takahasi, Mori, "Double exponential formulas for numerical
 * integration", Publ. RIMS 9, 1974. Points and weights have the same bits on every CPU.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "distribution_internal.h"
#include "math_internal.h"
#include "qsweep/variate.h"

#define PI 3.1415926535897932385

/* From -6.1 to 6.1 the points go as near to the ends as numbers do, 1e-300. */
enum { STEPS_EACH_WAY = 390 };
#define STEP (1.0 / 64)

typedef struct walker {
    qs_walk_visit *visit;
    void *context;
    double weight, shift;
} walker;

static void step_to(const walker *w, double x, double weight)
{
    w->visit(w->context, x + w->shift, weight * w->weight);
}

/* ---- over the uniform numbers ---- */

static double normal_quantile(const qs_distribution *d, double u, double v)
{
    double low = d->p1 + u * d->p2, high = v * d->p2;
    double z = low < high ? qs_normal_inverse(low) : -qs_normal_inverse(high);
    double x = d->a + d->b * z;
    return d->is_signed || x > 0 ? x : 0;
}

static double lognormal_quantile(const qs_distribution *d, double u, double v)
{
    return qs_exp(d->p1 + d->p2 * (u < v ? qs_normal_inverse(u) : -qs_normal_inverse(v)));
}

static double cumulative_quantile(const qs_distribution *d, double u)
{
    size_t row = qs_table_find(d, u < 1 ? u : 1 - 0x1p-53);
    double from = d->cumulative[row - 1], to = d->cumulative[row];
    return d->value[row - 1] + (d->value[row] - d->value[row - 1]) * ((u - from) / (to - from));
}

/* -log(v), where v is 1 - u. */
static double minus_log(double u, double v)
{
    return u < 0.5 ? -qs_log1p(-u) : -qs_log(v);
}

double qs_distribution_quantile(const qs_distribution *distribution, double u, double v)
{
    const qs_distribution *d = distribution;
    switch (d->kind) {
    case QS_DISTRIBUTION_exponential:
        return d->a * minus_log(u, v);
    case QS_DISTRIBUTION_uniform:
        return d->a + u * d->p1;
    case QS_DISTRIBUTION_normal:
        return d->b > 0 ? normal_quantile(d, u, v) : d->a;
    case QS_DISTRIBUTION_lognormal:
        return d->b > 0 ? lognormal_quantile(d, u, v) : d->a;
    case QS_DISTRIBUTION_weibull:
        return d->b * qs_pow(minus_log(u, v), d->p1);
    case QS_DISTRIBUTION_triangular:
        return u < d->p1 ? d->a + sqrt(u * d->p2) : d->c - sqrt(v * d->p3);
    case QS_DISTRIBUTION_pareto:
        return d->b * qs_exp(-d->p1 * minus_log(u, v));
    case QS_DISTRIBUTION_loglogistic:
        return d->b * qs_pow(u / v, d->p1);
    case QS_DISTRIBUTION_empirical:
        return d->value[qs_table_find(d, u < 1 ? u : 1 - 0x1p-53)];
    case QS_DISTRIBUTION_cumulative:
        return cumulative_quantile(d, u);
    case QS_DISTRIBUTION_shifted:
        return d->a + qs_distribution_quantile(d->of, u, v);
    case QS_DISTRIBUTION_truncated: {
        double rest = 1 - d->p1 - d->p2;
        return qs_distribution_quantile(d->of, d->p1 + u * d->p2, (rest > 0 ? rest : 0) + v * d->p2);
    }
    default: /* a constant; others are not monotone */
        return d->a;
    }
}

double qs_distribution_below(const qs_distribution *distribution, double x, bool or_at)
{
    double low = 0, high = 1;
    if (or_at ? x >= qs_distribution_max(distribution) : x > qs_distribution_max(distribution))
        return 1;
    if (or_at ? x < qs_distribution_min(distribution) : x <= qs_distribution_min(distribution))
        return 0;
    for (int i = 0; i < 60; i++) {
        double middle = 0.5 * (low + high), q = qs_distribution_quantile(distribution, middle, 1 - middle);
        if (or_at ? q <= x : q < x)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* One smooth piece of the uniform numbers, from `low` on; `high` is what is left above it. */
static void walk_numbers(const qs_distribution *d, double low, double width, double high, const walker *w)
{
    for (int i = -STEPS_EACH_WAY; i <= STEPS_EACH_WAY; i++) {
        double t = i * STEP, e = qs_exp(t), s = PI * 0.5 * (e - 1 / e), slope = PI * 0.5 * (e + 1 / e);
        double p = 1 / (1 + qs_exp(-s)), q = 1 / (1 + qs_exp(s));
        double u = low + width * p, v = high + width * q;
        if (u > 0 && v > 0 && p > 0 && q > 0)
            step_to(w, qs_distribution_quantile(d, u, v), STEP * width * slope * p * q);
    }
}

static void walk_inverted(const qs_distribution *d, double from, double to, const walker *w)
{
    double low = qs_distribution_below(d, from, false), high = qs_distribution_below(d, to, true);
    double bend = d->kind == QS_DISTRIBUTION_triangular ? d->p1 : 0;
    if (low >= high)
        return;
    if (bend <= low || bend >= high) {
        walk_numbers(d, low, high - low, 1 - high, w);
        return;
    }
    walk_numbers(d, low, bend - low, 1 - bend, w);
    walk_numbers(d, bend, high - bend, 1 - high, w);
}

/* ---- tables ---- */

static void walk_points(const qs_distribution *d, double from, double to, const walker *w)
{
    for (size_t i = 0; i < d->n_table; i++)
        if (d->value[i] >= from && d->value[i] <= to)
            step_to(w, d->value[i], d->cumulative[i] - (i ? d->cumulative[i - 1] : 0));
}

/* Uniform from point to point: by Gauss's rule of three points, exact for powers up to the fifth. */
static void walk_lines(const qs_distribution *d, double from, double to, const walker *w)
{
    static const double at[] = {-0.77459666924148337704, 0, 0.77459666924148337704};
    static const double share[] = {5.0 / 18, 8.0 / 18, 5.0 / 18};
    for (size_t i = 1; i < d->n_table; i++) {
        double left = d->value[i - 1], right = d->value[i], mass = d->cumulative[i] - d->cumulative[i - 1];
        double low = fmax(left, from), high = fmin(right, to),
               part = right > left ? (high - low) / (right - left) : 1;
        for (int k = 0; low <= high && k < 3; k++)
            step_to(w, 0.5 * (low + high) + 0.5 * (high - low) * at[k], mass * part * share[k]);
    }
}

/* ---- over a density ---- */

/* x^(p - 1) g(x) over [from, to], x above 0, for p < 1 in the variable x^p, which takes the infinity away. */
typedef struct density {
    double p, other;      /* shapes of x and, of a beta law, of 1 - x; other 0: exp(-x) in its place */
    double top;           /* the logarithm that is about its greatest */
    double scale, offset; /* the law's value is offset + scale x */
} density;

static double log_density(const density *f, double x, bool has_power)
{
    double rest = f->other > 0 ? (f->other - 1) * qs_log1p(-x) : -x;
    return (has_power ? (f->p - 1) * qs_log(x) : 0) + rest - f->top;
}

static void walk_density(const density *f, double from, double to, const walker *w)
{
    bool is_bent = f->p < 1;
    double low = is_bent ? qs_pow(from, f->p) : from, width = (is_bent ? qs_pow(to, f->p) : to) - low;
    for (int i = -STEPS_EACH_WAY; i <= STEPS_EACH_WAY && width > 0; i++) {
        double t = i * STEP, e = qs_exp(t), s = PI * 0.5 * (e - 1 / e), slope = PI * 0.5 * (e + 1 / e);
        double p = 1 / (1 + qs_exp(-s)), q = 1 / (1 + qs_exp(s)), y = low + width * p;
        double x = is_bent ? qs_pow(y, 1 / f->p) : y;
        if (y <= 0 || p <= 0 || q <= 0 || (f->other > 0 && x >= 1))
            continue;
        double height = qs_exp(log_density(f, x, !is_bent)) / (is_bent ? f->p : 1);
        step_to(w, f->offset + f->scale * x, STEP * width * slope * p * q * height);
    }
}

/* Far enough out that what is beyond is nothing. */
static double far_end(double mean, double sd, double scale)
{
    return mean + 12 * sd + 40 * scale;
}

/* Of a gamma law in units of its scale. */
static void walk_gamma(const qs_distribution *d, double from, double to, const walker *w)
{
    double shape = d->a, scale = d->b / d->a, sd = sqrt(shape), least = fmax(0, shape - 12 * sd);
    density f = {.p = shape, .scale = scale};
    f.top = shape >= 1 ? (shape - 1) * qs_log(shape) - shape : 0;
    walk_density(&f, fmax(least, from / scale), fmin(far_end(shape, sd, 1), to / scale), w);
}

/* The two sides of the mean, each from its own end of (0, 1). */
static void walk_beta(const qs_distribution *d, double from, double to, const walker *w)
{
    double sum = d->p1 + d->p2, m = d->p1 / sum, sd = sqrt(m * (1 - m) / (sum + 1));
    double top = (d->p1 - 1) * qs_log(m) + (d->p2 - 1) * qs_log1p(-m), end = d->a + d->p3;
    density left = {.p = d->p1, .other = d->p2, .top = top, .scale = d->p3, .offset = d->a};
    density right = {.p = d->p2, .other = d->p1, .top = top, .scale = -d->p3, .offset = end};
    double reach = far_end(0, sd, 1 / sum);
    walk_density(&left, fmax(fmax(0, m - reach), (from - d->a) / d->p3), fmin(m, (to - d->a) / d->p3), w);
    walk_density(&right, fmax(fmax(0, 1 - m - reach), (end - to) / d->p3), fmin(1 - m, (end - from) / d->p3),
                 w);
}

static void add_weight(void *context, double x, double weight)
{
    (void)x;
    *(double *)context += weight;
}

/* A density is known up to a factor. */
static void walk_whole_density(const qs_distribution *d, double from, double to, const walker *w)
{
    bool is_gamma = d->kind == QS_DISTRIBUTION_gamma || d->kind == QS_DISTRIBUTION_erlang;
    double all = 0;
    const walker measure = {add_weight, &all, 1, 0};
    walker now = *w;
    if (!is_gamma && d->p1 == 0) { /* a constant */
        double mean = qs_distribution_mean(d);
        if (mean >= from && mean <= to)
            step_to(w, mean, 1);
        return;
    }
    (is_gamma ? walk_gamma : walk_beta)(d, -INFINITY, INFINITY, &measure);
    now.weight /= all;
    (is_gamma ? walk_gamma : walk_beta)(d, from, to, &now);
}

/* ---- any law ---- */

static void walk(const qs_distribution *d, double from, double to, const walker *w);

static void walk_branches(const qs_distribution *d, double from, double to, const walker *w)
{
    for (size_t i = 0; i < d->n_table; i++) {
        walker branch = *w;
        branch.weight *= d->cumulative[i] - (i ? d->cumulative[i - 1] : 0);
        const qs_distribution exponential = {
            .kind = QS_DISTRIBUTION_exponential, .a = d->n_of > 0 ? 1 : d->value[i], .p1 = -1};
        if (branch.weight > 0)
            walk(d->n_of > 0 ? &d->of[i] : &exponential, from, to, &branch);
    }
}

static void walk(const qs_distribution *d, double from, double to, const walker *w)
{
    walker inner = *w;
    from = fmax(from, qs_distribution_min(d));
    to = fmin(to, qs_distribution_max(d));
    if (!(from <= to))
        return;
    switch (d->kind) {
    case QS_DISTRIBUTION_constant:
        step_to(w, d->a, 1);
        break;
    case QS_DISTRIBUTION_gamma:
    case QS_DISTRIBUTION_erlang:
    case QS_DISTRIBUTION_beta:
    case QS_DISTRIBUTION_pert:
        walk_whole_density(d, from, to, w);
        break;
    case QS_DISTRIBUTION_empirical:
        walk_points(d, from, to, w);
        break;
    case QS_DISTRIBUTION_cumulative:
        walk_lines(d, from, to, w);
        break;
    case QS_DISTRIBUTION_hyperexponential:
    case QS_DISTRIBUTION_mixture:
        walk_branches(d, from, to, w);
        break;
    case QS_DISTRIBUTION_shifted:
        inner.shift += d->a;
        walk(d->of, from - d->a, to - d->a, &inner);
        break;
    case QS_DISTRIBUTION_truncated: {
        double moment[3];
        inner.weight /= qs_distribution_partial(d->of, d->a, d->b, moment);
        walk(d->of, from, to, &inner);
        break;
    }
    default:
        walk_inverted(d, from, to, w);
    }
}

void qs_distribution_walk(const qs_distribution *distribution, double from, double to, qs_walk_visit *visit,
                          void *context)
{
    const walker w = {visit, context, 1, 0};
    walk(distribution, from, to, &w);
}

static void add_powers(void *context, double x, double weight)
{
    double *sum = context;
    sum[0] += weight;
    sum[1] += weight * x;
    sum[2] += weight * x * x;
    sum[3] += weight * x * x * x;
}

double qs_distribution_partial(const qs_distribution *distribution, double from, double to, double moment[3])
{
    double sum[4] = {0}, whole[3];
    qs_distribution_walk(distribution, from, to, add_powers, sum);
    for (int k = 0; k < 3; k++)
        moment[k] = sum[k + 1] / sum[0];
    if (isinf(to) && isinf(qs_distribution_max(distribution)) && !isinf(qs_distribution_min(distribution))) {
        qs_distribution_raw_moments(distribution, whole); /* a tail that is too heavy stays so */
        for (int k = 0; k < 3; k++)
            moment[k] = isinf(whole[k]) ? INFINITY : moment[k];
    }
    return fmin(sum[0], 1);
}

double qs_distribution_share_below(const qs_distribution *distribution, double x)
{
    double sum = 0;
    if (qs_distribution_is_monotone(distribution))
        return qs_distribution_below(distribution, x, true);
    qs_distribution_walk(distribution, -INFINITY, x, add_weight, &sum);
    return fmin(sum, 1);
}
