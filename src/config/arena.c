/* Memory that is freed all at once.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "tree_internal.h"

#include <string.h>

#include "qsweep/memory.h"

/* Chunks are zeroed, so the first is small: a scenario's tree of a sweep takes some hundred bytes. With its head it is
 * below what memory.c aligns, which takes the C library longer. */
enum { LEAST_CHUNK = 960, CHUNK = 64 << 10, ALIGN = 16 };

typedef struct qs_arena_chunk {
    struct qs_arena_chunk *next;
    size_t used, size;
    _Alignas(ALIGN) char bytes[];
} qs_arena_chunk;

/* Twice as large as the last, and room for some items. */
static size_t next_size(const qs_arena *arena, size_t need)
{
    size_t size = arena->chunks ? 2 * arena->chunks->size : LEAST_CHUNK;
    while (size < 4 * need)
        size *= 2;
    return size < CHUNK ? size : CHUNK;
}

static bool add_chunk(qs_arena *arena, size_t need)
{
    size_t size = need > CHUNK / 4 ? need : next_size(arena, need);
    qs_arena_chunk *chunk;
    if (qs_calloc(1, sizeof *chunk + size, &chunk))
        return false;
    chunk->size = size;
    /* A chunk made for one large item goes behind the current one, whose room is still good. */
    if (arena->chunks && need > CHUNK / 4) {
        chunk->next = arena->chunks->next;
        arena->chunks->next = chunk;
        return true;
    }
    chunk->next = arena->chunks;
    arena->chunks = chunk;
    return true;
}

void *qs_arena_get(qs_arena *arena, size_t n, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(n ? n : 1, size ? size : 1, &bytes) || bytes > PTRDIFF_MAX / 2) {
        (void)qs_fail(QS_ERROR_MEMORY, "out of memory for %zu items of %zu bytes", n, size);
        return NULL;
    }
    bytes = (bytes + ALIGN - 1) / ALIGN * ALIGN;
    qs_arena_chunk *chunk = arena->chunks;
    if (!chunk || chunk->size - chunk->used < bytes) {
        bool is_large = chunk && bytes > CHUNK / 4;
        if (!add_chunk(arena, bytes))
            return NULL;
        chunk = is_large ? arena->chunks->next : arena->chunks;
    }
    void *room = chunk->bytes + chunk->used;
    chunk->used += bytes;
    return room;
}

char *qs_arena_text(qs_arena *arena, const char *text)
{
    size_t n = strlen(text) + 1;
    char *copy = qs_arena_get(arena, n, 1);
    if (copy)
        memcpy(copy, text, n);
    return copy;
}

void qs_arena_clear(qs_arena *arena)
{
    while (arena->chunks) {
        qs_arena_chunk *next = arena->chunks->next;
        qs_free(arena->chunks);
        arena->chunks = next;
    }
}
