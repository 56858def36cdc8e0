/* The data of a picture: values with their intervals, or histograms.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "plot_internal.h"
#include "qsweep/memory.h"

/* Whether a scenario's numbers, or those of its window, are no steady state; noted is why. */
static bool note_unsteady(qs_plot *plot, uint64_t scenario, int member)
{
    const qs_results_about *about = plot->about;
    bool is_window = plot->scope == QS_WINDOW;
    uint64_t at =
        is_window ? scenario * (uint64_t)about->layout.n_members[QS_WINDOW] + (uint64_t)member : scenario;
    bool is_unstable = (is_window ? about->window_unstable : about->unstable)[at];
    bool is_growing = (is_window ? about->window_growing : about->growing)[at] == QS_GROWTH_FOUND;
    plot->has_unstable |= is_unstable;
    plot->has_growing |= is_growing && !is_unstable;
    return is_unstable || is_growing;
}

/* Two scenarios on one point: which axis tells them apart, and how to choose. */
static qs_status fall_together(const qs_plot *plot, uint64_t a, uint64_t b)
{
    char value[QS_AXIS_TEXT];
    if (plot->by.along == QS_ALONG_ITEMS) /* of one item, the axis would be the lines */
        return qs_choose_which(plot->about, &plot->metric, "");
    for (size_t i = 0; i < plot->about->n_axes; i++)
        if (!qs_axis_is_explained(plot->about, i) && qs_axis_compare(plot->about, i, a, b) != 0)
            return qs_fail(
                QS_ERROR_USAGE,
                "several values of %s fall on the same point; choose one, such as --where %s=%s, or "
                "name it by --by",
                plot->about->axes[i].name, plot->about->axes[i].name,
                qs_axis_words(plot->about, i, a, value));
    return qs_fail(QS_ERROR_USAGE,
                   "scenarios %llu and %llu fall on the same point; choose with --where scenario=%llu",
                   (unsigned long long)a, (unsigned long long)b, (unsigned long long)a);
}

/* ---- values ---- */

/* Where a scenario's value of a line (and of an instant or interval) lies among those read for it:
 * [member][item], by interval [member][interval][item]. */
static size_t offset_of(const qs_plot *plot, size_t line, size_t column)
{
    size_t n_items = plot->kind == QS_PLOT_SERIES
                         ? (size_t)plot->about->layout.n_times
                         : (size_t)qs_layout_n_items(&plot->about->layout, plot->metric.metric);
    size_t member = (size_t)plot->members[plot->by.along == QS_ALONG_MEMBERS ? line : 0];
    size_t item = plot->kind == QS_PLOT_SERIES ? column : (size_t)plot->metric.first_item;
    if (plot->n_intervals > 0) {
        size_t at = plot->x.along == QS_ALONG_INTERVALS    ? column
                    : plot->by.along == QS_ALONG_INTERVALS ? line
                                                           : 0;
        member = member * (size_t)plot->about->layout.n_intervals + (size_t)plot->intervals[at] - 1;
    }
    return member * n_items + item + (plot->by.along == QS_ALONG_ITEMS ? line : 0);
}

/* A scenario's mean, lower and upper: three arrays of n one after another. */
static qs_status read_scenario(const qs_plot *plot, uint64_t scenario, size_t n, double *values)
{
    static const qs_statistic statistics[] = {QS_MEAN, QS_LOWER, QS_UPPER};
    qs_status status = QS_OK;
    for (size_t i = 0; i < 3 && !status; i++) {
        if (plot->kind == QS_PLOT_SERIES)
            status = qs_results_read_series(plot->results, plot->series, statistics[i], scenario, 1,
                                            values + i * n);
        else
            status = (plot->n_intervals > 0 ? qs_results_read_intervals : qs_results_read)(
                plot->results, plot->scope, plot->metric.metric, statistics[i], scenario, 1, values + i * n);
    }
    return status;
}

static void put_cell(qs_plot *plot, qs_plot_cell *cell, uint64_t scenario, int member, const double *values,
                     size_t n)
{
    double lower = isnan(values[n]) ? values[0] : values[n];
    double upper = isnan(values[2 * n]) ? values[0] : values[2 * n];
    *cell = (qs_plot_cell){.mean = plot->scale * values[0],
                           .lower = plot->scale * lower,
                           .upper = plot->scale * upper,
                           .is_there = isfinite(values[0])};
    cell->is_unstable = cell->is_there && note_unsteady(plot, scenario, member);
}

