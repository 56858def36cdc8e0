/* Nodes of the study's tree.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "reader_internal.h"

qs_node *qs_node_new(qs_arena *arena, qs_node_kind kind, qs_position at)
{
    qs_node *node = qs_arena_get(arena, 1, sizeof *node);
    if (node) {
        node->kind = kind;
        node->at = at;
    }
    return node;
}

qs_node *qs_node_scalar(qs_arena *arena, const char *text, qs_position at)
{
    qs_node *node = qs_node_new(arena, QS_NODE_SCALAR, at);
    if (node && !(node->text = qs_arena_text(arena, text)))
        return NULL;
    return node;
}

static bool grow(qs_arena *arena, qs_node *parent)
{
    size_t capacity = parent->capacity ? 2 * parent->capacity : 4;
    qs_node **values = qs_arena_get(arena, capacity, sizeof *values);
    qs_node **keys = parent->kind == QS_NODE_MAP ? qs_arena_get(arena, capacity, sizeof *keys) : NULL;
    if (!values || (parent->kind == QS_NODE_MAP && !keys))
        return false;
    if (parent->n) {
        memcpy(values, parent->values, parent->n * sizeof *values);
        if (keys)
            memcpy(keys, parent->keys, parent->n * sizeof *keys);
    }
    parent->values = values;
    parent->keys = keys;
    parent->capacity = capacity;
    return true;
}

bool qs_node_append(qs_arena *arena, qs_node *parent, qs_node *key, qs_node *value)
{
    if (parent->n == parent->capacity && !grow(arena, parent))
        return false;
    if (parent->keys)
        parent->keys[parent->n] = key;
    parent->values[parent->n++] = value;
    return true;
}

ptrdiff_t qs_node_find(const qs_node *map, const char *key)
{
    for (size_t i = 0; i < map->n; i++)
        if (!strcmp(map->keys[i]->text, key))
            return (ptrdiff_t)i;
    return -1;
}

bool qs_node_is_absent(const qs_node *node)
{
    if (!node || node->is_left_out)
        return true;
    for (size_t i = 0; i < node->n && node->is_created; i++)
        if (!qs_node_is_absent(node->values[i]))
            return false;
    return node->is_created;
}

bool qs_node_is_unwritten(const qs_node *node)
{
    return qs_node_is_absent(node) && !(node && node->is_left_out);
}

qs_node *qs_node_get(const qs_node *map, const char *key)
{
    if (!map || map->kind != QS_NODE_MAP)
        return NULL;
    ptrdiff_t i = qs_node_find(map, key);
    return i < 0 || qs_node_is_absent(map->values[i]) ? NULL : map->values[i];
}

/* A text cut to fit, never within a UTF-8 character, without control characters. */
static void show_text(const char *text, char *buffer, size_t size)
{
    size_t limit = size < 64 ? size : 64, n = 0;
    for (; text[n] && n + 4 < limit; n++)
        buffer[n] = (unsigned char)text[n] < ' ' || text[n] == 127 ? ' ' : text[n];
    if (text[n]) {
        while (n && ((unsigned char)text[n] & 0xC0) == 0x80)
            n--;
        memcpy(buffer + n, "...", 3);
        n += 3;
    }
    buffer[n] = 0;
}

const char *qs_node_describe(qs_node *node, char *buffer, size_t size)
{
    char text[80];
    if (!node) {
        snprintf(buffer, size, "nothing");
    } else if (node->kind == QS_NODE_LIST) {
        snprintf(buffer, size, "a list of %zu", node->n);
    } else if (node->kind == QS_NODE_MAP) {
        if (node->n == 0) {
            snprintf(buffer, size, "an empty map");
        } else {
            show_text(node->keys[0]->text, text, sizeof text);
            snprintf(buffer, size, node->n == 1 ? "a map with %s" : "a map with %s, ...", text);
        }
    } else if (qs_scalar_of(node) == QS_SCALAR_NULL) {
        snprintf(buffer, size, "nothing");
    } else {
        show_text(node->text, text, sizeof text);
        bool is_number = qs_scalar_of(node) == QS_SCALAR_NUMBER || node->scalar == QS_SCALAR_INFINITE;
        snprintf(buffer, size, is_number ? "%s" : node->is_quoted ? "\"%s\"" : "'%s'", text);
    }
    return buffer;
}

bool qs_node_equal(const qs_node *a, const qs_node *b)
{
    if (!a || !b || a->kind != b->kind || a->n != b->n)
        return a == b;
    if (a->kind == QS_NODE_SCALAR)
        return a->is_quoted == b->is_quoted && !strcmp(a->text, b->text);
    for (size_t i = 0; i < a->n; i++)
        if ((a->keys && strcmp(a->keys[i]->text, b->keys[i]->text)) ||
            !qs_node_equal(a->values[i], b->values[i]))
            return false;
    return true;
}
