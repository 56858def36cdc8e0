/* The command line, within its room: the commands, and what they share.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_CLI_INTERNAL_H
#define QSWEEP_CLI_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "qsweep/status.h"
#include "qsweep/study.h"

/* A command: argv[0] is its name ("run"), the rest its arguments. Gives the program's exit status and has
 * printed what there is to say. `--help` never comes here. */
int qs_cli_run(int argc, char **argv);
int qs_cli_check(int argc, char **argv);
int qs_cli_merge(int argc, char **argv);
int qs_cli_show(int argc, char **argv);
int qs_cli_trace(int argc, char **argv);
int qs_cli_plot(int argc, char **argv);
int qs_cli_compare(int argc, char **argv);
int qs_cli_export(int argc, char **argv);

typedef struct qs_command {
    const char *name;
    int (*execute)(int argc, char **argv);
    const char *summary; /* one line, for `qsweep --help` */
    const char *help;    /* what `qsweep NAME --help` prints */
} qs_command;

/* The command of a name, or NULL. */
const qs_command *qs_cli_find(const char *name);

/* Print the list of commands, or the versions of qsweep and of what it was built with. */
void qs_cli_print_usage(FILE *out);
void qs_cli_print_version(FILE *out);

/* Name and version of the compiler. Static. */
const char *qs_cli_compiler(void);

/* Do what the whole command line says; the program's exit status. */
int qs_cli_main(int argc, char **argv);

/* One option of a command; a table of them ends with an all-zero entry. */
typedef struct qs_option {
    const char *name;       /* with its dashes: "--output" */
    const char *short_name; /* "-o", or NULL */
    bool takes_value;       /* as the next argument, or behind "=" (or joined to a short name: -oFILE) */
} qs_option;

/* Walks over a command's arguments; set argc, argv and options, zero the rest. */
typedef struct qs_arguments {
    int argc;
    char **argv; /* argv[0] is the command */
    const qs_option *options;
    int next;          /* internal: arguments already seen */
    bool only_words;   /* internal: `--` was seen */
    int option;        /* [out] index in the table of what was found; QS_WORD: a plain argument; QS_END */
    const char *value; /* [out] the option's value or the word; borrowed from argv */
} qs_arguments;

enum { QS_WORD = -1, QS_END = -2 };

/* The next option or word. Options may stand before and after words; `--` ends them; a lone `-` is a word.
 * Errors: QS_ERROR_USAGE (unknown option, with a near miss if there is one; value missing or not wanted). */
qs_status qs_arguments_next(qs_arguments *arguments);

/* The `-s PATH=VALUE` of a command line; all-zero is empty. */
typedef struct qs_settings {
    qs_setting *items; /* [n] owned, with their texts */
    size_t n, capacity;
} qs_settings;

/* Add one from its text. Errors: QS_ERROR_USAGE (no PATH or no =), QS_ERROR_MEMORY. */
qs_status qs_settings_add(qs_settings *settings, const char *text);
void qs_settings_clear(qs_settings *settings);

/* An unsigned whole number of an option, at least `least`. Errors: QS_ERROR_USAGE. */
qs_status qs_cli_number(const char *option, const char *text, unsigned long long least,
                        unsigned long long *out);

/* ---- study_words.c: what `run`, `check` and `trace` share ---- */

/* Take a word as the study's path. Errors: QS_ERROR_USAGE: there is one already. */
qs_status qs_cli_set_study(const char **path, const char *word);

/* `--seed N` is `-s run.seed=N` that knows what a number is. Errors: those of qs_cli_number, QS_ERROR_MEMORY.
 */
qs_status qs_cli_set_number(qs_settings *settings, const char *option, const char *path, const char *value,
                            unsigned long long least);

/* Read and check a study. What is wrong in it is printed to stderr line by line, and *is_said becomes true.
 * study [out] the caller's, to be freed with qs_study_free
 * Errors: QS_ERROR_STUDY (also for a file that cannot be read), those of qs_study_read. */
qs_status qs_cli_read_study(const char *path, const qs_settings *settings, qs_study **study, bool *is_said);

/* ---- words.c ---- */

/* Which of the words an option's value is; a scope. Errors: QS_ERROR_USAGE, naming all of them. */
qs_status qs_cli_word(const char *option, const char *text, const char *const *words, int n, int *out);
qs_status qs_cli_scope(const char *text, int *out);

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

/* The problems of a study to stderr, a line each. */
void qs_cli_say_problems(const qs_problems *problems);

/* Print "qsweep COMMAND: TEXT" of the last failure to stderr (with a hint at --help after QS_ERROR_USAGE) and
 * give the exit status of the code. */
int qs_cli_complain(const char *command, qs_status status);

#endif
