/* The reader: the decision.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "qsweep/memory.h"
#include "results_internal.h"

enum { MOST_TESTS = 10000 };

static qs_status refuse(const qs_results *results, const char *why)
{
    return qs_fail(QS_ERROR_FORMAT, "%s: decision %s", results->path, why);
}

static bool read_number(hid_t group, const char *name, hid_t type, void *out)
{
    hid_t attribute = H5Aexists(group, name) > 0 ? H5Aopen(group, name, H5P_DEFAULT) : -1;
    hid_t space = attribute >= 0 ? H5Aget_space(attribute) : -1;
    hid_t there = attribute >= 0 ? H5Aget_type(attribute) : -1;
    H5T_class_t class = there >= 0 ? H5Tget_class(there) : H5T_NO_CLASS;
    bool is_read = space >= 0 && H5Sget_simple_extent_npoints(space) == 1 &&
                   (class == H5T_INTEGER || class == H5T_FLOAT) && H5Aread(attribute, type, out) >= 0;
    if (there >= 0)
        H5Tclose(there);
    if (space >= 0)
        H5Sclose(space);
    if (attribute >= 0)
        H5Aclose(attribute);
    return is_read;
}

static bool read_int(hid_t group, const char *name, int64_t low, int64_t high, int64_t *out)
{
    return read_number(group, name, H5T_NATIVE_INT64, out) && *out >= low && *out <= high;
}

/* Which metric the best mean is of; the reader knows it by its name in the study's list. */
static bool read_spot(const qs_results *results, hid_t group, qs_spot *spot)
{
    const qs_layout *layout = &results->about.layout;
    int64_t scope, member, item, interval;
    char name[64] = "";
    hid_t attribute = H5Aexists(group, "metric") > 0 ? H5Aopen(group, "metric", H5P_DEFAULT) : -1;
    hid_t type = attribute >= 0 ? H5Aget_type(attribute) : -1;
    char *text = NULL;
    if (type >= 0 && H5Tis_variable_str(type) > 0 && H5Aread(attribute, type, &text) >= 0 && text) {
        strncpy(name, text, sizeof name - 1);
        H5free_memory(text);
    }
    if (type >= 0)
        H5Tclose(type);
    if (attribute >= 0)
        H5Aclose(attribute);
    spot->metric = qs_metric_find(name);
    if (spot->metric == QS_N_METRICS || !read_int(group, "scope", 0, QS_N_SCOPES - 1, &scope) ||
        !read_int(group, "member", 0, layout->n_members[scope] - 1, &member) ||
        !read_int(group, "item", 0, qs_layout_n_items(layout, spot->metric) - 1, &item) ||
        !read_int(group, "interval", 0, layout->n_intervals, &interval))
        return false;
    spot->scope = (qs_scope)scope;
    spot->member = (int)member;
    spot->item = (int)item;
    spot->interval = (int)interval;
    return true;
}

static qs_status read_question(qs_results *results, hid_t group, bool *is_best)
{
    int64_t max = 0, largest = 0;
    qs_select *select = &results->select;
    *is_best = H5Aexists(group, "metric") > 0;
    select->kind = *is_best ? QS_SELECT_BEST : QS_SELECT_CHEAPEST;
    if (!read_number(group, "sure", H5T_NATIVE_DOUBLE, &select->sure) ||
        !(select->sure > 0 && select->sure < 1) || !read_int(group, "max", 1, INT64_MAX, &max))
        return refuse(results, "does not say how sure it is");
    select->max = (uint64_t)max;
    if (!*is_best)
        return QS_OK;
    if (!read_number(group, "tolerance", H5T_NATIVE_DOUBLE, &select->tolerance) ||
        !read_int(group, "largest", 0, 1, &largest) || !read_spot(results, group, &select->cells[0].spot))
        return refuse(results, "does not say of which metric it is");
    select->is_largest = largest == 1;
    return QS_OK;
}

static qs_status read_answer(qs_results *results, hid_t group)
{
    qs_decided *d = &results->decided;
    int64_t over, chosen, open, used, most = (int64_t)d->n_scenarios;
    if (!read_int(group, "decided", 0, 1, &over) || !read_int(group, "chosen", -1, most - 1, &chosen) ||
        !read_int(group, "open", 0, most, &open) ||
        !read_int(group, "replications_used", 0, INT64_MAX, &used) ||
        !read_number(group, "bound", H5T_NATIVE_DOUBLE, &d->bound))
        return refuse(results, "has no answer that could be one");
    d->is_over = over == 1;
    d->has_chosen = chosen >= 0;
    d->chosen = chosen >= 0 ? (uint64_t)chosen : 0;
    d->n_open = (uint64_t)open;
    d->n_used = (uint64_t)used;
    return QS_OK;
}

