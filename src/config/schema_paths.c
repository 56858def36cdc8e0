/* Axes: paths, as patterns, and what a value there may be.
 *
 * A path's step is a key of the language as it stands, a name, a number in a list, or *. A path with * where
 * a key of the language could stand is let through, whatever its values.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "qsweep/memory.h"
#include "schema_internal.h"

#define NAME_STEP "[.]([*]|\"[^\"]*\"|'[^']*'|[^.*\\[\"']+)"
#define INDEX_STEP "([.]([0-9]+|[*])|\\[[0-9]+\\])"

/* What is being written: axes (a list of values, or a range), or one scenario (a value). */
typedef struct paths {
    qs_json *json;
    bool is_scenario;
    qs_text
        times[4]; /* the places of distributions: times, gaps, counts, delays; alternatives of a pattern */
} paths;

static void write_value(qs_json *json, const char *key, const qs_form *form)
{
    qs_json_open(json, key, '{');
    qs_json_open(json, "anyOf", '[');
    qs_schema_form_object(json, NULL, form);
    qs_json_raw(json, NULL, "{\"type\": \"null\"}");
    qs_json_close(json, '[');
    qs_json_close(json, '{');
}

static void write_entry(paths *p, const char *path, const qs_form *form)
{
    qs_text pattern = {0};
    qs_json *json = p->json;
    if (!json->status)
        json->status = qs_text_format(&pattern, "^%s$", path);
    if (!json->status && p->is_scenario) {
        write_value(json, pattern.bytes, form);
    } else if (!json->status) {
        qs_json_open(json, pattern.bytes, '{');
        qs_json_open(json, "anyOf", '[');
        qs_json_open(json, NULL, '{');
        qs_json_string(json, "type", "array");
        qs_json_raw(json, "minItems", "1");
        write_value(json, "items", form);
        qs_json_close(json, '{');
        qs_schema_form_object(json, NULL, &(const qs_form)QS_MAP_OF(qs_keys_axis));
        qs_json_close(json, '[');
        qs_json_close(json, '{');
    }
    qs_free(pattern.bytes);
}

static void walk_inner(paths *p, const char *path, const qs_form *form);

/* An entry for a path, and for all that is within it. */
static void walk(paths *p, const char *path, const char *step, const qs_form *form)
{
    qs_text whole = {0};
    if (!p->json->status)
        p->json->status = qs_text_format(&whole, "%s%s", path, step);
    if (!p->json->status) {
        write_entry(p, whole.bytes, form);
        walk_inner(p, whole.bytes, form);
    }
    qs_free(whole.bytes);
}

static bool has_key(const qs_key_table *table, const char *name)
{
    for (int k = 0; k < table->n; k++)
        if (!strcmp(table->keys[k].name, name))
            return true;
    return false;
}

/* other [in] a table whose keys may stand there too; NULL: none. What a key of both may be is left open. */
static void walk_keys(paths *p, const char *path, const qs_key_table *table, const qs_key_table *other)
{
    static const qs_form any = QS_IS(ANY);
    for (int k = 0; k < table->n; k++) {
        const qs_key *key = &table->keys[k];
        char step[QS_SCHEMA_NAME + 4];
        snprintf(step, sizeof step, "[.]%s", key->name);
        if (!qs_words_have(table->same, key->name))
            walk(p, path, step, other && has_key(other, key->name) ? &any : &key->form);
    }
    for (int k = 0; other && k < other->n; k++) {
        char step[QS_SCHEMA_NAME + 4];
        snprintf(step, sizeof step, "[.]%s", other->keys[k].name);
        if (!has_key(table, other->keys[k].name))
            walk(p, path, step, &other->keys[k].form);
    }
}

static void note_times(paths *p, int which, const char *path)
{
    if (!p->json->status)
        p->json->status = qs_text_format(&p->times[which], "%s%s", p->times[which].n ? "|" : "", path);
}

static int count_lists(const qs_form *form)
{
    int n = 0;
    for (int i = 0; form->kind == QS_FORM_EITHER && i < form->n; i++)
        n += form->of[i].kind == QS_FORM_LIST;
    return n;
}

/* Of several lists an item may be anything that it is in one of them. */
static void walk_lists(paths *p, const char *path, const qs_form *form)
{
    qs_form items[8];
    int n = 0;
    for (int i = 0; i < form->n && n < 8; i++)
        if (form->of[i].kind == QS_FORM_LIST)
            items[n++] = *form->of[i].of;
    walk(p, path, INDEX_STEP, &(const qs_form){.kind = QS_FORM_EITHER, .of = items, .n = n});
}

