/* Plain chains without events: a customer's start of service follows from its arrival and the
 * servers' free times.
 *
 * One server: start = max(join, end of the one before) (Lindley, Proc. Cambridge Phil. Soc. 48, 1952).
 * c servers: the sorted vector of the times at which servers come free (Kiefer and Wolfowitz, Trans.
 * AMS 78, 1955); start = max(join, the first of them), and the new end of service is sorted in:
 * f'[k] = min(f[k+1], max(f[k], end)).
 * The customers, their starts and waits are those of the event loops to the last bit. Values that
 * the event loops add in order of departure are added in order of arrival here, and time averages are
 * sums over customers instead of over events, so these agree to rounding.
 *
 * Customers go through a block at a time: all starts and ends at the first link, then at the next, whose
 * joinings are these ends. One source, one class, several servers at the last link alone: so joinings and
 * starts are in order at every link, and the longest queue is found by looking so many customers back. Sums
 * run in QS_LANES lanes, so that the order of addition is the same however wide a CPU adds. Who would arrive
 * at the horizon or later never enters; gaps behind the first such one are disowned, for events do not draw
 * them. Where more customers may be present than are allowed, the recursion gives up and events decide.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "recursion.h"

#include <math.h>
#include <string.h>

#include "arrivals.h"
#include "customer.h"
#include "loops.h"
#include "qsweep/memory.h"
#include "report.h"

qs_status qs_recursion_build(qs_engine *e)
{
    const qs_model *m = e->model;
    qs_recursion *r;
    qs_status status = qs_calloc(1, sizeof *r, &r);
    if (status)
        return status;
    e->recursion = r;
    r->lanes = qs_lanes_pick();
    int service = m->routes[m->classes[0].first_start].to;
    while (service != QS_NONE) {
        const qs_step *step = &e->tables.steps[service];
        qs_link *link = &r->links[r->n_links++];
        qs_station *station = &e->stations[e->tables.option_stations[e->options[step->options].first]];
        link->work = &e->draws[step->work_draw];
        link->window = &e->meters.windows[station->window];
        link->n_servers = station->n_servers;
        link->mask = 63;
        status = qs_calloc(link->mask + 1, sizeof *link->history, &link->history);
        if (status)
            return status;
        service = step->certain;
    }
    return QS_OK;
}

void qs_recursion_free(qs_engine *e)
{
    if (!e->recursion)
        return;
    for (int i = 0; i < e->recursion->n_links; i++) {
        qs_free(e->recursion->links[i].history);
        qs_free(e->recursion->links[i].pending);
    }
    qs_free(e->recursion);
}

static void serve_one(qs_link *link, const double *join, const double *work, double *start, double *end,
                      int n)
{
    double free = link->free[0];
    for (int i = 0; i < n; i++) {
        start[i] = join[i] > free ? join[i] : free;
        free = end[i] = start[i] + work[i];
    }
    link->free[0] = free;
}

/* Time between `from` and the horizon of each customer's stretch, added up lane by lane. */
static void add_overlaps(const qs_engine *e, double *lanes, const double *begin, const double *end, int n,
                         double from)
{
    if (n == QS_RECURSION_BLOCK) {
        e->recursion->lanes->overlaps(lanes, begin, end, from, e->horizon);
        return;
    }
    for (int i = 0; i < n; i++) {
        double a = begin[i] > from ? begin[i] : from, b = end[i] < e->horizon ? end[i] : e->horizon;
        lanes[i % QS_LANES] += b > a ? b - a : 0;
    }
}

/* The area below the number present up to the next mark of growth: that of all customers before this block,
 * who joined before it, less what they stay beyond it. */
static void pass_mark(qs_engine *e, qs_link *link)
{
    double area = qs_lanes_sum(link->queue_area) + qs_lanes_sum(link->serving_area);
    int mark = link->n_marks++;
    qs_growth_put(e, e->tables.first_rows[link->window - e->meters.windows], mark,
                  area - qs_lanes_sum(link->beyond[mark]));
}

