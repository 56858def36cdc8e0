/* The life of a customer between arrival and departure.
 *
 * Begin: it comes into the system, is numbered and counted. Enter: for each stage its next service is drawn,
 * a window chosen, work and patience drawn, and it joins, pushes somebody out, waits, balks, or is turned
 * away. The end of the service is in departure.c. Leave: out of the system, back into the pool, or thinking
 * until it comes again.
 * Everybody draws all that its stage has, whether it will need it or not, from the stage's own streams: so
 * the next customer's numbers are the same in every scenario.
 * Counted in the measured period is who begins in it, to the end of its life. Each counted customer has one
 * outcome in the system and its class, and one a visit at each window it came to (check.c).
 * An id is an index, for the pool may move: no pointer into it survives a call that can bring a new customer.
 * A freed id is given out again, so nothing may keep it: it is in no queue, heap or list when it is freed.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stddef.h>

#include "blocking.h"
#include "change.h"
#include "check.h"
#include "choice.h"
#include "customer.h"
#include "dispatch.h"
#include "group.h"
#include "house.h"
#include "intervals.h"
#include "jockey.h"
#include "ledger.h"
#include "line.h"
#include "members.h"
#include "orbit.h"
#include "pushout.h"
#include "qsweep/memory.h"
#include "queue.h"
#include "ranking.h"
#include "server.h"
#include "timers.h"

QS_TEXT qs_status qs_customer_too_many(void)
{
    return qs_fail(QS_ERROR_LIMIT, "more than %d customers present at once", QS_MAX_PRESENT);
}

static uint32_t take_from_pool(qs_engine *e)
{
    if (e->free_customer != QS_NOBODY) {
        uint32_t id = e->free_customer;
        e->free_customer = e->pool[id].next;
        return id;
    }
    qs_status status = QS_OK;
    if (e->n_pool >= QS_MAX_PRESENT)
        status = qs_customer_too_many();
    else
        status = qs_reserve(&e->pool, &e->pool_capacity, e->n_pool + 1, sizeof *e->pool);
    if (status) {
        qs_fail_replication(e, status);
        return QS_NOBODY;
    }
    if (QS_RARE(e->uses.resources))
        status = qs_ledger_enrol(e, (uint32_t)e->n_pool);
    if (status) {
        qs_fail_replication(e, status);
        return QS_NOBODY;
    }
    return (uint32_t)e->n_pool++;
}

/* Field by field, what nobody sets before it is asked for: a compiler makes a string instruction of an
 * assignment of the whole, and that takes longer than all else that is done for a newcomer. */
QS_INLINE void make_newcomer(qs_customer *customer, int class, int entrance)
{
    customer->next = customer->previous = 0;
    customer->station = QS_NONE;
    customer->class = (int16_t) class;
    customer->is_counted = false;
    customer->state = QS_HELD;
    customer->counted_as = 0;
    customer->n_changes = 0;
    customer->start = NAN;
    customer->heap_index = QS_NOBODY;
    customer->order_index = 0;
    customer->first_service = QS_NONE;
    customer->line = 0;
    customer->joined_as = 0;
    customer->server = QS_NONE;
    customer->entrance = entrance;
    customer->n_returns = 0;
    customer->helped = 0;
    customer->help_index = QS_NOBODY;
    customer->wanted_service = customer->wanted_then = 0;
    customer->change_index = 0;
    customer->moved = NAN;
    customer->party = 1;
}

QS_PART uint32_t qs_customer_new(qs_engine *e, int class, int entrance)
{
    uint32_t id = take_from_pool(e);
    if (id != QS_NOBODY)
        make_newcomer(&e->pool[id], class, entrance);
    return id;
}

/* Every scope a counted customer belongs to but its window. */
static void count_outcome(qs_engine *e, const qs_customer *customer, qs_outcome outcome)
{
    e->meters.system.outcome[outcome]++;
    e->meters.classes[customer->counted_as].outcome[outcome]++;
}

static void count_persons(qs_engine *e, const qs_customer *customer)
{
    if (!customer->is_counted)
        return;
    e->meters.system.persons += (uint64_t)customer->party;
    e->meters.classes[customer->class].persons += (uint64_t)customer->party;
}

QS_PART void qs_customer_begin(qs_engine *e, uint32_t id, int first_service)
{
    qs_customer_count_in(e, &e->pool[id], e->now, e->model->n_classes == 1);
    if (QS_RARE(e->uses.parties))
        count_persons(e, &e->pool[id]);
    qs_customer_enter(e, id, first_service);
}

