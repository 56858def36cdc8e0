/* What no single value shows: who is served where, who never leaves, what nobody uses.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "build_internal.h"
#include "qsweep/conflict.h"
#include "qsweep/memory.h"

/* Services a class comes to, in the order found; `seen` is by service. */
typedef struct reach {
    int n;
    int *order;   /* [n_services] */
    bool *seen;   /* [n_services] */
    bool *leaves; /* [n_services] from there a customer leaves some day */
    bool *ever;   /* [n_services] some class comes to it */
    bool *become; /* [n_classes * n_services] somebody becomes of the class while it waits for the service */
} reach;

static qs_status reach_init(reach *r, size_t n_classes, size_t n_services)
{
    qs_status status = qs_calloc(n_services, sizeof *r->order, &r->order);
    if (!status)
        status = qs_calloc(n_services, 1, &r->seen);
    if (!status)
        status = qs_calloc(n_services, 1, &r->leaves);
    if (!status)
        status = qs_calloc(n_services, 1, &r->ever);
    if (!status)
        status = qs_calloc(n_classes * n_services, 1, &r->become);
    return status;
}

static void reach_clear(reach *r)
{
    qs_free(r->order);
    qs_free(r->seen);
    qs_free(r->leaves);
    qs_free(r->ever);
    qs_free(r->become);
}

static void walk(const qs_model *model, int class, reach *r)
{
    const qs_class *c = &model->classes[class];
    r->n = 0;
    for (int s = 0; s < model->n_services; s++) {
        r->seen[s] = c->first[s] > 0 || r->become[class * model->n_services + s];
        if (r->seen[s])
            r->order[r->n++] = s;
    }
    for (int i = 0; i < r->n; i++) {
        const double *row = c->then + (size_t)r->order[i] * (size_t)model->n_services;
        for (int s = 0; s < model->n_services; s++)
            if (row[s] > 0 && !r->seen[s]) {
                r->seen[s] = true;
                r->order[r->n++] = s;
            }
    }
    for (int i = 0; i < r->n; i++)
        r->ever[r->order[i]] = true;
}

/* Who becomes of which class in queues for which services: classes that are become come to more of them. */
static void find_changes(const qs_model *model, reach *r)
{
    for (bool has_grown = true; has_grown;) {
        has_grown = false;
        for (int c = 0; c < model->n_classes; c++) {
            if (model->classes[c].n_changes == 0)
                continue;
            walk(model, c, r);
            for (size_t i = 0; i < model->classes[c].n_changes; i++)
                for (int k = 0; k < r->n; k++) {
                    bool *become =
                        &r->become[model->classes[c].changes[i].to * model->n_services + r->order[k]];
                    has_grown |= !*become;
                    *become = true;
                }
        }
    }
    memset(r->ever, 0, (size_t)model->n_services);
}

/* The class's own place when it is written, else that of the section that makes it fail. */
static qs_position place_of(qs_node *study, const char *section_name, int class)
{
    qs_node *section = qs_node_get(study, section_name);
    if (!section)
        section = qs_node_get(study, "windows");
    else if (class >= 0)
        return section->keys[class]->at;
    return section ? section->at : study->at;
}

static bool is_served(const qs_model *model, int class, int service)
{
    for (int w = 0; w < model->n_windows; w++)
        if (model->windows[w].count > 0 && model->windows[w].serves[class * model->n_services + service])
            return true;
    return false;
}

static void check_served(qs_study_reader *reader, qs_node *study, int class, const reach *r)
{
    const qs_model *model = reader->model;
    for (int i = 0; i < r->n; i++) {
        int s = r->order[i];
        if (is_served(model, class, s)) {
            qs_check_line(reader, study, class, s);
            continue;
        }
        qs_enter(reader, "classes");
        qs_enter(reader, model->classes[class].name);
        qs_enter(reader, model->services[s]);
        qs_problem_at(reader, place_of(study, "classes", class), "none",
                      "no open window serves this class for this service, which it needs; some window must "
                      "have %s among its "
                      "services and %s among its classes",
                      model->services[s], model->classes[class].name);
        qs_leave(reader);
        qs_leave(reader);
        qs_leave(reader);
    }
}

