/* The sign of life as a text, within its room.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_SIGN_INTERNAL_H
#define QSWEEP_SIGN_INTERNAL_H

#include <stdio.h>

#include "qsweep/sign.h"

/* Write it, a line for each thing that is known. */
void qs_sign_put(const qs_sign *sign, FILE *file);

/* Read such a text. Errors: QS_ERROR_FORMAT, without a path. */
qs_status qs_sign_parse(char *text, qs_sign *sign);

#endif
