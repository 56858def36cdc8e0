/* The reader: the scenarios' labels as an axis of texts, the first of all, and which axes they explain.
 *
 * A label explains an axis whose value follows from it: in the results of a list of plans all that the plans
 * set. What does not vary is explained by nothing. Where a scenario has no label, its axes are all that says
 * which it is, and labels explain none.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "qsweep/memory.h"
#include "results_internal.h"

typedef struct labelled {
    const char *label;
    uint64_t scenario;
} labelled;

static int by_label(const void *left, const void *right)
{
    const labelled *a = left, *b = right;
    int order = strcmp(a->label, b->label);
    return order ? order : (a->scenario > b->scenario) - (a->scenario < b->scenario);
}

static bool is_equal(const qs_axis *axis, uint64_t a, uint64_t b)
{
    return axis->numbers ? axis->numbers[a] == axis->numbers[b] : strcmp(axis->texts[a], axis->texts[b]) == 0;
}

/* sorted [n] by label: whether neighbours of one label have one value, and others have others. */
static bool is_explained(const qs_axis *axis, const labelled *sorted, uint64_t n)
{
    bool varies = false;
    for (uint64_t i = 1; i < n; i++) {
        bool is_other = !is_equal(axis, sorted[i - 1].scenario, sorted[i].scenario);
        if (is_other && strcmp(sorted[i - 1].label, sorted[i].label) == 0)
            return false;
        varies |= is_other;
    }
    return varies;
}

static qs_status explain(qs_results *results)
{
    const qs_plan *plan = &results->axes;
    labelled *sorted = NULL;
    qs_status status = qs_calloc(plan->n_axes, sizeof *results->is_explained, &results->is_explained);
    if (!status)
        status = qs_calloc(plan->n_scenarios, sizeof *sorted, &sorted);
    bool have_all = true;
    for (uint64_t s = 0; s < plan->n_scenarios && !status; s++) {
        sorted[s] = (labelled){plan->axes[0].texts[s], s};
        have_all &= *sorted[s].label != '\0';
    }
    if (!status && have_all) {
        qsort(sorted, plan->n_scenarios, sizeof *sorted, by_label);
        for (size_t i = 1; i < plan->n_axes; i++)
            results->is_explained[i] = is_explained(&plan->axes[i], sorted, plan->n_scenarios);
    }
    qs_free(sorted);
    return status;
}

/* The texts of the labels become the axis' own. */
static qs_status add_axis(qs_plan *plan)
{
    size_t capacity = plan->n_axes;
    qs_axis label = {0};
    qs_status status = qs_strdup(QS_LABEL, &label.name);
    if (!status)
        status = qs_strdup("1", &label.unit);
    if (!status)
        status = qs_reserve(&plan->axes, &capacity, plan->n_axes + 1, sizeof *plan->axes);
    if (status) {
        qs_free(label.name);
        qs_free(label.unit);
        return status;
    }
    memmove(plan->axes + 1, plan->axes, plan->n_axes * sizeof *plan->axes);
    label.texts = plan->labels;
    plan->labels = NULL;
    plan->axes[0] = label;
    plan->n_axes++;
    return QS_OK;
}

qs_status qs_results_labels(qs_results *results)
{
    qs_results_about *about = &results->about;
    if (!results->axes.labels)
        return QS_OK;
    qs_status status = add_axis(&results->axes);
    if (!status)
        status = explain(results);
    about->axes = results->axes.axes;
    about->n_axes = results->axes.n_axes;
    about->labels = status ? NULL : (const char *const *)results->axes.axes[0].texts;
    about->is_explained = results->is_explained;
    return status;
}
