/* Print what a study was read as: the plan, and the model of one scenario; or its hash alone.
 *
 * usage: model_tool STUDY.yaml [SCENARIO | hash | resolved] [PATH=VALUE]...
 *
 * The study is also packed, unpacked and read again, as on another rank: a difference is an error.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "qsweep/memory.h"
#include "qsweep/study.h"

enum { MOST_SETTINGS = 16 };

static void print_law(const qs_distribution *d, FILE *out)
{
    fprintf(out, "%s(%.10g, %.10g, %.10g", qs_distribution_name(d->kind), d->a, d->b, d->c);
    if (d->kind == QS_DISTRIBUTION_beta)
        fprintf(out, ", %.10g", d->d);
    fprintf(out, ")%s", d->is_signed ? "+-" : "");
    bool has_values = d->kind == QS_DISTRIBUTION_empirical || d->kind == QS_DISTRIBUTION_cumulative;
    for (size_t i = 0; has_values && i < d->n_table; i++)
        fprintf(out, "[%.6g %.6g]", d->value[i], d->cumulative[i]);
    if (d->kind == QS_DISTRIBUTION_hyperexponential)
        fprintf(out, "[mean %.6g]", qs_distribution_mean(d));
    for (size_t i = 0; i < d->n_of; i++) {
        fprintf(out, "[");
        if (d->n_table)
            fprintf(out, "%.6g ", d->cumulative[i]);
        print_law(&d->of[i], out);
        fprintf(out, "]");
    }
}

static void print_distribution(const qs_model *model, const char *what, int index, FILE *out)
{
    if (index == QS_NONE)
        return;
    fprintf(out, " %s=", what);
    print_law(&model->distributions[index], out);
}

static void print_pieces(const char *what, const qs_piece *pieces, size_t n, FILE *out)
{
    if (n)
        fprintf(out, " %s=", what);
    for (size_t i = 0; i < n; i++)
        fprintf(out, "[%.6g %.6g]", pieces[i].until, pieces[i].value);
}

static void print_row(const char *what, const double *p, int n, FILE *out)
{
    fprintf(out, " %s=(", what);
    for (int i = 0; i < n; i++)
        fprintf(out, "%s%.6g", i ? " " : "", p[i]);
    fprintf(out, ")");
}

/* What only some classes put up with. */
static void print_manners(const qs_model *model, const qs_class *class, FILE *out)
{
    for (int s = 0; class->service_patience && s < model->n_services; s++)
        print_distribution(model, model->services[s], class->service_patience[s], out);
    for (size_t i = 0; i < class->n_balks; i++)
        fprintf(out, " balk(%lld %.6g)", (long long)class->balks[i].from, class->balks[i].probability);
    if (class->retry.after) {
        fprintf(out, " retry(after=%u most=%lld", class->retry.after, (long long)class->retry.most);
        print_distribution(model, "delay", class->retry.delay, out);
        print_row("p", class->retry.probabilities, (int)class->retry.n_probabilities, out);
        fprintf(out, ")");
    }
    for (size_t i = 0; i < class->n_changes; i++)
        fprintf(out, " becomes(%.6g %s)", class->changes[i].after, model->classes[class->changes[i].to].name);
}

static void print_demands(const qs_model *model, const qs_stage *stage, FILE *out)
{
    static const char *const kinds[] = {"needs", "takes", "gives"};
    if (stage->servers > 1)
        fprintf(out, " servers=%d", stage->servers);
    for (int d = 0; d < stage->n_demands; d++) {
        const qs_demand *demand = &model->demands[stage->first_demand + d];
        fprintf(out, " %s=%d%s of %s", kinds[demand->kind], demand->units,
                demand->of_party ? " a person" : "", model->resources[demand->resource].name);
    }
}

static void print_resources(const qs_model *model, FILE *out)
{
    for (int r = 0; r < model->n_resources; r++) {
        const qs_resource *resource = &model->resources[r];
        fprintf(out, "resource %s units=%d overtaking=%d", resource->name, resource->units,
                resource->overtaking);
        print_pieces("shifts", resource->shifts, resource->n_shifts, out);
        if (resource->shifts_period > 0)
            fprintf(out, " repeats=%.6g", resource->shifts_period);
        fprintf(out, "\n");
    }
}

