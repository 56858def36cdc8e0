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

/* Whether the descriptor is still what lies at the path: its last owner may have renamed it before our lock.
 */
static bool is_at(int descriptor, const char *path)
{
    struct stat ours, there;
    return fstat(descriptor, &ours) == 0 && stat(path, &there) == 0 && ours.st_ino == there.st_ino &&
           ours.st_dev == there.st_dev;
}

/* Who has no locks says so in many ways: ENOLCK, EOPNOTSUPP, 524 (NFS), ENOSYS, EBADF, EINVAL, EPERM. Only a
 * lock that another process holds is a reason to stop. */
static qs_status lock(int descriptor, const char *results, unsigned *missing)
{
    if (flock(descriptor, LOCK_EX | LOCK_NB) == 0)
        return QS_OK;
    if (errno == EWOULDBLOCK)
        return qs_fail(QS_ERROR_IO, "%s: another process is writing this file", results);
    *missing |= QS_MISSING_LOCKS;
    return QS_OK;
}

qs_status qs_lock_open(const char *path, const char *results, int *descriptor, unsigned *missing)
{
    qs_status status = QS_OK;
    for (int attempt = 0; attempt < 100 && !status; attempt++) {
        const char *why;
        qs_plain_go_on(path, descriptor, &why);
        if (why)
            return qs_fail(QS_REFUSED, "%s: cannot be written: %s", path, why);
        if (*descriptor < 0)
            return qs_fail_errno(path, "create");
        status = lock(*descriptor, results, missing);
        if (!status && is_at(*descriptor, path))
            return QS_OK;
        close(*descriptor);
        *descriptor = -1;
    }
    return status ? status : qs_fail(QS_ERROR_IO, "%s: other processes keep replacing this file", path);
}

/* Where there is nothing to sync with, going on is all that can be done; a disk that fails is another matter.
 */
qs_status qs_sync_file(int descriptor, const char *path, unsigned *missing)
{
    if (fsync(descriptor) == 0)
        return QS_OK;
    if (errno != EINVAL && errno != ENOTSUP && errno != ENOSYS)
        return qs_fail_errno(path, "sync");
    *missing |= QS_MISSING_SYNC;
    return QS_OK;
}

/* File systems refuse this in many ways (EINVAL, EBADF, EACCES for a folder that may not be read). */
static qs_status sync_folder(const char *folder, unsigned *missing)
{
    int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool is_synced = descriptor >= 0 && fsync(descriptor) == 0;
    bool is_broken = !is_synced && (errno == EIO || errno == ENOSPC || errno == EDQUOT);
    qs_status status = is_broken ? qs_fail_errno(folder, "sync") : QS_OK;
    if (!is_synced)
        *missing |= QS_MISSING_SYNC;
    if (descriptor >= 0)
        close(descriptor);
    return status;
}

qs_status qs_sync_folder(const char *path, unsigned *missing)
{
    char *folder;
    qs_status status = qs_strdup(path, &folder);
    if (status)
        return status;
    char *slash = strrchr(folder, '/');
    if (slash)
        slash[slash == folder] = '\0';
    status = sync_folder(slash ? folder : ".", missing);
    qs_free(folder);
    return status;
}
