/* Distributions: {NAME: {PARAMETERS}}, or a bare number or time for a constant.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "build_internal.h"
#include "distribution_forms.h"
#include "qsweep/memory.h"

/* Laws in laws, so deep. */
enum { MOST_NESTED = 4 };

/* What the text says that came back from prepare() about a parameter is put at that parameter. */
static void refuse_parameter(qs_study_reader *reader, qs_node *body, qs_status status)
{
    if (status == QS_ERROR_MEMORY) {
        qs_reader_fail(reader, status);
        return;
    }
    char word[32], text[512];
    snprintf(text, sizeof text, "%s", qs_failure());
    snprintf(word, sizeof word, "%.*s", (int)strcspn(text, " "), text);
    qs_node *node = body->kind == QS_NODE_MAP ? qs_node_get(body, word) : NULL;
    if (node)
        qs_enter(reader, word);
    qs_problem_at(reader, node ? node->at : body->at, NULL, "%s", node ? text + strlen(word) + 1 : text);
    if (node)
        qs_leave(reader);
}

/* Waits are counted in bins from 2^-30 units of time up: what takes a billionth of one would be as good as 0.
 */
static bool is_sensible(qs_study_reader *reader, qs_node *body, const qs_distribution *distribution)
{
    static const double LEAST_MEAN = 1e-9, MOST_MEAN = 1e100;
    double mean = qs_distribution_mean(distribution);
    if (mean == 0 || (mean >= LEAST_MEAN && mean <= MOST_MEAN) || isinf(mean)) /* of a heavy tail */
        return true;
    qs_problem_at(
        reader, body->at, NULL,
        "is too %s for times in %s, the mean must be 0 or from %g to %g; choose another time_unit (got a "
        "mean of %g)",
        mean < LEAST_MEAN ? "short" : "long", reader->unit_name, LEAST_MEAN, MOST_MEAN, mean);
    return false;
}

/* A distribution is made of known parameters. */
static bool finish(qs_study_reader *reader, qs_node *body, qs_use use, int depth, qs_distribution *d)
{
    qs_status status = qs_distribution_prepare(d);
    if (status)
        refuse_parameter(reader, body, status);
    return !status && (use != QS_FOR_TIMES || depth > 0 || is_sensible(reader, body, d));
}

/* Take a prepared distribution into the model; it is cleared in any case. */
static bool take(qs_study_reader *reader, qs_distribution *distribution, int *index)
{
    qs_status status = qs_reader_fail(reader, qs_model_add_distribution(reader->model, distribution, index));
    qs_distribution_clear(distribution);
    return status == QS_OK;
}

static bool read_parameter(qs_study_reader *reader, const qs_parameter_form *form, int i, bool is_time,
                           qs_node *node, double *out)
{
    qs_dimension dimension = form->dimensions[i];
    if (dimension == QS_TIME && is_time)
        return qs_read_time(reader, form->map.keys[i].name, node, qs_any, out);
    return qs_read_number(reader, form->map.keys[i].name, node, qs_any,
                          is_time || dimension == QS_SHARE ? dimension : QS_PLAIN, out);
}

/* Exactly one of two keys. */
static bool need_one(qs_study_reader *reader, qs_node *body, const char *a, qs_node *node_a, const char *b,
                     qs_node *node_b)
{
    if (!node_a && !node_b && body->is_unsure)
        return false;
    if (!node_a && !node_b)
        qs_problem_at(reader, body->at, "neither", "must have %s or %s", a, b);
    else if (node_a && node_b)
        qs_problem_at(reader, node_b->at, "both", "must have either %s or %s, not both", a, b);
    return !node_a != !node_b;
}

static bool read_exponential(qs_study_reader *reader, qs_node *body, qs_node **values, qs_distribution *d)
{
    double rate;
    if (!need_one(reader, body, "mean", values[0], "rate", values[1]))
        return false;
    if (values[0])
        return qs_read_time(reader, "mean", values[0], qs_positive, &d->a);
    if (!qs_read_number(reader, "rate", values[1], qs_positive, QS_PER_TIME, &rate))
        return false;
    d->a = 1 / rate;
    return true;
}

