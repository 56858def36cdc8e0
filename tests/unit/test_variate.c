/* Variates: goodness of fit, quantiles and moments of every distribution against GSL's distribution functions,
 * and the inverse itself number by number.
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

#include "qsweep/variate.h"
#include "variate_subjects.h"

#define FALSE_ALARM 1e-6

enum { N = 200000 };

/* The sample's sorted copy and the sample; too large for the stack. */
static double sample[N], sorted[N], uniform[N];

/* Looks at each subject: fit, quantiles, mean, variance, correlation of neighbours. */
#define LEVEL (FALSE_ALARM / (5 * N_SUBJECTS))

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

/* Where a distribution function reaches p, in the range of the sample. */
static double invert(double (*cdf)(double), double p)
{
    double low = sorted[0], high = sorted[N - 1];
    for (int i = 0; i < 200; i++) {
        double middle = (low + high) / 2;
        *(cdf(middle) < p ? &low : &high) = middle;
    }
    return high;
}

/* How many lie below quantiles, far out in the tails too, where the largest distance sees little: the least of
 * the two-sided chances by the binomial law, times the number of looks. */
static double quantiles(double (*cdf)(double))
{
    static const double shares[] = {0.0002, 0.002, 0.02, 0.2, 0.5, 0.8, 0.98, 0.998, 0.9998};
    double least = 1;
    size_t n_below = 0;
    for (size_t k = 0; k < sizeof shares / sizeof *shares; k++) {
        double x = invert(cdf, shares[k]), p = fmin(1, cdf(x)); /* p is the share itself but at a step */
        while (n_below < N && sorted[n_below] <= x)
            n_below++;
        double below = gsl_cdf_binomial_P((unsigned)n_below, p, N);
        double above = n_below == 0 ? 1 : gsl_cdf_binomial_Q((unsigned)n_below - 1, p, N);
        least = fmin(least, 2 * fmin(below, above) * sizeof shares / sizeof *shares);
    }
    return least;
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
        p = fmin(p, quantiles(subjects[i].cdf));
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
        assert_true(quantiles(subjects[i].cdf) < LEVEL);
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

/* One number for branch and variate: 1/4 exponential of mean 2.5, then uniform over [1, 3]. */
static void test_mixture_inverts_in_the_branch(void **state)
{
    const subject *s = NULL;
    (void)state;
    for (size_t i = 0; i < N_SUBJECTS; i++) {
        if (subjects[i].way == BY_BRANCHES)
            s = &subjects[i];
    }
    assert_non_null(s);
    qs_distribution d = prepare(s);
    qs_stream stream = some_stream(5, false), same = stream;
    qs_variate_fill(&d, &stream, sample, N);
    qs_stream_fill(&same, uniform, N);
    for (size_t j = 0; j < N; j++) {
        double u = uniform[j], p = u < 0.25 ? gsl_cdf_exponential_P(sample[j], 2.5) : (sample[j] - 1) / 2;
        assert_true(fabs(p - (u < 0.25 ? 4 * u : (u - 0.25) / 0.75)) < 1e-13);
    }
    assert_true(qs_distribution_is_inverted(&d));
    qs_distribution_clear(&d);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_samples_fit),
        cmocka_unit_test(test_looks_can_fail),
        cmocka_unit_test(test_one_uniform_a_variate_inverted),
        cmocka_unit_test(test_erlang_is_a_sum_of_exponentials),
        cmocka_unit_test(test_mixture_inverts_in_the_branch),
        cmocka_unit_test(test_hyperexponential_inverts_in_the_branch),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
