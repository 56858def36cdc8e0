/* `qsweep --self-test`: whether this build, on this machine, computes what the release computes.
 *
 * The digests of the release are part of the program (self_test_digests.h). An administrator who has built
 * it with another compiler, another SLEEF, other options or for another processor sees in seconds whether
 * results will be those of others to the last bit. First the generator, the functions and the variates on
 * which all rests, so that what differs has a name; then the studies of configs/, which the build makes part
 * of the program.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli_internal.h"
#include "qsweep/clock.h"
#include "qsweep/digest.h"
#include "qsweep/farm.h"
#include "qsweep/job.h"
#include "qsweep/run.h"
#include "self_test_digests.h"
#include "templates_internal.h"

/* So many scenarios of each study. */
enum { N_SCENARIOS = 4 };

typedef struct self_test {
    unsigned n, n_wrong;
    qs_digest all; /* of the studies */
} self_test;

/* Compare and say so. One that the release does not know is wrong, too. */
static void judge(self_test *test, const char *name, const qs_digest *digest)
{
    const qs_release_digest *expected = qs_release_digests;
    while (expected->name && strcmp(expected->name, name) != 0)
        expected++;
    bool is_right = expected->name && expected->hash == digest->hash;
    printf("%s %-12s %016" PRIx64, is_right ? "ok    " : "not ok", name, digest->hash);
    if (!is_right && expected->name)
        printf("  but %016" PRIx64 " in the release", expected->hash);
    putchar('\n');
    fflush(stdout);
    test->n++;
    test->n_wrong += !is_right;
}

static qs_status test_study(self_test *test, const qs_template *config)
{
    qs_problems problems = {0};
    qs_study *study = NULL;
    qs_digest digest = {0};
    qs_status status = qs_study_read_text(config->name, config->name, (const char *)config->bytes, config->n,
                                          NULL, 0, &problems, &study);
    if (!status) {
        const qs_model_source models = qs_job_models(study);
        status = qs_digest_plan(&digest, qs_study_plan(study), &models, N_SCENARIOS);
    }
    if (!status) {
        judge(test, config->name, &digest);
        qs_digest_word(&test->all, digest.hash);
    }
    qs_problems_print(&problems, stderr);
    qs_problems_clear(&problems);
    qs_study_free(study);
    return status;
}

static qs_status test_all(self_test *test)
{
    qs_digest generator = {0}, functions = {0}, variates = {0};
    qs_digest_generator(&generator);
    judge(test, "generator", &generator);
    qs_digest_functions(&functions);
    judge(test, "functions", &functions);
    qs_status status = qs_digest_variates(&variates);
    if (!status)
        judge(test, "variates", &variates);
    for (const qs_template *config = qs_configs; config->name && !status; config++)
        status = test_study(test, config);
    if (!status)
        judge(test, "all-configs", &test->all);
    return status;
}

int qs_cli_self_test(void)
{
    self_test test = {0};
    char duration[QS_CLOCK_TEXT];
    double start = qs_clock_seconds();
    printf("qsweep %s, %s, vectors by %s\n", QS_VERSION, qs_run_functions(), qs_run_vectors());
    if (test_all(&test)) {
        fprintf(stderr, "qsweep --self-test: %s\n", qs_failure());
        return QS_EXIT_FAILED;
    }
    qs_clock_duration(qs_clock_seconds() - start, duration);
    if (test.n_wrong > 0)
        printf(
            "%u of %u digests are not those of the release: results of this build are not those of others to "
            "the last bit\n",
            test.n_wrong, test.n);
    else
        printf("all %u digests are those of the release: this build computes what others compute (%s)\n",
               test.n, duration);
    return test.n_wrong > 0 ? QS_EXIT_FAILED : QS_EXIT_DONE;
}
