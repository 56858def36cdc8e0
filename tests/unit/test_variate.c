/* Variates: goodness of fit and moments of every distribution against GSL's distribution functions, the
 * inverse itself number by number, blocks and pieces, antithetic pairs.
 *
 * The seeds are fixed. A right sampler would fail somewhere in this file with a chance of FALSE_ALARM over
 * all seeds, which is shared out evenly among the looks (Bonferroni).
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <gsl/gsl_cdf.h>

#include "qsweep/hash.h"
#include "qsweep/memory.h"
#include "qsweep/variate.h"

#define FALSE_ALARM 1e-6

enum { N = 200000, MAX_ROWS = 5 };

/* The sample's sorted copy and the sample; too large for the stack. */
static double sample[N], sorted[N], uniform[N];

/* How a distribution is checked. */
typedef enum way { BY_INVERSION, BY_REJECTION, BY_MIXTURE, BY_SUM } way;

typedef struct subject {
    qs_distribution distribution; /* kind, a, b, c */
    double (*cdf)(double x);      /* by GSL or elementary, with the parameters written out again */
    way way;
    double value[MAX_ROWS], weight[MAX_ROWS]; /* of tables; weight 0 ends them */
} subject;

/* ---- distribution functions, written apart from ours ---- */

static double cdf_exponential(double x)
{
    return gsl_cdf_exponential_P(x, 2.5);
}

static double cdf_uniform(double x)
{
    return gsl_cdf_flat_P(x, 1, 3);
}

static double cdf_normal(double x)
{
    return x < 0 ? 0 : 1 - gsl_cdf_gaussian_Q(x - 4, 1) / gsl_cdf_gaussian_Q(-4, 1);
}

/* Half of it below zero, and nearly all of it. */
static double cdf_half_normal(double x)
{
    return x < 0 ? 0 : 1 - gsl_cdf_gaussian_Q(x, 2) / 0.5;
}

static double cdf_rare_normal(double x)
{
    return x < 0 ? 0 : 1 - gsl_cdf_gaussian_Q(x + 10, 1) / gsl_cdf_gaussian_Q(10, 1);
}

static double cdf_lognormal(double x)
{
    double log_variance = log(1 + 1.5 * 1.5 / (2.0 * 2.0));
    return gsl_cdf_lognormal_P(x, log(2.0) - log_variance / 2, sqrt(log_variance));
}

static double cdf_gamma(double x)
{
    return gsl_cdf_gamma_P(x, 4.5, 6 / 4.5);
}

static double cdf_small_gamma(double x)
{
    return gsl_cdf_gamma_P(x, 0.3, 6 / 0.3);
}

static double cdf_gamma_one(double x)
{
    return gsl_cdf_exponential_P(x, 6);
}

static double cdf_erlang(double x)
{
    return gsl_cdf_gamma_P(x, 3, 6.0 / 3);
}

static double cdf_long_erlang(double x)
{
    return gsl_cdf_gamma_P(x, 40, 6.0 / 40);
}

static double cdf_hyperexponential(double x)
{
    return 0.7 * gsl_cdf_exponential_P(x, 1) + 0.3 * gsl_cdf_exponential_P(x, 5);
}

static double cdf_weibull(double x)
{
    return gsl_cdf_weibull_P(x, 3, 1.7);
}

static double cdf_small_weibull(double x)
{
    return gsl_cdf_weibull_P(x, 3, 0.6);
}

static double cdf_triangular(double x)
{
    return x < 2 ? (x - 1) * (x - 1) / (3 * 1) : 1 - (4 - x) * (4 - x) / (3 * 2);
}

static double cdf_right_triangular(double x)
{
    return x * x / 4;
}

static double cdf_empirical(double x)
{
    return x < 1 ? 0 : x < 2 ? 0.2 : x < 5 ? 0.3 : x < 7 ? 0.7 : 1;
}

static double cdf_discrete_uniform(double x)
{
    return x < 1 ? 0 : x >= 6 ? 1 : floor(x) / 6;
}

