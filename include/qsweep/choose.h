/* Choosing from a results file by words: axes by their names, scenarios by conditions on axes, members,
 * metrics with or without an item. What `show`, `compare`, `export` and `plot` have in common.
 *
 * All names are the command line's; what fails is QS_ERROR_USAGE with a text that says what there is, unless
 * it says otherwise.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_CHOOSE_H
#define QSWEEP_CHOOSE_H

#include "qsweep/daytime.h"
#include "qsweep/results.h"

#ifdef __cplusplus
extern "C" {
#endif

/* In place of an axis: the scenarios' number. */
#define QS_AXIS_SCENARIO ((size_t)-1)

/* Words of an option that may be given many times; borrowed from argv. All-zero is empty. */
typedef struct qs_words {
    const char **items; /* [n] owned array */
    size_t n, capacity;
} qs_words;

qs_status qs_words_add(qs_words *words, const char *word);
void qs_words_clear(qs_words *words);

/* The axis of a name: its own or its path, or the end of that from a dot on if only one ends so; `scenario`
 * gives QS_AXIS_SCENARIO, `label` the axis of the labels. */
qs_status qs_choose_axis(const qs_results_about *about, const char *name, size_t *axis);

/* Whether an axis is one of the labels; whether people need not see it, for its value follows from the label.
 */
bool qs_axis_is_label(const qs_results_about *about, size_t axis);
bool qs_axis_is_explained(const qs_results_about *about, size_t axis);

/* The value of an axis in a scenario as a text: numbers to ten digits, in `text`; of an axis of texts its
 * own. */
enum { QS_AXIS_TEXT = 256 };
const char *qs_axis_text(const qs_results_about *about, size_t axis, uint64_t scenario,
                         char text[QS_AXIS_TEXT]);

/* Whether an axis' values are instants of a study with a clock: ends of pieces, of the warm-up, the horizon.
 * What people read of them: a value as a time of day, which has no unit ("1"); of all other axes the above. */
bool qs_axis_is_instant(const qs_results_about *about, size_t axis);
const char *qs_axis_words(const qs_results_about *about, size_t axis, uint64_t scenario,
                          char text[QS_AXIS_TEXT]);
const char *qs_axis_unit(const qs_results_about *about, size_t axis);

/* The value of such an axis that a text of n bytes is, if it is a time of day. */
bool qs_axis_read_instant(const qs_results_about *about, size_t axis, const char *text, size_t n,
                          double *out);

/* -1, 0 or 1: how an axis' value in one scenario stands to that in another; numbers equal to 1e-9 are equal.
 */
int qs_axis_compare(const qs_results_about *about, size_t axis, uint64_t a, uint64_t b);

/* The scenarios for which all conditions hold: AXIS=VALUE (or VALUE,VALUE,...: one of them), !=, <, <=, >,
 * >=. chosen [out] [*n] ascending, owned by the caller (qs_free); at least one, or it is QS_ERROR_USAGE
 * Errors: also QS_ERROR_MEMORY. */
qs_status qs_choose_scenarios(const qs_results_about *about, const qs_words *conditions, uint64_t **chosen,
                              uint64_t *n);

/* Whether a file has a scope: not every study has lines. Errors: QS_ERROR_USAGE, with what to write. */
qs_status qs_choose_scope(const qs_results_about *about, qs_scope scope);

/* The members of a scope with these names, in the file's order; no names: all. chosen [out] as above */
qs_status qs_choose_members(const qs_results_about *about, qs_scope scope, const qs_words *names,
                            int **chosen, int *n);

/* A metric, and which of its items. */
typedef struct qs_chosen_metric {
    qs_metric metric;
    int first_item, n_items;
} qs_chosen_metric;

/* What the items of a metric are, numbers: quantiles, or times; NULL of a metric that is one number. */
const double *qs_items_of(const qs_results_about *about, qs_metric metric);

/* The name of one item, such as "wait_over_20"; of service_level with what who gave up counts as where that
 * is not bad: "service_level_20_ignored". Of a metric that is one number, its own. */
enum { QS_ITEM_TEXT = 64 };
const char *qs_item_name(const qs_results_about *about, qs_metric metric, int item, char text[QS_ITEM_TEXT]);

/* The metric of a name, such as wait_mean, wait_quantile (all its items) or wait_quantile_0.95 (one), which
 * must be in the scope and in the file. */
qs_status qs_choose_metric(const qs_results *results, qs_scope scope, const char *name,
                           qs_chosen_metric *out);

/* Fail as a metric has several items where one is wanted, and name them as they are typed.
 * option [in] what stands before each, such as "--pivot ". Errors: QS_ERROR_USAGE always. */
qs_status qs_choose_which(const qs_results_about *about, const qs_chosen_metric *metric, const char *option);

#ifdef __cplusplus
}
#endif

#endif
