/* services: what customers come for, and how long it takes.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "build_internal.h"
#include "qsweep/memory.h"

enum { TIME, DEAD_TIME, HOLDS, SERVERS, NEEDS, TAKES, GIVES, BY_CLASS, N_KEYS };
enum { N_TIMES_KEYS = SERVERS, N_WANTS = 3 };
#define WANTS QS_MEMBERS_OF(QS_EITHER_OF(QS_WHOLE_IN(0, QS_MAX_UNITS), QS_ONE_OF(qs_party_word)))
static const qs_key service_keys[N_KEYS] = {
    [TIME] = {"time", QS_IS(TIMES), NULL,
              "How long it takes: a time, or a distribution such as {exponential: {mean: 4}}"},
    [DEAD_TIME] = {"dead_time", QS_IS(TIMES), "0", "How long the server stays occupied afterwards"},
    [HOLDS] = {"dead_time_holds_customer", QS_IS(TRUTH), "false",
               "Whether the customer stays through the dead time"},
    [SERVERS] = {"servers", QS_WHOLE_IN(1, QS_MAX_SERVERS), "1",
                 "So many servers of the window serve one customer at once, all from the start to the end"},
    [NEEDS] = {"needs", WANTS, NULL,
               "Units of resources that are held during this service: a number, or party"},
    [TAKES] = {"takes", WANTS, NULL, "Units that are held from the start of this service on"},
    [GIVES] = {"gives", WANTS, NULL, "Units that are given back at the end of this service"},
    [BY_CLASS] = {"by_class", QS_MEMBERS_OF(QS_MAP_OF(qs_keys_of_class)), NULL,
                  "What is different for a class, by its name"},
};
const qs_key_table qs_keys_service = {
    .name = "service", .about = "A service", QS_KEYS(service_keys), .needs = "time"};
/* The same without by_class: of one class. */
const qs_key_table qs_keys_of_class = {.name = "service_of_class",
                                       .about = "What is different for a class",
                                       .keys = service_keys,
                                       .n = BY_CLASS};
/* Times alone: at one window. */
const qs_key_table qs_keys_times = {.name = "service_times",
                                    .about = "What is different about a service's times",
                                    .keys = service_keys,
                                    .n = N_TIMES_KEYS};

/* A list of maps with names is what other programs take. */
static void refuse_section(qs_study_reader *reader, qs_node *section, const char *what)
{
    qs_node *first = section->kind == QS_NODE_LIST && section->n ? section->values[0] : NULL;
    qs_node *name = qs_node_get(first, "name");
    if (name && name->kind == QS_NODE_SCALAR)
        qs_problem_node(
            reader, section,
            "must be a map with an entry for each %s, its name being the key: write '%.40s: {...}' in "
            "place of '- name: %.40s'",
            what, name->text, name->text);
    else if (first && first->kind == QS_NODE_SCALAR)
        qs_problem_node(reader, section,
                        "must be a map with an entry for each %s: write '%.40s: {...}' in place of '- %.40s'",
                        what, first->text, first->text);
    else if (first)
        qs_problem_node(reader, section,
                        "must be a map with an entry for each %s, without a '- ' before them", what);
    else
        qs_problem_node(reader, section, "must be a map with an entry for each %s", what);
}

/* `  arrivals:` in `classes`: a section that is missing, indented into the one above. What it leaves behind
 * is no problem of its own. */
static bool refuse_swallowed(qs_study_reader *reader, qs_node *study, qs_node *section)
{
    static const char *const sections[] = {"arrivals", "windows", "services", "run",
                                           "classes",  "sweep",   "output",   "lines"};
    enum { N_NEEDED = 4 };
    for (size_t i = 0; section->kind == QS_NODE_MAP && i < section->n; i++)
        for (size_t k = 0; k < sizeof sections / sizeof *sections; k++) {
            qs_node *value = section->values[i];
            bool is_empty = value && value->kind == QS_NODE_SCALAR && qs_scalar_of(value) == QS_SCALAR_NULL;
            if (strcmp(section->keys[i]->text, sections[k]) || qs_node_get(study, sections[k]) ||
                (k >= N_NEEDED && !is_empty))
                continue;
            qs_enter(reader, sections[k]);
            qs_problem_node(
                reader, section->keys[i],
                "is a section of the study and stands within another, begin its line in column %d",
                study->keys[0]->at.column);
            qs_leave(reader);
            study->is_unsure = true;
            return true;
        }
    return false;
}

