/* Texts and numbers in csv and json.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "text_internal.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "show_internal.h"

void qs_csv_texts(FILE *out, const char *const *texts, size_t n)
{
    bool is_quoted = n == 0 || texts[0][0] == ' ' || texts[0][0] == '\0';
    for (size_t i = 0; i < n; i++)
        is_quoted |= strpbrk(texts[i], ",\"\r\n") != NULL;
    for (size_t i = 0; i < n && !is_quoted; i++)
        fputs(texts[i], out);
    if (!is_quoted)
        return;
    fputc('"', out);
    for (size_t i = 0; i < n; i++)
        for (const char *c = texts[i]; *c; c++)
            fprintf(out, *c == '"' ? "\"\"" : "%c", *c);
    fputc('"', out);
}

void qs_csv_text(FILE *out, const char *text)
{
    qs_csv_texts(out, &text, 1);
}

void qs_csv_number(FILE *out, double value)
{
    char text[QS_SHOW_NUMBER];
    if (!isnan(value))
        fputs(qs_show_exact(value, text), out);
}

void qs_json_text(FILE *out, const char *text)
{
    fputc('"', out);
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\')
            fprintf(out, "\\%c", c);
        else if (c < 0x20)
            fprintf(out, "\\u%04x", c);
        else
            fputc(c, out);
    }
    fputc('"', out);
}

void qs_json_number(FILE *out, double value)
{
    char text[QS_SHOW_NUMBER];
    if (isnan(value))
        fputs("null", out);
    else
        fprintf(out, isinf(value) ? "\"%s\"" : "%s", qs_show_exact(value, text));
}