static void print_class(const qs_model *model, int c, FILE *out)
{
    const qs_class *class = &model->classes[c];
    int n = model->n_services;
    fprintf(out, "class %s balk_at=%lld jockeys=%d", class->name, (long long)class->balk_at, class->jockeys);
    print_distribution(model, "patience", class->patience, out);
    print_manners(model, class, out);
    print_row("first", class->first, n, out);
    for (int s = 0; s < n; s++)
        print_row("then", class->then + (size_t)s * (size_t)n, n, out);
    fprintf(out, "\n");
    for (int s = 0; s < n; s++) {
        const qs_stage *stage = &model->stages[c * n + s];
        fprintf(out, "  stage %s holds=%d", model->services[s], stage->holds_customer);
        print_distribution(model, "time", stage->time, out);
        print_distribution(model, "dead_time", stage->dead_time, out);
        print_demands(model, stage, out);
        fprintf(out, "\n");
    }
}

static void print_source(const qs_model *model, const qs_source *source, FILE *out)
{
    static const char *const kinds[] = {"renewal", "times", "rate", "closed"};
    fprintf(out, "source %s %s count=%d limit=%" PRIu64 " period=%.6g/%.6g population=%d", source->name,
            kinds[source->kind], source->count, source->limit, source->period_on, source->period_length,
            source->population);
    print_distribution(model, "interarrival", source->interarrival, out);
    print_distribution(model, "batch", source->batch, out);
    print_distribution(model, "party", source->party, out);
    print_distribution(model, "think_time", source->think_time, out);
    print_distribution(model, "lateness", source->lateness, out);
    if (source->no_show > 0)
        fprintf(out, " no_show=%.6g", source->no_show);
    print_pieces("rates", source->rates, source->n_rates, out);
    if (source->n_times)
        print_row("times", source->times, (int)source->n_times, out);
    print_row("shares", source->shares, model->n_classes, out);
    for (size_t d = 0; d < source->n_days; d++)
        fprintf(out, "%s%zu",
                d                        ? " "
                : source->days_at_random ? " days at random to "
                                         : " days in turn to ",
                source->day_ends[d]);
    if (source->day_factor != QS_NONE) {
        const qs_day_factor *factor = &model->factors[source->day_factor];
        fprintf(out, " day_factor=%s%s", factor->name, factor->is_shared ? "" : " (its own)");
        print_distribution(model, "of", factor->law, out);
    }
    fprintf(out, "\n");
}

static void print_window_rules(const qs_window *window, FILE *out)
{
    static const char *const speeds[] = {"constant", "by_queue", "by_time", "by_work"};
    fprintf(out, " discipline=%d preemption=%d capacity=%d:%lld overflow=%d speed=%s:%.6g clock=%d",
            window->discipline, window->preemption, window->capacity_kind, (long long)window->capacity,
            window->overflow, speeds[window->speed_kind], window->speed, window->breakdown_clock);
    print_pieces("shifts", window->shifts, window->n_shifts, out);
    print_pieces("speeds", window->speeds, window->n_speeds, out);
    if (window->shifts_period > 0 || window->speeds_period > 0)
        fprintf(out, " repeats=%.6g/%.6g", window->shifts_period, window->speeds_period);
    if (window->closing != QS_CLOSING_WAIT || window->interrupts)
        fprintf(out, " closing=%d interrupts=%d", window->closing, window->interrupts);
    if (window->call.servers > 0)
        fprintf(out, " call=%d at %lld to %lld after %.6g price=%.6g", window->call.servers,
                (long long)window->call.call_at, (long long)window->call.release_at, window->call.delay,
                window->call.price);
    for (size_t i = 0; i < window->n_server_speeds; i++)
        fprintf(out, "%s%.6g", i == 0 ? " server_speeds=" : ",", window->server_speeds[i]);
    if (window->idle_choice != QS_IDLE_LOWEST)
        fprintf(out, " idle_choice=%d", window->idle_choice);
    if (window->group_max > 0)
        fprintf(out, " group=%d..%d:%.6g", window->group_min, window->group_max, window->group_wait);
    for (size_t i = 0; i < window->n_priorities; i++)
        fprintf(out, " priority=(%d %d)", window->priorities[i].a, window->priorities[i].b);
    for (size_t i = 0; i < window->n_together; i++)
        fprintf(out, " together=(%d %d)", window->together[i].a, window->together[i].b);
}

static void print_list(const char *what, const int *windows, int n, FILE *out)
{
    fprintf(out, " %s=", what);
    for (int i = 0; i < n; i++)
        fprintf(out, "%s%d", i ? "," : "", windows[i]);
}

static void print_line(const qs_model *model, int l, FILE *out)
{
    const qs_line_rule *line = &model->lines[l];
    const qs_window *queue = &model->windows[model->n_windows + l];
    fprintf(out, "line %s waits=", queue->name);
    for (int i = 0; i < model->n_classes * model->n_services; i++)
        fputc(queue->serves[i] ? 'x' : '.', out);
    print_list("windows", line->windows, line->n_windows, out);
    for (int i = 0; i < line->n_helps; i++) {
        fprintf(out, " after=%.10g", line->helps[i].after);
        print_list("also", line->helps[i].windows, line->helps[i].n_windows, out);
    }
    print_window_rules(queue, out);
    fputc('\n', out);
}

