/* The distributions that the tests of variates go through, with distribution functions of their own.
 * Comes after cmocka.h.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef VARIATE_SUBJECTS_H
#define VARIATE_SUBJECTS_H

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

#include "qsweep/hash.h"
#include "qsweep/memory.h"
#include "qsweep/variate.h"

enum { MAX_ROWS = 5 };

/* How a distribution is checked. */
typedef enum way { BY_INVERSION, BY_REJECTION, BY_MIXTURE, BY_BRANCHES, BY_SUM } way;

typedef struct subject {
    qs_distribution distribution; /* kind, a, b, c */
    double (*cdf)(double x);      /* by GSL or elementary, with the parameters written out again */
    way way;
    double value[MAX_ROWS], weight[MAX_ROWS]; /* of tables, which weight 0 ends; weights of laws */
    const qs_distribution *of;                /* [n_of] the laws in it */
    bool is_cumulative;                       /* a table of MAX_ROWS rows, whatever the weights */
} subject;

/* ---- distribution functions, written apart from ours ---- */

static inline double cdf_exponential(double x)
{
    return gsl_cdf_exponential_P(x, 2.5);
}

static inline double cdf_uniform(double x)
{
    return gsl_cdf_flat_P(x, 1, 3);
}

static inline double cdf_normal(double x)
{
    return x < 0 ? 0 : 1 - gsl_cdf_gaussian_Q(x - 4, 1) / gsl_cdf_gaussian_Q(-4, 1);
}

/* Half of it below zero, and nearly all of it. */
static inline double cdf_half_normal(double x)
{
    return x < 0 ? 0 : 1 - gsl_cdf_gaussian_Q(x, 2) / 0.5;
}

static inline double cdf_rare_normal(double x)
{
    return x < 0 ? 0 : 1 - gsl_cdf_gaussian_Q(x + 10, 1) / gsl_cdf_gaussian_Q(10, 1);
}

static inline double cdf_lognormal(double x)
{
    double log_variance = log(1 + 1.5 * 1.5 / (2.0 * 2.0));
    return gsl_cdf_lognormal_P(x, log(2.0) - log_variance / 2, sqrt(log_variance));
}

static inline double cdf_gamma(double x)
{
    return gsl_cdf_gamma_P(x, 4.5, 6 / 4.5);
}

static inline double cdf_small_gamma(double x)
{
    return gsl_cdf_gamma_P(x, 0.3, 6 / 0.3);
}

static inline double cdf_gamma_one(double x)
{
    return gsl_cdf_exponential_P(x, 6);
}

static inline double cdf_erlang(double x)
{
    return gsl_cdf_gamma_P(x, 3, 6.0 / 3);
}

static inline double cdf_long_erlang(double x)
{
    return gsl_cdf_gamma_P(x, 40, 6.0 / 40);
}

static inline double cdf_hyperexponential(double x)
{
    return 0.7 * gsl_cdf_exponential_P(x, 1) + 0.3 * gsl_cdf_exponential_P(x, 5);
}

static inline double cdf_weibull(double x)
{
    return gsl_cdf_weibull_P(x, 3, 1.7);
}

static inline double cdf_small_weibull(double x)
{
    return gsl_cdf_weibull_P(x, 3, 0.6);
}

static inline double cdf_triangular(double x)
{
    return x < 2 ? (x - 1) * (x - 1) / (3 * 1) : 1 - (4 - x) * (4 - x) / (3 * 2);
}

static inline double cdf_right_triangular(double x)
{
    return x * x / 4;
}

static inline double cdf_empirical(double x)
{
    return x < 1 ? 0 : x < 2 ? 0.2 : x < 5 ? 0.3 : x < 7 ? 0.7 : 1;
}

static inline double cdf_discrete_uniform(double x)
{
    return x < 1 ? 0 : x >= 6 ? 1 : floor(x) / 6;
}

static inline double cdf_bernoulli(double x)
{
    return x < 0 ? 0 : x < 1 ? 0.7 : 1;
}

static inline double cdf_binomial(double x)
{
    return x < 0 ? 0 : gsl_cdf_binomial_P((unsigned)x, 0.3, 40);
}

static inline double cdf_long_binomial(double x)
{
    return x < 0 ? 0 : gsl_cdf_binomial_P((unsigned)x, 0.93, 50000);
}

static inline double cdf_poisson(double x)
{
    return x < 0 ? 0 : gsl_cdf_poisson_P((unsigned)x, 6.5);
}

