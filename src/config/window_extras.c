/* A window's capacity, priorities, pairs of services, breakdowns, speed and own times.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "build_internal.h"
#include "qsweep/memory.h"

#define MOST (INT64_C(1) << 53)

static const char *const overflows[] = {"reject", "drop_oldest", "block", "drop_least_urgent"};
enum { QUEUE, TOTAL, OVERFLOW, N_CAPACITY_KEYS };
static const qs_key capacity_keys[N_CAPACITY_KEYS] = {
    [QUEUE] = {"queue", QS_WHOLE_IN(0, MOST), NULL, "Places for waiting"},
    [TOTAL] = {"total", QS_WHOLE_IN(1, MOST), NULL, "Places for waiting and in service together"},
    [OVERFLOW] = {"overflow", QS_ONE_OF(overflows), "\"reject\"",
                  "What happens when somebody comes and all are taken"},
};
const qs_key_table qs_keys_capacity = {
    .name = "capacity", .about = "Places of a window", QS_KEYS(capacity_keys), .one_of = {"queue total"}};

enum { CLASS, SERVICE, N_RANK_KEYS };
static const qs_key rank_keys[N_RANK_KEYS] = {
    [CLASS] = {"class", QS_IS(NAME), NULL, "Of this class; else of any"},
    [SERVICE] = {"service", QS_IS(NAME), NULL, "For this service; else for any"},
};
const qs_key_table qs_keys_rank = {
    .name = "rank", .about = "Who goes first", QS_KEYS(rank_keys), .some_of = "class service"};

static const char *const clocks[] = {"calendar", "serving"};
enum { UP, DOWN, CLOCK, N_BREAKDOWN_KEYS };
static const qs_key breakdown_keys[N_BREAKDOWN_KEYS] = {
    [UP] = {"up", QS_IS(TIMES), NULL, "The time until a server breaks down"},
    [DOWN] = {"down", QS_IS(TIMES), NULL, "The time of a repair"},
    [CLOCK] = {"clock", QS_ONE_OF(clocks), "\"calendar\"",
               "Which time wears a server out: all, or that spent serving"},
};
const qs_key_table qs_keys_breakdown = {
    .name = "breakdown", .about = "Breakdowns of servers", QS_KEYS(breakdown_keys), .needs = "up down"};

enum { BY_QUEUE, BY_TIME, BY_WORK, N_SPEED_KEYS };
static const qs_key speed_keys[N_SPEED_KEYS] = {
    [BY_QUEUE] = {"by_queue", QS_LIST_OF(1, 0, QS_LIST_OF(2, 2, QS_IS(ANY))), NULL,
                  "Pairs [from, factor]: so fast from so many waiting up"},
    [BY_TIME] = {"by_time",
                 QS_EITHER_OF(QS_LIST_OF(1, 0, QS_MAP_OF(qs_keys_factor_step)),
                              QS_MAP_OF(qs_keys_factor_cycle)),
                 NULL, "Pieces {until: T, factor: x}; the last holds for ever"},
    [BY_WORK] = {"by_work", QS_LIST_OF(1, 0, QS_LIST_OF(2, 2, QS_IS(ANY))), NULL,
                 "Pairs [from, factor]: so fast from so much time spent serving up"},
};
const qs_key_table qs_keys_speed = {.name = "speed",
                                    .about = "A factor on the rate of service that changes",
                                    QS_KEYS(speed_keys),
                                    .one_of = {"by_queue by_time by_work"}};

void qs_build_capacity(qs_study_reader *reader, qs_node *node, bool has_priority, qs_window *window)
{
    qs_node *values[N_CAPACITY_KEYS];
    int choice = QS_REJECT;
    qs_enter(reader, "capacity");
    if (qs_read_map(reader, node, &qs_keys_capacity, values)) {
        if (!values[0] == !values[1])
            qs_problem_at(
                reader, node->at, values[0] ? "both" : "neither",
                "must have queue (places for waiting) or total (places for waiting and in service)");
        else if (values[0] && qs_read_integer(reader, "queue", values[0], 0, MOST, &window->capacity))
            window->capacity_kind = QS_CAPACITY_QUEUE;
        else if (values[1] && qs_read_integer(reader, "total", values[1], 1, MOST, &window->capacity))
            window->capacity_kind = QS_CAPACITY_TOTAL;
        qs_read_choice(reader, "overflow", values[2], overflows, 4, &choice);
        window->overflow = (qs_overflow)choice;
        bool drops = choice == QS_DROP_OLDEST || choice == QS_DROP_LEAST_URGENT;
        if (drops && window->capacity_kind == QS_CAPACITY_QUEUE && window->capacity == 0)
            qs_problem_at(reader, node->at, NULL,
                          "%s needs a place for waiting, queue must be at least 1 (got 0)",
                          overflows[choice]);
        if (choice == QS_DROP_LEAST_URGENT && !has_priority) {
            qs_enter(reader, "overflow");
            qs_problem_node(reader, values[2], "has no effect without a priority list at the window");
            qs_leave(reader);
        }
    }
    qs_leave(reader);
}

static bool serves_any(const qs_model *model, const qs_window *window, int class, int service)
{
    for (int c = 0; c < model->n_classes; c++)
        for (int s = 0; s < model->n_services; s++)
            if ((class == QS_NONE || class == c) && (service == QS_NONE || service == s) &&
                window->serves[c * model->n_services + s])
                return true;
    return false;
}

static void build_rank(qs_study_reader *reader, qs_node *item, qs_window *window, qs_pair *pair)
{
    qs_node *values[N_RANK_KEYS];
    *pair = (qs_pair){.a = QS_NONE, .b = QS_NONE};
    if (!qs_read_map(reader, item, &qs_keys_rank, values))
        return;
    if (!values[0] && !values[1]) {
        qs_problem_node(reader, item, "must have class or service or both");
        return;
    }
    bool is_good = true;
    if (values[0]) {
        qs_enter(reader, "class");
        is_good &= qs_read_name(reader, values[0], QS_NAMED_CLASS, &pair->a);
        qs_leave(reader);
    }
    if (values[1]) {
        qs_enter(reader, "service");
        is_good &= qs_read_name(reader, values[1], QS_NAMED_SERVICE, &pair->b);
        qs_leave(reader);
    }
    if (is_good && !serves_any(reader->model, window, pair->a, pair->b))
        qs_problem_node(reader, item, "has no effect, it must name who is served at the window");
}

/* Which pairs there are already, [class or any][service or any]; NULL where one alone cannot be there twice.
 */
