/* What must hold whatever a study says.
 *
 * A refused study has its reasons. An accepted one is the same after a message to another rank, its models
 * can be made, and a replication ends, or fails with a status that is for it. The same replication again
 * gives the same bits: on the same engine after another replication, with somebody listening, and by every
 * kernel that takes the model (by recursion as many customers). That everybody is counted once (and with
 * QS_CHECK, Little's law) the engine checks itself: QS_ERROR_INTERNAL.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "judge.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "qsweep/engine.h"
#include "qsweep/memory.h"

/* Models beyond this are only made, not run: a fuzzer has other things to do. */
enum { MOST_PRESENT = 20000, MOST_SERVERS = 20000, MOST_MEMBERS = 5000, MOST_STAGES = 10000 };

__attribute__((format(printf, 2, 3))) static bool complain(const char *path, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "%s: ", path);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    return false;
}

static bool is_small(const qs_model *model)
{
    double present = 0, servers = 0, members = 0;
    for (int s = 0; s < model->n_sources; s++) {
        members += model->sources[s].count;
        present += (double)model->sources[s].count * model->sources[s].population;
    }
    for (int w = 0; w < model->n_windows; w++) {
        members += model->windows[w].count;
        if (model->windows[w].servers != QS_INFINITE_SERVERS)
            servers += (double)model->windows[w].count * model->windows[w].servers;
    }
    return present <= MOST_PRESENT && servers <= MOST_SERVERS && members <= MOST_MEMBERS &&
           (double)model->n_classes * model->n_services <= MOST_STAGES;
}

static bool is_tired(void *context)
{
    int *left = context;
    return (*left)-- <= 0;
}

/* Visits by how they go on. */
typedef struct visits {
    uint64_t n_gone, n_moved_on, n_lost, n_later; /* lost: for the moment; later: no customer's first */
} visits;

static void hear(void *context, const qs_visit *visit)
{
    visits *n = context;
    n->n_gone += visit->outcome < QS_MOVED_ON;
    n->n_moved_on += visit->outcome == QS_MOVED_ON;
    n->n_lost += visit->outcome > QS_MOVED_ON;
    n->n_later += visit->visit > 0;
}

/* A model's engine and what its replications gave. */
typedef struct bench {
    const char *path;
    qs_engine *engine;
    qs_replication_key key;
    int n_polls;
    size_t n_values;
    double *row, *again;
    qs_histogram *histograms; /* of the replication whose row is kept; [layout n_histograms] */
    bool was_given_up;        /* the last one */
    judge_counts *counts;
} bench;

static void clear_histograms(bench *b)
{
    for (int i = 0; b->histograms && i < qs_engine_layout(b->engine)->n_histograms; i++)
        qs_histogram_clear(&b->histograms[i]);
}

static qs_status replicate(bench *b, uint64_t replication, double *row)
{
    int left = b->n_polls;
    qs_replication_key key = b->key;
    key.replication = replication;
    qs_engine_set_poll(b->engine, is_tired, &left);
    if (row == b->row)
        clear_histograms(b);
    qs_status status = qs_engine_replicate(b->engine, &key, row, row == b->row ? b->histograms : NULL);
    b->was_given_up = status == QS_STOPPED;
    return status;
}

/* Whether a replication may come to that. */
static bool is_a_way_to_fail(qs_status status)
{
    return status == QS_ERROR_LIMIT || status == QS_ERROR_DEADLOCK || status == QS_ERROR_NUMERIC ||
           status == QS_STOPPED;
}

static double value(const bench *b, qs_scope scope, int member, qs_metric metric)
{
    const qs_layout *layout = qs_engine_layout(b->engine);
    return b->row[layout->start[scope] + member * layout->width[scope] + layout->offset[scope][metric]];
}

