/* JSON, as text under construction.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "schema_internal.h"

static void add(qs_json *json, const char *bytes, size_t n)
{
    if (!json->status)
        json->status = qs_text_add(&json->text, bytes, n);
}

static void add_string(qs_json *json, const char *text)
{
    add(json, "\"", 1);
    for (const char *c = text; *c; c++) {
        if (*c == '"' || *c == '\\')
            add(json, "\\", 1);
        add(json, c, 1);
    }
    add(json, "\"", 1);
}

/* A new line, and the key that stands before a value. */
static void begin(qs_json *json, const char *key)
{
    static const char blanks[] = "                                ";
    int depth = json->depth < (int)sizeof blanks - 1 ? json->depth : (int)sizeof blanks - 1;
    if (json->has_before)
        add(json, ",", 1);
    if (json->depth) {
        add(json, "\n", 1);
        add(json, blanks, (size_t)depth);
    }
    if (key) {
        add_string(json, key);
        add(json, ": ", 2);
    }
    json->has_before = true;
}

void qs_json_open(qs_json *json, const char *key, char bracket)
{
    begin(json, key);
    add(json, &bracket, 1);
    json->depth++;
    json->has_before = false;
}

void qs_json_close(qs_json *json, char bracket)
{
    json->depth--;
    json->has_before = false;
    begin(json, NULL);
    add(json, bracket == '{' ? "}" : "]", 1);
}

void qs_json_raw(qs_json *json, const char *key, const char *value)
{
    begin(json, key);
    add(json, value, strlen(value));
}

void qs_json_string(qs_json *json, const char *key, const char *value)
{
    begin(json, key);
    add_string(json, value);
}

void qs_json_double(qs_json *json, const char *key, double value)
{
    char text[40];
    snprintf(text, sizeof text, "%.17g", value);
    for (int digits = 1; digits < 17; digits++) {
        char shorter[40];
        snprintf(shorter, sizeof shorter, "%.*g", digits, value);
        if (strtod(shorter, NULL) == value) {
            memcpy(text, shorter, sizeof text);
            break;
        }
    }
    qs_json_raw(json, key, text);
}

bool qs_schema_word(const char *words, int i, char word[QS_SCHEMA_NAME])
{
    for (; i > 0 && *words; i--) {
        words += strcspn(words, " ");
        words += strspn(words, " ");
    }
    snprintf(word, QS_SCHEMA_NAME, "%.*s", (int)strcspn(words, " "), words);
    return word[0] != '\0';
}

void qs_json_words(qs_json *json, const char *key, const char *words)
{
    char word[QS_SCHEMA_NAME];
    begin(json, key);
    add(json, "[", 1);
    for (int i = 0; qs_schema_word(words, i, word); i++) {
        if (i)
            add(json, ", ", 2);
        add_string(json, word);
    }
    add(json, "]", 1);
}
