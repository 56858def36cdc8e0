/* The JSON Schema of a study, for editors.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_STUDY_SCHEMA_H
#define QSWEEP_STUDY_SCHEMA_H

#include "qsweep/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The schema of this version of the language, draft 7, as JSON with a line end.
 * out [out] owned by the caller (qs_free); NULL after an error. Errors: QS_ERROR_MEMORY, QS_ERROR_INTERNAL. */
qs_status qs_study_schema(char **out);

#ifdef __cplusplus
}
#endif

#endif
