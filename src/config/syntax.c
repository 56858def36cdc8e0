/* What is no YAML, told in the words of who wrote it. libyaml says what it expected, often lines later; here
 * the text is looked at again for what people do: tabs, indentation, colons, commas, brackets, quotes.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "encoding_internal.h"
#include "qsweep/visible.h"
#include "syntax_internal.h"

typedef struct trouble {
    qs_study_reader *reader;
    const qs_node_origin *origin;
    const char *text, *problem, *context;
    int line, column;                 /* where libyaml gave up; from 1 */
    int context_line, context_column; /* where what it was in began; 0: nowhere */
} trouble;

/* ---- looking at lines ---- */

/* The beginning of a line; NULL beyond the last. */
static const char *line_at(const trouble *t, int line)
{
    const char *at = t->text;
    for (int i = 1; i < line && at; i++)
        at = strchr(at, '\n') ? strchr(at, '\n') + 1 : NULL;
    return line < 1 ? NULL : at;
}

static int indent_of(const char *line)
{
    return (int)strspn(line, " ");
}

/* Nothing on it but blanks and a comment. */
static bool is_empty(const char *line)
{
    line += strspn(line, " \t");
    return *line == '\0' || *line == '\n' || *line == '\r' || *line == '#';
}

/* The last line before this one that says something; 0: none. */
static int line_before(const trouble *t, int line)
{
    while (--line > 0 && is_empty(line_at(t, line)))
        ;
    return line;
}

/* The character at a place; the end of the text is a zero. */
static const char *place(const trouble *t, int line, int column)
{
    const char *at = line_at(t, line);
    unsigned code;
    for (int i = 1; at && i < column && *at && *at != '\n'; i++)
        at += qs_visible_code(at, &code);
    return at ? at : "";
}

/* The first word of a line, for a message: up to a colon, a blank or a bracket. */
static const char *word_of(const char *line, char *word, size_t size)
{
    line += strspn(line, " ");
    size_t n = strcspn(line, ":\n\r\t{}[],#");
    while (n && line[n - 1] == ' ')
        n--;
    if (n >= size)
        n = size - 1;
    while (n && ((unsigned char)line[n] & 0xc0) == 0x80) /* within no character */
        n--;
    snprintf(word, size, "%.*s", (int)n, line);
    return word;
}

/* The end of what a line says: its comment, which begins with # after a blank, is left out. Gives where the
 * comment begins, NULL without one. */
static const char *find_comment(const char *line)
{
    char quote = 0, before = ' ';
    for (; *line && *line != '\n'; before = *line++) {
        bool is_first = strchr(" \t[{,:-", before) != NULL;
        if (quote)
            quote = *line == quote ? 0 : quote;
        else if ((*line == '"' || *line == '\'') && is_first)
            quote = *line;
        else if (*line == '#' && (before == ' ' || before == '\t'))
            return line;
    }
    return NULL;
}

static void tell(const trouble *t, int line, int column, const char *text)
{
    qs_problem_at(t->reader, (qs_position){.origin = t->origin, .line = line, .column = column}, NULL, "%s",
                  text);
}

#define TELL(t, line, column, ...)                                                                           \
    do {                                                                                                     \
        char told[700];                                                                                      \
        snprintf(told, sizeof told, __VA_ARGS__);                                                            \
        tell(t, line, column, told);                                                                         \
    } while (0)

/* ---- characters that look like others ---- */

/* Whether one breaks the text where it stands: quotes and dashes where a value begins, spaces where YAML
 * itself looks for one. */
static bool breaks(const qs_lookalike *what, char before, bool is_indent, char after)
{
    bool is_first = is_indent || strchr(" \t[{,", before) != NULL;
    switch (what->kind) {
    case QS_LOOKALIKE_SPACE:
        return is_indent || strchr(":,-", before) || strchr(":[{", after);
    case QS_LOOKALIKE_QUOTE:
        return is_first;
    case QS_LOOKALIKE_DASH:
        return is_first && (isdigit((unsigned char)after) || after == ' ');
    case QS_LOOKALIKE_LETTER:
        return false;
    default:
        return true;
    }
}

/* The last one in lines first to last; false without one. */
static bool find_lookalike(const trouble *t, int first, int last, qs_position *at, unsigned *code)
{
    bool is_found = false;
    for (int number = first; number <= last; number++) {
        const char *line = line_at(t, number), *comment = line ? find_comment(line) : NULL;
        char before = '\n', quote = 0;
        bool is_indent = true;
        for (int column = 1; line && *line && *line != '\n' && line != comment; column++) {
            unsigned found;
            qs_lookalike what;
            size_t n = qs_visible_code(line, &found);
            bool is_like = found >= 0x80 && !quote && qs_lookalike_find(found, &what);
            if (is_like && breaks(&what, before, is_indent, line[n])) {
                *at = (qs_position){.origin = t->origin, .line = number, .column = column};
                *code = found;
                is_found = true;
            }
            is_indent &= *line == ' ' || (is_like && what.kind == QS_LOOKALIKE_SPACE);
            if (quote)
                quote = *line == quote ? 0 : quote;
            else if ((*line == '"' || *line == '\'') && strchr("\n \t[{,:-", before))
                quote = *line;
            before = is_like && what.instead ? what.instead : *line;
            line += n;
        }
    }
    return is_found;
}

