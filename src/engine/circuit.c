/* Closed lines of single servers that block, where nothing but throughputs is read: no calendar, one step a
 * service.
 *
 * Nobody overtakes: at every machine customers are in the order of their numbers, and customer n + population
 * is customer n come round again. So the instants at which customer n leaves the machines follow from earlier
 * ones: it begins at machine m when it has left the one before and customer n - 1 has left m, and leaves m
 * when it is served and, where the next machine has room for r, customer n - r has left that one. (Without
 * return: Buzacott and Shanthikumar, Stochastic Models of Manufacturing Systems, 1993, on flow lines.)
 * The instants are the sums that the events add, of the same numbers, so what is counted of them is the same
 * to the bit. What a decision asks for is some thousand scenarios' throughput, over and over; all else that
 * events measure is left out. Where two instants that matter coincide, the order of events has a say, and
 * they decide: the line gives up.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "loops.h"
#include "qsweep/memory.h"

enum { MOST_MACHINES = 16, MOST_POPULATION = 1 << 16, BLOCK = 32 };

/* After so many customers it is looked whether time still goes on; if not, events say what is wrong. */
enum { LOOK_EVERY = 1 << 20 };

typedef struct qs_machine {
    qs_variate *work;
    uint64_t room; /* places, that of the one who is served too; 0: no limit */
    uint64_t mask; /* of the ring: a power of two less one */
    double *left;  /* [mask + 1] when the last customers left it; owned */
} qs_machine;

struct qs_circuit {
    int n;
    qs_machine machines[MOST_MACHINES];
    uint64_t population;
    double away;  /* how long a customer is before it comes again */
    int value[2]; /* of the row: throughput of the system, and of the only class */
};

/* ---- what is such a line ---- */

#define SUPPORTED                                                                                            \
    (QS_FEATURE(POPULATION) | QS_FEATURE(CAPACITY) | QS_FEATURE(BLOCKING) | QS_FEATURE(OWN_TIMES) |          \
     QS_FEATURE(LEAST_WORK) | QS_FEATURE(SIMUQ_CHOICE) | QS_FEATURE(LONGEST_IDLE) | QS_FEATURE(SERIES) |     \
     QS_FEATURE(INTERVALS) | QS_FEATURE(DRAIN) | QS_FEATURE(CUT_OFF))

/* Those who come always find room at the first machine; who finds none at another stays where it is. */
static bool room_at(const qs_window *window, bool is_first, uint64_t *room)
{
    *room = window->capacity_kind == QS_CAPACITY_NONE ? 0 : (uint64_t)window->capacity;
    *room += window->capacity_kind == QS_CAPACITY_QUEUE;
    if (window->capacity_kind == QS_CAPACITY_NONE)
        return true;
    return !is_first && window->overflow == QS_BLOCK && *room > 0;
}

/* The machine of a stage, if there is one that nothing has to be chosen at. */
static bool add_machine(qs_engine *e, qs_circuit *c, int service, uint64_t *seen)
{
    const qs_step *step = &e->tables.steps[service];
    const qs_options *options = &e->options[step->options];
    if (options->n != 1 || step->route_draw != QS_NONE || c->n == MOST_MACHINES)
        return false;
    const qs_station *station = &e->stations[e->tables.option_stations[options->first]];
    const qs_window *window = &e->model->windows[station->window];
    const qs_step *own = qs_step_at(e, station, 0, service);
    uint64_t bit = UINT64_C(1) << (station->window % 64);
    qs_machine *machine = &c->machines[c->n];
    if (station->window >= 64 || (*seen & bit) || window->servers != 1 || own->work_draw == QS_NONE ||
        !room_at(window, c->n == 0, &machine->room))
        return false;
    *seen |= bit;
    machine->work = &e->draws[own->work_draw];
    c->n++;
    return true;
}

static bool fits(qs_engine *e, qs_circuit *c)
{
    const qs_model *m = e->model;
    const qs_source *source = &m->sources[0];
    const qs_class *class = &m->classes[0];
    uint64_t seen = 0;
    if (m->run.kernel != QS_KERNEL_AUTO || !qs_features_within(m->features, SUPPORTED) ||
        source->kind != QS_SOURCE_CLOSED || source->population > MOST_POPULATION || class->n_starts != 1)
        return false;
    const qs_distribution *away = &m->distributions[source->think_time];
    if (away->kind != QS_DISTRIBUTION_constant)
        return false;
    c->population = (uint64_t)source->population;
    c->away = away->a;
    for (int s = m->routes[class->first_start].to; s != QS_NONE; s = e->tables.steps[s].certain)
        if (!add_machine(e, c, s, &seen))
            return false;
    return c->n > 0;
}

