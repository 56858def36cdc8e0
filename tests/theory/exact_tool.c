/* How many exact values studies have, without simulating them.
 *
 * usage: exact_tool FILE... prints a line for each: its name and the number of its first scenario's values, or -1 and
 * what is wrong with it.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>

#include "qsweep/exact.h"
#include "qsweep/memory.h"
#include "qsweep/study.h"

static qs_status count(const qs_model *model, int *n)
{
    qs_layout layout;
    double *row;
    bool is_any;
    qs_layout_init(&layout, model->n_classes, model->n_windows, (int)model->output.n_quantiles,
                   (int)model->output.n_thresholds);
    qs_status status = qs_calloc((size_t)layout.n_values, sizeof *row, &row);
    if (!status)
        status = qs_exact_fill(model, &layout, row, &is_any);
    *n = 0;
    for (int i = 0; i < layout.n_values && !status; i++)
        *n += !isnan(row[i]);
    qs_free(row);
    return status;
}

static void tell(const char *path)
{
    qs_problems problems = {0};
    qs_study *study = NULL;
    qs_model model = {0};
    int n = -1;
    qs_status status = qs_study_read(path, NULL, 0, &problems, &study);
    if (!status)
        status = qs_study_model(study, 0, &model);
    if (!status)
        status = count(&model, &n);
    printf("%s %d %s\n", path, status ? -1 : n, problems.n ? problems.lines[0] : "");
    qs_model_clear(&model);
    qs_study_free(study);
    qs_problems_clear(&problems);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        tell(argv[i]);
    return 0;
}
