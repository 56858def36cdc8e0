/* Variates: a block of uniform numbers becomes a block of variates.
 *
 * Everything that is inverted grows with its uniform number, so that scenarios that differ in a
 * distribution's kind still see long times where the others do, and an antithetic replication
 * sees short ones. Where the inverse is written in 1 - u, the stream is asked for just that.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/variate.h"

#include <math.h>
#include <string.h>

#include "distribution_internal.h"
#include "kernel_internal.h"

/* Variates made at a time, however many are wanted: what is at work stays in the first cache. */
enum { CHUNK = 256 };

/* How many numbers of (0, 1) may be multiplied before their product could underflow: 2^-53 each. */
enum { FACTORS = 16 };

/* As fmin and fmax, but one instruction each. */
static inline double smaller(double a, double b)
{
    return a < b ? a : b;
}

static inline double larger(double a, double b)
{
    return a > b ? a : b;
}

/* Numbers 1 - u. */
static void fill_complement(qs_stream *stream, double *x, size_t n)
{
    stream->is_mirrored = !stream->is_mirrored;
    qs_stream_fill(stream, x, n);
    stream->is_mirrored = !stream->is_mirrored;
}

/* A law that is inverted is written as what becomes of uniform numbers u, or of 1 - u: its variates are that of
 * the stream's. */
#define FILL_BY(name)                                                                                        \
    static void fill_##name(const qs_distribution *d, qs_stream *stream, double *x, size_t n)                \
    {                                                                                                        \
        qs_stream_fill(stream, x, n);                                                                        \
        invert_##name(d, x, n);                                                                              \
    }
#define FILL_BY_COMPLEMENT(name)                                                                             \
    static void fill_##name(const qs_distribution *d, qs_stream *stream, double *x, size_t n)                \
    {                                                                                                        \
        fill_complement(stream, x, n);                                                                       \
        invert_##name(d, x, n);                                                                              \
    }

static void invert_constant(const qs_distribution *d, double *x, size_t n)
{
    for (size_t i = 0; i < n; i++)
        x[i] = d->a;
}

static void fill_constant(const qs_distribution *d, qs_stream *stream, double *x, size_t n)
{
    (void)stream;
    invert_constant(d, x, n);
}

static void invert_exponential(const qs_distribution *d, double *x, size_t n)
{
    qs_kernels_picked()->log(x, n, d->p1);
}
FILL_BY_COMPLEMENT(exponential)

static void invert_uniform(const qs_distribution *d, double *x, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        double value = d->a + x[i] * d->p1;
        x[i] = smaller(value, d->b); /* rounding may overshoot */
    }
}
FILL_BY(uniform)

static void invert_normal(const qs_distribution *d, double *x, size_t n)
{
    double least = d->is_signed ? -INFINITY : 0.0;
    if (d->b == 0) {
        invert_constant(d, x, n);
        return;
    }
    qs_kernels_picked()->normal(x, n, d->p1, d->p2);
    for (size_t i = 0; i < n; i++) {
        double value = d->a + x[i] * d->b;
        x[i] = larger(value, least); /* rounding may undershoot */
    }
}

/* A constant takes no numbers. */
static void fill_normal(const qs_distribution *d, qs_stream *stream, double *x, size_t n)
{
    if (d->b > 0)
        qs_stream_fill(stream, x, n);
    invert_normal(d, x, n);
}

static void invert_lognormal(const qs_distribution *d, double *x, size_t n)
{
    if (d->b == 0) {
        invert_constant(d, x, n);
        return;
    }
    qs_kernels_picked()->normal(x, n, 0.0, 1.0);
    for (size_t i = 0; i < n; i++)
        x[i] = d->p1 + x[i] * d->p2;
    qs_kernels_picked()->exp(x, n);
}

static void fill_lognormal(const qs_distribution *d, qs_stream *stream, double *x, size_t n)
{
    if (d->b > 0)
        qs_stream_fill(stream, x, n);
    invert_lognormal(d, x, n);
}

static void fill_gamma(const qs_distribution *d, qs_stream *stream, double *x, size_t n)
{
    qs_fill_gamma(d, stream, x, n);
}

static void fill_beta(const qs_distribution *d, qs_stream *stream, double *x, size_t n)
{
    qs_fill_beta(d, stream, x, n);
}

static void fill_pert(const qs_distribution *d, qs_stream *stream, double *x, size_t n)
{
    qs_fill_beta(d, stream, x, n);
}

static void fill_mixture(const qs_distribution *d, qs_stream *stream, double *x, size_t n)
{
    qs_fill_mixture(d, stream, x, n);
}

static void fill_shifted(const qs_distribution *d, qs_stream *stream, double *x, size_t n)
{
    qs_fill_shifted(d, stream, x, n);
}

