/* A sheet of small pictures: each has its place, its axes and its texts, which are made to fit.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/sheet.h"

#include <math.h>

#include "plot_internal.h"

/* In units of which a picture is 760 wide. */
enum { PANEL_WIDTH = 330, PANEL_HEIGHT = 282, HEAD = 62, EDGE = 14 };
enum { LEFT = 58, RIGHT = 16, TOP = 38, BOTTOM = 56 }; /* margins of a panel */
enum { TITLE_FONT = 17, FONT = 12, LEAST_FONT = 9 };
static const double DAY = 86400;

static void put_text(const char *command, const char *text, double font, double room, FILE *script)
{
    qs_plot_block block = qs_plot_fit(text, font, LEAST_FONT, room, 1);
    fprintf(script, "set %s ", command);
    qs_plot_quote(script, block.n ? block.lines[0] : "");
    fprintf(script, " font ',%.3g'", block.font);
}

static void write_data(const qs_curve *curve, size_t panel, size_t k, FILE *script)
{
    fprintf(script, "$data%zu_%zu << END_OF_DATA\n", panel, k);
    for (size_t i = 0; i < curve->n; i++)
        fprintf(script, "%.10g %.10g %.10g\n", curve->x[i], curve->y[i], curve->error ? curve->error[i] : 0);
    fputs("END_OF_DATA\n", script);
}

/* Ticks at round times of day. */
static void write_clock(const qs_panel *panel, FILE *script)
{
    static const double steps[] = {900, 1800, 3600, 7200, 10800, 14400, 21600};
    size_t s = 0;
    while (s + 1 < sizeof steps / sizeof *steps && (panel->to - panel->from) / steps[s] > 6)
        s++;
    fputs("set xtics (", script);
    bool is_first = true;
    for (double at = ceil(panel->from / steps[s]) * steps[s]; at <= panel->to && at <= DAY; at += steps[s]) {
        int minutes = (int)(at / 60 + 0.5);
        fprintf(script, "%s'%02d:%02d' %.10g", is_first ? "" : ", ", minutes / 60, minutes % 60, at);
        is_first = false;
    }
    fputs(")\n", script);
}

static void write_ticks(const qs_panel *panel, FILE *script)
{
    if (panel->is_clock)
        write_clock(panel, script);
    else
        fprintf(script, "set xtics %.10g format '%%.10g'\n", qs_plot_step(panel->to - panel->from, 6, NULL));
    fprintf(script, "set ytics %.10g format '%%.10g'\n", qs_plot_step(panel->most, 6, NULL));
    fprintf(script, "set xrange [%.10g:%.10g]\nset yrange [0:%.10g]\n", panel->from, panel->to, panel->most);
}

static void write_curve(const qs_curve *curve, size_t panel, size_t k, FILE *script)
{
    qs_plot_style style = qs_plot_style_of(k);
    fprintf(script, "%s$data%zu_%zu using ", k ? ", " : "plot ", panel, k);
    switch (curve->look) {
    case QS_CURVE_BARS:
        fprintf(script, "($1+%.10g):2 with boxes fillstyle solid 0.35 noborder linecolor rgb '%s'",
                curve->n > 1 ? (curve->x[1] - curve->x[0]) / 2 : 0, style.colour);
        break;
    case QS_CURVE_STEPS:
        fprintf(script, "1:2 with steps linecolor rgb '%s' linewidth 1.4", style.colour);
        break;
    case QS_CURVE_LINE:
        fprintf(script, "1:2 with lines linecolor rgb '%s' linewidth 1.6", style.colour);
        break;
    case QS_CURVE_POINTS:
        fprintf(script, "1:2 with points linecolor rgb '%s' pointtype %d pointsize 0.4", style.colour,
                style.full);
        break;
    }
    if (curve->name[0]) {
        fputs(" title ", script);
        qs_plot_quote(script, curve->name);
    } else {
        fputs(" notitle", script);
    }
    if (curve->error)
        fprintf(
            script,
            ", $data%zu_%zu using ($1+%.10g):($2-$3):(0):(2*$3) with vectors nohead linewidth 1.2 linecolor "
            "rgb '#444444' notitle",
            panel, k, curve->n > 1 ? (curve->x[1] - curve->x[0]) / 2 : 0);
}

