/* A growing block of bytes, and a reader that never reads beyond one's end.
 *
 * Numbers are in the machine's own byte order, doubles as their 8 bytes: what is written here is
 * read by the same program on the same kind of machine.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_BYTES_H
#define QSWEEP_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "qsweep/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/* All-zero is empty. */
typedef struct qs_bytes {
    unsigned char *data; /* [n] owned */
    size_t n, capacity;
} qs_bytes;

/* Append. Errors: QS_ERROR_MEMORY, the bytes left as they were. */
qs_status qs_bytes_put(qs_bytes *bytes, const void *data, size_t n);
qs_status qs_bytes_put_u64(qs_bytes *bytes, uint64_t value);

/* Append n whole numbers, seven bits a byte, so that small ones take one byte (LEB128). */
qs_status qs_bytes_put_packed(qs_bytes *bytes, const uint64_t *values, size_t n);

/* Forget the contents, keep the room; or give it back. */
void qs_bytes_reset(qs_bytes *bytes);
void qs_bytes_clear(qs_bytes *bytes);

/* A position in bytes that somebody else owns. */
typedef struct qs_reader {
    const unsigned char *data;
    size_t n, at;
    bool is_short; /* something was to be read that is not there, or makes no sense; sticks, and reads give
                      zeros */
} qs_reader;

void qs_reader_get(qs_reader *reader, void *data, size_t n);
uint64_t qs_reader_get_u64(qs_reader *reader);
void qs_reader_get_packed(qs_reader *reader, uint64_t *values, size_t n);

#ifdef __cplusplus
}
#endif

#endif
