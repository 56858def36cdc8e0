/* A picture of a decision: the cost of each scenario against what its promises came to, a panel a promise; of
 * the best mean, the mean of each.
 *
 * It has no axes to choose, and so does without the frame of other pictures: gnuplot lays it out.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "plot_internal.h"
#include "qsweep/decision.h"
#include "qsweep/memory.h"
#include "qsweep/verdict.h"

enum { MOST_PANELS = 6, PANEL_HEIGHT = 300, WIDTH = 800, ROWS = 24 };

typedef struct drawing {
    const qs_results_about *about;
    const qs_verdicts *verdicts; /* NULL: none */
    const uint64_t *order;       /* [n] */
    uint64_t n;
    bool is_ascii;
    FILE *script;
} drawing;

static const struct {
    qs_choice choice;
    const char *name, *colour;
} kinds[] = {{QS_CHOICE_BROKEN, "broken", "#d55e00"},
             {QS_CHOICE_OPEN, "open", "#999999"},
             {QS_CHOICE_BEATEN, "beaten", "#999999"},
             {QS_CHOICE_AS_GOOD, "as good", "#0072b2"},
             {QS_CHOICE_CHOSEN, "chosen", "#009e73"}};
enum { N_KINDS = sizeof kinds / sizeof *kinds };

/* ---- one panel ---- */

static bool is_there(const drawing *d, uint64_t scenario, size_t kind)
{
    return d->about->decided->choice[scenario] == (int8_t)kinds[kind].choice &&
           isfinite(d->about->decided->mean[scenario * d->about->decided->n_cells]);
}

static size_t count(const drawing *d, size_t kind)
{
    size_t n = 0;
    for (uint64_t i = 0; i < d->n; i++)
        n += is_there(d, d->order[i], kind);
    return n;
}

static double or_mean(double x, double mean)
{
    return isfinite(x) ? x : mean;
}

static void put_points(const drawing *d, size_t promise, size_t kind)
{
    const qs_decided *decided = d->about->decided;
    bool is_best = decided->kind == QS_SELECT_BEST;
    for (uint64_t i = 0; i < d->n; i++) {
        uint64_t s = d->order[i];
        if (!is_there(d, s, kind))
            continue;
        size_t at = s * decided->n_cells + (is_best ? 0 : qs_decision_worst(d->about, s, promise));
        double x = is_best || !d->about->cost ? (double)s : d->about->cost[s], mean = decided->mean[at];
        double lower = is_best ? mean : or_mean(decided->lower[at], mean);
        double upper = is_best ? mean : or_mean(decided->upper[at], mean);
        fprintf(d->script, "%.10g %.10g %.10g %.10g\n", x, mean, lower, upper);
    }
    fputs("e\n", d->script);
}

/* Limit and tolerance as lines; then the points, each verdict in its colour. */
static void draw_panel(const drawing *d, const char *title, size_t promise, const double lines[2])
{
    bool is_first = true;
    fputs("set title ", d->script);
    qs_plot_quote(d->script, title);
    fputs("\nplot ", d->script);
    for (int i = 0; i < 2; i++)
        if (isfinite(lines[i])) {
            fprintf(d->script, "%s%.10g notitle with lines linecolor rgb '#000000' dashtype %d",
                    is_first ? "" : ", ", lines[i], i + 1);
            is_first = false;
        }
    for (size_t kind = 0; kind < N_KINDS; kind++)
        if (count(d, kind) > 0) {
            fprintf(d->script,
                    "%s'-' using 1:2:3:4 with %s linecolor rgb '%s' pointtype 7 pointsize 0.5 title '%s'",
                    is_first ? "" : ", ", d->is_ascii ? "points" : "yerrorbars", kinds[kind].colour,
                    kinds[kind].name);
            is_first = false;
        }
    fputc('\n', d->script);
    for (size_t kind = 0; kind < N_KINDS; kind++)
        if (count(d, kind) > 0)
            put_points(d, promise, kind);
}

/* ---- the whole ---- */

