/* The working memory of one replication, and what the files of the engine ask of one another.
 *
 * A window row with `count` members is as many stations, each with its own queue and servers.
 * Everything is indexed: customers by their place in a pool, servers and stations by number.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_ENGINE_INTERNAL_H
#define QSWEEP_ENGINE_INTERNAL_H

#include "heap.h"
#include "meter.h"
#include "qsweep/engine.h"
#include "qsweep/pilot.h"
#include "qsweep/variate.h"
#include "slots.h"

#define QS_NOBODY UINT32_MAX

/* Numbers that a fuzzer, which tries many small things, sets lower. */

/* In so many events something must have happened; else the replication fails. */
#ifndef QS_PROGRESS_EVENTS
#define QS_PROGRESS_EVENTS (UINT64_C(1) << 25)
#endif

/* More customers present at once than this, those who will come back included, and the replication fails (2
 * GiB of memory), however it is computed. */
#ifndef QS_MAX_PRESENT
#define QS_MAX_PRESENT (1 << 24)
#endif

typedef enum qs_state { QS_FREE, QS_WAITING, QS_IN_SERVICE, QS_HELD, QS_STUCK, QS_THINKING } qs_state;

/* The first cache line is all that a plain first-come first-served window touches. */
typedef struct qs_customer {
    double arrival;          /* in the system */
    double join;             /* in the present queue */
    double work;             /* of this stage, still to be done */
    double wait;             /* of the stages before this */
    uint32_t next, previous; /* in its queue */
    int32_t station;
    int16_t class, service;
    int16_t then;    /* the service it will need after this; QS_NONE: leaves */
    bool is_counted; /* arrived in the measured period */
    uint8_t state;   /* qs_state */
    double start;    /* first service of this stage; NaN before */
    /* the second line: what only some models need */
    uint32_t heap_place;    /* in the heap of patience, thinking, or an endless window */
    uint32_t order_place;   /* in its line's bag or heap, disciplines random and shortest_first */
    double whole_work;      /* for a service that starts again */
    int16_t second_service; /* still to be given in the same visit (together), or QS_NONE */
    int16_t first_service;  /* the one before, once the second has begun, or QS_NONE */
    int16_t line;           /* priority level at its window */
    int32_t server;
    int32_t origin; /* source member it comes from */
    int32_t visit;
    uint64_t number;                     /* in order of arrival */
    int16_t wanted_service, wanted_then; /* while stuck: the stage it is to enter, and the one after */
    int32_t wanted_station;
    double moved; /* when it last changed the queue */
} qs_customer;

/* Customers of one priority level in order of joining; the discipline picks. */
typedef struct qs_line {
    uint32_t head, tail;
    int n;
    int n_jockeys; /* of those, who change queues */
    qs_heap order; /* shortest_first: by work */
    uint32_t *bag; /* random: in no order; owned */
    size_t bag_capacity;
} qs_line;

/* Where a station stands in a ranking: which options, which leaf. */
typedef struct qs_place {
    int options, leaf;
} qs_place;

typedef struct qs_station {
    int window, member;
    int first_server,
        n_servers;  /* an endless station has one server entry, whose slot is its next departure */
    int n_on_shift; /* servers [0, n) of the station are on shift */
    int n_idle;     /* on shift, whole and idle */
    int n_waiting;
    int n_present; /* waiting, in service, held or stuck here */
    bool is_endless;
    bool is_stale; /* its place in a ranking is */
    uint8_t n_places;
    int n_lines;
    qs_line *lines;                   /* [n_lines], owned */
    uint64_t *idle;                   /* bit s: server s is idle; owned */
    qs_heap departures;               /* endless stations */
    uint32_t first_stuck, last_stuck; /* customers elsewhere, blocked until there is room here */
    double queued_work;               /* least_work: of those waiting */
    double factor;                    /* present speed, by_queue and by_time */
    size_t shift_piece, speed_piece;
    int shift_slot, speed_slot; /* QS_NONE without */
    uint64_t searched;          /* mark of the last search for a deadlock that came by */
    int order_draw;             /* discipline random */
    qs_place *places;           /* [n_places] in rankings; owned, NULL without */
} qs_station;

