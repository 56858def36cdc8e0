/* What cannot happen in a model, so that never having seen it says nothing new.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/model.h"

static bool is_constant(const qs_distribution *distribution)
{
    return qs_distribution_min(distribution) == qs_distribution_max(distribution);
}

/* A source of one class whose instants are known. */
static bool source_is_certain(const qs_source *source)
{
    return (source->kind != QS_SOURCE_RATE || source->interarrival != QS_NONE) && source->n_shares == 1 &&
           source->n_days <= 1 && (source->no_show == 0 || source->no_show == 1);
}

/* Whoever is in a class begins with the same service and goes the same way, to one window each time. */
static bool class_is_certain(const qs_model *model, int class)
{
    if (model->classes[class].n_starts != 1)
        return false;
    for (int s = 0; s < model->n_services; s++) {
        const qs_stage *stage = &model->stages[class * model->n_services + s];
        bool goes_one_way = stage->n_routes == 0 ||
                            (stage->n_routes == 1 && model->routes[stage->first_route].cumulative >= 1);
        bool at_one_window = stage->n_candidates == 0 ||
                             (stage->n_candidates == 1 &&
                              model->windows[model->candidates[stage->first_candidate]].count == 1);
        if (stage->time != QS_NONE && !(goes_one_way && at_one_window))
            return false;
    }
    return true;
}

/* What does not throw dice but by its laws, sources and routes, which are looked at one by one. */
#define WITHOUT_DICE                                                                                         \
    ((QS_FEATURES_OF_ORDER & ~QS_FEATURE(RANDOM_ORDER)) | QS_FEATURES_OF_MANNERS | QS_FEATURES_OF_TIMES |    \
     QS_FEATURE(PATIENCE_BY_SERVICE) | QS_FEATURE(BECOMES) | QS_FEATURES_OF_A_RUN | QS_FEATURE(MEMBERS) |    \
     QS_FEATURE(CLOSED_WINDOW) | QS_FEATURE(INFINITE_SERVERS) | QS_FEATURE(SHIFTS) | QS_FEATURE(CAPACITY) |  \
     QS_FEATURE(DROP_OLDEST) | QS_FEATURE(DROP_LEAST_URGENT) | QS_FEATURE(BLOCKING) | QS_FEATURE(TOGETHER) | \
     QS_FEATURE(BREAKDOWNS) | QS_FEATURE(CHANGING_SPEED) | QS_FEATURE(DEAD_TIME) | QS_FEATURE(RECORDED) |    \
     QS_FEATURE(RATES) | QS_FEATURE(POPULATION) | QS_FEATURE(PERIOD) | QS_FEATURE(BATCHES) |                 \
     QS_FEATURE(LIMIT) | QS_FEATURE(COPIES) | QS_FEATURE(SEVERAL_CLASSES) | QS_FEATURE(SEVERAL_SOURCES) |    \
     QS_FEATURE(LEAST_WORK) | QS_FEATURE(SIMUQ_CHOICE) | QS_FEATURE(REPEATING_SHIFTS) |                      \
     QS_FEATURE(INTERRUPTING_SHIFTS) | QS_FEATURE(CLOSING) | QS_FEATURE(ON_CALL) |                           \
     QS_FEATURE(APPOINTMENTS) | QS_FEATURE(SEVERAL_SERVERS) | QS_FEATURE(RESOURCES) | QS_FEATURE(PARTIES))

bool qs_model_is_deterministic(const qs_model *model)
{
    if (!qs_features_within(model->features, WITHOUT_DICE))
        return false;
    for (int i = 0; i < model->n_distributions; i++)
        if (!is_constant(&model->distributions[i]))
            return false;
    for (int s = 0; s < model->n_sources; s++)
        if (!source_is_certain(&model->sources[s]))
            return false;
    for (int c = 0; c < model->n_classes; c++)
        if (!class_is_certain(model, c))
            return false;
    return true;
}

/* ---- one window ---- */

typedef struct chance {
    bool class[QS_MAX_CLASSES], window[QS_MAX_WINDOWS]; /* something random has to do with it */
} chance;

static bool law_is_random(const qs_model *model, int law)
{
    return law != QS_NONE && !is_constant(&model->distributions[law]);
}

