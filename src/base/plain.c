/* Opening plain files in folders where others write too.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/plain.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <unistd.h>

/* O_NONBLOCK: the opening end of a FIFO does not wait for the other; plain files do not mind it. */
qs_status qs_plain_open(const char *path, int *descriptor)
{
    struct stat there;
    *descriptor = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (*descriptor < 0)
        return qs_fail_errno(path, "open");
    bool is_plain = fstat(*descriptor, &there) == 0 && S_ISREG(there.st_mode);
    if (is_plain)
        return QS_OK;
    close(*descriptor);
    *descriptor = -1;
    return qs_fail(QS_ERROR_IO, "%s: it is %s", path,
                   S_ISDIR(there.st_mode) ? "a folder" : "not a plain file");
}

enum { OURS_ALONE = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC };

int qs_plain_claim(const char *path, mode_t mode)
{
    return open(path, OURS_ALONE, mode);
}

/* Who plants it again between the two calls gains nothing but the refusal. */
int qs_plain_create(const char *path, mode_t mode)
{
    int descriptor = open(path, OURS_ALONE, mode);
    if (descriptor < 0 && errno == EEXIST && unlink(path) == 0)
        descriptor = open(path, OURS_ALONE, mode);
    return descriptor;
}

static const char *what_else(const struct stat *there)
{
    return !S_ISREG(there->st_mode)     ? "what lies there is not a plain file"
           : there->st_nlink > 1        ? "the file there has another name too"
           : there->st_uid != geteuid() ? "the file there belongs to another user"
                                        : NULL;
}

static void open_ours(const char *path, int more, int *descriptor, const char **why)
{
    const int flags = O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
    struct stat there;
    *why = NULL;
    *descriptor = open(path, flags | more, 0666);
    if (*descriptor < 0) {
        *why = errno == ELOOP ? "what lies there is a link" : NULL;
        return;
    }
    if (fstat(*descriptor, &there) == 0 && !(*why = what_else(&there)))
        return;
    close(*descriptor);
    *descriptor = -1;
}

void qs_plain_reopen(const char *path, int *descriptor, const char **why)
{
    open_ours(path, 0, descriptor, why);
}

void qs_plain_go_on(const char *path, int *descriptor, const char **why)
{
    *why = NULL;
    *descriptor = open(path, OURS_ALONE | O_NONBLOCK | O_NOCTTY, 0666);
    if (*descriptor < 0 && errno == EEXIST)
        open_ours(path, O_CREAT, descriptor, why); /* made anew if it has gone meanwhile */
}
