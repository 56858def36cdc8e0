/* What `qsweep COMMAND --help` prints.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_HELP_INTERNAL_H
#define QSWEEP_HELP_INTERNAL_H

extern const char qs_help_merge[];
extern const char qs_help_run[];
extern const char qs_help_check[];
extern const char qs_help_show[];
extern const char qs_help_trace[];
extern const char qs_help_compare[];
extern const char qs_help_export[];
extern const char qs_help_plot[];

#endif