/* Who becomes of another class where it waits must be served there as what it is then. */
static void check_changes(qs_study_reader *reader, qs_node *study, int class, const reach *r)
{
    const qs_model *model = reader->model;
    const qs_class *c = &model->classes[class];
    for (size_t i = 0; i < c->n_changes; i++)
        for (int w = 0; w < model->n_windows; w++)
            for (int k = 0; k < r->n; k++) {
                const qs_window *window = &model->windows[w];
                int s = r->order[k], to = c->changes[i].to;
                if (window->count == 0 || window->servers == QS_INFINITE_SERVERS ||
                    !window->serves[class * model->n_services + s] ||
                    window->serves[to * model->n_services + s])
                    continue;
                qs_enter(reader, "classes");
                qs_enter(reader, c->name);
                qs_enter(reader, "becomes");
                qs_enter_item(reader, i);
                qs_problem_at(reader, place_of(study, "classes", class), NULL,
                              "who waits for %s at window %s becomes of class %s there, which that window "
                              "does not serve for it; it must have %s among its classes",
                              model->services[s], window->name, model->classes[to].name,
                              model->classes[to].name);
                reader->trail.n -= 4;
                return;
            }
}

/* A customer leaves from where the probabilities sum to less than 1, or lead to where one leaves. */
static void check_leaves(qs_study_reader *reader, qs_node *study, int class, reach *r)
{
    const qs_model *model = reader->model;
    int n_services = model->n_services;
    const double *then = model->classes[class].then;
    memset(r->leaves, 0, (size_t)n_services);
    for (bool changed = true; changed;) {
        changed = false;
        for (int i = r->n - 1; i >= 0; i--) {
            const double *row = then + (size_t)r->order[i] * (size_t)n_services;
            double stays = 0;
            bool out = false;
            for (int s = 0; s < n_services; s++) {
                stays += row[s];
                out |= row[s] > 0 && r->leaves[s];
            }
            out |= stays < 1 - 1e-9;
            changed |= out && !r->leaves[r->order[i]];
            r->leaves[r->order[i]] |= out;
        }
    }
    for (int i = 0; i < r->n; i++) {
        if (r->leaves[r->order[i]])
            continue;
        qs_node *node = qs_node_get(qs_node_get(study, "classes"), model->classes[class].name);
        node = qs_node_get(node, "then");
        qs_enter(reader, "classes");
        qs_enter(reader, model->classes[class].name);
        qs_enter(reader, "then");
        qs_problem_at(
            reader, node ? node->at : study->at, "1 all the way",
            "customers who come to %s never leave, some probability on their way must sum to less than 1",
            model->services[r->order[i]]);
        qs_leave(reader);
        qs_leave(reader);
        qs_leave(reader);
        return;
    }
}

/* ---- guards against slips of the pen; in the first scenario only, as a sweep may switch things off ---- */

static bool mentions(const qs_node *map, const char *name)
{
    return qs_node_get(map, name) != NULL;
}

/* Whether some class's `first` or `then` has a service, be it with probability 0. */
static bool is_mentioned(const qs_node *classes, const char *service)
{
    for (size_t c = 0; classes && c < classes->n; c++) {
        const qs_node *then = qs_node_get(classes->values[c], "then");
        if (mentions(qs_node_get(classes->values[c], "first"), service))
            return true;
        for (size_t i = 0; then && then->kind == QS_NODE_MAP && i < then->n; i++)
            if (then->values[i] && mentions(then->values[i], service))
                return true;
    }
    return false;
}

