/* Prints the metrics from the one list in metric.h: the table of docs/results.md; with --man the list of
 * man/qsweep.1; with
 * --names the names alone.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "qsweep/metric.h"

static const char *const items[] = {"", ", one for each of `output.quantiles`",
                                    ", one for each of `output.wait_over`",
                                    ", one for each of `output.service_level`"};

static void print_row(const qs_metric_info *info)
{
    static const char *const units[] = {"1", "time", "customers", "ratio", "1/time", "h", "money"};
    const char *comma = "";
    printf("| `%s` | %s | ", info->name, units[info->unit]);
    for (int scope = 0; scope < QS_N_SCOPES; scope++)
        if (info->scopes & (1U << scope)) {
            printf("%s%s", comma, qs_scope_name((qs_scope)scope));
            comma = ", ";
        }
    printf(" | %s%s |\n", info->meaning, items[info->shape]);
}

/* An entry of the manual page: where the metric does not exist is said, and lines are short. */
static void print_entry(const qs_metric_info *info)
{
    static const char *const many[] = {"", ".Pq one for each of Li output.quantiles\n",
                                       ".Pq one for each of Li output.wait_over\n",
                                       ".Pq one for each of Li output.service_level\n"};
    _Static_assert(sizeof many / sizeof *many == sizeof items / sizeof *items, "a text for each shape");
    printf(".It Li %s\n%s%s\n%s", info->name, info->meaning, info->shape == QS_SCALAR ? "." : "",
           many[info->shape]);
    if (info->scopes == QS_IN_R)
        puts("Of a resource.");
    else if (info->scopes == QS_IN_SC)
        puts("Not of a window.");
    else if (!(info->scopes & (1U << QS_WINDOW)))
        puts("Of the system.");
    else if (!(info->scopes & (1U << QS_CLASS)))
        puts("Of the system and of windows.");
}

int main(int argc, char **argv)
{
    bool is_man = argc > 1 && strcmp(argv[1], "--man") == 0;
    bool is_names = argc > 1 && strcmp(argv[1], "--names") == 0;
    if (is_man)
        puts(".Bl -tag -width Ds");
    for (int m = 0; m < QS_N_METRICS; m++) {
        const qs_metric_info *info = qs_metric_get((qs_metric)m);
        if (is_names)
            puts(info->name);
        else if (is_man)
            print_entry(info);
        else
            print_row(info);
    }
    if (is_man)
        puts(".El");
    return 0;
}
