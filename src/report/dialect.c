/* csv in another dialect.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* fopencookie */
#include "qsweep/dialect.h"

#include <errno.h>
#include <string.h>

#include "qsweep/bytes.h"
#include "qsweep/cells.h"
#include "qsweep/memory.h"

/* Where in a cell the next byte is. */
typedef enum place { BEGINNING, PLAIN, QUOTED, BEHIND_QUOTE } place;

typedef struct translator {
    qs_dialect dialect;
    FILE *out;
    place place;
    bool is_quoted; /* the cell began with a quote */
    qs_bytes cell;  /* so far, without its quotes */
} translator;

/* ---- a cell ---- */

static void put_number(const char *text, char decimal, FILE *out)
{
    for (; *text; text++)
        fputc(*text == '.' ? decimal : *text, out);
}

static void put_text(const translator *t, const char *text)
{
    const char signs[] = {t->dialect.separator, '"', '\r', '\n', '\0'};
    bool is_armed = t->dialect.is_spreadsheet && qs_csv_is_formula(text);
    bool is_quoted = t->is_quoted || strpbrk(text, signs); /* what stood in quotes keeps them */
    if (is_quoted)
        fputc('"', t->out);
    if (is_armed)
        fputc('\'', t->out);
    for (; *text; text++) {
        if (*text == '"')
            fputc('"', t->out);
        fputc(*text, t->out);
    }
    if (is_quoted)
        fputc('"', t->out);
}

/* The cell is whole: out with it, and with the sign behind it. */
static bool end_cell(translator *t, char sign)
{
    if (qs_bytes_put(&t->cell, "", 1))
        return false;
    const char *text = (const char *)t->cell.data;
    if (!t->is_quoted && qs_csv_is_decimal(text))
        put_number(text, t->dialect.decimal, t->out);
    else
        put_text(t, text);
    fputc(sign == ',' ? t->dialect.separator : sign, t->out);
    t->cell.n = 0;
    t->place = BEGINNING;
    t->is_quoted = false;
    return true;
}

/* ---- byte by byte ---- */

static bool take(translator *t, char c)
{
    if (t->place != QUOTED && (c == ',' || c == '\n'))
        return end_cell(t, c);
    if (c == '"' && t->place == BEGINNING) {
        t->is_quoted = true;
        t->place = QUOTED;
        return true;
    }
    if (c == '"' && t->place == QUOTED) {
        t->place = BEHIND_QUOTE;
        return true;
    }
    t->place = t->is_quoted ? QUOTED : PLAIN; /* also behind the first of two quotes, which are one */
    return qs_bytes_put(&t->cell, &c, 1) == QS_OK;
}

static ssize_t write_csv(void *cookie, const char *bytes, size_t n)
{
    translator *t = cookie;
    for (size_t i = 0; i < n; i++)
        if (!take(t, bytes[i])) {
            errno = ENOMEM;
            return 0;
        }
    return ferror(t->out) ? 0 : (ssize_t)n;
}

static int close_csv(void *cookie)
{
    translator *t = cookie;
    qs_bytes_clear(&t->cell);
    qs_free(t);
    return 0;
}

/* ---- */

qs_status qs_dialect_begin(const qs_dialect *dialect, FILE *out, FILE **csv)
{
    translator *t;
    const cookie_io_functions_t functions = {.write = write_csv, .close = close_csv};
    *csv = out;
    if (dialect->separator == ',' && dialect->decimal == '.' && !dialect->is_spreadsheet)
        return QS_OK;
    qs_status status = qs_calloc(1, sizeof *t, &t);
    if (status)
        return status;
    *t = (translator){.dialect = *dialect, .out = out};
    *csv = fopencookie(t, "w", functions);
    if (!*csv) {
        qs_free(t);
        return qs_fail(QS_ERROR_MEMORY, "out of memory");
    }
    if (dialect->is_spreadsheet)
        fputs("\xEF\xBB\xBF", out);
    return QS_OK;
}

qs_status qs_dialect_end(FILE *csv, FILE *out, qs_status status)
{
    if (csv == out)
        return status;
    bool is_whole = !ferror(csv);
    is_whole = fclose(csv) == 0 && is_whole;
    if (status || is_whole || ferror(out))
        return status;
    return qs_fail(QS_ERROR_IO, "not all of the csv could be written: %s", strerror(errno));
}