typedef enum qs_phase { QS_IDLE, QS_SERVING, QS_DEAD, QS_BLOCKED } qs_phase;

typedef struct qs_server {
    int station;
    uint8_t phase; /* qs_phase */
    bool is_broken;
    bool is_there;                          /* on shift, or finishing what it began on it */
    uint32_t customer;                      /* QS_NOBODY in a dead time that lets the customer go */
    double since;                           /* when it took this customer, or the second service of a visit */
    double began;                           /* of the present stretch of work */
    double left;                            /* work (or dead time) left when it began */
    double factor;                          /* speed in this stretch */
    double worked;                          /* by_work: time served in this replication */
    double up_left;                         /* clock serving: time served until the next breakdown */
    int breakdown_slot, up_draw, down_draw; /* QS_NONE without */
} qs_server;

/* One member of a source. */
typedef struct qs_origin {
    int source, slot;
    int gap_draw, batch_draw, class_draw, think_draw; /* QS_NONE without */
    uint64_t n_arrived;
    double clock;     /* arrivals' own time: of the last arrival, or integrated rate */
    size_t piece;     /* rate: present piece, n_rates: beyond the last */
    uint64_t turn;    /* rate: periods that are over */
    size_t next_time; /* times: next in the list */
} qs_origin;

/* The lowest score among some stations, how many have it, and the lowest above it. */
typedef struct qs_rank {
    double score, next;
    int n;
} qs_rank;

/* Windows that a stage can choose among, as stations; stages with the same ones share a list. */
typedef struct qs_options {
    int first, n;   /* into option_stations */
    int turn;       /* round_robin: whose turn */
    int n_leaves;   /* of the ranking: a power of two >= n */
    qs_rank *ranks; /* [2 * n_leaves] tree with its root at 1, leaf of station i at n_leaves + i; owned, NULL:
                       none */
} qs_options;

/* What the engine looks up for a (class, service). */
typedef struct qs_step {
    int options;     /* index of its qs_options */
    int choice_draw; /* ties and random choice; QS_NONE with one station */
    int route_draw;  /* where to next; QS_NONE when certain */
    int certain;     /* the next service when certain, or QS_NONE */
    int work_draw;   /* QS_NONE: no time at all */
    int dead_draw;
    bool holds_customer;
    const qs_branch *branches;
    int n_branches;
} qs_step;

typedef struct qs_recursion qs_recursion;

/* As it was some events ago. */
typedef struct qs_progress {
    double time;
    uint64_t n_departed, n_visits;
} qs_progress;

/* jockey.c: somebody went from one station to another. */
typedef struct qs_move {
    int from, to;
} qs_move;

typedef struct qs_checks qs_checks;

/* growth.c: the ends of the quarters of the measured period, and how many of them are passed. */
enum { QS_QUARTERS = 4 };
typedef struct qs_growth_marks {
    bool is_on; /* growth means something here */
    int n_passed;
    double time[QS_QUARTERS]; /* the last is the horizon */
} qs_growth_marks;

