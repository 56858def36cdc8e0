/* Nanoseconds per simulated customer of many cases, measured in turn.
 *
 * Reads cases, one a line: NAME, KERNEL, STUDY and any PATH=VALUE, separated by tabs. KERNEL is `chosen`
 * (what qsweep takes for the model), `events`, or `general` (the event loop for every model: each source is
 * given a limit that it never reaches, which the plain loop does not know). In every round each case
 * simulates one replication, so that whatever else the machine does meanwhile falls on all of them. The first
 * round warms up and is not timed. Times are CPU times of this process.
 *
 * Prints a line a case, its fields separated by tabs: NAME, KERNEL, the loop taken, customers and events a
 * replication (means), microseconds to make model and engine (the least of several), then the nanoseconds a
 * customer of each round. With --replication they are nanoseconds a replication, for studies in which hardly
 * anybody comes.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "qsweep/engine.h"
#include "qsweep/memory.h"
#include "qsweep/study.h"

enum { MOST_CASES = 512, MOST_SETTINGS = 24, MOST_ROUNDS = 1000, MAKES = 5 };

/* Tests and comparisons compile this file with older engines, which do not say it. */
#ifdef QS_BENCH_OLD_ENGINE
#define qs_engine_loop(engine) "events"
#endif

typedef struct bench_case {
    char line[4096]; /* the fields lie in it */
    const char *name, *kernel, *path;
    qs_setting settings[MOST_SETTINGS];
    size_t n_settings;
    qs_study *study;
    qs_model model;
    qs_engine *engine;
    double *row;
    qs_histogram *histograms;
    double customers, events; /* over the rounds timed */
    double make;              /* seconds */
    double *ns;               /* [rounds] */
} bench_case;

static double cpu_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static qs_status read_case(bench_case *c, const char *line)
{
    snprintf(c->line, sizeof c->line, "%s", line);
    c->line[strcspn(c->line, "\n")] = 0;
    char *rest = NULL;
    c->name = strtok_r(c->line, "\t", &rest);
    c->kernel = strtok_r(NULL, "\t", &rest);
    c->path = strtok_r(NULL, "\t", &rest);
    if (!c->path)
        return qs_fail(QS_ERROR_STUDY, "a case is NAME, KERNEL, STUDY, PATH=VALUE..., separated by tabs");
    for (char *field; (field = strtok_r(NULL, "\t", &rest));) {
        char *equals = strchr(field, '=');
        if (!equals || c->n_settings == MOST_SETTINGS)
            return qs_fail(QS_ERROR_STUDY, "%s: not PATH=VALUE, or too many", field);
        *equals = 0;
        c->settings[c->n_settings++] = (qs_setting){field, equals + 1};
    }
    qs_problems problems = {0};
    qs_status status = qs_study_read(c->path, c->settings, c->n_settings, &problems, &c->study);
    qs_problems_print(&problems, stderr);
    qs_problems_clear(&problems);
    return status;
}

/* The model is finished: what it uses has to be said beside. */
static void limit_sources(qs_model *model)
{
    for (int s = 0; s < model->n_sources; s++)
        if (model->sources[s].limit == 0)
            model->sources[s].limit = UINT64_MAX;
#ifdef QSWEEP_FEATURE_H /* revisions before it (against.sh) look at the limit */
    model->features |= QS_FEATURE(LIMIT);
#endif
}

/* As a worker does when it enters a scenario. */
static qs_status make_engine(bench_case *c)
{
    qs_status status = qs_study_model(c->study, 0, &c->model);
    if (status)
        return status;
    if (strcmp(c->kernel, "chosen") != 0)
        c->model.run.kernel = !strcmp(c->kernel, "joining") ? QS_KERNEL_JOINING : QS_KERNEL_EVENTS;
    if (!strcmp(c->kernel, "general"))
        limit_sources(&c->model);
    return qs_engine_new(&c->model, &c->engine);
}

static void drop_engine(bench_case *c)
{
    qs_engine_free(c->engine);
    qs_model_clear(&c->model);
    c->engine = NULL;
}

