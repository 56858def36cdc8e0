/* cost: prices of server hours, of numbers that stand in the study, and of what happens.
 *
 * What a scenario costs before anything has happened is worked out here, exactly: hours on the roster by
 * their prices, then numbers by their amounts, in the order of the study. Prices of what happens, and of hours
 * on call, go into the model, and every replication adds them up.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "build_internal.h"
#include "qsweep/memory.h"
#include "study_internal.h"

enum { SERVER_HOUR, EACH, PER, N_COST_KEYS };
/* Prices of what happens: of everything that is counted, in the order of the metrics; then of hours. */
#define PRICE(name, meaning) {name, QS_NUMBER_IN(qs_not_negative, QS_PLAIN), NULL, meaning},
#define PRICE_COUNT(name, meaning) PRICE(name, "For each: " meaning)
#define PRICE_TIME(name, meaning)
#define PRICE_CUSTOMERS(name, meaning)
#define PRICE_RATIO(name, meaning)
#define PRICE_RATE(name, meaning)
#define PRICE_HOURS(name, meaning)
#define PRICE_AMOUNT(name, meaning)
#define PRICE_OF(name, unit, scopes, shape, meaning) PRICE_##unit(#name, meaning)
static const qs_key per_keys[] = {QS_METRIC_LIST(PRICE_OF) PRICE("wait_hour", "For each hour of waiting")
                                      PRICE("overtime_hour", "For each hour of overtime")};
enum { N_PER_KEYS = sizeof per_keys / sizeof *per_keys };
static const qs_key_table per_map = {
    .name = "per", .about = "Prices of what happens in a replication", QS_KEYS(per_keys)};

static const qs_key cost_keys[N_COST_KEYS] = {
    [SERVER_HOUR] = {"server_hour",
                     QS_EITHER_OF(QS_NUMBER_IN(qs_not_negative, QS_PLAIN),
                                  QS_MEMBERS_OF(QS_NUMBER_IN(qs_not_negative, QS_PLAIN))),
                     NULL, "The price of an hour of a server on the roster, of all windows or by window"},
    [EACH] = {"each", QS_IS(SUM), NULL, "Amounts, by the path of the number in the study that they multiply"},
    [PER] = {"per", QS_MAP_OF(per_map), NULL, "Prices of what happens in a replication"},
};
const qs_key_table qs_keys_cost = {
    .name = "cost", .about = "What things cost", QS_KEYS(cost_keys), .some_of = "server_hour each per"};

/* ---- server hours ---- */

/* Adds the hours of a window's roster, and notes the price of those on call, who come as it happens; false where there are none to speak of (noted at `where`). */
static bool add_hours(qs_study_reader *reader, qs_node *where, int window, double price)
{
    qs_model *model = reader->model;
    if (model->windows[window].servers != QS_INFINITE_SERVERS) {
        model->cost.exact += price * qs_model_server_hours(model, window);
        if (model->windows[window].call.servers > 0 && price > 0) {
            model->windows[window].call.price = price;
            model->cost.has_calls = model->cost.has_per = true;
        }
        return true;
    }
    qs_problem_node(reader, where,
                    "has no hours to pay for, %s has inf servers, so a window with a roster must be named "
                    "(prices by window: {desk: 20})",
                    model->windows[window].name);
    return false;
}

static void build_prices(qs_study_reader *reader, qs_node *node)
{
    for (size_t i = 0; i < node->n; i++) {
        int window;
        double price;
        if (qs_node_is_absent(node->values[i]))
            continue;
        qs_enter(reader, node->keys[i]->text);
        if (qs_read_name(reader, node->keys[i], QS_NAMED_WINDOW, &window) &&
            qs_read_number(reader, NULL, node->values[i], qs_not_negative, QS_PLAIN, &price))
            add_hours(reader, node->values[i], window, price);
        qs_leave(reader);
    }
}

