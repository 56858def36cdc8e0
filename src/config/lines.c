/* lines: waiting lines that several windows serve.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "build_internal.h"
#include "qsweep/memory.h"

enum { LINE_WINDOWS, LINE_CLASSES, LINE_DISCIPLINE, LINE_PRIORITY, LINE_CAPACITY, LINE_ALSO, N_LINE_KEYS };
static const qs_key line_keys[N_LINE_KEYS] = {
    [LINE_WINDOWS] = {"windows", QS_NAMES, NULL,
                      "The windows that serve it, in the order of window_choice: first"},
    [LINE_CLASSES] = {"classes", QS_NAMES, NULL, "Who waits in it; else all whom its windows can serve"},
    [LINE_DISCIPLINE] = {"discipline", QS_ONE_OF(qs_discipline_words), "\"fifo\"", "Who is next"},
    [LINE_PRIORITY] =
        {"priority", QS_LIST_OF(1, QS_MAX_PRIORITIES, QS_MAP_OF(qs_keys_rank)), NULL,
         "Who goes first, the most urgent on top; what a window says of its own comes before it"},
    [LINE_CAPACITY] = {"capacity", QS_MAP_OF(qs_keys_capacity), NULL,
                       "Places for waiting; else for everybody"},
    [LINE_ALSO] = {"also", QS_LIST_OF(1, 0, QS_MAP_OF(qs_keys_help)), NULL,
                   "Other windows, which may take who has waited so long"},
};
const qs_key_table qs_keys_line = {.name = "waiting_line",
                                   .about = "A waiting line that several windows serve",
                                   QS_KEYS(line_keys),
                                   .needs = "windows"};

enum { AFTER, HELP_WINDOWS, N_HELP_KEYS };
static const qs_key help_keys[N_HELP_KEYS] = {
    [AFTER] = {"after", QS_TIME_IN(qs_not_negative), NULL, "How long somebody has waited by then"},
    [HELP_WINDOWS] = {"windows", QS_NAMES, NULL, "The windows that help"},
};
const qs_key_table qs_keys_help = {
    .name = "help", .about = "Help for a line", QS_KEYS(help_keys), .needs = "after windows"};

/* ---- windows of a line ---- */

/* What stands at a window in vain, once it is in a line. */
static void refuse_own(qs_study_reader *reader, qs_node *node, const char *line)
{
    static const char *const keys[] = {"discipline", "capacity"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        qs_node *own = qs_node_get(node, keys[i]);
        if (!own || qs_node_is_absent(own))
            continue;
        qs_enter(reader, keys[i]);
        qs_problem_node(reader, own, "has no effect, the window is in line %s: write it there", line);
        qs_leave(reader);
    }
    qs_node *speed = qs_node_get(node, "speed");
    if (speed && speed->kind == QS_NODE_MAP && qs_node_get(speed, "by_queue")) {
        qs_enter(reader, "speed");
        qs_problem_node(reader, speed, "has no effect, the window is in line %s and has no queue of its own",
                        line);
        qs_leave(reader);
    }
}

/* Whether a window may be in line l, in its own list (helps: false) or in one of those that help. */
static bool may_be_there(qs_study_reader *reader, qs_node *node, int window, int l, bool helps)
{
    const qs_model *model = reader->model;
    const qs_line_rule *line = &model->lines[l];
    int other = qs_model_line_of_window(model, window);
    bool is_helping = false;
    for (int h = 0; h < line->n_helps; h++)
        for (int i = 0; i < line->helps[h].n_windows; i++)
            is_helping |= line->helps[h].windows[i] == window;
    if (helps && other == l)
        qs_problem_node(reader, node, "is one of the line's own windows already");
    else if (other == l || is_helping)
        qs_problem_node(reader, node, "is listed twice, once is allowed");
    else if (!helps && other != QS_NONE)
        qs_problem_node(
            reader, node,
            "is in line %s already; put all whom it serves into one line, its classes and services "
            "say whom it can serve",
            model->windows[model->n_windows + other].name);
    else
        return true;
    return false;
}

