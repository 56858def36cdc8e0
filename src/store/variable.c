/* Variables and dimensions: HDF5 datasets and dimension scales as netCDF-4 wants them.
 *
 * The dimension scales' attributes are written directly, as their specification fixes them, once when
 * everything is known: H5DSattach_scale rewrites the scale's list of users at each of several hundred
 * datasets.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <hdf5_hl.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "hdf5_internal.h"
#include "qsweep/memory.h"

/* The type that netCDF-4 gives a dimension without values; nothing else here has it. */
#define QS_H5_BARE H5T_IEEE_F32BE

/* HDF5's own types have the same identifier each time. */
static bool is_bare(const qs_variable *variable)
{
    return variable->type == QS_H5_BARE;
}

static bool is_double(const qs_variable *variable)
{
    return variable->type == H5T_IEEE_F64LE;
}

static qs_status describe(const qs_h5 *h5, hid_t dataset, const qs_variable *variable)
{
    qs_status status = qs_h5_text(h5, dataset, "units", variable->units);
    if (!status)
        status = qs_h5_text(h5, dataset, "long_name", variable->long_name);
    if (!status && variable->coordinates && *variable->coordinates)
        status = qs_h5_text(h5, dataset, "coordinates", variable->coordinates);
    if (!status && is_double(variable))
        status = qs_h5_double(h5, dataset, "_FillValue", (double)NAN);
    return status;
}

/* DIMENSION_LIST of the dataset; the dimensions note it for their REFERENCE_LIST. */
static qs_status attach(const qs_h5 *h5, hid_t dataset, const qs_variable *variable)
{
    hobj_ref_t self;
    if (H5Rcreate(&self, dataset, ".", H5R_OBJECT, -1) < 0)
        return qs_h5_fail(h5->path, "refer to", variable->name);
    hvl_t lists[QS_H5_MAX_RANK];
    for (int i = 0; i < variable->rank; i++) {
        qs_scale *scale = variable->scales[i];
        qs_status status =
            qs_reserve(&scale->users, &scale->capacity, scale->n_users + 1, sizeof *scale->users);
        if (status)
            return status;
        scale->users[scale->n_users++] = (qs_scale_user){.dataset = self, .dimension = i};
        lists[i] = (hvl_t){.len = 1, .p = &scale->reference};
    }
    hsize_t rank = (hsize_t)variable->rank;
    hid_t space = H5Screate_simple(1, &rank, NULL);
    hid_t attribute = H5Acreate2(dataset, "DIMENSION_LIST", h5->references, space, H5P_DEFAULT, H5P_DEFAULT);
    bool is_written = attribute >= 0 && H5Awrite(attribute, h5->references, lists) >= 0;
    if (attribute >= 0 && H5Aclose(attribute) < 0)
        is_written = false;
    if (space >= 0)
        H5Sclose(space);
    return is_written ? QS_OK : qs_h5_fail(h5->path, "write the dimensions of", variable->name);
}

/* What of a chunk is not written is filled, for else it would be random bytes. */
static bool chunk_and_compress(hid_t options, const qs_variable *variable, const uint64_t *size)
{
    hsize_t chunk[QS_H5_MAX_RANK] = {variable->chunk};
    for (int i = 1; i < variable->rank; i++)
        chunk[i] = size[i];
    bool is_right = H5Pset_chunk(options, variable->rank, chunk) >= 0 &&
                    H5Pset_fill_time(options, H5D_FILL_TIME_ALLOC) >= 0;
    if (is_right && H5Zfilter_avail(H5Z_FILTER_DEFLATE) > 0)
        is_right = H5Pset_shuffle(options) >= 0 && H5Pset_deflate(options, 4) >= 0;
    return is_right;
}

/* What is small is not compressed: setting up the compressor takes longer than it saves. */
static bool is_chunked(const qs_variable *variable, const uint64_t *size)
{
    enum { SMALL = 16384 };
    bool is_small =
        !variable->is_sparse && variable->rank == 1 && size[0] * H5Tget_size(variable->type) <= SMALL;
    return variable->chunk > 0 && !is_small;
}

