/* Life of an engine, and of a replication from time 0 to its row.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "arrivals.h"
#include "check.h"
#include "duty.h"
#include "group.h"
#include "horizon.h"
#include "idle.h"
#include "intervals.h"
#include "ledger.h"
#include "loops.h"
#include "members.h"
#include "progress.h"
#include "qsweep/memory.h"
#include "ranking.h"
#include "report.h"
#include "speed.h"

qs_status qs_engine_new(const qs_model *model, qs_engine **out)
{
    qs_engine_memory none = {0};
    return qs_engine_new_in(&none, model, out);
}

qs_status qs_engine_new_in(qs_engine_memory *memory, const qs_model *model, qs_engine **out)
{
    *out = NULL;
    qs_engine *e;
    qs_status status = qs_calloc(1, sizeof *e, &e);
    if (status)
        return status;
    e->model = model;
    e->meters.lent = memory;
    status = qs_engine_build(e);
    e->meters.lent = NULL;
    if (status) {
        qs_engine_free(e);
        return status;
    }
    e->tables.is_plain = qs_plain_fits(e);
    e->tables.is_core = qs_core_fits(e);
    e->tables.judges_growth = qs_model_judges_growth(model);
    status = qs_model_uses_recursion(model) ? qs_recursion_build(e) : qs_circuit_build(e);
    if (!status && !e->circuit)
        status = qs_joining_build(e);
    if (!status && !e->recursion && !e->circuit)
        status = qs_relay_build(e);
    if (status) {
        qs_engine_free(e);
        return status;
    }
    *out = e;
    return QS_OK;
}

static void free_stations(qs_engine *e)
{
    for (int s = 0; s < e->n_stations; s++) {
        qs_station *station = &e->stations[s];
        for (int l = 0; station->lines && l < station->n_lines; l++) {
            qs_heap_clear(&station->lines[l].order);
            qs_free(station->lines[l].bag);
        }
        qs_free(station->lines);
        if (station->member == 0 && station->line == QS_NONE)
            qs_free(station->line_of);
        qs_free(station->idle);
        qs_free(station->leaves);
        qs_heap_clear(&station->departures);
        qs_group_free(station);
    }
    qs_free(e->stations);
}

void qs_engine_leave(qs_engine *e, qs_engine_memory *memory)
{
    if (e)
        qs_report_leave(e, memory);
    qs_engine_free(e);
}

void qs_engine_free(qs_engine *e)
{
    if (!e)
        return;
    free_stations(e);
    for (int i = 0; e->options && i < e->n_options; i++)
        qs_free(e->options[i].ranks);
    qs_report_free(e);
    qs_intervals_free(e);
    qs_check_free(e);
    qs_recursion_free(e);
    qs_joining_free(e);
    qs_circuit_free(e);
    qs_relay_free(e);
    qs_ledger_free(e);
    for (int w = 0; e->tables.window_steps && w < e->model->n_windows; w++)
        qs_free(e->tables.window_steps[w]);
    qs_heap_clear(&e->thinking);
    qs_heap_clear(&e->patience);
    qs_heap_clear(&e->help);
    qs_lines_free(e);
    for (int o = 0; e->entrances && o < e->n_entrances; o++)
        qs_free(e->entrances[o].coming);
    qs_heap_clear(&e->orbit);
    qs_heap_clear(&e->changes);
    void *arrays[] = {e->tables.window_steps,
                      e->draws,
                      e->servers,
                      e->entrances,
                      e->options,
                      e->tables.option_stations,
                      e->tables.steps,
                      e->tables.first_draws,
                      e->tables.patience_draws,
                      e->tables.manner_draws,
                      e->tables.again_steps,
                      e->tables.changed_routes,
                      e->tables.factor_draws,
                      e->day_factors,
                      e->tables.day_draws,
                      e->days,
                      e->tables.window_reach,
                      e->tables.first_rows,
                      e->tables.row_meters,
                      e->slots.match,
                      e->tables.slot_owner,
                      e->pool,
                      e->ranking.stale,
                      e->blocking.rooms,
                      e->jockeys.moves};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
        qs_free(arrays[i]);
    qs_free(e);
}

void qs_engine_want(qs_engine *e, const qs_spot *spots, size_t n)
{
    e->spared = (qs_spared){.quantiles = spots, .intervals = spots, .all_but_throughput = spots && n > 0};
    for (size_t i = 0; spots && i < n; i++) {
        qs_metric metric = spots[i].metric;
        if (metric == QS_METRIC_wait_quantile || metric == QS_METRIC_sojourn_quantile)
            e->spared.quantiles = false;
        if (metric != QS_METRIC_throughput || spots[i].interval != QS_WHOLE)
            e->spared.all_but_throughput = false;
        if (spots[i].interval != QS_WHOLE)
            e->spared.intervals = false;
    }
}

void qs_engine_set_cut(qs_engine *e, double cut)
{
    e->cut = cut;
}

const qs_layout *qs_engine_layout(const qs_engine *e)
{
    return &e->tables.layout;
}

uint64_t qs_engine_n_events(const qs_engine *e)
{
    return e->n_events;
}

uint64_t qs_engine_n_customers(const qs_engine *e)
{
    return e->n_customers;
}

const char *qs_engine_loop(const qs_engine *e)
{
    if (e->recursion)
        return "recursion";
    if (e->joining)
        return "joining";
    return e->tables.is_plain ? "plain" : "general";
}

void qs_engine_listen(qs_engine *e, qs_visit_listener *listener, void *context)
{
    e->hooks.listener = listener;
    e->hooks.listener_context = context;
}

void qs_engine_watch(qs_engine *e, qs_incident_listener *watcher, void *context)
{
    e->hooks.watcher = watcher;
    e->hooks.watcher_context = context;
}

void qs_engine_set_poll(qs_engine *e, qs_engine_poll *poll, void *context)
{
    e->hooks.poll = poll;
    e->hooks.poll_context = context;
}

static void reset_stations(qs_engine *e)
{
    for (int s = 0; s < e->n_stations; s++) {
        qs_station *station = &e->stations[s];
        for (int l = 0; l < station->n_lines; l++) {
            station->lines[l].head = station->lines[l].tail = QS_NOBODY;
            station->lines[l].n = station->lines[l].n_jockeys = 0;
            station->lines[l].picked = QS_NOBODY;
            qs_heap_reset(&station->lines[l].order);
        }
        station->n_waiting = station->n_present = station->n_idle = 0;
        station->queued_work = 0;
        station->first_stuck = station->last_stuck = QS_NOBODY;
        station->searched = 0;
        station->progressed = 0;
        qs_heap_reset(&station->departures);
        if (station->idle)
            memset(station->idle, 0, ((size_t)station->n_servers + 63) / 64 * sizeof *station->idle);
        for (int k = station->first_server; k < station->first_server + station->n_servers; k++) {
            qs_server *server = &e->servers[k];
            server->doing = QS_IDLE;
            server->is_broken = false;
            server->customer = QS_NOBODY;
            server->crew = QS_NONE;
            server->worked = server->began = server->left = 0;
        }
        qs_idle_start(station);
        if (station->group)
            qs_group_start(e, station);
        qs_speed_start(e, station);
        qs_duty_start(e, station);
    }
}

/* Everything as at time 0, before the first arrival is drawn. */
static void begin(qs_engine *e, double warmup, bool counts_intervals)
{
    e->status = QS_OK;
    e->now = 0;
    e->warmup = warmup;
    e->n_customers = e->n_events = e->n_present = e->blocking.n_searches = 0;
    e->n_pool = 0;
    e->free_customer = QS_NOBODY;
    e->blocking.n_rooms = e->jockeys.n_moves = 0;
    e->jockeys.n_looked_at = 0;
    qs_heap_reset(&e->thinking);
    qs_heap_reset(&e->patience);
    qs_heap_reset(&e->orbit);
    qs_heap_reset(&e->changes);
    qs_heap_reset(&e->help);
    for (int l = 0; l < e->model->n_lines; l++)
        e->tables.lines[l].turn = 0;
    for (size_t i = 0; i < e->n_draws; i++)
        qs_variate_reset(&e->draws[i], &e->key);
    qs_arrivals_begin_day(e);
    for (int i = 0; i < e->n_options; i++)
        e->options[i].turn = 0;
    for (int i = 0; i < e->tables.layout.n_values; i++)
        e->results.row[i] = NAN;
    qs_slots_reset(&e->slots);
    if (e->uses.demands)
        qs_ledger_start(e);
    reset_stations(e);
    qs_ranking_start(e);
    qs_report_reset(e);
    qs_intervals_begin(e, counts_intervals);
    e->is_told = e->hooks.listener || (e->intervals && counts_intervals) || qs_members_are_told(e);
    qs_check_start(e);
}