/* A row of a window's member that is not there in this scenario: nothing is measured of it. */
static bool is_absent(const bench *b, const qs_model *model, qs_scope scope, int member)
{
    int window = 0, number = QS_NONE;
    if (scope == QS_WINDOW)
        qs_model_row(model, member, &window, &number);
    bool is_missing = number != QS_NONE && number >= model->windows[window].count;
    if (is_missing != (isnan(value(b, scope, member, QS_METRIC_arrived)) != 0))
        complain(b->path, "%s %d should be measured, or should not", qs_scope_name(scope), member);
    return is_missing;
}

/* Means and shares of time lie where they can; how numbers grow, and controls, may be negative. */
static bool is_plausible(const bench *b, const qs_model *model)
{
    const qs_layout *layout = qs_engine_layout(b->engine);
    int n_signed = layout->n_controls > 0 ? layout->controls_start : layout->n_values;
    for (int v = 0; v < n_signed; v++)
        if (!qs_layout_is_growth(layout, v) && b->row[v] < -1e-9)
            return complain(b->path, "value %d of the row is %.17g", v, b->row[v]);
    for (int w = 0; w < layout->n_members[QS_WINDOW]; w++) {
        char name[QS_ROW_NAME];
        double serving = value(b, QS_WINDOW, w, QS_METRIC_utilisation);
        double occupied = value(b, QS_WINDOW, w, QS_METRIC_occupation);
        if (serving > 1 + 1e-9 || occupied > 1 + 1e-9 || serving > occupied + 1e-9)
            return complain(b->path, "window %s: utilisation %.17g, occupation %.17g",
                            qs_model_row_name(model, w, name), serving, occupied);
    }
    return true;
}

/* Everybody who joined has a complete wait, or one that the end cut short, or went away before it was served
 * at its last stage; who is put back into a queue and sent away from there did both. */
static bool waits_add_up(const bench *b, qs_scope scope, int member)
{
    const qs_metric gone[] = {QS_METRIC_dropped, QS_METRIC_reneged, QS_METRIC_cancelled};
    double joined = value(b, scope, member, QS_METRIC_arrived) - value(b, scope, member, QS_METRIC_rejected) -
                    value(b, scope, member, QS_METRIC_balked);
    double censored = value(b, scope, member, QS_METRIC_wait_censored), n_gone = 0;
    double n_waits = (double)b->histograms[2 * qs_engine_same_values(b->engine, scope, member)].total;
    for (size_t i = 0; i < sizeof gone / sizeof *gone; i++)
        n_gone += value(b, scope, member, gone[i]);
    if (censored <= value(b, scope, member, QS_METRIC_unfinished) && n_waits + censored <= joined &&
        joined <= n_waits + censored + n_gone)
        return true;
    return complain(b->path, "%s %d: %.17g joined, but %.17g waits, %.17g censored, %.17g gone",
                    qs_scope_name(scope), member, joined, n_waits, censored, n_gone);
}

/* What became of those who arrived: together no more than all, and none of what the model cannot do. */
static bool outcomes_are_shares(const bench *b, const qs_model *model, qs_scope scope, int member)
{
    const qs_fates fates = qs_model_fates(model);
    double served = value(b, scope, member, QS_METRIC_served_share),
           reneged = value(b, scope, member, QS_METRIC_reneged_share),
           rejected = value(b, scope, member, QS_METRIC_rejected_share),
           balked = value(b, scope, member, QS_METRIC_balked_share),
           dropped = value(b, scope, member, QS_METRIC_dropped_share);
    if (served + reneged + rejected + balked + dropped > 1 + 1e-12 || (fates.never_reneged && reneged > 0) ||
        (fates.never_rejected && rejected > 0) || (fates.never_balked && balked > 0) ||
        (fates.never_dropped && dropped > 0) || (fates.all_served && served < 1))
        return complain(b->path, "%s %d: shares of %.17g, %.17g, %.17g, %.17g, %.17g", qs_scope_name(scope),
                        member, served, reneged, rejected, balked, dropped);
    return true;
}

