/* Results with the parameters that gave them, as one document: csv whose last columns are the parameters, the
 * same in every line; json with provenance and study before the results.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/export.h"

#include <stdlib.h>
#include <string.h>

#include "qsweep/cells.h"
#include "qsweep/memory.h"
#include "qsweep/outline.h"
#include "qsweep/verdict.h"
#include "qsweep/view.h"

struct qs_export {
    const qs_results *results;
    const qs_results_about *about;
    qs_export_request wanted;
    FILE *heads, *values; /* of the parameters, while they are made */
    char *head, *value;   /* their columns: the head, and what stands in every line; owned */
    size_t head_size, value_size;
    qs_verdicts *verdicts; /* NULL: there are no promises */
};

/* ---- parameters of csv: columns that are the same in every line ---- */

static void add_head(const qs_export *p, const char *name)
{
    fputc(',', p->heads);
    qs_csv_cell(p->heads, name, p->wanted.is_spreadsheet);
}

static void add_parameter(const qs_export *p, const char *name, const char *text)
{
    add_head(p, name);
    fputc(',', p->values);
    qs_csv_cell(p->values, text, p->wanted.is_spreadsheet);
}

/* What may be a number. */
static void add_value(const qs_export *p, const char *name, const char *text)
{
    if (!qs_csv_is_decimal(text)) {
        add_parameter(p, name, text);
        return;
    }
    add_head(p, name);
    fprintf(p->values, ",%s", text);
}

/* What is swept is an axis already. */
static qs_status add_rule(void *context, const char *path, const char *text)
{
    const qs_export *p = context;
    for (size_t i = 0; i < p->about->n_axes; i++) {
        const char *axis = p->about->axes[i].name;
        size_t n = strlen(axis);
        if (strncmp(axis, path, n) == 0 && (path[n] == '\0' || path[n] == '.' || path[n] == '['))
            return QS_OK;
    }
    if (strcmp(path, "run.seed") != 0)
        add_value(p, path, text);
    return QS_OK;
}

/* Of a hash, a version or a seed, which stand in every line. */
enum { MOST_PARAMETER = 1000 };