static void fill_truncated(const qs_distribution *d, qs_stream *stream, double *x, size_t n)
{
    qs_fill_truncated(d, stream, x, n);
}

/* The sum of one variate's many exponentials. */
static double erlang_sum(const qs_distribution *d, qs_stream *stream, size_t k)
{
    double u[CHUNK], product[CHUNK / FACTORS], sum = 0;
    while (k) {
        size_t n = k < CHUNK ? k : CHUNK, n_products = 0;
        fill_complement(stream, u, n);
        for (size_t i = 0; i < n; i++) {
            if (i % FACTORS)
                product[n_products - 1] *= u[i];
            else
                product[n_products++] = u[i];
        }
        qs_kernels_picked()->log(product, n_products, d->p1);
        for (size_t i = 0; i < n_products; i++)
            sum += product[i];
        k -= n;
    }
    return sum;
}

/* A sum of logarithms is the logarithm of a product: one for up to FACTORS exponentials. */
static void fill_erlang(const qs_distribution *d, qs_stream *stream, double *x, size_t n)
{
    double u[FACTORS * CHUNK];
    size_t k = (size_t)d->a;
    if (k > FACTORS) {
        for (size_t i = 0; i < n; i++)
            x[i] = erlang_sum(d, stream, k);
        return;
    }
    fill_complement(stream, u, k * n);
    for (size_t i = 0; i < n; i++) {
        double product = u[k * i];
        for (size_t j = 1; j < k; j++)
            product *= u[k * i + j];
        x[i] = product;
    }
    qs_kernels_picked()->log(x, n, d->p1);
}

static void invert_hyperexponential(const qs_distribution *d, double *x, size_t n)
{
    double mean[CHUNK];
    for (size_t i = 0; i < n; i++) {
        size_t row = qs_table_find(d, x[i]);
        double from = row ? d->cumulative[row - 1] : 0, to = d->cumulative[row];
        mean[i] = d->value[row];
        x[i] = (to - x[i]) / (to - from); /* in (0, 1], as x is in [from, to) */
    }
    qs_kernels_picked()->log(x, n, -1.0);
    for (size_t i = 0; i < n; i++)
        x[i] *= mean[i];
}
FILL_BY(hyperexponential)

static void invert_weibull(const qs_distribution *d, double *x, size_t n)
{
    qs_kernels_picked()->log(x, n, -1.0);
    qs_kernels_picked()->power(x, n, d->p1, d->b);
}
FILL_BY_COMPLEMENT(weibull)

static void invert_pareto(const qs_distribution *d, double *x, size_t n)
{
    qs_kernels_picked()->power(x, n, d->p1, d->b);
    for (size_t i = 0; i < n; i++)
        x[i] = larger(x[i], d->b);
}
FILL_BY_COMPLEMENT(pareto)

static void invert_loglogistic(const qs_distribution *d, double *x, size_t n)
{
    for (size_t i = 0; i < n; i++)
        x[i] = x[i] / (1 - x[i]);
    qs_kernels_picked()->power(x, n, d->p1, d->b);
}
FILL_BY(loglogistic)

static void invert_triangular(const qs_distribution *d, double *x, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        /* Both sides and a factor of 0 or 1: a branch on a random number would cost more. */
        double u = x[i], is_low = u < d->p1, is_high = 1 - is_low;
        double distance = sqrt(is_low * (u * d->p2) + is_high * ((1 - u) * d->p3));
        x[i] = larger(d->a, smaller(is_low * (d->a + distance) + is_high * (d->c - distance), d->c));
    }
}
FILL_BY(triangular)

static void invert_empirical(const qs_distribution *d, double *x, size_t n)
{
    for (size_t i = 0; i < n; i++)
        x[i] = d->value[qs_table_find(d, x[i])];
}
FILL_BY(empirical)

/* A row's share of (0, 1) lies below its value, down to that of the row before. */
static void invert_cumulative(const qs_distribution *d, double *x, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        size_t row = qs_table_find(d, x[i]);
        double from = d->cumulative[row - 1], to = d->cumulative[row], low = d->value[row - 1];
        double value = low + (d->value[row] - low) * ((x[i] - from) / (to - from));
        x[i] = smaller(value, d->value[row]);
    }
}
FILL_BY(cumulative)

static void fill_discrete_uniform(const qs_distribution *d, qs_stream *stream, double *x, size_t n)
{
    qs_stream_fill(stream, x, n);
    for (size_t i = 0; i < n; i++)
        x[i] = smaller(d->a + (double)(int64_t)(x[i] * d->p1), d->b);
}

static void fill_bernoulli(const qs_distribution *d, qs_stream *stream, double *x, size_t n)
{
    fill_complement(stream, x, n);
    for (size_t i = 0; i < n; i++)
        x[i] = x[i] < d->a;
}

