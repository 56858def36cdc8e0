/* HDF5, each call checked, in the form that netCDF-4 readers accept.
 *
 * Private to src/store. Every function that can fail returns QS_ERROR_IO with a text that names the file,
 * what was being done, and the reason: the operating system's where there is one, else the innermost line of
 * HDF5's error stack, which is never printed.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_HDF5_INTERNAL_H
#define QSWEEP_HDF5_INTERNAL_H

#include <hdf5.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "qsweep/status.h"

enum { QS_H5_MAX_RANK = 5 };

/* A file being written. All-zero is not open. */
typedef struct qs_h5 {
    const char *path; /* for messages; borrowed */
    hid_t file;
    hid_t group_options, dataset_options; /* creation order tracked, no time stamps */
    hid_t double_options;                 /* dataset_options of doubles: what is not there is NaN */
    hid_t text;                           /* variable-length UTF-8 */
    hid_t scalar;
    hid_t references; /* the type of DIMENSION_LIST */
    hid_t transfer;   /* for writing: HDF5's own would clear 1 MB for every text it converts */
    int n_dimensions; /* the next _Netcdf4Dimid */
} qs_h5;

/* One dimension of one dataset, as the scale of that dimension lists its users (HDF5 dimension scale
 * specification). */
typedef struct qs_scale_user {
    hobj_ref_t dataset;
    int dimension;
    int unused; /* 0: would be padding, and so random bytes in the file */
} qs_scale_user;

/* A dimension: a 1-D dataset of its coordinate values, and who uses it. All-zero is "no such dimension". */
typedef struct qs_scale {
    hid_t dataset;
    hobj_ref_t reference;
    uint64_t n;
    size_t n_users, capacity;
    qs_scale_user *users;
} qs_scale;

/* What a variable is called, what it means, and over which dimensions it lies. It is stored contiguously and
 * not compressed: sizes are known beforehand, and the digits of random numbers compress badly. Whole numbers
 * of histograms compress well: such a variable (1-D), unless small, is stored in chunks of so many values,
 * each compressed. Of a sparse one most is never written: it lies in chunks of so many places of its first
 * dimension, and those without anything in them take no room and are read as the fill value.
 */
typedef struct qs_variable {
    const char *name, *units, *long_name;
    const char *coordinates; /* names of auxiliary coordinates, or NULL */
    hid_t type;              /* in the file */
    uint64_t chunk;          /* 0: contiguous */
    bool is_sparse;
    int rank;
    qs_scale *scales[QS_H5_MAX_RANK];
} qs_variable;

/* From now on this thread's HDF5 errors are caught, not printed. */
void qs_h5_catch_errors(void);

/* Fail with "PATH: cannot DO NAME: REASON", the reason being that of the first HDF5 call that failed since
 * the last time. */
qs_status qs_h5_fail(const char *path, const char *what, const char *name);

/* The same with another code than QS_ERROR_IO. */
qs_status qs_h5_fail_as(qs_status code, const char *path, const char *what, const char *name);

/* A file opened by these properties is not locked; false if HDF5 refuses. */
bool qs_h5_lock_nothing(hid_t access);

/* Create (or truncate) a file. On failure everything is closed. */
qs_status qs_h5_create(const char *path, qs_h5 *h5);

/* From now on few objects of the file are looked at again once they are made. In HDF5's cache of metadata they are
 * several times as large as in the file; a small cache lets go of them, and the next find warm memory. */
qs_status qs_h5_keep_cache_small(const qs_h5 *h5);

/* Close it, all that is still open in it included; all-zero afterwards. */
qs_status qs_h5_close(qs_h5 *h5);

/* The same after a failure, whose text is kept. */
void qs_h5_discard(qs_h5 *h5);

/* Create a group. group [out] H5Gclose by the caller, or with the file */
qs_status qs_h5_group(const qs_h5 *h5, hid_t parent, const char *name, hid_t *group);

/* Attributes. text NULL is written as "". */
qs_status qs_h5_text(const qs_h5 *h5, hid_t object, const char *name, const char *text);
qs_status qs_h5_int(const qs_h5 *h5, hid_t object, const char *name, int value);
qs_status qs_h5_uint64(const qs_h5 *h5, hid_t object, const char *name, uint64_t value);
qs_status qs_h5_double(const qs_h5 *h5, hid_t object, const char *name, double value);

/* flag_values 0 … n - 1 of an int8 variable, and their meanings, separated by spaces (CF, section 3.5). */
qs_status qs_h5_flags(const qs_h5 *h5, hid_t object, int n, const char *meanings);

/* Create a variable; nothing is written into it. dataset [out] H5Dclose by the caller, or with the file */
qs_status qs_h5_variable(const qs_h5 *h5, hid_t parent, const qs_variable *variable, hid_t *dataset);

/* Create a variable and write all of it from memory of a native type, and close it. */
qs_status qs_h5_array(const qs_h5 *h5, hid_t parent, const qs_variable *variable, hid_t type,
                      const void *data);

/* Create a dimension with its coordinate values data[n] of a type. scale [out] ended by qs_h5_scale_end */
qs_status qs_h5_scale(qs_h5 *h5, hid_t parent, const qs_variable *variable, uint64_t n, hid_t type,
                      const void *data, qs_scale *scale);

/* Create a dimension without coordinate values. */
qs_status qs_h5_dimension(qs_h5 *h5, hid_t parent, const char *name, uint64_t n, qs_scale *scale);

/* Write who uses the dimension and close it; all-zero afterwards. */
qs_status qs_h5_scale_end(const qs_h5 *h5, qs_scale *scale);

/* Forget a dimension without writing; its dataset is closed with the file. */
void qs_h5_scale_drop(qs_scale *scale);

/* Write the block [start, start + count) of a dataset of a rank. */
qs_status qs_h5_write(const qs_h5 *h5, hid_t dataset, const char *name, int rank, const uint64_t *start,
                      const uint64_t *count, hid_t type, const void *data);

#endif
