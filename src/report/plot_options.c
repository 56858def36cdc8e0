/* What the command line says of a picture beside its data: words, targets, size, per cent.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plot_internal.h"
#include "qsweep/visible.h"

/* ---- words ---- */

/* A text, in one line and cut where it has no room. */
static bool take_text(const char *text, char *out, size_t size)
{
    char line[3 * QS_PLOT_TEXT];
    if (!text)
        return false;
    qs_visible_copy(text, false, line, sizeof line);
    qs_legend_cut(line, out, size);
    return true;
}

const char *qs_plot_x_label(const qs_plot *plot, const char *made)
{
    return plot->has_own_x ? plot->own_x : made;
}

const char *qs_plot_y_label(const qs_plot *plot, const char *made)
{
    return plot->has_own_y ? plot->own_y : made;
}

/* ---- size ---- */

/* A picture smaller than this, in units, has no room for what is around it: its letters are smaller then. A
 * png so wide has letters twice as large. */
enum { LEAST_WIDTH = 480, LEAST_HEIGHT = 320, LARGE = 1100 };

static qs_status read_size(qs_plot *plot, const char *size)
{
    bool is_ascii = plot->format == QS_PLOT_ASCII, is_svg = plot->format == QS_PLOT_SVG; /* which scales */
    long least_width = is_ascii ? 40 : is_svg ? LEAST_WIDTH : 300, most = is_ascii ? 400 : 8000;
    long least_height = is_ascii ? 12 : is_svg ? LEAST_HEIGHT : 200;
    char *end;
    plot->fine = plot->format == QS_PLOT_PNG ? 2 : 1;
    plot->width = 760;
    plot->height = 460;
    plot->rows = 28;
    if (!size)
        return QS_OK;
    long width = strtol(size, &end, 10), height = 0;
    bool is_good = *size >= '0' && *size <= '9' && *end == 'x' && end[1] >= '0' && end[1] <= '9';
    if (is_good)
        height = strtol(end + 1, &end, 10);
    if (!is_good || *end || width < least_width || height < least_height || width > most || height > most)
        return qs_fail(QS_ERROR_USAGE, "--size must be WIDTHxHEIGHT%s, from %ldx%ld to %ldx%ld (got %s)",
                       is_ascii ? " in characters" : "", least_width, least_height, most, most, size);
    plot->is_sized = true;
    plot->fine = fmin(1, fmin((double)width / LEAST_WIDTH, (double)height / LEAST_HEIGHT));
    if (plot->format == QS_PLOT_PNG && width >= LARGE)
        plot->fine = fmin(2, (double)height / LEAST_HEIGHT);
    plot->width = (double)width / plot->fine;
    plot->height = (double)height / plot->fine;
    plot->columns = is_ascii ? (int)width : plot->columns;
    plot->rows = is_ascii ? (int)height : plot->rows;
    return QS_OK;
}

/* ---- shares and targets ---- */

static qs_unit unit_of(const qs_plot *plot)
{
    bool is_metric = plot->kind == QS_PLOT_LINE || plot->kind == QS_PLOT_HEAT;
    return is_metric ? qs_metric_get(plot->metric.metric)->unit : QS_UNIT_CUSTOMERS;
}

/* What a unit behind a number makes of it; NAN: it does not belong there. */
static double factor_of(const qs_plot *plot, const char *unit)
{
    qs_daytime of_unit = qs_daytime_of(NULL, unit), of_study = qs_daytime_of(NULL, plot->about->time_unit);
    if (!*unit)
        return 1;
    if (strcmp(unit, "%") == 0 && unit_of(plot) == QS_UNIT_RATIO)
        return 0.01;
    return unit_of(plot) == QS_UNIT_TIME && of_unit.unit > 0 ? of_unit.unit / of_study.unit : (double)NAN;
}

static void name_target(const qs_plot *plot, const char *name, size_t n, qs_plot_target *target)
{
    char value[QS_PLOT_TEXT], copy[QS_PLOT_TEXT];
    if (n > 0) {
        snprintf(copy, sizeof copy, "%.*s", (int)(n < sizeof copy ? n : sizeof copy - 1), name);
        take_text(copy, target->name, sizeof target->name);
        return;
    }
    qs_plot_number(target->value, 6, value);
    const char *unit = plot->scale > 1 ? " %" : unit_of(plot) == QS_UNIT_TIME ? plot->about->time_unit : "";
    snprintf(target->name, QS_PLOT_TEXT, "target %.40s%s%.8s", value,
             unit_of(plot) == QS_UNIT_TIME ? " " : "", unit);
}

static qs_status read_target(qs_plot *plot, const char *text)
{
    const char *sign = strrchr(text, '='), *number = sign ? sign + 1 : text;
    char *end;
    qs_plot_target *target = &plot->targets[plot->n_targets];
    if (plot->n_targets == QS_PLOT_TARGETS)
        return qs_fail(QS_ERROR_USAGE, "%d targets are the most", QS_PLOT_TARGETS);
    double value = strtod(number, &end);
    bool is_number = end != number && strspn(number, "+-.0123456789") > 0;
    double factor = is_number ? factor_of(plot, end + strspn(end, " ")) : (double)NAN;
    if (isnan(factor) || !isfinite(value))
        return qs_fail(QS_ERROR_USAGE, "--target must be a value of what is drawn%s, or NAME=VALUE (got %s)",
                       unit_of(plot) == QS_UNIT_RATIO  ? ", such as 0.1 or \"10 %\""
                       : unit_of(plot) == QS_UNIT_TIME ? ", such as 5 or \"5 min\""
                                                       : ", such as 5",
                       text);
    target->value = value * factor * plot->scale;
    name_target(plot, text, sign ? (size_t)(sign - text) : 0, target);
    plot->n_targets++;
    return QS_OK;
}

qs_status qs_plot_take_options(qs_plot *plot, const qs_plot_request *request)
{
    plot->has_own_title = take_text(request->title, plot->own_title, sizeof plot->own_title);
    plot->has_own_x = take_text(request->x_label, plot->own_x, sizeof plot->own_x);
    plot->has_own_y = take_text(request->y_label, plot->own_y, sizeof plot->own_y);
    plot->scale = request->is_percent ? 100 : 1;
    if (request->is_percent && unit_of(plot) != QS_UNIT_RATIO)
        return qs_fail(QS_ERROR_USAGE, "--percent is for shares, such as wait_over and utilisation (got %s)",
                       request->subject);
    if (request->targets.n > 0 && plot->kind != QS_PLOT_LINE && plot->kind != QS_PLOT_SERIES)
        return qs_fail(QS_ERROR_USAGE, "--target is for lines");
    qs_status status = read_size(plot, request->size);
    for (size_t i = 0; i < request->targets.n && !status; i++)
        status = read_target(plot, request->targets.items[i]);
    return status;
}
