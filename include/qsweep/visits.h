/* The visits of one replication as a file: HDF5 that is also valid netCDF-4, one 1-D dataset a column over
 * the dimension `row`. Rank 0 only; nothing here is collective.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_VISITS_H
#define QSWEEP_VISITS_H

#include <stddef.h>
#include <stdint.h>

#include "qsweep/status.h"
#include "qsweep/visit.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What is said of a column; `name` of its dataset. Times have the unit of time, all else "1". */
#define QS_VISIT_COLUMN_LIST(X)                                                                              \
    X(customer, "number of the customer, in order of arrival")                                               \
    X(class, "class of the customer")                                                                        \
    X(arrival, "arrival of the customer in the system")                                                      \
    X(service, "service that it came for; two if both were given in one visit")                              \
    X(visit, "which of the customer's visits")                                                               \
    X(window, "window")                                                                                      \
    X(member, "which of equal windows")                                                                      \
    X(server, "which server of the window")                                                                  \
    X(join, "coming to the window")                                                                          \
    X(start, "first service")                                                                                \
    X(end, "departure from the window")                                                                      \
    X(outcome, "how the visit ended")                                                                        \
    X(line, "line for several windows in which it waited (only where the study has lines)")

/* Everything is borrowed. */
typedef struct qs_visits {
    size_t n;
    const qs_visit *visits; /* [n] */
    const char *const *class_names, *const *service_names, *const *window_names;
    const char *const *line_names; /* NULL: there are none, and no such column */
    const char *time_unit;         /* "s", "min", "h", "d" */
    const char *clock;             /* the time of day at time 0; NULL: there is none */
    const char *study_name, *study_hash, *version;
    uint64_t seed, scenario, replication;
} qs_visits;

/* The service of a visit as it is written: its name, or both names of a double visit joined by "+". text has
 * room for size bytes and is used for the latter only. */
const char *qs_visits_service(const qs_visits *visits, const qs_visit *visit, char *text, size_t size);

/* Write a file; an old one of this name is replaced once the new one is whole.
 * Errors: QS_ERROR_IO with the reason and the path; QS_ERROR_MEMORY. */
qs_status qs_visits_write(const char *path, const qs_visits *visits);

#ifdef __cplusplus
}
#endif

#endif
