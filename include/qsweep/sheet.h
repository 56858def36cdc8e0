/* A sheet of small pictures, in rows: curves and points over numbers or times of day.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_SHEET_H
#define QSWEEP_SHEET_H

#include "qsweep/plot.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum qs_curve_look {
    QS_CURVE_BARS,  /* from x to the next x as high as y; the last ends as far behind */
    QS_CURVE_STEPS, /* a distribution function that jumps at x */
    QS_CURVE_LINE,
    QS_CURVE_POINTS
} qs_curve_look;

/* Numbers are borrowed. */
typedef struct qs_curve {
    qs_curve_look look;
    char name[QS_PLOT_TEXT]; /* in the key; "": none */
    size_t n;
    const double *x, *y;
    const double *error; /* of bars, drawn both ways; NULL: none */
} qs_curve;

enum { QS_PANEL_CURVES = 3 };

typedef struct qs_panel {
    char title[QS_PLOT_TEXT], x_label[QS_PLOT_TEXT], y_label[QS_PLOT_TEXT];
    bool is_clock;         /* x: seconds since midnight */
    double from, to, most; /* x lies in [from, to], y in [0, most] */
    size_t n_curves;       /* 0: nothing is drawn there */
    qs_curve curves[QS_PANEL_CURVES];
} qs_panel;

typedef struct qs_sheet {
    qs_plot_format format;
    char title[QS_PLOT_TEXT], note[QS_PLOT_TEXT];
    size_t n_rows, n_columns;
    const qs_panel *panels; /* [n_rows * n_columns], by rows */
} qs_sheet;

/* Draw it into a file. Errors: QS_ERROR_IO (no gnuplot, no room), QS_ERROR_MEMORY. */
qs_status qs_sheet_draw(const qs_sheet *sheet, const char *path);

#ifdef __cplusplus
}
#endif

#endif
