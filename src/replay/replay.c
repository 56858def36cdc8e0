/* The section of a replay, and a page of one alone.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>

#include "qsweep/memory.h"
#include "replay_internal.h"

/* What tells the scenario from the others. */
static void put_axes(FILE *out, const qs_plan *plan, uint64_t scenario)
{
    if (plan->labels) {
        qs_html_name(out, plan->labels[scenario]);
        fputs(plan->n_axes ? ": " : "", out);
    }
    for (size_t i = 0; i < plan->n_axes; i++) {
        const qs_axis *axis = &plan->axes[i];
        fputs(i ? ", " : "", out);
        qs_html_name(out, axis->name);
        if (axis->numbers) {
            fprintf(out, " %.6g", axis->numbers[scenario]);
        } else {
            fputc(' ', out);
            qs_html_name(out, axis->texts[scenario]);
        }
    }
}

static void put_heading(FILE *out, const char *id, const qs_replay *replay, bool is_alone)
{
    const char *level = is_alone ? "h1" : "h2";
    const qs_plan *plan = qs_study_plan(replay->study);
    fprintf(out, "<section class=\"replay\" id=\"%s\" aria-labelledby=\"%s-title\">\n", id, id);
    fprintf(out, "<%s id=\"%s-title\">", level, id);
    qs_html_name(out, qs_study_name(replay->study));
    fprintf(out, ": scenario %" PRIu64 ", replication %" PRIu64 "</%s>\n", replay->scenario,
            replay->replication, level);
    if (plan->labels || plan->n_axes > 0) {
        fputs("<p class=\"soft\">", out);
        put_axes(out, plan, replay->scenario);
        fputs("</p>\n", out);
    }
    fputs("<p class=\"without-js\">The moving picture needs JavaScript; these figures do not.</p>\n", out);
    fprintf(out, "<div class=\"replay-stage with-js\" data-replay=\"%s-data\" data-plays=\"%s\"></div>\n", id,
            is_alone ? "true" : "false");
}

static qs_status check_size(const qs_replay *replay)
{
    if (replay->trace->n_visits <= QS_REPLAY_MOST_VISITS)
        return QS_OK;
    return qs_fail(QS_ERROR_LIMIT,
                   "the replication has %zu visits: a replay can have %d. A shorter horizon makes fewer "
                   "(-s run.horizon=...); csv, json and HDF5 take them all",
                   replay->trace->n_visits, QS_REPLAY_MOST_VISITS);
}

static qs_status put_section(qs_html *html, const char *id, const qs_replay *replay, bool is_alone)
{
    FILE *out = qs_html_body(html);
    qs_status status = check_size(replay);
    if (!status)
        status = qs_html_use(html, "replay.css");
    static const char *const scripts[] = {"replay-crowd.js", "replay-layout.js", "replay-dots.js",
                                          "replay-paint.js", "replay-words.js",  "replay-bar.js",
                                          "replay.js"};
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts && !status; i++)
        status = qs_html_use(html, scripts[i]);
    if (status)
        return status;
    put_heading(out, id, replay, is_alone);
    qs_replay_figures(out, replay);
    status = qs_replay_data(html, id, replay);
    fputs("</section>\n", out);
    return status;
}

qs_status qs_replay_section(qs_html *html, const char *id, const qs_replay *replay)
{
    return put_section(html, id, replay, false);
}

qs_status qs_replay_simulate(qs_html *html, const char *id, const qs_study *study, uint64_t scenario,
                             uint64_t replication)
{
    qs_model model = {0};
    qs_trace trace = {0};
    qs_status status = qs_study_model(study, scenario, &model);
    if (!status)
        status = qs_trace_watch(qs_study_plan(study), &model, scenario, replication, &trace);
    if (!status)
        status = qs_replay_section(html, id,
                                   &(qs_replay){.study = study,
                                                .model = &model,
                                                .trace = &trace,
                                                .scenario = scenario,
                                                .replication = replication});
    qs_trace_clear(&trace);
    qs_model_clear(&model);
    return status;
}

qs_status qs_replay_page(const qs_replay *replay, FILE *out)
{
    qs_html *html;
    qs_status status = qs_html_new(qs_study_name(replay->study), &html);
    if (status)
        return status;
    status = put_section(html, "replay", replay, true);
    if (!status)
        status = qs_html_end(html, out);
    qs_html_free(html);
    return status;
}
