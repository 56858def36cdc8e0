/* What a value may be, in the words of JSON Schema.
 *
 * Texts with units, percent signs and times of day are patterns. A pattern that begins so holds in JavaScript
 * and in Python. Numbers in quotes are no numbers to the reader, but those with an exponent are let through
 * as texts: YAML 1.1 knows no 1e5, so programs that read it so see a text.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "qsweep/metric.h"
#include "schema_internal.h"

/* 1 to 63 letters of any script, digits, _ and -, not beginning with -. */
#define NO_LETTER "/:-@\\[-\\^`{-\\u007f"
const char qs_schema_name_pattern[] = "^[^\\u0000-" NO_LETTER "][^\\u0000-,." NO_LETTER "]{0,62}$";

#define DIGITS "((0|[1-9][0-9]*)([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]+)?"
#define UNIT "(s|min|h|d)"
#define CLOCK "([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?"
#define PERCENT_TO_100 "[+]?(100([.]0*)?|[0-9]?[0-9]([.][0-9]*)?|[.][0-9]+)([eE]-[0-9]+)? *%"

static const double MOST_TIME = 1e100;

static bool is_share(const qs_form *form)
{
    return form->kind == QS_FORM_NUMBER &&
           (form->dimension == QS_SHARE || (form->bounds->low >= 0 && form->bounds->high == 1));
}

/* ---- numbers ---- */

static void write_number(qs_json *json, const qs_bounds *bounds, double most)
{
    qs_json_open(json, NULL, '{');
    qs_json_string(json, "type", "number");
    if (bounds->low > -INFINITY)
        qs_json_double(json, bounds->low_open ? "exclusiveMinimum" : "minimum", bounds->low);
    if (bounds->high < INFINITY)
        qs_json_double(json, bounds->high_open ? "exclusiveMaximum" : "maximum", bounds->high);
    else if (most < INFINITY)
        qs_json_double(json, "maximum", most);
    qs_json_close(json, '{');
}

/* A text of a number and what may stand behind it: its sign as the bounds allow, zero too. */
static void write_pattern(qs_json *json, const qs_bounds *bounds, const char *behind)
{
    char pattern[400];
    const char *sign = bounds->low >= 0 ? "[+]?" : "[-+]?";
    bool is_positive = bounds->low > 0 || (bounds->low == 0 && bounds->low_open);
    snprintf(pattern, sizeof pattern, "^%s%s" DIGITS "%s$",
             is_positive ? "(?![+]?[0.]+([eE][-+]?[0-9]+)?( |[^0-9.eE]|$))" : "", sign, behind);
    qs_json_open(json, NULL, '{');
    qs_json_string(json, "type", "string");
    qs_json_string(json, "pattern", pattern);
    qs_json_close(json, '{');
}

static void write_exact(qs_json *json, const char *pattern)
{
    qs_json_open(json, NULL, '{');
    qs_json_string(json, "type", "string");
    qs_json_string(json, "pattern", pattern);
    qs_json_close(json, '{');
}

/* A number with all that may stand for it. */
static void define_number(qs_json *json, const qs_form *form)
{
    const qs_bounds *bounds = form->bounds;
    bool is_time = form->kind == QS_FORM_TIME || form->kind == QS_FORM_INSTANT;
    qs_json_open(json, "anyOf", '[');
    write_number(json, bounds, is_time ? MOST_TIME : INFINITY);
    if (is_time)
        write_pattern(json, bounds, " *" UNIT);
    if (form->kind == QS_FORM_INSTANT)
        write_exact(json, "^(" CLOCK "|24:00(:00)?)$");
    if (form->kind == QS_FORM_NUMBER && form->dimension == QS_PER_TIME)
        write_pattern(json, bounds, " */ *" UNIT);
    if (is_share(form) && bounds->high == 1)
        write_exact(json, "^" PERCENT_TO_100 "$");
    else if (is_share(form))
        write_pattern(json, bounds, " *%");
    write_exact(json, "^[-+]?[0-9.]+[eE][-+]?[0-9]+$");
    qs_json_close(json, '[');
}

static void write_whole(qs_json *json, const qs_form *form)
{
    qs_json_string(json, "type", "integer");
    qs_json_double(json, "minimum", (double)form->low);
    qs_json_double(json, "maximum", (double)form->high);
}

/* ---- distributions ---- */

/* A constant may be its value alone; of a file's values more can be said than of a list. */
static void write_kind(qs_json *json, qs_distribution_kind kind, const qs_form *form, const qs_form *alone)
{
    bool is_constant = kind == QS_DISTRIBUTION_constant, is_file = kind == QS_DISTRIBUTION_empirical;
    const qs_key_table *table = is_constant && alone->kind == QS_FORM_WHOLE ? &qs_keys_constant_count
                                : form->kind == QS_FORM_DELAYS              ? qs_keys_signed(kind)
                                                                            : qs_keys_distribution(kind);
    const qs_form either[] = {QS_MAP_OF(*table),
                              is_file ? (qs_form)QS_MAP_OF(qs_keys_weighted_column) : *alone};
    qs_json_open(json, qs_distribution_name(kind), '{');
    qs_json_string(json, "description", table->about);
    qs_schema_form(json, is_constant || is_file
                             ? &(const qs_form){.kind = QS_FORM_EITHER, .of = either, .n = 2}
                             : &either[0]);
    qs_json_close(json, '{');
}