/* Before the areas of a block are added. Nearly all blocks lie between two marks and cost two comparisons.
 * last [in] when the last of them leaves */
static void watch_marks(qs_engine *e, qs_link *link, const double *join, const double *end, int n,
                        double last)
{
    const double *time = e->results.growth.time;
    while (link->n_marks < QS_QUARTERS - 1 && join[0] >= time[link->n_marks])
        pass_mark(e, link);
    for (int k = link->n_marks; k < QS_QUARTERS - 1 && last > time[k]; k++)
        add_overlaps(e, link->beyond[k], join, end, n, time[k]);
}

/* No more customers may be present than where events are simulated. At one window the most there ever are is
 * known: the longest queue, and one at each server. At several, whose queues need not be longest at once, it
 * is a bound: events decide. */
static qs_status watch_present(qs_recursion *r)
{
    uint64_t most = 0, places = 0;
    for (int l = 0; l < r->n_links; l++) {
        const qs_link *link = &r->links[l];
        uint64_t longest = link->longest > link->longest_before ? link->longest : link->longest_before;
        most += longest + (uint64_t)link->n_servers;
        places += link->mask + 1 + (uint64_t)link->n_servers;
    }
    r->is_crowded = places > QS_MAX_PRESENT;
    r->is_too_full = most > QS_MAX_PRESENT;
    return r->is_too_full && r->n_links == 1 ? qs_customer_too_many() : QS_OK;
}

/* Room in the history for one more than the longest queue so far. */
static qs_status widen(qs_recursion *r, qs_link *link)
{
    uint64_t old = link->mask + 1, size = 2 * old;
    double *wide;
    qs_status status = qs_calloc(size, sizeof *wide, &wide);
    if (status)
        return status;
    for (uint64_t i = link->n_joined > old ? link->n_joined - old : 0; i < link->n_joined; i++)
        wide[i & (size - 1)] = link->history[i & link->mask];
    qs_free(link->history);
    link->history = wide;
    link->mask = size - 1;
    return watch_present(r);
}

/* The warm-up ends: from now on the longest queue counts, and that is the present one. The history
 * reaches back at least as far as the longest queue there was. */
static void begin_measuring(const qs_engine *e, qs_link *link)
{
    link->is_measured = true;
    link->longest_before = link->longest;
    link->longest = 0;
    while (link->longest < link->n_joined &&
           link->history[(link->n_joined - 1 - link->longest) & link->mask] > e->warmup)
        link->longest++;
}

/* Whether somebody of a block whose starts are in the history meets a longer queue than anybody before. */
static bool has_longer(const qs_engine *e, const qs_link *link, const double *join)
{
    uint64_t size = link->mask + 1, at = (link->n_joined - link->longest) & link->mask;
    uint64_t n_before = size - at; /* the ring's end */
    double unrolled[QS_RECURSION_BLOCK];
    if (n_before >= QS_RECURSION_BLOCK)
        return e->recursion->lanes->exceeds(link->history + at, join);
    memcpy(unrolled, link->history + at, n_before * sizeof *unrolled);
    memcpy(unrolled + n_before, link->history, (QS_RECURSION_BLOCK - n_before) * sizeof *unrolled);
    return e->recursion->lanes->exceeds(unrolled, join);
}

/* Most blocks within the measured period see no longer queue than was seen before: that is asked for a whole
 * block at once. What is written here is written again where they do. */
static qs_status watch_block(const qs_engine *e, qs_link *link, const double *join, const double *start,
                             bool *is_done)
{
    enum { n = QS_RECURSION_BLOCK };
    qs_status status = QS_OK;
    *is_done = false;
    while (link->longest + n > link->mask + 1 && !status)
        status = widen(e->recursion, link);
    uint64_t first = link->n_joined & link->mask;
    if (status || !link->is_measured || join[n - 1] > e->horizon || link->longest > link->n_joined ||
        first + n > link->mask + 1)
        return status;
    memcpy(link->history + first, start, n * sizeof *start);
    *is_done = !has_longer(e, link, join);
    link->n_joined += *is_done ? n : 0;
    return QS_OK;
}