/* The last that a run waits for, and its horizon is now. */
static void count_served(qs_engine *e)
{
    if (e->model->run.customers == 0 || e->phase != QS_MEASURING)
        return;
    if (++e->n_served == e->model->run.customers)
        qs_slots_set(&e->slots, e->slot_of.mark, e->now);
}

QS_TEXT void qs_customer_think(qs_engine *e, uint32_t id)
{
    const qs_entrance *entrance = &e->entrances[e->pool[id].entrance];
    qs_thinking_begin(e, id, e->now + qs_draw(e, entrance->think_draw));
}

QS_PART void qs_customer_leave(qs_engine *e, uint32_t id, qs_outcome outcome)
{
    const qs_customer *customer = &e->pool[id];
    qs_customer_count_out(e, customer, e->now, e->model->n_classes == 1, outcome);
    if (QS_RARE(e->uses.resources))
        qs_ledger_release(e, id);
    if (outcome == QS_SERVED)
        count_served(e);
    if (qs_is_before_horizon(e) && e->entrances[customer->entrance].think_draw != QS_NONE)
        qs_customer_think(e, id);
    else
        qs_customer_to_pool(e, id);
}

QS_TEXT void qs_customer_tell(qs_engine *e, const qs_customer *customer, qs_outcome outcome)
{
    qs_intervals_visit(e, customer, outcome);
    qs_members_visit(e, customer, outcome);
    if (!e->hooks.listener)
        return;
    const qs_station *station = &e->stations[customer->station];
    bool is_double = customer->first_service != QS_NONE;
    int service = is_double ? customer->first_service : customer->service;
    int line = e->tables.steps[customer->class * e->model->n_services + service].line;
    qs_visit visit = {.customer = customer->number,
                      .customer_class = customer->counted_as,
                      .service = service,
                      .second_service = is_double ? customer->service : QS_NONE,
                      .window = station->line == QS_NONE ? station->window : QS_NONE,
                      .line = line == QS_NONE ? QS_NONE : e->stations[line].line,
                      .member = station->line == QS_NONE ? station->member : QS_NONE,
                      .server = customer->server,
                      .visit = customer->visit,
                      .arrival = customer->arrival,
                      .join = customer->join,
                      .start = customer->start,
                      .end = outcome == QS_UNFINISHED ? NAN : e->now,
                      .outcome = (int)outcome};
    e->hooks.listener(e->hooks.listener_context, &visit);
}

/* The visit at a window ends; the customer stands nowhere afterwards. */
static void end_visit(qs_engine *e, qs_customer *customer, qs_outcome outcome)
{
    qs_meter *window = e->stations[customer->station].meter;
    qs_check_visit(e, e->stations[customer->station].window, e->now - customer->join);
    if (customer->is_counted)
        window->outcome[qs_outcome_at_window(outcome)]++;
    if (e->is_told)
        qs_customer_tell(e, customer, outcome);
    customer->visit++;
}

/* Who was never served counts as having waited over a threshold, in every scope; who comes again, at the
 * window alone. */
static void count_given_up(qs_engine *e, const qs_customer *customer, bool is_gone)
{
    const qs_output_rule *output = &e->model->output;
    double wait = e->now - customer->join;
    for (size_t k = 0; k < qs_output_n_marks(output); k++) {
        bool is_over = is_gone && customer->wait + wait > output->thresholds[k];
        e->meters.system.gave_up_over[k] += is_over;
        e->meters.classes[customer->counted_as].gave_up_over[k] += is_over;
        e->stations[customer->station].meter->gave_up_over[k] += wait > output->thresholds[k];
    }
}

/* Earlier than the time of a level: with it, the time has passed and nobody has come. */
static void count_early(qs_engine *e, const qs_customer *customer, bool is_gone)
{
    const qs_output_rule *output = &e->model->output;
    const double *within = output->thresholds + output->n_thresholds;
    double wait = e->now - customer->join;
    for (size_t k = 0; k < output->n_levels; k++) {
        bool is_early = is_gone && customer->wait + wait < within[k];
        e->meters.system.gave_up_early[k] += is_early;
        e->meters.classes[customer->counted_as].gave_up_early[k] += is_early;
        e->stations[customer->station].meter->gave_up_early[k] += wait < within[k];
    }
}

/* Its visit has ended without its service: it comes again, or leaves. */
static void lose(qs_engine *e, uint32_t id, qs_outcome outcome)
{
    if (outcome > QS_MOVED_ON)
        qs_orbit_enter(e, id);
    else
        qs_customer_leave(e, id, outcome);
}

