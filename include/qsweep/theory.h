/* Queues with known answers: the oracle that the simulator is held against.
 *
 * Shares no code with what it checks, and never enters a result; libm and GSL are free here.
 * Conventions of every function:
 *  - Rates and times are in one time unit, whichever the caller likes.
 *  - A parameter outside its domain gives NaN in everything returned. A queue that grows without
 *    bound gives wait_probability and utilisation 1, and INFINITY for what diverges.
 *  - FIFO unless it says otherwise; `servers` >= 1; a variance that has no formula here is NaN.
 * Markov chains solved numerically (lines with blocking, the shorter of two queues, rates that
 * change in time) are in chain.h.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_THEORY_H
#define QSWEEP_THEORY_H

#include <stdbool.h>
#include <stddef.h>

#include "qsweep/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What is asked of a queue in steady state. */
typedef struct qs_steady {
    double utilisation;      /* mean number of serving servers, per server */
    double wait_probability; /* P(wait > 0) of those who join */
    double loss;             /* P(an arrival is not served): rejected, or its patience ran out */
    double wait;             /* Wq, of those served */
    double wait_variance;
    double sojourn; /* W, of those served */
    double sojourn_variance;
    double queue;  /* Lq, mean number waiting */
    double number; /* L, mean number present */
} qs_steady;

/* The first three moments about zero of a time. */
typedef struct qs_raw_moments {
    double m1, m2, m3;
} qs_raw_moments;

/* Moments of the laws that a study can name; parameters as there. `erlang` takes any shape k > 0.
 * Source: Johnson, Kotz, Balakrishnan, Continuous Univariate Distributions, 2nd ed., 1994. */
qs_raw_moments qs_theory_constant(double value);
qs_raw_moments qs_theory_exponential(double mean);
qs_raw_moments qs_theory_uniform(double min, double max);
qs_raw_moments qs_theory_lognormal(double mean, double sd);
qs_raw_moments qs_theory_gamma(double shape, double mean);
qs_raw_moments qs_theory_weibull(double shape, double scale);
qs_raw_moments qs_theory_triangular(double min, double mode, double max);
qs_raw_moments qs_theory_pareto(double shape, double scale); /* INFINITY where there is none */
qs_raw_moments qs_theory_loglogistic(double shape, double scale);
/* Of the shapes p and q, from min to max. */
qs_raw_moments qs_theory_beta(double p, double q, double min, double max);
/* Of X + by, from those of X. */
qs_raw_moments qs_theory_shifted(double by, qs_raw_moments m);
/* The normal law, redrawn while below zero (mean and sd before that). */
qs_raw_moments qs_theory_normal(double mean, double sd);
/* weights[n], of any positive sum, and means[n]. */
qs_raw_moments qs_theory_hyperexponential(size_t n, const double *weights, const double *means);
/* A mixture of laws parts[n] with weights[n], of any positive sum. */
qs_raw_moments qs_theory_mixture(size_t n, const double *weights, const qs_raw_moments *parts);
/* The sum of two independent times. */
qs_raw_moments qs_theory_sum(qs_raw_moments a, qs_raw_moments b);

/* ---- Exponential service, several servers (erlang.c) ---- */

/* Erlang's loss formula: P(an arrival is lost) with `load` erlangs offered to `servers` (0 gives 1); holds
 * for every law of service (M/G/c/c). By the recursion in the number of servers, stable for any number.
 * Source: Erlang 1917; Jagerman, Bell Syst. Tech. J. 53(3), 1974. */
double qs_theory_erlang_b(double load, size_t servers);

/* Erlang's delay formula: P(an arrival waits) in M/M/c; 1 if load >= servers. Source: Erlang 1917; Gross and
 * Harris, Fundamentals of Queueing Theory, 4th ed., 2.3. */
double qs_theory_erlang_c(double load, size_t servers);

/* M/M/c; M/M/1 with servers = 1. Source: Gross and Harris 2.2, 2.3. */
qs_steady qs_theory_mmc(double arrival_rate, double service_rate, size_t servers);
/* P(wait > t), P(sojourn > t), the p-quantiles of wait and sojourn (0 < p < 1), P(n present). */
double qs_theory_mmc_wait_over(double arrival_rate, double service_rate, size_t servers, double t);
double qs_theory_mmc_wait_quantile(double arrival_rate, double service_rate, size_t servers, double p);
double qs_theory_mmc_sojourn_over(double arrival_rate, double service_rate, size_t servers, double t);
double qs_theory_mmc_sojourn_quantile(double arrival_rate, double service_rate, size_t servers, double p);
double qs_theory_mmc_number(double arrival_rate, double service_rate, size_t servers, size_t n);

