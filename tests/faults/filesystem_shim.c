/* Answers as some file systems do: preloaded, flock and fsync fail with the error numbers in the environment.
 * A flock that is told 0 says that the lock is held, and holds none, as on mounts whose locks do not leave
 * the machine.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static int answer(const char *variable)
{
    const char *text = getenv(variable);
    errno = text ? atoi(text) : 0;
    return errno ? -1 : 0;
}

/* NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name): the system's names are reserved */
int flock(int descriptor, int operation)
{
    (void)descriptor, (void)operation;
    return answer("SHIM_FLOCK");
}

static int sync_as_told(int descriptor)
{
    struct stat file;
    if (fstat(descriptor, &file) != 0)
        return -1;
    return answer(S_ISDIR(file.st_mode) ? "SHIM_FSYNC_FOLDER" : "SHIM_FSYNC_FILE");
}

/* NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name): the system's names are reserved */
int fsync(int descriptor)
{
    return sync_as_told(descriptor);
}

/* NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name): the system's names are reserved */
int fdatasync(int descriptor)
{
    return sync_as_told(descriptor);
}
