/* What `qsweep check` notes about shifts: who waits where nobody is on duty any more.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "check_internal.h"
#include "qsweep/daytime.h"

/* Nobody is on duty at a window in [from, to), and somebody was before, or it is the beginning. */
typedef struct closing {
    double from, to;
} closing;

/* Shifts one after another that are looked at: of those that repeat all up to the end, if that is not too many,
 * else a pause of each. */
static size_t n_shifts(const qs_window *window, double end)
{
    static const double MOST_TURNS = 100000;
    double turns = window->shifts_period > 0 ? end / window->shifts_period : 0;
    return window->n_shifts * (window->shifts_period <= 0 ? 1 : turns < MOST_TURNS ? (size_t)turns + 2 : 2);
}

static double servers_in(const qs_window *window, size_t i)
{
    return window->shifts[i % window->n_shifts].value;
}

static double ends_at(const qs_window *window, size_t i)
{
    const qs_steps shifts = qs_window_shifts(window);
    return qs_steps_until(&shifts, (qs_step_place){i % window->n_shifts, i / window->n_shifts});
}

/* The first at or behind a shift; false: none. */
static bool find_pause(const qs_window *window, double end, size_t *shift, closing *found)
{
    size_t i = *shift, n = n_shifts(window, end);
    if (window->n_shifts == 0)
        return false;
    while (i < n && (servers_in(window, i) > 0 || (i > 0 && !(servers_in(window, i - 1) > 0))))
        i++;
    if (i >= n)
        return false;
    found->from = i > 0 ? ends_at(window, i - 1) : 0;
    while (i < n && !(servers_in(window, i) > 0))
        i++;
    found->to = i < n || window->shifts_period > 0 ? ends_at(window, i - 1) : INFINITY;
    *shift = i;
    return true;
}

/* Until when somebody who waits may come to be served. */
static double last_start(const qs_run_rule *run)
{
    return run->waiting_served ? run->horizon + run->timeout : run->horizon;
}

/* Somebody is there again and again, or all the time from some time on. */
static bool is_open_for_good(const qs_window *window)
{
    return window->n_shifts == 0 || window->shifts_period > 0 ||
           window->shifts[window->n_shifts - 1].value > 0;
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

/* Somebody waits through a pause who does not give up. Up to the end: and can go nowhere, or does not; else: and
 * could be served elsewhere meanwhile, but does not go. */
static bool is_stuck(const qs_model *model, int window, bool up_to_the_end)
{
    const qs_window *w = &model->windows[window];
    if (w->count == 0 || (w->capacity_kind == QS_CAPACITY_QUEUE && w->capacity == 0))
        return false;
    for (int c = 0; c < model->n_classes; c++)
        for (int s = 0; s < model->n_services; s++) {
            const qs_class *class = &model->classes[c];
            const qs_stage *stage = &model->stages[c * model->n_services + s];
            if (!w->serves[c * model->n_services + s] || stage->time == QS_NONE ||
                qs_class_patience(class, s) != QS_NONE)
                continue;
            bool could_go = has_other(model, stage, window, up_to_the_end);
            bool goes = class->jockeys || w->closing != QS_CLOSING_WAIT ||
                        stage->line != QS_NONE; /* a line is served by whoever is there */
            if (up_to_the_end ? !(could_go && goes) : could_go && !goes)
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

/* Of whom it is said: under `leave` those who wait go, and only who comes later is there. */
static const char *who(const qs_window *window, double from)
{
    return window->closing == QS_CLOSING_LEAVE || !(from > 0) ? "who joins then"
                                                              : "who waits there then, or joins later,";
}

static qs_status note_pause(const qs_model *model, const qs_window *window, const closing *c,
                            const char *clock, const char *unit, qs_check_notes *notes)
{
    char line[512], from[QS_DAYTIME_TEXT], to[QS_DAYTIME_TEXT], call[64] = "";
    qs_instant_text(clock, unit, c->from, from);
    qs_instant_text(clock, unit, c->to, to);
    const char *blank = clock ? "" : " ", *behind = clock ? "" : unit;
    if (window->call.servers > 0)
        snprintf(call, sizeof call, ", unless %lld wait and servers are called",
                 (long long)window->call.call_at);
    if (isinf(c->to))
        snprintf(line, sizeof line,
                 "windows.%s: nobody is on duty from %s%s%s on: %s is never served and %s%s", window->name,
                 from, blank, behind, who(window, c->from), fate(&model->run), call);
    else if (c->to >= last_start(&model->run))
        snprintf(line, sizeof line,
                 "windows.%s: nobody is on duty from %s up to the end: %s is never served and %s%s",
                 window->name, from, who(window, c->from), fate(&model->run), call);
    else
        snprintf(
            line, sizeof line,
            "windows.%s: nobody is on duty from %s to %s%s%s: who waits there then waits all that time, "
            "though others are served elsewhere; jockey: true lets a class go there, closing: move all%s",
            window->name, from, to, blank, behind, call);
    return qs_check_note_line(notes, line);
}

qs_status qs_check_note_shifts(const qs_model *model, const char *clock, const char *unit,
                               qs_check_notes *notes)
{
    qs_status status = QS_OK;
    double end = last_start(&model->run);
    for (int w = 0; w < model->n_windows && !status; w++) {
        const qs_window *window = &model->windows[w];
        bool has_pause = false;
        closing c;
        for (size_t shift = 0; !status && find_pause(window, end, &shift, &c) && c.from < end;) {
            bool lasts = c.to >= end;
            bool is_noted = !(has_pause && !lasts) && (lasts || c.from > 0) && is_stuck(model, w, lasts);
            has_pause |= !lasts && c.from > 0; /* the first of several like it says enough */
            if (is_noted)
                status = note_pause(model, window, &c, clock, unit, notes);
        }
    }
    return status;
}