/* M/M/c/K: room for `capacity` >= servers customers in all, an arrival that finds it full is lost. Needs no
 * stability. Source: Gross and Harris 2.5. */
qs_steady qs_theory_mmck(double arrival_rate, double service_rate, size_t servers, size_t capacity);
/* P(wait > t) of a customer who is let in. */
double qs_theory_mmck_wait_over(double arrival_rate, double service_rate, size_t servers, size_t capacity,
                                double t);

/* M/M/c/K where an arrival that finds it full joins, and who has waited longest leaves instead (the arrival
 * itself if capacity = servers). `wait_probability` and `loss` are of all arrivals, waits and sojourns of
 * those served. Of a customer with i waiting ahead and j behind every event lowers i or raises j, so the
 * moments follow by recursion, in O((K - c)^2) time and O(K - c) memory. Errors: QS_ERROR_MEMORY, *steady
 * left undefined (NaN). */
qs_status qs_theory_mmck_drop_oldest(double arrival_rate, double service_rate, size_t servers,
                                     size_t capacity, qs_steady *steady);

/* M/D/c: wait_probability, wait, sojourn, queue, number (variances NaN if c > 1), to a relative 1e-11 at any
 * load below 1, in any order that does not look at the customers. Takes microseconds; with 10,000 servers
 * some milliseconds. Source: Crommelin 1932; Tijms, A First Course in Stochastic Models, 2003, 9.6.2. */
qs_steady qs_theory_mdc(double arrival_rate, double service, size_t servers);

/* M/M/c//N, machine repair: each of `population` customers comes back after an exponential time outside of
 * mean 1/return_rate. `number` is the mean number inside. Source: Gross and Harris 2.7; wait probability by
 * the arrival theorem, Sevcik and Mitrani, JACM 28(2), 1981. The time outside may be of any law
 * (insensitivity). */
qs_steady qs_theory_machine_repair(size_t population, double return_rate, double service_rate,
                                   size_t servers);

/* The stationary law p[0..n] of a birth-and-death chain, birth[i] from i to i+1 and death[i] from i+1 to i, i
 * < n. Rates must be positive, births may be 0 (then what lies above has probability 0). */
void qs_theory_birth_death(size_t n, const double *birth, const double *death, double *p);

/* ---- Impatience (patience.c) ---- */

/* Erlang A, M/M/c+M: patience exponential with rate `impatience_rate` >= 0 (0: M/M/c). `loss` is P(abandon);
 * wait and sojourn are of those served; `queue` counts all who wait. Source: Palm 1957; Garnett, Mandelbaum,
 * Reiman, M&SOM 4(3), 2002. */
qs_steady qs_theory_erlang_a(double arrival_rate, double service_rate, size_t servers,
                             double impatience_rate);
/* P(wait > t) of all who come, those who give up included. */
double qs_theory_erlang_a_wait_over(double arrival_rate, double service_rate, size_t servers,
                                    double impatience_rate, double t);

/* M/M/c+D: everyone waits at most `patience` > 0. Source: Gnedenko and Kovalenko, Introduction to Queueing
 * Theory, 1968; Boxma and de Waal, ITC 14, 1994. */
qs_steady qs_theory_mmc_fixed_patience(double arrival_rate, double service_rate, size_t servers,
                                       double patience);

/* M/M/c+G: survival(x, context) = P(patience > x), at most 1 and falling. By quadrature, relative error about
 * 1e-9 for smooth laws. Source: Baccelli and Hebuterne, Performance '81; Zeltyn and Mandelbaum, Queueing
 * Systems 51, 2005. */
qs_steady qs_theory_mmc_patience(double arrival_rate, double service_rate, size_t servers,
                                 double (*survival)(double x, const void *context), const void *context);

/* ---- One server, any service (pollaczek.c) ---- */

typedef enum qs_theory_order { QS_ORDER_FIFO, QS_ORDER_LIFO, QS_ORDER_RANDOM } qs_theory_order;

/* M/G/1; LIFO without preemption. Source: Pollaczek 1930, Khinchine 1932; second moments: Takacs, Bell Syst.
 * Tech. J. 42, 1963 (LIFO, random), Kingman, Math. Proc. Camb. Phil. Soc. 58, 1962 (random). */
qs_steady qs_theory_mg1(double arrival_rate, qs_raw_moments service, qs_theory_order order);

