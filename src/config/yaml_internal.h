/* From YAML text to the study's tree.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_YAML_INTERNAL_H
#define QSWEEP_YAML_INTERNAL_H

#include "reader_internal.h"

/* Read a text; NULL when it is not good YAML (problems noted) or memory is short (reader's status).
 * Duplicate keys are noted, and a tree still comes back. */
qs_node *qs_yaml_read(qs_study_reader *reader, const qs_node_origin *origin, const char *text, size_t n);

#endif
