/* Curves of a page: each metric that `show` shows, against what the study varies.
 *
 * Along x lies the axis of numbers with the most values, a line stands for each value of a second axis, a
 * picture for each combination of what is left. Axes whose values follow from x and the lines (several
 * varied together) are none of these. Where nothing that varies is a number, each scenario is a row with a
 * dot and its interval.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "page_internal.h"
#include "qsweep/memory.h"

/* Scenarios of which pictures are made at all; pictures side by side; rows of dots; cells of a heat map. */
enum { MOST_SCENARIOS = 5000, MOST_PANELS = 4, MOST_DOTS = 60, MOST_CELLS = 900, MOST_VALUES = 8 };

#define NO_AXIS ((size_t)-4)

/* Values of an axis, or combinations of several: a scenario that has each. */
typedef struct places {
    uint64_t *first; /* [n] owned */
    size_t n;
} places;

typedef struct curves {
    qs_page *page;
    qs_view view;
    size_t x, by; /* axes; NO_AXIS: none */
    places along, lines, panels;
    bool is_panel_axis[64];
    uint64_t *cells; /* [panels.n][lines.n][along.n] the scenario and 1; 0: there is none; owned */
    double *numbers; /* [along.n] owned */
    char (*words)[QS_PLOT_TEXT]; /* [along.n] where x is not all finite numbers; owned */
} curves;

static const qs_results_about *about_of(const curves *c)
{
    return c->page->about;
}

/* ---- what lies where ---- */

static bool is_same(const curves *c, size_t axis, uint64_t a, uint64_t b)
{
    return axis == NO_AXIS || qs_axis_compare(about_of(c), axis, a, b) == 0;
}

static bool is_same_panel(const curves *c, uint64_t a, uint64_t b)
{
    for (size_t i = 0; i < about_of(c)->n_axes; i++)
        if (c->is_panel_axis[i] && !is_same(c, i, a, b))
            return false;
    return true;
}

/* Each value of an axis once; numbers ascend. QS_AXIS_SCENARIO - 1 stands for the combinations of panels. */
static qs_status find_places(const curves *c, size_t axis, bool of_panels, places *p)
{
    qs_status status = qs_calloc(c->view.n_rows, sizeof *p->first, &p->first);
    bool is_number = !of_panels && axis != NO_AXIS && about_of(c)->axes[axis].numbers;
    for (uint64_t row = 0; row < c->view.n_rows && !status; row++) {
        uint64_t s = c->view.rows[row].scenario;
        size_t at = 0;
        while (at < p->n &&
               !(of_panels ? is_same_panel(c, p->first[at], s) : is_same(c, axis, p->first[at], s)))
            at++;
        if (at < p->n)
            continue;
        while (at > 0 && is_number && qs_axis_compare(about_of(c), axis, s, p->first[at - 1]) < 0)
            at--;
        memmove(p->first + at + 1, p->first + at, (p->n - at) * sizeof *p->first);
        p->first[at] = s;
        p->n++;
    }
    return status;
}

static qs_status count_values(const curves *c, size_t axis, size_t *n)
{
    places p = {0};
    qs_status status = find_places(c, axis, false, &p);
    *n = p.n;
    qs_free(p.first);
    return status;
}

/* Whether an axis' value follows from those of x and the lines. */
static bool follows(const curves *c, size_t axis)
{
    for (uint64_t i = 0; i < c->view.n_rows; i++)
        for (uint64_t k = 0; k < i; k++) {
            uint64_t a = c->view.rows[i].scenario, b = c->view.rows[k].scenario;
            if (is_same(c, c->x, a, b) && is_same(c, c->by, a, b) && !is_same(c, axis, a, b))
                return false;
        }
    return true;
}

/* x: of numbers, with the most values. Lines: of what x leaves together, with the most values that can be
 * told apart. */
static qs_status choose_axes(curves *c)
{
    size_t most = 1, n;
    c->x = c->by = NO_AXIS;
    qs_status status = QS_OK;
    for (size_t i = 0; i < about_of(c)->n_axes && !status; i++) {
        if (qs_axis_is_explained(about_of(c), i) || !about_of(c)->axes[i].numbers)
            continue;
        status = count_values(c, i, &n);
        if (!status && n > most) {
            most = n;
            c->x = i;
        }
    }
    most = 1;
    for (size_t i = 0; i < about_of(c)->n_axes && !status && c->x != NO_AXIS; i++) {
        if (i == c->x || qs_axis_is_explained(about_of(c), i) || follows(c, i))
            continue;
        status = count_values(c, i, &n);
        if (!status && n > most && (c->by == NO_AXIS || n <= MOST_VALUES)) {
            most = n;
            c->by = i;
        }
    }
    for (size_t i = 0; i < about_of(c)->n_axes && i < 64 && !status && c->x != NO_AXIS; i++)
        c->is_panel_axis[i] =
            i != c->x && i != c->by && !qs_axis_is_explained(about_of(c), i) && !follows(c, i);
    return status;
}

