/* Decisions with a stated error: pure functions, what is known in, verdicts out.
 *
 * A test is of one promise: does a mean keep its limit? It is told one observation after another, and may be
 * looked at after each; its error is that of all looks together.
 *
 * Of outcomes in [0, 1] (shares) it bets against what it would rule out: a gambler whose stakes are fixed
 * beforehand multiplies its capital, in the mean, by no more than 1 with each observation if that is true. So
 * its capital ever reaches 1/p with a probability of at most p (Ville's inequality), whatever the law of the
 * outcomes, and however often it is looked at (Waudby-Smith and Ramdas, J. R. Stat. Soc. B 86, 2024). Sixteen
 * gamblers bet stakes of geometric sizes, and their mean is such a capital too. Products alone decide: there
 * is no logarithm, and the bits are the same everywhere.
 *
 * Of other means it is Student's t, at looks j = 0, 1, ... at the level times 1/((j + 1)(j + 2)), which add up
 * to 1; the first at 64 observations, because at fewer t trusts a spread that has missed what is rare.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_SELECT_H
#define QSWEEP_SELECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "qsweep/moments.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- betting ---- */

enum { QS_STAKES = 16 };

/* A bet that a mean of outcomes in [0, 1] is below a limit in (0, 1). */
typedef struct qs_bet {
    double limit;
    double stake[QS_STAKES], capital[QS_STAKES];
} qs_bet;

void qs_bet_begin(qs_bet *bet, double limit);
void qs_bet_add(qs_bet *bet, double outcome);
/* The mean capital. */
double qs_bet_capital(const qs_bet *bet);

/* The smallest limit that the mean of n outcomes is known to be below at level p: the one from which on a bet
 * reaches 1/p; 1 where none does. step [in] from one outcome to the next, of all that are wanted; NaN is
 * passed over. is_mirrored [in] of 1 - outcome. */
double qs_bet_bound(const double *outcomes, uint64_t n, size_t step, bool is_mirrored, double p);

/* ---- one promise ---- */

typedef enum qs_test_kind {
    QS_TEST_SHARE,    /* the mean of outcomes in [0, 1] */
    QS_TEST_QUANTILE, /* of two shares: of what lies beyond limit + tolerance, and beyond limit - tolerance */
    QS_TEST_MEAN      /* any other */
} qs_test_kind;

typedef struct qs_test_rule {
    qs_test_kind kind;
    bool is_at_least; /* the mean (of a quantile: the quantile) shall be the limit at least, else at most */
    double limit;     /* of a quantile: the share that may lie beyond it, 1 - p */
    double tolerance; /* of a share or mean, > 0 */
    double gamma;     /* the chance of accepting a mean beyond the limit by the tolerance or more */
    double beta;      /* and of rejecting one that keeps it with the tolerance to spare */
} qs_test_rule;

typedef enum qs_finding { QS_FINDING_OPEN, QS_FINDING_KEPT, QS_FINDING_BROKEN } qs_finding;

/* Where a test stands. */
typedef struct qs_test {
    qs_finding finding;
    uint64_t n_told;       /* observations, also those that saw nothing */
    qs_moments moments;    /* of what was seen; of a quantile: of the share beyond limit + tolerance */
    uint64_t next_look;    /* t: observations */
    uint32_t look;         /* t: which it will be */
    qs_bet accept, reject; /* shares: that the mean is below limit + tolerance, above limit - tolerance */
    bool is_sure;          /* no mean can lie beyond limit + tolerance */
} qs_test;

enum { QS_TEST_FIRST_LOOK = 64 };

void qs_test_begin(qs_test *test, const qs_test_rule *rule);

/* One observation: the outcome; of a quantile the shares beyond limit + tolerance and beyond limit -
 * tolerance. NaN: it saw nothing. After a finding nothing changes any more. Breaking is looked at before
 * keeping. */
void qs_test_add(qs_test *test, const qs_test_rule *rule, double outcome, double other);

/* How many observations it takes at least until a promise can be found kept, whatever is seen. */
uint64_t qs_test_least(const qs_test_rule *rule);

/* The ends of what the mean may be, by the test's own means at its own levels: from outcomes as they were
 * told. n, step as of qs_bet_bound. lower, upper [out] -INFINITY, INFINITY where nothing is known; of a
 * quantile: upper is of the share beyond limit + tolerance, lower of that beyond limit - tolerance */
void qs_test_bounds(const qs_test *test, const qs_test_rule *rule, const double *outcomes, uint64_t n,
                    size_t step, double *lower, double *upper);

/* ---- the best mean ---- */

enum { QS_BEST_LEADERS = 8 };

typedef struct qs_best_rule {
    bool is_largest;
    double tolerance; /* > 0 */
    double sure;
    uint64_t n_systems;
} qs_best_rule;

/* How many observations each survivor has at look j = 0, 1, ... */
uint64_t qs_best_look(uint64_t j);

/* What a look finds. */
typedef struct qs_best {
    uint64_t leader;      /* the best mean so far, index among the survivors */
    uint64_t n_survivors; /* that are left */
    double bound;         /* by how much the best survivor may be better than the leader, at most */
    bool is_over;         /* one is left, or the bound is at most the tolerance */
} qs_best;

/* Look j at n survivors, of which outcomes[i] are [n_told], NaN or
 * INFINITY where nothing was seen: survivor i and another
 * are compared by what both saw in the same replications.
 * is_beaten [out] [n] by a leader; upper [out] [n] by how much it may be better than the first leader, at most
 * (0 of the leader's own)
 */
qs_best qs_best_judge(const qs_best_rule *rule, uint64_t j, const double *const *outcomes, uint64_t n,
                      uint64_t n_told, bool *is_beaten, double *upper);

#ifdef __cplusplus
}
#endif

#endif
