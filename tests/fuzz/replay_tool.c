/* Judge studies without a fuzzer.
 *
 * usage: replay_tool bytes FILE...   what a fuzzer found, one after another
 *        replay_tool studies FILE... studies, at more length; ends with what they came to
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

int main(int argc, char **argv)
{
    judge_counts counts = {0};
    int n_bad = 0;
    if (argc < 3)
        return 2;
    bool are_studies = !strcmp(argv[1], "studies");
    for (int i = 2; i < argc; i++) {
        printf("%s\n", argv[i]);
        fflush(stdout);
        if (are_studies)
            n_bad += !judge_study(argv[i], NULL, 0, N_POLLS, &counts);
        else
            n_bad += replay_bytes(argv[i]);
    }
    if (are_studies)
        printf("%" PRIu64 " accepted, %" PRIu64 " refused; %" PRIu64 " replications of %" PRIu64
               " customers, %" PRIu64 " failed, %" PRIu64 " given up; %d wrong\n",
               counts.n_accepted, counts.n_refused, counts.n_replications, counts.n_customers,
               counts.n_failed, counts.n_given_up, n_bad);
    return n_bad ? 1 : 0;
}
