/* Does arithmetic, as this compiler and these options make it, round each step once, to double, and keep what is tiny?
 * Results rest on it to the last bit. qsweep/strict.h refuses what compilers admit to; this asks the machine, which also
 * finds what is only linked in (-ffast-math at linking sets the processor to flush small numbers to zero).
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <float.h>
#include <stdio.h>

static int n_wrong;

static void claim(int holds, const char *wrong)
{
    if (!holds) {
        printf("%s\n", wrong);
        n_wrong++;
    }
}

/* Kept apart from main, with arguments nobody knows beforehand, so that what is tested is compiled, not folded. */
static double product_less(double a, double b, double c)
{
    return a * b - c;
}

static double there_and_back(double a, double b)
{
    return a + b - a;
}

static double sum_of_four(const double *x)
{
    double sum = 0;
    for (int i = 0; i < 4; i++)
        sum += x[i];
    return sum;
}

int main(void)
{
    volatile double one_more = 1 + DBL_EPSILON, one = 1, tiny = DBL_MIN, small = 0x1p-60, three = 3, ten = 10,
                    zero = 0;
    claim(product_less(one_more, one_more, one_more * one_more) == 0,
          "a product and a sum are fused (pass -ffp-contract=off)");
    claim(there_and_back(one, small) == 0, "sums are reordered, or kept wider than a double");
    volatile double four_[4] = {1, 0x1p60, 1, -0x1p60};
    double four[4] = {four_[0], four_[1], four_[2], four_[3]};
    claim(sum_of_four(four) == 0, "a loop's sum is reordered");
    claim(tiny / 4 > 0 && tiny / 4 * 4 == tiny,
          "numbers below 2.2e-308 are taken for 0 (-ffast-math, -ftz at linking)");
    claim(three / ten == 0.3 && one / ten * three != 0.3, "a division is a product with the reciprocal");
    volatile double nan = zero / zero;
    claim(nan != nan, "a number that is none equals itself");
    volatile double minus = -zero;
    claim(one / minus < 0, "zeros have no sign");
    return n_wrong > 0;
}
