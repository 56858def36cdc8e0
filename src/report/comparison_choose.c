/* What is compared with what, and the words for it.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "comparison_internal.h"
#include "qsweep/memory.h"

static qs_status check(const qs_comparison_request *wanted, const qs_comparison *c)
{
    const qs_results_about *about = c->view.about;
    if (c->metric.n_items > 1)
        return qs_fail(QS_ERROR_USAGE, "%s has %d values: which one? Write %s_NUMBER", wanted->metric,
                       c->metric.n_items, wanted->metric);
    if (about->n_scenarios == 1 && !c->against_path)
        return qs_fail(
            QS_ERROR_USAGE,
            "%s: there is one scenario, so nothing to compare it with; another results file may be "
            "given behind it",
            wanted->path);
    if (strcmp(about->time_unit, c->against_about->time_unit) != 0)
        return qs_fail(QS_ERROR_USAGE, "%s counts time in %s, %s in %s: they cannot be compared", c->path,
                       about->time_unit, c->against_path, c->against_about->time_unit);
    if ((about->weighs_customers || c->against_about->weighs_customers) &&
        qs_metric_is_weighted(c->metric.metric))
        return qs_fail(
            QS_ERROR_USAGE,
            "%s is of all customers together (output.weighting: customers), and scenarios are compared "
            "replication by replication, which would be of another mean: run the study again with "
            "-s output.weighting=replications, or compare what is no mean over customers",
            qs_metric_get(c->metric.metric)->name);
    return QS_OK;
}

/* ---- the other file ---- */

/* Two files are compared by interval if they have the same ones. */
static qs_status check_intervals(const qs_comparison *c)
{
    const qs_results_about *own = c->view.about, *other = c->against_about;
    bool are_same = own->layout.n_intervals == other->layout.n_intervals;
    for (int i = 0; are_same && i < own->layout.n_intervals; i++)
        are_same = own->starts[i] == other->starts[i] && own->ends[i] == other->ends[i];
    if (!c->view.by_interval || are_same)
        return QS_OK;
    return qs_fail(QS_ERROR_USAGE,
                   "%s and %s have other intervals (output.intervals): they cannot be compared by them",
                   c->path, c->against_path);
}

/* The same members by name, and the same item by value. */
static qs_status find_counterparts(const qs_comparison_request *wanted, qs_comparison *c)
{
    const qs_results_about *own = c->view.about, *other = c->against_about;
    qs_scope scope = c->view.scope;
    int n = own->layout.n_members[scope];
    qs_chosen_metric there;
    const qs_view against = qs_comparison_against(c);
    qs_status status = qs_view_choose_metric(&against, wanted->metric, &there);
    c->against_item = there.first_item;
    if (!status)
        status = qs_calloc((size_t)n, sizeof *c->against_members, &c->against_members);
    for (int i = 0; i < n && !status; i++) {
        c->against_members[i] = -1;
        for (int k = 0; k < other->layout.n_members[scope]; k++)
            if (strcmp(own->members[scope][i], other->members[scope][k]) == 0)
                c->against_members[i] = k;
    }
    return status;
}

/* Rows of members that the other file does not know have nothing to be compared with. */
static qs_status drop_strangers(qs_comparison *c)
{
    uint64_t kept = 0;
    for (uint64_t i = 0; i < c->view.n_rows; i++)
        if (c->against_members[c->view.rows[i].member] >= 0)
            c->view.rows[kept++] = c->view.rows[i];
    c->view.n_rows = kept;
    return kept > 0 ? QS_OK
                    : qs_fail(QS_ERROR_USAGE, "no %s of %s is in %s", qs_scope_name(c->view.scope), c->path,
                              c->against_path);
}

/* ---- paired or not ---- */

static void say_why(qs_comparison *c, const char *text, const char *path)
{
    snprintf(c->why, sizeof c->why, "%s%.100s", text, path);
}

