/* Control variates: corrected means against least squares done directly, in any grouping; controls that are
 * of no use.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "qsweep/control.h"
#include "qsweep/hash.h"

enum { MOST = 500 };

typedef struct sample {
    int n;
    double x[MOST], c[MOST][QS_N_CONTROLS];
} sample;

static double noise(uint64_t a, uint64_t b)
{
    return (double)(qs_mix64(qs_mix64(a + 1) + b) >> 11) * 0x1p-53 - 0.5;
}

/* The value hangs on both controls, these on one another; they lie off their expectation by chance alone. */
static sample make(int n, double common)
{
    sample s = {.n = n};
    for (int i = 0; i < n; i++) {
        double a = noise(1, (uint64_t)i), b = noise(2, (uint64_t)i), own = noise(3, (uint64_t)i);
        s.c[i][0] = 100 * a;
        s.c[i][1] = common * a + 0.01 * b;
        s.x[i] = 1000 + 5 * a - 3 * b + own;
    }
    return s;
}

/* Fold in blocks of `block`. */
static void fold(const sample *s, int block, qs_control_sums *sums, qs_moments *moments)
{
    memset(sums, 0, sizeof *sums);
    memset(moments, 0, sizeof *moments);
    for (int first = 0; first < s->n; first += block) {
        qs_control_sums part = {.mean = {0}};
        qs_moments of_part = {0};
        for (int i = first; i < first + block && i < s->n; i++) {
            qs_control_add(&part, &of_part, s->x[i], s->c[i]);
            qs_moments_add(&of_part, s->x[i]);
        }
        qs_control_merge(sums, moments, &part, &of_part);
        qs_moments_merge(moments, &of_part);
    }
}

/* The intercept of the regression of x on q controls and 1, its standard error, by the normal equations in
 * long double. */
static void regress(const sample *s, int q, long double *intercept, long double *error)
{
    enum { N = QS_N_CONTROLS + 1 };
    long double a[N][2 * N] = {{0}}, y[N] = {0}, beta[N] = {0}, rss = 0;
    int p = q + 1, n = 0;
    for (int i = 0; i < s->n; i++) {
        long double row[N] = {1, s->c[i][0], s->c[i][1]};
        if (isnan(s->x[i]))
            continue;
        n++;
        for (int j = 0; j < p; j++) {
            y[j] += row[j] * s->x[i];
            for (int k = 0; k < p; k++)
                a[j][k] += row[j] * row[k];
        }
    }
    for (int j = 0; j < p; j++)
        a[j][p + j] = 1;
    for (int j = 0; j < p; j++) {
        long double pivot = a[j][j];
        for (int k = 0; k < 2 * p; k++)
            a[j][k] /= pivot;
        for (int i = 0; i < p; i++) {
            long double factor = a[i][j];
            for (int k = 0; i != j && k < 2 * p; k++)
                a[i][k] -= factor * a[j][k];
        }
    }
    for (int j = 0; j < p; j++)
        for (int k = 0; k < p; k++)
            beta[j] += a[j][p + k] * y[k];
    for (int i = 0; i < s->n; i++) {
        long double left = s->x[i] - beta[0] - beta[1] * s->c[i][0] - beta[2] * s->c[i][1];
        rss += isnan(s->x[i]) ? 0 : left * left;
    }
    *intercept = beta[0];
    *error = sqrtl(rss / (n - p) * a[0][p]);
}

static void expect_regression(const sample *s, int q)
{
    for (int block = 1; block <= s->n; block = block * 3 + 1) {
        qs_control_sums sums;
        qs_moments moments;
        qs_controlled found;
        long double mean, error;
        fold(s, block, &sums, &moments);
        assert_true(qs_control_correct(&sums, &moments, &found));
        regress(s, q, &mean, &error);
        assert_true(fabsl(found.mean - mean) < 1e-12L * mean);
        assert_true(fabsl(found.error - error) < 1e-9L * error);
        assert_true(found.degrees == (double)moments.n - q - 1);
        assert_true(found.error < 0.5 * qs_moments_sd(&moments) / sqrt((double)moments.n));
    }
}

static void test_against_least_squares(void **state)
{
    (void)state;
    for (int n = QS_CONTROL_LEAST; n <= MOST; n = n * 2 + 1) {
        sample s = make(n, 0.02);
        expect_regression(&s, 2);
    }
}

static void test_unobserved_values(void **state)
{
    (void)state;
    sample s = make(MOST, 0.02);
    for (int i = 0; i < MOST; i += 3)
        s.x[i] = (double)NAN;
    expect_regression(&s, 2);
}

/* One that never varies, or only as the other does. */
static void test_useless_controls(void **state)
{
    (void)state;
    sample s = make(MOST, 0.02);
    for (int i = 0; i < MOST; i++) {
        s.x[i] = 1000 + s.c[i][0] / 20 + noise(3, (uint64_t)i);
        s.c[i][1] = 0;
    }
    expect_regression(&s, 1);
    for (int i = 0; i < MOST; i++)
        s.c[i][1] = 3 * s.c[i][0];
    qs_control_sums sums;
    qs_moments moments;
    qs_controlled found;
    fold(&s, 7, &sums, &moments);
    assert_true(qs_control_correct(&sums, &moments, &found));
    assert_true(found.degrees == MOST - 2);
    for (int i = 0; i < MOST; i++)
        s.c[i][0] = s.c[i][1] = 0;
    fold(&s, 7, &sums, &moments);
    assert_false(qs_control_correct(&sums, &moments, &found));
}

static void test_too_few(void **state)
{
    (void)state;
    sample s = make(QS_CONTROL_LEAST - 1, 0.02);
    qs_control_sums sums;
    qs_moments moments;
    qs_controlled found;
    fold(&s, 4, &sums, &moments);
    assert_false(qs_control_correct(&sums, &moments, &found));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_least_squares),
        cmocka_unit_test(test_unobserved_values),
        cmocka_unit_test(test_useless_controls),
        cmocka_unit_test(test_too_few),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
