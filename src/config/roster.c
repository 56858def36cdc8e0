/* Who is on duty at a window: servers, their shifts, what the ends of shifts lead to, servers on call.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "build_internal.h"
#include "qsweep/memory.h"

const char *const qs_closing_words[3] = {"wait", "move", "leave"};
const char *const qs_shift_end_words[2] = {"finish", "interrupt"};

enum { CALLED, CALL_AT, RELEASE_AT, DELAY, N_CALL_KEYS };
static const qs_key call_keys[N_CALL_KEYS] = {
    [CALLED] = {"servers", QS_WHOLE_IN(1, QS_MAX_SERVERS), NULL, "So many come, all together"},
    [CALL_AT] = {"call_at", QS_WHOLE_IN(1, INT64_C(1) << 31), NULL, "They are called when so many wait"},
    [RELEASE_AT] = {"release_at", QS_WHOLE_IN(0, INT64_C(1) << 31), "0",
                    "They go when no more than so many wait"},
    [DELAY] = {"delay", QS_TIME_IN(qs_not_negative), "0", "The time from the call until they come"},
};
const qs_key_table qs_keys_on_call = {.name = "on_call",
                                      .about = "Servers who come when they are needed",
                                      QS_KEYS(call_keys),
                                      .needs = "servers call_at"};

static void build_shifts(qs_study_reader *reader, qs_node *node, qs_window *window)
{
    double most = 0;
    if (!qs_read_cycle(reader, node, &qs_keys_roster, "servers", qs_any, QS_MAX_SERVERS, QS_PLAIN,
                       &window->shifts, &window->n_shifts, &window->shifts_period))
        return;
    for (size_t i = 0; i < window->n_shifts; i++)
        most = fmax(most, window->shifts[i].value);
    window->servers = (int)most;
    if (!(most > 0)) {
        window->servers = 1;
        qs_problem_at(reader, node->at, NULL, "some shift must have a server (got 0 in all)");
    }
}

void qs_build_servers(qs_study_reader *reader, qs_node *node, qs_window *window)
{
    window->servers = 1;
    if (!node)
        return;
    qs_enter(reader, "servers");
    if (node->kind == QS_NODE_LIST || node->kind == QS_NODE_MAP) {
        build_shifts(reader, node, window);
    } else if (qs_scalar_of(node) == QS_SCALAR_INFINITE) {
        window->servers = QS_INFINITE_SERVERS;
    } else if (qs_scalar_of(node) == QS_SCALAR_NUMBER && node->number == floor(node->number) &&
               node->number >= 1 && node->number <= QS_MAX_SERVERS) {
        window->servers = (int)node->number;
    } else {
        char hint[QS_HINT_SIZE];
        qs_problem_node(
            reader, node,
            "must be a whole number from 1 to %d, inf, or a list of shifts {until: T, servers: n}%s",
            QS_MAX_SERVERS, qs_number_hint(reader, node, false, hint, sizeof hint));
    }
    qs_leave(reader);
}

/* Only where shifts end. A sweep may have shifts in some scenarios and not in others. */
static void refuse_without_shifts(qs_study_reader *reader, const char *key, qs_node *node,
                                  const qs_node *servers)
{
    if (servers && (servers->kind != QS_NODE_SCALAR || servers->at.is_axis_value))
        return;
    qs_enter(reader, key);
    qs_problem_node(reader, node, "has no effect, servers has no shifts that could end");
    qs_leave(reader);
}

void qs_build_closing(qs_study_reader *reader, const qs_node *servers, qs_node *closing, qs_node *shift_end,
                      qs_window *window)
{
    int choice;
    if (qs_read_choice(reader, "closing", closing, qs_closing_words, 3, &choice)) {
        window->closing = (qs_closing)choice;
        if (choice != QS_CLOSING_WAIT)
            refuse_without_shifts(reader, "closing", closing, servers);
    }
    if (qs_read_choice(reader, "shift_end", shift_end, qs_shift_end_words, 2, &choice)) {
        window->interrupts = choice == 1;
        if (window->interrupts)
            refuse_without_shifts(reader, "shift_end", shift_end, servers);
    }
}

void qs_build_on_call(qs_study_reader *reader, qs_node *node, qs_window *window)
{
    qs_node *values[N_CALL_KEYS];
    qs_call call = {0};
    int64_t servers = 0;
    qs_enter(reader, "on_call");
    if (qs_read_map(reader, node, &qs_keys_on_call, values)) {
        bool has_all = qs_require(reader, node, "servers", values[CALLED], "a whole number, how many come");
        has_all &= qs_require(reader, node, "call_at", values[CALL_AT],
                              "a whole number, how many wait when they are called");
        bool is_good = qs_read_integer(reader, "servers", values[CALLED], 1, QS_MAX_SERVERS, &servers);
        is_good &= qs_read_integer(reader, "call_at", values[CALL_AT], 1, INT64_C(1) << 31, &call.call_at);
        qs_read_integer(reader, "release_at", values[RELEASE_AT], 0, INT64_C(1) << 31, &call.release_at);
        qs_read_time(reader, "delay", values[DELAY], qs_not_negative, &call.delay);
        call.servers = (int)servers;
        if (has_all && is_good && call.release_at >= call.call_at) {
            qs_enter(reader, "release_at");
            qs_problem_node(reader, values[RELEASE_AT],
                            "must be less than call_at, else they would go as soon as they are called");
            qs_leave(reader);
        }
    }
    if (window->servers == QS_INFINITE_SERVERS)
        qs_problem_node(reader, node, "has no effect, with servers: inf nobody waits");
    else
        window->call = call;
    qs_leave(reader);
}
