/* One promise of one scenario: kept, broken or open.
 *
 * "At least" is the mirror image of "at most": of shares x becomes 1 - x, of means -x, and the limit likewise;
 * below all is said of "at most".
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "qsweep/interval.h"
#include "qsweep/select.h"
#include "qsweep/sleef.h"

/* A mean that was the same in all observations, or was never seen, is not trusted before so many times
 * ln(1/gamma) of them: what happens in one of a hundred would then have been missed with the chance gamma. */
enum { UNSEEN = 100 };

/* More observations than any study has. */
enum { MOST_STEPS = 10000000 };

static double log_of_inverse(double p)
{
    return -QS_SLEEF_LOG(p);
}

/* ---- limits ---- */

/* Of shares: what is bet on. No mean lies beyond an `above` of 1; one below 0 cannot be ruled out wrongly, so
 * `below` is then put between 0 and the limit, where a share begins to matter. */
static void find_limits(const qs_test_rule *rule, double *above, double *below)
{
    double limit = rule->is_at_least ? 1 - rule->limit : rule->limit, e = rule->tolerance;
    bool is_quantile = rule->kind == QS_TEST_QUANTILE;
    if (is_quantile) {
        *above = *below = limit;
        return;
    }
    *above = limit + e;
    *below = limit - e > 0 ? limit - e : limit > 0 ? limit / 2 : e / 2;
}

void qs_test_begin(qs_test *test, const qs_test_rule *rule)
{
    double above, below;
    *test = (qs_test){.next_look = QS_TEST_FIRST_LOOK};
    if (rule->kind == QS_TEST_MEAN)
        return;
    find_limits(rule, &above, &below);
    test->is_sure = above >= 1;
    if (!test->is_sure)
        qs_bet_begin(&test->accept, above);
    /* 1 - x is below 1 - limit where x is above the limit. */
    if (below < 1)
        qs_bet_begin(&test->reject, 1 - below);
}

/* ---- shares ---- */

/* high, low [in] shares in [0, 1] of which the first shall be below `above`, the second not above `below` */
static void add_shares(qs_test *test, const qs_test_rule *rule, double high, double low)
{
    if (test->is_sure) {
        test->finding = QS_FINDING_KEPT;
        return;
    }
    qs_bet_add(&test->accept, high);
    qs_bet_add(&test->reject, 1 - low);
    if (qs_bet_capital(&test->reject) >= 1 / rule->beta)
        test->finding = QS_FINDING_BROKEN;
    else if (qs_bet_capital(&test->accept) >= 1 / rule->gamma)
        test->finding = QS_FINDING_KEPT;
}

/* ---- means ---- */

/* Half the interval of one side at a level, of look j. */
static double half_at(const qs_moments *moments, double level, uint32_t j)
{
    double p = level / ((double)(j + 1) * (double)(j + 2));
    return qs_half_width(moments->n, qs_moments_sd(moments), 1 - 2 * p);
}

/* All observations were the same: the mean is taken for what it seems to be once they are many. */
static qs_finding judge_constant(const qs_test *test, const qs_test_rule *rule)
{
    double mean = test->moments.mean;
    if ((double)test->moments.n < UNSEEN * log_of_inverse(rule->gamma))
        return QS_FINDING_OPEN;
    bool is_kept = rule->is_at_least ? mean >= rule->limit : mean <= rule->limit;
    return is_kept ? QS_FINDING_KEPT : QS_FINDING_BROKEN;
}

/* A quarter more. */
static uint64_t look_after(uint64_t n)
{
    return n + (n + 3) / 4;
}

static void look_at_mean(qs_test *test, const qs_test_rule *rule)
{
    const qs_moments *m = &test->moments;
    double sign = rule->is_at_least ? -1 : 1, beyond = sign * (m->mean - rule->limit);
    if (m->m2 == 0)
        test->finding = judge_constant(test, rule);
    else if (beyond - half_at(m, rule->beta, test->look) > -rule->tolerance)
        test->finding = QS_FINDING_BROKEN;
    else if (beyond + half_at(m, rule->gamma, test->look) < rule->tolerance)
        test->finding = QS_FINDING_KEPT;
    test->look++;
    test->next_look = look_after(test->next_look);
}

