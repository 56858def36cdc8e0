/* What must be there, and what must not be there together.
 *
 * An axis may bring a key that the study leaves out, and may take one out that it has. So these rules stand
 * in definitions of their own (whole_NAME), which the schema applies to studies without a sweep. Maps in
 * which no axis has a say have their rules with them.
 *
 * Each rule is true of what is no map: that is told elsewhere.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "schema_internal.h"

/* {"required": [key]} for each of some keys: at least one is there. */
static void write_some(qs_json *json, const char *words)
{
    char word[QS_SCHEMA_NAME];
    qs_json_open(json, NULL, '{');
    qs_json_open(json, "anyOf", '[');
    for (int i = 0; qs_schema_word(words, i, word); i++) {
        qs_json_open(json, NULL, '{');
        qs_json_words(json, "required", word);
        qs_json_close(json, '{');
    }
    qs_json_close(json, '[');
    qs_json_close(json, '{');
}

static void write_not_both(qs_json *json, const char *a, const char *b)
{
    char both[2 * QS_SCHEMA_NAME + 1];
    snprintf(both, sizeof both, "%s %s", a, b);
    qs_json_open(json, NULL, '{');
    qs_json_open(json, "not", '{');
    qs_json_string(json, "type", "object");
    qs_json_words(json, "required", both);
    qs_json_close(json, '{');
    qs_json_close(json, '{');
}

static void write_apart(qs_json *json, const char *words)
{
    char a[QS_SCHEMA_NAME], b[QS_SCHEMA_NAME];
    for (int i = 0; qs_schema_word(words, i, a); i++)
        for (int j = i + 1; qs_schema_word(words, j, b); j++)
            write_not_both(json, a, b);
}

void qs_schema_rules(qs_json *json, const qs_key_table *table)
{
    if (table->needs)
        qs_json_words(json, "required", table->needs);
    if (!table->one_of[0] && !table->some_of && !table->apart[0])
        return;
    qs_json_open(json, "allOf", '[');
    for (int i = 0; i < 3 && table->one_of[i]; i++) {
        write_some(json, table->one_of[i]);
        write_apart(json, table->one_of[i]);
    }
    if (table->some_of)
        write_some(json, table->some_of);
    for (int i = 0; i < 8 && table->apart[i]; i++)
        write_apart(json, table->apart[i]);
    qs_json_close(json, '[');
}

static bool has_rules(const qs_key_table *table)
{
    if (table->is_fixed)
        return false;
    if (table->needs || table->one_of[0] || table->some_of || table->apart[0])
        return true;
    for (int k = 0; k < table->n; k++)
        if (qs_schema_has_rules(&table->keys[k].form))
            return true;
    return false;
}

bool qs_schema_has_rules(const qs_form *form)
{
    if (qs_schema_is_law(form))
        return true;
    if (form->kind == QS_FORM_MAP)
        return has_rules(form->map);
    bool has = false;
    for (int i = 0; form->of && i < form->n; i++)
        has |= qs_schema_has_rules(&form->of[i]);
    return has;
}

static void write_form(qs_json *json, const char *key, const qs_form *form);

/* Maps that something may be, of which each has rules: it need only keep those of one. */
static int count_maps(const qs_form *form)
{
    int n = 0;
    for (int i = 0; i < form->n; i++)
        n += form->of[i].kind == QS_FORM_MAP && qs_schema_has_rules(&form->of[i]);
    return n;
}

/* The rules of a form, into the object that is open. */
static void write_inner(qs_json *json, const qs_form *form)
{
    char name[QS_SCHEMA_NAME + 32];
    if (form->kind == QS_FORM_MAP || qs_schema_is_law(form)) {
        snprintf(name, sizeof name, "#/definitions/whole_%s",
                 form->kind == QS_FORM_MAP ? form->map->name : "times");
        qs_json_string(json, "$ref", name);
    } else if (form->kind == QS_FORM_MEMBERS) {
        write_form(json, "additionalProperties", form->of);
    } else if (form->kind == QS_FORM_LIST) {
        write_form(json, "items", form->of);
    } else if (form->kind == QS_FORM_EITHER) {
        qs_json_open(json, count_maps(form) > 1 ? "anyOf" : "allOf", '[');
        for (int i = 0; i < form->n; i++)
            if (qs_schema_has_rules(&form->of[i]))
                write_form(json, NULL, &form->of[i]);
        qs_json_close(json, '[');
    }
}

static void write_form(qs_json *json, const char *key, const qs_form *form)
{
    qs_json_open(json, key, '{');
    write_inner(json, form);
    qs_json_close(json, '{');
}

void qs_schema_define_whole(qs_json *json, const qs_key_table *table)
{
    char name[QS_SCHEMA_NAME + 8];
    bool has_inner = false;
    if (!has_rules(table))
        return;
    snprintf(name, sizeof name, "whole_%s", table->name);
    qs_json_open(json, name, '{');
    qs_schema_rules(json, table);
    for (int k = 0; k < table->n; k++)
        has_inner |= qs_schema_has_rules(&table->keys[k].form);
    if (has_inner) {
        qs_json_open(json, "properties", '{');
        for (int k = 0; k < table->n; k++)
            if (qs_schema_has_rules(&table->keys[k].form))
                write_form(json, table->keys[k].name, &table->keys[k].form);
        qs_json_close(json, '{');
    }
    qs_json_close(json, '{');
}

void qs_schema_define_whole_times(qs_json *json)
{
    qs_json_open(json, "whole_times", '{');
    qs_json_raw(json, "minProperties", "1");
    qs_json_open(json, "properties", '{');
    for (int k = 0; k < QS_N_DISTRIBUTIONS; k++) {
        const qs_key_table *table = qs_keys_distribution((qs_distribution_kind)k);
        write_form(json, table->name, &(const qs_form)QS_MAP_OF(*table));
    }
    qs_json_close(json, '{');
    qs_json_close(json, '{');
}
