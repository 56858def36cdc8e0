/* The results of a run that was stopped, or is under way: how far each scenario is.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "qsweep/memory.h"
#include "qsweep/outline.h"
#include "qsweep/study.h"
#include "qsweep/view.h"

/* As the study says it. */
typedef struct wanted {
    double n, most; /* run.replications; the largest run.until.max */
    bool has_until;
} wanted;

static qs_status look(void *context, const char *path, const char *text)
{
    wanted *w = context;
    size_t n = strlen(path);
    double x = strtod(text, NULL);
    bool is_until = strncmp(path, "run.until", 9) == 0 && (path[9] == '.' || path[9] == '[');
    w->has_until |= is_until;
    if (strcmp(path, "run.replications") == 0)
        w->n = x;
    else if (is_until && n > 4 && strcmp(path + n - 4, ".max") == 0)
        w->most = x > w->most ? x : w->most;
    return QS_OK;
}

/* How many replications a scenario was to have; 0 where the file does not say. */
static double find_wanted(const qs_results *results, bool *is_most)
{
    char *text = NULL;
    wanted w = {.n = QS_DEFAULT_REPLICATIONS};
    *is_most = false;
    if (!qs_results_provenance(results, "study_resolved", &text) && qs_outline_visit(text, "run", look, &w))
        w = (wanted){.n = 0};
    qs_free(text);
    *is_most = w.has_until;
    return w.has_until ? w.most > 0 ? w.most : QS_DEFAULT_MOST : w.n;
}

static bool is_under_way(const qs_results_about *about, uint64_t scenario)
{
    return about->state[scenario] == QS_SCENARIO_INCOMPLETE || about->state[scenario] == QS_SCENARIO_NOT_RUN;
}

/* "scenario 4", "scenarios 4 to 9" of those that are equally far */
static void print_run(uint64_t first, uint64_t last, int64_t n, const char *of, bool is_first, FILE *out)
{
    fprintf(out, is_first ? "so far: " : ", ");
    if (first == last)
        fprintf(out, "%lld%s replications of scenario %" PRIu64, (long long)n, of, first);
    else
        fprintf(out, "%lld%s of scenarios %" PRIu64 " to %" PRIu64, (long long)n, of, first, last);
}

void qs_view_progress(const qs_view *view, FILE *out)
{
    enum { MOST_RUNS = 6 };
    const qs_results_about *about = view->about;
    uint64_t n_whole = 0, n_runs = 0, last;
    bool is_most;
    char of[64] = "";
    for (uint64_t s = 0; s < about->n_scenarios; s++)
        n_whole += !is_under_way(about, s);
    if (n_whole == about->n_scenarios)
        return;
    double n = find_wanted(view->results, &is_most);
    if (n > 0)
        snprintf(of, sizeof of, " of %s%.0f", is_most ? "at most " : "", n);
    for (uint64_t s = 0; s < about->n_scenarios; s = last + 1) {
        last = s;
        if (!is_under_way(about, s))
            continue;
        while (last + 1 < about->n_scenarios && is_under_way(about, last + 1) &&
               about->replications[last + 1] == about->replications[s])
            last++;
        if (n_runs++ < MOST_RUNS)
            print_run(s, last, about->replications[s], of, n_runs == 1, out);
    }
    if (n_runs > MOST_RUNS)
        fprintf(out, ", ...");
    fprintf(out, "; %" PRIu64 " of %" PRIu64 " scenario%s finished\n", n_whole, about->n_scenarios,
            about->n_scenarios == 1 ? "" : "s");
}
