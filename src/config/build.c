/* From the study's tree to a model: the whole of it.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "build_internal.h"
#include "qsweep/memory.h"

enum {
    VERSION,
    NAME,
    TIME_UNIT,
    CLOCK,
    RESOURCES,
    SERVICES,
    CLASSES,
    DAY_FACTORS,
    ARRIVALS,
    WINDOWS,
    LINES,
    WINDOW_CHOICE,
    TWO_STOP_FACTOR,
    RUN,
    COST,
    PROMISES,
    SELECT,
    SWEEP,
    OUTPUT,
    N_KEYS
};
static const char *const units[] = {"s", "min", "h", "d"};
static const char *const choices[] = {QS_WINDOW_CHOICES};
static const qs_key study_keys[N_KEYS] = {
    [VERSION] = {"qsweep", QS_IS(ONE), "1", "Version of this language"},
    [NAME] = {"name", QS_IS(LINE), NULL, "What the study is called in its results; else as its file"},
    [TIME_UNIT] = {"time_unit", QS_ONE_OF(units), "\"s\"",
                   "What a bare number counts where a time is meant, and the unit of the results"},
    [CLOCK] = {"clock", QS_IS(DAYTIME), NULL,
               "Which time of day it is at time 0, such as \"08:30\"; instants may then be times of day"},
    [RESOURCES] = {"resources",
                   QS_MEMBERS_OF(QS_EITHER_OF(QS_WHOLE_IN(1, QS_MAX_UNITS),
                                              QS_LIST_OF(1, 0, QS_MAP_OF(qs_keys_units_step)),
                                              QS_MAP_OF(qs_keys_resource))),
                   NULL, "What services need beside a server, by name, and how many units of it there are"},
    [SERVICES] = {"services", QS_MEMBERS_OF(QS_MAP_OF(qs_keys_service)), NULL,
                  "What customers need, by name, and how long it takes"},
    [CLASSES] = {"classes", QS_MEMBERS_OF(QS_MAP_OF(qs_keys_class)), "{\"customer\": {}}",
                 "Kinds of customers, by name: where they begin, where they go on to, what they put up with"},
    [DAY_FACTORS] =
        {"day_factors", QS_MEMBERS_OF(QS_IS(TIMES)), NULL,
         "Factors that several sources share, by name: distributions, each drawn once a replication"},
    [ARRIVALS] = {"arrivals", QS_MEMBERS_OF(QS_MAP_OF(qs_keys_source)), NULL,
                  "Where customers come from: sources, by name"},
    [WINDOWS] = {"windows", QS_MEMBERS_OF(QS_MAP_OF(qs_keys_window)), NULL,
                 "Where customers queue and are served, by name"},
    [LINES] = {"lines", QS_MEMBERS_OF(QS_MAP_OF(qs_keys_line)), NULL,
               "Waiting lines that several windows serve, by name; other windows have one each"},
    [WINDOW_CHOICE] = {"window_choice", QS_ONE_OF(choices), "\"shortest_queue\"",
                       "Which of several windows a customer joins"},
    [TWO_STOP_FACTOR] = {"two_stop_factor", QS_NUMBER_IN(qs_positive, QS_PLAIN), "1.5",
                         "Of the window choice simuq: how much longer a way over two windows may be"},
    [RUN] = {"run", QS_MAP_OF(qs_keys_run), NULL, "How long a replication is, and how many there are"},
    [COST] = {"cost", QS_MAP_OF(qs_keys_cost), NULL,
              "Prices of server hours, of numbers of the study, and of what happens"},
    [PROMISES] = {"promises",
                  QS_EITHER_OF(QS_MAP_OF(qs_keys_promise),
                               QS_LIST_OF(1, QS_MOST_PROMISES, QS_MAP_OF(qs_keys_promise))),
                  NULL, "Limits that metrics shall keep"},
    [SELECT] = {"select", QS_MAP_OF(qs_keys_select), NULL,
                "Which scenario is wanted; replications go only where that takes some"},
    [SWEEP] = {"sweep", QS_MAP_OF(qs_keys_sweep), NULL, "What to vary; else there is one scenario"},
    [OUTPUT] = {"output", QS_MAP_OF(qs_keys_output), "{}", "What to keep of the replications"},
};
const qs_key_table qs_keys_study = {
    .name = "study",
    .about = "A study of qsweep: a system of queues, how long it is simulated, what is varied",
    QS_KEYS(study_keys),
    .needs = "services arrivals windows run",
    .same = "qsweep name time_unit clock promises select sweep output"};

static void check_version(qs_study_reader *reader, qs_node *node)
{
    if (node && (qs_scalar_of(node) != QS_SCALAR_NUMBER || node->number != 1)) {
        qs_enter(reader, "qsweep");
        qs_problem_node(reader, node, "must be 1, the version of the language that this program knows");
        qs_leave(reader);
    }
}

/* The unit comes first: all times are converted to it. */
static void read_unit(qs_study_reader *reader, qs_node *node)
{
    int unit = 0;
    qs_read_choice(reader, "time_unit", node, units, 4, &unit);
    reader->unit_name = units[unit];
    reader->unit_seconds = qs_unit_seconds(units[unit]);
}

