/* Near misses among the keys of a map, and lists of words.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>

#include "reader_internal.h"

const char *qs_suggest_key(const char *text, const qs_node *map)
{
    const char *nearest = NULL;
    int best = QS_NEAREST_NONE;
    for (size_t i = 0; map && map->keys && i < map->n; i++)
        if (map->values[i] && qs_nearest_is(text, map->keys[i]->text, &best))
            nearest = map->keys[i]->text;
    return nearest;
}

const char *qs_join(char *buffer, size_t size, const char *const *words, size_t n, const char *last)
{
    size_t used = 0;
    buffer[0] = 0;
    for (size_t i = 0; i < n && used + 1 < size; i++) {
        const char *between = i == 0 ? "" : i + 1 < n || !last ? ", " : last;
        int written = snprintf(buffer + used, size - used, "%s%s", between, words[i]);
        used += written < 0 ? 0 : (size_t)written;
    }
    return buffer;
}
