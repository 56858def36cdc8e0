/* The writer's parts: groups with their dimensions, columns, and batches of rows on their way to disk.
 *
 * Private to src/store.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_STORE_INTERNAL_H
#define QSWEEP_STORE_INTERNAL_H

#include "hdf5_internal.h"
#include "part_internal.h"
#include "qsweep/results.h"
#include "qsweep/store.h"

/* The version of the file's layout, in the root's attribute `qsweep_results`. */
enum { QS_RESULTS_VERSION = 1 };

/* What of a metric a column holds: a statistic, the exact value, how many standard errors the mean lies above
 * it, or the replications' rows. */
enum { QS_EXACT = QS_N_STATISTICS, QS_DEVIATION, QS_ROWS };

typedef struct qs_group qs_group;

/* One dataset of a metric or a series. */
typedef struct qs_column {
    qs_group *group; /* in which it lies */
    hid_t dataset;
    qs_scope scope;
    const char *name, *meaning; /* of the metric or series; static */
    char unit[16];
    qs_scale *interval; /* the dimension of intervals, before that of items; or NULL: it has none */
    qs_scale *item;     /* the dimension of its items (quantiles, thresholds, instants), or NULL: one value */
    bool is_quantile;
    double confidence; /* of the intervals */
    double degrees, t; /* Student's t that was asked for last, which is mostly asked for again; 0: none */
    bool has_exact;    /* exact values are known in some scenario */
    int part;          /* a qs_statistic, QS_EXACT, QS_DEVIATION or QS_ROWS */
    int first,
        stride; /* where the first member's items lie in a row, and the distance to the next member's */
    int n_members, n_items;   /* values of one member: of all its intervals, where it has them */
    size_t cell_size, offset; /* bytes of a cell; bytes before this column's in a line of the batch */
} qs_column;

/* A rectangle of lines, one column after another, ready to be written: a line is a scenario's summary, or one
 * replication's row. */
typedef struct qs_store_batch {
    size_t n_columns, capacity_columns;
    qs_column *columns;
    size_t line_size;                         /* bytes */
    uint64_t capacity;                        /* lines */
    uint64_t stride;                          /* lines that each column has room for */
    uint64_t n_scenarios, n_lines_a_scenario; /* the latter 1, or replications */
    uint64_t first_scenario, first_line;      /* of the rectangle; first_line within the scenario */
    uint64_t n_lines;
    bool is_exact_only; /* from now on other columns than those of exact values are not written */
    char *cells;
} qs_store_batch;

/* The dimensions of one group. */
struct qs_group {
    hid_t id;
    qs_scale replication, member, interval, quantile, threshold, within, time;
};

/* The histograms on their way to disk. How large they are all together is known only at the end, so until
 * then they lie packed in a file without a name, beside the part. */
typedef struct qs_spool {
    int descriptor;     /* -1 when not */
    uint64_t size;      /* of what has been put aside */
    qs_bytes piece;     /* the last of it, which is to be written; then one of it that has been read */
    uint64_t piece_at;  /* where it lies */
    uint64_t *place;    /* [n_scenarios] where a scenario's begin */
    uint64_t *length;   /* [n_scenarios] bytes; 0: it has none */
    uint32_t *n_counts; /* [n_scenarios][n_histograms] bins in use */
    bool *is_used;      /* [QS_HISTOGRAM_BINS] by any of them */
} qs_spool;

struct qs_store {
    qs_store_header header;
    bool is_sparse;   /* what scenarios have that a decision leaves out is not written, and takes no room */
    bool is_laid_out; /* groups, dimensions and datasets are made */
    qs_part part;
    qs_h5 h5;
    hid_t replication_group;
    qs_scale scenario;
    qs_group summaries[QS_N_SCOPES], rows[QS_N_SCOPES], series;
    qs_group interval_summaries[QS_N_SCOPES], interval_rows[QS_N_SCOPES];
    char *interval_coordinates; /* of results by interval; owned */
    qs_spool spool;
    char *coordinates; /* the axes' names in the file, separated by spaces; owned */
    char **axis_names; /* [n_axes], owned, each */
    qs_store_batch summary_batch, row_batch;
    double *exact_row; /* [layout n_values] of the scenario that is being put */
    int64_t *n_replications, *n_failed, *first_failed; /* [n_scenarios] */
    int8_t *state, *failure;
    int8_t *growing;        /* [n_scenarios] a qs_growth each */
    int8_t *window_growing; /* [n_scenarios][n windows] */
};

/* Name the axes' variables: the paths, with what a netCDF name or a list of names cannot hold replaced by
 * "_". */
