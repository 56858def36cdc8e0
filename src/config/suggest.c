/* Near misses: which word was meant.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "reader_internal.h"

enum { LONGEST = 64 };

static int least(int a, int b, int c)
{
    int ab = a < b ? a : b;
    return ab < c ? ab : c;
}

/* Edits (insert, delete, replace, swap neighbours) from a to b, letters' case ignored. Source: the
 * "optimal string alignment" form of Damerau, CACM 7(3), 1964. */
static int edit_distance(const char *a, const char *b)
{
    int n = (int)strlen(a), m = (int)strlen(b);
    if (n > LONGEST || m > LONGEST)
        return LONGEST;
    int row[3][LONGEST + 1];
    for (int j = 0; j <= m; j++)
        row[0][j] = j;
    for (int i = 1; i <= n; i++) {
        int *now = row[i % 3], *before = row[(i + 2) % 3], *earlier = row[(i + 1) % 3];
        now[0] = i;
        for (int j = 1; j <= m; j++) {
            int p = tolower((unsigned char)a[i - 1]), q = tolower((unsigned char)b[j - 1]);
            now[j] = least(before[j] + 1, now[j - 1] + 1, before[j - 1] + (p != q));
            if (i > 1 && j > 1 && p == tolower((unsigned char)b[j - 2]) &&
                q == tolower((unsigned char)a[i - 2]) && earlier[j - 2] + 1 < now[j])
                now[j] = earlier[j - 2] + 1;
        }
    }
    return row[n % 3][m];
}

/* A slip is at most a third of the word. */
static bool is_nearer(const char *text, const char *candidate, int *best)
{
    int distance = edit_distance(text, candidate);
    int longer = (int)(strlen(text) > strlen(candidate) ? strlen(text) : strlen(candidate));
    if (3 * distance > longer + 1 || distance >= longer || distance >= *best)
        return false;
    *best = distance;
    return true;
}

const char *qs_suggest(const char *text, const char *const *candidates, size_t n)
{
    const char *nearest = NULL;
    int best = LONGEST;
    for (size_t i = 0; i < n; i++)
        if (candidates[i] && is_nearer(text, candidates[i], &best))
            nearest = candidates[i];
    for (size_t i = 0; !nearest && strlen(text) > 3 && i < n; i++) /* or its beginning */
        if (candidates[i] && !strncmp(text, candidates[i], strlen(text)))
            nearest = candidates[i];
    return nearest;
}

const char *qs_suggest_key(const char *text, const qs_node *map)
{
    const char *nearest = NULL;
    int best = LONGEST;
    for (size_t i = 0; map && map->keys && i < map->n; i++)
        if (map->values[i] && is_nearer(text, map->keys[i]->text, &best))
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