/* No share is above one. */
static bool shares_are_shares(const bench *b, const qs_model *model, qs_scope scope, int member)
{
    const qs_layout *layout = qs_engine_layout(b->engine);
    for (int k = 0; k < layout->n_thresholds; k++) {
        double over = b->row[qs_layout_index(layout, scope, member, QS_METRIC_wait_over, k)];
        if (over > 1)
            return complain(b->path, "%s %d: a share of %.17g waits longer than %.17g", qs_scope_name(scope),
                            member, over, model->output.thresholds[k]);
    }
    for (int k = 0; k < layout->n_levels; k++) {
        double level = b->row[qs_layout_index(layout, scope, member, QS_METRIC_service_level, k)];
        if (level > 1)
            return complain(b->path, "%s %d: a share of %.17g is served within %.17g", qs_scope_name(scope),
                            member, level, model->output.thresholds[layout->n_thresholds + k]);
    }
    return true;
}

/* What is censored in the classes is what is in the system; a window, or a line, knows of those who wait there.
 */
static bool censored_adds_up(const bench *b, const qs_model *model)
{
    const qs_layout *layout = qs_engine_layout(b->engine);
    double sum[QS_N_SCOPES] = {0};
    for (int scope = QS_SYSTEM; scope <= QS_WINDOW; scope++)
        for (int member = 0; member < layout->n_members[scope]; member++)
            if (!is_absent(b, model, (qs_scope)scope, member))
                sum[scope] += value(b, (qs_scope)scope, member, QS_METRIC_wait_censored);
    if (sum[QS_CLASS] <= sum[QS_SYSTEM] && sum[QS_CLASS] >= sum[QS_SYSTEM] &&
        sum[QS_WINDOW] + sum[QS_LINE] <= sum[QS_SYSTEM])
        return true;
    return complain(b->path,
                    "censored: %.17g in the system, %.17g in classes, %.17g at windows, %.17g in lines",
                    sum[QS_SYSTEM], sum[QS_CLASS], sum[QS_WINDOW], sum[QS_LINE]);
}

/* Who is outside, and how often somebody came again, is counted once in its class. */
static bool outside_adds_up(const bench *b)
{
    double retried = value(b, QS_SYSTEM, 0, QS_METRIC_retried),
           mean = value(b, QS_SYSTEM, 0, QS_METRIC_orbit_mean);
    double of_classes = 0, mean_of_classes = 0;
    for (int c = 0; c < qs_engine_layout(b->engine)->n_members[QS_CLASS]; c++) {
        of_classes += value(b, QS_CLASS, c, QS_METRIC_retried);
        mean_of_classes += value(b, QS_CLASS, c, QS_METRIC_orbit_mean);
    }
    if (fabs(retried - of_classes) < 0.5 && !(fabs(mean - mean_of_classes) > 1e-9 * (1 + mean)))
        return true;
    return complain(b->path, "retried %.17g, in classes %.17g; outside %.17g, in classes %.17g", retried,
                    of_classes, mean, mean_of_classes);
}

/* Overtime of the windows is that of the system, and a cost is not below its exact part. */
static bool hours_add_up(const bench *b, const qs_model *model)
{
    double sum = 0, all = value(b, QS_SYSTEM, 0, QS_METRIC_overtime);
    int at = qs_layout_index(qs_engine_layout(b->engine), QS_SYSTEM, 0, QS_METRIC_cost, 0);
    for (int r = 0; r < qs_model_n_rows(model); r++) {
        int w, member;
        qs_model_row(model, r, &w, &member);
        double own = value(b, QS_WINDOW, r, QS_METRIC_overtime);
        if (is_absent(b, model, QS_WINDOW, r))
            continue;
        if (isnan(own) != (model->windows[w].servers == QS_INFINITE_SERVERS))
            return complain(b->path, "window %s: overtime %.17g", model->windows[w].name, own);
        sum += isnan(own) ? 0 : own;
    }
    if (!isnan(all) && fabs(sum - all) > 1e-9 * all)
        return complain(b->path, "overtime %.17g in the system, %.17g at windows", all, sum);
    if ((at >= 0) != model->cost.is_known)
        return complain(b->path, "a cost is there or not, and should not or should");
    if (at >= 0 &&
        !(b->row[at] >= model->cost.exact && (model->cost.has_per || b->row[at] <= model->cost.exact)))
        return complain(b->path, "a cost of %.17g, of which %.17g is exact", b->row[at], model->cost.exact);
    return true;
}

