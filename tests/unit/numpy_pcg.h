/* Asking pcg_numpy.py for numbers.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NUMPY_PCG_H
#define NUMPY_PCG_H

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Requests are collected in a file, then answered by one run of Python. */
typedef struct numpy_questions {
    char path[256];
    FILE *file;    /* of requests, while they are written */
    FILE *answers; /* afterwards */
} numpy_questions;

static inline void numpy_begin(numpy_questions *questions)
{
    const char *folder = getenv("TMPDIR");
    snprintf(questions->path, sizeof questions->path, "%s/qsweep-pcg-XXXXXX", folder ? folder : "/tmp");
    int handle = mkstemp(questions->path);
    assert_true(handle >= 0);
    questions->file = fdopen(handle, "w");
    assert_non_null(questions->file);
}

/* The requests are complete: start Python, beside this file in the source tree. */
static inline void numpy_ask(numpy_questions *questions)
{
    char command[1024], here[] = __FILE__;
    const char *python = getenv("PYTHON");
    char *slash = strrchr(here, '/');
    assert_non_null(slash);
    *slash = '\0';
    assert_int_equal(fclose(questions->file), 0);
    snprintf(command, sizeof command, "%s %s/pcg_numpy.py %s", python ? python : "/usr/bin/python3", here,
             questions->path);
    questions->answers = popen(command, "r"); // NOLINT(cert-env33-c): PYTHON may hold words
    assert_non_null(questions->answers);
}

static inline uint64_t numpy_next(numpy_questions *questions)
{
    uint64_t value = 0;
    assert_int_equal(fscanf(questions->answers, "%" SCNx64, &value), 1);
    return value;
}

static inline void numpy_end(numpy_questions *questions)
{
    assert_int_equal(pclose(questions->answers), 0);
    remove(questions->path);
}

#endif
