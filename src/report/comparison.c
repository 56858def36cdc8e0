/* The differences of a comparison, from the replications of two scenarios at a time.
 *
 * They are differences of what the file has: of means over all that was observed, of quantiles of all
 * customers together. Where the same random numbers are common, replications that one of the two did not run,
 * or that failed there, are left out of the comparison of means.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "qsweep/comparison.h"
#include "qsweep/interval.h"
#include "qsweep/memory.h"
#include "qsweep/section.h"

/* A scenario's values, all members and items of the metric. */
typedef struct side {
    uint64_t scenario;
    double *rows; /* [n_replications][width] */
    double
        *arrived; /* [n_replications] never NaN in a replication that ran and did not fail; NULL: not kept */
    double *estimates[QS_N_STATISTICS]; /* [width] as in the file */
    qs_cluster *clusters;               /* [n_clusters] of one member and item */
    double *means;                      /* [n_clusters] of these; NaN: none */
} side;

typedef struct workplace {
    qs_comparison *c;
    size_t width;
    uint64_t n_clusters;
    int size; /* of a cluster */
    side value, baseline;
} workplace;

/* ---- reading ---- */

static qs_status new_side(const workplace *w, side *s)
{
    const qs_view *view = &w->c->view;
    uint64_t n = view->about->n_replications;
    qs_status status = qs_calloc(n, w->width * sizeof *s->rows, &s->rows);
    if (!status && qs_results_has(view->results, QS_SYSTEM, QS_METRIC_arrived))
        status = qs_calloc(n, sizeof *s->arrived, &s->arrived);
    for (int i = 0; i < QS_N_STATISTICS && !status; i++)
        status = qs_calloc(w->width, sizeof *s->estimates[i], &s->estimates[i]);
    if (!status)
        status = qs_calloc(w->n_clusters, sizeof *s->clusters, &s->clusters);
    return status ? status : qs_calloc(w->n_clusters, sizeof *s->means, &s->means);
}

static void free_side(side *s)
{
    qs_free(s->rows);
    qs_free(s->arrived);
    for (int i = 0; i < QS_N_STATISTICS; i++)
        qs_free(s->estimates[i]);
    qs_free(s->clusters);
    qs_free(s->means);
}

static qs_status read_side(const workplace *w, uint64_t scenario, side *s)
{
    const qs_view *view = &w->c->view;
    qs_metric metric = w->c->metric.metric;
    s->scenario = scenario;
    qs_status status = qs_view_read_rows(view, view->scope, metric, scenario, s->rows);
    if (!status && s->arrived)
        status = qs_results_read_rows(view->results, QS_SYSTEM, QS_METRIC_arrived, scenario, s->arrived);
    for (int i = 0; i < QS_N_STATISTICS && !status; i++)
        status = qs_view_read(view, view->scope, metric, (qs_statistic)i, scenario, 1, s->estimates[i]);
    return status;
}

/* ---- what was observed ---- */

static bool has_run(const workplace *w, const side *s, uint64_t replication)
{
    if (s->arrived)
        return !isnan(s->arrived[replication]);
    return replication < (uint64_t)w->c->view.about->replications[s->scenario];
}

/* Of a pair of which one failed nothing counts. */
static bool has_run_all(const workplace *w, const side *s, uint64_t cluster)
{
    for (int k = 0; k < w->size; k++)
        if (!has_run(w, s, cluster * (uint64_t)w->size + (uint64_t)k))
            return false;
    return true;
}

static void fill_cluster(const workplace *w, side *s, uint64_t i, size_t at, bool is_in)
{
    qs_cluster *cluster = &s->clusters[i];
    *cluster = (qs_cluster){0};
    for (int k = 0; k < w->size && is_in; k++) {
        double x = s->rows[(i * (uint64_t)w->size + (uint64_t)k) * w->width + at];
        cluster->sum += isnan(x) ? 0 : x;
        cluster->n += !isnan(x);
    }
    s->means[i] = cluster->n > 0 ? cluster->sum / cluster->n : (double)NAN;
}

static void fill_clusters(workplace *w, size_t at)
{
    for (uint64_t i = 0; i < w->n_clusters; i++) {
        bool has_value = has_run_all(w, &w->value, i), has_baseline = has_run_all(w, &w->baseline, i);
        bool have_both = has_value && has_baseline;
        fill_cluster(w, &w->value, i, at, w->c->is_paired ? have_both : has_value);
        fill_cluster(w, &w->baseline, i, at, w->c->is_paired ? have_both : has_baseline);
    }
}

