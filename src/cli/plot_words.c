/* The words on a picture: names that people read instead of paths and underscores, each with its unit.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "plot_internal.h"
#include "qsweep/memory.h"

/* Append, cut at the end of the room, never within a character. */
static void append(char text[QS_PLOT_TEXT], const char *more)
{
    size_t used = strlen(text), n = strlen(more);
    if (used + n >= QS_PLOT_TEXT) {
        n = QS_PLOT_TEXT - 1 - used;
        while (n > 0 && ((unsigned char)more[n] & 0xc0) == 0x80)
            n--;
    }
    memcpy(text + used, more, n);
    text[used + n] = '\0';
}

static void append_unit(char text[QS_PLOT_TEXT], const char *unit)
{
    if (!unit || !*unit || strcmp(unit, "1") == 0)
        return;
    append(text, " (");
    append(text, unit);
    append(text, ")");
}

static void blanks_for(char *text, const char *signs)
{
    for (char *at = text; *at; at++)
        if (strchr(signs, *at))
            *at = ' ';
}

/* windows.kitchen.servers: whose it is, then what. */
void qs_plot_axis_words(const qs_results_about *about, size_t axis, char text[QS_PLOT_TEXT])
{
    static const char *const lists[] = {"windows.", "services.", "classes.", "arrivals."};
    text[0] = '\0';
    if (axis == QS_SELECT_SCENARIO) {
        append(text, "scenario");
        return;
    }
    const char *path = about->axes[axis].name;
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        size_t n = strlen(lists[i]), name = strcspn(path + n * (strncmp(path, lists[i], n) == 0), ".");
        if (strncmp(path, lists[i], n) != 0 || path[n + name] != '.')
            continue;
        char owner[QS_PLOT_TEXT];
        snprintf(owner, sizeof owner, "%.*s", (int)(name < QS_PLOT_TEXT - 1 ? name : QS_PLOT_TEXT - 1),
                 path + n);
        append(text, owner);
        append(text, ": ");
        path += n + name + 1;
    }
    if (strncmp(path, "run.", 4) == 0)
        path += 4;
    size_t begin = strlen(text);
    append(text, path);
    blanks_for(text + begin, "._");
    append_unit(text, about->axes[axis].unit);
}

static void item_words(const qs_plot *plot, int item, char text[QS_PLOT_TEXT])
{
    const qs_results_about *about = plot->about;
    if (qs_metric_get(plot->metric.metric)->shape == QS_PER_QUANTILE)
        snprintf(text, QS_PLOT_TEXT, "%.6g %%", 100 * about->quantiles[item]);
    else
        snprintf(text, QS_PLOT_TEXT, "%.6g %s", about->thresholds[item], about->time_unit);
}

/* Quantiles and shares over a threshold have their number in the middle. */
static void vector_words(const qs_plot *plot, char text[QS_PLOT_TEXT])
{
    char item[QS_PLOT_TEXT] = "";
    bool is_one = plot->metric.n_items == 1;
    if (is_one)
        item_words(plot, plot->metric.first_item, item);
    text[0] = '\0';
    if (qs_metric_get(plot->metric.metric)->shape == QS_PER_THRESHOLD) {
        append(text, "share who waited longer");
        append(text, is_one ? " than " : "");
        append(text, item);
        return;
    }
    append(text, item);
    append(text, is_one ? " quantile of the " : "quantiles of the ");
    append(text, plot->metric.metric == QS_METRIC_wait_quantile ? "wait" : "time from arrival to departure");
}

void qs_plot_metric_words(const qs_plot *plot, char text[QS_PLOT_TEXT])
{
    enum { LONGEST = 56 };
    const qs_metric_info *info = qs_metric_get(plot->metric.metric);
    size_t n = strlen(info->meaning);
    const char *aside = strstr(info->meaning, " (");
    char unit[16];
    if (aside)
        n = (size_t)(aside - info->meaning);
    if (info->shape != QS_SCALAR) {
        vector_words(plot, text);
    } else if (info->unit == QS_UNIT_COUNT || n > LONGEST) {
        snprintf(text, QS_PLOT_TEXT, "%s%s", info->name, info->unit == QS_UNIT_COUNT ? " (customers)" : "");
        blanks_for(text, "_");
    } else {
        snprintf(text, QS_PLOT_TEXT, "%.*s", (int)n, info->meaning);
    }
    qs_results_unit(plot->metric.metric, plot->about->time_unit, unit);
    append_unit(text, unit);
}

/* A distribution without its braces: {normal: {mean: 1, sd: 0.2}} is "normal mean 1, sd 0.2". */
static void drop_braces(char *text)
{
    char *to = text;
    for (const char *from = text; *from; from++)
        if (!strchr("{}:", *from))
            *to++ = *from;
    *to = '\0';
}