/* Units held are a share of those there, at most all that ever are, and nobody waits less than no time. */
static bool units_add_up(const bench *b, const qs_model *model)
{
    for (int r = 0; r < model->n_resources; r++) {
        double held = value(b, QS_RESOURCE, r, QS_METRIC_units_mean);
        double share = value(b, QS_RESOURCE, r, QS_METRIC_utilisation);
        double wait = value(b, QS_RESOURCE, r, QS_METRIC_wait_mean);
        if (held < 0 || held > model->resources[r].units * (1 + 1e-9) || share < 0 || share > 1 + 1e-9 ||
            wait < -1e-6)
            return complain(b->path, "resource %s: %.17g units held, a share of %.17g, waits of %.17g",
                            model->resources[r].name, held, share, wait);
    }
    return true;
}

static bool sums_hold(const bench *b, const qs_model *model)
{
    const qs_layout *layout = qs_engine_layout(b->engine);
    for (int scope = QS_SYSTEM; scope <= QS_WINDOW; scope++)
        for (int member = 0; member < layout->n_members[scope]; member++)
            if (!is_absent(b, model, (qs_scope)scope, member) &&
                (!waits_add_up(b, (qs_scope)scope, member) ||
                 !shares_are_shares(b, model, (qs_scope)scope, member) ||
                 !outcomes_are_shares(b, model, (qs_scope)scope, member)))
                return false;
    return censored_adds_up(b, model) && outside_adds_up(b) && hours_add_up(b, model) &&
           units_add_up(b, model);
}

static bool is_repeated(bench *b, uint64_t replication, const char *how)
{
    qs_status status = replicate(b, replication, b->again);
    if (b->was_given_up) /* a listener hears events where recursions would do, and they are more */
        return true;
    if (status)
        return complain(b->path, "replication %" PRIu64 " fails %s, but did not before: %s", replication, how,
                        qs_failure());
    for (size_t v = 0; v < b->n_values; v++)
        if (memcmp(&b->row[v], &b->again[v], sizeof *b->row) != 0 &&
            !(isnan(b->row[v]) && isnan(b->again[v])))
            return complain(b->path, "value %zu of replication %" PRIu64 " is %.17g, %s %.17g", v,
                            replication, b->row[v], how, b->again[v]);
    return true;
}

