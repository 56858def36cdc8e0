/* `qsweep schema`: the JSON Schema of a study.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>

#include "cli_internal.h"
#include "qsweep/memory.h"
#include "qsweep/study_schema.h"

static qs_status take(void *context, const qs_arguments *argument)
{
    (void)context;
    return qs_fail(QS_ERROR_USAGE, "schema takes no arguments (got %s)", argument->value);
}

int qs_cli_schema(int argc, char **argv)
{
    char *text = NULL;
    qs_status status = qs_cli_parse(argc, argv, take, NULL);
    if (!status)
        status = qs_study_schema(&text);
    if (status)
        return qs_cli_complain("schema", status);
    fputs(text, stdout);
    qs_free(text);
    return QS_EXIT_DONE;
}
