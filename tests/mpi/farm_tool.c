/* A farm whose engine is a hash: how fast messages are, what becomes of failures, the same bits on any number
 * of ranks, without a study or a results file in between.
 *
 * usage: farm_tool SCENARIOS REPLICATIONS BLOCK WORK [WHAT...]
 *   WORK is the length of a replication in hash steps (some nanoseconds each). WHAT may be:
 *   rows        keep the replications' rows
 *   failed      every 7th replication of scenario 1 fails, and is counted
 *   memory R    rank R runs out of memory at its first replication
 *   model R     rank R cannot make a model
 *   prepare R   rank R's preparations fail; there are pieces of blocks to hand out
 *   io          filing scenario 1 fails, as on a full disk
 *   hang R      rank R hangs in its first replication
 *   stop        rank 0 is told to stop when half is done
 *   until       REPLICATIONS is the most; scenarios end when their mean waits and a quantile are precise
 *   pairs       antithetic
 *   pilots      scenarios but every 5th have pilots, whose cut is part of every value; some pilots fail
 *   light       histograms of one bin, so that simulating costs next to nothing
 *   decide      the cheapest scenario that keeps a promise: all break it, but the last but 9 of them;
 *               that one is then simulated in full
 * Prints from rank 0 a digest of all that was filed, then how long it took, the
 * processor time of rank 0, and the largest memory of ranks 0 and 1.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "qsweep/clock.h"
#include "qsweep/engine.h"
#include "qsweep/farm.h"
#include "qsweep/hash.h"
#include "qsweep/memory.h"

enum { N_QUANTILES = 2 };
static const double quantiles[N_QUANTILES] = {0.5, 0.9};

/* What is asked for; read-only once main has filled it. */
static struct {
    int rank, memory_rank, model_rank, hang_rank, prepare_rank;
    uint64_t work;
    bool fails, full_disk, stops, is_light, has_pilots, decides;
    uint64_t n_scenarios;
} asked = {.memory_rank = -1, .model_rank = -1, .hang_rank = -1, .prepare_rank = -1};

/* ---- the engine ---- */
struct qs_engine {
    uint64_t scenario;
    double cut;
    qs_layout layout;
};

qs_status qs_engine_new_in(qs_engine_memory *memory, const qs_model *model, qs_engine **out)
{
    (void)memory;
    qs_status status = qs_calloc(1, sizeof **out, out);
    if (status)
        return status;
    (*out)->scenario = (uint64_t)model->two_stop_factor;
    qs_layout_init(&(*out)->layout, 2, 3, N_QUANTILES, 1);
    return QS_OK;
}

qs_status qs_engine_new(const qs_model *model, qs_engine **out)
{
    return qs_engine_new_in(NULL, model, out);
}

void qs_engine_free(qs_engine *engine)
{
    qs_free(engine);
}

void qs_engine_leave(qs_engine *engine, qs_engine_memory *memory)
{
    (void)memory;
    qs_free(engine);
}

void qs_engine_memory_clear(qs_engine_memory *memory)
{
    (void)memory;
}

const qs_layout *qs_engine_layout(const qs_engine *engine)
{
    return &engine->layout;
}

static uint64_t spend(uint64_t seed)
{
    for (uint64_t i = 0; i < asked.work; i++)
        seed = qs_mix64(seed + 1);
    return seed;
}

