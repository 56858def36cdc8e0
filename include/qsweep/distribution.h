/* Distributions: what they are, and what they are on average.
 *
 * A qs_distribution is a plain value; only tables (empirical, cumulative, hyperexponential, binomial and
 * Poisson counts) and the laws that a mixture, a shifted or a truncated one is made of point to memory that it
 * owns (qs_distribution_clear). Times are in the study's time unit.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_DISTRIBUTION_H
#define QSWEEP_DISTRIBUTION_H

#include <stdbool.h>
#include <stddef.h>

#include "qsweep/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The one list of distributions: X(name, count of plain parameters a..d, is it for counts).
 * a, b, c, d are, in order:
 *   constant a=value | exponential a=mean | uniform a=min b=max | normal a=mean b=sd (truncated at 0)
 *   lognormal a=mean b=sd (of the variate itself) | gamma a=shape b=mean | erlang a=k b=mean
 *   weibull a=shape b=scale | triangular a=min b=mode c=max | hyperexponential table of (weight, mean)
 *   empirical table of (weight, value) | beta a=min b=max c=mean d=sd | pert a=min b=mode c=max
 *   pareto a=shape b=scale (the least value) | loglogistic a=shape b=scale (the median)
 *   mixture table of weights, and laws | shifted a=by, and a law | truncated a=min b=max (either may be
 *   infinite), and a law | cumulative table of (probability up to here, value)
 *   discrete_uniform a=min b=max | bernoulli a=p
 *   binomial a=n b=p | poisson a=mean | geometric a=p (from 1) */
#define QS_DISTRIBUTION_LIST(X)                                                                              \
    X(constant, 1, true)                                                                                     \
    X(exponential, 1, false)                                                                                 \
    X(uniform, 2, false)                                                                                     \
    X(normal, 2, false)                                                                                      \
    X(lognormal, 2, false)                                                                                   \
    X(gamma, 2, false)                                                                                       \
    X(erlang, 2, false)                                                                                      \
    X(hyperexponential, 0, false)                                                                            \
    X(weibull, 2, false)                                                                                     \
    X(triangular, 3, false)                                                                                  \
    X(empirical, 0, false)                                                                                   \
    X(beta, 4, false)                                                                                        \
    X(pert, 3, false)                                                                                        \
    X(pareto, 2, false)                                                                                      \
    X(loglogistic, 2, false)                                                                                 \
    X(mixture, 0, false)                                                                                     \
    X(shifted, 1, false)                                                                                     \
    X(truncated, 2, false)                                                                                   \
    X(cumulative, 0, false)                                                                                  \
    X(discrete_uniform, 2, true)                                                                             \
    X(bernoulli, 1, true)                                                                                    \
    X(binomial, 2, true)                                                                                     \
    X(poisson, 1, true)                                                                                      \
    X(geometric, 1, true)

typedef enum qs_distribution_kind {
#define QS_DISTRIBUTION_ENUM(name, parameters, counts) QS_DISTRIBUTION_##name,
    QS_DISTRIBUTION_LIST(QS_DISTRIBUTION_ENUM)
#undef QS_DISTRIBUTION_ENUM
        QS_N_DISTRIBUTIONS
} qs_distribution_kind;

typedef struct qs_distribution {
    qs_distribution_kind kind;
    double a, b, c, d; /* see the list above */
    bool is_signed; /* it may be below zero, and a normal is not cut there: how early or late somebody is */
    size_t n_of;    /* laws that it is made of; 0 without any */
    struct qs_distribution *of; /* [n_of] prepared by the caller, with the same is_signed; owned */
    size_t n_table;             /* rows of the tables below; 0 without one */
    double *value; /* [n_table] empirical and cumulative values, hyperexponential means, or counts; owned */
    double *cumulative; /* [n_table] cumulative probabilities, the last exactly 1; owned */
    unsigned *guide;    /* [4 n_table] rows where the search for u in [i, i+1) / (4 n_table) begins; owned */
    double p1, p2, p3, p4; /* constants of the sampler, derived by qs_distribution_prepare() */
} qs_distribution;

/* Derive the sampler's constants and tables from kind, a, b, c, d; once. Empirical and hyperexponential:
 * value[] and cumulative[] (as *weights*, summing to anything positive) are set by the caller
 * beforehand, allocated with qs_calloc, and owned by the distribution from then on, also after an
 * error. Their rows are sorted by value and those of weight 0 dropped. Likewise cumulative[] of a mixture's
 * weights, whose n_table is n_of, and of[]; and value[] and cumulative[] of a cumulative law, as probabilities.
 * Errors: QS_ERROR_STUDY with a text that says which parameter is out of its domain and what is
 * allowed ("sd must be at least 0 (got -1)"); QS_ERROR_LIMIT (binomial n or Poisson mean over
 * 100,000); QS_ERROR_MEMORY. */
qs_status qs_distribution_prepare(qs_distribution *distribution);

/* All times of a prepared law over so much: what it gives from the same uniform numbers is divided by it, up
 * to rounding. Laws of counts are none of times.
 * Errors: QS_ERROR_STUDY when the times become too short or too long for numbers. */
qs_status qs_distribution_divide(qs_distribution *distribution, double by);

/* A deep copy. Errors: QS_ERROR_MEMORY. */
qs_status qs_distribution_copy(const qs_distribution *from, qs_distribution *to);

/* Free the tables; the value is all-zero (constant 0) afterwards. */
void qs_distribution_clear(qs_distribution *distribution);

/* Mean and variance of what is sampled: of the normal, after the redraw of times below zero. INFINITY where
 * the tail of a Pareto or loglogistic law has none. Their bits do not depend on the CPU. */
double qs_distribution_mean(const qs_distribution *distribution);
double qs_distribution_variance(const qs_distribution *distribution);

/* E X, E X^2 and E X^3 of a law of times, each INFINITY where there is none; of a truncated one to some 10
 * digits. The same bits on every CPU. */
void qs_distribution_raw_moments(const qs_distribution *distribution, double moment[3]);

/* Mean of (exp(rate X) - 1) / rate: the time that X takes in all when Poisson events of a rate interrupt it,
 * and it begins anew with the same length each time. INFINITY if it has no mean; NaN for laws of which it is
 * not known, and for lognormal, Weibull, Pareto and loglogistic times: theirs may be infinite, but by tails that no run would
 * ever see. Its bits do not depend on the CPU. */
double qs_distribution_restarted_mean(const qs_distribution *distribution, double rate);

/* The smallest value that can occur (0 for exponential, -INFINITY for a signed normal), and the largest
 * (INFINITY if unbounded). */
double qs_distribution_min(const qs_distribution *distribution);
double qs_distribution_max(const qs_distribution *distribution);

/* P(X <= x) to some 10 digits; the same bits on every CPU. */
double qs_distribution_share_below(const qs_distribution *distribution, double x);

/* P(X <= x) of what is sampled; for tests and theory, not on any hot path (GSL). */
double qs_distribution_cdf(const qs_distribution *distribution, double x);

/* The name as the study writes it, never NULL. */
const char *qs_distribution_name(qs_distribution_kind kind);

/* Whether a variate takes one uniform number, or none: so that common random numbers stay in step. */
bool qs_distribution_is_inverted(const qs_distribution *distribution);

/* Whether the kind may be used for counts (batches). */
bool qs_distribution_is_count(qs_distribution_kind kind);

#ifdef __cplusplus
}
#endif

#endif
