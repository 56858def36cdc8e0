/* Choosing axes and scenarios by words.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/choose.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "qsweep/memory.h"
#include "qsweep/nearest.h"

qs_status qs_words_add(qs_words *words, const char *word)
{
    qs_status status = qs_reserve(&words->items, &words->capacity, words->n + 1, sizeof *words->items);
    if (!status)
        words->items[words->n++] = word;
    return status;
}

void qs_words_clear(qs_words *words)
{
    qs_free((void *)words->items);
    *words = (qs_words){0};
}

/* ---- axes ---- */

static bool ends_with(const char *path, const char *tail)
{
    size_t n = strlen(path), m = strlen(tail);
    return m > 0 && n > m && path[n - m - 1] == '.' && strcmp(path + n - m, tail) == 0;
}

/* The names of all axes, cut where there are too many. */
static const char *list_axes(const qs_results_about *about, char *text, size_t size)
{
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < about->n_axes && used < size; i++)
        used += (size_t)snprintf(text + used, size - used, "%s%s", i ? ", " : "", about->axes[i].name);
    return text;
}

/* An axis that is almost called that, by its path or by as many of its last words as the name has. */
static const char *near_miss(const qs_results_about *about, const char *name)
{
    const char *nearest = NULL;
    int least = QS_NEAREST_NONE;
    for (size_t i = 0; i < about->n_axes; i++) {
        for (const char *tail = about->axes[i].name; tail;
             tail = strchr(tail, '.') ? strchr(tail, '.') + 1 : NULL)
            if (qs_nearest_is(name, tail, &least))
                nearest = about->axes[i].name;
    }
    return nearest;
}

/* An axis of this name, else of this path; else how many end so, and the last of them. */
static size_t find_fitting(const qs_results_about *about, const char *name, size_t *axis)
{
    size_t n_fitting = 0;
    for (int by_path = 0; by_path < 2; by_path++)
        for (size_t i = 0; i < about->n_axes; i++) {
            const char *known = by_path ? about->axes[i].path : about->axes[i].name;
            if (known && strcmp(known, name) == 0) {
                *axis = i;
                return 1;
            }
        }
    for (size_t i = 0; i < about->n_axes; i++) {
        const qs_axis *one = &about->axes[i];
        if (ends_with(one->name, name) || (one->path && ends_with(one->path, name))) {
            n_fitting++;
            *axis = i;
        }
    }
    return n_fitting;
}

qs_status qs_choose_axis(const qs_results_about *about, const char *name, size_t *axis)
{
    char names[512];
    size_t n_fitting = find_fitting(about, name, axis);
    if (n_fitting == 1)
        return QS_OK;
    if (n_fitting == 0 && strcmp(name, "scenario") == 0) {
        *axis = QS_AXIS_SCENARIO;
        return QS_OK;
    }
    if (n_fitting > 1)
        return qs_fail(QS_ERROR_USAGE, "%s is the end of %zu axes; the axes are %s", name, n_fitting,
                       list_axes(about, names, sizeof names));
    if (about->n_axes == 0)
        return qs_fail(QS_ERROR_USAGE, "there is no axis %s; the study sweeps nothing", name);
    const char *meant = near_miss(about, name);
    if (meant)
        return qs_fail(QS_ERROR_USAGE, "there is no axis %s; did you mean %s?", name, meant);
    return qs_fail(QS_ERROR_USAGE, "there is no axis %s; the axes are %s", name,
                   list_axes(about, names, sizeof names));
}

bool qs_axis_is_label(const qs_results_about *about, size_t axis)
{
    return about->labels && axis == 0;
}

bool qs_axis_is_explained(const qs_results_about *about, size_t axis)
{
    return about->is_explained && axis < about->n_axes && about->is_explained[axis];
}

static bool is_numeric(const qs_results_about *about, size_t axis)
{
    return axis == QS_AXIS_SCENARIO || about->axes[axis].numbers;
}

static double number_of(const qs_results_about *about, size_t axis, uint64_t scenario)
{
    return axis == QS_AXIS_SCENARIO ? (double)scenario : about->axes[axis].numbers[scenario];
}

