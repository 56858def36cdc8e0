/* The working memory of one replication, and what every file of the engine does with it.
 *
 * A window row with `count` members is as many stations, each with its own queue and servers.
 * Everything is indexed: customers by their number in a pool, servers and stations by number.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_ENGINE_STATE_H
#define QSWEEP_ENGINE_STATE_H

#include <stddef.h>

#include "heap.h"
#include "instance.h"
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

typedef enum qs_state {
    QS_FREE,
    QS_WAITING,
    QS_IN_SERVICE,
    QS_HELD,
    QS_STUCK,
    QS_THINKING,
    QS_OUTSIDE /* lost for the moment, it will come again */
} qs_state;

/* Is it in the system, at some window? */
static inline bool qs_is_present(uint8_t state)
{
    return state != QS_FREE && state != QS_THINKING && state != QS_OUTSIDE;
}

/* The first cache line is all that a plain first-come first-served window touches. */
typedef struct qs_customer {
    double arrival;          /* in the system */
    double join;             /* in the present queue */
    double work;             /* of this stage, still to be done */
    double wait;             /* of the stages before this */
    uint32_t next, previous; /* in its queue */
    int32_t station;
    int16_t class, service;
    int16_t then;       /* the service it will need after this; QS_NONE: leaves */
    bool is_counted;    /* arrived in the measured period */
    unsigned state : 8; /* qs_state; no char, through which a compiler may think that anything is set */
    int16_t
        counted_as; /* class it came in, which counts it whatever it has become; the plain loop leaves it */
    int16_t n_changes; /* that have been made in this queue */
    double start;      /* first service of this stage; NaN before */
    /* the second line: what only some models need */
    uint32_t heap_index;    /* in the heap of patience, thinking, the orbit, or an endless window */
    uint32_t order_index;   /* in its line's bag or heap, disciplines random and shortest_first */
    double whole_work;      /* for a service that starts again */
    int16_t second_service; /* still to be given in the same visit (together), or QS_NONE */
    int16_t first_service;  /* the one before, once the second has begun, or QS_NONE */
    int16_t line;           /* priority level at its window; in a line for several, its list */
    int16_t joined_as;      /* class whose changes it makes in this queue */
    int32_t server;
    int32_t entrance; /* source member it comes from */
    int32_t visit;
    int32_t n_returns;                   /* to this service, after having been lost */
    int16_t helped;                      /* in a line: how many of its rules of help have come due */
    uint32_t help_index;                 /* in the heap of those who will be helped */
    uint64_t number;                     /* in order of arrival */
    int16_t wanted_service, wanted_then; /* while stuck: the stage it is to enter, and the one after */
    union {
        int32_t wanted_station;
        uint32_t change_index; /* while waiting: in the heap of changes */
    };
    double moved;  /* when it last changed the queue */
    int64_t party; /* persons that it stands for */
} qs_customer;

/* Customers of one priority level in order of joining; the discipline picks. */
typedef struct qs_line {
    uint32_t head, tail;
    int n;
    int n_jockeys;   /* of those, who change queues */
    qs_heap order;   /* shortest_first: by work */
    uint32_t *bag;   /* random: in no order; owned */
    uint32_t picked; /* random: drawn, and cannot begin yet; QS_NOBODY: nobody */
    size_t bag_capacity;
} qs_line;

/* Where a station stands in a ranking: which options, which leaf. */
typedef struct qs_leaf {
    int options, leaf;
} qs_leaf;

/* group.c: of a station whose servers serve several customers together. Of those who are served together the
 * first is the server's customer, and the others hang on it by `next` and `previous`. */
typedef struct qs_grouping {
    int slot;         /* of the calendar: the first of a group that is too small has waited long enough;
                         QS_NONE: it never begins */
    int *n_of;        /* [n_services] waiting */
    bool *is_wanted;  /* [n_services] a group may begin with it */
    int n_wanted;     /* waiting for one of these */
    double due;       /* when another will be wanted, if nobody comes; INFINITY: never */
    bool *leads_here; /* [stages] who enters the stage comes by here, there or later */
    size_t looked_at; /* after the horizon: customers below that number in the pool come here no more */
} qs_grouping;