/* The longest queue: more than `longest` wait after a customer's joining exactly if the one who
 * joined `longest` places before it has not started by then, for starts are in order. */
static qs_status watch_queue(qs_engine *e, qs_link *link, const double *join, const double *start, int n)
{
    qs_status status = QS_OK;
    bool is_done = false;
    if (n == QS_RECURSION_BLOCK)
        status = watch_block(e, link, join, start, &is_done);
    for (int i = 0; i < n && !status && !is_done; i++) {
        if (join[i] > e->horizon)
            break;
        if (!link->is_measured && join[i] >= e->warmup)
            begin_measuring(e, link);
        link->history[link->n_joined & link->mask] = start[i];
        if (link->longest <= link->n_joined &&
            link->history[(link->n_joined - link->longest) & link->mask] > join[i])
            link->longest++;
        link->n_joined++;
        if (link->longest > link->mask)
            status = widen(e->recursion, link);
    }
    return status;
}

/* Where the warm-up and the horizon are far, every value of a whole block counts. */
static void tally_block(qs_engine *e, qs_recursion *r)
{
    enum { n = QS_RECURSION_BLOCK };
    double x[n], wait[n];
    for (int i = 0; i < n && !e->tables.is_one_stop; i++)
        wait[i] = 0;
    for (int l = 0; l < r->n_links; l++) {
        qs_link *link = &r->links[l];
        link->window->arrived += n;
        link->window->departed += n;
        link->window->outcome[QS_SERVED] += n;
        qs_tally_add_many(&link->window->wait, r->wait[l], n);
        for (int i = 0; i < n && !e->tables.is_one_stop; i++)
            wait[i] += r->wait[l][i];
        qs_tally_add_many(&link->window->sojourn, r->sojourn[l], n);
    }
    e->meters.system.arrived += n;
    e->meters.system.departed += n;
    e->meters.system.outcome[QS_SERVED] += n;
    if (e->tables.is_one_stop)
        return;
    qs_tally_add_many(&e->meters.system.wait, wait, n);
    r->lanes->differences(x, r->join[r->n_links], r->join[0]);
    qs_tally_add_many(&e->meters.system.sojourn, x, n);
}

/* Still there at the horizon, at link l: unless it is served at the last link, its complete wait is not
 * known. */
static void stay(qs_engine *e, qs_recursion *r, int l, bool is_waiting, double wait_before, double wait)
{
    qs_link *link = &r->links[l];
    link->window->outcome[QS_UNFINISHED]++;
    e->meters.system.outcome[QS_UNFINISHED]++;
    if (is_waiting)
        qs_meter_censored(link->window, wait);
    if (is_waiting || l + 1 < r->n_links)
        qs_meter_censored(&e->meters.system, wait_before + wait);
}

/* Who is where at the horizon, of those who arrived in the measured period. */
static void note_horizon(qs_engine *e, qs_recursion *r, int i)
{
    if (r->join[r->n_links][i] <= e->horizon)
        return;
    int l = 0;
    while (r->join[l + 1][i] <= e->horizon)
        l++;
    if (r->start[l][i] > e->horizon)
        r->n_waiting++;
    else
        r->n_in_service++;
}

/* What a customer waits and is served beyond the horizon, where it is served to the end. */
static void add_after(const qs_engine *e, qs_meter *window, double join, double start, double end)
{
    double horizon = e->horizon;
    if (e->model->run.stops || end <= horizon)
        return;
    window->queue_after += start > horizon ? start - fmax(join, horizon) : 0;
    window->serving_after += end - fmax(start, horizon);
}