const char *qs_axis_text(const qs_results_about *about, size_t axis, uint64_t scenario,
                         char text[QS_AXIS_TEXT])
{
    if (!is_numeric(about, axis))
        return about->axes[axis].texts[scenario];
    snprintf(text, QS_AXIS_TEXT, "%.10g", number_of(about, axis, scenario));
    return text;
}

static int compare_numbers(double a, double b)
{
    if (a == b || (isfinite(a) && isfinite(b) && fabs(a - b) <= 1e-9 * fmax(fabs(a), fabs(b))))
        return 0;
    return a < b ? -1 : 1;
}

static int sign(int x)
{
    return (x > 0) - (x < 0);
}

int qs_axis_compare(const qs_results_about *about, size_t axis, uint64_t a, uint64_t b)
{
    if (is_numeric(about, axis))
        return compare_numbers(number_of(about, axis, a), number_of(about, axis, b));
    return sign(strcmp(about->axes[axis].texts[a], about->axes[axis].texts[b]));
}

/* ---- conditions ---- */

typedef enum relation { EQUAL, NOT_EQUAL, LESS, AT_MOST, MORE, AT_LEAST } relation;

typedef struct condition {
    size_t axis;
    relation relation;
    const char *value; /* borrowed */
} condition;

static const struct {
    const char *sign;
    relation relation;
} signs[] = {{"!=", NOT_EQUAL}, {"<=", AT_MOST}, {">=", AT_LEAST}, {"=", EQUAL}, {"<", LESS}, {">", MORE}};

static bool parse_relation(const char *text, relation *out, size_t *length)
{
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        *length = strlen(signs[i].sign);
        if (strncmp(text, signs[i].sign, *length) == 0) {
            *out = signs[i].relation;
            return true;
        }
    }
    return false;
}

static bool is_number(const char *text, size_t n, double *out)
{
    char copy[64], *end;
    if (n == 0 || n >= sizeof copy)
        return false;
    memcpy(copy, text, n);
    copy[n] = '\0';
    *out = strtod(copy, &end);
    return *end == '\0' && !isnan(*out);
}

/* The number that a value of an axis is typed as, or the time of day. */
static bool is_value(const qs_results_about *about, size_t axis, const char *text, size_t n, double *out)
{
    return is_number(text, n, out) || qs_axis_read_instant(about, axis, text, n, out);
}

/* Whether a text is one of the comma-separated values; it may hold commas itself. */
static bool any_text(const char *values, const char *own)
{
    size_t n = strlen(own);
    for (const char *at = values;; at++) {
        if (strncmp(at, own, n) == 0 && (at[n] == ',' || at[n] == '\0'))
            return true;
        at += strcspn(at, ",");
        if (*at == '\0')
            return false;
    }
}

static bool any_value(const condition *c, const qs_results_about *about, uint64_t scenario)
{
    if (!is_numeric(about, c->axis))
        return any_text(c->value, about->axes[c->axis].texts[scenario]);
    for (const char *at = c->value;; at++) {
        size_t n = strcspn(at, ",");
        double number;
        if (is_value(about, c->axis, at, n, &number) &&
            compare_numbers(number_of(about, c->axis, scenario), number) == 0)
            return true;
        at += n;
        if (*at == '\0')
            return false;
    }
}

static bool holds(const condition *c, const qs_results_about *about, uint64_t scenario)
{
    if (c->relation == EQUAL || c->relation == NOT_EQUAL)
        return any_value(c, about, scenario) == (c->relation == EQUAL);
    double number = 0;
    is_value(about, c->axis, c->value, strlen(c->value), &number);
    int order = compare_numbers(number_of(about, c->axis, scenario), number);
    switch (c->relation) {
    case LESS:
        return order < 0;
    case AT_MOST:
        return order <= 0;
    case MORE:
        return order > 0;
    default:
        return order >= 0;
    }
}

