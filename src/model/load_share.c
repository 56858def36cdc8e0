/* Who goes where, and who gets there: visits shared out among windows, as the choice rule tends to, and as
 * many of them as the windows before let through.
 *
 * What is not known is looked at twice, once for the most that is possible and once for the least that is
 * certain.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "load_internal.h"
#include "qsweep/memory.h"

bool qs_class_changes_queue(const qs_class *class)
{
    return class->jockeys || class->may_be_moved;
}

static bool all_are_patient(const qs_model *model, const qs_window *window)
{
    for (int c = 0; c < model->n_classes; c++)
        for (int s = 0; s < model->n_services; s++)
            if (window->serves[c * model->n_services + s] && !qs_stage_is_patient(model, c, s))
                return false;
    return true;
}

qs_status qs_sharing_make(const qs_model *model, qs_sharing *out)
{
    size_t n_windows = (size_t)model->n_windows,
           n_stages = (size_t)model->n_classes * (size_t)model->n_services;
    double **const of_stages[] = {&out->visits, &out->passes, &out->flow};
    double **const of_windows[] = {&out->full,  &out->member, &out->capacity, &out->work,
                                   &out->stuck, &out->before, &out->each};
    size_t n_candidates = (size_t)model->n_candidates;
    enum {
        OF_STAGES = sizeof of_stages / sizeof *of_stages,
        OF_WINDOWS = sizeof of_windows / sizeof *of_windows
    };
    *out = (qs_sharing){.model = model, .exempt = QS_NONE};
    /* One block for all: a sweep makes three of these for each of its scenarios. */
    qs_status status =
        qs_calloc(1,
                  (n_candidates + OF_STAGES * n_stages + OF_WINDOWS * n_windows) * sizeof(double) +
                      n_windows * (sizeof *out->leaders + 3 * sizeof(bool)),
                  &out->share);
    if (status)
        return status;
    double *next = out->share + n_candidates;
    for (size_t i = 0; i < OF_STAGES; i++, next += n_stages)
        *of_stages[i] = next;
    for (size_t i = 0; i < OF_WINDOWS; i++, next += n_windows)
        *of_windows[i] = next;
    out->leaders = (void *)next;
    out->is_shared = (void *)(out->leaders + n_windows);
    out->is_patient = out->is_shared + n_windows;
    out->is_restrained = out->is_patient + n_windows;
    for (int w = 0; w < model->n_windows; w++)
        qs_load_of_groups(model, w, &out->leaders[w]);
    for (int w = 0; w < model->n_windows; w++) {
        out->is_patient[w] = all_are_patient(model, &model->windows[w]);
        out->is_restrained[w] = qs_load_is_restrained(model, w);
    }
    return QS_OK;
}

void qs_sharing_clear(qs_sharing *s)
{
    qs_free(s->share);
    *s = (qs_sharing){0};
}

/* ---- what windows can do ---- */

/* Share of the time in which a server is whole, by its clock. */
static double availability(const qs_model *model, const qs_window *window, qs_clock clock)
{
    if (window->breakdown_up == QS_NONE || window->breakdown_clock != clock)
        return 1;
    double up = qs_model_mean(model, window->breakdown_up);
    return up / (up + qs_model_mean(model, window->breakdown_down));
}

double qs_sharing_each(const qs_sharing *s, int w, int class, int service)
{
    const qs_model *model = s->model;
    const qs_window *window = &model->windows[w];
    bool holds;
    int time = qs_model_service_time(model, w, class, service);
    int dead = qs_model_dead_time(model, w, class, service, &holds);
    double speed = s->regime->speed[w] * availability(model, window, QS_CLOCK_SERVING);
    double slowest = qs_load_least_speed(window);
    if (window->group_max > 0)
        return (s->leaders[w].time / speed + slowest * s->leaders[w].dead_time) / window->group_max;
    double each =
        (time == QS_NONE ? 0 : qs_model_mean(model, time) / speed) + slowest * qs_model_mean(model, dead);
    return each * model->stages[class * model->n_services + service].servers;
}