static void check_unused_services(qs_study_reader *reader, qs_node *study, const reach *r)
{
    const qs_model *model = reader->model;
    for (int s = 0; s < model->n_services; s++) {
        if (r->ever[s] || is_mentioned(qs_node_get(study, "classes"), model->services[s]))
            continue;
        qs_enter(reader, "services");
        qs_enter(reader, model->services[s]);
        qs_problem_at(reader, place_of(study, "services", s), "no mention of it",
                      "no customer ever comes to this service, it must be in some class's first or then, or "
                      "be left out");
        qs_leave(reader);
        qs_leave(reader);
    }
}

/* A `then` of a service that the class does not come to. */
static void check_unused_then(qs_study_reader *reader, qs_node *study, int class, const reach *r)
{
    const qs_model *model = reader->model;
    qs_node *node = qs_node_get(qs_node_get(study, "classes"), model->classes[class].name);
    qs_node *then = qs_node_get(node, "then"), *first = qs_node_get(node, "first");
    for (int s = 0; then && s < model->n_services; s++) {
        ptrdiff_t k = r->seen[s] ? -1 : qs_node_find(then, model->services[s]);
        if (k < 0 || !then->values[k] || mentions(first, model->services[s]))
            continue;
        bool is_a_target = false;
        for (size_t i = 0; i < then->n; i++)
            is_a_target |= then->values[i] && mentions(then->values[i], model->services[s]);
        if (is_a_target)
            continue;
        qs_enter(reader, "classes");
        qs_enter(reader, model->classes[class].name);
        qs_enter(reader, "then");
        qs_enter(reader, model->services[s]);
        qs_problem_node(reader, then->keys[k],
                        "has no effect, the class must come to this service or it must be left out");
        reader->trail.n -= 4;
    }
}

/* Whether some class's `becomes` has a class. */
static bool is_become(const qs_node *classes, const char *class)
{
    for (size_t c = 0; classes && c < classes->n; c++) {
        const qs_node *steps = qs_node_get(classes->values[c], "becomes");
        for (size_t i = 0; steps && steps->kind == QS_NODE_LIST && i < steps->n; i++) {
            const qs_node *to = qs_node_get(steps->values[i], "class");
            if (to && to->kind == QS_NODE_SCALAR && !strcmp(to->text, class))
                return true;
        }
    }
    return false;
}

static bool arrives(const qs_model *model, const qs_node *arrivals, int class)
{
    for (int s = 0; s < model->n_sources; s++)
        if (model->sources[s].shares[class] > 0)
            return true;
    for (size_t s = 0; arrivals && s < arrivals->n; s++)
        if (mentions(qs_node_get(arrivals->values[s], "classes"), model->classes[class].name))
            return true;
    return false;
}

static void check_unused_classes(qs_study_reader *reader, qs_node *study)
{
    const qs_model *model = reader->model;
    for (int c = 0; c < model->n_classes; c++) {
        if (arrives(model, qs_node_get(study, "arrivals"), c) ||
            is_become(qs_node_get(study, "classes"), model->classes[c].name))
            continue;
        qs_enter(reader, "classes");
        qs_enter(reader, model->classes[c].name);
        qs_problem_at(reader, place_of(study, "classes", c), "no mention of it",
                      "no customer of this class ever arrives, it must have a share in some source's "
                      "classes, or be left out");
        qs_leave(reader);
        qs_leave(reader);
    }
}

/* ---- time must pass ---- */

static bool is_always_zero(const qs_model *model, int distribution)
{
    return distribution == QS_NONE || !(qs_distribution_max(&model->distributions[distribution]) > 0);
}

static bool takes_time(const qs_model *model, int class, const reach *r)
{
    for (int i = 0; i < r->n; i++)
        for (int w = 0; w < model->n_windows; w++) {
            bool holds;
            if (!model->windows[w].serves[class * model->n_services + r->order[i]])
                continue;
            int dead = qs_model_dead_time(model, w, class, r->order[i], &holds);
            if (!is_always_zero(model, qs_model_service_time(model, w, class, r->order[i])) ||
                !is_always_zero(model, dead))
                return true;
        }
    return false;
}

