/* The features of a model, found once when it is finished.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/feature.h"

#include <math.h>

#include "model_internal.h"

_Static_assert((int)QS_N_FEATURES < 64, "a mask has 64 bits, the last of which is kept for tests");

const char *qs_feature_words(int number)
{
    static const char *const words[] = {
#define X(name, text) [QS_FEATURE_NUMBER_##name] = (text),
        QS_FEATURE_LIST(X)
#undef X
    };
    return words[number];
}

static qs_features when(bool is_used, qs_features feature)
{
    return is_used ? feature : 0;
}

static qs_features of_capacity(const qs_window *w)
{
    if (w->capacity_kind == QS_CAPACITY_NONE)
        return 0;
    switch (w->overflow) {
    case QS_DROP_OLDEST:
        return QS_FEATURE(CAPACITY) | QS_FEATURE(DROP_OLDEST);
    case QS_DROP_LEAST_URGENT:
        return QS_FEATURE(CAPACITY) | QS_FEATURE(DROP_LEAST_URGENT);
    case QS_BLOCK:
        return QS_FEATURE(CAPACITY) | QS_FEATURE(BLOCKING);
    case QS_REJECT:
        break;
    }
    return QS_FEATURE(CAPACITY);
}

static qs_features of_order(const qs_window *w)
{
    return when(w->discipline == QS_LIFO, QS_FEATURE(LIFO)) |
           when(w->discipline == QS_RANDOM, QS_FEATURE(RANDOM_ORDER)) |
           when(w->discipline == QS_SHORTEST_FIRST, QS_FEATURE(SHORTEST_FIRST)) |
           when(w->n_priorities > 0, QS_FEATURE(PRIORITIES)) |
           when(w->n_priorities > 0 && w->preemption == QS_PREEMPT_RESUME, QS_FEATURE(PREEMPT_RESUME)) |
           when(w->n_priorities > 0 && w->preemption == QS_PREEMPT_RESTART, QS_FEATURE(PREEMPT_RESTART));
}

static qs_features of_roster(const qs_window *w)
{
    if (w->n_shifts == 0)
        return when(w->call.servers > 0, QS_FEATURE(ON_CALL));
    return QS_FEATURE(SHIFTS) | when(w->shifts_period > 0, QS_FEATURE(REPEATING_SHIFTS)) |
           when(w->interrupts, QS_FEATURE(INTERRUPTING_SHIFTS)) |
           when(w->closing != QS_CLOSING_WAIT, QS_FEATURE(CLOSING)) |
           when(w->call.servers > 0, QS_FEATURE(ON_CALL));
}

static qs_features of_window(const qs_window *w)
{
    qs_features features = of_capacity(w) | of_order(w);
    features |= when(w->count > 1, QS_FEATURE(MEMBERS)) | when(w->count == 0, QS_FEATURE(CLOSED_WINDOW));
    features |= when(w->servers == QS_INFINITE_SERVERS, QS_FEATURE(INFINITE_SERVERS));
    features |= of_roster(w);
    features |= when(w->n_together > 0, QS_FEATURE(TOGETHER));
    features |= when(w->breakdown_up != QS_NONE, QS_FEATURE(BREAKDOWNS));
    features |= when(w->speed_kind != QS_SPEED_CONSTANT, QS_FEATURE(CHANGING_SPEED));
    features |= when(w->speed_kind == QS_SPEED_CONSTANT && w->speed != 1, QS_FEATURE(SPEED));
    features |= when(w->n_server_speeds > 0, QS_FEATURE(SERVER_SPEEDS)) |
                when(w->idle_choice != QS_IDLE_LOWEST, QS_FEATURE(IDLE_CHOICE)) |
                when(w->group_max > 0, QS_FEATURE(GROUPS));
    features |= when(w->n_overrides > 0, QS_FEATURE(OWN_TIMES));
    for (size_t i = 0; i < w->n_overrides; i++)
        features |= when(w->overrides[i].dead_time != QS_NONE, QS_FEATURE(DEAD_TIME));
    return features;
}

static qs_features of_class(const qs_class *c)
{
    return when(c->patience != QS_NONE, QS_FEATURE(PATIENCE)) |
           when(c->service_patience != NULL, QS_FEATURE(PATIENCE_BY_SERVICE)) |
           when(c->balk_at != QS_NONE, QS_FEATURE(BALKING)) |
           when(c->n_balks > 0, QS_FEATURE(BALK_PROBABILITY)) |
           when(c->retry.after != 0, QS_FEATURE(RETRIES)) | when(c->n_changes > 0, QS_FEATURE(BECOMES)) |
           when(c->jockeys, QS_FEATURE(JOCKEYS));
}

static qs_features of_source(const qs_source *s)
{
    return when(s->kind == QS_SOURCE_TIMES, QS_FEATURE(RECORDED)) |
           when(s->lateness != QS_NONE || s->no_show > 0, QS_FEATURE(APPOINTMENTS)) |
           when(s->kind == QS_SOURCE_RATE, QS_FEATURE(RATES)) |
           when(s->kind == QS_SOURCE_CLOSED, QS_FEATURE(POPULATION)) |
           when(s->period_length > 0, QS_FEATURE(PERIOD)) | when(s->batch != QS_NONE, QS_FEATURE(BATCHES)) |
           when(s->limit > 0, QS_FEATURE(LIMIT)) | when(s->count != 1, QS_FEATURE(COPIES)) |
           when(s->n_days > 0, QS_FEATURE(DAYS)) | when(s->day_factor != QS_NONE, QS_FEATURE(DAY_FACTOR)) |
           when(s->party != QS_NONE, QS_FEATURE(PARTIES));
}

static qs_features of_stage(const qs_stage *s)
{
    return when(s->dead_time != QS_NONE, QS_FEATURE(DEAD_TIME)) |
           when(s->servers > 1, QS_FEATURE(SEVERAL_SERVERS)) | when(s->n_demands > 0, QS_FEATURE(RESOURCES));
}

static qs_features of_run(const qs_run_rule *run)
{
    bool drains = run->waiting_served && run->in_service_finished && isinf(run->timeout);
    return when(run->customers > 0, QS_FEATURE(CUSTOMERS)) |
           when(isinf(run->horizon), QS_FEATURE(NO_HORIZON)) |
           when(!run->stops && drains, QS_FEATURE(DRAIN)) | when(!run->stops && !drains, QS_FEATURE(CUT_OFF));
}

void qs_model_derive_features(qs_model *model)
{
    model->own_features = of_run(&model->run) | when(model->n_classes > 1, QS_FEATURE(SEVERAL_CLASSES)) |
                          when(model->n_sources > 1, QS_FEATURE(SEVERAL_SOURCES)) |
                          when(model->window_choice == QS_CHOOSE_LEAST_WORK, QS_FEATURE(LEAST_WORK)) |
                          when(model->window_choice == QS_CHOOSE_SIMUQ, QS_FEATURE(SIMUQ_CHOICE)) |
                          when(model->window_choice == QS_CHOOSE_LONGEST_IDLE, QS_FEATURE(LONGEST_IDLE)) |
                          when(model->output.n_times > 0, QS_FEATURE(SERIES)) |
                          when(model->output.n_intervals > 0, QS_FEATURE(INTERVALS));
    model->features = model->own_features;
    for (int i = 0; i < model->n_windows; i++)
        model->features |= model->windows[i].features =
            of_window(&model->windows[i]) |
            when(qs_model_line_of_window(model, i) != QS_NONE, QS_FEATURE(LINE)) |
            when(qs_model_window_helps(model, i), QS_FEATURE(ALSO));
    for (int i = model->n_windows; i < model->n_windows + model->n_lines; i++)
        model->features |= model->windows[i].features =
            of_window(&model->windows[i]) | QS_FEATURE(LINE) |
            when(model->lines[i - model->n_windows].n_helps > 0, QS_FEATURE(ALSO));
    for (int i = 0; i < model->n_classes; i++)
        model->features |= model->classes[i].features = of_class(&model->classes[i]);
    for (int i = 0; i < model->n_sources; i++)
        model->features |= model->sources[i].features = of_source(&model->sources[i]);
    for (int i = 0; i < model->n_classes * model->n_services; i++)
        model->features |= model->stages[i].features = of_stage(&model->stages[i]);
}
