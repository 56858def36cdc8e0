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

#include "qsweep/digest.h"
#include "qsweep/study.h"

enum { N_SCENARIOS = 4 };

static qs_status make_model(const void *context, uint64_t scenario, qs_model *out)
{
    return qs_study_model(context, scenario, out);
}

static qs_status digest_study(const char *path)
{
    qs_problems problems = {0};
    qs_study *study = NULL;
    qs_digest d = {0};
    qs_status status = qs_study_read(path, NULL, 0, &problems, &study);
    const qs_model_source models = {make_model, study};
    if (!status)
        status = qs_digest_plan(&d, qs_study_plan(study), &models, N_SCENARIOS);
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
