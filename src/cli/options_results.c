/* The table of options: the commands that read results.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli_internal.h"
#include "options_internal.h"

/* ---- what several of them have; the words in the order of qs_scope and of qs_view_format ---- */

#define SCOPE_WORDS(system)                                                                                  \
    QS_OPTION_WORDS({"system", system}, {"class", NULL}, {"window", NULL}, {"line", NULL}, {"resource", NULL})
#define SCOPE                                                                                                \
    .id = QS_OPTION_SCOPE, .name = "--scope", .value = "SCOPE", .help = "@.",                                \
    .words = SCOPE_WORDS("the default")
#define FORMAT                                                                                               \
    .id = QS_OPTION_FORMAT, .name = "--format", .value = "FORMAT", .help = "@.",                             \
    .words = QS_OPTION_WORDS({"table", "the default"}, {"csv", NULL}, {"json", NULL})
#define MEMBER                                                                                               \
    .id = QS_OPTION_MEMBER, .name = "--member", .value = "NAME",                                             \
    .help = "Only this class, window, resource or line. May be given many times.",                           \
    .offers = QS_OFFERS_MEMBERS, .is_repeated = true
#define WHERE                                                                                                \
    .id = QS_OPTION_WHERE, .name = "--where", .value = "CONDITION",                                          \
    .help =                                                                                                  \
        "Only scenarios with AXIS=VALUE, AXIS=VALUE,VALUE,..., AXIS!=VALUE, or `<`, `<=`, `>`, `>=` (in "    \
        "quotes, for the shell). May be given many times, and all must hold.",                               \
    .offers = QS_OFFERS_AXES, .is_repeated = true

#define INTERVAL                                                                                             \
    .id = QS_OPTION_INTERVAL, .name = "--interval", .value = "START",                                        \
    .help = "Results by time of day (output.intervals): of the interval that starts then, such as 10:00 or " \
            "120, or of `each`. May be given many times.",                                                   \
    .is_repeated = true

/* ---- show ---- */

const qs_command qs_command_show = {
    .name = "show",
    .summary = "print results as a table, csv or json",
    .execute = qs_cli_show,
    .files = "h5",
    .offers = QS_OFFERS_METRICS,
    .usage = QS_LINES("qsweep show FILE.h5 [METRIC...] [OPTION]...",
                      "qsweep show FILE.h5 --pivot METRIC --rows AXIS --columns AXIS [OPTION]..."),
    .about = QS_LINES(
        "Print results: a row for each scenario (and class, window or resource) with its axes, then each "
        "metric and "
        "the half width of its confidence interval. Of a metric with several values one can be named: "
        "wait_quantile_0.95 is one, wait_quantile all. An axis is named by its name, its path or the end of "
        "that (windows.W2.servers, W2.servers, servers) as long as it fits one axis only; `scenario` is the "
        "number, `label` the label, which stands in place of the axes that it explains."),
    .options = QS_OPTIONS(
        {SCOPE}, {MEMBER}, {INTERVAL}, {WHERE},
        {.id = QS_OPTION_SORT,
         .name = "--sort",
         .value = "KEY",
         .help = "By a metric or an axis; what was never observed comes last.",
         .offers = QS_OFFERS_METRICS | QS_OFFERS_AXES},
        {.id = QS_OPTION_DESCENDING, .name = "--descending", .help = "Sort from the largest down."},
        {.id = QS_OPTION_KEPT,
         .name = "--kept",
         .help =
             "Only scenarios that keep all promises of the study: of each promise the whole interval lies "
             "within the limit."},
        {.id = QS_OPTION_CHEAPEST,
         .name = "--cheapest",
         .help =
             "The first in order of cost that keeps all promises, in a sentence and with its row; what of "
             "the cheaper ones is open is told. For studies whose cost is exact (no cost.per)."},
        {.id = QS_OPTION_PIVOT,
         .name = "--pivot",
         .value = "METRIC",
         .help = "A matrix of one metric over two axes; what else differs is to be fixed with --where.",
         .offers = QS_OFFERS_METRICS},
        {.id = QS_OPTION_ROWS,
         .name = "--rows",
         .value = "AXIS",
         .help =
             "What goes down in it; also `class`, `window` or `resource` with that scope, and `interval`.",
         .offers = QS_OFFERS_AXES | QS_OFFERS_SCOPES},
        {.id = QS_OPTION_COLUMNS,
         .name = "--columns",
         .value = "AXIS",
         .help = "What goes across, likewise.",
         .offers = QS_OFFERS_AXES | QS_OFFERS_SCOPES},
        {.id = QS_OPTION_THEORY,
         .name = "--theory",
         .help = "Beside each mean the exact value of the steady state, where the scenario reduces to a "
                 "queue that "
                 "has one, and how many standard errors the mean lies above it."},
        {FORMAT}, QS_DIALECT_OPTIONS),
    .more = QS_LINES("A table is as wide as the terminal, else as $COLUMNS says, else 120."),
    .exits = QS_EXITS({QS_EXIT_DONE, "printed"}, {QS_EXIT_FAILED, "the file cannot be read"},
                      {QS_EXIT_WRONG, "the command line is wrong"}),
};

