/* `qsweep check`: every scenario with its offered load, before anything runs. One process, no MPI.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "check_internal.h"
#include "qsweep/job.h"
#include "qsweep/legend.h"
#include "qsweep/memory.h"
#include "qsweep/visible.h"

/* On a terminal longer lists of scenarios are shortened in the middle. */
enum { SHOWN_FIRST = 30, SHOWN_LAST = 10, VALUE_SIZE = 48 };

typedef struct check_request {
    const char *study_path; /* borrowed from argv */
    qs_settings settings;
    bool shows_all;
} check_request;

static qs_status take(void *context, const qs_arguments *argument)
{
    check_request *request = context;
    switch (argument->id) {
    case QS_WORD:
        return qs_cli_set_study(&request->study_path, argument->value);
    case QS_OPTION_ALL:
        request->shows_all = true;
        return QS_OK;
    default:
        return qs_cli_set(&request->settings, argument);
    }
}

static qs_status read_request(int argc, char **argv, check_request *request)
{
    qs_status status = qs_cli_parse(argc, argv, take, request);
    if (status)
        return status;
    return request->study_path ? QS_OK : qs_fail(QS_ERROR_USAGE, "which study? (a YAML file)");
}

/* ---- the table ---- */

static qs_status add_head(qs_check_table *table, const qs_plan *plan, const qs_model *model)
{
    char text[256];
    size_t has_labels = plan->labels != NULL;
    qs_status status = qs_check_table_init(
        table, 3 + has_labels + plan->n_axes + 2 * (size_t)model->n_windows + (size_t)model->n_resources);
    if (!status)
        status = qs_check_table_add(table, "scenario");
    if (!status && has_labels) {
        table->is_left[1] = true;
        status = qs_check_table_add(table, "label");
    }
    for (size_t a = 0; a < plan->n_axes && !status; a++) {
        const qs_axis *axis = &plan->axes[a];
        bool has_unit = axis->unit && strcmp(axis->unit, "1");
        snprintf(text, sizeof text, has_unit ? "%s [%s]" : "%s", axis->name, axis->unit);
        table->is_left[1 + has_labels + a] = !axis->numbers;
        status = qs_check_table_add(table, text);
    }
    table->is_optional[table->n_cells] = true;
    if (!status)
        status = qs_check_table_add(table, model->cost.has_per ? "cost, exact part" : "cost");
    for (int w = 0; w < model->n_windows && !status; w++) {
        snprintf(text, sizeof text, "load %s", model->windows[w].name);
        status = qs_check_table_add(table, text);
        table->is_optional[table->n_cells] = true;
        snprintf(text, sizeof text, "peak %s", model->windows[w].name);
        if (!status)
            status = qs_check_table_add(table, text);
    }
    for (int r = 0; r < model->n_resources && !status; r++) {
        snprintf(text, sizeof text, "load %s units", model->resources[r].name);
        status = qs_check_table_add(table, text);
    }
    table->is_left[table->n_columns - 1] = true;
    return status ? status : qs_check_table_add(table, "");
}

/* A load, and whether it may be less or more. */
static void number_text(double load, qs_bound bound, char *text, size_t size)
{
    const char *sign = bound == QS_AT_MOST ? "<= " : bound == QS_AT_LEAST ? ">= " : "";
    if (isnan(load))
        snprintf(text, size, "-");
    else
        snprintf(text, size, "%s%.4f", sign, load);
}

static void load_text(const qs_window *window, char *text, size_t size)
{
    if (window->count == 0)
        snprintf(text, size, "closed");
    else if (window->servers == QS_INFINITE_SERVERS)
        snprintf(text, size, "-");
    else
        number_text(window->offered_load, window->load_bound, text, size);
}

/* Empty where nothing changes. */
static void peak_text(const qs_window *window, char *text, size_t size)
{
    text[0] = '\0';
    if (window->count > 0 && window->servers != QS_INFINITE_SERVERS && !isnan(window->peak_load))
        number_text(window->peak_load, window->peak_bound, text, size);
}

/* Names of the windows that are unstable. */
static void verdict_text(const qs_model *model, char *text, size_t size)
{
    size_t n = 0;
    text[0] = '\0';
    for (int w = 0; w < model->n_windows && n + 1 < size; w++)
        if (model->windows[w].is_unstable) {
            int written =
                snprintf(text + n, size - n, "%s%s", n ? ", " : "UNSTABLE: ", model->windows[w].name);
            n += written < 0 ? 0 : (size_t)written;
        }
}

static bool is_shown(size_t scenario, size_t n_scenarios, bool shows_all)
{
    return shows_all || n_scenarios <= SHOWN_FIRST + SHOWN_LAST || scenario < SHOWN_FIRST ||
           scenario >= n_scenarios - SHOWN_LAST;
}