static size_t place_of(const curves *c, const places *p, size_t axis, bool of_panels, uint64_t s)
{
    size_t i = 0;
    while (i < p->n && !(of_panels ? is_same_panel(c, p->first[i], s) : is_same(c, axis, p->first[i], s)))
        i++;
    return i;
}

/* Those of the told scenarios come first. */
static void sort_panels(curves *c)
{
    for (size_t t = c->page->n_told; t-- > 0;) {
        size_t at = place_of(c, &c->panels, NO_AXIS, true, c->page->told[t]);
        if (at == c->panels.n || c->panels.n <= MOST_PANELS)
            continue;
        uint64_t s = c->panels.first[at];
        memmove(c->panels.first + 1, c->panels.first, at * sizeof s);
        c->panels.first[0] = s;
    }
}

static qs_status name_places(curves *c)
{
    char text[QS_AXIS_TEXT];
    const double *numbers = about_of(c)->axes[c->x].numbers;
    bool is_finite = true;
    qs_status status = qs_calloc(c->along.n, sizeof *c->numbers, &c->numbers);
    for (size_t i = 0; i < c->along.n && !status; i++) {
        c->numbers[i] = numbers[c->along.first[i]];
        is_finite &= isfinite(c->numbers[i]) != 0;
    }
    if (!status && !is_finite)
        status = qs_calloc(c->along.n, sizeof *c->words, &c->words);
    for (size_t i = 0; i < c->along.n && !status && !is_finite; i++)
        snprintf(c->words[i], QS_PLOT_TEXT, "%.*s", QS_PLOT_TEXT - 1,
                 isinf(c->numbers[i]) ? "∞" : qs_axis_words(about_of(c), c->x, c->along.first[i], text));
    return status;
}

static qs_status lay_out(curves *c)
{
    qs_status status = find_places(c, c->x, false, &c->along);
    if (!status)
        status = find_places(c, c->by, false, &c->lines);
    if (!status)
        status = find_places(c, NO_AXIS, true, &c->panels);
    if (!status)
        sort_panels(c);
    if (!status)
        status = name_places(c);
    if (!status)
        status = qs_calloc(c->panels.n * c->lines.n * c->along.n, sizeof *c->cells, &c->cells);
    for (uint64_t row = 0; row < c->view.n_rows && !status; row++) {
        uint64_t s = c->view.rows[row].scenario;
        size_t panel = place_of(c, &c->panels, NO_AXIS, true, s);
        size_t line = place_of(c, &c->lines, c->by, false, s);
        size_t x = place_of(c, &c->along, c->x, false, s);
        c->cells[(panel * c->lines.n + line) * c->along.n + x] = s + 1;
    }
    return status;
}

/* ---- curves of one metric ---- */

/* So many lines, of values that lie evenly among all. */
static size_t n_lines_of(const curves *c)
{
    return c->lines.n < QS_CHART_LINES ? c->lines.n : QS_CHART_LINES;
}

static size_t line_at(const curves *c, size_t k)
{
    size_t n = n_lines_of(c);
    return n > 1 ? k * (c->lines.n - 1) / (n - 1) : 0;
}

static void words_of(const curves *c, size_t axis, uint64_t scenario, char text[QS_PLOT_TEXT])
{
    char name[QS_PLOT_TEXT], value[QS_AXIS_TEXT], one[QS_PLOT_TEXT + QS_AXIS_TEXT + 40];
    const char *unit = qs_axis_unit(about_of(c), axis);
    qs_plot_axis_words(about_of(c), axis, name);
    char *bracket = strstr(name, " (");
    if (bracket)
        *bracket = '\0';
    bool has_unit = strcmp(unit, "1") != 0;
    snprintf(one, sizeof one, "%s %s%s%.20s", name, qs_axis_words(about_of(c), axis, scenario, value),
             has_unit ? " " : "", has_unit ? unit : "");
    qs_legend_cut(one, text, QS_PLOT_TEXT);
}

