/* Numbers as `qsweep show` prints them.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "qsweep/view.h"
#include "qsweep/visible.h"

static void rounded_to_two_digits_of_the_half_width(void **state)
{
    (void)state;
    const struct {
        double mean, half_width;
        const char *value, *half;
    } cases[] = {{0.30123456, 0.0041234, "0.3012", "0.0041"},
                 {9.0123, 0.0996, "9.01", "0.10"},
                 {9.0123, 0.0994, "9.012", "0.099"},
                 {12.345, 1.04, "12.3", "1.0"},
                 {12.345, 9.96, "12", "10"},
                 {12345.6, 678.9, "12346", "679"},
                 {-3.14159, 0.25, "-3.14", "0.25"},
                 {0, 0.5, "0.00", "0.50"},
                 {7, 0, "7", "0"},
                 {1.0 / 3, 0, "0.3333333333", "0"},
                 {3.0000000000000004, 4.4e-16, "3", "0"},
                 {(double)NAN, (double)NAN, "-", ""},
                 {1.0 / 3, (double)NAN, "0.333333", ""},
                 {10001, (double)NAN, "10001", ""},
                 {1234567, (double)NAN, "1234567", ""},
                 {1234567.8, (double)NAN, "1234568", ""},
                 {-0.00012345678, (double)NAN, "-0.000123457", ""},
                 {6.02214076e23, (double)NAN, "6.02214e+23", ""},
                 {1234567.25, 0, "1234567.25", "0"},
                 {(double)INFINITY, (double)NAN, "inf", ""},
                 {1e-8, 2e-10, "1.000e-08", "2.0e-10"},
                 {6.02214e23, 1.5e20, "6.0221e+23", "1.5e+20"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char value[QS_NUMBER_TEXT], half[QS_NUMBER_TEXT];
        qs_number_rounded(cases[i].mean, cases[i].half_width, value, half);
        assert_string_equal(value, cases[i].value);
        assert_string_equal(half, cases[i].half);
    }
}

static void exact_reads_back_and_is_short(void **state)
{
    (void)state;
    char text[QS_NUMBER_TEXT];
    assert_string_equal(qs_number_exact(0.1, text), "0.1");
    assert_string_equal(qs_number_exact(2, text), "2");
    assert_string_equal(qs_number_exact(-0.25, text), "-0.25");
    assert_string_equal(qs_number_exact((double)NAN, text), "nan");
    assert_string_equal(qs_number_exact(-(double)NAN, text), "nan");
    assert_string_equal(qs_number_exact((double)INFINITY, text), "inf");
    uint64_t bits = UINT64_C(0x9e3779b97f4a7c15);
    for (int i = 0; i < 100000; i++) {
        bits = bits * UINT64_C(6364136223846793005) + 1;
        double value;
        memcpy(&value, &bits, sizeof value);
        if (isfinite(value))
            assert_true(strtod(qs_number_exact(value, text), NULL) == value);
    }
}

static void width_counts_characters(void **state)
{
    (void)state;
    assert_int_equal(qs_visible_width(""), 0);
    assert_int_equal(qs_visible_width("sénior"), 6);
    assert_int_equal(qs_visible_width("±…"), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(rounded_to_two_digits_of_the_half_width),
                                       cmocka_unit_test(exact_reads_back_and_is_short),
                                       cmocka_unit_test(width_counts_characters)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
