/* Digests of studies, and of what all of them rest on.
 *
 * A digest is a chain: each number is mixed with the word so far, so that order counts and no two errors
 * cancel but by chance, once in 2^64. What is taken in are words and the bits of doubles as words.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/digest.h"

#include <string.h>

#include "qsweep/engine.h"
#include "qsweep/hash.h"
#include "qsweep/memory.h"
#include "qsweep/stream.h"
#include "qsweep/variate.h"

enum { N_REPLICATIONS = 2, N_POLLS = 60 };

void qs_digest_word(qs_digest *digest, uint64_t word)
{
    digest->hash = qs_mix64(digest->hash ^ qs_mix64(word + 1));
}

/* Which NaN it is says nothing. */
static const uint64_t no_number = UINT64_C(0x7ff8000000000000);

void qs_digest_numbers(qs_digest *digest, const double *x, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint64_t word = no_number;
        if (x[i] == x[i]) {
            memcpy(&word, &x[i], sizeof word);
            digest->n_numbers++;
        }
        qs_digest_word(digest, word);
    }
}

/* ---- studies ---- */

static bool gives_up(void *polls)
{
    return ++*(int *)polls > N_POLLS;
}

static void digest_histogram(qs_digest *digest, const qs_histogram *histogram)
{
    qs_digest_word(digest, histogram->n > 0 ? histogram->first : 0);
    for (uint32_t i = 0; i < histogram->n; i++)
        qs_digest_word(digest, histogram->count[i]);
}

static qs_status digest_replication(qs_digest *digest, qs_engine *engine, const qs_replication_key *key)
{
    const qs_layout *layout = qs_engine_layout(engine);
    double *row = NULL;
    qs_histogram *histograms = NULL;
    int n_polls = 0;
    qs_status status = qs_calloc((size_t)layout->n_values, sizeof *row, &row);
    if (!status)
        status = qs_calloc((size_t)layout->n_histograms, sizeof *histograms, &histograms);
    if (!status) {
        qs_engine_set_poll(engine, gives_up, &n_polls);
        qs_digest_word(digest, (uint64_t)qs_engine_replicate(engine, key, row, histograms));
        qs_digest_numbers(digest, row, (size_t)layout->n_values);
        digest->n_customers += qs_engine_n_customers(engine);
    }
    for (int i = 0; histograms && i < layout->n_histograms; i++) {
        digest_histogram(digest, &histograms[i]);
        qs_histogram_clear(&histograms[i]);
    }
    qs_free(histograms);
    qs_free(row);
    return status;
}

static qs_status digest_scenario(qs_digest *digest, const qs_plan *plan, const qs_model_source *models,
                                 uint64_t scenario)
{
    qs_model model = {0};
    qs_engine *engine = NULL;
    qs_status status = models->make(models->context, scenario, &model);
    if (!status)
        status = qs_engine_new(&model, &engine);
    for (uint64_t r = 0; r < N_REPLICATIONS && !status; r++) {
        qs_replication_key key = qs_plan_key(plan, scenario, r);
        status = digest_replication(digest, engine, &key);
    }
    qs_engine_free(engine);
    qs_model_clear(&model);
    return status;
}

qs_status qs_digest_plan(qs_digest *digest, const qs_plan *plan, const qs_model_source *models, uint64_t n)
{
    qs_status status = QS_OK;
    for (uint64_t i = 0; i < n && i < plan->n_scenarios && !status; i++)
        status = digest_scenario(digest, plan, models, i);
    return status;
}

/* ---- what they rest on ---- */

enum { N_ARGUMENTS = 4096, N_KEYS = 16 };

static void start_stream(qs_stream *stream, uint64_t replication)
{
    const qs_replication_key key = {.seed = 1, .replication = replication};
    qs_stream_start(stream, &key, qs_hash_name("digest"));
}

void qs_digest_generator(qs_digest *digest)
{
    qs_stream stream;
    for (uint64_t k = 0; k < N_KEYS; k++) {
        start_stream(&stream, k);
        for (int i = 0; i < N_ARGUMENTS / N_KEYS; i++) {
            double u = qs_stream_next(&stream);
            qs_digest_numbers(digest, &u, 1);
        }
    }
}

/* Arguments from the generator, over the ranges that times and probabilities have. */
void qs_digest_functions(qs_digest *digest)
{
    qs_stream stream;
    start_stream(&stream, 0);
    for (int i = 0; i < N_ARGUMENTS; i++) {
        double u = qs_stream_next(&stream), v = qs_stream_next(&stream);
        double wide = qs_exp(40 * u - 20);
        const double values[] = {wide,
                                 qs_log(u),
                                 qs_log(wide),
                                 qs_log1p(-u),
                                 qs_pow(u, 3 * v),
                                 qs_pow(wide, v - 0.5),
                                 qs_erfc(6 * v - 3),
                                 qs_normal_inverse(u)};
        qs_digest_numbers(digest, values, sizeof values / sizeof *values);
    }
}

qs_status qs_digest_variates(qs_digest *digest)
{
    static const qs_distribution laws[] = {
        {.kind = QS_DISTRIBUTION_exponential, .a = 2},    {.kind = QS_DISTRIBUTION_lognormal, .a = 2, .b = 1},
        {.kind = QS_DISTRIBUTION_normal, .a = 2, .b = 1}, {.kind = QS_DISTRIBUTION_weibull, .a = 1.5, .b = 2},
        {.kind = QS_DISTRIBUTION_erlang, .a = 3, .b = 2}, {.kind = QS_DISTRIBUTION_gamma, .a = 2.5, .b = 2}};
    qs_status status = QS_OK;
    for (size_t k = 0; k < sizeof laws / sizeof *laws && !status; k++) {
        qs_distribution law = laws[k];
        qs_stream stream;
        double block[QS_VARIATE_BLOCK];
        start_stream(&stream, k);
        status = qs_distribution_prepare(&law);
        for (int i = 0; i < N_ARGUMENTS / QS_VARIATE_BLOCK && !status; i++) {
            qs_variate_fill(&law, &stream, block, QS_VARIATE_BLOCK);
            qs_digest_numbers(digest, block, QS_VARIATE_BLOCK);
        }
        qs_distribution_clear(&law);
    }
    return status;
}