static void panel_words(const curves *c, size_t panel, char text[2 * QS_PLOT_TEXT])
{
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < about_of(c)->n_axes && i < 64 && used < QS_PLOT_TEXT; i++) {
        char one[QS_PLOT_TEXT];
        if (!c->is_panel_axis[i])
            continue;
        words_of(c, i, c->panels.first[panel], one);
        used += (size_t)snprintf(text + used, 2 * QS_PLOT_TEXT - used, "%s%s", used ? ", " : "", one);
    }
}

/* Numbers of one picture, [lines][along] each. */
typedef struct drawn {
    double *mean, *lower, *upper;
    bool *is_unsteady;
} drawn;

static void fill(const curves *c, const qs_view_value *v, const qs_view_numbers *n, size_t panel, drawn *d)
{
    size_t n_x = c->along.n;
    for (size_t k = 0; k < n_lines_of(c); k++)
        for (size_t x = 0; x < n_x; x++) {
            size_t to = k * n_x + x;
            uint64_t s = c->cells[(panel * c->lines.n + line_at(c, k)) * n_x + x];
            d->mean[to] = d->lower[to] = d->upper[to] = NAN;
            d->is_unsteady[to] = false;
            if (s == 0)
                continue;
            const qs_view_row row = {.scenario = s - 1};
            uint64_t at =
                qs_view_place(&c->view, v->scope, v->metric, s - 1, v->member < 0 ? 0 : v->member, v->item);
            d->mean[to] = n->mean[at];
            d->lower[to] = n->lower[at];
            d->upper[to] = n->upper[at];
            d->is_unsteady[to] = *qs_view_steadiness(&c->view, &row) != '\0';
        }
}

/* What steady means reach, over all pictures of the metric; of all means, where none is steady. */
static double find_most(const curves *c, const qs_view_value *v, const qs_view_numbers *n)
{
    double mean = 0, upper = 0;
    for (int any = 0; any < 2 && mean == 0; any++)
        for (uint64_t row = 0; row < c->view.n_rows; row++) {
            uint64_t at = qs_view_place(&c->view, v->scope, v->metric, c->view.rows[row].scenario,
                                        v->member < 0 ? 0 : v->member, v->item);
            if (!isfinite(n->mean[at]) || (!any && *qs_view_steadiness(&c->view, &c->view.rows[row])))
                continue;
            mean = fmax(mean, n->mean[at]);
            upper = isfinite(n->upper[at]) ? fmax(upper, n->upper[at]) : upper;
        }
    return qs_chart_end(mean, upper);
}

static void put_panel(curves *c, const qs_view_value *v, const qs_view_numbers *n, size_t panel, double most,
                      drawn *d)
{
    qs_chart_line lines[QS_CHART_LINES];
    qs_chart chart = {.n = c->along.n,
                      .x = c->numbers,
                      .words = (const char(*)[QS_PLOT_TEXT])c->words,
                      .is_clock = qs_axis_is_instant(about_of(c), c->x),
                      .unit = about_of(c)->axes[c->x].unit,
                      .most = most,
                      .n_lines = n_lines_of(c),
                      .lines = lines,
                      .group = "curves"};
    bool is_any_unsteady = false;
    fill(c, v, n, panel, d);
    for (size_t k = 0; k < chart.n_lines; k++) {
        lines[k] = (qs_chart_line){.mean = d->mean + k * chart.n,
                                   .lower = d->lower + k * chart.n,
                                   .upper = d->upper + k * chart.n,
                                   .is_unsteady = d->is_unsteady + k * chart.n};
        if (c->by == NO_AXIS)
            snprintf(lines[k].name, QS_PLOT_TEXT, "%s", qs_metric_get(v->metric)->name);
        else
            words_of(c, c->by, c->lines.first[line_at(c, k)], lines[k].name);
    }
    for (size_t i = 0; i < chart.n * chart.n_lines; i++)
        is_any_unsteady |= d->is_unsteady[i];
    panel_words(c, panel, chart.title);
    snprintf(chart.note, sizeof chart.note, "Bands: %.10g %% confidence.%s", 100 * about_of(c)->confidence,
             is_any_unsteady
                 ? " Hollow: unstable or growing, no steady state; such values may leave the picture."
                 : "");
    qs_plot_axis_words(about_of(c), c->x, chart.x_label);
    qs_page_value_words(c->page, v, chart.y_label);
    qs_page_put_chart(c->page, &chart);
}

