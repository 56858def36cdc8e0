/* Columns of whole numbers, short where the numbers are small.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/memory.h"
#include "replay_internal.h"

void qs_column_put(column *into, uint64_t value)
{
    enum { MOST = 10 }; /* bytes of 64 bits */
    if (!into->status)
        into->status = qs_reserve(&into->bytes, &into->capacity, into->n + MOST, 1);
    if (into->status)
        return;
    for (; value >= 0x80; value >>= 7)
        into->bytes[into->n++] = (uint8_t)(value | 0x80);
    into->bytes[into->n++] = (uint8_t)value;
}

void qs_column_signed(column *into, int64_t value)
{
    qs_column_put(into, value < 0 ? ~((uint64_t)value << 1) : (uint64_t)value << 1);
}

void qs_column_step(column *into, int64_t value)
{
    qs_column_signed(into, value - into->last);
    into->last = value;
}

void qs_column_write(const column *from, const char *name, FILE *out)
{
    fprintf(out, ",\"%s\":\"", name);
    qs_html_base64(out, from->bytes, from->n);
    fputc('"', out);
}

qs_status qs_columns_clear(column *columns, size_t n)
{
    qs_status status = QS_OK;
    for (size_t i = 0; i < n; i++) {
        if (!status)
            status = columns[i].status;
        qs_free(columns[i].bytes);
    }
    return status;
}
