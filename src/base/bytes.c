/* Bytes: appending and reading.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/bytes.h"

#include <string.h>

#include "qsweep/memory.h"

enum { LONGEST_PACKED = 10, STRETCH = 8 };

static qs_status room_for(qs_bytes *bytes, size_t n)
{
    if (n > SIZE_MAX - bytes->n)
        return qs_fail(QS_ERROR_MEMORY, "out of memory for a message");
    return qs_reserve(&bytes->data, &bytes->capacity, bytes->n + n, 1);
}

qs_status qs_bytes_put(qs_bytes *bytes, const void *data, size_t n)
{
    if (n == 0)
        return QS_OK;
    qs_status status = room_for(bytes, n);
    if (status)
        return status;
    memcpy(bytes->data + bytes->n, data, n);
    bytes->n += n;
    return QS_OK;
}

qs_status qs_bytes_put_u64(qs_bytes *bytes, uint64_t value)
{
    return qs_bytes_put(bytes, &value, sizeof value);
}

/* All bits that any of them has. */
static inline uint64_t bits_of(const uint64_t *values, size_t n)
{
    uint64_t any = 0;
    for (size_t i = 0; i < n; i++)
        any |= values[i];
    return any;
}

/* Most counts of a histogram are 0. */
static bool are_zero(const uint64_t *values)
{
    return bits_of(values, STRETCH) == 0;
}

/* Bytes of packed numbers: one each, and more of what is large, which is rare. */
static size_t packed_size(const uint64_t *values, size_t n)
{
    size_t size = n;
    for (size_t i = 0; i < n;) {
        size_t end = i + STRETCH < n ? i + STRETCH : n;
        for (bool is_large = bits_of(values + i, end - i) >= 0x80; is_large && i < end; i++)
            for (uint64_t value = values[i]; value >= 0x80; value >>= 7)
                size++;
        i = end;
    }
    return size;
}

qs_status qs_bytes_put_packed(qs_bytes *bytes, const uint64_t *values, size_t n)
{
    if (n > SIZE_MAX / LONGEST_PACKED)
        return qs_fail(QS_ERROR_MEMORY, "out of memory for a message");
    qs_status status = room_for(bytes, packed_size(values, n));
    if (status)
        return status;
    unsigned char *at = bytes->data + bytes->n;
    for (size_t i = 0; i < n; i++) {
        for (; i + STRETCH <= n && are_zero(values + i); i += STRETCH, at += STRETCH)
            memset(at, 0, STRETCH);
        if (i == n)
            break;
        uint64_t value = values[i];
        for (; value >= 0x80; value >>= 7)
            *at++ = (unsigned char)(value | 0x80);
        *at++ = (unsigned char)value;
    }
    bytes->n = (size_t)(at - bytes->data);
    return QS_OK;
}

void qs_bytes_reset(qs_bytes *bytes)
{
    bytes->n = 0;
}

void qs_bytes_clear(qs_bytes *bytes)
{
    qs_free(bytes->data);
    memset(bytes, 0, sizeof *bytes);
}

void qs_reader_get(qs_reader *reader, void *data, size_t n)
{
    if (reader->is_short || n > reader->n - reader->at) {
        reader->is_short = true;
        memset(data, 0, n);
        return;
    }
    memcpy(data, reader->data + reader->at, n);
    reader->at += n;
}

uint64_t qs_reader_get_u64(qs_reader *reader)
{
    uint64_t value;
    qs_reader_get(reader, &value, sizeof value);
    return value;
}

static uint64_t get_packed(qs_reader *reader)
{
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && reader->at < reader->n; shift += 7) {
        unsigned char byte = reader->data[reader->at++];
        value |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80)
            return value;
    }
    reader->is_short = true;
    return 0;
}

void qs_reader_get_packed(qs_reader *reader, uint64_t *values, size_t n)
{
    for (size_t i = 0; i < n;) {
        size_t at = reader->at, end = reader->is_short ? at : reader->n;
        for (; i < n && at < end && reader->data[at] < 0x80; at++) /* nearly all are one byte */
            values[i++] = reader->data[at];
        reader->at = at;
        if (i < n)
            values[i++] = reader->is_short ? 0 : get_packed(reader);
    }
}