static bool read_normal(qs_study_reader *reader, qs_node *body, qs_node **values, qs_distribution *d)
{
    double variance;
    bool is_good = need_one(reader, body, "sd", values[1], "variance", values[2]);
    is_good &= qs_require(reader, body, "mean", values[0], "a time");
    is_good &= qs_read_time(reader, "mean", values[0], qs_any, &d->a);
    if (values[1])
        return qs_read_time(reader, "sd", values[1], qs_not_negative, &d->b) && is_good;
    if (!qs_read_number(reader, "variance", values[2], qs_not_negative, QS_TIME_SQUARED, &variance))
        return false;
    d->b = sqrt(variance);
    return is_good;
}

/* A list of numbers or times into a new array. */
static bool read_numbers(qs_study_reader *reader, const char *key, qs_node *list, bool is_time,
                         qs_bounds bounds, double **out)
{
    qs_enter(reader, key);
    bool is_good = qs_read_list(reader, list, 1, is_time ? "times" : "numbers");
    if (is_good)
        is_good = !qs_reader_fail(reader, qs_calloc(list->n, sizeof **out, out));
    for (size_t i = 0; is_good && i < list->n; i++) {
        qs_enter_item(reader, i);
        bool is_read = is_time ? qs_read_time(reader, NULL, list->values[i], bounds, &(*out)[i])
                               : qs_read_number(reader, NULL, list->values[i], bounds, QS_SHARE, &(*out)[i]);
        qs_leave(reader);
        if (!is_read)
            is_good = false;
    }
    qs_leave(reader);
    return is_good;
}

static bool same_length(qs_study_reader *reader, qs_node *values, const char *key, qs_node *weights,
                        const char *what)
{
    if (values->n == weights->n)
        return true;
    qs_enter(reader, key);
    qs_problem_at(reader, weights->at, NULL, "must be as many as there are %s, which is %zu (got %zu)", what,
                  values->n, weights->n);
    qs_leave(reader);
    return false;
}

static bool read_hyperexponential(qs_study_reader *reader, qs_node *body, qs_node **values,
                                  qs_distribution *d)
{
    bool is_good = qs_require(reader, body, "weights", values[0], "a list of numbers");
    is_good &= qs_require(reader, body, "means", values[1], "a list of times");
    if (!is_good)
        return false;
    is_good = read_numbers(reader, "weights", values[0], false, qs_not_negative, &d->cumulative);
    is_good &= read_numbers(reader, "means", values[1], true, qs_positive, &d->value);
    d->n_table = values[1]->n;
    return is_good && same_length(reader, values[1], "weights", values[0], "means");
}

/* Values, and weights if it has some, of a file that a map names. */
static bool read_empirical_file(qs_study_reader *reader, qs_node *body, qs_distribution *d)
{
    reader->may_be_signed = d->is_signed;
    const qs_data_file *file = qs_files_column(reader, body, true, false);
    reader->may_be_signed = false;
    if (!file || qs_reader_fail(reader, qs_calloc(file->n, sizeof(double), &d->value)) ||
        qs_reader_fail(reader, qs_calloc(file->n, sizeof(double), &d->cumulative)))
        return false;
    d->n_table = file->n;
    for (size_t i = 0; i < file->n; i++) {
        d->value[i] = file->values[i];
        d->cumulative[i] = file->weights ? file->weights[i] : 1;
    }
    return true;
}

static bool read_empirical(qs_study_reader *reader, qs_node *body, qs_node **values, qs_distribution *d)
{
    if (!need_one(reader, body, "values", values[0], "file", values[2]))
        return false;
    qs_bounds bounds = d->is_signed ? qs_any : qs_not_negative;
    bool is_good = read_numbers(reader, "values", values[0], true, bounds, &d->value);
    d->n_table = values[0]->n;
    if (values[1])
        return read_numbers(reader, "weights", values[1], false, qs_not_negative, &d->cumulative) &&
               is_good && same_length(reader, values[0], "weights", values[1], "values");
    if (is_good)
        is_good = !qs_reader_fail(reader, qs_calloc(d->n_table, sizeof(double), &d->cumulative));
    for (size_t i = 0; is_good && i < d->n_table; i++)
        d->cumulative[i] = 1;
    return is_good;
}

