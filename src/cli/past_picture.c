/* Past visits against what was fitted to them, as a sheet of pictures: for each class when people came, and
 * how long their service took beside its law, as distribution functions and as quantiles.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "past_internal.h"
#include "qsweep/memory.h"
#include "qsweep/sheet.h"

enum { MOST_ROWS = 8, COLUMNS = 3, MOST_POINTS = 300, LINE_POINTS = 200 };

/* The numbers of a row's curves. */
typedef struct row {
    double *starts, *counts, *errors; /* [n_pieces] */
    double times[MOST_POINTS + 1], shares[MOST_POINTS + 1], law_times[LINE_POINTS], law_shares[LINE_POINTS];
    double quantiles[MOST_POINTS], law_quantiles[MOST_POINTS], ends[2];
} row;

static qs_status make_row(size_t n_pieces, row *r)
{
    qs_status status = qs_calloc(n_pieces, sizeof(double), &r->starts);
    if (!status)
        status = qs_calloc(n_pieces, sizeof(double), &r->counts);
    return status ? status : qs_calloc(n_pieces, sizeof(double), &r->errors);
}

static void clear_row(row *r)
{
    qs_free(r->starts);
    qs_free(r->counts);
    qs_free(r->errors);
}

static const char *name_of(const qs_past *past, const qs_past_class *c)
{
    return past->class_name ? c->name : "visitors";
}

/* Arrivals a day in each piece; the mean of so many days has the deviation of a Poisson number over them. */
static void draw_arrivals(const qs_past *past, const qs_past_class *c, row *r, qs_panel *panel)
{
    size_t first, last, n = 0;
    double days = (double)past->n_days;
    qs_past_find_open(past, &first, &last);
    for (size_t p = first; p < last; p++, n++) {
        r->starts[n] = (double)p * past->every;
        r->counts[n] = c->pieces[p] / days;
        r->errors[n] = 1.96 * sqrt(c->pieces[p]) / days;
        panel->most = fmax(panel->most, 1.08 * (r->counts[n] + r->errors[n]));
    }
    panel->is_clock = true;
    panel->from = (double)first * past->every;
    panel->to = (double)last * past->every;
    panel->n_curves = 1;
    panel->curves[0] =
        (qs_curve){.look = QS_CURVE_BARS, .n = n, .x = r->starts, .y = r->counts, .error = r->errors};
    snprintf(panel->title, sizeof panel->title, "%.80s: arrivals", name_of(past, c));
    snprintf(panel->x_label, sizeof panel->x_label, "time of day");
    snprintf(panel->y_label, sizeof panel->y_label, "a day in each %.4g min", past->every / 60);
}

/* The share of the sample up to x, at so many of its values. */
static size_t fill_shares(const qs_past_class *c, row *r)
{
    size_t n = c->n_kept < MOST_POINTS ? c->n_kept : MOST_POINTS;
    r->times[0] = r->shares[0] = 0;
    for (size_t i = 0; i < n; i++) {
        size_t at = (i + 1) * c->n_kept / n - 1;
        r->times[i + 1] = c->times[at];
        r->shares[i + 1] = (double)(at + 1) / (double)c->n_kept;
    }
    return n + 1;
}

static void draw_shares(const qs_past *past, const qs_past_class *c, row *r, qs_panel *panel)
{
    panel->from = 0;
    panel->to = fmin(c->times[c->n_kept - 1], 1.5 * c->times[(size_t)(0.98 * (double)(c->n_kept - 1))]);
    panel->most = 1;
    panel->curves[panel->n_curves++] = (qs_curve){
        .look = QS_CURVE_STEPS, .name = "data", .n = fill_shares(c, r), .x = r->times, .y = r->shares};
    snprintf(panel->title, sizeof panel->title, "%.80s: services", name_of(past, c));
    snprintf(panel->x_label, sizeof panel->x_label, "min");
    snprintf(panel->y_label, sizeof panel->y_label, "share up to it");
    if (!c->has_law)
        return;
    for (size_t i = 0; i < LINE_POINTS; i++) {
        r->law_times[i] = panel->to * (double)i / (LINE_POINTS - 1);
        r->law_shares[i] = qs_fit_cdf(&c->law, r->law_times[i]);
    }
    qs_curve *law = &panel->curves[panel->n_curves++];
    *law = (qs_curve){.look = QS_CURVE_LINE, .n = LINE_POINTS, .x = r->law_times, .y = r->law_shares};
    snprintf(law->name, sizeof law->name, "%s", qs_fit_name(c->law.law));
}

