/* The job of `qsweep run` on rank 0: what is known before the first replication, and what is done with each
 * finished scenario.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
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

/* Which windows of which scenarios are unstable, and which metrics have exact values; this takes the model of
 * every scenario. */
static qs_status find_unstable(qs_run_job *job)
{
    size_t n_windows = (size_t)job->model.n_windows, n_scenarios = qs_study_plan(job->study)->n_scenarios;
    qs_status status = qs_calloc(n_scenarios, sizeof(bool), &job->is_unstable);
    if (!status)
        status = qs_calloc(n_scenarios, sizeof(bool), &job->stops);
    if (!status)
        status = qs_calloc(n_scenarios, n_windows * sizeof(bool), &job->is_window_unstable);
    for (size_t s = 0; !status && s < n_scenarios; s++) {
        qs_model model;
        status = qs_study_model(job->study, s, &model);
        if (status)
            break;
        job->is_unstable[s] = model.is_unstable;
        job->stops[s] = model.run.stops;
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

/* Append a word as a shell would read it again. */
static qs_status put_word(qs_bytes *line, const char *word)
{
    bool is_plain = word[0] != '\0' && strpbrk(word, " \t\n\"'\\$*?[]{}()<>|&;#~`!") == NULL;
    qs_status status = line->n ? qs_bytes_put(line, " ", 1) : QS_OK;
    if (!status && is_plain)
        return qs_bytes_put(line, word, strlen(word));
    if (!status)
        status = qs_bytes_put(line, "'", 1);
    for (; !status && *word; word++)
        status = *word == '\'' ? qs_bytes_put(line, "'\\''", 4) : qs_bytes_put(line, word, 1);
    return status ? status : qs_bytes_put(line, "'", 1);
}

/* The command as it was typed, near enough to be typed again. */
static qs_status join(int argc, char **argv, char **out)
{
    qs_bytes line = {0};
    qs_status status = put_word(&line, "qsweep");
    for (int i = 0; i < argc && !status; i++)
        status = put_word(&line, argv[i]);
    if (!status)
        status = qs_bytes_put(&line, "", 1);
    if (!status)
        status = qs_strdup((const char *)line.data, out);
    qs_bytes_clear(&line);
    return status;
}

/* The command that goes on with the run: on as many ranks, with --resume, without --force. */
static qs_status join_resume(qs_run_job *job, int argc, char **argv)
{
    qs_bytes line = {0};
    char prefix[48] = "qsweep";
    if (job->n_ranks > 1)
        snprintf(prefix, sizeof prefix, "mpirun -n %d qsweep", job->n_ranks);
    qs_status status = qs_bytes_put(&line, prefix, strlen(prefix));
    for (int i = 0; i < argc && !status; i++)
        if (strcmp(argv[i], "--force") != 0 && strcmp(argv[i], "--resume") != 0)
            status = put_word(&line, argv[i]);
    if (!status)
        status = put_word(&line, "--resume");
    if (!status)
        status = qs_bytes_put(&line, "", 1);
    if (!status)
        status = qs_strdup((const char *)line.data, &job->resume_line);
    qs_bytes_clear(&line);
    return status;
}

qs_status qs_run_replay_line(const qs_run_request *request, uint64_t scenario, uint64_t replication,
                             char **out)
{
    qs_bytes line = {0};
    char numbers[96];
    *out = NULL;
    qs_status status = qs_bytes_put(&line, "qsweep trace", strlen("qsweep trace"));
    if (!status)
        status = put_word(&line, request->study_path);
    for (size_t i = 0; i < request->settings.n && !status; i++) {
        const qs_setting *setting = &request->settings.items[i];
        char *text = NULL;
        size_t n = strlen(setting->path) + strlen(setting->value) + 2;
        status = qs_calloc(n, 1, &text);
        if (!status)
            snprintf(text, n, "%s=%s", setting->path, setting->value);
        if (!status)
            status = put_word(&line, "-s");
        if (!status)
            status = put_word(&line, text);
        qs_free(text);
    }
    int n_numbers = snprintf(numbers, sizeof numbers, " --scenario %llu --replication %llu",
                             (unsigned long long)scenario, (unsigned long long)replication);
    if (!status)
        status = qs_bytes_put(&line, numbers, (size_t)n_numbers + 1);
    if (!status)
        status = qs_strdup((const char *)line.data, out);
    qs_bytes_clear(&line);
    return status;
}

qs_status qs_run_job_prepare(qs_run_job *job, const qs_study *study, const qs_run_request *request,
                             int n_ranks, int argc, char **argv, const char *packed, size_t n_packed)
{
    job->study = study;
    job->request = request;
    job->n_ranks = n_ranks;
    qs_clock_now(job->started);
    size_t n_scenarios = qs_study_plan(study)->n_scenarios;
    if (request->n_parts > n_scenarios)
        return qs_fail(QS_ERROR_USAGE, "--part: %llu parts are more than the %zu scenario%s of the study",
                       (unsigned long long)request->n_parts, n_scenarios, n_scenarios == 1 ? "" : "s");
    qs_status status = qs_study_model(study, 0, &job->model);
    if (status)
        return status;
    qs_run_job_choose_part(job);
    qs_model_layout(&job->model, &job->layout);
    status = find_unstable(job);
    if (!status)
        status = list_names(job);
    if (!status)
        status = join(argc, argv, &job->command_line);
    if (!status)
        status = join_resume(job, argc, argv);
    if (!status)
        status = qs_run_job_open(job, packed, n_packed);
    return status;
}

void qs_run_job_clear(qs_run_job *job)
{
    qs_journal_close(job->journal);
    qs_free(job->command_line);
    qs_free(job->resume_line);
    qs_free(job->class_names);
    qs_free(job->window_names);
    qs_free(job->is_unstable);
    qs_free(job->stops);
    qs_free(job->is_window_unstable);
    qs_model_clear(&job->model);
    memset(job, 0, sizeof *job);
}