struct qs_engine {
    const qs_model *model;
    qs_layout layout;
    /* fixed tables */
    qs_variate *draws;
    size_t n_draws, draws_capacity;
    qs_station *stations;
    int n_stations;
    qs_server *servers;
    int n_servers;
    qs_distribution unit_exponential; /* gaps of sources with a rate, in integrated rate; owns nothing */
    qs_origin *origins;
    int n_origins;
    qs_options *options;
    int n_options;
    int *option_stations;
    size_t n_option_stations, option_capacity;
    qs_step *steps;         /* [n_classes * n_services] */
    qs_step **window_steps; /* [n_windows] NULL, or [n_classes * n_services] with the window's own times */
    int *class_draw_first;  /* [n_classes] first service; QS_NONE when certain */
    int *class_draw_patience;
    double *window_reach; /* [n_windows] simuq: share of arriving customers it can serve */
    qs_slots slots;
    int *slot_owner; /* [slots n] server, station or origin that a slot belongs to */
    int first_breakdown, series_slot, mark_slot,
        /* series_slot: QS_NONE without series or pilots */ first_calendar, first_origin, thinking_slot,
        patience_slot;
    bool has_patience, has_blocking, has_jockeys, has_priorities, has_queue_speed, is_plain;
    bool judges_growth; /* growth.c: it would mean something in this model */
    bool is_one_stop;   /* one row of windows, one visit each: its values are the system's, measured once */
    qs_recursion *recursion; /* NULL: events */
    /* one replication */
    qs_replication_key key;
    double now, warmup, horizon, end;
    enum { QS_WARMING, QS_MEASURING, QS_DRAINING, QS_OVER } stage;
    qs_status status;
    qs_customer *pool;
    size_t pool_capacity, n_pool;
    uint32_t free_customer; /* linked by next */
    uint64_t n_present;     /* in the system, thinking ones not */
    uint64_t n_customers, n_events, n_served, n_searches;
    uint64_t n_looked_at; /* jockey.c: since it was last asked whether to go on */
    qs_progress progress;
    qs_growth_marks growth;
    int *stale; /* ranking.c: [n_stations] stations whose place is to be looked up; NULL: none ever */
    int n_stale;
    int *rooms; /* blocking.c: stations where there may be room, the last to be looked at first */
    size_t n_rooms, rooms_capacity;
    qs_move *moves; /* jockey.c: moves of this instant, being followed one after another */
    size_t n_moves, moves_capacity;
    qs_checks *checks; /* NULL without QS_CHECK */
    qs_heap thinking, patience;
    qs_meter system;
    qs_meter *classes, *windows;
    double wait_grid, sojourn_grid; /* of which all waits and sojourns are multiples; 0: none */
    uint32_t *tally_memory; /* report.c: of all tallies, QS_TALLY_MEMORY each */
    double *row;
    int n_sampled;      /* instants of the series so far */
    double cut;         /* warmup: mser5, where it was found to end */
    qs_pilot *pilot;    /* what is run is a pilot, and this is what it gives; NULL: it is not */
    double pilot_spent; /* up to the present slot */
    qs_visit_listener *listener;
    void *listener_context;
    qs_engine_poll *poll;
    void *poll_context;
};

/* setup.c */
qs_status qs_engine_build(qs_engine *engine);

/* arrivals.c: the next arrival of an origin after the last one, put into its slot; an arrival that is due. */
void qs_arrivals_start(qs_engine *e);
void qs_arrivals_happen(qs_engine *e, qs_origin *origin);
void qs_arrivals_return(qs_engine *e); /* the first of the thinking */
void qs_arrivals_think(qs_engine *e, uint32_t id);
double qs_calendar_time(const qs_source *source,
                        double clock); /* on-off: when the clock of arrivals shows that */
/* The next arrival instant of a renewal source without a limit, in calendar time. */
double qs_arrivals_next(qs_engine *e, qs_origin *origin);

/* choice.c: the station for a stage; `step` is e->steps[...] of the customer. */
int qs_choose_station(qs_engine *e, const qs_step *step, const qs_customer *customer);
/* Who would be served no later than a customer of a line. */
double qs_unfinished_work(const qs_engine *e,
                          const qs_station *station); /* of all present, in time of one server */
int qs_ahead_of(const qs_station *station, int line);

/* ranking.c: many stations by their queues. A station's present or on shift have changed: see
 * qs_station_count(). */
qs_status qs_ranking_build(qs_engine *e);
void qs_ranking_start(qs_engine *e); /* a replication begins */
void qs_ranking_change(qs_engine *e, qs_station *station);
/* The first of them, u in (0, 1) picking among equals; QS_NONE: the ranking cannot tell. */
int qs_ranking_first(qs_engine *e, const qs_options *options, double u);

