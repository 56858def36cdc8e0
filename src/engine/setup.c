/* From a model to the tables that the engine walks. Every random purpose gets its name here.
 *
 * A stream is found by the hash of its purpose's name, so a name must never change: other names are other
 * numbers. Slots of the calendar are numbered in the order of simultaneous events.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "group.h"
#include "intervals.h"
#include "ledger.h"
#include "loops.h"
#include "qsweep/hash.h"
#include "qsweep/memory.h"
#include "ranking.h"
#include "report.h"

/* A draw for a purpose; names are at most 63 bytes each, so the text fits. */
qs_status qs_add_draw(qs_engine *e, int distribution, int *draw, const char *format, ...)
{
    char purpose[320];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(purpose, sizeof purpose, format, arguments);
    va_end(arguments);
    qs_status status = qs_reserve(&e->draws, &e->draws_capacity, e->n_draws + 1, sizeof *e->draws);
    if (status)
        return status;
    const qs_distribution *law = distribution == QS_NONE ? NULL : &e->model->distributions[distribution];
    qs_variate_init(&e->draws[e->n_draws], law, qs_hash_name(purpose));
    *draw = (int)e->n_draws++;
    return QS_OK;
}

/* Member 0 of a row or source has its bare name, so that `count: 1` and no count are the same. */
static const char *member_suffix(char *text, size_t n, int member)
{
    if (member == 0)
        text[0] = 0;
    else
        snprintf(text, n, "#%d", member);
    return text;
}

static qs_status build_step(qs_engine *e, qs_step *step, int class, int service)
{
    const qs_model *m = e->model;
    const qs_stage *stage = &m->stages[class * m->n_services + service];
    const char *c = m->classes[class].name, *s = m->services[service];
    step->branches = m->routes + stage->first_route;
    step->n_branches = stage->n_routes;
    step->route_draw = step->certain = step->choice_draw = step->work_draw = step->dead_draw = QS_NONE;
    step->holds_customer = stage->holds_customer;
    step->line = stage->line == QS_NONE ? QS_NONE : e->tables.lines[stage->line].station;
    qs_status status = QS_OK;
    if (stage->n_routes == 1 && step->branches[0].cumulative >= 1)
        step->certain = step->branches[0].to;
    else if (stage->n_routes > 0)
        status = qs_add_draw(e, QS_NONE, &step->route_draw, "classes/%s/then/%s", c, s);
    if (!status && e->options[step->options].n > 1)
        status = qs_add_draw(e, QS_NONE, &step->choice_draw, "choice/%s/%s", c, s);
    if (!status && stage->time != QS_NONE)
        status = qs_add_draw(e, stage->time, &step->work_draw, "services/%s/%s/time", s, c);
    if (!status && stage->dead_time != QS_NONE)
        status = qs_add_draw(e, stage->dead_time, &step->dead_draw, "services/%s/%s/dead_time", s, c);
    return status;
}

/* A window with its own times has steps of its own; what it does not override is shared. */
static qs_status build_window_steps(qs_engine *e, int w)
{
    const qs_model *m = e->model;
    size_t n = (size_t)m->n_classes * (size_t)m->n_services;
    qs_status status = qs_calloc(n, sizeof(qs_step), &e->tables.window_steps[w]);
    for (int c = 0; c < m->n_classes && !status; c++)
        for (int s = 0; s < m->n_services && !status; s++) {
            int i = c * m->n_services + s;
            qs_step *step = &e->tables.window_steps[w][i];
            *step = e->tables.steps[i];
            int time = qs_model_service_time(m, w, c, s);
            int dead = qs_model_dead_time(m, w, c, s, &step->holds_customer);
            if (time != m->stages[i].time)
                status = qs_add_draw(e, time, &step->work_draw, "windows/%s/%s/%s/time", m->windows[w].name,
                                     m->services[s], m->classes[c].name);
            if (!status && dead != m->stages[i].dead_time)
                status = qs_add_draw(e, dead, &step->dead_draw, "windows/%s/%s/%s/dead_time",
                                     m->windows[w].name, m->services[s], m->classes[c].name);
        }
    return status;
}