static void write_kinds(qs_json *json, const qs_form *form, const qs_form *alone)
{
    bool is_count = form->kind == QS_FORM_COUNTS;
    qs_json_open(json, "properties", '{');
    for (int k = 0; k < QS_N_DISTRIBUTIONS; k++) {
        qs_distribution_kind kind = (qs_distribution_kind)k;
        if (kind == QS_DISTRIBUTION_constant || qs_distribution_is_count(kind) == is_count)
            write_kind(json, kind, form, alone);
    }
    if (form->kind == QS_FORM_GAPS) {
        qs_json_open(json, "rate", '{');
        qs_json_string(json, "description", "Exponential gaps: how many come in a unit of time, or 35 / h");
        qs_schema_form(json, &(const qs_form)QS_NUMBER_IN(qs_positive, QS_PER_TIME));
        qs_json_close(json, '{');
    }
    qs_json_close(json, '{');
}

static void define_distribution(qs_json *json, const qs_form *form)
{
    const qs_form alone = form->kind == QS_FORM_COUNTS   ? (qs_form)QS_WHOLE_IN(1, 1000000000)
                          : form->kind == QS_FORM_DELAYS ? (qs_form)QS_TIME_IN(qs_any)
                                                         : (qs_form)QS_TIME_IN(qs_not_negative);
    qs_json_open(json, "anyOf", '[');
    qs_schema_form_object(json, NULL, &alone);
    qs_json_open(json, NULL, '{');
    qs_json_string(json, "type", "object");
    qs_json_raw(json, "maxProperties", "1");
    qs_json_raw(json, "additionalProperties", "false");
    write_kinds(json, form, &alone);
    qs_json_close(json, '{');
    qs_json_close(json, '[');
}

/* ---- definitions ---- */