/* Those in the lines that the trouble is about come before all else. */
static bool say_lookalike(const trouble *t)
{
    bool is_block = t->context && strstr(t->context, "block");
    int first = is_block || !t->context_line ? line_before(t, t->line) : t->context_line;
    qs_position at;
    qs_lookalike what;
    unsigned code;
    char text[200];
    if (!find_lookalike(t, first > 0 ? first : 1, t->line, &at, &code) || !qs_lookalike_find(code, &what))
        return false;
    qs_problem_at(t->reader, at, NULL, "%s", qs_lookalike_say(code, &what, text, sizeof text));
    return true;
}

/* ---- each kind of trouble ---- */

static void say_start(const trouble *t)
{
    const char *at = place(t, t->line, t->column), *line = line_at(t, t->line);
    bool is_indent = line && line + strspn(line, " \t") >= at;
    if (*at == '\t')
        TELL(t, t->line, t->column, "a tab stands %s; YAML takes spaces only, so type spaces in its place",
             is_indent ? "in the indentation of this line" : "here");
    else if (!strncmp(at, "```", 3))
        TELL(t, t->line, t->column, "the marks ``` belong to a page and not to the study, delete this line");
    else
        TELL(t, t->line, t->column, "a text cannot begin with %c, put it in quotes", *at ? *at : ' ');
}

/* A comment between two lines that swallowed a closing bracket. */
static bool find_swallowed(const trouble *t, int first, int last, char bracket, int *line, int *column)
{
    for (int i = first; i <= last; i++) {
        const char *begin = line_at(t, i), *comment = begin ? find_comment(begin) : NULL;
        size_t n = comment ? strcspn(comment, "\n") : 0;
        if (comment && memchr(comment, bracket, n)) {
            *line = i;
            *column = (int)(comment - begin) + 1;
            return true;
        }
    }
    return false;
}

static void say_bracket(const trouble *t)
{
    char open = strstr(t->problem, "']'") ? '[' : '{', close = open == '[' ? ']' : '}';
    const char *at = place(t, t->line, t->column), *line = line_at(t, t->line);
    const char *last = at;
    int comment_line, comment_column;
    while (line && last > line && last[-1] == ' ')
        last--;
    bool is_first = line && last == line;
    if (find_swallowed(t, t->context_line, t->line, close, &comment_line, &comment_column))
        TELL(t, comment_line, comment_column,
             "the # begins a comment, which swallows the %c of the %c in line %d; move the comment behind "
             "it, or "
             "put a text that has a # in quotes",
             close, open, t->context_line);
    else if (*at == ';' || (line && last > line && last[-1] == ';'))
        TELL(t, t->line, t->column, "a comma must stand between entries, and no semicolon");
    else if (*at == '}' || *at == ']')
        TELL(t, t->line, t->column, "the %c closes what a %c opened in column %d%s; %c is missing", *at, open,
             t->context_column, t->line != t->context_line ? " of a line above" : "", close);
    else if (!*at)
        TELL(t, t->context_line, t->context_column, "this %c is never closed, %c is missing", open, close);
    else if (t->line != t->context_line && (is_first || *at == ':'))
        TELL(t, t->context_line, t->context_column,
             "this %c is never closed, %c is missing (or a comma, if it goes on in line %d)", open, close,
             t->line);
    else
        TELL(t, t->line, t->column,
             "a comma (or %c) is missing before this, in what %c opened in column %d%s", close, open,
             t->context_column, t->line != t->context_line ? " of a line above" : "");
}