static double cdf_bernoulli(double x)
{
    return x < 0 ? 0 : x < 1 ? 0.7 : 1;
}

static double cdf_binomial(double x)
{
    return x < 0 ? 0 : gsl_cdf_binomial_P((unsigned)x, 0.3, 40);
}

static double cdf_long_binomial(double x)
{
    return x < 0 ? 0 : gsl_cdf_binomial_P((unsigned)x, 0.93, 50000);
}

static double cdf_poisson(double x)
{
    return x < 0 ? 0 : gsl_cdf_poisson_P((unsigned)x, 6.5);
}

static double cdf_rare_poisson(double x)
{
    return x < 0 ? 0 : gsl_cdf_poisson_P((unsigned)x, 0.01);
}

static double cdf_long_poisson(double x)
{
    return x < 0 ? 0 : gsl_cdf_poisson_P((unsigned)x, 30000);
}

static double cdf_geometric(double x)
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

/* Looks at each subject: fit, mean, variance, correlation of neighbours. */
#define LEVEL (FALSE_ALARM / (4 * N_SUBJECTS))

static bool is_lattice(const subject *s)
{
    return qs_distribution_is_count(s->distribution.kind) ||
           s->distribution.kind == QS_DISTRIBUTION_empirical;
}

/* Prepared; to be cleared. */
static qs_distribution prepare(const subject *s)
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

static qs_stream some_stream(uint64_t replication, bool is_antithetic)
{
    qs_replication_key key = {.seed = 1, .replication = replication, .is_antithetic = is_antithetic};
    qs_stream stream;
    qs_stream_start(&stream, &key, qs_hash_name("test"));
    return stream;
}

