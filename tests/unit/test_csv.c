/* Tables and instants: cells as spreadsheets write them, and dates in their formats.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "qsweep/csv.h"
#include "qsweep/instant.h"

static qs_csv *open_text(const char *text, size_t n, char separator, char decimal)
{
    char path[] = "/tmp/qsweep-csv-XXXXXX";
    qs_csv *csv;
    int descriptor = mkstemp(path);
    assert_true(descriptor >= 0 && write(descriptor, text, n) == (ssize_t)n);
    close(descriptor);
    assert_int_equal(qs_csv_open(path, separator, decimal, &csv), QS_OK);
    unlink(path);
    return csv;
}

/* All records as "LINE:cell|cell " in a row, or the failure. */
static const char *all(const char *text, size_t n, char separator, char decimal)
{
    static char out[4096];
    qs_csv *csv = open_text(text, n, separator, decimal);
    qs_csv_record record;
    size_t used = 0;
    qs_status status;
    out[0] = '\0';
    while (!(status = qs_csv_next(csv, &record)) && record.line)
        for (size_t i = 0; i < record.n; i++) {
            if (i == 0)
                used +=
                    (size_t)snprintf(out + used, sizeof out - used, "%s%zu:", used ? " " : "", record.line);
            used += (size_t)snprintf(out + used, sizeof out - used, "%s%s%s", i ? "|" : "", record.cells[i],
                                     record.wrong ? "!" : "");
        }
    if (status)
        snprintf(out, sizeof out, "%s", qs_failure());
    qs_csv_close(csv);
    return out;
}

#define IS(expected, text) assert_string_equal(all(text, sizeof(text) - 1, '\0', '.'), expected)

static void cells_are_read(void **state)
{
    (void)state;
    IS("1:a|b|c 2:1|2|3", "a,b,c\n1,2,3\n");
    IS("1:a|b 2:1|", "a,b\r\n1,\r\n");
    IS("1:a|b 3:1|2", "\xef\xbb\xbf a ; b \n\n 1 ;2");
    IS("1:a,b|c 2:1|2", "\"a,b\",c\n1,2\n");
    IS("1:a|say \"x\"", "a,\"say \"\"x\"\"\"\n");
    IS("1:a|two\nlines 3:b|", "a,\"two\nlines\"\nb,\"\"\n");
    IS("2:a|b 4:c|d", "# made by hand\na\tb\n\t\t\nc\td\n");
    IS("1:a!|b!", "\"a\" x,b\n");
    IS("2: has a quote that does not end", "a,b\n\"1,2\n3,4\n");
    IS("1: has a zero byte, this is no text", "a\0b\n");
    IS("", "");
    IS("", "\n \n# nothing\n");
    assert_string_equal(all("3,75\n2\n", 7, '\0', ','), "1:3,75 2:2");
    assert_string_equal(all("1,5;2\n", 6, '\0', ','), "1:1,5|2");
    assert_string_equal(all("a,b\n", 4, ';', '.'), "1:a,b");
}

static void what_is_longer_than_a_megabyte_is_refused(void **state)
{
    enum { N = (1 << 20) + 100 };
    char *text = malloc(N);
    (void)state;
    assert_non_null(text);
    memset(text, 'x', N);
    text[0] = 'a', text[1] = '\n';
    assert_non_null(strstr(all(text, N, '\0', '.'), "2: is longer than a megabyte"));
    free(text);
}

/* A record that lies across the buffer's end (65,536 bytes) is whole. */
static void records_lie_across_buffers(void **state)
{
    enum { LINES = 30000 };
    static char text[LINES * 16];
    size_t n = 0;
    qs_csv_record record;
    (void)state;
    for (int i = 0; i < LINES; i++)
        n += (size_t)sprintf(text + n, "%d;\"x%d\"\n", i, i);
    qs_csv *csv = open_text(text, n, '\0', '.');
    for (int i = 0; i < LINES; i++) {
        char expected[32];
        assert_int_equal(qs_csv_next(csv, &record), QS_OK);
        snprintf(expected, sizeof expected, "x%d", i);
        assert_true(record.line == (size_t)i + 1 && record.n == 2 && atoi(record.cells[0]) == i);
        assert_string_equal(record.cells[1], expected);
    }
    assert_int_equal(qs_csv_next(csv, &record), QS_OK);
    assert_true(record.line == 0);
    qs_csv_close(csv);
}