QS_TEXT void qs_customer_turn_away(qs_engine *e, uint32_t id, qs_outcome outcome)
{
    qs_customer *customer = &e->pool[id];
    if (QS_RARE(e->uses.retries))
        outcome = qs_orbit_decide(e, customer, outcome);
    if (customer->is_counted) {
        e->stations[customer->station].meter->arrived++;
        if (outcome == QS_CANCELLED) /* it counts as having joined, others who are turned away do not */
            count_given_up(e, customer, true);
    }
    end_visit(e, customer, outcome);
    lose(e, id, outcome);
}

/* Who had begun a service, but not the last one, waited so long in the stages so far. */
static void count_cut_short(qs_engine *e, const qs_customer *customer)
{
    const qs_output_rule *output = &e->model->output;
    if (customer->then == QS_NONE)
        return; /* its wait was complete and has been measured */
    for (size_t k = 0; k < qs_output_n_marks(output); k++) {
        bool is_over = customer->wait + (customer->start - customer->join) > output->thresholds[k];
        e->meters.system.gave_up_over[k] += is_over;
        e->meters.classes[customer->counted_as].gave_up_over[k] += is_over;
    }
}

/* Who is still there at the end: unless its last service has begun, its complete wait is not known. */
static void count_unfinished(qs_engine *e, const qs_customer *customer)
{
    bool has_begun = !isnan(customer->start);
    double wait = (has_begun ? customer->start : e->now) - customer->join;
    if (has_begun && customer->then == QS_NONE)
        return;
    qs_meter_censored(&e->meters.system, customer->wait + wait);
    qs_meter_censored(&e->meters.classes[customer->counted_as], customer->wait + wait);
    if (!has_begun)
        qs_meter_censored(e->stations[customer->station].meter, wait);
}

QS_TEXT void qs_customer_give_up(qs_engine *e, uint32_t id, qs_outcome outcome)
{
    qs_customer *customer = &e->pool[id];
    qs_station *station = &e->stations[customer->station];
    bool reneges = outcome == QS_RENEGED;
    qs_station_unqueue(e, station, id);
    qs_station_count(e, station, -1);
    if (QS_RARE(e->uses.retries))
        outcome = qs_orbit_decide(e, customer, outcome);
    bool is_gone = outcome < QS_MOVED_ON;
    if (customer->is_counted && isnan(customer->start))
        count_given_up(e, customer, is_gone);
    else if (customer->is_counted)
        count_cut_short(e, customer);
    if (customer->is_counted && reneges)
        count_early(e, customer, is_gone);
    end_visit(e, customer, outcome);
    lose(e, id, outcome);
}

QS_TEXT void qs_customer_cut(qs_engine *e, uint32_t id, qs_outcome outcome)
{
    qs_customer *customer = &e->pool[id];
    if (customer->is_counted)
        count_cut_short(e, customer);
    end_visit(e, customer, outcome);
    qs_customer_leave(e, id, outcome);
}

QS_TEXT void qs_customer_unfinished(qs_engine *e, const qs_customer *customer)
{
    qs_check_visit(e, e->stations[customer->station].window, e->now - customer->join);
    qs_check_stay(e, customer->counted_as, e->now - customer->arrival);
    if (e->is_told)
        qs_customer_tell(e, customer, QS_UNFINISHED);
    if (!customer->is_counted)
        return;
    e->stations[customer->station].meter->outcome[QS_UNFINISHED]++;
    count_outcome(e, customer, QS_UNFINISHED);
    count_unfinished(e, customer);
}

QS_PART void qs_customer_prepare(qs_engine *e, qs_customer *customer, int service)
{
    const qs_step *step = &e->tables.steps[customer->class * e->model->n_services + service];
    customer->service = (int16_t)service;
    customer->then = qs_draw_then(e, step);
    customer->join = e->now;
    customer->start = NAN;
    customer->second_service = QS_NONE;
    customer->server = QS_NONE;
    customer->n_returns = 0;
    customer->work = INFINITY; /* not known before it is drawn at its window */
}

QS_TEXT void qs_customer_enter(qs_engine *e, uint32_t id, int service)
{
    qs_customer *customer = &e->pool[id];
    qs_customer_prepare(e, customer, service);
    const qs_step *step = &e->tables.steps[customer->class * e->model->n_services + service];
    qs_customer_enter_station(e, id, &e->stations[qs_choose_station(e, step, customer)]);
}

QS_PART void qs_customer_pair_services(qs_engine *e, qs_customer *customer, const qs_station *station)
{
    customer->first_service = customer->second_service = QS_NONE;
    if (station->rules->n_together > 0)
        qs_server_pair_up(e, station, customer);
}

