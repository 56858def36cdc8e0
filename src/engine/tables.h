/* What is looked up while a model is simulated: made once (setup.c), never changed.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_ENGINE_TABLES_H
#define QSWEEP_ENGINE_TABLES_H

#include <stdbool.h>
#include <stddef.h>

#include "qsweep/distribution.h"
#include "qsweep/metric.h"
#include "qsweep/model.h"

/* What the engine looks up for a (class, service). */
typedef struct qs_step {
    int options;     /* index of its qs_options */
    int choice_draw; /* ties and random choice; QS_NONE with one station */
    int route_draw;  /* where to next; QS_NONE when certain */
    int certain;     /* the next service when certain, or QS_NONE */
    int work_draw;   /* QS_NONE: no time at all */
    int dead_draw;
    bool holds_customer;
    int line; /* station of the line in which it is waited for; QS_NONE: at a window */
    const qs_branch *branches;
    int n_branches;
} qs_step;

/* Patience in a queue, for a (class, service): draws, QS_NONE without. Later attempts and those who have
 * become of the class have streams of their own, so that nobody else's numbers move. */
typedef struct qs_patience_draws {
    int first, again, changed;
} qs_patience_draws;

/* What a class that balks by probability, or comes again, draws; QS_NONE without. */
typedef struct qs_manner_draws {
    int balk, balk_again; /* at the first attempt, at later ones */
    int retry, delay;     /* whether and when it comes again */
} qs_manner_draws;

/* Words of the language that cost something wherever they could matter; one that is not used is not asked
 * for. */
typedef struct qs_uses {
    bool patience, blocking, jockeys, priorities, queue_speed, on_call, groups, idle_choice, balks, retries,
        changes, help;
    bool moves;   /* queues are not always in order of joining: people change them */
    bool demands; /* services need resources, or several servers: more than a server may keep who waits */
    bool resources, crews, parties;
} qs_uses;

/* Numbers of the slots of the calendar. Below first_breakdown they are the servers', by their numbers; the
 * order is that of simultaneous events (engine.h). */
typedef struct qs_slot_numbers {
    int first_breakdown;
    int series;         /* QS_NONE without series or pilots */
    int interval;       /* an edge of output.intervals; QS_NONE without */
    int mark;           /* the end of the warm-up, of a quarter, of the measured period, of the drain */
    int first_change;   /* of shifts and speeds */
    int first_resource; /* of these, those of resources */
    int first_entrance, thinking;
    bool has_thinking;
    int orbit, change; /* somebody comes again; is of another class; QS_NONE without */
    int help, patience;
} qs_slot_numbers;

/* Who stands in one list of a line: customers of a class for a service, in the order in which they joined. */
typedef struct qs_list {
    int class, service;
    int level; /* by the line's priorities */
} qs_list;

/* A station whose servers take from a line; who is helped so many times already may be taken (0: all). */
typedef struct qs_taker {
    int station, helped;
} qs_taker;

/* A line for several windows. Its queue is a station's without servers, with a list for each stage. */
typedef struct qs_shared_line {
    int station, n_lists, n_levels;
    qs_list *lists; /* [n_lists] by level */
    int *list_of;   /* [n_classes * n_services] QS_NONE: does not wait in it */
    int n_takers;
    qs_taker *takers; /* [n_takers] as listed: the line's own windows, then those that help */
    int help_draw;    /* ties among those that help */
    int turn;         /* of this replication: round_robin, whose turn among the takers */
} qs_shared_line;

/* A line from which a window's servers take. */
typedef struct qs_feed {
    int station;
    int helped; /* as of qs_taker */
    int *ranks; /* [n_lists] by the window's priority, then the line's; QS_NONE: cannot be served */
} qs_feed;

typedef struct qs_feeds {
    int n;
    qs_feed *of; /* [n] the window's own line first */
} qs_feeds;

typedef struct qs_tables {
    qs_layout layout;       /* of the row */
    qs_step *steps;         /* [n_classes * n_services] */
    qs_step **window_steps; /* [n_windows] NULL, or [n_classes * n_services] with the window's own times */
    int *first_draws;       /* [n_classes] first service; QS_NONE when certain */
    qs_patience_draws *patience_draws; /* [n_classes * n_services] */
    qs_manner_draws *manner_draws;     /* [n_classes] */
    qs_step *again_steps; /* [n_classes * n_services] of later attempts: other numbers choose; NULL without */
    int *
        changed_routes; /* [n_classes * n_services] route_draw of who has become of the class; NULL without */
    int *factor_draws;  /* [n_factors] of the model */
    int *day_draws;     /* [n_sources] which recorded day; QS_NONE: in turn, or none */
    int *option_stations;  /* what qs_options point into */
    qs_shared_line *lines; /* [n_lines] of the model */
    qs_feeds *feeds;       /* [n_windows] NULL without lines */
    size_t n_option_stations, option_capacity;
    int *first_rows;                  /* [n_windows] of results */
    int *row_meters;                  /* [layout's windows] index into meters.windows; QS_NONE: not there */
    double *window_reach;             /* [n_windows] simuq: share of arriving customers it can serve */
    int *slot_owner;                  /* [slots n] server, station or entrance that a slot belongs to */
    qs_distribution unit_exponential; /* gaps of sources with a rate, in integrated rate; owns nothing */
    bool is_plain;                    /* plain.c can simulate it */
    bool is_core;                     /* core.c can */
    bool is_one_stop;   /* one row of windows, one visit each: its values are the system's, measured once */
    bool judges_growth; /* growth.c: it would mean something in this model */
} qs_tables;

#endif
