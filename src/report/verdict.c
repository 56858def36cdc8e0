/* Judging promises: an interval against a limit.
 *
 * A promise on each class or window is kept where all of them keep it. Where nobody ever came there is nobody
 * to break a promise to: a mean that was never observed, of a class or window where nobody arrived, is kept.
 * Any other that was never observed is open.
 *
 * Intervals that are marked as doubtful cover less often than they claim, because what they come from is
 * mostly small and rarely large: they end too low (of a share near 1, too high). There a verdict takes a
 * wider one: by 0.7 h^2 / m more, h being the half width and m the mean. Of n rare events that is just above
 * the exact bound of a Poisson mean (Garwood, Biometrika 28, 1936) for n from 1 up, and it is little where an
 * interval is hardly in doubt. A count that was 0 in all replications is bounded like a share that was.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/verdict.h"

#include <math.h>

#include "qsweep/interval.h"
#include "qsweep/memory.h"

const char *qs_verdict_word(qs_verdict verdict)
{
    static const char *const words[] = {"kept", "open", "broken"};
    return words[verdict];
}

/* ---- one cell ---- */

/* How far a value lies beyond the limit. */
static double beyond(const qs_promise *promise, double value)
{
    return promise->is_at_least ? promise->limit - value : value - promise->limit;
}

/* What lies farthest beyond the limit, and nearest to keeping it, of what the interval allows. */
static double farthest(const qs_promise *promise, const qs_judgement *j)
{
    return beyond(promise, promise->is_at_least ? j->lower : j->upper);
}

static double nearest(const qs_promise *promise, const qs_judgement *j)
{
    return beyond(promise, promise->is_at_least ? j->upper : j->lower);
}

static void judge(const qs_promise *promise, bool came, qs_judgement *j)
{
    double far = farthest(promise, j), near = nearest(promise, j);
    j->verdict = far <= 0 ? QS_KEPT : near > 0 ? QS_BROKEN : QS_OPEN;
    if (isnan(j->mean) && !came)
        j->verdict = QS_KEPT;
    j->is_within = j->verdict != QS_KEPT && far <= promise->tolerance;
}

/* See above. n [in] replications that observed it */
static void widen(qs_metric metric, double n, double confidence, qs_judgement *j)
{
    const qs_metric_info *info = qs_metric_get(metric);
    double half = fmax(j->mean - j->lower, j->upper - j->mean);
    bool is_high = info->unit == QS_UNIT_RATIO && j->mean > 0.5;
    if (info->unit == QS_UNIT_COUNT && j->upper == 0 && n > 1)
        j->upper = qs_unseen_bound((uint64_t)n, confidence);
    if (!(j->mean > 0) || !isfinite(half) || !qs_interval_is_doubtful(metric, j->mean, half))
        return;
    if (is_high)
        j->lower -= 0.7 * half * half / (1 - j->mean);
    else
        j->upper += 0.7 * half * half / j->mean;
}

/* How bad it is among those of one verdict; what is not known is worst. */
static double badness(const qs_promise *promise, const qs_judgement *j)
{
    double far = farthest(promise, j);
    return isnan(far) ? (double)INFINITY : far;
}

static void take_worse(const qs_promise *promise, const qs_judgement *cell, qs_judgement *worst)
{
    bool is_within = (worst->verdict == QS_KEPT || worst->is_within) &&
                     (cell->verdict == QS_KEPT || cell->is_within) &&
                     (cell->verdict != QS_KEPT || worst->verdict != QS_KEPT);
    if (cell->verdict > worst->verdict ||
        (cell->verdict == worst->verdict && badness(promise, cell) > badness(promise, worst)))
        *worst = *cell;
    worst->is_within = is_within;
}

/* ---- a promise, in all scenarios ---- */

/* What is read of a promise's metric, of all scenarios. */
typedef struct columns {
    double *mean, *lower, *upper, *n, *arrived; /* owned; arrived NULL: that is not measured there */
    double confidence;
} columns;