static void check_name(qs_study_reader *reader, qs_node *node)
{
    if (node && (node->kind != QS_NODE_SCALAR || !node->text[0] || strpbrk(node->text, "\n\r\t"))) {
        qs_enter(reader, "name");
        qs_problem_node(reader, node, "must be a text of one line");
        qs_leave(reader);
    }
}

/* Dense tables are made for each class and window; a study whose tables would not fit is refused. */
static bool fits(qs_study_reader *reader, qs_node *study)
{
    const qs_model *model = reader->model;
    double stages = (double)model->n_classes * model->n_services;
    if (stages * model->n_services <= 2e7 && stages * model->n_windows <= 2e8)
        return true;
    qs_problem_at(
        reader, study->at, NULL,
        "is too large, classes x services x services may be at most 2e7 and classes x services x windows 2e8 "
        "(got %d classes, %d services, %d windows)",
        model->n_classes, model->n_services, model->n_windows);
    return false;
}

static qs_status copy_names(qs_model *model, qs_node **values)
{
    qs_status status = QS_OK;
    for (int i = 0; i < model->n_services && !status; i++)
        status = qs_strdup(values[SERVICES]->keys[i]->text, &model->services[i]);
    for (int i = 0; i < model->n_classes && !status; i++)
        status =
            qs_strdup(values[CLASSES] ? values[CLASSES]->keys[i]->text : "customer", &model->classes[i].name);
    for (int i = 0; i < model->n_sources && !status; i++)
        status = qs_strdup(values[ARRIVALS]->keys[i]->text, &model->sources[i].name);
    for (int i = 0; i < model->n_windows && !status; i++)
        status = qs_strdup(values[WINDOWS]->keys[i]->text, &model->windows[i].name);
    for (int i = 0; i < model->n_resources && !status; i++)
        status = qs_strdup(values[RESOURCES]->keys[i]->text, &model->resources[i].name);
    for (int i = 0; i < model->n_lines && !status; i++)
        status = qs_strdup(values[LINES]->keys[i]->text, &model->windows[model->n_windows + i].name);
    return status;
}

static void count_all(qs_study_reader *reader, qs_node *study, qs_node **values, int *n_resources)
{
    qs_model *model = reader->model;
    qs_count_section(reader, study, values[SERVICES], "services", "service", QS_MAX_SERVICES,
                     &model->n_services);
    size_t n_before = reader->problems->n_found;
    *n_resources = 0;
    if (values[RESOURCES])
        qs_count_section(reader, study, values[RESOURCES], "resources", "resource", QS_MAX_RESOURCES,
                         n_resources);
    reader->has_bad_resources = reader->problems->n_found > n_before;
    if (values[CLASSES] || study->is_unsure)
        qs_count_section(reader, study, values[CLASSES], "classes", "class", QS_MAX_CLASSES,
                         &model->n_classes);
    else
        model->n_classes = 1;
    qs_count_section(reader, study, values[ARRIVALS], "arrivals", "source", QS_MAX_SOURCES,
                     &model->n_sources);
    qs_count_section(reader, study, values[WINDOWS], "windows", "window", QS_MAX_WINDOWS, &model->n_windows);
    if (values[LINES])
        qs_count_section(reader, study, values[LINES], "lines", "line", QS_MAX_LINES, &model->n_lines);
}

