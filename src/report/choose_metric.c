/* Choosing metrics and members by words.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "qsweep/choose.h"
#include "qsweep/daytime.h"
#include "qsweep/memory.h"
#include "qsweep/nearest.h"

static qs_status no_such_metric(const char *name)
{
    const char *names[QS_N_METRICS];
    for (int metric = 0; metric < QS_N_METRICS; metric++)
        names[metric] = qs_metric_get((qs_metric)metric)->name;
    const char *meant = qs_nearest(name, names, QS_N_METRICS);
    if (meant)
        return qs_fail(QS_ERROR_USAGE, "there is no metric %s; did you mean %s?", name, meant);
    return qs_fail(QS_ERROR_USAGE, "there is no metric %s; wait_mean, queue_mean and utilisation are some",
                   name);
}

const double *qs_items_of(const qs_results_about *about, qs_metric metric)
{
    switch (qs_metric_get(metric)->shape) {
    case QS_PER_QUANTILE:
        return about->quantiles;
    case QS_PER_THRESHOLD:
        return about->thresholds;
    case QS_PER_LEVEL:
        return about->thresholds + about->layout.n_thresholds;
    default:
        return NULL;
    }
}

/* A number in the file's unit, without it; a time that has many digits there with its own: 20s. */
static void item_number(const qs_results_about *about, qs_shape shape, double number,
                        char text[QS_DAYTIME_TEXT])
{
    snprintf(text, QS_DAYTIME_TEXT, "%.10g", number);
    if (shape == QS_PER_QUANTILE || strlen(text) < 10)
        return;
    qs_span_text(number, about->time_unit, "", text);
    size_t n = strlen(text), unit = strlen(about->time_unit);
    if (n > unit && strcmp(text + n - unit, about->time_unit) == 0 &&
        isdigit((unsigned char)text[n - unit - 1]))
        text[n - unit] = '\0';
}

const char *qs_item_name(const qs_results_about *about, qs_metric metric, int item, char text[QS_ITEM_TEXT])
{
    const char *name = qs_metric_get(metric)->name;
    const double *items = qs_items_of(about, metric);
    qs_shape shape = qs_metric_get(metric)->shape;
    char number[QS_DAYTIME_TEXT];
    if (!items) {
        snprintf(text, QS_ITEM_TEXT, "%s", name);
        return text;
    }
    bool has_word = shape == QS_PER_LEVEL && about->abandoned[item] != QS_ABANDONED_BAD;
    item_number(about, shape, items[item], number);
    snprintf(text, QS_ITEM_TEXT, "%s_%s%s%s", name, number, has_word ? "_" : "",
             has_word ? qs_abandoned_word(about->abandoned[item]) : "");
    return text;
}

/* What is wanted behind a metric's name. */
typedef struct wanted_item {
    double number;          /* in the unit of the file; NaN: not said */
    qs_abandoned abandoned; /* QS_N_ABANDONED: not said */
} wanted_item;

/* "20", "20s", "20_ignored": what stands behind "service_level_". */
static bool read_item(const char *text, const qs_results_about *about, qs_metric metric, wanted_item *item)
{
    char *end;
    bool is_time = qs_metric_get(metric)->shape != QS_PER_QUANTILE;
    item->number = strtod(text, &end);
    if (end == text)
        return false;
    const char *word = strchr(end, '_');
    size_t length = word ? (size_t)(word - end) : strlen(end);
    if (length > 0) {
        char name[8] = "";
        memcpy(name, end, length < sizeof name ? length : 0);
        double unit = qs_unit_seconds(name), own = qs_unit_seconds(about->time_unit);
        if (!is_time || unit <= 0 || own <= 0)
            return false;
        item->number *= unit / own;
    }
    if (!word)
        return true;
    for (int i = 0; i < QS_N_ABANDONED; i++)
        if (strcmp(word + 1, qs_abandoned_word((qs_abandoned)i)) == 0)
            item->abandoned = (qs_abandoned)i;
    return item->abandoned < QS_N_ABANDONED && qs_metric_get(metric)->shape == QS_PER_LEVEL;
}