/* ---- watch ---- */

const qs_command qs_command_watch = {
    .name = "watch",
    .summary = "see how far a run is, from another terminal",
    .execute = qs_cli_watch,
    .files = "h5",
    .offers = QS_OFFERS_METRICS,
    .usage = QS_LINES("qsweep watch FILE.h5 [METRIC...] [OPTION]..."),
    .about = QS_LINES(
        "See how far a run is that writes FILE.h5: whether it lives, on how many ranks, how fast, how much "
        "is "
        "done and what is left, and the first estimates that it has written. On a terminal the picture is "
        "drawn anew every two seconds until the run is over or Ctrl-C is pressed; elsewhere it is printed "
        "once. Nothing is written and no port is opened: a run writes how it is into FILE.h5.status, every "
        "five seconds, readable by its user alone. A run of less than a second writes none."),
    .options = QS_OPTIONS({.id = QS_OPTION_ONCE, .name = "--once", .help = "Print once, also on a terminal."},
                          {.id = QS_OPTION_JSON, .name = "--json", .help = "Print once, as json."}),
    .exits =
        QS_EXITS({QS_EXIT_DONE, "printed, whatever became of the run"},
                 {QS_EXIT_FAILED, "a file cannot be read"}, {QS_EXIT_WRONG, "the command line is wrong"}),
};

/* ---- compare ---- */

const qs_command qs_command_compare = {
    .name = "compare",
    .summary = "every scenario against a baseline, with confidence intervals",
    .execute = qs_cli_compare,
    .files = "h5",
    .offers = QS_OFFERS_METRICS,
    .more_files = "h5",
    .usage = QS_LINES("qsweep compare FILE.h5 METRIC [OPTION]...",
                      "qsweep compare BASELINE.h5 FILE.h5 METRIC [OPTION]..."),
    .about = QS_LINES(
        "Compare every scenario with a baseline: by the differences of their replications, paired under "
        "common random numbers (Student's t), else as independent ones (Welch's t). Prints the difference, "
        "the half width of its confidence interval, by what factor pairing has reduced the variance, and "
        "whether the metric is lower, higher, or no difference is shown. Of replications that are not in the "
        "file (output.replications) means are compared by their standard errors, which is said beforehand. "
        "What one of the two did not observe is not left out: means are "
        "ratios of what was observed, as in the file. A quantile is that of all customers together; its "
        "difference has the interval that follows from those of the two, and an end that is not known is "
        "inf. Of a metric with several values one is named: wait_quantile_0.95.",
        "Of two files the first has the baselines: each scenario of the second is compared with the one of "
        "the first that has the same label and values of the axes that both have. Pairs need the same seed "
        "and number of replications."),
    .options = QS_OPTIONS(
        {.id = QS_OPTION_BASELINE,
         .name = "--baseline",
         .value = "WHICH",
         .help =
             "What to compare with: a scenario's number (0), or a condition such as `servers=1`. Where "
             "several fulfil it, each scenario is compared with the one that is like it in all other axes. "
             "May be given many times, and all must hold.",
         .offers = QS_OFFERS_AXES,
         .is_repeated = true},
        {SCOPE}, {MEMBER}, {INTERVAL},
        {.id = QS_OPTION_WHERE,
         .name = "--where",
         .value = "CONDITION",
         .help = "Only scenarios with AXIS=VALUE and the like, as for `qsweep show`; the baseline need not "
                 "be among "
                 "them. May be given many times, and all must hold.",
         .offers = QS_OFFERS_AXES,
         .is_repeated = true},
        {.id = QS_OPTION_CORRECTION,
         .name = "--correction",
         .value = "HOW",
         .help = "@.",
         .words = QS_OPTION_WORDS({"none", "each interval holds by itself with the confidence"},
                                  {"bonferroni", "the default: all intervals hold at once with it"})},
        {.id = QS_OPTION_CONFIDENCE,
         .name = "--confidence",
         .value = "P",
         .help = "Such as `0.99`; else that of the results file."},
        {FORMAT}, QS_DIALECT_OPTIONS),
    .exits = QS_EXITS({QS_EXIT_DONE, "printed"}, {QS_EXIT_FAILED, "a file cannot be read"},
                      {QS_EXIT_WRONG, "the command line is wrong"}),
};