/* The nearest lines above that stand less deep and as deep or deeper. */
static void say_indent(const trouble *t)
{
    char above[40], outer[40], here[40];
    const char *line = line_at(t, t->line);
    int indent = indent_of(line), before = line_before(t, t->line), i = before;
    int indent_before = before ? indent_of(line_at(t, before)) : 0;
    word_of(line, here, sizeof here);
    if (line[indent] == '-' && line[indent + 1] == ' ') {
        TELL(t, t->line, t->column,
             "an item of a list stands here, where a key of a map must stand (NAME: VALUE)");
        return;
    }
    while (i > 0 && indent_of(line_at(t, i)) > indent)
        i = line_before(t, i);
    if (before == 0 || indent == indent_before) {
        TELL(t, t->line, t->column, "'%s' cannot stand here, the lines above must be 'NAME: VALUE' too",
             here);
    } else if (indent > indent_before) {
        word_of(line_at(t, before), above, sizeof above);
        TELL(t, t->line, t->column,
             "'%s' stands %d spaces in, deeper than '%s' above it (%d), which has its value already; begin "
             "both "
             "with as many spaces",
             here, indent, above, indent_before);
    } else {
        int deeper = before;
        for (int k = before; k > i; k = line_before(t, k)) /* the sibling it was to be */
            if (indent_of(line_at(t, k)) <= indent_of(line_at(t, deeper)))
                deeper = k;
        word_of(line_at(t, deeper), above, sizeof above);
        if (i > 0)
            TELL(t, t->line, t->column,
                 "'%s' stands %d space%s in, which is neither as deep as '%s' in line %d (%d) nor as '%s' in "
                 "line "
                 "%d (%d); begin the lines of one map with as many spaces",
                 here, indent, indent == 1 ? "" : "s", above, deeper, indent_of(line_at(t, deeper)),
                 word_of(line_at(t, i), outer, sizeof outer), i, indent_of(line_at(t, i)));
        else
            TELL(t, t->line, t->column,
                 "'%s' stands %d space%s in, but '%s' in line %d %d; begin the lines of one map with as many "
                 "spaces",
                 here, indent, indent == 1 ? "" : "s", above, deeper, indent_of(line_at(t, deeper)));
    }
}

/* W1 {servers: 2}: where the bracket is. */
static int find_bare_bracket(const char *line)
{
    size_t indent = strspn(line, " "), n = strcspn(line, "{[:\n");
    if ((line[n] != '{' && line[n] != '[') || n < indent + 2 || line[n - 1] != ' ')
        return 0;
    return (int)n;
}

/* The quote that ends just before a place began in a line above: where it was to end. 0: it did not. */
static int find_open_quote(const trouble *t, const char *line, const char *at)
{
    int n = 0;
    while (at > line && at[-1] == ' ')
        at--;
    char quote = at > line ? at[-1] : 0;
    if (quote != '"' && quote != '\'')
        return 0;
    for (const char *c = line; c < at; c++)
        n += *c == quote;
    for (int above = t->line - 1; n % 2 && above > 0; above--) {
        int there = 0;
        line = line_at(t, above);
        for (size_t i = 0; line[i] && line[i] != '\n'; i++)
            there += line[i] == quote;
        if (there % 2)
            return above;
    }
    return 0;
}

static void say_key(const trouble *t)
{
    const char *line = line_at(t, t->line), *at = place(t, t->line, t->column);
    char word[40];
    int open_quote = line ? find_open_quote(t, line, at) : 0;
    if (open_quote) {
        TELL(t, open_quote, 0,
             "a quote that begins in this line is closed only by the one in line %d: its end is "
             "missing",
             t->line);
    } else if (!line || line + indent_of(line) == at) {
        say_indent(t);
    } else if (find_bare_bracket(line)) {
        TELL(t, t->line, indent_of(line) + 1, "a colon is missing behind '%s', write %s: %c...",
             word_of(line, word, sizeof word), word, line[find_bare_bracket(line)]);
    } else if (*at == '}' || *at == ']') {
        TELL(t, t->line, t->column,
             "the %c closes nothing, there is one too many, or a %c is missing before it", *at,
             *at == '}' ? '{' : '[');
    } else {
        TELL(t, t->line, t->column,
             "there is more behind the value, which ends here; put a text with such signs in quotes, or "
             "begin a "
             "new line");
    }
}

/* NAME: VALUE: MORE, or a line that is deeper than one that is complete. */
static void say_second_colon(const trouble *t)
{
    const char *line = line_at(t, t->line), *at = place(t, t->line, t->column);
    const char *first = line ? strstr(line, ": ") : NULL;
    int before = line_before(t, t->line);
    char word[40], above[40];
    if (line)
        word_of(line, word, sizeof word);
    if (!line || (first && first < at)) {
        TELL(t, t->line, t->column,
             "a second colon stands in this line; a text with ': ' in it must be in quotes, and a map in a "
             "line in "
             "braces: {NAME: VALUE}");
    } else if (before && !strchr(word_of(line_at(t, before), above, sizeof above), ':') &&
               !memchr(line_at(t, before), ':', strcspn(line_at(t, before), "\n"))) {
        TELL(t, before, indent_of(line_at(t, before)) + 1, "a colon is missing behind '%s'", above);
    } else {
        int deep = indent_of(line);
        TELL(t, t->line, deep + 1,
             "'%s' stands %d spaces in, deeper than '%s' above it (%d), which has its value already; begin "
             "both "
             "with as many spaces",
             word, deep, word_of(before ? line_at(t, before) : "", above, sizeof above),
             before ? indent_of(line_at(t, before)) : 0);
    }
}

