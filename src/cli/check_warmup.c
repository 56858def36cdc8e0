/* What `qsweep check` says of run.warmup mser5: whether there is anything to find. The pilots are simulated
 * for it, as long as they take few events; a study whose pilots take more is not looked at.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "check_internal.h"
#include "qsweep/pilots.h"

/* A tenth of a second or so. */
static const uint64_t MOST_EVENTS = 2000000;

static void add(qs_scenario_list *list, size_t scenario)
{
    if (list->n < QS_LISTED_SCENARIOS)
        list->first[list->n] = scenario;
    list->n++;
}

qs_status qs_check_warmup(const qs_plan *plan, const qs_model *model, size_t scenario, qs_check_found *found)
{
    if (!model->run.warmup_mser5)
        return QS_OK;
    if (model->is_unstable) {
        add(&found->endless, scenario);
        return QS_OK;
    }
    if (found->n_spent >= MOST_EVENTS)
        return QS_OK;
    uint64_t left = MOST_EVENTS - found->n_spent;
    qs_pilot pilots;
    qs_status status = qs_pilots_all(plan, model, scenario, &left, &pilots);
    found->n_spent = MOST_EVENTS - left;
    if (status == QS_STOPPED)
        return QS_OK;
    if (!status && !qs_pilot_settles(&pilots))
        add(&found->unsettled, scenario);
    return status;
}

/* "scenario 3", "scenarios 0, 3, ..." */
static void name(const qs_scenario_list *list, char *text, size_t size)
{
    size_t n = (size_t)snprintf(text, size, "scenario%s", list->n == 1 ? "" : "s");
    for (size_t i = 0; i < list->n && i < QS_LISTED_SCENARIOS && n < size; i++)
        n += (size_t)snprintf(text + n, size - n, "%s %zu", i ? "," : "", list->first[i]);
    if (list->n > QS_LISTED_SCENARIOS && n < size)
        snprintf(text + n, size - n, ", ...");
}

qs_status qs_check_note_warmup(const qs_check_found *found, qs_check_notes *notes)
{
    char scenarios[256], line[512];
    qs_status status = QS_OK;
    if (found->endless.n > 0) {
        name(&found->endless, scenarios, sizeof scenarios);
        snprintf(
            line, sizeof line,
            "run.warmup: mser5 has nothing to find in %s: a load of 1 or more has no steady state, whatever "
            "is cut off",
            scenarios);
        status = qs_check_note_line(notes, line);
    }
    if (status || found->unsettled.n == 0)
        return status;
    name(&found->unsettled, scenarios, sizeof scenarios);
    snprintf(
        line, sizeof line,
        "run.warmup: in %s the horizon is too short for mser5: the empty start takes more than a quarter of "
        "it to wear off, or does not within it, so means stay biased",
        scenarios);
    return qs_check_note_line(notes, line);
}
