/* What `qsweep check` notes about shifts: who waits where nobody is on duty any more.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "check_internal.h"
#include "qsweep/daytime.h"

/* Nobody is on duty at a window in [from, to), and somebody was before. */
typedef struct closing {
    double from, to;
} closing;

/* The first at or behind a shift; false: none. */
static bool find_closing(const qs_window *window, size_t *shift, closing *found)
{
    size_t i = *shift > 0 ? *shift : 1;
    while (i < window->n_shifts && (window->shifts[i].value > 0 || !(window->shifts[i - 1].value > 0)))
        i++;
    if (i >= window->n_shifts)
        return false;
    found->from = window->shifts[i - 1].until;
    while (i < window->n_shifts && !(window->shifts[i].value > 0))
        i++;
    found->to = i < window->n_shifts ? window->shifts[i - 1].until : INFINITY;
    *shift = i;
    return true;
}

/* Until when somebody who waits may come to be served. */
static double last_start(const qs_run_rule *run)
{
    return run->waiting_served ? run->horizon + run->timeout : run->horizon;
}

static bool is_open_for_good(const qs_window *window)
{
    return window->n_shifts == 0 || window->shifts[window->n_shifts - 1].value > 0;
}

/* Whether a stage's customers are served elsewhere, too; for good: always. */
static bool has_other(const qs_model *model, const qs_stage *stage, int window, bool for_good)
{
    for (int k = 0; k < stage->n_candidates; k++) {
        int other = model->candidates[stage->first_candidate + k];
        if (other != window && model->windows[other].count > 0 &&
            (!for_good || is_open_for_good(&model->windows[other])))
            return true;
    }
    return false;
}

/* Somebody waits through a closing who does not give up. For good: and can go nowhere, or does not; else: and
 * could be served elsewhere meanwhile, but does not go. */
static bool is_stuck(const qs_model *model, int window, bool for_good)
{
    const qs_window *w = &model->windows[window];
    if (w->count == 0 || (w->capacity_kind == QS_CAPACITY_QUEUE && w->capacity == 0))
        return false;
    for (int c = 0; c < model->n_classes; c++)
        for (int s = 0; s < model->n_services; s++) {
            const qs_class *class = &model->classes[c];
            const qs_stage *stage = &model->stages[c * model->n_services + s];
            if (!w->serves[c * model->n_services + s] || stage->time == QS_NONE || class->patience != QS_NONE)
                continue;
            bool could_go = has_other(model, stage, window, for_good);
            bool goes = class->jockeys || stage->line != QS_NONE; /* a line is served by whoever is there */
            if (for_good ? !(could_go && goes) : could_go && !goes)
                return true;
        }
    return false;
}

/* What becomes of who is never served. */
static const char *fate(const qs_run_rule *run)
{
    if (run->stops)
        return "stays unfinished";
    if (!run->waiting_served)
        return "is sent away at the horizon";
    return isinf(run->timeout) ? "stays unfinished, although at_horizon serves those who wait"
                               : "is sent away at the end of at_horizon.timeout";
}

static qs_status note_closing(const qs_model *model, const qs_window *window, const closing *c,
                              const char *clock, const char *unit, qs_check_notes *notes)
{
    char line[512], from[QS_DAYTIME_TEXT], to[QS_DAYTIME_TEXT];
    qs_instant_text(clock, unit, c->from, from);
    qs_instant_text(clock, unit, c->to, to);
    const char *blank = clock ? "" : " ", *behind = clock ? "" : unit;
    if (isinf(c->to))
        snprintf(
            line, sizeof line,
            "windows.%s: nobody is on duty from %s%s%s on: who waits there then, or joins later, is never "
            "served and %s",
            window->name, from, blank, behind, fate(&model->run));
    else
        snprintf(line, sizeof line,
                 "windows.%s: nobody is on duty from %s to %s%s%s: who waits there then waits all that time, "
                 "though others are served elsewhere; jockey: true lets a class go there",
                 window->name, from, to, blank, behind);
    return qs_check_note_line(notes, line);
}

qs_status qs_check_note_shifts(const qs_model *model, const char *clock, const char *unit,
                               qs_check_notes *notes)
{
    qs_status status = QS_OK;
    for (int w = 0; w < model->n_windows && !status; w++) {
        const qs_window *window = &model->windows[w];
        bool has_pause = false;
        closing c;
        for (size_t shift = 0;
             !status && find_closing(window, &shift, &c) && c.from < last_start(&model->run);) {
            bool is_noted = !(has_pause && !isinf(c.to)) && is_stuck(model, w, isinf(c.to));
            has_pause |= !isinf(c.to); /* the first of several like it says enough */
            if (is_noted)
                status = note_closing(model, window, &c, clock, unit, notes);
        }
    }
    return status;
}
