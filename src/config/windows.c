/* windows: where customers queue and are served.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "build_internal.h"
#include "qsweep/memory.h"

enum {
    COUNT,
    SERVERS,
    CLOSING,
    SHIFT_END,
    ON_CALL,
    SERVICES,
    CLASSES,
    DISCIPLINE,
    PRIORITY,
    PREEMPTION,
    CAPACITY,
    TOGETHER,
    BREAKDOWN,
    SPEED,
    SERVER_SPEEDS,
    IDLE_CHOICE,
    GROUP,
    BY_SERVICE,
    N_KEYS
};
const char *const qs_discipline_words[4] = {"fifo", "lifo", "random", "shortest_first"};
static const char *const preemptions[] = {"none", "resume", "restart"};
const char *const qs_idle_choices[QS_N_IDLE_CHOICES] = {"lowest", "fastest", "longest_idle", "random"};
#define PAIR_OF_SERVICES QS_LIST_OF(2, 2, QS_IS(NAME))
static const qs_key window_keys[N_KEYS] = {
    [COUNT] = {"count", QS_WHOLE_IN(0, QS_MAX_WINDOWS), "1",
               "So many equal windows, with a queue each; 0: closed"},
    [SERVERS] = {"servers",
                 QS_EITHER_OF(QS_WHOLE_IN(1, QS_MAX_SERVERS), QS_IS(INFINITE),
                              QS_LIST_OF(1, 0, QS_MAP_OF(qs_keys_shift)), QS_MAP_OF(qs_keys_roster)),
                 "1",
                 "How many servers its queue has: a number, inf, or shifts {until: T, servers: n}, which may "
                 "repeat: {period: T, shifts: [...]}"},
    [CLOSING] = {"closing", QS_ONE_OF(qs_closing_words), "\"wait\"",
                 "What those do who wait when the last server goes off duty"},
    [SHIFT_END] = {"shift_end", QS_ONE_OF(qs_shift_end_words), "\"finish\"",
                   "Whether a server whose shift ends finishes its customer or hands it back to the queue"},
    [ON_CALL] = {"on_call", QS_MAP_OF(qs_keys_on_call), NULL,
                 "More servers, who come when many wait and go when few do"},
    [SERVICES] = {"services", QS_NAMES, NULL, "What is done here; else everything"},
    [CLASSES] = {"classes", QS_NAMES, NULL, "Who is served here; else everybody"},
    [DISCIPLINE] = {"discipline", QS_ONE_OF(qs_discipline_words), "\"fifo\"", "Who is next"},
    [PRIORITY] = {"priority", QS_LIST_OF(1, QS_MAX_PRIORITIES, QS_MAP_OF(qs_keys_rank)), NULL,
                  "Who goes first, the most urgent on top; whoever is not named comes last"},
    [PREEMPTION] = {"preemption", QS_ONE_OF(preemptions), "\"none\"",
                    "Whether the more urgent interrupt a service, and how it goes on afterwards"},
    [CAPACITY] = {"capacity", QS_MAP_OF(qs_keys_capacity), NULL, "How many have room; else everybody"},
    [TOGETHER] =
        {"together", QS_EITHER_OF(PAIR_OF_SERVICES, QS_LIST_OF(1, 0, PAIR_OF_SERVICES)), NULL,
         "Who needs the first service and then the second gets both in one visit: a pair, or several"},
    [BREAKDOWN] = {"breakdown", QS_MAP_OF(qs_keys_breakdown), NULL,
                   "Servers break down, each by itself; else never"},
    [SPEED] = {"speed", QS_EITHER_OF(QS_NUMBER_IN(qs_factor, QS_PLAIN), QS_MAP_OF(qs_keys_speed)), "1",
               "A factor on the rate of service: a number, or one that changes"},
    [SERVER_SPEEDS] = {"server_speeds", QS_LIST_OF(1, QS_MAX_SERVERS, QS_NUMBER_IN(qs_factor, QS_PLAIN)),
                       NULL, "A factor on the speed of each server; else all are as fast"},
    [IDLE_CHOICE] = {"idle_choice", QS_ONE_OF(qs_idle_choices), "\"lowest\"",
                     "Which of the idle servers takes a newcomer"},
    [GROUP] = {"group", QS_MAP_OF(qs_keys_group), NULL,
               "How many customers a server serves together; else one by one"},
    [BY_SERVICE] = {"by_service", QS_MEMBERS_OF(QS_MAP_OF(qs_keys_times)), NULL,
                    "What is different at this window, by service"},
};
const qs_key_table qs_keys_window = {
    .name = "window", .about = "A queue with its servers, or several equal ones", QS_KEYS(window_keys)};

/* Which of n names a list names; all when it is left out. */
static bool read_chosen(qs_study_reader *reader, const char *key, qs_node *node, qs_named kind, int n,
                        bool *chosen)
{
    for (int i = 0; i < n; i++)
        chosen[i] = !node;
    if (!node)
        return true;
    const char *what = kind == QS_NAMED_CLASS ? "classes, such as [citizen]" : "services, such as [info]";
    qs_enter(reader, key);
    bool is_good = qs_read_list(reader, node, 1, what), is_known = true;
    for (size_t i = 0; is_good && i < node->n; i++) {
        int found = QS_NONE;
        qs_enter_item(reader, i);
        if (!qs_read_name(reader, node->values[i], kind, &found)) {
            is_known = false;
        } else {
            if (chosen[found])
                qs_problem_node(reader, node->values[i], "is listed twice, once is allowed");
            chosen[found] = true;
        }
        qs_leave(reader);
    }
    qs_leave(reader);
    return is_good && is_known;
}

