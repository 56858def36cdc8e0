/* The table of options: the commands that help to write a study.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli_internal.h"
#include "options_internal.h"

/* ---- new ---- */

const qs_command qs_command_new = {
    .name = "new",
    .summary = "write a commented study to start from",
    .execute = qs_cli_new,
    .offers = QS_OFFERS_TEMPLATES,
    .usage = QS_LINES("qsweep new NAME [OPTION]...", "qsweep new --list"),
    .about =
        QS_LINES("Write a study to start from, with comments that say what may be changed. It runs as it is, "
                 "in seconds."),
    .options = QS_OPTIONS(
        {.id = QS_OPTION_LIST, .name = "--list", .help = "List the names, each with what it is."},
        {.id = QS_OPTION_OUTPUT,
         .name = "--output",
         .short_name = "-o",
         .value = "FILE",
         .help = "The study's file; else NAME.yaml in the current folder.",
         .files = "yaml yml"},
        {.id = QS_OPTION_FORCE, .name = "--force", .help = "Replace a file that is there already."}),
    .exits = QS_EXITS({QS_EXIT_DONE, "written"}, {QS_EXIT_FAILED, "it could not be written"},
                      {QS_EXIT_WRONG, "there is no such name, or the file is there already"}),
};

/* ---- schema ---- */

const qs_command qs_command_schema = {
    .name = "schema",
    .summary = "print the JSON Schema of a study, for editors",
    .execute = qs_cli_schema,
    .usage = QS_LINES("qsweep schema >study.schema.json"),
    .about = QS_LINES(
        "Print the JSON Schema (draft 7) of a study: every key with its meaning, its default and what it may "
        "be. "
        "Editors that know YAML complete and check a study by it, if its first line is "
        "`# yaml-language-server: $schema=study.schema.json` and the schema lies beside it. What depends on "
        "several values at once only `qsweep check` knows."),
    .exits = QS_EXITS({QS_EXIT_DONE, "printed"}, {QS_EXIT_WRONG, "the command line is wrong"}),
};
