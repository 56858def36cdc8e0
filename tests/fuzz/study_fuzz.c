/* The fuzzer's way in: bytes are a study, and behind bytes 1, each, a setting PATH=VALUE of the command line.
 *
 * Built by `make fuzz`; replay_tool.c feeds it files.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "study_fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "judge.h"

enum { MOST_SETTINGS = 4, MOST_BYTES = 65536, N_POLLS = 2 };

/* Data files that studies may name lie beside the study. */
static void write_file(const char *folder, const char *name, const char *text, size_t n)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(text, 1, n, file) != n || fclose(file)) {
        perror(path);
        abort();
    }
}

static const char gaps[] = "1, 2\n0.5, 1\n3\n";
static const char visits[] =
    "at;who;took;n\n2026-03-02 00:00;a;0,5;1\n2026-03-02 00:01;b;2;3\n2026-03-04 00:00;b;1,25;2\n"
    "2026-03-04 23:59;a;3;0\n";
static const char times[] = "0\n1.5\n1.5\n4\n10\n";

static char folder[] = "/tmp/qsweep-fuzz-XXXXXX";

static void remove_folder(void)
{
    static const char *const names[] = {"study.yaml", "gaps.csv", "times.txt", "visits.csv"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[256];
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    rmdir(folder);
}

static void make_folder(void)
{
    if (folder[sizeof folder - 2] != 'X')
        return;
    if (!mkdtemp(folder)) {
        perror(folder);
        abort();
    }
    atexit(remove_folder);
    write_file(folder, "gaps.csv", gaps, sizeof gaps - 1);
    write_file(folder, "times.txt", times, sizeof times - 1);
    write_file(folder, "visits.csv", visits, sizeof visits - 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1), path[256];
    qs_setting settings[MOST_SETTINGS];
    size_t n_settings = 0;
    judge_counts counts = {0};
    /* No paths to elsewhere: a study may name any file, be it a terminal or a disk. */
    if (!text || size > MOST_BYTES || memchr(data, '/', size)) {
        free(text);
        return -1;
    }
    memcpy(text, data, size);
    text[size] = 0;
    char *end = memchr(text, 1, size);
    size_t n_study = end ? (size_t)(end - text) : size;
    while (end && n_settings < MOST_SETTINGS) {
        char *setting = end + 1, *equals;
        *end = 0;
        end = strchr(setting, 1);
        if (end)
            *end = 0;
        equals = strchr(setting, '=');
        if (equals) {
            *equals = 0;
            settings[n_settings++] = (qs_setting){.path = setting, .value = equals + 1};
        }
        if (end)
            *end = 1;
    }
    make_folder();
    write_file(folder, "study.yaml", text, n_study);
    snprintf(path, sizeof path, "%s/study.yaml", folder);
    bool is_good = judge_study(path, settings, n_settings, N_POLLS, &counts);
    free(text);
    if (!is_good)
        abort();
    return 0;
}