/* A closed source whose customers neither think nor are served would go round for ever in no time. */
static void check_time_passes(qs_study_reader *reader, qs_node *study, int class, const reach *r)
{
    const qs_model *model = reader->model;
    for (int s = 0; s < model->n_sources; s++) {
        const qs_source *source = &model->sources[s];
        if (source->kind != QS_SOURCE_CLOSED || !(source->shares[class] > 0) ||
            !is_always_zero(model, source->think_time) || takes_time(model, class, r))
            continue;
        qs_enter(reader, "arrivals");
        qs_enter(reader, source->name);
        qs_enter(reader, "think_time");
        qs_problem_at(reader, place_of(study, "arrivals", s), "always 0",
                      "must be above 0 at times, because class %s also takes no time in service",
                      model->classes[class].name);
        reader->trail.n -= 3;
    }
}

/* Customers of a replication are counted in 32 bits; so many would take days anyway. */
static void check_number(qs_study_reader *reader, qs_node *study)
{
    const qs_model *model = reader->model;
    double sum = 0;
    for (int s = 0; s < model->n_sources; s++) {
        double n = qs_model_expected_arrivals(model, &model->sources[s]);
        sum += n > 0 && !isinf(model->run.horizon) ? n : 0; /* unknown: NaN */
    }
    if (!(sum > UINT32_MAX))
        return;
    qs_enter(reader, "run");
    qs_enter(reader, "horizon");
    qs_node *node = qs_node_get(qs_node_get(study, "run"), "horizon");
    qs_problem_at(reader, node ? node->at : study->at, NULL,
                  "is too far, up to it about %.3g customers arrive, and a replication has at most %u", sum,
                  UINT32_MAX);
    reader->trail.n -= 2;
}

/* Stages that the class never needs have no times: the engine makes nothing for them. */
static void forget_unneeded(qs_model *model, int class, const reach *r)
{
    for (int s = 0; s < model->n_services; s++)
        if (!r->seen[s]) {
            model->stages[class * model->n_services + s].time = QS_NONE;
            model->stages[class * model->n_services + s].dead_time = QS_NONE;
            model->stages[class * model->n_services + s].servers = 1;
            model->stages[class * model->n_services + s].n_demands = 0;
        }
}

/* Features that are refused together, at the window where they meet. */
static void check_conflicts(qs_study_reader *reader, qs_node *study)
{
    int window;
    const qs_conflict *found = qs_model_conflict(reader->model, &window);
    if (!found)
        return;
    if (window != QS_NONE) {
        qs_enter(reader, "windows");
        qs_enter(reader, reader->model->windows[window].name);
    }
    qs_problem_at(reader, window == QS_NONE ? study->at : place_of(study, "windows", window), NULL,
                  "%s and %s have no meaning together: %s", qs_feature_words(found->a),
                  qs_feature_words(found->b), found->reason);
    if (window != QS_NONE)
        reader->trail.n -= 2;
}

void qs_check_model(qs_study_reader *reader, qs_node *study)
{
    qs_model *model = reader->model;
    reach r = {0};
    if (qs_reader_fail(reader, reach_init(&r, (size_t)model->n_classes, (size_t)model->n_services)))
        goto cleanup;
    find_changes(model, &r);
    bool is_first = reader->scenario <= 0;
    for (int c = 0; c < model->n_classes; c++) {
        walk(model, c, &r);
        check_served(reader, study, c, &r);
        check_changes(reader, study, c, &r);
        check_leaves(reader, study, c, &r);
        check_time_passes(reader, study, c, &r);
        forget_unneeded(model, c, &r);
        qs_check_holding(reader, study, c);
        if (is_first)
            check_unused_then(reader, study, c, &r);
    }
    check_number(reader, study);
    check_conflicts(reader, study);
    if (is_first) {
        check_unused_classes(reader, study);
        check_unused_services(reader, study, &r);
        qs_check_day_factors(reader, study);
        qs_check_resources(reader, study);
    }
cleanup:
    reach_clear(&r);
}
