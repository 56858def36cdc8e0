/* The table of commands, and what stands before a command is executed.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "cli_internal.h"
#include "help_internal.h"
#include "qsweep/farm.h"
#include "qsweep/nearest.h"
#include "qsweep/visible.h"

static const qs_command commands[] = {
    {"run", qs_cli_run, "simulate a study, alone or under mpirun or srun", qs_help_run},
    {"check", qs_cli_check, "validate a study and print its scenarios", qs_help_check},
    {"merge", qs_cli_merge, "put the parts of a study (run --part) together", qs_help_merge},
    {"show", qs_cli_show, "print results as a table, csv or json", qs_help_show},
    {"compare", qs_cli_compare, "every scenario against a baseline, with confidence intervals",
     qs_help_compare},
    {"plot", qs_cli_plot, "draw a metric, a series or a distribution as a picture", qs_help_plot},
    {"export", qs_cli_export, "results with their parameters as csv or json", qs_help_export},
    {"trace", qs_cli_trace, "simulate one replication again, customer by customer", qs_help_trace},
};

enum { N_COMMANDS = sizeof commands / sizeof *commands };

const qs_command *qs_cli_find(const char *name)
{
    for (size_t i = 0; i < N_COMMANDS; i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

void qs_cli_print_usage(FILE *out)
{
    fputs("usage: qsweep COMMAND [ARGUMENT]...\n\n", out);
    for (size_t i = 0; i < N_COMMANDS; i++)
        fprintf(out, "  %-7s %s\n", commands[i].name, commands[i].summary);
    fputs("\n"
          "qsweep COMMAND --help says more; qsweep --version names the versions.\n"
          "Exit status: 0 done, 1 it failed while running, 2 the study or the command line is wrong,\n"
          "75 stopped early but resumable.\n",
          out);
}

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
            fputs(command->help, stdout);
        return flushed(QS_EXIT_DONE);
    }
    /* Only `run` is for many ranks; what else is started under mpirun is done once. */
    if (command->execute != qs_cli_run && !is_first)
        return QS_EXIT_DONE;
    return flushed(command->execute(argc, argv));
}

static qs_status unknown_command(const char *name)
{
    const char *names[N_COMMANDS];
    char list[200];
    size_t used = 0;
    for (size_t i = 0; i < N_COMMANDS; i++) {
        names[i] = commands[i].name;
        used += (size_t)snprintf(list + used, sizeof list - used, "%s%s",
                                 i == 0                ? ""
                                 : i + 1 == N_COMMANDS ? " and "
                                                       : ", ",
                                 names[i]);
    }
    const char *meant = qs_nearest(name, names, N_COMMANDS);
    if (meant)
        return qs_fail(QS_ERROR_USAGE, "unknown command %s; did you mean %s?", name, meant);
    return qs_fail(QS_ERROR_USAGE, "unknown command %s; there are %s", name, list);
}

int qs_cli_main(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "";
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "help") == 0)
        return print_and_leave(qs_cli_print_usage);
    if (strcmp(name, "--version") == 0)
        return print_and_leave(qs_cli_print_version);
    const qs_command *command = qs_cli_find(name);
    if (command)
        return execute(command, argc - 1, argv + 1);
    if (name[0])
        return qs_cli_complain("", unknown_command(name));
    if (qs_farm_launch_rank() == 0)
        qs_cli_print_usage(stderr);
    return QS_EXIT_WRONG;
}
