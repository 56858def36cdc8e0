/* Variates as they are asked for: in blocks and pieces, from samplers, in antithetic pairs.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "qsweep/hash.h"
#include "variate_subjects.h"

enum { N = 200000 };

/* Too large for the stack. */
static double sample[N], other[N];

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
            qs_variate_fill(given, &copy, other + at, size);
            at += size;
        }
        assert_memory_equal(sample, other, TOTAL * sizeof *sample);
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
        qs_variate_fill(&d, &odd, other, N);
        double found = correlation(sample, other);
        if (subjects[i].way == BY_INVERSION)
            assert_true(found < (d.kind == QS_DISTRIBUTION_poisson && d.a < 1 ? -0.005 : -0.1));
        if (d.kind == QS_DISTRIBUTION_exponential)
            assert_true(fabs(found - (1 - 3.14159265358979323846 * 3.14159265358979323846 / 6)) < 0.012);
        for (size_t j = 0; d.kind == QS_DISTRIBUTION_uniform && j < N; j++)
            assert_true(fabs(sample[j] + other[j] - 4) < 4 * DBL_EPSILON);
        qs_distribution_clear(&d);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pieces_are_one_fill),       cmocka_unit_test(test_sampler_gives_the_stream),
        cmocka_unit_test(test_constants_take_no_numbers), cmocka_unit_test(test_degenerate_counts),
        cmocka_unit_test(test_antithetic_variates_pair),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
