/* What `qsweep --help` and `qsweep COMMAND --help` print, made from the table of options.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "cli_internal.h"

/* Where the texts of options begin. */
enum { TEXT_COLUMN = 25 };

/* A space at which no line ends. */
#define JOINED "\t"

/* Bytes up to the next place where a line may end: what is between backquotes stays together. */
static size_t word_length(const char *text)
{
    size_t n = 0;
    bool is_quoted = false;
    for (; text[n] && (text[n] != ' ' || is_quoted); n++)
        is_quoted ^= text[n] == '`';
    return n;
}

/* Print a text that begins in column `column`; further lines begin in column `indent`. */
static void wrap(const char *text, int column, int indent, int width, FILE *out)
{
    bool is_first = true;
    while (*text) {
        int n = (int)word_length(text);
        if (!is_first && column + 1 + n > width) {
            fprintf(out, "\n%*s", indent, "");
            column = indent;
        } else if (!is_first) {
            fputc(' ', out);
            column++;
        }
        for (int i = 0; i < n; i++)
            fputc(text[i] == *JOINED ? ' ' : text[i], out);
        column += n;
        text += n + (text[n] == ' ');
        is_first = false;
    }
    fputc('\n', out);
}

static void print_paragraphs(const char *const *texts, int width, FILE *out)
{
    for (; texts && *texts; texts++) {
        fputc('\n', out);
        wrap(*texts, 0, 0, width, out);
    }
}

static void print_usage_lines(const qs_command *command, int width, FILE *out)
{
    static const char head[] = "usage: ";
    enum { HEAD = sizeof head - 1, FURTHER = HEAD + 4 };
    for (const char *const *line = command->usage; *line; line++) {
        fprintf(out, "%*s", HEAD, line == command->usage ? head : "");
        wrap(*line, HEAD, FURTHER, width, out);
    }
}

static void print_option(const qs_option *option, int width, FILE *out)
{
    char text[QS_OPTION_TEXT];
    int column = fprintf(out, "  %s%s %s%s%s", option->short_name ? option->short_name : "   ",
                         option->short_name ? "," : "", option->name, option->value ? " " : "",
                         option->value ? option->value : "");
    if (column < TEXT_COLUMN)
        fprintf(out, "%*s", TEXT_COLUMN - column, "");
    else
        fprintf(out, "\n%*s", TEXT_COLUMN, "");
    wrap(qs_option_text(option, "", text), TEXT_COLUMN, TEXT_COLUMN, width, out);
}

static void print_exits(const qs_exit *exits, int width, FILE *out)
{
    char text[QS_OPTION_TEXT];
    size_t used = (size_t)snprintf(text, sizeof text, "Exit status:");
    for (const qs_exit *e = exits; e->meaning && used < sizeof text; e++)
        used += (size_t)snprintf(text + used, sizeof text - used, " %d" JOINED "%s%s", e->status, e->meaning,
                                 e[1].meaning ? "," : ".");
    fputc('\n', out);
    wrap(text, 0, 0, width, out);
}

void qs_cli_print_help(const qs_command *command, int width, FILE *out)
{
    static const qs_option help = {.name = "--help", .short_name = "-h", .help = "Print this text."};
    print_usage_lines(command, width, out);
    print_paragraphs(command->about, width, out);
    fputc('\n', out);
    for (const qs_option *o = command->options; o && o->name; o++)
        print_option(o, width, out);
    print_option(&help, width, out);
    print_paragraphs(command->more, width, out);
    print_exits(command->exits, width, out);
}

void qs_cli_print_usage(FILE *out)
{
    const qs_command *command;
    fputs("usage: qsweep COMMAND [ARGUMENT]...\n\n", out);
    for (size_t i = 0; (command = qs_cli_command(i)); i++)
        fprintf(out, "  %-7s %s\n", command->name, command->summary);
    fputs("\nqsweep help COMMAND and qsweep COMMAND --help say more; qsweep --version (-V) names the\n"
          "versions; qsweep --self-test says whether this build computes what the release computes.\n",
          out);
    print_exits(qs_command_run.exits, 100, out);
}
