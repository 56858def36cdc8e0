/* Variates of one distribution from one stream, made a block at a time.
 *
 * By inversion, one uniform number a variate, growing with it, wherever the inverse is cheap: constant
 * (none), exponential, uniform, normal (Wichura's AS 241, truncated at 0 by inverting the upper part of
 * its range), lognormal, weibull, triangular, pareto, loglogistic, cumulative, hyperexponential (the uniform picks the branch, those of
 * shorter means first, and, rescaled, is inverted in it), empirical (values in order), all count
 * distributions. So where scenarios differ in a distribution, even in its kind, a customer that has
 * long times in one has long times in the other, and short ones in the antithetic replication.
 * So do mixtures (the uniform picks the branch and, rescaled, is inverted in it), shifted and truncated laws of
 * laws that are inverted (variate_compound.c).
 * Erlang is the sum of k exponentials (k uniforms, one logarithm of the product of up to 16 of them).
 * Gamma is rejection (Marsaglia and Tsang 2000), 2 uniforms a candidate and 3 for a shape below 1, and
 * beta and pert are G / (G + H) of two gammas: their
 * streams stay in step from variate to variate only by chance, and antithetic pairs do not pair; so do laws that
 * are made of one of these.
 * log, exp and pow are SLEEF's deterministic functions: the same bits on every CPU.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_VARIATE_H
#define QSWEEP_VARIATE_H

#include "qsweep/distribution.h"
#include "qsweep/stream.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { QS_VARIATE_BLOCK = 64 };

/* A sampler: what is left of the current block, and how to make the next. */
typedef struct qs_variate {
    unsigned next, n;                    /* block[next..n) is still to be given */
    unsigned grow;                       /* size of the next block: 8, then 16, 32, 64 */
    bool is_started;                     /* the stream has been keyed for this replication */
    const qs_distribution *distribution; /* prepared; not owned */
    uint64_t purpose;                    /* qs_hash_name() of the purpose's text */
    qs_replication_key key;
    double block[QS_VARIATE_BLOCK];
    qs_stream stream;
    int watched_as; /* 0: the sums below are not kept; else what for, the owner's business */
    double sum;     /* of all made in this replication */
    uint64_t n_made;
} qs_variate;

/* Tie a sampler to a distribution (NULL: uniform numbers on (0, 1)) and a purpose. */
void qs_variate_init(qs_variate *variate, const qs_distribution *distribution, uint64_t purpose);

/* Begin a replication; the stream is keyed when the first number is wanted. */
static inline void qs_variate_reset(qs_variate *variate, const qs_replication_key *key)
{
    variate->next = variate->n = 0;
    variate->grow = QS_STREAM_LANES;
    variate->is_started = false;
    variate->key = *key;
    variate->sum = 0;
    variate->n_made = 0;
}

/* Make the next block. */
void qs_variate_refill(qs_variate *variate);

/* The next variate. */
static inline double qs_variate_next(qs_variate *variate)
{
    if (__builtin_expect(variate->next == variate->n, 0))
        qs_variate_refill(variate);
    return variate->block[variate->next++];
}

/* The next n variates into x[n]: the same numbers as n calls of qs_variate_next(). */
void qs_variate_take(qs_variate *variate, double *x, size_t n);

/* The last n of those taken were not wanted: they do not count as drawn, though the stream is behind them. */
void qs_variate_disown(qs_variate *variate, const double *x, size_t n);

/* Of a watched sampler: the sum over all drawn in this replication of what each is above `mean`. */
double qs_variate_excess(const qs_variate *variate, double mean);

/* n variates of a distribution from a stream into x[n]; `distribution` NULL: uniforms.
 * Calls in pieces give the same numbers as one call. */
void qs_variate_fill(const qs_distribution *distribution, qs_stream *stream, double *x, size_t n);

/* The inverse of the standard normal distribution function, u in (0, 1); by AS 241 (PPND16) on
 * deterministic functions. Source: Wichura, Applied Statistics 37(3), 1988. */
double qs_normal_inverse(double u);

/* The functions of math.h that may enter a result: SLEEF's, the same bits on every CPU. */
double qs_log(double x);
double qs_log1p(double x);
double qs_exp(double x);
double qs_pow(double x, double y);
double qs_erfc(double x);

/* Name and version of the library that they come from, such as "SLEEF 3.5.1". Static. */
const char *qs_sleef_version(void);

/* Which instruction set fills blocks ("avx512", "avx2", "avx", "sse2", "scalar"): picked from the CPU, or
 * by the environment variable QSWEEP_SIMD for tests; the numbers are the same with each. */
const char *qs_simd_name(void);

#ifdef __cplusplus
}
#endif

#endif