/* Options of a variable's own: a copy of the file's, changed. */
static hid_t own_options(const qs_variable *variable, const uint64_t *size, hid_t file_options)
{
    hid_t options = H5Pcopy(file_options);
    bool is_right = options >= 0;
    if (is_right && is_chunked(variable, size))
        is_right = chunk_and_compress(options, variable, size);
    if (is_right && is_bare(variable)) /* never written: zeros, not what memory held */
        is_right = H5Pset_fill_time(options, H5D_FILL_TIME_IFSET) >= 0;
    if (is_right && H5Tis_variable_str(variable->type) > 0) /* HDF5 insists on filling pointers */
        is_right = H5Pset_fill_time(options, H5D_FILL_TIME_ALLOC) >= 0;
    if (is_right || options < 0)
        return options;
    H5Pclose(options);
    return -1;
}

/* Hundreds of sparse variables are open at a time, each with a few chunks in memory. */
static hid_t sparse_access(void)
{
    enum { CACHE_SLOTS = 101, CACHE_BYTES = 1 << 16 };
    hid_t access = H5Pcreate(H5P_DATASET_ACCESS);
    if (access >= 0)
        H5Pset_chunk_cache(access, CACHE_SLOTS, CACHE_BYTES, 1);
    return access;
}

/* A list of properties takes HDF5 as long to copy and to forget as a dataset to make, so most variables share
 * the file's. */
static hid_t create_dataset(const qs_h5 *h5, hid_t parent, const qs_variable *variable, const uint64_t *size)
{
    hsize_t dimensions[QS_H5_MAX_RANK];
    for (int i = 0; i < variable->rank; i++)
        dimensions[i] = size[i];
    hid_t shared = is_double(variable) ? h5->double_options : h5->dataset_options;
    bool is_own = is_chunked(variable, size) || is_bare(variable) || H5Tis_variable_str(variable->type) > 0;
    hid_t options = is_own ? own_options(variable, size, shared) : shared;
    hid_t access = variable->is_sparse ? sparse_access() : H5P_DEFAULT;
    hid_t dataset = -1;
    hid_t space = options >= 0 && access >= 0 ? H5Screate_simple(variable->rank, dimensions, NULL) : -1;
    if (space >= 0)
        dataset = H5Dcreate2(parent, variable->name, variable->type, space, H5P_DEFAULT, options, access);
    if (access > 0)
        H5Pclose(access);
    if (space >= 0)
        H5Sclose(space);
    if (options >= 0 && is_own)
        H5Pclose(options);
    return dataset;
}

qs_status qs_h5_variable(const qs_h5 *h5, hid_t parent, const qs_variable *variable, hid_t *dataset)
{
    uint64_t size[QS_H5_MAX_RANK];
    for (int i = 0; i < variable->rank; i++)
        size[i] = variable->scales[i]->n;
    *dataset = create_dataset(h5, parent, variable, size);
    if (*dataset < 0)
        return qs_h5_fail(h5->path, "create", variable->name);
    qs_status status = describe(h5, *dataset, variable);
    return status ? status : attach(h5, *dataset, variable);
}

qs_status qs_h5_array(const qs_h5 *h5, hid_t parent, const qs_variable *variable, hid_t type,
                      const void *data)
{
    hid_t dataset;
    qs_status status = qs_h5_variable(h5, parent, variable, &dataset);
    if (!status && H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, h5->transfer, data) < 0)
        status = qs_h5_fail(h5->path, "write", variable->name);
    if (dataset >= 0 && H5Dclose(dataset) < 0 && !status)
        status = qs_h5_fail(h5->path, "close", variable->name);
    return status;
}

qs_status qs_h5_scale(qs_h5 *h5, hid_t parent, const qs_variable *variable, uint64_t n, hid_t type,
                      const void *data, qs_scale *scale)
{
    *scale = (qs_scale){.n = n, .dataset = create_dataset(h5, parent, variable, &n)};
    if (scale->dataset < 0 || H5DSset_scale(scale->dataset, variable->name) < 0 ||
        H5Dwrite(scale->dataset, type, H5S_ALL, H5S_ALL, h5->transfer, data) < 0 ||
        H5Rcreate(&scale->reference, scale->dataset, ".", H5R_OBJECT, -1) < 0)
        return qs_h5_fail(h5->path, "write the dimension", variable->name);
    qs_status status = qs_h5_int(h5, scale->dataset, "_Netcdf4Dimid", h5->n_dimensions++);
    if (!status)
        status = qs_h5_text(h5, scale->dataset, "units", variable->units);
    return status ? status : qs_h5_text(h5, scale->dataset, "long_name", variable->long_name);
}

