/* The table of features that are refused together.
 *
 * What could mean two things, or nothing, is not guessed: a study that asks for it is told why. A pair stands
 * here once, whichever comes first in the study; a pair that does not stand here works.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/conflict.h"

#include "model_internal.h"

#define PAIR(first, second, where, why)                                                                      \
    {                                                                                                        \
        QS_FEATURE_NUMBER_##first, QS_FEATURE_NUMBER_##second, where, why                                    \
    }

/* Ways to choose a window: of the model, but they meet others where somebody chooses. */
#define RULES (QS_FEATURE(LEAST_WORK) | QS_FEATURE(SIMUQ_CHOICE) | QS_FEATURE(LONGEST_IDLE))

static const qs_conflict conflicts[] = {
    PAIR(LINE, JOCKEYS, QS_AT_A_WINDOW, "who stands in a line for several windows has no queue to change to"),
    PAIR(LINE, CLOSING, QS_AT_A_WINDOW,
         "who stands in a line for several windows does not wait at the one that closes"),
    PAIR(LINE, ON_CALL, QS_AT_A_WINDOW,
         "who stands in a line for several windows waits at none of them, so that none can count them"),
    PAIR(ON_CALL, SERVER_SPEEDS, QS_AT_A_WINDOW, "servers on call have no place in the list of speeds"),
    PAIR(INTERRUPTING_SHIFTS, GROUPS, QS_AT_A_WINDOW,
         "customers served together have one service, of which none can take a part back to the queue"),
    PAIR(INTERRUPTING_SHIFTS, SEVERAL_SERVERS, QS_AT_A_WINDOW,
         "a service that several servers give has no one shift that could end it"),
    PAIR(INTERRUPTING_SHIFTS, RESOURCES, QS_AT_A_WINDOW,
         "whether who is interrupted keeps what it holds is not known"),
    PAIR(SERVER_SPEEDS, INFINITE_SERVERS, QS_AT_A_WINDOW, "endless servers have no numbers"),
    PAIR(SERVER_SPEEDS, SEVERAL_SERVERS, QS_AT_A_WINDOW,
         "a customer who has several servers has no speed where they are unlike"),
    PAIR(IDLE_CHOICE, INFINITE_SERVERS, QS_AT_A_WINDOW, "endless servers have no numbers"),
    PAIR(GROUPS, INFINITE_SERVERS, QS_AT_A_WINDOW, "where nobody ever waits no group comes together"),
    PAIR(GROUPS, PREEMPT_RESUME, QS_AT_A_WINDOW, "a group would be pushed out for one customer"),
    PAIR(GROUPS, PREEMPT_RESTART, QS_AT_A_WINDOW, "a group would be pushed out for one customer"),
    PAIR(GROUPS, INTERRUPTING_SHIFTS, QS_AT_A_WINDOW,
         "who is handed back to the queue would stand there without its group"),
    PAIR(GROUPS, TOGETHER, QS_AT_A_WINDOW,
         "a second service would be given to some of a group and not to others"),
    PAIR(GROUPS, JOCKEYS, QS_AT_A_WINDOW,
         "how many stand ahead does not say who is served first where several are served together"),
    PAIR(GROUPS, BLOCKING, QS_ANYWHERE,
         "those of a group would find room one by one, and some would keep a server that others have left"),
    PAIR(GROUPS, LEAST_WORK, QS_AT_A_WINDOW, "the work of those who wait is not done one by one there"),
    PAIR(GROUPS, SIMUQ_CHOICE, QS_AT_A_WINDOW, "that rule counts customers who are served one by one"),
    PAIR(GROUPS, SEVERAL_SERVERS, QS_AT_A_WINDOW, "a group has one server"),
    PAIR(GROUPS, RESOURCES, QS_AT_A_WINDOW, "a group begins as one, and each of it would take its own"),
    PAIR(GROUPS, LINE, QS_AT_A_WINDOW, "who stands in a line for several windows is taken one by one"),
};

const qs_conflict *qs_conflicts(size_t *n)
{
    *n = sizeof conflicts / sizeof *conflicts;
    return conflicts;
}

static bool has_both(qs_features features, const qs_conflict *conflict)
{
    return (features >> conflict->a & 1) && (features >> conflict->b & 1);
}

/* A class needs a service, and a window gives it. */
static bool is_given(const qs_model *model, int window, int stage)
{
    return model->stages[stage].time != QS_NONE && model->windows[window].count > 0 &&
           model->windows[window].serves[stage];
}

/* Whether anybody chooses between a window, or one of its row, and another. */
static bool is_chosen(const qs_model *model, int window)
{
    if (model->windows[window].count > 1)
        return true;
    for (int i = 0; i < model->n_classes * model->n_services; i++)
        for (int w = 0; w < model->n_windows && is_given(model, window, i); w++)
            if (w != window && is_given(model, w, i))
                return true;
    return false;
}

/* What a window does, what those who come to it bring along, and how they choose it. */
static qs_features at_window(const qs_model *model, int window)
{
    const qs_window *w = &model->windows[window];
    qs_features features = w->features;
    for (int c = 0; c < model->n_classes; c++)
        for (int s = 0; s < model->n_services; s++)
            if (is_given(model, window, c * model->n_services + s))
                features |= model->classes[c].features | model->stages[c * model->n_services + s].features;
    if ((model->own_features & RULES) && is_chosen(model, window))
        features |= model->own_features & RULES;
    return features;
}

const qs_conflict *qs_model_conflict(qs_model *model, int *window)
{
    size_t n;
    const qs_conflict *all = qs_conflicts(&n);
    qs_model_derive_features(model);
    for (size_t i = 0; i < n; i++) {
        if (!has_both(model->features, &all[i]))
            continue;
        *window = QS_NONE;
        if (all[i].meeting == QS_ANYWHERE)
            return &all[i];
        for (*window = 0; *window < model->n_windows; ++*window)
            if (has_both(at_window(model, *window), &all[i]))
                return &all[i];
    }
    return NULL;
}
