/* Near misses: which of the words that are known was meant by one that is not.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_NEAREST_H
#define QSWEEP_NEAREST_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Where a search begins: farther than any word can be. */
enum { QS_NEAREST_NONE = 64 };

/* Is `candidate` a slip of the pen away from `text`, and nearer than the best so far? A slip is at most a
 * third of the longer word: insertions, deletions, replacements and swaps of neighbours, letters' case
 * ignored. best [in,out] the distance of the nearest so far, QS_NEAREST_NONE to begin with; lowered if the
 * answer is yes */
bool qs_nearest_is(const char *text, const char *candidate, int *best);

/* The nearest of n candidates (NULLs among them are passed over), or one that begins with `text`, if that is
 * longer than three letters; NULL if none is near. */
const char *qs_nearest(const char *text, const char *const *candidates, size_t n);

#ifdef __cplusplus
}
#endif

#endif
