/* Step functions: rates and shifts and speeds that change.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "build_internal.h"
#include "qsweep/memory.h"

enum { UNTIL, VALUE, N_KEYS };
#define UNTIL_KEY                                                                                            \
    {                                                                                                        \
        "until", QS_INSTANT_IN(qs_positive), NULL, "The end of the piece; only the last may leave it out"    \
    }

static const qs_key rate_keys[N_KEYS] = {
    [UNTIL] = UNTIL_KEY,
    [VALUE] = {"rate", QS_NUMBER_IN(qs_not_negative, QS_PER_TIME), NULL, "The rate until then"},
};
static const qs_key shift_keys[N_KEYS] = {
    [UNTIL] = UNTIL_KEY,
    [VALUE] = {"servers", QS_WHOLE_IN(0, QS_MAX_SERVERS), NULL, "So many servers are on duty until then"},
};
static const qs_key units_keys[N_KEYS] = {
    [UNTIL] = UNTIL_KEY,
    [VALUE] = {"units", QS_WHOLE_IN(0, QS_MAX_UNITS), NULL, "So many units are there until then"},
};
static const qs_key factor_keys[N_KEYS] = {
    [UNTIL] = UNTIL_KEY,
    [VALUE] = {"factor", QS_NUMBER_IN(qs_factor, QS_PLAIN), NULL, "The factor until then"},
};
const qs_key_table qs_keys_rate_step = {
    .name = "rate_step", .about = "A piece of a rate", QS_KEYS(rate_keys), .needs = "rate"};
const qs_key_table qs_keys_shift = {
    .name = "shift", .about = "A shift", QS_KEYS(shift_keys), .needs = "servers"};
const qs_key_table qs_keys_units_step = {
    .name = "units_step", .about = "A shift of a resource", QS_KEYS(units_keys), .needs = "units"};
const qs_key_table qs_keys_factor_step = {
    .name = "factor_step", .about = "A piece of a factor", QS_KEYS(factor_keys), .needs = "factor"};

/* The table of pieces that have such a value. */
static const qs_key_table *map_of(const char *value_key)
{
    static const qs_key_table *const maps[] = {&qs_keys_rate_step, &qs_keys_shift, &qs_keys_factor_step,
                                               &qs_keys_units_step};
    for (size_t i = 0; i < sizeof maps / sizeof *maps; i++)
        if (!strcmp(maps[i]->keys[VALUE].name, value_key))
            return maps[i];
    return NULL;
}

/* A list of pieces that repeats, for those that may. */
enum { PERIOD, SHIFTS, N_CYCLE_KEYS };
#define PERIOD_KEY                                                                                           \
    {                                                                                                        \
        "period", QS_TIME_IN(qs_positive), NULL,                                                             \
            "The time after which all begins again, the first at time 0"                                     \
    }
static const qs_key roster_keys[N_CYCLE_KEYS] = {
    [PERIOD] = PERIOD_KEY,
    [SHIFTS] = {"shifts", QS_LIST_OF(1, 0, QS_MAP_OF(qs_keys_shift)), NULL, "The shifts of a period"},
};
static const qs_key units_cycle_keys[N_CYCLE_KEYS] = {
    [PERIOD] = PERIOD_KEY,
    [SHIFTS] = {"shifts", QS_LIST_OF(1, 0, QS_MAP_OF(qs_keys_units_step)), NULL, "The shifts of a period"},
};
static const qs_key factor_cycle_keys[N_CYCLE_KEYS] = {
    [PERIOD] = PERIOD_KEY,
    [SHIFTS] = {"shifts", QS_LIST_OF(1, 0, QS_MAP_OF(qs_keys_factor_step)), NULL, "The factors of a period"},
};
const qs_key_table qs_keys_roster = {
    .name = "roster", .about = "Shifts that repeat", QS_KEYS(roster_keys), .needs = "period shifts"};
const qs_key_table qs_keys_units_cycle = {.name = "units_cycle",
                                          .about = "Shifts of a resource that repeat",
                                          QS_KEYS(units_cycle_keys),
                                          .needs = "period shifts"};
const qs_key_table qs_keys_factor_cycle = {.name = "factor_cycle",
                                           .about = "Factors that repeat",
                                           QS_KEYS(factor_cycle_keys),
                                           .needs = "period shifts"};

/* `until` of piece i of n, which must be above the last one. */
static bool read_until(qs_study_reader *reader, qs_node *item, qs_node *node, bool is_last, double last,
                       double *until)
{
    if (!node) {
        *until = INFINITY;
        return is_last ||
               qs_require(reader, item, "until", node, "a time (only the last piece may leave it out)");
    }
    if (!qs_read_instant(reader, "until", node, qs_positive, last, false, until))
        return false;
    if (*until > last)
        return true;
    qs_enter(reader, "until");
    qs_problem_node(reader, node, "must be later than that of the piece before");
    qs_leave(reader);
    return false;
}

static bool read_value(qs_study_reader *reader, const char *key, qs_node *item, qs_node *node,
                       qs_bounds bounds, int64_t most, qs_dimension dimension, double *out)
{
    int64_t whole;
    if (!qs_require(reader, item, key, node, most ? "a whole number" : "a number"))
        return false;
    if (!most)
        return qs_read_number(reader, key, node, bounds, dimension, out);
    if (!qs_read_integer(reader, key, node, 0, most, &whole))
        return false;
    *out = (double)whole;
    return true;
}