/* ---- */

void qs_test_add(qs_test *test, const qs_test_rule *rule, double outcome, double other)
{
    if (test->finding != QS_FINDING_OPEN)
        return;
    test->n_told++;
    if (isnan(outcome)) { /* where nobody ever comes there is nobody to break a promise to */
        if (test->moments.n == 0 && (double)test->n_told >= UNSEEN * log_of_inverse(rule->gamma))
            test->finding = QS_FINDING_KEPT;
        return;
    }
    qs_moments_add(&test->moments, outcome);
    if (rule->kind == QS_TEST_MEAN) {
        if (test->moments.n >= test->next_look)
            look_at_mean(test, rule);
        return;
    }
    bool is_mirrored = rule->is_at_least && rule->kind == QS_TEST_SHARE;
    if (rule->kind == QS_TEST_SHARE)
        other = outcome;
    if (is_mirrored)
        add_shares(test, rule, 1 - outcome, 1 - other);
    else if (rule->is_at_least) /* a quantile that shall be high: much shall lie beyond its limit */
        add_shares(test, rule, 1 - other, 1 - outcome);
    else
        add_shares(test, rule, outcome, other);
}

/* ---- what is told of it ---- */

uint64_t qs_test_least(const qs_test_rule *rule)
{
    qs_test test;
    uint64_t n = 0;
    if (rule->kind == QS_TEST_MEAN)
        return QS_TEST_FIRST_LOOK;
    qs_test_begin(&test, rule);
    if (test.is_sure)
        return 1;
    /* Capitals grow by constant factors where nothing is ever beyond: bounded by the smallest stake's. */
    double capital = 0;
    double factor[QS_STAKES], power[QS_STAKES];
    for (int g = 0; g < QS_STAKES; g++) {
        factor[g] = 1 + test.accept.stake[g] * test.accept.limit;
        power[g] = 1;
    }
    while (capital < 1 / rule->gamma && n < MOST_STEPS) {
        capital = 0;
        for (int g = 0; g < QS_STAKES; g++) {
            power[g] *= factor[g];
            capital += power[g] / QS_STAKES;
        }
        n++;
    }
    return n;
}

/* By the last look that there was: in between nothing is known. */
static void bound_mean(const qs_test *test, const qs_test_rule *rule, const double *outcomes, uint64_t n,
                       size_t step, double *lower, double *upper)
{
    qs_moments m = {0};
    uint64_t n_last = QS_TEST_FIRST_LOOK;
    if (test->look == 0)
        return;
    for (uint32_t j = 1; j < test->look; j++)
        n_last = look_after(n_last);
    for (uint64_t i = 0; i < n && m.n < n_last; i++)
        qs_moments_add(&m, outcomes[i * step]);
    *lower = m.mean - half_at(&m, rule->is_at_least ? rule->gamma : rule->beta, test->look - 1);
    *upper = m.mean + half_at(&m, rule->is_at_least ? rule->beta : rule->gamma, test->look - 1);
}

void qs_test_bounds(const qs_test *test, const qs_test_rule *rule, const double *outcomes, uint64_t n,
                    size_t step, double *lower, double *upper)
{
    *lower = -(double)INFINITY;
    *upper = (double)INFINITY;
    if (rule->kind == QS_TEST_MEAN) {
        bound_mean(test, rule, outcomes, n, step, lower, upper);
        return;
    }
    const double *low = rule->kind == QS_TEST_QUANTILE ? outcomes + 1 : outcomes;
    *upper = qs_bet_bound(outcomes, n, step, false, rule->is_at_least ? rule->beta : rule->gamma);
    *lower = 1 - qs_bet_bound(low, n, step, true, rule->is_at_least ? rule->gamma : rule->beta);
}
