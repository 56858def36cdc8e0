/* Factors on the rates of sources: `factor`, the same every day, and `day_factor`, drawn once a replication.
 *
 * The first goes into the rates and gaps themselves, so that nobody further on has to know of it: a Poisson
 * source with a factor is a Poisson source.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "build_internal.h"

/* As of a time between arrivals, of which waits are still told from 0. */
static const double LEAST_MEAN = 1e-9, MOST_MEAN = 1e100;

static void divide_gaps(qs_study_reader *reader, qs_node *node, double factor, qs_source *source)
{
    if (source->interarrival == QS_NONE) /* something is wrong with it, and told */
        return;
    qs_distribution *law = &reader->model->distributions[source->interarrival];
    qs_status status = qs_distribution_divide(law, factor);
    double mean = status ? 0 : qs_distribution_mean(law);
    if (status == QS_ERROR_MEMORY)
        qs_reader_fail(reader, status);
    else if (status || mean < LEAST_MEAN || mean > MOST_MEAN)
        qs_problem_node(reader, node, "makes the gaps too %s, their mean must be from %g to %g",
                        factor > 1 ? "short" : "long", LEAST_MEAN, MOST_MEAN);
}

static void multiply_rates(qs_study_reader *reader, qs_node *node, double factor, qs_source *source)
{
    double least = INFINITY, most = 0;
    for (size_t i = 0; i < source->n_rates; i++) {
        double *rate = &source->rates[i].value;
        bool was_none = *rate == 0;
        *rate *= factor;
        most = fmax(most, *rate);
        least = was_none ? least : fmin(least, *rate);
    }
    if (!(isfinite(most) && least > 0))
        qs_problem_node(reader, node, "makes a rate of the source too %s for a number",
                        factor > 1 ? "large" : "small");
}

void qs_build_factor(qs_study_reader *reader, qs_node *node, qs_source *source)
{
    double factor;
    if (!qs_read_number(reader, "factor", node, qs_positive, QS_PLAIN, &factor) || factor == 1)
        return;
    qs_enter(reader, "factor");
    if (source->kind == QS_SOURCE_RENEWAL)
        divide_gaps(reader, node, factor, source);
    else if (source->kind == QS_SOURCE_RATE)
        multiply_rates(reader, node, factor, source);
    qs_leave(reader);
}

/* ---- factors of the day ---- */

/* Where every number is plain, whatever the law calls it. */
static bool read_law(qs_study_reader *reader, const char *key, qs_node *node, int *law)
{
    reader->is_without_units = true;
    bool is_good = qs_read_distribution(reader, key, node, QS_FOR_FACTORS, law);
    reader->is_without_units = false;
    if (!is_good)
        return false;
    if (!qs_need_mean(reader, key, node, *law))
        return false;
    const qs_distribution *d = &reader->model->distributions[*law];
    if (qs_distribution_mean(d) > 0)
        return true;
    qs_enter(reader, key);
    qs_problem_node(reader, node, "must not always be zero, its mean should be 1");
    qs_leave(reader);
    return false;
}

void qs_build_day_factors(qs_study_reader *reader, qs_node *section)
{
    int law, index;
    if (!section)
        return;
    qs_enter(reader, "day_factors");
    if (section->kind != QS_NODE_MAP || section->n == 0)
        qs_problem_node(
            reader, section,
            "must be a map of names, each with a distribution, such as {weather: {gamma: {shape: 4, "
            "mean: 1}}}");
    for (size_t i = 0; section->kind == QS_NODE_MAP && i < section->n; i++) {
        const char *name = section->keys[i]->text;
        if (!qs_is_name(name) || strchr("0123456789", name[0])) {
            qs_problem_node(reader, section->keys[i],
                            "must be a name that begins with a letter, of letters, digits, _ and -");
            continue;
        }
        if (qs_node_is_absent(section->values[i]))
            continue;
        if (read_law(reader, name, section->values[i], &law))
            qs_reader_fail(reader, qs_model_add_factor(reader->model, name, true, law, &index));
    }
    qs_leave(reader);
}

static int find_factor(const qs_model *model, const char *name)
{
    for (int k = 0; k < model->n_factors; k++)
        if (model->factors[k].is_shared && !strcmp(model->factors[k].name, name))
            return k;
    return QS_NONE;
}

static void refuse_name(qs_study_reader *reader, qs_node *node)
{
    const qs_model *model = reader->model;
    const char *names[QS_MAX_CLASSES] = {NULL};
    size_t n = 0;
    for (int k = 0; k < model->n_factors && n < QS_MAX_CLASSES; k++)
        if (model->factors[k].is_shared)
            names[n++] = model->factors[k].name;
    const char *near = qs_nearest(node->text, names, n);
    if (near)
        qs_problem_node(reader, node, "there is no such factor in day_factors, did you mean '%s'?", near);
    else
        qs_problem_node(
            reader, node,
            "must be a distribution of mean 1, such as {gamma: {shape: 4, mean: 1}}, or the name of "
            "one in day_factors%s",
            n ? "" : ", of which there are none");
}

/* exponential(1), 3,5: a distribution or a number is meant, which is what messages must be about. */
static bool is_a_name(qs_node *node)
{
    if (node->kind != QS_NODE_SCALAR || qs_scalar_of(node) != QS_SCALAR_TEXT || !qs_is_name(node->text))
        return false;
    for (int k = 0; k < QS_N_DISTRIBUTIONS; k++)
        if (!strcmp(node->text, qs_distribution_name((qs_distribution_kind)k)))
            return false;
    return true;
}

void qs_build_day_factor(qs_study_reader *reader, qs_node *node, qs_source *source)
{
    int law;
    if (!node)
        return;
    int shared = node->kind == QS_NODE_SCALAR ? find_factor(reader->model, node->text) : QS_NONE;
    if (shared != QS_NONE) {
        source->day_factor = shared;
    } else if (is_a_name(node)) {
        qs_enter(reader, "day_factor");
        refuse_name(reader, node);
        qs_leave(reader);
    } else if (read_law(reader, "day_factor", node, &law)) {
        qs_reader_fail(reader,
                       qs_model_add_factor(reader->model, source->name, false, law, &source->day_factor));
    }
}

void qs_check_day_factors(qs_study_reader *reader, qs_node *study)
{
    const qs_model *model = reader->model;
    qs_node *section = qs_node_get(study, "day_factors");
    if (reader->is_swept) /* another scenario may use it */
        return;
    for (int k = 0; section && k < model->n_factors; k++) {
        bool is_used = !model->factors[k].is_shared;
        for (int s = 0; s < model->n_sources; s++)
            is_used |= model->sources[s].day_factor == k;
        ptrdiff_t at = is_used ? -1 : qs_node_find(section, model->factors[k].name);
        if (at < 0)
            continue;
        qs_enter(reader, "day_factors");
        qs_enter(reader, model->factors[k].name);
        qs_problem_at(reader, section->keys[at]->at, "no mention of it",
                      "no source has this day_factor, some must name it, or it must be left out");
        qs_leave(reader);
        qs_leave(reader);
    }
}
