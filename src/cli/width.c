/* How wide the terminal is.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli_internal.h"

int qs_cli_width(void)
{
    struct winsize size;
    if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40)
        return size.ws_col;
    const char *columns = getenv("COLUMNS");
    long width = columns ? strtol(columns, NULL, 10) : 0;
    return width >= 40 && width <= 10000 ? (int)width : 120;
}

int qs_cli_help_width(void)
{
    enum { LEAST = 60, MOST = 100 };
    int width = isatty(STDOUT_FILENO) ? qs_cli_width() : MOST;
    return width < LEAST ? LEAST : width > MOST ? MOST : width;
}