static void walk_inner(paths *p, const char *path, const qs_form *form)
{
    if (form->kind == QS_FORM_MAP)
        walk_keys(p, path, form->map,
                  form->map == qs_keys_distribution(QS_DISTRIBUTION_empirical) ||
                          form->map == qs_keys_signed(QS_DISTRIBUTION_empirical)
                      ? &qs_keys_weighted_column
                      : NULL);
    else if (form->kind == QS_FORM_MEMBERS)
        walk(p, path, NAME_STEP, form->of);
    else if (form->kind == QS_FORM_LIST)
        walk(p, path, INDEX_STEP, form->of);
    else if (form->kind == QS_FORM_TIMES)
        note_times(p, 0, path);
    else if (form->kind == QS_FORM_GAPS)
        note_times(p, 1, path);
    else if (form->kind == QS_FORM_COUNTS)
        note_times(p, 2, path);
    else if (form->kind == QS_FORM_DELAYS)
        note_times(p, 3, path);
    bool has_lists = count_lists(form) > 1;
    for (int i = 0; form->kind == QS_FORM_EITHER && i < form->n; i++)
        if (!has_lists || form->of[i].kind != QS_FORM_LIST)
            walk_inner(p, path, &form->of[i]);
    if (has_lists)
        walk_lists(p, path, form);
}

/* The laws in a law. */
#define INNER_STEPS "([.]mixture[.]of" INDEX_STEP "|[.]shifted[.]of|[.]truncated[.]of)*"

/* One kind and its parameters, at the places of a pattern. */
static void walk_kind(paths *p, const char *places, qs_distribution_kind kind, const qs_key_table *table,
                      const qs_bounds *bounds)
{
    char step[QS_SCHEMA_NAME + 4];
    snprintf(step, sizeof step, "[.]%s", qs_distribution_name(kind));
    const qs_form both[] = {{.kind = QS_FORM_TIME, .bounds = bounds}, QS_MAP_OF(*table)};
    const qs_form either = {.kind = QS_FORM_EITHER, .of = both, .n = 2};
    walk(p, places, step, kind == QS_DISTRIBUTION_constant ? &either : &both[1]);
}

/* The kinds of distributions and their parameters, at all the places where distributions may stand. */
static void walk_distributions(paths *p)
{
    qs_text of_times = {0}, of_counts = {0}, of_gaps = {0}, of_delays = {0};
    qs_json *json = p->json;
    if (!json->status)
        json->status = qs_text_format(&of_times, "(%s|%s)" INNER_STEPS, p->times[0].bytes, p->times[1].bytes);
    if (!json->status)
        json->status = qs_text_format(&of_counts, "(%s)", p->times[2].bytes);
    if (!json->status)
        json->status = qs_text_format(&of_gaps, "(%s)", p->times[1].bytes);
    if (!json->status)
        json->status = qs_text_format(&of_delays, "(%s)" INNER_STEPS, p->times[3].bytes);
    for (int k = 0; k < QS_N_DISTRIBUTIONS && !json->status; k++) {
        qs_distribution_kind kind = (qs_distribution_kind)k;
        const qs_key_table *table = qs_keys_distribution(kind);
        bool is_count = qs_distribution_is_count(kind);
        if (kind == QS_DISTRIBUTION_constant || !is_count) {
            walk_kind(p, of_times.bytes, kind, table, &qs_not_negative);
            walk_kind(p, of_delays.bytes, kind, qs_keys_signed(kind), &qs_any);
        }
        if (is_count)
            walk_kind(p, of_counts.bytes, kind, table, &qs_not_negative);
    }
    walk(p, of_gaps.n ? of_gaps.bytes : "", "[.]rate",
         &(const qs_form)QS_NUMBER_IN(qs_positive, QS_PER_TIME));
    qs_free(of_times.bytes);
    qs_free(of_counts.bytes);
    qs_free(of_gaps.bytes);
    qs_free(of_delays.bytes);
}

static void write_label(qs_json *json)
{
    qs_json_open(json, "properties", '{');
    qs_json_open(json, "label", '{');
    qs_json_string(json, "description", "What the scenario is called");
    qs_json_raw(json, "type", "[\"string\", \"number\", \"boolean\"]");
    qs_json_raw(json, "minLength", "1");
    qs_json_raw(json, "maxLength", "200");
    qs_json_close(json, '{');
    qs_json_close(json, '{');
}

static void define(qs_json *json, const char *name, bool is_scenario)
{
    paths p = {.json = json, .is_scenario = is_scenario};
    qs_json_open(json, name, '{');
    qs_json_string(json, "type", "object");
    if (is_scenario)
        write_label(json);
    else
        qs_json_raw(json, "minProperties", "1");
    qs_json_raw(json, "additionalProperties", "false");
    qs_json_open(json, "patternProperties", '{');
    write_entry(&p, ".*[*].*", &(const qs_form)QS_IS(ANY));
    for (int k = 0; k < qs_keys_study.n; k++) {
        const qs_key *key = &qs_keys_study.keys[k];
        bool is_same = qs_words_have(qs_keys_study.same, key->name);
        bool is_section = key->form.kind == QS_FORM_MAP || key->form.kind == QS_FORM_MEMBERS;
        if (!is_same && is_section)
            walk_inner(&p, key->name, &key->form);
        else if (!is_same)
            walk(&p, key->name, "", &key->form);
    }
    walk_distributions(&p);
    qs_json_close(json, '{');
    qs_json_close(json, '{');
    for (int i = 0; i < 4; i++)
        qs_free(p.times[i].bytes);
}

void qs_schema_define_axes(qs_json *json)
{
    define(json, "axes", false);
    define(json, "scenario", true);
}