static qs_status read_column(const qs_results *results, const qs_promise *promise, qs_metric metric,
                             qs_statistic statistic, double **out)
{
    const qs_results_about *about = qs_results_get_about(results);
    const qs_layout *layout = &about->layout;
    bool is_whole = promise->interval == QS_WHOLE;
    size_t width = (size_t)layout->n_members[promise->scope] * (size_t)qs_layout_n_items(layout, metric) *
                   (is_whole ? 1 : (size_t)layout->n_intervals);
    qs_status status = qs_calloc(about->n_scenarios, width * sizeof **out, out);
    return status ? status
                  : (is_whole ? qs_results_read : qs_results_read_intervals)(
                        results, promise->scope, metric, statistic, 0, about->n_scenarios, *out);
}

static qs_status read_columns(const qs_results *results, const qs_promise *promise, columns *c)
{
    qs_status status = read_column(results, promise, promise->metric, QS_MEAN, &c->mean);
    if (!status)
        status = read_column(results, promise, promise->metric, QS_LOWER, &c->lower);
    if (!status)
        status = read_column(results, promise, promise->metric, QS_UPPER, &c->upper);
    if (!status)
        status = read_column(results, promise, promise->metric, QS_N_OBSERVED, &c->n);
    if (!status && qs_results_has(results, promise->scope, QS_METRIC_arrived))
        status = read_column(results, promise, QS_METRIC_arrived, QS_MEAN, &c->arrived);
    return status;
}

static void clear_columns(columns *c)
{
    qs_free(c->mean);
    qs_free(c->lower);
    qs_free(c->upper);
    qs_free(c->n);
    qs_free(c->arrived);
}

/* Judge a promise on one member, the whole or one interval. False where nothing is measured of one among others:
 * it lies in the warm-up, or is a member that is not there. */
static bool judge_cell(const qs_promise *promise, const qs_layout *layout, const columns *c,
                       uint64_t scenario, qs_judgement *cell)
{
    uint64_t n_intervals = cell->interval == QS_WHOLE ? 1 : (uint64_t)layout->n_intervals;
    uint64_t row = scenario * (uint64_t)layout->n_members[promise->scope] + (uint64_t)cell->member;
    if (cell->interval != QS_WHOLE)
        row = row * n_intervals + (uint64_t)cell->interval - 1;
    uint64_t at = row * (uint64_t)qs_layout_n_items(layout, promise->metric) + (uint64_t)promise->item;
    if ((promise->interval == QS_EACH || promise->member == QS_EACH) && c->arrived && isnan(c->arrived[row]))
        return false;
    cell->mean = c->mean[at];
    cell->lower = c->lower[at];
    cell->upper = c->upper[at];
    widen(promise->metric, c->n[at], c->confidence, cell);
    judge(promise, !c->arrived || c->arrived[row] != 0, cell);
    return true;
}

/* The cells of a promise are members of its scope and intervals: one, or each. */
static void judge_scenario(const qs_promise *promise, const qs_layout *layout, const columns *c,
                           uint64_t scenario, qs_judgement *out)
{
    int first = promise->member == QS_EACH ? 0 : promise->member;
    int end = promise->member == QS_EACH ? layout->n_members[promise->scope] : first + 1;
    int from = promise->interval == QS_EACH ? 1 : promise->interval;
    int to = promise->interval == QS_EACH ? layout->n_intervals : from;
    bool is_first = true;
    *out = (qs_judgement){
        .verdict = QS_OPEN, .member = first, .interval = from, .mean = NAN, .lower = NAN, .upper = NAN};
    for (int member = first; member < end; member++)
        for (int interval = from; interval <= to; interval++) {
            qs_judgement cell = {.member = member, .interval = interval};
            if (!judge_cell(promise, layout, c, scenario, &cell))
                continue;
            if (is_first)
                *out = cell;
            else
                take_worse(promise, &cell, out);
            is_first = false;
        }
}