static bool serves_jockeys(const qs_model *model, const qs_window *window)
{
    for (int c = 0; c < model->n_classes; c++)
        for (int s = 0; s < model->n_services && qs_class_changes_queue(&model->classes[c]); s++)
            if (window->serves[c * model->n_services + s])
                return true;
    return false;
}

/* A full window passes newcomers on; where the oldest is dropped there is always room. */
bool qs_window_passes_on(const qs_window *window)
{
    return window->capacity_kind != QS_CAPACITY_NONE &&
           (window->overflow != QS_DROP_OLDEST ||
            (window->capacity_kind == QS_CAPACITY_TOTAL && window->capacity <= window->servers));
}

/* Of equal windows that always take newcomers, where the first in the list is chosen, only the first is used,
 * but for those who go over to the others; in a line the free one is taken. */
static bool first_takes_all(const qs_model *model, const qs_window *window)
{
    return model->window_choice == QS_CHOOSE_FIRST && !qs_window_passes_on(window) &&
           qs_model_line_of_window(model, (int)(window - model->windows)) == QS_NONE;
}

static void set_capacities(qs_sharing *s)
{
    for (int w = 0; w < s->model->n_windows; w++) {
        const qs_window *window = &s->model->windows[w];
        bool is_alone = first_takes_all(s->model, window) && !serves_jockeys(s->model, window);
        s->member[w] = s->regime->servers[w] * availability(s->model, window, QS_CLOCK_CALENDAR);
        s->capacity[w] = window->count == 0 ? 0 : s->member[w] * (is_alone ? 1 : window->count);
    }
}

double qs_sharing_load(const qs_sharing *s, int w)
{
    double all = s->work[w] > 0 ? s->work[w] / s->capacity[w] : 0;
    return s->stuck[w] > 0 ? fmax(all, s->stuck[w] / s->member[w]) : all;
}

/* ---- choices ---- */

static int candidate(const qs_sharing *s, const qs_stage *stage, int k)
{
    return s->model->candidates[stage->first_candidate + k];
}

/* Who is on shift is chosen before who is not. */
static bool anybody_is_there(const qs_sharing *s, const qs_stage *stage)
{
    for (int k = 0; k < stage->n_candidates; k++)
        if (s->capacity[candidate(s, stage, k)] > 0)
            return true;
    return false;
}

/* By lot or in turn, each member of a row gets as much as any other; what has few places gives newcomers to the
 * others when it is full. So of the others each is asked for its part at least, and at most as if only they were
 * there. */
static void split_by_member(qs_sharing *s, const qs_stage *stage, double flow)
{
    bool is_open = anybody_is_there(s, stage);
    double members = 0, steady = 0;
    for (int k = 0; k < stage->n_candidates; k++) {
        const qs_window *window = &s->model->windows[candidate(s, stage, k)];
        if (is_open && !(s->capacity[candidate(s, stage, k)] > 0))
            continue;
        members += window->count;
        steady += qs_window_passes_on(window) ? 0 : window->count;
    }
    for (int k = 0; k < stage->n_candidates; k++) {
        int w = candidate(s, stage, k);
        bool is_limited = qs_window_passes_on(&s->model->windows[w]);
        double count = s->model->windows[w].count, among = members;
        if (is_open && !(s->capacity[w] > 0))
            continue;
        if (steady < members && !s->is_low)
            among = steady + (is_limited ? count : 0);
        s->share[stage->first_candidate + k] = flow * count / among;
        s->is_shared[w] |= steady < members;
    }
}

/* The first takes all; one with few places takes what it can do at most, and passes on the rest at least. */
static void split_in_order(qs_sharing *s, const qs_stage *stage, double flow)
{
    bool is_open = anybody_is_there(s, stage), is_passed_on = false;
    for (int k = 0; k < stage->n_candidates && flow > 0; k++) {
        int w = candidate(s, stage, k);
        if (is_open && !(s->capacity[w] > 0))
            continue;
        double share = flow;
        bool is_limited =
            qs_window_passes_on(&s->model->windows[w]) && k + 1 < stage->n_candidates && s->each[k] > 0;
        if (is_limited)
            share = fmin(flow, fmax(0, s->capacity[w] - s->work[w]) / s->each[k]);
        s->share[stage->first_candidate + k] = share;
        s->is_shared[w] |= is_limited || is_passed_on;
        is_passed_on |= is_limited;
        if (!is_limited || s->is_low)
            flow -= share;
    }
}

