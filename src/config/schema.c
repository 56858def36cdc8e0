/* The JSON Schema (draft 7) of a study, from the tables of keys.
 *
 * Every table that can be reached from that of the study has a definition; so have forms that stand at many
 * places. What is walked here is what the reader knows, so there is no list of keys to be kept in step.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/study_schema.h"

#include <string.h>

#include "qsweep/memory.h"
#include "schema_internal.h"

enum { MOST_DEFINITIONS = 128 };

/* What has been met on the walk, each name once. */
typedef struct met {
    const qs_key_table *tables[MOST_DEFINITIONS];
    const qs_form *forms[MOST_DEFINITIONS];
    int n_tables, n_forms;
    bool is_full;
} met;

static void meet_form(met *all, const qs_form *form);

static void meet_table(met *all, const qs_key_table *table)
{
    for (int i = 0; i < all->n_tables; i++)
        if (all->tables[i] == table)
            return;
    if (all->n_tables == MOST_DEFINITIONS) {
        all->is_full = true;
        return;
    }
    all->tables[all->n_tables++] = table;
    for (int k = 0; k < table->n; k++)
        meet_form(all, &table->keys[k].form);
}

static void meet_named(met *all, const qs_form *form, const char *name)
{
    for (int i = 0; i < all->n_forms; i++) {
        char other[QS_SCHEMA_NAME];
        qs_schema_form_name(all->forms[i], other);
        if (!strcmp(other, name))
            return;
    }
    if (all->n_forms == MOST_DEFINITIONS)
        all->is_full = true;
    else
        all->forms[all->n_forms++] = form;
}

static void meet_form(met *all, const qs_form *form)
{
    char name[QS_SCHEMA_NAME];
    qs_schema_form_name(form, name);
    if (name[0] && form->kind != QS_FORM_AXES && form->kind != QS_FORM_SCENARIO)
        meet_named(all, form, name);
    if (form->kind == QS_FORM_MAP)
        meet_table(all, form->map);
    for (int i = 0; form->of && i < form->n; i++)
        meet_form(all, &form->of[i]);
}

/* What forms refer to in their definitions, and tables that are not met in a form. */
static void meet_all(met *all)
{
    static const qs_form inner[] = {QS_NUMBER_IN(qs_positive, QS_PER_TIME), QS_TIME_IN(qs_not_negative),
                                    QS_NUMBER_IN(qs_any, QS_PLAIN)};
    meet_table(all, &qs_keys_study);
    meet_table(all, &qs_keys_axis);
    for (int k = 0; k < QS_N_DISTRIBUTIONS; k++) {
        meet_table(all, qs_keys_distribution((qs_distribution_kind)k));
        meet_table(all, qs_keys_signed((qs_distribution_kind)k));
    }
    meet_table(all, &qs_keys_constant_count);
    meet_table(all, &qs_keys_weighted_column); /* what an empirical distribution's file may have beside it */
    for (size_t i = 0; i < sizeof inner / sizeof *inner; i++)
        meet_form(all, &inner[i]);
}

static void write_key(qs_json *json, const qs_key *key)
{
    qs_json_open(json, key->name, '{');
    qs_json_string(json, "description", key->about);
    if (key->fallback)
        qs_json_raw(json, "default", key->fallback);
    qs_schema_form(json, &key->form);
    qs_json_close(json, '{');
}

/* A table's own keywords, into the object that is open. */
static void write_table(qs_json *json, const qs_key_table *table)
{
    qs_json_string(json, "title", table->about);
    qs_json_string(json, "type", "object");
    qs_json_raw(json, "additionalProperties", "false");
    qs_json_open(json, "properties", '{');
    for (int k = 0; k < table->n; k++)
        write_key(json, &table->keys[k]);
    qs_json_close(json, '{');
    if (table->is_fixed)
        qs_schema_rules(json, table);
}

/* Whose rules stand in those of another: what a constant, an empirical distribution and one below 0 need they say
 * alike. */
static bool has_twin(const qs_key_table *table)
{
    for (int k = 0; k < QS_N_DISTRIBUTIONS; k++)
        if (table == qs_keys_signed((qs_distribution_kind)k) &&
            table != qs_keys_distribution((qs_distribution_kind)k))
            return true;
    return table == &qs_keys_weighted_column || table == &qs_keys_constant_count;
}

static void write_definitions(qs_json *json)
{
    met all = {0};
    meet_all(&all);
    if (all.is_full && !json->status)
        json->status = qs_fail(QS_ERROR_INTERNAL, "more than %d definitions", MOST_DEFINITIONS);
    qs_json_open(json, "definitions", '{');
    for (int i = 1; i < all.n_tables; i++) { /* the first is the study, which is the root */
        qs_json_open(json, all.tables[i]->name, '{');
        write_table(json, all.tables[i]);
        qs_json_close(json, '{');
    }
    for (int i = 0; i < all.n_forms; i++)
        qs_schema_define_form(json, all.forms[i]);
    qs_schema_define_axes(json);
    for (int i = 0; i < all.n_tables; i++)
        if (!has_twin(all.tables[i]))
            qs_schema_define_whole(json, all.tables[i]);
    qs_schema_define_whole_times(json);
    qs_json_close(json, '{');
}

qs_status qs_study_schema(char **out)
{
    qs_json json = {0};
    qs_json_open(&json, NULL, '{');
    qs_json_string(&json, "$schema", "http://json-schema.org/draft-07/schema#");
    write_table(&json, &qs_keys_study);
    qs_json_raw(&json, "if", "{\"not\": {\"required\": [\"sweep\"]}}");
    qs_json_raw(&json, "then", "{\"$ref\": \"#/definitions/whole_study\"}");
    write_definitions(&json);
    qs_json_close(&json, '{');
    if (!json.status)
        json.status = qs_text_add(&json.text, "\n", 1);
    if (json.status)
        qs_free(json.text.bytes);
    *out = json.status ? NULL : json.text.bytes;
    return json.status;
}