/* A legend for each axis of texts: of those that are shown. */
static qs_status make_legends(const qs_plan *plan, bool shows_all, qs_legend *legends)
{
    const char **texts;
    qs_status status = qs_calloc(plan->n_scenarios, sizeof *texts, &texts);
    for (size_t a = 0; a < plan->n_axes && !status; a++) {
        size_t n = 0;
        for (size_t s = 0; s < plan->n_scenarios && plan->axes[a].texts; s++)
            if (is_shown(s, plan->n_scenarios, shows_all))
                texts[n++] = plan->axes[a].texts[s];
        status = qs_legend_make(plan->axes[a].name, texts, n, VALUE_SIZE, &legends[a]);
    }
    qs_free(texts);
    return status;
}

static qs_status add_row(qs_check_table *table, const qs_plan *plan, const qs_legend *legends,
                         size_t scenario, const qs_model *model)
{
    char text[512];
    snprintf(text, sizeof text, "%zu", scenario);
    qs_status status = qs_check_table_add(table, text);
    if (!status && plan->labels)
        status = qs_check_table_add(table, plan->labels[scenario]);
    for (size_t a = 0; a < plan->n_axes && !status; a++) {
        const qs_axis *axis = &plan->axes[a];
        if (axis->numbers)
            snprintf(text, sizeof text, "%.10g", axis->numbers[scenario]);
        else
            qs_legend_put(&legends[a], axis->texts[scenario], text, VALUE_SIZE);
        status = qs_check_table_add(table, text);
    }
    text[0] = '\0';
    if (model->cost.is_known)
        snprintf(text, sizeof text, "%.10g", model->cost.exact);
    if (!status)
        status = qs_check_table_add(table, text);
    for (int w = 0; w < model->n_windows && !status; w++) {
        load_text(&model->windows[w], text, sizeof text);
        status = qs_check_table_add(table, text);
        peak_text(&model->windows[w], text, sizeof text);
        if (!status)
            status = qs_check_table_add(table, text);
    }
    for (int r = 0; r < model->n_resources && !status; r++) {
        number_text(model->resources[r].offered_load, QS_AT_LEAST, text, sizeof text);
        status = qs_check_table_add(table, text);
    }
    verdict_text(model, text, sizeof text);
    return status ? status : qs_check_table_add(table, text);
}

static qs_status add_gap(qs_check_table *table)
{
    qs_status status = QS_OK;
    for (size_t i = 0; i < table->n_columns && !status; i++)
        status = qs_check_table_add(table, i == 0 ? "..." : "");
    return status;
}

/* ---- the report ---- */

typedef struct check_report {
    qs_check_table table;
    qs_legend *legends; /* [n_axes] */
    size_t n_legends;
    qs_check_notes notes;
    qs_check_found found;
    qs_model first; /* the first scenario's: names, quantiles and thresholds are those of all */
    size_t n_unstable;
    size_t n_recursive;                 /* scenarios computed by recursion instead of events */
    bool joins;                         /* by joining, because the study says so */
    char intervals[QS_CHECK_INTERVALS]; /* the same in all scenarios */
} check_report;

/* Every scenario's model is made, as the notes and the count of unstable ones are of all. */
static qs_status collect(const qs_study *study, bool shows_all, check_report *report)
{
    const qs_plan *plan = qs_study_plan(study);
    size_t n = plan->n_scenarios;
    qs_check_trials trials = {0};
    qs_status status = qs_check_note_plan(plan, &report->notes);
    if (!status)
        status = qs_calloc(plan->n_axes, sizeof *report->legends, &report->legends);
    if (!status) {
        report->n_legends = plan->n_axes;
        status = make_legends(plan, shows_all, report->legends);
    }
    for (size_t s = 0; s < n && !status; s++) {
        qs_model model = {0};
        status = qs_study_model(study, s, &model);
        if (!status && s == 0)
            status = add_head(&report->table, plan, &model);
        if (!status && s == 0)
            qs_check_intervals(study, &model, report->intervals, sizeof report->intervals);
        if (!status && is_shown(s, n, shows_all))
            status = add_row(&report->table, plan, report->legends, s, &model);
        else if (!status && s == SHOWN_FIRST)
            status = add_gap(&report->table);
        if (!status)
            status = qs_check_note(&model, &report->notes);
        if (!status)
            status = qs_check_note_shifts(&model, qs_study_clock(study), qs_study_time_unit(study),
                                          &report->notes);
        if (!status)
            status = qs_check_note_cost(&model, &report->notes);
        if (!status)
            status = qs_check_note_resources(&model, s, &report->notes);
        if (!status)
            qs_check_consider(&trials, s, &model);
        if (!status)
            status = qs_check_warmup(plan, &model, s, &report->found);
        report->n_unstable += model.is_unstable;
        report->n_recursive += !status && qs_model_uses_recursion(&model);
        report->joins |= model.run.kernel == QS_KERNEL_JOINING;
        if (s == 0)
            report->first = model;
        else
            qs_model_clear(&model);
    }
    if (!status)
        status = qs_check_note_warmup(&report->found, &report->notes);
    return status ? status : qs_check_try(&trials, study, &report->notes);
}

static const char *plural(unsigned long long n)
{
    return n == 1 ? "" : "s";
}

