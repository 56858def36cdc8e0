/* Characters that look like others: what word processors, phones and other alphabets put in place of quotes,
 * spaces, dashes and letters.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "encoding_internal.h"
#include "qsweep/visible.h"

static const struct {
    unsigned first, last;
    qs_lookalike what;
} ranges[] = {
    {0xa0, 0xa0, {QS_LOOKALIKE_SPACE, "a no-break space", ' '}},
    {0xab, 0xab, {QS_LOOKALIKE_QUOTE, "a typographic quote", '"'}},
    {0xad, 0xad, {QS_LOOKALIKE_HIDDEN, "a soft hyphen, which has no width", 0}},
    {0xb4, 0xb4, {QS_LOOKALIKE_QUOTE, "an accent", '\''}},
    {0xbb, 0xbb, {QS_LOOKALIKE_QUOTE, "a typographic quote", '"'}},
    {0x1680, 0x1680, {QS_LOOKALIKE_SPACE, "a space of another script", ' '}},
    {0x2000, 0x2006, {QS_LOOKALIKE_SPACE, "a typographic space", ' '}},
    {0x2007, 0x2007, {QS_LOOKALIKE_SPACE, "a no-break space of a digit's width", ' '}},
    {0x2008, 0x200a, {QS_LOOKALIKE_SPACE, "a typographic space", ' '}},
    {0x200b, 0x200b, {QS_LOOKALIKE_HIDDEN, "a zero-width space", 0}},
    {0x200c, 0x200f, {QS_LOOKALIKE_HIDDEN, "a mark without width", 0}},
    {0x2010, 0x2011, {QS_LOOKALIKE_DASH, "a typographic hyphen", '-'}},
    {0x2012, 0x2012, {QS_LOOKALIKE_DASH, "a figure dash", '-'}},
    {0x2013, 0x2013, {QS_LOOKALIKE_DASH, "an en dash", '-'}},
    {0x2014, 0x2015, {QS_LOOKALIKE_DASH, "an em dash", '-'}},
    {0x2018, 0x201b, {QS_LOOKALIKE_QUOTE, "a typographic quote", '\''}},
    {0x201c, 0x201f, {QS_LOOKALIKE_QUOTE, "a typographic quote", '"'}},
    {0x2024, 0x2024, {QS_LOOKALIKE_SIGN, "a dot leader", '.'}},
    {0x202a, 0x202e, {QS_LOOKALIKE_HIDDEN, "a mark without width", 0}},
    {0x202f, 0x202f, {QS_LOOKALIKE_SPACE, "a narrow no-break space", ' '}},
    {0x2032, 0x2032, {QS_LOOKALIKE_QUOTE, "a prime", '\''}},
    {0x2033, 0x2033, {QS_LOOKALIKE_QUOTE, "a double prime", '"'}},
    {0x2039, 0x203a, {QS_LOOKALIKE_QUOTE, "a typographic quote", '\''}},
    {0x205f, 0x205f, {QS_LOOKALIKE_SPACE, "a typographic space", ' '}},
    {0x2060, 0x2069, {QS_LOOKALIKE_HIDDEN, "a mark without width", 0}},
    {0x2212, 0x2212, {QS_LOOKALIKE_DASH, "a typographic minus sign", '-'}},
    {0x2236, 0x2236, {QS_LOOKALIKE_SIGN, "a ratio sign", ':'}},
    {0x3000, 0x3000, {QS_LOOKALIKE_SPACE, "a space of full width", ' '}},
    {0x3001, 0x3001, {QS_LOOKALIKE_SIGN, "a comma of another script", ','}},
    {0x60c, 0x60c, {QS_LOOKALIKE_SIGN, "a comma of another script", ','}},
    {0xfe55, 0xfe55, {QS_LOOKALIKE_SIGN, "a small colon", ':'}},
    {0xfe63, 0xfe63, {QS_LOOKALIKE_DASH, "a small hyphen", '-'}},
    {0xff02, 0xff02, {QS_LOOKALIKE_QUOTE, "a quote of full width", '"'}},
    {0xff07, 0xff07, {QS_LOOKALIKE_QUOTE, "a quote of full width", '\''}},
    {0xff0d, 0xff0d, {QS_LOOKALIKE_DASH, "a hyphen of full width", '-'}},
};

/* Letters, each with the one it looks like. Source: Unicode's confusables (UTS 39), those that are whole. */
static const struct {
    unsigned code;
    char instead;
} letters[] = {{0x405, 'S'}, {0x406, 'I'}, {0x408, 'J'}, {0x410, 'A'}, {0x412, 'B'}, {0x415, 'E'},
               {0x41a, 'K'}, {0x41c, 'M'}, {0x41d, 'H'}, {0x41e, 'O'}, {0x420, 'P'}, {0x421, 'C'},
               {0x422, 'T'}, {0x425, 'X'}, {0x430, 'a'}, {0x435, 'e'}, {0x43e, 'o'}, {0x440, 'p'},
               {0x441, 'c'}, {0x443, 'y'}, {0x445, 'x'}, {0x455, 's'}, {0x456, 'i'}, {0x458, 'j'},
               {0x501, 'd'}, {0x51b, 'q'}, {0x51d, 'w'}, {0x391, 'A'}, {0x392, 'B'}, {0x395, 'E'},
               {0x396, 'Z'}, {0x397, 'H'}, {0x399, 'I'}, {0x39a, 'K'}, {0x39c, 'M'}, {0x39d, 'N'},
               {0x39f, 'O'}, {0x3a1, 'P'}, {0x3a4, 'T'}, {0x3a5, 'Y'}, {0x3a7, 'X'}, {0x3bf, 'o'},
               {0x3bd, 'v'}, {0x3c1, 'p'}, {0x3b1, 'a'}, {0x3b9, 'i'}, {0x4bb, 'h'}};

