/* A file that appears whole or not at all.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "part_internal.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lock_internal.h"
#include "qsweep/memory.h"

static void clear(qs_part *part)
{
    if (part->descriptor >= 0)
        close(part->descriptor);
    qs_free(part->path);
    qs_free(part->part_path);
    *part = (qs_part){.descriptor = -1};
}

/* What lies at a name that qsweep made up, and is no file that it left: it goes, what it led to stays. A
 * folder, and what cannot be removed, is refused when it is opened. */
static void discard_planted(const char *part_path)
{
    struct stat there;
    if (lstat(part_path, &there) == 0 &&
        (!S_ISREG(there.st_mode) || there.st_nlink > 1 || there.st_uid != geteuid()))
        unlink(part_path);
}

/* What is replaced keeps its permissions, its group and, where that may be, its owner. Without the right
 * group nobody gets more than all others may. */
static void keep_permissions(const qs_part *part)
{
    struct stat there, ours;
    if (stat(part->path, &there) != 0 || fstat(part->descriptor, &ours) != 0)
        return;
    mode_t mode = there.st_mode & 0777;
    bool is_right = (ours.st_gid == there.st_gid && ours.st_uid == there.st_uid) ||
                    fchown(part->descriptor, there.st_uid, there.st_gid) == 0 ||
                    fchown(part->descriptor, (uid_t)-1, there.st_gid) == 0;
    if (!is_right && ours.st_gid != there.st_gid)
        mode = (mode & 0707) | ((mode & 07) << 3 & mode);
    if (fchmod(part->descriptor, mode) != 0)
        return; /* a file system without permissions has none to keep */
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
        discard_planted(part->part_path);
        status = qs_lock_open(part->part_path, path, &part->descriptor, &part->missing);
    }
    if (status)
        clear(part);
    else
        keep_permissions(part);
    return status;
}

qs_status qs_part_commit(qs_part *part, unsigned *missing)
{
    qs_status status = qs_sync_file(part->descriptor, part->part_path, &part->missing);
    if (!status && rename(part->part_path, part->path) != 0)
        status = qs_fail_errno(part->path, "rename the finished file to this name");
    if (status) {
        qs_part_abandon(part);
        return status;
    }
    status = qs_sync_folder(part->path, &part->missing);
    if (missing)
        *missing |= part->missing;
    clear(part);
    return status;
}

void qs_part_abandon(qs_part *part)
{
    if (part->part_path && part->descriptor >= 0)
        unlink(part->part_path);
    clear(part);
}
