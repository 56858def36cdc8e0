/* The table of options in the language of manual pages (mdoc).
 *
 * In a text, what is between backquotes becomes Li, an option Fl, and what the command's usage or an option
 * calls its value (FILE) Ar. A macro stands on a line of its own; punctuation that touches it is its
 * argument.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "options.h"

#define CAPITALS "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define SMALL "abcdefghijklmnopqrstuvwxyz"
#define CLOSING ".,:;)"

enum { TOKEN = 200 };

/* ---- pieces of a line ---- */

/* "FILE.h5", from its beginning. 0: none. */
static size_t placeholder_length(const char *text)
{
    size_t n = strspn(text, CAPITALS);
    if (n > 0 && text[n] == '.' && strspn(text + n + 1, SMALL "0123456789") > 0)
        n += 1 + strspn(text + n + 1, SMALL "0123456789");
    return n;
}

/* Does the command's usage or an option call a value so? */
static bool is_placeholder(const qs_command *command, const char *text)
{
    size_t n = strspn(text, CAPITALS);
    const char *names[64];
    size_t n_names = 0;
    for (const char *const *line = command->usage; *line; line++)
        names[n_names++] = *line;
    for (const qs_option *o = command->options; o && o->name; o++)
        if (o->value)
            names[n_names++] = o->value;
    for (size_t i = 0; i < n_names && n > 0; i++)
        for (const char *at = names[i]; *at; at += strspn(at, CAPITALS), at += strcspn(at, CAPITALS))
            if (strspn(at, CAPITALS) == n && strncmp(at, text, n) == 0)
                return true;
    return false;
}

/* The trailing punctuation of a word; "..." is none. */
static size_t closing_length(const char *text, size_t n)
{
    size_t end = n;
    while (end > 0 && strchr(CLOSING, text[end - 1]) && !(end >= 3 && strncmp(text + end - 3, "...", 3) == 0))
        end--;
    return n - end;
}

/* Text that touches what stands before it: punctuation as arguments of their own. */
static void put_rest(const char *text, size_t n)
{
    size_t closing = closing_length(text, n);
    if (n > closing)
        printf(" Ns %.*s", (int)(n - closing), text);
    for (size_t i = n - closing; i < n; i++)
        printf(" %c", text[i]);
}

/* Characters as they are typed. */
static void put_literal(const char *text, size_t n)
{
    if (n == 1 && strchr(CLOSING "(|[]!?", *text))
        fputs("\\&", stdout);
    for (size_t i = 0; i < n; i++) {
        const char *as = text[i] == '-' ? "\\-" : text[i] == '\'' ? "\\(aq" : text[i] == '\\' ? "\\e" : NULL;
        if (as)
            fputs(as, stdout);
        else
            putchar(text[i]);
    }
}

/* "PATH=VALUE": Ar PATH Ns = Ns Ar VALUE. */
static void put_placeholders(const char *text, size_t n)
{
    for (size_t i = 0; i < n;) {
        size_t length = placeholder_length(text + i);
        if (length > 0) {
            printf("%sAr %.*s", i ? " Ns " : "", (int)length, text + i);
            i += length;
        } else {
            length = strcspn(text + i, CAPITALS);
            length = length < n - i ? length : n - i;
            put_rest(text + i, length);
            i += length;
        }
    }
}

static void put_flag(const char *name, const char *value)
{
    printf("Fl %s", name + 1);
    if (value) {
        putchar(' ');
        put_placeholders(value, strlen(value));
    }
}

/* ---- running text ---- */

/* One word of a text, and where that line of the page ends. */
typedef struct page {
    const qs_command *command;
    bool is_line_begun;
} page;

static void end_line(page *p)
{
    if (p->is_line_begun)
        putchar('\n');
    p->is_line_begun = false;
}

static void put_plain(page *p, const char *word, size_t n)
{
    printf("%s%s%.*s", p->is_line_begun ? " " : "", !p->is_line_begun && strchr(".'", *word) ? "\\&" : "",
           (int)n, word);
    p->is_line_begun = true;
    if (word[n - 1] == '.')
        end_line(p);
}

