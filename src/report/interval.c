/* An estimate and its interval as a cell of a table, and what is to be said of intervals that are not as sure
 * as they look.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "qsweep/view.h"

/* A mean of times, counts or shares whose interval reaches further than this part of it to either side comes
 * from few observations, or from such that are mostly small and rarely large. Their mean is not normal yet,
 * and intervals by Student's t cover it less often than they claim: docs/statistics.md has the measurement.
 */
#define DOUBTFUL 0.25

/* The bound of what was never seen is exact. */
static bool is_bound(qs_metric metric, double mean)
{
    return qs_metric_get(metric)->unit == QS_UNIT_RATIO && (mean == 0 || mean == 1);
}

bool qs_interval_is_doubtful(qs_metric metric, double mean, double half)
{
    bool is_share = qs_metric_get(metric)->unit == QS_UNIT_RATIO;
    double size = is_share && mean > 0.5 ? 1 - mean : mean;
    return qs_metric_get(metric)->shape != QS_PER_QUANTILE && !is_bound(metric, mean) &&
           half > DOUBTFUL * fabs(size);
}

unsigned qs_interval_text(qs_metric metric, double mean, double lower, double upper,
                          char value[QS_NUMBER_TEXT], char half[QS_NUMBER_TEXT])
{
    double below = mean - lower, above = upper - mean, wider = above > below ? above : below;
    qs_number_rounded(mean, isinf(above) && below > 0 ? below : wider, value, half);
    if (isinf(wider)) {
        strcpy(half, "inf");
        return QS_INTERVAL_OPEN;
    }
    if (!qs_interval_is_doubtful(metric, mean, wider))
        return 0;
    strcat(half, "?");
    return QS_INTERVAL_DOUBT;
}

void qs_interval_notes(unsigned marks, FILE *out)
{
    if (marks & QS_INTERVAL_OPEN)
        fputs("\n± inf: how large the quantile may be is not known: the upper\n"
              "end of its interval lies beyond what was observed. More\n"
              "replications bring it nearer.\n",
              out);
    if (marks & QS_INTERVAL_PLAIN)
        fputs("\n': without control variates, which correct the means of what\n"
              "every replication observed, from 100 of them on.\n",
              out);
    if (marks & QS_INTERVAL_DOUBT)
        fputs("\n?: the interval is wide against the value, from few\n"
              "observations or from mostly small ones. It may hold the true\n"
              "value less often than it claims; more replications mend that.\n",
              out);
}
