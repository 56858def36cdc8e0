/* What is asked of resources, and what they do to the windows.
 *
 * A resource's load is the time that its units are asked for, in services, dead times that hold the customer
 * and stages through which they are held, over what there is. Time that a holder waits, or is blocked, comes
 * on top and is not known: so it is a bound from below.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "load_internal.h"
#include "qsweep/holding.h"

bool qs_load_is_restrained(const qs_model *model, int w)
{
    const qs_window *window = &model->windows[w];
    for (int i = 0; i < model->n_classes * model->n_services; i++) {
        const qs_stage *stage = &model->stages[i];
        if (!window->serves[i])
            continue;
        if (stage->servers > 1)
            return true;
        for (int d = 0; d < stage->n_demands; d++)
            if (model->demands[stage->first_demand + d].kind != QS_GIVES)
                return true;
    }
    return false;
}

/* How long a visit holds its units at a window: its service, and the dead time that it stays through. */
static double held_time(const qs_sharing *s, int w, int class, int service)
{
    const qs_model *model = s->model;
    bool holds;
    int dead = qs_model_dead_time(model, w, class, service, &holds);
    double all =
        qs_sharing_each(s, w, class, service) / model->stages[class * model->n_services + service].servers;
    return holds ? all : all - qs_model_mean(model, dead);
}

/* Units that a visit asks for at its start, for a mean party. */
static double asked_units(const qs_model *model, const qs_stage *stage, int resource, double party)
{
    double units = 0;
    for (int d = 0; d < stage->n_demands; d++) {
        const qs_demand *demand = &model->demands[stage->first_demand + d];
        if (demand->resource == resource && demand->kind != QS_GIVES)
            units += demand->units * (demand->of_party ? party : 1);
    }
    return units;
}

/* Of a class: units' time in a unit of time. */
static double work_of_class(const qs_sharing *s, int class, int resource, const qs_holding *holding)
{
    const qs_model *model = s->model;
    double work = 0;
    for (int i = 0; i < model->n_services; i++) {
        const qs_stage *stage = &model->stages[class * model->n_services + i];
        double units = holding->least[i] + asked_units(model, stage, resource, holding->mean_party);
        for (int k = 0; k < stage->n_candidates && units > 0; k++) {
            double share = s->share[stage->first_candidate + k];
            if (share > 0)
                work += share * units * held_time(s, model->candidates[stage->first_candidate + k], class, i);
        }
    }
    return work;
}

static double mean_units(const qs_resource *resource, double lasts)
{
    const qs_steps shifts = qs_resource_shifts(resource);
    if (shifts.n == 0)
        return resource->units;
    if (isinf(lasts) && shifts.period <= 0)
        return shifts.pieces[shifts.n - 1].value;
    return qs_steps_mean(&shifts, lasts);
}

/* With the flows that come if each gets through: who is held up on the way is held up, not lost. */
qs_status qs_load_resources(qs_model *model, const qs_sharing *high, const qs_sharing *low, double lasts)
{
    for (int r = 0; r < model->n_resources; r++) {
        double work = 0;
        for (int c = 0; c < model->n_classes; c++) {
            qs_holding holding;
            qs_status status = qs_holding_find(model, c, r, &holding);
            if (!status)
                work += work_of_class(qs_class_is_patient(model, c) ? high : low, c, r, &holding);
            qs_holding_clear(&holding);
            if (status)
                return status;
        }
        model->resources[r].offered_load = work / mean_units(&model->resources[r], lasts);
    }
    return QS_OK;
}
