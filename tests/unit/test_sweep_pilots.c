/* Pilots in the sweep: before the blocks of their scenario, the same cut whatever the order, left and gone on
 * with, no piece taken for another. The pilots here are a hash.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "qsweep/hash.h"
#include "qsweep/sweep.h"

enum {
    N_SCENARIOS = 5,
    N_PILOTS = 31,
    N_PIECES = (N_PILOTS + QS_PILOT_PIECE - 1) / QS_PILOT_PIECE,
    EMPTY = 3
};

static const double quantiles[1] = {0.5};

static double noise(uint64_t a, uint64_t b, uint64_t c)
{
    return (double)(qs_mix64(qs_mix64(qs_mix64(a + 1) + b) + c) >> 11) * 0x1p-53;
}

static qs_plan the_plan(void)
{
    return (qs_plan){.n_scenarios = N_SCENARIOS,
                     .n_replications = N_PILOTS,
                     .block = 1,
                     .confidence = 0.9,
                     .finds_warmup = true};
}

static qs_layout the_layout(void)
{
    qs_layout layout;
    qs_layout_init(&layout, 1, 1, 1, 0);
    return layout;
}

/* A piece whose pilots differ in length, from empty; those of one scenario did not come to anything. */
static void make_piece(uint64_t scenario, uint64_t index, qs_pilot *piece)
{
    static qs_pilot pilot;
    *piece = (qs_pilot){.scenario = scenario, .piece = index};
    for (uint64_t i = 0; scenario != EMPTY && i < QS_PILOT_PIECE; i++) {
        pilot = (qs_pilot){.n = 1,
                           .n_slots = 800 + (uint64_t)(400 * noise(scenario, index, i)),
                           .width = i % 2 ? 0.5 : 0.25};
        for (uint64_t slot = 0; slot < pilot.n_slots; slot++)
            pilot.spent[slot] =
                noise(scenario, 100 * index + i, slot) - (slot < 15 * (1 + scenario) ? 0.4 : 0);
        qs_pilot_fold(piece, &pilot);
    }
}

static double expected_cut(uint64_t scenario)
{
    static qs_pilot all, piece;
    all = (qs_pilot){0};
    for (uint64_t i = 0; i < N_PIECES; i++) {
        make_piece(scenario, i, &piece);
        qs_pilot_fold(&all, &piece);
    }
    return qs_pilot_cut(&all);
}

static void report_blocks(qs_sweep *sweep, const qs_layout *layout, const qs_task *task)
{
    for (uint64_t i = 0; i < task->n_blocks; i++) {
        qs_block block;
        assert_int_equal(qs_block_init(&block, layout, 0), QS_OK);
        block.scenario = task->scenario;
        block.index = block.first = task->first_block + i;
        block.n = 1;
        assert_int_equal(qs_sweep_report(sweep, &block), QS_OK);
    }
}

/* What is known of a sweep that is run here, and what it told when it was left. */
typedef struct course {
    qs_sweep *sweep;
    qs_layout layout;
    uint64_t n_in[N_SCENARIOS]; /* pieces */
    uint64_t n_pieces_out;
    bool is_taken[N_SCENARIOS];
    qs_pilot kept[N_SCENARIOS];
    uint64_t n_told;
} course;

/* No block goes out before its scenario's pilots are in, and all of them carry the cut. */
static void check_task(course *c, const qs_task *task)
{
    c->n_pieces_out += task->is_pilot;
    assert_int_equal(c->n_in[task->scenario] == N_PIECES, !task->is_pilot);
    if (task->is_pilot)
        assert_int_equal(task->n_blocks, 1);
    else
        assert_true(task->cut == expected_cut(task->scenario));
}

static void do_task(course *c, const qs_task *task)
{
    static qs_pilot piece;
    bool settles;
    if (!task->is_pilot) {
        report_blocks(c->sweep, &c->layout, task);
        return;
    }
    make_piece(task->scenario, task->first_block, &piece);
    assert_int_equal(qs_sweep_report_pilot(c->sweep, &piece, &settles), QS_OK);
    c->n_in[task->scenario]++;
}

/* Tasks are kept in flight and come back in the order of a hash, up to n_tasks of them. */
static void go_on(course *c, size_t n_flying, uint64_t order, uint64_t n_tasks)
{
    enum { MOST_FLYING = 64 };
    qs_task flying[MOST_FLYING];
    size_t n = 0;
    for (uint64_t step = 0; !qs_sweep_is_done(c->sweep) && step < n_tasks; step++) {
        while (n < n_flying && qs_sweep_next(c->sweep, 3, &flying[n]))
            check_task(c, &flying[n++]);
        assert_true(n > 0);
        size_t pick = (size_t)(noise(order, step, 7) * (double)n);
        qs_task task = flying[pick];
        flying[pick] = flying[--n];
        do_task(c, &task);
        qs_summary summary;
        while (qs_sweep_take(c->sweep, &summary)) {
            c->is_taken[summary.scenario] = true;
            qs_summary_clear(&summary);
        }
    }
}

static void begin(course *c, const qs_plan *plan)
{
    *c = (course){.layout = the_layout()};
    assert_int_equal(qs_sweep_new(plan, &c->layout, quantiles, &c->sweep), QS_OK);
}

