/* The reader's parts.
 *
 * Private to src/store. What fails returns QS_ERROR_FORMAT, QS_ERROR_IO or QS_ERROR_MEMORY with a text that
 * names the file; out parameters are then NULL.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_RESULTS_INTERNAL_H
#define QSWEEP_RESULTS_INTERNAL_H

#include "hdf5_internal.h"
#include "qsweep/results.h"
#include "store_internal.h"

struct qs_results {
    char *path;
    hid_t file;
    qs_results_about about;
    qs_plan axes;       /* its axes are about.axes */
    bool *is_explained; /* [n_axes] by labels; NULL: there are none */
    char *name, *time_unit, *clock;
    qs_decided decided;
    qs_select select;
    qs_abandoned *abandoned;
    double *quantiles, *thresholds, *times, *starts, *ends, *cost;
    int64_t *replications, *failed;
    int8_t *state, *unstable, *window_unstable, *growing, *window_growing;
};

/* As many as a study may have. */
enum { QS_RESULTS_MOST_SCENARIOS = 10000000, QS_RESULTS_MOST_AXES = 1000, QS_RESULTS_MOST_ITEMS = 1000000 };

/* The checks on opening (results_check.c). Every link leads to something in the file, every dataset has its
 * data there; what the root says, before anything of the length of its scenarios is read; all else, when it
 * is read. */
qs_status qs_results_check_links(qs_results *results);
qs_status qs_results_check_root(const qs_results *results);
qs_status qs_results_check_values(qs_results *results);

/* Whether a dataset can have so many bytes of values by the room it takes in the file: what it has not is
 * made up of zeros, in as much memory as its shape asks for. */
bool qs_results_has_data(hid_t dataset, uint64_t n_bytes);

/* Attributes of the root: a number of a native type, a text (owned by the caller). */
qs_status qs_results_number(const qs_results *results, const char *name, hid_t type, void *out);
qs_status qs_results_text(const qs_results *results, const char *name, char **out);

/* The length of a 1-D dataset. */
qs_status qs_results_length(const qs_results *results, const char *path, uint64_t *n);

/* All numbers of a dataset in a native type of a size: [n], or [n][n_columns] unless n_columns is 0. out is a
 * void** to the array, owned by the caller. */
qs_status qs_results_numbers(const qs_results *results, const char *path, hid_t type, size_t size, uint64_t n,
                             uint64_t n_columns, void *out);

/* All n texts of a 1-D dataset; the array and each are owned by the caller. */
qs_status qs_results_texts(const qs_results *results, const char *path, uint64_t n, char ***out);

/* Read the block [start, start + count) of a dataset of a rank as numbers of a native type; that the dataset
 * is of this rank and has room for the block is checked. */
qs_status qs_results_slab(const qs_results *results, const char *path, int rank, const uint64_t *start,
                          const uint64_t *count, hid_t type, void *out);

/* Read the decision, if the file has one (results_decision.c). */
qs_status qs_results_decision(qs_results *results);
void qs_results_clear_decision(qs_results *results);

/* Read the axes named in the `coordinates` of the root's `replications`. */
qs_status qs_results_axes(qs_results *results);

/* Make the labels the first axis (results_labels.c), when all has been checked. */
qs_status qs_results_labels(qs_results *results);

#endif