/* The first two cache lines are all that a customer of a plain window touches. */
typedef struct qs_station {
    const qs_window *rules; /* the model's */
    qs_meter *meter;        /* its window's */
    const qs_step *steps;   /* [n_classes * n_services] its window's */
    qs_line *lines;         /* [n_lines], owned */
    uint64_t *idle;         /* bit s: server s is idle; owned */
    int16_t *line_of; /* [n_classes * n_services] priority level; NULL: one for all; the first member owns */
    int first_server;
    int n_idle; /* on shift, whole and idle */
    int n_waiting;
    int n_present;  /* waiting, in service, held or stuck here */
    int n_on_shift; /* servers on duty: those of the present shift, and those on call who are there */
    int n_servers;  /* an endless station has one server entry, whose slot is its next departure */
    bool is_endless;
    bool is_demanding; /* who is served here may need resources, or several servers */
    bool is_stale;     /* its score in the rankings is */
    bool is_steady;    /* what its servers have worked already is no matter to them (speed.h) */
    bool has_row;      /* of results, of its own */
    uint8_t n_leaves;
    int n_feeds;        /* lines that its servers take from */
    double queued_work; /* least_work: of those waiting */
    double factor;      /* present speed, by_queue and by_time */
    qs_grouping *group; /* NULL: one by one; owned */
    int line;           /* its number, if it is a line for several windows; QS_NONE: a window's */
    int window, member;
    /* what only some models need */
    int n_roster; /* servers [0, n) of the station are on shift */
    int n_called; /* the last n of the station are on call, and there; 0: they are not */
    int n_lines;
    qs_heap departures;               /* endless stations */
    uint32_t first_stuck, last_stuck; /* customers elsewhere, blocked until there is room here */
    qs_step_place shift_place, speed_place;
    int shift_slot, speed_slot, call_slot; /* QS_NONE without */
    uint64_t searched;                     /* mark of the last search for a deadlock that came by */
    int progressed;            /* the server, from first_server on, that could free a place last */
    int order_draw;            /* discipline random */
    int own_meter;             /* beside its window's, with has_row: index into meters.windows */
    int idle_draw;             /* idle_choice random */
    double idle_u;             /* drawn for the one who came last; NaN: used */
    int idle_first, idle_last; /* idle_choice longest_idle: of the idle servers, in order; QS_NONE */
    const struct qs_feed *feeds;
    qs_leaf *leaves; /* [n_leaves] in the rankings; owned, NULL without */
} qs_station;

/* QS_HELPING: another server of the station leads, with which it serves one customer. */
typedef enum qs_doing { QS_IDLE, QS_SERVING, QS_DEAD, QS_BLOCKED, QS_HELPING } qs_doing;

typedef struct qs_server {
    int station;
    unsigned doing : 8; /* qs_doing */
    bool is_broken;
    bool is_there;                          /* on duty, or finishing what it began on it */
    bool is_on_duty;                        /* on shift, or on call and there: it takes customers */
    bool is_on_call;                        /* it has no shift */
    uint32_t customer;                      /* QS_NOBODY in a dead time that lets the customer go */
    int crew;                               /* the next of those that serve its customer; QS_NONE: no more */
    int leader;                             /* helping: whom */
    double since;                           /* when it took this customer, or the second service of a visit */
    double began;                           /* of the present stretch of work */
    double left;                            /* work (or dead time) left when it began */
    double factor;                          /* speed in this stretch */
    double worked;                          /* by_work: time served in this replication */
    double up_left;                         /* clock serving: time served until the next breakdown */
    int breakdown_slot, up_draw, down_draw; /* QS_NONE without */
    double speed;                           /* its own factor, besides that of the window */
    double idle_since;                      /* of an idle one */
    int idle_before, idle_after;            /* of those who are idle as well */
} qs_server;

/* One member of a source. */
typedef struct qs_entrance {
    int source, slot;
    int gap_draw, batch_draw, class_draw, think_draw, party_draw; /* QS_NONE without */
    int late_draw, show_draw;                                     /* of appointments */
    uint64_t n_arrived;
    double factor;       /* of the day, on its rate; 1 without */
    double clock;        /* arrivals' own time: of the last arrival, or integrated rate */
    size_t piece;        /* rate: present piece, n_rates: beyond the last */
    uint64_t turn;       /* rate: periods that are over */
    size_t next_time;    /* times: next in the list, */
    size_t end_time;     /* and behind the last of this day */
    const double *times; /* times: the list, of the source or `coming` */
    double *coming;      /* [n_times of the source] appointments: when those come who do; owned, else NULL */
} qs_entrance;

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

typedef struct qs_recursion qs_recursion;
typedef struct qs_joining qs_joining;
typedef struct qs_circuit qs_circuit;
typedef struct qs_relay qs_relay;

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

typedef struct qs_intervals qs_intervals; /* intervals.h */

/* growth.c: the ends of the quarters of the measured period, and how many of them are passed. */
enum { QS_QUARTERS = 4 };
typedef struct qs_growth_marks {
    bool is_on; /* growth means something here */
    int n_passed;
    double time[QS_QUARTERS]; /* the last is the horizon */
    double orbit;             /* what those outside add to the system's */
    double of_lines;          /* growth of those for several windows, together */
} qs_growth_marks;