static bool is_repeated(const qs_study_reader *reader, bool *seen, const qs_pair *pair)
{
    if (!seen || (pair->a == QS_NONE && pair->b == QS_NONE))
        return false;
    bool *mark = &seen[(pair->a + 1) * (reader->model->n_services + 1) + pair->b + 1];
    bool was_there = *mark;
    *mark = true;
    return was_there;
}

static void build_ranks(qs_study_reader *reader, qs_node *node, qs_window *window)
{
    bool *seen = NULL;
    size_t n_pairs = (size_t)(reader->model->n_classes + 1) * (size_t)(reader->model->n_services + 1);
    if (node->n > 1 && qs_reader_fail(reader, qs_calloc(n_pairs, sizeof *seen, &seen)))
        return;
    for (size_t i = 0; i < node->n; i++) {
        qs_enter_item(reader, i);
        build_rank(reader, node->values[i], window, &window->priorities[i]);
        if (is_repeated(reader, seen, &window->priorities[i]))
            qs_problem_node(reader, node->values[i], "has no effect, the same stands before it");
        qs_leave(reader);
    }
    qs_free(seen);
}

void qs_build_priority(qs_study_reader *reader, qs_node *node, qs_window *window)
{
    qs_enter(reader, "priority");
    bool is_list =
        qs_read_list(reader, node, 1, "maps {class: NAME, service: NAME} (either may be left out)");
    if (is_list && node->n > QS_MAX_PRIORITIES)
        qs_problem_at(reader, node->at, NULL, "has %zu entries, at most %d are allowed", node->n,
                      QS_MAX_PRIORITIES);
    else if (is_list &&
             !qs_reader_fail(reader, qs_calloc(node->n, sizeof *window->priorities, &window->priorities))) {
        window->n_priorities = node->n;
        build_ranks(reader, node, window);
    }
    qs_leave(reader);
}