/* ---- heat maps ---- */

static qs_status put_heat(curves *c, const qs_view_value *v, size_t panel, double most)
{
    qs_view part = c->view;
    qs_matrix m;
    char name[QS_ITEM_TEXT], title[2 * QS_PLOT_TEXT];
    if (v->member >= 0 || c->by == NO_AXIS || c->along.n < 3 || c->lines.n < 3 ||
        c->along.n * c->lines.n > MOST_CELLS)
        return QS_OK;
    qs_status status = qs_calloc(c->view.n_rows, sizeof *part.rows, &part.rows);
    part.n_rows = 0;
    for (uint64_t i = 0; i < c->view.n_rows && !status; i++)
        if (is_same_panel(c, c->view.rows[i].scenario, c->panels.first[panel]))
            part.rows[part.n_rows++] = c->view.rows[i];
    const qs_matrix_request wanted = {qs_item_name(about_of(c), v->metric, v->item, name),
                                      about_of(c)->axes[c->by].name, about_of(c)->axes[c->x].name};
    m = (qs_matrix){0};
    if (!status)
        status = qs_matrix_make(&part, &wanted, &m);
    if (!status) {
        panel_words(c, panel, title);
        if (!*title)
            qs_page_value_words(c->page, v, title);
        qs_page_put_heat(c->page, &m, title, most);
    }
    qs_matrix_clear(&m);
    qs_free(part.rows);
    return status == QS_ERROR_USAGE ? QS_OK : status; /* several scenarios in one cell: no map of these */
}

/* ---- dots ---- */

static void put_dot(FILE *out, double mean, double lower, double upper, double most, const char *class)
{
    enum { LENGTH = 300, EDGE = 6 };
    double scale = (LENGTH - 2 * EDGE) / most;
    fprintf(out,
            "<svg class=\"dot\" viewBox=\"0 0 %d 16\" aria-hidden=\"true\"><line class=\"rail\" x1=\"%d\" "
            "x2=\"%d\" y1=\"8\" y2=\"8\"/>",
            LENGTH, EDGE, LENGTH - EDGE);
    if (lower < upper)
        fprintf(out, "<line class=\"bar s0\" x1=\"%.1f\" x2=\"%.1f\" y1=\"8\" y2=\"8\"/>",
                EDGE + scale * fmax(lower, 0), fmin(EDGE + scale * fmin(upper, 2 * most), LENGTH));
    fprintf(out, "<circle class=\"p s0%s\" cx=\"%.1f\" cy=\"8\" r=\"4\"/></svg>", class,
            fmin(EDGE + scale * mean, LENGTH));
}

static void put_dots(curves *c, const qs_view_value *v, const qs_view_numbers *n)
{
    FILE *out = c->page->out;
    double most = find_most(c, v, n);
    char words[QS_PLOT_TEXT], value[QS_NUMBER_TEXT], half[QS_NUMBER_TEXT];
    qs_page_value_words(c->page, v, words);
    fputs("<div class=\"wide\"><table class=\"dots\"><caption>", out);
    qs_html_name(out, words);
    fprintf(out, "<span class=\"soft\">, from 0 to %.6g</span></caption>\n<tbody>\n", most);
    for (uint64_t i = 0; i < c->view.n_rows && i < MOST_DOTS; i++) {
        const qs_view_row *row = &c->view.rows[i];
        uint64_t at = qs_view_place(&c->view, v->scope, v->metric, row->scenario,
                                    v->member < 0 ? 0 : v->member, v->item);
        bool is_answer = c->page->has_answer && row->scenario == c->page->told[0];
        qs_interval_text(v->metric, n->mean[at], n->lower[at], n->upper[at], value, half);
        fprintf(out, "<tr%s><th scope=\"row\">", is_answer ? " class=\"answer-row\"" : "");
        qs_page_scenario_words(c->page, row->scenario, words);
        const char *from = strchr(words, ':');
        qs_html_name(out, from ? from + 2 : words);
        fprintf(out, "</th><td class=\"n\" data-v=\"%.17g\">%s%s%s%s</td><td>", n->mean[at], value,
                *half ? " <i>± " : "", half, *half ? "</i>" : "");
        if (isfinite(n->mean[at]))
            put_dot(out, n->mean[at], n->lower[at], n->upper[at], most,
                    *qs_view_steadiness(&c->view, row) ? " hollow" : "");
        fputs("</td></tr>\n", out);
    }
    fputs("</tbody></table></div>\n", out);
    if (c->view.n_rows > MOST_DOTS)
        fprintf(out, "<p class=\"soft small\">The first %d of %llu scenarios.</p>\n", MOST_DOTS,
                (unsigned long long)c->view.n_rows);
}

