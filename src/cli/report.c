/* `qsweep report`: results as one HTML page.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/report.h"

#include <stdlib.h>
#include <string.h>

#include "cli_internal.h"
#include "output_internal.h"

typedef struct request {
    const char *path, *output;
} request;

static qs_status take_word(request *wanted, const char *word)
{
    if (wanted->path)
        return qs_fail(QS_ERROR_USAGE, "one results file at a time (got %s and %s)", wanted->path, word);
    wanted->path = word;
    return QS_OK;
}

static qs_status take(void *context, const qs_arguments *argument)
{
    request *wanted = context;
    switch (argument->id) {
    case QS_WORD:
        return take_word(wanted, argument->value);
    case QS_OPTION_OUTPUT:
        wanted->output = argument->value;
        return QS_OK;
    default:
        return qs_cli_forgotten(argument);
    }
}

static qs_status parse(int argc, char **argv, request *wanted)
{
    qs_status status = qs_cli_parse(argc, argv, take, wanted);
    if (status)
        return status;
    if (!wanted->path)
        return qs_fail(QS_ERROR_USAGE, "which results file?");
    if (!wanted->output)
        return qs_fail(QS_ERROR_USAGE, "where to? -o FILE.html");
    if (strcmp(wanted->output, wanted->path) == 0)
        return qs_fail(QS_ERROR_USAGE, "-o %s is the results file itself", wanted->output);
    return QS_OK;
}

static qs_status write_page(const request *wanted, const qs_results *results)
{
    const char *folder = getenv("QSWEEP_DYGRAPHS");
    const qs_report_request what = {.path = wanted->path, .libraries = folder && *folder ? folder : NULL};
    qs_html *html;
    qs_output output;
    bool has_curves;
    qs_status status = qs_report_make(results, &what, &has_curves, &html);
    if (!status && !(status = qs_output_begin(wanted->output, &output)))
        status = qs_output_end(&output, qs_html_end(html, output.file));
    if (!status && !has_curves)
        qs_cli_say(stderr, "qsweep report: dygraphs was not found (Debian: libjs-dygraphs), so the page's "
                           "curves are pictures, without zoom\n");
    qs_html_free(html);
    return status;
}

int qs_cli_report(int argc, char **argv)
{
    request wanted = {0};
    qs_results *results = NULL;
    qs_status status = parse(argc, argv, &wanted);
    if (!status)
        status = qs_results_open(wanted.path, &results);
    if (!status)
        status = write_page(&wanted, results);
    qs_results_free(results);
    return status ? qs_cli_complain("report", status) : QS_EXIT_DONE;
}
