/* A study's text, for readers that know no YAML.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/outline.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <yaml.h>

#include "qsweep/visible.h"

enum { MOST_VALUES = 1000000, DEEPEST = 64, LONGEST_PATH = 512 };

typedef struct walk {
    yaml_document_t *document;
    FILE *out;
    int n_values;
    qs_status (*visit)(void *context, const char *path, const char *text);
    void *context;
} walk;

static qs_status too_large(void)
{
    return qs_fail(QS_ERROR_FORMAT, "the study in the results file is larger or deeper than a study can be");
}

static const char *text_of(const yaml_node_t *node)
{
    return node->type == YAML_SCALAR_NODE ? (const char *)node->data.scalar.value : "";
}

/* ---- json ---- */

/* A number as json writes it: -?digits(.digits)?([eE][+-]?digits)?, no leading zero. */
static bool is_json_number(const char *text)
{
    text += *text == '-';
    if (!isdigit((unsigned char)*text) || (text[0] == '0' && isdigit((unsigned char)text[1])))
        return false;
    text += strspn(text, "0123456789");
    if (*text == '.') {
        size_t n = strspn(text + 1, "0123456789");
        if (n == 0)
            return false;
        text += 1 + n;
    }
    if (*text == 'e' || *text == 'E') {
        text++;
        text += *text == '+' || *text == '-';
        size_t n = strspn(text, "0123456789");
        if (n == 0)
            return false;
        text += n;
    }
    return *text == '\0';
}

static void put_scalar(const yaml_node_t *node, FILE *out)
{
    const char *text = text_of(node);
    bool is_plain = node->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    if (is_plain && (*text == '\0' || strcmp(text, "~") == 0 || strcmp(text, "null") == 0))
        fputs("null", out);
    else if (is_plain && (is_json_number(text) || strcmp(text, "true") == 0 || strcmp(text, "false") == 0))
        fputs(text, out);
    else
        qs_visible_json(out, text);
}

static qs_status put_node(walk *w, int index, int depth)
{
    yaml_node_t *node = yaml_document_get_node(w->document, index);
    qs_status status = QS_OK;
    if (!node || depth > DEEPEST || ++w->n_values > MOST_VALUES)
        return too_large();
    if (node->type == YAML_SCALAR_NODE) {
        put_scalar(node, w->out);
    } else if (node->type == YAML_MAPPING_NODE) {
        yaml_node_pair_t *first = node->data.mapping.pairs.start;
        fputc('{', w->out);
        for (yaml_node_pair_t *pair = first; pair < node->data.mapping.pairs.top && !status; pair++) {
            fputs(pair == first ? "" : ",", w->out);
            qs_visible_json(w->out, text_of(yaml_document_get_node(w->document, pair->key)));
            fputc(':', w->out);
            status = put_node(w, pair->value, depth + 1);
        }
        fputc('}', w->out);
    } else {
        yaml_node_item_t *first = node->data.sequence.items.start;
        fputc('[', w->out);
        for (yaml_node_item_t *item = first; item < node->data.sequence.items.top && !status; item++) {
            fputs(item == first ? "" : ",", w->out);
            status = put_node(w, *item, depth + 1);
        }
        fputc(']', w->out);
    }
    return status;
}

/* ---- paths ---- */

static qs_status visit_node(walk *w, int index, const char *path, int depth)
{
    yaml_node_t *node = yaml_document_get_node(w->document, index);
    char below[LONGEST_PATH];
    qs_status status = QS_OK;
    if (!node || depth > DEEPEST || ++w->n_values > MOST_VALUES)
        return too_large();
    if (node->type == YAML_SCALAR_NODE)
        return w->visit(w->context, path, text_of(node));
    if (node->type == YAML_MAPPING_NODE) {
        for (yaml_node_pair_t *pair = node->data.mapping.pairs.start;
             pair < node->data.mapping.pairs.top && !status; pair++) {
            snprintf(below, sizeof below, "%s.%s", path,
                     text_of(yaml_document_get_node(w->document, pair->key)));
            status = visit_node(w, pair->value, below, depth + 1);
        }
        return status;
    }
    long n = node->data.sequence.items.top - node->data.sequence.items.start;
    for (long i = 0; i < n && !status; i++) {
        snprintf(below, sizeof below, "%s[%ld]", path, i);
        status = visit_node(w, node->data.sequence.items.start[i], below, depth + 1);
    }
    return status;
}

static int find_section(walk *w, const char *section)
{
    yaml_node_t *root = yaml_document_get_root_node(w->document);
    if (!root || root->type != YAML_MAPPING_NODE)
        return 0;
    for (yaml_node_pair_t *pair = root->data.mapping.pairs.start; pair < root->data.mapping.pairs.top; pair++)
        if (strcmp(text_of(yaml_document_get_node(w->document, pair->key)), section) == 0)
            return pair->value;
    return 0;
}

/* ---- */

/* libyaml takes time by the square of the depth: so deep a text is not read to its end. */
static qs_status check_depth(const char *yaml)
{
    yaml_parser_t parser;
    yaml_event_t event;
    int depth = 0;
    if (!yaml_parser_initialize(&parser))
        return qs_fail(QS_ERROR_MEMORY, "out of memory while reading YAML");
    yaml_parser_set_input_string(&parser, (const unsigned char *)yaml, strlen(yaml));
    for (bool is_end = false; !is_end && depth <= DEEPEST;) {
        if (!yaml_parser_parse(&parser, &event)) /* said by whoever reads it */
            break;
        depth += event.type == YAML_SEQUENCE_START_EVENT || event.type == YAML_MAPPING_START_EVENT;
        depth -= event.type == YAML_SEQUENCE_END_EVENT || event.type == YAML_MAPPING_END_EVENT;
        is_end = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    return depth > DEEPEST ? too_large() : QS_OK;
}

/* Read the text and do something with it. */
static qs_status with_document(const char *yaml, walk *w, const char *section)
{
    yaml_parser_t parser;
    yaml_document_t document;
    qs_status status = check_depth(yaml);
    if (status)
        return status;
    if (!yaml_parser_initialize(&parser))
        return qs_fail(QS_ERROR_MEMORY, "out of memory while reading YAML");
    yaml_parser_set_input_string(&parser, (const unsigned char *)yaml, strlen(yaml));
    if (!yaml_parser_load(&parser, &document)) {
        status = qs_fail(QS_ERROR_FORMAT, "the study in the results file is no YAML: %s",
                         parser.problem ? parser.problem : "unknown trouble");
    } else {
        w->document = &document;
        int index = section ? find_section(w, section) : 1;
        if (!section)
            status = put_node(w, index, 0);
        else if (index > 0)
            status = visit_node(w, index, section, 0);
        yaml_document_delete(&document);
        w->document = NULL;
    }
    yaml_parser_delete(&parser);
    return status;
}

qs_status qs_outline_json(const char *yaml, FILE *out)
{
    walk w = {.out = out};
    return with_document(yaml, &w, NULL);
}

qs_status qs_outline_visit(const char *yaml, const char *section,
                           qs_status (*visit)(void *context, const char *path, const char *text),
                           void *context)
{
    walk w = {.visit = visit, .context = context};
    return with_document(yaml, &w, section);
}