/* ---- the section ---- */

static qs_status put_metric(curves *c, const qs_view_value *v, drawn *d)
{
    qs_view_numbers n;
    qs_status status = qs_view_read_numbers(&c->view, v->scope, v->metric, &n);
    if (status)
        return status;
    qs_page_option_begin(c->page, v);
    size_t n_panels = c->panels.n < MOST_PANELS ? c->panels.n : MOST_PANELS;
    double most = find_most(c, v, &n);
    if (c->x == NO_AXIS) {
        put_dots(c, v, &n);
    } else {
        fprintf(c->page->out, "<div class=\"panels%s\">\n", n_panels > 1 ? " several" : "");
        for (size_t i = 0; i < n_panels; i++)
            put_panel(c, v, &n, i, most, d);
        fputs("</div>\n", c->page->out);
        fputs("<div class=\"maps\">\n", c->page->out);
        for (size_t i = 0; i < n_panels && !status; i++)
            status = put_heat(c, v, i, most);
        fputs("</div>\n", c->page->out);
    }
    fputs("</div>\n", c->page->out);
    qs_view_clear_numbers(&n);
    return status;
}

static void put_limits(const curves *c)
{
    FILE *out = c->page->out;
    if (c->x == NO_AXIS || (c->panels.n <= MOST_PANELS && c->lines.n <= QS_CHART_LINES))
        return;
    fputs("<p class=\"soft small\">", out);
    if (c->panels.n > MOST_PANELS)
        fprintf(out, "Pictures of %d of the %zu combinations. ", MOST_PANELS, c->panels.n);
    if (c->lines.n > QS_CHART_LINES)
        fprintf(out, "%d of %zu lines. ", QS_CHART_LINES, c->lines.n);
    fputs("<code>qsweep plot ", out);
    qs_html_text(out, c->page->request->path);
    fputs(" METRIC --where AXIS=VALUE</code> draws any other.</p>\n", out);
}

static qs_status put_all(curves *c)
{
    enum { MOST_METRICS = 10 };
    qs_view_value *values = NULL;
    size_t n = 0, n_cells = c->x == NO_AXIS ? 1 : n_lines_of(c) * c->along.n;
    drawn d = {0};
    qs_status status = qs_view_defaults(&c->view, &values, &n);
    if (!status)
        status = qs_calloc(3 * n_cells, sizeof(double), &d.mean);
    if (!status)
        status = qs_calloc(n_cells, sizeof(bool), &d.is_unsteady);
    if (!status) {
        d.lower = d.mean + n_cells;
        d.upper = d.lower + n_cells;
    }
    fputs("<div class=\"choice\" data-choice=\"Metric\">\n", c->page->out);
    for (size_t i = 0; i < n && i < MOST_METRICS && !status; i++)
        status = put_metric(c, &values[i], &d);
    fputs("</div>\n", c->page->out);
    if (!status)
        put_limits(c);
    qs_free(values);
    qs_free(d.mean);
    qs_free(d.is_unsteady);
    return status;
}

qs_status qs_page_curves(qs_page *page)
{
    curves c = {.page = page, .x = NO_AXIS, .by = NO_AXIS};
    qs_status status = qs_page_view(page, QS_SYSTEM, false, &c.view);
    bool is_wanted = !status && c.view.n_rows > 1 && c.view.n_rows <= MOST_SCENARIOS;
    if (is_wanted)
        status = choose_axes(&c);
    if (is_wanted && !status && c.x != NO_AXIS)
        status = lay_out(&c);
    if (is_wanted && !status) {
        fputs("<section id=\"curves\" aria-labelledby=\"curves-head\">\n<h2 id=\"curves-head\">What the "
              "choices "
              "do</h2>\n",
              page->out);
        status = put_all(&c);
        fputs("</section>\n", page->out);
    }
    places *const all[] = {&c.along, &c.lines, &c.panels};
    for (size_t i = 0; i < 3; i++)
        qs_free(all[i]->first);
    qs_free(c.cells);
    qs_free(c.numbers);
    qs_free(c.words);
    qs_view_clear(&c.view);
    return status;
}
