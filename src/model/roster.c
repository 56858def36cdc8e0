/* The roster: how many hours servers are on duty, by the study alone.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "qsweep/model.h"

double qs_model_hours(const qs_model *model, double time)
{
    return time * model->unit_seconds / 3600;
}

/* Servers times time, of one member of a window. */
static double rostered_time(const qs_window *window, double horizon)
{
    const qs_steps shifts = qs_window_shifts(window);
    return window->n_shifts == 0 ? window->servers * horizon : qs_steps_area(&shifts, horizon);
}

double qs_model_server_hours(const qs_model *model, int window)
{
    const qs_window *w = &model->windows[window];
    if (w->servers == QS_INFINITE_SERVERS || isinf(model->run.horizon))
        return (double)NAN;
    return qs_model_hours(model, w->count * rostered_time(w, model->run.horizon));
}