/* What a pass over a replication is for: its row, or all of it; or what only events tell, visits to listeners
 * and results by interval, of a row that recursion will give. */
typedef enum pass { WHOLE, TELLING, ROW_AFTER_TELLING } pass;

static void run_loop(qs_engine *e)
{
    if (e->tables.is_plain)
        qs_plain_run(e);
    else if (e->tables.is_core)
        qs_core_run(e);
    else
        qs_general_run(e);
}

/* False: the relay has been begun in vain. */
static bool run_events(qs_engine *e, bool relays)
{
    qs_horizon_start(e);
    if (!e->results.pilot)
        qs_report_start_series(e);
    qs_arrivals_start(e);
    if (e->results.pilot)
        qs_pilot_start(e);
    if (relays && !qs_relay_run(e))
        return false;
    if (!relays)
        run_loop(e);
    if (!e->status)
        qs_horizon_close(e);
    if (!e->status)
        qs_check_little(e);
    return true;
}

/* One pass over the events, or one recursion. */
static void run(qs_engine *e, double warmup, pass is)
{
    bool recurs = e->recursion && is != TELLING && !e->results.pilot;
    bool counts_intervals = is != ROW_AFTER_TELLING && !e->results.pilot && !e->spared.intervals;
    bool joins = !recurs && qs_joining_is_worth_it(e) && !e->hooks.listener && !e->results.pilot;
    begin(e, warmup, counts_intervals);
    bool relays = !recurs && !joins && qs_relay_is_worth_it(e);
    bool is_done =
        (recurs && qs_recursion_run(e)) || (joins && qs_joining_run(e)) || (relays && run_events(e, true));
    if (!is_done) {
        if (recurs || joins || relays)
            begin(e, warmup, counts_intervals);
        run_events(e, false);
    }
    if (!e->status)
        qs_progress_count(e);
    if (!e->status)
        qs_report_values(e);
    if (!e->status)
        qs_check_conservation(e);
}