static void read_windows(qs_study_reader *reader, qs_node *node, int l, bool helps, int **windows, int *n)
{
    if (!qs_read_list(reader, node, 1, "windows, such as [desk]") ||
        qs_reader_fail(reader, qs_calloc(node->n, sizeof **windows, windows)))
        return;
    for (size_t i = 0; i < node->n; i++) {
        int window;
        qs_enter_item(reader, i);
        if (qs_read_name(reader, node->values[i], QS_NAMED_WINDOW, &window) &&
            may_be_there(reader, node->values[i], window, l, helps))
            (*windows)[(*n)++] = window;
        qs_leave(reader);
    }
}

static void build_classes(qs_study_reader *reader, qs_node *node, qs_line_rule *line)
{
    const qs_model *model = reader->model;
    for (int c = 0; c < model->n_classes; c++)
        line->takes[c] = !node;
    if (!node)
        return;
    qs_enter(reader, "classes");
    bool is_list = qs_read_list(reader, node, 1, "classes, such as [citizen]");
    for (size_t i = 0; is_list && i < node->n; i++) {
        int class;
        qs_enter_item(reader, i);
        if (qs_read_name(reader, node->values[i], QS_NAMED_CLASS, &class)) {
            if (line->takes[class])
                qs_problem_node(reader, node->values[i], "is listed twice, once is allowed");
            line->takes[class] = true;
        }
        qs_leave(reader);
    }
    qs_leave(reader);
}

/* ---- help ---- */

/* Whether a window can serve somebody who waits in the line. */
static bool can_help(const qs_model *model, int l, int window)
{
    const bool *waits = model->windows[model->n_windows + l].serves, *serves = model->windows[window].serves;
    for (int i = 0; i < model->n_classes * model->n_services; i++)
        if (waits[i] && serves[i])
            return true;
    return false;
}

static void refuse_useless(qs_study_reader *reader, qs_node *node, int l, const qs_help *help)
{
    const qs_model *model = reader->model;
    for (int i = 0; i < help->n_windows; i++)
        if (!can_help(model, l, help->windows[i]))
            qs_problem_node(reader, node,
                            "window %s can serve nobody who waits in line %s, so its help has no effect",
                            model->windows[help->windows[i]].name, model->windows[model->n_windows + l].name);
}

/* is_good [in] nothing was wrong with lines so far */
static void build_help(qs_study_reader *reader, qs_node *node, int l, bool is_good, qs_help *help)
{
    const qs_line_rule *line = &reader->model->lines[l];
    qs_node *values[N_HELP_KEYS];
    if (!qs_read_map(reader, node, &qs_keys_help, values))
        return;
    qs_require(reader, node, "after", values[AFTER], "a time, how long somebody has waited by then");
    qs_require(reader, node, "windows", values[HELP_WINDOWS], "a list of windows");
    bool is_time = qs_read_time(reader, "after", values[AFTER], qs_not_negative, &help->after);
    if (is_time && help > line->helps && !(help->after > help[-1].after)) {
        qs_enter(reader, "after");
        qs_problem_node(reader, values[AFTER], "must be longer than that of the entry before");
        qs_leave(reader);
    }
    if (!values[HELP_WINDOWS])
        return;
    qs_enter(reader, "windows");
    read_windows(reader, values[HELP_WINDOWS], l, true, &help->windows, &help->n_windows);
    if (is_good && reader->scenario <= 0)
        refuse_useless(reader, values[HELP_WINDOWS], l, help);
    qs_leave(reader);
}

static void build_also(qs_study_reader *reader, qs_node *node, int l, bool is_good)
{
    qs_line_rule *line = &reader->model->lines[l];
    qs_enter(reader, "also");
    if (qs_read_list(reader, node, 1, "maps {after: TIME, windows: [NAME]}") &&
        !qs_reader_fail(reader, qs_calloc(node->n, sizeof *line->helps, &line->helps)))
        for (size_t i = 0; i < node->n; i++) {
            qs_enter_item(reader, i);
            build_help(reader, node->values[i], l, is_good, &line->helps[line->n_helps++]);
            qs_leave(reader);
        }
    qs_leave(reader);
}

/* ---- the queue ---- */

static void refuse_capacity(qs_study_reader *reader, qs_node *node, const qs_window *queue)
{
    qs_enter(reader, "capacity");
    if (queue->capacity_kind == QS_CAPACITY_TOTAL)
        qs_problem_node(reader, node, "must be queue, places for waiting: who is served is not in the line");
    else if (queue->capacity_kind != QS_CAPACITY_NONE && queue->overflow == QS_BLOCK)
        qs_problem_node(
            reader, node,
            "a line cannot block: room in it depends on who is free at several windows, and nothing "
            "says whom of those kept before it that lets in; drop or reject, or block at the "
            "windows before it by a capacity of theirs");
    qs_leave(reader);
}

