/* Student's t against the finite series for whole degrees of freedom, GSL and tables; the same bits
 * with FMA and AVX2 switched off in the C library.
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
#include "qsweep/interval.h"

static const double confidences[] = {1e-6, 0.01, 0.2,   0.4999, 0.5,   0.5001,  0.8,
                                     0.9,  0.95, 0.975, 0.99,   0.999, 0.999999};
static const double degrees_list[] = {1,      1.5,   2,     3,     4,      5,   7.3, 9,    19,
                                      24,     29,    49.5,  99,    199,    499, 999, 4999, 9999,
                                      9999.5, 10000, 10001, 99999, 999999, 1e7, 1e9};
enum {
    N_CONFIDENCES = sizeof confidences / sizeof *confidences,
    N_DEGREES = sizeof degrees_list / sizeof *degrees_list
};

static const char *program;

/* P(|T| <= x) for whole degrees: Abramowitz and Stegun 26.7.3 and 26.7.4, in long double. */
static long double central_by_series(long double x, int degrees)
{
    long double theta = atanl(x / sqrtl(degrees)), c = cosl(theta), s = sinl(theta);
    long double term = degrees % 2 ? c : 1, sum = degrees == 1 ? 0 : term;
    for (int k = degrees % 2 ? 3 : 2; k <= degrees - 2; k += 2) {
        term *= c * c * (k - 1) / k;
        sum += term;
    }
    return degrees % 2 ? (theta + s * sum) * 2 / acosl(-1) : s * sum;
}

static void test_whole_degrees(void **state)
{
    (void)state;
    double worst = 0;
    for (int degrees = 1; degrees <= 300; degrees++) {
        for (size_t i = 0; i < N_CONFIDENCES; i++) {
            double confidence = confidences[i];
            double t = qs_student_t(confidence, degrees);
            /* The error in t, from that in the probability and the density (a difference of the series). */
            long double slope =
                (central_by_series(t * 1.001L, degrees) - central_by_series(t * 0.999L, degrees)) / 0.002L;
            double error = (double)fabsl((central_by_series(t, degrees) - confidence) / slope);
            worst = fmax(worst, error);
        }
    }
    print_message("largest relative error over degrees 1 to 300: %.1e\n", worst);
    assert_true(worst < 2e-13);
}

static void test_against_gsl(void **state)
{
    (void)state;
    for (size_t j = 0; j < N_DEGREES; j++) {
        for (size_t i = 0; i < N_CONFIDENCES; i++) {
            double expected = gsl_cdf_tdist_Qinv((1 - confidences[i]) / 2, degrees_list[j]);
            double t = qs_student_t(confidences[i], degrees_list[j]);
            /* GSL is asked for (1 - confidence)/2, which loses digits of a small confidence. */
            double tolerance = 1e-11 + DBL_EPSILON / confidences[i];
            if (!(fabs(t - expected) <= tolerance * expected))
                fail_msg("%g of %g degrees: %.17g, GSL %.17g", confidences[i], degrees_list[j], t, expected);
        }
    }
}

/* Across 10,000 degrees the method changes; t must fall smoothly all the same. */
static void test_methods_meet(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_CONFIDENCES; i++) {
        double below = qs_student_t(confidences[i], nextafter(1e4, 0));
        double above = qs_student_t(confidences[i], 1e4);
        assert_true(fabs(below - above) <= 1e-12 * above);
    }
}

static void test_tables(void **state)
{
    (void)state;
    static const struct {
        double degrees, t;
    } table[] = {{4, 2.776445}, {9, 2.262157}, {19, 2.093024}, {24, 2.063899}};
    for (size_t i = 0; i < 4; i++)
        assert_true(fabs(qs_student_t(0.95, table[i].degrees) - table[i].t) <= 0.5e-6);
    assert_true(fabs(qs_half_width(5, 3, 0.95) - 2.776445 * 3 / sqrt(5)) < 1e-6);
}

static void test_domain(void **state)
{
    (void)state;
    static const double bad[][2] = {{0, 5}, {1, 5}, {-1, 5}, {2, 5}, {NAN, 5}, {0.95, 0.5}, {0.95, NAN}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_true(isnan(qs_student_t(bad[i][0], bad[i][1])));
    assert_true(isnan(qs_half_width(0, 1, 0.95)));
    assert_true(isnan(qs_half_width(1, 1, 0.95)));
    assert_true(isnan(qs_half_width(5, (double)NAN, 0.95)));
    assert_true(qs_half_width(5, 0, 0.95) == 0);
    /* The last confidences that a double can hold, and an infinity of degrees. */
    assert_true(isfinite(qs_student_t(1 - 0x1p-53, 1)));
    assert_true(isfinite(qs_student_t(1 - 0x1p-53, 9999)));
    assert_true(qs_student_t(1e-300, 3) > 0);
    assert_true(fabs(qs_student_t(0.95, (double)INFINITY) - gsl_cdf_ugaussian_Pinv(0.975)) < 1e-14);
}

static uint64_t hash_of_bits(void)
{
    uint64_t hash = 0;
    for (size_t i = 0; i < N_CONFIDENCES; i++) {
        for (int degrees = 1; degrees <= 400; degrees++) {
            double t = qs_student_t(confidences[i], degrees);
            hash = qs_mix64(hash ^ qs_hash_bytes(&t, sizeof t));
        }
        for (size_t j = 0; j < N_DEGREES; j++) {
            double t = qs_student_t(confidences[i], degrees_list[j]);
            hash = qs_mix64(hash ^ qs_hash_bytes(&t, sizeof t));
        }
    }
    return hash;
}

static void test_bits_of_another_cpu(void **state)
{
    (void)state;
    char command[4096], line[64] = "", expected[64];
    snprintf(command, sizeof command, "GLIBC_TUNABLES=glibc.cpu.hwcaps=-FMA,-AVX2,-FMA4 '%s' --bits",
             program);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    assert_non_null(fgets(line, sizeof line, pipe));
    assert_int_equal(pclose(pipe), 0);
    snprintf(expected, sizeof expected, "%016llx\n", (unsigned long long)hash_of_bits());
    assert_string_equal(line, expected);
}

int main(int argc, char **argv)
{
    program = argv[0];
    if (argc == 2 && strcmp(argv[1], "--bits") == 0) {
        printf("%016llx\n", (unsigned long long)hash_of_bits());
        return 0;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole_degrees), cmocka_unit_test(test_against_gsl),
        cmocka_unit_test(test_methods_meet),  cmocka_unit_test(test_tables),
        cmocka_unit_test(test_domain),        cmocka_unit_test(test_bits_of_another_cpu),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