/* Room for the last customers that somebody asks for: the one before, the one who was as many places before
 * as there is room for, and at the last machine oneself, a round ago. */
static qs_status make_rings(qs_circuit *c)
{
    qs_status status = QS_OK;
    for (int i = 0; i < c->n && !status; i++) {
        qs_machine *machine = &c->machines[i];
        if (machine->room >= c->population) /* there are not so many */
            machine->room = 0;
        uint64_t wanted = i == c->n - 1 ? c->population : machine->room;
        while (machine->mask < wanted)
            machine->mask = 2 * machine->mask + 1;
        status = qs_calloc(machine->mask + 1, sizeof *machine->left, &machine->left);
    }
    return status;
}

qs_status qs_circuit_build(qs_engine *e)
{
    qs_circuit circuit = {0}, *c;
    if (!fits(e, &circuit))
        return QS_OK;
    qs_status status = qs_calloc(1, sizeof *c, &c);
    if (status)
        return status;
    *c = circuit;
    e->circuit = c;
    const qs_layout *layout = &e->tables.layout;
    c->value[0] = qs_layout_index(layout, QS_SYSTEM, 0, QS_METRIC_throughput, 0);
    c->value[1] = qs_layout_index(layout, QS_CLASS, 0, QS_METRIC_throughput, 0);
    return make_rings(c);
}

void qs_circuit_free(qs_engine *e)
{
    for (int i = 0; e->circuit && i < e->circuit->n; i++)
        qs_free(e->circuit->machines[i].left);
    qs_free(e->circuit);
}

/* ---- a replication ---- */

static inline double later(double a, double b)
{
    return a > b ? a : b;
}

/* Customer n goes round once, taking its services from column j: when it leaves. before [in,out] [n machines]
 * when the one before left each */
static inline double go_round(const qs_circuit *c, uint64_t n, double (*work)[BLOCK], int j, double *before)
{
    const qs_machine *last = &c->machines[c->n - 1];
    double t = n < c->population ? 0 : last->left[(n - c->population) & last->mask];
    t += c->away;
    for (int i = 0; i < c->n; i++) {
        const qs_machine *machine = &c->machines[i], *next = machine + 1;
        t = later(t, before[i]) + work[i][j];
        if (i + 1 < c->n && next->room > 0 && n >= next->room)
            t = later(t, next->left[(n - next->room) & next->mask]);
        machine->left[n & machine->mask] = before[i] = t;
    }
    return t;
}

/* Does time go on, so that the horizon is reached before customers are too many to be counted? */
static bool goes_on(uint64_t n, double t, double *last_look, double horizon)
{
    static const double MOST_LOOKS = (double)UINT32_MAX / LOOK_EVERY;
    if (n % LOOK_EVERY)
        return true;
    double stretch = t - *last_look;
    *last_look = t;
    return stretch > 0 && (horizon - t) / stretch < MOST_LOOKS;
}

/* Customers who leave in the measured period; false: the order of events matters, or they never get there. */
static bool count(qs_engine *e, double warmup, double horizon, uint64_t *departed)
{
    const qs_circuit *c = e->circuit;
    double work[MOST_MACHINES][BLOCK], before[MOST_MACHINES] = {0}, t = 0, last_look = 0;
    *departed = 0;
    for (uint64_t n = 0; t < horizon && !e->status; n += BLOCK) {
        if (!goes_on(n, t, &last_look, horizon) && n > 0)
            return false;
        for (int i = 0; i < c->n; i++)
            qs_variate_take(c->machines[i].work, work[i], BLOCK);
        for (int j = 0; j < BLOCK && t < horizon; j++) {
            t = go_round(c, n + (uint64_t)j, work, j, before);
            *departed += t < horizon && (t > warmup || warmup == 0);
            if (t == horizon || (t == warmup && warmup > 0))
                return false;
        }
        e->n_customers = n + BLOCK;
        if (qs_polls(e->n_customers))
            qs_engine_ask(e);
    }
    return true;
}

bool qs_circuit_run(qs_engine *e, double warmup)
{
    const qs_circuit *c = e->circuit;
    double horizon = e->model->run.horizon, length = horizon - warmup;
    uint64_t departed;
    e->status = QS_OK;
    e->n_customers = e->n_events = 0;
    if (c->away >= horizon || !(length > 0))
        return false;
    for (int i = 0; i < c->n; i++)
        qs_variate_reset(c->machines[i].work, &e->key);
    if (!count(e, warmup, horizon, &departed))
        return false;
    e->n_events = e->n_customers * (uint64_t)(c->n + 1);
    for (size_t i = 0; i < sizeof c->value / sizeof *c->value; i++)
        if (c->value[i] != QS_NONE)
            e->results.row[c->value[i]] = e->status ? (double)NAN : (double)departed / length;
    return true;
}
