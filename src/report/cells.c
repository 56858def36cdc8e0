/* Texts and numbers in csv and json.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/cells.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "qsweep/view.h"
#include "qsweep/visible.h"

static size_t digits(const char *text)
{
    return strspn(text, "0123456789");
}

bool qs_csv_is_decimal(const char *text)
{
    text += *text == '-';
    size_t before = digits(text);
    if (before == 0 || text[before] != '.' || digits(text + before + 1) == 0)
        return false;
    text += before + 1 + digits(text + before + 1);
    if (*text == 'e' || *text == 'E') {
        text += 1 + (text[1] == '-' || text[1] == '+');
        if (digits(text) == 0)
            return false;
    }
    return text[digits(text)] == '\0';
}

/* Characters as they are, quotes doubled. */
static void put_quoted(FILE *out, const char *text)
{
    for (size_t n; *text; text += n) {
        char piece[128];
        n = strcspn(text + (*text == '"'), "\"") + (*text == '"');
        n = n < sizeof piece ? n : sizeof piece - 1;
        while (n > 1 && text[n] != '\0' && ((unsigned char)text[n] & 0xc0) == 0x80) /* within no character */
            n--;
        memcpy(piece, text, n);
        piece[n] = '\0';
        fputs(*piece == '"' ? "\"" : "", out);
        qs_visible_put(out, piece);
    }
}

void qs_csv_texts(FILE *out, const char *const *texts, size_t n)
{
    bool is_quoted = n == 0 || texts[0][0] == ' ' || texts[0][0] == '\0';
    is_quoted |= n == 1 && qs_csv_is_decimal(texts[0]);
    for (size_t i = 0; i < n; i++)
        is_quoted |= strpbrk(texts[i], ",\"\r\n") != NULL;
    for (size_t i = 0; i < n && !is_quoted; i++)
        qs_visible_put(out, texts[i]);
    if (!is_quoted)
        return;
    fputc('"', out);
    for (size_t i = 0; i < n; i++)
        put_quoted(out, texts[i]);
    fputc('"', out);
}

void qs_csv_text(FILE *out, const char *text)
{
    qs_csv_texts(out, &text, 1);
}

/* A number may begin with a sign; a formula does, or with @, or behind a tab or a line's end. */
bool qs_csv_is_formula(const char *text)
{
    char *end;
    if (!*text || !strchr("=+-@\t\r\n", *text))
        return false;
    strtod(text, &end);
    return end == text || *end;
}

void qs_csv_cell(FILE *out, const char *text, bool is_spreadsheet)
{
    const char *const texts[] = {"'", text};
    bool is_armed = is_spreadsheet && qs_csv_is_formula(text);
    qs_csv_texts(out, texts + !is_armed, 1 + (size_t)is_armed);
}

void qs_csv_number(FILE *out, double value)
{
    char text[QS_NUMBER_TEXT];
    if (!isnan(value))
        fputs(qs_number_exact(value, text), out);
}

void qs_json_number(FILE *out, double value)
{
    char text[QS_NUMBER_TEXT];
    if (isnan(value))
        fputs("null", out);
    else
        fprintf(out, isinf(value) ? "\"%s\"" : "%s", qs_number_exact(value, text));
}