void qs_count_section(qs_study_reader *reader, qs_node *study, qs_node *section, const char *key,
                      const char *what, int most, int *n)
{
    *n = 0;
    if (!section && study->is_unsure)
        return;
    if (!section) {
        qs_enter(reader, key);
        qs_problem_at(reader, study->at, "nothing", "is missing, must be a map with an entry for each %s",
                      what);
        qs_leave(reader);
        return;
    }
    qs_enter(reader, key);
    if (refuse_swallowed(reader, study, section)) {
        qs_leave(reader);
        return;
    }
    if (section->kind != QS_NODE_MAP || section->n == 0) {
        refuse_section(reader, section, what);
    } else if (section->n > (size_t)most) {
        qs_problem_at(reader, section->at, NULL, "has too many entries, at most %d are allowed (got %zu)",
                      most, section->n);
    } else {
        *n = (int)section->n;
        for (size_t i = 0; i < section->n; i++)
            if (!qs_is_name(section->keys[i]->text))
                qs_problem_node(reader, section->keys[i],
                                "a name must be 1 to 63 letters, digits, _ or - (and not begin with -)");
    }
    qs_leave(reader);
}

void qs_read_times(qs_study_reader *reader, qs_node *time, qs_node *dead_time, qs_node *holds,
                   bool has_dead_time, qs_times *out)
{
    *out = (qs_times){.time = QS_NONE, .dead_time = QS_NONE};
    qs_read_distribution(reader, "time", time, QS_FOR_TIMES, &out->time);
    qs_read_distribution(reader, "dead_time", dead_time, QS_FOR_TIMES, &out->dead_time);
    out->has_holds = qs_read_bool(reader, "dead_time_holds_customer", holds, &out->holds_customer);
    if (holds && !dead_time && !has_dead_time) {
        qs_enter(reader, "dead_time_holds_customer");
        qs_problem_node(reader, holds, "has no effect, it must stand beside a dead_time");
        qs_leave(reader);
    }
}

static void store_stage(qs_stage *stage, const qs_times *times)
{
    if (times->time != QS_NONE)
        stage->time = times->time;
    if (times->dead_time != QS_NONE)
        stage->dead_time = times->dead_time;
    if (times->has_holds)
        stage->holds_customer = times->holds_customer;
}

/* What each class asks: what the service says, or by_class. */
typedef struct qs_asked {
    qs_wants *wants; /* [1 + n_classes][N_WANTS], of all first */
} qs_asked;

static void read_asked(qs_study_reader *reader, qs_node **values, qs_wants *wants)
{
    static const qs_demand_kind kinds[N_WANTS] = {QS_NEEDS, QS_TAKES, QS_GIVES};
    for (int k = 0; k < N_WANTS; k++)
        qs_read_wants(reader, service_keys[NEEDS + k].name, values[NEEDS + k], kinds[k], &wants[k]);
}

/* The demands of a service's stages, those of each stage together. */
static void store_asked(qs_study_reader *reader, const qs_asked *asked, int service)
{
    qs_model *model = reader->model;
    for (int c = 0; c < model->n_classes; c++)
        for (int k = 0; k < N_WANTS; k++) {
            const qs_wants *own = &asked->wants[(1 + c) * N_WANTS + k];
            const qs_wants *wants = own->is_given ? own : &asked->wants[k];
            for (size_t i = 0; i < wants->n; i++)
                qs_reader_fail(reader,
                               qs_model_add_demand(model, &model->stages[c * model->n_services + service],
                                                   &wants->items[i]));
        }
}

