/* Life of a model: its arrays, and what the study's overrides come to.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/model.h"

#include <math.h>

#include "qsweep/memory.h"

static void allocate_defaults(qs_model *model)
{
    model->two_stop_factor = 1.5;
    model->unit_seconds = 1;
    model->run.horizon = model->run.timeout = INFINITY;
    for (int i = 0; i < model->n_classes * model->n_services; i++)
        model->stages[i] = (qs_stage){.time = QS_NONE, .dead_time = QS_NONE, .servers = 1, .line = QS_NONE};
    for (int i = 0; i < model->n_sources; i++) {
        qs_source *source = &model->sources[i];
        source->interarrival = source->batch = source->think_time = source->day_factor = source->lateness =
            QS_NONE;
        source->party = QS_NONE;
        source->count = 1;
    }
    for (int i = 0; i < model->n_windows + model->n_lines; i++) {
        qs_window *window = &model->windows[i];
        window->breakdown_up = window->breakdown_down = QS_NONE;
        window->count = window->n_rows = 1;
        window->speed = 1;
        window->group_wait = INFINITY;
    }
}

static qs_status allocate_members(qs_model *model)
{
    size_t n_services = (size_t)model->n_services, n_classes = (size_t)model->n_classes;
    qs_status status = QS_OK;
    for (int i = 0; i < model->n_classes && !status; i++) {
        qs_class *class = &model->classes[i];
        class->patience = QS_NONE;
        class->balk_at = QS_NONE;
        class->retry.delay = QS_NONE;
        class->retry.most = QS_NONE;
        status = qs_calloc(n_services, sizeof *class->first, &class->first);
        if (!status)
            status = qs_calloc(n_services * n_services, sizeof *class->then, &class->then);
    }
    for (int i = 0; i < model->n_sources && !status; i++)
        status = qs_calloc(n_classes, sizeof(double), &model->sources[i].shares);
    for (int i = 0; i < model->n_windows + model->n_lines && !status; i++)
        status = qs_calloc(n_classes * n_services, sizeof(bool), &model->windows[i].serves);
    for (int i = 0; i < model->n_lines && !status; i++)
        status = qs_calloc(n_classes, sizeof(bool), &model->lines[i].takes);
    return status;
}

qs_status qs_model_allocate(qs_model *model)
{
    size_t n_stages = (size_t)model->n_classes * (size_t)model->n_services;
    qs_status status = qs_calloc((size_t)model->n_services, sizeof *model->services, &model->services);
    if (!status)
        status = qs_calloc((size_t)model->n_classes, sizeof *model->classes, &model->classes);
    if (!status)
        status = qs_calloc((size_t)model->n_sources, sizeof *model->sources, &model->sources);
    if (!status)
        status = qs_calloc((size_t)model->n_windows + (size_t)model->n_lines, sizeof *model->windows,
                           &model->windows);
    if (!status)
        status = qs_calloc((size_t)model->n_lines, sizeof *model->lines, &model->lines);
    if (!status)
        status = qs_calloc(n_stages, sizeof *model->stages, &model->stages);
    if (!status) {
        allocate_defaults(model);
        status = allocate_members(model);
    }
    return status;
}

/* Room grows in powers of two, so that the count alone tells when it is full. */
qs_status qs_model_add_distribution(qs_model *model, qs_distribution *distribution, int *index)
{
    size_t n = (size_t)model->n_distributions;
    if ((n & (n - 1)) == 0) {
        qs_distribution *grown;
        qs_status status = qs_calloc(n ? 2 * n : 1, sizeof *grown, &grown);
        if (status)
            return status;
        for (size_t i = 0; i < n; i++)
            grown[i] = model->distributions[i];
        qs_free(model->distributions);
        model->distributions = grown;
    }
    model->distributions[n] = *distribution;
    *distribution = (qs_distribution){0};
    *index = model->n_distributions++;
    return QS_OK;
}

