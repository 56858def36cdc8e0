/* Rows of results of windows: one for each window, or for each of its members.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>

#include "qsweep/model.h"

/* A model made by hand may leave the number out. */
static int rows_of(const qs_window *window)
{
    return window->n_rows > 1 ? window->n_rows : 1;
}

int qs_model_first_row(const qs_model *model, int window)
{
    int n = 0;
    for (int w = 0; w < window; w++)
        n += rows_of(&model->windows[w]);
    return n;
}

int qs_model_n_rows(const qs_model *model)
{
    return qs_model_first_row(model, model->n_windows);
}

void qs_model_row(const qs_model *model, int row, int *window, int *member)
{
    for (*window = 0; row >= rows_of(&model->windows[*window]); ++*window)
        row -= rows_of(&model->windows[*window]);
    *member = model->windows[*window].n_rows > 1 ? row : QS_NONE;
}

const char *qs_model_row_name(const qs_model *model, int row, char text[QS_ROW_NAME])
{
    int window, member;
    qs_model_row(model, row, &window, &member);
    if (member == QS_NONE)
        snprintf(text, QS_ROW_NAME, "%s", model->windows[window].name);
    else
        snprintf(text, QS_ROW_NAME, "%s %d", model->windows[window].name, member + 1);
    return text;
}
