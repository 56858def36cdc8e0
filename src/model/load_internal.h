/* Loads, within the room: what comes and what can be done, and how it is shared out.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_LOAD_INTERNAL_H
#define QSWEEP_LOAD_INTERNAL_H

#include "model_internal.h"

/* ---- load_time.c: what comes and what can be done in a stretch of time ---- */

/* Means over a stretch of time. */
typedef struct qs_regime {
    double *rate;    /* [n_classes] customers from outside in a unit of time */
    double *closed;  /* [n_classes] of closed sources, at most; they are not in `rate` */
    double *servers; /* [n_windows] of a member, on shift */
    double *speed;   /* [n_windows] factor on the service rate at a long queue, after much work */
    /* Of sources, whatever the stretch. */
    double *ends;   /* [n_sources] when the last customer comes, on average; INFINITY: never */
    double *evenly; /* [n_sources] recorded arrivals, spread evenly over all the time */
    double peak;    /* the highest rate of a source over its mean, where that is most; INFINITY: of some nothing
                       says how close together they come */
} qs_regime;

/* lasts [in] qs_load_lasts(). Errors: QS_ERROR_MEMORY; to be cleared all the same. */
qs_status qs_regime_make(const qs_model *model, double lasts, qs_regime *out);
void qs_regime_clear(qs_regime *regime);

/* How long customers come: up to the horizon, or to the last arrival if that is known and before it. INFINITY
 * if neither ends; NaN if that is not known. */
double qs_load_lasts(const qs_model *model);
/* Means over [0, lasts), which is finite. */
void qs_regime_mean(const qs_model *model, double lasts, qs_regime *out);
/* Whether and how much comes for ever, and what can be done then: what holds at the horizon holds on.
 * is_quietest [in] random factors of the day are the least they can be, else as on average */
void qs_regime_for_ever(const qs_model *model, bool is_quietest, qs_regime *out);
/* In [from, to), a stretch in which nothing changes. */
void qs_regime_between(const qs_model *model, double from, double to, qs_regime *out);

/* When the last customer of a source comes, on average; INFINITY if it never ends. */
double qs_source_ends(const qs_model *model, const qs_source *source);

/* ---- load_change.c ---- */

/* Where rates, shifts or speeds change before `lasts`. */
typedef struct qs_changes {
    size_t n, capacity, most;
    double *at;       /* [n] ascending, different, in (0, end); owned */
    double end;       /* the stretches up to here are all there are */
    bool is_whole;    /* and together they are [0, lasts) */
    bool is_given_up; /* too many: none are listed */
    bool is_a_day;    /* something changes that does not come again */
} qs_changes;

/* Errors: QS_ERROR_MEMORY. */
qs_status qs_changes_find(const qs_model *model, double lasts, qs_changes *out);
/* The busiest hour that could be, where there are too many changes: an upper bound. */
void qs_regime_worst(const qs_model *model, double lasts, qs_regime *out);

/* ---- load_group.c: groups, and servers of unlike speed ---- */

/* Of those who may lead a group at a window. */
typedef struct qs_leaders {
    double time, dead_time; /* the least that is certain, on average */
    double spread;          /* the most is at most so many times as much; INFINITY: there is no least */
} qs_leaders;

/* Without groups: no time, and a spread of 1. */
void qs_load_of_groups(const qs_model *model, int window, qs_leaders *out);
/* What the first n servers can do, a server of speed 1 being 1; the speed of the slowest. */
double qs_load_worth(const qs_window *window, double n);
double qs_load_least_speed(const qs_window *window);

/* ---- load_share.c: how visits are shared out among windows ---- */