/* What is measured. */
typedef struct qs_meters {
    qs_meter system, *classes;
    qs_meter *windows; /* [n_all] of windows; behind them, of members that have a row of their own */
    int n_all;
    double wait_grid, sojourn_grid; /* of which all waits and sojourns are multiples; 0: none */
    uint32_t *tally_memory;         /* of all tallies, QS_TALLY_MEMORY each */
    qs_engine_memory *lent;         /* while the engine is made: the last one's; or NULL */
} qs_meters;

/* What a replication, or a pilot, comes to, and how far that is. */
typedef struct qs_outputs {
    double *row; /* the caller's */
    qs_growth_marks growth;
    int n_sampled;      /* instants of the series so far */
    qs_pilot *pilot;    /* what is run is a pilot, and this is what it gives; NULL: it is not */
    double pilot_spent; /* up to its present slot */
} qs_outputs;

/* What of a row is not read (qs_engine_want), so that it need not be measured. All-zero: all is read. */
typedef struct qs_spared {
    bool quantiles, intervals;
    bool all_but_throughput;
    bool bins; /* in this replication: no quantile, and no histogram */
} qs_spared;

/* Who listens, and who may stop it: the caller's, kept over replications. */
typedef struct qs_hooks {
    qs_visit_listener *listener;
    void *listener_context;
    qs_incident_listener *watcher; /* NULL but for a replay */
    void *watcher_context;
    qs_engine_poll *poll;
    void *poll_context;
} qs_hooks;

/* Work lists, each empty between two events. */
typedef struct qs_ranking {
    int *stale; /* [n_stations] stations whose score is to be looked up; NULL: none ever */
    int n_stale;
} qs_ranking;

typedef struct qs_blocking {
    int *rooms; /* stations where there may be room, the last to be looked at first; owned */
    size_t n_rooms, capacity;
    uint64_t n_searches; /* marks of searches for a deadlock */
} qs_blocking;

/* resources.c: one of the model's. */
typedef struct qs_stock {
    int64_t units, held; /* units there now; more may be held where some have gone */
    int64_t at_work;     /* of those held, by customers who are served */
    qs_step_place shift;
    int shift_slot;       /* QS_NONE without */
    qs_gauge used, there; /* units held; those that are there, or still held */
    uint64_t n_waits;     /* counted customers who began a service with its units */
    double waited;        /* how long they stood next for want of them, all together */
    uint64_t searched;    /* mark of the last search for a deadlock that came by */
} qs_stock;

enum { QS_STATION_CHANGED = 1, QS_STATION_BEGAN = 2 };

/* Somebody whose servers are there, for want of units. */
typedef struct qs_shortage {
    uint32_t id;  /* QS_NOBODY: nobody is */
    int resource; /* the first of those it lacks */
} qs_shortage;

/* Who is short at a station since it was last looked at. */
typedef struct qs_shortages {
    double since;
    qs_shortage next;    /* who keeps all behind it waiting */
    qs_shortage *passed; /* [n] those who are passed over; owned */
    size_t n, capacity;
    double *clock; /* [n_resources] how long there was a `next` who lacked it, up to `since` */
} qs_shortages;

typedef struct qs_resources {
    qs_stock *stocks;        /* [n_resources] */
    qs_shortages *shortages; /* [n_stations] */
    size_t ledger_capacity, waits_capacity;
    int32_t *ledger; /* [pool][n_resources] units that a customer holds */
    double *clocks;  /* [n_stations][n_resources] of all shortages */
    double *waits; /* [pool][n_resources] how long it waited for want of them in this stage; in a queue, less
                        the queue's clock when it came */
    bool units_came;    /* since it was last looked who can begin */
    bool units_changed; /* in this event */
    bool is_suspect;    /* somebody else is short than was: it may be a deadlock */
    int *changed;       /* stations to be looked at when the event is over: somebody began, or left a queue */
    uint8_t *flags;     /* [n_stations] QS_STATION_... */
    int n_changed;
} qs_resources;

typedef struct qs_jockeys {
    qs_move *moves; /* of this instant, being followed one after another; owned */
    size_t n_moves, capacity;
    uint64_t n_looked_at; /* since it was last asked whether to go on */
} qs_jockeys;

typedef enum qs_phase { QS_WARMING, QS_MEASURING, QS_DRAINING, QS_OVER } qs_phase;