/* queue.c: a station's waiting room. */
int qs_queue_line(const qs_engine *e, const qs_station *station, int class, int service);
void qs_queue_add(qs_engine *e, qs_station *station, uint32_t id, bool in_front);
void qs_queue_remove(qs_engine *e, qs_station *station, uint32_t id);
uint32_t qs_queue_next(qs_engine *e, qs_station *station); /* whose turn it is; not removed */
/* Who is dropped for one of a line at a full house; QS_NOBODY: nobody. */
uint32_t qs_queue_leaver(const qs_engine *e, const qs_station *station, int line);
/* Of the least urgent who wait, the one who joined last; QS_NOBODY. */
uint32_t qs_queue_last(const qs_engine *e, const qs_station *station);

/* house.c: full windows. A place is free. */
bool qs_has_room(const qs_engine *e, const qs_station *station);
/* A newcomer who is counted already, and pushes somebody out, is one too many. */
bool qs_is_overfull(const qs_engine *e, const qs_station *station);
/* The server whose customer a newcomer of a line pushes out: the least urgent, the last begun; QS_NONE. A
 * server whose shift is over finishes its customer and takes no other. except [in] a server not to be looked
 * at, or QS_NONE */
int qs_find_victim(const qs_engine *e, const qs_station *station, int line, int except);
bool qs_pushes_out(const qs_engine *e, const qs_station *station, int line);
/* Whether it would take a newcomer, now: there is room, or somebody goes for it. */
bool qs_takes(const qs_engine *e, const qs_station *station, int class, int service);
/* A newcomer of a line finds it full. True: somebody has gone, it may join after all. */
bool qs_make_room(qs_engine *e, qs_station *station, int line);
/* A newcomer, counted already, takes the victim's server. */
void qs_push_out(qs_engine *e, qs_station *station, int victim, uint32_t id);

/* customer.c: life of a customer between arrival and departure. */
uint32_t qs_customer_new(qs_engine *e, int class, int origin); /* QS_NOBODY: failed, e->status says why */
qs_status qs_customer_too_many(void);                          /* more than QS_MAX_PRESENT are present */
void qs_customer_begin(qs_engine *e, uint32_t id, int first_service);
void qs_customer_enter(qs_engine *e, uint32_t id, int service); /* its next stage; it stands nowhere now */
void qs_customer_enter_station(qs_engine *e, uint32_t id, qs_station *station);
void qs_customer_prepare(qs_engine *e, qs_customer *customer, int service); /* draw what the stage needs */
void qs_customer_leave(qs_engine *e, uint32_t id, qs_outcome outcome);      /* the system, from no station */
void qs_customer_give_up(qs_engine *e, uint32_t id, qs_outcome outcome);    /* while waiting */
void qs_customer_tell(qs_engine *e, const qs_customer *customer, qs_outcome outcome);
void qs_customer_cut(qs_engine *e, uint32_t id, qs_outcome outcome);    /* after its server has dropped it */
void qs_customer_unfinished(qs_engine *e, const qs_customer *customer); /* still there at the very end */
void qs_customer_join(qs_engine *e, qs_station *station, uint32_t id, double deadline); /* there is room */
void qs_patience_runs_out(qs_engine *e);

/* jockey.c */
void qs_jockey(qs_engine *e, qs_station *to);                /* those who gain by it come here */
void qs_jockey_arrives(qs_engine *e, uint32_t id);           /* it has just joined, and looks around */
void qs_jockey_closes(qs_engine *e, const qs_station *at);   /* its last server's shift is over */
void qs_jockey_put_back(qs_engine *e, const qs_station *at); /* somebody joined before those waiting there */

/* server.c and speed.c: what a server does. */
void qs_server_start(qs_engine *e, qs_station *station, int k, uint32_t id);
void qs_server_let_go(qs_engine *e,
                      uint32_t id); /* a served customer leaves its window, its server goes on */