static bool read_cumulative(qs_study_reader *reader, qs_node *body, qs_node **values, qs_distribution *d)
{
    bool is_good = qs_require(reader, body, "values", values[0], "a list of times");
    is_good &= qs_require(reader, body, "probabilities", values[1], "a list of numbers from 0 to 1");
    if (!is_good)
        return false;
    qs_bounds bounds = d->is_signed ? qs_any : qs_not_negative;
    is_good = read_numbers(reader, "values", values[0], true, bounds, &d->value);
    is_good &= read_numbers(reader, "probabilities", values[1], false, qs_probability, &d->cumulative);
    d->n_table = values[0]->n;
    return is_good && same_length(reader, values[0], "probabilities", values[1], "values");
}

/* ---- laws in laws ---- */

static bool read_law(qs_study_reader *reader, qs_node *node, qs_use use, int depth, qs_distribution *d);

static bool make_room(qs_study_reader *reader, size_t n, qs_distribution *d)
{
    return !qs_reader_fail(reader, qs_calloc(n, sizeof *d->of, &d->of));
}

static bool read_inner(qs_study_reader *reader, qs_node *node, qs_use use, int depth, qs_distribution *d)
{
    if (depth >= MOST_NESTED) {
        qs_problem_node(reader, node, "is a distribution in a distribution too deep, at most %d are allowed",
                        MOST_NESTED);
        return false;
    }
    bool is_good = read_law(reader, node, use, depth + 1, &d->of[d->n_of]);
    d->n_of++;
    return is_good;
}

static bool read_mixture(qs_study_reader *reader, qs_node *body, qs_node **values, qs_use use, int depth,
                         qs_distribution *d)
{
    bool is_good = qs_require(reader, body, "weights", values[0], "a list of numbers");
    is_good &= qs_require(reader, body, "of", values[1], "a list of distributions");
    if (!is_good)
        return false;
    is_good = read_numbers(reader, "weights", values[0], false, qs_not_negative, &d->cumulative);
    d->n_table = values[0]->n;
    qs_enter(reader, "of");
    bool is_list = qs_read_list(reader, values[1], 1, "distributions");
    if (is_list && values[1]->n > QS_MOST_BRANCHES) {
        qs_problem_node(reader, values[1], "must be at most %d distributions (got %zu)", QS_MOST_BRANCHES,
                        values[1]->n);
        is_list = false;
    }
    is_good &= is_list && make_room(reader, values[1]->n, d);
    for (size_t i = 0; is_list && d->of && i < values[1]->n; i++) {
        qs_enter_item(reader, i);
        is_good &= read_inner(reader, values[1]->values[i], use, depth, d);
        qs_leave(reader);
    }
    qs_leave(reader);
    return is_good && same_length(reader, values[1], "weights", values[0], "distributions");
}

static bool read_of(qs_study_reader *reader, qs_node *body, qs_node *of, qs_use use, int depth,
                    qs_distribution *d)
{
    if (!qs_require(reader, body, "of", of, "a distribution") || !make_room(reader, 1, d))
        return false;
    qs_enter(reader, "of");
    bool is_good = read_inner(reader, of, use, depth, d);
    qs_leave(reader);
    return is_good;
}

static bool read_shifted(qs_study_reader *reader, qs_node *body, qs_node **values, qs_use use, int depth,
                         qs_distribution *d)
{
    bool is_good = qs_require(reader, body, "by", values[0], "a time");
    is_good &= qs_read_time(reader, "by", values[0], qs_any, &d->a);
    return read_of(reader, body, values[1], use, depth, d) && is_good;
}

static bool read_truncated(qs_study_reader *reader, qs_node *body, qs_node **values, qs_use use, int depth,
                           qs_distribution *d)
{
    bool is_good = read_of(reader, body, values[0], use, depth, d);
    d->a = d->is_signed ? -INFINITY : 0;
    d->b = INFINITY;
    if (!values[1] && !values[2] && !body->is_unsure) {
        qs_problem_at(reader, body->at, "neither", "must have min or max, or both");
        return false;
    }
    if (values[1])
        is_good &= qs_read_time(reader, "min", values[1], qs_any, &d->a);
    if (values[2])
        is_good &= qs_read_time(reader, "max", values[2], qs_any, &d->b);
    return is_good;
}

/* ---- all of them ---- */