/* What a window can do for a stage. Those who wait in a line make one pool of its windows; help from others
 * is left out, for what these have to do is at least their own. */
static double room_of(const qs_sharing *s, const qs_stage *stage, int k)
{
    int w = candidate(s, stage, k);
    bool is_left_out = stage->line != QS_NONE && qs_model_line_of_window(s->model, w) != stage->line;
    return is_left_out ? 0 : s->capacity[w];
}

/* A window where more visits change nothing: endless servers, or no time at all. */
static int effortless(const qs_sharing *s, const qs_stage *stage)
{
    for (int k = 0; k < stage->n_candidates; k++)
        if (isinf(room_of(s, stage, k)) ||
            (s->each[k] <= 0 && (stage->line == QS_NONE || room_of(s, stage, k) > 0)))
            return k;
    return QS_NONE;
}

/* Beside such a window others are chosen while they are idle, by lot: at most every other time. */
static void split_beside(qs_sharing *s, const qs_stage *stage, int all, double flow)
{
    for (int k = 0; k < stage->n_candidates; k++) {
        int w = candidate(s, stage, k);
        double room = room_of(s, stage, k);
        bool is_idle_at_times = k != all && room > 0 && !isinf(room) && s->each[k] > 0;
        s->share[stage->first_candidate + k] = k == all ? flow
                                               : is_idle_at_times && !s->is_low
                                                   ? fmin(flow / 2, s->capacity[w] / s->each[k])
                                                   : 0;
        s->is_shared[w] |= is_idle_at_times;
    }
}

/* Visits that bring a window up to a level of load. */
static double visits_up_to(double level, double capacity, double work, double each)
{
    return fmax(0, level * capacity - work) / each;
}

/* Pour visits onto the candidates so that the lowest loads rise together: find the level by bisection on the
 * monotone volume. */
static void split_evenly(qs_sharing *s, const qs_stage *stage, double flow)
{
    double *share = s->share + stage->first_candidate;
    double low = INFINITY, high = 0, total = 0, most = 0;
    int all = effortless(s, stage);
    if (all != QS_NONE) {
        split_beside(s, stage, all, flow);
        return;
    }
    for (int k = 0; k < stage->n_candidates; k++) {
        int w = candidate(s, stage, k);
        double room = room_of(s, stage, k);
        if (!(room > 0))
            continue;
        low = fmin(low, s->work[w] / room);
        high = fmax(high, s->work[w] / room);
        most = fmax(most, s->each[k]);
        total += room;
    }
    if (!(total > 0)) {
        split_by_member(s, stage, flow);
        return;
    }
    high += flow * most / total;
    for (int step = 0; step < 60; step++) {
        double level = (low + high) / 2, volume = 0;
        for (int k = 0; k < stage->n_candidates; k++)
            volume += visits_up_to(level, room_of(s, stage, k), s->work[candidate(s, stage, k)], s->each[k]);
        *(volume < flow ? &low : &high) = level;
    }
    for (int k = 0; k < stage->n_candidates; k++)
        share[k] = visits_up_to(high, room_of(s, stage, k), s->work[candidate(s, stage, k)], s->each[k]);
}

/* Who is lost at one window may be served at another when it comes again: at most all are at each. */
static void split_among_all(qs_sharing *s, const qs_stage *stage, double flow)
{
    for (int k = 0; k < stage->n_candidates; k++) {
        s->share[stage->first_candidate + k] = flow;
        s->is_shared[candidate(s, stage, k)] = true;
    }
}

