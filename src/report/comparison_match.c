/* What each scenario of a comparison is compared with.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "comparison_internal.h"
#include "qsweep/memory.h"

/* While it is looked for. */
typedef struct search {
    qs_comparison *c;
    uint64_t *candidates, n_candidates; /* scenarios of the baselines' file; owned */
    const char *conditions;             /* as they were typed, for messages; NULL: there are none */
    size_t *keys, *against_keys;        /* [n_keys] axes of both that must be equal; owned */
    size_t n_keys;
} search;

/* ---- the axes that must be equal ---- */

static bool are_equal(const search *s, size_t k, uint64_t scenario, uint64_t baseline)
{
    const qs_axis *own = &s->c->view.about->axes[s->keys[k]];
    const qs_axis *other = &s->c->against_about->axes[s->against_keys[k]];
    if (!own->numbers)
        return strcmp(own->texts[scenario], other->texts[baseline]) == 0;
    double a = own->numbers[scenario], b = other->numbers[baseline];
    return a == b || (isfinite(a) && isfinite(b) && fabs(a - b) <= 1e-9 * fmax(fabs(a), fabs(b)));
}

static bool is_like(const search *s, uint64_t scenario, uint64_t baseline)
{
    for (size_t k = 0; k < s->n_keys; k++)
        if (!are_equal(s, k, scenario, baseline))
            return false;
    return true;
}

/* The axis of the other file that has the name; SIZE_MAX: none. */
static size_t find_axis(const qs_results_about *about, const qs_axis *axis)
{
    for (size_t i = 0; i < about->n_axes; i++)
        if (strcmp(about->axes[i].name, axis->name) == 0 && !about->axes[i].numbers == !axis->numbers)
            return i;
    return SIZE_MAX;
}

static bool has_all_labels(const qs_results_about *about)
{
    for (uint64_t s = 0; about->labels && s < about->n_scenarios; s++)
        if (!*about->labels[s])
            return false;
    return about->labels != NULL;
}

/* Whether an axis' value follows from the label, in either file. */
static bool is_explained(const search *s, size_t axis)
{
    size_t there = find_axis(s->c->against_about, &s->c->view.about->axes[axis]);
    return qs_axis_is_explained(s->c->view.about, axis) ||
           (there != SIZE_MAX && qs_axis_is_explained(s->c->against_about, there));
}

/* Labels stand for what they explain where all scenarios have one, and no condition names what they explain. */
static bool is_by_label(const search *s, const bool *is_named)
{
    const qs_results_about *own = s->c->view.about;
    bool is = has_all_labels(own) && has_all_labels(s->c->against_about);
    for (size_t i = 0; i < own->n_axes && is; i++)
        is = !(is_named[i] && is_explained(s, i));
    return is;
}

/* The axes that both have but those that are named, and what labels stand for. */
static qs_status find_keys(search *s, const bool *is_named)
{
    const qs_results_about *own = s->c->view.about;
    bool by_label = is_by_label(s, is_named);
    qs_status status = qs_calloc(own->n_axes, sizeof *s->keys, &s->keys);
    if (!status)
        status = qs_calloc(own->n_axes, sizeof *s->against_keys, &s->against_keys);
    for (size_t i = 0; i < own->n_axes && !status; i++) {
        size_t there = find_axis(s->c->against_about, &own->axes[i]);
        bool is_idle = qs_axis_is_label(own, i) ? !by_label : by_label && is_explained(s, i);
        if (there == SIZE_MAX || is_named[i] || is_idle)
            continue;
        s->keys[s->n_keys] = i;
        s->against_keys[s->n_keys++] = there;
    }
    return status;
}

/* The axes, by the rows' file, that conditions name: they tell a baseline from others. */
static void name_axes(const search *s, const qs_words *conditions, bool *is_named)
{
    const qs_results_about *own = s->c->view.about;
    for (size_t i = 0; i < conditions->n; i++) {
        char name[QS_AXIS_TEXT];
        size_t axis, n = strcspn(conditions->items[i], "=<>!");
        snprintf(name, sizeof name, "%.*s", (int)(n < sizeof name ? n : sizeof name - 1),
                 conditions->items[i]);
        if (qs_choose_axis(own, name, &axis) == QS_OK && axis < own->n_axes)
            is_named[axis] = true;
    }
}

/* ---- candidates ---- */

static bool is_number(const char *text)
{
    return *text && strspn(text, "0123456789") == strlen(text);
}

static qs_status choose_number(search *s, const char *text)
{
    const qs_results_about *about = s->c->against_about;
    unsigned long long number = strtoull(text, NULL, 10);
    if (strlen(text) > 18 || number >= about->n_scenarios)
        return qs_fail(QS_ERROR_USAGE, "--baseline %s: scenarios are counted from 0 to %llu", text,
                       (unsigned long long)about->n_scenarios - 1);
    qs_status status = qs_calloc(1, sizeof *s->candidates, &s->candidates);
    if (!status)
        s->candidates[s->n_candidates++] = number;
    return status;
}

static qs_status all_candidates(search *s)
{
    uint64_t n = s->c->against_about->n_scenarios;
    qs_status status = qs_calloc(n, sizeof *s->candidates, &s->candidates);
    for (uint64_t i = 0; i < n && !status; i++)
        s->candidates[s->n_candidates++] = i;
    return status;
}

