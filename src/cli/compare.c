/* `qsweep compare`: every scenario against a baseline.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "dialect_internal.h"
#include "qsweep/comparison.h"

typedef struct request {
    const char *path, *other, *metric; /* other NULL: one file */
    qs_words conditions, members, intervals, baseline;
    double confidence; /* NaN: the file's */
    int scope, format, correction;
    qs_dialect dialect; /* of csv */
} request;

/* ---- the command line ---- */

static qs_status take_confidence(const char *text, double *out)
{
    char *end;
    *out = strtod(text, &end);
    if (end == text || *end || !(*out > 0 && *out < 1))
        return qs_fail(QS_ERROR_USAGE, "--confidence must lie between 0 and 1, such as 0.95 (got %s)", text);
    return QS_OK;
}

/* A name that ends as results do, or one of a file that is no metric. */
static bool is_file(const char *word)
{
    static const char *const ends[] = {".h5", ".hdf5", ".nc"};
    size_t n = strlen(word);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (n > strlen(ends[i]) && strcmp(word + n - strlen(ends[i]), ends[i]) == 0)
            return true;
    return strchr(word, '/') != NULL;
}

static qs_status take_word(request *wanted, const char *word)
{
    if (!wanted->path)
        wanted->path = word;
    else if (!wanted->metric && !wanted->other && is_file(word))
        wanted->other = word;
    else if (!wanted->metric)
        wanted->metric = word;
    else
        return is_file(word)
                   ? qs_fail(QS_ERROR_USAGE, "files come before the metric, and two are the most (got %s)",
                             word)
                   : qs_fail(QS_ERROR_USAGE, "compare takes one metric: %s or %s?", wanted->metric, word);
    return QS_OK;
}

static qs_status take(void *context, const qs_arguments *argument)
{
    request *wanted = context;
    switch (argument->id) {
    case QS_WORD:
        return take_word(wanted, argument->value);
    case QS_OPTION_BASELINE:
        return qs_words_add(&wanted->baseline, argument->value);
    case QS_OPTION_SCOPE:
        return qs_cli_word(argument, &wanted->scope);
    case QS_OPTION_INTERVAL:
        return qs_words_add(&wanted->intervals, argument->value);
    case QS_OPTION_MEMBER:
        return qs_words_add(&wanted->members, argument->value);
    case QS_OPTION_WHERE:
        return qs_words_add(&wanted->conditions, argument->value);
    case QS_OPTION_CORRECTION:
        return qs_cli_word(argument, &wanted->correction);
    case QS_OPTION_CONFIDENCE:
        return take_confidence(argument->value, &wanted->confidence);
    case QS_OPTION_FORMAT:
        return qs_cli_word(argument, &wanted->format);
    default:
        return qs_cli_take_dialect(argument, &wanted->dialect);
    }
}

static qs_status parse(int argc, char **argv, request *wanted)
{
    qs_status status = qs_cli_parse(argc, argv, take, wanted);
    if (!status && !wanted->path)
        status = qs_fail(QS_ERROR_USAGE, "which results file?");
    if (!status && !wanted->metric)
        status = qs_fail(QS_ERROR_USAGE, "which metric? wait_mean, queue_mean and utilisation are some");
    return status ? status
                  : qs_cli_complete_dialect(&wanted->dialect, wanted->format == QS_VIEW_CSV,
                                            ": add --format csv");
}

/* ---- */

/* Of two files the first has the baselines. */
static qs_status compare(const request *wanted, const qs_results *first, const qs_results *second,
                         qs_comparison *c)
{
    const qs_comparison_request what = {.path = second ? wanted->other : wanted->path,
                                        .against_path = wanted->path,
                                        .metric = wanted->metric,
                                        .conditions = &wanted->conditions,
                                        .members = &wanted->members,
                                        .baseline = &wanted->baseline,
                                        .intervals = &wanted->intervals,
                                        .scope = (qs_scope)wanted->scope,
                                        .confidence = wanted->confidence,
                                        .correction = (qs_correction)wanted->correction};
    qs_status status = qs_comparison_choose(&what, second ? second : first, second ? first : NULL, c);
    if (!status && *c->why && wanted->format != QS_VIEW_TABLE) /* which says so itself */
        qs_cli_say(stderr, "qsweep compare: not paired, for %s: intervals are wider than those of pairs\n",
                   c->why);
    return status ? status : qs_comparison_make(c);
}

static qs_status print(const request *wanted, const qs_comparison *c, FILE *out)
{
    if (wanted->format == QS_VIEW_CSV)
        qs_comparison_csv(c, out);
    else if (wanted->format == QS_VIEW_JSON)
        qs_comparison_json(c, out);
    else
        return qs_comparison_table(c, qs_cli_width(), out);
    return QS_OK;
}

int qs_cli_compare(int argc, char **argv)
{
    request wanted = {.scope = QS_SYSTEM, .correction = QS_BONFERRONI, .confidence = (double)NAN};
    qs_results *results = NULL, *other = NULL;
    qs_comparison c = {0};
    FILE *out;
    qs_status status = parse(argc, argv, &wanted);
    if (!status)
        status = qs_results_open(wanted.path, &results);
    if (!status && wanted.other)
        status = qs_results_open(wanted.other, &other);
    if (!status)
        status = compare(&wanted, results, other, &c);
    if (!status && !(status = qs_dialect_begin(&wanted.dialect, stdout, &out)))
        status = qs_dialect_end(out, stdout, print(&wanted, &c, out));
    qs_comparison_clear(&c);
    qs_results_free(results);
    qs_results_free(other);
    qs_words_clear(&wanted.conditions);
    qs_words_clear(&wanted.members);
    qs_words_clear(&wanted.baseline);
    qs_words_clear(&wanted.intervals);
    return status ? qs_cli_complain("compare", status) : QS_EXIT_DONE;
}
