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
    PAIR(SEVERAL_SERVERS, BREAKDOWNS, QS_AT_A_WINDOW,
         "whether the others go on when one of a customer's servers breaks down is not said"),
    PAIR(SEVERAL_SERVERS, SERVER_SPEEDS, QS_AT_A_WINDOW,
         "servers of unlike speed who serve one customer together have no one speed"),
    PAIR(SEVERAL_SERVERS, INFINITE_SERVERS, QS_AT_A_WINDOW, "there is no end of servers to be counted"),
    PAIR(LINE, PREEMPT_RESUME, QS_AT_A_WINDOW,
         "who comes to a line for several windows stands in it, and pushes nobody out at one of them"),
    PAIR(LINE, PREEMPT_RESTART, QS_AT_A_WINDOW,
         "who comes to a line for several windows stands in it, and pushes nobody out at one of them"),
    PAIR(ALSO, PREEMPT_RESUME, QS_AT_A_WINDOW,
         "one whom a window helps could be pushed out of service there, and has no place in its queue"),
    PAIR(ALSO, PREEMPT_RESTART, QS_AT_A_WINDOW,
         "one whom a window helps could be pushed out of service there, and has no place in its queue"),
    PAIR(
        ALSO, BLOCKING, QS_AT_A_WINDOW,
        "it would help others while its own are kept at the windows before, and nothing says who goes first"),
    PAIR(LINE, SIMUQ_CHOICE, QS_ANYWHERE,
         "the simuq rule compares the queues of windows, and those of a line have none"),
    PAIR(LINE, INTERRUPTING_SHIFTS, QS_AT_A_WINDOW,
         "a service that is broken off goes on where it began, and who waits in a line waits for any window"),
    PAIR(ALSO, INTERRUPTING_SHIFTS, QS_AT_A_WINDOW,
         "a service that is broken off goes on where it began, and whoever is helped has no place there"),
    PAIR(LINE, CLOSING, QS_AT_A_WINDOW, "nobody waits at a window of a line when it closes"),
    PAIR(LINE, ON_CALL, QS_AT_A_WINDOW,
         "whom it is called for wait in the line, and nothing says which of its windows is to be helped"),
    PAIR(LINE, GROUPS, QS_AT_A_WINDOW, "a group gathers in the queue of its window, and this one has none"),
    PAIR(LINE, SEVERAL_SERVERS, QS_AT_A_WINDOW,
         "who needs several servers waits until they are free at one window, and a line does not say at "
         "which"),
    PAIR(LINE, RESOURCES, QS_AT_A_WINDOW,
         "nothing says to which of a line's windows a unit goes that comes free"),
    PAIR(LINE, BECOMES, QS_AT_A_WINDOW, "who is of another class may belong into another line, or into none"),
    PAIR(ALSO, GROUPS, QS_AT_A_WINDOW,
         "a group gathers in the queue of its window, and who is helped is not there"),
    PAIR(ALSO, SEVERAL_SERVERS, QS_AT_A_WINDOW,
         "nothing says whether one of its own who cannot begin yet goes before those whom a window helps"),
    PAIR(ALSO, RESOURCES, QS_AT_A_WINDOW,
         "nothing says whether one of its own who cannot begin yet goes before those whom a window helps"),
    PAIR(LINE, JOCKEYS, QS_AT_A_WINDOW, "who stands in a line for several windows has no queue to change to"),
    PAIR(ON_CALL, SERVER_SPEEDS, QS_AT_A_WINDOW, "servers on call have no place in the list of speeds"),
    PAIR(INTERRUPTING_SHIFTS, GROUPS, QS_AT_A_WINDOW,
         "customers served together have one service, of which none can take a part back to the queue"),
    PAIR(SERVER_SPEEDS, INFINITE_SERVERS, QS_AT_A_WINDOW, "endless servers have no numbers"),
    PAIR(IDLE_CHOICE, INFINITE_SERVERS, QS_AT_A_WINDOW, "endless servers have no numbers"),
    PAIR(GROUPS, INFINITE_SERVERS, QS_AT_A_WINDOW, "where nobody ever waits no group comes together"),
    PAIR(GROUPS, PREEMPT_RESUME, QS_AT_A_WINDOW, "a group would be pushed out for one customer"),
    PAIR(GROUPS, PREEMPT_RESTART, QS_AT_A_WINDOW, "a group would be pushed out for one customer"),
    PAIR(GROUPS, TOGETHER, QS_AT_A_WINDOW,
         "a second service would be given to some of a group and not to others"),
    PAIR(GROUPS, JOCKEYS, QS_AT_A_WINDOW,
         "how many stand ahead does not say who is served first where several are served together"),
    PAIR(GROUPS, BLOCKING, QS_ANYWHERE,
         "those of a group would find room one by one, and some would keep a server that others have left"),
    PAIR(GROUPS, LEAST_WORK, QS_AT_A_WINDOW, "the work of those who wait is not done one by one there"),
    PAIR(GROUPS, SIMUQ_CHOICE, QS_AT_A_WINDOW, "that rule counts customers who are served one by one"),
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