bool qs_read_steps(qs_study_reader *reader, qs_node *list, const char *value_key, qs_bounds bounds,
                   int64_t most, qs_dimension dimension, qs_piece **pieces, size_t *n)
{
    const qs_key_table *map = map_of(value_key);
    double last = 0;
    *pieces = NULL;
    *n = 0;
    if (!map) {
        qs_reader_fail(reader, qs_fail(QS_ERROR_INTERNAL, "no pieces have the key %s", value_key));
        return false;
    }
    if (!qs_read_list(reader, list, 1, "maps such as {until: 60, ...}") ||
        qs_reader_fail(reader, qs_calloc(list->n, sizeof **pieces, pieces)))
        return false;
    bool is_good = true;
    for (size_t i = 0; i < list->n; i++) {
        qs_node *item = list->values[i], *values[N_KEYS];
        qs_enter_item(reader, i);
        bool is_read = qs_read_map(reader, item, map, values);
        if (is_read) {
            is_read = read_until(reader, item, values[UNTIL], i + 1 == list->n, last, &(*pieces)[i].until);
            is_read &= read_value(reader, value_key, item, values[VALUE], bounds, most, dimension,
                                  &(*pieces)[i].value);
        }
        qs_leave(reader);
        last = is_read ? (*pieces)[i].until : last;
        is_good &= is_read;
    }
    *n = list->n;
    if (!is_good) {
        qs_free(*pieces);
        *pieces = NULL;
        *n = 0;
    }
    return is_good;
}

/* The last piece ends with the period. */
static bool fit_period(qs_study_reader *reader, qs_node *list, double period, qs_piece *pieces, size_t n)
{
    double *last = &pieces[n - 1].until;
    if (isinf(*last))
        *last = period;
    bool is_late = n > 1 && pieces[n - 2].until >= period;
    if (fabs(*last - period) <= 1e-12 * period && !is_late) {
        *last = period;
        return true;
    }
    qs_problem_at(reader, list->values[n - 1]->at, NULL,
                  is_late || *last > period
                      ? "must end within the period of %g, which begins at time 0"
                      : "must last up to the end of the period of %g: leave its `until` out, or add what "
                        "holds from then on",
                  period);
    return false;
}

bool qs_read_cycle(qs_study_reader *reader, qs_node *node, const qs_key_table *cycle, const char *value_key,
                   qs_bounds bounds, int64_t most, qs_dimension dimension, qs_piece **pieces, size_t *n,
                   double *period)
{
    qs_node *values[N_CYCLE_KEYS];
    *pieces = NULL;
    *n = 0;
    *period = 0;
    if (node->kind != QS_NODE_MAP) {
        bool is_read = qs_read_steps(reader, node, value_key, bounds, most, dimension, pieces, n);
        if (is_read)
            (*pieces)[*n - 1].until = INFINITY; /* the last holds for ever */
        return is_read;
    }
    if (!qs_read_map(reader, node, cycle, values))
        return false;
    bool is_good = qs_require(reader, node, "period", values[PERIOD], "a time, such as 24 h");
    is_good &= qs_require(reader, node, "shifts", values[SHIFTS], "a list of maps such as {until: 60, ...}");
    is_good = is_good && qs_read_time(reader, "period", values[PERIOD], qs_positive, period);
    if (!values[SHIFTS])
        return false;
    qs_enter(reader, "shifts");
    bool is_read = qs_read_steps(reader, values[SHIFTS], value_key, bounds, most, dimension, pieces, n);
    is_good = is_good && is_read && fit_period(reader, values[SHIFTS], *period, *pieces, *n);
    qs_leave(reader);
    if (!is_good) {
        qs_free(*pieces);
        *pieces = NULL;
        *n = 0;
        *period = 0;
    }
    return is_good;
}

static bool read_pair(qs_study_reader *reader, qs_node *item, bool is_time, bool is_first, double last,
                      qs_piece *piece)
{
    int64_t whole;
    if (item->kind != QS_NODE_LIST || item->n != 2) {
        qs_problem_node(reader, item, "must be a pair [from, factor]");
        return false;
    }
    qs_enter_item(reader, 0);
    bool is_good;
    if (is_time) {
        is_good = qs_read_time(reader, NULL, item->values[0], qs_not_negative, &piece->until);
    } else {
        is_good = qs_read_integer(reader, NULL, item->values[0], 0, INT64_C(1) << 53, &whole);
        piece->until = is_good ? (double)whole : 0;
    }
    if (is_good && !is_first && !(piece->until > last)) {
        qs_problem_node(reader, item->values[0], "must be more than that of the pair before");
        is_good = false;
    }
    qs_leave(reader);
    qs_enter_item(reader, 1);
    is_good &= qs_read_number(reader, NULL, item->values[1], qs_factor, QS_PLAIN, &piece->value);
    qs_leave(reader);
    return is_good;
}

bool qs_read_pairs(qs_study_reader *reader, qs_node *list, bool is_time, qs_piece **pieces, size_t *n)
{
    *pieces = NULL;
    *n = 0;
    if (!qs_read_list(reader, list, 1, "pairs [from, factor]") ||
        qs_reader_fail(reader, qs_calloc(list->n, sizeof **pieces, pieces)))
        return false;
    bool is_good = true;
    for (size_t i = 0; i < list->n; i++) {
        qs_enter_item(reader, i);
        is_good &= read_pair(reader, list->values[i], is_time, i == 0, i ? (*pieces)[i - 1].until : 0,
                             &(*pieces)[i]);
        qs_leave(reader);
    }
    *n = list->n;
    if (!is_good) {
        qs_free(*pieces);
        *pieces = NULL;
        *n = 0;
    }
    return is_good;
}
