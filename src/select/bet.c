/* Betting capitals.
 *
 * Gambler g puts the share s_g = 0.98/(1 - limit) 2^(-0.7 g) on outcomes below the limit: an outcome x
 * multiplies its capital by 1 + s_g (limit - x), which is at least 0.02. A bet that the mean lies above a
 * limit is one on 1 - x. A capital that is lost to underflow stays lost, which errs on the safe side.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "qsweep/select.h"

/* The largest stake leaves a fiftieth of the capital, whatever happens; each is 2^-0.7 of the one before. */
#define LARGEST_STAKE 0.98
#define STAKE_RATIO 0.6155722066724582

/* Halvings of (0, 1) for a bound: far below what it is printed with. */
enum { HALVINGS = 40 };

void qs_bet_begin(qs_bet *bet, double limit)
{
    double stake = LARGEST_STAKE / (1 - limit);
    bet->limit = limit;
    for (int g = 0; g < QS_STAKES; g++) {
        bet->stake[g] = stake;
        bet->capital[g] = 1;
        stake *= STAKE_RATIO;
    }
}

void qs_bet_add(qs_bet *bet, double outcome)
{
    double won = bet->limit - outcome;
    for (int g = 0; g < QS_STAKES; g++)
        bet->capital[g] *= 1 + bet->stake[g] * won;
}

double qs_bet_capital(const qs_bet *bet)
{
    double sum = 0;
    for (int g = 0; g < QS_STAKES; g++)
        sum += bet->capital[g];
    return sum / QS_STAKES;
}

/* Does a bet on this limit ever reach the capital? */
static bool reaches(const double *outcomes, uint64_t n, size_t step, bool is_mirrored, double limit,
                    double capital)
{
    qs_bet bet;
    qs_bet_begin(&bet, limit);
    for (uint64_t i = 0; i < n; i++) {
        double x = outcomes[i * step];
        if (isnan(x))
            continue;
        qs_bet_add(&bet, is_mirrored ? 1 - x : x);
        if (qs_bet_capital(&bet) >= capital)
            return true;
    }
    return false;
}

double qs_bet_bound(const double *outcomes, uint64_t n, size_t step, bool is_mirrored, double p)
{
    double low = 0, high = 1;
    for (int i = 0; i < HALVINGS; i++) {
        double middle = (low + high) / 2;
        if (reaches(outcomes, n, step, is_mirrored, middle, 1 / p))
            high = middle;
        else
            low = middle;
    }
    return high;
}
