/* What studies come to, to the last bit, in a word: whether two builds, two processors or two releases
 * compute the same.
 *
 * Digests are made of numbers, not of their bytes, so that they are the same on machines of either byte
 * order.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_DIGEST_H
#define QSWEEP_DIGEST_H

#include <stdint.h>

#include "qsweep/worker.h"

#ifdef __cplusplus
extern "C" {
#endif

/* All-zero is the beginning. */
typedef struct qs_digest {
    uint64_t hash;
    uint64_t n_customers, n_numbers; /* of replications; numbers that are none (NaN) not counted */
} qs_digest;

void qs_digest_word(qs_digest *digest, uint64_t word);

/* n numbers. All NaN are one. */
void qs_digest_numbers(qs_digest *digest, const double *x, size_t n);

/* Two replications each of the first scenarios of a plan, at most n of them: their rows, their histograms,
 * and what they failed with. A replication is given up after a million events or so, the same everywhere.
 * Errors: QS_ERROR_MEMORY, what the model source says. */
qs_status qs_digest_plan(qs_digest *digest, const qs_plan *plan, const qs_model_source *models, uint64_t n);

/* The number generator; the functions of which results are made, one number at a time; and variates by
 * blocks, with the vector instructions in use. Errors: QS_ERROR_MEMORY. */
void qs_digest_generator(qs_digest *digest);
void qs_digest_functions(qs_digest *digest);
qs_status qs_digest_variates(qs_digest *digest);

#ifdef __cplusplus
}
#endif

#endif
