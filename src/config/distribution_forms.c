/* How distributions are written: their parameters, what these are measured in, and a sample of each.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "distribution_forms.h"
#include "distribution_keys.h"

static const qs_parameter_form forms[QS_N_DISTRIBUTIONS] = {
    [QS_DISTRIBUTION_constant] = {{TABLE(constant), .about = "Always the same", .needs = "value"},
                                  {QS_TIME},
                                  "{value: 3}"},
    [QS_DISTRIBUTION_exponential] = {{TABLE(exponential), .about = "Without memory", .one_of = {"mean rate"}},
                                     {QS_TIME, QS_PER_TIME},
                                     "{mean: 4} or {rate: 0.25}"},
    [QS_DISTRIBUTION_uniform] = {{TABLE(uniform), .about = "Everything between two bounds alike",
                                  .needs = "min max"},
                                 {QS_TIME, QS_TIME},
                                 "{min: 1, max: 4}"},
    [QS_DISTRIBUTION_normal] = {{TABLE(normal), .about = "Normal; below zero it is drawn again",
                                 .needs = "mean", .one_of = {"sd variance"}},
                                {QS_TIME, QS_TIME, QS_TIME_SQUARED},
                                "{mean: 4, sd: 1} or {mean: 4, variance: 1}"},
    [QS_DISTRIBUTION_lognormal] = {{TABLE(lognormal), .about = "Lognormal, by its own mean and deviation",
                                    .needs = "mean sd"},
                                   {QS_TIME, QS_TIME},
                                   "{mean: 4, sd: 1}"},
    [QS_DISTRIBUTION_gamma] = {{TABLE(gamma), .about = "Gamma", .needs = "shape mean"},
                               {QS_PLAIN, QS_TIME},
                               "{shape: 4, mean: 6}"},
    [QS_DISTRIBUTION_erlang] = {{TABLE(erlang), .about = "Erlang, the sum of k exponential parts",
                                 .needs = "k mean"},
                                {QS_PLAIN, QS_TIME},
                                "{k: 4, mean: 6}"},
    [QS_DISTRIBUTION_hyperexponential] = {{TABLE(hyperexponential),
                                           .about = "One of several exponential kinds",
                                           .needs = "weights means"},
                                          {QS_PLAIN, QS_TIME},
                                          "{weights: [0.4, 0.6], means: [1, 5]}"},
    [QS_DISTRIBUTION_weibull] = {{TABLE(weibull), .about = "Weibull", .needs = "shape scale"},
                                 {QS_PLAIN, QS_TIME},
                                 "{shape: 2, scale: 5}"},
    [QS_DISTRIBUTION_triangular] = {{TABLE(triangular), .about = "From least over likeliest to greatest",
                                     .needs = "min mode max"},
                                    {QS_TIME, QS_TIME, QS_TIME},
                                    "{min: 1, mode: 2, max: 5}"},
    [QS_DISTRIBUTION_empirical] = {{TABLE(empirical), .about = "What was measured",
                                    .one_of = {"values file"}},
                                   {QS_TIME, QS_PLAIN, QS_PLAIN},
                                   "{values: [1, 2, 5]} or {file: NAME}"},
    [QS_DISTRIBUTION_beta] = {{TABLE(beta), .about = "Beta, between two bounds", .needs = "min max mean sd"},
                              {QS_TIME, QS_TIME, QS_TIME, QS_TIME},
                              "{min: 1, max: 10, mean: 4, sd: 1.5}"},
    [QS_DISTRIBUTION_pert] = {{TABLE(pert),
                               .about = "A smooth triangular: beta of mean (min + 4 mode + max) / 6",
                               .needs = "min mode max"},
                              {QS_TIME, QS_TIME, QS_TIME},
                              "{min: 1, mode: 2, max: 5}"},
    [QS_DISTRIBUTION_pareto] = {{TABLE(pareto), .about = "Pareto: longer than x with (scale / x)^shape",
                                 .needs = "shape scale"},
                                {QS_PLAIN, QS_TIME},
                                "{shape: 2.5, scale: 3}"},
    [QS_DISTRIBUTION_loglogistic] = {{TABLE(loglogistic), .about = "Loglogistic, a median and a heavy tail",
                                      .needs = "shape scale"},
                                     {QS_PLAIN, QS_TIME},
                                     "{shape: 3, scale: 4}"},
    [QS_DISTRIBUTION_mixture] = {{TABLE(mixture), .about = "Drawn from one of several",
                                  .needs = "weights of"},
                                 {QS_PLAIN, QS_TIME},
                                 "{weights: [0.8, 0.2], of: [{exponential: {mean: 4}}, 30]}"},
    [QS_DISTRIBUTION_shifted] = {{TABLE(shifted), .about = "Longer or shorter by the same", .needs = "by of"},
                                 {QS_TIME, QS_TIME},
                                 "{by: 1, of: {exponential: {mean: 4}}}"},
    [QS_DISTRIBUTION_truncated] = {{TABLE(truncated), .about = "Drawn again outside of bounds", .needs = "of",
                                    .some_of = "min max"},
                                   {QS_TIME, QS_TIME, QS_TIME},
                                   "{of: {exponential: {mean: 4}}, max: 15}"},
    [QS_DISTRIBUTION_cumulative] = {{TABLE(cumulative), .about = "Linear between known points",
                                     .needs = "values probabilities"},
                                    {QS_TIME, QS_SHARE},
                                    "{values: [1, 3, 10], probabilities: [0, 0.5, 1]}"},
    [QS_DISTRIBUTION_discrete_uniform] = {{TABLE(discrete_uniform), .about = "Each whole number alike",
                                           .needs = "min max"},
                                          {QS_PLAIN, QS_PLAIN},
                                          "{min: 1, max: 4}"},
    [QS_DISTRIBUTION_bernoulli] = {{TABLE(bernoulli), .about = "0 or 1", .needs = "p"},
                                   {QS_SHARE},
                                   "{p: 0.5}"},
    [QS_DISTRIBUTION_binomial] = {{TABLE(binomial), .about = "Successes in n trials", .needs = "n p"},
                                  {QS_PLAIN, QS_SHARE},
                                  "{n: 10, p: 0.5}"},
    [QS_DISTRIBUTION_poisson] = {{TABLE(poisson), .about = "Poisson", .needs = "mean"},
                                 {QS_PLAIN},
                                 "{mean: 2}"},
    [QS_DISTRIBUTION_geometric] =
        {{TABLE(geometric), .about = "Trials up to the first success", .needs = "p"}, {QS_SHARE}, "{p: 0.5}"},
};

const qs_key_table qs_keys_constant_count = {TABLE(constant_count), .about = "Always as many",
                                             .needs = "value"};

/* Those that differ where values may be below 0. */
static const qs_key_table signed_maps[QS_N_DISTRIBUTIONS] = {
    [QS_DISTRIBUTION_constant] = {TABLE(signed_constant), .about = "Always the same", .needs = "value"},
    [QS_DISTRIBUTION_uniform] = {TABLE(signed_uniform), .about = "Everything between two bounds alike",
                                 .needs = "min max"},
    [QS_DISTRIBUTION_triangular] = {TABLE(signed_triangular),
                                    .about = "From least over likeliest to greatest",
                                    .needs = "min mode max"},
    [QS_DISTRIBUTION_empirical] = {TABLE(signed_empirical), .about = "What was measured",
                                   .one_of = {"values file"}},
    [QS_DISTRIBUTION_beta] = {TABLE(signed_beta), .about = "Beta, between two bounds",
                              .needs = "min max mean sd"},
    [QS_DISTRIBUTION_pert] = {TABLE(signed_pert), .about = "A smooth triangular", .needs = "min mode max"},
    [QS_DISTRIBUTION_mixture] = {TABLE(signed_mixture), .about = "Drawn from one of several",
                                 .needs = "weights of"},
    [QS_DISTRIBUTION_shifted] = {TABLE(signed_shifted), .about = "Longer or shorter by the same",
                                 .needs = "by of"},
    [QS_DISTRIBUTION_truncated] = {TABLE(signed_truncated), .about = "Drawn again outside of bounds",
                                   .needs = "of", .some_of = "min max"},
    [QS_DISTRIBUTION_cumulative] = {TABLE(signed_cumulative), .about = "Linear between known points",
                                    .needs = "values probabilities"},
};

const qs_parameter_form *qs_distribution_form(qs_distribution_kind kind)
{
    return &forms[kind];
}

const qs_key_table *qs_keys_distribution(qs_distribution_kind kind)
{
    return &forms[kind].map;
}

const qs_key_table *qs_keys_signed(qs_distribution_kind kind)
{
    return signed_maps[kind].n > 0 ? &signed_maps[kind] : &forms[kind].map;
}
