/* The tree as canonical YAML.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "qsweep/memory.h"
#include "qsweep/visible.h"
#include "reader_internal.h"

qs_status qs_text_add(qs_text *text, const char *bytes, size_t n)
{
    qs_status status = qs_reserve(&text->bytes, &text->capacity, text->n + n + 1, 1);
    if (status)
        return status;
    memcpy(text->bytes + text->n, bytes, n);
    text->n += n;
    text->bytes[text->n] = 0;
    return QS_OK;
}

qs_status qs_text_format(qs_text *text, const char *format, ...)
{
    char line[2048];
    va_list arguments;
    va_start(arguments, format);
    int n = vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    if (n < 0)
        return qs_fail(QS_ERROR_INTERNAL, "a text could not be formatted");
    return qs_text_add(text, line, (size_t)n < sizeof line ? (size_t)n : sizeof line - 1);
}

/* A text that reads back as itself without quotes. */
static bool is_plain(const char *text)
{
    if (!text[0] || strlen(text) > 60)
        return false;
    for (const char *c = text; *c; c++) {
        bool is_word = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9') ||
                       *c == '_' || *c == '.' || *c == '+' || *c == '-' || *c == '/';
        bool is_inner_blank = *c == ' ' && c > text && c[1] && c[1] != ' ';
        if (!is_word && !is_inner_blank)
            return false;
    }
    return strcmp(text, "-") && strncmp(text, "---", 3) && strncmp(text, "...", 3) && strncmp(text, "- ", 2);
}

/* YAML has no control characters, takes some signs for the end of a line, and one for a byte order mark. */
static bool is_unwritable(unsigned code)
{
    return code < ' ' || (code >= 0x7f && code < 0xa0) || code == 0x2028 || code == 0x2029 || code == 0xfeff;
}

static qs_status add_quoted(qs_text *out, const char *text)
{
    qs_status status = qs_text_add(out, "\"", 1);
    while (*text && !status) {
        unsigned c;
        size_t n = qs_visible_code(text, &c);
        if (c == '"' || c == '\\')
            status = qs_text_format(out, "\\%c", (int)c);
        else if (is_unwritable(c))
            status = qs_text_format(out, c < 0x100 ? "\\x%02x" : "\\u%04x", c);
        else
            status = qs_text_add(out, text, n);
        text += n;
    }
    return status ? status : qs_text_add(out, "\"", 1);
}

/* A text in quotes stays in quotes: "10" is no number. What has a unit is the same with and without them. */
static bool is_same_quoted(qs_scalar_kind kind)
{
    return kind == QS_SCALAR_DURATION || kind == QS_SCALAR_RATE || kind == QS_SCALAR_PERCENT ||
           kind == QS_SCALAR_CLOCK;
}

static qs_status add_scalar(qs_text *out, qs_node *node)
{
    qs_scalar_kind kind = qs_scalar_of(node);
    if (kind == QS_SCALAR_NULL)
        return qs_text_add(out, "~", 1);
    if ((!node->is_quoted || is_same_quoted(kind)) && is_plain(node->text))
        return qs_text_add(out, node->text, strlen(node->text));
    return add_quoted(out, node->text);
}

static qs_status add_flow(qs_text *out, qs_node *node)
{
    if (node->kind == QS_NODE_SCALAR)
        return add_scalar(out, node);
    bool is_map = node->kind == QS_NODE_MAP, is_first = true;
    qs_status status = qs_text_add(out, is_map ? "{" : "[", 1);
    for (size_t i = 0; i < node->n && !status; i++) {
        if (is_map && qs_node_is_unwritten(node->values[i]))
            continue;
        status = is_first ? QS_OK : qs_text_add(out, ", ", 2);
        is_first = false;
        if (!status && is_map)
            status = add_scalar(out, node->keys[i]);
        if (!status && is_map)
            status = qs_text_add(out, ": ", 2);
        if (!status)
            status = add_flow(out, node->values[i]);
    }
    return status ? status : qs_text_add(out, is_map ? "}" : "]", 1);
}

char *qs_node_flow(qs_arena *arena, qs_node *node)
{
    qs_text text = {0};
    char *copy = NULL;
    if (!add_flow(&text, node))
        copy = qs_arena_text(arena, text.bytes);
    qs_free(text.bytes);
    return copy;
}

static bool is_skipped(const char *const *skip, const char *section, const char *key)
{
    char path[256];
    snprintf(path, sizeof path, "%s%s%s", section ? section : "", section ? "." : "", key);
    for (; skip && *skip; skip++)
        if (!strcmp(*skip, path))
            return true;
    return false;
}

enum { BLOCK_LEVELS = 3 }; /* maps from here on are written in one line */

static qs_status add_block(qs_text *out, const qs_node *map, int level, const char *section,
                           const char *const *skip)
{
    qs_status status = QS_OK;
    for (size_t i = 0; i < map->n && !status; i++) {
        qs_node *value = map->values[i];
        const char *key = map->keys[i]->text;
        if (qs_node_is_unwritten(value) || (level < 2 && is_skipped(skip, section, key)))
            continue;
        status = qs_text_format(out, "%*s", 2 * level, "");
        if (!status)
            status = add_scalar(out, map->keys[i]);
        if (!status && value->kind == QS_NODE_MAP && value->n && level + 1 < BLOCK_LEVELS) {
            status = qs_text_add(out, ":\n", 2);
            if (!status)
                status = add_block(out, value, level + 1, level ? NULL : key, skip);
            continue;
        }
        if (!status)
            status = qs_text_add(out, ": ", 2);
        if (!status)
            status = add_flow(out, value);
        if (!status)
            status = qs_text_add(out, "\n", 1);
    }
    return status;
}

qs_status qs_node_emit(const qs_node *root, const char *const *skip, char **out)
{
    qs_text text = {0};
    qs_status status = qs_text_add(&text, "", 0);
    if (!status && root->kind == QS_NODE_MAP)
        status = add_block(&text, root, 0, NULL, skip);
    if (status)
        qs_free(text.bytes);
    *out = status ? NULL : text.bytes;
    return status;
}
