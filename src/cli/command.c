/* What stands before a command is executed; and `qsweep help`.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "cli_internal.h"
#include "qsweep/farm.h"
#include "qsweep/nearest.h"
#include "qsweep/visible.h"

int qs_cli_complain(const char *command, qs_status status)
{
    if (qs_farm_launch_rank() == 0) {
        qs_cli_say(stderr, "qsweep%s%s: %s\n", command[0] ? " " : "", command, qs_failure());
        if (status == QS_ERROR_USAGE)
            qs_cli_say(stderr, "qsweep %s%s--help says how it is used\n", command, command[0] ? " " : "");
    }
    return qs_status_exit(status);
}

/* --help anywhere before a `--` asks for help, whatever else is there. */
static bool wants_help(int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            return true;
    return false;
}

/* Results that could not be printed (a full disk behind `>`) are a failure too. */
static int flushed(int exit_status)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return exit_status;
    fputs("qsweep: cannot write to the standard output\n", stderr);
    return exit_status ? exit_status : QS_EXIT_FAILED;
}

static int print_and_leave(void (*print)(FILE *))
{
    if (qs_farm_launch_rank() == 0)
        print(stdout);
    return flushed(QS_EXIT_DONE);
}

static int execute(const qs_command *command, int argc, char **argv)
{
    bool is_first = qs_farm_launch_rank() == 0;
    if (wants_help(argc, argv)) {
        if (is_first)
            qs_cli_print_help(command, qs_cli_help_width(), stdout);
        return flushed(QS_EXIT_DONE);
    }
    /* Only `run` is for many ranks; what else is started under mpirun is done once. */
    if (command != &qs_command_run && !is_first)
        return QS_EXIT_DONE;
    return flushed(command->execute(argc, argv));
}

static qs_status unknown_command(const char *name)
{
    enum { MOST = 16 };
    const char *names[MOST];
    char list[200];
    size_t used = 0, n = 0;
    for (; n < MOST && qs_cli_command(n); n++)
        names[n] = qs_cli_command(n)->name;
    for (size_t i = 0; i < n && used < sizeof list; i++)
        used += (size_t)snprintf(list + used, sizeof list - used, "%s%s",
                                 i == 0       ? ""
                                 : i + 1 == n ? " and "
                                              : ", ",
                                 names[i]);
    const char *meant = qs_nearest(name, names, n);
    if (meant)
        return qs_fail(QS_ERROR_USAGE, "unknown command %s; did you mean %s?", name, meant);
    return qs_fail(QS_ERROR_USAGE, "unknown command %s; there are %s", name, list);
}

/* ---- qsweep help ---- */

const qs_command qs_command_help = {
    .name = "help",
    .summary = "what a command does, and its options",
    .execute = qs_cli_help,
    .offers = QS_OFFERS_COMMANDS,
    .usage = QS_LINES("qsweep help [COMMAND]"),
    .about = QS_LINES("Print what `qsweep COMMAND --help` prints, or the list of commands."),
    .exits = QS_EXITS({QS_EXIT_DONE, "printed"}, {QS_EXIT_WRONG, "there is no such command"}),
};

typedef struct help_request {
    const qs_command *command; /* NULL: none was named */
} help_request;

static qs_status take_command(void *request, const qs_arguments *argument)
{
    help_request *wanted = request;
    const qs_command *command = qs_cli_find(argument->value);
    if (!command)
        return unknown_command(argument->value);
    if (wanted->command)
        return qs_fail(QS_ERROR_USAGE, "one command at a time (got %s and %s)", wanted->command->name,
                       command->name);
    wanted->command = command;
    return QS_OK;
}

int qs_cli_help(int argc, char **argv)
{
    help_request wanted = {0};
    qs_status status = qs_cli_parse(argc, argv, take_command, &wanted);
    if (status)
        return qs_cli_complain("help", status);
    if (wanted.command)
        qs_cli_print_help(wanted.command, qs_cli_help_width(), stdout);
    else
        qs_cli_print_usage(stdout);
    return QS_EXIT_DONE;
}

/* ---- */

int qs_cli_main(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "";
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
        return print_and_leave(qs_cli_print_usage);
    if (strcmp(name, "--version") == 0 || strcmp(name, "-V") == 0)
        return print_and_leave(qs_cli_print_version);
    if (strcmp(name, "--self-test") == 0)
        return qs_farm_launch_rank() == 0 ? flushed(qs_cli_self_test()) : QS_EXIT_DONE;
    const qs_command *command = qs_cli_find(name);
    if (command)
        return execute(command, argc - 1, argv + 1);
    if (name[0])
        return qs_cli_complain("", unknown_command(name));
    if (qs_farm_launch_rank() == 0)
        qs_cli_print_usage(stderr);
    return QS_EXIT_WRONG;
}