static void write_panel(const qs_sheet *sheet, size_t p, double width, double height, FILE *script)
{
    const qs_panel *panel = &sheet->panels[p];
    size_t row = p / sheet->n_columns, column = p % sheet->n_columns;
    double x = EDGE + (double)column * PANEL_WIDTH;
    double y = HEAD + (double)row * PANEL_HEIGHT;
    if (panel->n_curves == 0)
        return;
    fprintf(script, "set lmargin at screen %.5f\nset rmargin at screen %.5f\n", (x + LEFT) / width,
            (x + PANEL_WIDTH - RIGHT) / width);
    fprintf(script, "set tmargin at screen %.5f\nset bmargin at screen %.5f\n", 1 - (y + TOP) / height,
            1 - (y + PANEL_HEIGHT - BOTTOM) / height);
    put_text("title", panel->title, FONT + 1, PANEL_WIDTH - LEFT - RIGHT + 30, script);
    fputs(" offset 0,-0.4\n", script);
    put_text("xlabel", panel->x_label, FONT, PANEL_WIDTH - LEFT - RIGHT, script);
    fputs(" offset 0,0.3\n", script);
    put_text("ylabel", panel->y_label, FONT, PANEL_HEIGHT - TOP - BOTTOM, script);
    fputs(" offset 1,0\n", script);
    write_ticks(panel, script);
    for (size_t k = 0; k < panel->n_curves; k++)
        write_curve(&panel->curves[k], p, k, script);
    fputs("\nunset label\n", script);
}

static void write_script(const qs_sheet *sheet, FILE *script)
{
    double width = 2 * EDGE + (double)sheet->n_columns * PANEL_WIDTH;
    double height = HEAD + EDGE + (double)sheet->n_rows * PANEL_HEIGHT;
    const qs_plot plot = {.format = sheet->format, .fine = 1};
    const qs_plot_frame frame = {.width = width, .height = height};
    qs_plot_write_terminal(&plot, &frame, script);
    fputs("set encoding utf8\nset border 3 linecolor rgb '#555555' linewidth 0.8\n"
          "set tics nomirror scale 0.5 textcolor rgb '#222222' font ',11'\n"
          "set grid ytics linetype 1 linecolor rgb '#dddddd' linewidth 0.6\n"
          "set key bottom right reverse Left noenhanced samplen 2 font ',11'\n",
          script);
    for (size_t p = 0; p < sheet->n_rows * sheet->n_columns; p++)
        for (size_t k = 0; k < sheet->panels[p].n_curves; k++)
            write_data(&sheet->panels[p].curves[k], p, k, script);
    fputs("set multiplot\n", script);
    put_text("label", sheet->title, TITLE_FONT, width - 2 * EDGE, script);
    fprintf(script, " at screen %.5f, screen %.5f left\n", EDGE / width, 1 - 20 / height);
    put_text("label", sheet->note, FONT, width - 2 * EDGE, script);
    fprintf(script, " at screen %.5f, screen %.5f left textcolor rgb '#555555'\n", EDGE / width,
            1 - 44 / height);
    for (size_t p = 0; p < sheet->n_rows * sheet->n_columns; p++)
        write_panel(sheet, p, width, height, script);
    fputs("unset multiplot\n", script);
}

qs_status qs_sheet_draw(const qs_sheet *sheet, const char *path)
{
    FILE *script = tmpfile();
    if (!script)
        return qs_fail_errno(NULL, "create a temporary file");
    write_script(sheet, script);
    qs_status status =
        ferror(script) ? qs_fail(QS_ERROR_IO, "cannot write the script of the picture") : QS_OK;
    if (!status)
        status = qs_plot_run_gnuplot(script, path);
    fclose(script);
    return status;
}
