/* `qsweep trace`, within its room: what was simulated, and the ways of writing it.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_TRACE_INTERNAL_H
#define QSWEEP_TRACE_INTERNAL_H

#include <stdio.h>

#include "cli_internal.h"
#include "qsweep/study.h"
#include "qsweep/trace.h"

/* One replication and what it is one of; everything borrowed. */
typedef struct qs_traced {
    const qs_study *study;
    const qs_model *model; /* of the scenario */
    const qs_trace *trace;
    uint64_t scenario, replication;
} qs_traced;

/* The visits, a line each: csv. */
void qs_trace_csv(const qs_traced *traced, FILE *out);

/* One object: parameters, statistics, visits. */
void qs_trace_json(const qs_traced *traced, FILE *out);

/* The row of the replication: a line for each value, scope,member,metric,item,value. */
void qs_trace_metrics(const qs_traced *traced, FILE *out);

/* The visits as HDF5. Errors: QS_ERROR_IO, QS_ERROR_MEMORY. */
qs_status qs_trace_hdf5(const qs_traced *traced, const char *path);

#endif
