/* A study's text, as results files keep it, for readers that know no YAML.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_OUTLINE_H
#define QSWEEP_OUTLINE_H

#include <stdio.h>

#include "qsweep/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Write YAML as json: maps, lists, numbers, true and false, null; all else as strings.
 * Errors: QS_ERROR_FORMAT (not YAML, nested deeper than 64, or larger than a million values),
 * QS_ERROR_MEMORY; some of it may have been written then. */
qs_status qs_outline_json(const char *yaml, FILE *out);

/* Call `visit` for each scalar below the top-level section of a name, in order, with its path ("run.horizon",
 * "run.until.confidence"; list items "[0]") and its text. Errors: as above, and what visit fails with. */
qs_status qs_outline_visit(const char *yaml, const char *section,
                           qs_status (*visit)(void *context, const char *path, const char *text),
                           void *context);

#ifdef __cplusplus
}
#endif

#endif
