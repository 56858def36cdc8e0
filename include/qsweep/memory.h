/* Checked memory: sizes that overflow and allocations that fail come back as a
 * status, never as a short block.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_MEMORY_H
#define QSWEEP_MEMORY_H

#include <stddef.h>
#include <stdint.h>

#include "qsweep/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A zeroed array of n items.
 * n, size [in] items and bytes an item; n = 0 gives one unused byte, so that NULL always means failure
 * out     [out] a void** to the array, owned by the caller (qs_free); NULL on failure
 * Errors: QS_ERROR_MEMORY. Aligned for every type up to 64 bytes. */
qs_status qs_calloc(size_t n, size_t size, void *out);

/* The same for a large array of which only parts will be touched: memory is taken as it is used. Aligned for
 * every basic type. Errors: QS_ERROR_MEMORY. */
qs_status qs_calloc_sparse(size_t n, size_t size, void *out);

/* The same for a huge array that is given back and taken again: nothing of it is touched either time.
 * Freed by qs_unmap() with the same n and size. Errors: QS_ERROR_MEMORY. */
qs_status qs_map(size_t n, size_t size, void *out);
void qs_unmap(void *memory, size_t n, size_t size);

/* Room for at least `need` items in a growing array; grows by half again.
 * items    [in,out] a void** to the array (NULL at first), kept on failure; new room is zeroed
 * capacity [in,out] items there is room for
 * Errors: QS_ERROR_MEMORY, the array left as it was. */
qs_status qs_reserve(void *items, size_t *capacity, size_t need, size_t size);

/* A copy of a string, owned by the caller. Errors: QS_ERROR_MEMORY. */
qs_status qs_strdup(const char *text, char **out);

/* Free what the functions above gave; NULL is accepted. */
void qs_free(void *memory);

#ifdef __cplusplus
}
#endif

#endif