static bool source_is_random(const qs_model *model, const qs_source *source)
{
    return !source_is_certain(source) || source->day_factor != QS_NONE ||
           law_is_random(model, source->interarrival) || law_is_random(model, source->batch) ||
           law_is_random(model, source->think_time) || law_is_random(model, source->lateness) ||
           law_is_random(model, source->party);
}

/* One way on, at most; one window, or one after another. */
static bool stage_is_random(const qs_model *model, int class, int service)
{
    const qs_stage *stage = &model->stages[class * model->n_services + service];
    bool goes_one_way =
        stage->n_routes == 0 || (stage->n_routes == 1 && model->routes[stage->first_route].cumulative >= 1);
    bool takes_turns =
        (model->window_choice == QS_CHOOSE_ROUND_ROBIN || model->window_choice == QS_CHOOSE_FIRST) &&
        !model->classes[class].jockeys && !model->classes[class].may_be_moved;
    int members = 0;
    for (int k = 0; k < stage->n_candidates; k++) {
        int w = model->candidates[stage->first_candidate + k];
        bool holds;
        members += model->windows[w].count;
        if (law_is_random(model, qs_model_service_time(model, w, class, service)) ||
            law_is_random(model, qs_model_dead_time(model, w, class, service, &holds)))
            return true;
    }
    return !goes_one_way || (members > 1 && !takes_turns);
}

static bool is_a_lot(double probability)
{
    return probability > 0 && probability < 1;
}

/* What they put up with. */
static bool manners_are_random(const qs_model *model, const qs_class *class)
{
    bool is_random = law_is_random(model, class->retry.delay);
    for (int s = 0; s < model->n_services; s++)
        is_random |= law_is_random(model, qs_class_patience(class, s));
    for (size_t i = 0; i < class->n_balks; i++)
        is_random |= is_a_lot(class->balks[i].probability);
    for (size_t i = 0; i < class->retry.n_probabilities; i++)
        is_random |= is_a_lot(class->retry.probabilities[i]);
    return is_random;
}

static bool class_is_random(const qs_model *model, int class)
{
    if (model->classes[class].n_starts != 1 || manners_are_random(model, &model->classes[class]))
        return true;
    for (int s = 0; s < model->n_sources; s++)
        if (model->sources[s].shares[class] > 0 && source_is_random(model, &model->sources[s]))
            return true;
    for (int s = 0; s < model->n_services; s++)
        if (model->stages[class * model->n_services + s].visits_per_arrival > 0 &&
            stage_is_random(model, class, s))
            return true;
    return false;
}

/* Who meets whom at a window, or becomes of whose class: chance goes over from one to all. True if anything
 * changed. */
static bool spread(const qs_model *model, chance *random)
{
    bool has_spread = false;
    for (int c = 0; c < model->n_classes; c++)
        for (size_t i = 0; i < model->classes[c].n_changes; i++) {
            int to = model->classes[c].changes[i].to;
            has_spread |= random->class[c] != random->class[to];
            random->class[c] = random->class[to] = random->class[c] || random->class[to];
        }
    for (int c = 0; c < model->n_classes; c++)
        for (int s = 0; s < model->n_services; s++) {
            const qs_stage *stage = &model->stages[c * model->n_services + s];
            for (int k = 0; stage->visits_per_arrival > 0 && k < stage->n_candidates; k++) {
                int w = model->candidates[stage->first_candidate + k];
                has_spread |= random->class[c] != random->window[w];
                random->class[c] = random->window[w] = random->class[c] || random->window[w];
            }
        }
    return has_spread;
}

bool qs_model_window_is_certain(const qs_model *model, int window)
{
    chance random = {0};
    for (int c = 0; c < model->n_classes; c++)
        random.class[c] = class_is_random(model, c);
    for (int w = 0; w < model->n_windows; w++)
        random.window[w] = model->windows[w].discipline == QS_RANDOM ||
                           law_is_random(model, model->windows[w].breakdown_up) ||
                           law_is_random(model, model->windows[w].breakdown_down);
    for (int l = 0; l < model->n_lines; l++)
        for (int i = 0; i < model->lines[l].n_windows; i++)
            random.window[model->lines[l].windows[i]] |=
                model->windows[model->n_windows + l].discipline == QS_RANDOM;
    while (spread(model, &random))
        ;
    for (int w = 0; w < model->n_windows && (model->features & QS_FEATURE(RESOURCES)); w++)
        random.window[window] |= random.window[w]; /* units go from one to all */
    return !random.window[window];
}