/* "> 20 s", "<= 20 s ignored": as tables write it, what stands behind the metric's name. */
static bool read_spoken(const char *text, const qs_results_about *about, qs_metric metric, wanted_item *item)
{
    char spoken[QS_ITEM_TEXT], *end;
    text += strspn(text, " ");
    if (strspn(text, "<>=") == 0)
        return false;
    text += strspn(text, "<>=");
    double number = strtod(text, &end);
    const char *unit = end + strspn(end, " ");
    size_t n = strcspn(unit, " ");
    const char *word = unit + n + strspn(unit + n, " ");
    if (end == text || (size_t)snprintf(spoken, sizeof spoken, "%.17g%.*s%s%s", number, (int)n, unit,
                                        *word ? "_" : "", word) >= sizeof spoken)
        return false;
    return read_item(spoken, about, metric, item);
}

/* "wait_quantile_0.95", "wait_over_20", "wait_over_20s", "service_level_20_ignored", "wait_over > 20 s". */
static bool split_item(const char *name, const qs_results_about *about, qs_metric *metric, wanted_item *item)
{
    for (int m = 0; m < QS_N_METRICS; m++) {
        const char *stem = qs_metric_get((qs_metric)m)->name;
        size_t n = strlen(stem);
        if (qs_metric_get((qs_metric)m)->shape == QS_SCALAR || strncmp(name, stem, n) != 0)
            continue;
        *metric = (qs_metric)m;
        if (qs_metric_get(*metric)->shape != QS_PER_QUANTILE && read_spoken(name + n, about, *metric, item))
            return true;
        if (name[n] != '_')
            continue;
        return read_item(name + n + 1, about, *metric, item);
    }
    return false;
}

static void list_items(const qs_results_about *about, qs_metric metric, int n, char *list, size_t size)
{
    char text[QS_ITEM_TEXT];
    size_t used = 0, stem = strlen(qs_metric_get(metric)->name) + 1;
    for (int i = 0; i < n && used < size; i++)
        used += (size_t)snprintf(list + used, size - used, "%s%s", i ? ", " : "",
                                 qs_item_name(about, metric, i, text) + stem);
}

static bool is_wanted(const qs_results_about *about, qs_metric metric, int i, const wanted_item *item)
{
    const double *items = qs_items_of(about, metric);
    return fabs(items[i] - item->number) <= 1e-9 * fabs(item->number) &&
           (item->abandoned == QS_N_ABANDONED || about->abandoned[i] == item->abandoned);
}

/* Of several levels of one time the one that counts who gave up as bad is meant, unless another is named. */
static qs_status find_item(const qs_results_about *about, const wanted_item *item, qs_chosen_metric *out)
{
    char list[300] = "";
    int found = -1, n = out->n_items;
    for (int i = 0; i < n; i++)
        if (is_wanted(about, out->metric, i, item) &&
            (found < 0 ||
             (out->metric == QS_METRIC_service_level && about->abandoned[i] == QS_ABANDONED_BAD)))
            found = i;
    if (found >= 0) {
        out->first_item = found;
        out->n_items = 1;
        return QS_OK;
    }
    list_items(about, out->metric, n, list, sizeof list);
    return qs_fail(QS_ERROR_USAGE, "there is no %s of %.10g%s%s in this file; there are %s",
                   qs_metric_get(out->metric)->name, item->number,
                   item->abandoned < QS_N_ABANDONED ? "_" : "",
                   item->abandoned < QS_N_ABANDONED ? qs_abandoned_word(item->abandoned) : "", list);
}

qs_status qs_choose_which(const qs_results_about *about, const qs_chosen_metric *metric, const char *option)
{
    const qs_metric_info *info = qs_metric_get(metric->metric);
    static const char *const whats[] = {
        [QS_PER_QUANTILE] = "quantile", [QS_PER_THRESHOLD] = "threshold", [QS_PER_LEVEL] = "service level"};
    char list[400], text[QS_ITEM_TEXT];
    size_t used = 0;
    for (int i = 0; i < metric->n_items && used < sizeof list; i++)
        used += (size_t)snprintf(list + used, sizeof list - used, "%s%s%s",
                                 i == 0                     ? ""
                                 : i + 1 == metric->n_items ? " or "
                                                            : ", ",
                                 option, qs_item_name(about, metric->metric, i, text));
    return qs_fail(QS_ERROR_USAGE, "%s has %d values, one for each %s: which one? Write %s", info->name,
                   metric->n_items, whats[info->shape], list);
}

/* What a vector metric is asked for by. */
static const char *key_of(qs_shape shape)
{
    return shape == QS_PER_QUANTILE ? "quantiles" : shape == QS_PER_LEVEL ? "service_level" : "wait_over";
}