/* File what was read of a scenario under its lines and its column; owners[] notes whose each cell is. */
static qs_status put_scenario(qs_plot *plot, uint64_t scenario, const double *values, size_t n,
                              uint64_t *owners)
{
    size_t column = plot->x.along == QS_ALONG_AXIS ? qs_plot_place(plot, &plot->x, scenario) : 0;
    size_t first = 0, end = plot->by.n;
    if (plot->by.along == QS_ALONG_AXIS) {
        first = qs_plot_place(plot, &plot->by, scenario);
        end = first + 1;
    }
    for (size_t line = first; line < end; line++) {
        size_t at = line * plot->x.n + column;
        if (line >= plot->by.n || (plot->x.along == QS_ALONG_AXIS && column >= plot->x.n))
            return qs_fail(QS_ERROR_INTERNAL, "scenario %llu has no place in the picture",
                           (unsigned long long)scenario);
        if (owners[at])
            return fall_together(plot, owners[at] - 1, scenario);
        owners[at] = scenario + 1;
        int member = plot->members[plot->by.along == QS_ALONG_MEMBERS ? line : 0];
        bool is_row = plot->kind == QS_PLOT_SERIES || plot->x.along == QS_ALONG_INTERVALS;
        for (size_t t = 0; t < (is_row ? plot->x.n : 1); t++)
            put_cell(plot, &plot->cells[at + t], scenario, member, values + offset_of(plot, line, t), n);
    }
    return QS_OK;
}

static qs_status read_cells(qs_plot *plot)
{
    const qs_layout *layout = &plot->about->layout;
    size_t n = (size_t)layout->n_members[plot->scope] *
               (plot->n_intervals > 0 ? (size_t)layout->n_intervals : 1) *
               (size_t)(plot->kind == QS_PLOT_SERIES ? layout->n_times
                                                     : qs_layout_n_items(layout, plot->metric.metric));
    double *values = NULL;
    uint64_t *owners = NULL;
    qs_status status = qs_calloc(plot->by.n * plot->x.n, sizeof *plot->cells, &plot->cells);
    if (!status)
        status = qs_calloc(3 * n, sizeof *values, &values);
    if (!status)
        status = qs_calloc(plot->by.n * plot->x.n, sizeof *owners, &owners);
    for (uint64_t i = 0; i < plot->n_scenarios && !status; i++) {
        status = read_scenario(plot, plot->scenarios[i], n, values);
        if (!status)
            status = put_scenario(plot, plot->scenarios[i], values, n, owners);
    }
    qs_free(values);
    qs_free(owners);
    return status;
}

/* ---- histograms ---- */

static qs_status read_histograms(qs_plot *plot)
{
    uint64_t *owners = NULL;
    qs_status status = qs_calloc(plot->by.n, sizeof *plot->histograms, &plot->histograms);
    if (!status)
        status = qs_calloc(plot->by.n, sizeof *owners, &owners);
    for (uint64_t i = 0; i < plot->n_scenarios && !status; i++) {
        uint64_t scenario = plot->scenarios[i];
        bool is_axis = plot->by.along == QS_ALONG_AXIS;
        size_t first = is_axis ? qs_plot_place(plot, &plot->by, scenario) : 0,
               end = is_axis ? first + 1 : plot->by.n;
        for (size_t line = first; line < end && !status; line++) {
            int member = plot->members[plot->by.along == QS_ALONG_MEMBERS ? line : 0];
            if (line >= plot->by.n) {
                status = qs_fail(QS_ERROR_INTERNAL, "scenario %llu has no place in the picture",
                                 (unsigned long long)scenario);
                break;
            }
            if (owners[line])
                status = fall_together(plot, owners[line] - 1, scenario);
            owners[line] = scenario + 1;
            if (!status)
                status = qs_results_read_histogram(plot->results, plot->scope, member, plot->is_sojourn,
                                                   scenario, &plot->histograms[line]);
            note_unsteady(plot, scenario, member);
        }
    }
    qs_free(owners);
    return status;
}

static bool is_empty(const qs_plot *plot)
{
    for (size_t i = 0; plot->histograms && i < plot->by.n; i++)
        if (plot->histograms[i].total > 0)
            return false;
    for (size_t i = 0; plot->cells && i < plot->by.n * plot->x.n; i++)
        if (plot->cells[i].is_there)
            return false;
    return true;
}

qs_status qs_plot_read(qs_plot *plot)
{
    qs_status status = plot->kind == QS_PLOT_DISTRIBUTION ? read_histograms(plot) : read_cells(plot);
    if (!status && is_empty(plot))
        return qs_fail(QS_ERROR_USAGE, "nothing was observed of it: there is nothing to draw");
    return status;
}

void qs_plot_clear(qs_plot *plot)
{
    for (size_t i = 0; plot->histograms && i < plot->by.n; i++)
        qs_histogram_clear(&plot->histograms[i]);
    qs_free(plot->histograms);
    qs_free(plot->cells);
    qs_free(plot->scenarios);
    qs_free(plot->members);
    qs_free(plot->intervals);
    qs_free(plot->x.scenarios);
    qs_free(plot->by.scenarios);
    qs_legend_clear(&plot->x.legend);
    qs_legend_clear(&plot->by.legend);
}
