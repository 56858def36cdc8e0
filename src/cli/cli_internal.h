/* The command line, within its room: the commands, and what they share.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_CLI_INTERNAL_H
#define QSWEEP_CLI_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "options_internal.h"
#include "qsweep/status.h"
#include "qsweep/study.h"

/* ---- the commands: what qs_command calls execute ---- */

int qs_cli_run(int argc, char **argv);
int qs_cli_check(int argc, char **argv);
int qs_cli_merge(int argc, char **argv);
int qs_cli_show(int argc, char **argv);
int qs_cli_trace(int argc, char **argv);
int qs_cli_watch(int argc, char **argv);
int qs_cli_plot(int argc, char **argv);
int qs_cli_compare(int argc, char **argv);
int qs_cli_report(int argc, char **argv);
int qs_cli_export(int argc, char **argv);
int qs_cli_fit(int argc, char **argv);
int qs_cli_new(int argc, char **argv);
int qs_cli_schema(int argc, char **argv);

int qs_cli_help(int argc, char **argv);

/* `qsweep --self-test`; gives the exit status (self_test.c). */
int qs_cli_self_test(void);

/* ---- help.c ---- */

/* Print the list of commands; what `qsweep COMMAND --help` prints, `width` characters wide at most. */
void qs_cli_print_usage(FILE *out);
void qs_cli_print_help(const qs_command *command, int width, FILE *out);

/* How wide help is: as the terminal, 60 to 100 characters; 100 where the standard output is none. */
int qs_cli_help_width(void);

/* ---- version.c ---- */

/* The versions of qsweep and of what it was built with. */
void qs_cli_print_version(FILE *out);

/* ---- command.c ---- */

/* Do what the whole command line says; the program's exit status. */
int qs_cli_main(int argc, char **argv);

/* Print "qsweep COMMAND: TEXT" of the last failure to stderr (with a hint at --help after QS_ERROR_USAGE) and
 * give the exit status of the code. */
int qs_cli_complain(const char *command, qs_status status);

/* ---- arguments.c ---- */

/* One argument of a command, and where it stands; borrowed from argv. */
typedef struct qs_arguments {
    int argc;
    char **argv; /* argv[0] is the command's name */
    const qs_command *command;
    int next;                /* internal: arguments already seen */
    bool only_words;         /* internal: `--` was seen */
    qs_option_id id;         /* [out] which option; QS_WORD: a plain argument; QS_END */
    const qs_option *option; /* [out] the option's line of the table; NULL: none */
    const char *value;       /* [out] the option's value or the word */
} qs_arguments;

/* Give each argument of a command line to `take`, until one fails. Options may stand before and after words;
 * `--` ends them; a lone `-` is a word. An option's value is the next argument, or behind "=" (or joined to a
 * short name: -oFILE).
 * argv [in] argv[0] is the name of a command of the table
 * Errors: QS_ERROR_USAGE (unknown option, with a near miss if there is one; value missing or not wanted),
 * those of take. */
qs_status qs_cli_parse(int argc, char **argv, qs_status (*take)(void *request, const qs_arguments *argument),
                       void *request);

/* For an option that the table has and its command does not know. Errors: QS_ERROR_INTERNAL always. */
qs_status qs_cli_forgotten(const qs_arguments *argument);

/* The `-s PATH=VALUE` of a command line; all-zero is empty. */
typedef struct qs_settings {
    qs_setting *items; /* [n] owned, with their texts */
    size_t n, capacity;
} qs_settings;

/* Add one from its text. Errors: QS_ERROR_USAGE (no PATH or no =), QS_ERROR_MEMORY. */
qs_status qs_settings_add(qs_settings *settings, const char *text);
void qs_settings_clear(qs_settings *settings);

/* An unsigned whole number, at least `least`. Errors: QS_ERROR_USAGE, which names the option. */
qs_status qs_cli_number(const qs_arguments *argument, unsigned long long least, unsigned long long *out);

/* Which of the words of its line in the table an option's value is. Errors: QS_ERROR_USAGE, naming all of
 * them. */
qs_status qs_cli_word(const qs_arguments *argument, int *out);

/* ---- study_words.c: what `run`, `check` and `trace` share ---- */

/* Take a word as the study's path. Errors: QS_ERROR_USAGE: there is one already. */
qs_status qs_cli_set_study(const char **path, const char *word);

/* `--set`, `--seed` and `--replications`: the last two are `-s run.seed=N` that knows what a number is.
 * Errors: those of qs_settings_add and qs_cli_number; as qs_cli_forgotten. */
qs_status qs_cli_set(qs_settings *settings, const qs_arguments *argument);

/* What reading a study came to: its problems are printed to stderr, a line each, and cleared; *is_said
 * becomes true if that told why it failed. Gives the status. */
qs_status qs_cli_say_study(qs_status status, qs_problems *problems, bool *is_said);

/* Characters in a line of the standard output: the terminal's, else COLUMNS if it says so, else what fits
 * most. */
int qs_cli_width(void);

/* ---- wrap.c: messages in lines that fit ---- */

/* Characters in a line of a message on `out`: the terminal's, else COLUMNS if it says so, else 0: no end. */
int qs_cli_line_width(FILE *out);

/* Print a text, made visible; lines longer than `width` (0: none is) are broken between words, and go on
 * `hang` characters in. A command that they end with ("go on with: qsweep ...") stays in one piece. */
void qs_cli_wrap(FILE *out, int width, int hang, const char *text);

/* The same of a message, as fprintf, in the width of its stream. */
void qs_cli_say(FILE *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
