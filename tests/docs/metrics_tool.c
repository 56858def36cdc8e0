/* Prints the table of metrics of docs/results.md from the one list in metric.h.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>

#include "qsweep/metric.h"

int main(void)
{
    static const char *const units[] = {"1", "time", "customers", "ratio", "1/time"};
    static const char *const items[] = {"", ", one for each of `output.quantiles`",
                                        ", one for each of `output.wait_over`"};
    for (int m = 0; m < QS_N_METRICS; m++) {
        const qs_metric_info *info = qs_metric_get((qs_metric)m);
        const char *comma = "";
        printf("| `%s` | %s | ", info->name, units[info->unit]);
        for (int scope = 0; scope < QS_N_SCOPES; scope++)
            if (info->scopes & (1U << scope)) {
                printf("%s%s", comma, qs_scope_name((qs_scope)scope));
                comma = ", ";
            }
        printf(" | %s%s |\n", info->meaning, items[info->shape]);
    }
    return 0;
}
