/* From YAML text to the study's tree, by libyaml.
 *
 * Two passes: the events are counted first, so that depth and size are bounded before libyaml builds a
 * document of them; then the document, whose nodes know their lines, is copied into our tree. Aliases are
 * expanded on the way, within the same bound, so a study that doubles itself thirty times is refused.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "yaml_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "encoding_internal.h"
#include "qsweep/memory.h"
#include "syntax_internal.h"

typedef struct copier {
    qs_study_reader *reader;
    const qs_node_origin *origin;
    yaml_document_t *document;
    size_t n_nodes;
    int depth;
    bool has_failed;
} copier;

static qs_position position_of(const qs_node_origin *origin, yaml_mark_t mark)
{
    return (qs_position){.origin = origin, .line = (int)mark.line + 1, .column = (int)mark.column + 1};
}

static bool refuse_syntax(qs_study_reader *reader, const qs_node_origin *origin, const char *text,
                          const yaml_parser_t *parser)
{
    if (parser->error == YAML_MEMORY_ERROR)
        qs_reader_fail(reader, qs_fail(QS_ERROR_MEMORY, "out of memory while reading YAML"));
    else
        qs_syntax_refuse(reader, origin, text, parser);
    return false;
}

/* What an event says against the study, NULL for nothing. */
static const char *objection(const yaml_event_t *event, int depth, size_t n_nodes, int n_documents)
{
    const yaml_char_t *tag = NULL;
    if (event->type == YAML_SCALAR_EVENT)
        tag = event->data.scalar.tag;
    else if (event->type == YAML_SEQUENCE_START_EVENT)
        tag = event->data.sequence_start.tag;
    else if (event->type == YAML_MAPPING_START_EVENT)
        tag = event->data.mapping_start.tag;
    if (tag)
        return "tags (!...) are not part of the language, write the value without it (got a tag)";
    if (depth > QS_MAX_DEPTH)
        return "maps and lists are nested too deep, at most 64 levels are allowed (got 65)";
    if (n_nodes > QS_MAX_NODES)
        return "too many values, at most 1,000,000 are allowed (got more)";
    if (n_documents > 1)
        return "a second document begins here, a study is one document (got two)";
    if (event->type == YAML_SCALAR_EVENT &&
        strlen((const char *)event->data.scalar.value) != event->data.scalar.length)
        return "a text must not contain a zero byte (got one)";
    return NULL;
}

/* First pass: bounds. */
static bool guard(qs_study_reader *reader, const qs_node_origin *origin, const char *text, size_t n)
{
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser))
        return qs_reader_fail(reader, qs_fail(QS_ERROR_MEMORY, "out of memory")) == QS_OK;
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, n);
    int depth = 0, n_documents = 0;
    size_t n_nodes = 0;
    bool is_good = true, is_done = false;
    while (is_good && !is_done) {
        yaml_event_t event;
        if (!yaml_parser_parse(&parser, &event)) {
            is_good = refuse_syntax(reader, origin, text, &parser);
            break;
        }
        depth += event.type == YAML_SEQUENCE_START_EVENT || event.type == YAML_MAPPING_START_EVENT;
        depth -= event.type == YAML_SEQUENCE_END_EVENT || event.type == YAML_MAPPING_END_EVENT;
        n_documents += event.type == YAML_DOCUMENT_START_EVENT;
        n_nodes++;
        const char *why = objection(&event, depth, n_nodes, n_documents);
        if (why) {
            qs_problem_at(reader, position_of(origin, event.start_mark), NULL, "%s", why);
            is_good = false;
        }
        is_done = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    return is_good;
}

static qs_node *copy_node(copier *copy, int index);

static void memory_failed(copier *copy)
{
    copy->has_failed = true;
    qs_reader_fail(copy->reader, QS_ERROR_MEMORY);
}

