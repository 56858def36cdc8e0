/* Which queues of a scenario still grow at the end, by its summary.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/block.h"

static qs_growth judge(const qs_summary *summary, int value, double error)
{
    return qs_growth_judge(summary->n[value], summary->mean[value], summary->sd[value], error);
}

qs_growth qs_summary_growth(const qs_summary *summary, const qs_layout *layout, int8_t *windows)
{
    int n_windows = layout->n_members[QS_WINDOW];
    double half = QS_GROWTH_ERROR / 2;
    qs_growth scenario = judge(summary, qs_layout_growth(layout, QS_SYSTEM, 0), half);
    for (int w = 0; w < n_windows; w++) {
        qs_growth window = judge(summary, qs_layout_growth(layout, QS_WINDOW, w), half / n_windows);
        if (windows)
            windows[w] = (int8_t)window;
        if (window == QS_GROWTH_FOUND)
            scenario = QS_GROWTH_FOUND;
    }
    return scenario;
}
