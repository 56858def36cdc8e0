/* The studies that the build makes part of the program (tools/embed.sh): the files of templates/, for
 * `qsweep new`, and those of configs/, for `qsweep --self-test`.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_TEMPLATES_INTERNAL_H
#define QSWEEP_TEMPLATES_INTERNAL_H

#include <stddef.h>

typedef struct qs_template {
    const char *name;           /* that of the file, without .yaml; NULL ends the list */
    const unsigned char *bytes; /* [n], and a zero */
    size_t n;
} qs_template;

/* In the order of their names. */
extern const qs_template qs_templates[], qs_configs[];

#endif