/* ---- plot ---- */

const qs_command qs_command_plot = {
    .name = "plot",
    .summary = "draw a metric, a series or a distribution as a picture",
    .execute = qs_cli_plot,
    .files = "h5",
    .offers = QS_OFFERS_METRICS | QS_OFFERS_SUBJECTS,
    .usage = QS_LINES("qsweep plot FILE.h5 METRIC [OPTION]...",
                      "qsweep plot FILE.h5 queue|number|serving [OPTION]...",
                      "qsweep plot FILE.h5 wait|sojourn [OPTION]..."),
    .about = QS_LINES(
        "Draw one metric against an axis, with its confidence interval as a band (of more than four lines as "
        "bars); or queues, numbers present "
        "or busy servers through time (the study's output.series); or the distribution of the wait or "
        "sojourn, with its quantiles. Pictures are drawn by gnuplot."),
    .options = QS_OPTIONS(
        {.id = QS_OPTION_KIND,
         .name = "--kind",
         .value = "KIND",
         .help = "@.",
         .words = QS_OPTION_WORDS({"line", "for a metric"}, {"heat", "a metric over two axes"},
                                  {"series", NULL}, {"distribution", NULL},
                                  {"decision", "of a study with select, no metric is named"})},
        {.id = QS_OPTION_X,
         .name = "--x",
         .value = "AXIS",
         .help = "What lies along x; else the axis with the most values. `interval`: the time of day.",
         .offers = QS_OFFERS_AXES},
        {.id = QS_OPTION_BY,
         .name = "--by",
         .value = "AXIS",
         .help = "A line (in a heat map: a row) for each value; also `class`, `window` or `resource` under "
                 "--scope, "
                 "and `interval`.",
         .offers = QS_OFFERS_AXES | QS_OFFERS_SCOPES},
        {.id = QS_OPTION_OUTPUT,
         .name = "--output",
         .short_name = "-o",
         .value = "FILE",
         .help = "FILE.svg, FILE.png or FILE.pdf; else characters, if the standard output is a terminal.",
         .files = "svg png pdf"},
        {.id = QS_OPTION_ASCII, .name = "--ascii", .help = "Characters, wherever they go."}, {WHERE}, {SCOPE},
        {MEMBER}, {INTERVAL},
        {.id = QS_OPTION_QUANTILE,
         .name = "--quantile",
         .value = "P",
         .help = "Of wait_quantile and sojourn_quantile."},
        {.id = QS_OPTION_TARGET,
         .name = "--target",
         .value = "VALUE",
         .help =
             "A line across the picture at a value of what is drawn, such as `0.1`, `'10 %'` or `'5 min'`, "
             "named so, or as NAME=VALUE says. May be given many times.",
         .is_repeated = true},
        {.id = QS_OPTION_PERCENT, .name = "--percent", .help = "Shares as per cent."},
        {.id = QS_OPTION_TITLE,
         .name = "--title",
         .value = "TEXT",
         .help = "The title; else the study's name and what is drawn."},
        {.id = QS_OPTION_X_LABEL,
         .name = "--x-label",
         .value = "TEXT",
         .help = "What stands below the x axis."},
        {.id = QS_OPTION_Y_LABEL,
         .name = "--y-label",
         .value = "TEXT",
         .help = "What stands beside the y axis."},
        {.id = QS_OPTION_SIZE,
         .name = "--size",
         .value = "SIZE",
         .help =
             "WIDTHxHEIGHT in pixels of svg and png, such as `800x500`; of pdf 47.5 are a cm; with --ascii "
             "characters and lines."}),
    .more = QS_LINES(
        "An axis is named by its name or path, or by its end where that is enough: servers; `label` is one, "
        "too. Hollow points (in heat maps: grey cells) are unstable or growing: they grow with the horizon; "
        "a hollow triangle at the top lies beyond."),
    .exits = QS_EXITS({QS_EXIT_DONE, "drawn"},
                      {QS_EXIT_FAILED, "a file cannot be read or written or gnuplot is not there"},
                      {QS_EXIT_WRONG, "the command line is wrong"}),
};