static qs_status choose_candidates(search *s, const qs_words *baseline)
{
    if (baseline->n == 1 && is_number(baseline->items[0]))
        return choose_number(s, baseline->items[0]);
    if (baseline->n == 0 && !s->c->against_path)
        return choose_number(s, "0");
    if (baseline->n == 0)
        return all_candidates(s);
    s->conditions = baseline->items[0];
    qs_status status = qs_choose_scenarios(s->c->against_about, baseline, &s->candidates, &s->n_candidates);
    if (status) {
        char why[400];
        snprintf(why, sizeof why, "%s", qs_failure());
        return qs_fail(status, "--baseline: %s", why);
    }
    return status;
}

/* ---- the baseline of each row ---- */

static qs_status say_several(const search *s, uint64_t scenario, uint64_t first, uint64_t second)
{
    return qs_fail(QS_ERROR_USAGE,
                   "scenarios %llu and %llu%s%s could both be the baseline of scenario %llu: choose by "
                   "--baseline AXIS=VALUE%s",
                   (unsigned long long)first, (unsigned long long)second, s->c->against_path ? " of " : "",
                   s->c->against_path ? s->c->against_path : "", (unsigned long long)scenario,
                   s->conditions ? ", which may be given many times" : "");
}

/* QS_OK and SIZE_MAX: there is none. */
static qs_status find_baseline(const search *s, uint64_t scenario, uint64_t *baseline)
{
    *baseline = UINT64_MAX;
    for (uint64_t i = 0; i < s->n_candidates; i++) {
        if (s->n_candidates > 1 && !is_like(s, scenario, s->candidates[i]))
            continue;
        if (*baseline != UINT64_MAX)
            return say_several(s, scenario, *baseline, s->candidates[i]);
        *baseline = s->candidates[i];
    }
    if (*baseline != UINT64_MAX || s->c->against_path)
        return QS_OK;
    return qs_fail(
        QS_ERROR_USAGE,
        "no scenario with %s is like scenario %llu in all other axes: choose the rows with --where, or "
        "a single baseline",
        s->conditions, (unsigned long long)scenario);
}

/* The rows that have a baseline other than themselves. */
static qs_status match_rows(search *s)
{
    qs_comparison *c = s->c;
    qs_view *view = &c->view;
    uint64_t kept = 0, last = UINT64_MAX, baseline = UINT64_MAX;
    qs_status status = qs_calloc(view->n_rows, sizeof *c->baselines, &c->baselines);
    view->n_chosen = 0;
    for (uint64_t i = 0; i < view->n_rows && !status; i++) {
        uint64_t scenario = view->rows[i].scenario;
        bool is_new = scenario != last, is_alone;
        if (is_new && c->is_by_number)
            baseline = scenario;
        else if (is_new)
            status = find_baseline(s, scenario, &baseline);
        last = scenario;
        is_alone = baseline == UINT64_MAX;
        c->n_alone += is_new && is_alone;
        if (is_alone || (!c->against_path && baseline == scenario))
            continue;
        view->n_chosen += is_new;
        c->baselines[kept] = baseline;
        view->rows[kept++] = view->rows[i];
    }
    view->n_rows = kept;
    if (status || kept > 0)
        return status;
    return c->against_path ? qs_fail(QS_ERROR_USAGE, "no scenario of %s has one of %s to be compared with",
                                     c->path, c->against_path)
                           : qs_fail(QS_ERROR_USAGE, "nothing but the baseline is left to compare");
}

/* Without anything in common the number says which belong together. */
static qs_status match_without_keys(search *s)
{
    qs_comparison *c = s->c;
    if (s->n_keys > 0 || s->n_candidates == 1 || !c->against_path || s->conditions)
        return QS_OK;
    c->is_by_number = c->view.about->n_scenarios == c->against_about->n_scenarios;
    return c->is_by_number
               ? QS_OK
               : qs_fail(
                     QS_ERROR_USAGE,
                     "%s and %s have no axis in common, and not equally many scenarios: choose one of %s by "
                     "--baseline",
                     c->against_path, c->path, c->against_path);
}

qs_status qs_comparison_match(const qs_comparison_request *wanted, qs_comparison *c)
{
    search s = {.c = c};
    bool *is_named = NULL;
    qs_status status = choose_candidates(&s, wanted->baseline);
    if (!status)
        status = qs_calloc(c->view.about->n_axes + 1, sizeof *is_named, &is_named);
    if (!status) {
        name_axes(&s, wanted->baseline, is_named);
        status = find_keys(&s, is_named);
    }
    if (!status)
        status = match_without_keys(&s);
    c->has_one_baseline = s.n_candidates == 1;
    c->baseline = s.n_candidates == 1 ? s.candidates[0] : 0;
    if (!status)
        status = match_rows(&s);
    c->keys = s.keys;
    c->n_keys = c->has_one_baseline || c->is_by_number ? 0 : s.n_keys;
    qs_free(s.candidates);
    qs_free(s.against_keys);
    qs_free(is_named);
    return status;
}