/* NetCDF-4 knows a dimension that is no variable by the scale's name. Nothing is written into the dataset, so
 * it takes no room. */
qs_status qs_h5_dimension(qs_h5 *h5, hid_t parent, const char *name, uint64_t n, qs_scale *scale)
{
    char mark[80];
    qs_variable variable = {.name = name, .type = QS_H5_BARE, .rank = 1};
    snprintf(mark, sizeof mark, "This is a netCDF dimension but not a netCDF variable.%10llu",
             (unsigned long long)n);
    *scale = (qs_scale){.n = n, .dataset = create_dataset(h5, parent, &variable, &n)};
    if (scale->dataset < 0 || H5DSset_scale(scale->dataset, mark) < 0 ||
        H5Rcreate(&scale->reference, scale->dataset, ".", H5R_OBJECT, -1) < 0)
        return qs_h5_fail(h5->path, "write the dimension", name);
    return qs_h5_int(h5, scale->dataset, "_Netcdf4Dimid", h5->n_dimensions++);
}

static hid_t user_type(void)
{
    hid_t type = H5Tcreate(H5T_COMPOUND, sizeof(qs_scale_user));
    if (type >= 0 && (H5Tinsert(type, "dataset", HOFFSET(qs_scale_user, dataset), H5T_STD_REF_OBJ) < 0 ||
                      H5Tinsert(type, "dimension", HOFFSET(qs_scale_user, dimension), H5T_NATIVE_INT) < 0)) {
        H5Tclose(type);
        return -1;
    }
    return type;
}

static bool write_users(const qs_scale *scale)
{
    hsize_t n = scale->n_users;
    hid_t type = user_type(), space = H5Screate_simple(1, &n, NULL);
    hid_t attribute = type >= 0 && space >= 0 ? H5Acreate2(scale->dataset, "REFERENCE_LIST", type, space,
                                                           H5P_DEFAULT, H5P_DEFAULT)
                                              : -1;
    bool is_written = attribute >= 0 && H5Awrite(attribute, type, scale->users) >= 0;
    if (attribute >= 0 && H5Aclose(attribute) < 0)
        is_written = false;
    if (space >= 0)
        H5Sclose(space);
    if (type >= 0)
        H5Tclose(type);
    return is_written;
}

qs_status qs_h5_scale_end(const qs_h5 *h5, qs_scale *scale)
{
    qs_status status = QS_OK;
    if (scale->dataset > 0) {
        if (scale->n_users > 0 && !write_users(scale))
            status = qs_h5_fail(h5->path, "write", "the users of a dimension");
        if (H5Dclose(scale->dataset) < 0 && !status)
            status = qs_h5_fail(h5->path, "close", "a dimension");
    }
    qs_h5_scale_drop(scale);
    return status;
}

void qs_h5_scale_drop(qs_scale *scale)
{
    qs_free(scale->users);
    *scale = (qs_scale){0};
}

qs_status qs_h5_write(const qs_h5 *h5, hid_t dataset, const char *name, int rank, const uint64_t *start,
                      const uint64_t *count, hid_t type, const void *data)
{
    hsize_t from[QS_H5_MAX_RANK], extent[QS_H5_MAX_RANK], n = 1;
    for (int i = 0; i < rank; i++) {
        from[i] = start[i];
        extent[i] = count[i];
        n *= count[i];
    }
    hid_t memory = H5Screate_simple(1, &n, NULL), space = H5Dget_space(dataset);
    bool is_written = memory >= 0 && space >= 0 &&
                      H5Sselect_hyperslab(space, H5S_SELECT_SET, from, NULL, extent, NULL) >= 0 &&
                      H5Dwrite(dataset, type, memory, space, h5->transfer, data) >= 0;
    qs_status status = is_written ? QS_OK : qs_h5_fail(h5->path, "write", name);
    if (space >= 0)
        H5Sclose(space);
    if (memory >= 0)
        H5Sclose(memory);
    return status;
}