/* Who may go over to another queue makes one pool of the windows, whatever was chosen at first. */
static void split(qs_sharing *s, const qs_stage *stage, const qs_class *class, double flow)
{
    qs_window_choice rule = s->model->window_choice;
    bool jockeys = qs_class_changes_queue(class);
    if (stage->n_candidates == 1)
        s->share[stage->first_candidate] = flow;
    else if (class->retry.after != 0 && !s->is_low)
        split_among_all(s, stage, flow);
    else if (jockeys || stage->line != QS_NONE)
        split_evenly(s, stage, flow);
    else if (rule == QS_CHOOSE_FIRST)
        split_in_order(s, stage, flow);
    else if (rule == QS_CHOOSE_RANDOM || rule == QS_CHOOSE_ROUND_ROBIN)
        split_by_member(s, stage, flow);
    else
        split_evenly(s, stage, flow);
}

/* Take a stage's work off its windows and split it anew. */
static void place_stage(qs_sharing *s, int class, int service)
{
    const qs_model *model = s->model;
    int index = class * model->n_services + service;
    const qs_stage *stage = &model->stages[index];
    double flow = s->flow[index];
    s->n_choices += flow > 0 && stage->n_candidates > 1;
    for (int k = 0; k < stage->n_candidates; k++) {
        int at = stage->first_candidate + k, w = model->candidates[at];
        s->each[k] = qs_sharing_each(s, w, class, service);
        s->work[w] -= s->share[at] * s->each[k];
        s->before[k] = s->share[at];
        s->share[at] = 0;
    }
    if (flow > 0 && stage->n_candidates > 0)
        split(s, stage, &model->classes[class], flow);
    for (int k = 0; k < stage->n_candidates; k++) {
        int at = stage->first_candidate + k;
        s->work[model->candidates[at]] += s->share[at] * s->each[k];
        if (flow > 0)
            s->moved = fmax(s->moved, fabs(s->share[at] - s->before[k]) / flow);
    }
}

/* Stages are placed in turn until nothing moves: descent on a convex function, one stage at a time.
 * With at most one stage that has a choice the second round is exact. */
static void place_all(qs_sharing *s)
{
    enum { MOST_ROUNDS = 50 };
    const qs_model *model = s->model;
    memset(s->work, 0, (size_t)model->n_windows * sizeof *s->work);
    memset(s->is_shared, 0, (size_t)model->n_windows * sizeof *s->is_shared);
    memset(s->share, 0, (size_t)model->n_candidates * sizeof *s->share);
    for (int round = 0; round < MOST_ROUNDS; round++) {
        s->moved = 0;
        s->n_choices = 0;
        for (int c = 0; c < model->n_classes; c++)
            for (int i = 0; i < model->n_services; i++)
                place_stage(s, c, i);
        if (s->n_choices == 0 || (s->n_choices == 1 && round == 1) || s->moved < 1e-9)
            break;
    }
}

/* Of a row of which the first is always chosen: what cannot go over to the others. */
static void add_stuck(qs_sharing *s)
{
    const qs_model *model = s->model;
    memset(s->stuck, 0, (size_t)model->n_windows * sizeof *s->stuck);
    for (int c = 0; c < model->n_classes; c++)
        for (int i = 0; i < model->n_services && !qs_class_changes_queue(&model->classes[c]); i++) {
            const qs_stage *stage = &model->stages[c * model->n_services + i];
            for (int k = 0; k < stage->n_candidates; k++) {
                int w = candidate(s, stage, k);
                double share = s->share[stage->first_candidate + k];
                if (share > 0 && first_takes_all(model, &model->windows[w]))
                    s->stuck[w] += share * qs_sharing_each(s, w, c, i);
            }
        }
}

double qs_sharing_work(const qs_sharing *s, int class, int service, int k)
{
    const qs_stage *stage = &s->model->stages[class * s->model->n_services + service];
    int w = candidate(s, stage, k);
    double share = s->share[stage->first_candidate + k];
    if (!(share > 0))
        return 0;
    double more = stage->n_candidates == 1 ? qs_model_restart_work(s->model, w, class, service) : 0;
    return share * (qs_sharing_each(s, w, class, service) + (more > 0 ? more : 0));
}

