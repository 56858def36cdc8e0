/* Gnuplot: a script in, a picture out.
 *
 * No shell comes between, and no name of a file stands in the script: the script is gnuplot's standard input,
 * the picture its standard output.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "plot_internal.h"
#include "qsweep/memory.h"
#include "qsweep/plain.h"
#include "qsweep/visible.h"

/* ---- gnuplot starts nothing ---- */

#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__))
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#if defined(__x86_64__)
#define OWN_ARCHITECTURE AUDIT_ARCH_X86_64
#else
#define OWN_ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

#define LOAD(at) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, at)
#define ANSWER(answer) BPF_STMT(BPF_RET | BPF_K, answer)
#define IF_IS(value, answer) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1), ANSWER(answer)

/* Of the words of gnuplot's language `system`, backquotes and pipes start a process, and nothing that draws a
 * picture does. Quoting keeps texts from becoming words; should it ever fail, the kernel refuses gnuplot a
 * process of its own (threads it may have). Where the kernel knows no filters, it is the quoting alone. */
static void forbid_processes(void)
{
    struct sock_filter filter[] = {
        LOAD(offsetof(struct seccomp_data, arch)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, OWN_ARCHITECTURE, 1, 0),
        ANSWER(SECCOMP_RET_ALLOW),
        LOAD(offsetof(struct seccomp_data, nr)),
#if defined(__x86_64__)
        IF_IS(SYS_fork, SECCOMP_RET_ERRNO | EPERM),
        IF_IS(SYS_vfork, SECCOMP_RET_ERRNO | EPERM),
#endif
#if defined(SYS_clone3)
        IF_IS(SYS_clone3, SECCOMP_RET_ERRNO | ENOSYS), /* its flags are out of sight: clone is asked next */
#endif
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 1, 0),
        ANSWER(SECCOMP_RET_ALLOW),
        LOAD(offsetof(struct seccomp_data, args[0])), /* its flags, little end first */
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, CLONE_THREAD, 1, 0),
        ANSWER(SECCOMP_RET_ERRNO | EPERM),
        ANSWER(SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {.len = sizeof filter / sizeof *filter, .filter = filter};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0)
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}
#else
static void forbid_processes(void)
{
}
#endif

/* ---- */

enum { NOT_FOUND = 127, NOT_STARTED = 126 };

static void become_gnuplot(int in, int out, int err)
{
    char name[] = "gnuplot", option[] = "--default-settings";
    char *const words[] = {name, option, NULL};
    forbid_processes();
    if (dup2(in, STDIN_FILENO) >= 0 && dup2(out, STDOUT_FILENO) >= 0 && dup2(err, STDERR_FILENO) >= 0)
        execvp(words[0], words);
    _exit(errno == ENOENT ? NOT_FOUND : NOT_STARTED);
}

/* The first lines of what gnuplot said, in one. */
static qs_status gnuplot_failed(FILE *said)
{
    char text[300];
    rewind(said);
    size_t n = fread(text, 1, sizeof text - 1, said);
    text[n] = '\0';
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)text[i] < ' ')
            text[i] = ' ';
    return qs_fail(QS_ERROR_IO, "gnuplot failed: %s", text + strspn(text, " "));
}

static qs_status draw(FILE *script, int out, FILE *said)
{
    int state;
    if (fflush(script) != 0 || lseek(fileno(script), 0, SEEK_SET) != 0)
        return qs_fail_errno(NULL, "write the script of the picture");
    pid_t child = fork();
    if (child == 0)
        become_gnuplot(fileno(script), out, fileno(said));
    while (child > 0 && waitpid(child, &state, 0) < 0 && errno == EINTR)
        ;
    if (child < 0)
        return qs_fail_errno(NULL, "start gnuplot");
    int status = WIFEXITED(state) ? WEXITSTATUS(state) : 1;
    if (status == NOT_FOUND)
        return qs_fail(QS_ERROR_IO,
                       "pictures are drawn by gnuplot, which is not installed (on Debian: apt-get install "
                       "gnuplot-nox)");
    if (status == NOT_STARTED)
        return qs_fail(QS_ERROR_IO, "gnuplot cannot be started");
    return status ? gnuplot_failed(said) : QS_OK;
}

static qs_status draw_to_file(FILE *script, FILE *said, const char *path)
{
    size_t n = strlen(path) + sizeof ".part";
    char *part;
    qs_status status = qs_calloc(n, 1, &part);
    if (status)
        return status;
    snprintf(part, n, "%s.part", path);
    int out = qs_plain_create(part, 0666);
    if (out < 0) {
        status = qs_fail_errno(path, "create");
        qs_free(part);
        return status;
    }
    struct stat there;
    status = draw(script, out, said);
    if (!status && (fstat(out, &there) != 0 || there.st_size == 0))
        status = gnuplot_failed(said); /* a full disk is nothing that gnuplot notices */
    if ((fsync(out) != 0 || close(out) != 0 || (!status && rename(part, path) != 0)) && !status)
        status = qs_fail_errno(path, "write");
    if (status)
        unlink(part);
    qs_free(part);
    return status;
}

qs_status qs_plot_run_gnuplot(FILE *script, const char *path)
{
    FILE *said = tmpfile();
    if (!said)
        return qs_fail_errno(NULL, "create a temporary file");
    qs_status status;
    if (path) {
        status = draw_to_file(script, said, path);
    } else {
        fflush(stdout);
        status = draw(script, STDOUT_FILENO, said);
    }
    fclose(said);
    return status;
}

qs_status qs_plot_draw(const qs_plot *plot, const char *path)
{
    static void (*const draws[QS_PLOT_N_KINDS])(const qs_plot *, FILE *) = {
        qs_plot_draw_lines, qs_plot_draw_heat, qs_plot_draw_lines, qs_plot_draw_distribution, NULL};
    FILE *script = tmpfile();
    if (!script)
        return qs_fail_errno(NULL, "create a temporary file");
    draws[plot->kind](plot, script);
    qs_status status =
        ferror(script) ? qs_fail(QS_ERROR_IO, "cannot write the script of the picture") : QS_OK;
    if (!status && plot->format == QS_PLOT_ASCII)
        qs_visible_print(stdout, "%s\n%s\n", plot->title, plot->note);
    if (!status)
        status = qs_plot_run_gnuplot(script, path);
    if (!status && plot->format == QS_PLOT_ASCII) {
        qs_legend_print(&plot->x.legend, stdout);
        qs_legend_print(&plot->by.legend, stdout);
    }
    fclose(script);
    return status;
}
