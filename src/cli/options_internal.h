/* The table of commands and their options. Parsing, --help, the manual page and the shells' completion are
 * made from it; what a command does with an option stands in the command's own file, as a switch over
 * qs_option_id.
 *
 * Texts are plain sentences and not wrapped. What is typed as it stands is between backquotes. In an option's
 * help `@` stands for the words that its value may be.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_OPTIONS_INTERNAL_H
#define QSWEEP_OPTIONS_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>

/* gcc 10 takes a table of named fields, the last of which is a list, for one that forgets the others. */
#if defined __GNUC__ && __GNUC__ < 11 && !defined __clang__
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"
#endif

/* What an argument is: an option of some command, or none. */
typedef enum qs_option_id {
    QS_END,  /* there are no more arguments */
    QS_WORD, /* a plain argument */
    QS_OPTION_ALL,
    QS_OPTION_ARRIVAL,
    QS_OPTION_ASCII,
    QS_OPTION_BASELINE,
    QS_OPTION_BY,
    QS_OPTION_CHEAPEST,
    QS_OPTION_CLASS,
    QS_OPTION_COLUMNS,
    QS_OPTION_CONFIDENCE,
    QS_OPTION_CORRECTION,
    QS_OPTION_DECIMAL,
    QS_OPTION_DESCENDING,
    QS_OPTION_END,
    QS_OPTION_EVERY,
    QS_OPTION_EXCEL,
    QS_OPTION_FORCE,
    QS_OPTION_FORM,
    QS_OPTION_FORMAT,
    QS_OPTION_INTERVAL,
    QS_OPTION_JSON,
    QS_OPTION_KEPT,
    QS_OPTION_KIND,
    QS_OPTION_LIST,
    QS_OPTION_LOST_AFTER,
    QS_OPTION_MEMBER,
    QS_OPTION_METRICS,
    QS_OPTION_ONCE,
    QS_OPTION_OUTPUT,
    QS_OPTION_PART,
    QS_OPTION_PERCENT,
    QS_OPTION_PIVOT,
    QS_OPTION_PROGRESS,
    QS_OPTION_QUANTILE,
    QS_OPTION_QUIET,
    QS_OPTION_REPLAY,
    QS_OPTION_REPLICATION,
    QS_OPTION_REPLICATIONS,
    QS_OPTION_RESUME,
    QS_OPTION_ROWS,
    QS_OPTION_SCENARIO,
    QS_OPTION_SCOPE,
    QS_OPTION_SEED,
    QS_OPTION_SEPARATOR,
    QS_OPTION_SET,
    QS_OPTION_SIZE,
    QS_OPTION_SORT,
    QS_OPTION_START,
    QS_OPTION_TARGET,
    QS_OPTION_THEORY,
    QS_OPTION_TIME_LIMIT,
    QS_OPTION_TITLE,
    QS_OPTION_WHERE,
    QS_OPTION_X,
    QS_OPTION_X_LABEL,
    QS_OPTION_Y_LABEL
} qs_option_id;

/* What a shell may offer where a value or a word is typed. */
enum {
    QS_OFFERS_AXES = 1 << 0,    /* of the results file on the line */
    QS_OFFERS_MEMBERS = 1 << 1, /* its classes, or its windows where `window` stands on the line */
    QS_OFFERS_METRICS = 1 << 2,
    QS_OFFERS_SCOPES = 1 << 3,   /* class, window: in place of an axis */
    QS_OFFERS_SUBJECTS = 1 << 4, /* queue, number, serving; wait, sojourn: what else `plot` draws */
    QS_OFFERS_COMMANDS = 1 << 5,
    QS_OFFERS_TEMPLATES = 1 << 6
};

/* A word that an option's value may be. */
typedef struct qs_option_word {
    const char *word;    /* NULL ends a list */
    const char *meaning; /* a few words, or NULL */
} qs_option_word;