static void tell_nobody(qs_engine *e)
{
    e->hooks.listener = NULL;
    e->hooks.watcher = NULL;
}

/* Events tell of visits, recursions do not: the listener and the intervals have the events, the rest of the
 * row is the recursion's. */
static void tell_visits(qs_engine *e, double warmup)
{
    const qs_hooks hooks = e->hooks;
    run(e, warmup, TELLING);
    tell_nobody(e);
    if (!e->status)
        run(e, warmup, ROW_AFTER_TELLING);
    e->hooks = hooks;
}

qs_status qs_engine_replicate(qs_engine *e, const qs_replication_key *key, double *row,
                              qs_histogram *histograms)
{
    e->key = *key;
    e->results.row = row;
    double warmup = e->model->run.warmup_mser5 ? e->cut : e->model->run.warmup;
    e->spared.bins = e->spared.quantiles && !histograms;
    bool is_told = e->hooks.listener || e->hooks.watcher;
    if (e->circuit && e->spared.all_but_throughput && !is_told && !histograms && qs_circuit_run(e, warmup))
        return e->status;
    if (e->recursion && (is_told || (e->intervals && !e->spared.intervals)))
        tell_visits(e, warmup);
    else
        run(e, warmup, WHOLE);
    qs_status status = e->status;
    if (!status && histograms)
        status = qs_report_histograms(e, histograms);
    for (int i = 0; status && i < e->tables.layout.n_values; i++)
        row[i] = NAN;
    return status;
}

qs_status qs_engine_pilot(qs_engine *e, const qs_replication_key *key, double *row, qs_pilot *pilot)
{
    const qs_hooks hooks = e->hooks;
    *pilot = (qs_pilot){0};
    e->key = *key;
    e->results.row = row;
    tell_nobody(e);
    e->results.pilot = pilot;
    run(e, 0, WHOLE);
    e->results.pilot = NULL;
    e->hooks = hooks;
    if (e->status)
        *pilot = (qs_pilot){0};
    else
        pilot->n = 1;
    return e->status;
}