static void test_pilots_come_first(void **state)
{
    (void)state;
    const size_t n_flying[] = {1, 5, 64};
    const qs_plan plan = the_plan();
    static course c;
    assert_true(expected_cut(0) > 0 && expected_cut(2) > expected_cut(0) && expected_cut(EMPTY) == 0);
    for (uint64_t order = 0; order < 12; order++) {
        begin(&c, &plan);
        go_on(&c, n_flying[order % 3], order, UINT64_MAX);
        assert_int_equal(c.n_pieces_out, N_SCENARIOS * N_PIECES);
        assert_int_equal(qs_sweep_n_left(c.sweep), 0);
        assert_int_equal(qs_sweep_progress(c.sweep).replications, N_SCENARIOS * N_PILOTS);
        qs_sweep_free(c.sweep);
    }
}

static qs_status keep_begun(void *context, const qs_block *beginning)
{
    (void)context, (void)beginning;
    return QS_OK;
}

static qs_status keep_finished(void *context, const qs_summary *summary)
{
    (void)context, (void)summary;
    return QS_OK;
}

static qs_status keep_pilots(void *context, const qs_pilot *folded)
{
    course *c = context;
    c->kept[folded->scenario] = *folded;
    c->n_told++;
    return QS_OK;
}

/* Left after so many tasks: pilots that had been folded are not simulated again, and the cut is the same. */
static void test_left_and_gone_on_with(void **state)
{
    (void)state;
    const qs_plan plan = the_plan();
    static course c, d;
    uint64_t n_spared = 0;
    for (uint64_t n_tasks = 0; n_tasks < 120; n_tasks += 5) {
        const qs_sweep_saver saver = {
            .finished = keep_finished, .begun = keep_begun, .context = &c, .pilots = keep_pilots};
        begin(&c, &plan);
        go_on(&c, 5, n_tasks, n_tasks);
        assert_int_equal(qs_sweep_save(c.sweep, &saver), QS_OK);
        uint64_t n_told = c.n_told, n_kept = 0, n_skipped = 0;
        assert_int_equal(qs_sweep_save(c.sweep, &saver), QS_OK);
        assert_int_equal(c.n_told, n_told); /* nothing new, nothing told */
        qs_sweep_free(c.sweep);
        begin(&d, &plan);
        for (uint64_t s = 0; s < N_SCENARIOS; s++) {
            if (c.is_taken[s]) {
                n_skipped++;
                assert_int_equal(qs_sweep_skip(d.sweep, s, N_PILOTS), QS_OK);
            } else {
                n_kept += c.kept[s].piece;
                d.n_in[s] = c.kept[s].piece;
                c.kept[s].scenario = s;
            }
            assert_int_equal(qs_sweep_restore_pilots(d.sweep, &c.kept[s]), QS_OK);
        }
        go_on(&d, 5, n_tasks + 1, UINT64_MAX);
        assert_int_equal(d.n_pieces_out, (N_SCENARIOS - n_skipped) * N_PIECES - n_kept);
        assert_true(qs_sweep_is_done(d.sweep));
        n_spared += n_kept;
        qs_sweep_free(d.sweep);
    }
    assert_true(n_spared > 50);
}

/* What was not handed out or comes twice is refused; a start that does not wear off is told, once. */
static void test_unexpected_pilots(void **state)
{
    (void)state;
    const qs_plan plan = the_plan();
    static course c;
    static qs_pilot piece;
    qs_task task;
    bool settles;
    begin(&c, &plan);
    make_piece(0, 0, &piece);
    assert_int_equal(qs_sweep_report_pilot(c.sweep, &piece, &settles), QS_ERROR_INTERNAL);
    for (uint64_t i = 0; i < N_PIECES; i++) {
        assert_true(qs_sweep_next(c.sweep, 9, &task));
        assert_true(task.is_pilot && task.scenario == 0 && task.first_block == i);
    }
    for (uint64_t i = 0; i < N_PIECES; i++) {
        piece = (qs_pilot){.piece = i, .n = 1, .n_slots = 1000, .width = 1};
        for (int slot = 0; slot < 1000; slot++)
            piece.spent[slot] = slot;
        assert_int_equal(qs_sweep_report_pilot(c.sweep, &piece, &settles), QS_OK);
        assert_true(settles == (i + 1 < N_PIECES));
        assert_int_equal(qs_sweep_report_pilot(c.sweep, &piece, &settles), QS_ERROR_INTERNAL);
    }
    assert_true(qs_sweep_next(c.sweep, 9, &task));
    assert_true(!task.is_pilot && task.scenario == 0 && task.cut > 0);
    piece.piece = N_PIECES;
    assert_int_equal(qs_sweep_report_pilot(c.sweep, &piece, &settles), QS_ERROR_INTERNAL);
    piece.scenario = N_SCENARIOS;
    assert_int_equal(qs_sweep_report_pilot(c.sweep, &piece, &settles), QS_ERROR_INTERNAL);
    piece.piece = 1;
    assert_int_equal(qs_sweep_restore_pilots(c.sweep, &piece), QS_ERROR_FORMAT);
    piece = (qs_pilot){.scenario = 1, .piece = N_PIECES + 1};
    assert_int_equal(qs_sweep_restore_pilots(c.sweep, &piece), QS_ERROR_FORMAT);
    qs_sweep_free(c.sweep);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pilots_come_first),
        cmocka_unit_test(test_left_and_gone_on_with),
        cmocka_unit_test(test_unexpected_pilots),
    };
    return cmocka_run_group_tests_name("pilots in the sweep", tests, NULL, NULL);
}