static void build_server_hour(qs_study_reader *reader, qs_node *node)
{
    double price;
    qs_enter(reader, "server_hour");
    if (isinf(reader->model->run.horizon))
        qs_problem_at(reader, node->at, NULL,
                      "needs run.horizon: how long the servers are there is not known where run.customers "
                      "alone ends a replication, so write when the day ends, such as run.horizon: 8 h");
    else if (node->kind == QS_NODE_MAP)
        build_prices(reader, node);
    else if (node->kind == QS_NODE_LIST)
        qs_problem_node(reader, node, "must be a price for all windows, or prices by window: {desk: 20}");
    else if (qs_read_number(reader, NULL, node, qs_not_negative, QS_PLAIN, &price))
        for (int w = 0; w < reader->model->n_windows && add_hours(reader, node, w, price); w++)
            continue;
    qs_leave(reader);
}

/* ---- numbers of the study ---- */

/* How many of a window or source there are, and its servers, where the study leaves that out. */
static bool is_one_by_default(const qs_path *path)
{
    bool is_window = !strcmp(path->steps[0], "windows"), is_source = !strcmp(path->steps[0], "arrivals");
    return path->n == 3 && (((is_window || is_source) && !strcmp(path->steps[2], "count")) ||
                            (is_window && !strcmp(path->steps[2], "servers")));
}

/* The path ends nowhere: where, and what may be meant. */
static void refuse_nowhere(qs_study_reader *reader, qs_node *study, qs_node *key, const qs_path *path)
{
    static const char *const numbers[] = {"count", "servers"};
    int n = path->n - 1;
    while (n > 0 && !qs_path_find(study, path, n))
        n--;
    const qs_node *last = qs_path_find(study, path, n);
    const char *step = path->steps[n], *near = last ? qs_suggest_key(step, last) : NULL;
    if (!near && n == 2 && !strcmp(path->steps[0], "windows"))
        near = qs_nearest(step, numbers, 2);
    if (near)
        qs_problem_node(reader, key, "leads to nothing in the study, there is no '%s', did you mean '%s'?",
                        step, near);
    else
        qs_problem_node(reader, key,
                        "leads to nothing in the study, there is no '%s'; the path of a number is wanted, "
                        "such as windows.%s.count",
                        step, reader->model->n_windows ? reader->model->windows[0].name : "desk");
}

static bool find_number(qs_study_reader *reader, qs_node *study, qs_node *key, const qs_path *path,
                        double *number)
{
    char got[128];
    qs_node *node = qs_path_find(study, path, path->n);
    *number = 1;
    if ((!node || qs_node_is_absent(node)) && is_one_by_default(path) && qs_path_find(study, path, 2))
        return true;
    if (!node || qs_node_is_absent(node)) {
        refuse_nowhere(reader, study, key, path);
        return false;
    }
    qs_scalar_kind kind = qs_scalar_of(node);
    bool is_number =
        node->kind == QS_NODE_SCALAR && (kind == QS_SCALAR_NUMBER || kind == QS_SCALAR_DURATION ||
                                         kind == QS_SCALAR_RATE || kind == QS_SCALAR_PERCENT);
    if (is_number)
        *number = qs_scalar_value(reader, node);
    else
        qs_problem_at(reader, key->at, qs_node_describe(node, got, sizeof got),
                      "must lead to a number that an amount can be multiplied by, and does not");
    return is_number;
}

/* One path, which a * makes several. */
static void add_each(qs_study_reader *reader, qs_node *study, qs_node *key, double amount)
{
    qs_path path, *paths;
    size_t n;
    const char *why;
    double number;
    if (!qs_path_parse(reader->arena, key->text, &path, &why)) {
        qs_problem_node(reader, key,
                        "the path %s, it must be keys with dots between, such as windows.W1.count", why);
        return;
    }
    if (!qs_path_expand(reader, study, &path, key->at, &paths, &n))
        return;
    for (size_t i = 0; i < n; i++)
        if (find_number(reader, study, key, &paths[i], &number))
            reader->model->cost.exact += amount * number;
}