bool qs_lookalike_find(unsigned code, qs_lookalike *out)
{
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (code >= ranges[i].first && code <= ranges[i].last) {
            *out = ranges[i].what;
            return true;
        }
    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
        if (code == letters[i].code) {
            *out = (qs_lookalike){QS_LOOKALIKE_LETTER, code >= 0x400 ? "a Cyrillic letter" : "a Greek letter",
                                  letters[i].instead};
            return true;
        }
    if (code > 0xff00 && code < 0xff5f) {
        *out = (qs_lookalike){QS_LOOKALIKE_SIGN, "a character of full width", (char)(code - 0xfee0)};
        return true;
    }
    return false;
}

static bool is_letter(unsigned code)
{
    return (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z') || (code >= '0' && code <= '9');
}

/* The first that counts: letters of another script do so among ours, or where all there is looks like ours.
 */
static bool find_first(const char *text, unsigned *code, qs_lookalike *what)
{
    bool has_ours = false, has_others = false, is_found = false;
    unsigned letter = 0, at;
    qs_lookalike is, of_letter = {0};
    for (const char *next = text; *next && !is_found;) {
        next += qs_visible_code(next, &at);
        has_ours |= is_letter(at);
        if (at < 0x80)
            continue;
        if (!qs_lookalike_find(at, &is)) {
            has_others = true;
        } else if (is.kind != QS_LOOKALIKE_LETTER) {
            is_found = true;
            *code = at;
            *what = is;
        } else if (!letter) {
            letter = at;
            of_letter = is;
        }
    }
    if (is_found || !letter || (has_others && !has_ours))
        return is_found;
    *code = letter;
    *what = of_letter;
    return true;
}

bool qs_lookalike_plain(const char *text, char *out, size_t size)
{
    unsigned code;
    qs_lookalike what;
    size_t n = 0;
    out[0] = '\0';
    if (!find_first(text, &code, &what))
        return false;
    while (*text && n + 5 < size) {
        size_t length = qs_visible_code(text, &code);
        if (code < 0x80 || !qs_lookalike_find(code, &what)) {
            memcpy(out + n, text, length);
            n += length;
        } else if (what.instead && (what.instead != ' ' || n)) {
            out[n++] = what.instead;
        }
        while (n == 1 && out[0] == ' ')
            n = 0;
        text += length;
    }
    while (n && out[n - 1] == ' ')
        n--;
    out[n] = '\0';
    return true;
}

/* The character itself, where it can be seen. */
static void show(unsigned code, const qs_lookalike *what, char out[8])
{
    bool is_shown = what->kind != QS_LOOKALIKE_SPACE && what->kind != QS_LOOKALIKE_HIDDEN;
    size_t n = 0;
    if (is_shown && code < 0x800) {
        out[n++] = (char)(0xc0 | code >> 6);
    } else if (is_shown) {
        out[n++] = (char)(0xe0 | code >> 12);
        out[n++] = (char)(0x80 | (code >> 6 & 0x3f));
    }
    if (is_shown)
        out[n++] = (char)(0x80 | (code & 0x3f));
    out[n] = '\0';
}

const char *qs_lookalike_say(unsigned code, const qs_lookalike *what, char *buffer, size_t size)
{
    char sign[8], instead[32];
    show(code, what, sign);
    if (what->kind == QS_LOOKALIKE_HIDDEN)
        snprintf(instead, sizeof instead, "delete it");
    else if (what->kind == QS_LOOKALIKE_SPACE)
        snprintf(instead, sizeof instead, "type a plain space");
    else if (what->kind == QS_LOOKALIKE_QUOTE)
        snprintf(instead, sizeof instead, "type %c or leave it out", what->instead);
    else
        snprintf(instead, sizeof instead, "type a plain %c", what->instead);
    if (sign[0])
        snprintf(buffer, size, "'%s' is %s (U+%04X): %s", sign, what->name, code, instead);
    else
        snprintf(buffer, size, "there is %s (U+%04X): %s", what->name, code, instead);
    return buffer;
}

const char *qs_lookalike_hint(const char *text, char *buffer, size_t size)
{
    unsigned code;
    qs_lookalike what;
    buffer[0] = '\0';
    return find_first(text, &code, &what) ? qs_lookalike_say(code, &what, buffer, size) : buffer;
}