static qs_status prepare(bench_case *c, size_t n_rounds)
{
    qs_status status = QS_OK;
    for (int i = 0; i < MAKES && !status; i++) {
        drop_engine(c);
        double start = cpu_seconds();
        status = make_engine(c);
        double seconds = cpu_seconds() - start;
        c->make = i == 0 || seconds < c->make ? seconds : c->make;
        if (seconds > 0.2) /* a big one: once will do */
            break;
    }
    if (status)
        return status;
    const qs_layout *layout = qs_engine_layout(c->engine);
    status = qs_calloc((size_t)layout->n_values, sizeof *c->row, &c->row);
    if (!status)
        status = qs_calloc((size_t)layout->n_histograms, sizeof *c->histograms, &c->histograms);
    if (!status)
        status = qs_calloc(n_rounds, sizeof *c->ns, &c->ns);
    return status;
}

static qs_status time_round(bench_case *c, size_t round, bool is_by_replication)
{
    qs_replication_key key = qs_plan_key(qs_study_plan(c->study), 0, round);
    double start = cpu_seconds();
    qs_status status = qs_engine_replicate(c->engine, &key, c->row, c->histograms);
    double ns = (cpu_seconds() - start) * 1e9;
    if (status || round == 0)
        return status;
    double customers = (double)qs_engine_n_customers(c->engine);
    c->customers += customers;
    c->events += (double)qs_engine_n_events(c->engine);
    c->ns[round - 1] = is_by_replication ? ns : ns / customers;
    return QS_OK;
}

static void print_case(const bench_case *c, size_t n_rounds)
{
    double n = (double)n_rounds;
    printf("%s\t%s\t%s\t%.0f\t%.0f\t%.2f", c->name, c->kernel, qs_engine_loop(c->engine), c->customers / n,
           c->events / n, 1e6 * c->make);
    for (size_t i = 0; i < n_rounds; i++)
        printf("\t%.3f", c->ns[i]);
    putchar('\n');
}

static void clear_case(bench_case *c)
{
    int n = c->engine ? qs_engine_layout(c->engine)->n_histograms : 0;
    for (int i = 0; c->histograms && i < n; i++)
        qs_histogram_clear(&c->histograms[i]);
    qs_free(c->histograms);
    qs_free(c->row);
    qs_free(c->ns);
    drop_engine(c);
    qs_study_free(c->study);
}

static qs_status run(bench_case *cases, size_t *n, size_t n_rounds, bool is_by_replication)
{
    char line[sizeof cases->line];
    qs_status status = QS_OK;
    while (!status && fgets(line, sizeof line, stdin)) {
        if (*n == MOST_CASES)
            return qs_fail(QS_ERROR_LIMIT, "more than %d cases", MOST_CASES);
        status = read_case(&cases[*n], line);
        if (!status)
            status = prepare(&cases[*n], n_rounds);
        ++*n;
    }
    for (size_t round = 0; round <= n_rounds && !status; round++)
        for (size_t i = 0; i < *n && !status; i++)
            status = time_round(&cases[i], round, is_by_replication);
    for (size_t i = 0; i < *n && !status; i++)
        print_case(&cases[i], n_rounds);
    return status;
}

int main(int argc, char **argv)
{
    bool is_by_replication = argc > 1 && !strcmp(argv[1], "--replication");
    long n_rounds = argc > 1 + is_by_replication ? strtol(argv[1 + is_by_replication], NULL, 10) : 15;
    if (n_rounds < 1 || n_rounds > MOST_ROUNDS) {
        fprintf(stderr, "usage: bench [--replication] [ROUNDS] < CASES\n");
        return 2;
    }
    bench_case *cases;
    char *large;
    size_t n = 0;
    /* What is freed stays with the process from now on, as it does once a run has had a larger block: else the C library
     * gives it back after each engine, and making the next one costs page faults. */
    qs_status status = qs_calloc_sparse(24 << 20, 1, &large);
    qs_free(large);
    if (!status)
        status = qs_calloc(MOST_CASES, sizeof *cases, &cases);
    if (!status)
        status = run(cases, &n, (size_t)n_rounds, is_by_replication);
    if (status)
        fprintf(stderr, "bench: %s: %s\n", n > 0 && cases[n - 1].name ? cases[n - 1].name : "cases",
                qs_failure());
    for (size_t i = 0; i < n; i++)
        clear_case(&cases[i]);
    qs_free(cases);
    return status ? 1 : 0;
}