static bool read_plain(qs_study_reader *reader, qs_node *body, const qs_parameter_form *form, bool is_time,
                       qs_node **values, qs_distribution *d)
{
    double *out[QS_MAX_PARAMETERS] = {&d->a, &d->b, &d->c, &d->d};
    bool is_good = true;
    for (int i = 0; i < form->map.n; i++) {
        is_good &= qs_require(reader, body, form->map.keys[i].name, values[i], "a number");
        is_good &= read_parameter(reader, form, i, is_time, values[i], out[i]);
    }
    return is_good;
}

static bool read_parameters(qs_study_reader *reader, qs_node *body, qs_use use, int depth, qs_distribution *d)
{
    const qs_parameter_form *form = qs_distribution_form(d->kind);
    bool is_time = use != QS_FOR_COUNTS;
    qs_node *values[QS_MAX_PARAMETERS];
    if (d->kind == QS_DISTRIBUTION_empirical && body->kind == QS_NODE_MAP && qs_node_get(body, "file") &&
        !qs_node_get(body, "values"))
        return read_empirical_file(reader, body, d);
    bool is_constant_count = d->kind == QS_DISTRIBUTION_constant && !is_time;
    const qs_key_table *keys = is_constant_count      ? &qs_keys_constant_count
                               : use == QS_FOR_DELAYS ? qs_keys_signed(d->kind)
                                                      : &form->map;
    if (qs_refuse_foreign(reader, body, d->kind) || !qs_read_map(reader, body, keys, values))
        return false;
    if (d->kind == QS_DISTRIBUTION_exponential)
        return read_exponential(reader, body, values, d);
    if (d->kind == QS_DISTRIBUTION_normal)
        return read_normal(reader, body, values, d);
    if (d->kind == QS_DISTRIBUTION_hyperexponential)
        return read_hyperexponential(reader, body, values, d);
    if (d->kind == QS_DISTRIBUTION_empirical)
        return read_empirical(reader, body, values, d);
    if (d->kind == QS_DISTRIBUTION_cumulative)
        return read_cumulative(reader, body, values, d);
    if (d->kind == QS_DISTRIBUTION_mixture)
        return read_mixture(reader, body, values, use, depth, d);
    if (d->kind == QS_DISTRIBUTION_shifted)
        return read_shifted(reader, body, values, use, depth, d);
    if (d->kind == QS_DISTRIBUTION_truncated)
        return read_truncated(reader, body, values, use, depth, d);
    return read_plain(reader, body, form, is_time, values, d);
}

/* Parameters without names: what they would be is a guess that we do not make. */
static void refuse_bare(qs_study_reader *reader, qs_node *body, qs_distribution_kind kind)
{
    if (kind == QS_DISTRIBUTION_exponential && body->kind == QS_NODE_SCALAR)
        qs_problem_node(reader, body, "a bare number is refused: is it a mean or a rate? Write %s",
                        qs_distribution_form(kind)->sample);
    else if (kind == QS_DISTRIBUTION_normal)
        qs_problem_node(reader, body,
                        "bare numbers are refused: is the second one a variance or an sd? Write %s",
                        qs_distribution_form(kind)->sample);
    else
        qs_problem_node(reader, body, "the parameters must be given by their names, write %s",
                        qs_distribution_form(kind)->sample);
}

/* Bare numbers: a constant. */
static bool read_constant(qs_study_reader *reader, qs_node *node, qs_use use, int depth, qs_distribution *d)
{
    int64_t count;
    d->kind = QS_DISTRIBUTION_constant;
    if (use == QS_FOR_COUNTS) {
        if (!qs_read_integer(reader, NULL, node, 1, 1000000000, &count))
            return false;
        d->a = (double)count;
    } else if (!qs_read_time(reader, NULL, node, use == QS_FOR_DELAYS ? qs_any : qs_not_negative, &d->a)) {
        return false;
    }
    return finish(reader, node, use, depth, d);
}

/* The length of the first of the maps that a sample shows. */
static int first_map(const char *sample)
{
    int depth = 0, n = 0;
    do
        depth += (sample[n] == '{') - (sample[n] == '}');
    while (sample[n++] && depth > 0);
    return n;
}

