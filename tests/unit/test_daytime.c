/* Instants as times of day: written, and read back.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "qsweep/daytime.h"

static void test_no_clock(void **state)
{
    (void)state;
    static const char *const clocks[] = {NULL, "", "8", "24:00", "08:60", "08:30:60", "08:30x", "\x1b[31m"};
    for (size_t i = 0; i < sizeof clocks / sizeof *clocks; i++)
        assert_false(qs_daytime_of(clocks[i], "min").is_there);
    assert_false(qs_daytime_of("08:30", "week").is_there);
    assert_true(qs_daytime_of("08:30", "min").is_there);
    assert_true(qs_daytime_of("23:59:59", "d").is_there);
}

static void test_texts(void **state)
{
    (void)state;
    static const struct {
        const char *clock, *unit;
        double instant;
        const char *text, *seconds;
    } cases[] = {
        {"08:30", "min", 0, "08:30", "08:30:00"},
        {"08:30", "min", 225, "12:15", "12:15:00"},
        {"08:30", "min", 45.5, "09:15:30", "09:15:30"},
        {"08:30", "s", 0.25, "08:30:00.25", "08:30:00"},
        {"08:30", "s", 59.9994, "08:30:59.999", "08:30:59"},
        {"08:30", "s", 59.9996, "08:31", "08:30:59"}, /* a clock on the wall has not moved on yet */
        {"08:30", "s", 3600 - 1e-9, "09:30", "09:30:00"},
        {"08:30", "min", 930, "00:00 +1d", "00:00:00 +1d"},
        {"08:30", "h", 24, "08:30 +1d", "08:30:00 +1d"},
        {"22:00:30", "h", 2.5, "00:30:30 +1d", "00:30:30 +1d"},
        {"00:00", "d", 10.5, "12:00 +10d", "12:00:00 +10d"},
        {"08:30", "min", (double)NAN, "", ""},
        {"08:30", "min", (double)INFINITY, "inf", "inf"},
        {"08:30", "d", 1e200, "1e+200", "1e+200"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[QS_DAYTIME_TEXT];
        qs_daytime day = qs_daytime_of(cases[i].clock, cases[i].unit);
        assert_string_equal(qs_daytime_text(&day, cases[i].instant, text), cases[i].text);
        assert_string_equal(qs_daytime_seconds(&day, cases[i].instant, text), cases[i].seconds);
    }
}

static void test_reading(void **state)
{
    (void)state;
    qs_daytime day = qs_daytime_of("08:30", "min");
    static const struct {
        const char *text;
        double instant; /* -1: it is none */
    } cases[] = {{"08:30", 0},        {"12:15", 225},         {"9:15:30", 45.5},  {"08:29", 1439},
                 {"08:30 +1d", 1440}, {"08:00 +2d", 2850},    {"08:00 +0d", -1},  {"12:15 ", -1},
                 {"12:15 +1", -1},    {"12:15 +d", -1},       {"12:15 +1dd", -1}, {"12", -1},
                 {"12:", -1},         {"25:00", -1},          {"", -1},           {"12:15:61", -1},
                 {"225", -1},         {"12:15 +1234567d", -1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double instant = -1;
        bool is = qs_daytime_read(&day, cases[i].text, strlen(cases[i].text), &instant);
        assert_int_equal(is, cases[i].instant >= 0);
        if (is)
            assert_true(instant == cases[i].instant);
    }
    double instant;
    assert_true(qs_daytime_read(&day, "12:15,13:00", 5, &instant) && instant == 225);
}

/* What is written is read as the same instant, to the millisecond that texts have. */
static void test_there_and_back(void **state)
{
    (void)state;
    qs_daytime day = qs_daytime_of("21:10:05", "h");
    for (int i = 0; i < 5000; i++) {
        char text[QS_DAYTIME_TEXT];
        double instant = i * 7.0 / 3600, back = -1; /* whole seconds: reading knows no fractions */
        qs_daytime_text(&day, instant, text);
        assert_true(qs_daytime_read(&day, text, strlen(text), &back));
        assert_true(fabs(back - instant) < 1e-9);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_no_clock), cmocka_unit_test(test_texts),
                                       cmocka_unit_test(test_reading), cmocka_unit_test(test_there_and_back)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