static void fill_binomial(const qs_distribution *d, qs_stream *stream, double *x, size_t n)
{
    if (d->n_table) {
        fill_empirical(d, stream, x, n);
        return;
    }
    for (size_t i = 0; i < n; i++)
        x[i] = d->a * d->b; /* n = 0, p = 0 or p = 1 */
}

static void fill_poisson(const qs_distribution *d, qs_stream *stream, double *x, size_t n)
{
    fill_empirical(d, stream, x, n);
}

static void fill_geometric(const qs_distribution *d, qs_stream *stream, double *x, size_t n)
{
    fill_complement(stream, x, n);
    qs_kernels_picked()->log(x, n, d->p1);
    for (size_t i = 0; i < n; i++) {
        double below = (double)(int64_t)x[i];
        x[i] = larger(below + (x[i] > below), 1.0); /* rounded up; p = 1: p1 is 0 */
    }
}

void qs_variate_invert(const qs_distribution *distribution, double *x, size_t n)
{
    /* clang-format off */
    static qs_invert_function *const invert[QS_N_DISTRIBUTIONS] = {
#define INVERT(name) [QS_DISTRIBUTION_##name] = invert_##name
        INVERT(constant), INVERT(exponential), INVERT(uniform), INVERT(normal), INVERT(lognormal),
        INVERT(hyperexponential), INVERT(weibull), INVERT(triangular), INVERT(empirical), INVERT(pareto),
        INVERT(loglogistic), INVERT(cumulative),
#undef INVERT
        [QS_DISTRIBUTION_mixture] = qs_invert_mixture,
        [QS_DISTRIBUTION_shifted] = qs_invert_shifted,
        [QS_DISTRIBUTION_truncated] = qs_invert_truncated,
    };
    /* clang-format on */
    qs_distribution_kind kind = distribution->kind;
    bool of_complement = kind == QS_DISTRIBUTION_exponential || kind == QS_DISTRIBUTION_weibull ||
                         kind == QS_DISTRIBUTION_pareto;
    for (size_t i = 0; i < n && of_complement; i++)
        x[i] = 1 - x[i];
    invert[kind](distribution, x, n);
}

void qs_variate_fill(const qs_distribution *distribution, qs_stream *stream, double *x, size_t n)
{
    static qs_fill_function *const fill[] = {
#define FILL(name, parameters, counts) fill_##name,
        QS_DISTRIBUTION_LIST(FILL)
#undef FILL
    };
    if (!distribution) {
        qs_stream_fill(stream, x, n);
        return;
    }
    while (n) {
        size_t n_chunk = n < CHUNK ? n : CHUNK;
        fill[distribution->kind](distribution, stream, x, n_chunk);
        x += n_chunk;
        n -= n_chunk;
    }
}

void qs_variate_init(qs_variate *variate, const qs_distribution *distribution, uint64_t purpose)
{
    memset(variate, 0, sizeof *variate);
    variate->grow = QS_STREAM_LANES;
    variate->distribution = distribution;
    variate->purpose = purpose;
}

static void start_stream(qs_variate *variate)
{
    if (!variate->is_started) {
        qs_stream_start(&variate->stream, &variate->key, variate->purpose);
        variate->is_started = true;
    }
}

static void watch(qs_variate *variate, const double *x, size_t n)
{
    for (size_t i = 0; i < n; i++)
        variate->sum += x[i];
    variate->n_made += n;
}

void qs_variate_refill(qs_variate *variate)
{
    start_stream(variate);
    variate->next = 0;
    variate->n = variate->grow;
    qs_variate_fill(variate->distribution, &variate->stream, variate->block, variate->n);
    if (variate->watched_as)
        watch(variate, variate->block, variate->n);
    if (variate->grow < QS_VARIATE_BLOCK)
        variate->grow *= 2;
}

void qs_variate_take(qs_variate *variate, double *x, size_t n)
{
    size_t left = variate->n - variate->next;
    size_t taken = left < n ? left : n;
    memcpy(x, variate->block + variate->next, taken * sizeof *x);
    variate->next += (unsigned)taken;
    if (taken < n) {
        start_stream(variate);
        qs_variate_fill(variate->distribution, &variate->stream, x + taken, n - taken);
        if (variate->watched_as)
            watch(variate, x + taken, n - taken);
    }
}

void qs_variate_disown(qs_variate *variate, const double *x, size_t n)
{
    for (size_t i = 0; i < n && variate->watched_as; i++)
        variate->sum -= x[i];
    variate->n_made -= variate->watched_as ? n : 0;
}

double qs_variate_excess(const qs_variate *variate, double mean)
{
    double sum = variate->sum;
    for (unsigned i = variate->next; i < variate->n; i++)
        sum -= variate->block[i];
    return sum - (double)(variate->n_made - (variate->n - variate->next)) * mean;
}
