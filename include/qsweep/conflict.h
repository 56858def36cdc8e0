/* Features that have no meaning together, and why.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_CONFLICT_H
#define QSWEEP_CONFLICT_H

#include "qsweep/model.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Where two features have to meet to be in each other's way. */
typedef enum qs_meeting {
    QS_AT_A_WINDOW, /* both of one window, of the classes that it serves, of what they need there or of the
                       rule by which they choose it */
    QS_ANYWHERE     /* both in the model */
} qs_meeting;

/* A pair that is refused. static */
typedef struct qs_conflict {
    int a, b; /* numbers of the features */
    qs_meeting meeting;
    const char *reason; /* ends the sentence "A and B have no meaning together: ..." */
} qs_conflict;

/* All of them. n [out] */
const qs_conflict *qs_conflicts(size_t *n);

/* The first pair in conflict that a model has, whose description is whole; NULL: none. Derives its features.
 * window [out] where they meet; QS_NONE: anywhere */
const qs_conflict *qs_model_conflict(qs_model *model, int *window);

#ifdef __cplusplus
}
#endif

#endif
