/* The file, its groups and attributes, and HDF5's errors in words.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "hdf5_internal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- errors ---- */

/* The first failure since the last qs_h5_fail(). HDF5 forgets its errors at the next call, be it one that
 * tidies up, so they are caught as they happen; per thread, as HDF5's error stack is. */
typedef struct reason {
    char innermost[256];
    char system[128];
} reason;

static _Thread_local reason first;

/* The drivers put errno's text into the middle of a long line: "…, error message = 'No space left on device',
 * …". */
static void find_system_reason(const char *line, reason *why)
{
    static const char mark[] = "error message = '";
    const char *begin = strstr(line, mark);
    if (!begin)
        return;
    begin += sizeof mark - 1;
    size_t n = strcspn(begin, "'");
    if (n >= sizeof why->system)
        n = sizeof why->system - 1;
    memcpy(why->system, begin, n);
    why->system[n] = '\0';
}

static herr_t collect(unsigned level, const H5E_error2_t *error, void *context)
{
    reason *why = context;
    if (level == 0 && error->desc)
        snprintf(why->innermost, sizeof why->innermost, "%s", error->desc);
    if (error->desc)
        find_system_reason(error->desc, why);
    return 0;
}

static herr_t catch_error(hid_t stack, void *unused)
{
    (void)unused;
    if (!*first.innermost)
        H5Ewalk2(stack, H5E_WALK_UPWARD, collect, &first);
    return 0;
}

/* The variable overrides what make_access() says, and HDF5's own lock would meet ours on the same file. The
 * library looks at it once, when it begins: this comes before any other call. Nobody's file is at risk:
 * results have one writer, with a lock of its own, and are never changed once they have their name. */
static void silence_locks(void)
{
    setenv("HDF5_USE_FILE_LOCKING", "FALSE", 1);
}

void qs_h5_catch_errors(void)
{
    silence_locks();
    H5Eset_auto2(H5E_DEFAULT, catch_error, NULL);
    first = (reason){.innermost = ""};
}

qs_status qs_h5_fail_as(qs_status code, const char *path, const char *what, const char *name)
{
    const char *why = *first.system      ? first.system
                      : *first.innermost ? first.innermost
                                         : "HDF5 gives no reason";
    qs_status status = qs_fail(code, "%s: cannot %s%s%s: %s", path, what, *name ? " " : "", name, why);
    first = (reason){.innermost = ""};
    return status;
}

qs_status qs_h5_fail(const char *path, const char *what, const char *name)
{
    return qs_h5_fail_as(QS_ERROR_IO, path, what, name);
}

/* ---- the file ---- */

/* No time stamps, so that equal results are equal bytes; creation order, because netCDF-4 numbers by it. */
static bool make_options(qs_h5 *h5)
{
    const unsigned order = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;
    h5->group_options = H5Pcreate(H5P_GROUP_CREATE);
    h5->dataset_options = H5Pcreate(H5P_DATASET_CREATE);
    h5->transfer = H5Pcreate(H5P_DATASET_XFER);
    h5->text = H5Tcopy(H5T_C_S1);
    h5->scalar = H5Screate(H5S_SCALAR);
    h5->references = H5Tvlen_create(H5T_STD_REF_OBJ);
    const double never = (double)NAN;
    return h5->group_options >= 0 && h5->dataset_options >= 0 && h5->text >= 0 && h5->scalar >= 0 &&
           h5->references >= 0 && H5Pset_buffer(h5->transfer, 1 << 14, NULL, NULL) >= 0 &&
           H5Pset_link_creation_order(h5->group_options, order) >= 0 &&
           H5Pset_attr_creation_order(h5->group_options, order) >= 0 &&
           H5Pset_obj_track_times(h5->group_options, 0) >= 0 &&
           H5Pset_attr_creation_order(h5->dataset_options, order) >= 0 &&
           H5Pset_obj_track_times(h5->dataset_options, 0) >= 0 &&
           H5Pset_fill_time(h5->dataset_options, H5D_FILL_TIME_NEVER) >= 0 &&
           (h5->double_options = H5Pcopy(h5->dataset_options)) >= 0 &&
           H5Pset_fill_value(h5->double_options, H5T_NATIVE_DOUBLE, &never) >= 0 &&
           H5Tset_size(h5->text, H5T_VARIABLE) >= 0 && H5Tset_cset(h5->text, H5T_CSET_UTF8) >= 0;
}

/* The call came with 1.10.7 and 1.12.1; to those before them silence_locks has said it already. */
bool qs_h5_lock_nothing(hid_t access)
{
#if H5_VERSION_GE(1, 12, 1) || (H5_VERSION_GE(1, 10, 7) && !H5_VERSION_GE(1, 12, 0))
    return H5Pset_file_locking(access, 0, 1) >= 0;
#else
    return access >= 0;
#endif
}

/* HDF5's own locks fail on network file systems without them. There is one writer, on a temporary name with a
 * lock of its own, so they can go. */
static bool make_access(hid_t access)
{
    return access >= 0 && H5Pset_libver_bounds(access, H5F_LIBVER_V18, H5F_LIBVER_V18) >= 0 &&
           qs_h5_lock_nothing(access) && H5Pset_fclose_degree(access, H5F_CLOSE_STRONG) >= 0 &&
           H5Pset_sieve_buf_size(access, 0) >= 0 && /* it would read what is there before it writes */
           H5Pset_meta_block_size(access, 1 << 16) >= 0;
}

