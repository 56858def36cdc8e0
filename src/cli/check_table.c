/* The table that `qsweep check` prints.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
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

static void print_cell(const char *text, size_t width, bool is_left, bool is_last, FILE *out)
{
    int pad = (int)(width - width_of(text));
    if (is_left)
        qs_visible_print(out, "%s%*s", text, is_last ? 0 : pad, "");
    else
        qs_visible_print(out, "%*s%s", pad, "", text);
}

/* Columns without a width are left out. */
static void print_row(char *const *cells, const size_t *width, const bool *is_left, size_t n, FILE *out)
{
    while (n > 1 && !cells[n - 1][0]) /* no blanks at the end of a line */
        n--;
    for (size_t column = 0; column < n; column++) {
        if (width[column] == 0)
            continue;
        fputs(column ? "  " : "", out);
        print_cell(cells[column], width[column], is_left[column], column + 1 == n, out);
    }
    fputc('\n', out);
}

/* Whether all below the head is empty. */
static bool is_empty(const qs_check_table *table, size_t column)
{
    for (size_t i = table->n_columns + column; i < table->n_cells; i += table->n_columns)
        if (table->cells[i][0])
            return false;
    return true;
}

void qs_check_table_print(const qs_check_table *table, FILE *out)
{
    size_t n = table->n_columns;
    size_t *width;
    if (qs_calloc(n, sizeof *width, &width))
        return;
    for (size_t i = 0; i < table->n_cells; i++)
        if (width_of(table->cells[i]) > width[i % n])
            width[i % n] = width_of(table->cells[i]);
    for (size_t column = 0; column < n; column++)
        if (table->is_optional[column] && is_empty(table, column))
            width[column] = 0;
    for (size_t i = 0; i + n <= table->n_cells; i += n)
        print_row(table->cells + i, width, table->is_left, n, out);
    qs_free(width);
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
