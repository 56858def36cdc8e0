/* Tables as spreadsheets write them, a record at a time.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/csv.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "qsweep/hash.h"
#include "qsweep/memory.h"
#include "qsweep/plain.h"

enum { MOST_RECORD_BYTES = 1 << 20, BUFFER = 1 << 16, MOST_CELLS = 16384 };

struct qs_csv {
    FILE *file;
    char separator;
    size_t line; /* of the byte that comes next */
    size_t at, n_buffer;
    bool is_at_end;
    char *text; /* of the record; owned */
    size_t n, capacity;
    size_t *begins; /* of its cells in the text; owned */
    size_t n_cells, begins_capacity;
    char **cells; /* owned */
    size_t cells_capacity;
    const char *wrong;
    char buffer[BUFFER];
};

static void refill(qs_csv *csv)
{
    csv->at = 0;
    csv->n_buffer = fread(csv->buffer, 1, sizeof csv->buffer, csv->file);
    csv->is_at_end = csv->n_buffer == 0;
}

/* The next byte, -1 at the end. */
static int peek(qs_csv *csv)
{
    if (csv->at == csv->n_buffer && !csv->is_at_end)
        refill(csv);
    return csv->is_at_end ? -1 : (unsigned char)csv->buffer[csv->at];
}

static int take(qs_csv *csv)
{
    int c = peek(csv);
    if (c < 0)
        return c;
    csv->at++;
    csv->line += c == '\n';
    return c;
}

/* In the first line that is no comment, outside of quotes. */
static char find_separator(const char *text, size_t n, char decimal)
{
    static const char candidates[] = ";\t|,";
    size_t counts[sizeof candidates] = {0};
    bool is_quoted = false, is_begin = true, is_comment = false, is_blank = true;
    for (size_t i = 0; i < n; i++) {
        if (text[i] == '\n' && !is_quoted) {
            if (!is_comment && !is_blank)
                break;
            is_begin = is_blank = true;
            is_comment = false;
            continue;
        }
        is_comment |= is_begin && text[i] == '#';
        is_begin = false;
        is_blank &= text[i] == ' ' || text[i] == '\r';
        if (text[i] == '"' && !is_comment)
            is_quoted = !is_quoted;
        const char *found = is_quoted || is_comment || !text[i] ? NULL : strchr(candidates, text[i]);
        if (found)
            counts[found - candidates]++;
    }
    for (size_t k = 0; candidates[k]; k++)
        if (counts[k] && candidates[k] != decimal)
            return candidates[k];
    return '\0';
}

static qs_status look_at_beginning(qs_csv *csv, const char *path, char separator, char decimal)
{
    refill(csv);
    const char *text = csv->buffer;
    if (csv->n_buffer >= 2 && (!memcmp(text, "\xff\xfe", 2) || !memcmp(text, "\xfe\xff", 2)))
        return qs_fail(QS_ERROR_FORMAT, "%s: is UTF-16, save it as UTF-8 (\"CSV UTF-8\")", path);
    if (csv->n_buffer >= 4 && (!memcmp(text, "PK\3\4", 4) || !memcmp(text, "\xd0\xcf\x11\xe0", 4)))
        return qs_fail(QS_ERROR_FORMAT, "%s: is a spreadsheet, save the sheet as CSV", path);
    if (csv->n_buffer >= 3 && !memcmp(text, "\xef\xbb\xbf", 3))
        csv->at = 3;
    csv->separator = separator ? separator : find_separator(text + csv->at, csv->n_buffer - csv->at, decimal);
    return QS_OK;
}

qs_status qs_csv_open(const char *path, char separator, char decimal, qs_csv **out)
{
    int descriptor;
    qs_csv *csv = NULL;
    *out = NULL;
    qs_status status = qs_plain_open(path, &descriptor);
    if (status)
        return status;
    status = qs_calloc(1, sizeof *csv, &csv);
    if (!status && !(csv->file = fdopen(descriptor, "rb")))
        status = qs_fail(QS_ERROR_IO, "%s: cannot open: %s", path, strerror(errno));
    if (status) {
        close(descriptor);
        qs_free(csv);
        return status;
    }
    csv->line = 1;
    status = look_at_beginning(csv, path, separator, decimal);
    if (status)
        qs_csv_close(csv);
    else
        *out = csv;
    return status;
}

void qs_csv_close(qs_csv *csv)
{
    if (!csv)
        return;
    fclose(csv->file);
    qs_free(csv->text);
    qs_free(csv->begins);
    qs_free(csv->cells);
    qs_free(csv);
}