/* Whether replications observed it all equally often: then the ratios are means. */
static bool is_complete(const workplace *w)
{
    for (uint64_t i = 0; i < w->n_clusters; i++) {
        double n = w->value.clusters[i].n, base = w->baseline.clusters[i].n;
        bool are_whole = (n == 0 || n == w->size) && (base == 0 || base == w->size);
        if (!are_whole || (w->c->is_paired && n != base))
            return false;
    }
    return true;
}

/* ---- comparing ---- */

static qs_bounded estimate_of(const side *s, size_t at)
{
    return (qs_bounded){s->estimates[QS_MEAN][at], s->estimates[QS_LOWER][at], s->estimates[QS_UPPER][at]};
}

/* The same in every replication, which vary: so are the systems, as far as was seen. */
static bool are_the_same(const qs_difference *own, const qs_compared *compared)
{
    return own->difference == 0 && own->standard_error == 0 && own->variance_reduction > 0 &&
           compared->value.value == compared->baseline.value;
}

/* How much the variance is less than without correlation, from the widths of the two intervals. */
static double reduction_of(const qs_compared *compared)
{
    double rho = compared->difference.correlation;
    double a = compared->value.upper - compared->value.lower;
    double b = compared->baseline.upper - compared->baseline.lower;
    double apart = a * a + b * b, together = apart - 2 * rho * a * b;
    return apart > 0 && isfinite(apart) && !isnan(rho) ? apart / fmax(together, 0) : (double)NAN;
}

/* `own` is the comparison of the replications' own quantiles: it says how these go together, no more. */
static void compare_quantiles(const workplace *w, size_t at, const qs_difference *own, qs_compared *out)
{
    double n = w->value.estimates[QS_N_OBSERVED][at], base_n = w->baseline.estimates[QS_N_OBSERVED][at];
    out->value = estimate_of(&w->value, at);
    out->baseline = estimate_of(&w->baseline, at);
    out->is_bounded = true;
    out->difference = (qs_difference){.n = (uint64_t)fmin(n, base_n),
                                      .value = out->value.value,
                                      .baseline = out->baseline.value,
                                      .difference = out->value.value - out->baseline.value,
                                      .standard_error = (double)NAN,
                                      .degrees = (double)NAN,
                                      .correlation = (double)NAN,
                                      .variance_reduction = (double)NAN};
    out->n[0] = n;
    out->n[1] = base_n;
    if (!w->c->is_paired)
        return;
    if (are_the_same(own, out))
        out->value.lower = out->value.upper = out->baseline.lower = out->baseline.upper = out->value.value;
    /* Replications in one only have nothing in common with the other's. */
    double common = (double)own->n / sqrt(n * base_n);
    out->difference.correlation = own->correlation * fmin(common, 1);
    out->difference.variance_reduction = are_the_same(own, out) ? (double)INFINITY : reduction_of(out);
}

/* Shares that never varied, in one system or the other: how far each may still be from what was seen is what
 * the file's ends say. */
static void compare_constants(const workplace *w, size_t at, qs_compared *out)
{
    out->value = estimate_of(&w->value, at);
    out->baseline = estimate_of(&w->baseline, at);
    out->n[0] = w->value.estimates[QS_N_OBSERVED][at];
    out->n[1] = w->baseline.estimates[QS_N_OBSERVED][at];
    out->is_bounded = true;
}

static bool are_constant_shares(const workplace *w, size_t at)
{
    return qs_metric_get(w->c->metric.metric)->unit == QS_UNIT_RATIO && w->value.estimates[QS_SD][at] == 0 &&
           w->baseline.estimates[QS_SD][at] == 0;
}

