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
    double sum = 0, from = 0;
    if (window->n_shifts == 0)
        return window->servers * horizon;
    for (size_t i = 0; i < window->n_shifts && from < horizon; i++) {
        double until = window->shifts[i].until < horizon ? window->shifts[i].until : horizon;
        sum += window->shifts[i].value * (until - from);
        from = until;
    }
    return sum;
}

double qs_model_server_hours(const qs_model *model, int window)
{
    const qs_window *w = &model->windows[window];
    if (w->servers == QS_INFINITE_SERVERS || isinf(model->run.horizon))
        return (double)NAN;
    return qs_model_hours(model, w->count * rostered_time(w, model->run.horizon));
}