static bool make_creation(hid_t creation)
{
    const unsigned order = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;
    return creation >= 0 && H5Pset_link_creation_order(creation, order) >= 0 &&
           H5Pset_attr_creation_order(creation, order) >= 0 && H5Pset_obj_track_times(creation, 0) >= 0;
}

qs_status qs_h5_create(const char *path, qs_h5 *h5)
{
    silence_locks();
    /* A file that could not be flushed stays open in the library: do not try again when the process ends. */
    H5dont_atexit();
    qs_h5_catch_errors();
    *h5 = (qs_h5){.path = path};
    hid_t access = H5Pcreate(H5P_FILE_ACCESS), creation = H5Pcreate(H5P_FILE_CREATE);
    bool is_open = make_options(h5) && make_access(access) && make_creation(creation) &&
                   (h5->file = H5Fcreate(path, H5F_ACC_TRUNC, creation, access)) > 0;
    qs_status status = is_open ? QS_OK : qs_h5_fail(path, "create", "");
    if (access > 0)
        H5Pclose(access);
    if (creation > 0)
        H5Pclose(creation);
    if (status)
        qs_h5_discard(h5);
    return status;
}

qs_status qs_h5_keep_cache_small(const qs_h5 *h5)
{
    enum { CACHE_BYTES = 1 << 17 };
    H5AC_cache_config_t cache = {.version = H5AC__CURR_CACHE_CONFIG_VERSION};
    bool is_known = H5Fget_mdc_config(h5->file, &cache) >= 0;
    cache.set_initial_size = 1;
    cache.initial_size = cache.min_size = cache.max_size = CACHE_BYTES;
    cache.incr_mode = H5C_incr__off;
    cache.flash_incr_mode = H5C_flash_incr__off;
    cache.decr_mode = H5C_decr__off;
    return is_known && H5Fset_mdc_config(h5->file, &cache) >= 0
               ? QS_OK
               : qs_h5_fail(h5->path, "set up the cache of", "metadata");
}

static bool close_all(qs_h5 *h5)
{
    if (h5->group_options > 0)
        H5Pclose(h5->group_options);
    if (h5->dataset_options > 0)
        H5Pclose(h5->dataset_options);
    if (h5->double_options > 0)
        H5Pclose(h5->double_options);
    if (h5->transfer > 0)
        H5Pclose(h5->transfer);
    if (h5->text > 0)
        H5Tclose(h5->text);
    if (h5->references > 0)
        H5Tclose(h5->references);
    if (h5->scalar > 0)
        H5Sclose(h5->scalar);
    return h5->file <= 0 || H5Fclose(h5->file) >= 0;
}

qs_status qs_h5_close(qs_h5 *h5)
{
    qs_status status = close_all(h5) ? QS_OK : qs_h5_fail(h5->path, "finish writing", "");
    *h5 = (qs_h5){0};
    return status;
}

void qs_h5_discard(qs_h5 *h5)
{
    close_all(h5);
    *h5 = (qs_h5){0};
}

qs_status qs_h5_group(const qs_h5 *h5, hid_t parent, const char *name, hid_t *group)
{
    *group = H5Gcreate2(parent, name, H5P_DEFAULT, h5->group_options, H5P_DEFAULT);
    return *group >= 0 ? QS_OK : qs_h5_fail(h5->path, "create the group", name);
}

/* ---- attributes ---- */

static qs_status put_attribute(const qs_h5 *h5, hid_t object, const char *name, hid_t file_type, hid_t type,
                               hid_t space, const void *value)
{
    hid_t attribute = H5Acreate2(object, name, file_type, space, H5P_DEFAULT, H5P_DEFAULT);
    bool is_written = attribute >= 0 && H5Awrite(attribute, type, value) >= 0;
    if (attribute >= 0 && H5Aclose(attribute) < 0)
        is_written = false;
    return is_written ? QS_OK : qs_h5_fail(h5->path, "write the attribute", name);
}

qs_status qs_h5_text(const qs_h5 *h5, hid_t object, const char *name, const char *text)
{
    const char *value = text ? text : "";
    return put_attribute(h5, object, name, h5->text, h5->text, h5->scalar, &value);
}

qs_status qs_h5_int(const qs_h5 *h5, hid_t object, const char *name, int value)
{
    return put_attribute(h5, object, name, H5T_STD_I32LE, H5T_NATIVE_INT, h5->scalar, &value);
}

qs_status qs_h5_uint64(const qs_h5 *h5, hid_t object, const char *name, uint64_t value)
{
    return put_attribute(h5, object, name, H5T_STD_U64LE, H5T_NATIVE_UINT64, h5->scalar, &value);
}

qs_status qs_h5_double(const qs_h5 *h5, hid_t object, const char *name, double value)
{
    return put_attribute(h5, object, name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, h5->scalar, &value);
}

qs_status qs_h5_flags(const qs_h5 *h5, hid_t object, int n, const char *meanings)
{
    int8_t values[64];
    hsize_t size = (hsize_t)(n < 64 ? n : 64);
    for (hsize_t i = 0; i < size; i++)
        values[i] = (int8_t)i;
    hid_t space = H5Screate_simple(1, &size, NULL);
    qs_status status =
        space >= 0 ? put_attribute(h5, object, "flag_values", H5T_STD_I8LE, H5T_NATIVE_INT8, space, values)
                   : qs_h5_fail(h5->path, "write the attribute", "flag_values");
    if (space >= 0)
        H5Sclose(space);
    return status ? status : qs_h5_text(h5, object, "flag_meanings", meanings);
}
