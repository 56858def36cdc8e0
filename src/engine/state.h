/* The working memory of one replication, and what every file of the engine does with it.
 *
 * A window row with `count` members is as many stations, each with its own queue and servers.
 * Everything is indexed: customers by their number in a pool, servers and stations by number.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_ENGINE_STATE_H
#define QSWEEP_ENGINE_STATE_H

#include "heap.h"
#include "meter.h"
#include "qsweep/engine.h"
#include "qsweep/pilot.h"
#include "qsweep/variate.h"
#include "slots.h"
#include "tables.h"

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
    uint32_t heap_index;    /* in the heap of patience, thinking, or an endless window */
    uint32_t order_index;   /* in its line's bag or heap, disciplines random and shortest_first */
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

typedef struct qs_station {
    int window, member;
    int first_server,
        n_servers;  /* an endless station has one server entry, whose slot is its next departure */
    int n_on_shift; /* servers [0, n) of the station are on shift */
    int n_idle;     /* on shift, whole and idle */
    int n_waiting;
    int n_present; /* waiting, in service, held or stuck here */
    bool is_endless;
    bool is_stale; /* its score in the rankings is */
    uint8_t n_leaves;
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
    qs_leaf *leaves;            /* [n_leaves] in the rankings; owned, NULL without */
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

typedef struct qs_recursion qs_recursion;

/* progress.c: as it was some events ago. */
typedef struct qs_last_look {
    double time;
    uint64_t n_departed, n_visits;
} qs_last_look;

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
    qs_last_look last_look;
    qs_growth_marks growth;
    int *stale; /* ranking.c: [n_stations] stations whose score is to be looked up; NULL: none ever */
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
    uint32_t *tally_memory;         /* report.c: of all tallies, QS_TALLY_MEMORY each */
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

static inline bool qs_joined_before(const qs_customer *a, const qs_customer *b)
{
    return a->join < b->join || (a->join == b->join && a->number < b->number);
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
