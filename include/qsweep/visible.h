/* Texts of other people's files on their way out.
 *
 * A name in a study or in a results file may hold what a terminal obeys (escape sequences), what turns a line
 * around (bidi marks), or what is no UTF-8 at all. None of it reaches a terminal, a message or a picture:
 * each such character is replaced by one that can be seen, a control character by its picture (U+2400 and
 * on), all others by U+FFFD. Line feeds and tabs are kept unless it says otherwise.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_VISIBLE_H
#define QSWEEP_VISIBLE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The bytes of the longest stand-in. */
enum { QS_VISIBLE_BYTES = 3 };

/* One character of UTF-8 at `text`, which is not at its end.
 * code [out] its code point, or U+FFFD where the byte begins no character
 * Gives its length in bytes, at least 1. */
size_t qs_visible_code(const char *text, unsigned *code);

/* Whether a code point is printed as it is; line feeds and tabs are not. */
bool qs_visible_is(unsigned code);

/* Characters (not bytes) of a text, or of its first n bytes. */
int qs_visible_width(const char *text);
int qs_visible_width_of(const char *text, size_t n);

/* A copy of a text in out[size], cut between characters if it does not fit; without lines, line feeds and
 * tabs are replaced too. */
void qs_visible_copy(const char *text, bool has_lines, char *out, size_t size);

/* A text, line feeds and tabs kept. */
void qs_visible_put(FILE *out, const char *text);

/* A text as vprintf makes it: in room [size], or, if it is longer, the caller's to free(); cut to the room
 * where there is no memory. */
char *qs_visible_format(char *room, size_t size, const char *format, va_list arguments)
    __attribute__((format(printf, 3, 0)));

/* As fprintf; what it prints is made visible. */
void qs_visible_print(FILE *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A string of json in its quotes, of ASCII where it would not be printed as it is: valid whatever the text.
 */
void qs_visible_json(FILE *out, const char *text);

#ifdef __cplusplus
}
#endif

#endif
