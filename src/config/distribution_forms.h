/* How distributions are written, for distribution.c and the schema.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_DISTRIBUTION_FORMS_H
#define QSWEEP_DISTRIBUTION_FORMS_H

#include "build_internal.h"

enum { QS_MAX_PARAMETERS = 4, QS_MOST_BRANCHES = 1000 };

/* How a distribution is written. Those with lists and with laws in them have readers of their own. */
typedef struct qs_parameter_form {
    qs_key_table map;
    qs_dimension dimensions[QS_MAX_PARAMETERS];
    const char *sample; /* what to write, for messages */
} qs_parameter_form;

const qs_parameter_form *qs_distribution_form(qs_distribution_kind kind);

#endif