static void compare_slot(workplace *w, int slot, qs_compared *out)
{
    const qs_comparison *c = w->c;
    size_t n_items = (size_t)qs_layout_n_items(&c->view.about->layout, c->metric.metric);
    size_t at = (size_t)slot * n_items + (size_t)c->metric.first_item;
    const side *value = &w->value, *baseline = &w->baseline;
    fill_clusters(w, at);
    *out = (qs_compared){0};
    if (!is_complete(w) && !qs_comparison_is_of_quantiles(c))
        qs_difference_of_ratios(w->n_clusters, value->clusters, baseline->clusters, c->is_paired,
                                &out->difference);
    else
        (c->is_paired ? qs_difference_paired : qs_difference_unpaired)(w->n_clusters, 1, value->means,
                                                                       baseline->means, &out->difference);
    if (qs_comparison_is_of_quantiles(c)) {
        qs_difference own = out->difference;
        compare_quantiles(w, at, &own, out);
    } else if (are_constant_shares(w, at)) {
        compare_constants(w, at, out);
    }
}

static qs_status compare_rows(workplace *w)
{
    qs_comparison *c = w->c;
    qs_status status = read_side(w, c->baseline, &w->baseline);
    for (uint64_t i = 0; i < c->view.n_rows && !status; i++) {
        const qs_view_row *row = &c->view.rows[i];
        if (i == 0 || row->scenario != c->view.rows[i - 1].scenario)
            status = read_side(w, row->scenario, &w->value);
        if (status)
            break;
        compare_slot(w, qs_view_slot(&c->view, row), &c->compared[i]);
        c->n_compared += !isnan(qs_comparison_interval(c, i).upper);
    }
    return status;
}

qs_status qs_comparison_make(qs_comparison *c)
{
    const qs_results_about *about = c->view.about;
    workplace w = {.c = c, .size = about->antithetic ? 2 : 1};
    w.n_clusters = about->n_replications / (uint64_t)w.size;
    w.width = (size_t)qs_layout_n_items(&about->layout, c->metric.metric) *
              qs_view_n_slots(&c->view, c->view.scope);
    qs_status status = qs_calloc(c->view.n_rows, sizeof *c->compared, &c->compared);
    if (!status)
        status = new_side(&w, &w.value);
    if (!status)
        status = new_side(&w, &w.baseline);
    if (!status)
        status = compare_rows(&w);
    free_side(&w.value);
    free_side(&w.baseline);
    return status;
}

/* ---- intervals ---- */

/* The file's interval at another confidence: as much wider on both sides as Student's t is larger. Its
 * degrees are those of the sections, which are these observations or, of many, groups of them. */
static qs_bounded at_confidence(const qs_comparison *c, const qs_bounded *file, double n, double confidence)
{
    if (confidence == c->view.about->confidence)
        return *file;
    double degrees = fmax(fmin(n, QS_SECTIONS) - 1, 1);
    double factor = qs_student_t(confidence, degrees) / qs_student_t(c->view.about->confidence, degrees);
    return (qs_bounded){file->value, file->value - factor * (file->value - file->lower),
                        file->value + factor * (file->upper - file->value)};
}

qs_bounded qs_comparison_interval(const qs_comparison *c, uint64_t row)
{
    const qs_compared *compared = &c->compared[row];
    const qs_difference *d = &compared->difference;
    uint64_t family = c->is_corrected && c->n_compared > 1 ? c->n_compared : 1;
    if (!compared->is_bounded) {
        double half = qs_difference_half_width(d, c->confidence, family);
        return (qs_bounded){d->difference, d->difference - half, d->difference + half};
    }
    double each = family > 1 ? 1 - (1 - c->confidence) / (double)family : c->confidence;
    qs_bounded value = at_confidence(c, &compared->value, compared->n[0], each), out;
    qs_bounded baseline = at_confidence(c, &compared->baseline, compared->n[1], each);
    qs_difference_recover(&value, &baseline, d->correlation, &out);
    return out;
}

double qs_comparison_half_width(const qs_comparison *c, uint64_t row)
{
    const qs_compared *compared = &c->compared[row];
    if (!compared->is_bounded)
        return qs_difference_half_width(&compared->difference, c->confidence,
                                        c->is_corrected ? c->n_compared : 1);
    qs_bounded interval = qs_comparison_interval(c, row);
    return fmax(interval.value - interval.lower, interval.upper - interval.value);
}

const char *qs_comparison_verdict(const qs_comparison *c, uint64_t row)
{
    qs_bounded interval = qs_comparison_interval(c, row);
    if (isnan(interval.lower) || isnan(interval.upper))
        return "-";
    return interval.lower > 0 ? "higher" : interval.upper < 0 ? "lower" : "no difference";
}
