/* One writer a file, and names that survive a crash.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "lock_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "qsweep/memory.h"
#include "qsweep/plain.h"

static qs_status fail(const char *path, const char *what)
{
    return qs_fail(QS_ERROR_IO, "%s: cannot %s: %s", path, what, strerror(errno));
}

/* Whether the descriptor is still what lies at the path: its last owner may have renamed it before our lock.
 */
static bool is_at(int descriptor, const char *path)
{
    struct stat ours, there;
    return fstat(descriptor, &ours) == 0 && stat(path, &there) == 0 && ours.st_ino == there.st_ino &&
           ours.st_dev == there.st_dev;
}

/* File systems without locks (some NFS, Lustre) answer ENOLCK or EOPNOTSUPP: then go on without. */
static qs_status lock(int descriptor, const char *path, const char *results)
{
    if (flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno == ENOLCK || errno == EOPNOTSUPP ||
        errno == ENOSYS)
        return QS_OK;
    if (errno == EWOULDBLOCK)
        return qs_fail(QS_ERROR_IO, "%s: another process is writing this file", results);
    return fail(path, "lock");
}

qs_status qs_lock_open(const char *path, const char *results, int *descriptor)
{
    qs_status status = QS_OK;
    for (int attempt = 0; attempt < 100 && !status; attempt++) {
        const char *why;
        qs_plain_go_on(path, descriptor, &why);
        if (why)
            return qs_fail(QS_REFUSED, "%s: cannot be written: %s", path, why);
        if (*descriptor < 0)
            return fail(path, "create");
        status = lock(*descriptor, path, results);
        if (!status && is_at(*descriptor, path))
            return QS_OK;
        close(*descriptor);
        *descriptor = -1;
    }
    return status ? status : qs_fail(QS_ERROR_IO, "%s: other processes keep replacing this file", path);
}

/* Folders that cannot be synced (EINVAL) are let be. */
qs_status qs_sync_folder(const char *path)
{
    char *folder;
    qs_status status = qs_strdup(path, &folder);
    if (status)
        return status;
    char *slash = strrchr(folder, '/');
    if (slash)
        slash[slash == folder] = '\0';
    int descriptor = open(slash ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0 || (fsync(descriptor) != 0 && errno != EINVAL && errno != ENOTSUP))
        status = fail(slash ? folder : ".", "sync");
    if (descriptor >= 0)
        close(descriptor);
    qs_free(folder);
    return status;
}