/* M/M/c in another order: P(wait) and mean as FIFO; given that one waits, the wait is that of M/M/1 with rate
 * servers x service_rate. */
qs_steady qs_theory_mmc_order(double arrival_rate, double service_rate, size_t servers,
                              qs_theory_order order);

/* E min(S, x) of a time S: the callback, and ready-made ones whose context is a double[] of the parameters in
 * brackets. */
typedef double (*qs_theory_partial)(double x, const void *context);
double qs_theory_partial_constant(double x, const void *context);    /* [value] */
double qs_theory_partial_exponential(double x, const void *context); /* [mean] */
double qs_theory_partial_uniform(double x, const void *context);     /* [min, max] */
double qs_theory_partial_gamma(double x, const void *context);       /* [shape, mean] */
double qs_theory_partial_lognormal(double x, const void *context);   /* [mean, sd] */

/* P(wait > t) in M/G/1 FIFO, load below 1, service given by `partial`. The wait is a geometric sum of
 * residual services (Pollaczek and Khinchine), bounded from both sides on a grid of n_steps steps of t /
 * n_steps, in O(n_steps^2). lower, upper [out] the bounds; their mean is good to O(n_steps^-2) where the law
 * is smooth. Source: Dufresne and Gerber, ASTIN Bulletin 19(1), 1989; Panjer, ASTIN Bulletin 12(1), 1981.
 * Errors: QS_ERROR_MEMORY, QS_ERROR_NUMERIC (load >= 1, t < 0 or n_steps = 0). */
qs_status qs_theory_mg1_wait_over(double arrival_rate, qs_theory_partial partial, const void *context,
                                  double mean_service, double t, size_t n_steps, double *lower,
                                  double *upper);
/* The p-quantile of that wait, by bisection on the mean of the two bounds; same errors. */
qs_status qs_theory_mg1_wait_quantile(double arrival_rate, qs_theory_partial partial, const void *context,
                                      double mean_service, double p, size_t n_steps, double *quantile);

/* M/G/1, shortest service first without preemption: mean wait, from the density of service. Source: Phipps,
 * Operations Research 4(1), 1956. By quadrature over (0, INFINITY); relative error about 1e-8. */
double qs_theory_mg1_shortest_first(double arrival_rate, qs_raw_moments service,
                                    double (*density)(double x, const void *context), const void *context);

/* The time that a service takes when the server breaks down, at rate `breakdown_rate` while it serves, for a
 * repair time, and goes on where it was. Source: Gaver, J. Royal Stat. Soc. B 24(1), 1962. */
qs_raw_moments qs_theory_completion(qs_raw_moments service, double breakdown_rate, qs_raw_moments repair);

/* The same where the constant service begins anew after each repair; m3 is NaN. For a service drawn once and
 * repeated, mix over its values. */
qs_raw_moments qs_theory_completion_restart(double service, double breakdown_rate, qs_raw_moments repair);

/* The busy period of M/G/1: what a class of higher priority is to the one below it, a repair after a
 * breakdown. Source: Kleinrock, Queueing Systems I, 5.8. */
qs_raw_moments qs_theory_busy_period(double arrival_rate, qs_raw_moments service);

/* M/G/1 with exponential up times, services taking `completion` from their begin to their end (one of the
 * above). is_always_ageing: up times run also while the server idles (an arrival may find it idle and down),
 * else only while it serves. `wait` is up to the first service, `sojourn` includes repairs; `utilisation`
 * counts serving alone, `mean_service` of it. Source: Avi-Itzhak and Naor, Operations Research 11(3), 1963
 * (models A, B); the idle server by Fuhrmann and Cooper's decomposition, Operations Research 33(5), 1985. */
qs_steady qs_theory_mg1_interrupted(double arrival_rate, double mean_service, qs_raw_moments completion,
                                    double breakdown_rate, qs_raw_moments repair, bool is_always_ageing);
/* The same, interrupted services going on where they were. */
qs_steady qs_theory_mg1_breakdowns(double arrival_rate, qs_raw_moments service, double breakdown_rate,
                                   qs_raw_moments repair, bool is_always_ageing);

/* ---- Batches (batch.c) ---- */

/* Factorial moments E X, E X(X-1), E X(X-1)(X-2) of a batch's size, and P(X > 0). */
typedef struct qs_batch {
    double f1, f2, f3, positive;
} qs_batch;

