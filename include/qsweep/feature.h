/* What a model uses beyond the plainest queue: one mask, asked by every kernel and every closed form.
 *
 * A finished model has a mask of its own, and one for each window, class, source and stage. Whoever computes
 * something of a model declares what it supports, and declines if anything else is in use
 * (qs_features_within). So a feature that is new to the language disables every kernel but the general loop,
 * and every closed form, until they say that they support it; nothing is ignored in silence.
 *
 * What all have to be asked in numbers (how many servers, which routes) is no feature.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_FEATURE_H
#define QSWEEP_FEATURE_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* X(NAME, what people call it) */
#define QS_FEATURE_LIST(X)                                                                                   \
    /* of a window */                                                                                        \
    X(MEMBERS, "a row of windows")                                                                           \
    X(CLOSED_WINDOW, "a closed window")                                                                      \
    X(INFINITE_SERVERS, "an infinite server")                                                                \
    X(SHIFTS, "shifts")                                                                                      \
    X(LIFO, "last come, first served")                                                                       \
    X(RANDOM_ORDER, "random order")                                                                          \
    X(SHORTEST_FIRST, "shortest service first")                                                              \
    X(PRIORITIES, "priorities")                                                                              \
    X(PREEMPT_RESUME, "preemption that resumes")                                                             \
    X(PREEMPT_RESTART, "preemption that restarts")                                                           \
    X(CAPACITY, "a capacity")                                                                                \
    X(DROP_OLDEST, "the oldest dropped")                                                                     \
    X(DROP_LEAST_URGENT, "the least urgent dropped")                                                         \
    X(BLOCKING, "blocking")                                                                                  \
    X(TOGETHER, "services given together")                                                                   \
    X(BREAKDOWNS, "breakdowns")                                                                              \
    X(SPEED, "a constant speed")                                                                             \
    X(CHANGING_SPEED, "a speed that changes")                                                                \
    X(OWN_TIMES, "a window's own times")                                                                     \
    X(REPEATING_SHIFTS, "shifts that repeat")                                                                \
    X(INTERRUPTING_SHIFTS, "shifts whose end interrupts a service")                                          \
    X(CLOSING, "customers sent from a queue that closes")                                                    \
    X(ON_CALL, "servers on call")                                                                            \
    X(SERVER_SPEEDS, "servers of unlike speed")                                                              \
    X(IDLE_CHOICE, "a choice among idle servers")                                                            \
    X(GROUPS, "service in groups")                                                                           \
    X(LINE, "a line for several windows")                                                                    \
    X(ALSO, "help from other windows after a delay")                                                         \
    /* of a stage */                                                                                         \
    X(DEAD_TIME, "dead time")                                                                                \
    X(SEVERAL_SERVERS, "several servers for one customer")                                                   \
    X(RESOURCES, "resources")                                                                                \
    /* of a class */                                                                                         \
    X(PATIENCE, "patience")                                                                                  \
    X(BALKING, "balking")                                                                                    \
    X(JOCKEYS, "jockeys")                                                                                    \
    X(PATIENCE_BY_SERVICE, "patience by service")                                                            \
    X(BALK_PROBABILITY, "balking by probability")                                                            \
    X(RETRIES, "retries")                                                                                    \
    X(BECOMES, "customers who change their class")                                                           \
    /* of a source */                                                                                        \
    X(RECORDED, "recorded arrivals")                                                                         \
    X(RATES, "arrival rates by time")                                                                        \
    X(POPULATION, "a closed population")                                                                     \
    X(PERIOD, "a period")                                                                                    \
    X(BATCHES, "batches")                                                                                    \
    X(LIMIT, "a limit of arrivals")                                                                          \
    X(COPIES, "several equal sources")                                                                       \
    X(DAYS, "recorded days")                                                                                 \
    X(DAY_FACTOR, "a random factor of the day")                                                              \
    X(APPOINTMENTS, "appointments")                                                                          \
    X(PARTIES, "parties")                                                                                    \
    /* of the model */                                                                                       \
    X(SEVERAL_CLASSES, "several classes")                                                                    \
    X(SEVERAL_SOURCES, "several sources")                                                                    \
    X(LEAST_WORK, "the window of least work")                                                                \
    X(SIMUQ_CHOICE, "the simuq rule")                                                                        \
    X(LONGEST_IDLE, "the window that is idle longest")                                                       \
    X(SERIES, "a series")                                                                                    \
    X(INTERVALS, "results by interval")                                                                      \
    X(CUSTOMERS, "an end after so many customers")                                                           \
    X(NO_HORIZON, "no horizon")                                                                              \
    X(DRAIN, "all served after the horizon")                                                                 \
    X(CUT_OFF, "people sent away at the horizon")

/* Their numbers, by which the masks below are made. */
enum {
#define X(name, words) QS_FEATURE_NUMBER_##name,
    QS_FEATURE_LIST(X)
#undef X
        QS_N_FEATURES
};

typedef uint64_t qs_features;

#define QS_FEATURE(name) (UINT64_C(1) << QS_FEATURE_NUMBER_##name)

/* Who is served next. */
#define QS_FEATURES_OF_ORDER                                                                                 \
    (QS_FEATURE(LIFO) | QS_FEATURE(RANDOM_ORDER) | QS_FEATURE(SHORTEST_FIRST) | QS_FEATURE(PRIORITIES) |     \
     QS_FEATURE(PREEMPT_RESUME) | QS_FEATURE(PREEMPT_RESTART))

/* Who does not stay. */
#define QS_FEATURES_OF_MANNERS (QS_FEATURE(PATIENCE) | QS_FEATURE(BALKING) | QS_FEATURE(JOCKEYS))

/* How long a service takes, where that does not change. */
#define QS_FEATURES_OF_TIMES (QS_FEATURE(SPEED) | QS_FEATURE(OWN_TIMES))

/* What every closed form of the steady state supports: how a run ends, and what else of it is measured,
 * changes no steady state. */
#define QS_FEATURES_OF_A_RUN                                                                                 \
    (QS_FEATURE(SERIES) | QS_FEATURE(INTERVALS) | QS_FEATURE(CUSTOMERS) | QS_FEATURE(NO_HORIZON) |           \
     QS_FEATURE(DRAIN) | QS_FEATURE(CUT_OFF))

/* Are all that are in use among those supported? */
static inline bool qs_features_within(qs_features used, qs_features supported)
{
    return (used & ~supported) == 0;
}

/* What people call a feature, by its number; static. */
const char *qs_feature_words(int number);

#ifdef __cplusplus
}
#endif

#endif
