/* Estimates and their intervals, one rule for each kind of value.
 *
 * A mean: Student's t over the observations, which are replications or antithetic pairs. Of pairs of which
 * one replication observed the value and the other did not, the mean is a ratio: the sum of what was observed
 * over how often it was, over all pairs; its interval is by linearisation (Cochran, Sampling Techniques, 3rd
 * ed., 6.3), each pair contributing what it observed less the ratio times how often. So it estimates what
 * plain replications do.
 *
 * A mean with control variates: corrected only if every observation has it, and there are QS_CONTROL_LEAST of
 * them. The controls' expectation is zero over all replications, not over those that observed something.
 *
 * A mean over customers with output.weighting: customers: the ratio of sums (ratio.h).
 *
 * A quantile: that of all customers together (the merged histogram). The share of customers at or below it is
 * a ratio over sections of replications; its interval by linearisation, on p, is carried to the values by the
 * histogram. Where p's upper end lies beyond what was observed, so does the quantile's, and it is not known.
 *
 * A share that was 0 (or 1) in all n observations is not known to be 0: its mean is at most the chance of
 * seeing any, for which n times nothing is an upper bound. Unless nothing else can happen.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "estimate.h"

#include <math.h>

#include "qsweep/interval.h"
#include "qsweep/memory.h"

qs_evidence qs_evidence_of(const qs_block *folded, const qs_layout *layout, const qs_section_point *points,
                           qs_t_cache *cache)
{
    int arrived = qs_layout_index(layout, QS_SYSTEM, 0, QS_METRIC_arrived, 0); /* never NaN */
    return (qs_evidence){.folded = folded,
                         .layout = layout,
                         .points = points,
                         .n_observations = arrived < 0 ? 0 : folded->moments[arrived].n,
                         .cache = cache};
}

qs_status qs_points_find(const qs_block *folded, const qs_layout *layout, const double *quantiles,
                         qs_section_point **points)
{
    int n = layout->n_quantiles;
    qs_status status = qs_calloc((size_t)layout->n_histograms, (size_t)n * sizeof **points, points);
    if (status)
        return status;
    for (int h = 0; h < layout->n_histograms; h++)
        for (int i = 0; i < n; i++)
            qs_histogram_find(&folded->histograms[h], quantiles[i], &(*points)[h * n + i].at);
    status = qs_sections_spread(&folded->sections, n, *points);
    if (status) {
        qs_free(*points);
        *points = NULL;
    }
    return status;
}

/* Student's t with n - 1 degrees of freedom. */
static double student_t(qs_t_cache *cache, uint64_t n)
{
    uint64_t slot = n % QS_T_SLOTS;
    if (cache->n[slot] != n) {
        cache->n[slot] = n;
        cache->t[slot] = qs_student_t(cache->confidence, (double)(n - 1));
    }
    return cache->t[slot];
}

static void put_interval(qs_estimate *estimate, double half)
{
    estimate->half = half;
    estimate->lower = estimate->mean - half;
    estimate->upper = estimate->mean + half;
}

/* The same of an interval that reaches further on one side than on the other. */
static void put_ends(qs_estimate *estimate, double lower, double upper)
{
    estimate->lower = lower;
    estimate->upper = upper;
    estimate->half = fmax(estimate->mean - lower, upper - estimate->mean);
}

static void estimate_mean(const qs_evidence *evidence, const qs_moments *moments, qs_estimate *out)
{
    *out = (qs_estimate){.n = moments->n, .mean = qs_moments_mean(moments), .sd = qs_moments_sd(moments)};
    put_interval(out, out->n < 2 ? (double)NAN
                                 : student_t(evidence->cache, out->n) * out->sd / sqrt((double)out->n));
}

/* sum (x - about)^2 = m2 + n (mean - about)^2 */
static double squares_about(const qs_moments *moments, double about)
{
    double off = moments->mean - about;
    return moments->n == 0 ? 0 : moments->m2 + (double)moments->n * off * off;
}

