/* Finished scenarios that a journal holds: they are known and can be read at once, and are in the file when it is synced.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "journal_scene.h"

enum { N_SCENARIOS = 40, N_REPLICATIONS = 6 };
static const char path[] = "held.h5";
static const char file[] = "held.h5" QS_JOURNAL_SUFFIX;
static qs_plan plan;
static qs_layout layout;

static qs_journal *open_journal(qs_journal_mode mode)
{
    plan = (qs_plan){.n_scenarios = N_SCENARIOS,
                     .n_replications = N_REPLICATIONS,
                     .block = 1,
                     .keep_rows = true,
                     .confidence = 0.95};
    return open_journal_of(path, &plan, &layout, mode);
}

static void *need(size_t n, size_t size)
{
    void *memory = calloc(n, size);
    assert_non_null(memory);
    return memory;
}

static double made_up(uint64_t scenario, size_t i)
{
    return (double)scenario + (double)i / 64;
}

/* n_histograms: bytes of them, which a journal does not look into. */
static qs_summary make_summary(uint64_t scenario, size_t n_histograms)
{
    size_t n = (size_t)layout.n_values;
    qs_summary summary = {
        .scenario = scenario, .n_replications = N_REPLICATIONS, .n_values = layout.n_values};
    double **columns[] = {&summary.mean, &summary.sd, &summary.lower, &summary.upper};
    summary.n = need(n, sizeof *summary.n);
    for (size_t c = 0; c < 4; c++) {
        *columns[c] = need(n, sizeof(double));
        for (size_t v = 0; v < n; v++)
            (*columns[c])[v] = made_up(scenario, 1000 * c + v);
    }
    summary.rows = need(N_REPLICATIONS * n, sizeof(double));
    for (size_t i = 0; i < N_REPLICATIONS * n; i++)
        summary.rows[i] = made_up(scenario, 5000 + i);
    summary.histograms = (qs_bytes){need(n_histograms + 1, 1), n_histograms, n_histograms + 1};
    return summary;
}

static void take(qs_journal *journal, uint64_t scenario, size_t n_histograms)
{
    qs_summary summary = make_summary(scenario, n_histograms);
    assert_int_equal(qs_journal_take(journal, &summary), QS_OK);
    qs_summary_clear(&summary);
    assert_int_equal(qs_journal_knows(journal, scenario), QS_JOURNAL_FINISHED);
    assert_int_equal(qs_journal_n_replications(journal, scenario), N_REPLICATIONS);
}

static void assert_kept(qs_journal *journal, uint64_t scenario, size_t n_histograms)
{
    qs_summary back, expected = make_summary(scenario, n_histograms);
    size_t n = (size_t)layout.n_values;
    assert_int_equal(qs_journal_summary(journal, scenario, NULL, &back), QS_OK);
    assert_memory_equal(back.mean, expected.mean, n * sizeof(double));
    assert_memory_equal(back.upper, expected.upper, n * sizeof(double));
    assert_memory_equal(back.rows, expected.rows, N_REPLICATIONS * n * sizeof(double));
    assert_int_equal(back.histograms.n, n_histograms);
    qs_summary_clear(&back);
    qs_summary_clear(&expected);
}

static void test_held_until_synced(void **state)
{
    (void)state;
    struct stat there;
    const double *rows;
    uint64_t n;
    unlink(file);
    qs_journal *journal = open_journal(QS_JOURNAL_NEW);
    assert_true(qs_journal_holds_all(journal)); /* nothing is known */
    for (uint64_t s = 0; s < N_SCENARIOS / 2; s++)
        take(journal, s, 10);
    assert_true(qs_journal_holds_all(journal));
    assert_true(qs_journal_held(journal, 3)->mean[5] == made_up(3, 5));
    assert_null(qs_journal_held(journal, N_SCENARIOS - 1));
    assert_int_equal(qs_journal_read_rows(journal, 4, 2, &rows, &n), QS_OK);
    assert_int_equal(n, N_REPLICATIONS - 2);
    assert_true(rows[0] == made_up(4, 5000 + 2 * (size_t)layout.n_values));
    assert_int_equal(stat(file, &there), 0);
    assert_int_equal(there.st_size, 0);
    assert_int_equal(qs_journal_sync(journal), QS_OK);
    assert_null(qs_journal_held(journal, 3));
    assert_false(qs_journal_holds_all(journal));
    take(journal, N_SCENARIOS - 1, 10); /* behind a checkpoint none is held */
    assert_null(qs_journal_held(journal, N_SCENARIOS - 1));
    assert_int_equal(qs_journal_sync(journal), QS_OK);
    qs_journal_close(journal);
    journal = open_journal(QS_JOURNAL_RESUME);
    assert_int_equal(qs_journal_get_found(journal).n_finished, N_SCENARIOS / 2 + 1);
    for (uint64_t s = 0; s < N_SCENARIOS / 2; s++)
        assert_kept(journal, s, 10);
    assert_kept(journal, N_SCENARIOS - 1, 10);
    qs_journal_remove(journal);
}

/* Small ones first, then such that all together are too many to hold: each is written once. */
static void test_too_many_to_hold(void **state)
{
    (void)state;
    enum { LARGE = 5 << 20, N_SMALL = 5 };
    unlink(file);
    qs_journal *journal = open_journal(QS_JOURNAL_NEW);
    for (uint64_t s = 0; s < N_SCENARIOS; s++)
        take(journal, s, s < N_SMALL ? 10 : LARGE);
    assert_null(qs_journal_held(journal, 0));
    for (uint64_t s = 0; s < N_SCENARIOS; s++)
        assert_kept(journal, s, s < N_SMALL ? 10 : LARGE);
    qs_journal_remove(journal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_held_until_synced),
                                       cmocka_unit_test(test_too_many_to_hold)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
