/* The life of the kernel by joining, and of a replication in it from nothing.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "intervals.h"
#include "joining.h"
#include "loops.h"
#include "members.h"
#include "qsweep/memory.h"

/* Unless it is asked for by name: more sources and servers than these are found faster by events. */
enum { MOST_IN_VAIN = 3, MOST_SOURCES = 8, MOST_SERVERS = 32 };

static void free_changes(qs_joining *j)
{
    for (int i = 0; i < j->n_changes; i++) {
        qs_free(j->changes[i].plus);
        qs_free(j->changes[i].minus);
    }
    qs_free(j->changes);
}

static void free_spot(qs_spot_ahead *spot)
{
    qs_free(spot->free);
    qs_free(spot->pace);
    qs_free(spot->last);
    qs_free(spot->starts.items);
    qs_free(spot->ends.items);
    qs_free(spot->leaves.items);
    qs_free(spot->rests.items);
}

void qs_joining_free(qs_engine *e)
{
    qs_joining *j = e->joining;
    if (!j)
        return;
    for (int s = 0; j->spots && s < e->n_stations; s++)
        free_spot(&j->spots[s]);
    free_changes(j);
    void *arrays[] = {j->doors,         j->first_services, j->spots,    j->stages,  j->stays,
                      j->going,         j->overtime,       j->sorted,   j->spare,   j->runs,
                      j->class_waiting, j->zeros,          j->arrivals, j->numbers, j->scratch};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
        qs_free(arrays[i]);
    qs_free(j);
    e->joining = NULL;
}

/* A choice among several windows asks how many are there. */
static bool is_compared(const qs_engine *e, int s)
{
    bool looks =
        e->model->window_choice == QS_CHOOSE_SHORTEST_QUEUE || e->model->window_choice == QS_CHOOSE_SIMUQ;
    for (int i = 0; looks && i < e->n_options; i++)
        for (int k = 0; e->options[i].n > 1 && k < e->options[i].n; k++)
            if (e->tables.option_stations[e->options[i].first + k] == s)
                return true;
    return false;
}

static qs_status build_spot(qs_engine *e, int s)
{
    const qs_station *station = &e->stations[s];
    const qs_window *window = &e->model->windows[station->window];
    qs_spot_ahead *spot = &e->joining->spots[s];
    spot->is_looked_at = e->uses.balks || window->capacity_kind != QS_CAPACITY_NONE || is_compared(e, s);
    spot->is_endless = station->is_endless;
    spot->number = s;
    spot->window = station->window;
    spot->first_server = station->first_server;
    spot->arrived = &e->meters.windows[station->window].arrived;
    qs_status status = qs_calloc((size_t)station->n_servers + 1, sizeof *spot->free, &spot->free);
    if (!status)
        status = qs_calloc((size_t)station->n_servers, sizeof *spot->pace, &spot->pace);
    if (!status)
        status = qs_calloc((size_t)station->n_servers, sizeof *spot->last, &spot->last);
    for (int k = 0; !status && k < station->n_servers; k++) {
        spot->pace[k] = window->speed * e->servers[station->first_server + k].speed;
        spot->has_pace |= spot->pace[k] != 1;
    }
    return status;
}

/* Gauges of windows, and of classes where they are not the system's. */
static qs_status build_changes(qs_engine *e, qs_joining *j)
{
    int n_windows = e->model->n_windows, n_classes = j->has_classes ? e->model->n_classes : 0;
    j->n_changes = 3 * n_windows + 2 * n_classes;
    qs_status status = qs_calloc((size_t)j->n_changes, sizeof *j->changes, &j->changes);
    if (status) {
        j->n_changes = 0;
        return status;
    }
    j->queue = j->changes;
    j->serving = j->queue + n_windows;
    j->occupied = j->serving + n_windows;
    j->class_queue = j->occupied + n_windows;
    j->class_number = j->class_queue + n_classes;
    for (int w = 0; w < n_windows; w++) {
        j->queue[w].gauge = &e->meters.windows[w].queue;
        j->serving[w].gauge = &e->meters.windows[w].serving;
        j->occupied[w].gauge = &e->meters.windows[w].occupied;
    }
    for (int c = 0; c < n_classes; c++) {
        j->class_queue[c].gauge = &e->meters.classes[c].queue;
        j->class_number[c].gauge = &e->meters.classes[c].number;
    }
    return QS_OK;
}

