/* run.until: is every condition met by what is folded?
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "qsweep/memory.h"
#include "sweep_internal.h"

/* A mean of 0 is as wide as itself, however narrow its interval; so is one that few observations moved from
 * 0: their spread says little of the rare ones still to come. */
static bool may_be_relative(const qs_block *folded, size_t condition, double mean)
{
    return mean != 0 && folded->n_other[condition] >= QS_UNTIL_OTHERS;
}

static bool is_met(const qs_plan *plan, size_t condition, const qs_evidence *seen)
{
    const qs_until *until = &plan->untils[condition];
    qs_evidence evidence = *seen;
    qs_spot spot = qs_until_spot(until);
    qs_value value = qs_value_at(evidence.layout, &spot);
    qs_t_cache cache = {.confidence = until->confidence};
    evidence.cache = &cache;
    qs_estimate estimate = qs_estimate_value(&evidence, &value);
    if (until->may_be_empty && estimate.n == 0)
        return true;
    if (until->is_relative)
        return may_be_relative(evidence.folded, condition, estimate.mean) &&
               estimate.half <= until->half_width * fabs(estimate.mean);
    return estimate.half <= until->half_width;
}

static bool asks_for_quantiles(const qs_plan *plan)
{
    for (size_t i = 0; i < plan->n_untils; i++)
        if (qs_metric_get(plan->untils[i].metric)->shape == QS_PER_QUANTILE)
            return true;
    return false;
}

qs_status qs_is_precise(const qs_block *folded, const qs_plan *plan, const qs_layout *layout,
                        const double *quantiles, bool strictly, bool *is_precise)
{
    const qs_section_point *points = NULL;
    qs_section_point *found = NULL;
    qs_status status =
        asks_for_quantiles(plan) ? qs_points_of(folded, layout, quantiles, &points, &found) : QS_OK;
    if (status)
        return status;
    qs_evidence evidence = qs_evidence_of(folded, layout, points, NULL);
    *is_precise = true;
    for (size_t i = 0; i < plan->n_untils && *is_precise; i++) {
        const qs_until *until = &plan->untils[i];
        if (strictly || folded->n < until->most)
            *is_precise = folded->n >= until->least && is_met(plan, i, &evidence);
    }
    qs_free(found);
    return QS_OK;
}
