/* The results file: HDF5 that is also valid netCDF-4. Rank 0 only; nothing here is collective.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_STORE_H
#define QSWEEP_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "qsweep/block.h"
#include "qsweep/decide.h"
#include "qsweep/metric.h"
#include "qsweep/plan.h"

#ifdef __cplusplus
extern "C" {
#endif

/* All that a results file says beside the numbers. Everything is borrowed from the caller and must
 * outlive the writer. */
/* What a file system may not give, flags: a lock against a second writer, and waiting until the disk has it.
 */
enum { QS_MISSING_LOCKS = 1, QS_MISSING_SYNC = 2 };

typedef struct qs_store_header {
    const qs_plan *plan;
    const qs_layout *layout;
    const char *const *class_names;       /* [layout n_members[QS_CLASS]] */
    const char *const *window_names;      /* [layout n_members[QS_WINDOW]], behind them those of lines */
    const char *const *resource_names;    /* [layout n_members[QS_RESOURCE]] */
    const double *quantiles, *thresholds; /* thresholds: behind them the times of service_level */
    const qs_abandoned *abandoned;        /* [layout n_levels] */
    const bool *is_unstable;              /* [plan n_scenarios] */
    const bool *is_window_unstable;       /* [plan n_scenarios][n windows] */
    const double *cost;        /* [plan n_scenarios] what they cost, exactly; NULL: that is not known */
    const qs_decided *decided; /* as far as it has come; NULL: the plan decides nothing */
    const char *time_unit;     /* "s", "min", "h", "d" */
    const char *clock;         /* the time of day at time 0, "08:30"; NULL: the study has none */
    /* Which metrics have an exact value in some scenario, and those of a scenario: row [out] [layout
     * n_values], NaN where there is none. exact NULL: there are none. */
    bool has_exact[QS_N_SCOPES][QS_N_METRICS];
    qs_status (*exact)(const void *context, uint64_t scenario, double *row);
    const void *exact_context;
    /* Rows of a scenario whose summary has none, from those of replication `first` on: as many as there are
     * together. rows [out] [n], theirs until the next call. NULL: there are none. */
    qs_status (*rows)(void *context, uint64_t scenario, uint64_t first, const double **rows, uint64_t *n);
    void *rows_context;
    bool
        has_rows_last; /* summaries come without rows, and of each scenario they are asked for when all are put:
                           then HDF5 holds few datasets at a time */
    double series_every; /* distance of the layout's instants, if it has any */
    const double *edges; /* [layout n_intervals + 1] of its intervals, if it has any */
    /* provenance: the only part that may depend on when, where and on how many ranks it ran */
    const char *study_name, *study_path, *study_text, *study_resolved, *study_hash;
    const char *version, *compiler, *mpi_version, *sleef_version, *vectors;
    int n_ranks;
    const char *command_line;
    const char *started; /* ISO 8601, UTC */
    unsigned *missing;   /* what the file system does not give is added when the file is finished; or NULL */
} qs_store_header;

typedef struct qs_store qs_store;

/* Begin a results file beside `path` (path.part); nothing at `path` is touched until it is whole.
 * Errors: QS_ERROR_IO with the reason and the path; QS_ERROR_MEMORY. */
qs_status qs_store_create(const char *path, const qs_store_header *header, qs_store **out);

/* File one scenario; any order, each once. Buffered. Errors: QS_ERROR_IO (disk full, …). */
qs_status qs_store_put(qs_store *store, const qs_summary *summary);

/* Write what is buffered, sync, close and rename; the store is freed in any case, on failure the .part file
 * removed. finished [in] ISO 8601, UTC. Errors: QS_ERROR_IO. */
qs_status qs_store_finish(qs_store *store, const char *finished);

/* Give up: remove the .part file and free. NULL is accepted. */
void qs_store_abandon(qs_store *store);

#ifdef __cplusplus
}
#endif

#endif