static void print_window(const qs_model *model, const qs_window *window, FILE *out)
{
    fprintf(out, "window %s count=%d servers=%d serves=", window->name, window->count, window->servers);
    for (int i = 0; i < model->n_classes * model->n_services; i++)
        fputc(window->serves[i] ? 'x' : '.', out);
    print_window_rules(window, out);
    print_distribution(model, "up", window->breakdown_up, out);
    print_distribution(model, "down", window->breakdown_down, out);
    fprintf(out, "\n");
    for (size_t i = 0; i < window->n_overrides; i++) {
        const qs_override *override = &window->overrides[i];
        fprintf(out, "  override service=%d class=%d holds=%d:%d", override->service, override->of_class,
                override->has_holds, override->holds_customer);
        print_distribution(model, "time", override->time, out);
        print_distribution(model, "dead_time", override->dead_time, out);
        fprintf(out, "\n");
    }
}

static void print_cost(const qs_model *model, FILE *out)
{
    const qs_cost_rule *cost = &model->cost;
    if (!cost->is_known)
        return;
    fprintf(out, "cost exact=%.17g per=%d", cost->exact, cost->has_per);
    for (int m = 0; m < QS_N_METRICS; m++)
        if (cost->per[m] != 0)
            fprintf(out, " %s=%.12g", qs_metric_get((qs_metric)m)->name, cost->per[m]);
    fprintf(out, " wait_hour=%.12g overtime_hour=%.12g\n", cost->per_wait_hour, cost->per_overtime_hour);
    for (int w = 0; w < model->n_windows; w++)
        fprintf(out, "server_hours %s=%.17g\n", model->windows[w].name, qs_model_server_hours(model, w));
}

static void print_model(const qs_model *model, FILE *out)
{
    const qs_run_rule *run = &model->run;
    print_resources(model, out);
    for (int c = 0; c < model->n_classes; c++)
        print_class(model, c, out);
    for (int s = 0; s < model->n_sources; s++)
        print_source(model, &model->sources[s], out);
    for (int w = 0; w < model->n_windows; w++)
        print_window(model, &model->windows[w], out);
    for (int l = 0; l < model->n_lines; l++)
        print_line(model, l, out);
    fprintf(out, "window_choice %d two_stop_factor=%.6g\n", model->window_choice, model->two_stop_factor);
    if (model->run.has_controls)
        fprintf(out, "control variates\n");
    fprintf(out,
            "run horizon=%.10g customers=%" PRIu64 " warmup=%.10g mser5=%d stops=%d waiting_served=%d "
            "in_service_finished=%d timeout=%.6g\n",
            run->horizon, run->customers, run->warmup, run->warmup_mser5, run->stops, run->waiting_served,
            run->in_service_finished, run->timeout);
    fprintf(out, "output series=%.6g:%d", model->output.series_every, model->output.n_times);
    print_row("quantiles", model->output.quantiles, (int)model->output.n_quantiles, out);
    print_row("wait_over", model->output.thresholds, (int)model->output.n_thresholds, out);
    for (size_t i = 0; i < model->output.n_levels; i++)
        fprintf(out, " within %.10g %s", model->output.thresholds[model->output.n_thresholds + i],
                qs_abandoned_word(model->output.abandoned[i]));
    if (model->output.weighs_customers)
        fprintf(out, " weighting customers");
    if (qs_model_n_rows(model) > model->n_windows)
        fprintf(out, " rows of windows %d", qs_model_n_rows(model));
    if (model->output.n_intervals > 0) {
        print_row("intervals", model->output.edges, model->output.n_intervals + 1, out);
        fprintf(out, " quantiles=%d", model->output.has_interval_quantiles);
    }
    fprintf(out, "\n");
    print_cost(model, out);
}