static void build_line(qs_study_reader *reader, qs_node *node, int l)
{
    qs_model *model = reader->model;
    qs_line_rule *line = &model->lines[l];
    qs_window *queue = &model->windows[model->n_windows + l];
    qs_node *values[N_LINE_KEYS];
    int choice;
    if (!qs_read_map(reader, node, &qs_keys_line, values))
        return;
    if (qs_require(reader, node, "windows", values[LINE_WINDOWS], "a list of windows")) {
        qs_enter(reader, "windows");
        read_windows(reader, values[LINE_WINDOWS], l, false, &line->windows, &line->n_windows);
        qs_leave(reader);
    }
    build_classes(reader, values[LINE_CLASSES], line);
    for (int i = 0; i < model->n_classes * model->n_services; i++)
        for (int k = 0; k < line->n_windows; k++)
            queue->serves[i] |=
                model->windows[line->windows[k]].serves[i] && line->takes[i / model->n_services];
    if (qs_read_choice(reader, "discipline", values[LINE_DISCIPLINE], qs_discipline_words, 4, &choice))
        queue->discipline = (qs_discipline)choice;
    if (values[LINE_PRIORITY])
        qs_build_priority(reader, values[LINE_PRIORITY], queue);
    if (values[LINE_CAPACITY]) {
        qs_build_capacity(reader, values[LINE_CAPACITY], values[LINE_PRIORITY] != NULL, queue);
        refuse_capacity(reader, values[LINE_CAPACITY], queue);
    }
}

void qs_build_lines(qs_study_reader *reader, qs_node *section, qs_node *windows)
{
    qs_model *model = reader->model;
    size_t n_before = reader->problems->n_found;
    qs_enter(reader, "lines");
    for (int l = 0; l < model->n_lines; l++) {
        qs_enter(reader, section->keys[l]->text);
        build_line(reader, section->values[l], l);
        qs_leave(reader);
    }
    bool is_good = reader->problems->n_found == n_before;
    for (int l = 0; l < model->n_lines; l++) {
        qs_node *also = section->values[l] ? qs_node_get(section->values[l], "also") : NULL;
        qs_enter(reader, section->keys[l]->text);
        if (also && !qs_node_is_absent(also))
            build_also(reader, also, l, is_good);
        qs_leave(reader);
    }
    qs_leave(reader);
    qs_enter(reader, "windows");
    for (int w = 0; w < model->n_windows; w++) {
        int l = qs_model_line_of_window(model, w);
        qs_enter(reader, model->windows[w].name);
        if (l != QS_NONE)
            refuse_own(reader, windows->values[w], model->windows[model->n_windows + l].name);
        qs_leave(reader);
    }
    qs_leave(reader);
}

/* ---- who waits where ---- */

void qs_check_line(qs_study_reader *reader, qs_node *study, int class, int service)
{
    const qs_model *model = reader->model;
    qs_line_fault fault;
    int other, l = model->n_lines > 0 ? qs_model_find_line(model, class, service, &fault, &other) : QS_NONE;
    if (model->n_lines == 0 || fault == QS_LINE_IS_CLEAR)
        return;
    const char *of_class = model->classes[class].name, *for_service = model->services[service];
    qs_node *section = qs_node_get(study, "lines");
    qs_enter(reader, "lines");
    if (l == QS_NONE)
        qs_problem_at(
            reader, section->at, NULL,
            "window %s serves class %s for %s, who wait in no line: let a line of its have the class, "
            "or take class or service from the window",
            model->windows[other].name, of_class, for_service);
    else if (fault == QS_LINE_OF_TWO)
        qs_problem_at(reader, section->at, NULL,
                      "class %s could wait for %s in line %s or in line %s: say which by the lines' classes",
                      of_class, for_service, model->windows[model->n_windows + l].name,
                      model->windows[model->n_windows + other].name);
    else
        qs_problem_at(
            reader, section->at, NULL,
            "class %s waits for %s in line %s, but window %s serves it too: put that into the line's "
            "windows or also, or take class or service from it",
            of_class, for_service, model->windows[model->n_windows + l].name, model->windows[other].name);
    qs_leave(reader);
}
