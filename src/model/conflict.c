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