qs_status qs_model_add_resources(qs_model *model, int n)
{
    qs_status status = qs_calloc((size_t)n, sizeof *model->resources, &model->resources);
    model->n_resources = status ? 0 : n;
    return status;
}

qs_status qs_model_add_demand(qs_model *model, qs_stage *stage, const qs_demand *demand)
{
    size_t n = (size_t)model->n_demands;
    if ((n & (n - 1)) == 0) {
        qs_demand *grown;
        qs_status status = qs_calloc(n ? 2 * n : 1, sizeof *grown, &grown);
        if (status)
            return status;
        for (size_t i = 0; i < n; i++)
            grown[i] = model->demands[i];
        qs_free(model->demands);
        model->demands = grown;
    }
    if (stage->n_demands == 0)
        stage->first_demand = model->n_demands;
    stage->n_demands++;
    model->demands[model->n_demands++] = *demand;
    return QS_OK;
}

bool qs_model_has_parties(const qs_model *model)
{
    bool has_any = (model->features & QS_FEATURE(PARTIES)) != 0;
    for (int s = 0; s < model->n_sources; s++)
        has_any |= model->sources[s].party != QS_NONE;
    return has_any;
}

double qs_model_largest_party(const qs_model *model, int class)
{
    double most = 1;
    for (int s = 0; s < model->n_sources; s++)
        if (model->sources[s].party != QS_NONE && model->sources[s].shares[class] > 0)
            most = fmax(most, qs_distribution_max(&model->distributions[model->sources[s].party]));
    return most;
}

static void clear_class(qs_class *class)
{
    qs_free(class->name);
    qs_free(class->service_patience);
    qs_free(class->balks);
    qs_free(class->retry.probabilities);
    qs_free(class->changes);
    qs_free(class->first);
    qs_free(class->then);
}

qs_status qs_model_add_factor(qs_model *model, const char *name, bool is_shared, int law, int *index)
{
    size_t n = (size_t)model->n_factors;
    if ((n & (n - 1)) == 0) {
        qs_day_factor *grown;
        qs_status status = qs_calloc(n ? 2 * n : 1, sizeof *grown, &grown);
        if (status)
            return status;
        for (size_t i = 0; i < n; i++)
            grown[i] = model->factors[i];
        qs_free(model->factors);
        model->factors = grown;
    }
    model->factors[n] = (qs_day_factor){.is_shared = is_shared, .law = law};
    qs_status status = qs_strdup(name, &model->factors[n].name);
    if (status)
        return status;
    *index = model->n_factors++;
    return QS_OK;
}

double qs_model_mean_factor(const qs_model *model, const qs_source *source)
{
    return source->day_factor == QS_NONE
               ? 1
               : qs_distribution_mean(&model->distributions[model->factors[source->day_factor].law]);
}

double qs_model_least_factor(const qs_model *model, const qs_source *source)
{
    return source->day_factor == QS_NONE
               ? 1
               : qs_distribution_min(&model->distributions[model->factors[source->day_factor].law]);
}

static void clear_source(qs_source *source)
{
    qs_free(source->name);
    qs_free(source->times);
    qs_free(source->day_ends);
    qs_free(source->days_file);
    qs_free(source->rates);
    qs_free(source->shares);
}

static void clear_window(qs_window *window)
{
    qs_free(window->name);
    qs_free(window->shifts);
    qs_free(window->serves);
    qs_free(window->priorities);
    qs_free(window->together);
    qs_free(window->speeds);
    qs_free(window->server_speeds);
    qs_free(window->worth);
    qs_free(window->overrides);
}

static void clear_line(qs_line_rule *line)
{
    for (int i = 0; line->helps && i < line->n_helps; i++)
        qs_free(line->helps[i].windows);
    qs_free(line->helps);
    qs_free(line->windows);
    qs_free(line->takes);
}

