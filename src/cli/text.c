/* Texts and numbers in csv and json.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "text_internal.h"

#include <math.h>
#include <string.h>

#include "show_internal.h"

void qs_csv_text(FILE *out, const char *text)
{
    if (!strpbrk(text, ",\"\r\n") && text[0] != ' ' && text[0] != '\0') {
        fputs(text, out);
        return;
    }
    fputc('"', out);
    for (; *text; text++)
        fprintf(out, *text == '"' ? "\"\"" : "%c", *text);
    fputc('"', out);
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
