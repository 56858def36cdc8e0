/* `qsweep report`: results as one HTML page.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/report.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli_internal.h"
#include "output_internal.h"
#include "qsweep/job.h"
#include "qsweep/replay.h"

enum { MOST_REPLAYS = 16 };

typedef struct request {
    const char *path, *output;
    size_t n_replays;
    struct {
        uint64_t scenario, replication;
    } replays[MOST_REPLAYS];
    qs_study *study; /* that of the file, where there are replays */
} request;

/* ---- replays ---- */

/* Digits up to `end`. */
static bool read_number(const char *text, const char *end, uint64_t *number)
{
    char *stop;
    errno = 0;
    *number = strtoull(text, &stop, 10);
    return isdigit((unsigned char)*text) && stop == end && errno == 0;
}

static qs_status take_replay(request *wanted, const char *text)
{
    const char *end = text + strlen(text), *colon = strchr(text, ':');
    uint64_t scenario, replication = 0;
    if (!read_number(text, colon ? colon : end, &scenario) ||
        (colon && !read_number(colon + 1, end, &replication)))
        return qs_fail(
            QS_ERROR_USAGE,
            "--replay needs a scenario, or a scenario and a replication, such as 3 or 3:17 (got %s)", text);
    if (wanted->n_replays == MOST_REPLAYS)
        return qs_fail(QS_ERROR_USAGE, "--replay can be given %d times", MOST_REPLAYS);
    wanted->replays[wanted->n_replays].scenario = scenario;
    wanted->replays[wanted->n_replays++].replication = replication;
    return QS_OK;
}

/* Before anything is written. */
static qs_status check_replays(const request *wanted)
{
    const qs_plan *plan = qs_study_plan(wanted->study);
    for (size_t i = 0; i < wanted->n_replays; i++) {
        uint64_t s = wanted->replays[i].scenario, r = wanted->replays[i].replication;
        if (s >= plan->n_scenarios || r >= plan->n_replications)
            return qs_fail(
                QS_ERROR_USAGE,
                "--replay %llu:%llu: the study has %zu scenario%s and %llu replication%s, counted from 0",
                (unsigned long long)s, (unsigned long long)r, plan->n_scenarios,
                plan->n_scenarios == 1 ? "" : "s", (unsigned long long)plan->n_replications,
                plan->n_replications == 1 ? "" : "s");
    }
    return QS_OK;
}

static qs_status put_replays(void *context, qs_html *html)
{
    const request *wanted = context;
    qs_status status = QS_OK;
    for (size_t i = 0; i < wanted->n_replays && !status; i++) {
        char id[32];
        snprintf(id, sizeof id, "replay-%zu", i + 1);
        status = qs_replay_simulate(html, id, wanted->study, wanted->replays[i].scenario,
                                    wanted->replays[i].replication);
    }
    return status;
}

/* ---- the command line ---- */

static qs_status take_word(request *wanted, const char *word)
{
    if (wanted->path)
        return qs_fail(QS_ERROR_USAGE, "one results file at a time (got %s and %s)", wanted->path, word);
    wanted->path = word;
    return QS_OK;
}

static qs_status take(void *context, const qs_arguments *argument)
{
    request *wanted = context;
    switch (argument->id) {
    case QS_WORD:
        return take_word(wanted, argument->value);
    case QS_OPTION_OUTPUT:
        wanted->output = argument->value;
        return QS_OK;
    case QS_OPTION_REPLAY:
        return take_replay(wanted, argument->value);
    default:
        return qs_cli_forgotten(argument);
    }
}

static qs_status parse(int argc, char **argv, request *wanted)
{
    qs_status status = qs_cli_parse(argc, argv, take, wanted);
    if (status)
        return status;
    if (!wanted->path)
        return qs_fail(QS_ERROR_USAGE, "which results file?");
    if (!wanted->output)
        return qs_fail(QS_ERROR_USAGE, "where to? -o FILE.html");
    if (strcmp(wanted->output, wanted->path) == 0)
        return qs_fail(QS_ERROR_USAGE, "-o %s is the results file itself", wanted->output);
    return QS_OK;
}

static qs_status write_page(request *wanted, const qs_results *results)
{
    const char *folder = getenv("QSWEEP_DYGRAPHS");
    const qs_report_request what = {.path = wanted->path,
                                    .libraries = folder && *folder ? folder : NULL,
                                    .section = put_replays,
                                    .context = wanted};
    qs_html *html;
    qs_output output;
    bool has_curves;
    qs_status status = qs_report_make(results, &what, &has_curves, &html);
    if (!status && !(status = qs_output_begin(wanted->output, &output)))
        status = qs_output_end(&output, qs_html_end(html, output.file));
    if (!status && !has_curves)
        qs_cli_say(stderr, "qsweep report: dygraphs was not found (Debian: libjs-dygraphs), so the page's "
                           "curves are pictures, without zoom\n");
    qs_html_free(html);
    return status;
}

int qs_cli_report(int argc, char **argv)
{
    request wanted = {0};
    qs_results *results = NULL;
    qs_problems problems;
    bool is_said = false;
    qs_status status = parse(argc, argv, &wanted);
    if (!status)
        status = qs_results_open(wanted.path, &results);
    if (!status && wanted.n_replays > 0) {
        status = qs_job_read_study_of(wanted.path, NULL, 0, &problems, &wanted.study);
        status = qs_cli_say_study(status, &problems, &is_said);
        if (!status)
            status = check_replays(&wanted);
    }
    if (!status)
        status = write_page(&wanted, results);
    qs_study_free(wanted.study);
    qs_results_free(results);
    return status && !is_said ? qs_cli_complain("report", status) : qs_status_exit(status);
}