static qs_status read_tests(qs_results *results)
{
    static const char *const names[] = {"decision/promise", "decision/test_member", "decision/test_interval"};
    qs_select *select = &results->select;
    int64_t *numbers[3] = {NULL};
    double *limits = NULL, *tolerances = NULL;
    size_t n = select->n_cells;
    qs_status status = QS_OK;
    for (int i = 0; i < 3 && !status; i++)
        status = qs_results_numbers(results, names[i], H5T_NATIVE_INT64, 8, n, 0, &numbers[i]);
    if (!status)
        status = qs_results_numbers(results, "decision/test_limit", H5T_NATIVE_DOUBLE, 8, n, 0, &limits);
    if (!status)
        status =
            qs_results_numbers(results, "decision/test_tolerance", H5T_NATIVE_DOUBLE, 8, n, 0, &tolerances);
    for (size_t i = 0; i < n && !status; i++) {
        qs_select_cell *cell = &select->cells[i];
        if (numbers[0][i] < 0 || numbers[0][i] > MOST_TESTS || numbers[1][i] < 0 ||
            numbers[1][i] > INT32_MAX || numbers[2][i] < 0 ||
            numbers[2][i] > results->about.layout.n_intervals)
            status = refuse(results, "has a test of nothing");
        cell->promise = (size_t)numbers[0][i];
        cell->spot.member = (int)numbers[1][i];
        cell->spot.interval = (int)numbers[2][i];
        cell->rule.limit = limits[i];
        cell->rule.tolerance = tolerances[i];
    }
    for (int i = 0; i < 3; i++)
        qs_free(numbers[i]);
    qs_free(limits);
    qs_free(tolerances);
    return status;
}

static qs_status read_findings(qs_results *results)
{
    qs_decided *d = &results->decided;
    uint64_t n = d->n_scenarios, n_tests = d->n_cells;
    const struct {
        const char *name;
        double **out;
    } columns[] = {{"decision/mean", &d->mean}, {"decision/lower", &d->lower}, {"decision/upper", &d->upper}};
    qs_status status = qs_results_numbers(results, "verdict", H5T_NATIVE_INT8, 1, n, 0, &d->choice);
    if (!status)
        status = qs_results_numbers(results, "decision/replications_taken", H5T_NATIVE_INT64, 8, n, 0,
                                    &d->replications);
    if (!status)
        status = qs_results_numbers(results, "decision/finding", H5T_NATIVE_INT8, 1, n, n_tests, &d->finding);
    for (size_t i = 0; i < sizeof columns / sizeof *columns && !status; i++)
        status =
            qs_results_numbers(results, columns[i].name, H5T_NATIVE_DOUBLE, 8, n, n_tests, columns[i].out);
    for (uint64_t i = 0; i < n && !status; i++)
        if (d->choice[i] < 0 || d->choice[i] >= QS_N_CHOICES || d->replications[i] < 0)
            status = refuse(results, "has a verdict that means nothing");
    for (uint64_t i = 0; i < n * n_tests && !status; i++)
        if (d->finding[i] < 0 || d->finding[i] > QS_FINDING_BROKEN)
            status = refuse(results, "has a finding that means nothing");
    return status;
}

static qs_status read_all(qs_results *results, hid_t group)
{
    uint64_t n_tests = 0;
    bool is_best;
    qs_status status = qs_results_length(results, "decision/test", &n_tests);
    if (!status && (n_tests < 1 || n_tests > MOST_TESTS))
        status = refuse(results, "has no tests");
    if (!status)
        status = qs_calloc(n_tests, sizeof *results->select.cells, &results->select.cells);
    if (status)
        return status;
    results->select.n_cells = results->decided.n_cells = n_tests;
    results->decided.n_scenarios = results->about.n_scenarios;
    status = read_tests(results);
    if (!status)
        status = read_question(results, group, &is_best);
    if (!status)
        status = read_answer(results, group);
    results->decided.kind = results->select.kind;
    return status ? status : read_findings(results);
}

qs_status qs_results_decision(qs_results *results)
{
    if (H5Lexists(results->file, "decision", H5P_DEFAULT) <= 0)
        return QS_OK;
    hid_t group = H5Gopen2(results->file, "decision", H5P_DEFAULT);
    if (group < 0)
        return refuse(results, "is no group");
    qs_status status = read_all(results, group);
    H5Gclose(group);
    results->about.decided = &results->decided;
    results->about.select = &results->select;
    return status;
}

void qs_results_clear_decision(qs_results *results)
{
    qs_decided_clear(&results->decided);
    qs_free(results->select.cells);
    results->select = (qs_select){0};
}