static inline double cdf_rare_poisson(double x)
{
    return x < 0 ? 0 : gsl_cdf_poisson_P((unsigned)x, 0.01);
}

static inline double cdf_long_poisson(double x)
{
    return x < 0 ? 0 : gsl_cdf_poisson_P((unsigned)x, 30000);
}

static inline double cdf_geometric(double x)
{
    return x < 1 ? 0 : gsl_cdf_geometric_P((unsigned)x, 0.2);
}

static inline double cdf_beta(double x)
{
    /* mean 4 and sd 1.5 of [1, 10]: m = 1/3, s = 1/6, a + b = (2/9) / (1/36) - 1 = 7 */
    return gsl_cdf_beta_P((x - 1) / 9, 7.0 / 3, 14.0 / 3);
}

/* m = 1/2, s = 0.4, a + b = 0.25 / 0.16 - 1 = 0.5625: both shapes below 1. */
static inline double cdf_u_beta(double x)
{
    return gsl_cdf_beta_P(x / 2, 0.28125, 0.28125);
}

static inline double cdf_pert(double x)
{
    return gsl_cdf_beta_P((x - 1) / 8, 1.5, 4.5);
}

static inline double cdf_pareto(double x)
{
    return x < 3 ? 0 : gsl_cdf_pareto_P(x, 4.5, 3);
}

static inline double cdf_loglogistic(double x)
{
    return x <= 0 ? 0 : 1 - 1 / (1 + pow(x / 3, 5));
}

static inline double cdf_cumulative(double x)
{
    return x < 1    ? 0
           : x < 2  ? 0.2 * (x - 1)
           : x < 4  ? 0.2
           : x < 5  ? 0.2 + 0.7 * (x - 4)
           : x < 10 ? 0.9 + 0.02 * (x - 5)
                    : 1;
}

static inline double cdf_mixture(double x)
{
    return 0.25 * gsl_cdf_exponential_P(x, 2.5) + 0.75 * gsl_cdf_flat_P(x, 1, 3);
}

static inline double cdf_rejected_mixture(double x)
{
    return 0.4 * cdf_small_gamma(x) + 0.6 * gsl_cdf_flat_P(x, 1, 3);
}

static inline double cdf_shifted(double x)
{
    return x < 1 ? 0 : gsl_cdf_exponential_P(x - 1, 2.5);
}

static inline double cdf_truncated(double x)
{
    return x < 1 ? 0 : x > 4 ? 1 : (exp(-1 / 2.5) - exp(-x / 2.5)) / (exp(-1 / 2.5) - exp(-4 / 2.5));
}

static inline double cdf_tail(double x)
{
    return x < 7 ? 0 : gsl_cdf_exponential_P(x - 7, 2.5); /* without memory */
}

static inline double cdf_truncated_gamma(double x)
{
    return x < 3   ? 0
           : x > 9 ? 1
                   : (gsl_cdf_gamma_P(x, 4.5, 6 / 4.5) - gsl_cdf_gamma_P(3, 4.5, 6 / 4.5)) /
                         (gsl_cdf_gamma_P(9, 4.5, 6 / 4.5) - gsl_cdf_gamma_P(3, 4.5, 6 / 4.5));
}

static inline double cdf_truncated_mixture(double x)
{
    return x < 2 ? 0 : x > 4 ? 1 : (cdf_mixture(x) - cdf_mixture(2)) / (cdf_mixture(4) - cdf_mixture(2));
}

static inline double cdf_signed_normal(double x)
{
    return gsl_cdf_gaussian_P(x + 1, 2);
}

static inline double cdf_early(double x)
{
    return gsl_cdf_exponential_P(x + 5, 2.5);
}

#define PLAIN(name, ...)                                                                                     \
    {                                                                                                        \
        .kind = QS_DISTRIBUTION_##name, __VA_ARGS__                                                          \
    }

/* A law of some others, whose form is not known before it is prepared. */
#define OF(name, n, ...)                                                                                     \
    {                                                                                                        \
        .kind = QS_DISTRIBUTION_##name, .n_of = (n), __VA_ARGS__                                             \
    }