/* The law's quantile, by halving. */
static double quantile(const qs_fitted *law, double p)
{
    double low = 0, high = 1;
    while (qs_fit_cdf(law, high) < p && high < 1e300)
        high *= 2;
    for (int i = 0; i < 100; i++) {
        double middle = low + (high - low) / 2;
        *(qs_fit_cdf(law, middle) < p ? &low : &high) = middle;
    }
    return high;
}

static void draw_quantiles(const qs_past *past, const qs_past_class *c, row *r, qs_panel *panel)
{
    size_t n = c->n_kept < MOST_POINTS ? c->n_kept : MOST_POINTS;
    for (size_t i = 0; i < n; i++) {
        double p = ((double)i + 0.5) / (double)n;
        r->quantiles[i] = c->times[(size_t)(p * (double)c->n_kept)];
        r->law_quantiles[i] = quantile(&c->law, p);
    }
    panel->to = 1.05 * r->law_quantiles[n - 1];
    panel->most = 1.05 * fmax(r->quantiles[n - 1], r->law_quantiles[n - 1]);
    r->ends[1] = fmin(panel->to, panel->most);
    panel->curves[panel->n_curves++] =
        (qs_curve){.look = QS_CURVE_POINTS, .n = n, .x = r->law_quantiles, .y = r->quantiles};
    panel->curves[panel->n_curves++] =
        (qs_curve){.look = QS_CURVE_LINE, .name = "equal", .n = 2, .x = r->ends, .y = r->ends};
    snprintf(panel->title, sizeof panel->title, "%.60s: quantiles, p = %.2g", name_of(past, c),
             c->law.p_value);
    snprintf(panel->x_label, sizeof panel->x_label, "of the %s law, min", qs_fit_name(c->law.law));
    snprintf(panel->y_label, sizeof panel->y_label, "of the data, min");
}

static void write_texts(const qs_past *past, size_t n_rows, qs_sheet *sheet)
{
    snprintf(sheet->title, sizeof sheet->title, "%.120s: data and fit", past->path);
    snprintf(sheet->note, sizeof sheet->note,
             "Bars: means over %zu day%s, with 95 %% intervals if arrivals are Poisson%s", past->n_days,
             past->n_days == 1 ? "" : "s", n_rows < past->n_classes ? ". The first classes alone" : "");
}

qs_status qs_past_draw(const qs_past *past, qs_plot_format format)
{
    size_t n_rows = past->n_classes < MOST_ROWS ? past->n_classes : MOST_ROWS;
    qs_panel *panels = NULL;
    row *rows = NULL;
    qs_status status = qs_calloc(n_rows * COLUMNS, sizeof *panels, &panels);
    if (!status)
        status = qs_calloc(n_rows, sizeof *rows, &rows);
    for (size_t i = 0; i < n_rows && !status; i++) {
        const qs_past_class *c = &past->classes[i];
        status = make_row(past->n_pieces, &rows[i]);
        if (!status)
            draw_arrivals(past, c, &rows[i], &panels[i * COLUMNS]);
        if (!status && c->n_kept > 0)
            draw_shares(past, c, &rows[i], &panels[i * COLUMNS + 1]);
        if (!status && c->has_law)
            draw_quantiles(past, c, &rows[i], &panels[i * COLUMNS + 2]);
    }
    qs_sheet sheet = {.format = format, .n_rows = n_rows, .n_columns = COLUMNS, .panels = panels};
    write_texts(past, n_rows, &sheet);
    if (!status)
        status = qs_sheet_draw(&sheet, past->picture);
    for (size_t i = 0; rows && i < n_rows; i++)
        clear_row(&rows[i]);
    qs_free(rows);
    qs_free(panels);
    return status;
}
