/* The model's features one at a time: a study with some settings changed, and expectations that come back.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_TESTS_MODEL_H
#define QSWEEP_TESTS_MODEL_H

#include "qsweep/theory.h"
#include "validation.h"

/* Run tests/validation/STUDY.yaml with settings[n] "path=value". */
void model_settings(validation *run, const char *study, size_t n, const char *const *settings);
#define model_run(run, study, ...)                                                                           \
    model_settings(run, study, sizeof((const char *[]){__VA_ARGS__}) / sizeof(char *),                       \
                   (const char *[]){__VA_ARGS__})

/* What is measured of the horizon. */
double model_length(const validation *run);

/* Mean and variance of the wait and of the sojourn, the mean queue, the mean number, P(wait > 0), whatever of
 * it is known; of a window, class or the system that everybody passes once. */
void model_expect_steady(validation *run, const char *where, const qs_steady *exact);

/* `n` per unit of time, on average, come to be counted by `metric`. */
void model_expect_rate(validation *run, const char *where, qs_metric metric, double rate);

/* The mean of `mean` over all customers of all replications (of which `count` says how many), where the mean
 * of the replications' means would be biased because they are short. */
void model_expect_pooled(validation *run, const char *where, qs_metric mean, qs_metric count, double exact);

/* Mean, and unless NaN standard deviation over replications, against values given to so many decimals,
 * themselves estimated from n replications: half a unit of the last decimal, and the two errors together. */
void model_expect_reported(validation *run, const char *where, qs_metric metric, double mean, double sd,
                           double decimal, double n);

#endif