static qs_node *copy_list(copier *copy, const yaml_node_t *from, qs_node *node)
{
    const yaml_node_item_t *item = from->data.sequence.items.start;
    for (size_t i = 0; item < from->data.sequence.items.top && !copy->has_failed; item++, i++) {
        qs_enter_item(copy->reader, i);
        qs_node *value = copy_node(copy, *item);
        qs_leave(copy->reader);
        if (value && !qs_node_append(copy->reader->arena, node, NULL, value))
            memory_failed(copy);
    }
    return node;
}

static bool is_good_key(copier *copy, const yaml_node_t *from)
{
    qs_position at = position_of(copy->origin, from->start_mark);
    if (from->type != YAML_SCALAR_NODE) {
        qs_problem_at(copy->reader, at, from->type == YAML_SEQUENCE_NODE ? "a list" : "a map",
                      "a key must be a single word");
        return false;
    }
    const char *text = (const char *)from->data.scalar.value;
    if (!strcmp(text, "<<") && from->data.scalar.style == YAML_PLAIN_SCALAR_STYLE) {
        qs_problem_at(
            copy->reader, at, "<<",
            "merge keys (<<) are not part of the language, write the keys out or alias a whole value");
        return false;
    }
    return true;
}

static int compare_keys(const void *a, const void *b)
{
    qs_node *const *p = a, *const *q = b;
    int order = strcmp((*p)->text, (*q)->text);
    if (order)
        return order;
    if ((*p)->at.line != (*q)->at.line)
        return (*p)->at.line < (*q)->at.line ? -1 : 1;
    return ((*p)->at.column > (*q)->at.column) - ((*p)->at.column < (*q)->at.column);
}

static void refuse_duplicates(copier *copy, const qs_node *map)
{
    if (map->n < 2)
        return;
    qs_node **sorted;
    if (qs_calloc(map->n, sizeof *sorted, &sorted)) {
        memory_failed(copy);
        return;
    }
    memcpy(sorted, map->keys, map->n * sizeof *sorted);
    qsort(sorted, map->n, sizeof *sorted, compare_keys);
    for (size_t i = 1; i < map->n; i++) {
        if (strcmp(sorted[i - 1]->text, sorted[i]->text))
            continue;
        qs_enter(copy->reader, sorted[i]->text);
        qs_problem_at(copy->reader, sorted[i]->at, "twice",
                      "the key is given twice, first on line %d, once is allowed", sorted[i - 1]->at.line);
        qs_leave(copy->reader);
    }
    qs_free(sorted);
}

/* {info: 0,4}: the comma ends the value, and 4 is a key without one. A digit on each side of the comma says
 * what was meant, which is told and taken. */
static bool mend_comma(copier *copy, qs_node *map, const qs_node *key, const qs_node *value)
{
    qs_node *last = map->n ? map->values[map->n - 1] : NULL;
    size_t digits = strspn(key->text, "0123456789"),
           whole = last && last->kind == QS_NODE_SCALAR ? strspn(last->text, "0123456789") : 0;
    char text[64], hint[QS_HINT_SIZE];
    bool is_nothing = value->kind == QS_NODE_SCALAR && !value->text[0] && !value->is_quoted;
    if (!is_nothing || !digits || !whole || last->text[whole] || last->is_quoted ||
        last->at.line != key->at.line || key->at.column != last->at.column + (int)whole + 1 ||
        whole + digits > 40)
        return false;
    snprintf(text, sizeof text, "%s,%.20s", last->text, key->text);
    qs_node *meant = qs_node_scalar(copy->reader->arena, text, last->at);
    if (!meant)
        return false;
    qs_enter(copy->reader, map->keys[map->n - 1]->text);
    qs_problem_node(copy->reader, meant, "must be one value%s",
                    qs_number_hint(copy->reader, meant, false, hint, sizeof hint));
    qs_leave(copy->reader);
    text[whole] = '.';
    if (!(last->text = qs_arena_text(copy->reader->arena, text)))
        memory_failed(copy);
    return true;
}