static qs_status check_value(const condition *c, const qs_results_about *about, const char *text)
{
    if (!*c->value)
        return qs_fail(QS_ERROR_USAGE, "--where needs AXIS=VALUE (got %s)", text);
    bool is_ordered = c->relation != EQUAL && c->relation != NOT_EQUAL;
    if (!is_numeric(about, c->axis))
        return is_ordered ? qs_fail(QS_ERROR_USAGE, "%s is a text: only = and != are for it (got %s)",
                                    about->axes[c->axis].name, text)
                          : QS_OK;
    for (const char *at = c->value;; at++) {
        size_t n = is_ordered ? strlen(at) : strcspn(at, ",");
        double number;
        if (!is_value(about, c->axis, at, n, &number))
            return qs_fail(QS_ERROR_USAGE, "--where needs a number%s there (got %s)",
                           qs_axis_is_instant(about, c->axis) ? ", or a time of day," : "", text);
        at += n;
        if (*at == '\0')
            return QS_OK;
    }
}

static qs_status parse_condition(const qs_results_about *about, const char *text, condition *out)
{
    char name[QS_AXIS_TEXT];
    size_t n = strcspn(text, "=<>!"), length;
    if (n == 0 || n >= sizeof name || !parse_relation(text + n, &out->relation, &length))
        return qs_fail(QS_ERROR_USAGE,
                       "--where needs AXIS=VALUE, such as windows.W2.servers=3, or !=, <, <=, >, >= (got %s)",
                       text);
    memcpy(name, text, n);
    name[n] = '\0';
    out->value = text + n + length;
    qs_status status = qs_choose_axis(about, name, &out->axis);
    return status ? status : check_value(out, about, text);
}

/* The values that an axis takes, each once, as far as there is room. */
static const char *list_values(const qs_results_about *about, size_t axis, char *text, size_t size)
{
    char value[QS_AXIS_TEXT];
    const char *between = is_numeric(about, axis) ? ", " : "; "; /* texts may hold commas */
    size_t used = 0;
    text[0] = '\0';
    for (uint64_t i = 0; i < about->n_scenarios && i < 10000 && used + 8 < size; i++) {
        bool is_new = true;
        for (uint64_t j = 0; j < i && is_new; j++)
            is_new = qs_axis_compare(about, axis, i, j) != 0;
        if (is_new)
            used += (size_t)snprintf(text + used, size - used, "%s%s", used ? between : "",
                                     qs_axis_words(about, axis, i, value));
    }
    if (used >= size)
        memcpy(text + size - 4, "...", 4);
    return text;
}

static qs_status nothing_left(const qs_results_about *about, const condition *c, const qs_words *conditions)
{
    char values[300];
    if (conditions->n > 1)
        return qs_fail(QS_ERROR_USAGE, "no scenario fulfils all %zu conditions", conditions->n);
    if (c->axis == QS_AXIS_SCENARIO)
        return qs_fail(QS_ERROR_USAGE, "no scenario fulfils %s; they are counted from 0 to %llu",
                       conditions->items[0], (unsigned long long)about->n_scenarios - 1);
    return qs_fail(QS_ERROR_USAGE, "no scenario fulfils %s; %s is %s", conditions->items[0],
                   about->axes[c->axis].name, list_values(about, c->axis, values, sizeof values));
}

qs_status qs_choose_scenarios(const qs_results_about *about, const qs_words *conditions, uint64_t **chosen,
                              uint64_t *n)
{
    condition *list = NULL;
    *n = 0;
    qs_status status = qs_calloc(about->n_scenarios, sizeof **chosen, chosen);
    if (!status)
        status = qs_calloc(conditions->n, sizeof *list, &list);
    for (size_t i = 0; i < conditions->n && !status; i++)
        status = parse_condition(about, conditions->items[i], &list[i]);
    for (uint64_t s = 0; s < about->n_scenarios && !status; s++) {
        bool fits = true;
        for (size_t i = 0; i < conditions->n && fits; i++)
            fits = holds(&list[i], about, s);
        if (fits)
            (*chosen)[(*n)++] = s;
    }
    if (!status && *n == 0)
        status = nothing_left(about, list, conditions);
    if (status) {
        qs_free(*chosen);
        *chosen = NULL;
    }
    qs_free(list);
    return status;
}