static int compare_numbers(const void *left, const void *right)
{
    const double *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

/* ---- goodness of fit ---- */

/* The chance of a largest distance as far as this one, by Kolmogorov's limit and its first term. */
static double kolmogorov_smirnov(double (*cdf)(double))
{
    double distance = 0;
    for (size_t i = 0; i < N; i++) {
        double p = cdf(sorted[i]);
        distance = fmax(distance, fmax(p - (double)i / N, (double)(i + 1) / N - p));
    }
    return fmin(1, 2 * exp(-2 * N * distance * distance));
}

/* Pearson's chi-squared test over whole numbers, joined until at least 20 are expected. */
static double chi_squared(double (*cdf)(double))
{
    double statistic = 0, last = 0, degrees = -1;
    size_t seen = 0;
    for (double k = floor(sorted[0]) - 1; seen < N; k++) {
        double p = cdf(k);
        if ((p - last) * N < 20 || (1 - p) * N < 20) {
            if (k < sorted[N - 1])
                continue;
            p = 1;
        }
        size_t first = seen;
        while (seen < N && sorted[seen] <= k)
            seen++;
        double expected = (p - last) * N, difference = (double)(seen - first) - expected;
        statistic += difference * difference / expected;
        degrees++;
        last = p;
    }
    return gsl_cdf_chisq_Q(statistic, degrees);
}

static double fit(const subject *s)
{
    memcpy(sorted, sample, sizeof sorted);
    qsort(sorted, N, sizeof *sorted, compare_numbers);
    return is_lattice(s) ? chi_squared(s->cdf) : kolmogorov_smirnov(s->cdf);
}

/* In sd of its estimate: how far the mean, the variance (by the fourth moment of the sample) and the
 * correlation of neighbours are from what they should be. */
static void deviations(const qs_distribution *d, double deviation[3])
{
    double mean = qs_distribution_mean(d), variance = qs_distribution_variance(d);
    double sum = 0, squares = 0, fourth = 0, products = 0;
    for (size_t i = 0; i < N; i++) {
        double x = sample[i] - mean;
        sum += x;
        squares += x * x;
        fourth += x * x * x * x;
        products += i ? x * (sample[i - 1] - mean) : 0;
    }
    deviation[0] = sum / sqrt(N * variance);
    deviation[1] = (squares - N * variance) / sqrt(fourth - squares * squares / N);
    deviation[2] = products / (sqrt(N) * variance);
}

static void test_samples_fit(void **state)
{
    double worst_fit = 1, worst_deviation = 0, limit = gsl_cdf_ugaussian_Qinv(LEVEL / 2);
    (void)state;
    for (size_t i = 0; i < N_SUBJECTS; i++) {
        qs_distribution d = prepare(&subjects[i]);
        qs_stream stream = some_stream(i, false);
        double p, deviation[3];
        qs_variate_fill(&d, &stream, sample, N);
        for (size_t j = 0; j < N; j++)
            assert_true(sample[j] >= qs_distribution_min(&d) && sample[j] <= qs_distribution_max(&d));
        p = fit(&subjects[i]);
        deviations(&d, deviation);
        if (getenv("QS_VERBOSE"))
            printf("  %-18s fit p %.3g, mean %+.2f sd, variance %+.2f sd, neighbours %+.2f sd\n",
                   qs_distribution_name(d.kind), p, deviation[0], deviation[1], deviation[2]);
        assert_true(p > LEVEL);
        worst_fit = fmin(worst_fit, p);
        for (int k = 0; k < 3; k++) {
            assert_true(fabs(deviation[k]) < limit);
            worst_deviation = fmax(worst_deviation, fabs(deviation[k]));
        }
        qs_distribution_clear(&d);
    }
    printf("  %d distributions: least p of a fit %.2g (alarm below %.2g), largest deviation %.2f sd (alarm "
           "above %.2f)\n",
           (int)N_SUBJECTS, worst_fit, LEVEL, worst_deviation, limit);
}

/* The same looks see a mean that is 3 % off, and a count's probability that is. */
static void test_looks_can_fail(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_SUBJECTS; i++) {
        subject wrong = subjects[i];
        qs_distribution right = prepare(&subjects[i]);
        qs_stream stream = some_stream(i, false);
        double deviation[3];
        if (wrong.distribution.kind != QS_DISTRIBUTION_exponential &&
            wrong.distribution.kind != QS_DISTRIBUTION_poisson &&
            wrong.distribution.kind != QS_DISTRIBUTION_weibull &&
            wrong.distribution.kind != QS_DISTRIBUTION_geometric) {
            qs_distribution_clear(&right);
            continue;
        }
        wrong.distribution.a *= wrong.distribution.a < 0.1 ? 2 : 1.03;
        qs_distribution d = prepare(&wrong);
        qs_variate_fill(&d, &stream, sample, N);
        assert_true(fit(&subjects[i]) < LEVEL);
        deviations(&right, deviation);
        assert_true(fabs(deviation[0]) > gsl_cdf_ugaussian_Qinv(LEVEL / 2) ||
                    fabs(deviation[1]) > gsl_cdf_ugaussian_Qinv(LEVEL / 2));
        qs_distribution_clear(&d);
        qs_distribution_clear(&right);
    }
}

/* ---- the inverse, number by number ---- */

/* GSL's functions are good to some 10^-13; the errors of x and of the tables are below that. */
#define INVERSE_ERROR 1e-11

static void test_one_uniform_a_variate_inverted(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_SUBJECTS; i++) {
        if (subjects[i].way != BY_INVERSION)
            continue;
        qs_distribution d = prepare(&subjects[i]);
        qs_stream stream = some_stream(i, false), same = stream;
        qs_variate_fill(&d, &stream, sample, N);
        qs_stream_fill(&same, uniform, N);
        for (size_t j = 0; j < N; j += is_lattice(&subjects[i]) ? 7 : 1) {
            double p = subjects[i].cdf(sample[j]);
            if (is_lattice(&subjects[i])) {
                assert_true(p > uniform[j] - INVERSE_ERROR);
                assert_true(subjects[i].cdf(nextafter(sample[j], -1)) < uniform[j] + INVERSE_ERROR);
            } else {
                assert_true(fabs(p - uniform[j]) < INVERSE_ERROR);
            }
        }
        qs_distribution_clear(&d);
    }
}

