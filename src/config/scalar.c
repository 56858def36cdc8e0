/* Scalars: numbers, times and rates with units, shares, whole numbers, true and false, words of a list.
 *
 * Numbers are decimal: 12, -0.5, 1e3. What YAML 1.1 would make of 010, 0x10, 1_000, yes or on is refused
 * rather than guessed. A whole number may be written 2.0 or 1e3. Times take a unit: "90 s", 1.5 min, 8h;
 * rates too: "35 / h", 120/h. Shares may be in percent: 70 %.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reader_internal.h"

const qs_bounds qs_any = {-INFINITY, INFINITY, true, true};
const qs_bounds qs_positive = {0, INFINITY, true, true};
const qs_bounds qs_factor = {1e-9, 1e9, false, false};
const qs_bounds qs_not_negative = {0, INFINITY, false, true};
const qs_bounds qs_inside_one = {0, 1, true, true};
const qs_bounds qs_probability = {0, 1, false, false};
const qs_bounds qs_chance = {0, 1, true, false};

/* Sums of squares of times must be numbers still. */
static const double LARGEST_TIME = 1e100;
static const double LARGEST_WHOLE = 9007199254740992.0; /* 2^53: above it doubles skip whole numbers */

size_t qs_number_length(const char *text)
{
    size_t i = text[0] == '-' || text[0] == '+';
    size_t whole = strspn(text + i, "0123456789");
    if (whole > 1 && text[i] == '0')
        return 0; /* 010 is eight to some and ten to others */
    i += whole;
    size_t fraction = 0;
    if (text[i] == '.') {
        fraction = strspn(text + i + 1, "0123456789");
        i += 1 + fraction;
    }
    if (whole + fraction == 0)
        return 0;
    if (text[i] == 'e' || text[i] == 'E') {
        size_t sign = text[i + 1] == '-' || text[i + 1] == '+';
        size_t digits = strspn(text + i + 1 + sign, "0123456789");
        i += digits ? 1 + sign + digits : 0;
    }
    return i;
}

static bool is_one_of(const char *text, const char *const *words)
{
    for (; *words; words++)
        if (!strcmp(text, *words))
            return true;
    return false;
}

/* What stands behind a number: a unit of time, a slash and one, a percent sign. */
static qs_scalar_kind parse_unit(qs_node *node, const char *rest)
{
    bool is_rate = *rest == '/';
    if (!strcmp(rest, "%"))
        return QS_SCALAR_PERCENT;
    rest += is_rate ? 1 + strspn(rest + 1, " ") : 0;
    node->seconds = qs_unit_seconds(rest);
    if (node->seconds == 0)
        return QS_SCALAR_TEXT;
    return is_rate ? QS_SCALAR_RATE : QS_SCALAR_DURATION;
}

static qs_scalar_kind parse(qs_node *node)
{
    static const char *const nulls[] = {"", "~", "null", "Null", "NULL", NULL};
    static const char *const infinities[] = {"inf", "Inf", ".inf", ".Inf", ".INF", "+.inf", NULL};
    const char *text = node->text;
    if (!node->is_quoted && is_one_of(text, nulls))
        return QS_SCALAR_NULL;
    if (!node->is_quoted && is_one_of(text, infinities)) {
        node->number = INFINITY;
        return QS_SCALAR_INFINITE;
    }
    if (qs_clock_parse(text, &node->number))
        return QS_SCALAR_CLOCK;
    size_t n = qs_number_length(text);
    if (n == 0)
        return QS_SCALAR_TEXT;
    node->number = strtod(text, NULL);
    if (!text[n]) /* a number in quotes is a text: "10" may be a name, not a value */
        return node->is_quoted ? QS_SCALAR_TEXT : QS_SCALAR_NUMBER;
    n += strspn(text + n, " ");
    return parse_unit(node, text + n);
}

qs_scalar_kind qs_scalar_of(qs_node *node)
{
    if (node->kind != QS_NODE_SCALAR)
        return QS_SCALAR_TEXT;
    if (node->scalar == QS_SCALAR_UNSEEN)
        node->scalar = parse(node);
    return node->scalar;
}

bool qs_scalar_is_number(qs_node *node)
{
    if (!node || node->kind != QS_NODE_SCALAR)
        return false;
    qs_scalar_kind kind = qs_scalar_of(node);
    return kind != QS_SCALAR_TEXT && kind != QS_SCALAR_NULL;
}

double qs_scalar_value(const qs_study_reader *reader, qs_node *node)
{
    qs_scalar_kind kind = qs_scalar_of(node);
    if (kind == QS_SCALAR_PERCENT)
        return node->number / 100;
    if (kind == QS_SCALAR_CLOCK)
        return qs_clock_after(reader, node->number, 0, true);
    bool has_unit = kind == QS_SCALAR_DURATION || kind == QS_SCALAR_RATE;
    if (!has_unit || node->seconds == reader->unit_seconds)
        return node->number;
    return kind == QS_SCALAR_RATE ? node->number * reader->unit_seconds / node->seconds
                                  : node->number * node->seconds / reader->unit_seconds;
}

