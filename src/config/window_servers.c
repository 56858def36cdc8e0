/* What the servers of a window are like: their speeds, which of the idle ones takes a newcomer, and how many
 * customers one serves together.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "build_internal.h"
#include "qsweep/memory.h"

enum { MIN, MAX, WAIT, N_GROUP_KEYS };
static const qs_key group_keys[N_GROUP_KEYS] = {
    [MIN] = {"min", QS_WHOLE_IN(1, QS_MAX_GROUP), "1", "A group begins when so many wait for a service"},
    [MAX] = {"max", QS_WHOLE_IN(1, QS_MAX_GROUP), NULL, "So many are served together at most"},
    [WAIT] = {"wait", QS_TIME_IN(qs_not_negative), NULL,
              "A smaller group begins when one of it has waited so long; else never"},
};
const qs_key_table qs_keys_group = {.name = "group",
                                    .about = "How many customers a server serves together",
                                    QS_KEYS(group_keys),
                                    .needs = "max"};

/* One for each server; where shifts change how many there are, for the most there ever are. */
void qs_build_server_speeds(qs_study_reader *reader, qs_node *node, qs_window *window)
{
    bool is_good;
    qs_enter(reader, "server_speeds");
    if (window->servers == QS_INFINITE_SERVERS) {
        qs_problem_node(reader, node, "must not be there with servers: inf, whose servers have no number");
        qs_leave(reader);
        return;
    }
    is_good = qs_read_list(reader, node, 1, "factors, one for each server, such as [1, 1, 0.8]");
    if (is_good && node->n != (size_t)window->servers)
        qs_problem_at(reader, node->at, NULL, "must have a factor for each server, %d (got %zu)",
                      window->servers, node->n);
    else if (is_good && !qs_reader_fail(reader, qs_calloc(node->n, sizeof *window->server_speeds,
                                                          &window->server_speeds)))
        for (size_t i = 0; i < node->n; i++) {
            window->server_speeds[i] = 1;
            qs_enter_item(reader, i);
            qs_read_number(reader, NULL, node->values[i], qs_factor, QS_PLAIN, &window->server_speeds[i]);
            qs_leave(reader);
            window->n_server_speeds = node->n;
        }
    qs_leave(reader);
}

/* A swept choice may have other values for which it means something. */
void qs_build_idle_choice(qs_study_reader *reader, qs_node *node, qs_window *window)
{
    int choice;
    if (!qs_read_choice(reader, "idle_choice", node, qs_idle_choices, QS_N_IDLE_CHOICES, &choice))
        return;
    window->idle_choice = (qs_idle_choice)choice;
    if (choice == QS_IDLE_FASTEST && window->n_server_speeds == 0 && window->speed_kind != QS_SPEED_BY_WORK &&
        reader->scenario <= 0 && !reader->is_swept) {
        qs_enter(reader, "idle_choice");
        qs_problem_node(
            reader, node,
            "has no effect where all servers are as fast, it needs server_speeds or speed.by_work");
        qs_leave(reader);
    }
}

/* Who has no place to wait in never comes to stand in a group. */
static void check_places(qs_study_reader *reader, qs_node *node, const qs_window *window)
{
    bool is_queue = window->capacity_kind == QS_CAPACITY_QUEUE;
    int64_t most = window->capacity + is_queue;
    if (window->capacity_kind == QS_CAPACITY_NONE || !isinf(window->group_wait) || window->group_min <= most)
        return;
    qs_problem_at(reader, node->at, NULL,
                  "never begins: %s lets at most %lld come together, and min without wait needs %d",
                  is_queue ? "capacity.queue" : "capacity.total", (long long)most, window->group_min);
}

void qs_build_group(qs_study_reader *reader, qs_node *node, qs_window *window)
{
    qs_node *values[N_GROUP_KEYS];
    int64_t least = 1, most = 0;
    qs_enter(reader, "group");
    if (qs_read_map(reader, node, &qs_keys_group, values)) {
        qs_require(reader, node, "max", values[MAX], "how many are served together at most");
        bool is_good = !values[MIN] || qs_read_integer(reader, "min", values[MIN], 1, QS_MAX_GROUP, &least);
        is_good &= qs_read_integer(reader, "max", values[MAX], 1, QS_MAX_GROUP, &most);
        qs_read_time(reader, "wait", values[WAIT], qs_not_negative, &window->group_wait);
        if (is_good && least > most) {
            qs_problem_at(reader, node->at, NULL, "min must be at most max (got %lld and %lld)",
                          (long long)least, (long long)most);
        } else if (is_good) {
            window->group_min = (int)least;
            window->group_max = (int)most;
            check_places(reader, node, window);
        }
        if (is_good && least == 1 && values[WAIT] && !reader->is_swept) {
            qs_enter(reader, "wait");
            qs_problem_node(reader, values[WAIT], "has no effect with min: 1, a group is never too small");
            qs_leave(reader);
        }
    }
    qs_leave(reader);
}