static const qs_distribution exponential_law[] = {PLAIN(exponential, .a = 2.5)},
                             gamma_law[] = {PLAIN(gamma, .a = 4.5, .b = 6)},
                             mixed_laws[] = {PLAIN(exponential, .a = 2.5), PLAIN(uniform, .a = 1, .b = 3)},
                             rejected_laws[] = {PLAIN(gamma, .a = 0.3, .b = 6),
                                                PLAIN(uniform, .a = 1, .b = 3)};
/* The mixture whose weights are those of the laws; to be made by prepare(). */
static const qs_distribution mixture_law[] = {PLAIN(mixture, .n_of = 2)};

static const subject subjects[] = {
    {PLAIN(exponential, .a = 2.5), cdf_exponential, BY_INVERSION, {0}, {0}, NULL, false},
    {PLAIN(uniform, .a = 1, .b = 3), cdf_uniform, BY_INVERSION, {0}, {0}, NULL, false},
    {PLAIN(normal, .a = 4, .b = 1), cdf_normal, BY_INVERSION, {0}, {0}, NULL, false},
    {PLAIN(normal, .a = 0, .b = 2), cdf_half_normal, BY_INVERSION, {0}, {0}, NULL, false},
    {PLAIN(normal, .a = -10, .b = 1), cdf_rare_normal, BY_INVERSION, {0}, {0}, NULL, false},
    {PLAIN(lognormal, .a = 2, .b = 1.5), cdf_lognormal, BY_INVERSION, {0}, {0}, NULL, false},
    {PLAIN(gamma, .a = 4.5, .b = 6), cdf_gamma, BY_REJECTION, {0}, {0}, NULL, false},
    {PLAIN(gamma, .a = 0.3, .b = 6), cdf_small_gamma, BY_REJECTION, {0}, {0}, NULL, false},
    {PLAIN(gamma, .a = 1, .b = 6), cdf_gamma_one, BY_REJECTION, {0}, {0}, NULL, false},
    {PLAIN(erlang, .a = 3, .b = 6), cdf_erlang, BY_SUM, {0}, {0}, NULL, false},
    {PLAIN(erlang, .a = 40, .b = 6), cdf_long_erlang, BY_SUM, {0}, {0}, NULL, false},
    {PLAIN(hyperexponential, .a = 0), cdf_hyperexponential, BY_MIXTURE, {5, 1}, {3, 7}, NULL, false},
    {PLAIN(weibull, .a = 1.7, .b = 3), cdf_weibull, BY_INVERSION, {0}, {0}, NULL, false},
    {PLAIN(weibull, .a = 0.6, .b = 3), cdf_small_weibull, BY_INVERSION, {0}, {0}, NULL, false},
    {PLAIN(triangular, .a = 1, .b = 2, .c = 4), cdf_triangular, BY_INVERSION, {0}, {0}, NULL, false},
    {PLAIN(triangular, .a = 0, .b = 2, .c = 2), cdf_right_triangular, BY_INVERSION, {0}, {0}, NULL, false},
    {PLAIN(empirical, .a = 0), cdf_empirical, BY_INVERSION, {5, 1, 7, 2}, {4, 2, 3, 1}, NULL, false},
    {PLAIN(beta, .a = 1, .b = 10, .c = 4, .d = 1.5), cdf_beta, BY_REJECTION, {0}, {0}, NULL, false},
    {PLAIN(beta, .a = 0, .b = 2, .c = 1, .d = 0.8), cdf_u_beta, BY_REJECTION, {0}, {0}, NULL, false},
    {PLAIN(pert, .a = 1, .b = 2, .c = 9), cdf_pert, BY_REJECTION, {0}, {0}, NULL, false},
    {PLAIN(pareto, .a = 4.5, .b = 3), cdf_pareto, BY_INVERSION, {0}, {0}, NULL, false},
    {PLAIN(loglogistic, .a = 5, .b = 3), cdf_loglogistic, BY_INVERSION, {0}, {0}, NULL, false},
    {PLAIN(cumulative, .a = 0),
     cdf_cumulative,
     BY_INVERSION,
     {1, 2, 4, 5, 10},
     {0, 0.2, 0.2, 0.9, 1},
     NULL,
     true},
    {OF(mixture, 2, .a = 0), cdf_mixture, BY_BRANCHES, {0}, {1, 3}, mixed_laws, false},
    {OF(mixture, 2, .a = 0), cdf_rejected_mixture, BY_REJECTION, {0}, {2, 3}, rejected_laws, false},
    {OF(shifted, 1, .a = 1), cdf_shifted, BY_INVERSION, {0}, {0}, exponential_law, false},
    {OF(truncated, 1, .a = 1, .b = 4), cdf_truncated, BY_INVERSION, {0}, {0}, exponential_law, false},
    {OF(truncated, 1, .a = 7, .b = INFINITY), cdf_tail, BY_INVERSION, {0}, {0}, exponential_law, false},
    {OF(truncated, 1, .a = 3, .b = 9), cdf_truncated_gamma, BY_REJECTION, {0}, {0}, gamma_law, false},
    {OF(truncated, 1, .a = 2, .b = 4), cdf_truncated_mixture, BY_REJECTION, {0}, {0}, mixture_law, false},
    {PLAIN(normal, .a = -1, .b = 2, .is_signed = true),
     cdf_signed_normal,
     BY_INVERSION,
     {0},
     {0},
     NULL,
     false},
    {OF(shifted, 1, .a = -5, .is_signed = true), cdf_early, BY_INVERSION, {0}, {0}, exponential_law, false},
    {PLAIN(discrete_uniform, .a = 1, .b = 6), cdf_discrete_uniform, BY_INVERSION, {0}, {0}, NULL, false},
    {PLAIN(bernoulli, .a = 0.3), cdf_bernoulli, BY_INVERSION, {0}, {0}, NULL, false},
    {PLAIN(binomial, .a = 40, .b = 0.3), cdf_binomial, BY_INVERSION, {0}, {0}, NULL, false},
    {PLAIN(binomial, .a = 50000, .b = 0.93), cdf_long_binomial, BY_INVERSION, {0}, {0}, NULL, false},
    {PLAIN(poisson, .a = 6.5), cdf_poisson, BY_INVERSION, {0}, {0}, NULL, false},
    {PLAIN(poisson, .a = 0.01), cdf_rare_poisson, BY_INVERSION, {0}, {0}, NULL, false},
    {PLAIN(poisson, .a = 30000), cdf_long_poisson, BY_INVERSION, {0}, {0}, NULL, false},
    {PLAIN(geometric, .a = 0.2), cdf_geometric, BY_INVERSION, {0}, {0}, NULL, false},
};

