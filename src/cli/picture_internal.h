/* What commands that draw have in common.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_PICTURE_INTERNAL_H
#define QSWEEP_PICTURE_INTERNAL_H

#include "qsweep/plot.h"

/* The format of a picture by the end of its file's name. Errors: QS_ERROR_USAGE. */
qs_status qs_cli_picture_format(const char *path, qs_plot_format *format);

#endif