static void print_files(const qs_study *study)
{
    for (size_t i = 0; i < qs_study_n_files(study); i++) {
        qs_study_file file = qs_study_file_summary(study, i);
        char sd[48] = "", days[48] = "";
        if (file.n_days > 0)
            snprintf(days, sizeof days, " of %zu day%s", file.n_days, plural(file.n_days));
        if (!isnan(file.sd))
            snprintf(sd, sizeof sd, "sd %.6g, ", file.sd);
        qs_cli_say(stdout, "file %s: %zu value%s%s%s, mean %.6g, %sfrom %.6g to %.6g\n", file.name, file.n,
                   plural(file.n), days, file.has_weights ? " with weights" : "", file.mean, sd, file.least,
                   file.largest);
    }
}

/* Events are named, too, where joining takes their place: the bits are the same. */
static void say_kernels(const check_report *report, unsigned long long n)
{
    const char *others = report->joins ? "joining" : "events";
    if (report->n_recursive == 0 || report->n_recursive == n)
        qs_cli_say(stdout, "kernel: %s\n", report->n_recursive ? "recursion" : others);
    else
        qs_cli_say(stdout, "kernel: recursion for %zu scenario%s, events for the others\n",
                   report->n_recursive, plural(report->n_recursive));
}

static void print(const qs_study *study, bool shows_all, const check_report *report)
{
    const qs_plan *plan = qs_study_plan(study);
    unsigned long long n = plan->n_scenarios, replications = plan->n_replications;
    const char *clock = qs_study_clock(study);
    qs_cli_say(stdout, "study %s, time in %s%s%s, seed %llu\n\n", qs_study_name(study),
               qs_study_time_unit(study), clock ? " from " : "", clock ? clock : "",
               (unsigned long long)plan->seed);
    qs_check_table_print(&report->table, qs_cli_line_width(stdout), stdout);
    for (size_t i = 0; i < report->n_legends; i++)
        qs_legend_print(&report->legends[i], stdout);
    for (size_t a = 0; a < plan->n_axes; a++)
        if (plan->axes[a].path)
            qs_cli_say(stdout, "%s: %s\n", plan->axes[a].name, plan->axes[a].path);
    if (plan->select.kind != QS_SELECT_NOTHING)
        qs_cli_say(stdout, "\n%llu scenarios to decide on; %llu of them are then measured in full x %llu "
                           "replication%s\n",
                   n, plan->select.report < n ? (unsigned long long)plan->select.report : n, replications,
                   plural(replications));
    else if (plan->n_untils > 0)
        qs_cli_say(stdout, "\n%llu scenario%s x %llu to %llu replications, until precise enough\n", n,
                   plural(n), (unsigned long long)qs_plan_block_first(plan, qs_plan_next_look(plan, 0)),
                   replications);
    else
        qs_cli_say(stdout, "\n%llu scenario%s x %llu replication%s = %llu replication%s in all\n", n,
                   plural(n), replications, plural(replications), n * replications, plural(n * replications));
    if (!shows_all && n > SHOWN_FIRST + SHOWN_LAST)
        qs_cli_say(stdout, "%llu scenarios are not shown; --all shows them\n", n - SHOWN_FIRST - SHOWN_LAST);
    if (report->n_unstable)
        qs_cli_say(
            stdout,
            "UNSTABLE: %zu of %llu scenario%s: as much work arrives as can be done, or more, so the queue "
            "grows for as "
            "long as it runs\n",
            report->n_unstable, n, plural(n));
    say_kernels(report, n);
    qs_check_promises(study, &report->first, stdout);
    qs_check_select(study, stdout);
    qs_cli_say(stdout, "%s", report->intervals);
    print_files(study);
    for (size_t i = 0; i < report->notes.n; i++)
        qs_cli_say(stdout, "note: %s\n", report->notes.lines[i]);
}

static qs_status check(const check_request *request, bool *is_said)
{
    qs_study *study = NULL;
    check_report report = {0};
    bool shows_all = request->shows_all || !isatty(STDOUT_FILENO);
    qs_problems problems;
    qs_status status = qs_job_read_study(request->study_path, request->settings.items, request->settings.n,
                                         &problems, NULL, &study);
    status = qs_cli_say_study(status, &problems, is_said);
    if (!status)
        status = collect(study, shows_all, &report);
    if (!status)
        print(study, shows_all, &report);
    if (!status && (fflush(stdout) || ferror(stdout)))
        status = qs_fail(QS_ERROR_IO, "the standard output cannot be written");
    qs_check_table_clear(&report.table);
    for (size_t i = 0; i < report.n_legends; i++)
        qs_legend_clear(&report.legends[i]);
    qs_free(report.legends);
    qs_check_notes_clear(&report.notes);
    qs_model_clear(&report.first);
    qs_study_free(study);
    return status;
}

int qs_cli_check(int argc, char **argv)
{
    check_request request = {0};
    bool is_said = false;
    qs_status status = read_request(argc, argv, &request);
    if (!status)
        status = check(&request, &is_said);
    qs_settings_clear(&request.settings);
    return status && !is_said ? qs_cli_complain("check", status) : qs_status_exit(status);
}
