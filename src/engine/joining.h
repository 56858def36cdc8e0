/* The working memory of the kernel by joining (joining.c), and what its files do with it.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_ENGINE_JOINING_H
#define QSWEEP_ENGINE_JOINING_H

#include "qsweep/memory.h"
#include "state.h"

/* A visit at a station, from its joining until all that happens to it has been measured: one cache line. */
typedef struct qs_stay {
    double join, start, end; /* who gives up: start NaN, end when it goes */
    double free;             /* when its server can take another: behind the dead time */
    double arrival, waited;  /* in the system; in the stages before */
    union {
        uint64_t order;     /* of joining, of all visits */
        uint32_t next_free; /* of a place that is free */
    };
    int16_t class, then;
    uint16_t station;
    bool is_counted;
    bool is_waiting; /* its start has not been measured; set only where somebody asks */
} qs_stay;

/* What there is to know of a stage, a class's visit for a service, before anybody comes for it. */
typedef struct qs_joining_stage {
    const qs_step *step;
    int16_t then;                /* what comes after it, if that is certain; */
    bool draws_then;             /* else it is drawn */
    int station;                 /* where it is, if there is nothing to choose; else QS_NONE, and no more: */
    qs_variate *work, *patience; /* NULL: none, and for ever */
    double dead_time;
} qs_joining_stage;

/* Something that will happen to a visit. rank: twice the slot of the event it is part of, so that instants of
 * one time have the order of the event loop; and one more for a start out of the queue. */
typedef struct qs_joined_instant {
    double time;
    uint32_t stay;
    int32_t rank;
} qs_joined_instant;

/* Instants of one kind at one station, in order. Below `head` they have been measured, below `seen` they are
 * over at the present joining. */
typedef struct qs_track {
    qs_joined_instant *items; /* [tail] owned */
    size_t head, seen, tail, capacity;
} qs_track;

/* What the kernel knows of a station: when its servers come free, and what is still ahead. */
typedef struct qs_spot_ahead {
    double *free;      /* [n_servers + 1] when it could take another one; owned */
    double *pace;      /* [n_servers] its speed; owned */
    uint32_t *last;    /* [n_servers] whom it has taken last; owned */
    bool has_pace;     /* some speed is not 1 */
    bool is_looked_at; /* how many are there matters to somebody: a capacity, a choice, who balks */
    bool is_endless;
    bool has_zeros; /* there has been a service without any time */
    int number;     /* the station's */
    int window, first_server;
    double shift_until; /* when the shift of who is on duty ends; INFINITY: never */
    uint64_t *arrived;  /* the window's */
    int n_roster;
    qs_track starts, ends; /* of services, in order of joining; sorted */
    qs_track leaves;       /* of those who give up, sorted */
    qs_track rests;        /* ends of dead times behind ends that have been measured, sorted */
} qs_spot_ahead;

/* A visit that goes on to another stage. */
typedef struct qs_going {
    double time;
    uint64_t order;
    int32_t slot;
    uint32_t stay;
} qs_going;

/* Changes of one gauge that are to be measured. */
typedef struct qs_joined_changes {
    qs_gauge *gauge;
    double *plus, *minus; /* [capacity + 1] times, ascending; owned */
    size_t n_plus, n_minus, capacity, minus_capacity;
    size_t n_run; /* of the falls, so many are in order with one another */
} qs_joined_changes;

/* A server whose shift is over and who is still busy: when its service ends, and when it goes. */
typedef struct qs_overtime {
    double time;
    int server;
    bool goes; /* else its service ends */
} qs_overtime;

/* An entrance, and what is certain of who comes by it. */
typedef struct qs_joining_door {
    qs_entrance *entrance;
    int class;               /* that all have, */
    qs_variate *draw;        /* or NULL if it is drawn */
    const qs_branch *shares; /* [n_shares] from these */
    int n_shares;
    bool is_single; /* one at a time, and for ever */
} qs_joining_door;

