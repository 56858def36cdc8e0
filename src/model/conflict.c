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

static const qs_conflict conflicts[] = {
    PAIR(RESOURCES, PREEMPT_RESUME, QS_AT_A_WINDOW,
         "who is pushed out of a service would keep its units from others while it waits, or lose them"),
    PAIR(RESOURCES, PREEMPT_RESTART, QS_AT_A_WINDOW,
         "who is pushed out of a service would keep its units from others while it waits, or lose them"),
    PAIR(RESOURCES, INTERRUPTING_SHIFTS, QS_AT_A_WINDOW,
         "who is interrupted would keep its units from others while it waits, or lose them"),
    PAIR(RESOURCES, TOGETHER, QS_AT_A_WINDOW,
         "who has had the first service would hold the server while it waits for the units of the second"),
    PAIR(RESOURCES, GROUPS, QS_AT_A_WINDOW,
         "a group begins together, and its customers could lack units one by one"),
    PAIR(RESOURCES, LINE, QS_AT_A_WINDOW,
         "whether who lacks units keeps a line's other windows waiting is not said"),
    PAIR(RESOURCES, BECOMES, QS_ANYWHERE,
         "who becomes of another class may never give back what it took as one of its first"),
    PAIR(SEVERAL_SERVERS, PREEMPT_RESUME, QS_AT_A_WINDOW,
         "whether one who is pushed out frees as many servers as the newcomer needs is not said"),
    PAIR(SEVERAL_SERVERS, PREEMPT_RESTART, QS_AT_A_WINDOW,
         "whether one who is pushed out frees as many servers as the newcomer needs is not said"),
    PAIR(SEVERAL_SERVERS, INTERRUPTING_SHIFTS, QS_AT_A_WINDOW,
         "only some of a customer's servers may go off shift"),
    PAIR(SEVERAL_SERVERS, TOGETHER, QS_AT_A_WINDOW,
         "the second service may need other servers than the first, while these are held"),
    PAIR(SEVERAL_SERVERS, GROUPS, QS_AT_A_WINDOW,
         "a server that serves a group cannot be one of several that serve one customer"),
    PAIR(SEVERAL_SERVERS, LINE, QS_AT_A_WINDOW,
         "whether who needs several servers keeps a line's other windows waiting is not said"),
    PAIR(SEVERAL_SERVERS, BREAKDOWNS, QS_AT_A_WINDOW,
         "whether the others go on when one of a customer's servers breaks down is not said"),
    PAIR(SEVERAL_SERVERS, SERVER_SPEEDS, QS_AT_A_WINDOW,
         "servers of unlike speed who serve one customer together have no one speed"),
    PAIR(SEVERAL_SERVERS, INFINITE_SERVERS, QS_AT_A_WINDOW, "there is no end of servers to be counted"),
    PAIR(LINE, JOCKEYS, QS_AT_A_WINDOW, "who stands in a line for several windows has no queue to change to"),
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

/* What a window does, and what those who come to it bring along. */
static qs_features at_window(const qs_model *model, int window)
{
    const qs_window *w = &model->windows[window];
    qs_features features = w->features;
    for (int c = 0; c < model->n_classes; c++)
        for (int s = 0; s < model->n_services; s++)
            if (w->serves[c * model->n_services + s])
                features |= model->classes[c].features | model->stages[c * model->n_services + s].features;
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