/* What is wrong in the lists must not be told again of what names the services and classes: all are served
 * then. */
static void build_serves(qs_study_reader *reader, qs_node *services, qs_node *classes, qs_window *window)
{
    const qs_model *model = reader->model;
    bool has_service[QS_MAX_SERVICES], has_class[QS_MAX_CLASSES];
    bool is_good =
        read_chosen(reader, "services", services, QS_NAMED_SERVICE, model->n_services, has_service);
    is_good &= read_chosen(reader, "classes", classes, QS_NAMED_CLASS, model->n_classes, has_class);
    for (int c = 0; c < model->n_classes; c++)
        for (int s = 0; s < model->n_services; s++)
            window->serves[c * model->n_services + s] = !is_good || (has_class[c] && has_service[s]);
}

static void build_preemption(qs_study_reader *reader, qs_node *node, bool has_priority, qs_window *window)
{
    int choice;
    if (!qs_read_choice(reader, "preemption", node, preemptions, 3, &choice))
        return;
    window->preemption = (qs_preemption)choice;
    if (choice != QS_PREEMPT_NONE && !has_priority) {
        qs_enter(reader, "preemption");
        qs_problem_node(reader, node, "has no effect without a priority list beside it");
        qs_leave(reader);
    }
}

static void build_window(qs_study_reader *reader, qs_node *node, qs_window *window)
{
    qs_node *values[N_KEYS];
    int64_t count;
    int choice;
    window->servers = 1;
    if (!qs_read_map(reader, node, &qs_keys_window, values))
        return;
    if (qs_read_integer(reader, "count", values[COUNT], 0, QS_MAX_WINDOWS, &count))
        window->count = (int)count;
    qs_build_servers(reader, values[SERVERS], window);
    qs_build_closing(reader, values[SERVERS], values[CLOSING], values[SHIFT_END], window);
    if (values[ON_CALL])
        qs_build_on_call(reader, values[ON_CALL], window);
    build_serves(reader, values[SERVICES], values[CLASSES], window);
    if (qs_read_choice(reader, "discipline", values[DISCIPLINE], qs_discipline_words, 4, &choice))
        window->discipline = (qs_discipline)choice;
    if (values[PRIORITY])
        qs_build_priority(reader, values[PRIORITY], window);
    build_preemption(reader, values[PREEMPTION], values[PRIORITY] != NULL, window);
    if (values[CAPACITY])
        qs_build_capacity(reader, values[CAPACITY], values[PRIORITY] != NULL, window);
    if (values[TOGETHER])
        qs_build_together(reader, values[TOGETHER], window);
    if (values[BREAKDOWN])
        qs_build_breakdown(reader, values[BREAKDOWN], window);
    if (values[SPEED])
        qs_build_speed(reader, values[SPEED], window);
    if (values[SERVER_SPEEDS])
        qs_build_server_speeds(reader, values[SERVER_SPEEDS], window);
    if (values[IDLE_CHOICE])
        qs_build_idle_choice(reader, values[IDLE_CHOICE], window);
    if (values[GROUP])
        qs_build_group(reader, values[GROUP], window);
    if (values[BY_SERVICE])
        qs_build_by_service(reader, values[BY_SERVICE], window);
}

static void check_sizes(qs_study_reader *reader, qs_node *section)
{
    const qs_model *model = reader->model;
    int64_t members = 0, servers = 0;
    for (int w = 0; w < model->n_windows; w++) {
        const qs_window *window = &model->windows[w];
        members += window->count;
        servers += window->servers == QS_INFINITE_SERVERS
                       ? 0
                       : (int64_t)window->count * qs_window_all_servers(window);
    }
    if (members > QS_MAX_WINDOWS)
        qs_problem_at(reader, section->at, NULL,
                      "has too many windows with their counts, at most %d are allowed (got %lld)",
                      QS_MAX_WINDOWS, (long long)members);
    if (servers > QS_MAX_SERVERS)
        qs_problem_at(reader, section->at, NULL,
                      "has too many servers, at most %d together are allowed (got %lld)", QS_MAX_SERVERS,
                      (long long)servers);
}

void qs_build_windows(qs_study_reader *reader, qs_node *section)
{
    qs_model *model = reader->model;
    qs_enter(reader, "windows");
    for (int w = 0; w < model->n_windows; w++) {
        qs_enter(reader, section->keys[w]->text);
        build_window(reader, section->values[w], &model->windows[w]);
        qs_leave(reader);
    }
    check_sizes(reader, section);
    qs_leave(reader);
}

void qs_build_window_choice(qs_study_reader *reader, qs_node *choice, qs_node *factor)
{
    static const char *const choices[] = {QS_WINDOW_CHOICES};
    qs_model *model = reader->model;
    int found = QS_CHOOSE_SHORTEST_QUEUE;
    qs_read_choice(reader, "window_choice", choice, choices, 7, &found);
    model->window_choice = (qs_window_choice)found;
    qs_read_number(reader, "two_stop_factor", factor, qs_positive, QS_PLAIN, &model->two_stop_factor);
    /* A swept rule may have other values for which the factor counts. */
    if (factor && found != QS_CHOOSE_SIMUQ && !(choice && choice->at.is_axis_value)) {
        qs_enter(reader, "two_stop_factor");
        qs_problem_node(reader, factor, "has no effect, it belongs to window_choice: simuq");
        qs_leave(reader);
    }
}
