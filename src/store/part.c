/* A file that appears whole or not at all.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "part_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "qsweep/memory.h"

static qs_status fail(const char *path, const char *what)
{
    return qs_fail(QS_ERROR_IO, "%s: cannot %s: %s", path, what, strerror(errno));
}

static void clear(qs_part *part)
{
    if (part->descriptor >= 0)
        close(part->descriptor);
    qs_free(part->path);
    qs_free(part->part_path);
    *part = (qs_part){.descriptor = -1};
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
static qs_status lock(const qs_part *part)
{
    if (flock(part->descriptor, LOCK_EX | LOCK_NB) == 0 || errno == ENOLCK || errno == EOPNOTSUPP ||
        errno == ENOSYS)
        return QS_OK;
    if (errno == EWOULDBLOCK)
        return qs_fail(QS_ERROR_IO, "%s: another process is writing this file", part->path);
    return fail(part->part_path, "lock");
}

static qs_status open_locked(qs_part *part)
{
    for (int attempt = 0; attempt < 100; attempt++) {
        part->descriptor = open(part->part_path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
        if (part->descriptor < 0)
            return fail(part->part_path, "create");
        qs_status status = lock(part);
        if (status)
            return status;
        if (is_at(part->descriptor, part->part_path))
            return QS_OK;
        close(part->descriptor);
        part->descriptor = -1;
    }
    return qs_fail(QS_ERROR_IO, "%s: other processes keep replacing this file", part->path);
}

qs_status qs_part_begin(const char *path, qs_part *part)
{
    *part = (qs_part){.descriptor = -1};
    struct stat there;
    if (stat(path, &there) == 0 && !S_ISREG(there.st_mode))
        return qs_fail(QS_ERROR_IO, "%s: cannot write: %s", path,
                       S_ISDIR(there.st_mode) ? "it is a folder" : "it is not a plain file");
    size_t n = strlen(path) + sizeof ".part";
    qs_status status = qs_strdup(path, &part->path);
    if (!status)
        status = qs_calloc(n, 1, &part->part_path);
    if (!status) {
        snprintf(part->part_path, n, "%s.part", path);
        status = open_locked(part);
    }
    if (status)
        clear(part);
    return status;
}

/* So that the new name, too, survives a crash of the machine. Folders that cannot be synced (EINVAL) are let
 * be. */
static qs_status sync_folder(const char *path)
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

qs_status qs_part_commit(qs_part *part)
{
    qs_status status = QS_OK;
    if (fsync(part->descriptor) != 0)
        status = fail(part->part_path, "sync");
    else if (rename(part->part_path, part->path) != 0)
        status = fail(part->path, "rename the finished file to this name");
    if (status) {
        qs_part_abandon(part);
        return status;
    }
    status = sync_folder(part->path);
    clear(part);
    return status;
}

void qs_part_abandon(qs_part *part)
{
    if (part->part_path && part->descriptor >= 0)
        unlink(part->part_path);
    clear(part);
}