static qs_status compare_provenance(qs_comparison *c, const char *attribute, const char *text)
{
    char *own = NULL, *other = NULL;
    qs_status status = qs_results_provenance(c->view.results, attribute, &own);
    if (!status)
        status = qs_results_provenance(c->against, attribute, &other);
    if (!status && strcmp(own, other) != 0 && !*c->why)
        say_why(c, text, "");
    qs_free(own);
    qs_free(other);
    return status;
}

/* Replications of two files go together if they had the same random numbers. */
static qs_status find_pairing(qs_comparison *c)
{
    const qs_results_about *own = c->view.about, *other = c->against_about;
    qs_status status = QS_OK;
    c->has_rows = own->has_rows && other->has_rows;
    if (!own->has_rows || !other->has_rows)
        say_why(c, "the replications are not in ",
                own->has_rows && c->against_path ? c->against_path : c->path);
    else if (c->against_path && !(own->common_random_numbers && other->common_random_numbers))
        say_why(c, "there are no common random numbers in ",
                own->common_random_numbers ? c->against_path : c->path);
    else if (c->against_path && own->antithetic != other->antithetic)
        say_why(c, "only one of the two has antithetic pairs", "");
    else if (c->against_path && own->n_replications != other->n_replications)
        say_why(c, "the two have different numbers of replications", "");
    if (c->against_path)
        status = compare_provenance(c, "seed", "the seeds are not the same");
    if (!status && c->against_path)
        status = compare_provenance(c, "version", "they were written by different versions of qsweep");
    c->is_paired = c->has_rows && own->common_random_numbers && !*c->why;
    return status;
}

/* ---- */

qs_status qs_comparison_choose(const qs_comparison_request *wanted, const qs_results *results,
                               const qs_results *against, qs_comparison *c)
{
    const qs_results_about *about = qs_results_get_about(results);
    *c = (qs_comparison){.path = wanted->path,
                         .against_path = against ? wanted->against_path : NULL,
                         .view = {.results = results, .about = about, .scope = wanted->scope},
                         .against = against ? against : results,
                         .is_corrected = wanted->correction == QS_BONFERRONI,
                         .confidence = isnan(wanted->confidence) ? about->confidence : wanted->confidence};
    c->against_about = qs_results_get_about(c->against);
    qs_status status = wanted->intervals ? qs_view_choose_intervals(&c->view, wanted->intervals) : QS_OK;
    if (!status)
        status = check_intervals(c);
    if (!status)
        status = qs_view_choose_metric(&c->view, wanted->metric, &c->metric);
    if (!status)
        status = check(wanted, c);
    if (!status)
        status = find_counterparts(wanted, c);
    if (!status)
        status = qs_view_choose_rows(&c->view, wanted->conditions, wanted->members);
    if (!status)
        status = drop_strangers(c);
    if (!status)
        status = qs_comparison_match(wanted, c);
    return status ? status : find_pairing(c);
}

void qs_comparison_clear(qs_comparison *c)
{
    qs_free(c->compared);
    qs_free(c->baselines);
    qs_free(c->against_members);
    qs_free(c->keys);
    qs_view_clear(&c->view);
    *c = (qs_comparison){0};
}

/* ---- words ---- */

const char *qs_comparison_metric(const qs_comparison *c, char text[2 * QS_NUMBER_TEXT])
{
    const qs_results_about *about = c->view.about;
    _Static_assert((int)(2 * QS_NUMBER_TEXT) >= (int)QS_ITEM_TEXT, "a name has room");
    return qs_item_name(about, c->metric.metric, c->metric.first_item, text);
}

bool qs_comparison_is_of_quantiles(const qs_comparison *c)
{
    return qs_metric_get(c->metric.metric)->shape == QS_PER_QUANTILE;
}

const char *qs_comparison_method(const qs_comparison *c)
{
    if (qs_comparison_is_of_quantiles(c))
        return c->is_paired ? "paired MOVER" : "MOVER";
    return c->is_paired ? "paired t" : "Welch";
}

const char *qs_comparison_correction(const qs_comparison *c)
{
    return c->is_corrected ? "bonferroni" : "none";
}
