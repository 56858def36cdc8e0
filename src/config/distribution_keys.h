/* The parameters of distributions, for distribution_forms.c alone.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_DISTRIBUTION_KEYS_H
#define QSWEEP_DISTRIBUTION_KEYS_H

#include "keys_internal.h"

#define ABOVE_0 QS_TIME_IN(qs_positive)
#define FROM_0 QS_TIME_IN(qs_not_negative)
#define PLAIN_ABOVE_0 QS_NUMBER_IN(qs_positive, QS_PLAIN)
#define PROBABILITY QS_NUMBER_IN(qs_probability, QS_SHARE)
#define WEIGHTS QS_LIST_OF(1, 0, QS_NUMBER_IN(qs_not_negative, QS_SHARE))
enum { MOST_STAGES = 10000, MOST_COUNT = 1000000000, MOST_MEAN_COUNT = 100000 };
#define MEAN(form)                                                                                           \
    {                                                                                                        \
        "mean", form, NULL, "Its mean"                                                                       \
    }
static const qs_key constant_keys[] = {{"value", FROM_0, NULL, "The value"}};
static const qs_key constant_count_keys[] = {{"value", QS_WHOLE_IN(1, MOST_COUNT), NULL, "The value"}};
static const qs_key exponential_keys[] = {MEAN(ABOVE_0),
                                          {"rate", QS_NUMBER_IN(qs_positive, QS_PER_TIME), NULL,
                                           "In place of the mean: how many in a unit of time, or 35 / h"}};
static const qs_key uniform_keys[] = {{"min", FROM_0, NULL, "The least value"},
                                      {"max", FROM_0, NULL, "The greatest value"}};
static const qs_key normal_keys[] = {
    MEAN(QS_TIME_IN(qs_any)),
    {"sd", FROM_0, NULL, "The standard deviation"},
    {"variance", QS_NUMBER_IN(qs_not_negative, QS_TIME_SQUARED), NULL, "In place of sd: its square"}};
static const qs_key lognormal_keys[] = {MEAN(ABOVE_0),
                                        {"sd", FROM_0, NULL, "The standard deviation of the time itself"}};
static const qs_key gamma_keys[] = {{"shape", PLAIN_ABOVE_0, NULL, "The shape"}, MEAN(ABOVE_0)};
static const qs_key erlang_keys[] = {
    {"k", QS_WHOLE_IN(1, MOST_STAGES), NULL, "Of how many exponential parts it is the sum"},
    {"mean", ABOVE_0, NULL, "The mean of the sum"}};
static const qs_key hyperexponential_keys[] = {
    {"weights", WEIGHTS, NULL, "How often each kind is, in shares of any sum"},
    {"means", QS_LIST_OF(1, 0, ABOVE_0), NULL, "The mean of each kind"}};
static const qs_key weibull_keys[] = {{"shape", PLAIN_ABOVE_0, NULL, "The shape"},
                                      {"scale", ABOVE_0, NULL, "The scale"}};
static const qs_key triangular_keys[] = {{"min", FROM_0, NULL, "The least value"},
                                         {"mode", FROM_0, NULL, "The likeliest value"},
                                         {"max", FROM_0, NULL, "The greatest value"}};
static const qs_key empirical_keys[] = {
    {"values", QS_LIST_OF(1, 0, FROM_0), NULL, "Each is drawn with its weight"},
    {"weights", WEIGHTS, NULL, "How often each is drawn; else all alike"},
    {"file", QS_IS(TEXT), NULL, "In place of values: a file that has them"}};
#define SHAPE                                                                                                \
    {                                                                                                        \
        "shape", QS_NUMBER_IN(qs_positive, QS_PLAIN), NULL,                                                  \
            "The shape, at least 0.1: the mean is finite above 1, the variance above 2"                      \
    }
#define LAWS QS_LIST_OF(1, QS_MOST_BRANCHES, QS_IS(TIMES))
#define PROBABILITIES QS_LIST_OF(2, 0, QS_NUMBER_IN(qs_probability, QS_SHARE))
#define ANY_TIME QS_TIME_IN(qs_any)
static const qs_key beta_keys[] = {{"min", FROM_0, NULL, "The least value"},
                                   {"max", FROM_0, NULL, "The greatest value"},
                                   MEAN(FROM_0),
                                   {"sd", FROM_0, NULL, "The standard deviation"}};
static const qs_key pert_keys[] = {{"min", FROM_0, NULL, "The least value"},
                                   {"mode", FROM_0, NULL, "The likeliest value"},
                                   {"max", FROM_0, NULL, "The greatest value"}};
static const qs_key pareto_keys[] = {SHAPE, {"scale", ABOVE_0, NULL, "The least value"}};
static const qs_key loglogistic_keys[] = {SHAPE, {"scale", ABOVE_0, NULL, "The median"}};
static const qs_key mixture_keys[] = {
    {"weights", WEIGHTS, NULL, "How often each is drawn from, in shares of any sum"},
    {"of", LAWS, NULL, "Distributions, or times"}};
static const qs_key shifted_keys[] = {{"by", ANY_TIME, NULL, "What is added"},
                                      {"of", QS_IS(TIMES), NULL, "To the times of this distribution"}};
static const qs_key truncated_keys[] = {{"of", QS_IS(TIMES), NULL, "The distribution that is drawn from"},
                                        {"min", FROM_0, NULL, "What is less is drawn again"},
                                        {"max", ABOVE_0, NULL, "What is more is drawn again"}};
static const qs_key cumulative_keys[] = {{"values", QS_LIST_OF(2, 0, FROM_0), NULL, "Ascending values"},
                                         {"probabilities", PROBABILITIES, NULL,
                                          "How likely it is no more than each, from 0 to 1; linear between"}};
/* Of times that may be below 0. */
static const qs_key signed_constant_keys[] = {{"value", ANY_TIME, NULL, "The value"}};
static const qs_key signed_uniform_keys[] = {{"min", ANY_TIME, NULL, "The least value"},
                                             {"max", ANY_TIME, NULL, "The greatest value"}};
