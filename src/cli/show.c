/* `qsweep show`: print results.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "dialect_internal.h"
#include "qsweep/decision.h"
#include "qsweep/matrix.h"
#include "qsweep/verdict.h"

typedef struct request {
    const char *path;
    qs_words names, conditions, members, intervals;
    const char *sort;
    qs_matrix_request pivot;
    qs_dialect dialect; /* of csv */
    bool is_descending, with_theory, is_kept, is_cheapest;
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
    case QS_OPTION_KEPT:
        wanted->is_kept = true;
        return QS_OK;
    case QS_OPTION_CHEAPEST:
        wanted->is_cheapest = true;
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
        return qs_cli_take_dialect(argument, &wanted->dialect);
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
    if (has_part && (wanted->is_kept || wanted->is_cheapest))
        return qs_fail(QS_ERROR_USAGE, "--pivot does not go with %s",
                       wanted->is_kept ? "--kept" : "--cheapest");
    if (wanted->is_cheapest && wanted->sort)
        return qs_fail(QS_ERROR_USAGE, "--cheapest shows one scenario, it does not go with --sort");
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
    if (!status)
        status = complete(wanted);
    return status ? status
                  : qs_cli_complete_dialect(&wanted->dialect, wanted->format == QS_VIEW_CSV,
                                            ": add --format csv");
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

static qs_status print_matrix(const qs_matrix_request *wanted, const qs_view *view, qs_view_format format,
                              FILE *out)
{
    qs_matrix matrix;
    qs_status status = qs_matrix_make(view, wanted, &matrix);
    if (!status && format == QS_VIEW_CSV)
        qs_matrix_csv(&matrix, out);
    else if (!status && format == QS_VIEW_JSON)
        qs_matrix_json(&matrix, out);
    else if (!status)
        status = qs_matrix_table(&matrix, qs_cli_width(), out);
    qs_matrix_clear(&matrix);
    return status;
}

/* What --kept and --cheapest need of the file. */
static qs_status check_promises(const request *wanted, const qs_view *view)
{
    const char *option = wanted->is_cheapest ? "--cheapest" : "--kept";
    if (!wanted->is_kept && !wanted->is_cheapest)
        return QS_OK;
    if (!view->verdicts)
        return qs_fail(QS_ERROR_USAGE,
                       "%s needs promises, and the study has none; write some, such as promises: {metric: "
                       "wait_over, at_most: 10 %%}, and run it",
                       option);
    if (!wanted->is_cheapest || view->about->cost)
        return QS_OK;
    if (qs_results_has(view->results, QS_SYSTEM, QS_METRIC_cost))
        return qs_fail(
            QS_ERROR_USAGE,
            "--cheapest needs an exact cost, and here it is an estimate, for it depends on what "
            "happens (cost.per): --kept --sort cost orders those that keep all promises by it, and "
            "qsweep compare FILE.h5 cost tells which differ");
    return qs_fail(
        QS_ERROR_USAGE,
        "--cheapest needs a cost, and the study has none; write one, such as cost: {server_hour: 20}, "
        "and run it");
}

/* Leave the rows that were asked for. is_said [out] there are none, which has been said to people */
static void choose_kept(const request *wanted, qs_view *view, bool *is_said)
{
    bool is_table = wanted->format == QS_VIEW_TABLE, is_any = false;
    if (!wanted->is_kept && !wanted->is_cheapest)
        return;
    for (uint64_t i = 0; i < view->n_rows; i++)
        is_any |= view->verdicts->of[view->rows[i].scenario] == QS_KEPT;
    *is_said = !is_any && is_table;
    if (*is_said)
        qs_verdicts_say_none(view, stdout);
    qs_cheapest cheapest = wanted->is_cheapest && is_any ? qs_verdicts_cheapest(view) : (qs_cheapest){0};
    if (cheapest.is_found && is_table)
        qs_verdicts_say_cheapest(view, &cheapest, stdout);
    if (cheapest.is_found)
        qs_view_leave_scenario(view, cheapest.scenario);
    else
        qs_verdicts_keep(view);
}

/* Nothing has been measured in full yet. */
static bool is_undecided(const qs_results_about *about)
{
    return about->decided && !about->decided->is_over;
}

static qs_status print(const request *wanted, qs_view *view, FILE *out)
{
    bool is_said = false;
    qs_view_format format = (qs_view_format)wanted->format;
    qs_status status = qs_choose_scope(view->about, view->scope);
    if (!status)
        status = qs_view_choose_intervals(view, &wanted->intervals);
    if (!status)
        status = qs_view_choose_metrics(view, (char *const *)wanted->names.items, wanted->names.n);
    if (!status)
        status = qs_view_choose_rows(view, &wanted->conditions, &wanted->members);
    if (!status)
        status = check_promises(wanted, view);
    if (!status)
        choose_kept(wanted, view, &is_said);
    if (status || is_said)
        return status;
    if (wanted->pivot.metric)
        return print_matrix(&wanted->pivot, view, format, out);
    if (!status && wanted->sort)
        status = qs_view_sort(view, wanted->sort, wanted->is_descending);
    if (status)
        return status;
    tell_no_theory(view);
    if (format == QS_VIEW_TABLE && view->is_default && !wanted->is_kept && !wanted->is_cheapest)
        status = qs_decision_note(view, qs_cli_width(), out);
    if (status || (format == QS_VIEW_TABLE && view->is_default && is_undecided(view->about)))
        return status;
    if (format == QS_VIEW_CSV)
        return qs_view_csv(view, out);
    return format == QS_VIEW_JSON ? qs_view_json(view, out) : qs_view_table(view, qs_cli_width(), out);
}

int qs_cli_show(int argc, char **argv)
{
    request wanted = {.scope = QS_SYSTEM};
    qs_results *results = NULL;
    qs_view view = {0};
    qs_verdicts *verdicts = NULL;
    FILE *out;
    qs_status status = parse(argc, argv, &wanted);
    if (!status)
        status = qs_results_open(wanted.path, &results);
    if (!status) {
        view.results = results;
        view.about = qs_results_get_about(results);
        view.scope = (qs_scope)wanted.scope;
        view.with_theory = wanted.with_theory;
        status = qs_verdicts_make(results, &verdicts);
        view.verdicts = verdicts;
        if (!status)
            status = qs_dialect_begin(&wanted.dialect, stdout, &out);
        if (!status)
            status = qs_dialect_end(out, stdout, print(&wanted, &view, out));
    }
    qs_view_clear(&view);
    qs_verdicts_free(verdicts);
    qs_results_free(results);
    qs_words_clear(&wanted.names);
    qs_words_clear(&wanted.conditions);
    qs_words_clear(&wanted.members);
    qs_words_clear(&wanted.intervals);
    return status ? qs_cli_complain("show", status) : QS_EXIT_DONE;
}