/* What the bounds allow, in words. */
static const char *bounds_text(qs_bounds bounds, char *buffer, size_t size)
{
    bool has_low = bounds.low > -INFINITY, has_high = bounds.high < INFINITY;
    if (has_low && has_high)
        snprintf(buffer, size, " %s %g %s %g%s", bounds.low_open ? "above" : "from", bounds.low,
                 bounds.low_open || bounds.high_open ? "and below" : "to", bounds.high,
                 bounds.low_open && !bounds.high_open ? " or equal to it" : "");
    else if (has_low)
        snprintf(buffer, size, " %s %g", bounds.low_open ? "above" : "of at least", bounds.low);
    else if (has_high)
        snprintf(buffer, size, " %s %g", bounds.high_open ? "below" : "of at most", bounds.high);
    else
        buffer[0] = 0;
    return buffer;
}

static bool is_within(qs_bounds bounds, double x)
{
    if (!isfinite(x))
        return false;
    return (bounds.low_open ? x > bounds.low : x >= bounds.low) &&
           (bounds.high_open ? x < bounds.high : x <= bounds.high);
}

/* 95 where a share is wanted */
static bool is_percent(qs_node *node, qs_bounds bounds)
{
    return qs_scalar_of(node) == QS_SCALAR_NUMBER && bounds.high == 1 && bounds.low == 0 &&
           node->number >= 2 && node->number <= 100;
}

static bool is_share(qs_bounds bounds, qs_dimension dimension)
{
    return dimension == QS_SHARE || (bounds.low >= 0 && bounds.high == 1);
}

static void refuse_number(qs_study_reader *reader, qs_node *node, qs_bounds bounds, qs_dimension dimension)
{
    char allowed[80], hint[QS_HINT_SIZE];
    qs_scalar_kind kind = qs_scalar_of(node);
    bounds_text(bounds, allowed, sizeof allowed);
    if (kind == QS_SCALAR_DURATION && dimension == QS_PER_TIME)
        qs_problem_node(
            reader, node,
            "is a time and no rate, must be a number%s per %s (time_unit), or a rate with its unit, "
            "such as 120 / h",
            allowed, reader->unit_name);
    else if (kind == QS_SCALAR_DURATION)
        qs_problem_node(reader, node, "is no time, must be a number%s without a unit", allowed);
    else if (kind == QS_SCALAR_RATE && dimension != QS_PER_TIME)
        qs_problem_node(reader, node, "is no rate, must be a number%s without a unit", allowed);
    else if (is_percent(node, bounds))
        qs_problem_node(reader, node, "must be a number%s, or in percent with the sign: %s %%", allowed,
                        node->text);
    else
        qs_problem_node(reader, node, "must be a number%s%s", allowed,
                        is_share(bounds, dimension) && kind == QS_SCALAR_PERCENT
                            ? ""
                            : qs_number_hint(reader, node, false, hint, sizeof hint));
}

bool qs_read_number(qs_study_reader *reader, const char *key, qs_node *node, qs_bounds bounds,
                    qs_dimension dimension, double *out)
{
    if (!node)
        return false;
    if (reader->is_without_units && dimension != QS_SHARE)
        dimension = QS_PLAIN;
    qs_scalar_kind kind = qs_scalar_of(node);
    bool is_allowed = kind == QS_SCALAR_NUMBER || (kind == QS_SCALAR_RATE && dimension == QS_PER_TIME) ||
                      (kind == QS_SCALAR_PERCENT && is_share(bounds, dimension));
    double x = is_allowed ? qs_scalar_value(reader, node) : 0;
    if (is_allowed && is_within(bounds, x)) {
        node->dimension = dimension;
        *out = x;
        return true;
    }
    if (key)
        qs_enter(reader, key);
    refuse_number(reader, node, bounds, dimension);
    if (key)
        qs_leave(reader);
    return false;
}

/* or [in] what else is allowed, for the message */
static bool read_time(qs_study_reader *reader, const char *key, qs_node *node, qs_bounds bounds,
                      const char * or, double *out)
{
    qs_scalar_kind kind = qs_scalar_of(node);
    if (kind == QS_SCALAR_NUMBER || kind == QS_SCALAR_DURATION) {
        double time = node->number;
        if (kind == QS_SCALAR_DURATION)
            time = time * node->seconds / reader->unit_seconds;
        if (is_within(bounds, time) && fabs(time) <= LARGEST_TIME) {
            node->dimension = QS_TIME;
            *out = time;
            return true;
        }
        if (fabs(time) > LARGEST_TIME)
            bounds.high = LARGEST_TIME;
    }
    char allowed[80], hint[QS_HINT_SIZE];
    bounds_text(bounds, allowed, sizeof allowed);
    if (key)
        qs_enter(reader, key);
    qs_problem_node(reader, node,
                    "must be a time%s, a number in %s or one with a unit s, min, h or d, such as 90 s%s%s",
                    allowed, reader->unit_name, or, qs_number_hint(reader, node, true, hint, sizeof hint));
    if (key)
        qs_leave(reader);
    return false;
}

