/* Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include "qsweep/memory.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { ALIGNMENT = 64, LEAST_ALIGNED = 1024, LEAST_MAPPED = 256 << 10 };

static qs_status out_of_memory(size_t n, size_t size)
{
    return qs_fail(QS_ERROR_MEMORY, "out of memory for %zu items of %zu bytes", n, size);
}

/* A large block is aligned to a cache line: hot arrays start on one. Small ones are as malloc gives them: an
 * aligned one the C library cuts out of a larger one, and puts the pieces together again when it is freed,
 * some 8 % of a sweep of small scenarios. */
static void *aligned_block(size_t n, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(n ? n : 1, size ? size : 1, &bytes) || bytes > PTRDIFF_MAX - ALIGNMENT)
        return NULL;
    if (bytes < LEAST_ALIGNED)
        return malloc(bytes);
    return aligned_alloc(ALIGNMENT, (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
}

qs_status qs_calloc(size_t n, size_t size, void *out)
{
    void *block = aligned_block(n, size);
    memcpy(out, &block, sizeof block);
    if (!block)
        return out_of_memory(n, size);
    memset(block, 0, (n ? n : 1) * (size ? size : 1));
    return QS_OK;
}

qs_status qs_calloc_sparse(size_t n, size_t size, void *out)
{
    void *block = calloc(n ? n : 1, size ? size : 1);
    memcpy(out, &block, sizeof block);
    return block ? QS_OK : out_of_memory(n, size);
}

/* Pages of its own for what is huge: free memory that is taken again would have to be cleared. */
qs_status qs_map(size_t n, size_t size, void *out)
{
    if (n * size < LEAST_MAPPED)
        return qs_calloc(n, size, out);
    void *block = mmap(NULL, n * size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (block == MAP_FAILED)
        return out_of_memory(n, size);
    memcpy(out, &block, sizeof block);
    return QS_OK;
}

void qs_unmap(void *memory, size_t n, size_t size)
{
    if (n * size < LEAST_MAPPED)
        qs_free(memory);
    else if (memory)
        munmap(memory, n * size);
}

qs_status qs_reserve(void *items, size_t *capacity, size_t need, size_t size)
{
    if (need <= *capacity)
        return QS_OK;
    size_t grown = *capacity + *capacity / 2;
    if (grown < need)
        grown = need;
    if (grown < 8)
        grown = 8;
    void *old;
    memcpy(&old, items, sizeof old);
    void *block = aligned_block(grown, size);
    if (!block)
        return out_of_memory(grown, size);
    if (old)
        memcpy(block, old, *capacity * size);
    memset((char *)block + *capacity * size, 0, (grown - *capacity) * size);
    free(old);
    memcpy(items, &block, sizeof block);
    *capacity = grown;
    return QS_OK;
}

qs_status qs_strdup(const char *text, char **out)
{
    size_t n = strlen(text) + 1;
    qs_status status = qs_calloc(n, 1, out);
    if (!status)
        memcpy(*out, text, n);
    return status;
}

void qs_free(void *memory)
{
    free(memory);
}
