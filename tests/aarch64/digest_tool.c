/* What studies come to, to the last bit, in a line each: their first scenarios, two replications of each.
 *
 * usage: digest_tool STUDY...
 *
 * Built for two processors and run on both, it says whether they give the same bits. A replication is given
 * up after so many events, the same everywhere. A study that is refused says so in its line.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "qsweep/engine.h"
#include "qsweep/hash.h"
#include "qsweep/memory.h"
#include "qsweep/study.h"

enum { N_SCENARIOS = 4, N_REPLICATIONS = 2, N_POLLS = 60 };

typedef struct digest {
    uint64_t hash;
    uint64_t n_customers, n_numbers; /* the numbers that are none (NaN) not counted */
} digest;

static void absorb(digest *d, const void *bytes, size_t n)
{
    d->hash = qs_mix64(d->hash ^ qs_hash_bytes(bytes, n));
}

static bool gives_up(void *polls)
{
    return ++*(int *)polls > N_POLLS;
}

/* Which NaN it is says nothing. */
static void absorb_row(digest *d, const double *row, int n)
{
    for (int i = 0; i < n; i++) {
        bool is_number = row[i] == row[i];
        d->n_numbers += is_number;
        absorb(d, is_number ? &row[i] : NULL, is_number ? sizeof row[i] : 0);
    }
}

static qs_status replicate(digest *d, qs_engine *engine, const qs_replication_key *key)
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
        qs_status outcome = qs_engine_replicate(engine, key, row, histograms);
        int32_t word = (int32_t)outcome;
        absorb(d, &word, sizeof word);
        absorb_row(d, row, layout->n_values);
        d->n_customers += qs_engine_n_customers(engine);
    }
    for (int i = 0; histograms && i < layout->n_histograms; i++) {
        absorb(d, histograms[i].count, histograms[i].n * sizeof *histograms[i].count);
        qs_histogram_clear(&histograms[i]);
    }
    qs_free(histograms);
    qs_free(row);
    return status;
}

static qs_status digest_scenario(digest *d, const qs_study *study, uint64_t scenario)
{
    qs_model model = {0};
    qs_engine *engine = NULL;
    qs_status status = qs_study_model(study, scenario, &model);
    if (!status)
        status = qs_engine_new(&model, &engine);
    for (uint64_t r = 0; r < N_REPLICATIONS && !status; r++) {
        qs_replication_key key = qs_plan_key(qs_study_plan(study), scenario, r);
        status = replicate(d, engine, &key);
    }
    qs_engine_free(engine);
    qs_model_clear(&model);
    return status;
}

static qs_status digest_study(const char *path)
{
    qs_problems problems = {0};
    qs_study *study = NULL;
    digest d = {0};
    qs_status status = qs_study_read(path, NULL, 0, &problems, &study);
    size_t n = status ? 0 : qs_study_plan(study)->n_scenarios;
    for (size_t i = 0; i < n && i < N_SCENARIOS && !status; i++)
        status = digest_scenario(&d, study, i);
    if (study)
        printf("%s %016" PRIx64 " %" PRIu64 " customers %" PRIu64 " numbers\n", path, d.hash, d.n_customers,
               d.n_numbers);
    else
        printf("%s refused\n", path);
    qs_problems_clear(&problems);
    qs_study_free(study);
    return study ? status : QS_OK;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (digest_study(argv[i])) {
            fprintf(stderr, "digest_tool: %s: %s\n", argv[i], qs_failure());
            return 1;
        }
        fflush(stdout);
    }
    return 0;
}
