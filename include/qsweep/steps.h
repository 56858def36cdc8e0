/* Step functions of time, which may repeat: shifts, speeds, units of a resource.
 *
 * A piece's value holds from the end of the one before, or 0, up to (not including) its own. Without a period
 * the last piece holds for ever. With one the last piece ends with it, and all begins again.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_STEPS_H
#define QSWEEP_STEPS_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A piece of a step function: `value` holds up to (not including) `until`. */
typedef struct qs_piece {
    double until;
    double value;
} qs_piece;

typedef struct qs_steps {
    const qs_piece *pieces; /* [n] `until` ascending; with a period, the last is the period */
    size_t n;
    double period; /* 0: none */
} qs_steps;

/* Where one is in it. */
typedef struct qs_step_place {
    size_t piece;
    uint64_t turn; /* periods that are over */
} qs_step_place;

/* When the piece of a place ends; INFINITY: never. */
static inline double qs_steps_until(const qs_steps *steps, qs_step_place place)
{
    if (steps->n < 2 || (steps->period <= 0 && place.piece + 1 == steps->n))
        return (double)INFINITY;
    if (place.turn == 0)
        return steps->pieces[place.piece].until;
    return (double)place.turn * steps->period + steps->pieces[place.piece].until;
}

/* The place behind one that ends. */
static inline qs_step_place qs_steps_next(const qs_steps *steps, qs_step_place place)
{
    place.piece++;
    if (place.piece == steps->n) {
        place.piece = 0;
        place.turn++;
    }
    return place;
}

/* Integral over [0, end), n > 0. */
double qs_steps_area(const qs_steps *steps, double end);
/* Mean over [0, end); of one that repeats, over a whole period where there is one: what is left over would
 * only say when it is that one stops looking. */
double qs_steps_mean(const qs_steps *steps, double end);
/* The value just before an instant, just behind it, and the least in [0, end). */
double qs_steps_before(const qs_steps *steps, double at);
double qs_steps_at(const qs_steps *steps, double at);
double qs_steps_least(const qs_steps *steps, double end);

#ifdef __cplusplus
}
#endif

#endif