static qs_node *copy_map(copier *copy, const yaml_node_t *from, qs_node *node)
{
    const yaml_node_pair_t *pair = from->data.mapping.pairs.start;
    for (; pair < from->data.mapping.pairs.top && !copy->has_failed; pair++) {
        const yaml_node_t *key_from = yaml_document_get_node(copy->document, pair->key);
        if (!key_from || !is_good_key(copy, key_from))
            continue;
        qs_node *key = copy_node(copy, pair->key);
        if (!key)
            continue;
        qs_enter(copy->reader, key->text);
        qs_node *value = copy_node(copy, pair->value);
        qs_leave(copy->reader);
        if (value && mend_comma(copy, node, key, value))
            continue;
        if (value && !qs_node_append(copy->reader->arena, node, key, value))
            memory_failed(copy);
    }
    refuse_duplicates(copy, node);
    return node;
}

static qs_node *copy_scalar(copier *copy, const yaml_node_t *from, qs_node *node)
{
    node->text = qs_arena_text(copy->reader->arena, (const char *)from->data.scalar.value);
    node->is_quoted = from->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    if (!node->text)
        memory_failed(copy);
    return node->text ? node : NULL;
}

static qs_node *copy_node(copier *copy, int index)
{
    const yaml_node_t *from = yaml_document_get_node(copy->document, index);
    if (!from || copy->has_failed)
        return NULL;
    qs_position at = position_of(copy->origin, from->start_mark);
    if (copy->depth > QS_MAX_DEPTH || ++copy->n_nodes > QS_MAX_NODES) {
        qs_problem_at(copy->reader, at, "more",
                      "aliases (*...) expand to too much, at most 64 levels and 1,000,000 "
                      "values are allowed");
        copy->has_failed = true;
        return NULL;
    }
    qs_node *node = qs_node_new(copy->reader->arena,
                                from->type == YAML_MAPPING_NODE    ? QS_NODE_MAP
                                : from->type == YAML_SEQUENCE_NODE ? QS_NODE_LIST
                                                                   : QS_NODE_SCALAR,
                                at);
    if (!node) {
        memory_failed(copy);
        return NULL;
    }
    copy->depth++;
    if (from->type == YAML_MAPPING_NODE)
        node = copy_map(copy, from, node);
    else if (from->type == YAML_SEQUENCE_NODE)
        node = copy_list(copy, from, node);
    else
        node = copy_scalar(copy, from, node);
    copy->depth--;
    return node;
}

/* Second pass: the document. */
static qs_node *load(qs_study_reader *reader, const qs_node_origin *origin, const char *text, size_t n)
{
    yaml_parser_t parser;
    yaml_document_t document;
    if (!yaml_parser_initialize(&parser)) {
        qs_reader_fail(reader, qs_fail(QS_ERROR_MEMORY, "out of memory"));
        return NULL;
    }
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, n);
    qs_node *root = NULL;
    if (!yaml_parser_load(&parser, &document)) {
        refuse_syntax(reader, origin, text, &parser);
    } else {
        copier copy = {.reader = reader, .origin = origin, .document = &document};
        const yaml_node_t *top = yaml_document_get_root_node(&document);
        if (top)
            root = copy_node(&copy, 1);
        else
            qs_problem_at(reader, (qs_position){.origin = origin, .line = 1, .column = 1}, "nothing",
                          "is empty, a study is a map with arrivals, services, windows and run");
        if (copy.has_failed)
            root = NULL;
        yaml_document_delete(&document);
    }
    yaml_parser_delete(&parser);
    return root;
}

qs_node *qs_yaml_read(qs_study_reader *reader, const qs_node_origin *origin, const char *text, size_t n)
{
    static const char mark[] =
        "\xef\xbb\xbf"; /* some editors begin a file with it; libyaml does not skip it */
    size_t skip = n >= 3 && !memcmp(text, mark, 3) ? 3 : 0;
    text += skip;
    n -= skip;
    if (!qs_encoding_check(reader, origin, text, n) || !guard(reader, origin, text, n))
        return NULL;
    return load(reader, origin, text, n);
}