/* Made for a model: tables, uses, slot_of, and how many there are of everything. Of one replication: the
 * rest. What a replication changes is set anew when the next one begins (engine.c); the calls of hooks alone
 * stay. */
struct qs_engine {
    const qs_model *model;
    qs_tables tables;
    qs_uses uses;
    qs_slot_numbers slot_of;
    qs_recursion *recursion; /* NULL: none */
    qs_joining *joining;     /* NULL: none; without one of the three, events */
    qs_circuit *circuit;     /* circuit.c; NULL: the model is none */
    qs_relay *relay;         /* of events, in another order; NULL: none */
    qs_spared spared;
    /* the system: each has fixed fields, and those of the replication */
    int n_stations, n_servers, n_entrances, n_options;
    qs_station *stations;
    qs_server *servers;
    qs_entrance *entrances;
    qs_options *options;
    double *day_factors; /* [n_factors] of this replication */
    size_t *days;        /* [n_sources] which of its recorded days a source has */
    qs_variate *draws;   /* by purpose */
    size_t n_draws, draws_capacity;
    /* the replication */
    qs_replication_key key;
    qs_phase phase;
    qs_status status; /* not QS_OK: it is over and has failed */
    double now, warmup, horizon, end;
    double cut; /* warmup: mser5, where it was found to end */
    qs_slots slots;
    qs_heap thinking, patience, orbit, changes, help;
    /* customers */
    qs_customer *pool;
    size_t n_pool, pool_capacity;
    uint32_t free_customer; /* linked by next */
    uint64_t n_present;     /* in the system, thinking ones not */
    uint64_t n_customers, n_events, n_served;
    qs_last_look last_look;
    qs_ranking ranking;
    qs_blocking blocking;
    qs_jockeys jockeys;
    qs_resources resources;
    /* measurements */
    qs_meters meters;
    qs_outputs results;
    qs_intervals *intervals; /* NULL: none */
    bool is_told;            /* of visits that are over, in this pass: to the listener or the intervals */
    qs_hooks hooks;
    qs_checks *checks; /* NULL without QS_CHECK */
};

/* A number of a station changes: its window's, and that of its own row of results if it has one. The gauge is
 * a member of qs_meter other than the queue, the only one of which the largest value is asked for. */
#define QS_STATION_MOVE(e, station, gauge, by)                                                               \
    do {                                                                                                     \
        qs_gauge_add(&(station)->meter->gauge, (e)->now, (by));                                              \
        if (__builtin_expect((station)->has_row, 0))                                                         \
            qs_gauge_move_apart(&(e)->meters.windows[(station)->own_meter].gauge, (e)->now, (by));           \
    } while (0)

/* An incident of this instant, for who wants to know. */
static inline void qs_tell_incident(const qs_engine *e, qs_incident incident)
{
    if (__builtin_expect(e->hooks.watcher == NULL, 1))
        return;
    incident.time = e->now;
    e->hooks.watcher(e->hooks.watcher_context, &incident);
}

/* Windows, and behind them lines: all that has a meter. */
static inline int qs_n_places(const qs_engine *e)
{
    return e->model->n_windows + e->model->n_lines;
}

/* Customers still come. */
static inline bool qs_is_before_horizon(const qs_engine *e)
{
    return e->phase == QS_WARMING || e->phase == QS_MEASURING;
}

static inline bool qs_joined_before(const qs_customer *a, const qs_customer *b)
{
    return a->join < b->join || (a->join == b->join && a->number < b->number);
}

/* Customers note their place in the one heap that they can be in: departures, patience, thinking or the
 * orbit. */
static inline qs_heap_notes qs_customer_notes(const qs_engine *e)
{
    return (qs_heap_notes){(char *)e->pool, sizeof *e->pool, offsetof(qs_customer, heap_index)};
}

static inline void qs_fail_replication(qs_engine *e, qs_status status)
{
    if (!e->status)
        e->status = status;
    e->phase = QS_OVER;
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

static inline const qs_step *qs_step_at(const qs_engine *e, const qs_station *station, int class, int service)
{
    return &station->steps[class * e->model->n_services + service];
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
    int end = first + n, picked = first;
    for (int i = first; i < end; i++) /* no branch on it: it cannot be foreseen */
        picked += u >= branches[i].cumulative;
    return picked < end ? branches[picked].to : QS_NONE;
}

/* Where to after a stage: drawn on joining it, so that rules may look ahead and scenarios stay in step. */
static inline int16_t qs_draw_then(qs_engine *e, const qs_step *step)
{
    return (int16_t)(step->route_draw == QS_NONE
                         ? step->certain
                         : qs_pick(step->branches, step->n_branches, qs_draw(e, step->route_draw)));
}

#endif
