/* A text file that a command writes.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "output_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "qsweep/memory.h"
#include "qsweep/plain.h"

/* /dev/stdout is a link to what may be a plain file, and no place for a file of ours. */
static bool is_direct(const char *path)
{
    struct stat there;
    return strncmp(path, "/dev/", 5) == 0 || strncmp(path, "/proc/", 6) == 0 ||
           (stat(path, &there) == 0 && !S_ISREG(there.st_mode));
}

/* A FIFO that nobody reads fails at once (ENXIO); writing waits as always. */
static int open_direct(const char *path)
{
    int descriptor = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    int flags = descriptor >= 0 ? fcntl(descriptor, F_GETFL) : -1;
    if (flags >= 0)
        fcntl(descriptor, F_SETFL, flags & ~O_NONBLOCK);
    return descriptor;
}

static int open_part(qs_output *output)
{
    size_t n = strlen(output->path) + sizeof ".part";
    if (qs_calloc(n, 1, &output->part)) {
        errno = ENOMEM;
        return -1;
    }
    snprintf(output->part, n, "%s.part", output->path);
    return qs_plain_create(output->part, 0666);
}

static void clear(qs_output *output)
{
    qs_free(output->part);
    *output = (qs_output){0};
}

qs_status qs_output_begin(const char *path, qs_output *output)
{
    *output = (qs_output){.path = path};
    int descriptor = is_direct(path) ? open_direct(path) : open_part(output);
    if (descriptor >= 0 && (output->file = fdopen(descriptor, "w")))
        return QS_OK;
    qs_status status = qs_fail_errno(path, "write");
    if (descriptor >= 0) {
        close(descriptor);
        if (output->part)
            unlink(output->part);
    }
    clear(output);
    return status;
}

qs_status qs_output_end(qs_output *output, qs_status status)
{
    int why = ferror(output->file) ? errno : 0;
    if (fclose(output->file) != 0)
        why = errno;
    errno = why;
    if (!status && why)
        status = qs_fail_errno(output->path, "write");
    if (output->part && !status && rename(output->part, output->path) != 0)
        status = qs_fail_errno(output->path, "write");
    if (output->part && status)
        unlink(output->part);
    clear(output);
    return status;
}
