/* How csv is written: what commands that write it share.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_DIALECT_INTERNAL_H
#define QSWEEP_DIALECT_INTERNAL_H

#include "cli_internal.h"
#include "qsweep/dialect.h"

/* Take --separator, --decimal or --excel; a dialect that is all zero says nothing yet.
 * Errors: QS_ERROR_USAGE; of another option as qs_cli_forgotten. */
qs_status qs_cli_take_dialect(const qs_arguments *argument, qs_dialect *dialect);

/* What was not said: a decimal point, and a comma between cells, or a semicolon where the comma is the
 * decimal sign. Errors: QS_ERROR_USAGE: the same sign for both; said where it is not csv. advice [in] what to
 * do, such as ": add --format csv" */
qs_status qs_cli_complete_dialect(qs_dialect *dialect, bool is_csv, const char *advice);

#endif