qs_status qs_choose_scope(const qs_results_about *about, qs_scope scope)
{
    if (about->layout.n_members[scope] > 0)
        return QS_OK;
    return qs_fail(QS_ERROR_USAGE, "the study has no %ss, so nothing is measured of each",
                   qs_scope_name(scope));
}

qs_status qs_choose_metric(const qs_results *results, qs_scope scope, const char *name, qs_chosen_metric *out)
{
    const qs_results_about *about = qs_results_get_about(results);
    wanted_item item = {.number = (double)NAN, .abandoned = QS_N_ABANDONED};
    *out = (qs_chosen_metric){.metric = qs_metric_find(name)};
    if (out->metric == QS_N_METRICS && !split_item(name, about, &out->metric, &item))
        return no_such_metric(name);
    const qs_metric_info *info = qs_metric_get(out->metric);
    qs_status status = qs_choose_scope(about, scope);
    if (status)
        return status;
    if (!(info->scopes & (1U << scope)))
        return qs_fail(QS_ERROR_USAGE, "%s is not measured for each %s", info->name, qs_scope_name(scope));
    if (out->metric == QS_METRIC_cost && !qs_results_has(results, scope, out->metric))
        return qs_fail(QS_ERROR_USAGE, "cost is not in this file: the study has no prices (cost)");
    if (scope == QS_RESOURCE && about->layout.n_members[scope] == 0)
        return qs_fail(QS_ERROR_USAGE, "the study has no resources");
    if (out->metric == QS_METRIC_persons && !qs_results_has(results, scope, out->metric))
        return qs_fail(QS_ERROR_USAGE, "persons is not in this file: no source of the study has parties");
    if (!qs_results_has(results, scope, out->metric) && info->shape == QS_SCALAR)
        return qs_fail(QS_ERROR_USAGE, "%s is not in this file: an earlier qsweep wrote it", info->name);
    if (!qs_results_has(results, scope, out->metric))
        return qs_fail(QS_ERROR_USAGE, "%s was not asked for in the study (output.%s)", info->name,
                       key_of(info->shape));
    out->n_items = qs_layout_n_items(&about->layout, out->metric);
    return isnan(item.number) ? QS_OK : find_item(about, &item, out);
}

/* ---- members ---- */

static qs_status no_such_member(const qs_results_about *about, qs_scope scope, const char *name)
{
    char list[400];
    size_t used = 0, n = (size_t)about->layout.n_members[scope];
    if (scope == QS_SYSTEM)
        return qs_fail(QS_ERROR_USAGE, "--member %s needs --scope class or --scope window", name);
    const char *meant = qs_nearest(name, (const char *const *)about->members[scope], n);
    if (meant)
        return qs_fail(QS_ERROR_USAGE, "there is no %s %s; did you mean %s?", qs_scope_name(scope), name,
                       meant);
    for (size_t i = 0; i < n && used < sizeof list; i++)
        used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", i ? ", " : "",
                                 about->members[scope][i]);
    return qs_fail(QS_ERROR_USAGE, "there is no %s %s; there are %s", qs_scope_name(scope), name, list);
}

/* By its name; or by that of its window, where each member has a row (output.members): "desk 2" is one of desk,
 * for a name has no blanks. */
static bool is_called(const char *member, const char *name)
{
    size_t n = strlen(name);
    return !strcmp(member, name) || (!strncmp(member, name, n) && member[n] == ' ');
}

static bool is_named(const qs_results_about *about, qs_scope scope, int member, const qs_words *names)
{
    for (size_t i = 0; i < names->n; i++)
        if (is_called(about->members[scope][member], names->items[i]))
            return true;
    return names->n == 0;
}

qs_status qs_choose_members(const qs_results_about *about, qs_scope scope, const qs_words *names,
                            int **chosen, int *n)
{
    int n_members = about->layout.n_members[scope];
    *n = 0;
    *chosen = NULL;
    if (n_members == 0)
        return qs_fail(QS_ERROR_USAGE, "the study has no %ss", qs_scope_name(scope));
    for (size_t i = 0; i < names->n; i++) {
        bool is_there = false;
        for (int member = 0; member < n_members && scope != QS_SYSTEM; member++)
            is_there |= is_called(about->members[scope][member], names->items[i]);
        if (!is_there)
            return no_such_member(about, scope, names->items[i]);
    }
    qs_status status = qs_calloc((size_t)n_members, sizeof **chosen, chosen);
    for (int member = 0; member < n_members && !status; member++)
        if (is_named(about, scope, member, names))
            (*chosen)[(*n)++] = member;
    return status;
}
