/* What customers hold of a resource on their ways: whether all is given back, and nothing that is not held.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_HOLDING_H
#define QSWEEP_HOLDING_H

#include "qsweep/model.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum qs_holding_fault {
    QS_HOLDING_GOOD,
    QS_NEVER_GIVEN, /* who leaves after the way still holds units */
    QS_NOT_HELD,    /* its last service gives back more than is held */
    QS_TOO_MANY,    /* and asks for more than there ever are, with what is held */
    QS_TAKEN_AGAIN  /* each time round more is taken */
} qs_holding_fault;

typedef struct qs_holding {
    qs_holding_fault fault;
    int service;     /* where it shows; the last of the way */
    int *way, n_way; /* services from the first on; owned */
    int64_t units;   /* never given: so many (of a party, for each person) */
    double most;     /* too many: so many */
    double mean_party, largest_party;
    double *least; /* [n_services] units held at least when the service begins, of a mean party; owned */
} qs_holding;

/* All ways of a class, as far as the first fault. The model is described, and needs not be finished.
 * Errors: QS_ERROR_MEMORY; to be cleared all the same. */
qs_status qs_holding_find(const qs_model *model, int of_class, int resource, qs_holding *out);
void qs_holding_clear(qs_holding *holding);

#ifdef __cplusplus
}
#endif

#endif
