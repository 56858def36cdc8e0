/* dygraphs, read from where it is installed.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_LIBRARY_INTERNAL_H
#define QSWEEP_LIBRARY_INTERNAL_H

#include <stdbool.h>

#include "qsweep/html.h"

/* Put dygraphs, its licence and our script on a page. folder [in] NULL: the system's
 * is_there [out] false where it is not installed, which is no failure. Errors: QS_ERROR_MEMORY. */
qs_status qs_library_use(qs_html *html, const char *folder, bool *is_there);

#endif
