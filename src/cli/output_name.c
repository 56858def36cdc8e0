/* Names of results files: what they may not end in.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include <strings.h>

#include "run_internal.h"

/* What makes of results what a name's ending says; the command has the results in its middle. */
static const struct {
    const char *ending, *made; /* the ending of what is made */
    const char *command, *middle;
} others[] = {
    {".csv", ".csv", "qsweep export", " -o "},
    {".json", ".json", "qsweep export", " -o "},
    {".tsv", ".csv", "qsweep export", " -o "},
    {".parquet", ".csv", "qsweep export", " -o "},
    {".xlsx", ".csv", "qsweep export --excel", " -o "},
    {".xls", ".csv", "qsweep export --excel", " -o "},
    {".ods", ".csv", "qsweep export --excel", " -o "},
    {".txt", ".txt", "qsweep show", " > "},
    {".md", ".md", "qsweep show", " > "},
    {".html", ".html", "qsweep show", " > "},
    {".svg", ".svg", "qsweep plot", " METRIC -o "},
    {".png", ".png", "qsweep plot", " METRIC -o "},
    {".pdf", ".pdf", "qsweep plot", " METRIC -o "},
    {".jpg", ".png", "qsweep plot", " METRIC -o "},
    {".jpeg", ".png", "qsweep plot", " METRIC -o "},
    {".yaml", NULL, NULL, NULL},
    {".yml", NULL, NULL, NULL},
};

qs_status qs_cli_check_ending(const char *path)
{
    char results[256], made[256];
    const char *slash = strrchr(path, '/'), *dot = strrchr(slash ? slash + 1 : path, '.');
    for (size_t i = 0; dot && i < sizeof others / sizeof *others; i++) {
        if (strcasecmp(dot, others[i].ending) != 0)
            continue;
        int n = (int)(dot - path < 200 ? dot - path : 200);
        snprintf(results, sizeof results, "%.*s.h5", n, path);
        if (!others[i].command)
            return qs_fail(QS_ERROR_USAGE, "results are written as HDF5 and not as %s: write -o %s", dot,
                           results);
        snprintf(made, sizeof made, "%.*s%s", n, path, others[i].made);
        return qs_fail(QS_ERROR_USAGE,
                       "results are written as HDF5 and not as %s: write -o %s, and then: %s %s%s%s", dot,
                       results, others[i].command, results, others[i].middle, made);
    }
    return QS_OK;
}
