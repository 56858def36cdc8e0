/* Nanoseconds per simulated customer: one replication after another of each study named on the command line,
 * on one core, with all default metrics and histograms.
 *
 * Prints a line a study: its name, customers a replication, then the median, least and largest nanoseconds
 * per customer over the replications timed. The first replication warms the engine up and is not timed.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "qsweep/engine.h"
#include "qsweep/memory.h"
#include "qsweep/study.h"

enum { N_TIMED = 15 };

static double cpu_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Time the replications of an engine; row and histograms are working memory. */
static qs_status time_engine(qs_engine *engine, const char *name, const char *kernel, double *row,
                             qs_histogram *histograms)
{
    double ns[N_TIMED], customers = 0;
    for (int i = -1; i < N_TIMED; i++) {
        qs_replication_key key = {.seed = 1, .replication = (uint64_t)(i + 1), .scenario = QS_ANY_SCENARIO};
        double start = cpu_seconds();
        qs_status status = qs_engine_replicate(engine, &key, row, histograms);
        if (status != QS_OK)
            return status;
        if (i < 0)
            continue;
        customers += (double)qs_engine_n_customers(engine) / N_TIMED;
        ns[i] = (cpu_seconds() - start) * 1e9 / (double)qs_engine_n_customers(engine);
    }
    qsort(ns, N_TIMED, sizeof *ns, compare);
    printf("%s %s %.0f %.2f %.2f %.2f\n", name, kernel, customers, ns[N_TIMED / 2], ns[0], ns[N_TIMED - 1]);
    return QS_OK;
}

static qs_status time_study(const char *path, qs_kernel kernel)
{
    qs_problems problems = {0};
    qs_study *study = NULL;
    qs_model model = {0};
    qs_engine *engine = NULL;
    double *row = NULL;
    qs_histogram *histograms = NULL;
    int n_histograms = 0;

    qs_status status = qs_study_read(path, NULL, 0, &problems, &study);
    qs_problems_print(&problems, stderr);
    if (status != QS_OK || (status = qs_study_model(study, 0, &model)) != QS_OK)
        goto cleanup;
    model.run.kernel = kernel;
    if ((status = qs_engine_new(&model, &engine)) != QS_OK)
        goto cleanup;
    const qs_layout *layout = qs_engine_layout(engine);
    if ((status = qs_calloc((size_t)layout->n_values, sizeof *row, &row)) != QS_OK ||
        (status = qs_calloc((size_t)layout->n_histograms, sizeof *histograms, &histograms)) != QS_OK)
        goto cleanup;
    n_histograms = layout->n_histograms;
    status = time_engine(engine, qs_study_name(study), kernel == QS_KERNEL_AUTO ? "chosen" : "events", row,
                         histograms);

cleanup:
    for (int i = 0; i < n_histograms; i++)
        qs_histogram_clear(&histograms[i]);
    qs_free(histograms);
    qs_free(row);
    qs_engine_free(engine);
    qs_model_clear(&model);
    qs_study_free(study);
    qs_problems_clear(&problems);
    return status;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (time_study(argv[i], QS_KERNEL_AUTO) != QS_OK || time_study(argv[i], QS_KERNEL_EVENTS) != QS_OK) {
            fprintf(stderr, "bench: %s: %s\n", argv[i], qs_failure());
            return 1;
        }
        fflush(stdout);
    }
    return 0;
}