static void columns_are_found(void **state)
{
    char when[] = "When", n[] = "n", two[] = "2", *cells[] = {when, n, two, n}, why[200];
    const qs_csv_record header = {.line = 1, .n = 4, .cells = cells};
    size_t column = 9;
    (void)state;
    assert_true(qs_csv_column(&header, "when", &column, why, sizeof why) && column == 0);
    assert_true(qs_csv_column(&header, "2", &column, why, sizeof why) &&
                column == 2); /* a name before a number */
    assert_true(qs_csv_column(&header, "4", &column, why, sizeof why) && column == 3);
    assert_false(qs_csv_column(&header, "n", &column, why, sizeof why));
    assert_string_equal(why, "2 columns are called 'n', name it by its number: 'When', 'n', '2', 'n'");
    assert_false(qs_csv_column(&header, "5", &column, why, sizeof why));
    assert_string_equal(why, "there is no column 5, there are 4: 'When', 'n', '2', 'n'");
    assert_false(qs_csv_column(&header, "0", &column, why, sizeof why));
}

static void numbers_are_read(void **state)
{
    static const char *const none[] = {"",      "nan",   "inf", "0x10", "1 2", "1,5",
                                       "1.5.2", "1e400", "-",   "e5",   "2h"};
    double x;
    (void)state;
    assert_true(qs_cell_number("-1.5e3", '.', &x) && x == -1500);
    assert_true(qs_cell_number("1,5", ',', &x) && x == 1.5);
    assert_false(qs_cell_number("1.5", ',', &x));
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_false(qs_cell_number(none[i], '.', &x));
}

/* Seconds since 1970, held against those of GNU date. */
static void instants_are_read(void **state)
{
    static const struct {
        const char *text, *format;
        double seconds;
    } good[] = {
        {"2026-03-09 08:30", "%Y-%m-%d %H:%M", 1773045000},
        {"09/03/2026  08:30:15.5", "%d/%m/%Y %H:%M:%S", 1773045015.5},
        {"9.3.26 8:30", "%d.%m.%y %H:%M", 1773045000},
        {"Mon 9 March 2026 8:30 PM", "%a %d %B %Y %I:%M %p", 1773088200},
        {"mon 9 mar 2026 12:05 am", "%A %d %b %Y %I:%M %p", 1773014700},
        {"2026-03-09T08:30:00+01:00", "%FT%T%z", 1773041400},
        {"2026-03-09T08:30:00-0530", "%FT%T%z", 1773064800},
        {"2026-03-09T08:30:00Z", "%FT%T%z", 1773045000},
        {"1773045000", "%s", 1773045000},
        {"29.02.2024 24:00", "%d.%m.%Y %R", 1709251200},
        {"31.12.1969 23:59", "%d.%m.%Y %R", -60},
        {"100:30", "%H:%M", 361800},
    };
    static const char *const bad[][2] = {
        {"29.02.2026 10:00", "%d.%m.%Y %R"},
        {"2026-13-01 10:00", "%F %R"},
        {"2026-03-01", "%F %R"},
        {"2026-03-01 10:00 x", "%F %R"},
        {"2026-03-01 24:01", "%F %R"},
        {"2026-03-01 25:00", "%F %R"},
        {"", "%F"},
        {"Montag 1.1.2026", "%A %d.%m.%Y"},
        {"10:60", "%H:%M"},
    };
    qs_instant instant;
    const char *why;
    bool has_date;
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_true(qs_instant_read(good[i].text, good[i].format, &instant, &why));
        assert_true(qs_instant_since(&instant, 0) == good[i].seconds);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(qs_instant_read(bad[i][0], bad[i][1], &instant, &why));
    assert_true(qs_instant_format("%F %R", &has_date, &why) && has_date);
    assert_true(qs_instant_format("%H:%M", &has_date, &why) && !has_date);
    assert_false(qs_instant_format("%d %H:%M", &has_date, &why));
    assert_false(qs_instant_format("%Q", &has_date, &why));
    assert_false(qs_instant_format("%", &has_date, &why));
    assert_false(qs_instant_format("", &has_date, &why));
}

static void days_have_dates(void **state)
{
    char text[16];
    (void)state;
    qs_instant_date(20521, text);
    assert_string_equal(text, "2026-03-09");
    assert_int_equal(qs_instant_weekday(20521), 0);
    qs_instant_date(-1, text);
    assert_string_equal(text, "1969-12-31");
    assert_int_equal(qs_instant_weekday(-1), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_are_read),
        cmocka_unit_test(what_is_longer_than_a_megabyte_is_refused),
        cmocka_unit_test(records_lie_across_buffers),
        cmocka_unit_test(columns_are_found),
        cmocka_unit_test(numbers_are_read),
        cmocka_unit_test(instants_are_read),
        cmocka_unit_test(days_have_dates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
