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

qs_status qs_cli_set_number(qs_settings *settings, const char *option, const char *path, const char *value,
                            unsigned long long least)
{
    unsigned long long number;
    char text[64];
    qs_status status = qs_cli_number(option, value, least, &number);
    if (status)
        return status;
    snprintf(text, sizeof text, "%s=%llu", path, number);
    return qs_settings_add(settings, text);
}

qs_status qs_cli_read_study(const char *path, const qs_settings *settings, qs_study **study, bool *is_said)
{
    qs_problems problems = {0};
    qs_status status = qs_study_read(path, settings->items, settings->n, &problems, study);
    if (status && problems.n > 0) {
        qs_cli_say_problems(&problems);
        *is_said = true;
    }
    qs_problems_clear(&problems);
    return status == QS_ERROR_IO ? QS_ERROR_STUDY
                                 : status; /* a file that cannot be read is the user's to mend */
}