/* Pairs of which some have one observation: weights 2 and 1. */
static void estimate_ratio(const qs_evidence *evidence, const qs_moments *both, const qs_moments *singles,
                           qs_estimate *out)
{
    double a = 2 * (double)both->n, b = (double)singles->n, n = (double)(both->n + singles->n);
    double mean = (a * both->mean + b * singles->mean) / (a + b);
    double squares = 4 * squares_about(both, mean) + squares_about(singles, mean);
    double error = sqrt(n / (n - 1) * squares) / (a + b);
    *out = (qs_estimate){.n = both->n + singles->n, .mean = mean, .sd = (double)NAN};
    if (out->n > 1)
        out->sd = error * sqrt(n);
    put_interval(out, out->n < 2 ? (double)NAN : student_t(evidence->cache, out->n) * error);
}

/* The sd of a corrected mean is the spread that the controls leave. */
static bool estimate_controlled(const qs_evidence *evidence, int index, qs_estimate *out)
{
    const qs_block *folded = evidence->folded;
    const qs_moments *moments = &folded->moments[index];
    qs_controlled corrected;
    if (!folded->controls || qs_layout_is_growth(evidence->layout, index) ||
        moments->n < evidence->n_observations ||
        !qs_control_correct(&folded->controls[index], moments, &corrected))
        return false;
    *out = (qs_estimate){
        .n = moments->n, .mean = corrected.mean, .sd = corrected.error * sqrt((double)moments->n)};
    put_interval(out, student_t(evidence->cache, (uint64_t)corrected.degrees + 1) * corrected.error);
    return true;
}

static const qs_moments *singles_of(const qs_block *folded, int index)
{
    return folded->singles && folded->singles[index].n > 0 ? &folded->singles[index] : NULL;
}

/* ---- quantiles ---- */

static int histogram_of(const qs_layout *layout, const qs_value *value)
{
    qs_spot spot = {.scope = value->scope, .member = value->member, .interval = value->interval};
    return qs_layout_spot_histogram(layout, &spot) + (value->metric == QS_METRIC_sojourn_quantile);
}

/* The ends of the interval of the share below, carried to the values. Times are never negative. */
static void carry(const qs_histogram *histogram, double p, double half, qs_estimate *out)
{
    double lower, upper, total = (double)histogram->total;
    qs_share_bounds(p, half, &lower, &upper);
    bool is_beyond = upper >= 1 || upper * total > total - 1;
    put_ends(out, lower > 0 ? qs_histogram_quantile(histogram, lower) : 0,
             is_beyond ? (double)INFINITY : qs_histogram_quantile(histogram, upper));
}

/* All sections have the same share at or below it, as when the value is the same in all: how many
 * replications observed nothing else says how likely another value is at most. */
static void bound_constant(const qs_evidence *evidence, const qs_value *value, const qs_section_point *point,
                           qs_estimate *out)
{
    unsigned certain = evidence->folded->members[histogram_of(evidence->layout, value) / 2].certain;
    bool is_known = certain & (QS_CERTAIN_ALL | QS_CERTAIN_WAIT);
    double unseen = qs_unseen_bound(out->n, evidence->cache->confidence);
    put_ends(out, is_known || point->at.share > unseen ? out->mean : 0,
             is_known || 1 - point->at.share > unseen ? out->mean : (double)INFINITY);
}

/* Its sd is the spread of the replications' own quantiles about it. */
static void estimate_quantile(const qs_evidence *evidence, const qs_value *value, qs_estimate *out)
{
    const qs_block *folded = evidence->folded;
    int h = histogram_of(evidence->layout, value);
    const qs_moments *moments = &folded->moments[value->index], *singles = singles_of(folded, value->index);
    int from = 2 * folded->members[h / 2].same_as + h % 2;
    const qs_section_point *point = &evidence->points[from * evidence->layout->n_quantiles + value->item];
    const qs_histogram *histogram = qs_block_histogram(folded, h);
    uint64_t n = moments->n + (singles ? singles->n : 0);
    *out = (qs_estimate){.n = n, .mean = point->at.value, .sd = (double)NAN};
    put_interval(out, (double)NAN);
    if (n < 2)
        return;
    double squares = squares_about(moments, out->mean);
    if (singles)
        squares += squares_about(singles, out->mean);
    out->sd = sqrt(squares / (double)(n - 1));
    if (point->n < 2)
        return;
    double sections = (double)point->n, total = (double)histogram->total;
    double error = sqrt(sections / (sections - 1) * point->squares) / total;
    if (error < 1e-12)
        bound_constant(evidence, value, point, out);
    else
        carry(histogram, point->at.share, student_t(evidence->cache, point->n) * error, out);
}

