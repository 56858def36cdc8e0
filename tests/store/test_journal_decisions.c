/* Decisions in a journal: the last record that is whole counts, among records of scenarios.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "journal_scene.h"

static const char path[] = "decisions.h5";
static const char file[] = "decisions.h5" QS_JOURNAL_SUFFIX;

static qs_journal *open_journal(qs_journal_mode mode)
{
    static qs_plan plan;
    static qs_layout layout;
    plan = (qs_plan){.n_scenarios = 2, .n_replications = 8, .block = 1, .confidence = 0.95};
    return open_journal_of(path, &plan, &layout, mode);
}

static void decide(qs_journal *journal, const char *words)
{
    qs_bytes record = {0};
    assert_int_equal(qs_bytes_put(&record, words, strlen(words)), QS_OK);
    assert_int_equal(qs_journal_decided(journal, &record), QS_OK);
    qs_bytes_clear(&record);
}

static void assert_decided(qs_journal *journal, const char *words)
{
    qs_bytes record = {0};
    assert_int_equal(qs_journal_find_decisions(journal, &record), QS_OK);
    assert_int_equal(record.n, strlen(words));
    if (record.n > 0)
        assert_memory_equal(record.data, words, record.n);
    qs_bytes_clear(&record);
}

static void test_the_last_whole_one_counts(void **state)
{
    (void)state;
    struct stat whole;
    unlink(file);
    qs_journal *journal = open_journal(QS_JOURNAL_NEW);
    assert_decided(journal, "");
    decide(journal, "the first three go on");
    assert_decided(journal, "the first three go on"); /* still in the buffer */
    assert_int_equal(qs_journal_sync(journal), QS_OK);
    const qs_pilot pilots = {.scenario = 1};
    assert_int_equal(qs_journal_pilots(journal, &pilots), QS_OK);
    decide(journal, "one of them goes on");
    assert_int_equal(qs_journal_sync(journal), QS_OK);
    qs_journal_close(journal);

    journal = open_journal(QS_JOURNAL_RESUME);
    assert_true(qs_journal_get_found(journal).is_resumed);
    assert_decided(journal, "one of them goes on");
    qs_journal_close(journal);

    assert_int_equal(stat(file, &whole), 0);
    assert_int_equal(truncate(file, whole.st_size - 1), 0); /* torn by a kill */
    journal = open_journal(QS_JOURNAL_RESUME);
    assert_decided(journal, "the first three go on");
    qs_journal_remove(journal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_the_last_whole_one_counts)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