qs_status qs_engine_replicate(qs_engine *engine, const qs_replication_key *key, double *row,
                              qs_histogram *histograms)
{
    if (asked.rank == asked.memory_rank)
        return qs_fail(QS_ERROR_MEMORY, "out of memory for 12345 items");
    if (asked.rank == asked.hang_rank)
        sleep(60);
    uint64_t bits = spend(qs_mix64(qs_mix64(engine->scenario + 1) + key->replication));
    for (int v = 0; v < engine->layout.n_values; v++)
        row[v] = (double)(qs_mix64(bits + (uint64_t)v) >> 11) * 0x1p-53 + 1e-3 * engine->cut;
    for (int v = 0; asked.decides && engine->scenario + 9 == asked.n_scenarios && v < engine->layout.n_values;
         v++)
        row[v] /= 10;
    if (asked.fails && engine->scenario == 1 && key->replication % 7 == 3) {
        for (int v = 0; v < engine->layout.n_values; v++)
            row[v] = (double)NAN;
        return qs_fail(QS_ERROR_NUMERIC, "as wanted");
    }
    for (int h = 0; histograms && h < engine->layout.n_histograms; h++) {
        uint64_t counts[40];
        int n = asked.is_light ? 1 : 40;
        for (int i = 0; i < n; i++)
            counts[i] = qs_mix64(bits + (uint64_t)(i * 100 + h)) % 4;
        qs_status status =
            qs_histogram_add_counts(&histograms[h], 4000 + (uint32_t)(bits % 50), counts, (uint32_t)n);
        if (status)
            return status;
    }
    return QS_OK;
}

int qs_engine_same_values(const qs_engine *engine, qs_scope scope, int member)
{
    return qs_layout_histogram(&engine->layout, scope, member) / 2;
}

void qs_engine_want(qs_engine *engine, const qs_spot *spots, size_t n)
{
    (void)engine, (void)spots, (void)n;
}

void qs_engine_set_cut(qs_engine *engine, double cut)
{
    engine->cut = cut;
}

/* Some longer than others, whose slots are made longer when they are folded. */
/* NOLINTNEXTLINE(readability-non-const-parameter): it stands in for the engine's */
qs_status qs_engine_pilot(qs_engine *engine, const qs_replication_key *key, double *row, qs_pilot *pilot)
{
    (void)row;
    if (asked.rank == asked.memory_rank)
        return qs_fail(QS_ERROR_MEMORY, "out of memory for 12345 items");
    uint64_t bits = spend(qs_mix64(qs_mix64(engine->scenario + 1) + key->replication));
    *pilot = (qs_pilot){0};
    if (key->replication % 7 == 3)
        return qs_fail(QS_ERROR_NUMERIC, "as wanted");
    *pilot = (qs_pilot){.n = 1, .n_slots = 700 + bits % 500, .width = bits % 3 ? 1 : 0.5};
    for (uint64_t i = 0; i < pilot->n_slots; i++)
        pilot->spent[i] = (double)(qs_mix64(bits + i) >> 11) * 0x1p-53;
    return QS_OK;
}

uint64_t qs_engine_n_events(const qs_engine *engine)
{
    (void)engine;
    return 0;
}

uint64_t qs_engine_n_customers(const qs_engine *engine)
{
    (void)engine;
    return 0;
}

void qs_engine_listen(qs_engine *engine, qs_visit_listener *listener, void *context)
{
    (void)engine, (void)listener, (void)context;
}

void qs_engine_watch(qs_engine *engine, qs_incident_listener *watcher, void *context)
{
    (void)engine, (void)watcher, (void)context;
}

void qs_engine_set_poll(qs_engine *engine, qs_engine_poll *poll, void *context)
{
    (void)engine, (void)poll, (void)context;
}

/* ---- the job ---- */
static qs_status make_model(const void *context, uint64_t scenario, qs_model *out)
{
    (void)context;
    memset(out, 0, sizeof *out);
    if (asked.rank == asked.model_rank)
        return qs_fail(QS_ERROR_MEMORY, "no memory for a model");
    out->two_stop_factor = (double)scenario;
    out->run.warmup_mser5 = asked.has_pilots && scenario % 5 != 4;
    out->output.n_quantiles = N_QUANTILES;
    qs_status status = qs_calloc(N_QUANTILES, sizeof *out->output.quantiles, &out->output.quantiles);
    if (!status)
        memcpy(out->output.quantiles, quantiles, sizeof quantiles);
    return status;
}

typedef struct job {
    uint64_t digest;
    uint64_t n_filed, n_failed;
    bool is_half_done;
    qs_deciding deciding;
} job;

static void digest(job *j, const void *data, size_t n)
{
    j->digest = qs_mix64(j->digest ^ qs_hash_bytes(data, n));
}