/* What the stage will take at this window, and whether a second service is given with it. Who comes again
 * needs what it needed before, unless this window has times of its own. */
QS_INLINE void draw_work(qs_engine *e, qs_customer *customer, const qs_station *from,
                         const qs_station *station)
{
    const qs_step *step = qs_step_at(e, station, customer->class, customer->service);
    bool knows = QS_RARE(customer->n_returns > 0) &&
                 qs_step_at(e, from, customer->class, customer->service)->work_draw == step->work_draw;
    if (!knows)
        customer->work = step->work_draw == QS_NONE ? 0 : qs_draw(e, step->work_draw);
    customer->whole_work = customer->work;
    qs_customer_pair_services(e, customer, station);
}

/* Everybody draws, whether it will wait or not: the next customer's patience is the same in every
 * scenario. */
QS_INLINE double draw_deadline(qs_engine *e, const qs_customer *customer)
{
    const qs_patience_draws *draws =
        &e->tables.patience_draws[customer->class * e->model->n_services + customer->service];
    int draw = QS_RARE(customer->n_returns > 0) ? draws->again : draws->first;
    return draw == QS_NONE ? INFINITY : e->now + qs_draw(e, draw);
}

QS_INLINE void wait_here(qs_engine *e, qs_station *station, uint32_t id, double deadline)
{
    qs_station_queue(e, station, id, false);
    if (e->uses.patience)
        qs_patience_begin(e, id, deadline);
    if (QS_RARE(e->uses.changes))
        qs_change_await_next(e, id);
}

QS_PART void qs_customer_join(qs_engine *e, qs_station *station, uint32_t id, double deadline)
{
    qs_customer *customer = &e->pool[id];
    qs_station_count(e, station, 1);
    if (customer->is_counted)
        station->meter->arrived++;
    if (QS_RARE(station->is_demanding)) {
        if (qs_ledger_begins(e, station, customer, customer->line))
            qs_dispatch_begin(e, station, id);
        else
            wait_here(e, station, id, deadline);
    } else if (station->is_endless) {
        qs_server_start(e, station, station->first_server, id);
    } else if (QS_RARE(station->group != NULL)) {
        qs_group_join(e, station, id, deadline);
    } else if (station->n_idle > 0 && !qs_is_overfull(station)) {
        qs_server_start(e, station, qs_server_pick(e, station), id);
    } else {
        int victim = qs_find_victim(e, station, customer->line, QS_NONE);
        if (victim != QS_NONE)
            qs_pushout(e, station, victim, id);
        else
            wait_here(e, station, id, deadline);
    }
}

QS_INLINE void join_for_good(qs_engine *e, qs_station *station, uint32_t id, double deadline)
{
    qs_customer_join(e, station, id, deadline);
    if (QS_RARE(e->uses.jockeys)) {
        qs_jockey_arrives(e, id);
        qs_jockey_put_back(e, station);
    }
}

/* Everybody draws, as of patience. */
static double draw_balking(qs_engine *e, const qs_customer *customer)
{
    const qs_manner_draws *draws = &e->tables.manner_draws[customer->class];
    int draw = QS_RARE(customer->n_returns > 0) ? draws->balk_again : draws->balk;
    return draw == QS_NONE ? 1 : qs_draw(e, draw);
}

/* Whether so many waiting are too many for a class, by a number in (0, 1). */
static bool is_too_long(const qs_class *class, int64_t n_waiting, double u)
{
    size_t i = class->n_balks;
    if (class->balk_at != QS_NONE && n_waiting >= class->balk_at)
        return true;
    while (i > 0 && class->balks[i - 1].from > n_waiting)
        i--;
    return i > 0 && u < class->balks[i - 1].probability;
}

/* Who begins at once, be it by pushing somebody out, stands in no queue. */
static bool balks(const qs_engine *e, const qs_station *station, const qs_customer *customer, double u)
{
    return is_too_long(&e->model->classes[customer->class], station->n_waiting, u) &&
           !qs_begins_at_once(e, station, customer) && !qs_pushes_out(e, station, customer->line);
}

static void wait_in_line(qs_engine *e, qs_station *line, uint32_t id, double deadline)
{
    wait_here(e, line, id, deadline);
    if (QS_RARE(e->uses.help))
        qs_line_await_help(e, id);
}

/* How many rules of help hold from the first instant on. */
static int16_t helped_at_once(const qs_line_rule *rule)
{
    int n = 0;
    while (n < rule->n_helps && rule->helps[n].after <= 0)
        n++;
    return (int16_t)n;
}