static void test_erlang_is_a_sum_of_exponentials(void **state)
{
    (void)state;
    for (unsigned k = 1; k <= 700; k += k < 40 ? 1 : 60) {
        enum { SUMS = 70 };
        qs_distribution d = {.kind = QS_DISTRIBUTION_erlang, .a = k, .b = 3};
        qs_stream stream = some_stream(k, false), same = stream;
        double x[SUMS];
        assert_int_equal(qs_distribution_prepare(&d), QS_OK);
        qs_variate_fill(&d, &stream, x, SUMS);
        for (unsigned i = 0; i < SUMS; i++) {
            double sum = 0;
            for (unsigned j = 0; j < k; j++)
                sum -= log1p(-qs_stream_next(&same));
            assert_true(fabs(x[i] - sum * 3 / k) < 1e-13 * (1 + x[i]));
        }
    }
}

static void test_hyperexponential_inverts_in_the_branch(void **state)
{
    const subject *s = NULL;
    (void)state;
    for (size_t i = 0; i < N_SUBJECTS; i++) {
        if (subjects[i].way == BY_MIXTURE)
            s = &subjects[i];
    }
    assert_non_null(s);
    qs_distribution d = prepare(s);
    qs_stream stream = some_stream(3, false), same = stream;
    qs_variate_fill(&d, &stream, sample, N);
    qs_stream_fill(&same, uniform, N);
    for (size_t j = 0; j < N; j++) { /* branches by their means: 1 with 0.7, then 5 */
        double u = uniform[j], rest = u < 0.7 ? 1 - u / 0.7 : 1 - (u - 0.7) / 0.3;
        assert_true(fabs(exp(-sample[j] / (u < 0.7 ? 1 : 5)) - rest) < 1e-14);
    }
    qs_distribution_clear(&d);
}

/* ---- blocks ---- */

static void test_pieces_are_one_fill(void **state)
{
    enum { TOTAL = 3000 };
    (void)state;
    for (size_t i = 0; i <= N_SUBJECTS; i++) {
        bool is_uniform = i == N_SUBJECTS;
        qs_distribution d = prepare(&subjects[is_uniform ? 0 : i]), *given = is_uniform ? NULL : &d;
        qs_stream stream = some_stream(i, i % 2), copy = stream;
        qs_variate_fill(given, &stream, sample, TOTAL);
        for (size_t at = 0, step = 0; at < TOTAL; step++) {
            size_t size = qs_mix64(i * 1000 + step) % (i % 2 ? 30 : 400);
            size = size < TOTAL - at ? size : TOTAL - at;
            qs_variate_fill(given, &copy, sorted + at, size);
            at += size;
        }
        assert_memory_equal(sample, sorted, TOTAL * sizeof *sample);
        qs_distribution_clear(&d);
    }
}

static void test_sampler_gives_the_stream(void **state)
{
    enum { TOTAL = 1000 };
    (void)state;
    for (size_t i = 0; i <= N_SUBJECTS; i++) {
        bool is_uniform = i == N_SUBJECTS;
        qs_distribution d = prepare(&subjects[is_uniform ? 0 : i]), *given = is_uniform ? NULL : &d;
        qs_variate variate;
        qs_variate_init(&variate, given, qs_hash_name("test"));
        for (uint64_t replication = 0; replication < 3; replication++) {
            qs_replication_key key = {.seed = 1, .replication = replication};
            qs_stream stream = some_stream(replication, false);
            qs_variate_fill(given, &stream, sample, TOTAL);
            qs_variate_reset(&variate, &key);
            for (size_t j = 0; j < TOTAL - 300 * replication; j++)
                assert_true(qs_variate_next(&variate) == sample[j]);
        }
        qs_distribution_clear(&d);
    }
}

static void test_constants_take_no_numbers(void **state)
{
    const qs_distribution list[] = {PLAIN(constant, .a = 3.5), PLAIN(normal, .a = 3.5, .b = 0),
                                    PLAIN(lognormal, .a = 3.5, .b = 0)};
    (void)state;
    for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
        qs_distribution d = list[i];
        qs_stream stream = some_stream(1, false), before = stream;
        assert_int_equal(qs_distribution_prepare(&d), QS_OK);
        qs_variate_fill(&d, &stream, sample, 1000);
        for (size_t j = 0; j < 1000; j++)
            assert_true(sample[j] == 3.5);
        assert_memory_equal(stream.lane, before.lane, sizeof stream.lane);
        assert_true(qs_distribution_mean(&d) == 3.5 && qs_distribution_variance(&d) == 0);
    }
}

