/* The table of options: the commands that take a study, and `merge`.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli_internal.h"
#include "options_internal.h"

/* ---- what several of them have ---- */

#define SET_HELP                                                                                             \
    "Set a value of the study by its path, such as `-s run.horizon=3600` or "                                \
    "`-s 'windows.W2.servers=[1, 2, 3]'`. VALUE is YAML, `@FILE` what a file says, `null` takes the key "    \
    "out; "                                                                                                  \
    "`*` in the path stands for every member. May be given many times."
#define SET                                                                                                  \
    .id = QS_OPTION_SET, .name = "--set", .short_name = "-s", .value = "PATH=VALUE", .help = SET_HELP,       \
    .is_repeated = true
#define SEED .id = QS_OPTION_SEED, .name = "--seed", .value = "N", .help = "The same as `-s run.seed=N`."
#define REPLICATIONS                                                                                         \
    .id = QS_OPTION_REPLICATIONS, .name = "--replications", .value = "N",                                    \
    .help = "The same as `-s run.replications=N`."
#define QUIET                                                                                                \
    .id = QS_OPTION_QUIET, .name = "--quiet", .short_name = "-q",                                            \
    .help = "Say nothing but errors and warnings."

/* ---- run ---- */

const qs_command qs_command_run = {
    .name = "run",
    .summary = "simulate a study, alone or under mpirun or srun",
    .execute = qs_cli_run,
    .files = "yaml yml",
    .usage = QS_LINES("qsweep run STUDY.yaml [OPTION]...", "mpirun -n N qsweep run STUDY.yaml [OPTION]..."),
    .about = QS_LINES("Simulate every scenario of a study and write one results file. The results are the "
                      "same to the last bit on any number of ranks."),
    .options = QS_OPTIONS(
        {.id = QS_OPTION_OUTPUT,
         .name = "--output",
         .short_name = "-o",
         .value = "FILE",
         .help =
             "The results file; else the study's file name with `.h5`, in the current folder. It is written "
             "beside and renamed when it is whole.",
         .files = "h5"},
        {SET}, {SEED}, {REPLICATIONS},
        {.id = QS_OPTION_PROGRESS,
         .name = "--progress",
         .value = "WHEN",
         .help = "@.",
         .words = QS_OPTION_WORDS({"auto", "the default: a bar on a terminal, a line a minute otherwise"},
                                  {"always", "the bar"}, {"never", NULL})},
        {QUIET},
        {.id = QS_OPTION_RESUME,
         .name = "--resume",
         .help =
             "Go on where a run was stopped or killed, to the same results to the last bit, on any number of "
             "ranks. The study must be the same in all that can change a number, and so must the version of "
             "the program."},
        {.id = QS_OPTION_FORCE,
         .name = "--force",
         .help =
             "Begin anew, though there are results or a journal already. The results stay until the new ones "
             "are whole."},
        {.id = QS_OPTION_PART,
         .name = "--part",
         .value = "K/N",
         .help =
             "Simulate only the K-th of N parts of the scenarios, and keep the journal, for `qsweep merge`."},
        {.id = QS_OPTION_TIME_LIMIT,
         .name = "--time-limit",
         .value = "TIME",
         .help = "Stop in time and keep what is done: `90` (seconds), `30min`, `8h`, `2d`."},
        {.id = QS_OPTION_LOST_AFTER,
         .name = "--lost-after",
         .value = "TIME",
         .help =
             "A rank on another machine than rank 0's that has not been heard of for so long is lost: what "
             "is "
             "done is kept, and the run ends with status 75; `5min` unless given. Ranks that are busy are "
             "heard of every few seconds."}),
    .more = QS_LINES(
        "SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2 and SIGXCPU stop a run too; a second SIGINT does so at "
        "once. What is done is kept in FILE.journal (output.checkpoint: how often), which --resume goes on "
        "from on any number of ranks.",
        "Only errors, warnings and progress are printed, to the standard error; `qsweep show FILE` prints "
        "the results."),
    .exits = QS_EXITS({QS_EXIT_DONE, "done"}, {QS_EXIT_FAILED, "it failed while running"},
                      {QS_EXIT_WRONG, "the study or the command line is wrong"},
                      {QS_EXIT_RESUMABLE, "stopped early but resumable"}),
};

/* ---- check ---- */

const qs_command qs_command_check = {
    .name = "check",
    .summary = "validate a study and print its scenarios",
    .execute = qs_cli_check,
    .files = "yaml yml",
    .usage = QS_LINES("qsweep check STUDY.yaml [OPTION]..."),
    .about = QS_LINES(
        "Validate a study and print every scenario with the offered load of each window, what is unstable "
        "and how much will be simulated. Where replications stop at the horizon the first ones are tried, "
        "within some two million events, to see how many waits that cuts short. All that is wrong is told "
        "at once, each as FILE:LINE:COLUMN: PATH: what is wrong, what is allowed (got WHAT)."),
    .options =
        QS_OPTIONS({SET}, {SEED}, {REPLICATIONS},
                   {.id = QS_OPTION_ALL,
                    .name = "--all",
                    .help = "Print every scenario on a terminal, too, where else a long list is shortened in "
                            "its middle."}),
    .exits = QS_EXITS({QS_EXIT_DONE, "the study is right"}, {QS_EXIT_WRONG, "it is wrong"}),
};

/* ---- merge ---- */

