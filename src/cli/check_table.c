/* The table that `qsweep check` prints.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check_internal.h"
#include "qsweep/memory.h"
#include "qsweep/visible.h"

qs_status qs_check_table_init(qs_check_table *table, size_t n_columns)
{
    *table = (qs_check_table){.n_columns = n_columns};
    qs_status status = qs_calloc(n_columns, sizeof *table->is_left, &table->is_left);
    return status ? status : qs_calloc(n_columns, sizeof *table->is_optional, &table->is_optional);
}

qs_status qs_check_table_add(qs_check_table *table, const char *text)
{
    qs_status status = qs_reserve(&table->cells, &table->capacity, table->n_cells + 1, sizeof *table->cells);
    if (!status)
        status = qs_strdup(text, &table->cells[table->n_cells]);
    if (!status)
        table->n_cells++;
    return status;
}

/* Characters of a UTF-8 text. */
static size_t width_of(const char *text)
{
    size_t n = 0;
    for (; *text; text++)
        n += ((unsigned char)*text & 0xC0) != 0x80;
    return n;
}

/* ---- how it is laid out ---- */

enum { GAP = 2, NARROW_HEAD = 14, NARROW_REMARK = 24 };

typedef struct sheet {
    const qs_check_table *table;
    size_t *width;  /* [n_columns] */
    size_t n_heads; /* lines of the head */
    size_t limit;   /* characters in a line, 0: no end */
    FILE *out;
} sheet;

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* The part of a head that goes on one line of `room` characters: up to a dot or a blank, if there is one. */
static size_t piece_of(const char *head, size_t room)
{
    size_t n = strlen(head), good = 0;
    if (room == 0 || width_of(head) <= room)
        return n;
    for (size_t i = 0, wide = 0; i < n; i++) {
        wide += ((unsigned char)head[i] & 0xC0) != 0x80;
        bool is_end = head[i] == '.' || (head[i] != ' ' && head[i + 1] == ' ');
        if (is_end && (wide <= room || good == 0))
            good = i + 1;
        if (wide > room && good)
            break;
    }
    return good ? good : n;
}

/* How wide and how many lines a head is in pieces of `room` characters. */
static size_t measure_head(const char *head, size_t room, size_t *n_lines)
{
    size_t most = 0;
    char piece[256];
    for (*n_lines = 0; *head; ++*n_lines) {
        size_t n = piece_of(head, room);
        snprintf(piece, sizeof piece, "%.*s", (int)least(n, sizeof piece - 1), head);
        if (width_of(piece) > most)
            most = width_of(piece);
        head += n;
        head += strspn(head, " ");
    }
    return most;
}

/* Whether all below the head is empty. */
static bool is_empty(const qs_check_table *table, size_t column)
{
    for (size_t i = table->n_columns + column; i < table->n_cells; i += table->n_columns)
        if (table->cells[i][0])
            return false;
    return true;
}

/* Columns are as wide as what is in them, 0 if they may be left out and are empty; heads are broken only
 * where not all fits into a line. */
static void measure(sheet *s, bool breaks_heads)
{
    size_t n = s->table->n_columns;
    memset(s->width, 0, n * sizeof *s->width);
    for (size_t i = n; i < s->table->n_cells; i++)
        if (width_of(s->table->cells[i]) > s->width[i % n])
            s->width[i % n] = width_of(s->table->cells[i]);
    s->n_heads = 1;
    for (size_t i = 0; i < n; i++) {
        if (s->table->is_optional[i] && is_empty(s->table, i))
            continue;
        size_t room = breaks_heads ? (s->width[i] > NARROW_HEAD ? s->width[i] : NARROW_HEAD) : 0, n_lines;
        size_t wide = measure_head(s->table->cells[i], room, &n_lines);
        s->width[i] = wide > s->width[i] ? wide : s->width[i];
        s->n_heads = n_lines > s->n_heads ? n_lines : s->n_heads;
    }
}

static size_t whole_width(const sheet *s)
{
    size_t sum = 0;
    for (size_t i = 0; i < s->table->n_columns; i++)
        sum += s->width[i] + (i && s->width[i] ? GAP : 0);
    return sum;
}

/* ---- printing ---- */

static void print_cell(const char *text, size_t width, bool is_left, FILE *line)
{
    int pad = (int)(width > width_of(text) ? width - width_of(text) : 0);
    if (is_left)
        fprintf(line, "%s%*s", text, pad, "");
    else
        fprintf(line, "%*s%s", pad, "", text);
}

/* The text of a line, without the blanks at its end. */
static void finish_line(FILE *line, char **text, FILE *out)
{
    if (fclose(line) == 0) {
        size_t n = strlen(*text);
        while (n > 0 && (*text)[n - 1] == ' ')
            (*text)[--n] = '\0';
        qs_visible_print(out, "%s\n", *text);
    }
    free(*text);
}