/* One customer near the warm-up or the horizon: each of its values is looked at. */
static void tally_customer(qs_engine *e, qs_recursion *r, int i)
{
    bool is_counted = r->join[0][i] >= e->warmup, stops = e->model->run.stops;
    double horizon = e->horizon, limit = stops ? horizon : INFINITY, wait = 0;
    e->meters.system.arrived += is_counted;
    for (int l = 0; l < r->n_links; l++) {
        qs_link *link = &r->links[l];
        double join = r->join[l][i], start = r->start[l][i], end = r->join[l + 1][i];
        link->window->arrived += is_counted;
        add_after(e, link->window, join, start, end);
        if (start > limit || end > limit) {
            if (start <= limit && is_counted) {
                qs_tally_add(&link->window->wait, start - join);
                if (l + 1 == r->n_links && !e->tables.is_one_stop)
                    qs_tally_add(&e->meters.system.wait, wait + (start - join));
            }
            if (is_counted)
                stay(e, r, l, start > limit, wait, fmin(start, horizon) - join);
            break;
        }
        bool is_measured = end <= horizon && (end > e->warmup || e->warmup == 0);
        link->window->departed += is_measured;
        if (l + 1 == r->n_links)
            e->meters.system.departed += is_measured;
        if (!is_counted)
            continue;
        link->window->outcome[QS_SERVED]++;
        qs_tally_add(&link->window->wait, start - join);
        qs_tally_add(&link->window->sojourn, end - join);
        if (l + 1 == r->n_links) {
            e->meters.system.outcome[QS_SERVED]++;
            if (!e->tables.is_one_stop) {
                qs_tally_add(&e->meters.system.wait, wait + (start - join));
                qs_tally_add(&e->meters.system.sojourn, end - r->join[0][i]);
            }
        }
        wait += start - join;
    }
    if (is_counted)
        note_horizon(e, r, i);
}

/* When the last of them leaves; behind one server that is the last who came. */
static double last_end(const qs_link *link, const double *end, int n)
{
    double last = 0;
    if (link->n_servers == 1)
        return end[n - 1];
    for (int i = 0; i < n; i++)
        last = end[i] > last ? end[i] : last;
    return last;
}

/* Time waited and served; of a block that is within the measured period, its waits and sojourns as well.
 * last [in] when the last of them leaves */
static void add_areas(qs_engine *e, qs_recursion *r, int l, int n, double last)
{
    qs_link *link = &r->links[l];
    const double *join = r->join[l], *start = r->start[l], *end = r->join[l + 1];
    if (n == QS_RECURSION_BLOCK && join[0] >= e->warmup && last <= e->horizon) {
        r->lanes->visits(r->wait[l], r->sojourn[l], link->queue_area, link->serving_area, join, start, end);
        return;
    }
    add_overlaps(e, link->queue_area, join, start, n, e->warmup);
    add_overlaps(e, link->serving_area, start, end, n, e->warmup);
}

/* Customers [0, n) of the block have arrived before the horizon: serve and measure them. At the first link they
 * may have been served already. */
static qs_status serve_block(qs_engine *e, qs_recursion *r, int n, bool has_begun)
{
    qs_status status = QS_OK;
    double last = 0;
    for (int l = 0; l < r->n_links && !status; l++) {
        qs_link *link = &r->links[l];
        double work[QS_RECURSION_BLOCK];
        bool is_served = has_begun && l == 0;
        if (!is_served)
            qs_variate_take(link->work, work, (size_t)n);
        if (link->n_servers == 1 && !is_served)
            serve_one(link, r->join[l], work, r->start[l], r->join[l + 1], n);
        else if (!is_served)
            r->lanes->serve(link->free, link->n_servers, r->join[l], work, r->start[l], r->join[l + 1], n);
        last = last_end(link, r->join[l + 1], n);
        watch_marks(e, link, r->join[l], r->join[l + 1], n, last);
        add_areas(e, r, l, n, last);
        status = watch_queue(e, link, r->join[l], r->start[l], n);
    }
    if (!status && r->n_links > 1)
        status = qs_recursion_merge(e, r, n);
    if (!status && r->is_crowded)
        status = watch_present(r);
    r->last_end = last > r->last_end ? last : r->last_end;
    bool is_inside = n == QS_RECURSION_BLOCK && last <= e->horizon && r->join[0][0] > e->warmup;
    if (is_inside)
        tally_block(e, r);
    for (int i = 0; i < n && !is_inside; i++)
        tally_customer(e, r, i);
    return status;
}

