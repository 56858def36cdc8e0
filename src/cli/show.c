/* `qsweep show`: print results.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "cli_internal.h"
#include "qsweep/matrix.h"

typedef struct request {
    const char *path;
    qs_words names, conditions, members, intervals;
    const char *sort;
    qs_matrix_request pivot;
    bool is_descending, with_theory;
    int scope, format;
} request;

/* ---- the command line ---- */

static qs_status take_word(request *wanted, const char *word)
{
    if (wanted->path)
        return qs_words_add(&wanted->names, word);
    wanted->path = word;
    return QS_OK;
}

static qs_status take(void *context, const qs_arguments *argument)
{
    request *wanted = context;
    const char *value = argument->value;
    switch (argument->id) {
    case QS_WORD:
        return take_word(wanted, value);
    case QS_OPTION_SCOPE:
        return qs_cli_word(argument, &wanted->scope);
    case QS_OPTION_FORMAT:
        return qs_cli_word(argument, &wanted->format);
    case QS_OPTION_WHERE:
        return qs_words_add(&wanted->conditions, value);
    case QS_OPTION_INTERVAL:
        return qs_words_add(&wanted->intervals, value);
    case QS_OPTION_MEMBER:
        return qs_words_add(&wanted->members, value);
    case QS_OPTION_SORT:
        wanted->sort = value;
        return QS_OK;
    case QS_OPTION_DESCENDING:
        wanted->is_descending = true;
        return QS_OK;
    case QS_OPTION_PIVOT:
        wanted->pivot.metric = value;
        return QS_OK;
    case QS_OPTION_ROWS:
        wanted->pivot.rows = value;
        return QS_OK;
    case QS_OPTION_COLUMNS:
        wanted->pivot.columns = value;
        return QS_OK;
    case QS_OPTION_THEORY:
        wanted->with_theory = true;
        return QS_OK;
    default:
        return qs_cli_forgotten(argument);
    }
}

/* What does not go together. */
static qs_status check(const request *wanted)
{
    const qs_matrix_request *pivot = &wanted->pivot;
    bool has_part = pivot->metric || pivot->rows || pivot->columns;
    if (!wanted->path)
        return qs_fail(QS_ERROR_USAGE, "which results file?");
    if (has_part && !(pivot->metric && pivot->rows && pivot->columns))
        return qs_fail(QS_ERROR_USAGE, "a matrix needs --pivot METRIC, --rows AXIS and --columns AXIS");
    if (has_part && wanted->names.n > 0)
        return qs_fail(QS_ERROR_USAGE, "--pivot shows one metric: %s or %s?", pivot->metric,
                       wanted->names.items[0]);
    if (has_part && (wanted->sort || wanted->with_theory))
        return qs_fail(QS_ERROR_USAGE, "--pivot does not go with %s", wanted->sort ? "--sort" : "--theory");
    if (wanted->is_descending && !wanted->sort)
        return qs_fail(QS_ERROR_USAGE, "--descending needs --sort");
    return QS_OK;
}

/* A matrix over intervals is of each, unless some are named. */
static qs_status complete(request *wanted)
{
    const qs_matrix_request *pivot = &wanted->pivot;
    bool is_over = pivot->metric && (!strcmp(pivot->rows, "interval") || !strcmp(pivot->columns, "interval"));
    return is_over && wanted->intervals.n == 0 ? qs_words_add(&wanted->intervals, "each") : QS_OK;
}

static qs_status parse(int argc, char **argv, request *wanted)
{
    qs_status status = qs_cli_parse(argc, argv, take, wanted);
    if (!status)
        status = check(wanted);
    return status ? status : complete(wanted);
}

/* ---- */

static bool has_any_theory(const qs_view *view)
{
    for (int metric = 0; metric < QS_N_METRICS; metric++)
        if (qs_results_has_exact(view->results, view->scope, (qs_metric)metric))
            return true;
    return false;
}

/* To people only: a machine sees that the columns are not there. */
static void tell_no_theory(qs_view *view)
{
    if (!view->with_theory || has_any_theory(view))
        return;
    fputs("qsweep show: no scenario reduces to a queue whose exact values are known\n", stderr);
    view->with_theory = false;
}

static qs_status print_matrix(const qs_matrix_request *wanted, const qs_view *view, qs_view_format format)
{
    qs_matrix matrix;
    qs_status status = qs_matrix_make(view, wanted, &matrix);
    if (!status && format == QS_VIEW_CSV)
        qs_matrix_csv(&matrix, stdout);
    else if (!status && format == QS_VIEW_JSON)
        qs_matrix_json(&matrix, stdout);
    else if (!status)
        status = qs_matrix_table(&matrix, qs_cli_width(), stdout);
    qs_matrix_clear(&matrix);
    return status;
}

static qs_status print(const request *wanted, qs_view *view)
{
    qs_view_format format = (qs_view_format)wanted->format;
    qs_status status = qs_view_choose_intervals(view, &wanted->intervals);
    if (!status)
        status = qs_view_choose_metrics(view, (char *const *)wanted->names.items, wanted->names.n);
    if (!status)
        status = qs_view_choose_rows(view, &wanted->conditions, &wanted->members);
    if (!status && wanted->pivot.metric)
        return print_matrix(&wanted->pivot, view, format);
    if (!status && wanted->sort)
        status = qs_view_sort(view, wanted->sort, wanted->is_descending);
    if (status)
        return status;
    tell_no_theory(view);
    if (format == QS_VIEW_CSV)
        return qs_view_csv(view, stdout);
    return format == QS_VIEW_JSON ? qs_view_json(view, stdout) : qs_view_table(view, qs_cli_width(), stdout);
}

int qs_cli_show(int argc, char **argv)
{
    request wanted = {.scope = QS_SYSTEM};
    qs_results *results = NULL;
    qs_view view = {0};
    qs_status status = parse(argc, argv, &wanted);
    if (!status)
        status = qs_results_open(wanted.path, &results);
    if (!status) {
        view.results = results;
        view.about = qs_results_get_about(results);
        view.scope = (qs_scope)wanted.scope;
        view.with_theory = wanted.with_theory;
        status = print(&wanted, &view);
    }
    qs_view_clear(&view);
    qs_results_free(results);
    qs_words_clear(&wanted.names);
    qs_words_clear(&wanted.conditions);
    qs_words_clear(&wanted.members);
    qs_words_clear(&wanted.intervals);
    return status ? qs_cli_complain("show", status) : QS_EXIT_DONE;
}
