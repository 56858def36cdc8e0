/* Maps, lists and names of a study.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "keys_internal.h"

#include <stdio.h>
#include <string.h>

#include "encoding_internal.h"
#include "qsweep/hash.h"

void qs_enter(qs_study_reader *reader, const char *key)
{
    qs_trail *trail = &reader->trail;
    if (trail->n < (int)(sizeof trail->steps / sizeof *trail->steps))
        trail->steps[trail->n].key = key;
    trail->n++;
}

void qs_enter_item(qs_study_reader *reader, size_t index)
{
    qs_trail *trail = &reader->trail;
    if (trail->n < (int)(sizeof trail->steps / sizeof *trail->steps)) {
        trail->steps[trail->n].key = NULL;
        trail->steps[trail->n].index = index;
    }
    trail->n++;
}

void qs_leave(qs_study_reader *reader)
{
    reader->trail.n--;
}

qs_status qs_reader_fail(qs_study_reader *reader, qs_status status)
{
    if (!reader->status)
        reader->status = status;
    return status;
}

bool qs_words_have(const char *words, const char *word)
{
    size_t n = strlen(word);
    for (; words && *words; words += strcspn(words, " "), words += *words == ' ')
        if (!strncmp(words, word, n) && (words[n] == ' ' || !words[n]))
            return true;
    return false;
}

bool qs_read_map(qs_study_reader *reader, qs_node *node, const qs_key_table *map, qs_node **values)
{
    const char *keys[QS_MOST_KEYS];
    int n = map->n < QS_MOST_KEYS ? map->n : QS_MOST_KEYS;
    for (int k = 0; k < n; k++) {
        keys[k] = map->keys[k].name;
        values[k] = NULL;
    }
    if (node->kind != QS_NODE_MAP) {
        char list[512];
        bool is_list = node->kind == QS_NODE_LIST && node->n && node->values[0]->kind == QS_NODE_MAP;
        qs_problem_node(reader, node, "must be a map with the keys %s%s",
                        qs_join(list, sizeof list, keys, (size_t)n, " and "),
                        is_list ? ", without a '- ' before them" : "");
        return false;
    }
    bool has_strangers = false;
    for (size_t i = 0; i < node->n; i++) {
        int k = 0;
        while (k < n && strcmp(node->keys[i]->text, keys[k]))
            k++;
        if (qs_node_is_absent(node->values[i]))
            continue;
        if (k < n)
            values[k] = node->values[i];
        else
            has_strangers = true;
    }
    if (has_strangers)
        qs_refuse_strangers(reader, node, keys, n, values);
    return true;
}

bool qs_require(qs_study_reader *reader, qs_node *map, const char *key, qs_node *value, const char *what)
{
    if (value)
        return true;
    if (map->is_unsure)
        return false;
    ptrdiff_t i = map->kind == QS_NODE_MAP ? qs_node_find(map, key) : -1;
    bool is_left_out = i >= 0 && map->values[i]; /* null in an axis, then */
    qs_enter(reader, key);
    qs_problem_at(reader, is_left_out ? map->values[i]->at : map->at, "nothing", "is missing, must be %s",
                  what);
    qs_leave(reader);
    return false;
}

bool qs_read_list(qs_study_reader *reader, qs_node *node, size_t least, const char *of_what)
{
    if (node->kind == QS_NODE_LIST && node->n >= least)
        return true;
    bool is_one = node->kind == QS_NODE_SCALAR && qs_scalar_of(node) != QS_SCALAR_NULL;
    if (is_one && least <= 1)
        qs_problem_node(reader, node, "must be a list of %s: write [%.40s]", of_what, node->text);
    else
        qs_problem_node(reader, node, "must be a list of %s%s", of_what,
                        node->kind == QS_NODE_MAP && !strncmp(of_what, "maps", 4) && node->n
                            ? ": put [ and ] around the map"
                            : "");
    return false;
}

bool qs_is_name(const char *text)
{
    size_t n = strlen(text);
    if (n == 0 || n > 63)
        return false;
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)text[i];
        bool is_letter =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c >= 128;
        if (!is_letter && c != '_' && (c != '-' || i == 0))
            return false;
    }
    return true;
}

const char *qs_name_of(const qs_model *model, qs_named kind, int i)
{
    if (kind == QS_NAMED_RESOURCE)
        return model->resources[i].name;
    if (kind == QS_NAMED_WINDOW)
        return model->windows[i].name;
    if (kind == QS_NAMED_LINE)
        return model->windows[model->n_windows + i].name;
    return kind == QS_NAMED_CLASS ? model->classes[i].name : model->services[i];
}

static void refuse_name(qs_study_reader *reader, qs_node *node, qs_named kind, int n)
{
    const qs_model *model = reader->model;
    static const char *const kinds[] = {"class", "service", "window", "resource", "line"};
    const char *what = kinds[kind], *near = NULL;
    const char *shown[12] = {NULL};
    int n_shown = n < 12 ? n : 12;
    for (int i = 0; i < n_shown; i++)
        shown[i] = qs_name_of(model, kind, i);
    char list[512];
    qs_join(list, sizeof list, shown, (size_t)n_shown, n_shown < n ? ", " : " or ");
    char plain[128];
    const char *text = node->kind == QS_NODE_SCALAR ? node->text : "";
    text = qs_lookalike_plain(text, plain, sizeof plain) ? plain : text;
    for (int i = 0; i < n && text[0]; i++) {
        const char *pair[2] = {near, qs_name_of(model, kind, i)};
        near = qs_nearest(text, pair, 2);
    }
    uint64_t topic = qs_mix64(qs_hash_name(text) ^ (uint64_t)kind) | 1;
    if (near)
        qs_problem_once(reader, node, topic, "there is no such %s, did you mean '%s'? Known: %s%s", what,
                        near, list, n_shown < n ? ", ..." : "");
    else if (text[0])
        qs_problem_once(reader, node, topic, "must be the name of a %s, known are %s%s", what, list,
                        n_shown < n ? ", ..." : "");
    else
        qs_problem_node(reader, node, "must be the name of a %s, known are %s%s", what, list,
                        n_shown < n ? ", ..." : "");
}

_Static_assert(sizeof((qs_study_reader *)NULL)->next_name == QS_N_NAMED * sizeof(int), "one for each kind");

bool qs_read_name(qs_study_reader *reader, qs_node *node, qs_named kind, int *out)
{
    const qs_model *model = reader->model;
    const int counts[] = {model->n_classes, model->n_services, model->n_windows, model->n_resources,
                          model->n_lines};
    int n = counts[kind];
    for (int i = 0; node->kind == QS_NODE_SCALAR && i < n; i++) {
        int at = (reader->next_name[kind] + i) % n;
        if (!strcmp(node->text, qs_name_of(model, kind, at))) {
            *out = at;
            reader->next_name[kind] = at + 1;
            return true;
        }
    }
    if (n > 0) /* none at all: that has been said where they should be */
        refuse_name(reader, node, kind, n);
    return false;
}