static qs_status judge_promise(const qs_results *results, qs_verdicts *v, size_t i)
{
    const qs_results_about *about = qs_results_get_about(results);
    const qs_promise *promise = &v->promises[i];
    columns c = {.confidence = about->confidence};
    if (!(promise->interval == QS_WHOLE ? qs_results_has : qs_results_has_intervals)(results, promise->scope,
                                                                                     promise->metric))
        return qs_fail(QS_ERROR_FORMAT, "the results file does not have %s, on which a promise is",
                       qs_metric_get(promise->metric)->name);
    qs_status status = read_columns(results, promise, &c);
    for (uint64_t s = 0; s < about->n_scenarios && !status; s++)
        judge_scenario(promise, &about->layout, &c, s, &v->judgements[s * v->n_promises + i]);
    clear_columns(&c);
    return status;
}

/* ---- all of them ---- */

static void sum_up(qs_verdicts *v, uint64_t n_scenarios)
{
    for (uint64_t s = 0; s < n_scenarios; s++) {
        v->of[s] = QS_KEPT;
        v->is_within[s] = true;
        for (size_t i = 0; i < v->n_promises; i++) {
            const qs_judgement *j = &v->judgements[s * v->n_promises + i];
            v->of[s] = j->verdict > v->of[s] ? j->verdict : v->of[s];
            v->is_within[s] &= j->verdict == QS_KEPT || j->is_within;
        }
        v->is_within[s] &= v->of[s] != QS_KEPT;
    }
}

static qs_status make(const qs_results *results, qs_verdicts *v)
{
    uint64_t n = qs_results_get_about(results)->n_scenarios;
    qs_status status = qs_calloc(n, v->n_promises * sizeof *v->judgements, &v->judgements);
    if (!status)
        status = qs_calloc(n, sizeof *v->of, &v->of);
    if (!status)
        status = qs_calloc(n, sizeof *v->is_within, &v->is_within);
    for (size_t i = 0; i < v->n_promises && !status; i++)
        status = judge_promise(results, v, i);
    if (!status)
        sum_up(v, n);
    return status;
}

qs_status qs_verdicts_make(const qs_results *results, qs_verdicts **out)
{
    const qs_results_about *about = qs_results_get_about(results);
    char *text = NULL;
    qs_verdicts *v;
    *out = NULL;
    qs_status status = qs_calloc(1, sizeof *v, &v);
    if (status)
        return status;
    v->names = (qs_promise_names){.layout = &about->layout,
                                  .classes = (const char *const *)about->members[QS_CLASS],
                                  .windows = (const char *const *)about->members[QS_WINDOW],
                                  .resources = (const char *const *)about->members[QS_RESOURCE],
                                  .lines = (const char *const *)about->members[QS_LINE],
                                  .quantiles = about->quantiles,
                                  .thresholds = about->thresholds,
                                  .abandoned = about->abandoned,
                                  .starts = about->starts,
                                  .ends = about->ends,
                                  .time_unit = about->time_unit,
                                  .clock = about->clock};
    status = qs_results_provenance(results, "study_resolved", &text);
    if (!status)
        status = qs_promises_read(text, &v->names, &v->promises, &v->n_promises);
    qs_free(text);
    if (!status && v->n_promises > 0)
        status = make(results, v);
    if (status || v->n_promises == 0)
        qs_verdicts_free(v);
    else
        *out = v;
    return status;
}

void qs_verdicts_free(qs_verdicts *verdicts)
{
    if (!verdicts)
        return;
    qs_free(verdicts->promises);
    qs_free(verdicts->judgements);
    qs_free(verdicts->of);
    qs_free(verdicts->is_within);
    qs_free(verdicts);
}

const qs_judgement *qs_verdicts_get(const qs_verdicts *verdicts, uint64_t scenario, size_t promise)
{
    return &verdicts->judgements[scenario * verdicts->n_promises + promise];
}
