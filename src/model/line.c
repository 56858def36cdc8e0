/* Lines for several windows: who waits in which.
 *
 * A line has the stages that one of its own windows can serve, of the classes that it takes. All other open
 * windows of such a stage must be the line's, too, or help it after a while: else it would not be clear who
 * waits where.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "model_internal.h"

static bool has(const int *windows, int n, int window)
{
    for (int i = 0; i < n; i++)
        if (windows[i] == window)
            return true;
    return false;
}

static bool is_own(const qs_line_rule *line, int window)
{
    return has(line->windows, line->n_windows, window);
}

static bool helps(const qs_line_rule *line, int window)
{
    for (int i = 0; i < line->n_helps; i++)
        if (has(line->helps[i].windows, line->helps[i].n_windows, window))
            return true;
    return false;
}

int qs_model_line_of_window(const qs_model *model, int window)
{
    for (int l = 0; l < model->n_lines; l++)
        if (is_own(&model->lines[l], window))
            return l;
    return QS_NONE;
}

bool qs_model_window_helps(const qs_model *model, int window)
{
    for (int l = 0; l < model->n_lines; l++)
        if (helps(&model->lines[l], window))
            return true;
    return false;
}

/* One of its windows, open or not, can serve the stage. */
static bool claims(const qs_model *model, int l, int class, int service)
{
    const qs_line_rule *line = &model->lines[l];
    for (int i = 0; line->takes[class] && i < line->n_windows; i++)
        if (model->windows[line->windows[i]].serves[class * model->n_services + service])
            return true;
    return false;
}

/* The first open window that can serve the stage and is not the line's (QS_NONE: nobody's). */
static int left_out(const qs_model *model, int l, int class, int service)
{
    for (int w = 0; w < model->n_windows; w++) {
        bool is_asked =
            model->windows[w].count > 0 && model->windows[w].serves[class * model->n_services + service];
        bool is_lines = l != QS_NONE && (is_own(&model->lines[l], w) || helps(&model->lines[l], w));
        if (is_asked && !is_lines)
            return w;
    }
    return QS_NONE;
}

/* A window of some line that serves a stage which waits in none. */
static int stray(const qs_model *model, int class, int service)
{
    for (int w = 0; w < model->n_windows; w++)
        if (model->windows[w].count > 0 && model->windows[w].serves[class * model->n_services + service] &&
            qs_model_line_of_window(model, w) != QS_NONE)
            return w;
    return QS_NONE;
}

int qs_model_find_line(const qs_model *model, int class, int service, qs_line_fault *fault, int *other)
{
    int found = QS_NONE, without = QS_NONE;
    *fault = QS_LINE_IS_CLEAR;
    *other = QS_NONE;
    for (int l = 0; l < model->n_lines; l++) {
        if (!claims(model, l, class, service))
            continue;
        bool is_whole = left_out(model, l, class, service) == QS_NONE;
        if (is_whole && found != QS_NONE) {
            *fault = QS_LINE_OF_TWO;
            *other = l;
            return found;
        }
        if (is_whole)
            found = l;
        else if (without == QS_NONE)
            without = l;
    }
    if (found == QS_NONE) {
        *other = without != QS_NONE ? left_out(model, without, class, service) : stray(model, class, service);
        *fault = *other == QS_NONE ? QS_LINE_IS_CLEAR : QS_LINE_LEAVES_OUT;
        return without;
    }
    return found;
}

qs_status qs_model_derive_lines(qs_model *model)
{
    for (int c = 0; c < model->n_classes; c++)
        for (int s = 0; s < model->n_services; s++) {
            qs_stage *stage = &model->stages[c * model->n_services + s];
            qs_line_fault fault = QS_LINE_IS_CLEAR;
            int other;
            stage->line = model->n_lines > 0 ? qs_model_find_line(model, c, s, &fault, &other) : QS_NONE;
            for (int l = 0; l < model->n_lines; l++)
                model->windows[model->n_windows + l].serves[c * model->n_services + s] = l == stage->line;
            if (fault != QS_LINE_IS_CLEAR && stage->visits_per_arrival > 0)
                return qs_fail(QS_ERROR_STUDY, "it is not clear where class %s waits for service %s",
                               model->classes[c].name, model->services[s]);
        }
    return QS_OK;
}