/* The same customers, to the bit what is measured of them, and in the same bins. */
static bool kernel_agrees(bench *b, qs_engine *other, const char *name, uint64_t replication,
                          qs_histogram *histograms)
{
    qs_engine *own = b->engine;
    int left = b->n_polls, n_histograms = qs_engine_layout(own)->n_histograms;
    qs_replication_key key = b->key;
    key.replication = replication;
    qs_engine_set_poll(other, is_tired, &left);
    qs_status status = qs_engine_replicate(other, &key, b->again, histograms);
    if (status == QS_STOPPED) /* kernels count events differently */
        return true;
    if (status)
        return complain(b->path, "replication %" PRIu64 " fails by %s: %s", replication, name, qs_failure());
    if (qs_engine_n_customers(own) != qs_engine_n_customers(other))
        return complain(b->path, "replication %" PRIu64 ": %" PRIu64 " customers, by %s %" PRIu64,
                        replication, qs_engine_n_customers(own), name, qs_engine_n_customers(other));
    if (!strcmp(qs_engine_loop(own), "recursion") || !strcmp(qs_engine_loop(other), "recursion"))
        return true; /* waits differ by the rounding of one addition */
    for (size_t v = 0; v < b->n_values; v++)
        if (memcmp(&b->row[v], &b->again[v], sizeof *b->row) != 0 &&
            !(isnan(b->row[v]) && isnan(b->again[v])))
            return complain(b->path, "value %zu of replication %" PRIu64 " is %.17g by %s, by %s %.17g", v,
                            replication, b->row[v], qs_engine_loop(own), name, b->again[v]);
    for (int i = 0; i < n_histograms; i++)
        if (histograms[i].total != b->histograms[i].total || histograms[i].first != b->histograms[i].first ||
            histograms[i].n != b->histograms[i].n ||
            (histograms[i].n > 0 && memcmp(histograms[i].count, b->histograms[i].count,
                                           histograms[i].n * sizeof *histograms[i].count) != 0))
            return complain(b->path, "histogram %d of replication %" PRIu64 " is another one by %s", i,
                            replication, name);
    return true;
}

/* Kernels that are forced: a model that does not fit is left alone. */
static bool kernels_agree(bench *b, const qs_model *model, uint64_t replication)
{
    static const struct {
        qs_kernel kernel;
        const char *name;
    } kernels[] = {{QS_KERNEL_EVENTS, "events"}, {QS_KERNEL_JOINING, "joining"}};
    bool agree = true;
    for (size_t i = 0; i < sizeof kernels / sizeof *kernels && agree; i++) {
        qs_model forced = *model; /* what it points to stays the model's */
        qs_engine *other = NULL;
        qs_histogram *histograms = NULL;
        int n = qs_engine_layout(b->engine)->n_histograms;
        forced.run.kernel = kernels[i].kernel;
        if (forced.run.kernel == QS_KERNEL_JOINING && !qs_model_uses_joining(&forced))
            continue;
        agree = !qs_engine_new(&forced, &other) && !qs_calloc((size_t)n, sizeof *histograms, &histograms);
        if (!agree)
            complain(b->path, "no engine for %s: %s", kernels[i].name, qs_failure());
        b->counts->n_joined += agree && !strcmp(qs_engine_loop(other), "joining");
        agree = agree && kernel_agrees(b, other, kernels[i].name, replication, histograms);
        for (int k = 0; histograms && k < n; k++)
            qs_histogram_clear(&histograms[k]);
        qs_free(histograms);
        qs_engine_free(other);
    }
    return agree;
}

static bool judge_replication(bench *b, const qs_model *model, uint64_t replication)
{
    qs_status status = replicate(b, replication, b->row);
    uint64_t n_customers = qs_engine_n_customers(b->engine);
    visits heard = {0};
    b->counts->n_customers += n_customers;
    b->counts->n_given_up += status == QS_STOPPED;
    b->counts->n_failed += status && status != QS_STOPPED;
    if (status)
        return is_a_way_to_fail(status) ||
               complain(b->path, "replication %" PRIu64 ": %s", replication, qs_failure());
    b->counts->n_replications++;
    qs_engine_listen(b->engine, hear, &heard);
    bool is_good = is_plausible(b, model) && sums_hold(b, model) && kernels_agree(b, model, replication) &&
                   is_repeated(b, replication, "with a listener");
    qs_engine_listen(b->engine, NULL, NULL);
    uint64_t n_outside = heard.n_lost + heard.n_moved_on - heard.n_later; /* at the end, to come again */
    if (is_good && !b->was_given_up && heard.n_gone + n_outside != n_customers)
        is_good = complain(b->path, "%" PRIu64 " customers, but %" PRIu64 " last visits, %" PRIu64 " outside",
                           n_customers, heard.n_gone, n_outside);
    (void)replicate(b, replication + 1, b->again);
    return is_good && is_repeated(b, replication, "after another one");
}

