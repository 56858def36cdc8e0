/* What is no YAML, told in the words of who wrote it.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_SYNTAX_INTERNAL_H
#define QSWEEP_SYNTAX_INTERNAL_H

#include <yaml.h>

#include "reader_internal.h"

/* Note what made the parser give up.
 * text [in] what it read, zero-terminated */
void qs_syntax_refuse(qs_study_reader *reader, const qs_node_origin *origin, const char *text,
                      const yaml_parser_t *parser);

#endif
