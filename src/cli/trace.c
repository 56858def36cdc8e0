/* `qsweep trace`: one replication again, customer by customer. One process, no MPI.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "dialect_internal.h"
#include "output_internal.h"
#include "qsweep/job.h"
#include "qsweep/replay.h"
#include "trace_internal.h"

typedef enum format { CSV, JSON, HDF5, HTML } format;

typedef struct request {
    const char *study_path, *output; /* borrowed from argv; output NULL: stdout */
    qs_settings settings;
    unsigned long long scenario, replication;
    qs_dialect dialect; /* of csv */
    bool wants_metrics;
    format format;
} request;

/* ---- the command line ---- */

/* What a file's name ends in says what it shall be. */
static qs_status set_output(request *wanted, const char *path)
{
    static const struct {
        const char *ending;
        format format;
    } endings[] = {{".csv", CSV}, {".json", JSON}, {".h5", HDF5}, {".hdf5", HDF5},
                   {".nc", HDF5}, {".html", HTML}, {".htm", HTML}};
    size_t n = strlen(path);
    wanted->output = path;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t n_ending = strlen(endings[i].ending);
        wanted->format = endings[i].format;
        if (n > n_ending && strcasecmp(path + n - n_ending, endings[i].ending) == 0)
            return QS_OK;
    }
    return qs_fail(QS_ERROR_USAGE,
                   "--output needs a file name that ends in .csv, .json, .h5 or .html (got %s)", path);
}

static qs_status take(void *context, const qs_arguments *argument)
{
    request *wanted = context;
    switch (argument->id) {
    case QS_WORD:
        return qs_cli_set_study(&wanted->study_path, argument->value);
    case QS_OPTION_SCENARIO:
        return qs_cli_number(argument, 0, &wanted->scenario);
    case QS_OPTION_REPLICATION:
        return qs_cli_number(argument, 0, &wanted->replication);
    case QS_OPTION_OUTPUT:
        return set_output(wanted, argument->value);
    case QS_OPTION_METRICS:
        wanted->wants_metrics = true;
        return QS_OK;
    case QS_OPTION_SEPARATOR:
    case QS_OPTION_DECIMAL:
    case QS_OPTION_EXCEL:
        return qs_cli_take_dialect(argument, &wanted->dialect);
    default:
        return qs_cli_set(&wanted->settings, argument);
    }
}

static qs_status parse(int argc, char **argv, request *wanted)
{
    qs_status status = qs_cli_parse(argc, argv, take, wanted);
    if (status)
        return status;
    if (!wanted->study_path)
        return qs_fail(QS_ERROR_USAGE, "which study? (a YAML file, or results of it)");
    return qs_cli_complete_dialect(&wanted->dialect, wanted->format == CSV || wanted->wants_metrics, "");
}

/* ---- before anything is simulated ---- */

static qs_status check_range(const request *wanted, const qs_plan *plan)
{
    if (wanted->scenario >= plan->n_scenarios)
        return qs_fail(
            QS_ERROR_USAGE,
            "the study has %zu scenario%s, counted from 0: --scenario can be at most %zu (got %llu)",
            plan->n_scenarios, plan->n_scenarios == 1 ? "" : "s", plan->n_scenarios - 1, wanted->scenario);
    if (wanted->replication >= plan->n_replications)
        return qs_fail(
            QS_ERROR_USAGE,
            "the study has %llu replication%s, counted from 0: --replication can be at most %llu (got %llu)",
            (unsigned long long)plan->n_replications, plan->n_replications == 1 ? "" : "s",
            (unsigned long long)plan->n_replications - 1, wanted->replication);
    return QS_OK;
}

/* Texts are opened at once, so that a name that cannot be written is found before anything is simulated. */
static qs_status open_text(const request *wanted, qs_output *output)
{
    struct stat study, there;
    *output = (qs_output){.file = stdout};
    if (!wanted->output)
        return QS_OK;
    if (stat(wanted->study_path, &study) == 0 && stat(wanted->output, &there) == 0 &&
        study.st_dev == there.st_dev && study.st_ino == there.st_ino)
        return qs_fail(QS_ERROR_USAGE, "the trace would replace %s, which it is made from", wanted->output);
    if (wanted->format == HDF5)
        return QS_OK;
    qs_status status = qs_output_begin(wanted->output, output);
    return status == QS_ERROR_IO ? QS_ERROR_USAGE : status; /* before anything is simulated */
}

/* ---- writing ---- */

/* As csv, in its dialect. */
static qs_status write_csv(const request *wanted, const qs_traced *traced, FILE *out,
                           void (*write)(const qs_traced *, FILE *))
{
    FILE *csv;
    qs_status status = qs_dialect_begin(&wanted->dialect, out, &csv);
    if (status)
        return status;
    write(traced, csv);
    return qs_dialect_end(csv, out, QS_OK);
}

static qs_status write_visits(const request *wanted, const qs_traced *traced, FILE *out)
{
    if (!wanted->output && wanted->wants_metrics)
        return QS_OK;
    if (wanted->format == HDF5)
        return qs_trace_hdf5(traced, wanted->output);
    if (wanted->format == HTML)
        return qs_replay_page(&(qs_replay){.study = traced->study,
                                           .model = traced->model,
                                           .trace = traced->trace,
                                           .scenario = traced->scenario,
                                           .replication = traced->replication},
                              out);
    if (wanted->format != JSON)
        return write_csv(wanted, traced, out, qs_trace_csv);
    qs_trace_json(traced, out);
    return QS_OK;
}

/* Simulate and write. A replication that fails is written as far as it went, and then the failure told. */
static qs_status trace(const request *wanted, const qs_study *study, const qs_model *model, qs_output *output)
{
    qs_trace trace;
    qs_traced traced = {.study = study,
                        .model = model,
                        .trace = &trace,
                        .scenario = wanted->scenario,
                        .replication = wanted->replication};
    qs_status failure = (wanted->format == HTML ? qs_trace_watch : qs_trace_replicate)(
        qs_study_plan(study), model, wanted->scenario, wanted->replication, &trace);
    qs_status status = failure == QS_ERROR_MEMORY ? failure : write_visits(wanted, &traced, output->file);
    if (!status && !failure && wanted->wants_metrics)
        status = write_csv(wanted, &traced, stdout, qs_trace_metrics);
    qs_trace_clear(&trace);
    if (output->path) /* for stdout the caller of all commands complains */
        status = qs_output_end(output, status);
    return status ? status : failure;
}

static qs_status trace_study(const request *wanted, const qs_study *study)
{
    qs_model model = {0};
    qs_output output;
    qs_status status = check_range(wanted, qs_study_plan(study));
    if (!status)
        status = open_text(wanted, &output);
    if (status)
        return status;
    status = qs_study_model(study, wanted->scenario, &model);
    if (!status)
        status = trace(wanted, study, &model, &output);
    else if (output.path)
        status = qs_output_end(&output, status);
    qs_model_clear(&model);
    return status;
}

int qs_cli_trace(int argc, char **argv)
{
    request wanted = {0};
    qs_study *study = NULL;
    qs_problems problems;
    bool is_said = false;
    qs_status status = parse(argc, argv, &wanted);
    if (!status) {
        status = qs_job_read_study_of(wanted.study_path, wanted.settings.items, wanted.settings.n, &problems,
                                      &study);
        status = qs_cli_say_study(status, &problems, &is_said);
    }
    if (!status)
        status = trace_study(&wanted, study);
    int exit_status = status && !is_said ? qs_cli_complain("trace", status) : qs_status_exit(status);
    qs_study_free(study);
    qs_settings_clear(&wanted.settings);
    return exit_status;
}
