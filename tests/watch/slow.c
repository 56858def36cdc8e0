/* A folder in which giving a status its name takes half a minute: preloaded.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name): the system's names are reserved */
int rename(const char *from, const char *to)
{
    size_t n = strlen(to);
    if (n > 7 && strcmp(to + n - 7, ".status") == 0)
        sleep(30);
    return renameat(AT_FDCWD, from, AT_FDCWD, to);
}