/* ---- report ---- */

const qs_command qs_command_report = {
    .name = "report",
    .summary = "results as one HTML page",
    .execute = qs_cli_report,
    .files = "h5",
    .usage = QS_LINES("qsweep report FILE.h5 -o FILE.html [OPTION]..."),
    .about = QS_LINES(
        "Write results as one page that needs no network and no server: the question (the study's name and "
        "the comments at its head), the answer (what was decided, which promises are kept), tables that sort "
        "and filter, curves with confidence bands that zoom, heat maps, intervals of the day, "
        "distributions, and where it all comes from. Its numbers are those of `qsweep show`. The page "
        "works without JavaScript, in print, in the dark and on a phone; nothing in it can load or "
        "run anything that is not in it."),
    .options = QS_OPTIONS(
        {.id = QS_OPTION_OUTPUT,
         .name = "--output",
         .short_name = "-o",
         .value = "FILE",
         .help = "The page, such as report.html.",
         .files = "html"},
        {.id = QS_OPTION_REPLAY,
         .name = "--replay",
         .value = "SCENARIO:REPLICATION",
         .help = "Simulate this replication (without `:REPLICATION` number 0) once more, and put it on the "
                 "page as people who walk and wait. May be given many times.",
         .is_repeated = true}),
    .more = QS_LINES(
        "The curves are drawn by dygraphs (Debian: libjs-dygraphs), which is read from where it is "
        "installed when the page is made, with its licence; QSWEEP_DYGRAPHS names another folder with "
        "dygraph.min.js, dygraph.min.css and copyright. Where it is not found, the page has the "
        "curves as pictures."),
    .exits = QS_EXITS({QS_EXIT_DONE, "written"}, {QS_EXIT_FAILED, "a file cannot be read or written"},
                      {QS_EXIT_WRONG, "the command line is wrong"}),
};

/* ---- export ---- */

const qs_command qs_command_export = {
    .name = "export",
    .summary = "results with their parameters as csv or json",
    .execute = qs_cli_export,
    .files = "h5",
    .offers = QS_OFFERS_METRICS,
    .usage = QS_LINES("qsweep export FILE.h5 [METRIC...] [OPTION]..."),
    .about = QS_LINES("Write results together with the parameters that gave them, for spreadsheets, R and "
                      "others."),
    .options =
        QS_OPTIONS({.id = QS_OPTION_OUTPUT,
                    .name = "--output",
                    .short_name = "-o",
                    .value = "FILE",
                    .help = "FILE.csv or FILE.json; else csv goes to the standard output.",
                    .files = "csv json"},
                   {.id = QS_OPTION_FORMAT,
                    .name = "--format",
                    .value = "FORMAT",
                    .help = "@, whatever the file is called.",
                    .words = QS_OPTION_WORDS({"csv", NULL}, {"json", NULL})},
                   {.id = QS_OPTION_FORM,
                    .name = "--form",
                    .value = "FORM",
                    .help = "Of csv: @.",
                    .words = QS_OPTION_WORDS(
                        {"long", "the default: a line for each number, all scopes in one file"},
                        {"wide", "a line for each scenario, or scenario and member, of one scope"},
                        {"replications", "a line for each replication; needs output.replications: true"})},
                   {.id = QS_OPTION_SCOPE,
                    .name = "--scope",
                    .value = "SCOPE",
                    .help = "Only @; else all of them.",
                    .words = SCOPE_WORDS(NULL)},
                   {MEMBER},
                   {.id = QS_OPTION_INTERVAL,
                    .name = "--interval",
                    .value = "START",
                    .help = "Only results by time of day, of the interval that starts then, or of `each`; "
                            "else long form and json have those of every interval beside the whole. May be "
                            "given many times.",
                    .is_repeated = true},
                   {WHERE}, QS_DIALECT_OPTIONS),
    .more = QS_LINES(
        "csv is RFC 4180 with the system's line ends; the study's name, hash and run rule stand in each "
        "line's last columns. json is one object: provenance, study (as resolved) and results of each "
        "scope."),
    .exits = QS_EXITS({QS_EXIT_DONE, "written"}, {QS_EXIT_FAILED, "a file cannot be read or written"},
                      {QS_EXIT_WRONG, "the command line is wrong"}),
};