struct qs_joining {
    qs_spot_ahead *spots;     /* [n_stations] */
    qs_joining_stage *stages; /* [n_classes * n_services] */
    qs_joining_door *doors;   /* [n_entrances] */
    int *first_services;      /* [n_classes] QS_NONE: drawn */
    qs_stay *stays;
    size_t n_stays, stays_capacity;
    uint32_t free_stay;
    uint64_t n_joined;
    qs_going *going; /* heap */
    size_t n_going, going_capacity;
    bool has_classes;           /* more than one */
    int n_changes;              /* gauges that change: */
    qs_joined_changes *changes; /* [3 * n_windows + 2 * n_classes] owned, of which these are parts */
    qs_joined_changes *queue, *serving, *occupied; /* [n_windows] */
    qs_joined_changes *class_queue, *class_number; /* [n_classes] where there are several */
    qs_overtime *overtime;                         /* by time */
    size_t n_overtime, overtime_capacity;
    qs_joined_instant *sorted, *spare; /* of all stations: room for the merge */
    size_t sorted_capacity, spare_capacity;
    size_t *runs;                    /* [n_stations + 1] where the runs to be merged begin */
    int64_t waiting, *class_waiting; /* at most so many, [n_classes] */
    size_t n_unmeasured;
    double *scratch;
    size_t scratch_capacity;
    bool keeps_order;      /* stations need not be merged: no two have values of one tally */
    double last_end;       /* when the last one measured left */
    int64_t (*numbers)[2]; /* [n_windows] waiting and in service, for a sample */
    double *arrivals;      /* [n_entrances] when the next one comes of each: beside the calendar */
    double special;        /* when the first of the calendar is due; */
    int special_slot;      /* its slot */
    double zero_at;        /* a service without any time is given at this instant */
    double *zeros;         /* and will be at these, ascending: of those who wait for one */
    size_t n_zeros, zeros_capacity;
    uint32_t leaver;     /* whose service ends in the present event; QS_NOBODY */
    int leaver_slot;     /* and where */
    double instant;      /* of the present event, */
    int reached;         /* and the highest slot that was due at it */
    bool is_vain;        /* the order of simultaneous events is not certain: events are to be simulated */
    uint64_t next_check; /* of progress, when so many have joined */
    uint64_t n_moved;    /* instants that another has been put before */
    int n_vain;          /* replications that were begun in vain */
};

/* joining_build.c: a replication begins. */
void qs_joining_start(qs_engine *e);

/* The place of a visit that is measured is free. */
static inline void qs_joining_forget(qs_joining *j, uint32_t id)
{
    j->stays[id].next_free = j->free_stay;
    j->free_stay = id;
}

/* An instant in its place among the others of a track. Errors: the replication fails. */
void qs_track_insert(qs_engine *e, qs_track *track, double time, uint32_t stay, int rank);

/* As qs_track_insert() where most come behind all others, or soon before. */
static inline void qs_track_put(qs_engine *e, qs_joining *j, qs_track *track, double time, uint32_t stay,
                                int rank)
{
    qs_joined_instant *at = track->items + track->tail;
    if (__builtin_expect(track->tail == track->capacity, 0)) {
        qs_track_insert(e, track, time, stay, rank);
        return;
    }
    const qs_joined_instant *lowest = track->items + track->seen, *last = at;
    for (; at > lowest; at--) {
        if (!(at[-1].time > time) && (at[-1].time < time || at[-1].rank <= rank))
            break;
        *at = at[-1];
    }
    j->n_moved += (uint64_t)(last - at);
    *at = (qs_joined_instant){time, stay, rank};
    track->tail++;
}

/* Behind all others. */
static inline void qs_track_append(qs_engine *e, qs_track *track, double time, uint32_t stay, int rank)
{
    if (__builtin_expect(track->tail == track->capacity, 0))
        qs_track_insert(e, track, time, stay, rank);
    else
        track->items[track->tail++] = (qs_joined_instant){time, stay, rank};
}

/* Is an instant over when an event is due: earlier, or of a slot that has been due at the same time? */
static inline bool qs_instant_is_over(const qs_joined_instant *instant, double time, int slot)
{
    return instant->time < time || (instant->time == time && instant->rank >> 1 <= slot);
}

static inline bool qs_goes_before(const qs_going *a, const qs_going *b)
{
    if (a->time != b->time)
        return a->time < b->time;
    return a->slot != b->slot ? a->slot < b->slot : a->order < b->order;
}

