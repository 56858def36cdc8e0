/* Texts of other people's files on their way out.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/visible.h"

#include <stdlib.h>
#include <string.h>

enum { REPLACEMENT = 0xfffd, PICTURES = 0x2400, PICTURE_OF_DELETE = 0x2421 };

/* ---- UTF-8 ---- */

size_t qs_visible_code(const char *text, unsigned *code)
{
    const unsigned char *at = (const unsigned char *)text;
    static const unsigned least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t n = at[0] < 0x80                     ? 1
               : at[0] >= 0xc2 && at[0] <= 0xdf ? 2
               : at[0] >= 0xe0 && at[0] <= 0xef ? 3
               : at[0] >= 0xf0 && at[0] <= 0xf4 ? 4
                                                : 0;
    unsigned value = n < 2 ? at[0] : at[0] & (0x7fU >> n);
    for (size_t i = 1; i < n; i++) {
        if ((at[i] & 0xc0) != 0x80) /* the end of the text too */
            n = 0;
        else
            value = value << 6 | (at[i] & 0x3fU);
    }
    bool is_good = n > 0 && value >= least[n] && value <= 0x10ffff && (value < 0xd800 || value > 0xdfff);
    *code = is_good ? value : REPLACEMENT;
    return is_good ? n : 1;
}

int qs_visible_width_of(const char *text, size_t n)
{
    int width = 0;
    for (size_t i = 0; i < n; i++)
        width += ((unsigned char)text[i] & 0xc0) != 0x80;
    return width;
}

int qs_visible_width(const char *text)
{
    return qs_visible_width_of(text, strlen(text));
}

/* C0, DEL and C1; what ends lines elsewhere; bidi marks and other signs that have no width; what XML must not
 * hold. */
bool qs_visible_is(unsigned code)
{
    bool is_control = code < 0x20 || (code >= 0x7f && code < 0xa0);
    bool is_mark = code == 0x61c || (code >= 0x200e && code <= 0x200f) ||
                   (code >= 0x2028 && code <= 0x202e) || (code >= 0x2060 && code <= 0x206f) ||
                   code == 0xfeff || (code >= 0xfff9 && code <= 0xfffb) ||
                   (code >= 0xe0000 && code <= 0xe0fff);
    return !is_control && !is_mark && (code & 0xfffe) != 0xfffe;
}

static unsigned stand_in(unsigned code)
{
    if (qs_visible_is(code))
        return code;
    return code < 0x20 ? PICTURES + code : code == 0x7f ? PICTURE_OF_DELETE : REPLACEMENT;
}

/* The character at `text` as it is printed, in bytes[4]. Gives how many bytes of the text it takes. */
static size_t step(const char *text, bool keeps_blanks, char bytes[4], size_t *n_bytes)
{
    unsigned code;
    size_t n = qs_visible_code(text, &code);
    bool is_kept =
        (qs_visible_is(code) && (n > 1 || code < 0x80)) || (keeps_blanks && (code == '\n' || code == '\t'));
    if (is_kept) {
        memcpy(bytes, text, n);
        *n_bytes = n;
        return n;
    }
    code = stand_in(code); /* three bytes each */
    bytes[0] = (char)(0xe0 | code >> 12);
    bytes[1] = (char)(0x80 | (code >> 6 & 0x3f));
    bytes[2] = (char)(0x80 | (code & 0x3f));
    *n_bytes = QS_VISIBLE_BYTES;
    return n;
}

/* ---- texts ---- */

void qs_visible_copy(const char *text, bool has_lines, char *out, size_t size)
{
    size_t used = 0, n;
    char bytes[4];
    while (*text && size > 0) {
        text += step(text, has_lines, bytes, &n);
        if (used + n >= size)
            break;
        memcpy(out + used, bytes, n);
        used += n;
    }
    if (size > 0)
        out[used] = '\0';
}

void qs_visible_put(FILE *out, const char *text)
{
    size_t n;
    char bytes[4];
    while (*text) {
        text += step(text, true, bytes, &n);
        fwrite(bytes, 1, n, out);
    }
}

char *qs_visible_format(char *room, size_t size, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int n = vsnprintf(room, size, format, arguments);
    char *text = n >= (int)size ? malloc((size_t)n + 1) : NULL;
    if (text)
        vsnprintf(text, (size_t)n + 1, format, again);
    va_end(again);
    return text ? text : room;
}

void qs_visible_print(FILE *out, const char *format, ...)
{
    char room[1024];
    va_list arguments;
    va_start(arguments, format);
    char *text = qs_visible_format(room, sizeof room, format, arguments);
    va_end(arguments);
    qs_visible_put(out, text);
    if (text != room)
        free(text);
}

void qs_visible_json(FILE *out, const char *text)
{
    fputc('"', out);
    while (*text) {
        unsigned code;
        size_t n = qs_visible_code(text, &code);
        if (code == '"' || code == '\\')
            fprintf(out, "\\%c", (char)code);
        else if (qs_visible_is(code) && (n > 1 || code < 0x80))
            fwrite(text, 1, n, out);
        else if (code < 0x10000)
            fprintf(out, "\\u%04x", code);
        else
            fprintf(out, "\\u%04x\\u%04x", 0xd800 + ((code - 0x10000) >> 10), 0xdc00 + (code & 0x3ff));
        text += n;
    }
    fputc('"', out);
}
