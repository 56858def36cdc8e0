/* The words of a results file that both its writer and its reader use.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>

#include "qsweep/results.h"

const char *qs_statistic_suffix(qs_statistic statistic)
{
    static const char *const suffixes[QS_N_STATISTICS] = {"", "_sd", "_lo", "_hi", "_n"};
    return suffixes[statistic];
}

const char *qs_scenario_state_word(qs_scenario_state state)
{
    static const char *const words[] = {
#define QS_STATE_WORD(name, word) #word,
        QS_SCENARIO_STATE_LIST(QS_STATE_WORD)
#undef QS_STATE_WORD
    };
    return words[state];
}

void qs_results_unit(qs_metric metric, const char *time_unit, char text[16])
{
    switch (qs_metric_get(metric)->unit) {
    case QS_UNIT_TIME:
        snprintf(text, 16, "%s", time_unit);
        break;
    case QS_UNIT_RATE:
        snprintf(text, 16, "1/%s", time_unit);
        break;
    case QS_UNIT_HOURS:
        snprintf(text, 16, "h");
        break;
    default:
        snprintf(text, 16, "1");
    }
}
