/* The summary of a scenario from its folded moments and merged histograms.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "qsweep/interval.h"
#include "qsweep/memory.h"
#include "sweep_internal.h"

static qs_status summary_init(qs_summary *summary, const qs_layout *layout)
{
    size_t n_values = (size_t)layout->n_values;
    memset(summary, 0, sizeof *summary);
    summary->n_values = layout->n_values;
    qs_status status = qs_calloc(n_values, sizeof *summary->n, &summary->n);
    double **columns[] = {&summary->mean, &summary->sd, &summary->lower, &summary->upper};
    for (size_t i = 0; !status && i < sizeof columns / sizeof *columns; i++)
        status = qs_calloc(n_values, sizeof(double), columns[i]);
    if (status)
        qs_summary_clear(summary);
    return status;
}

static double student_t(uint64_t n, double confidence, qs_t_cache *cache)
{
    uint64_t slot = n % QS_T_SLOTS;
    if (cache->n[slot] != n) {
        cache->n[slot] = n;
        cache->t[slot] = qs_student_t(confidence, (double)(n - 1));
    }
    return cache->t[slot];
}

static void put_estimate(qs_summary *summary, int value, double mean, double sd, double half)
{
    summary->mean[value] = mean;
    summary->sd[value] = sd;
    summary->lower[value] = mean - half;
    summary->upper[value] = mean + half;
}

/* File the estimate and its interval; NaN where there are too few observations. */
static void put_value(qs_summary *summary, int value, double mean, double sd, double confidence,
                      qs_t_cache *cache)
{
    uint64_t n = summary->n[value];
    double half = n < 2 ? (double)NAN : student_t(n, confidence, cache) * sd / sqrt((double)n);
    put_estimate(summary, value, mean, sd, half);
}

/* The same of a mean corrected by control variates: its sd is the spread that they leave. */
static void put_controlled(qs_summary *summary, int value, const qs_controlled *estimate, double confidence,
                           qs_t_cache *cache)
{
    double half = student_t((uint64_t)estimate->degrees + 1, confidence, cache) * estimate->error;
    put_estimate(summary, value, estimate->mean, estimate->error * sqrt((double)summary->n[value]), half);
}

/* sum (x - q)^2 = m2 + n (mean - q)^2 */
static double sd_about(const qs_moments *moments, double q)
{
    double off = moments->mean - q;
    return moments->n < 2 ? (double)NAN
                          : sqrt((moments->m2 + (double)moments->n * off * off) / (double)(moments->n - 1));
}

/* A quantile is that of the merged histogram, which is less biased than the mean of the replications'
 * quantiles; their spread about it gives the interval. */
static void put_quantile(qs_summary *summary, int value, const qs_moments *moments,
                         const qs_histogram *histogram, double p, double confidence, qs_t_cache *cache)
{
    double quantile = qs_histogram_quantile(histogram, p);
    put_value(summary, value, quantile, sd_about(moments, quantile), confidence, cache);
}

static void put_quantiles(qs_summary *summary, const qs_block *folded, const qs_plan *plan,
                          const qs_layout *layout, const double *quantiles, qs_t_cache *cache)
{
    for (int scope = 0; scope < QS_N_SCOPES; scope++) {
        for (int member = 0; member < layout->n_members[scope]; member++) {
            int wait = qs_layout_histogram(layout, scope, member);
            for (int item = 0; item < layout->n_quantiles; item++) {
                int of_wait = qs_layout_index(layout, scope, member, QS_METRIC_wait_quantile, item);
                int of_sojourn = qs_layout_index(layout, scope, member, QS_METRIC_sojourn_quantile, item);
                put_quantile(summary, of_wait, &folded->moments[of_wait], &folded->histograms[wait],
                             quantiles[item], plan->confidence, cache);
                put_quantile(summary, of_sojourn, &folded->moments[of_sojourn], &folded->histograms[wait + 1],
                             quantiles[item], plan->confidence, cache);
            }
        }
    }
}

/* Packed, for it may wait behind a slower scenario. */
static qs_status put_histograms(qs_summary *summary, const qs_block *folded, const qs_layout *layout)
{
    qs_status status = QS_OK;
    for (int i = 0; i < layout->n_histograms && !status; i++)
        status = qs_histogram_pack(&folded->histograms[i], &summary->histograms);
    return status;
}

qs_status qs_summarise(const qs_block *folded, const qs_plan *plan, const qs_layout *layout,
                       const double *quantiles, qs_t_cache *cache, qs_summary *summary)
{
    qs_status status = summary_init(summary, layout);
    if (status)
        return status;
    for (int v = 0; v < layout->n_values; v++) {
        const qs_moments *moments = &folded->moments[v];
        qs_controlled estimate;
        summary->n[v] = moments->n;
        if (folded->controls && !qs_layout_is_growth(layout, v) &&
            qs_control_correct(&folded->controls[v], moments, &estimate))
            put_controlled(summary, v, &estimate, plan->confidence, cache);
        else
            put_value(summary, v, qs_moments_mean(moments), qs_moments_sd(moments), plan->confidence, cache);
    }
    put_quantiles(summary, folded, plan, layout, quantiles, cache);
    summary->scenario = folded->scenario;
    summary->n_replications = folded->n;
    summary->n_failed = folded->n_failed;
    summary->failed_first = folded->failed_first;
    summary->failed_status = folded->failed_status;
    if (plan->keep_histograms)
        status = put_histograms(summary, folded, layout);
    if (status)
        qs_summary_clear(summary);
    return status;
}

static bool is_met(const qs_until *until, const qs_block *folded, const qs_layout *layout,
                   const double *quantiles)
{
    int value = qs_layout_index(layout, until->scope, until->member, until->metric, until->item);
    const qs_moments *moments = &folded->moments[value];
    double mean = qs_moments_mean(moments), sd = qs_moments_sd(moments);
    if (qs_metric_get(until->metric)->shape == QS_PER_QUANTILE) {
        int histogram = qs_layout_histogram(layout, until->scope, until->member) +
                        (until->metric == QS_METRIC_sojourn_quantile);
        mean = qs_histogram_quantile(&folded->histograms[histogram], quantiles[until->item]);
        sd = sd_about(moments, mean);
    }
    double half = qs_half_width(moments->n, sd, until->confidence);
    qs_controlled estimate;
    if (folded->controls && qs_metric_get(until->metric)->shape != QS_PER_QUANTILE &&
        qs_control_correct(&folded->controls[value], moments, &estimate)) {
        mean = estimate.mean;
        half = qs_student_t(until->confidence, estimate.degrees) * estimate.error;
    }
    return half <= (until->is_relative ? until->half_width * fabs(mean) : until->half_width);
}

bool qs_is_precise(const qs_block *folded, const qs_plan *plan, const qs_layout *layout,
                   const double *quantiles, bool strictly)
{
    for (size_t i = 0; i < plan->n_untils; i++) {
        const qs_until *until = &plan->untils[i];
        if (!strictly && folded->n >= until->most)
            continue;
        if (folded->n < until->least || !is_met(until, folded, layout, quantiles))
            return false;
    }
    return true;
}

qs_status qs_beginning_summarise(const qs_block *beginning, const qs_plan *plan, const qs_layout *layout,
                                 const double *quantiles, qs_summary *summary)
{
    qs_t_cache cache = {0};
    qs_status status = qs_summarise(beginning, plan, layout, quantiles, &cache, summary);
    summary->is_partial = true;
    return status;
}
