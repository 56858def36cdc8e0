/* qsweep, the program.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <fcntl.h>
#include <locale.h>
#include <unistd.h>

#include "cli_internal.h"

/* Some schedulers start jobs with descriptors 0 to 2 closed. The first file that is opened would then be one
 * of them, and what is meant for the terminal would be written into it. Each that is closed is opened the
 * wrong way round, so that reading and writing still fail as they would have. Without /dev/null the root
 * folder does. */
static void occupy_descriptors(void)
{
    for (int i = STDIN_FILENO; i <= STDERR_FILENO; i++) {
        if (fcntl(i, F_GETFD) >= 0)
            continue;
        /* The lowest that is free is i: those below it are open. */
        int got = open("/dev/null", i == STDIN_FILENO ? O_WRONLY : O_RDONLY);
        if (got < 0)
            got = open("/", O_RDONLY);
        if (got < 0)
            _exit(QS_EXIT_FAILED);
    }
}

/* Numbers have a point, whatever a library that is loaded makes of the user's language. */
static void keep_to_c(void)
{
    locale_t c = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    if (c)
        uselocale(c);
}

int main(int argc, char **argv)
{
    occupy_descriptors();
    keep_to_c();
    return qs_cli_main(argc, argv);
}