static qs_status file_summary(void *context, const qs_summary *summary)
{
    job *j = context;
    if (asked.full_disk && summary->scenario == 1)
        return qs_fail(QS_ERROR_IO, "no space left on device");
    if (summary->scenario != j->n_filed++ && !asked.decides)
        return qs_fail(QS_ERROR_INTERNAL, "scenario %llu out of turn", (unsigned long long)summary->scenario);
    size_t n = (size_t)summary->n_values;
    digest(j, summary->n, n * sizeof *summary->n);
    digest(j, summary->mean, n * sizeof(double));
    digest(j, summary->sd, n * sizeof(double));
    digest(j, summary->lower, n * sizeof(double));
    digest(j, summary->upper, n * sizeof(double));
    digest(j, &summary->failed_first, sizeof summary->failed_first);
    if (summary->rows)
        digest(j, summary->rows, summary->n_replications * n * sizeof(double));
    j->n_failed += summary->n_failed;
    return QS_OK;
}

static void note_progress(void *context, const qs_progress *progress)
{
    ((job *)context)->is_half_done = progress->replications >= progress->n_replications / 2;
}

static bool should_stop(void *context)
{
    return asked.stops && ((const job *)context)->is_half_done;
}

static qs_until untils[] = {{.scope = QS_SYSTEM,
                             .metric = QS_METRIC_wait_mean,
                             .half_width = 0.05,
                             .is_relative = true,
                             .confidence = 0.95,
                             .least = 64,
                             .most = UINT64_MAX},
                            {.scope = QS_WINDOW,
                             .metric = QS_METRIC_sojourn_quantile,
                             .member = 1,
                             .item = 1,
                             .half_width = 220,
                             .confidence = 0.95,
                             .least = 32,
                             .most = 700}};

static long peak_kilobytes(void)
{
    struct rusage usage;
    return getrusage(RUSAGE_SELF, &usage) ? 0 : usage.ru_maxrss;
}

static int number(const char *text)
{
    return text ? atoi(text) : -1;
}

/* Outcomes are uniform on (0, 1), those of the scenario that keeps the promise a tenth of it. */
static qs_select_cell promise = {.spot = {.scope = QS_SYSTEM, .metric = QS_METRIC_wait_mean},
                                 .rule = {.kind = QS_TEST_SHARE, .limit = 0.3, .tolerance = 0.1}};

static void read_wishes(char **words, qs_plan *plan)
{
    for (; *words; words++) {
        plan->keep_rows |= strcmp(*words, "rows") == 0;
        asked.fails |= strcmp(*words, "failed") == 0;
        asked.full_disk |= strcmp(*words, "io") == 0;
        asked.stops |= strcmp(*words, "stop") == 0;
        asked.is_light |= strcmp(*words, "light") == 0;
        plan->antithetic |= strcmp(*words, "pairs") == 0;
        asked.has_pilots |= strcmp(*words, "pilots") == 0;
        plan->finds_warmup = asked.has_pilots;
        if (strcmp(*words, "decide") == 0) {
            asked.decides = true;
            asked.n_scenarios = plan->n_scenarios;
            plan->select = (qs_select){QS_SELECT_CHEAPEST, .sure = 0.95, .max = 100000,
                                       .report = 1,        .n_cells = 1, .cells = &promise};
        }
        if (strcmp(*words, "until") == 0) {
            plan->untils = untils;
            plan->n_untils = sizeof untils / sizeof *untils;
        }
        if (strcmp(*words, "memory") == 0)
            asked.memory_rank = number(words[1]);
        if (strcmp(*words, "model") == 0)
            asked.model_rank = number(words[1]);
        if (strcmp(*words, "prepare") == 0)
            asked.prepare_rank = number(words[1]);
        if (strcmp(*words, "hang") == 0)
            asked.hang_rank = number(words[1]);
    }
}