/* The key began in a line above, which has no colon, or none with a space behind it. */
static void say_no_colon(const trouble *t)
{
    int number = t->context_line ? t->context_line : t->line;
    const char *line = line_at(t, number);
    size_t n = line ? strcspn(line, "\r\n") : 0;
    const char *colon = line ? memchr(line, ':', n) : NULL;
    char word[40];
    if (!line)
        return;
    word_of(line, word, sizeof word);
    if (!colon && strstr(word, " = "))
        TELL(t, number, indent_of(line) + 1, "a colon must stand in place of the equals sign in '%s'", word);
    else if (colon)
        TELL(t, number, (int)(colon - line) + 2, "a space is missing behind the colon, write '%s: %.*s'",
             word, (int)(n - (size_t)(colon - line) - 1 < 40 ? n - (size_t)(colon - line) - 1 : 40),
             colon + 1);
    else
        TELL(t, number, t->context_line ? t->context_column : t->column,
             "a colon is missing behind '%s', the lines of a map are 'NAME: VALUE'", word);
}

static void say_quote(const trouble *t)
{
    const char *at = place(t, t->context_line, t->context_column);
    TELL(t, t->context_line, t->context_column, "the quote %c that begins here is never closed",
         *at == '\'' ? '\'' : '"');
}

static void say_escape(const trouble *t)
{
    TELL(t, t->line, t->column,
         "in double quotes a \\ begins a sign of its own; write the text in single quotes, or \\\\ for each "
         "\\");
}

static void say_alias(const trouble *t)
{
    TELL(t, t->line, t->column,
         "* and & stand before names of values that are used again, and there is none of this name; put a "
         "text that "
         "begins so in quotes");
}

static void say_item(const trouble *t)
{
    TELL(t, t->line, t->column,
         "an item of a list ('- ...') cannot stand behind a key in the same line; begin a new line for each "
         "item, "
         "or write [A, B]");
}

static void say_end(const trouble *t)
{
    char word[40];
    const char *line = line_at(t, t->line);
    TELL(t, t->line, t->column,
         "what stands above is complete, so '%s' has no place; a study is a map, with lines 'NAME: VALUE' "
         "that begin "
         "in the same column",
         word_of(line ? line : "", word, sizeof word));
}

static void say_nothing(const trouble *t)
{
    TELL(t, t->line, t->column, "a value is missing before this");
}

static void say_block_text(const trouble *t)
{
    TELL(t, t->line, t->column, "| and > begin a text of several lines; put a text that begins so in quotes");
}

static void say_tab(const trouble *t)
{
    TELL(t, t->line, t->column,
         "a tab stands in the indentation of this line; YAML takes spaces only, so type "
         "spaces in its place");
}

static const struct {
    const char *problem; /* a part of what libyaml says */
    void (*say)(const trouble *t);
} kinds[] = {{"cannot start any token", say_start},
             {"expected ',' or '", say_bracket},
             {"did not find expected key", say_key},
             {"did not find expected '-' indicator", say_key},
             {"mapping values are not allowed", say_second_colon},
             {"could not find expected ':'", say_no_colon},
             {"found unexpected end of stream", say_quote},
             {"found unexpected document indicator", say_quote},
             {"unknown escape character", say_escape},
             {"hexdecimal number", say_escape},
             {"undefined alias", say_alias},
             {"alphabetic or numeric character", say_alias},
             {"block sequence entries are not allowed", say_item},
             {"expected <document start>", say_end},
             {"did not find expected node content", say_nothing},
             {"expected comment or line break", say_block_text},
             {"tab character", say_tab}};

void qs_syntax_refuse(qs_study_reader *reader, const qs_node_origin *origin, const char *text,
                      const yaml_parser_t *parser)
{
    const trouble t = {
        .reader = reader,
        .origin = origin,
        .text = text,
        .problem = parser->problem ? parser->problem : "unknown trouble",
        .context = parser->context,
        .line = (int)parser->problem_mark.line + 1,
        .column = (int)parser->problem_mark.column + 1,
        .context_line = parser->context ? (int)parser->context_mark.line + 1 : 0,
        .context_column = parser->context ? (int)parser->context_mark.column + 1 : 0,
    };
    if (say_lookalike(&t))
        return;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strstr(t.problem, kinds[i].problem)) {
            kinds[i].say(&t);
            return;
        }
    TELL(&t, t.line, t.column, "not YAML: %s%s%s", t.context ? t.context : "", t.context ? ", " : "",
         t.problem);
}
