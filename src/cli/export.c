/* `qsweep export`: results with the parameters that gave them, for spreadsheets, R and others.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "cli_internal.h"
#include "export_internal.h"
#include "output_internal.h"
#include "qsweep/memory.h"
#include "qsweep/outline.h"
#include "text_internal.h"

/* The words of --form and of --format in their order. */
typedef enum form { LONG, WIDE, REPLICATIONS } form;
typedef enum format { CSV, JSON } format;

enum { UNSAID = -1 };

typedef struct request {
    const char *path, *output;
    qs_words names, conditions, members;
    int scope, format, form; /* UNSAID: not said */
    bool has_mark;
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
    case QS_OPTION_MEMBER:
        return qs_words_add(&wanted->members, argument->value);
    case QS_OPTION_EXCEL:
        wanted->has_mark = true;
        return QS_OK;
    default:
        return qs_cli_forgotten(argument);
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
        wanted->format = ends_in(wanted->output, ".json") ? JSON : CSV;
    if (wanted->format == JSON && (wanted->form != UNSAID || wanted->has_mark))
        return qs_fail(QS_ERROR_USAGE, "%s is for csv", wanted->has_mark ? "--excel" : "--form");
    if (wanted->form == UNSAID)
        wanted->form = LONG;
    if (wanted->scope == UNSAID && (wanted->form != LONG || wanted->members.n > 0)) {
        if (wanted->members.n > 0)
            return qs_fail(QS_ERROR_USAGE, "--member %s needs --scope class or --scope window",
                           wanted->members.items[0]);
        wanted->scope = QS_SYSTEM;
    }
    if (wanted->output && strcmp(wanted->output, wanted->path) == 0)
        return qs_fail(QS_ERROR_USAGE, "-o %s is the results file itself", wanted->output);
    return QS_OK;
}

static qs_status parse(int argc, char **argv, request *wanted)
{
    qs_status status = qs_cli_parse(argc, argv, take, wanted);
    return status ? status : complete(wanted);
}

/* ---- parameters of csv: columns that are the same in every line ---- */

typedef struct parameters {
    const qs_results_about *about;
    bool is_spreadsheet;
    FILE *heads, *values;
    char *head, *value;
    size_t head_size, value_size;
} parameters;

static void add_parameter(const parameters *p, const char *name, const char *text)
{
    fputc(',', p->heads);
    qs_csv_cell(p->heads, name, p->is_spreadsheet);
    fputc(',', p->values);
    qs_csv_cell(p->values, text, p->is_spreadsheet);
}

/* What is swept is an axis already. */
static qs_status add_rule(void *context, const char *path, const char *text)
{
    const parameters *p = context;
    for (size_t i = 0; i < p->about->n_axes; i++) {
        const char *axis = p->about->axes[i].name;
        size_t n = strlen(axis);
        if (strncmp(axis, path, n) == 0 && (path[n] == '\0' || path[n] == '.' || path[n] == '['))
            return QS_OK;
    }
    if (strcmp(path, "run.seed") != 0)
        add_parameter(p, path, text);
    return QS_OK;
}

static qs_status fill_parameters(const qs_results *results, parameters *p)
{
    static const struct {
        const char *name, *attribute;
    } texts[] = {{"study_hash", "study_hash"}, {"qsweep", "version"}, {"run.seed", "seed"}};
    char *text = NULL;
    qs_status status = QS_OK;
    add_parameter(p, "study", p->about->name);
    add_parameter(p, "time_unit", p->about->time_unit);
    for (size_t i = 0; i < sizeof texts / sizeof *texts && !status; i++) {
        status = qs_results_provenance(results, texts[i].attribute, &text);
        if (!status)
            add_parameter(p, texts[i].name, text);
        qs_free(text);
        text = NULL;
    }
    if (!status)
        status = qs_results_provenance(results, "study_resolved", &text);
    if (!status)
        status = qs_outline_visit(text, "run", add_rule, p);
    qs_free(text);
    return status;
}

static qs_status make_parameters(const request *wanted, const qs_results *results, parameters *p)
{
    *p = (parameters){.about = qs_results_get_about(results), .is_spreadsheet = wanted->has_mark};
    p->heads = open_memstream(&p->head, &p->head_size);
    p->values = open_memstream(&p->value, &p->value_size);
    qs_status status = p->heads && p->values ? QS_OK : qs_fail(QS_ERROR_MEMORY, "out of memory");
    if (!status)
        status = fill_parameters(results, p);
    bool is_whole = !p->heads || fclose(p->heads) == 0;
    is_whole = (!p->values || fclose(p->values) == 0) && is_whole;
    return status || is_whole ? status : qs_fail(QS_ERROR_MEMORY, "out of memory");
}

static void clear_parameters(parameters *p)
{
    free(p->head);
    free(p->value);
}

/* ---- what is exported ---- */