static bool find_kind(qs_study_reader *reader, qs_node *key, qs_use use, qs_distribution_kind *kind)
{
    const char *allowed[QS_N_DISTRIBUTIONS];
    size_t n = 0;
    for (int k = 0; k < QS_N_DISTRIBUTIONS; k++) {
        bool is_count = qs_distribution_is_count((qs_distribution_kind)k);
        bool fits = use == QS_FOR_COUNTS ? is_count : !is_count || k == QS_DISTRIBUTION_constant;
        if (fits && !strcmp(key->text, qs_distribution_name((qs_distribution_kind)k))) {
            *kind = (qs_distribution_kind)k;
            return true;
        }
        if (fits)
            allowed[n++] = qs_distribution_name((qs_distribution_kind)k);
    }
    char list[600];
    qs_join(list, sizeof list, allowed, n, " or ");
    const char *near = qs_nearest(key->text, allowed, n), *what = use == QS_FOR_COUNTS    ? "counts"
                                                                  : use == QS_FOR_FACTORS ? "factors"
                                                                                          : "times";
    qs_distribution_kind ours =
        use != QS_FOR_COUNTS ? qs_distribution_elsewhere(key->text) : QS_N_DISTRIBUTIONS;
    bool is_parameter = use != QS_FOR_COUNTS && (!strcmp(key->text, "mean") || !strcmp(key->text, "rate"));
    if (ours != QS_N_DISTRIBUTIONS)
        qs_problem_node(reader, key, "there is no such distribution of %s, it is called %s here: {%s: %.*s}",
                        what, qs_distribution_name(ours), qs_distribution_name(ours),
                        first_map(qs_distribution_form(ours)->sample), qs_distribution_form(ours)->sample);
    else if (is_parameter)
        qs_problem_node(
            reader, key,
            "is a parameter, the distribution's name must stand before it: {exponential: {%s: ...}}",
            key->text);
    else if (!strcmp(key->text, "lambda"))
        qs_problem_node(
            reader, key,
            "a bare lambda is refused: is it a rate or a mean? Write {exponential: {rate: 0.5}} or "
            "{exponential: {mean: 2}}");
    else if (near)
        qs_problem_node(reader, key, "there is no such distribution of %s, did you mean '%s'? Known: %s",
                        what, near, list);
    else
        qs_problem_node(reader, key, "there is no such distribution of %s, known are %s", what, list);
    return false;
}

static bool read_named(qs_study_reader *reader, qs_node *node, qs_use use, int depth, qs_distribution *d)
{
    qs_node *body = node->values[0];
    if (!find_kind(reader, node->keys[0], use, &d->kind))
        return false;
    qs_enter(reader, node->keys[0]->text);
    bool is_good = false;
    if (body->kind == QS_NODE_MAP) {
        is_good = read_parameters(reader, body, use, depth, d);
        if (is_good && use == QS_FOR_COUNTS && d->kind == QS_DISTRIBUTION_constant) {
            int64_t count;
            is_good = qs_read_integer(reader, "value", qs_node_get(body, "value"), 1, 1000000000, &count);
        }
        if (is_good)
            is_good = finish(reader, body, use, depth, d);
    } else if (d->kind == QS_DISTRIBUTION_constant) {
        is_good = read_constant(reader, body, use, depth, d);
    } else {
        refuse_bare(reader, body, d->kind);
    }
    qs_leave(reader);
    return is_good;
}

/* A map whose absent keys (open for a sweep axis) do not count. */
static size_t count_present(const qs_node *map, size_t *first)
{
    size_t n = 0;
    for (size_t i = map->n; i-- > 0;)
        if (!qs_node_is_absent(map->values[i])) {
            n++;
            *first = i;
        }
    return n;
}

/* exponential, or exponential(4): a name without the names of its parameters. */
static bool refuse_call(qs_study_reader *reader, qs_node *node)
{
    char name[40];
    if (node->kind != QS_NODE_SCALAR)
        return false;
    size_t n = strspn(node->text, "abcdefghijklmnopqrstuvwxyz_");
    if (n == 0 || n >= sizeof name || (node->text[n] && node->text[n] != '(' && node->text[n] != ' '))
        return false;
    snprintf(name, sizeof name, "%.*s", (int)n, node->text);
    qs_distribution_kind kind = qs_distribution_elsewhere(name);
    for (int k = 0; k < QS_N_DISTRIBUTIONS; k++)
        if (!strcmp(name, qs_distribution_name((qs_distribution_kind)k)))
            kind = (qs_distribution_kind)k;
    if (kind == QS_N_DISTRIBUTIONS)
        return false;
    qs_problem_node(reader, node, "must be a distribution with its parameters by name, such as {%s: %.*s}",
                    qs_distribution_name(kind), first_map(qs_distribution_form(kind)->sample),
                    qs_distribution_form(kind)->sample);
    return true;
}