void qs_model_clear(qs_model *model)
{
    if (!model)
        return;
    for (int i = 0; model->services && i < model->n_services; i++)
        qs_free(model->services[i]);
    for (int i = 0; model->classes && i < model->n_classes; i++)
        clear_class(&model->classes[i]);
    for (int i = 0; model->sources && i < model->n_sources; i++)
        clear_source(&model->sources[i]);
    for (int i = 0; model->windows && i < model->n_windows + model->n_lines; i++)
        clear_window(&model->windows[i]);
    for (int i = 0; model->lines && i < model->n_lines; i++)
        clear_line(&model->lines[i]);
    for (int i = 0; i < model->n_distributions; i++)
        qs_distribution_clear(&model->distributions[i]);
    for (int i = 0; i < model->n_factors; i++)
        qs_free(model->factors[i].name);
    for (int i = 0; i < model->n_resources; i++) {
        qs_free(model->resources[i].name);
        qs_free(model->resources[i].shifts);
    }
    qs_free(model->resources);
    qs_free(model->demands);
    qs_free(model->factors);
    qs_free(model->services);
    qs_free(model->classes);
    qs_free(model->sources);
    qs_free(model->windows);
    qs_free(model->lines);
    qs_free(model->stages);
    qs_free(model->distributions);
    qs_free(model->output.quantiles);
    qs_free(model->output.thresholds);
    qs_free(model->output.abandoned);
    qs_free(model->output.edges);
    qs_free(model->routes);
    qs_free(model->candidates);
    *model = (qs_model){0};
}

/* The most particular override wins: one for the class before one for all classes. */
static const qs_override *find_override(const qs_window *window, int class, int service)
{
    const qs_override *found = NULL;
    for (size_t i = 0; i < window->n_overrides; i++) {
        const qs_override *override = &window->overrides[i];
        if (override->service != service)
            continue;
        if (override->of_class == class)
            return override;
        if (override->of_class == QS_NONE)
            found = override;
    }
    return found;
}

int qs_model_service_time(const qs_model *model, int window, int class, int service)
{
    const qs_override *override = find_override(&model->windows[window], class, service);
    if (override && override->time != QS_NONE)
        return override->time;
    return model->stages[class * model->n_services + service].time;
}

int qs_model_dead_time(const qs_model *model, int window, int class, int service, bool *holds_customer)
{
    const qs_override *override = find_override(&model->windows[window], class, service);
    const qs_stage *stage = &model->stages[class * model->n_services + service];
    *holds_customer = override && override->has_holds ? override->holds_customer : stage->holds_customer;
    return override && override->dead_time != QS_NONE ? override->dead_time : stage->dead_time;
}

bool qs_model_window_has_dead_time(const qs_model *model, int w)
{
    bool holds;
    for (int c = 0; c < model->n_classes; c++)
        for (int s = 0; s < model->n_services; s++)
            if (model->windows[w].serves[c * model->n_services + s] &&
                qs_model_dead_time(model, w, c, s, &holds) != QS_NONE)
                return true;
    return false;
}

void qs_model_layout(const qs_model *model, qs_layout *layout)
{
    const qs_output_rule *output = &model->output;
    (model->cost.is_known ? qs_layout_init_priced
                          : qs_layout_init)(layout, model->n_classes, qs_model_n_rows(model),
                                            (int)output->n_quantiles, (int)output->n_thresholds);
    qs_layout_add_resources(layout, model->n_resources, qs_model_has_parties(model));
    qs_layout_add_lines(layout, model->n_lines);
    qs_layout_add_levels(layout, (int)output->n_levels);
    qs_layout_add_series(layout, output->n_times);
    qs_layout_add_intervals(layout, output->n_intervals, output->has_interval_quantiles);
    if (output->weighs_customers)
        qs_layout_add_weights(layout);
    if (model->run.has_controls)
        qs_layout_add_controls(layout, QS_LAYOUT_CONTROLS);
}