/* Its visit is over at `time`, by an event of a slot, and it goes on to another stage. */
static inline void qs_joining_goes_on(qs_engine *e, qs_joining *j, uint32_t id, double time, int slot)
{
    qs_going item = {time, j->stays[id].order, slot, id};
    qs_status status = QS_OK;
    if (__builtin_expect(j->n_going == j->going_capacity, 0))
        status = qs_reserve(&j->going, &j->going_capacity, j->n_going + 1, sizeof *j->going);
    if (status) {
        qs_fail_replication(e, status);
        return;
    }
    size_t i = j->n_going++;
    for (; i > 0 && qs_goes_before(&item, &j->going[(i - 1) / 2]); i = (i - 1) / 2)
        j->going[i] = j->going[(i - 1) / 2];
    j->going[i] = item;
}

/* The first of those who go on. */
static inline qs_going qs_joining_next_going(qs_joining *j)
{
    qs_going first = j->going[0], last = j->going[--j->n_going];
    size_t i = 0;
    for (size_t child; (child = 2 * i + 1) < j->n_going; i = child) {
        if (child + 1 < j->n_going && qs_goes_before(&j->going[child + 1], &j->going[child]))
            child++;
        if (!qs_goes_before(&j->going[child], &last))
            break;
        j->going[i] = j->going[child];
    }
    if (j->n_going > 0)
        j->going[i] = last;
    return first;
}

/* Whether a server comes free before the present event, or with it. If it does so at the same instant, and a
 * service without time is given in it, that is certain only of who leaves now. */
static inline bool qs_is_free(qs_joining *j, const qs_spot_ahead *spot, int k, int slot)
{
    double time = spot->free[k];
    if (time != j->instant)
        return time < j->instant;
    j->is_vain |= j->zero_at == time && (slot != j->leaver_slot || spot->last[k] != j->leaver);
    return slot <= j->reached;
}

/* joining_settle.c: who comes in, or goes on, joins a window now for a service, by the event of a slot. */
void qs_joining_enter(qs_engine *e, uint32_t id, int service, int from);

/* joining_look.c: the window of several where it is now, of a class and for a service. */
qs_joining_stage qs_joining_choose(qs_engine *e, const qs_joining_stage *stage, const qs_stay *stay,
                                   int service);
/* Whether it goes away at once, where that depends on who is there. */
bool qs_joining_turns_away(qs_engine *e, uint32_t id);
/* Bring what others look at up to the present event: n_waiting, n_present, n_idle of the station. */
void qs_joining_look(qs_engine *e, qs_station *station);
int qs_joining_count_waiting(qs_engine *e, qs_spot_ahead *spot);
void qs_joining_pass(qs_engine *e, double time, int slot); /* all stations, so far that `seen` is there */

/* joining_shift.c: a shift changes now; what was planned then is due. */
void qs_joining_shift(qs_engine *e, qs_station *station);
void qs_joining_overtime(qs_engine *e, double time);
double qs_joining_shift_ends(const qs_engine *e, const qs_station *station); /* the present one */

/* joining_meter.c: measure all that happens before an event: earlier, or in slots up to its own. */
void qs_joining_measure(qs_engine *e, double time, int slot);
/* The intervals hear of a visit that is over. */
void qs_joining_tell(qs_engine *e, const qs_stay *stay, qs_outcome outcome);

/* joining_gauges.c: room for so many more. Errors: QS_ERROR_MEMORY. */
qs_status qs_changes_reserve(qs_joined_changes *changes, size_t n_plus, size_t n_minus);
/* Falls behind those that are in order, themselves in order, go in among them. */
void qs_changes_end_run(qs_engine *e, qs_joined_changes *changes);
void qs_changes_measure(qs_joining *j); /* all of them */

/* A number rises. Errors: the replication fails. */
static inline void qs_changes_rise(qs_engine *e, qs_joined_changes *changes, double time)
{
    qs_status status = QS_OK;
    if (__builtin_expect(changes->n_plus + 2 > changes->capacity, 0))
        status = qs_changes_reserve(changes, 1, 0);
    if (status)
        qs_fail_replication(e, status);
    else
        changes->plus[changes->n_plus++] = time;
}

/* joining_horizon.c: the mark is due; the end. */
void qs_joining_mark(qs_engine *e);
void qs_joining_close(qs_engine *e);

#endif
