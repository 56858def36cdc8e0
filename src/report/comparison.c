/* The differences of a comparison, from the replications of two scenarios at a time, or from what the file
 * has of each.
 *
 * They are differences of what the files have: of means over all that was observed, of quantiles of all
 * customers together. Where the same random numbers are common, replications that one of the two did not run,
 * or that failed there, are left out of the comparison of means. Where replications were not kept, means are
 * compared by their standard errors, as independent ones.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "qsweep/comparison.h"
#include "qsweep/interval.h"
#include "qsweep/memory.h"
#include "qsweep/section.h"

/* A scenario's values, all members and items of the metric. */
typedef struct side {
    qs_view view; /* of its file */
    const qs_results *results;
    const qs_results_about *about;
    size_t width;
    uint64_t n_own; /* clusters that its file has */
    uint64_t scenario;
    double *rows; /* [n_replications][width]; NULL: not kept, or not needed */
    double
        *arrived; /* [n_replications] never NaN in a replication that ran and did not fail; NULL: not kept */
    double *estimates[QS_N_STATISTICS]; /* [width] as in the file */
    qs_cluster *clusters;               /* [n_clusters] of one member and item */
    double *means;                      /* [n_clusters] of these; NaN: none */
} side;

typedef struct workplace {
    qs_comparison *c;
    uint64_t n_clusters; /* as many as the file with more has */
    side value, baseline;
} workplace;

/* ---- reading ---- */

qs_view qs_comparison_against(const qs_comparison *c)
{
    return (qs_view){.results = c->against,
                     .about = c->against_about,
                     .scope = c->view.scope,
                     .by_interval = c->view.by_interval};
}

static int size_of(const side *s)
{
    return s->about->antithetic ? 2 : 1;
}

static void place_side(const workplace *w, const qs_view *view, side *s)
{
    const qs_results_about *about = view->about;
    *s = (side){.view = *view,
                .results = view->results,
                .about = about,
                .width = (size_t)qs_layout_n_items(&about->layout, w->c->metric.metric) *
                         qs_view_n_slots(view, view->scope)};
    s->n_own = w->c->has_rows ? about->n_replications / (uint64_t)size_of(s) : 0;
}

static qs_status new_side(const workplace *w, side *s)
{
    uint64_t n = s->about->n_replications;
    bool has_rows = w->c->has_rows;
    qs_status status = has_rows ? qs_calloc(n, s->width * sizeof *s->rows, &s->rows) : QS_OK;
    if (!status && has_rows && qs_results_has(s->results, QS_SYSTEM, QS_METRIC_arrived))
        status = qs_calloc(n, sizeof *s->arrived, &s->arrived);
    for (int i = 0; i < QS_N_STATISTICS && !status; i++)
        status = qs_calloc(s->width, sizeof *s->estimates[i], &s->estimates[i]);
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
    qs_scope scope = w->c->view.scope;
    qs_metric metric = w->c->metric.metric;
    qs_status status = QS_OK;
    s->scenario = scenario;
    if (s->rows)
        status = qs_view_read_rows(&s->view, scope, metric, scenario, s->rows);
    if (!status && s->arrived)
        status = qs_results_read_rows(s->results, QS_SYSTEM, QS_METRIC_arrived, scenario, s->arrived);
    for (int i = 0; i < QS_N_STATISTICS && !status; i++)
        status = qs_view_read(&s->view, scope, metric, (qs_statistic)i, scenario, 1, s->estimates[i]);
    return status;
}

/* ---- what was observed ---- */

static bool has_run(const side *s, uint64_t replication)
{
    if (s->arrived)
        return !isnan(s->arrived[replication]);
    return replication < (uint64_t)s->about->replications[s->scenario];
}

/* Of a pair of which one failed nothing counts. */
static bool has_run_all(const side *s, uint64_t cluster)
{
    uint64_t size = (uint64_t)size_of(s);
    for (uint64_t k = 0; k < size && cluster < s->n_own; k++)
        if (!has_run(s, cluster * size + k))
            return false;
    return cluster < s->n_own;
}

static void fill_cluster(side *s, uint64_t i, size_t at, bool is_in)
{
    qs_cluster *cluster = &s->clusters[i];
    uint64_t size = (uint64_t)size_of(s);
    *cluster = (qs_cluster){0};
    for (uint64_t k = 0; k < size && is_in; k++) {
        double x = s->rows[(i * size + k) * s->width + at];
        cluster->sum += isnan(x) ? 0 : x;
        cluster->n += !isnan(x);
    }
    s->means[i] = cluster->n > 0 ? cluster->sum / cluster->n : (double)NAN;
}

static void fill_clusters(workplace *w, size_t at, size_t base_at)
{
    for (uint64_t i = 0; i < w->n_clusters; i++) {
        bool has_value = has_run_all(&w->value, i), has_baseline = has_run_all(&w->baseline, i);
        bool have_both = has_value && has_baseline;
        fill_cluster(&w->value, i, at, w->c->is_paired ? have_both : has_value);
        fill_cluster(&w->baseline, i, base_at, w->c->is_paired ? have_both : has_baseline);
    }
}

/* Whether replications observed it all equally often: then the ratios are means. */
static bool is_complete(const workplace *w)
{
    for (uint64_t i = 0; i < w->n_clusters; i++) {
        double n = w->value.clusters[i].n, base = w->baseline.clusters[i].n;
        bool are_whole = (n == 0 || n == size_of(&w->value)) && (base == 0 || base == size_of(&w->baseline));
        if (!are_whole || (w->c->is_paired && n != base))
            return false;
    }
    return true;
}