enum { N_SUBJECTS = sizeof subjects / sizeof subjects[0] };

static inline bool is_lattice(const subject *s)
{
    return qs_distribution_is_count(s->distribution.kind) ||
           s->distribution.kind == QS_DISTRIBUTION_empirical;
}

static inline void give_table(qs_distribution *d, size_t n, const double *value, const double *weight)
{
    d->n_table = n;
    assert_int_equal(qs_calloc(n, sizeof(double), &d->value), QS_OK);
    assert_int_equal(qs_calloc(n, sizeof(double), &d->cumulative), QS_OK);
    memcpy(d->value, value, n * sizeof(double));
    memcpy(d->cumulative, weight, n * sizeof(double));
}

/* The laws in a law, prepared; a mixture among them is that of mixed_laws. */
static inline void give_laws(qs_distribution *d, const qs_distribution *of)
{
    assert_int_equal(qs_calloc(d->n_of, sizeof *d->of, &d->of), QS_OK);
    for (size_t i = 0; i < d->n_of; i++) {
        d->of[i] = of[i];
        d->of[i].is_signed = d->is_signed;
        if (of[i].kind == QS_DISTRIBUTION_mixture) {
            give_table(&d->of[i], 2, (const double[]){0, 0}, (const double[]){1, 3});
            give_laws(&d->of[i], mixed_laws);
        }
        assert_int_equal(qs_distribution_prepare(&d->of[i]), QS_OK);
    }
}

/* Prepared; to be cleared. */
static inline qs_distribution prepare(const subject *s)
{
    qs_distribution d = s->distribution;
    size_t n = s->is_cumulative ? MAX_ROWS : 0;
    while (!s->is_cumulative && n < MAX_ROWS && s->weight[n] > 0)
        n++;
    if (n)
        give_table(&d, n, s->value, s->weight);
    if (s->of)
        give_laws(&d, s->of);
    assert_int_equal(qs_distribution_prepare(&d), QS_OK);
    return d;
}

static inline qs_stream some_stream(uint64_t replication, bool is_antithetic)
{
    qs_replication_key key = {.seed = 1, .replication = replication, .is_antithetic = is_antithetic};
    qs_stream stream;
    qs_stream_start(&stream, &key, qs_hash_name("test"));
    return stream;
}

#endif