static void print_plan(const qs_plan *plan, FILE *out)
{
    fprintf(out,
            "plan scenarios=%zu replications=%" PRIu64 " seed=%" PRIu64
            " common=%d antithetic=%d rows=%d confidence=%.6g "
            "checkpoint=%.6g\n",
            plan->n_scenarios, plan->n_replications, plan->seed, plan->common_random_numbers,
            plan->antithetic, plan->keep_rows, plan->confidence, plan->checkpoint);
    for (size_t i = 0; i < plan->n_untils; i++) {
        const qs_until *until = &plan->untils[i];
        fprintf(out,
                "until %s %s member=%d item=%d half_width=%.6g relative=%d confidence=%.6g min=%" PRIu64
                " max=%" PRIu64 " block=%" PRIu64,
                qs_scope_name(until->scope), qs_metric_get(until->metric)->name, until->member, until->item,
                until->half_width, until->is_relative, until->confidence, until->least, until->most,
                plan->block);
        if (until->interval != QS_WHOLE)
            fprintf(out, " interval=%d", until->interval);
        fprintf(out, "\n");
    }
    for (size_t i = 0; i < plan->n_promises; i++) {
        const qs_promise *promise = &plan->promises[i];
        fprintf(out, "promise %s %s member=%d item=%d %s=%.12g tolerance=%.12g\n",
                qs_scope_name(promise->scope), qs_metric_get(promise->metric)->name, promise->member,
                promise->item, promise->is_at_least ? "at_least" : "at_most", promise->limit,
                promise->tolerance);
    }
    for (size_t a = 0; a < plan->n_axes; a++) {
        fprintf(out, "axis %s%s%s [%s]", plan->axes[a].name, plan->axes[a].path ? " = " : "",
                plan->axes[a].path ? plan->axes[a].path : "", plan->axes[a].unit);
        for (size_t s = 0; s < plan->n_scenarios && s < 24; s++) {
            if (plan->axes[a].numbers)
                fprintf(out, " %.12g", plan->axes[a].numbers[s]);
            else
                fprintf(out, " '%s'", plan->axes[a].texts[s]);
        }
        fprintf(out, "\n");
    }
    if (plan->labels)
        fprintf(out, "labels");
    for (size_t s = 0; plan->labels && s < plan->n_scenarios && s < 24; s++)
        fprintf(out, " '%s'", plan->labels[s]);
    if (plan->labels)
        fprintf(out, "\n");
}

/* All of it as a text, owned by the caller (free); NULL when something failed. */
static char *describe(const qs_study *study, uint64_t scenario, bool shows_all)
{
    char *text = NULL;
    size_t n;
    qs_model model;
    FILE *out = open_memstream(&text, &n);
    if (!out)
        return NULL;
    fprintf(out, "study %s time_unit=%s\n", qs_study_name(study), qs_study_time_unit(study));
    print_plan(qs_study_plan(study), out);
    qs_status status = qs_study_model(study, scenario, &model);
    if (!status)
        print_model(&model, out);
    if (!status && shows_all) /* for the comparison only: the hash is no part of what is expected */
        fprintf(out, "%s\n%s\n%s\n", qs_study_hash(study), qs_study_resolved(study), qs_study_text(study));
    qs_model_clear(&model);
    fclose(out);
    if (!status)
        return text;
    fprintf(stderr, "model_tool: %s\n", qs_failure());
    free(text);
    return NULL;
}

/* Whether the study says the same on the other side of a message. */
static bool survives_packing(const qs_study *study, uint64_t scenario)
{
    char *bytes = NULL, *before = NULL, *after = NULL;
    size_t n;
    qs_study *copy = NULL;
    bool is_same = !qs_study_pack(study, &bytes, &n) && !qs_study_unpack(bytes, n, &copy);
    if (is_same) {
        before = describe(study, scenario, true);
        after = describe(copy, scenario, true);
        is_same = before && after && !strcmp(before, after);
    }
    if (!is_same)
        fprintf(stderr, "model_tool: the unpacked study is another one\n%s", qs_failure());
    free(before);
    free(after);
    qs_study_free(copy);
    qs_free(bytes);
    return is_same;
}

int main(int argc, char **argv)
{
    qs_setting settings[MOST_SETTINGS];
    size_t n_settings = 0;
    uint64_t scenario = 0;
    const char *word = "";
    qs_problems problems;
    qs_study *study;
    for (int i = 2; i < argc && n_settings < MOST_SETTINGS; i++) {
        char *equals = strchr(argv[i], '=');
        if (equals) {
            *equals = '\0';
            settings[n_settings++] = (qs_setting){.path = argv[i], .value = equals + 1};
        } else {
            word = argv[i];
            scenario = strtoull(word, NULL, 10);
        }
    }
    if (argc < 2)
        return 2;
    qs_status status = qs_study_read(argv[1], settings, n_settings, &problems, &study);
    qs_problems_print(&problems, stderr);
    qs_problems_clear(&problems);
    if (status)
        return qs_status_exit(status);
    char *text = describe(study, scenario, false);
    bool is_good = text && survives_packing(study, scenario);
    if (text)
        puts(!strcmp(word, "hash")       ? qs_study_hash(study)
             : !strcmp(word, "resolved") ? qs_study_resolved(study)
                                         : text);
    free(text);
    qs_study_free(study);
    return is_good ? 0 : 1;
}
