/* What stands in a table: which column is meant, and which number.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "qsweep/csv.h"

static void list_names(const qs_csv_record *header, char *why, size_t size)
{
    size_t n = strlen(why);
    for (size_t i = 0; i < header->n && i < 20 && n + 1 < size; i++) {
        int written = snprintf(why + n, size - n, "%s'%.40s'", i ? ", " : "", header->cells[i]);
        n += written < 0 ? 0 : (size_t)written;
    }
    if (header->n > 20 && n + 1 < size)
        snprintf(why + n, size - n, ", ...");
}

/* A whole number from 1, or 0. */
static size_t number_of(const char *name)
{
    size_t digits = strspn(name, "0123456789");
    return digits && digits < 7 && !name[digits] ? (size_t)strtoul(name, NULL, 10) : 0;
}

bool qs_csv_column(const qs_csv_record *header, const char *name, size_t *column, char *why, size_t size)
{
    size_t n_found = 0;
    for (size_t i = header->n; i-- > 0;)
        if (strcasecmp(header->cells[i], name) == 0) {
            n_found++;
            *column = i;
        }
    if (n_found == 1)
        return true;
    size_t number = n_found ? 0 : number_of(name);
    if (number && number <= header->n) {
        *column = number - 1;
        return true;
    }
    if (n_found)
        snprintf(why, size, "%zu columns are called '%.40s', name it by its number: ", n_found, name);
    else if (number)
        snprintf(why, size, "there is no column %zu, there are %zu: ", number, header->n);
    else
        snprintf(why, size, "there is no column '%.40s', there are: ", name);
    list_names(header, why, size);
    return false;
}

bool qs_cell_number(const char *text, char decimal, double *out)
{
    char plain[64];
    size_t n = strlen(text);
    if (n == 0 || n >= sizeof plain || strspn(text, "+-.,0123456789eE") != n)
        return false;
    for (size_t i = 0; i <= n; i++) {
        if ((text[i] == '.' || text[i] == ',') && text[i] != decimal)
            return false;
        plain[i] = text[i];
        if (text[i] == decimal)
            plain[i] = '.';
    }
    char *end;
    double x = strtod(plain, &end);
    if (end == plain || *end || !isfinite(x))
        return false;
    *out = x;
    return true;
}

const char *qs_cell_number_hint(const char *text, char decimal)
{
    double x;
    if (decimal == '.' && strchr(text, ',') && qs_cell_number(text, ',', &x))
        return ": if the comma is a decimal point, say so (decimal ',')";
    if (decimal == ',' && strchr(text, '.') && qs_cell_number(text, '.', &x))
        return ": with decimal ',' a point is none";
    if (strchr(text, ':') || strchr(text, '/'))
        return ": if it is a date or a time of day, give its format";
    return "";
}

bool qs_cell_separator(const char *text, char *out)
{
    if (!strcmp(text, "tab") || !strcmp(text, "\\t")) {
        *out = '\t';
        return true;
    }
    if (strlen(text) != 1 || !strchr(";,|:\t !/~^&", text[0]))
        return false;
    *out = text[0];
    return true;
}

bool qs_cell_decimal(const char *text, char *out)
{
    if (strcmp(text, ".") != 0 && strcmp(text, ",") != 0)
        return false;
    *out = text[0];
    return true;
}