static void axis_value_words(const qs_plot *plot, size_t axis, uint64_t scenario, char text[QS_PLOT_TEXT])
{
    const qs_results_about *about = plot->about;
    text[0] = '\0';
    if (axis != QS_SELECT_SCENARIO && about->axes[axis].numbers) {
        double number = about->axes[axis].numbers[scenario];
        const char *unit = about->axes[axis].unit;
        if (isinf(number))
            append(text, number > 0 ? "∞" : "-∞");
        else
            snprintf(text, QS_PLOT_TEXT, "%.6g", number);
        if (unit && *unit && strcmp(unit, "1") != 0) {
            append(text, " ");
            append(text, unit);
        }
        return;
    }
    char value[QS_SELECT_TEXT];
    append(text, qs_select_value(about, axis, scenario, value));
    if (text[0] == '{')
        drop_braces(text);
    else if (text[0] != '[') /* a rule's name */
        blanks_for(text, "_");
}

/* The text of a dimension's value; NULL along what has numbers. */
static const char *text_of(const qs_plot *plot, const qs_plot_dimension *dimension, size_t value)
{
    bool is_text = dimension->along == QS_ALONG_AXIS && dimension->axis != QS_SELECT_SCENARIO &&
                   plot->about->axes[dimension->axis].texts;
    return is_text ? plot->about->axes[dimension->axis].texts[dimension->scenarios[value]] : NULL;
}

static bool is_in_legend(const qs_plot *plot, const qs_plot_dimension *dimension, size_t value)
{
    const char *text = text_of(plot, dimension, value);
    return text && dimension->legend.n > 0 && strlen(text) >= QS_PLOT_VALUE;
}

static qs_status make_legend(const qs_plot *plot, qs_plot_dimension *dimension)
{
    const char **texts;
    qs_status status = qs_calloc(dimension->n, sizeof *texts, &texts);
    bool is_text = !status && dimension->n > 0 && text_of(plot, dimension, 0);
    for (size_t i = 0; i < dimension->n && is_text; i++)
        texts[i] = text_of(plot, dimension, i);
    if (is_text)
        status = qs_legend_make_whole(plot->about->axes[dimension->axis].name, texts, dimension->n,
                                      QS_PLOT_VALUE, &dimension->legend);
    qs_free(texts);
    return status;
}

void qs_plot_value_words(const qs_plot *plot, const qs_plot_dimension *dimension, size_t value,
                         char text[QS_PLOT_TEXT])
{
    text[0] = '\0';
    switch (dimension->along) {
    case QS_ALONG_AXIS:
        if (is_in_legend(plot, dimension, value))
            qs_legend_put(&dimension->legend, text_of(plot, dimension, value), text, QS_PLOT_TEXT);
        else
            axis_value_words(plot, dimension->axis, dimension->scenarios[value], text);
        break;
    case QS_ALONG_MEMBERS:
        append(text, plot->about->members[plot->scope][plot->members[value]]);
        break;
    case QS_ALONG_ITEMS:
        item_words(plot, plot->metric.first_item + (int)value, text);
        break;
    default:
        break;
    }
}

static void describe_dimension(const qs_plot *plot, qs_plot_dimension *dimension)
{
    switch (dimension->along) {
    case QS_ALONG_AXIS:
        qs_plot_axis_words(plot->about, dimension->axis, dimension->label);
        break;
    case QS_ALONG_MEMBERS:
        snprintf(dimension->label, QS_PLOT_TEXT, "%s", qs_scope_name(plot->scope));
        break;
    case QS_ALONG_ITEMS:
        snprintf(dimension->label, QS_PLOT_TEXT, "%s",
                 qs_metric_get(plot->metric.metric)->shape == QS_PER_QUANTILE ? "quantile" : "longer than");
        break;
    case QS_ALONG_TIME:
        snprintf(dimension->label, QS_PLOT_TEXT, "time (%s)", plot->about->time_unit);
        break;
    default:
        dimension->label[0] = '\0';
    }
}

/* Axes that have one value throughout the picture, and more than one in the file. */
static void append_fixed(const qs_plot *plot, char *text)
{
    for (size_t i = 0; i < plot->about->n_axes; i++) {
        uint64_t own = plot->scenarios[0];
        bool is_fixed = true, is_swept = false;
        for (uint64_t s = 0; s < plot->n_scenarios && is_fixed; s++)
            is_fixed = qs_select_compare(plot->about, i, own, plot->scenarios[s]) == 0;
        for (uint64_t s = 0; s < plot->about->n_scenarios && is_fixed && !is_swept; s++)
            is_swept = qs_select_compare(plot->about, i, own, s) != 0;
        if (!is_fixed || !is_swept)
            continue;
        char name[QS_PLOT_TEXT], long_value[QS_PLOT_TEXT], value[64];
        qs_plot_axis_words(plot->about, i, name);
        name[strcspn(name, "(")] = '\0'; /* the value has the unit */
        axis_value_words(plot, i, own, long_value);
        qs_legend_cut(long_value, value, sizeof value);
        append(text, *text ? "; " : "");
        append(text, name);
        append(text, name[strlen(name) - 1] == ' ' ? "= " : " = ");
        append(text, value);
    }
}

