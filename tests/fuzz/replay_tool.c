/* Judge studies without a fuzzer.
 *
 * usage: replay_tool bytes FILE...   what a fuzzer found, one after another
 *        replay_tool studies FILE... studies, at more length; ends with what they came to
 *        replay_tool pairs FILE...   the same, and a line of each: its features as a mask, or why it is refused
 *
 * Each file is named before it is tried, so that the last one named is the one that crashed.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "judge.h"
#include "study_fuzz.h"

enum { N_POLLS = 40 };

static int replay_bytes(const char *path)
{
    static uint8_t bytes[1 << 20];
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        return 1;
    }
    size_t n = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    uint8_t *exact = malloc(n + 1); /* so that a sanitizer sees a read beyond the end */
    if (!exact)
        return 1;
    memcpy(exact, bytes, n);
    LLVMFuzzerTestOneInput(exact, n);
    free(exact);
    return 0;
}

/* FILE, then a tab and the features of its first scenario, or what is wrong with it: a problem a tab, without the file's name.
 */
static void tell(const char *path)
{
    qs_study *study = NULL;
    qs_problems problems = {0};
    qs_model model = {0};
    printf("%s", path);
    if (!qs_study_read(path, NULL, 0, &problems, &study) && !qs_study_model(study, 0, &model))
        printf("\t%" PRIx64, model.features);
    for (size_t i = 0; i < problems.n; i++)
        printf("\t%s",
               problems.lines[i] + (strncmp(problems.lines[i], path, strlen(path)) ? 0 : strlen(path) + 1));
    printf("\n");
    qs_model_clear(&model);
    qs_study_free(study);
    qs_problems_clear(&problems);
}

int main(int argc, char **argv)
{
    judge_counts counts = {0};
    int n_bad = 0;
    if (argc < 3)
        return 2;
    bool are_pairs = !strcmp(argv[1], "pairs"), are_studies = are_pairs || !strcmp(argv[1], "studies");
    for (int i = 2; i < argc; i++) {
        if (are_pairs)
            tell(argv[i]);
        else
            printf("%s\n", argv[i]);
        fflush(stdout);
        uint64_t n_before = counts.n_failed + counts.n_given_up;
        if (are_studies)
            n_bad += !judge_study(argv[i], NULL, 0, N_POLLS, &counts);
        else
            n_bad += replay_bytes(argv[i]);
        if (are_pairs && counts.n_failed + counts.n_given_up > n_before)
            fprintf(stderr, "%s: a replication does not end: %s\n", argv[i], qs_failure());
    }
    if (are_studies)
        printf("%" PRIu64 " accepted, %" PRIu64 " refused; %" PRIu64 " replications of %" PRIu64
               " customers, %" PRIu64 " failed, %" PRIu64 " given up; %" PRIu64 " by joining; %d wrong\n",
               counts.n_accepted, counts.n_refused, counts.n_replications, counts.n_customers,
               counts.n_failed, counts.n_given_up, counts.n_joined, n_bad);
    return n_bad ? 1 : 0;
}
