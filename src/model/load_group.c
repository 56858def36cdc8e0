/* What service in groups, and servers of unlike speed, make of the work at a window.
 *
 * A group takes as long as the one who leads it, and who that will be is mostly not known: the least that
 * leaders take on average is certain. A full group is the least work for each, and where the queue grows
 * groups are full.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "load_internal.h"
#include "qsweep/memory.h"

/* The least time that leaders with this service can take on average: where the shortest lead, all of them may
 * be as short as there are. */
static double least_of(const qs_model *model, const qs_window *window, int time)
{
    if (time == QS_NONE)
        return 0;
    return window->discipline == QS_SHORTEST_FIRST ? qs_distribution_min(&model->distributions[time])
                                                   : qs_model_mean(model, time);
}

static double ratio(double least, double most)
{
    return most > 0 ? most / least : 1;
}

void qs_load_of_groups(const qs_model *model, int w, qs_leaders *out)
{
    const qs_window *window = &model->windows[w];
    double most_time = 0, most_dead = 0;
    *out = (qs_leaders){.time = INFINITY, .dead_time = INFINITY, .spread = 1};
    for (int c = 0; c < model->n_classes && window->group_max > 0; c++)
        for (int s = 0; s < model->n_services; s++) {
            int index = c * model->n_services + s;
            bool holds;
            if (!window->serves[index] || !(model->stages[index].visits_per_arrival > 0))
                continue;
            int time = qs_model_service_time(model, w, c, s);
            double dead = qs_model_mean(model, qs_model_dead_time(model, w, c, s, &holds));
            out->time = fmin(out->time, least_of(model, window, time));
            out->dead_time = fmin(out->dead_time, dead);
            most_time = fmax(most_time, qs_model_mean(model, time));
            most_dead = fmax(most_dead, dead);
        }
    if (isinf(out->time))
        out->time = out->dead_time = 0;
    out->spread = fmax(ratio(out->time, most_time), ratio(out->dead_time, most_dead));
}

double qs_load_least_speed(const qs_window *window)
{
    double least = window->n_server_speeds > 0 ? INFINITY : 1;
    for (size_t i = 0; i < window->n_server_speeds; i++)
        least = fmin(least, window->server_speeds[i]);
    return least;
}

double qs_load_worth(const qs_window *window, double n)
{
    double worth = 0;
    if (window->n_server_speeds == 0)
        return n;
    for (size_t i = 0; i < window->n_server_speeds && (double)i < n; i++)
        worth += window->server_speeds[i];
    return worth;
}

qs_status qs_model_derive_worth(qs_model *model)
{
    qs_status status = QS_OK;
    for (int w = 0; w < model->n_windows && !status; w++) {
        qs_window *window = &model->windows[w];
        if (window->n_server_speeds == 0 || window->n_shifts == 0 || window->worth)
            continue;
        status = qs_calloc(window->n_shifts, sizeof *window->worth, &window->worth);
        for (size_t i = 0; i < window->n_shifts && !status; i++)
            window->worth[i] =
                (qs_piece){window->shifts[i].until, qs_load_worth(window, window->shifts[i].value)};
    }
    return status;
}