static void describe_sample(const qs_plot *plot, char *text)
{
    int64_t least = INT64_MAX, most = 0;
    char more[QS_PLOT_TEXT];
    for (uint64_t i = 0; i < plot->n_scenarios; i++) {
        int64_t n = plot->about->replications[plot->scenarios[i]];
        least = n < least ? n : least;
        most = n > most ? n : most;
    }
    bool has_intervals = plot->kind == QS_PLOT_HEAT || plot->format != QS_PLOT_ASCII;
    if (plot->kind != QS_PLOT_DISTRIBUTION && most > 1 && has_intervals) {
        bool has_words = plot->x.along == QS_ALONG_AXIS && plot->x.axis != QS_SELECT_SCENARIO &&
                         plot->about->axes[plot->x.axis].texts;
        snprintf(more, sizeof more, "%s %.6g %% confidence, ",
                 plot->kind == QS_PLOT_HEAT ? "±"
                 : has_words                ? "bars:"
                                            : "bands:",
                 100 * plot->about->confidence);
        append(text, more);
    }
    if (least < most)
        snprintf(more, sizeof more, "%lld to %lld replications", (long long)least, (long long)most);
    else
        snprintf(more, sizeof more, "%lld replication%s", (long long)most, most == 1 ? "" : "s");
    append(text, more);
}

static bool has_open_interval(const qs_plot *plot)
{
    for (size_t i = 0; plot->cells && i < plot->by.n * plot->x.n; i++)
        if (plot->cells[i].is_there && isinf(plot->cells[i].upper))
            return true;
    return false;
}

/* What the picture itself cannot say. */
static void append_remarks(const qs_plot *plot, char *text)
{
    const qs_histogram *h =
        plot->kind == QS_PLOT_DISTRIBUTION && plot->by.n == 1 ? &plot->histograms[0] : NULL;
    char more[QS_PLOT_TEXT];
    if (h && h->n > 0 && h->first == 0 && !plot->is_sojourn) {
        snprintf(more, sizeof more, "; %.3g %% do not wait at all and are in no bar",
                 100 * (double)h->count[0] / (double)h->total);
        append(text, more);
    }
    if (has_open_interval(plot) && plot->format != QS_PLOT_ASCII)
        append(text, plot->kind == QS_PLOT_HEAT ? "; inf: no upper end known"
                                                : "; no upper end known where they leave the picture");
    if (!plot->has_unstable && !plot->has_growing)
        return;
    append(text, plot->kind == QS_PLOT_HEAT && plot->format == QS_PLOT_ASCII   ? "; *: "
                 : plot->kind == QS_PLOT_HEAT                                  ? "; grey: "
                 : plot->kind == QS_PLOT_LINE && plot->format != QS_PLOT_ASCII ? "; hollow: "
                                                                               : "; some ");
    append(text, !plot->has_growing ? "unstable" : !plot->has_unstable ? "growing" : "unstable or growing");
}

qs_status qs_plot_describe(qs_plot *plot)
{
    qs_status status = make_legend(plot, &plot->x);
    if (!status)
        status = make_legend(plot, &plot->by);
    if (status)
        return status;
    plot->title[0] = plot->note[0] = '\0';
    append(plot->title, plot->about->name);
    if (plot->scope != QS_SYSTEM && plot->by.along != QS_ALONG_MEMBERS) {
        append(plot->title, ", ");
        append(plot->title, qs_scope_name(plot->scope));
        append(plot->title, " ");
        append(plot->title, plot->about->members[plot->scope][plot->members[0]]);
    }
    describe_dimension(plot, &plot->x);
    describe_dimension(plot, &plot->by);
    append_fixed(plot, plot->note);
    append(plot->note, *plot->note ? "; " : "");
    describe_sample(plot, plot->note);
    append_remarks(plot, plot->note);
    if (plot->kind == QS_PLOT_HEAT &&
        plot->format == QS_PLOT_ASCII) { /* where nothing can be written upwards */
        append(plot->note, "; upwards: ");
        append(plot->note, plot->by.label);
    }
    if (plot->kind == QS_PLOT_SERIES)
        snprintf(plot->value, QS_PLOT_TEXT, "mean %s", qs_series_meaning(plot->series));
    else if (plot->kind == QS_PLOT_DISTRIBUTION)
        snprintf(plot->value, QS_PLOT_TEXT, "%s (%s)",
                 plot->is_sojourn ? "time from arrival to departure" : "wait", plot->about->time_unit);
    else
        qs_plot_metric_words(plot, plot->value);
    if (plot->kind == QS_PLOT_HEAT || plot->format == QS_PLOT_ASCII) {
        append(plot->title, ": ");
        append(plot->title, plot->value);
    }
    return QS_OK;
}