/* The value is to be cleared in any case. */
static bool read_law(qs_study_reader *reader, qs_node *node, qs_use use, int depth, qs_distribution *d)
{
    d->is_signed = use == QS_FOR_DELAYS;
    if (node->kind == QS_NODE_SCALAR) {
        qs_scalar_kind kind = qs_scalar_of(node);
        bool is_number = kind != QS_SCALAR_TEXT && kind != QS_SCALAR_NULL && kind != QS_SCALAR_INFINITE;
        bool is_like_one = kind == QS_SCALAR_TEXT && strchr("+-.0123456789", node->text[0]) && node->text[0];
        if (is_number || is_like_one)
            return read_constant(reader, node, use, depth, d);
    }
    size_t first = 0;
    if (node->kind == QS_NODE_MAP && count_present(node, &first) == 1) {
        qs_node one = *node;
        one.keys = &node->keys[first];
        one.values = &node->values[first];
        return read_named(reader, &one, use, depth, d);
    }
    if (refuse_call(reader, node))
        return false;
    if (use == QS_FOR_COUNTS)
        qs_problem_node(
            reader, node,
            "must be a whole number or one distribution of counts, such as {geometric: {p: 0.5}}");
    else if (use == QS_FOR_FACTORS)
        qs_problem_node(
            reader, node,
            "must be a number or one distribution of mean 1, such as {gamma: {shape: 4, mean: 1}}");
    else
        qs_problem_node(reader, node, "must be a time or one distribution, such as {exponential: {mean: 4}}");
    return false;
}

bool qs_read_distribution(qs_study_reader *reader, const char *key, qs_node *node, qs_use use, int *index)
{
    qs_distribution d = {0};
    if (!node)
        return false;
    if (key)
        qs_enter(reader, key);
    bool is_good = read_law(reader, node, use, 0, &d);
    if (is_good)
        is_good = take(reader, &d, index);
    qs_distribution_clear(&d);
    if (key)
        qs_leave(reader);
    return is_good;
}

bool qs_need_mean(qs_study_reader *reader, const char *key, qs_node *node, int index)
{
    if (!isinf(qs_distribution_mean(&reader->model->distributions[index])))
        return true;
    if (key)
        qs_enter(reader, key);
    qs_problem_node(reader, node,
                    "has an infinite mean, which means nothing here; choose a shape above 1, or cut it off: "
                    "{truncated: {of: ..., max: ...}}");
    if (key)
        qs_leave(reader);
    return false;
}

bool qs_read_positive_times(qs_study_reader *reader, const char *key, qs_node *node, int *index)
{
    if (!qs_read_distribution(reader, key, node, QS_FOR_TIMES, index))
        return false;
    if (!qs_need_mean(reader, key, node, *index))
        return false;
    if (qs_distribution_mean(&reader->model->distributions[*index]) > 0)
        return true;
    if (key)
        qs_enter(reader, key);
    qs_problem_node(reader, node, "must not always be zero, its mean must be above 0");
    if (key)
        qs_leave(reader);
    return false;
}

bool qs_read_gaps(qs_study_reader *reader, const char *key, qs_node *node, int *index)
{
    size_t first = 0;
    bool is_rate = node && node->kind == QS_NODE_MAP && count_present(node, &first) == 1 &&
                   !strcmp(node->keys[first]->text, "rate");
    if (node && qs_scalar_of(node) == QS_SCALAR_RATE) {
        qs_enter(reader, key);
        qs_problem_node(reader, node, "is a rate and no time, write {rate: %s}", node->text);
        qs_leave(reader);
        return false;
    }
    if (!is_rate)
        return qs_read_positive_times(reader, key, node, index);
    qs_distribution d = {.kind = QS_DISTRIBUTION_exponential};
    qs_enter(reader, key);
    bool is_good = read_parameters(reader, node, QS_FOR_TIMES, 0, &d) &&
                   finish(reader, node, QS_FOR_TIMES, 0, &d) && take(reader, &d, index);
    qs_distribution_clear(&d);
    qs_leave(reader);
    return is_good;
}