static void build_by_class(qs_study_reader *reader, qs_node *node, int service, bool has_dead_time,
                           qs_asked *asked)
{
    qs_model *model = reader->model;
    qs_enter(reader, "by_class");
    if (node->kind != QS_NODE_MAP || node->n == 0) {
        qs_problem_node(reader, node,
                        "must be a map from classes to {time, dead_time, dead_time_holds_customer, servers, "
                        "needs, takes, gives}");
        qs_leave(reader);
        return;
    }
    for (size_t i = 0; i < node->n; i++) {
        qs_node *values[N_KEYS];
        qs_times times;
        int class = QS_NONE;
        int64_t servers = 0;
        if (qs_node_is_absent(node->values[i]))
            continue;
        qs_enter(reader, node->keys[i]->text);
        bool is_known = qs_read_name(reader, node->keys[i], QS_NAMED_CLASS, &class);
        if (qs_read_map(reader, node->values[i], &qs_keys_of_class, values)) {
            qs_read_times(reader, values[TIME], values[DEAD_TIME], values[HOLDS], has_dead_time, &times);
            qs_read_integer(reader, "servers", values[SERVERS], 1, QS_MAX_SERVERS, &servers);
            if (is_known) {
                qs_stage *stage = &model->stages[class * model->n_services + service];
                store_stage(stage, &times);
                stage->servers = servers ? (int)servers : stage->servers;
                read_asked(reader, values, &asked->wants[(1 + class) * N_WANTS]);
            }
        }
        qs_leave(reader);
    }
    qs_leave(reader);
}

static void build_asked(qs_study_reader *reader, qs_node **values, int service)
{
    qs_model *model = reader->model;
    qs_asked asked = {0};
    size_t n = (1 + (size_t)model->n_classes) * N_WANTS;
    if (qs_reader_fail(reader, qs_calloc(n, sizeof *asked.wants, &asked.wants)))
        return;
    read_asked(reader, values, asked.wants);
    if (values[BY_CLASS])
        build_by_class(reader, values[BY_CLASS], service, values[DEAD_TIME] != NULL, &asked);
    store_asked(reader, &asked, service);
    for (size_t i = 0; i < n; i++)
        qs_free(asked.wants[i].items);
    qs_free(asked.wants);
}

static void build_service(qs_study_reader *reader, qs_node *node, int service)
{
    qs_model *model = reader->model;
    qs_node *values[N_KEYS];
    qs_times times;
    int64_t servers = 1;
    if (node->kind == QS_NODE_SCALAR && qs_scalar_of(node) != QS_SCALAR_NULL) {
        qs_problem_node(reader, node,
                        "must be a map, such as {time: {exponential: {mean: 4}}}, or {time: 4} for a "
                        "constant time");
        return;
    }
    if (!qs_read_map(reader, node, &qs_keys_service, values))
        return;
    qs_require(reader, node, "time", values[TIME], "a distribution, such as {exponential: {mean: 4}}");
    qs_read_times(reader, values[TIME], values[DEAD_TIME], values[HOLDS], values[BY_CLASS] != NULL, &times);
    qs_read_integer(reader, "servers", values[SERVERS], 1, QS_MAX_SERVERS, &servers);
    for (int c = 0; c < model->n_classes; c++) {
        store_stage(&model->stages[c * model->n_services + service], &times);
        model->stages[c * model->n_services + service].servers = (int)servers;
    }
    build_asked(reader, values, service);
}

void qs_build_services(qs_study_reader *reader, qs_node *section)
{
    qs_enter(reader, "services");
    for (int s = 0; s < reader->model->n_services; s++) {
        qs_enter(reader, section->keys[s]->text);
        build_service(reader, section->values[s], s);
        qs_leave(reader);
    }
    qs_leave(reader);
}