static void build_pair(qs_study_reader *reader, qs_node *node, qs_window *window, qs_pair *pair)
{
    const qs_model *model = reader->model;
    *pair = (qs_pair){.a = QS_NONE, .b = QS_NONE};
    if (node->kind != QS_NODE_LIST || node->n != 2) {
        qs_problem_node(reader, node, "must be a pair of services [FIRST, SECOND], or a list of such pairs");
        return;
    }
    qs_enter_item(reader, 0);
    bool is_good = qs_read_name(reader, node->values[0], QS_NAMED_SERVICE, &pair->a);
    qs_leave(reader);
    qs_enter_item(reader, 1);
    is_good &= qs_read_name(reader, node->values[1], QS_NAMED_SERVICE, &pair->b);
    qs_leave(reader);
    if (!is_good)
        return;
    bool follows = false;
    for (int c = 0; c < model->n_classes; c++)
        follows |= model->classes[c].then[pair->a * model->n_services + pair->b] > 0;
    if (pair->a == pair->b)
        qs_problem_node(reader, node->values[1], "must be another service than the first");
    else if (!serves_any(model, window, QS_NONE, pair->a) || !serves_any(model, window, QS_NONE, pair->b))
        qs_problem_node(reader, node, "both services must be among the window's services");
    else if (!follows && reader->scenario <= 0 && !reader->has_bad_classes)
        qs_problem_node(reader, node, "has no effect, no class goes from %s to %s (see classes.CLASS.then)",
                        model->services[pair->a], model->services[pair->b]);
}

void qs_build_together(qs_study_reader *reader, qs_node *node, qs_window *window)
{
    qs_enter(reader, "together");
    bool is_list = node->kind == QS_NODE_LIST && node->n > 0 && node->values[0]->kind == QS_NODE_LIST;
    size_t n = is_list ? node->n : 1;
    if (!qs_reader_fail(reader, qs_calloc(n, sizeof *window->together, &window->together))) {
        window->n_together = n;
        for (size_t i = 0; is_list && i < n; i++) {
            qs_enter_item(reader, i);
            build_pair(reader, node->values[i], window, &window->together[i]);
            qs_leave(reader);
        }
        if (!is_list)
            build_pair(reader, node, window, &window->together[0]);
    }
    qs_leave(reader);
}

void qs_build_breakdown(qs_study_reader *reader, qs_node *node, qs_window *window)
{
    qs_node *values[N_BREAKDOWN_KEYS];
    int choice = QS_CLOCK_CALENDAR;
    qs_enter(reader, "breakdown");
    if (qs_read_map(reader, node, &qs_keys_breakdown, values)) {
        qs_require(reader, node, "up", values[0], "a distribution, the time until a server breaks down");
        qs_require(reader, node, "down", values[1], "a distribution, the time of a repair");
        qs_read_positive_times(reader, "up", values[0], &window->breakdown_up);
        if (qs_read_distribution(reader, "down", values[1], QS_FOR_TIMES, &window->breakdown_down))
            qs_need_mean(reader, "down", values[1], window->breakdown_down);
        qs_read_choice(reader, "clock", values[2], clocks, 2, &choice);
        window->breakdown_clock = (qs_clock)choice;
    }
    if (window->servers == QS_INFINITE_SERVERS)
        qs_problem_node(reader, node,
                        "a window with servers: inf cannot break down, its servers have no number");
    qs_leave(reader);
}