/* ---- what the file has, where replications were not kept ---- */

/* The degrees of freedom with which a half width is so many standard errors: of control variates fewer than
 * there are observations. Student's t falls with them. */
static double degrees_of(double errors, double confidence, double n)
{
    double low = 1, high = n - 1;
    while (high - low >= 1) {
        double middle = floor((low + high) / 2);
        if (qs_student_t(confidence, middle) > errors * (1 + 1e-9))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static qs_sample sample_of(const side *s, size_t at)
{
    double n = s->estimates[QS_N_OBSERVED][at], sd = s->estimates[QS_SD][at];
    double half = s->estimates[QS_UPPER][at] - s->estimates[QS_MEAN][at], error = sd / sqrt(n);
    qs_sample sample = {n, s->estimates[QS_MEAN][at], n < 2 ? (double)NAN : error * error, n - 1};
    if (s->about->has_controls && n > 2 && error > 0 && isfinite(half))
        sample.degrees = degrees_of(half / error, s->about->confidence, n);
    return sample;
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
static void compare_quantiles(const workplace *w, size_t at, size_t base_at, const qs_difference *own,
                              qs_compared *out)
{
    double n = w->value.estimates[QS_N_OBSERVED][at], base_n = w->baseline.estimates[QS_N_OBSERVED][base_at];
    out->value = estimate_of(&w->value, at);
    out->baseline = estimate_of(&w->baseline, base_at);
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
static void compare_constants(const workplace *w, size_t at, size_t base_at, qs_compared *out)
{
    out->value = estimate_of(&w->value, at);
    out->baseline = estimate_of(&w->baseline, base_at);
    out->n[0] = w->value.estimates[QS_N_OBSERVED][at];
    out->n[1] = w->baseline.estimates[QS_N_OBSERVED][base_at];
    out->is_bounded = true;
}

static bool are_constant_shares(const workplace *w, size_t at, size_t base_at)
{
    return qs_metric_get(w->c->metric.metric)->unit == QS_UNIT_RATIO && w->value.estimates[QS_SD][at] == 0 &&
           w->baseline.estimates[QS_SD][base_at] == 0;
}

/* The means' difference, from replications or from their errors; of quantiles how replications go together. */
static void compare_means(workplace *w, size_t at, size_t base_at, qs_difference *out)
{
    const qs_comparison *c = w->c;
    const side *value = &w->value, *baseline = &w->baseline;
    if (!c->has_rows) {
        qs_sample a = sample_of(value, at), b = sample_of(baseline, base_at);
        qs_difference_of_samples(&a, &b, out);
        return;
    }
    fill_clusters(w, at, base_at);
    if (!is_complete(w) && !qs_comparison_is_of_quantiles(c))
        qs_difference_of_ratios(w->n_clusters, value->clusters, baseline->clusters, c->is_paired, out);
    else
        (c->is_paired ? qs_difference_paired : qs_difference_unpaired)(w->n_clusters, 1, value->means,
                                                                       baseline->means, out);
}

static void compare_row(workplace *w, const qs_view_row *row, qs_compared *out)
{
    const qs_comparison *c = w->c;
    qs_metric metric = c->metric.metric;
    size_t n_items = (size_t)qs_layout_n_items(&c->view.about->layout, metric);
    size_t n_base = (size_t)qs_layout_n_items(&c->against_about->layout, metric);
    int member = c->against_members[row->member];
    size_t at = (size_t)qs_view_slot(&c->view, row) * n_items + (size_t)c->metric.first_item;
    size_t base_at =
        (size_t)qs_view_slot_at(&w->baseline.view, member, row->interval) * n_base + (size_t)c->against_item;
    *out = (qs_compared){0};
    compare_means(w, at, base_at, &out->difference);
    if (qs_comparison_is_of_quantiles(c)) {
        qs_difference own = out->difference;
        compare_quantiles(w, at, base_at, &own, out);
    } else if (are_constant_shares(w, at, base_at)) {
        compare_constants(w, at, base_at, out);
    }
}

static qs_status compare_rows(workplace *w)
{
    qs_comparison *c = w->c;
    qs_status status = QS_OK;
    for (uint64_t i = 0; i < c->view.n_rows && !status; i++) {
        const qs_view_row *row = &c->view.rows[i];
        if (i == 0 || c->baselines[i] != c->baselines[i - 1])
            status = read_side(w, c->baselines[i], &w->baseline);
        if (!status && (i == 0 || row->scenario != c->view.rows[i - 1].scenario))
            status = read_side(w, row->scenario, &w->value);
        if (status)
            break;
        compare_row(w, row, &c->compared[i]);
        c->n_compared += !isnan(qs_comparison_interval(c, i).upper);
    }
    return status;
}

qs_status qs_comparison_make(qs_comparison *c)
{
    workplace w = {.c = c};
    const qs_view against = qs_comparison_against(c);
    place_side(&w, &c->view, &w.value);
    place_side(&w, &against, &w.baseline);
    w.n_clusters = w.value.n_own > w.baseline.n_own ? w.value.n_own : w.baseline.n_own;
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
static qs_bounded at_confidence(const qs_results_about *about, const qs_bounded *file, double n,
                                double confidence)
{
    if (confidence == about->confidence)
        return *file;
    double degrees = fmax(fmin(n, QS_SECTIONS) - 1, 1);
    double factor = qs_student_t(confidence, degrees) / qs_student_t(about->confidence, degrees);
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
    qs_bounded value = at_confidence(c->view.about, &compared->value, compared->n[0], each), out;
    qs_bounded baseline = at_confidence(c->against_about, &compared->baseline, compared->n[1], each);
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
