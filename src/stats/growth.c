/* Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/growth.h"

#include <math.h>

#include "qsweep/interval.h"

qs_growth qs_growth_judge(uint64_t n, double mean, double sd, double error)
{
    if (n < QS_GROWTH_LEAST || isnan(mean))
        return QS_GROWTH_NOT_JUDGED;
    if (!(mean > 0))
        return QS_GROWTH_NONE;
    if (!(sd > 0)) /* all the same */
        return QS_GROWTH_FOUND;
    double t = mean / sd * sqrt((double)n);
    return t > qs_student_t(1 - 2 * error, (double)(n - 1)) ? QS_GROWTH_FOUND : QS_GROWTH_NONE;
}