/* The line'th piece of a head, the last ones in the last lines. */
static void head_piece(const sheet *s, size_t column, size_t line, char *piece, size_t size)
{
    const char *head = s->table->cells[column];
    size_t n_lines, room = s->n_heads > 1 ? s->width[column] : 0;
    measure_head(head, room, &n_lines);
    piece[0] = '\0';
    if (line + n_lines < s->n_heads)
        return;
    for (size_t i = s->n_heads - n_lines; i < line; i++) {
        head += piece_of(head, room);
        head += strspn(head, " ");
    }
    snprintf(piece, size, "%.*s", (int)least(piece_of(head, room), size - 1), head);
}

static void print_head(const sheet *s, size_t first, size_t end)
{
    char piece[256];
    for (size_t l = 0; l < s->n_heads; l++) {
        char *text = NULL;
        size_t size = 0;
        bool is_used = false;
        for (size_t i = 0; i < end; i = i == 0 ? first : i + 1) {
            if (s->width[i] == 0)
                continue;
            head_piece(s, i, l, piece, sizeof piece);
            is_used |= piece[0] != '\0';
        }
        FILE *line = is_used ? open_memstream(&text, &size) : NULL;
        if (!line)
            continue;
        for (size_t i = 0; i < end; i = i == 0 ? first : i + 1) {
            if (s->width[i] == 0)
                continue;
            head_piece(s, i, l, piece, sizeof piece);
            fputs(i ? "  " : "", line);
            print_cell(piece, s->width[i], s->table->is_left[i], line);
        }
        finish_line(line, &text, s->out);
    }
}

/* A row of a block; the remark, which is broken between words, stands behind the last one. */
static void print_row(const sheet *s, char *const *cells, size_t first, size_t end)
{
    size_t n = s->table->n_columns, used = 0, size = 0;
    char *text = NULL, *remark = NULL;
    FILE *line = open_memstream(&text, &size);
    if (!line)
        return;
    for (size_t i = 0; i < least(end, n - 1); i = i == 0 ? first : i + 1) {
        if (s->width[i] == 0)
            continue;
        fputs(i ? "  " : "", line);
        print_cell(cells[i], s->width[i], s->table->is_left[i], line);
        used += s->width[i] + (i ? GAP : 0);
    }
    if (end == n && cells[n - 1][0]) {
        FILE *broken = open_memstream(&remark, &size);
        if (broken) {
            qs_cli_wrap(broken, s->limit ? (int)(s->limit > used + GAP ? s->limit - used - GAP : 1) : 0, 0,
                        cells[n - 1]);
            fclose(broken);
        }
        for (char *at = remark; at && *at;) {
            size_t length = strcspn(at, "\n");
            fprintf(line, "%*s%.*s", at == remark ? GAP : (int)used + GAP, "", (int)length, at);
            at += length;
            if (*at == '\n' && *++at)
                fputc('\n', line);
        }
        free(remark);
    }
    finish_line(line, &text, s->out);
}

/* The columns [first, end) that fit beside the first one; at least one. The remark is narrow if it must be.
 */
static size_t fitting(const sheet *s, size_t first)
{
    size_t n = s->table->n_columns, used = s->width[0], end = first;
    while (end < n) {
        size_t wide = end + 1 == n ? least(s->width[end], NARROW_REMARK) : s->width[end];
        used += wide ? GAP + wide : 0;
        if (wide && end > first && s->limit && used > s->limit)
            break;
        end++;
    }
    return end;
}

void qs_check_table_print(const qs_check_table *table, int width, FILE *out)
{
    size_t n = table->n_columns, end;
    sheet s = {.table = table, .limit = width > 0 ? (size_t)width : 0, .out = out};
    if (qs_calloc(n, sizeof *s.width, &s.width))
        return;
    measure(&s, false);
    if (s.limit && whole_width(&s) > s.limit)
        measure(&s, true);
    for (size_t first = 1; first < n; first = end) {
        end = fitting(&s, first);
        if (first > 1)
            fputc('\n', out);
        print_head(&s, first, end);
        for (size_t i = n; i + n <= table->n_cells; i += n)
            print_row(&s, table->cells + i, first, end);
    }
    qs_free(s.width);
}

void qs_check_table_clear(qs_check_table *table)
{
    for (size_t i = 0; i < table->n_cells; i++)
        qs_free(table->cells[i]);
    qs_free(table->cells);
    qs_free(table->is_left);
    qs_free(table->is_optional);
    *table = (qs_check_table){0};
}