static void test_degenerate_counts(void **state)
{
    static const struct {
        qs_distribution d;
        double value;
    } list[] = {
        {PLAIN(bernoulli, .a = 0), 0},
        {PLAIN(bernoulli, .a = 1), 1},
        {PLAIN(binomial, .a = 0, .b = 0.5), 0},
        {PLAIN(binomial, .a = 7, .b = 0), 0},
        {PLAIN(binomial, .a = 7, .b = 1), 7},
        {PLAIN(geometric, .a = 1), 1},
        {PLAIN(discrete_uniform, .a = 4, .b = 4), 4},
        {PLAIN(uniform, .a = 4, .b = 4), 4},
        {PLAIN(triangular, .a = 4, .b = 4, .c = 4), 4},
    };
    (void)state;
    for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
        qs_distribution d = list[i].d;
        qs_stream stream = some_stream(1, false);
        assert_int_equal(qs_distribution_prepare(&d), QS_OK);
        qs_variate_fill(&d, &stream, sample, 1000);
        for (size_t j = 0; j < 1000; j++)
            assert_true(sample[j] == list[i].value);
        assert_true(qs_distribution_mean(&d) == list[i].value && qs_distribution_variance(&d) == 0);
        assert_true(qs_distribution_min(&d) == list[i].value && qs_distribution_max(&d) == list[i].value);
    }
}

/* ---- antithetic pairs ---- */

static double correlation(const double *x, const double *y)
{
    double sx = 0, sy = 0, xx = 0, yy = 0, xy = 0;
    for (size_t i = 0; i < N; i++) {
        sx += x[i];
        sy += y[i];
        xx += x[i] * x[i];
        yy += y[i] * y[i];
        xy += x[i] * y[i];
    }
    return (xy - sx * sy / N) / sqrt((xx - sx * sx / N) * (yy - sy * sy / N));
}

/* Of an exponential variate and its mirror the correlation is 1 - pi^2 / 6 (the integral of
 * log u log(1 - u) is 2 - pi^2 / 6); the bound is wide of its error, some 0.002. */
static void test_antithetic_variates_pair(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_SUBJECTS; i++) {
        qs_distribution d = prepare(&subjects[i]);
        qs_stream even = some_stream(2 * i, true), odd = some_stream(2 * i + 1, true);
        qs_variate_fill(&d, &even, sample, N);
        qs_variate_fill(&d, &odd, sorted, N);
        double found = correlation(sample, sorted);
        if (subjects[i].way == BY_INVERSION)
            assert_true(found < (d.kind == QS_DISTRIBUTION_poisson && d.a < 1 ? -0.005 : -0.1));
        if (d.kind == QS_DISTRIBUTION_exponential)
            assert_true(fabs(found - (1 - 3.14159265358979323846 * 3.14159265358979323846 / 6)) < 0.012);
        for (size_t j = 0; d.kind == QS_DISTRIBUTION_uniform && j < N; j++)
            assert_true(fabs(sample[j] + sorted[j] - 4) < 4 * DBL_EPSILON);
        qs_distribution_clear(&d);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_samples_fit),
        cmocka_unit_test(test_looks_can_fail),
        cmocka_unit_test(test_one_uniform_a_variate_inverted),
        cmocka_unit_test(test_erlang_is_a_sum_of_exponentials),
        cmocka_unit_test(test_hyperexponential_inverts_in_the_branch),
        cmocka_unit_test(test_pieces_are_one_fill),
        cmocka_unit_test(test_sampler_gives_the_stream),
        cmocka_unit_test(test_constants_take_no_numbers),
        cmocka_unit_test(test_degenerate_counts),
        cmocka_unit_test(test_antithetic_variates_pair),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
