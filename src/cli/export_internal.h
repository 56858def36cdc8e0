/* `qsweep export`: what is exported, and the long form of csv.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_EXPORT_INTERNAL_H
#define QSWEEP_EXPORT_INTERNAL_H

#include "show_internal.h"

/* csv with a line for each number: scope, member, metric and item are columns. The shows are of different
 * scopes of one file. Errors: as qs_show_csv. */
void qs_export_long_head(const qs_show *show, FILE *out);
qs_status qs_export_long(const qs_show *show, FILE *out);

/* csv with a line for each replication (and member): as qs_show_csv, the values themselves.
 * Errors: also QS_ERROR_FORMAT (the file has none). */
qs_status qs_export_replications(const qs_show *show, FILE *out);

#endif
