/* What a terminal obeys is replaced, everything else kept.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "qsweep/status.h"
#include "qsweep/visible.h"

static void expect(const char *text, const char *shown)
{
    char out[200];
    qs_visible_copy(text, false, out, sizeof out);
    assert_string_equal(out, shown);
}

static void test_kept(void **unused)
{
    (void)unused;
    expect("plain é ∞ ± 漢 😀", "plain é ∞ ± 漢 😀");
    expect("", "");
}

static void test_replaced(void **unused)
{
    (void)unused;
    expect("\x1b[31m\x07\x7f\n\t", "␛[31m␇␡␊␉");
    expect("\xc2\x9b"
           "31m \xe2\x80\xae \xe2\x81\xa6 \xe2\x80\x8f",
           "�31m � � �");
    expect("\xff \xc3", "� �");
    expect("\xed\xa0\x80", "���"); /* half a surrogate is no character */
    expect("\xc0\x9b", "��");      /* an ESC in two bytes */
}

static void test_cut_between_characters(void **unused)
{
    (void)unused;
    char out[6];
    qs_visible_copy("éé\x1b", false, out, sizeof out);
    assert_string_equal(out, "éé");
}

static void test_messages(void **unused)
{
    (void)unused;
    qs_fail(QS_ERROR_IO, "one\n%s", "\x1b[2J");
    assert_string_equal(qs_failure(), "one\n␛[2J");
    qs_fail(QS_ERROR_IO, "again: %s", qs_failure());
    assert_string_equal(qs_failure(), "again: one\n␛[2J");
}

static void test_json(void **unused)
{
    (void)unused;
    char *text = NULL;
    size_t n;
    FILE *out = open_memstream(&text, &n);
    qs_visible_json(out, "\"\\\x1b\xc2\x9b\xe2\x80\xaeé\xff");
    fclose(out);
    assert_string_equal(text, "\"\\\"\\\\\\u001b\\u009b\\u202eé\\ufffd\"");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kept),
        cmocka_unit_test(test_replaced),
        cmocka_unit_test(test_cut_between_characters),
        cmocka_unit_test(test_messages),
        cmocka_unit_test(test_json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
