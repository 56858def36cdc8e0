/* The help texts, and the versions.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "help_internal.h"

#include <hdf5.h>

#include "cli_internal.h"
#include "qsweep/farm.h"

const char qs_help_run[] =
    "usage: qsweep run STUDY.yaml [OPTION]...\n"
    "       mpirun -n N qsweep run STUDY.yaml [OPTION]...\n"
    "\n"
    "Simulate every scenario of a study and write one results file. The results are the same to the\n"
    "last bit on any number of ranks.\n"
    "\n"
    "  -o, --output FILE      the results file; else the study's file name with .h5, in the current folder.\n"
    "                         It is written beside and renamed when it is whole.\n"
    "  -s, --set PATH=VALUE   set a value of the study, such as -s run.horizon=3600 or\n"
    "                         -s 'windows.W2.servers=[1, 2, 3]'; may be given many times\n"
    "      --seed N           the same as -s run.seed=N\n"
    "      --replications N   the same as -s run.replications=N\n"
    "      --progress WHEN    auto (the default: a bar on a terminal, a line a minute otherwise),\n"
    "                         always (the bar), never\n"
    "  -q, --quiet            say nothing but errors and warnings\n"
    "      --resume           go on where a run was stopped or killed, to the same results to the last bit\n"
    "      --force            begin anew, though there are results already; they stay until the new ones are "
    "whole\n"
    "      --part K/N         simulate only the K-th of N parts of the scenarios, for qsweep merge\n"
    "      --time-limit TIME  stop in time, keep what is done: 90 (seconds), 30min, 8h, 2d\n"
    "      --help             this text\n"
    "\n"
    "SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2 and SIGXCPU stop a run too; a second SIGINT does so at once.\n"
    "What is done is kept in FILE.journal (output.checkpoint: how often), which --resume goes on from on "
    "any\n"
    "number of ranks.\n"
    "\n"
    "Only errors, warnings and progress are printed, to the standard error; `qsweep show FILE` prints the\n"
    "results. Exit status: 0 done, 1 it failed while running, 2 the study or the command line is wrong,\n"
    "75 stopped early but resumable.\n";

const char qs_help_merge[] =
    "usage: qsweep merge -o FILE.h5 PART.h5... [OPTION]...\n"
    "\n"
    "Put the results of `qsweep run --part K/N` together, in any order: the file that a single run\n"
    "writes, to the last bit. Each part's journal (PART.h5.journal) is read, and stays.\n"
    "\n"
    "  -o, --output FILE      the results file\n"
    "      --force            replace results that are there already\n"
    "  -q, --quiet            say nothing but errors and warnings\n"
    "      --help             this text\n"
    "\n"
    "Exit status: 0 done, 1 it failed, 2 the command line is wrong or the parts are not of one study,\n"
    "75 scenarios are missing; nothing is written then.\n";

const char qs_help_check[] =
    "usage: qsweep check STUDY.yaml [OPTION]...\n"
    "\n"
    "Validate a study and print every scenario with the offered load of each window, what is unstable and\n"
    "how much will be simulated. Where replications stop at the horizon the first ones are tried, within\n"
    "some two million events, to see how many waits that cuts short. All that is wrong is told at once,\n"
    "each as FILE:LINE:COLUMN: PATH: what is wrong, what is allowed (got WHAT).\n"
    "\n"
    "  -s, --set PATH=VALUE   set a value of the study; may be given many times\n"
    "      --seed N           the same as -s run.seed=N\n"
    "      --replications N   the same as -s run.replications=N\n"
    "      --all              print every scenario on a terminal, too, where else a long list is shortened\n"
    "                         in its middle\n"
    "      --help             this text\n"
    "\n"
    "Exit status: 0 the study is right, 2 it is wrong.\n";

const char qs_help_trace[] =
    "usage: qsweep trace STUDY.yaml|FILE.h5 --scenario K --replication R [OPTION]...\n"
    "\n"
    "Simulate one replication again, from its key alone, and write every visit of every customer: class,\n"
    "arrival, service, window, member, server, join, start, end and outcome. Its metrics are those of the\n"
    "results file, to the last bit. Of a results file, the study that it keeps is taken.\n"
    "\n"
    "      --scenario K       which scenario, counted from 0 as in the results\n"
    "      --replication R    which replication, counted from 0\n"
    "  -o, --output FILE      FILE.csv, FILE.json (parameters, statistics and visits) or FILE.h5; else csv\n"
    "                         goes to the standard output\n"
    "      --metrics          print the replication's metrics: scope,member,metric,item,value\n"
    "  -s, --set PATH=VALUE   set a value of the study; may be given many times\n"
    "      --seed N           the same as -s run.seed=N\n"
    "      --replications N   the same as -s run.replications=N\n"
    "      --help             this text\n"
    "\n"
    "What did not happen is empty. Exit status: 0 done, 1 it failed while running (what had happened by\n"
    "then is written), 2 the study or the command line is wrong.\n";

#ifdef __clang__
#define COMPILER "clang " __clang_version__
#else
#define COMPILER "gcc " __VERSION__
#endif

const char *qs_cli_compiler(void)
{
    return COMPILER;
}

void qs_cli_print_version(FILE *out)
{
    fprintf(out, "qsweep %s\n%s\n%s\nHDF5 %d.%d.%d\n", QS_VERSION, qs_cli_compiler(), qs_farm_library(),
            H5_VERS_MAJOR, H5_VERS_MINOR, H5_VERS_RELEASE);
}
