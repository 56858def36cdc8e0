/* Sections: how counts of many replications vary, kept in bounded memory.
 *
 * The spread of a quantile of all customers together is not that of the replications' own quantiles. What it
 * takes is, for a point x known only in the end, how many values each part of the replications has at or
 * below x. So the histograms of consecutive replications are kept section by section, each section of the
 * same number of replications. There are never more than QS_SECTIONS: when one more would come, the length
 * doubles and neighbours are merged. Which replications are together depends on their indices alone, so that
 * sections are the same on any number of ranks and after any interruption.
 *
 * A kept histogram is packed: counts as wide as the largest needs, and only the bins in use where these are
 * few.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_SECTION_H
#define QSWEEP_SECTION_H

#include <stdint.h>

#include "qsweep/bytes.h"
#include "qsweep/histogram.h"
#include "qsweep/status.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { QS_SECTIONS = 64 };

/* All-zero is valid: nothing kept, sections of no length. */
typedef struct qs_sections {
    int n_histograms;
    uint64_t length;             /* replications in a section; 0: none are kept */
    uint32_t n;                  /* whole sections */
    qs_bytes whole[QS_SECTIONS]; /* [n] of each, its histograms packed one after another */
    uint64_t n_open;             /* replications in the section that is not whole yet */
    qs_histogram *open;          /* [n_histograms] theirs; owned */
} qs_sections;

/* Begin sections of `length` replications (>= 1). Errors: QS_ERROR_MEMORY (cleared). */
qs_status qs_sections_init(qs_sections *sections, int n_histograms, uint64_t length);
void qs_sections_clear(qs_sections *sections);

/* Add n consecutive replications, the next ones.
 * histograms [in] [n_histograms] of these alone. Errors: QS_ERROR_MEMORY, the sections of no use afterwards.
 */
qs_status qs_sections_add(qs_sections *sections, uint64_t n, const qs_histogram *histograms);

/* As bytes, appended. Errors: QS_ERROR_MEMORY. */
qs_status qs_sections_pack(const qs_sections *sections, qs_bytes *bytes);

/* The sections that stand at a reader's position, which moves behind them; torn ones set reader->is_short.
 * out [out] the caller's to clear. Errors: QS_ERROR_MEMORY. */
qs_status qs_sections_unpack(qs_reader *reader, int n_histograms, qs_sections *out);

/* A point of one histogram, and how the shares of values at or below it vary. */
typedef struct qs_section_point {
    qs_histogram_point at; /* [in] */
    uint64_t n;            /* [out] sections with any value in this histogram */
    double squares;        /* [out] sum over sections of (values at or below - share * values)^2 */
} qs_section_point;

/* Fill in the points of all histograms. points [in,out] [n_histograms][n_points]. Errors: QS_ERROR_MEMORY. */
qs_status qs_sections_spread(const qs_sections *sections, int n_points, qs_section_point *points);

#ifdef __cplusplus
}
#endif

#endif
