/* Decide a study many times, each time with another seed, and print what each decision came to; or print what
 * is true of its scenarios, as means over many replications.
 *
 * usage: decide_tool STUDY.yaml decide FIRST_SEED N    a line a study: seed, chosen (-1: none), open, used, simulated
 *        decide_tool STUDY.yaml naive FIRST_SEED N     the same by stopping as soon as 95 % intervals allow it
 *        decide_tool STUDY.yaml truth SEED N           a line a scenario: its cost, the means of its outcomes
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "qsweep/decide.h"
#include "qsweep/interval.h"
#include "qsweep/memory.h"
#include "qsweep/study.h"
#include "qsweep/worker.h"

typedef struct subject {
    qs_study *study;
    qs_plan plan; /* the study's, with a seed of its own */
    double *cost;
} subject;

static _Noreturn void give_up(const char *what)
{
    fprintf(stderr, "decide_tool: %s: %s\n", what, qs_failure());
    exit(1);
}

static qs_status visit(void *context, uint64_t scenario, const qs_model *model)
{
    subject *s = context;
    s->cost = realloc(s->cost, (scenario + 1) * sizeof *s->cost);
    s->cost[scenario] = model->cost.exact;
    return QS_OK;
}

static qs_status make_model(const void *context, uint64_t scenario, qs_model *out)
{
    return qs_study_model(context, scenario, out);
}

static void read_study(const char *path, subject *s)
{
    qs_problems problems;
    const qs_model_visitor visitor = {visit, s};
    if (qs_study_read_visiting(path, NULL, 0, &visitor, &problems, &s->study))
        give_up(path);
    s->plan = *qs_study_plan(s->study);
}

static qs_worker *new_worker(const subject *s)
{
    const qs_model_source models = {make_model, s->study};
    qs_worker *worker;
    if (qs_worker_new(&s->plan, &models, &worker))
        give_up("worker");
    return worker;
}

static void decide(subject *s, uint64_t seed)
{
    qs_decider *d;
    qs_task task;
    s->plan.seed = seed;
    qs_worker *worker = new_worker(s);
    if (qs_decider_new(&s->plan, s->cost, &d))
        give_up("decider");
    while (qs_decider_next(d, &task)) {
        qs_outcomes piece;
        if (qs_worker_outcomes(worker, task.scenario, task.first_block, task.n_blocks, &piece) ||
            qs_decider_file(d, &piece))
            give_up("piece");
    }
    const qs_decided *decided = qs_decider_result(d);
    printf("%" PRIu64 " %" PRId64 " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", seed,
           decided->has_chosen ? (int64_t)decided->chosen : -1, decided->n_open, decided->n_used,
           qs_decider_progress(d).n_replications);
    qs_decider_free(d);
    qs_worker_free(worker);
}

/* One scenario by itself: 1 kept, -1 broken, as soon as the intervals of all cells, or of one, say so. */
static int judge_naively(const subject *s, const qs_moments *moments)
{
    int sum = 1;
    for (size_t i = 0; i < s->plan.select.n_cells; i++) {
        const qs_test_rule *rule = &s->plan.select.cells[i].rule;
        double half = qs_half_width(moments[i].n, qs_moments_sd(&moments[i]), 0.95);
        if (moments[i].mean - half > rule->limit)
            return -1;
        if (!(moments[i].mean + half <= rule->limit))
            sum = 0;
    }
    return sum;
}

static int stop_naively(subject *s, qs_worker *worker, uint64_t scenario, uint64_t *n)
{
    enum { LEAST = 16, MOST = 10000 };
    qs_moments moments[8] = {{0}};
    int found = 0;
    for (*n = 0; *n < MOST && found == 0; ++*n) {
        qs_outcomes one;
        if (qs_worker_outcomes(worker, scenario, *n, 1, &one))
            give_up("piece");
        for (size_t i = 0; i < s->plan.select.n_cells; i++)
            qs_moments_add(&moments[i], one.values[i]);
        qs_outcomes_clear(&one);
        if (*n + 1 >= LEAST)
            found = judge_naively(s, moments);
    }
    return found;
}

static void decide_naively(subject *s, uint64_t seed)
{
    int64_t chosen = -1;
    uint64_t used = 0, n;
    s->plan.seed = seed;
    qs_worker *worker = new_worker(s);
    for (uint64_t i = 0; i < s->plan.n_scenarios && chosen < 0; i++) { /* they stand in the order of cost */
        chosen = stop_naively(s, worker, i, &n) > 0 ? (int64_t)i : -1;
        used += n;
    }
    printf("%" PRIu64 " %" PRId64 " 0 %" PRIu64 " %" PRIu64 "\n", seed, chosen, used, used);
    qs_worker_free(worker);
}

static void tell_truth(subject *s, uint64_t seed, uint64_t n)
{
    s->plan.seed = seed;
    qs_worker *worker = new_worker(s);
    for (uint64_t i = 0; i < s->plan.n_scenarios; i++) {
        qs_outcomes all;
        if (qs_worker_outcomes(worker, i, 0, n, &all))
            give_up("piece");
        printf("%" PRIu64 " %.17g", i, s->cost[i]);
        for (uint64_t c = 0; c < all.n_columns; c++) {
            qs_moments m = {0};
            for (uint64_t r = 0; r < n; r++)
                qs_moments_add(&m, all.values[r * all.n_columns + c]);
            printf(" %.17g %.3g", qs_moments_mean(&m), qs_moments_sd(&m) / sqrt((double)n));
        }
        printf("\n");
        qs_outcomes_clear(&all);
    }
    qs_worker_free(worker);
}

int main(int argc, char **argv)
{
    subject s = {.cost = NULL};
    if (argc < 3)
        return 2;
    read_study(argv[1], &s);
    uint64_t first = argc > 3 ? strtoull(argv[3], NULL, 10) : 1,
             n = argc > 4 ? strtoull(argv[4], NULL, 10) : 1;
    if (!strcmp(argv[2], "truth"))
        tell_truth(&s, first, n);
    for (uint64_t i = 0; i < n && !strcmp(argv[2], "decide"); i++)
        decide(&s, first + i);
    for (uint64_t i = 0; i < n && !strcmp(argv[2], "naive"); i++)
        decide_naively(&s, first + i);
    qs_study_free(s.study);
    free(s.cost);
    return 0;
}