void qs_server_event(qs_engine *e, int k);
void qs_server_available(qs_engine *e, int k); /* it has nothing to do: serve, idle, or go home */
void qs_server_come_or_go(qs_engine *e, int k, bool comes);
void qs_server_take_off(qs_engine *e, int k, uint32_t id); /* stop serving a customer that stays present */
void qs_server_drop_customer(qs_engine *e, uint32_t id);   /* whatever is done for it ends; it is sent away */
int qs_server_idle(const qs_station *station);             /* lowest idle one; station n_idle > 0 */
void qs_server_set_idle(qs_engine *e, int server, bool is_idle);
void qs_server_pause(qs_engine *e, qs_server *server);  /* bring `left` up to now */
void qs_server_resume(qs_engine *e, qs_server *server); /* schedule the end of what is left */
void qs_server_break_or_repair(qs_engine *e, int k);
void qs_speed_start(qs_engine *e, qs_station *station); /* a replication begins: speed, shift, idle servers */
void qs_station_speed_changed(qs_engine *e, qs_station *station);
void qs_station_calendar(qs_engine *e, int slot); /* a shift or a speed by_time changes */
double qs_server_unfinished(const qs_engine *e, const qs_server *server);

/* blocking.c */
void qs_blocking_hold(qs_engine *e, uint32_t id, qs_station *wanted);
void qs_blocking_admit(qs_engine *e, qs_station *station); /* there may be room now */
void qs_blocking_look_again(qs_engine *e);                 /* a way out is gone: is there a deadlock? */
void qs_blocking_close(qs_engine *e);                      /* the events have come to an end by themselves */
void qs_blocking_forget(qs_engine *e, uint32_t id);        /* it is sent away while stuck */

/* horizon.c */
void qs_horizon_start(qs_engine *e);
void qs_horizon_mark(qs_engine *e);   /* the mark slot is due */
void qs_horizon_served(qs_engine *e); /* one more served; run.customers may end it */
void qs_horizon_close(qs_engine *e);  /* the replication is over: who is still there is unfinished */

/* growth.c: how the numbers present grow over the quarters of the measured period. At each quarter's end the
 * area below every window's number so far is put down; nothing else is touched. */
void qs_growth_start(qs_engine *e);             /* warm-up and horizon are known */
double qs_growth_next_mark(const qs_engine *e); /* when the next quarter ends; else the horizon */
bool qs_growth_pass_mark(qs_engine *e);         /* a quarter before the last has ended; false: the last */
void qs_growth_close(qs_engine *e);             /* the horizon is reached */
void qs_growth_put(qs_engine *e, int window, int quarter, double area); /* up to the end of quarter 0 ... 3 */
void qs_growth_sum(qs_engine *e); /* all have been put: the row has them */

/* report.c */
void qs_report_reset(qs_engine *e);
void qs_report_restart(qs_engine *e);                         /* warm-up over */
void qs_report_averages(qs_engine *e);                        /* horizon: time averages into the row */
double qs_report_number_area(const qs_engine *e, int window); /* below its number present, up to now */
void qs_report_values(qs_engine *e);                          /* end: counts and values into the row */
qs_status qs_report_histograms(qs_engine *e, qs_histogram *histograms);
qs_status qs_report_build(qs_engine *e);
void qs_report_start_series(qs_engine *e);
void qs_report_sample(qs_engine *e); /* the next instant of the series */
void qs_report_free(qs_engine *e);
/* The end comes before a customer's complete wait is known; it has waited so long. */
void qs_report_censored(const qs_engine *e, qs_meter *meter, double wait);

/* pilot.c: a pilot begins; one of its slots is over. */
void qs_pilot_start(qs_engine *e);
void qs_pilot_sample(qs_engine *e);

/* engine.c: one pass over the events, with the warm-up given. */
void qs_engine_run(qs_engine *e, double warmup);

/* progress.c: the event of a slot is due; nothing that matters can happen any more. Every QS_PROGRESS_EVENTS
 * events: fail if nothing has. */
bool qs_progress_is_over(const qs_engine *e, int slot);
void qs_progress_start(qs_engine *e);
void qs_progress_check(qs_engine *e);
void qs_progress_count(qs_engine *e); /* fail if more customers have come than can be counted */

/* check.c: at the end of a replication, it fails if somebody is counted twice or not at all. */
void qs_check_conservation(qs_engine *e);

/* Little's law: before gauges forget, when somebody leaves a window or the system, at the very end. Time:
 * before each event of the general loop. */
