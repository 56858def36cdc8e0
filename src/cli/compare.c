/* `qsweep compare`: every scenario against a baseline.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli_internal.h"
#include "qsweep/comparison.h"

typedef struct request {
    const char *path, *metric;
    qs_words conditions, members, intervals;
    unsigned long long baseline;
    double confidence; /* NaN: the file's */
    int scope, format, correction;
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

static qs_status take_word(request *wanted, const char *word)
{
    if (wanted->path && wanted->metric)
        return qs_fail(QS_ERROR_USAGE, "compare takes one metric: %s or %s?", wanted->metric, word);
    *(wanted->path ? &wanted->metric : &wanted->path) = word;
    return QS_OK;
}

static qs_status take(void *context, const qs_arguments *argument)
{
    request *wanted = context;
    switch (argument->id) {
    case QS_WORD:
        return take_word(wanted, argument->value);
    case QS_OPTION_BASELINE:
        return qs_cli_number(argument, 0, &wanted->baseline);
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
        return qs_cli_forgotten(argument);
    }
}

static qs_status parse(int argc, char **argv, request *wanted)
{
    qs_status status = qs_cli_parse(argc, argv, take, wanted);
    if (!status && !wanted->path)
        status = qs_fail(QS_ERROR_USAGE, "which results file?");
    if (!status && !wanted->metric)
        status = qs_fail(QS_ERROR_USAGE, "which metric? wait_mean, queue_mean and utilisation are some");
    return status;
}

/* ---- */

static qs_status compare(const request *wanted, const qs_results *results, qs_comparison *c)
{
    const qs_comparison_request what = {.path = wanted->path,
                                        .metric = wanted->metric,
                                        .conditions = &wanted->conditions,
                                        .members = &wanted->members,
                                        .intervals = &wanted->intervals,
                                        .scope = (qs_scope)wanted->scope,
                                        .baseline = wanted->baseline,
                                        .confidence = wanted->confidence,
                                        .correction = (qs_correction)wanted->correction};
    qs_status status = qs_comparison_choose(&what, results, c);
    return status ? status : qs_comparison_make(c);
}

static qs_status print(const request *wanted, const qs_comparison *c)
{
    if (wanted->format == QS_VIEW_CSV)
        qs_comparison_csv(c, stdout);
    else if (wanted->format == QS_VIEW_JSON)
        qs_comparison_json(c, stdout);
    else
        return qs_comparison_table(c, qs_cli_width(), stdout);
    return QS_OK;
}

int qs_cli_compare(int argc, char **argv)
{
    request wanted = {.scope = QS_SYSTEM, .correction = QS_BONFERRONI, .confidence = (double)NAN};
    qs_results *results = NULL;
    qs_comparison c = {0};
    qs_status status = parse(argc, argv, &wanted);
    if (!status)
        status = qs_results_open(wanted.path, &results);
    if (!status)
        status = compare(&wanted, results, &c);
    if (!status)
        status = print(&wanted, &c);
    qs_comparison_clear(&c);
    qs_results_free(results);
    qs_words_clear(&wanted.conditions);
    qs_words_clear(&wanted.members);
    qs_words_clear(&wanted.intervals);
    return status ? qs_cli_complain("compare", status) : QS_EXIT_DONE;
}