const qs_command qs_command_merge = {
    .name = "merge",
    .summary = "put the parts of a study (run --part) together",
    .execute = qs_cli_merge,
    .files = "h5",
    .more_files = "h5",
    .usage = QS_LINES("qsweep merge -o FILE.h5 PART.h5... [OPTION]..."),
    .about = QS_LINES(
        "Put the results of `qsweep run --part K/N` together, in any order: the file that a single run "
        "writes, to the last bit. Each part's journal (PART.h5.journal) is read, and stays."),
    .options = QS_OPTIONS(
        {.id = QS_OPTION_OUTPUT,
         .name = "--output",
         .short_name = "-o",
         .value = "FILE",
         .help = "The results file.",
         .files = "h5"},
        {.id = QS_OPTION_FORCE, .name = "--force", .help = "Replace results that are there already."},
        {QUIET}),
    .exits = QS_EXITS({QS_EXIT_DONE, "done"}, {QS_EXIT_FAILED, "it failed"},
                      {QS_EXIT_WRONG, "the command line is wrong or the parts are not of one study"},
                      {QS_EXIT_RESUMABLE, "scenarios are missing; nothing is written then"}),
};

/* ---- trace ---- */

const qs_command qs_command_trace = {
    .name = "trace",
    .summary = "simulate one replication again, customer by customer",
    .execute = qs_cli_trace,
    .files = "yaml yml h5",
    .usage = QS_LINES("qsweep trace STUDY.yaml|FILE.h5 [OPTION]..."),
    .about = QS_LINES(
        "Simulate one replication again, from its key alone, and write every visit of every customer: "
        "class, arrival, service, window, member, server, join, start, end and outcome. Its metrics are "
        "those of the results file, to the last bit. Of a results file, the study that it keeps is taken."),
    .options =
        QS_OPTIONS({.id = QS_OPTION_SCENARIO,
                    .name = "--scenario",
                    .value = "K",
                    .help = "Which scenario, counted from 0 as in the results (0)."},
                   {.id = QS_OPTION_REPLICATION,
                    .name = "--replication",
                    .value = "R",
                    .help = "Which replication, counted from 0 (0)."},
                   {.id = QS_OPTION_OUTPUT,
                    .name = "--output",
                    .short_name = "-o",
                    .value = "FILE",
                    .help = "FILE.csv, FILE.json (parameters, statistics and visits), FILE.h5, or "
                            "FILE.html: a page on which the replication is seen at work; else csv goes "
                            "to the standard output.",
                    .files = "csv json h5 html"},
                   {.id = QS_OPTION_METRICS,
                    .name = "--metrics",
                    .help = "Print the replication's metrics: scope, member, metric, item, value."},
                   QS_DIALECT_OPTIONS, {SET}, {SEED}, {REPLICATIONS}),
    .more = QS_LINES("What did not happen is empty.",
                     "A page needs no network. It can have 1,000,000 visits; of more, nothing is written."),
    .exits = QS_EXITS({QS_EXIT_DONE, "done"},
                      {QS_EXIT_FAILED, "it failed while running (what had happened by then is written)"},
                      {QS_EXIT_WRONG, "the study or the command line is wrong"}),
};

/* ---- fit ---- */

const qs_command qs_command_fit = {
    .name = "fit",
    .summary = "make a study of a table of past visits",
    .execute = qs_cli_fit,
    .files = "csv txt tsv",
    .usage = QS_LINES("qsweep fit VISITS.csv --arrival COLUMN [OPTION]..."),
    .about = QS_LINES(
        "Print a study that is like the past: arrivals by time of day, as means over the days of the table, "
        "with a "
        "test whether days vary by more than chance; and, of starts and ends, laws of service by maximum "
        "likelihood, in the order of AIC, with the p-value of the Anderson-Darling distance, or the times "
        "themselves where no law fits. Comments say what was estimated from how much.",
        "A column is its name in the first line, or its number from 1."),
    .options = QS_OPTIONS(
        {.id = QS_OPTION_ARRIVAL, .name = "--arrival", .value = "COLUMN", .help = "When somebody came."},
        {.id = QS_OPTION_START, .name = "--start", .value = "COLUMN", .help = "When the service began."},
        {.id = QS_OPTION_END, .name = "--end", .value = "COLUMN", .help = "When the service ended."},
        {.id = QS_OPTION_CLASS,
         .name = "--class",
         .value = "COLUMN",
         .help = "What kind of visit it was: arrivals and services of each are its own."},
        {.id = QS_OPTION_FORMAT,
         .name = "--format",
         .value = "FORMAT",
         .help = "How instants are written, such as `'%d/%m/%Y %H:%M'`, as for `format` in a study; else "
                 "2026-03-09 08:30 and 09.03.2026 08:30 are known, with or without seconds."},
        {.id = QS_OPTION_EVERY,
         .name = "--every",
         .value = "TIME",
         .help = "The length of the pieces of the day: 30min unless given."},
        {.id = QS_OPTION_SEPARATOR,
         .name = "--separator",
         .value = "SIGN",
         .help = "What stands between cells, or `tab`; else it is found in the first line."},
        {.id = QS_OPTION_DECIMAL,
         .name = "--decimal",
         .value = "SIGN",
         .help = "With `,` no comma is found as a separator."},
        {.id = QS_OPTION_OUTPUT,
         .name = "--output",
         .short_name = "-o",
         .value = "FILE",
         .help =
             "FILE.svg, FILE.png or FILE.pdf: a picture of the data against what was fitted, for each class.",
         .files = "svg png pdf"}),
    .more = QS_LINES(
        "What is wrong in a line is told with its number, ten lines at most. Up to a tenth of the lines "
        "may be wrong; they are left out."),
    .exits = QS_EXITS(
        {QS_EXIT_DONE, "done"},
        {QS_EXIT_WRONG, "the table cannot be read or too much of it is wrong, or the command line is"}),
};
