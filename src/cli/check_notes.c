/* What `qsweep check` notes about distributions: a normal whose times below zero are drawn again has another
 * mean than is written; a factor of the day has a mean other than 1.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "check_internal.h"
#include "qsweep/memory.h"

enum { MOST_NOTES = 20 };
static const double WORTH_NOTING = 0.001;

qs_status qs_check_note_line(qs_check_notes *notes, const char *line)
{
    for (size_t i = 0; i < notes->n; i++)
        if (!strcmp(notes->lines[i], line))
            return QS_OK;
    if (notes->n == MOST_NOTES)
        return QS_OK;
    qs_status status = qs_reserve(&notes->lines, &notes->capacity, notes->n + 1, sizeof *notes->lines);
    if (!status)
        status = qs_strdup(line, &notes->lines[notes->n]);
    notes->n += !status;
    return status;
}

/* Note one distribution if it is worth it; `where` says whose it is. */
static qs_status note(const qs_model *model, int index, const char *where, const char *name, const char *what,
                      qs_check_notes *notes)
{
    char line[512];
    if (index == QS_NONE || model->distributions[index].kind != QS_DISTRIBUTION_normal)
        return QS_OK;
    const qs_distribution *d = &model->distributions[index];
    double mean = qs_distribution_mean(d);
    if (!(fabs(mean - d->a) > WORTH_NOTING * fabs(d->a)))
        return QS_OK;
    snprintf(line, sizeof line,
             "%s.%s.%s: times below zero are drawn again, so the normal with mean %g and sd %g has the "
             "effective mean "
             "%.6g",
             where, name, what, d->a, d->b, mean);
    return qs_check_note_line(notes, line);
}

static qs_status note_stages(const qs_model *model, qs_check_notes *notes)
{
    qs_status status = QS_OK;
    for (int c = 0; c < model->n_classes; c++)
        for (int s = 0; s < model->n_services && !status; s++) {
            const qs_stage *stage = &model->stages[c * model->n_services + s];
            status = note(model, stage->time, "services", model->services[s], "time", notes);
            if (!status)
                status = note(model, stage->dead_time, "services", model->services[s], "dead_time", notes);
        }
    return status;
}

static qs_status note_window(const qs_model *model, const qs_window *window, qs_check_notes *notes)
{
    qs_status status = note(model, window->breakdown_up, "windows", window->name, "breakdown.up", notes);
    if (!status)
        status = note(model, window->breakdown_down, "windows", window->name, "breakdown.down", notes);
    for (size_t i = 0; i < window->n_overrides && !status; i++) {
        const qs_override *override = &window->overrides[i];
        char what[160];
        snprintf(what, sizeof what, "by_service.%s.time", model->services[override->service]);
        status = note(model, override->time, "windows", window->name, what, notes);
        snprintf(what, sizeof what, "by_service.%s.dead_time", model->services[override->service]);
        if (!status)
            status = note(model, override->dead_time, "windows", window->name, what, notes);
    }
    return status;
}

static qs_status note_class(const qs_model *model, const qs_class *class, qs_check_notes *notes)
{
    qs_status status = note(model, class->patience, "classes", class->name, "patience", notes);
    if (!status)
        status = note(model, class->retry.delay, "classes", class->name, "retry.delay", notes);
    for (int s = 0; class->service_patience && s < model->n_services && !status; s++) {
        char what[160];
        snprintf(what, sizeof what, "patience.by_service.%s", model->services[s]);
        status = note(model, class->service_patience[s], "classes", class->name, what, notes);
    }
    return status;
}

/* A factor of the day whose mean is not 1 makes all days busier than their rates say. */
static qs_status note_factor(const qs_model *model, const qs_day_factor *factor, qs_check_notes *notes)
{
    char line[512];
    double mean = qs_distribution_mean(&model->distributions[factor->law]);
    if (!(fabs(mean - 1) > WORTH_NOTING))
        return QS_OK;
    snprintf(
        line, sizeof line,
        "%s.%s%s: its mean is %.6g and not 1, so that on average %.6g times as many come as the rates say",
        factor->is_shared ? "day_factors" : "arrivals", factor->name, factor->is_shared ? "" : ".day_factor",
        mean, mean);
    return qs_check_note_line(notes, line);
}

qs_status qs_check_note(const qs_model *model, qs_check_notes *notes)
{
    qs_status status = note_stages(model, notes);
    for (int c = 0; c < model->n_classes && !status; c++)
        status = note_class(model, &model->classes[c], notes);
    for (int s = 0; s < model->n_sources && !status; s++) {
        const qs_source *source = &model->sources[s];
        status = note(model, source->interarrival, "arrivals", source->name, "interarrival", notes);
        if (!status)
            status = note(model, source->think_time, "arrivals", source->name, "think_time", notes);
    }
    for (int k = 0; k < model->n_factors && !status; k++)
        status = note_factor(model, &model->factors[k], notes);
    for (int w = 0; w < model->n_windows && !status; w++)
        status = note_window(model, &model->windows[w], notes);
    return status;
}

qs_status qs_check_note_resources(const qs_model *model, size_t scenario, qs_check_notes *notes)
{
    qs_status status = QS_OK;
    char line[512];
    for (int r = 0; r < model->n_resources && !status; r++) {
        const qs_resource *resource = &model->resources[r];
        if (!(resource->offered_load >= 1))
            continue;
        snprintf(
            line, sizeof line,
            "resources.%s: in scenario %zu customers ask for %.4g times as much of it as there is, if all "
            "who come get so far, and more while they wait for other things with it",
            resource->name, scenario, resource->offered_load);
        status = qs_check_note_line(notes, line);
    }
    return status;
}

qs_status qs_check_note_plan(const qs_plan *plan, qs_check_notes *notes)
{
    uint64_t advised = qs_plan_until_least(plan);
    uint64_t least = qs_plan_block_first(plan, qs_plan_next_look(plan, 0));
    char line[256];
    if (plan->n_untils == 0 || least >= advised)
        return QS_OK;
    snprintf(line, sizeof line,
             "run.until: after as few as %llu replications a spread is easily underestimated, and the "
             "interval then "
             "misses too often; a min of %llu or more keeps what it promises",
             (unsigned long long)least, (unsigned long long)advised);
    return qs_check_note_line(notes, line);
}

void qs_check_notes_clear(qs_check_notes *notes)
{
    for (size_t i = 0; i < notes->n; i++)
        qs_free(notes->lines[i]);
    qs_free(notes->lines);
    *notes = (qs_check_notes){0};
}
