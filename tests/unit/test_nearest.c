/* Near misses: slips are found, the nearest of several wins, and what is another word is none.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "qsweep/nearest.h"

static const char *const words[] = {"wait_mean", NULL,  "wait_max", "queue_mean",
                                    "servers",   "run", "--format"};
enum { N_WORDS = sizeof words / sizeof *words };

static void is_meant(const char *text, const char *word)
{
    const char *found = qs_nearest(text, words, N_WORDS);
    if (word)
        assert_non_null(found);
    if (found && word)
        assert_string_equal(found, word);
    if (!word)
        assert_null(found);
}

static void slips(void **state)
{
    (void)state;
    is_meant("wait_maen", "wait_mean"); /* swapped */
    is_meant("wait_mea", "wait_mean");
    is_meant("wait_meann", "wait_mean");
    is_meant("Servers", "servers");
    is_meant("sevrers", "servers");
    is_meant("rnu", "run");
    is_meant("--fromat", "--format");
}

static void beginnings(void **state)
{
    (void)state;
    is_meant("queue", "queue_mean");
    is_meant("wait", "wait_mean"); /* the first that begins so */
    is_meant("serv", "servers");
    is_meant("--form", "--format");
}

static void strangers(void **state)
{
    (void)state;
    is_meant("throughput", NULL);
    is_meant("xyz", NULL);
    is_meant("", NULL);
    is_meant("q", NULL);
}

static void nearest_of_several(void **state)
{
    (void)state;
    const char *const close[] = {"count", "mount", "mounts"};
    assert_string_equal(qs_nearest("moonts", close, 3), "mounts");
    assert_string_equal(qs_nearest("mouns", close, 3), "mount"); /* the first of two that are as near */
    assert_string_equal(qs_nearest("countt", close, 3), "count");
    int best = QS_NEAREST_NONE;
    assert_true(qs_nearest_is("mouns", "mount", &best));
    assert_int_equal(best, 1);
    assert_false(qs_nearest_is("mouns", "mounts", &best)); /* as near as the first, not nearer */
}

static void long_words(void **state)
{
    (void)state;
    char text[200];
    for (size_t i = 0; i + 1 < sizeof text; i++)
        text[i] = 'a';
    text[sizeof text - 1] = 0;
    int best = QS_NEAREST_NONE;
    assert_false(qs_nearest_is(text, text, &best)); /* longer than any word: no answer, and no overrun */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slips),      cmocka_unit_test(beginnings),
        cmocka_unit_test(strangers),  cmocka_unit_test(nearest_of_several),
        cmocka_unit_test(long_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
