/* Messages in lines that fit the terminal.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli_internal.h"
#include "qsweep/visible.h"

enum { NARROWEST = 40, WIDEST = 10000, HANG = 4 };

int qs_cli_line_width(FILE *out)
{
    struct winsize size;
    int descriptor = fileno(out);
    if (isatty(descriptor) && ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col >= NARROWEST)
        return size.ws_col;
    const char *columns = getenv("COLUMNS");
    long width = columns ? strtol(columns, NULL, 10) : 0;
    return width >= NARROWEST && width <= WIDEST ? (int)width : 0;
}

/* A command to type goes to the end of its line, in one piece: that is how it is copied. NULL: there is none.
 */
static const char *find_command(const char *line, size_t n)
{
    static const char *const before[] = {"go on with: ", "see it with: ", "see them with: ", "again: ",
                                         "convert it: ", "and then: ",    "are there: "};
    const char *found = NULL;
    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        const char *at = strstr(line, before[i]);
        if (at && at < line + n)
            found = at + strlen(before[i]);
    }
    return found;
}

static void put(FILE *out, const char *text, size_t n)
{
    qs_visible_print(out, "%.*s", (int)n, text);
}

static void wrap_line(FILE *out, const char *line, size_t n, int width, int hang)
{
    const char *end = line + n, *command = find_command(line, n);
    int used = 0;
    for (const char *at = line; at < end;) {
        const char *blanks = at;
        while (at < end && *at == ' ')
            at++;
        size_t n_blanks = (size_t)(at - blanks), length = 0;
        while (at + length < end && (at[length] != ' ' || (command && at >= command)))
            length++;
        int wide = qs_visible_width_of(at, length);
        bool is_new = used > 0 && used + (int)n_blanks + wide > width;
        if (is_new)
            fprintf(out, "\n%*s", hang, "");
        else
            put(out, blanks, n_blanks);
        put(out, at, length);
        used = (is_new ? hang : used + (int)n_blanks) + wide;
        at += length;
    }
}

void qs_cli_wrap(FILE *out, int width, int hang, const char *text)
{
    while (*text) {
        size_t n = strcspn(text, "\n");
        if (width > 0)
            wrap_line(out, text, n, width, hang);
        else
            put(out, text, n);
        text += n;
        if (*text == '\n') {
            fputc('\n', out);
            text++;
        }
    }
}

void qs_cli_say(FILE *out, const char *format, ...)
{
    char room[1024];
    va_list arguments;
    va_start(arguments, format);
    char *text = qs_visible_format(room, sizeof room, format, arguments);
    va_end(arguments);
    qs_cli_wrap(out, qs_cli_line_width(out), HANG, text);
    if (text != room)
        free(text);
}
