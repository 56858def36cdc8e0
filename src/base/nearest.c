/* Near misses: which word was meant.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/nearest.h"

#include <ctype.h>
#include <string.h>

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
    if (n > QS_NEAREST_NONE || m > QS_NEAREST_NONE)
        return QS_NEAREST_NONE;
    int row[3][QS_NEAREST_NONE + 1];
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

bool qs_nearest_is(const char *text, const char *candidate, int *best)
{
    int distance = edit_distance(text, candidate);
    int longer = (int)(strlen(text) > strlen(candidate) ? strlen(text) : strlen(candidate));
    if (3 * distance > longer + 1 || distance >= longer || distance >= *best)
        return false;
    *best = distance;
    return true;
}

const char *qs_nearest(const char *text, const char *const *candidates, size_t n)
{
    const char *nearest = NULL;
    int best = QS_NEAREST_NONE;
    for (size_t i = 0; i < n; i++)
        if (candidates[i] && qs_nearest_is(text, candidates[i], &best))
            nearest = candidates[i];
    for (size_t i = 0; !nearest && strlen(text) > 3 && i < n; i++) /* or its beginning */
        if (candidates[i] && !strncmp(text, candidates[i], strlen(text)))
            nearest = candidates[i];
    return nearest;
}
