/* Words of the command line that several commands know, and how wide the terminal is.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli_internal.h"
#include "qsweep/metric.h"

qs_status qs_cli_word(const char *option, const char *text, const char *const *words, int n, int *out)
{
    char list[120];
    size_t used = 0;
    for (int i = 0; i < n; i++) {
        if (strcmp(words[i], text) == 0) {
            *out = i;
            return QS_OK;
        }
        if (used < sizeof list)
            used += (size_t)snprintf(list + used, sizeof list - used, "%s%s",
                                     i == 0       ? ""
                                     : i + 1 == n ? " or "
                                                  : ", ",
                                     words[i]);
    }
    return qs_fail(QS_ERROR_USAGE, "%s must be %s (got %s)", option, list, text);
}

qs_status qs_cli_scope(const char *text, int *out)
{
    static const char *const scopes[QS_N_SCOPES] = {"system", "class", "window"};
    return qs_cli_word("--scope", text, scopes, QS_N_SCOPES, out);
}

int qs_cli_width(void)
{
    struct winsize size;
    if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40)
        return size.ws_col;
    const char *columns = getenv("COLUMNS");
    long width = columns ? strtol(columns, NULL, 10) : 0;
    return width >= 40 && width <= 10000 ? (int)width : 120;
}
