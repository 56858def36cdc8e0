/* The job of `qsweep run` on rank 0: what is known before the first replication, and what is done with each
 * finished scenario.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "qsweep/clock.h"
#include "qsweep/memory.h"
#include "run_internal.h"

static qs_status make_model(const void *context, uint64_t scenario, qs_model *out)
{
    return qs_study_model(context, scenario, out);
}

qs_model_source qs_run_models(const qs_study *study)
{
    return (qs_model_source){make_model, study};
}

/* Which windows of which scenarios are unstable, and which metrics have exact values; this takes the model of every scenario. */
static qs_status find_unstable(qs_run_job *job)
{
    size_t n_windows = (size_t)job->model.n_windows, n_scenarios = qs_study_plan(job->study)->n_scenarios;
    qs_status status = qs_calloc(n_scenarios, sizeof(bool), &job->is_unstable);
    if (!status)
        status = qs_calloc(n_scenarios, n_windows * sizeof(bool), &job->is_window_unstable);
    for (size_t s = 0; !status && s < n_scenarios; s++) {
        qs_model model;
        status = qs_study_model(job->study, s, &model);
        if (status)
            break;
        job->is_unstable[s] = model.is_unstable;
        for (size_t w = 0; w < n_windows && w < (size_t)model.n_windows; w++)
            job->is_window_unstable[s * n_windows + w] = model.windows[w].is_unstable;
        status = qs_run_note_exact(job, &model);
        qs_model_clear(&model);
    }
    return status;
}

static qs_status list_names(qs_run_job *job)
{
    const qs_model *model = &job->model;
    qs_status status = qs_calloc((size_t)model->n_classes, sizeof(char *), &job->class_names);
    if (!status)
        status = qs_calloc((size_t)model->n_windows, sizeof(char *), &job->window_names);
    for (int i = 0; !status && i < model->n_classes; i++)
        job->class_names[i] = model->classes[i].name;
    for (int i = 0; !status && i < model->n_windows; i++)
        job->window_names[i] = model->windows[i].name;
    return status;
}

/* The command as it was typed, near enough to be typed again. */
static qs_status join(int argc, char **argv, char **out)
{
    size_t n = sizeof "qsweep";
    for (int i = 0; i < argc; i++)
        n += strlen(argv[i]) + 3;
    qs_status status = qs_calloc(n, 1, out);
    if (status)
        return status;
    strcpy(*out, "qsweep");
    for (int i = 0; i < argc; i++) {
        bool is_plain = argv[i][0] != '\0' && strpbrk(argv[i], " \t\n\"'\\$*?[]{}()<>|&;#~`!") == NULL;
        strcat(*out, is_plain ? " " : " '");
        strcat(*out, argv[i]);
        strcat(*out, is_plain ? "" : "'");
    }
    return QS_OK;
}

static qs_status begin_store(qs_run_job *job, const char *path, int n_ranks)
{
    const qs_study *study = job->study;
    qs_store_header header = {
        .plan = qs_study_plan(study),
        .layout = &job->layout,
        .class_names = (const char *const *)job->class_names,
        .window_names = (const char *const *)job->window_names,
        .quantiles = job->model.output.quantiles,
        .thresholds = job->model.output.thresholds,
        .series_every = job->model.output.series_every,
        .is_unstable = job->is_unstable,
        .is_window_unstable = job->is_window_unstable,
        .time_unit = qs_study_time_unit(study),
        .study_name = qs_study_name(study),
        .study_path = qs_study_path(study),
        .study_text = qs_study_text(study),
        .study_resolved = qs_study_resolved(study),
        .study_hash = qs_study_hash(study),
        .version = QS_VERSION,
        .compiler = qs_cli_compiler(),
        .mpi_version = qs_farm_library(),
        .n_ranks = n_ranks,
        .command_line = job->command_line,
        .started = job->started,
    };
    memcpy(header.has_exact, job->has_exact, sizeof header.has_exact);
    if (job->is_any_exact) {
        header.exact = qs_run_exact;
        header.exact_context = job;
    }
    return qs_store_create(path, &header, &job->store);
}

qs_status qs_run_job_prepare(qs_run_job *job, const qs_study *study, const qs_run_request *request,
                             int n_ranks, int argc, char **argv)
{
    job->study = study;
    qs_clock_now(job->started);
    qs_status status = qs_study_model(study, 0, &job->model);
    if (status)
        return status;
    const qs_model *model = &job->model;
    qs_layout_init(&job->layout, model->n_classes, model->n_windows, (int)model->output.n_quantiles,
                   (int)model->output.n_thresholds);
    qs_layout_add_series(&job->layout, model->output.n_times);
    status = find_unstable(job);
    if (!status)
        status = list_names(job);
    if (!status)
        status = join(argc, argv, &job->command_line);
    if (!status)
        status = begin_store(job, request->output, n_ranks);
    return status;
}

void qs_run_job_clear(qs_run_job *job)
{
    qs_store_abandon(job->store);
    qs_free(job->command_line);
    qs_free(job->class_names);
    qs_free(job->window_names);
    qs_free(job->is_unstable);
    qs_free(job->is_window_unstable);
    qs_model_clear(&job->model);
    memset(job, 0, sizeof *job);
}

static void note_failures(qs_run_failures *failures, const qs_summary *summary)
{
    if (summary->n_failed == 0)
        return;
    if (failures->n_scenarios < QS_REPORTED_FAILURES) {
        failures->list[failures->n_scenarios].scenario = summary->scenario;
        failures->list[failures->n_scenarios].n = summary->n_failed;
        failures->list[failures->n_scenarios].first = summary->failed_first;
        failures->list[failures->n_scenarios].status = summary->failed_status;
    }
    failures->n_scenarios++;
    failures->n_replications += summary->n_failed;
}

static qs_status take_finished(void *context, const qs_summary *summary)
{
    qs_run_job *job = context;
    note_failures(&job->failures, summary);
    return qs_store_put(job->store, summary);
}

static void tell_progress(void *context, const qs_progress *progress)
{
    qs_run_job *job = context;
    qs_progress_tell(&job->meter, progress);
}

qs_run_hooks qs_run_job_hooks(qs_run_job *job)
{
    return (qs_run_hooks){.finished = take_finished, .progress = tell_progress, .context = job};
}
