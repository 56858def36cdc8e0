/* The scripts and styles of src/page, which the build makes part of the program (tools/embed.sh).
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_ASSETS_INTERNAL_H
#define QSWEEP_ASSETS_INTERNAL_H

#include <stddef.h>

typedef struct qs_asset {
    const char *name;           /* that of the file; NULL ends the list */
    const unsigned char *bytes; /* [n] */
    size_t n;
} qs_asset;

/* In the order of their names. */
extern const qs_asset qs_assets[];

#endif