char qs_csv_separator(const qs_csv *csv)
{
    return csv->separator;
}

static qs_status put(qs_csv *csv, int c, size_t line)
{
    if (c == 0)
        return qs_fail(QS_ERROR_FORMAT, "%zu: has a zero byte, this is no text", csv->line);
    if (csv->n + 2 > MOST_RECORD_BYTES)
        return qs_fail(QS_ERROR_FORMAT,
                       "%zu: is longer than a megabyte: is this a table? Or a quote that "
                       "begins there does not end",
                       line);
    if (csv->n + 2 > csv->capacity) {
        qs_status status = qs_reserve(&csv->text, &csv->capacity, csv->n + 256, 1);
        if (status)
            return status;
    }
    csv->text[csv->n++] = (char)c;
    return QS_OK;
}

static bool is_blank(const qs_csv *csv, int c)
{
    return (c == ' ' || c == '\t' || c == '\r') && c != csv->separator;
}

/* Is the cell at an end? Takes what ends it; a record's end is said in *is_last. */
static bool ends(qs_csv *csv, int c, bool *is_last)
{
    *is_last = c < 0 || c == '\n';
    return *is_last || (csv->separator && c == csv->separator);
}

/* Behind the opening quote, to what ends the cell. */
static qs_status read_quoted(qs_csv *csv, size_t line, bool *is_last)
{
    qs_status status = QS_OK;
    for (int c = take(csv); !status; c = take(csv)) {
        if (c < 0)
            return qs_fail(QS_ERROR_FORMAT, "%zu: has a quote that does not end", line);
        if (c == '"' && peek(csv) != '"')
            break;
        if (c == '"')
            take(csv);
        status = put(csv, c, line);
    }
    for (int c = take(csv); !status && !ends(csv, c, is_last); c = take(csv))
        if (!is_blank(csv, c))
            csv->wrong = "has something between a closing quote and what comes next";
    return status;
}

static qs_status read_cell(qs_csv *csv, size_t line, bool *is_last)
{
    qs_status status = qs_reserve(&csv->begins, &csv->begins_capacity, csv->n_cells + 1, sizeof(size_t));
    if (status)
        return status;
    size_t begin = csv->begins[csv->n_cells++] = csv->n;
    while (is_blank(csv, peek(csv)))
        take(csv);
    if (peek(csv) == '"') {
        take(csv);
        status = read_quoted(csv, line, is_last);
    } else {
        for (int c = take(csv); !status && !ends(csv, c, is_last); c = take(csv))
            status = put(csv, c, line);
        while (csv->n > begin && is_blank(csv, csv->text[csv->n - 1]))
            csv->n--;
    }
    if (!status)
        status = put(csv, ' ', line);
    if (!status)
        csv->text[csv->n - 1] = '\0';
    if (!status && csv->n_cells > MOST_CELLS)
        status = qs_fail(QS_ERROR_FORMAT, "%zu: has more than %d cells", line, MOST_CELLS);
    return status;
}

static void skip_lines(qs_csv *csv)
{
    for (;;) {
        int c = peek(csv);
        if (c == '#')
            while (c >= 0 && c != '\n')
                c = take(csv);
        else if (c == '\n' || is_blank(csv, c))
            take(csv);
        else
            return;
    }
}

/* Blank separators, such as a line of tabs alone, are no record. */
static bool is_empty(const qs_csv *csv)
{
    for (size_t i = 0; i < csv->n; i++)
        if (csv->text[i])
            return false;
    return true;
}

qs_status qs_csv_next(qs_csv *csv, qs_csv_record *record)
{
    qs_status status = QS_OK;
    *record = (qs_csv_record){0};
    do {
        bool is_last = false;
        skip_lines(csv);
        size_t line = csv->line;
        csv->n = csv->n_cells = 0;
        csv->wrong = NULL;
        if (peek(csv) < 0)
            return ferror(csv->file) ? qs_fail(QS_ERROR_IO, "%zu: cannot be read: %s", line, strerror(errno))
                                     : QS_OK;
        while (!status && !is_last)
            status = read_cell(csv, line, &is_last);
        record->line = line;
    } while (!status && is_empty(csv));
    if (!status)
        status = qs_reserve(&csv->cells, &csv->cells_capacity, csv->n_cells, sizeof(char *));
    if (status)
        return status;
    for (size_t i = 0; i < csv->n_cells; i++)
        csv->cells[i] = csv->text + csv->begins[i];
    record->n = csv->n_cells;
    record->cells = csv->cells;
    record->hash = qs_hash_bytes(csv->text, csv->n);
    record->wrong = csv->wrong;
    return QS_OK;
}
