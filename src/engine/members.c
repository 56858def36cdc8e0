/* Rows of results for members of windows.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "members.h"

#include <math.h>

#include "qsweep/memory.h"

/* A row for each of several members, of which the first ones are there: each has a meter; the only one has the
 * window's, for it is the window. Stations lie in the order of their windows. */
static void give_rows(qs_engine *e, int window, int row, qs_station *stations)
{
    int count = e->model->windows[window].count;
    for (int member = 0; member < e->model->windows[window].n_rows; member++)
        e->tables.row_meters[row + member] = QS_NONE;
    if (count == 1)
        e->tables.row_meters[row] = window;
    for (int member = 0; count > 1 && member < count; member++) {
        stations[member].has_row = true;
        e->tables.row_meters[row + member] = stations[member].own_meter = e->meters.n_all++;
    }
}

qs_status qs_members_build(qs_engine *e)
{
    const qs_model *m = e->model;
    qs_station *stations = e->stations;
    int row = 0;
    e->meters.n_all = qs_n_places(e);
    qs_status status = qs_calloc((size_t)m->n_windows, sizeof *e->tables.first_rows, &e->tables.first_rows);
    if (!status)
        status = qs_calloc((size_t)qs_model_n_rows(m), sizeof *e->tables.row_meters, &e->tables.row_meters);
    for (int w = 0; w < m->n_windows && !status; w++) {
        e->tables.first_rows[w] = row;
        if (m->windows[w].n_rows > 1)
            give_rows(e, w, row, stations);
        else
            e->tables.row_meters[row] = w;
        row += m->windows[w].n_rows > 1 ? m->windows[w].n_rows : 1;
        stations += m->windows[w].count;
    }
    return status;
}

/* Its service never began, though it joined: as count_given_up() and count_early() in customer.c. */
static void count_given_up(qs_engine *e, qs_meter *meter, double wait, qs_outcome outcome)
{
    const qs_output_rule *output = &e->model->output;
    const double *within = output->thresholds + output->n_thresholds;
    for (size_t k = 0; k < qs_output_n_marks(output); k++)
        meter->gave_up_over[k] += wait > output->thresholds[k];
    for (size_t k = 0; k < output->n_levels && outcome == QS_RENEGED; k++)
        meter->gave_up_early[k] += wait < within[k];
}

static void count(qs_engine *e, qs_meter *meter, const qs_customer *customer, qs_outcome outcome)
{
    bool has_begun = !isnan(customer->start);
    double wait = (has_begun ? customer->start : e->now) - customer->join;
    meter->arrived++;
    meter->outcome[outcome]++;
    if (has_begun)
        qs_tally_add(&meter->wait, wait);
    else if (outcome == QS_UNFINISHED)
        qs_meter_censored(meter, wait);
    else if (outcome != QS_REJECTED && outcome != QS_BALKED)
        count_given_up(e, meter, wait, outcome);
    if (outcome == QS_SERVED)
        qs_tally_add(&meter->sojourn, e->now - customer->join);
}

void qs_members_visit(qs_engine *e, const qs_customer *customer, qs_outcome outcome)
{
    const qs_station *station = &e->stations[customer->station];
    if (!station->has_row)
        return;
    qs_meter *meter = &e->meters.windows[station->own_meter];
    qs_outcome of_visit = qs_outcome_at_window(outcome);
    meter->departed += of_visit == QS_SERVED;
    if (customer->is_counted)
        count(e, meter, customer, of_visit);
}