static const char *bounds_name(const qs_bounds *bounds)
{
    const struct {
        const qs_bounds *bounds;
        const char *name;
    } names[] = {{&qs_any, ""},
                 {&qs_positive, "_above_0"},
                 {&qs_not_negative, "_from_0"},
                 {&qs_factor, "_factor"},
                 {&qs_inside_one, "_inside_1"},
                 {&qs_probability, "_to_1"},
                 {&qs_chance, "_above_0_to_1"}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (names[i].bounds == bounds)
            return names[i].name;
    return "_else";
}

void qs_schema_form_name(const qs_form *form, char name[QS_SCHEMA_NAME])
{
    const char *what = NULL;
    if (form->kind == QS_FORM_NUMBER)
        what = form->dimension == QS_PER_TIME ? "rate" : is_share(form) ? "share" : "number";
    else if (form->kind == QS_FORM_TIME)
        what = "time";
    else if (form->kind == QS_FORM_INSTANT)
        what = "instant";
    name[0] = '\0';
    if (what)
        snprintf(name, QS_SCHEMA_NAME, "%s%s", what, bounds_name(form->bounds));
    else if (qs_schema_is_law(form))
        snprintf(name, QS_SCHEMA_NAME, "%s",
                 form->kind == QS_FORM_TIMES    ? "times"
                 : form->kind == QS_FORM_DELAYS ? "delays"
                 : form->kind == QS_FORM_GAPS   ? "gaps"
                                                : "counts");
    else if (form->kind == QS_FORM_NAME || form->kind == QS_FORM_LINE)
        snprintf(name, QS_SCHEMA_NAME, "%s", form->kind == QS_FORM_NAME ? "name" : "line");
    else if (form->kind == QS_FORM_TEXT)
        snprintf(name, QS_SCHEMA_NAME, "text");
    else if (form->kind == QS_FORM_METRIC)
        snprintf(name, QS_SCHEMA_NAME, "metric");
    else if (form->kind == QS_FORM_AXES || form->kind == QS_FORM_SCENARIO)
        snprintf(name, QS_SCHEMA_NAME, "%s", form->kind == QS_FORM_AXES ? "axes" : "scenario");
}

static void define_metric(qs_json *json)
{
    qs_json_open(json, "enum", '[');
    for (int i = 0; i < QS_N_METRICS; i++)
        qs_json_string(json, NULL, qs_metric_get((qs_metric)i)->name);
    qs_json_close(json, '[');
}

void qs_schema_define_form(qs_json *json, const qs_form *form)
{
    char name[QS_SCHEMA_NAME];
    qs_schema_form_name(form, name);
    qs_json_open(json, name, '{');
    if (form->kind == QS_FORM_NAME || form->kind == QS_FORM_LINE) {
        qs_json_raw(json, "type", "[\"string\", \"number\", \"boolean\"]");
        qs_json_string(json, "pattern",
                       form->kind == QS_FORM_NAME ? qs_schema_name_pattern : "^[^\\n\\r\\t]+$");
    } else if (form->kind == QS_FORM_TEXT) {
        qs_json_raw(json, "type", "[\"string\", \"number\", \"boolean\"]");
        qs_json_raw(json, "minLength", "1");
    } else if (form->kind == QS_FORM_METRIC) {
        define_metric(json);
    } else if (qs_schema_is_law(form)) {
        define_distribution(json, form);
    } else {
        define_number(json, form);
    }
    qs_json_close(json, '{');
}

/* ---- forms in place ---- */

static void write_reference(qs_json *json, const char *name)
{
    char reference[QS_SCHEMA_NAME + 20];
    snprintf(reference, sizeof reference, "#/definitions/%s", name);
    qs_json_string(json, "$ref", reference);
}

static void write_enum(qs_json *json, const qs_form *form)
{
    qs_json_open(json, "enum", '[');
    for (int i = 0; i < form->n; i++)
        qs_json_string(json, NULL, form->words[i]);
    qs_json_close(json, '[');
}

static void write_members(qs_json *json, const qs_form *form)
{
    qs_json_string(json, "type", "object");
    qs_json_raw(json, "minProperties", "1");
    qs_json_open(json, "propertyNames", '{');
    qs_json_string(json, "pattern", qs_schema_name_pattern);
    qs_json_close(json, '{');
    qs_schema_form_object(json, "additionalProperties", form->of);
}

static void write_list(qs_json *json, const qs_form *form)
{
    qs_json_string(json, "type", "array");
    if (form->low)
        qs_json_double(json, "minItems", (double)form->low);
    if (form->high)
        qs_json_double(json, "maxItems", (double)form->high);
    qs_schema_form_object(json, "items", form->of);
}

static void write_either(qs_json *json, const qs_form *form)
{
    qs_json_open(json, "anyOf", '[');
    for (int i = 0; i < form->n; i++)
        qs_schema_form_object(json, NULL, &form->of[i]);
    qs_json_close(json, '[');
}

static void write_sum(qs_json *json)
{
    qs_json_string(json, "type", "object");
    qs_json_raw(json, "minProperties", "1");
    qs_schema_form_object(json, "additionalProperties", &(const qs_form)QS_NUMBER_IN(qs_any, QS_PLAIN));
}

static void write_seed(qs_json *json)
{
    qs_json_string(json, "type", "integer");
    qs_json_raw(json, "minimum", "0");
    qs_json_raw(json, "maximum", "18446744073709551615");
}

/* Those of one kind alone, without a definition. */
static void write_single(qs_json *json, qs_form_kind kind)
{
    if (kind == QS_FORM_ONE)
        qs_json_raw(json, "const", "1");
    else if (kind == QS_FORM_SEED)
        write_seed(json);
    else if (kind == QS_FORM_INFINITE)
        qs_json_raw(json, "anyOf",
                    "[{\"enum\": [\"inf\", \"Inf\"]}, {\"type\": \"number\", \"minimum\": 1e308}]");
    else if (kind == QS_FORM_TRUTH)
        qs_json_string(json, "type", "boolean");
    else if (kind == QS_FORM_DAYTIME || kind == QS_FORM_SPAN)
        qs_json_string(json, "type", "string");
    if (kind == QS_FORM_DAYTIME)
        qs_json_string(json, "pattern", "^" CLOCK "$");
    else if (kind == QS_FORM_SPAN)
        qs_json_string(json, "pattern", "^(?![+]?[0.]+ )[+]?" DIGITS " *" UNIT "$");
    else if (kind == QS_FORM_SUM)
        write_sum(json);
}

void qs_schema_form(qs_json *json, const qs_form *form)
{
    char name[QS_SCHEMA_NAME];
    qs_schema_form_name(form, name);
    if (name[0])
        write_reference(json, name);
    else if (form->kind == QS_FORM_MAP)
        write_reference(json, form->map->name);
    else if (form->kind == QS_FORM_WHOLE)
        write_whole(json, form);
    else if (form->kind == QS_FORM_WORDS)
        write_enum(json, form);
    else if (form->kind == QS_FORM_MEMBERS)
        write_members(json, form);
    else if (form->kind == QS_FORM_LIST)
        write_list(json, form);
    else if (form->kind == QS_FORM_EITHER)
        write_either(json, form);
    else
        write_single(json, form->kind);
}

void qs_schema_form_object(qs_json *json, const char *key, const qs_form *form)
{
    qs_json_open(json, key, '{');
    qs_schema_form(json, form);
    qs_json_close(json, '{');
}