/* A piece that fits nothing, and is passed over; large enough to wait for its receiver. */
static qs_status find_piece(void *context, uint64_t scenario, uint64_t index, qs_bytes *bytes)
{
    enum { LARGE = 1 << 20 };
    (void)context, (void)scenario, (void)index;
    qs_status status = qs_reserve(&bytes->data, &bytes->capacity, LARGE, 1);
    if (!status) {
        memset(bytes->data, 0, LARGE);
        bytes->n = LARGE;
    }
    return status;
}

/* All cost the same, so that they are taken by their numbers. */
static qs_status begin(void *context, qs_sweep *sweep)
{
    (void)context;
    return qs_sweep_decide(sweep, NULL);
}

/* What was decided, to the bit. */
static void note_progress_of_decision(void *context, const qs_progress *progress)
{
    job *j = context;
    note_progress(context, progress);
    if (progress->is_deciding)
        j->deciding = progress->deciding;
}

static int lead(qs_farm *farm, const qs_plan *plan, const qs_model_source *models)
{
    qs_layout layout;
    qs_layout_init(&layout, 2, 3, N_QUANTILES, 1);
    job j = {0};
    qs_run_hooks hooks = {.finished = file_summary,
                          .progress = note_progress_of_decision,
                          .should_stop = should_stop,
                          .context = &j};
    if (asked.prepare_rank >= 0)
        hooks.find_piece = find_piece;
    if (asked.decides)
        hooks.begin = begin;
    double start = qs_clock_seconds(), cpu_before = (double)clock() / CLOCKS_PER_SEC;
    qs_status status = qs_farm_run(farm, QS_OK, plan, &layout, quantiles, models, &hooks);
    double seconds = qs_clock_seconds() - start;
    if (status)
        fprintf(stderr, "farm_tool: %s\n", qs_failure());
    else
        printf("digest %016llx filed %llu failed %llu\n", (unsigned long long)j.digest,
               (unsigned long long)j.n_filed, (unsigned long long)j.n_failed);
    if (asked.decides)
        fprintf(stderr,
                "decision: %.0f observations a second came to rank 0, %.0f for each of its own seconds\n",
                (double)j.deciding.n_replications / seconds,
                (double)j.deciding.n_replications / ((double)clock() / CLOCKS_PER_SEC - cpu_before));
    double n_blocks = (double)(plan->n_scenarios * qs_plan_n_blocks(plan));
    double cpu = (double)clock() / CLOCKS_PER_SEC - cpu_before;
    fprintf(stderr,
            "%d ranks: %.3f s, %.0f blocks/s; rank 0: %.3f s of processor time, %.0f blocks/s, %.0f "
            "scenarios/s, peak "
            "%ld kB\n",
            qs_farm_n_ranks(farm), seconds, n_blocks / seconds, cpu, n_blocks / cpu,
            (double)plan->n_scenarios / cpu, peak_kilobytes());
    return qs_status_exit(status);
}

int main(int argc, char **argv)
{
    if (argc < 5)
        return QS_EXIT_WRONG;
    qs_plan plan = {.n_scenarios = strtoull(argv[1], NULL, 10),
                    .n_replications = strtoull(argv[2], NULL, 10),
                    .block = strtoull(argv[3], NULL, 10),
                    .seed = 1,
                    .confidence = 0.95};
    asked.work = strtoull(argv[4], NULL, 10);
    read_wishes(argv + 5, &plan);
    if (plan.block == 0)
        qs_plan_set_blocks(&plan);
    const qs_model_source models = {make_model, NULL};
    qs_farm *farm;
    if (qs_farm_start(&farm)) {
        fprintf(stderr, "farm_tool: %s\n", qs_failure());
        return QS_EXIT_FAILED;
    }
    asked.rank = qs_farm_rank(farm);
    int exit_status = QS_EXIT_DONE;
    if (asked.rank == 0)
        exit_status = lead(farm, &plan, &models);
    else
        qs_farm_run(farm, asked.rank == asked.prepare_rank ? qs_fail(QS_ERROR_MEMORY, "made to fail") : QS_OK,
                    &plan, NULL, NULL, &models, NULL);
    if (asked.rank == 1)
        fprintf(stderr, "rank 1: peak %ld kB\n", peak_kilobytes());
    return qs_farm_end(farm, exit_status);
}
