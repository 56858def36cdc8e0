/* What a text's bytes are, before they are read as YAML: UTF-8, or what somebody else's program wrote.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "encoding_internal.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "qsweep/visible.h"

enum { COMMAND_SIZE = 600, NAME_SIZE = 256 };

/* A name as a shell takes it; with something before its ending, if wanted. */
static bool quote(const char *name, const char *mark_of_new, char *out, size_t size)
{
    const char *dot = strrchr(name, '.'), *slash = strrchr(name, '/');
    size_t stem = dot && dot != name && (!slash || dot > slash + 1) ? (size_t)(dot - name) : strlen(name);
    bool is_plain = name[0] != '-';
    for (const char *at = name; *at; at++)
        is_plain &= isalnum((unsigned char)*at) || strchr("._/+-", *at) != NULL;
    if (strchr(name, '\'') || strlen(name) > NAME_SIZE / 2)
        return false;
    const char *mark = is_plain ? "" : "'", *before = name[0] == '-' ? "./" : "";
    snprintf(out, size, "%s%s%.*s%s%s%s", mark, before, (int)stem, name, mark_of_new, name + stem, mark);
    return true;
}

/* ", or convert it: iconv ..."; without a file there is none to convert. */
static const char *command(const qs_node_origin *origin, const char *from, char *buffer, size_t size)
{
    char old[NAME_SIZE], new[NAME_SIZE];
    buffer[0] = '\0';
    if (origin->has_lines && quote(origin->name, "", old, sizeof old) &&
        quote(origin->name, "-utf8", new, sizeof new))
        snprintf(buffer, size, ", or convert it: iconv -f %s -t UTF-8 %s > %s", from, old, new);
    else if (origin->has_lines)
        snprintf(buffer, size, ", or convert it with iconv -f %s -t UTF-8", from);
    return buffer;
}

/* ---- files that are no text, or of two bytes a character ---- */

/* Every other byte of the beginning is zero: which of them, 0 or 1; -1: it is not so. */
static int zero_side(const char *text, size_t n)
{
    size_t zeros[2] = {0, 0};
    size_t looked = n < 64 ? n / 2 * 2 : 64;
    for (size_t i = 0; i < looked; i++)
        zeros[i % 2] += text[i] == 0;
    if (looked < 4)
        return -1;
    return 4 * zeros[0] >= looked && !zeros[1] ? 0 : 4 * zeros[1] >= looked && !zeros[0] ? 1 : -1;
}

static bool refuse_wide(qs_study_reader *reader, const qs_node_origin *origin, const char *what,
                        const char *text, size_t n)
{
    static const struct {
        size_t n;
        const char *mark, *name, *from;
    } marks[] = {{4, "\xff\xfe\0\0", "UTF-32", "UTF-32"},
                 {4, "\0\0\xfe\xff", "UTF-32", "UTF-32"},
                 {2, "\xff\xfe", "UTF-16", "UTF-16"},
                 {2, "\xfe\xff", "UTF-16", "UTF-16"}};
    static const char *const unmarked[] = {"UTF-16BE", "UTF-16LE"};
    const char *name = NULL, *from = NULL;
    char convert[COMMAND_SIZE];
    for (size_t i = 0; i < sizeof marks / sizeof *marks && !name; i++)
        if (n >= marks[i].n && !memcmp(text, marks[i].mark, marks[i].n)) {
            name = marks[i].name;
            from = marks[i].from;
        }
    int side = name ? -1 : zero_side(text, n);
    if (side >= 0)
        name = from = unmarked[side];
    if (!name)
        return false;
    qs_problem_at(reader, (qs_position){.origin = origin, .line = 1, .column = 1}, NULL,
                  "the text is in %s, and %s is text in UTF-8; save it as UTF-8%s", name, what,
                  command(origin, from, convert, sizeof convert));
    return true;
}

static bool refuse_other(qs_study_reader *reader, const qs_node_origin *origin, const char *what,
                         const char *text, size_t n)
{
    static const struct {
        const char *begins, *what, *more;
    } kinds[] = {
        {"\x89HDF\r\n\x1a\n", "a file of results (HDF5)",
         "; qsweep show prints it, qsweep trace simulates a replication of it again"},
        {"CDF\x01", "a netCDF file", ""},
        {"PK\x03\x04", "a zip archive or an office document (.xlsx, .ods, .docx)", ", which is plain text"},
        {"\xd0\xcf\x11\xe0", "an office document", ", which is plain text"},
        {"\x1f\x8b", "compressed (gzip)", ": unpack it first with gunzip"},
        {"%PDF", "a PDF document", ", which is plain text"},
        {"{\\rtf", "rich text (RTF)", ": save it as plain text"},
        {"<?xml", "XML", ""},
        {"<!DOCTYPE", "a web page", ", which is plain text"},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (n < strlen(kinds[i].begins) || memcmp(text, kinds[i].begins, strlen(kinds[i].begins)) != 0)
            continue;
        qs_problem_at(reader, (qs_position){.origin = origin, .line = 1, .column = 1}, NULL,
                      "is %s and not %s%s", kinds[i].what, what, kinds[i].more);
        return true;
    }
    return false;
}