bool qs_read_time(qs_study_reader *reader, const char *key, qs_node *node, qs_bounds bounds, double *out)
{
    if (reader->is_without_units)
        return qs_read_number(reader, key, node, bounds, QS_PLAIN, out);
    return node && read_time(reader, key, node, bounds, "", out);
}

bool qs_read_instant(qs_study_reader *reader, const char *key, qs_node *node, qs_bounds bounds, double after,
                     bool may_equal, double *out)
{
    if (!node)
        return false;
    if (qs_scalar_of(node) != QS_SCALAR_CLOCK)
        return read_time(reader, key, node, bounds,
                         reader->has_clock ? ", or a time of day such as 12:15" : "", out);
    if (key)
        qs_enter(reader, key);
    bool is_good = qs_clock_take(reader, node, after, may_equal, out);
    if (key)
        qs_leave(reader);
    return is_good;
}

bool qs_read_integer(qs_study_reader *reader, const char *key, qs_node *node, int64_t low, int64_t high,
                     int64_t *out)
{
    if (!node)
        return false;
    if (qs_scalar_of(node) == QS_SCALAR_NUMBER) {
        double x = node->number;
        if (x == floor(x) && fabs(x) <= LARGEST_WHOLE && x >= (double)low && x <= (double)high) {
            *out = (int64_t)x;
            return true;
        }
    }
    char hint[QS_HINT_SIZE];
    if (key)
        qs_enter(reader, key);
    if (high >= (int64_t)LARGEST_WHOLE)
        qs_problem_node(reader, node, "must be a whole number of at least %lld%s", (long long)low,
                        qs_number_hint(reader, node, false, hint, sizeof hint));
    else
        qs_problem_node(reader, node, "must be a whole number from %lld to %lld%s", (long long)low,
                        (long long)high, qs_number_hint(reader, node, false, hint, sizeof hint));
    if (key)
        qs_leave(reader);
    return false;
}

bool qs_read_seed(qs_study_reader *reader, const char *key, qs_node *node, uint64_t *out)
{
    if (!node)
        return false;
    if (qs_scalar_of(node) == QS_SCALAR_NUMBER) {
        size_t digits = strspn(node->text, "0123456789");
        unsigned long long value = 0;
        bool fits = digits > 0 && digits <= 20 && !node->text[digits];
        for (size_t i = 0; i < digits && fits; i++)
            fits = !__builtin_mul_overflow(value, 10ULL, &value) &&
                   !__builtin_add_overflow(value, (unsigned long long)(node->text[i] - '0'), &value);
        if (fits) {
            *out = value;
            return true;
        }
    }
    char hint[QS_HINT_SIZE];
    if (key)
        qs_enter(reader, key);
    qs_problem_node(reader, node, "must be a whole number from 0 to 18446744073709551615%s",
                    qs_number_hint(reader, node, false, hint, sizeof hint));
    if (key)
        qs_leave(reader);
    return false;
}

bool qs_read_bool(qs_study_reader *reader, const char *key, qs_node *node, bool *out)
{
    static const char *const yes[] = {"true", "True", "TRUE", NULL};
    static const char *const no[] = {"false", "False", "FALSE", NULL};
    static const char *const others[] = {"yes", "Yes", "YES", "no", "No", "NO", "on", "On", "ON", "off",
                                         "Off", "OFF", "y",   "Y",  "n",  "N",  "1",  "0",  NULL};
    if (!node)
        return false;
    bool is_plain = node->kind == QS_NODE_SCALAR && !node->is_quoted;
    if (is_plain && is_one_of(node->text, yes)) {
        *out = true;
        return true;
    }
    if (is_plain && is_one_of(node->text, no)) {
        *out = false;
        return true;
    }
    if (key)
        qs_enter(reader, key);
    qs_problem_node(reader, node, "must be true or false%s",
                    is_plain && is_one_of(node->text, others) ? " in these very words" : "");
    if (key)
        qs_leave(reader);
    return false;
}

bool qs_read_choice(qs_study_reader *reader, const char *key, qs_node *node, const char *const *choices,
                    int n, int *out)
{
    if (!node)
        return false;
    bool is_scalar = node->kind == QS_NODE_SCALAR;
    for (int i = 0; i < n && is_scalar; i++)
        if (!strcmp(node->text, choices[i])) {
            *out = i;
            return true;
        }
    char list[256];
    qs_join(list, sizeof list, choices, (size_t)n, " or ");
    const char *near = is_scalar ? qs_nearest(node->text, choices, (size_t)n) : NULL;
    if (key)
        qs_enter(reader, key);
    if (near)
        qs_problem_node(reader, node, "must be %s, did you mean '%s'?", list, near);
    else
        qs_problem_node(reader, node, "must be %s", list);
    if (key)
        qs_leave(reader);
    return false;
}
