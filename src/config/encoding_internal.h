/* What a text's bytes are, before they are read as YAML.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_ENCODING_INTERNAL_H
#define QSWEEP_ENCODING_INTERNAL_H

#include "reader_internal.h"

/* Whether a text is UTF-8 without control characters. If not, a problem is noted at the first byte that is
 * wrong: what it is instead (Latin-1, UTF-16, a results file, ...) and how to make a study of it. */
bool qs_encoding_check(qs_study_reader *reader, const qs_node_origin *origin, const char *text, size_t n);

/* The same of what is no text at all, or text of two bytes a character: bytes beyond ASCII are not looked at.
 * what [in] it should be: "a study", "a file of numbers" */
bool qs_encoding_is_text(qs_study_reader *reader, const qs_node_origin *origin, const char *what,
                         const char *text, size_t n);

/* ---- characters that look like others (lookalike.c) ---- */

typedef enum qs_lookalike_kind {
    QS_LOOKALIKE_QUOTE,
    QS_LOOKALIKE_SPACE,
    QS_LOOKALIKE_HIDDEN, /* has no width */
    QS_LOOKALIKE_DASH,
    QS_LOOKALIKE_SIGN, /* of punctuation, digits, and letters of full width */
    QS_LOOKALIKE_LETTER
} qs_lookalike_kind;

typedef struct qs_lookalike {
    qs_lookalike_kind kind;
    const char *name; /* "a no-break space" */
    char instead;     /* what it looks like; 0: nothing */
} qs_lookalike;

/* What a character looks like; false for one that looks like itself. */
bool qs_lookalike_find(unsigned code, qs_lookalike *out);

/* A copy of a text with what it looks like, without blanks at its ends. False, and an empty copy, when
 * nothing in it looks like something else, or it is in letters of its own (a word in Cyrillic is a word). */
bool qs_lookalike_plain(const char *text, char *out, size_t size);

/* What there is to say of the first one in a text, such as "'“' (U+201C, a typographic quote) is part of the
 * text, write \" or leave it out"; "" when qs_lookalike_plain is false. */
const char *qs_lookalike_hint(const char *text, char *buffer, size_t size);

/* The same of a character. Quotes at the end are left out where `at` is the place that is told already. */
const char *qs_lookalike_say(unsigned code, const qs_lookalike *what, char *buffer, size_t size);

#endif
