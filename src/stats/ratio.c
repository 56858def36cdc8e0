/* Ratios of sums over customers to their numbers.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/ratio.h"

#include <math.h>

/* Adding an observation is merging one that has no spread. */
void qs_ratio_add(qs_ratio_sums *ratio, double sum, double weight, const double *controls)
{
    qs_ratio_sums one = {.n = 1, .n_seen = weight > 0, .sum = sum, .weight = weight};
    for (int i = 0; controls && i < QS_N_CONTROLS; i++)
        one.controls.mean[i] = controls[i];
    qs_ratio_merge(ratio, &one);
}

static void merge_controls(qs_ratio_sums *into, const qs_ratio_sums *from, double sum, double weight)
{
    double b = (double)from->n, n = (double)into->n + b, share = b / n, times = (double)into->n * share;
    double difference[QS_N_CONTROLS];
    for (int i = 0; i < QS_N_CONTROLS; i++)
        difference[i] = from->controls.mean[i] - into->controls.mean[i];
    for (int i = 0; i < QS_N_CONTROLS; i++) {
        into->controls.mean[i] += difference[i] * share;
        into->controls.with_value[i] += from->controls.with_value[i] + sum * difference[i] * times;
        into->with_weight[i] += from->with_weight[i] + weight * difference[i] * times;
        for (int j = 0; j < QS_N_CONTROLS; j++)
            into->controls.among[i][j] += from->controls.among[i][j] + difference[i] * difference[j] * times;
    }
}

void qs_ratio_merge(qs_ratio_sums *into, const qs_ratio_sums *from)
{
    if (from->n == 0)
        return;
    if (into->n == 0) {
        *into = *from;
        return;
    }
    double b = (double)from->n, n = (double)into->n + b, share = b / n, times = (double)into->n * share;
    double sum = from->sum - into->sum, weight = from->weight - into->weight;
    merge_controls(into, from, sum, weight);
    into->sum += sum * share;
    into->weight += weight * share;
    into->squares += from->squares + sum * sum * times;
    into->products += from->products + sum * weight * times;
    into->weight_squares += from->weight_squares + weight * weight * times;
    into->n += from->n;
    into->n_seen += from->n_seen;
}

/* The mean of sum - value * weight, which is 0, and of the weight, corrected; their quotient is the
 * correction of the ratio of the corrected means. False: there is nothing to correct with. */
static bool correct(const qs_ratio_sums *ratio, double squares, qs_ratio *out)
{
    qs_control_sums rest = ratio->controls, weights = ratio->controls;
    const qs_moments of_rest = {ratio->n, 0, squares},
                     of_weights = {ratio->n, ratio->weight, ratio->weight_squares};
    qs_controlled corrected, weight = {.mean = ratio->weight};
    for (int i = 0; i < QS_N_CONTROLS; i++) {
        rest.with_value[i] -= out->value * ratio->with_weight[i];
        weights.with_value[i] = ratio->with_weight[i];
    }
    if (!qs_control_correct(&rest, &of_rest, &corrected))
        return false;
    qs_control_correct(&weights, &of_weights, &weight);
    if (!(weight.mean > 0))
        return false;
    out->value += corrected.mean / weight.mean;
    out->error = corrected.error / weight.mean;
    out->degrees = fmin(corrected.degrees, (double)ratio->n_seen - 1);
    return true;
}

qs_ratio qs_ratio_estimate(const qs_ratio_sums *ratio, bool has_controls)
{
    const double rounding = 1e-14; /* of terms that cancel where all have the same mean */
    qs_ratio out = {(double)NAN, (double)NAN, (double)ratio->n_seen - 1};
    if (ratio->n_seen == 0)
        return out;
    out.value = ratio->sum / ratio->weight;
    if (ratio->n_seen < 2)
        return out;
    double n = (double)ratio->n, scaled = out.value * out.value * ratio->weight_squares;
    double squares = ratio->squares - 2 * out.value * ratio->products + scaled;
    if (!(squares > rounding * (ratio->squares + scaled)))
        squares = 0;
    /* As of other means: what is left of waits when gaps and services are taken off is the more skewed, the
     * fewer the customers (docs/statistics.md). */
    bool is_everywhere = ratio->n_seen == ratio->n;
    if (!has_controls || !is_everywhere || !correct(ratio, squares, &out))
        out.error = sqrt(squares / (n - 1) / n) / ratio->weight;
    return out;
}
