/* Texts and numbers of a page.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <nettle/base64.h>
#include <stdint.h>
#include <stdlib.h>

#include "qsweep/html.h"
#include "qsweep/visible.h"

/* What a character of markup is written as, or NULL. */
static const char *entity(unsigned code)
{
    switch (code) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

void qs_html_text(FILE *out, const char *text)
{
    while (*text) {
        unsigned code;
        size_t n = qs_visible_code(text, &code);
        const char *instead = entity(code);
        char one[5] = {0}, shown[5];
        for (size_t i = 0; i < n && i < 4; i++)
            one[i] = text[i];
        qs_visible_copy(one, true, shown, sizeof shown);
        fputs(instead ? instead : shown, out);
        text += n;
    }
}

void qs_html_print(FILE *out, const char *format, ...)
{
    char room[1024];
    va_list arguments;
    va_start(arguments, format);
    char *text = qs_visible_format(room, sizeof room, format, arguments);
    va_end(arguments);
    qs_html_text(out, text);
    if (text != room)
        free(text);
}

void qs_html_name(FILE *out, const char *text)
{
    fputs("<bdi>", out);
    qs_html_text(out, text);
    fputs("</bdi>", out);
}

/* ---- data ---- */

void qs_html_data_begin(FILE *out, const char *id)
{
    fprintf(out, "<script type=\"application/json\" id=\"%s\">", id);
}

void qs_html_data_end(FILE *out)
{
    fputs("</script>\n", out);
}

/* Neither `<` nor `&` stands in data, so nothing in it can end the element or open a comment. */
void qs_html_json_text(FILE *out, const char *text)
{
    fputc('"', out);
    while (*text) {
        unsigned code;
        size_t n = qs_visible_code(text, &code);
        bool is_plain = qs_visible_is(code) && (n > 1 || code < 0x80) && !entity(code) && code != '\\';
        if (is_plain)
            fwrite(text, 1, n, out);
        else if (code < 0x10000)
            fprintf(out, "\\u%04x", code);
        else
            fprintf(out, "\\u%04x\\u%04x", 0xd800 + ((code - 0x10000) >> 10), 0xdc00 + (code & 0x3ff));
        text += n;
    }
    fputc('"', out);
}

void qs_html_json_number(FILE *out, double value)
{
    if (!isfinite(value)) {
        fputs("null", out);
        return;
    }
    char text[32];
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    fputs(text, out);
}

void qs_html_base64(FILE *out, const void *bytes, size_t n)
{
    enum { PIECE = 3 * 1024 };
    const uint8_t *at = bytes;
    char text[BASE64_ENCODE_RAW_LENGTH(PIECE)];
    while (n > 0) {
        size_t now = n < PIECE ? n : PIECE;
        base64_encode_raw(text, now, at);
        fwrite(text, 1, BASE64_ENCODE_RAW_LENGTH(now), out);
        at += now;
        n -= now;
    }
}
