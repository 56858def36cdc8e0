/* Control variates: joint moments, and the correction of a mean.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/control.h"

#include <math.h>

/* What is left of a control's squared deviations after those before it, as a share, for it to be of use. */
#define WORTH 1e-9

void qs_control_add(qs_control_sums *sums, const qs_moments *moments, double x, const double *controls)
{
    if (isnan(x))
        return;
    double n = (double)(moments->n + 1), off = x - moments->mean, before[QS_N_CONTROLS];
    for (int i = 0; i < QS_N_CONTROLS; i++) {
        before[i] = controls[i] - sums->mean[i];
        sums->mean[i] += before[i] / n;
        sums->with_value[i] += off * (controls[i] - sums->mean[i]);
    }
    for (int i = 0; i < QS_N_CONTROLS; i++)
        for (int j = 0; j <= i; j++) {
            sums->among[i][j] += before[i] * (controls[j] - sums->mean[j]);
            sums->among[j][i] = sums->among[i][j];
        }
}

void qs_control_merge(qs_control_sums *into, const qs_moments *into_moments, const qs_control_sums *from,
                      const qs_moments *from_moments)
{
    if (from_moments->n == 0)
        return;
    if (into_moments->n == 0) {
        *into = *from;
        return;
    }
    double a = (double)into_moments->n, b = (double)from_moments->n, weight = a * (b / (a + b));
    double off = from_moments->mean - into_moments->mean, difference[QS_N_CONTROLS];
    for (int i = 0; i < QS_N_CONTROLS; i++)
        difference[i] = from->mean[i] - into->mean[i];
    for (int i = 0; i < QS_N_CONTROLS; i++) {
        into->mean[i] += difference[i] * (b / (a + b));
        into->with_value[i] += from->with_value[i] + off * difference[i] * weight;
        for (int j = 0; j < QS_N_CONTROLS; j++)
            into->among[i][j] += from->among[i][j] + difference[i] * difference[j] * weight;
    }
}

/* One column after another is swept out of the matrix of squared deviations (Gauss-Jordan, symmetric positive
 * semidefinite). What is left of the value's is the residual, the controls' means are swept along. */
bool qs_control_correct(const qs_control_sums *sums, const qs_moments *moments, qs_controlled *out)
{
    if (moments->n < QS_CONTROL_LEAST)
        return false;
    double among[QS_N_CONTROLS][QS_N_CONTROLS], with_value[QS_N_CONTROLS], mean[QS_N_CONTROLS];
    double residual = moments->m2, corrected = moments->mean, spread = 1 / (double)moments->n;
    int n_used = 0;
    for (int i = 0; i < QS_N_CONTROLS; i++) {
        mean[i] = sums->mean[i];
        with_value[i] = sums->with_value[i];
        for (int j = 0; j < QS_N_CONTROLS; j++)
            among[i][j] = sums->among[i][j];
    }
    for (int k = 0; k < QS_N_CONTROLS; k++) {
        double pivot = among[k][k];
        if (!(pivot > WORTH * sums->among[k][k]))
            continue;
        n_used++;
        residual -= with_value[k] * (with_value[k] / pivot);
        corrected -= with_value[k] * (mean[k] / pivot);
        spread += mean[k] * (mean[k] / pivot);
        for (int i = k + 1; i < QS_N_CONTROLS; i++) {
            double share = among[i][k] / pivot;
            with_value[i] -= share * with_value[k];
            mean[i] -= share * mean[k];
            for (int j = k + 1; j < QS_N_CONTROLS; j++)
                among[i][j] -= share * among[k][j];
        }
    }
    if (n_used == 0)
        return false;
    double degrees = (double)(moments->n - 1) - n_used;
    *out = (qs_controlled){.mean = corrected,
                           .error = sqrt((residual > 0 ? residual : 0) / degrees * spread),
                           .degrees = degrees};
    return true;
}