/* A line for several windows: who is free takes the newcomer, else the line does, if it has room. */
static void enter_line(qs_engine *e, uint32_t id, qs_station *line, double deadline)
{
    qs_customer *customer = &e->pool[id];
    const qs_window *window = &e->model->windows[line->window];
    double u = qs_choose_draw(e, customer);
    customer->line = (int16_t)qs_queue_line(e, line, customer->class, customer->service);
    customer->helped = helped_at_once(&e->model->lines[line->line]);
    double by_chance = e->uses.balks ? draw_balking(e, customer) : 1;
    if (QS_RARE(e->uses.changes))
        qs_change_start(customer);
    int to = qs_choose_free(e, line, customer, 0, u);
    if (e->phase == QS_DRAINING && !e->model->run.waiting_served) {
        qs_customer_turn_away(e, id, QS_CANCELLED);
    } else if (to == QS_NONE && e->uses.balks && balks(e, line, customer, by_chance)) {
        qs_customer_turn_away(e, id, QS_BALKED);
    } else if (to == QS_NONE && window->capacity_kind != QS_CAPACITY_NONE &&
               line->n_waiting >= window->capacity && !qs_pushout_waiting(e, line, customer->line)) {
        qs_customer_turn_away(e, id, QS_REJECTED);
    } else {
        qs_station_count(e, line, 1);
        if (customer->is_counted)
            e->meters.windows[line->window].arrived++;
        if (to == QS_NONE)
            wait_in_line(e, line, id, deadline);
        else
            qs_line_serve(e, id, &e->stations[to], qs_server_any(e, &e->stations[to]));
    }
}

QS_TEXT void qs_customer_is_helped(qs_engine *e)
{
    uint32_t id = e->help.items[0].id;
    qs_customer *customer = &e->pool[id];
    qs_station *line = &e->stations[customer->station];
    const qs_shared_line *shared = &e->tables.lines[line->line];
    qs_help_end(e, id);
    customer->helped++;
    double u = shared->help_draw == QS_NONE ? 0 : qs_draw(e, shared->help_draw);
    int to = qs_choose_free(e, line, customer, customer->helped, u);
    if (to == QS_NONE) {
        qs_line_await_help(e, id);
        return;
    }
    qs_station_unqueue(e, line, id);
    qs_line_serve(e, id, &e->stations[to], qs_server_any(e, &e->stations[to]));
}

QS_PART void qs_customer_enter_station(qs_engine *e, uint32_t id, qs_station *station)
{
    qs_customer *customer = &e->pool[id];
    const qs_station *from = QS_RARE(customer->n_returns > 0) ? &e->stations[customer->station] : NULL;
    customer->station = (int32_t)(station - e->stations);
    draw_work(e, customer, from, station);
    if (QS_RARE(e->uses.resources))
        qs_ledger_enter(e, id);
    double deadline = draw_deadline(e, customer);
    if (QS_RARE(station->line != QS_NONE)) {
        enter_line(e, id, station, deadline);
        return;
    }
    if (e->uses.idle_choice)
        qs_idle_draw(e, station);
    double u = e->uses.balks ? draw_balking(e, customer) : 1;
    if (QS_RARE(e->uses.changes))
        qs_change_start(customer);
    customer->line =
        (int16_t)(e->uses.priorities ? qs_queue_line(e, station, customer->class, customer->service) : 0);
    if (e->phase == QS_DRAINING && !e->model->run.waiting_served)
        qs_customer_turn_away(e, id, QS_CANCELLED); /* no new service begins after the horizon */
    else if (e->uses.balks && balks(e, station, customer, u))
        qs_customer_turn_away(e, id, QS_BALKED);
    else if (!qs_has_room(e, station, customer) && !qs_takes_into_group(station, customer->service) &&
             !qs_pushes_out(e, station, customer->line) && !qs_pushout_waiting(e, station, customer->line))
        qs_customer_turn_away(e, id, QS_REJECTED);
    else
        join_for_good(e, station, id, deadline);
}

QS_TEXT void qs_customer_reneges(qs_engine *e)
{
    uint32_t id = e->patience.items[0].id;
    qs_station *station = &e->stations[e->pool[id].station];
    qs_customer_give_up(e, id, QS_RENEGED);
    (void)station; /* nobody looks at it in the core */
    if (QS_RARE(e->uses.jockeys))
        qs_jockey(e, station);
    if (QS_RARE(e->uses.blocking))
        qs_blocking_admit(e, station);
}
