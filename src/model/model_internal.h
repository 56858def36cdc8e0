/* The steps of qs_model_finish().
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_MODEL_INTERNAL_H
#define QSWEEP_MODEL_INTERNAL_H

#include "qsweep/model.h"

/* The mean of a distribution of the model; of QS_NONE 0. */
/* What stands for an infinite mean where there is to be reckoned with it: more than any mean can be, and still
 * a number when it is multiplied. A load beyond the limit has one in it. */
#define QS_ENDLESS_MEAN 1e200
#define QS_ENDLESS_LOAD 1e150

static inline double qs_model_mean(const qs_model *model, int distribution)
{
    double mean = distribution == QS_NONE ? 0 : qs_distribution_mean(&model->distributions[distribution]);
    return mean < QS_ENDLESS_MEAN ? mean : QS_ENDLESS_MEAN;
}

/* Branches of every choice. Errors: QS_ERROR_MEMORY. */
qs_status qs_model_derive_routes(qs_model *model);

/* The windows of every stage; needs nothing. Errors: QS_ERROR_MEMORY. */
qs_status qs_model_derive_candidates(qs_model *model);

/* The line of every stage; needs the visits. Errors: QS_ERROR_STUDY. */
qs_status qs_model_derive_lines(qs_model *model);

/* Mean visits of every stage; needs the routes. Errors: QS_ERROR_MEMORY, QS_ERROR_STUDY (nobody leaves). */
qs_status qs_model_derive_visits(qs_model *model);

/* What the servers of a shift are worth. Errors: QS_ERROR_MEMORY. */
qs_status qs_model_derive_worth(qs_model *model);

/* Arrival rates, offered loads and what is unstable; needs all the others. Errors: QS_ERROR_MEMORY. */
qs_status qs_model_derive_load(qs_model *model);

/* The masks of features; needs nothing. */
void qs_model_derive_features(qs_model *model);

/* What beginning anew adds to a service's mean time at a window with `preemption: restart`, in time of its
 * server; INFINITY if it has no mean, NaN where it is not known. Needs the arrival rates. */
double qs_model_restart_work(const qs_model *model, int window, int class, int service);

#endif
