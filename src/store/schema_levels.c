/* The dimension of output.service_level in the results file: its times, and what those who gave up earlier
 * count as at each.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/memory.h"
#include "store_internal.h"

static qs_status write_words(qs_store *store, const qs_variable *abandoned, hid_t parent, const int8_t *flags)
{
    static const char words[] =
#define QS_WORD(name) " " #name
        QS_ABANDONED_LIST(QS_WORD);
#undef QS_WORD
    hid_t dataset;
    qs_status status = qs_h5_variable(&store->h5, parent, abandoned, &dataset);
    if (!status)
        status = qs_h5_flags(&store->h5, dataset, QS_N_ABANDONED, words + 1);
    if (!status && H5Dwrite(dataset, H5T_NATIVE_INT8, H5S_ALL, H5S_ALL, store->h5.transfer, flags) < 0)
        status = qs_h5_fail(store->part.part_path, "write", abandoned->name);
    if (dataset >= 0 && H5Dclose(dataset) < 0 && !status)
        status = qs_h5_fail(store->part.part_path, "close", abandoned->name);
    return status;
}

qs_status qs_schema_levels(qs_store *store, qs_group *group)
{
    const qs_store_header *header = &store->header;
    uint64_t n = (uint64_t)header->layout->n_levels;
    qs_variable within = {.name = "within",
                          .units = header->time_unit,
                          .long_name = "wait up to which service is in time",
                          .type = H5T_IEEE_F64LE,
                          .rank = 1};
    qs_variable abandoned = {.name = "abandoned",
                             .units = "1",
                             .type = H5T_STD_I8LE,
                             .rank = 1,
                             .scales = {&group->within},
                             .long_name = "what those who gave up earlier count as"};
    int8_t *flags;
    if (n == 0)
        return QS_OK;
    qs_status status = qs_calloc(n, 1, &flags);
    if (status)
        return status;
    for (uint64_t i = 0; i < n; i++)
        flags[i] = (int8_t)header->abandoned[i];
    status = qs_h5_scale(&store->h5, group->id, &within, n, H5T_NATIVE_DOUBLE,
                         header->thresholds + header->layout->n_thresholds, &group->within);
    if (!status)
        status = write_words(store, &abandoned, group->id, flags);
    qs_free(flags);
    return status;
}