static bool judge_model(const char *path, const qs_plan *plan, const qs_model *model, uint64_t scenario,
                        int n_polls, judge_counts *counts)
{
    bench b = {.path = path, .n_polls = n_polls, .counts = counts, .key = qs_plan_key(plan, scenario, 0)};
    if (!is_small(model))
        return true;
    bool is_good = false;
    if (qs_engine_new(model, &b.engine))
        goto cleanup;
    b.n_values = (size_t)qs_engine_layout(b.engine)->n_values;
    size_t n_histograms = (size_t)qs_engine_layout(b.engine)->n_histograms;
    if (qs_calloc(b.n_values, sizeof *b.row, &b.row) ||
        qs_calloc(n_histograms, sizeof *b.histograms, &b.histograms) ||
        qs_calloc(b.n_values, sizeof *b.again, &b.again))
        goto cleanup;
    is_good = true;
    for (uint64_t replication = 0; replication < 2 && is_good; replication++)
        is_good = judge_replication(&b, model, replication);
cleanup:
    if (!b.again)
        complain(path, "no engine: %s", qs_failure());
    if (b.engine)
        clear_histograms(&b);
    qs_free(b.histograms);
    qs_free(b.again);
    qs_free(b.row);
    qs_engine_free(b.engine);
    return is_good;
}

/* The study says the same on the other side of a message. */
static bool survives_packing(const char *path, const qs_study *study)
{
    char *bytes = NULL;
    size_t n;
    qs_study *copy = NULL;
    bool is_same = !qs_study_pack(study, &bytes, &n) && !qs_study_unpack(bytes, n, &copy) &&
                   !strcmp(qs_study_hash(study), qs_study_hash(copy)) &&
                   !strcmp(qs_study_resolved(study), qs_study_resolved(copy));
    if (!is_same)
        complain(path, "the unpacked study is another one: %s", qs_failure());
    qs_study_free(copy);
    qs_free(bytes);
    return is_same;
}

static bool judge_scenarios(const char *path, const qs_study *study, int n_polls, judge_counts *counts)
{
    const qs_plan *plan = qs_study_plan(study);
    uint64_t n = plan->n_scenarios, chosen[] = {0, n / 2, n - 1};
    bool is_good = true;
    for (int i = 0; i < 3 && is_good; i++) {
        qs_model model;
        if (i > 0 && chosen[i] == chosen[i - 1])
            continue;
        qs_status status = qs_study_model(study, chosen[i], &model);
        if (status)
            is_good = complain(path, "scenario %" PRIu64 " was accepted but has no model: %s", chosen[i],
                               qs_failure());
        else
            is_good = judge_model(path, plan, &model, chosen[i], n_polls, counts);
        qs_model_clear(&model);
    }
    return is_good;
}

bool judge_study(const char *path, const qs_setting *settings, size_t n_settings, int n_polls,
                 judge_counts *counts)
{
    qs_study *study = NULL;
    qs_problems problems = {0};
    qs_status status = qs_study_read(path, settings, n_settings, &problems, &study);
    size_t n_problems = problems.n;
    qs_problems_clear(&problems);
    counts->n_accepted += !status;
    counts->n_refused += status != 0;
    if (status) {
        qs_study_free(study);
        if (n_problems == 0)
            return complain(path, "refused without a reason: %s (%s)", qs_failure(), qs_status_text(status));
        return status == QS_ERROR_STUDY || status == QS_ERROR_UNSUPPORTED ||
               complain(path, "refused with status '%s'", qs_status_text(status));
    }
    bool is_good = n_problems == 0 || complain(path, "accepted with %zu problems", n_problems);
    is_good = is_good && survives_packing(path, study) && judge_scenarios(path, study, n_polls, counts);
    qs_study_free(study);
    return is_good;
}