#ifdef QS_CHECK
qs_status qs_check_build(qs_engine *e);
void qs_check_free(qs_engine *e);
void qs_check_start(qs_engine *e);
void qs_check_areas(qs_engine *e);
void qs_check_visit(qs_engine *e, int window, double time);
void qs_check_stay(qs_engine *e, int class, double time);
void qs_check_little(qs_engine *e);
void qs_check_time(qs_engine *e, double next);
#else
#define qs_check_build(e) QS_OK
#define qs_check_free(e) ((void)(e))
#define qs_check_start(e) ((void)(e))
#define qs_check_areas(e) ((void)(e))
#define qs_check_visit(e, window, time) ((void)(e))
#define qs_check_stay(e, class, time) ((void)(e))
#define qs_check_little(e) ((void)(e))
#define qs_check_time(e, next) ((void)(e))
#endif

/* plain.c: the loop for models without any of the special features. */
bool qs_plain_fits(const qs_engine *e);
void qs_plain_run(qs_engine *e);

/* controls.c: control variates. */
void qs_controls_build(qs_engine *e);
void qs_controls_report(qs_engine *e);

/* recursion.c: chains without events. */
qs_status qs_recursion_build(qs_engine *e);
void qs_recursion_free(qs_engine *e);
bool qs_recursion_run(qs_engine *e); /* false: begun in vain, events are to be simulated instead */

/* A window without a server on shift comes after every window with one. */
#define QS_CLOSED_SCORE 1e15

/* What the shortest queue is judged by: those present for each server on shift. */
static inline double qs_queue_score(const qs_station *station)
{
    if (station->is_endless)
        return 0;
    if (station->n_on_shift == 0)
        return QS_CLOSED_SCORE + station->n_present;
    return (double)station->n_present / station->n_on_shift;
}

/* One more, or one less, is present. */
static inline void qs_station_count(qs_engine *e, qs_station *station, int by)
{
    station->n_present += by;
    if (__builtin_expect(station->n_places > 0, 0))
        qs_ranking_change(e, station);
}

static inline bool qs_joined_before(const qs_customer *a, const qs_customer *b)
{
    return a->join < b->join || (a->join == b->join && a->number < b->number);
}

/* What a customer or its visit comes to, in every scope it belongs to. */
static inline void qs_meter_wait(qs_engine *e, const qs_customer *customer, double wait)
{
    qs_tally_add(&e->windows[e->stations[customer->station].window].wait, wait);
    if (customer->then == QS_NONE) {
        if (!e->is_one_stop)
            qs_tally_add(&e->system.wait, customer->wait + wait);
        if (e->model->n_classes > 1)
            qs_tally_add(&e->classes[customer->class].wait, customer->wait + wait);
    }
}

static inline void qs_fail_replication(qs_engine *e, qs_status status)
{
    if (!e->status)
        e->status = status;
    e->stage = QS_OVER;
}

/* Time to ask whether to go on? About once a millisecond. */
#ifndef QS_POLL_EVENTS
#define QS_POLL_EVENTS (1 << 14)
#endif
static inline bool qs_polls(uint64_t n_events)
{
    return __builtin_expect(n_events % QS_POLL_EVENTS == 0, 0);
}

/* Ask; if not, the replication is over. */
void qs_engine_ask(qs_engine *e);

static inline double qs_draw(qs_engine *e, int draw)
{
    return qs_variate_next(&e->draws[draw]);
}

static inline const qs_step *qs_step_at(const qs_engine *e, int window, int class, int service)
{
    int i = class * e->model->n_services + service;
    return e->window_steps[window] ? &e->window_steps[window][i] : &e->steps[i];
}

/* The branch that a uniform number picks; QS_NONE beyond the last. */
static inline int qs_pick(const qs_branch *branches, int n, double u)
{
    int first = 0;
    while (n > 8) { /* halve the many: probabilities add up */
        int half = n / 2;
        if (u < branches[first + half - 1].cumulative) {
            n = half;
        } else {
            first += half;
            n -= half;
        }
    }
    for (int i = first; i < first + n; i++)
        if (u < branches[i].cumulative)
            return branches[i].to;
    return QS_NONE;
}

#endif