static qs_status fill_parameters(const qs_results *results, qs_export *p)
{
    static const struct {
        const char *name, *attribute;
    } texts[] = {{"study_hash", "study_hash"}, {"qsweep", "version"}, {"run.seed", "seed"}};
    char *text = NULL;
    qs_status status = QS_OK;
    add_parameter(p, "study", p->about->name);
    add_parameter(p, "time_unit", p->about->time_unit);
    if (p->about->clock)
        add_parameter(p, "clock", p->about->clock);
    for (size_t i = 0; i < sizeof texts / sizeof *texts && !status; i++) {
        status = qs_results_provenance(results, texts[i].attribute, &text);
        if (!status && strlen(text) > MOST_PARAMETER)
            status = qs_fail(QS_ERROR_FORMAT, "the results file's %s is no such thing: it has %zu bytes",
                             texts[i].attribute, strlen(text));
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

/* The streams are closed in any case: then the texts are whole. */
static qs_status make_parameters(qs_export *p)
{
    p->heads = open_memstream(&p->head, &p->head_size);
    p->values = open_memstream(&p->value, &p->value_size);
    qs_status status = p->heads && p->values ? QS_OK : qs_fail(QS_ERROR_MEMORY, "out of memory");
    if (!status)
        status = fill_parameters(p->results, p);
    bool is_whole = !p->heads || fclose(p->heads) == 0;
    is_whole = (!p->values || fclose(p->values) == 0) && is_whole;
    return status || is_whole ? status : qs_fail(QS_ERROR_MEMORY, "out of memory");
}

qs_status qs_export_open(const qs_results *results, const qs_export_request *wanted, qs_export **out)
{
    qs_status status = qs_calloc(1, sizeof **out, out);
    if (status)
        return status;
    **out = (qs_export){.results = results, .about = qs_results_get_about(results), .wanted = *wanted};
    status = make_parameters(*out);
    if (!status)
        status = qs_verdicts_make(results, &(*out)->verdicts);
    if (status) {
        qs_export_free(*out);
        *out = NULL;
    }
    return status;
}

void qs_export_free(qs_export *document)
{
    if (!document)
        return;
    free(document->head);
    free(document->value);
    qs_verdicts_free(document->verdicts);
    qs_free(document);
}

/* ---- what is exported ---- */

/* In several scopes, a metric that is not measured in one of them is left out there; so is one that is not
 * measured by interval where that comes on top of the whole (is_more). */
static qs_status select_common(const qs_export_request *wanted, bool is_more, qs_view *view)
{
    qs_words names = {0};
    qs_status status = QS_OK;
    qs_chosen_metric unused;
    for (size_t i = 0; i < wanted->names->n && !status; i++) {
        bool is_there = !qs_view_choose_metric(view, wanted->names->items[i], &unused);
        if (is_there || (!is_more && (!wanted->is_of_all || view->scope == QS_SYSTEM)))
            status = qs_words_add(&names, wanted->names->items[i]);
    }
    if (!status && (names.n > 0 || wanted->names->n == 0))
        status = qs_view_choose_metrics(view, (char *const *)names.items, names.n);
    qs_words_clear(&names);
    return status;
}

/* intervals [in] of which the view is, or none: of the whole */
static qs_status prepare(const qs_export *document, qs_scope scope, const qs_words *intervals, bool is_more,
                         qs_view *view)
{
    const qs_export_request *wanted = &document->wanted;
    *view = (qs_view){.results = document->results,
                      .about = qs_results_get_about(document->results),
                      .scope = scope,
                      .with_theory = true,
                      .is_spreadsheet = wanted->is_spreadsheet,
                      .verdicts = document->verdicts,
                      .csv_more_head = document->head,
                      .csv_more = document->value};
    qs_status status = qs_view_choose_intervals(view, intervals);
    if (!status)
        status = select_common(wanted, is_more, view);
    return status ? status : qs_view_choose_rows(view, wanted->conditions, wanted->members);
}

static qs_status write_csv(const qs_export_request *wanted, const qs_view *view, bool is_first, FILE *out)
{
    if (wanted->form == QS_EXPORT_REPLICATIONS)
        return qs_view_replications(view, out);
    if (wanted->form == QS_EXPORT_WIDE)
        return qs_view_csv(view, out);
    if (is_first)
        qs_view_long_head(view, out);
    return qs_view_long(view, out);
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
            qs_visible_json(out, text);
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

static qs_status write_scope(const qs_export *document, qs_scope scope, const qs_words *intervals,
                             bool is_more, bool is_first, FILE *out)
{
    const qs_export_request *wanted = &document->wanted;
    qs_view view;
    qs_status status = prepare(document, scope, intervals, is_more, &view);
    if (!status && view.n_metrics > 0 && wanted->format == QS_EXPORT_JSON) {
        fprintf(out, "%s\n\"%s\":", is_first ? "" : ",", qs_scope_name(scope));
        status = qs_view_json(&view, out);
    } else if (!status && view.n_metrics > 0) {
        status = write_csv(wanted, &view, is_first, out);
    }
    qs_view_clear(&view);
    return status;
}

/* All scopes that are wanted. */
static qs_status write_scopes(const qs_export *document, const qs_words *intervals, bool is_more, FILE *out)
{
    const qs_export_request *wanted = &document->wanted;
    bool is_first = true;
    qs_status status = QS_OK;
    for (int scope = 0; scope < QS_N_SCOPES && !status; scope++) {
        bool is_there = document->about->layout.n_members[scope] > 0 && !(is_more && scope == QS_RESOURCE);
        if (wanted->is_of_all ? !is_there : (int)wanted->scope != scope)
            continue;
        bool has_head = is_more && wanted->format == QS_EXPORT_CSV;
        status = write_scope(document, (qs_scope)scope, intervals, is_more, is_first && !has_head, out);
        is_first = false;
    }
    return status;
}

/* Every interval, behind the whole. */
static qs_status write_intervals(const qs_export *document, FILE *out)
{
    qs_words each = {0};
    bool is_json = document->wanted.format == QS_EXPORT_JSON;
    qs_status status = qs_words_add(&each, "each");
    fputs(is_json ? ",\n\"interval\":{" : "", out);
    if (!status)
        status = write_scopes(document, &each, true, out);
    fputs(is_json ? "}" : "", out);
    qs_words_clear(&each);
    return status;
}

qs_status qs_export_write(const qs_export *document, FILE *out)
{
    const qs_export_request *wanted = &document->wanted;
    bool is_json = wanted->format == QS_EXPORT_JSON;
    bool has_more = wanted->intervals->n == 0 && document->about->layout.n_intervals > 0 &&
                    (is_json || wanted->form == QS_EXPORT_LONG);
    qs_status status = wanted->is_of_all ? QS_OK : qs_choose_scope(document->about, wanted->scope);
    if (!status && is_json)
        status = json_head(document->results, out);
    if (!status)
        status = write_scopes(document, wanted->intervals, false, out);
    if (!status && has_more)
        status = write_intervals(document, out);
    if (!status && is_json)
        fputs("}}\n", out);
    return status;
}