static void draw_promises(const drawing *d)
{
    char words[QS_PROMISE_TEXT];
    size_t n = d->verdicts ? d->verdicts->n_promises : 0;
    for (size_t i = 0; i < n && i < MOST_PANELS; i++) {
        const qs_promise *promise = &d->verdicts->promises[i];
        const qs_test_rule *rule = &d->about->select->cells[qs_decision_worst(d->about, d->order[0], i)].rule;
        double side = promise->is_at_least ? -1 : 1;
        bool is_quantile = qs_metric_get(promise->metric)->shape == QS_PER_QUANTILE;
        const double lines[2] = {rule->limit,
                                 is_quantile ? (double)NAN : rule->limit + side * rule->tolerance};
        qs_promise_words(promise, &d->verdicts->names, words);
        draw_panel(d, words, i, lines);
    }
}

static void draw_best(const drawing *d)
{
    const double none[2] = {(double)NAN, (double)NAN};
    char name[QS_ITEM_TEXT];
    const qs_spot *spot = &d->about->select->cells[0].spot;
    draw_panel(d, qs_item_name(d->about, spot->metric, spot->item, name), 0, none);
}

static void write_script(const drawing *d, qs_plot_format format, int columns)
{
    bool is_best = d->about->decided->kind == QS_SELECT_BEST;
    size_t n = is_best ? 1 : d->verdicts ? d->verdicts->n_promises : 0;
    int panels = (int)(n < MOST_PANELS ? n : MOST_PANELS), height = PANEL_HEIGHT * panels + 60;
    static const char *const terminals[] = {
        "svg size %d,%d dynamic noenhanced font 'DejaVu Sans,Arial,sans-serif,13' background rgb 'white'",
        "pngcairo size %d,%d noenhanced font 'DejaVu Sans,11'",
        "pdfcairo size %dpt,%dpt noenhanced font 'DejaVu Sans,9'"};
    fputs("set terminal ", d->script);
    if (format == QS_PLOT_ASCII)
        fprintf(d->script, "dumb size %d,%d noenhanced", columns, ROWS * panels);
    else if (format == QS_PLOT_SVG)
        fprintf(d->script, terminals[QS_PLOT_SVG], WIDTH, height);
    else if (format == QS_PLOT_PNG)
        fprintf(d->script, terminals[QS_PLOT_PNG], WIDTH, height);
    else
        fprintf(d->script, terminals[QS_PLOT_PDF], WIDTH, height);
    fprintf(d->script,
            "\nset key outside right top\nset multiplot layout %d,1\nset offsets graph 0.03, graph 0.03\nset "
            "xlabel '%s'\n",
            panels, is_best ? "scenario" : "cost");
    if (is_best)
        draw_best(d);
    else
        draw_promises(d);
    fputs("unset multiplot\n", d->script);
}

static qs_status draw(drawing *d, qs_plot_format format, int columns, const char *path)
{
    d->script = tmpfile();
    if (!d->script)
        return qs_fail_errno(NULL, "create a temporary file");
    write_script(d, format, columns);
    qs_status status =
        ferror(d->script) ? qs_fail(QS_ERROR_IO, "cannot write the script of the picture") : QS_OK;
    if (!status)
        status = qs_plot_run_gnuplot(d->script, path);
    fclose(d->script);
    return status;
}

qs_status qs_plot_decision(const qs_results *results, qs_plot_format format, int columns, const char *path)
{
    drawing d = {.about = qs_results_get_about(results), .is_ascii = format == QS_PLOT_ASCII};
    qs_verdicts *verdicts = NULL;
    uint64_t *order = NULL;
    if (!d.about->decided)
        return qs_fail(QS_ERROR_USAGE, "--kind decision draws what a study with select has decided, and this "
                                       "one has no select");
    qs_status status = qs_verdicts_make(results, &verdicts);
    if (!status)
        status = qs_decision_order(d.about, &order, &d.n);
    d.verdicts = verdicts;
    d.order = order;
    if (!status && d.n == 0)
        status = qs_fail(QS_ERROR_USAGE, "nothing has been decided yet: qsweep run --resume goes on");
    if (!status)
        status = draw(&d, format, columns, path);
    qs_free(order);
    qs_verdicts_free(verdicts);
    return status;
}
