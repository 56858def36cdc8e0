/* The working memory of the relay, which takes window after window instead of event after event.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_ENGINE_RELAY_H
#define QSWEEP_ENGINE_RELAY_H

#include <string.h>

#include "state.h"

enum {
    QS_RELAY_BLOCK = QS_VARIATE_BLOCK,
    QS_RELAY_ARRIVALS = 256, /* in a stretch, at most */
    QS_RELAY_WINDOWS = 32,
    QS_RELAY_SERVERS = 16
};

/* More customers present than this, and the replication is left to events: the relay takes some hundred
 * bytes for each at every window. */
enum { QS_RELAY_PRESENT = QS_MAX_PRESENT < 1 << 18 ? QS_MAX_PRESENT : 1 << 18 };

/* A customer in a list: its number in the pool, and above that the window it comes from. */
enum {
    QS_RELAY_ID_BITS = 20,
    QS_RELAY_ID = (1 << QS_RELAY_ID_BITS) - 1,
    QS_RELAY_OUTSIDE = QS_RELAY_WINDOWS
};
_Static_assert(QS_RELAY_PRESENT + QS_RELAY_ARRIVALS < QS_RELAY_ID, "their numbers fit below the window's");

typedef struct qs_guest {
    double arrival;
    double wait; /* of the stages before this */
    double join, start;
    uint32_t number; /* in order of arrival */
    int32_t to;      /* the window after this, n_windows: none */
} qs_guest;

/* Instants in order, and whose they are. */
typedef struct qs_row {
    size_t n;
    double *time; /* [capacity + 1] owned */
    uint32_t *id; /* [capacity] owned */
} qs_row;

typedef struct qs_relay_window {
    qs_station *station;
    qs_meter *meter;
    const qs_step *step;
    qs_variate *work, *route; /* route NULL: where to is certain */
    int *to;                  /* [n_branches + 1] by branch; the last: beyond them, or certain; owned */
    bool is_fed;              /* customers come from other windows, too */
    int n_servers;
    double free[QS_RELAY_SERVERS];     /* when servers come free, ascending */
    uint32_t serves[QS_RELAY_SERVERS]; /* whom they have until then; QS_NOBODY: whose end is listed already */
    qs_row in, other;                  /* who joins in this stretch; memory to merge into */
    qs_row ends;                       /* of service; [first, n) are still ahead */
    size_t first;
    double busy_area; /* of one server, up to the ends of the stretch */
    int32_t present;  /* waiting or in service */
    int32_t longest;  /* queue in this stretch */
    size_t n_ends;    /* in this stretch */
    double
        *event_time; /* [2 * capacity] joinings and ends of this stretch, behind the last one before; owned */
    int32_t *event_present; /* [2 * capacity] who are present after it; owned */
} qs_relay_window;

struct qs_relay {
    const qs_lanes *lanes;
    int n_windows; /* in an order in which nobody goes back */
    qs_relay_window windows[QS_RELAY_WINDOWS];
    int *to;          /* [n_starts] where customers come first, by branch; owned */
    int exit;         /* the only window from which customers leave */
    qs_guest *guests; /* [capacity] owned */
    uint32_t *idle;   /* [n_idle] numbers of guests that are nobody; owned */
    size_t n_idle, n_guests, capacity;
    qs_row out[QS_RELAY_WINDOWS + 1]; /* who goes where in this stretch, as one window lists them */
    double *move_time;      /* [2 * capacity] when the number of busy servers of one window changes; owned */
    int32_t *move_n;        /* [2 * capacity] how many were busy before; owned */
    double last_end;        /* when the last one left */
    uint32_t first_counted; /* number of the first who is */
    uint64_t n_uncounted;   /* present */
    bool is_counting;       /* the measured period has begun */
    bool is_vain;           /* two things happened at once, and their order is not known here */
    int n_vain;             /* replications */
};

/* relay_build.c: room for twice as many people. Errors: QS_ERROR_MEMORY. */
qs_status qs_relay_grow(qs_relay *r);

/* relay_window.c: the next n of a law: those that as many calls of qs_variate_next() give. */
void qs_relay_draw(qs_variate *law, double *x, size_t n);
/* Those of its row `in` are served, and what happens at a window up to a time is measured. */
void qs_relay_serve(qs_engine *e, qs_relay *r, qs_relay_window *w);
/* Who ends up to then goes into r->out; returns how many. */
size_t qs_relay_end(qs_engine *e, qs_relay *r, qs_relay_window *w, double until);
void qs_relay_count(qs_relay *r, qs_relay_window *w, size_t n_ends);
/* The longest queue of all windows together, in this stretch. */
void qs_relay_longest(qs_engine *e, qs_relay *r);

static inline bool qs_relay_is_counted(const qs_relay *r, const qs_guest *guest)
{
    return r->is_counting && guest->number >= r->first_counted;
}

/* Above their numbers the ids say where they come from. */
static inline void qs_row_add_many(qs_row *row, const double *time, const uint32_t *id, uint32_t from,
                                   size_t n)
{
    uint32_t *restrict out = row->id + row->n;
    memcpy(row->time + row->n, time, n * sizeof *time);
    for (size_t i = 0; i < n; i++)
        out[i] = id[i] | from;
    row->n += n;
}

static inline void qs_row_add(qs_row *row, double time, uint32_t id)
{
    row->time[row->n] = time;
    row->id[row->n++] = id;
}

#endif