/* Paths live as long as this: a study may be asked for its models by many, and a reader need not have an
 * arena. */
static void build_each(qs_study_reader *reader, qs_node *study, qs_node *node)
{
    qs_arena arena = {0}, *before = reader->arena;
    double amount;
    qs_enter(reader, "each");
    if (node->kind != QS_NODE_MAP)
        qs_problem_node(reader, node,
                        "must be a map from paths to amounts, such as {windows.desk.count: 1000}");
    reader->arena = &arena;
    for (size_t i = 0; node->kind == QS_NODE_MAP && i < node->n; i++) {
        if (qs_node_is_absent(node->values[i]))
            continue;
        qs_enter(reader, node->keys[i]->text);
        if (qs_read_number(reader, NULL, node->values[i], qs_not_negative, QS_PLAIN, &amount))
            add_each(reader, study, node->keys[i], amount);
        qs_leave(reader);
    }
    reader->arena = before;
    qs_arena_clear(&arena);
    qs_leave(reader);
}

/* ---- what happens ---- */

static bool has_roster(const qs_model *model)
{
    for (int w = 0; w < model->n_windows; w++)
        if (model->windows[w].servers != QS_INFINITE_SERVERS)
            return true;
    return false;
}

static void build_per(qs_study_reader *reader, qs_node *node)
{
    qs_node *values[N_PER_KEYS];
    qs_cost_rule *cost = &reader->model->cost;
    enum { WAIT_HOUR = N_PER_KEYS - 2, OVERTIME_HOUR };
    qs_enter(reader, "per");
    if (qs_read_map(reader, node, &per_map, values)) {
        for (int i = 0; i < N_PER_KEYS; i++) {
            const char *name = per_keys[i].name;
            double *out = i < WAIT_HOUR    ? &cost->per[qs_metric_find(name)]
                          : i == WAIT_HOUR ? &cost->per_wait_hour
                                           : &cost->per_overtime_hour;
            cost->has_per |= values[i] != NULL;
            qs_read_number(reader, name, values[i], qs_not_negative, QS_PLAIN, out);
        }
        if (values[OVERTIME_HOUR] && !has_roster(reader->model)) {
            qs_enter(reader, "overtime_hour");
            qs_problem_node(
                reader, values[OVERTIME_HOUR],
                "has no effect, overtime is that of windows with a roster, and all have inf servers");
            qs_leave(reader);
        }
    }
    qs_leave(reader);
}

/* ---- all of it ---- */

/* All scenarios have a cost or none has: it is a metric of theirs. */
static void check_same(qs_study_reader *reader, qs_node *study, bool is_known)
{
    int now = is_known ? 1 : -1;
    if (reader->has_cost == 0)
        reader->has_cost = now;
    if (reader->has_cost == now)
        return;
    qs_enter(reader, "cost");
    qs_problem_at(reader, study->at, NULL,
                  "is known in some scenarios and not in others, write 0 where something costs nothing");
    qs_leave(reader);
}

void qs_build_cost(qs_study_reader *reader, qs_node *study, qs_node *section)
{
    qs_node *values[N_COST_KEYS];
    check_same(reader, study, section != NULL);
    if (!section)
        return;
    reader->model->cost.is_known = true;
    qs_enter(reader, "cost");
    if (qs_read_map(reader, section, &qs_keys_cost, values)) {
        if (!values[SERVER_HOUR] && !values[EACH] && !values[PER] && !section->is_unsure)
            qs_problem_node(reader, section, "must have one of server_hour, each and per at least");
        if (values[SERVER_HOUR])
            build_server_hour(reader, values[SERVER_HOUR]);
        if (values[EACH])
            build_each(reader, study, values[EACH]);
        if (values[PER])
            build_per(reader, values[PER]);
    }
    qs_leave(reader);
}