/* ---- single bytes and characters ---- */

/* Windows-1252, which is Latin-1 with signs where that has none, as UTF-8; "" where it has none either. */
static const char *latin_sign(unsigned char byte, char out[4])
{
    static const char *const signs[32] = {"€", "",  "‚", "ƒ", "„", "…", "†", "‡", "ˆ", "‰", "Š",
                                          "‹", "Œ", "",  "Ž", "",  "",  "‘", "’", "“", "”", "•",
                                          "–", "—", "˜", "™", "š", "›", "œ", "",  "ž", "Ÿ"};
    if (byte < 0xa0)
        return signs[byte - 0x80];
    out[0] = (char)(0xc0 | byte >> 6);
    out[1] = (char)(0x80 | (byte & 0x3f));
    out[2] = '\0';
    return out;
}

typedef struct survey {
    int line, column; /* of the character at hand */
    qs_position at;   /* of the first that is wrong */
    unsigned char byte;
    unsigned code;
    size_t n_bad_bytes, n_characters, n_controls; /* no UTF-8; of more bytes than one; what must not be */
} survey;

static bool is_allowed(unsigned code)
{
    return code == '\t' || code == '\n' || code == '\r' || (code >= 0x20 && code < 0x7f) || code == 0x85 ||
           (code >= 0xa0 && code != 0xfeff && (code & 0xfffe) != 0xfffe);
}

static void look(survey *s, const qs_node_origin *origin, const char *text, size_t length, unsigned code)
{
    bool is_bad_byte = (unsigned char)text[0] >= 0x80 && length == 1;
    bool is_control = !is_bad_byte && !is_allowed(code);
    if ((is_bad_byte || is_control) && s->n_bad_bytes + s->n_controls == 0) {
        s->at = (qs_position){.origin = origin, .line = s->line, .column = s->column};
        s->byte = (unsigned char)text[0];
        s->code = is_bad_byte ? 0 : code;
    }
    s->n_bad_bytes += is_bad_byte;
    s->n_controls += is_control;
    s->n_characters += length > 1;
}

static void walk(survey *s, const qs_node_origin *origin, const char *text, size_t n)
{
    s->line = s->column = 1;
    for (size_t i = 0; i < n;) {
        unsigned code = (unsigned char)text[i];
        size_t length = code < 0x80 ? 1 : qs_visible_code(text + i, &code); /* the text ends with a zero */
        look(s, origin, text + i, length, code);
        s->column++;
        if (code == '\n' || (code == '\r' && text[i + 1] != '\n')) {
            s->line++;
            s->column = 1;
        }
        i += length;
    }
}

static void refuse_byte(qs_study_reader *reader, const survey *s)
{
    char sign[4], convert[COMMAND_SIZE];
    const char *latin = latin_sign(s->byte, sign);
    if (s->n_characters > 0) /* converting the whole would spoil those that are right */
        qs_problem_at(
            reader, s->at, NULL,
            "the byte %02X is no UTF-8, though other characters in the text are: type this one anew",
            s->byte);
    else if (latin[0])
        qs_problem_at(
            reader, s->at, NULL,
            "the byte %02X is no UTF-8; in Latin-1 (Windows-1252) it is '%s', and a study is text in UTF-8; "
            "save it as UTF-8%s",
            s->byte, latin, command(s->at.origin, "WINDOWS-1252", convert, sizeof convert));
    else
        qs_problem_at(reader, s->at, NULL, "the byte %02X is no UTF-8, a study is text in UTF-8", s->byte);
}

bool qs_encoding_is_text(qs_study_reader *reader, const qs_node_origin *origin, const char *what,
                         const char *text, size_t n)
{
    return !refuse_wide(reader, origin, what, text, n) && !refuse_other(reader, origin, what, text, n);
}

bool qs_encoding_check(qs_study_reader *reader, const qs_node_origin *origin, const char *text, size_t n)
{
    survey s = {0};
    if (!qs_encoding_is_text(reader, origin, "a study", text, n))
        return false;
    walk(&s, origin, text, n);
    if (s.n_bad_bytes + s.n_controls == 0)
        return true;
    if (s.code == 0 && s.byte >= 0x80)
        refuse_byte(reader, &s);
    else if (s.code == 0)
        qs_problem_at(reader, s.at, NULL, "a zero byte stands here, so this is no text file");
    else
        qs_problem_at(reader, s.at, NULL,
                      "the control character U+%04X stands here, it must not be in a study: delete it%s",
                      s.code, s.code == 0xfeff ? " (a byte order mark, as of files joined into one)" : "");
    return false;
}