static void build_changing_speed(qs_study_reader *reader, qs_node *node, qs_window *window)
{
    static const qs_speed_kind kinds[] = {QS_SPEED_BY_QUEUE, QS_SPEED_BY_TIME, QS_SPEED_BY_WORK};
    qs_node *values[N_SPEED_KEYS];
    if (!qs_read_map(reader, node, &qs_keys_speed, values))
        return;
    int n = 0, k = 0;
    for (int i = 0; i < 3; i++)
        if (values[i] && ++n)
            k = i;
    if (n != 1) {
        qs_problem_at(reader, node->at, n ? "several" : "none",
                      "must have one of by_queue, by_time and by_work");
        return;
    }
    qs_enter(reader, speed_keys[k].name);
    bool is_good = kinds[k] == QS_SPEED_BY_TIME
                       ? qs_read_cycle(reader, values[k], &qs_keys_factor_cycle, "factor", qs_factor, 0,
                                       QS_PLAIN, &window->speeds, &window->n_speeds, &window->speeds_period)
                       : qs_read_pairs(reader, values[k], kinds[k] == QS_SPEED_BY_WORK, &window->speeds,
                                       &window->n_speeds);
    if (is_good)
        window->speed_kind = kinds[k];
    qs_leave(reader);
}

void qs_build_speed(qs_study_reader *reader, qs_node *node, qs_window *window)
{
    qs_enter(reader, "speed");
    if (node->kind == QS_NODE_MAP && window->servers == QS_INFINITE_SERVERS)
        qs_problem_node(reader, node, "must be a constant factor at a window with servers: inf");
    else if (node->kind == QS_NODE_MAP)
        build_changing_speed(reader, node, window);
    else if (node->kind == QS_NODE_SCALAR)
        qs_read_number(reader, NULL, node, qs_factor, QS_PLAIN, &window->speed);
    else
        qs_problem_node(reader, node,
                        "must be a factor from 1e-9 to 1e9, or a map with by_queue, by_time or by_work");
    qs_leave(reader);
}

static bool has_dead_time(const qs_model *model, int service)
{
    for (int c = 0; c < model->n_classes; c++)
        if (model->stages[c * model->n_services + service].dead_time != QS_NONE)
            return true;
    return false;
}

static void build_override(qs_study_reader *reader, qs_node *key, qs_node *node, qs_window *window,
                           qs_override *out)
{
    qs_node *values[3];
    qs_times times;
    int service = QS_NONE;
    bool is_known = qs_read_name(reader, key, QS_NAMED_SERVICE, &service);
    *out = (qs_override){.service = service, .of_class = QS_NONE, .time = QS_NONE, .dead_time = QS_NONE};
    if (is_known && !serves_any(reader->model, window, QS_NONE, service))
        qs_problem_node(reader, key, "has no effect, it must be a service of the window");
    if (!qs_read_map(reader, node, &qs_keys_times, values))
        return;
    qs_read_times(reader, values[0], values[1], values[2],
                  reader->has_bad_services || (is_known && has_dead_time(reader->model, service)), &times);
    out->time = times.time;
    out->dead_time = times.dead_time;
    out->has_holds = times.has_holds;
    out->holds_customer = times.holds_customer;
}

void qs_build_by_service(qs_study_reader *reader, qs_node *node, qs_window *window)
{
    qs_enter(reader, "by_service");
    if (node->kind != QS_NODE_MAP || node->n == 0)
        qs_problem_node(reader, node,
                        "must be a map from services to {time, dead_time, dead_time_holds_customer}");
    else if (!qs_reader_fail(reader, qs_calloc(node->n, sizeof *window->overrides, &window->overrides)))
        for (size_t i = 0; i < node->n; i++) {
            if (qs_node_is_absent(node->values[i]))
                continue;
            qs_enter(reader, node->keys[i]->text);
            build_override(reader, node->keys[i], node->values[i], window,
                           &window->overrides[window->n_overrides++]);
            qs_leave(reader);
        }
    qs_leave(reader);
}
