/* A job from its beginning to its end.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "job_internal.h"
#include "qsweep/memory.h"

/* Scenarios are dealt out to parts in runs of equal length, give or take one. */
static void choose_part(qs_job *job)
{
    const qs_job_request *request = &job->request;
    size_t n = qs_study_plan(job->study)->n_scenarios, end = n;
    job->first_here = 0;
    if (request->n_parts > 0) {
        double share = (double)n / (double)request->n_parts;
        job->first_here = (size_t)(share * (double)(request->part - 1));
        end = request->part == request->n_parts ? n : (size_t)(share * (double)request->part);
    }
    job->n_here = end - job->first_here;
}

static qs_status list_names(qs_job *job)
{
    const qs_model *model = &job->model;
    qs_status status = qs_calloc((size_t)model->n_classes, sizeof(char *), &job->class_names);
    if (!status)
        status = qs_calloc((size_t)qs_model_n_rows(model) + (size_t)model->n_lines, sizeof(char *),
                           &job->window_names);
    if (!status)
        status = qs_calloc((size_t)model->n_resources, sizeof(char *), &job->resource_names);
    for (int i = 0; !status && i < model->n_classes; i++)
        job->class_names[i] = model->classes[i].name;
    int n_rows = qs_model_n_rows(model);
    for (int i = 0; !status && i < n_rows + model->n_lines; i++) {
        char name[QS_ROW_NAME], *copy;
        status = qs_strdup(i < n_rows ? qs_model_row_name(model, i, name)
                                      : model->windows[model->n_windows + i - n_rows].name,
                           &copy);
        job->window_names[i] = status ? NULL : copy;
    }
    for (int i = 0; !status && i < model->n_resources; i++)
        job->resource_names[i] = model->resources[i].name;
    return status;
}

static qs_status prepare(qs_job *job)
{
    const qs_job_request *request = &job->request;
    size_t n_scenarios = qs_study_plan(job->study)->n_scenarios;
    if (request->n_parts > n_scenarios)
        return qs_fail(QS_ERROR_USAGE, "--part: %llu parts are more than the %zu scenario%s of the study",
                       (unsigned long long)request->n_parts, n_scenarios, n_scenarios == 1 ? "" : "s");
    if (request->n_parts > 0 && qs_study_plan(job->study)->select.kind != QS_SELECT_NOTHING)
        return qs_fail(QS_ERROR_USAGE, "--part: a study with select decides among all of its scenarios, so "
                                       "they cannot be simulated apart");
    qs_status status = qs_study_model(job->study, 0, &job->model);
    if (status)
        return status;
    choose_part(job);
    status = list_names(job);
    if (!status)
        status = qs_calloc((size_t)request->n_ranks, sizeof *job->ranks, &job->ranks);
    return status ? status : qs_job_open_journal(job);
}

qs_status qs_job_open(const qs_study *study, const qs_facts *facts, const qs_job_request *request,
                      const char *packed, size_t n_packed, qs_job **out)
{
    qs_job *job;
    *out = NULL;
    qs_status status = qs_calloc(1, sizeof *job, &job);
    if (status)
        return status;
    job->study = study;
    job->facts = facts;
    job->request = *request;
    job->packed = packed;
    job->n_packed = n_packed;
    qs_clock_now(job->started);
    status = prepare(job);
    if (status)
        qs_job_free(job);
    else
        *out = job;
    return status;
}

void qs_job_free(qs_job *job)
{
    if (!job)
        return;
    qs_journal_close(job->journal);
    qs_free(job->class_names);
    for (int i = 0; job->window_names && i < qs_model_n_rows(&job->model); i++)
        qs_free(job->window_names[i]);
    qs_free(job->window_names);
    qs_free(job->resource_names);
    qs_free(job->ranks);
    qs_model_clear(&job->model);
    qs_free(job);
}

void qs_job_discard(qs_job *job)
{
    if (job && job->journal) {
        qs_journal_remove(job->journal);
        job->journal = NULL;
    }
    qs_job_free(job);
}

bool qs_job_is_finished(const qs_job *job)
{
    return job->is_finished;
}

/* ---- what is known of it ---- */

const qs_study *qs_job_study(const qs_job *job)
{
    return job->study;
}

const qs_facts *qs_job_facts(const qs_job *job)
{
    return job->facts;
}

const qs_job_request *qs_job_get_request(const qs_job *job)
{
    return &job->request;
}

const char *const *qs_job_window_names(const qs_job *job)
{
    return (const char *const *)job->window_names;
}

size_t qs_job_n_here(const qs_job *job)
{
    return job->n_here;
}

const qs_job_findings *qs_job_get_findings(const qs_job *job)
{
    return &job->findings;
}

/* ---- running ---- */

static qs_status make_model(const void *context, uint64_t scenario, qs_model *out)
{
    return qs_study_model(context, scenario, out);
}

qs_model_source qs_job_models(const qs_study *study)
{
    return (qs_model_source){make_model, study};
}

qs_status qs_job_run(qs_job *job, qs_farm *farm)
{
    qs_model_source models = qs_job_models(job->study);
    qs_run_hooks hooks = qs_job_hooks(job);
    job->start = qs_clock_seconds();
    return qs_farm_run(farm, QS_OK, qs_study_plan(job->study), &job->facts->layout,
                       job->model.output.quantiles, &models, &hooks);
}

qs_status qs_job_follow(qs_farm *farm, const char *packed, size_t n, bool (*should_stop)(void *context),
                        void *context)
{
    qs_study *study = NULL;
    qs_status status = qs_study_unpack(packed, n, &study);
    qs_model_source models = qs_job_models(study);
    const qs_run_hooks hooks = {.should_stop = should_stop, .context = context};
    status = qs_farm_run(farm, status, status ? NULL : qs_study_plan(study), NULL, NULL, &models, &hooks);
    qs_study_free(study);
    return status;
}