static qs_variate *find_variate(qs_engine *e, int draw)
{
    return draw == QS_NONE ? NULL : &e->draws[draw];
}

static qs_status build_stages(qs_engine *e, qs_joining *j)
{
    int n = e->model->n_classes * e->model->n_services;
    qs_status status = qs_calloc((size_t)n, sizeof *j->stages, &j->stages);
    for (int i = 0; i < n && !status; i++) {
        qs_joining_stage *stage = &j->stages[i];
        stage->step = &e->tables.steps[i];
        stage->station = QS_NONE;
        stage->draws_then = stage->step->route_draw != QS_NONE;
        stage->then = (int16_t)stage->step->certain;
        if (stage->step->options == QS_NONE || e->options[stage->step->options].n != 1)
            continue;
        stage->station = e->tables.option_stations[e->options[stage->step->options].first];
        const qs_step *here =
            qs_step_at(e, &e->stations[stage->station], i / e->model->n_services, i % e->model->n_services);
        stage->work = find_variate(e, here->work_draw);
        stage->patience = find_variate(e, e->uses.patience ? e->tables.patience_draws[i].first : QS_NONE);
        stage->dead_time = here->dead_draw == QS_NONE ? 0 : e->draws[here->dead_draw].distribution->a;
    }
    return status;
}

static qs_status build_doors(qs_engine *e, qs_joining *j)
{
    const qs_model *m = e->model;
    qs_status status = qs_calloc((size_t)e->n_entrances, sizeof *j->doors, &j->doors);
    if (!status)
        status = qs_calloc((size_t)m->n_classes, sizeof *j->first_services, &j->first_services);
    for (int o = 0; o < e->n_entrances && !status; o++) {
        qs_entrance *entrance = &e->entrances[o];
        const qs_source *source = &m->sources[entrance->source];
        const qs_branch *shares = m->routes + source->first_share;
        j->doors[o] = (qs_joining_door){.entrance = entrance,
                                        .class = shares[0].to,
                                        .draw = find_variate(e, entrance->class_draw),
                                        .shares = shares,
                                        .n_shares = source->n_shares,
                                        .is_single = entrance->batch_draw == QS_NONE && source->limit == 0};
    }
    for (int c = 0; c < m->n_classes && !status; c++)
        j->first_services[c] =
            e->tables.first_draws[c] == QS_NONE ? m->routes[m->classes[c].first_start].to : QS_NONE;
    return status;
}

static qs_status build(qs_engine *e, qs_joining *j)
{
    size_t n_stations = (size_t)e->n_stations, n_windows = (size_t)e->model->n_windows,
           n_classes = (size_t)e->model->n_classes;
    j->has_classes = n_classes > 1;
    qs_status status = qs_calloc(n_stations, sizeof *j->spots, &j->spots);
    for (int s = 0; s < e->n_stations && !status; s++)
        status = build_spot(e, s);
    if (!status)
        status = qs_calloc((size_t)e->n_entrances, sizeof *j->arrivals, &j->arrivals);
    if (!status)
        status = qs_calloc(n_windows, sizeof *j->numbers, &j->numbers);
    if (!status)
        status = qs_calloc(n_stations + 1, sizeof *j->runs, &j->runs);
    if (!status)
        status = build_changes(e, j);
    if (!status)
        status = build_stages(e, j);
    if (!status)
        status = build_doors(e, j);
    return status ? status : qs_calloc(n_classes, sizeof *j->class_waiting, &j->class_waiting);
}

