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
typedef enum way { BY_INVERSION, BY_REJECTION, BY_MIXTURE, BY_SUM } way;

typedef struct subject {
    qs_distribution distribution; /* kind, a, b, c */
    double (*cdf)(double x);      /* by GSL or elementary, with the parameters written out again */
    way way;
    double value[MAX_ROWS], weight[MAX_ROWS]; /* of tables; weight 0 ends them */
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

#define PLAIN(name, ...)                                                                                     \
    {                                                                                                        \
        .kind = QS_DISTRIBUTION_##name, __VA_ARGS__                                                          \
    }

static const subject subjects[] = {
    {PLAIN(exponential, .a = 2.5), cdf_exponential, BY_INVERSION, {0}, {0}},
    {PLAIN(uniform, .a = 1, .b = 3), cdf_uniform, BY_INVERSION, {0}, {0}},
    {PLAIN(normal, .a = 4, .b = 1), cdf_normal, BY_INVERSION, {0}, {0}},
    {PLAIN(normal, .a = 0, .b = 2), cdf_half_normal, BY_INVERSION, {0}, {0}},
    {PLAIN(normal, .a = -10, .b = 1), cdf_rare_normal, BY_INVERSION, {0}, {0}},
    {PLAIN(lognormal, .a = 2, .b = 1.5), cdf_lognormal, BY_INVERSION, {0}, {0}},
    {PLAIN(gamma, .a = 4.5, .b = 6), cdf_gamma, BY_REJECTION, {0}, {0}},
    {PLAIN(gamma, .a = 0.3, .b = 6), cdf_small_gamma, BY_REJECTION, {0}, {0}},
    {PLAIN(gamma, .a = 1, .b = 6), cdf_gamma_one, BY_REJECTION, {0}, {0}},
    {PLAIN(erlang, .a = 3, .b = 6), cdf_erlang, BY_SUM, {0}, {0}},
    {PLAIN(erlang, .a = 40, .b = 6), cdf_long_erlang, BY_SUM, {0}, {0}},
    {PLAIN(hyperexponential, .a = 0), cdf_hyperexponential, BY_MIXTURE, {5, 1}, {3, 7}},
    {PLAIN(weibull, .a = 1.7, .b = 3), cdf_weibull, BY_INVERSION, {0}, {0}},
    {PLAIN(weibull, .a = 0.6, .b = 3), cdf_small_weibull, BY_INVERSION, {0}, {0}},
    {PLAIN(triangular, .a = 1, .b = 2, .c = 4), cdf_triangular, BY_INVERSION, {0}, {0}},
    {PLAIN(triangular, .a = 0, .b = 2, .c = 2), cdf_right_triangular, BY_INVERSION, {0}, {0}},
    {PLAIN(empirical, .a = 0), cdf_empirical, BY_INVERSION, {5, 1, 7, 2}, {4, 2, 3, 1}},
    {PLAIN(discrete_uniform, .a = 1, .b = 6), cdf_discrete_uniform, BY_INVERSION, {0}, {0}},
    {PLAIN(bernoulli, .a = 0.3), cdf_bernoulli, BY_INVERSION, {0}, {0}},
    {PLAIN(binomial, .a = 40, .b = 0.3), cdf_binomial, BY_INVERSION, {0}, {0}},
    {PLAIN(binomial, .a = 50000, .b = 0.93), cdf_long_binomial, BY_INVERSION, {0}, {0}},
    {PLAIN(poisson, .a = 6.5), cdf_poisson, BY_INVERSION, {0}, {0}},
    {PLAIN(poisson, .a = 0.01), cdf_rare_poisson, BY_INVERSION, {0}, {0}},
    {PLAIN(poisson, .a = 30000), cdf_long_poisson, BY_INVERSION, {0}, {0}},
    {PLAIN(geometric, .a = 0.2), cdf_geometric, BY_INVERSION, {0}, {0}},
};

enum { N_SUBJECTS = sizeof subjects / sizeof subjects[0] };

static inline bool is_lattice(const subject *s)
{
    return qs_distribution_is_count(s->distribution.kind) ||
           s->distribution.kind == QS_DISTRIBUTION_empirical;
}

/* Prepared; to be cleared. */
static inline qs_distribution prepare(const subject *s)
{
    qs_distribution d = s->distribution;
    while (d.n_table < MAX_ROWS && s->weight[d.n_table] > 0)
        d.n_table++;
    if (d.n_table) {
        assert_int_equal(qs_calloc(d.n_table, sizeof(double), &d.value), QS_OK);
        assert_int_equal(qs_calloc(d.n_table, sizeof(double), &d.cumulative), QS_OK);
        memcpy(d.value, s->value, d.n_table * sizeof(double));
        memcpy(d.cumulative, s->weight, d.n_table * sizeof(double));
    }
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