static void build_sections(qs_study_reader *reader, qs_node *study, qs_node **values, qs_plan *plan)
{
    qs_model *model = reader->model;
    size_t n_before = reader->problems->n_found;
    if (model->n_resources)
        qs_build_resources(reader, values[RESOURCES]);
    if (model->n_services)
        qs_build_services(reader, values[SERVICES]);
    reader->has_bad_services = reader->problems->n_found > n_before;
    n_before = reader->problems->n_found;
    if (model->n_classes)
        qs_build_classes(reader, study, values[CLASSES]);
    reader->has_bad_classes = reader->problems->n_found > n_before;
    qs_build_day_factors(reader, values[DAY_FACTORS]);
    if (model->n_sources)
        qs_build_arrivals(reader, values[ARRIVALS]);
    if (model->n_windows)
        qs_build_windows(reader, values[WINDOWS]);
    if (model->n_windows && model->n_lines)
        qs_build_lines(reader, values[LINES], values[WINDOWS]);
    qs_build_window_choice(reader, values[WINDOW_CHOICE], values[TWO_STOP_FACTOR]);
    qs_build_run(reader, study, values[RUN], plan);
    qs_build_output(reader, values[OUTPUT], plan);
    qs_build_cost(reader, study, values[COST]);
    qs_build_until(reader, values[RUN], plan);
    qs_build_promises(reader, values[PROMISES], plan);
    qs_build_select(reader, study, values[SELECT], plan);
}

/* A kernel that is asked for by name must be able to compute the model. */
static void check_kernel(qs_study_reader *reader, qs_node *study)
{
    const qs_model *model = reader->model;
    qs_node *node = qs_node_get(qs_node_get(study, "run"), "kernel");
    const char *bar = model->run.kernel == QS_KERNEL_JOINING ? qs_model_bars_joining(model) : NULL;
    qs_enter(reader, "run");
    qs_enter(reader, "kernel");
    if (model->run.kernel == QS_KERNEL_RECURSION && !qs_model_fits_recursion(model))
        qs_problem_node(
            reader, node,
            "does not fit this model: recursion needs one class from one renewal source, first come first "
            "served in endless queues, through a chain of windows of which only the last has more than one "
            "server (at most 64)");
    if (bar)
        qs_problem_node(reader, node, "does not fit this model: joining cannot do %s", bar);
    qs_leave(reader);
    qs_leave(reader);
}

/* What finish() finds beyond our own checks has no place of its own. */
static void finish(qs_study_reader *reader, qs_node *study)
{
    qs_status status = qs_model_finish(reader->model);
    if (status == QS_ERROR_STUDY)
        qs_problem_at(reader, study->at, NULL, "%s", qs_failure());
    else
        qs_reader_fail(reader, status);
    if (!status)
        check_kernel(reader, study);
}

qs_status qs_build(qs_study_reader *reader, qs_node *study, qs_model *model, qs_plan *plan)
{
    qs_node *values[N_KEYS];
    size_t n_before = reader->problems->n_found;
    *model = (qs_model){0};
    reader->model = model;
    reader->unit_name = "s";
    reader->unit_seconds = 1;
    if (!qs_read_map(reader, study, &qs_keys_study, values))
        return reader->status;
    check_version(reader, values[VERSION]);
    check_name(reader, values[NAME]);
    read_unit(reader, values[TIME_UNIT]);
    qs_read_clock(reader, values[CLOCK]);
    int n_resources;
    count_all(reader, study, values, &n_resources);
    if (!fits(reader, study) || qs_reader_fail(reader, qs_model_allocate(model)) ||
        qs_reader_fail(reader, qs_model_add_resources(model, n_resources)) ||
        qs_reader_fail(reader, copy_names(model, values)))
        return reader->status;
    model->unit_seconds = reader->unit_seconds;
    build_sections(reader, study, values, plan);
    bool is_whole = reader->problems->n_found == n_before && !reader->status;
    if (is_whole)
        qs_check_model(reader, study);
    bool is_wanted = !reader->only_checks || model->run.kernel == QS_KERNEL_RECURSION ||
                     model->run.kernel == QS_KERNEL_JOINING;
    if (is_whole && is_wanted && reader->problems->n_found == n_before && !reader->status)
        finish(reader, study);
    return reader->status;
}