static void reset_links(const qs_engine *e, qs_recursion *r)
{
    r->n_waiting = r->n_in_service = 0;
    r->last_end = 0;
    r->is_too_full = false;
    qs_recursion_reset_merge(r);
    for (int l = 0; l < r->n_links; l++) {
        qs_link *link = &r->links[l];
        for (int k = 0; k < link->n_servers; k++)
            link->free[k] = 0;
        for (int k = link->n_servers; k < QS_RECURSION_SERVERS + QS_LANES; k++)
            link->free[k] = INFINITY;
        memset(link->queue_area, 0, sizeof link->queue_area);
        memset(link->serving_area, 0, sizeof link->serving_area);
        memset(link->beyond, 0, sizeof link->beyond);
        link->n_marks = e->results.growth.is_on ? 0 : QS_QUARTERS - 1;
        link->n_joined = link->longest = link->longest_before = 0;
        link->is_measured = false;
    }
}

/* Marks that nobody came after, and the horizon itself. */
static void close_growth(qs_engine *e, qs_recursion *r)
{
    if (!e->results.growth.is_on)
        return;
    for (int l = 0; l < r->n_links; l++)
        while (r->links[l].n_marks < QS_QUARTERS)
            pass_mark(e, &r->links[l]);
    qs_growth_sum(e);
}

/* The only class has the system's. */
static void copy_counts(const qs_engine *e, qs_meter *to, const qs_meter *from)
{
    size_t n_marks = qs_output_n_marks(&e->model->output);
    to->arrived = from->arrived;
    to->departed = from->departed;
    to->censored = from->censored;
    memcpy(to->outcome, from->outcome, sizeof from->outcome);
    memcpy(to->gave_up_over, from->gave_up_over, n_marks * sizeof *from->gave_up_over);
    memcpy(to->undecided, from->undecided, n_marks * sizeof *from->undecided);
}

/* Hand the results to the meters, as if the gauges had run to the horizon. */
static void finish(qs_engine *e, qs_recursion *r)
{
    for (int l = 0; l < r->n_links; l++) {
        qs_link *link = &r->links[l];
        qs_meter *window = link->window;
        window->queue = (qs_gauge){.last = e->horizon, .area = qs_lanes_sum(link->queue_area)};
        window->serving = (qs_gauge){.last = e->horizon, .area = qs_lanes_sum(link->serving_area)};
        window->queue_before = window->queue.area;
        window->rostered = (qs_gauge){.n = link->n_servers, .last = e->warmup};
        if (!link->is_measured) /* nobody joined after the warm-up */
            begin_measuring(e, link);
        window->longest = (int64_t)link->longest;
    }
    close_growth(e, r);
    e->meters.system.queue.largest =
        r->n_links > 1 ? (r->is_measured ? r->largest : r->waiting) : (int64_t)r->links[0].longest;
    copy_counts(e, &e->meters.classes[0], &e->meters.system);
    e->now = e->horizon;
    qs_report_averages(e);
    double *row = e->results.row + e->tables.layout.start[QS_SYSTEM];
    const int *offset = e->tables.layout.offset[QS_SYSTEM];
    double at_horizon = (double)(r->n_waiting + r->n_in_service);
    row[offset[QS_METRIC_served_at_horizon]] = (double)e->meters.system.arrived - at_horizon;
    row[offset[QS_METRIC_in_service_at_horizon]] = (double)r->n_in_service;
    row[offset[QS_METRIC_waiting_at_horizon]] = (double)r->n_waiting;
    e->end = r->last_end > e->horizon && !e->model->run.stops ? r->last_end : e->horizon;
}