/* Stations lie in the order of their windows. */
static int first_station_of(const qs_engine *e, int window)
{
    int low = 0, high = e->n_stations;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (e->stations[middle].window < window)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Stages with the same candidate windows share one list of stations (and one turn of round robin). */
static qs_status build_options_of(qs_engine *e, const qs_stage *stage, int *index)
{
    const int *candidate = e->model->candidates + stage->first_candidate;
    size_t start = e->tables.n_option_stations, n = 0;
    for (int k = 0; k < stage->n_candidates; k++) {
        int w = candidate[k], count = e->model->windows[w].count, first = first_station_of(e, w);
        qs_status status = qs_reserve(&e->tables.option_stations, &e->tables.option_capacity,
                                      start + n + (size_t)count, sizeof *e->tables.option_stations);
        if (status)
            return status;
        for (int member = 0; member < count; member++)
            e->tables.option_stations[start + n++] = first + member;
    }
    for (int i = 0; i < e->n_options; i++)
        if ((size_t)e->options[i].n == n &&
            !memcmp(e->tables.option_stations + e->options[i].first, e->tables.option_stations + start,
                    n * sizeof *e->tables.option_stations)) {
            *index = i;
            return QS_OK;
        }
    *index = e->n_options;
    e->options[e->n_options++] = (qs_options){.first = (int)start, .n = (int)n};
    e->tables.n_option_stations += n;
    return QS_OK;
}

static qs_status build_steps(qs_engine *e)
{
    const qs_model *m = e->model;
    size_t n = (size_t)m->n_classes * (size_t)m->n_services;
    qs_status status = qs_calloc(n, sizeof *e->tables.steps, &e->tables.steps);
    if (!status)
        status = qs_calloc(n, sizeof *e->options, &e->options);
    for (size_t i = 0; i < n && !status; i++)
        status = build_options_of(e, &m->stages[i], &e->tables.steps[i].options);
    for (int c = 0; c < m->n_classes && !status; c++)
        for (int s = 0; s < m->n_services && !status; s++)
            status = build_step(e, &e->tables.steps[c * m->n_services + s], c, s);
    if (!status)
        status = qs_calloc((size_t)qs_n_places(e), sizeof *e->tables.window_steps, &e->tables.window_steps);
    for (int w = 0; w < m->n_windows && !status; w++)
        if (m->windows[w].n_overrides > 0)
            status = build_window_steps(e, w);
    return status;
}

static qs_status build_class_draws(qs_engine *e)
{
    const qs_model *m = e->model;
    size_t n = (size_t)m->n_classes;
    qs_status status = qs_calloc(n, sizeof *e->tables.first_draws, &e->tables.first_draws);
    if (!status)
        status = qs_manners_build(e);
    for (int c = 0; c < m->n_classes && !status; c++) {
        const qs_class *class = &m->classes[c];
        e->tables.first_draws[c] = QS_NONE;
        e->uses.jockeys |= class->jockeys;
        e->uses.moves |= class->jockeys;
        if (class->n_starts > 1)
            status = qs_add_draw(e, QS_NONE, &e->tables.first_draws[c], "classes/%s/first", class->name);
    }
    return status;
}

static qs_status build_servers_of(qs_engine *e, qs_station *station, const char *name)
{
    const qs_window *window = &e->model->windows[station->window];
    station->first_server = e->n_servers;
    qs_status status = QS_OK;
    for (int s = 0; s < station->n_servers && !status; s++) {
        qs_server *server = &e->servers[e->n_servers++];
        *server = (qs_server){.station = (int)(station - e->stations),
                              .crew = QS_NONE,
                              .breakdown_slot = QS_NONE,
                              .up_draw = QS_NONE,
                              .down_draw = QS_NONE,
                              .is_on_call = !station->is_endless && s >= window->servers,
                              .speed = window->n_server_speeds > 0 ? window->server_speeds[s] : 1};
        if (window->breakdown_up == QS_NONE)
            continue;
        status = qs_add_draw(e, window->breakdown_up, &server->up_draw, "windows/%s/server/%d/up", name, s);
        if (!status)
            status = qs_add_draw(e, window->breakdown_down, &server->down_draw, "windows/%s/server/%d/down",
                                 name, s);
    }
    return status;
}

/* Whether what is done here needs more than one server. */
static bool is_demanding(const qs_model *m, const qs_window *window)
{
    for (int i = 0; i < m->n_classes * m->n_services; i++)
        if (window->serves[i] &&
            (m->stages[i].features & (QS_FEATURE(SEVERAL_SERVERS) | QS_FEATURE(RESOURCES))))
            return true;
    return false;
}

/* The level of each class and service, by the first rule that names them; once for all members. */
static qs_status build_levels(const qs_engine *e, const qs_window *window, qs_station *station)
{
    int n_services = e->model->n_services, n = e->model->n_classes * n_services;
    if (window->n_priorities == 0)
        return QS_OK;
    if (station->member > 0) {
        station->line_of = station[-1].line_of;
        return QS_OK;
    }
    qs_status status = qs_calloc((size_t)n, sizeof *station->line_of, &station->line_of);
    for (int i = 0; i < n && !status; i++) {
        size_t level = 0;
        for (; level < window->n_priorities; level++) {
            const qs_pair *priority = &window->priorities[level];
            if ((priority->a == QS_NONE || priority->a == i / n_services) &&
                (priority->b == QS_NONE || priority->b == i % n_services))
                break;
        }
        station->line_of[i] = (int16_t)level;
    }
    return status;
}

static qs_status build_station(qs_engine *e, qs_station *station, int w, int member)
{
    const qs_window *window = &e->model->windows[w];
    char suffix[16], name[96];
    snprintf(name, sizeof name, "%s%s", window->name, member_suffix(suffix, sizeof suffix, member));
    station->window = w;
    station->rules = window;
    station->member = member;
    station->is_endless = window->servers == QS_INFINITE_SERVERS;
    station->n_servers = station->is_endless ? 1 : qs_window_all_servers(window);
    station->n_lines = (int)window->n_priorities + 1;
    station->order_draw = station->idle_draw = QS_NONE;
    station->shift_slot = station->speed_slot = station->call_slot = QS_NONE;
    station->line = QS_NONE;
    station->is_demanding = is_demanding(e->model, window);
    e->uses.demands |= station->is_demanding;
    e->uses.on_call |= window->call.servers > 0;
    e->uses.moves |= window->closing == QS_CLOSING_MOVE || window->interrupts;
    e->uses.priorities |= window->n_priorities > 0;
    e->uses.blocking |= window->capacity_kind != QS_CAPACITY_NONE && window->overflow == QS_BLOCK;
    e->uses.queue_speed |= window->speed_kind == QS_SPEED_BY_QUEUE;
    e->uses.groups |= window->group_max > 0;
    e->uses.idle_choice |= window->idle_choice != QS_IDLE_LOWEST;
    station->is_steady = window->speed_kind != QS_SPEED_BY_WORK &&
                         (window->breakdown_up == QS_NONE || window->breakdown_clock != QS_CLOCK_SERVING);
    qs_status status = qs_calloc((size_t)station->n_lines, sizeof *station->lines, &station->lines);
    if (!status)
        status = build_levels(e, window, station);
    if (!status)
        status = qs_calloc(((size_t)station->n_servers + 63) / 64, sizeof *station->idle, &station->idle);
    if (!status && window->discipline == QS_RANDOM)
        status = qs_add_draw(e, QS_NONE, &station->order_draw, "windows/%s/order", name);
    if (!status && window->idle_choice == QS_IDLE_RANDOM)
        status = qs_add_draw(e, QS_NONE, &station->idle_draw, "windows/%s/idle", name);
    if (!status && window->group_max > 0)
        status = qs_group_build(e, station);
    if (!status)
        status = build_servers_of(e, station, name);
    return status;
}

/* The queue of a line for several windows. */
static qs_status build_line(qs_engine *e, qs_station *station, int l)
{
    const qs_model *m = e->model;
    const qs_window *queue = &m->windows[m->n_windows + l];
    qs_shared_line *line = &e->tables.lines[l];
    line->station = (int)(station - e->stations);
    line->help_draw = QS_NONE;
    *station = (qs_station){.window = m->n_windows + l,
                            .rules = queue,
                            .line = l,
                            .first_server = e->n_servers,
                            .n_lines = line->n_lists,
                            .order_draw = QS_NONE,
                            .idle_draw = QS_NONE,
                            .shift_slot = QS_NONE,
                            .speed_slot = QS_NONE,
                            .call_slot = QS_NONE};
    qs_status status = qs_calloc((size_t)station->n_lines, sizeof *station->lines, &station->lines);
    if (!status && queue->discipline == QS_RANDOM)
        status = qs_add_draw(e, QS_NONE, &station->order_draw, "lines/%s/order", queue->name);
    if (!status && m->lines[l].n_helps > 0)
        status = qs_add_draw(e, QS_NONE, &line->help_draw, "lines/%s/help", queue->name);
    return status;
}

static qs_status build_stations(qs_engine *e)
{
    const qs_model *m = e->model;
    size_t n_stations = (size_t)m->n_lines, n_servers = 0;
    for (int w = 0; w < m->n_windows; w++) {
        size_t servers =
            m->windows[w].servers == QS_INFINITE_SERVERS ? 1 : (size_t)qs_window_all_servers(&m->windows[w]);
        n_stations += (size_t)m->windows[w].count;
        n_servers += (size_t)m->windows[w].count * servers;
    }
    qs_status status = qs_calloc(n_stations, sizeof *e->stations, &e->stations);
    if (!status)
        status = qs_calloc(n_servers, sizeof *e->servers, &e->servers);
    for (int w = 0; w < m->n_windows && !status; w++)
        for (int member = 0; member < m->windows[w].count && !status; member++)
            status = build_station(e, &e->stations[e->n_stations++], w, member);
    for (int l = 0; l < m->n_lines && !status; l++)
        status = build_line(e, &e->stations[e->n_stations++], l);
    return status;
}

/* Each appointment takes a number of both purposes, whoever comes: so scenarios stay in step. */
static qs_status build_appointments(qs_engine *e, qs_entrance *entrance, const char *name)
{
    const qs_source *source = &e->model->sources[entrance->source];
    qs_status status = QS_OK;
    if (source->lateness != QS_NONE)
        status = qs_add_draw(e, source->lateness, &entrance->late_draw, "arrivals/%s/lateness", name);
    if (!status && source->no_show > 0)
        status = qs_add_draw(e, QS_NONE, &entrance->show_draw, "arrivals/%s/no_show", name);
    if (!status)
        status = qs_calloc(source->n_times, sizeof *entrance->coming, &entrance->coming);
    return status;
}

static qs_status build_entrance(qs_engine *e, qs_entrance *entrance, int s, int member)
{
    const qs_source *source = &e->model->sources[s];
    char suffix[16], name[96];
    snprintf(name, sizeof name, "%s%s", source->name, member_suffix(suffix, sizeof suffix, member));
    entrance->source = s;
    entrance->gap_draw = entrance->batch_draw = entrance->class_draw = entrance->think_draw = QS_NONE;
    entrance->party_draw = QS_NONE;
    e->uses.parties |= source->party != QS_NONE;
    entrance->late_draw = entrance->show_draw = QS_NONE;
    qs_status status = QS_OK;
    if (source->kind == QS_SOURCE_RENEWAL || source->kind == QS_SOURCE_RATE)
        status = qs_add_draw(e, source->interarrival, &entrance->gap_draw, "arrivals/%s/interarrival", name);
    if (!status && source->kind == QS_SOURCE_RATE && source->interarrival == QS_NONE)
        e->draws[entrance->gap_draw].distribution = &e->tables.unit_exponential;
    if (!status && source->batch != QS_NONE)
        status = qs_add_draw(e, source->batch, &entrance->batch_draw, "arrivals/%s/batch", name);
    if (!status && source->party != QS_NONE)
        status = qs_add_draw(e, source->party, &entrance->party_draw, "arrivals/%s/party", name);
    if (!status && source->n_shares > 1)
        status = qs_add_draw(e, QS_NONE, &entrance->class_draw, "arrivals/%s/class", name);
    if (!status && source->kind == QS_SOURCE_CLOSED)
        status = qs_add_draw(e, source->think_time, &entrance->think_draw, "arrivals/%s/think_time", name);
    return status || !(source->features & QS_FEATURE(APPOINTMENTS)) ? status
                                                                    : build_appointments(e, entrance, name);
}

static qs_status build_entrances(qs_engine *e)
{
    const qs_model *m = e->model;
    size_t n = 0;
    for (int s = 0; s < m->n_sources; s++)
        n += (size_t)m->sources[s].count;
    qs_status status = qs_calloc(n, sizeof *e->entrances, &e->entrances);
    for (int s = 0; s < m->n_sources && !status; s++)
        for (int member = 0; member < m->sources[s].count && !status; member++)
            status = build_entrance(e, &e->entrances[e->n_entrances++], s, member);
    return status;
}

/* Sources of one file have one purpose: they have the same day. */
static qs_status build_days(qs_engine *e)
{
    const qs_model *m = e->model;
    size_t n = (size_t)m->n_sources;
    qs_status status = qs_calloc(n, sizeof *e->tables.day_draws, &e->tables.day_draws);
    if (!status)
        status = qs_calloc(n, sizeof *e->days, &e->days);
    for (int s = 0; s < m->n_sources && !status; s++) {
        e->tables.day_draws[s] = QS_NONE;
        if (m->sources[s].n_days > 0 && m->sources[s].days_at_random)
            status = qs_add_draw(e, QS_NONE, &e->tables.day_draws[s], "days/%s", m->sources[s].days_file);
    }
    return status;
}

/* A factor that is shared has a purpose of its own: what a source is called makes no difference to it. */
static qs_status build_factors(qs_engine *e)
{
    const qs_model *m = e->model;
    size_t n = (size_t)m->n_factors;
    qs_status status = qs_calloc(n, sizeof *e->tables.factor_draws, &e->tables.factor_draws);
    if (!status)
        status = qs_calloc(n, sizeof *e->day_factors, &e->day_factors);
    for (int k = 0; k < m->n_factors && !status; k++)
        status = qs_add_draw(e, m->factors[k].law, &e->tables.factor_draws[k],
                             m->factors[k].is_shared ? "day_factors/%s" : "arrivals/%s/day_factor",
                             m->factors[k].name);
    return status;
}

/* Slots in the documented order of simultaneous events. */
static int number_slots(qs_engine *e, bool assign)
{
    const qs_model *m = e->model;
    int n = e->n_servers;
    e->slot_of.first_breakdown = n;
    for (int s = 0; s < e->n_servers; s++)
        if (e->servers[s].up_draw != QS_NONE) {
            e->servers[s].breakdown_slot = n;
            if (assign)
                e->tables.slot_owner[n] = s;
            n++;
        }
    e->slot_of.series = m->output.n_times > 0 || m->run.warmup_mser5 ? n++ : QS_NONE;
    e->slot_of.interval = m->output.n_intervals > 0 ? n++ : QS_NONE;
    e->slot_of.mark = n++;
    e->slot_of.first_change = n;
    for (int s = 0; s < e->n_stations; s++) {
        qs_station *station = &e->stations[s];
        const qs_window *window = &m->windows[station->window];
        station->shift_slot = window->n_shifts > 0 ? n++ : QS_NONE;
        station->speed_slot = window->speed_kind == QS_SPEED_BY_TIME ? n++ : QS_NONE;
        station->call_slot = window->call.servers > 0 ? n++ : QS_NONE;
        if (station->group) {
            bool may_begin = window->group_min > 1 && !isinf(window->group_wait);
            station->group->slot = may_begin ? n++ : QS_NONE;
            if (assign && may_begin)
                e->tables.slot_owner[station->group->slot] = s;
        }
        if (assign && station->shift_slot != QS_NONE)
            e->tables.slot_owner[station->shift_slot] = s;
        if (assign && station->speed_slot != QS_NONE)
            e->tables.slot_owner[station->speed_slot] = s;
        if (assign && station->call_slot != QS_NONE)
            e->tables.slot_owner[station->call_slot] = s;
    }
    e->slot_of.first_resource = n;
    for (int r = 0; r < m->n_resources && e->uses.demands; r++) {
        qs_stock *stock = &e->resources.stocks[r];
        stock->shift_slot = m->resources[r].n_shifts > 0 ? n++ : QS_NONE;
        if (assign && stock->shift_slot != QS_NONE)
            e->tables.slot_owner[stock->shift_slot] = r;
    }
    e->slot_of.first_entrance = n;
    for (int o = 0; o < e->n_entrances; o++)
        e->entrances[o].slot = n++;
    e->slot_of.thinking = n;
    e->slot_of.has_thinking = false;
    for (int s = 0; s < m->n_sources; s++)
        if (m->sources[s].kind == QS_SOURCE_CLOSED) {
            n++;
            e->slot_of.has_thinking = true;
            break;
        }
    e->slot_of.orbit = e->uses.retries ? n++ : QS_NONE;
    e->slot_of.change = e->uses.changes ? n++ : QS_NONE;
    e->slot_of.help = n;
    n += e->uses.help;
    e->slot_of.patience = n;
    return n + e->uses.patience;
}

static qs_status build_slots(qs_engine *e)
{
    qs_slots *slots = &e->slots;
    slots->n = number_slots(e, false);
    slots->n_leaves = 2;
    while (slots->n_leaves < slots->n)
        slots->n_leaves *= 2;
    size_t n_nodes = 2 * (size_t)slots->n_leaves;
    qs_status status = qs_calloc(n_nodes, sizeof *slots->match, &slots->match);
    if (!status)
        status = qs_calloc((size_t)slots->n, sizeof *e->tables.slot_owner, &e->tables.slot_owner);
    if (!status)
        number_slots(e, true);
    return status;
}

/* Share of arriving customers whose first service a window gives (the f of the simuq rule). Where
 * long-run rates are unknown, every source counts the same. */
static void derive_reach(qs_engine *e)
{
    const qs_model *m = e->model;
    double total = 0;
    bool is_known = true;
    for (int c = 0; c < m->n_classes; c++)
        is_known &= m->classes[c].arrival_rate >= 0;
    for (int c = 0; c < m->n_classes; c++) {
        double weight = 0;
        for (int s = 0; s < m->n_sources && !is_known; s++)
            weight += m->sources[s].shares[c];
        weight = is_known ? m->classes[c].arrival_rate : weight;
        total += weight;
        for (int w = 0; w < m->n_windows; w++)
            for (int s = 0; s < m->n_services; s++)
                if (m->windows[w].serves[c * m->n_services + s])
                    e->tables.window_reach[w] += weight * m->classes[c].first[s];
    }
    for (int w = 0; w < m->n_windows; w++)
        e->tables.window_reach[w] /= total > 0 ? total : 1;
}

/* Whether customers visit the only row of windows exactly once. */
static bool is_one_stop(const qs_model *m)
{
    bool leaves = m->n_windows == 1 && m->n_lines == 0 && !(m->features & QS_FEATURE(RETRIES));
    for (int i = 0; i < m->n_classes * m->n_services; i++)
        leaves &= m->stages[i].n_routes == 0;
    return leaves;
}

/* What stations look up in tables, once these are there. */
static void connect_stations(qs_engine *e)
{
    for (int s = 0; s < e->n_stations; s++) {
        qs_station *station = &e->stations[s];
        const qs_step *own = e->tables.window_steps[station->window];
        station->steps = own ? own : e->tables.steps;
        station->meter = &e->meters.windows[station->window];
    }
}

qs_status qs_engine_build(qs_engine *e)
{
    qs_status status = qs_lines_build(e);
    if (!status)
        status = build_stations(e);
    if (!status)
        status = qs_lines_connect(e);
    e->uses.crews = (e->model->features & QS_FEATURE(SEVERAL_SERVERS)) != 0;
    e->uses.resources = e->uses.demands && e->model->n_resources > 0;
    if (!status)
        status = qs_ledger_build(e);
    e->tables.unit_exponential = (qs_distribution){.kind = QS_DISTRIBUTION_exponential, .a = 1};
    if (!status)
        status = qs_distribution_prepare(&e->tables.unit_exponential);
    if (!status)
        status = build_entrances(e);
    if (!status)
        status = build_factors(e);
    if (!status)
        status = build_days(e);
    if (!status)
        status = build_class_draws(e);
    if (!status)
        status = build_steps(e);
    if (!status)
        status = qs_manners_build_steps(e);
    if (!status)
        status = qs_ranking_build(e);
    if (!status)
        status = build_slots(e);
    if (!status)
        status =
            qs_calloc((size_t)e->model->n_windows, sizeof *e->tables.window_reach, &e->tables.window_reach);
    if (!status)
        derive_reach(e);
    e->tables.is_one_stop = is_one_stop(e->model);
    if (!status)
        status = qs_report_build(e);
    if (!status)
        connect_stations(e);
    if (!status)
        status = qs_intervals_build(e);
    if (!status)
        status = qs_check_build(e);
    return status;
}
