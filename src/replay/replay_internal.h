/* A replay, within its room.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_REPLAY_INTERNAL_H
#define QSWEEP_REPLAY_INTERNAL_H

#include "qsweep/replay.h"

/* ---- column.c ---- */

/* A column under way: whole numbers of seven bits a byte, the lowest first, the top bit set but in the last byte of
 * each. All-zero is empty. */
typedef struct column {
    uint8_t *bytes; /* [n] owned */
    size_t n, capacity;
    int64_t last; /* of qs_column_step */
    qs_status status;
} column;

void qs_column_put(column *into, uint64_t value);
void qs_column_signed(column *into, int64_t value); /* 0, -1, 1, -2, ... as 0, 1, 2, 3, ... */
void qs_column_step(column *into, int64_t value);   /* what it is more than the one before, signed */

/* `,"NAME":"..."` as base64. */
void qs_column_write(const column *from, const char *name, FILE *out);

/* Free n columns. Gives the first of their errors. */
qs_status qs_columns_clear(column *columns, size_t n);

/* ---- rows.c ---- */

/* What many visits have in common: one number stands for all of it. */
typedef struct qs_kind {
    int32_t service, second, station, line, outcome; /* station: over all members of all windows; QS_NONE */
} qs_kind;

/* The visits in the order of joining, and instants as whole ticks. */
typedef struct qs_rows {
    const qs_replay *of;
    size_t n;
    uint32_t *visit; /* [n] of a row: index into the trace's; owned */
    uint32_t *row;   /* [n] of a visit; owned */
    uint32_t *kind;  /* [n] of a row: index into kinds; owned */
    qs_kind *kinds;  /* [n_kinds] the most frequent first; owned */
    size_t n_kinds;
    double
        *free_at; /* [n] of a visit: end of the dead time after it; 0: none; owned, NULL: no visit has one */
    int *first_station; /* [n_windows + 1] owned */
    double tick;        /* in units of time */
    double end;         /* of all that is known */
} qs_rows;

/* Errors: QS_ERROR_MEMORY. To be cleared in any case. */
qs_status qs_rows_make(const qs_replay *of, qs_rows *out);
void qs_rows_clear(qs_rows *rows);

/* The horizon, where it is known beforehand; INFINITY. */
double qs_replay_horizon(const qs_replay *of);

int64_t qs_rows_ticks(const qs_rows *rows, double time);

/* The number of a member; QS_NONE where the window is. */
int qs_rows_station(const qs_rows *rows, int64_t window, int64_t member);

/* The row of a customer's visit; false: it is not there (the replication failed before it ended). */
bool qs_rows_find(const qs_rows *rows, uint64_t customer, int visit, size_t *row);

/* ---- data.c ---- */

/* The data element. Errors: QS_ERROR_MEMORY. */
qs_status qs_replay_data(qs_html *html, const char *id, const qs_replay *replay);

/* ---- figures.c ---- */

/* The main figures as tables. */
void qs_replay_figures(FILE *out, const qs_replay *replay);

#endif