/* One option of a command; name NULL ends a list. */
typedef struct qs_option {
    qs_option_id id;
    const char *name;       /* with its dashes: "--output" */
    const char *short_name; /* "-o", or NULL */
    const char *value;      /* what --help calls its value: "FILE"; NULL: it takes none */
    const char *help;       /* sentences */
    const qs_option_word
        *words;        /* all that its value may be, in the order of the enum that they stand for; or NULL */
    const char *files; /* its value is a file that ends so: "csv json"; or NULL */
    unsigned offers;   /* QS_OFFERS_...: its value may be one of these */
    bool is_repeated;  /* it may be given many times */
} qs_option;

typedef struct qs_exit {
    int status;
    const char *meaning; /* NULL ends a list */
} qs_exit;

typedef struct qs_command {
    const char *name;
    const char *summary; /* one line, for `qsweep --help` */
    /* argv[0] is the command's name, the rest its arguments. Gives the program's exit status and has printed
     * what there is to say. `--help` never comes there. */
    int (*execute)(int argc, char **argv);
    const char *const *usage; /* lines; NULL ends each of these lists */
    const char *const *about; /* paragraphs before the options */
    const qs_option *options;
    const char *const *more; /* paragraphs behind them */
    const qs_exit *exits;
    const char *files;      /* kinds of the file that is its first word, or NULL */
    const char *more_files; /* the same of all others */
    unsigned offers;        /* QS_OFFERS_...: what its other words may be; the first where it takes no file */
} qs_command;

/* options_study.c, options_new.c, options_results.c, command.c */
extern const qs_command qs_command_run, qs_command_check, qs_command_merge, qs_command_trace, qs_command_fit;
extern const qs_command qs_command_new, qs_command_schema;
extern const qs_command qs_command_show, qs_command_compare, qs_command_plot, qs_command_export;
extern const qs_command qs_command_watch, qs_command_report;
extern const qs_command qs_command_help;

/* The lists of a table, in place; each ends as it must. */
/* clang-format off */
#define QS_LINES(...) (const char *const[]){__VA_ARGS__, NULL}
#define QS_OPTIONS(...) (const qs_option[]){__VA_ARGS__, {.name = NULL}}
#define QS_OPTION_WORDS(...) (const qs_option_word[]){__VA_ARGS__, {NULL, NULL}}
#define QS_EXITS(...) (const qs_exit[]){__VA_ARGS__, {0, NULL}}
/* clang-format on */

/* How csv is written, by every command that writes some (dialect.c). */
/* clang-format off */
#define QS_DIALECT_OPTIONS                                                                                   \
    {.id = QS_OPTION_SEPARATOR,                                                                              \
     .name = "--separator",                                                                                  \
     .value = "SIGN",                                                                                        \
     .help = "What stands between the cells of csv: a sign such as `';'`, or `tab`; else a comma, or with "  \
             "`--decimal ,` a semicolon."},                                                                  \
    {.id = QS_OPTION_DECIMAL,                                                                                \
     .name = "--decimal",                                                                                    \
     .value = "SIGN",                                                                                        \
     .help = "The decimal sign of numbers in csv: `.` or `,`."},                                             \
    {.id = QS_OPTION_EXCEL,                                                                                  \
     .name = "--excel",                                                                                      \
     .help = "Begin csv with a byte order mark, by which Excel knows UTF-8, and put `'` before texts that "  \
             "it would take for formulas (they begin with `=`, `+`, `-`, `@` or a control character)."}
/* clang-format on */

/* The i-th command from 0 in the order of --help, or NULL behind the last. */
const qs_command *qs_cli_command(size_t i);

/* The command of a name, or NULL. */
const qs_command *qs_cli_find(const char *name);

/* An option's help with its words in place of `@`, each between `quote`s ("" or "`"). */
enum { QS_OPTION_TEXT = 1024 };
const char *qs_option_text(const qs_option *option, const char *quote, char text[QS_OPTION_TEXT]);

/* "table, csv or json": what must be typed, without the meanings. */
const char *qs_option_choice(const qs_option *option, char text[QS_OPTION_TEXT]);

#endif