/* Whether customers may leave the system from a station. */
static bool is_last(const qs_engine *e, int s)
{
    const qs_model *m = e->model;
    for (int i = 0; i < m->n_classes * m->n_services; i++) {
        const qs_step *step = &e->tables.steps[i];
        const qs_options *options = &e->options[step->options];
        bool leaves = step->route_draw == QS_NONE ? step->certain == QS_NONE
                                                  : step->branches[step->n_branches - 1].cumulative < 1;
        for (int k = 0; leaves && k < options->n; k++)
            if (e->tables.option_stations[options->first + k] == s)
                return true;
    }
    return false;
}

/* One station at each window, and one at most from which people leave: of the system and its classes, too, all
 * waits and sojourns are those of one station, and in order there. */
static bool keeps_order(const qs_engine *e)
{
    int n_last = 0;
    bool is_single = true;
    for (int w = 0; w < e->model->n_windows; w++)
        is_single &= e->model->windows[w].count <= 1;
    for (int s = 0; s < e->n_stations && is_single; s++)
        n_last += is_last(e, s);
    return is_single && n_last <= 1;
}

/* Where it is not asked for: faster than the general loop. Where all times are multiples of one, much happens at
 * one instant, and it might be begun in vain. */
static bool is_faster(const qs_engine *e)
{
    bool is = !e->tables.is_plain && e->n_entrances <= MOST_SOURCES && e->meters.wait_grid <= 0;
    for (int s = 0; s < e->n_stations; s++)
        is &= e->stations[s].n_servers <= MOST_SERVERS;
    return is;
}

qs_status qs_joining_build(qs_engine *e)
{
    if (!qs_model_uses_joining(e->model) || qs_members_are_told(e) || e->n_stations > UINT16_MAX ||
        (e->model->run.kernel != QS_KERNEL_JOINING && !is_faster(e)))
        return QS_OK;
    for (int i = 0; i < e->n_options; i++)
        if (e->options[i].ranks)
            return QS_OK;
    qs_status status = qs_calloc(1, sizeof *e->joining, &e->joining);
    if (!status)
        e->joining->keeps_order = keeps_order(e);
    return status ? status : build(e, e->joining);
}

bool qs_joining_is_worth_it(const qs_engine *e)
{
    return e->joining && e->joining->n_vain < MOST_IN_VAIN;
}

static void reset_track(qs_track *track)
{
    track->head = track->seen = track->tail = 0;
}

void qs_joining_start(qs_engine *e)
{
    qs_joining *j = e->joining;
    for (int s = 0; s < e->n_stations; s++) {
        qs_spot_ahead *spot = &j->spots[s];
        reset_track(&spot->starts);
        reset_track(&spot->ends);
        reset_track(&spot->leaves);
        reset_track(&spot->rests);
        spot->has_zeros = false;
        spot->n_roster = e->stations[s].n_roster;
        spot->shift_until = qs_joining_shift_ends(e, &e->stations[s]);
        for (int k = 0; k < e->stations[s].n_servers; k++) {
            spot->free[k] = 0;
            spot->last[k] = QS_NOBODY;
        }
    }
    for (int i = 0; i < j->n_changes; i++)
        j->changes[i].n_plus = j->changes[i].n_minus = j->changes[i].n_run = 0;
    for (int c = 0; c < e->model->n_classes; c++)
        j->class_waiting[c] = 0;
    if (e->intervals && e->intervals->is_counting)
        e->intervals->is_one_stop = e->tables.is_one_stop && !e->intervals->waits;
    j->n_stays = j->n_going = j->n_overtime = j->n_unmeasured = j->n_zeros = 0;
    j->free_stay = QS_NOBODY;
    j->n_joined = j->n_moved = 0;
    j->waiting = 0;
    j->last_end = 0;
    j->zero_at = j->instant = -1;
    j->reached = -1;
    j->is_vain = false;
}
