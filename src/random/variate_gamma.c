/* Gamma and beta variates, by rejection: how many uniform numbers one takes is a matter of chance.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "distribution_internal.h"
#include "kernel_internal.h"
#include "qsweep/variate.h"

/* Variates made at a time; qs_variate_fill() asks for no more. */
enum { CHUNK = 256 };

/* Whether the candidate of a standard normal z is taken at the uniform u; its cube into *cube.
 * Marsaglia and Tsang, "A simple method for generating gamma variables", ACM TOMS 26(3), 2000. */
static bool accept_gamma(const qs_distribution *d, double z, double u, double *cube)
{
    double root = 1 + d->p2 * z;
    double v = root * root * root;
    *cube = v;
    if (root <= 0)
        return false;
    if (u < 1 - 0.0331 * (z * z) * (z * z))
        return true;
    return qs_log(u) < 0.5 * z * z + d->p1 * (1 - v + qs_log(v));
}

/* One round of n candidates, of 2 uniforms each, or 3 for a shape below 1; returns how many were taken.
 * No more candidates than variates wanted: so none is thrown away at the end of a block, and pieces give
 * the same numbers as one call. */
static size_t gamma_round(const qs_distribution *d, qs_stream *stream, double *x, size_t n)
{
    double u[3 * CHUNK], z[CHUNK], boost[CHUNK];
    size_t n_each = d->p4 > 0 ? 3 : 2, n_taken = 0;
    qs_stream_fill(stream, u, n_each * n);
    for (size_t i = 0; i < n; i++)
        z[i] = u[n_each * i];
    qs_kernels_picked()->normal(z, n, 0.0, 1.0);
    for (size_t i = 0; i < n; i++) {
        double cube;
        if (accept_gamma(d, z[i], u[n_each * i + 1], &cube)) {
            boost[n_taken] = u[n_each * i + n_each - 1];
            x[n_taken++] = d->p1 * cube * d->p3;
        }
    }
    if (d->p4 > 0) {
        qs_kernels_picked()->power(boost, n_taken, d->p4, 1.0);
        for (size_t i = 0; i < n_taken; i++)
            x[i] *= boost[i];
    }
    return n_taken;
}

void qs_fill_gamma(const qs_distribution *d, qs_stream *stream, double *x, size_t n)
{
    while (n) {
        size_t n_taken = gamma_round(d, stream, x, n);
        x += n_taken;
        n -= n_taken;
    }
}

/* ---- beta ---- */

/* A beta variate is G / (G + H) of two gamma variates of its shapes. Each candidate takes a normal number and
 * a uniform one for either, and one more for either whose shape is below 1; both must be taken. */
typedef struct beta_part {
    qs_distribution gamma; /* p1, p2 and p4, as the gamma law's */
    double z[CHUNK], cube[CHUNK], boost[CHUNK];
} beta_part;

static void make_part(double shape, beta_part *part)
{
    part->gamma.p1 = (shape < 1 ? shape + 1 : shape) - 1.0 / 3;
    part->gamma.p2 = 1 / sqrt(9 * part->gamma.p1);
    part->gamma.p4 = shape < 1 ? 1 / shape : 0;
}

/* Uniform numbers of n candidates: normal ones from every `stride`-th, and whether each is taken. */
static void read_part(const double *u, size_t stride, size_t n, beta_part *part, bool *is_taken)
{
    for (size_t i = 0; i < n; i++)
        part->z[i] = u[stride * i];
    qs_kernels_picked()->normal(part->z, n, 0.0, 1.0);
    for (size_t i = 0; i < n; i++) {
        is_taken[i] =
            accept_gamma(&part->gamma, part->z[i], u[stride * i + 1], &part->cube[i]) && is_taken[i];
        part->boost[i] = part->gamma.p4 > 0 ? u[stride * i + 2] : 1;
    }
}

/* Keep what is taken, as logarithms: those of small shapes would underflow. */
static void pack_part(size_t n, const bool *is_taken, beta_part *part)
{
    size_t m = 0;
    for (size_t i = 0; i < n; i++)
        if (is_taken[i]) {
            part->z[m] = part->gamma.p1 * part->cube[i];
            part->boost[m++] = part->boost[i];
        }
    qs_kernels_picked()->log(part->z, m, 1.0);
    if (part->gamma.p4 > 0) {
        qs_kernels_picked()->log(part->boost, m, part->gamma.p4);
        for (size_t i = 0; i < m; i++)
            part->z[i] += part->boost[i];
    }
}

/* As gamma_round(). */
static size_t beta_round(const qs_distribution *d, qs_stream *stream, double *x, size_t n)
{
    double u[6 * CHUNK];
    bool is_taken[CHUNK];
    beta_part g, h;
    make_part(d->p1, &g);
    make_part(d->p2, &h);
    size_t of_g = g.gamma.p4 > 0 ? 3 : 2, stride = of_g + (h.gamma.p4 > 0 ? 3 : 2), m = 0;
    qs_stream_fill(stream, u, stride * n);
    for (size_t i = 0; i < n; i++)
        is_taken[i] = true;
    read_part(u, stride, n, &g, is_taken);
    read_part(u + of_g, stride, n, &h, is_taken);
    pack_part(n, is_taken, &g);
    pack_part(n, is_taken, &h);
    for (size_t i = 0; i < n; i++)
        m += is_taken[i];
    for (size_t i = 0; i < m; i++)
        x[i] = h.z[i] - g.z[i];
    qs_kernels_picked()->exp(x, m);
    double most = d->kind == QS_DISTRIBUTION_beta ? d->b : d->c;
    for (size_t i = 0; i < m; i++) {
        double value = d->a + d->p3 / (1 + x[i]);
        x[i] = value < most ? value : most; /* rounding may overshoot */
    }
    return m;
}

void qs_fill_beta(const qs_distribution *d, qs_stream *stream, double *x, size_t n)
{
    if (d->p1 == 0) { /* a constant */
        for (size_t i = 0; i < n; i++)
            x[i] = d->kind == QS_DISTRIBUTION_beta ? d->c : d->a;
        return;
    }
    while (n) {
        size_t n_taken = beta_round(d, stream, x, n);
        x += n_taken;
        n -= n_taken;
    }
}