/* In several scopes, a metric that is not measured in one of them is left out there. */
static qs_status select_common(const request *wanted, qs_show *show)
{
    qs_words names = {0};
    qs_status status = QS_OK;
    qs_selected_metric unused;
    for (size_t i = 0; i < wanted->names.n && !status; i++) {
        bool is_there = !qs_select_metric(show->results, show->scope, wanted->names.items[i], &unused);
        if (is_there || wanted->scope != UNSAID || show->scope == QS_SYSTEM)
            status = qs_words_add(&names, wanted->names.items[i]);
    }
    if (!status && (names.n > 0 || wanted->names.n == 0))
        status = qs_show_select(show, (char *const *)names.items, names.n);
    qs_words_clear(&names);
    return status;
}

static qs_status prepare(const request *wanted, const qs_results *results, const parameters *p,
                         qs_scope scope, qs_show *show)
{
    *show = (qs_show){.results = results,
                      .about = qs_results_get_about(results),
                      .scope = scope,
                      .with_theory = true,
                      .is_spreadsheet = wanted->has_mark,
                      .csv_more_head = p->head,
                      .csv_more = p->value};
    qs_status status = select_common(wanted, show);
    return status ? status : qs_show_choose_rows(show, &wanted->conditions, &wanted->members);
}

static qs_status write_csv(const request *wanted, const qs_show *show, bool is_first, FILE *out)
{
    if (wanted->form == REPLICATIONS)
        return qs_export_replications(show, out);
    if (wanted->form == WIDE)
        return qs_show_csv(show, out);
    if (is_first)
        qs_export_long_head(show, out);
    return qs_export_long(show, out);
}

/* The study and where the results come from; left open for the results. */
static qs_status json_head(const qs_results *results, FILE *out)
{
    static const char *const names[] = {"study_name", "study_path", "study_hash", "version", "compiler",
                                        "mpi",        "hdf5",       "start",      "end",     "seed"};
    char *text = NULL;
    fputs("{\"provenance\":{", out);
    qs_status status = QS_OK;
    for (size_t i = 0; i < sizeof names / sizeof *names && !status; i++) {
        status = qs_results_provenance(results, names[i], &text);
        fprintf(out, "%s\"%s\":", i ? "," : "", names[i]);
        if (!status && strcmp(names[i], "seed") == 0 && *text && strspn(text, "0123456789") == strlen(text))
            fputs(text, out);
        else if (!status)
            qs_json_text(out, text);
        qs_free(text);
        text = NULL;
    }
    if (!status)
        status = qs_results_provenance(results, "study_resolved", &text);
    fputs("},\n\"study\":", out);
    if (!status)
        status = qs_outline_json(text, out);
    fputs(",\n\"results\":{", out);
    qs_free(text);
    return status;
}

static qs_status write_scope(const request *wanted, const qs_results *results, const parameters *p,
                             qs_scope scope, bool is_first, FILE *out)
{
    qs_show show;
    qs_status status = prepare(wanted, results, p, scope, &show);
    if (!status && show.n_metrics > 0 && wanted->format == JSON) {
        fprintf(out, "%s\n\"%s\":", is_first ? "" : ",", qs_scope_name(scope));
        status = qs_show_json(&show, out);
    } else if (!status && show.n_metrics > 0) {
        status = write_csv(wanted, &show, is_first, out);
    }
    qs_show_clear(&show);
    return status;
}

static qs_status write_all(const request *wanted, const qs_results *results, const parameters *p, FILE *out)
{
    qs_status status = QS_OK;
    if (wanted->has_mark)
        fputs("\xEF\xBB\xBF", out);
    if (wanted->format == JSON)
        status = json_head(results, out);
    bool is_first = true;
    for (int scope = 0; scope < QS_N_SCOPES && !status; scope++) {
        if (wanted->scope != UNSAID && wanted->scope != scope)
            continue;
        status = write_scope(wanted, results, p, (qs_scope)scope, is_first, out);
        is_first = false;
    }
    if (!status && wanted->format == JSON)
        fputs("}}\n", out);
    return status;
}

/* ---- where it goes ---- */

static qs_status write_file(const request *wanted, const qs_results *results, const parameters *p)
{
    qs_output output;
    qs_status status = qs_output_begin(wanted->output, &output);
    return status ? status : qs_output_end(&output, write_all(wanted, results, p, output.file));
}

int qs_cli_export(int argc, char **argv)
{
    request wanted = {.scope = UNSAID, .format = UNSAID, .form = UNSAID};
    qs_results *results = NULL;
    parameters p = {0};
    qs_status status = parse(argc, argv, &wanted);
    if (!status)
        status = qs_results_open(wanted.path, &results);
    if (!status)
        status = make_parameters(&wanted, results, &p);
    if (!status)
        status = wanted.output ? write_file(&wanted, results, &p) : write_all(&wanted, results, &p, stdout);
    clear_parameters(&p);
    qs_results_free(results);
    qs_words_clear(&wanted.names);
    qs_words_clear(&wanted.conditions);
    qs_words_clear(&wanted.members);
    return status ? qs_cli_complain("export", status) : QS_EXIT_DONE;
}
