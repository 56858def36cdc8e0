/* Variates of laws that are made of laws: mixtures, shifted and truncated ones.
 *
 * Where all in it is inverted, one uniform number makes a variate: it picks the branch of a mixture and,
 * rescaled, is inverted in it; and of a truncated law it is squeezed between the bounds, which is the law of
 * drawing again. Else a mixture takes a number for its branch and what the branch takes, one variate after the
 * other, and a truncated law is drawn again.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "distribution_internal.h"
#include "qsweep/variate.h"

/* Variates made at a time; qs_variate_fill() asks for no more. */
enum { CHUNK = 256 };

/* ---- mixture ---- */

void qs_invert_mixture(const qs_distribution *d, double *x, size_t n)
{
    double part[CHUNK];
    size_t row[CHUNK], place[CHUNK];
    for (size_t i = 0; i < n; i++) {
        row[i] = qs_table_find(d, x[i]);
        double from = row[i] ? d->cumulative[row[i] - 1] : 0, to = d->cumulative[row[i]];
        x[i] = qs_inside((x[i] - from) / (to - from));
    }
    for (size_t k = 0; k < d->n_of; k++) {
        size_t m = 0;
        for (size_t i = 0; i < n; i++)
            if (row[i] == k) {
                place[m] = i;
                part[m++] = x[i];
            }
        if (m > 0)
            qs_variate_invert(&d->of[k], part, m);
        for (size_t j = 0; j < m; j++)
            x[place[j]] = part[j];
    }
}

void qs_fill_mixture(const qs_distribution *d, qs_stream *stream, double *x, size_t n)
{
    if (qs_distribution_is_inverted(d)) {
        qs_stream_fill(stream, x, n);
        qs_invert_mixture(d, x, n);
        return;
    }
    for (size_t i = 0; i < n; i++)
        qs_variate_fill(&d->of[qs_table_find(d, qs_stream_next(stream))], stream, &x[i], 1);
}

/* ---- shifted ---- */

static void shift(const qs_distribution *d, double *x, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        x[i] += d->a;
        if (x[i] < 0 && !d->is_signed) /* rounding may undershoot */
            x[i] = 0;
    }
}

void qs_invert_shifted(const qs_distribution *d, double *x, size_t n)
{
    qs_variate_invert(d->of, x, n);
    shift(d, x, n);
}

void qs_fill_shifted(const qs_distribution *d, qs_stream *stream, double *x, size_t n)
{
    qs_variate_fill(d->of, stream, x, n);
    shift(d, x, n);
}

/* ---- truncated ---- */

void qs_invert_truncated(const qs_distribution *d, double *x, size_t n)
{
    for (size_t i = 0; i < n; i++)
        x[i] = qs_inside(d->p1 + x[i] * d->p2);
    qs_variate_invert(d->of, x, n);
    for (size_t i = 0; i < n; i++) /* rounding may leave the bounds */
        x[i] = x[i] < d->a ? d->a : x[i] > d->b ? d->b : x[i];
}

/* No more are drawn than are wanted, so that pieces give the same numbers as one call. */
static void draw_again(const qs_distribution *d, qs_stream *stream, double *x, size_t n)
{
    while (n) {
        size_t n_taken = 0;
        qs_variate_fill(d->of, stream, x, n);
        for (size_t i = 0; i < n; i++)
            if (x[i] >= d->a && x[i] <= d->b)
                x[n_taken++] = x[i];
        x += n_taken;
        n -= n_taken;
    }
}

void qs_fill_truncated(const qs_distribution *d, qs_stream *stream, double *x, size_t n)
{
    if (!qs_distribution_is_monotone(d->of)) {
        draw_again(d, stream, x, n);
        return;
    }
    qs_stream_fill(stream, x, n);
    qs_invert_truncated(d, x, n);
}