/* What services that begin anew take beyond their mean, where it is known. */
static void add_restarts(qs_sharing *s)
{
    const qs_model *model = s->model;
    for (int c = 0; c < model->n_classes; c++)
        for (int i = 0; i < model->n_services; i++) {
            const qs_stage *stage = &model->stages[c * model->n_services + i];
            double share = stage->n_candidates == 1 ? s->share[stage->first_candidate] : 0;
            double more = share > 0 ? qs_model_restart_work(model, candidate(s, stage, 0), c, i) : 0;
            if (more > 0)
                s->work[candidate(s, stage, 0)] += more * share;
        }
}

/* ---- who gets through ---- */

/* Share of Poisson arrivals that M/M/n/n+places turns away; r = offered work per server. */
static double turned_away(double servers, double places, double work)
{
    enum { MOST = 10000 };
    double n = fmax(1, floor(servers + 1e-9)), lost = 1, r;
    if (!(work > 0) || isinf(servers))
        return 0;
    if (!(servers > 0))
        return 1;
    work *= n / servers;
    if (n > MOST)
        return fmin(1, fmax(0, 1 - n / work) + 0.01);
    for (double k = 1; k <= n; k++)
        lost = work * lost / (k + work * lost);
    r = work / n;
    for (double k = 0; k < fmin(places, MOST); k++)
        lost = r * lost / (1 + r * lost);
    return lost;
}

/* So many waiting, and somebody of a class may not join. */
static double waiting_at_most(const qs_class *class)
{
    double n = class->balk_at == QS_NONE ? INFINITY : (double)class->balk_at;
    for (size_t i = class->n_balks; i-- > 0;)
        if (class->balks[i].probability > 0)
            n = (double)class->balks[i].from;
    return n;
}

/* Places for waiting at a window, for a class that is not to be lost there; INFINITY without end. */
static double places(const qs_sharing *s, const qs_window *window, int c, int service)
{
    const qs_class *class = &s->model->classes[c];
    double n = INFINITY;
    if (qs_stage_lasts(s->model, c, service))
        return n;
    if (window->capacity_kind == QS_CAPACITY_QUEUE)
        n = (double)window->capacity;
    else if (window->capacity_kind == QS_CAPACITY_TOTAL)
        n = fmax(0, (double)window->capacity - (double)window->servers);
    n = fmin(n, waiting_at_most(class));
    bool waits = qs_class_patience(class, service) == QS_NONE &&
                 (class->n_changes == 0 || qs_stage_is_patient(s->model, c, service));
    return waits ? n : 0; /* the least patient do not wait at all */
}

bool qs_window_is_in_order(const qs_window *window)
{
    return window->n_priorities == 0 && (window->discipline == QS_FIFO || window->discipline == QS_RANDOM);
}

/* Share of a flow at a window that is served: no more than the window can do; of a queue in order that grows,
 * all in proportion. Of those who may be lost at least so many get through as would of Poisson arrivals that
 * always come as at the busiest time, which is a bound only where servers are always the same and nothing brings
 * them closer together than a rate does. */
static double served_share(const qs_sharing *s, int w, int class, int service, double visits)
{
    int line = qs_model_line_of_window(s->model, w);
    const qs_window *own = &s->model->windows[w];
    const qs_window *window = line == QS_NONE ? own : &s->model->windows[s->model->n_windows + line];
    double spread = s->is_low ? s->leaders[w].spread : 1;
    double load = s->work[w] > 0 ? s->work[w] / s->capacity[w] * spread : 0;
    double each = qs_sharing_each(s, w, class, service);
    double at_most = each > 0 ? fmin(1, s->capacity[w] / (visits * each)) : 1;
    double room = places(s, window, class, service);
    bool is_in_line = isinf(room) && qs_window_is_in_order(window);
    if (s->is_low && s->is_restrained[w])
        return 0; /* how many get through is not known */
    if (w == s->exempt || (isinf(s->capacity[w]) && isinf(room)))
        return 1;
    if (is_in_line && load > 1)
        return s->is_low || s->is_patient[w] ? 1 / load : at_most; /* others may make way by giving up */
    if (!s->is_low)
        return at_most;
    if (isinf(room))
        return load > 1 ? 0 : 1;
    if (isinf(s->capacity[w]) && window->capacity_kind == QS_CAPACITY_NONE)
        return 1;
    if (own->group_max > 0)
        return 0; /* places are taken by those who wait for others, too */
    double servers = s->member[w], work = s->work[w] / fmax(1, own->count) * s->regime->peak;
    if (isinf(s->regime->peak) || own->n_shifts > 0 || own->breakdown_up != QS_NONE)
        return 0;
    if (own->n_server_speeds > 0 && servers > own->servers) { /* no more than there are */
        work *= own->servers / servers;
        servers = own->servers;
    }
    return 1 - turned_away(servers, room, work);
}