/* ---- waits ---- */

#define WITHOUT_WAITS                                                                                        \
    ((QS_FEATURES_OF_ORDER & ~(QS_FEATURE(PREEMPT_RESUME) | QS_FEATURE(PREEMPT_RESTART))) |                  \
     QS_FEATURES_OF_TIMES | QS_FEATURE(MEMBERS) | QS_FEATURE(CLOSED_WINDOW) | QS_FEATURE(CAPACITY) |         \
     QS_FEATURE(TOGETHER) | QS_FEATURE(CHANGING_SPEED) | QS_FEATURE(DEAD_TIME))

#define ENDLESS_WITHOUT_WAITS                                                                                \
    (WITHOUT_WAITS | QS_FEATURES_OF_ORDER | QS_FEATURE(INFINITE_SERVERS) | QS_FEATURE(DROP_OLDEST) |         \
     QS_FEATURE(DROP_LEAST_URGENT) | QS_FEATURE(BLOCKING))

/* Servers for all, or no room for more than are served; and nobody's service is interrupted. Who comes in a
 * dead time finds a place of `total`, for nobody is there, and nobody who serves. */
static bool window_never_waits(const qs_model *model, int w)
{
    const qs_window *window = &model->windows[w];
    bool is_steady = qs_features_within(window->features, WITHOUT_WAITS);
    bool has_room = (window->capacity_kind == QS_CAPACITY_QUEUE && window->capacity > 0) ||
                    (window->capacity_kind == QS_CAPACITY_TOTAL &&
                     (window->capacity > window->servers || qs_model_window_has_dead_time(model, w))) ||
                    window->capacity_kind == QS_CAPACITY_NONE;
    bool is_endless =
        qs_features_within(window->features, ENDLESS_WITHOUT_WAITS) && window->servers == QS_INFINITE_SERVERS;
    return is_endless || (is_steady && !has_room);
}

/* What is done there may need more than a server. */
static bool is_demanding(const qs_model *model, const qs_window *window)
{
    for (int i = 0; i < model->n_classes * model->n_services; i++)
        if (window->serves[i] &&
            (model->stages[i].features & (QS_FEATURE(SEVERAL_SERVERS) | QS_FEATURE(RESOURCES))))
            return true;
    return false;
}

bool qs_model_never_waits(const qs_model *model, int window)
{
    for (int w = 0; w < model->n_windows; w++)
        if ((window == QS_NONE || window == w) &&
            (!window_never_waits(model, w) || is_demanding(model, &model->windows[w])))
            return false;
    return true;
}

/* ---- ends ---- */

/* Every word there is, but not those to come: of them nothing is known. */
#define WITH_KNOWN_ENDS (WITHOUT_DICE | QS_FEATURE(RANDOM_ORDER) | QS_FEATURE(DAY_FACTOR))

qs_fates qs_model_fates(const qs_model *model)
{
    bool has_room = true;
    if (!qs_features_within(model->features, WITH_KNOWN_ENDS))
        return (qs_fates){0};
    for (int w = 0; w < model->n_windows; w++)
        has_room &= model->windows[w].capacity_kind == QS_CAPACITY_NONE;
    qs_fates fates = {.never_rejected = has_room,
                      .never_dropped = has_room,
                      .never_balked = !(model->features & QS_FEATURE(BALKING)),
                      .never_reneged =
                          !(model->features &
                            (QS_FEATURE(PATIENCE) | QS_FEATURE(PATIENCE_BY_SERVICE) | QS_FEATURE(CLOSING)))};
    bool somebody_serves = !(model->features & (QS_FEATURE(SHIFTS) | QS_FEATURE(CLOSED_WINDOW)));
    for (int r = 0; r < model->n_resources; r++)
        somebody_serves &= model->resources[r].n_shifts == 0;
    fates.all_served = has_room && fates.never_balked && fates.never_reneged && somebody_serves &&
                       (model->features & QS_FEATURE(DRAIN));
    return fates;
}
