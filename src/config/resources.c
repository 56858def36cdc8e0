/* resources: units that services need beside a server; and what services ask of them.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "build_internal.h"
#include "qsweep/memory.h"

#define UNITS_FORM                                                                                           \
    QS_EITHER_OF(QS_WHOLE_IN(1, QS_MAX_UNITS), QS_LIST_OF(1, 0, QS_MAP_OF(qs_keys_units_step)),              \
                 QS_MAP_OF(qs_keys_units_cycle))

enum { UNITS, OVERTAKING, N_KEYS };
static const qs_key resource_keys[N_KEYS] = {
    [UNITS] = {"units", UNITS_FORM, NULL,
               "How many there are: a number, shifts {until: T, units: n}, or shifts that repeat"},
    [OVERTAKING] = {"overtaking", QS_IS(TRUTH), "false",
                    "Whether who lacks units of it is overtaken by others of the queue who can begin"},
};
const qs_key_table qs_keys_resource = {
    .name = "resource", .about = "Units that services need", QS_KEYS(resource_keys), .needs = "units"};

const char *const qs_party_word[1] = {"party"};

static void build_shifts(qs_study_reader *reader, qs_node *node, qs_resource *resource)
{
    double most = 0;
    if (!qs_read_cycle(reader, node, &qs_keys_units_cycle, "units", qs_any, QS_MAX_UNITS, QS_PLAIN,
                       &resource->shifts, &resource->n_shifts, &resource->shifts_period))
        return;
    for (size_t i = 0; i < resource->n_shifts; i++)
        most = fmax(most, resource->shifts[i].value);
    resource->units = (int)most;
    if (!(most > 0))
        qs_problem_at(reader, node->at, NULL, "some shift must have a unit (got 0 in all)");
}

static void build_units(qs_study_reader *reader, qs_node *node, qs_resource *resource)
{
    if (node->kind == QS_NODE_LIST || node->kind == QS_NODE_MAP) {
        build_shifts(reader, node, resource);
    } else if (qs_scalar_of(node) == QS_SCALAR_NUMBER && node->number == floor(node->number) &&
               node->number >= 1 && node->number <= QS_MAX_UNITS) {
        resource->units = (int)node->number;
    } else {
        char hint[QS_HINT_SIZE];
        qs_problem_node(reader, node,
                        "must be a whole number from 1 to %d, or a list of shifts {until: T, units: n}%s",
                        QS_MAX_UNITS, qs_number_hint(reader, node, false, hint, sizeof hint));
    }
}

static void build_resource(qs_study_reader *reader, qs_node *node, qs_resource *resource)
{
    qs_node *values[N_KEYS];
    if (node->kind != QS_NODE_MAP) {
        build_units(reader, node, resource);
        return;
    }
    if (!qs_read_map(reader, node, &qs_keys_resource, values))
        return;
    if (qs_require(reader, node, "units", values[UNITS], "a whole number, or a list of shifts")) {
        qs_enter(reader, "units");
        build_units(reader, values[UNITS], resource);
        qs_leave(reader);
    }
    qs_read_bool(reader, "overtaking", values[OVERTAKING], &resource->overtaking);
}

void qs_build_resources(qs_study_reader *reader, qs_node *section)
{
    qs_model *model = reader->model;
    qs_enter(reader, "resources");
    for (int r = 0; r < model->n_resources; r++) {
        model->resources[r].units = 1;
        qs_enter(reader, section->keys[r]->text);
        if (qs_node_is_absent(section->values[r]))
            qs_problem_at(reader, section->keys[r]->at, "nothing",
                          "must be there in all scenarios: so many units, from 1 on");
        else
            build_resource(reader, section->values[r], &model->resources[r]);
        qs_leave(reader);
    }
    qs_leave(reader);
}

/* ---- what a service asks ---- */

static bool read_units(qs_study_reader *reader, qs_node *node, qs_demand *demand)
{
    int64_t units;
    demand->of_party = node->kind == QS_NODE_SCALAR && !strcmp(node->text, qs_party_word[0]);
    demand->units = 1;
    if (demand->of_party)
        return true;
    if (qs_scalar_of(node) != QS_SCALAR_NUMBER) {
        qs_problem_node(reader, node, "must be a whole number of units, or party");
        return false;
    }
    if (!qs_read_integer(reader, NULL, node, 0, QS_MAX_UNITS, &units))
        return false;
    demand->units = (int)units;
    return units > 0;
}

bool qs_read_wants(qs_study_reader *reader, const char *key, qs_node *node, qs_demand_kind kind,
                   qs_wants *out)
{
    if (!node)
        return false;
    qs_enter(reader, key);
    out->is_given = true;
    out->n = 0;
    if (node->kind != QS_NODE_MAP)
        qs_problem_node(reader, node, "must be a map from resources to numbers of units, such as {%s: 1}",
                        reader->model->n_resources ? reader->model->resources[0].name : "bed");
    else if (reader->model->n_resources == 0 && !reader->has_bad_resources)
        qs_problem_node(reader, node,
                        "names a resource, but the study has no section resources, such as resources: "
                        "{bed: 12}");
    else if (!qs_reader_fail(reader, qs_calloc(node->n, sizeof *out->items, &out->items)))
        for (size_t i = 0; i < node->n; i++) {
            qs_demand demand = {.kind = kind};
            if (qs_node_is_absent(node->values[i]))
                continue;
            qs_enter(reader, node->keys[i]->text);
            bool is_known = qs_read_name(reader, node->keys[i], QS_NAMED_RESOURCE, &demand.resource);
            if (read_units(reader, node->values[i], &demand) && is_known)
                out->items[out->n++] = demand;
            qs_leave(reader);
        }
    qs_leave(reader);
    return true;
}

/* ---- what nobody uses ---- */

static bool is_mentioned(const qs_node *services, const char *name)
{
    static const char *const kinds[] = {"needs", "takes", "gives"};
    for (size_t s = 0; services && s < services->n; s++) {
        const qs_node *by_class = qs_node_get(services->values[s], "by_class");
        for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
            const qs_node *map = qs_node_get(services->values[s], kinds[k]);
            if (map && map->kind == QS_NODE_MAP && qs_node_get(map, name))
                return true;
            for (size_t c = 0; by_class && by_class->kind == QS_NODE_MAP && c < by_class->n; c++) {
                map = qs_node_get(by_class->values[c], kinds[k]);
                if (map && map->kind == QS_NODE_MAP && qs_node_get(map, name))
                    return true;
            }
        }
    }
    return false;
}

void qs_check_resources(qs_study_reader *reader, qs_node *study)
{
    const qs_model *model = reader->model;
    qs_node *section = qs_node_get(study, "resources");
    for (int r = 0; section && r < model->n_resources; r++) {
        if (is_mentioned(qs_node_get(study, "services"), model->resources[r].name))
            continue;
        qs_enter(reader, "resources");
        qs_enter(reader, model->resources[r].name);
        qs_problem_at(reader, section->keys[r]->at, "no mention of it",
                      "no service asks for it, some must have it in needs or takes, or it must be left out");
        qs_leave(reader);
        qs_leave(reader);
    }
}
