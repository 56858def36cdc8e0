/* The words on a picture: names that people read instead of paths and underscores, each with its unit.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "plot_internal.h"
#include "qsweep/memory.h"
#include "qsweep/view.h"

/* Append, cut at the end of the room, never within a character. */
static void append_to(char *text, size_t size, const char *more)
{
    size_t used = strlen(text), n = strlen(more);
    if (used + n >= size) {
        n = size - 1 - used;
        while (n > 0 && ((unsigned char)more[n] & 0xc0) == 0x80)
            n--;
    }
    memcpy(text + used, more, n);
    text[used + n] = '\0';
}

static void append(char text[QS_PLOT_TEXT], const char *more)
{
    append_to(text, QS_PLOT_TEXT, more);
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
    if (axis == QS_AXIS_SCENARIO) {
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
    append_unit(text, qs_axis_is_instant(about, axis) ? "time of day" : about->axes[axis].unit);
}

/* Quantiles and thresholds, with digits enough to tell them apart. */
static void item_words(const qs_plot *plot, int item, char text[QS_PLOT_TEXT])
{
    const qs_results_about *about = plot->about;
    bool is_quantile = qs_metric_get(plot->metric.metric)->shape == QS_PER_QUANTILE;
    const double *items = qs_items_of(about, plot->metric.metric);
    int n = qs_layout_n_items(&about->layout, plot->metric.metric);
    int digits = qs_plot_digits(items, (size_t)n, 6);
    qs_plot_number(is_quantile ? 100 * items[item] : items[item], digits, text);
    append(text, " ");
    append(text, is_quantile ? "%" : about->time_unit);
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
    if (qs_metric_get(plot->metric.metric)->shape == QS_PER_LEVEL) {
        append(text, "share served");
        append(text, is_one ? " within " : " in time");
        append(text, item);
        qs_abandoned abandoned = plot->about->abandoned[plot->metric.first_item];
        if (is_one && abandoned != QS_ABANDONED_BAD)
            append(text, abandoned == QS_ABANDONED_GOOD ? " or gone before" : " of those not gone before");
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
    const char *meaning = qs_metric_meaning(plot->metric.metric, plot->scope);
    size_t n = strlen(meaning);
    const char *aside = strstr(meaning, " (");
    char unit[16];
    if (aside)
        n = (size_t)(aside - meaning);
    if (info->shape != QS_SCALAR) {
        vector_words(plot, text);
    } else if (info->unit == QS_UNIT_COUNT || n > LONGEST) {
        snprintf(text, QS_PLOT_TEXT, "%s%s", info->name, info->unit == QS_UNIT_COUNT ? " (customers)" : "");
        blanks_for(text, "_");
    } else {
        snprintf(text, QS_PLOT_TEXT, "%.*s", (int)n, meaning);
    }
    qs_results_unit(plot->metric.metric, plot->about->time_unit, unit);
    append_unit(text, plot->scale > 1 ? "%" : unit);
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

bool qs_plot_has_numbers(const qs_plot *plot, const qs_plot_dimension *d)
{
    return d->along == QS_ALONG_AXIS && d->axis != QS_AXIS_SCENARIO && plot->about->axes[d->axis].numbers;
}

static void axis_value_words(const qs_plot *plot, size_t axis, uint64_t scenario, int digits,
                             char text[QS_PLOT_TEXT])
{
    const qs_results_about *about = plot->about;
    char value[QS_AXIS_TEXT];
    text[0] = '\0';
    if (qs_axis_is_instant(about, axis)) {
        append(text, qs_axis_words(about, axis, scenario, value));
        return;
    }
    if (axis != QS_AXIS_SCENARIO && about->axes[axis].numbers) {
        const char *unit = about->axes[axis].unit;
        qs_plot_number(about->axes[axis].numbers[scenario], digits, text);
        if (unit && *unit && strcmp(unit, "1") != 0) {
            append(text, " ");
            append(text, unit);
        }
        return;
    }
    append(text, qs_axis_text(about, axis, scenario, value));
    if (qs_axis_is_label(about, axis)) {
        append(text, *text ? "" : "no label");
        return;
    }
    if (text[0] == '{')
        drop_braces(text);
    else if (text[0] != '[') /* a rule's name */
        blanks_for(text, "_");
}

void qs_plot_value_words(const qs_plot *plot, const qs_plot_dimension *dimension, size_t value, int digits,
                         char text[QS_PLOT_TEXT])
{
    char interval[QS_DAYTIME_TEXT];
    text[0] = '\0';
    switch (dimension->along) {
    case QS_ALONG_AXIS:
        axis_value_words(plot, dimension->axis, dimension->scenarios[value], digits, text);
        break;
    case QS_ALONG_MEMBERS:
        append(text, plot->about->members[plot->scope][plot->members[value]]);
        break;
    case QS_ALONG_ITEMS:
        item_words(plot, plot->metric.first_item + (int)value, text);
        break;
    case QS_ALONG_INTERVALS:
        append(text, qs_view_interval(plot->about, plot->intervals[value], interval));
        break;
    default:
        break;
    }
}

/* ---- words that are too long ---- */

enum { FONT = 14 };

/* The text of a dimension's value; NULL along what has numbers. */
static const char *text_of(const qs_plot *plot, const qs_plot_dimension *dimension, size_t value)
{
    if (dimension->along == QS_ALONG_MEMBERS)
        return plot->about->members[plot->scope][plot->members[value]];
    bool is_text = dimension->along == QS_ALONG_AXIS && dimension->axis != QS_AXIS_SCENARIO &&
                   plot->about->axes[dimension->axis].texts;
    return is_text ? plot->about->axes[dimension->axis].texts[dimension->scenarios[value]] : NULL;
}

static void cut_words(const qs_plot *plot, const qs_plot_dimension *dimension, size_t value,
                      char text[QS_PLOT_TEXT])
{
    char words[QS_PLOT_TEXT], cut[2 * QS_PLOT_TEXT];
    qs_plot_value_words(plot, dimension, value, dimension->digits, words);
    qs_plot_cut(words, FONT, dimension->room, true, cut);
    qs_legend_cut(cut, text, QS_PLOT_TEXT);
}

static bool is_long(const qs_plot *plot, const qs_plot_dimension *dimension, size_t value)
{
    char words[QS_PLOT_TEXT];
    qs_plot_value_words(plot, dimension, value, dimension->digits, words);
    return qs_plot_width(words, FONT) > dimension->room;
}

/* Names can be cut where they can then be told apart. */
static qs_status are_apart(const qs_plot *plot, const qs_plot_dimension *d, bool *out)
{
    char(*cuts)[QS_PLOT_TEXT];
    *out = d->along == QS_ALONG_MEMBERS;
    qs_status status = qs_calloc(d->n, sizeof *cuts, &cuts);
    for (size_t i = 0; i < d->n && *out && !status; i++) {
        cut_words(plot, d, i, cuts[i]);
        for (size_t k = 0; k < i && *out; k++)
            *out = strcmp(cuts[i], cuts[k]) != 0;
    }
    qs_free(cuts);
    return status;
}

/* Those of the texts that have no room are in it. */
static qs_status make_legend(const qs_plot *plot, qs_plot_dimension *d)
{
    const char **texts;
    size_t n = 0;
    bool can_be_cut = false;
    qs_status status = qs_calloc(d->n, sizeof *texts, &texts);
    for (size_t i = 0; i < d->n && !status; i++)
        if (text_of(plot, d, i) && is_long(plot, d, i))
            texts[n++] = text_of(plot, d, i);
    if (!status && n > 0)
        status = are_apart(plot, d, &can_be_cut);
    if (!status && n > 0 && !can_be_cut)
        status = qs_legend_make_whole(d->label, texts, n, 1, &d->legend);
    qs_free(texts);
    return status;
}

void qs_plot_short_words(const qs_plot *plot, const qs_plot_dimension *dimension, size_t value,
                         char text[QS_PLOT_TEXT])
{
    if (dimension->legend.n > 0 && is_long(plot, dimension, value))
        qs_legend_put(&dimension->legend, text_of(plot, dimension, value), text, QS_PLOT_TEXT);
    else
        cut_words(plot, dimension, value, text);
}

/* ---- dimensions ---- */

/* With how many digits the values of a dimension differ, and how much room each has. */
static void measure_dimension(const qs_plot *plot, qs_plot_dimension *d, bool is_x)
{
    enum { DIGITS = 6, MOST_ROOM = 190, ASCII = 84, ASCII_KEY = 150 };
    const double room = fmin(MOST_ROOM, 0.25 * plot->width);
    double slot = 7.5 * ASCII / (double)(d->n > 0 ? d->n : 1);
    const double *numbers = qs_plot_has_numbers(plot, d) ? plot->about->axes[d->axis].numbers : NULL;
    d->digits = DIGITS;
    for (size_t i = 1; numbers && i < d->n; i++) {
        const double pair[] = {numbers[d->scenarios[i - 1]], numbers[d->scenarios[i]]};
        d->digits = qs_plot_digits(pair, 2, d->digits);
    }
    d->room = plot->format != QS_PLOT_ASCII || numbers ? room
              : is_x && slot > 30                      ? fmin(slot, room)
                                                       : ASCII_KEY;
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
    case QS_ALONG_INTERVALS:
        snprintf(dimension->label, QS_PLOT_TEXT, "interval from");
        if (!plot->about->clock)
            append_unit(dimension->label, plot->about->time_unit);
        break;
    case QS_ALONG_TIME:
        if (plot->about->clock) {
            snprintf(dimension->label, QS_PLOT_TEXT, "time of day");
            break;
        }
        snprintf(dimension->label, QS_PLOT_TEXT, "time (%s)",
                 qs_plot_find_clock(plot->about->times[dimension->n - 1], plot->about->time_unit).unit);
        break;
    default:
        dimension->label[0] = '\0';
    }
}

/* With how many digits a value of an axis reads differently from all others. */
static int digits_of(const qs_results_about *about, size_t axis, uint64_t scenario)
{
    const double *numbers = about->axes[axis].numbers;
    int digits = 6;
    for (uint64_t s = 0; numbers && s < about->n_scenarios; s++)
        if (fabs(numbers[s] - numbers[scenario]) < 1e-4 * fabs(numbers[scenario]) &&
            qs_axis_compare(about, axis, s, scenario) != 0) {
            const double pair[] = {numbers[s], numbers[scenario]};
            digits = qs_plot_digits(pair, 2, digits);
        }
    return digits;
}

/* Axes that have one value throughout the picture, and more than one in the file. */
static void append_fixed(const qs_plot *plot, char *text)
{
    for (size_t i = 0; i < plot->about->n_axes; i++) {
        uint64_t own = plot->scenarios[0];
        bool is_fixed = !qs_axis_is_explained(plot->about, i), is_swept = false;
        for (uint64_t s = 0; s < plot->n_scenarios && is_fixed; s++)
            is_fixed = qs_axis_compare(plot->about, i, own, plot->scenarios[s]) == 0;
        for (uint64_t s = 0; s < plot->about->n_scenarios && is_fixed && !is_swept; s++)
            is_swept = qs_axis_compare(plot->about, i, own, s) != 0;
        if (!is_fixed || !is_swept)
            continue;
        char name[QS_PLOT_TEXT], long_value[QS_PLOT_TEXT], value[64];
        qs_plot_axis_words(plot->about, i, name);
        name[strcspn(name, "(")] = '\0'; /* the value has the unit */
        axis_value_words(plot, i, own, digits_of(plot->about, i, own), long_value);
        qs_legend_cut(long_value, value, sizeof value);
        append(text, *text ? "; " : "");
        append(text, name);
        append(text, name[strlen(name) - 1] == ' ' ? "= " : " = ");
        append(text, value);
    }
}

/* Whether everything is of the first replication alone: it has a name then, the one that trace knows. */
static bool is_alone(const qs_plot *plot)
{
    for (uint64_t i = 0; i < plot->n_scenarios; i++)
        if (plot->about->replications[plot->scenarios[i]] != 1 || plot->about->failed[plot->scenarios[i]] > 0)
            return false;
    return true;
}

bool qs_plot_is_single(const qs_plot *plot)
{
    return plot->kind == QS_PLOT_SERIES && is_alone(plot);
}

bool qs_plot_has_bars(const qs_plot *plot)
{
    enum { MOST_BANDS = 4 };
    bool are_words = plot->x.along == QS_ALONG_AXIS && !qs_plot_has_numbers(plot, &plot->x);
    return are_words || plot->by.n > MOST_BANDS;
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
    bool has_intervals =
        plot->kind == QS_PLOT_HEAT ? plot->heat == QS_HEAT_WHOLE : plot->format != QS_PLOT_ASCII;
    if (plot->kind != QS_PLOT_DISTRIBUTION && most > 1 && has_intervals) {
        snprintf(more, sizeof more, "%s %.6g %% confidence, ",
                 plot->kind == QS_PLOT_HEAT ? "±"
                 : qs_plot_has_bars(plot)   ? "bars:"
                                            : "bands:",
                 100 * plot->about->confidence);
        append(text, more);
    }
    if (is_alone(plot)) {
        append(text, "replication 0");
        return;
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

static void describe_value(qs_plot *plot)
{
    if (plot->kind == QS_PLOT_SERIES)
        snprintf(plot->value, QS_PLOT_TEXT, qs_plot_is_single(plot) ? "%s, replication 0" : "mean %s",
                 qs_series_meaning(plot->series));
    else if (plot->kind == QS_PLOT_DISTRIBUTION)
        snprintf(plot->value, QS_PLOT_TEXT, "%s (%s)",
                 plot->is_sojourn ? "time from arrival to departure" : "wait", plot->about->time_unit);
    else
        qs_plot_metric_words(plot, plot->value);
}

/* What is drawn is said whole: a long name leaves room for it. */
static void describe_title(qs_plot *plot)
{
    enum { LONG_TITLE = 150, LONG_MEMBER = 60, LEAST_NAME = 40 };
    bool has_member = plot->scope != QS_SYSTEM && plot->by.along != QS_ALONG_MEMBERS;
    char name[QS_PLOT_TEXT], member[LONG_MEMBER + 1] = "";
    if (has_member)
        qs_legend_cut(plot->about->members[plot->scope][plot->members[0]], member, sizeof member);
    size_t used = strlen(member) + strlen(plot->value);
    size_t room = used == 0 ? sizeof name : used + LEAST_NAME < LONG_TITLE ? LONG_TITLE - used : LEAST_NAME;
    qs_legend_cut(plot->about->name, name, room);
    char interval[QS_DAYTIME_TEXT] = "";
    bool has_interval =
        plot->n_intervals > 0 && plot->x.along != QS_ALONG_INTERVALS && plot->by.along != QS_ALONG_INTERVALS;
    if (has_interval)
        qs_view_interval(plot->about, plot->intervals[0], interval);
    const char *const texts[] = {name,
                                 has_member ? ", " : "",
                                 has_member ? qs_scope_name(plot->scope) : "",
                                 has_member ? " " : "",
                                 member,
                                 has_interval ? ", interval from " : "",
                                 interval,
                                 ": ",
                                 plot->value};
    plot->title[0] = '\0';
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        append_to(plot->title, sizeof plot->title, texts[i]);
}

/* What digits in place of numbers mean. */
static void append_ninths(const qs_plot *plot, char text[QS_PLOT_TEXT])
{
    double least, most;
    char from[QS_PLOT_TEXT], to[QS_PLOT_TEXT];
    qs_plot_find_heat(plot, &least, &most);
    if (!(most >= least))
        return;
    qs_plot_number(least, 3, from);
    qs_plot_number(most, 3, to);
    append(text, "; ninths from ");
    append(text, from);
    append(text, " (1) to ");
    append(text, to);
    append(text, " (9)");
}

static void describe_note(qs_plot *plot)
{
    char fixed[QS_PLOT_TEXT] = "", sample[QS_PLOT_TEXT] = "", upwards[QS_PLOT_TEXT] = "";
    append_fixed(plot, fixed);
    describe_sample(plot, sample);
    append_remarks(plot, sample);
    if (plot->kind == QS_PLOT_HEAT && plot->format == QS_PLOT_ASCII) { /* where nothing is written upwards */
        append(upwards, "; upwards: ");
        append(upwards, qs_plot_y_label(plot, plot->by.label));
        if (plot->heat == QS_HEAT_SHADES)
            append_ninths(plot, upwards);
    }
    const char *const texts[] = {fixed, *fixed ? "; " : "", sample, upwards};
    plot->note[0] = '\0';
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        append_to(plot->note, sizeof plot->note, texts[i]);
}

qs_status qs_plot_describe(qs_plot *plot)
{
    describe_dimension(plot, &plot->x);
    describe_dimension(plot, &plot->by);
    measure_dimension(plot, &plot->x, true);
    measure_dimension(plot, &plot->by, false);
    qs_status status = make_legend(plot, &plot->x);
    if (!status)
        status = make_legend(plot, &plot->by);
    if (status)
        return status;
    if (plot->kind == QS_PLOT_HEAT)
        qs_plot_fit_heat(plot);
    describe_value(plot);
    if (plot->has_own_title)
        snprintf(plot->title, sizeof plot->title, "%s", plot->own_title);
    else
        describe_title(plot);
    describe_note(plot);
    return QS_OK;
}
