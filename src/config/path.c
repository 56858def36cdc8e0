/* Paths of values: `windows.W2.servers`, `arrivals.door.rate[0].until`, `sweep.grid."windows.W2.servers"`.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "tree_internal.h"

static bool add_step(qs_arena *arena, qs_path *path, const char *text, size_t n, const char **why)
{
    if (path->n == QS_MAX_PATH_STEPS) {
        *why = "is too deep";
        return false;
    }
    char *step = qs_arena_get(arena, n + 1, 1);
    if (!step) {
        *why = "out of memory";
        return false;
    }
    memcpy(step, text, n);
    path->steps[path->n++] = step;
    return true;
}

/* One key, quoted or up to the next dot or bracket; *text is moved behind it. */
static bool read_key(qs_arena *arena, const char **text, qs_path *path, const char **why)
{
    const char *start = *text;
    size_t n;
    if (*start == '"' || *start == '\'') {
        const char *end = strchr(start + 1, *start);
        if (!end) {
            *why = "has a quote that is never closed";
            return false;
        }
        n = (size_t)(end - ++start);
        *text = end + 1;
    } else {
        n = strcspn(start, ".[");
        *text = start + n;
    }
    if (n == 0) {
        *why = "has an empty key";
        return false;
    }
    return add_step(arena, path, start, n, why);
}

static bool read_index(qs_arena *arena, const char **text, qs_path *path, const char **why)
{
    const char *start = *text + 1;
    size_t n = strspn(start, "0123456789");
    if (n == 0 || start[n] != ']') {
        *why = "has a bracket without a whole number, such as [0], in it";
        return false;
    }
    *text = start + n + 1;
    return add_step(arena, path, start, n, why);
}

bool qs_path_parse(qs_arena *arena, const char *text, qs_path *path, const char **why)
{
    path->n = 0;
    if (!read_key(arena, &text, path, why))
        return false;
    while (*text) {
        if (*text == '[') {
            if (!read_index(arena, &text, path, why))
                return false;
        } else if (*text == '.') {
            text++;
            if (!read_key(arena, &text, path, why))
                return false;
        } else {
            *why = "has something between a quote and the next dot";
            return false;
        }
    }
    return true;
}