/* A word that has something in it for a macro; `opening` characters stand before that. */
static void put_macro(page *p, const char *word, size_t n, size_t opening)
{
    const char *core = word + opening, *end = word + n;
    end_line(p);
    putchar('.');
    if (opening > 0)
        printf("Pf %.*s ", (int)opening, word);
    if (*core == '`') {
        const char *close = strchr(core + 1, '`');
        fputs("Li ", stdout);
        put_literal(core + 1, (size_t)(close - core - 1));
        put_rest(close + 1, (size_t)(end - close - 1));
    } else if (*core == '-') {
        size_t length = strspn(core, SMALL "-");
        printf("Fl %.*s", (int)length - 1, core + 1);
        put_rest(core + length, (size_t)(end - core) - length);
    } else {
        put_placeholders(core, (size_t)(end - core));
    }
    putchar('\n');
}

static void put_text(const qs_command *command, const char *text)
{
    page p = {.command = command};
    while (*text) {
        size_t n = 0, opening = strspn(text, "(");
        for (bool is_quoted = false; text[n] && (text[n] != ' ' || is_quoted); n++)
            is_quoted ^= text[n] == '`';
        const char *core = text + opening;
        bool is_option = core[0] == '-' && core[1] == '-';
        if (*core == '`' || is_option || is_placeholder(command, core))
            put_macro(&p, text, n, opening);
        else
            put_plain(&p, text, n);
        text += n + (text[n] == ' ');
    }
    end_line(&p);
}

void options_man_list(const qs_command *command)
{
    char text[QS_OPTION_TEXT];
    if (!command->options)
        return;
    puts(".Bl -tag -width Ds");
    for (const qs_option *o = command->options; o->name; o++) {
        fputs(".It ", stdout);
        if (o->short_name) {
            put_flag(o->short_name, NULL);
            fputs(" , ", stdout);
        }
        put_flag(o->name, o->value);
        putchar('\n');
        put_text(command, qs_option_text(o, "`", text));
    }
    puts(".El");
}

/* ---- SYNOPSIS ---- */

/* Does a usage line have the option by itself? */
static bool is_on_line(const char *line, const qs_option *option)
{
    const char *names[] = {option->name, option->short_name};
    for (int i = 0; i < 2; i++) {
        const char *at = names[i] ? strstr(line, names[i]) : NULL;
        if (at && at[-1] == ' ' && at[strlen(names[i])] == ' ')
            return true;
    }
    return false;
}

static void put_options(const qs_command *command, const char *line)
{
    for (const qs_option *o = command->options; o && o->name; o++) {
        if (is_on_line(line, o))
            continue;
        fputs(".Op ", stdout);
        put_flag(o->short_name ? o->short_name : o->name, o->value);
        putchar('\n');
    }
}

/* "A|B": A | B; "A...": A ... */
static void put_alternatives(const char *word)
{
    for (; *word && strcmp(word, "...") != 0; word++)
        printf(*word == '|' ? " %c " : "%c", *word);
    printf("%s%s\n", *word ? " " : "", word);
}

static void put_usage_word(const qs_command *command, const char *line, bool is_first_line, char *word)
{
    if (strcmp(word, "[OPTION]...") == 0 && is_first_line) {
        put_options(command, line);
        return;
    }
    putchar('.');
    if (*word == '[') {
        char *end = strchr(word, ']');
        memmove(end, end + 1, strlen(end));
        word++;
        fputs("Op ", stdout);
    }
    fputs(*word == '-' ? "Fl " : placeholder_length(word) > 0 ? "Ar " : "Cm ", stdout);
    put_alternatives(word + (*word == '-'));
}

static void put_usage(const qs_command *command, const char *line, bool is_first_line)
{
    char words[TOKEN], *rest = words;
    bool is_name = true;
    snprintf(words, sizeof words, "%s", line);
    for (char *word; (word = strtok_r(rest, " ", &rest)); is_name = false) {
        if (is_name)
            printf(strcmp(word, "qsweep") == 0 ? ".Nm\n" : ".Nm %s\n", word);
        else
            put_usage_word(command, line, is_first_line, word);
    }
}

void options_man_synopsis(void)
{
    const qs_command *command;
    for (size_t i = 0; (command = qs_cli_command(i)); i++)
        for (const char *const *line = command->usage; *line; line++)
            put_usage(command, *line, line == command->usage);
    puts(".Nm\n.Fl -help | Fl -version | Fl -self-test");
}