qs_status qs_schema_name_axes(qs_store *store);
/* Write the axes and labels, when the dimension `scenario` is there. */
qs_status qs_schema_write_axes(qs_store *store);

/* Parts of a group: its labels, and the axes repeated in it, with the scenario's number. */
qs_status qs_schema_members(qs_store *store, qs_scope scope, qs_group *group);
qs_status qs_schema_repeat_axes(qs_store *store, hid_t group);

/* The decision, if the study makes one (schema_decision.c). */
qs_status qs_schema_decision(qs_store *store);

/* The dimension of output.service_level, if there is one (schema_levels.c). */
qs_status qs_schema_levels(qs_store *store, qs_group *group);

/* Values in a compressed chunk of a variable of n values that are known beforehand; 0: contiguous. */
uint64_t qs_schema_chunk(const qs_store *store, uint64_t n);

/* 0 ... n - 1 as a dimension; the dimensions of quantiles and thresholds. */
qs_status qs_schema_index(qs_store *store, hid_t parent, const char *name, uint64_t n, qs_scale *scale);
qs_status qs_schema_items(qs_store *store, qs_group *group);

/* What the columns of a metric have in common, of a whole run and by interval. */
qs_column qs_schema_metric_column(const qs_store *store, qs_group *group, qs_scope scope, qs_metric metric);

/* List the columns of one metric or series of a group in a batch: mean, sd, lo, hi, n of a summary, or the rows. */
qs_status qs_schema_list(qs_store *store, qs_group *group, qs_store_batch *batch, const qs_column *what);

/* Make the datasets of the columns that are listed for a group, and write what the batch has of them. */
qs_status qs_schema_columns(qs_store *store, const qs_group *group, qs_store_batch *batch);

/* Results by interval, beside the others: their columns, and their groups below `interval` in a parent
 * (schema_intervals.c). */
qs_status qs_schema_list_intervals(qs_store *store, qs_group *groups, qs_store_batch *batch);
qs_status qs_schema_intervals(qs_store *store, hid_t parent, qs_group *groups, qs_store_batch *batch);

/* Flags of a scenario, or of it and something else. */
qs_status qs_schema_flags(qs_store *store, hid_t parent, const qs_variable *like, int n, const char *meanings,
                          const void *data);

/* Write the users of a group's dimensions; or forget them. */
qs_status qs_schema_end_group(qs_store *store, qs_group *group);
void qs_schema_drop_group(qs_group *group);

/* List the columns of both batches. */
qs_status qs_schema_list_all(qs_store *store);

/* Create all groups, dimensions and datasets, and fill those that are known beforehand. What is in the batches is
 * written, so that they are empty then. A dataset all of which was there is closed again at once: an open one
 * costs HDF5 as much memory as a hundred values, and there are hundreds. So this waits until there is too much to
 * hold, or the end. */
qs_status qs_schema_create(qs_store *store);

/* Write what is known at the end: the scenarios' states, the dimensions' users, provenance. */
qs_status qs_schema_finish(qs_store *store, const char *finished);

/* Forget dimensions not yet ended. */
void qs_schema_clear(qs_store *store);

/* Put the histograms of a scenario aside; write them all; forget them. */
qs_status qs_spool_begin(qs_store *store);
qs_status qs_spool_put(qs_store *store, const qs_summary *summary);
qs_status qs_spool_write(qs_store *store);
void qs_spool_clear(qs_spool *spool);

/* Room for as many lines as fit into the batch's memory. Errors: QS_ERROR_MEMORY. */
qs_status qs_batch_prepare(qs_store_batch *batch, uint64_t n_scenarios, uint64_t n_lines_a_scenario);

/* Add a column to the batch; its dataset is closed with the file. Errors: QS_ERROR_MEMORY. */
qs_status qs_batch_add(qs_store_batch *batch, const qs_column *column);

/* Put a summary; a summary all of whose arrays are NULL is one of a scenario that was not run. exact
 * [n_values]: its exact values. */
qs_status qs_batch_put_summary(qs_store *store, const qs_summary *summary, const double *exact);

/* Put the rows of replications [first, first + n) of a scenario; rows NULL: NaN. */
qs_status qs_batch_put_rows(qs_store *store, uint64_t scenario, uint64_t first, uint64_t n,
                            const double *rows);

/* All lines that there can be are in it. */
bool qs_batch_is_complete(const qs_store_batch *batch);

/* Write one column, or (flush) what is there of all of them, making the file's datasets if there are none yet. */
qs_status qs_batch_write(const qs_store_batch *batch, const qs_h5 *h5, const qs_column *column);
qs_status qs_batch_flush(qs_store *store, qs_store_batch *batch);
void qs_batch_clear(qs_store_batch *batch);

#endif