static bool update_passes(qs_sharing *s)
{
    const qs_model *model = s->model;
    bool is_any = false;
    for (int c = 0; c < model->n_classes; c++)
        for (int i = 0; i < model->n_services; i++) {
            int index = c * model->n_services + i;
            const qs_stage *stage = &model->stages[index];
            double served = 0, flow = stage->n_routes > 0 ? s->flow[index] : 0;
            for (int k = 0; flow > 0 && k < stage->n_candidates; k++) {
                int w = candidate(s, stage, k);
                double share = s->share[stage->first_candidate + k];
                if (share > 0)
                    served += share * served_share(s, w, c, i, share);
            }
            s->passes[index] = flow > 0 ? fmin(1, served / flow) : 1;
            is_any |= s->passes[index] < 1;
        }
    return is_any;
}

/* Visits of each stage if so many go on from each; once through all ways. */
static double follow_ways(qs_sharing *s, int class)
{
    const qs_model *model = s->model;
    const qs_class *c = &model->classes[class];
    double *visits = s->visits + class * model->n_services, *next = s->flow + class * model->n_services;
    double moved = 0;
    for (int i = 0; i < model->n_services; i++)
        next[i] = c->first[i];
    for (int i = 0; i < model->n_services; i++) {
        int index = class * model->n_services + i;
        const qs_stage *stage = &model->stages[index];
        double before = 0;
        for (int r = 0; r < stage->n_routes && visits[i] > 0; r++) {
            const qs_branch *branch = &model->routes[stage->first_route + r];
            next[branch->to] += visits[i] * s->passes[index] * (branch->cumulative - before);
            before = branch->cumulative;
        }
    }
    for (int i = 0; i < model->n_services; i++) {
        moved = fmax(moved, fabs(next[i] - visits[i]) / fmax(1e-300, fmax(next[i], visits[i])));
        visits[i] = next[i];
    }
    return moved;
}

static void set_flows(qs_sharing *s)
{
    const qs_model *model = s->model;
    for (int c = 0; c < model->n_classes; c++) {
        double rate = s->regime->rate[c] + (s->has_closed ? s->regime->closed[c] : 0);
        for (int i = 0; i < model->n_services; i++) {
            int index = c * model->n_services + i;
            s->flow[index] = s->visits[index] > 0 ? rate * s->visits[index] : 0;
        }
    }
}

void qs_sharing_again(qs_sharing *s, const qs_regime *regime)
{
    s->regime = regime;
    set_capacities(s);
    set_flows(s);
    place_all(s);
    add_stuck(s);
    add_restarts(s);
}

/* Where nobody is lost and no queue grows, one round is all there is. Else the flows behind shrink, loads
 * there with them, until nothing changes; loops may take many rounds, of which the most are enough for bounds
 * as they are needed. */
void qs_sharing_solve(qs_sharing *s, const qs_regime *regime)
{
    enum { MOST_ROUNDS = 200 };
    const qs_model *model = s->model;
    int n_stages = model->n_classes * model->n_services;
    for (int i = 0; i < n_stages; i++) {
        s->visits[i] = model->stages[i].visits_per_arrival;
        s->passes[i] = 1;
    }
    qs_sharing_again(s, regime);
    for (int w = 0; w < model->n_windows; w++)
        s->full[w] = qs_sharing_load(s, w);
    for (int round = 0; round < MOST_ROUNDS && update_passes(s); round++) {
        double moved = 0;
        for (int c = 0; c < model->n_classes; c++)
            moved = fmax(moved, follow_ways(s, c));
        qs_sharing_again(s, regime);
        if (moved < 1e-10)
            break;
    }
}