qs_batch qs_theory_batch_constant(size_t n);
qs_batch qs_theory_batch_uniform(size_t min, size_t max);
qs_batch qs_theory_batch_bernoulli(double p);
qs_batch qs_theory_batch_binomial(size_t n, double p);
qs_batch qs_theory_batch_poisson(double mean);
qs_batch qs_theory_batch_geometric(double p); /* from 1 */

/* M^X/G/1: batches come at `batch_rate`. The wait is a customer's: that of its batch and of those before it
 * in the batch. Source: Burke, Operations Research 23(4), 1975; Gross and Harris 3.1. */
qs_steady qs_theory_mxg1(double batch_rate, qs_batch size, qs_raw_moments service);

/* ---- Any renewal arrivals, exponential service (renewal.c) ---- */

/* laplace(s, context) = E exp(-s A) of the time A between arrivals, for s >= 0. Ready-made: context is a
 * double[] of the parameters in brackets, or for hyperexponential a qs_theory_branches. */
typedef double (*qs_theory_laplace)(double s, const void *context);
typedef struct qs_theory_branches {
    size_t n;
    const double *weights, *means; /* weights sum to 1 */
} qs_theory_branches;
double qs_theory_laplace_constant(double s, const void *context); /* [value] */
double qs_theory_laplace_gamma(double s, const void *context);    /* [shape, mean]; Erlang, exponential */
double qs_theory_laplace_uniform(double s, const void *context);  /* [min, max] */
double qs_theory_laplace_hyperexponential(double s, const void *context); /* qs_theory_branches */

/* G/M/1. `root` [out, may be NULL] is sigma in (0, 1), sigma = laplace(service_rate (1 - sigma)), by
 * bisection; P(wait > t) = sigma exp(-service_rate (1 - sigma) t). Source: Kleinrock, Queueing Systems
 * I, 6.4. */
qs_steady qs_theory_gm1(double mean_interarrival, qs_theory_laplace laplace, const void *context,
                        double service_rate, double *root);

/* ---- Priorities (priority.c): class 0 goes first ---- */

/* M/G/1 with n classes, each of its own rate and service. out[n] per class; utilisation is the class's own
 * share. Non-preemptive: Cobham, Operations Research 2(1), 1954; second moments Kesten and Runnenburg 1957,
 * Takacs, Operations Research 12(1), 1964. Preemptive resume: Kleinrock, Queueing Systems II, 3.4, 3.6;
 * `wait` is up to the first service, `queue` counts those who were not served yet, `number` all. */
void qs_theory_mg1_priority(size_t n, const double *arrival_rate, const qs_raw_moments *service,
                            bool is_preemptive, qs_steady *out);

/* M/M/c, non-preemptive, equal service rates. Source: Cobham 1954; Kella and Yechiali, Stochastic Models
 * 1(2), 1985. */
void qs_theory_mmc_priority(size_t n, const double *arrival_rate, double service_rate, size_t servers,
                            qs_steady *out);

/* ---- Infinitely many servers (infinite.c) ---- */

/* M_t/G/infinity from empty at time 0: the mean of the number present at time t, which is Poisson. The
 * arrival rate is rate[i] from until[i-1] (0 for i = 0) to until[i]; after the last it begins anew if
 * is_periodic, else it is 0. Source: Eick, Massey, Whitt, Operations Research 41(4), 1993. */
double qs_theory_mtginf(size_t n, const double *until, const double *rate, bool is_periodic,
                        qs_theory_partial partial, const void *context, double t);
/* The mean over [0, t] of that mean number, for exponential service: exact. */
double qs_theory_mtminf_average(size_t n, const double *until, const double *rate, bool is_periodic,
                                double mean_service, double t);

/* ---- Networks (network.c) ---- */

#define QS_THEORY_INFINITE ((size_t)-1)

/* An open Jackson network of n stations. inflow[n] rates from outside; route[n*n], route[i*n + j] = P(from i
 * to j), rows sum to at most 1, loops allowed; service_rate[n]; servers[n] or QS_THEORY_INFINITE. throughput
 * [out] [n] visits per time; station [out] [n], per visit; number, sojourn [out, may be NULL] of the whole:
 * mean number inside and mean time from entering to leaving. Errors: QS_ERROR_NUMERIC when customers never
 * leave; QS_ERROR_MEMORY. Source: Jackson, Operations Research 5(4), 1957. */
qs_status qs_theory_jackson(size_t n, const double *inflow, const double *route, const double *service_rate,
                            const size_t *servers, double *throughput, qs_steady *station, double *number,
                            double *sojourn);

#ifdef __cplusplus
}
#endif

#endif
