/* Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/contest.h"

#include <math.h>

#include "qsweep/memory.h"
#include "qsweep/outcomes.h"

/* All of them failed: nothing will come of it. */
enum { MOST_FAILED = 64 };

/* The error is shared: half of it among scenarios that might be accepted falsely, half among the promises by
 * which the right one might be rejected. */
qs_status qs_contest_rules(const qs_plan *plan, qs_test_rule **rules)
{
    const qs_select *select = &plan->select;
    double wrong = 1 - select->sure;
    qs_status status = qs_calloc(select->n_cells, sizeof **rules, rules);
    for (size_t i = 0; i < select->n_cells && !status; i++) {
        (*rules)[i] = select->cells[i].rule;
        (*rules)[i].gamma = wrong / (2 * (double)plan->n_scenarios);
        (*rules)[i].beta = wrong / (2 * (double)select->n_cells);
    }
    return status;
}

qs_status qs_contest_begin(qs_contest *contest, const qs_plan *plan, const qs_test_rule *rules)
{
    size_t n = plan->select.n_cells;
    qs_status status = contest->tests ? QS_OK : qs_calloc(n, sizeof *contest->tests, &contest->tests);
    contest->n_told = contest->n_failed = 0;
    for (size_t i = 0; i < n && !status; i++)
        qs_test_begin(&contest->tests[i], &rules[i]);
    return status;
}

void qs_contest_clear(qs_contest *contest)
{
    qs_free(contest->tests);
    *contest = (qs_contest){0};
}

static void tell_tests(qs_contest *contest, size_t n, const qs_test_rule *rules, const double *values)
{
    for (size_t i = 0; i < n; i++) {
        bool has_two = rules[i].kind == QS_TEST_QUANTILE;
        qs_test_add(&contest->tests[i], &rules[i], values[0], has_two ? values[1] : (double)NAN);
        values += has_two ? 2 : 1;
    }
}

static qs_finding sum_up(const qs_contest *contest, size_t n)
{
    qs_finding sum = QS_FINDING_KEPT;
    for (size_t i = 0; i < n; i++) {
        if (contest->tests[i].finding == QS_FINDING_BROKEN)
            return QS_FINDING_BROKEN;
        if (contest->tests[i].finding == QS_FINDING_OPEN)
            sum = QS_FINDING_OPEN;
    }
    return sum;
}

bool qs_contest_tell(qs_contest *contest, const qs_plan *plan, const qs_test_rule *rules,
                     const double *values, qs_finding *finding)
{
    size_t n = plan->select.n_cells;
    contest->n_told++;
    if (isinf(values[0]))
        contest->n_failed++;
    else
        tell_tests(contest, n, rules, values);
    *finding = sum_up(contest, n);
    bool is_hopeless = contest->n_failed == contest->n_told && contest->n_failed >= MOST_FAILED;
    uint64_t most = plan->select.max / qs_outcomes_step(plan);
    return *finding == QS_FINDING_OPEN && !is_hopeless && contest->n_told < most;
}