/* Whether all of a block come before the horizon, with a margin for rounding, at a single server. */
static bool all_come(const qs_engine *e, const qs_link *link, const double *gap)
{
    double sum[4] = {0};
    for (int i = 0; i < QS_RECURSION_BLOCK; i += 4)
        for (int k = 0; k < 4; k++)
            sum[k] += gap[i + k];
    double last = e->entrances[0].clock + 1.001 * (sum[0] + sum[1] + sum[2] + sum[3]);
    return link->n_servers == 1 && e->entrances[0].factor == 1 && e->model->sources[0].period_length <= 0 &&
           last < e->horizon;
}

/* They are served as they come: each chain, that of arrivals and that of services, waits for itself, so that the
 * two together take no longer than one. */
static double serve_comers(qs_recursion *r, const double *gap, double clock)
{
    qs_link *link = &r->links[0];
    double work[QS_RECURSION_BLOCK], free = link->free[0], *join = r->join[0], *start = r->start[0],
                                     *end = r->join[1];
    qs_variate_take(link->work, work, QS_RECURSION_BLOCK);
    for (int i = 0; i < QS_RECURSION_BLOCK; i++) {
        join[i] = clock += gap[i];
        start[i] = clock > free ? clock : free;
        end[i] = free = start[i] + work[i];
    }
    link->free[0] = free;
    return clock;
}

/* The next arrivals; how many come before the horizon. */
static int let_come(qs_engine *e, qs_recursion *r, const double *gap)
{
    qs_entrance *entrance = &e->entrances[0];
    const qs_source *source = &e->model->sources[0];
    double clock = entrance->clock;
    int n = QS_RECURSION_BLOCK;
    for (int i = 0; i < QS_RECURSION_BLOCK; i++)
        r->join[0][i] = clock += qs_gap_on_day(gap[i], entrance->factor);
    entrance->clock = clock;
    for (int i = 0; source->period_length > 0 && i < QS_RECURSION_BLOCK; i++)
        r->join[0][i] = qs_calendar_time(source, r->join[0][i]);
    while (n > 0 && r->join[0][n - 1] >= e->horizon)
        n--;
    if (n < QS_RECURSION_BLOCK) /* events draw no gap behind the first that ends too late */
        qs_variate_disown(&e->draws[entrance->gap_draw], gap + n + 1, (size_t)(QS_RECURSION_BLOCK - n - 1));
    return n;
}

bool qs_recursion_run(qs_engine *e)
{
    qs_recursion *r = e->recursion;
    qs_entrance *entrance = &e->entrances[0];
    e->horizon = e->model->run.horizon;
    qs_growth_start(e);
    reset_links(e, r);
    qs_status status = QS_OK;
    entrance->clock = 0;
    for (int n = QS_RECURSION_BLOCK; n == QS_RECURSION_BLOCK && !status && !r->is_too_full;) {
        double gap[QS_RECURSION_BLOCK];
        qs_variate_take(&e->draws[entrance->gap_draw], gap, QS_RECURSION_BLOCK);
        bool is_served = all_come(e, &r->links[0], gap);
        if (is_served)
            entrance->clock = serve_comers(r, gap, entrance->clock);
        else
            n = let_come(e, r, gap);
        e->n_customers += (uint64_t)n;
        if (n > 0)
            status = serve_block(e, r, n, is_served);
        if (!status && qs_polls(e->n_customers)) {
            qs_engine_ask(e);
            status = e->status;
        }
    }
    e->n_events = 2 * e->n_customers * (uint64_t)r->n_links;
    if (status)
        qs_fail_replication(e, status);
    else if (!r->is_too_full)
        finish(e, r);
    return status || !r->is_too_full;
}