/* One answer to who goes where. Flows are visits in a unit of time. */
typedef struct qs_sharing {
    const qs_model *model;
    const qs_regime *regime;
    bool is_low;         /* the least that is certain, else the most that is possible */
    bool has_closed;     /* closed sources are counted */
    double *visits;      /* [stages] by a customer of the class, of those who get so far */
    double *passes;      /* [stages] share of the visits after which the customer goes on */
    double *flow;        /* [stages] */
    double *member;      /* [n_windows] servers' worth of time that a member has in a unit of time */
    double *capacity;    /* [n_windows] the same of the row, as far as it is used */
    double *work;        /* [n_windows] servers' time asked for in a unit of time */
    double *stuck;       /* [n_windows] of this, what the first of the row must do alone */
    double *full;        /* [n_windows] load if all windows in front kept up and nobody was lost */
    int exempt;          /* a window that is taken to keep up, or QS_NONE */
    double *share;       /* [candidates of all stages] flow there */
    double *before;      /* [n_windows] a stage's shares before it was placed anew */
    double *each;        /* [n_windows] a visit's work at the windows of the stage that is being placed */
    bool *is_patient;    /* [n_windows] nobody who comes there gives up or balks */
    bool *is_restrained; /* [n_windows] servers may be idle while somebody waits: for units, or for others */
    bool *is_shared;     /* [n_windows] how much goes there depends on who finds room where */
    double moved;        /* largest part of a flow that changed its window in this round */
    int n_choices;       /* stages with a choice in this round */

    /* [n_windows] who leads a group. */
    qs_leaders *leaders;
} qs_sharing;

qs_status qs_sharing_make(const qs_model *model, qs_sharing *out);
void qs_sharing_clear(qs_sharing *sharing);

/* Share out what a regime brings; who is lost on the way is found as well. */
void qs_sharing_solve(qs_sharing *sharing, const qs_regime *regime);
/* The same with `visits` and `passes` as they are. */
void qs_sharing_again(qs_sharing *sharing, const qs_regime *regime);

/* Load of a window: of its row, or of the first of it if that is higher. */
double qs_sharing_load(const qs_sharing *sharing, int window);
/* How long a visit occupies a server. */
double qs_sharing_each(const qs_sharing *sharing, int window, int class, int service);

/* Work of a stage at its k-th window, with what beginning anew takes. */
double qs_sharing_work(const qs_sharing *sharing, int class, int service, int k);

/* Whether a full window passes newcomers on, or turns them away. */
bool qs_window_passes_on(const qs_window *window);

/* Whether nobody overtakes for ever. */
bool qs_window_is_in_order(const qs_window *window);

/* The line of the priorities that fits first, as the queue's. */
size_t qs_window_level(const qs_window *window, int class, int service);

/* Whether customers of a class may go from one queue to another. */
bool qs_class_changes_queue(const qs_class *class);

/* ---- load_stay.c: who stays ---- */

/* Whether customers of a class, and of all that they may become, stay whatever happens: in the queue for one
 * service, in all. */
bool qs_stage_is_patient(const qs_model *model, int of_class, int service);
bool qs_class_is_patient(const qs_model *model, int of_class);

/* They stay in one queue, or come again until they are served there and nowhere else. */
bool qs_stage_lasts(const qs_model *model, int of_class, int service);

/* ---- load_becomes.c: what is not known of people who become of another class ---- */

/* Forget what was found of windows where it depends on how many have changed. */
qs_status qs_load_forget_changed(qs_model *model);
/* ---- load_resources.c ---- */

/* Whether servers of a window may be idle while somebody waits there, for want of units or of servers. */
bool qs_load_is_restrained(const qs_model *model, int window);

/* The loads of resources. high, low [in] the most that is possible, the least that is certain; on average */
qs_status qs_load_resources(qs_model *model, const qs_sharing *high, const qs_sharing *low, double lasts);

/* ---- load_line.c: lines for several windows ---- */

/* Load of a window of a line where its windows are not all alike: at least what those who can be served
 * nowhere else ask of it, and what all in the line ask of all who serve it, each service as fast as anywhere.
 * NaN: of no line, or all of it are alike but for
 * their pace, so that what is shared out evenly is right. */
double qs_line_load(const qs_sharing *sharing, int window);

/* Whether the line of a window grows without end, by those who never give up. */
bool qs_line_grows(const qs_sharing *sharing, int window);

/* ---- load_grow.c ---- */

/* Whether the queue of a window grows without end, if what a sharing (the least that is certain) says goes on
 * for ever. */
bool qs_load_grows(const qs_sharing *sharing, int window);

/* As much as can be done, or more; at exactly as much only chance makes the queue grow. */
bool qs_load_is_too_much(const qs_sharing *sharing, int window, double load);

#endif
