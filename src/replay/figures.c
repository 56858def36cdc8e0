/* The main figures of a replication as tables, for those who cannot see it move.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "replay_internal.h"

/* What is shown of each member, and its heading. */
typedef struct figure {
    qs_metric metric;
    const char *head;
    bool is_loss; /* shown where anybody was lost so */
} figure;

static const figure figures[] = {
    {QS_METRIC_arrived, "came", false},
    {QS_METRIC_served, "served", false},
    {QS_METRIC_rejected, "turned away", true},
    {QS_METRIC_dropped, "pushed out", true},
    {QS_METRIC_balked, "did not join", true},
    {QS_METRIC_reneged, "gave up", true},
    {QS_METRIC_cancelled, "sent away", true},
    {QS_METRIC_unfinished, "still there", true},
    {QS_METRIC_wait_mean, "mean wait", false},
    {QS_METRIC_wait_max, "longest wait", false},
    {QS_METRIC_queue_mean, "mean number waiting", false},
    {QS_METRIC_queue_max, "longest queue", false},
    {QS_METRIC_utilisation, "servers serving", false},
};
enum { N_FIGURES = sizeof figures / sizeof *figures };

static double value_of(const qs_replay *replay, qs_scope scope, int member, qs_metric metric)
{
    const qs_layout *layout = &replay->trace->layout;
    const qs_spot spot = {.scope = scope, .member = member, .metric = metric, .interval = QS_WHOLE};
    int at = qs_layout_spot(layout, &spot);
    return at < 0 ? (double)NAN : replay->trace->row[at];
}

static bool is_shown(const qs_replay *replay, const figure *one)
{
    return !one->is_loss || value_of(replay, QS_SYSTEM, 0, one->metric) > 0;
}

static void put_value(FILE *out, const qs_replay *replay, qs_metric metric, double value)
{
    if (!isfinite(value)) {
        fputs("<td>–</td>", out);
        return;
    }
    switch (qs_metric_get(metric)->unit) {
    case QS_UNIT_TIME:
        fprintf(out, "<td>%.4g %s</td>", value, qs_study_time_unit(replay->study));
        return;
    case QS_UNIT_RATIO:
        fprintf(out, "<td>%.1f %%</td>", 100 * value);
        return;
    case QS_UNIT_COUNT:
        fprintf(out, "<td>%.0f</td>", value);
        return;
    default:
        fprintf(out, "<td>%.4g</td>", value);
    }
}

static void put_row(FILE *out, const qs_replay *replay, qs_scope scope, int member, const char *name)
{
    fputs("<tr><th scope=\"row\">", out);
    qs_html_name(out, name);
    fputs("</th>", out);
    for (size_t i = 0; i < N_FIGURES; i++)
        if (is_shown(replay, &figures[i]))
            put_value(out, replay, figures[i].metric, value_of(replay, scope, member, figures[i].metric));
    fputs("</tr>\n", out);
}

static void put_scope(FILE *out, const qs_replay *replay, qs_scope scope)
{
    const qs_model *model = replay->model;
    char room[QS_ROW_NAME];
    for (int i = 0; i < replay->trace->layout.n_members[scope]; i++)
        if (scope == QS_CLASS)
            put_row(out, replay, scope, i, model->classes[i].name);
        else if (scope == QS_LINE)
            put_row(out, replay, scope, i, model->windows[model->n_windows + i].name);
        else
            put_row(out, replay, scope, i, qs_model_row_name(model, i, room));
}

void qs_replay_figures(FILE *out, const qs_replay *replay)
{
    fputs("<p class=\"soft small\">This replication in figures, counted from the end of the warm-up:</p>\n"
          "<div class=\"wide\"><table class=\"replay-figures\" aria-label=\"This replication in figures\">\n"
          "<thead><tr><th scope=\"col\"></th>",
          out);
    for (size_t i = 0; i < N_FIGURES; i++)
        if (is_shown(replay, &figures[i]))
            fprintf(out, "<th scope=\"col\">%s</th>", figures[i].head);
    fputs("</tr></thead>\n<tbody>\n", out);
    put_row(out, replay, QS_SYSTEM, 0, "all");
    fputs("</tbody>\n", out);
    static const qs_scope scopes[] = {QS_CLASS, QS_WINDOW, QS_LINE};
    for (size_t i = 0; i < sizeof scopes / sizeof *scopes; i++) {
        if (replay->trace->layout.n_members[scopes[i]] == 0)
            continue;
        fputs("<tbody>\n", out);
        put_scope(out, replay, scopes[i]);
        fputs("</tbody>\n", out);
    }
    fputs("</table></div>\n", out);
}
