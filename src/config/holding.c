/* What services ask of windows and resources: that there ever is so much, and that all is given back, way by
 * way.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "build_internal.h"
#include "qsweep/holding.h"

/* "triage, bed, ward", the middle left out of long ones. */
static void write_way(const qs_model *model, const qs_holding *holding, char *out, size_t size)
{
    enum { MOST = 8 };
    size_t used = 0;
    for (int i = 0; i < holding->n_way && used < size; i++) {
        if (holding->n_way > MOST && i == MOST / 2) {
            i = holding->n_way - MOST / 2;
            used += (size_t)snprintf(out + used, size - used, ", ...");
        }
        if (used < size)
            used += (size_t)snprintf(out + used, size - used, "%s%.40s", i ? ", " : "",
                                     model->services[holding->way[i]]);
    }
}

/* The place of what a service asks: the node of one of its keys for a resource; else the service itself. */
static qs_position place_of(qs_node *study, const qs_model *model, int service, int resource,
                            const char *const *keys)
{
    qs_node *section = qs_node_get(study, "services");
    qs_node *node = qs_node_get(section, model->services[service]);
    for (; *keys; keys++) {
        qs_node *map = qs_node_get(node, *keys);
        ptrdiff_t at =
            map && map->kind == QS_NODE_MAP ? qs_node_find(map, model->resources[resource].name) : -1;
        if (at >= 0)
            return map->keys[at]->at;
    }
    ptrdiff_t at = section ? qs_node_find(section, model->services[service]) : -1;
    return at >= 0 ? section->keys[at]->at : study->at;
}

/* The last service of the way that takes of the resource. */
static int last_taker(const qs_model *model, int class, int resource, const qs_holding *holding)
{
    for (int i = holding->n_way - 1; i >= 0; i--) {
        const qs_stage *stage = &model->stages[class * model->n_services + holding->way[i]];
        for (int d = 0; d < stage->n_demands; d++) {
            const qs_demand *demand = &model->demands[stage->first_demand + d];
            if (demand->resource == resource && demand->kind == QS_TAKES)
                return holding->way[i];
        }
    }
    return holding->service;
}

static void refuse(qs_study_reader *reader, qs_node *study, int class, int resource,
                   const qs_holding *holding)
{
    static const char *const taken[] = {"takes", NULL}, *const given[] = {"gives", NULL},
                             *const asked[] = {"needs", "takes", NULL};
    const qs_model *model = reader->model;
    const char *name = model->resources[resource].name, *of_class = model->classes[class].name;
    int taker = last_taker(model, class, resource, holding);
    int service =
        holding->fault == QS_NEVER_GIVEN || holding->fault == QS_TAKEN_AGAIN ? taker : holding->service;
    char way[512] = "", got[64];
    write_way(model, holding, way, sizeof way);
    qs_enter(reader, "services");
    qs_enter(reader, model->services[service]);
    switch (holding->fault) {
    case QS_NEVER_GIVEN:
        qs_problem_at(reader, place_of(study, model, service, resource, taken), NULL,
                      "what it takes of %s is never given back by class %s on the way %s, after which it may "
                      "leave: some service on it must have it in gives",
                      name, of_class, way);
        break;
    case QS_TAKEN_AGAIN:
        qs_problem_at(reader, place_of(study, model, service, resource, taken), NULL,
                      "class %s comes here again and again on its way and takes more of %s each time, some "
                      "service on it must have it in gives",
                      of_class, name);
        break;
    case QS_NOT_HELD:
        qs_problem_at(reader, place_of(study, model, service, resource, given), NULL,
                      "gives back more of %s than class %s holds on the way %s: some service before must "
                      "have it in takes",
                      name, of_class, way);
        break;
    default:
        snprintf(got, sizeof got, isinf(holding->most) ? "parties of any size" : "%.10g", holding->most);
        qs_problem_at(reader, place_of(study, model, service, resource, asked), got,
                      "with what class %s holds on the way %s, it must ask for no more of %s than there are, "
                      "which is %d",
                      of_class, way, name, model->resources[resource].units);
    }
    reader->trail.n -= 2;
}

static bool asks(const qs_model *model, int class, int resource)
{
    for (int s = 0; s < model->n_services; s++) {
        const qs_stage *stage = &model->stages[class * model->n_services + s];
        for (int d = 0; d < stage->n_demands; d++)
            if (model->demands[stage->first_demand + d].resource == resource)
                return true;
    }
    return false;
}

static void check_servers(qs_study_reader *reader, qs_node *study, int class)
{
    const qs_model *model = reader->model;
    qs_node *section = qs_node_get(study, "services");
    char got[32];
    for (int s = 0; s < model->n_services; s++) {
        int servers = model->stages[class * model->n_services + s].servers;
        for (int w = 0; w < model->n_windows && servers > 1; w++) {
            const qs_window *window = &model->windows[w];
            if (!window->serves[class * model->n_services + s] || qs_window_all_servers(window) >= servers)
                continue;
            ptrdiff_t at = section ? qs_node_find(section, model->services[s]) : -1;
            snprintf(got, sizeof got, "%d", servers);
            qs_enter(reader, "services");
            qs_enter(reader, model->services[s]);
            qs_enter(reader, "servers");
            qs_problem_at(reader, at >= 0 ? section->keys[at]->at : study->at, got,
                          "must be no more than the servers of window %s, which is %d", window->name,
                          qs_window_all_servers(window));
            reader->trail.n -= 3;
        }
    }
}

void qs_check_holding(qs_study_reader *reader, qs_node *study, int class)
{
    const qs_model *model = reader->model;
    check_servers(reader, study, class);
    for (int r = 0; r < model->n_resources; r++) {
        qs_holding holding;
        if (!asks(model, class, r))
            continue;
        if (!qs_reader_fail(reader, qs_holding_find(model, class, r, &holding)) &&
            holding.fault != QS_HOLDING_GOOD)
            refuse(reader, study, class, r, &holding);
        qs_holding_clear(&holding);
    }
}
