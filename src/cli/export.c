/* `qsweep export`: results with the parameters that gave them, for spreadsheets, R and others.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "dialect_internal.h"
#include "output_internal.h"
#include "qsweep/export.h"

enum { UNSAID = -1 };

typedef struct request {
    const char *path, *output;
    qs_words names, conditions, members, intervals;
    int scope, format, form; /* UNSAID: not said */
    qs_dialect dialect;      /* of csv */
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
    switch (argument->id) {
    case QS_WORD:
        return take_word(wanted, argument->value);
    case QS_OPTION_OUTPUT:
        wanted->output = argument->value;
        return QS_OK;
    case QS_OPTION_FORMAT:
        return qs_cli_word(argument, &wanted->format);
    case QS_OPTION_FORM:
        return qs_cli_word(argument, &wanted->form);
    case QS_OPTION_SCOPE:
        return qs_cli_word(argument, &wanted->scope);
    case QS_OPTION_WHERE:
        return qs_words_add(&wanted->conditions, argument->value);
    case QS_OPTION_INTERVAL:
        return qs_words_add(&wanted->intervals, argument->value);
    case QS_OPTION_MEMBER:
        return qs_words_add(&wanted->members, argument->value);
    default:
        return qs_cli_take_dialect(argument, &wanted->dialect);
    }
}

static bool ends_in(const char *path, const char *ending)
{
    size_t n = path ? strlen(path) : 0, m = strlen(ending);
    return n > m && strcmp(path + n - m, ending) == 0;
}

/* What was not said follows from what was. */
static qs_status complete(request *wanted)
{
    if (!wanted->path)
        return qs_fail(QS_ERROR_USAGE, "which results file?");
    if (wanted->format == UNSAID)
        wanted->format = ends_in(wanted->output, ".json") ? QS_EXPORT_JSON : QS_EXPORT_CSV;
    if (wanted->format == QS_EXPORT_JSON && wanted->form != UNSAID)
        return qs_fail(QS_ERROR_USAGE, "--form is for csv");
    if (wanted->form == UNSAID)
        wanted->form = QS_EXPORT_LONG;
    if (wanted->scope == UNSAID && (wanted->form != QS_EXPORT_LONG || wanted->members.n > 0)) {
        if (wanted->members.n > 0)
            return qs_fail(QS_ERROR_USAGE, "--member %s needs --scope class or --scope window",
                           wanted->members.items[0]);
        wanted->scope = QS_SYSTEM;
    }
    if (wanted->output && strcmp(wanted->output, wanted->path) == 0)
        return qs_fail(QS_ERROR_USAGE, "-o %s is the results file itself", wanted->output);
    return qs_cli_complete_dialect(&wanted->dialect, wanted->format == QS_EXPORT_CSV, "");
}

static qs_status parse(int argc, char **argv, request *wanted)
{
    qs_status status = qs_cli_parse(argc, argv, take, wanted);
    return status ? status : complete(wanted);
}

/* ---- where it goes ---- */

static qs_status write_to(const request *wanted, const qs_export *document, FILE *out)
{
    FILE *csv;
    qs_status status = qs_dialect_begin(&wanted->dialect, out, &csv);
    return status ? status : qs_dialect_end(csv, out, qs_export_write(document, csv));
}

static qs_status write(const request *wanted, const qs_results *results)
{
    qs_output output;
    const qs_export_request what = {.names = &wanted->names,
                                    .conditions = &wanted->conditions,
                                    .members = &wanted->members,
                                    .intervals = &wanted->intervals,
                                    .is_of_all = wanted->scope == UNSAID,
                                    .scope = wanted->scope == UNSAID ? QS_SYSTEM : (qs_scope)wanted->scope,
                                    .format = (qs_export_format)wanted->format,
                                    .form = (qs_export_form)wanted->form,
                                    .is_spreadsheet = wanted->dialect.is_spreadsheet};
    qs_export *document;
    qs_status status = qs_export_open(results, &what, &document);
    if (!status && !wanted->output)
        status = write_to(wanted, document, stdout);
    else if (!status && !(status = qs_output_begin(wanted->output, &output)))
        status = qs_output_end(&output, write_to(wanted, document, output.file));
    qs_export_free(document);
    return status;
}

int qs_cli_export(int argc, char **argv)
{
    request wanted = {.scope = UNSAID, .format = UNSAID, .form = UNSAID};
    qs_results *results = NULL;
    qs_status status = parse(argc, argv, &wanted);
    if (!status)
        status = qs_results_open(wanted.path, &results);
    if (!status)
        status = write(&wanted, results);
    qs_results_free(results);
    qs_words_clear(&wanted.names);
    qs_words_clear(&wanted.conditions);
    qs_words_clear(&wanted.members);
    qs_words_clear(&wanted.intervals);
    return status ? qs_cli_complain("export", status) : QS_EXIT_DONE;
}