static const qs_key signed_triangular_keys[] = {{"min", ANY_TIME, NULL, "The least value"},
                                                {"mode", ANY_TIME, NULL, "The likeliest value"},
                                                {"max", ANY_TIME, NULL, "The greatest value"}};
static const qs_key signed_empirical_keys[] = {
    {"values", QS_LIST_OF(1, 0, ANY_TIME), NULL, "Each is drawn with its weight"},
    {"weights", WEIGHTS, NULL, "How often each is drawn; else all alike"},
    {"file", QS_IS(TEXT), NULL, "In place of values: a file that has them"}};
static const qs_key signed_beta_keys[] = {{"min", ANY_TIME, NULL, "The least value"},
                                          {"max", ANY_TIME, NULL, "The greatest value"},
                                          MEAN(ANY_TIME),
                                          {"sd", FROM_0, NULL, "The standard deviation"}};
static const qs_key signed_pert_keys[] = {{"min", ANY_TIME, NULL, "The least value"},
                                          {"mode", ANY_TIME, NULL, "The likeliest value"},
                                          {"max", ANY_TIME, NULL, "The greatest value"}};
static const qs_key signed_mixture_keys[] = {
    {"weights", WEIGHTS, NULL, "How often each is drawn from, in shares of any sum"},
    {"of", QS_LIST_OF(1, QS_MOST_BRANCHES, QS_IS(DELAYS)), NULL, "Distributions, or times"}};
static const qs_key signed_shifted_keys[] = {
    {"by", ANY_TIME, NULL, "What is added"},
    {"of", QS_IS(DELAYS), NULL, "To the times of this distribution"}};
static const qs_key signed_truncated_keys[] = {
    {"of", QS_IS(DELAYS), NULL, "The distribution that is drawn from"},
    {"min", ANY_TIME, NULL, "What is less is drawn again"},
    {"max", ANY_TIME, NULL, "What is more is drawn again"}};
static const qs_key signed_cumulative_keys[] = {
    {"values", QS_LIST_OF(2, 0, ANY_TIME), NULL, "Ascending values"},
    {"probabilities", PROBABILITIES, NULL,
     "How likely it is no more than each, from 0 to 1; linear between"}};
static const qs_key discrete_uniform_keys[] = {
    {"min", QS_WHOLE_IN(0, MOST_COUNT), NULL, "The least value"},
    {"max", QS_WHOLE_IN(0, MOST_COUNT), NULL, "The greatest value"}};
static const qs_key bernoulli_keys[] = {{"p", PROBABILITY, NULL, "How likely it is 1, else 0"}};
static const qs_key binomial_keys[] = {{"n", QS_WHOLE_IN(0, MOST_MEAN_COUNT), NULL, "Of so many trials"},
                                       {"p", PROBABILITY, NULL, "How likely each succeeds"}};
static const qs_key poisson_keys[] = {MEAN(PLAIN_ABOVE_0)};
static const qs_key geometric_keys[] = {
    {"p", QS_NUMBER_IN(qs_chance, QS_SHARE), NULL,
     "How likely each trial succeeds; counted are trials up to the first success"}};
#define TABLE(kind) .name = #kind, QS_KEYS(kind##_keys)

#endif
