/* Writing the JSON Schema of a study from the tables of keys (keys_internal.h).
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_SCHEMA_INTERNAL_H
#define QSWEEP_SCHEMA_INTERNAL_H

#include "keys_internal.h"

/* ---- JSON (schema_json.c) ---- */

/* A document under construction; all-zero is empty. After an error nothing more is written. */
typedef struct qs_json {
    qs_text text;
    qs_status status;
    int depth;
    bool has_before; /* something stands before in the same list or object */
} qs_json;

/* key [in] NULL: an item of a list. bracket [in] { or [ */
void qs_json_open(qs_json *json, const char *key, char bracket);
void qs_json_close(qs_json *json, char bracket);
/* value [in] as it stands: true, 3, {"a": 1} */
void qs_json_raw(qs_json *json, const char *key, const char *value);
void qs_json_string(qs_json *json, const char *key, const char *value);
void qs_json_double(qs_json *json, const char *key, double value);
/* A list of words in one line; words [in] with blanks between. */
void qs_json_words(qs_json *json, const char *key, const char *words);

/* ---- what a value may be (schema_form.c) ---- */

/* The keywords that say what a form is, into the object that is open. */
void qs_schema_form(qs_json *json, const qs_form *form);
/* The same as an object of its own. */
void qs_schema_form_object(qs_json *json, const char *key, const qs_form *form);

/* Definitions that forms refer to, but for those of tables: the name of a form's, "" where it has none. */
enum { QS_SCHEMA_NAME = 48 };
void qs_schema_form_name(const qs_form *form, char name[QS_SCHEMA_NAME]);
void qs_schema_define_form(qs_json *json, const qs_form *form);

/* Whether a form is that of a distribution. */
static inline bool qs_schema_is_law(const qs_form *form)
{
    return form->kind == QS_FORM_TIMES || form->kind == QS_FORM_DELAYS || form->kind == QS_FORM_GAPS ||
           form->kind == QS_FORM_COUNTS;
}

/* What a name (of a class, a service, a window, a source) looks like. */
extern const char qs_schema_name_pattern[];

/* ---- the paths of axes (schema_paths.c) ---- */

/* The definitions `axes` and `scenario`. */
void qs_schema_define_axes(qs_json *json);

/* ---- what must be there (schema_whole.c) ---- */

/* What of a table's keys must, and must not, be there together, into the object that is open. */
void qs_schema_rules(qs_json *json, const qs_key_table *table);
/* Whether anything must be there in what a form says. */
bool qs_schema_has_rules(const qs_form *form);
/* The definition whole_NAME of a table: its rules, and those of what is in it. */
void qs_schema_define_whole(qs_json *json, const qs_key_table *table);
/* The same of distributions: whole_times. */
void qs_schema_define_whole_times(qs_json *json);

/* The i-th key, in a text with blanks between; false behind the last. */
bool qs_schema_word(const char *words, int i, char word[QS_SCHEMA_NAME]);

#endif
