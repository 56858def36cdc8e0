/* `qsweep show`: print results.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli_internal.h"
#include "qsweep/memory.h"
#include "show_internal.h"

typedef enum format { TABLE, CSV, JSON, N_FORMATS } format;

typedef struct request {
    const char *path;
    char **names; /* of metrics; owned, the texts are argv's */
    size_t n_names, capacity;
    int scope, format;
} request;

/* ---- which metrics ---- */

static size_t distance(const char *a, const char *b)
{
    size_t row[64], n = strlen(b);
    if (n >= sizeof row / sizeof *row)
        return n;
    for (size_t j = 0; j <= n; j++)
        row[j] = j;
    for (size_t i = 1; a[i - 1]; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= n; j++) {
            size_t replaced = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            size_t shorter = (row[j - 1] < row[j] ? row[j - 1] : row[j]) + 1;
            row[j] = replaced < shorter ? replaced : shorter;
        }
    }
    return row[n];
}

static qs_status no_such_metric(const char *name)
{
    const char *nearest = "";
    size_t least = strlen(name) / 3 + 2;
    for (int metric = 0; metric < QS_N_METRICS; metric++) {
        const char *candidate = qs_metric_get((qs_metric)metric)->name;
        size_t d = distance(name, candidate);
        bool begins = strlen(name) >= 4 && strncmp(candidate, name, strlen(name)) == 0;
        if (begins)
            d = 1;
        if (d < least) {
            least = d;
            nearest = candidate;
        }
    }
    if (*nearest)
        return qs_fail(QS_ERROR_USAGE, "there is no metric %s; did you mean %s?", name, nearest);
    return qs_fail(QS_ERROR_USAGE, "there is no metric %s; wait_mean, queue_mean and utilisation are some",
                   name);
}

static qs_status add_metric(qs_show *show, const char *name)
{
    qs_metric metric = qs_metric_find(name);
    if (metric == QS_N_METRICS)
        return no_such_metric(name);
    const qs_metric_info *info = qs_metric_get(metric);
    if (!(info->scopes & (1U << show->scope)))
        return qs_fail(QS_ERROR_USAGE, "%s is not measured for each %s", name, qs_scope_name(show->scope));
    if (!qs_results_has(show->results, show->scope, metric))
        return qs_fail(QS_ERROR_USAGE, "%s was not asked for in the study (output.%s)", name,
                       info->shape == QS_PER_QUANTILE ? "quantiles" : "wait_over");
    for (size_t i = 0; i < show->n_metrics; i++)
        if (show->metrics[i] == metric)
            return QS_OK;
    show->metrics[show->n_metrics++] = metric;
    return QS_OK;
}

qs_status qs_show_select(qs_show *show, char *const *names, size_t n_names)
{
    qs_status status = QS_OK;
    show->is_default = n_names == 0;
    for (size_t i = 0; i < n_names && !status; i++)
        status = add_metric(show, names[i]);
    for (int metric = 0; metric < QS_N_METRICS && show->is_default; metric++)
        if (qs_results_has(show->results, show->scope, (qs_metric)metric))
            show->metrics[show->n_metrics++] = (qs_metric)metric;
    return status;
}

/* ---- the command line ---- */

static qs_status parse_word(const char *option, const char *text, const char *const *words, int n, int *out)
{
    for (int i = 0; i < n; i++) {
        if (strcmp(words[i], text) == 0) {
            *out = i;
            return QS_OK;
        }
    }
    return qs_fail(QS_ERROR_USAGE, "%s must be %s, %s or %s (got %s)", option, words[0], words[1], words[2],
                   text);
}

static qs_status take(request *wanted, qs_arguments *arguments)
{
    static const char *const scopes[QS_N_SCOPES] = {"system", "class", "window"};
    static const char *const formats[N_FORMATS] = {"table", "csv", "json"};
    if (arguments->option == 0)
        return parse_word("--scope", arguments->value, scopes, QS_N_SCOPES, &wanted->scope);
    if (arguments->option == 1)
        return parse_word("--format", arguments->value, formats, N_FORMATS, &wanted->format);
    if (!wanted->path) {
        wanted->path = arguments->value;
        return QS_OK;
    }
    qs_status status =
        qs_reserve(&wanted->names, &wanted->capacity, wanted->n_names + 1, sizeof *wanted->names);
    if (!status)
        wanted->names[wanted->n_names++] = (char *)arguments->value;
    return status;
}

static qs_status parse(int argc, char **argv, request *wanted)
{
    static const qs_option options[] = {
        {"--scope", NULL, true}, {"--format", NULL, true}, {NULL, NULL, false}};
    qs_arguments arguments = {.argc = argc, .argv = argv, .options = options};
    qs_status status = qs_arguments_next(&arguments);
    while (!status && arguments.option != QS_END) {
        status = take(wanted, &arguments);
        if (!status)
            status = qs_arguments_next(&arguments);
    }
    if (!status && !wanted->path)
        status = qs_fail(QS_ERROR_USAGE, "which results file?");
    return status;
}

/* ---- */

/* Of the terminal; COLUMNS if it says so; else what fits most. */
static int output_width(void)
{
    struct winsize size;
    if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40)
        return size.ws_col;
    const char *columns = getenv("COLUMNS");
    long width = columns ? strtol(columns, NULL, 10) : 0;
    return width >= 40 && width <= 10000 ? (int)width : 120;
}

static qs_status print(const request *wanted, const qs_results *results)
{
    qs_show show = {
        .results = results, .about = qs_results_get_about(results), .scope = (qs_scope)wanted->scope};
    qs_status status = qs_show_select(&show, wanted->names, wanted->n_names);
    if (status)
        return status;
    switch (wanted->format) {
    case CSV:
        return qs_show_csv(&show, stdout);
    case JSON:
        return qs_show_json(&show, stdout);
    default:
        return qs_show_table(&show, output_width(), stdout);
    }
}

int qs_cli_show(int argc, char **argv)
{
    request wanted = {.scope = QS_SYSTEM};
    qs_results *results = NULL;
    qs_status status = parse(argc, argv, &wanted);
    if (!status)
        status = qs_results_open(wanted.path, &results);
    if (!status)
        status = print(&wanted, results);
    qs_results_free(results);
    qs_free(wanted.names);
    return status ? qs_cli_complain("show", status) : QS_EXIT_DONE;
}