/* ---- */

/* What makes it certain that a share stays at 0 (of those served: at 1). */
static unsigned certainty_of(qs_metric metric)
{
    switch (metric) {
    case QS_METRIC_wait_over:
        return QS_CERTAIN_ALL | QS_CERTAIN_WAIT;
    case QS_METRIC_reneged_share:
        return QS_CERTAIN_ALL | QS_CERTAIN_RENEGED;
    case QS_METRIC_rejected_share:
        return QS_CERTAIN_ALL | QS_CERTAIN_REJECTED;
    case QS_METRIC_balked_share:
        return QS_CERTAIN_ALL | QS_CERTAIN_BALKED;
    case QS_METRIC_dropped_share:
        return QS_CERTAIN_ALL | QS_CERTAIN_DROPPED;
    case QS_METRIC_served_share:
        return QS_CERTAIN_ALL | QS_CERTAIN_SERVED;
    default:
        return QS_CERTAIN_ALL;
    }
}

static void bound_share(const qs_evidence *evidence, const qs_value *value, qs_estimate *out)
{
    unsigned certain =
        evidence->folded->members[qs_layout_histogram(evidence->layout, value->scope, value->member) / 2]
            .certain;
    if (out->n < 2 || out->sd != 0 || certain & certainty_of(value->metric))
        return;
    double unseen = qs_unseen_bound(out->n, evidence->cache->confidence);
    if (out->mean == 0)
        put_ends(out, 0, unseen);
    else if (out->mean == 1)
        put_ends(out, 1 - unseen, 1);
}

/* output.weighting: customers. Pairs of which one replication saw nobody need no care: a sum has no NaN. */
static void estimate_weighted(const qs_evidence *evidence, const qs_ratio_sums *sums, qs_estimate *out)
{
    qs_ratio ratio = qs_ratio_estimate(sums, evidence->folded->controls != NULL);
    *out = (qs_estimate){.n = sums->n_seen, .mean = ratio.value, .sd = ratio.error * sqrt((double)sums->n)};
    put_interval(out, out->n < 2 ? (double)NAN
                                 : student_t(evidence->cache, (uint64_t)ratio.degrees + 1) * ratio.error);
}

static bool is_weighted(const qs_evidence *evidence, const qs_value *value)
{
    const qs_spot spot = {value->scope, value->member, value->metric, value->item, value->interval};
    return evidence->folded->ratios && value->metric < QS_N_METRICS &&
           qs_layout_weight(evidence->layout, &spot) >= 0;
}

qs_value qs_value_at(const qs_layout *layout, const qs_spot *spot)
{
    return (qs_value){.scope = spot->scope,
                      .member = spot->member,
                      .metric = spot->metric,
                      .item = spot->item,
                      .index = qs_layout_spot(layout, spot),
                      .interval = spot->interval};
}

qs_estimate qs_estimate_value(const qs_evidence *evidence, const qs_value *value)
{
    qs_estimate out;
    const qs_moments *moments = &evidence->folded->moments[value->index];
    const qs_moments *singles = singles_of(evidence->folded, value->index);
    const qs_metric_info *info = value->metric < QS_N_METRICS ? qs_metric_get(value->metric) : NULL;
    if (info && info->shape == QS_PER_QUANTILE) {
        estimate_quantile(evidence, value, &out);
        return out;
    }
    if (is_weighted(evidence, value))
        estimate_weighted(evidence, &evidence->folded->ratios[value->index], &out);
    else if (singles)
        estimate_ratio(evidence, moments, singles, &out);
    else if (!estimate_controlled(evidence, value->index, &out))
        estimate_mean(evidence, moments, &out);
    if (info && info->unit == QS_UNIT_RATIO)
        bound_share(evidence, value, &out);
    return out;
}
