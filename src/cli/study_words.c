/* The study of a command line: its file, and what is set in it. `run`, `check` and `trace` share this.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli_internal.h"

qs_status qs_cli_set_study(const char **path, const char *word)
{
    if (*path)
        return qs_fail(QS_ERROR_USAGE, "one study at a time (got %s and %s)", *path, word);
    *path = word;
    return QS_OK;
}

static qs_status set_number(qs_settings *settings, const qs_arguments *argument, const char *path,
                            unsigned long long least)
{
    unsigned long long number;
    char text[64];
    qs_status status = qs_cli_number(argument, least, &number);
    if (status)
        return status;
    snprintf(text, sizeof text, "%s=%llu", path, number);
    return qs_settings_add(settings, text);
}

qs_status qs_cli_set(qs_settings *settings, const qs_arguments *argument)
{
    switch (argument->id) {
    case QS_OPTION_SET:
        return qs_settings_add(settings, argument->value);
    case QS_OPTION_SEED:
        return set_number(settings, argument, "run.seed", 0);
    case QS_OPTION_REPLICATIONS:
        return set_number(settings, argument, "run.replications", 1);
    default:
        return qs_cli_forgotten(argument);
    }
}

qs_status qs_cli_say_study(qs_status status, qs_problems *problems, bool *is_said)
{
    for (size_t i = 0; i < problems->n; i++)
        qs_cli_say(stderr, "%s\n", problems->lines[i]);
    *is_said |= status && problems->n > 0;
    qs_problems_clear(problems);
    return status;
}
