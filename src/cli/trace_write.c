/* The ways of writing a trace: csv, json, HDF5, and the replication's metrics.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <math.h>

#include "qsweep/cells.h"
#include "qsweep/daytime.h"
#include "qsweep/memory.h"
#include "qsweep/results.h"
#include "qsweep/visits.h"
#include "trace_internal.h"

/* "A+B" of two names of at most 63 bytes. */
enum { SERVICE_TEXT = 256 };

static const char *service_text(const qs_model *model, const qs_visit *visit, char *text)
{
    qs_visits names = {.service_names = (const char *const *)model->services};
    return qs_visits_service(&names, visit, text, SERVICE_TEXT);
}

/* ---- csv ---- */

/* The instants once more, as times of day. */
static void csv_clock(const qs_daytime *day, const qs_visit *visit, FILE *out)
{
    const double times[] = {visit->arrival, visit->join, visit->start, visit->end};
    char text[QS_DAYTIME_TEXT];
    for (int i = 0; i < 4 && day->is_there; i++)
        fprintf(out, ",%s", qs_daytime_seconds(day, times[i], text));
}

static void csv_server(const qs_model *model, const qs_visit *visit, FILE *out)
{
    qs_csv_text(out, model->windows[visit->window].name);
    fprintf(out, visit->server == QS_NONE ? ",%d,," : ",%d,%d,", visit->member, visit->server);
}

static const char *line_name(const qs_model *model, const qs_visit *visit)
{
    return visit->line == QS_NONE ? "" : model->windows[model->n_windows + visit->line].name;
}

static void csv_visit(const qs_model *model, const qs_daytime *day, const qs_visit *visit, FILE *out)
{
    char service[SERVICE_TEXT];
    fprintf(out, "%" PRIu64 ",", visit->customer);
    qs_csv_text(out, model->classes[visit->customer_class].name);
    fputc(',', out);
    qs_csv_number(out, visit->arrival);
    fputc(',', out);
    qs_csv_text(out, service_text(model, visit, service));
    fprintf(out, ",%d,", visit->visit);
    if (visit->window == QS_NONE)
        fputs(",,,", out);
    else
        csv_server(model, visit, out);
    const double times[] = {visit->join, visit->start, visit->end};
    for (int i = 0; i < 3; i++) {
        qs_csv_number(out, times[i]);
        fputc(',', out);
    }
    fputs(qs_outcome_word((qs_outcome)visit->outcome), out);
    if (model->n_lines > 0) {
        fputc(',', out);
        qs_csv_text(out, line_name(model, visit));
    }
    csv_clock(day, visit, out);
    fputc('\n', out);
}

void qs_trace_csv(const qs_traced *traced, FILE *out)
{
#define COLUMN(name, meaning) "," #name
    static const char head[] = QS_VISIT_COLUMN_LIST(COLUMN);
#undef COLUMN
    const qs_daytime day = qs_daytime_of(qs_study_clock(traced->study), qs_study_time_unit(traced->study));
    int n_head = (int)(sizeof head - 2) - (traced->model->n_lines > 0 ? 0 : (int)strlen(",line"));
    fprintf(out, "%.*s%s\n", n_head, head + 1,
            day.is_there ? ",arrival_clock,join_clock,start_clock,end_clock" : "");
    for (size_t i = 0; i < traced->trace->n_visits; i++)
        csv_visit(traced->model, &day, &traced->trace->visits[i], out);
}

/* ---- the metrics ---- */

static const char *member_name(const qs_model *model, qs_scope scope, int member, char text[QS_ROW_NAME])
{
    if (scope == QS_CLASS)
        return model->classes[member].name;
    if (scope == QS_SYSTEM)
        return qs_scope_name(QS_SYSTEM);
    if (scope == QS_RESOURCE)
        return model->resources[member].name;
    if (scope == QS_LINE)
        return model->windows[model->n_windows + member].name;
    return scope == QS_WINDOW ? qs_model_row_name(model, member, text) : qs_scope_name(QS_SYSTEM);
}

/* The items of a vector metric; NULL for a scalar. */
static const double *items_of(const qs_model *model, qs_metric metric)
{
    switch (qs_metric_get(metric)->shape) {
    case QS_PER_QUANTILE:
        return model->output.quantiles;
    case QS_PER_THRESHOLD:
        return model->output.thresholds;
    case QS_PER_LEVEL:
        return model->output.thresholds + model->output.n_thresholds;
    default:
        return NULL;
    }
}

static const char *interval_name(const qs_traced *traced, int interval, char text[QS_DAYTIME_TEXT])
{
    return qs_instant_text(qs_study_clock(traced->study), qs_study_time_unit(traced->study),
                           traced->model->output.edges[interval - 1], text);
}

/* All items of a spot's metric, from item 0 on. */
static void csv_metric(const qs_traced *traced, const qs_spot *first, FILE *out)
{
    const qs_layout *layout = &traced->trace->layout;
    const double *items = items_of(traced->model, first->metric);
    char name[QS_DAYTIME_TEXT], row[QS_ROW_NAME];
    for (qs_spot spot = *first; qs_layout_spot(layout, &spot) >= 0; spot.item++) {
        fprintf(out, "%s,", qs_scope_name(spot.scope));
        qs_csv_text(out, member_name(traced->model, spot.scope, spot.member, row));
        if (layout->n_intervals > 0)
            fprintf(out, ",%s", spot.interval == QS_WHOLE ? "" : interval_name(traced, spot.interval, name));
        fprintf(out, ",%s", qs_metric_get(spot.metric)->name);
        if (qs_metric_get(spot.metric)->shape == QS_PER_LEVEL &&
            traced->model->output.abandoned[spot.item] != QS_ABANDONED_BAD)
            fprintf(out, "_%s", qs_abandoned_word(traced->model->output.abandoned[spot.item]));
        fputc(',', out);
        if (items)
            qs_csv_number(out, items[spot.item]);
        fputc(',', out);
        qs_csv_number(out, traced->trace->row[qs_layout_spot(layout, &spot)]);
        fputc('\n', out);
    }
}

void qs_trace_metrics(const qs_traced *traced, FILE *out)
{
    const qs_layout *layout = &traced->trace->layout;
    fprintf(out, "scope,member,%smetric,item,value\n", layout->n_intervals > 0 ? "interval," : "");
    for (int scope = 0; scope < QS_N_SCOPES; scope++)
        for (int member = 0; member < layout->n_members[scope]; member++)
            for (int interval = QS_WHOLE; interval <= layout->n_intervals; interval++)
                for (int metric = 0; metric < QS_N_METRICS; metric++) {
                    const qs_spot spot = {(qs_scope)scope, member, (qs_metric)metric, 0, interval};
                    csv_metric(traced, &spot, out);
                }
}

/* ---- json ---- */

static void json_member(FILE *out, const char *before, const char *name)
{
    fputs(before, out);
    qs_visible_json(out, name);
    fputc(':', out);
}

static void json_list(FILE *out, const double *values, int n)
{
    for (int i = 0; i < n; i++) {
        fputc(i ? ',' : '[', out);
        qs_json_number(out, values[i]);
    }
    fputs(n > 0 ? "]" : "[]", out);
}

static void json_parameters(const qs_traced *traced, FILE *out)
{
    const qs_plan *plan = qs_study_plan(traced->study);
    json_member(out, "{\"parameters\":{", "study");
    qs_visible_json(out, qs_study_name(traced->study));
    json_member(out, ",", "hash");
    qs_visible_json(out, qs_study_hash(traced->study));
    json_member(out, ",", "time_unit");
    qs_visible_json(out, qs_study_time_unit(traced->study));
    if (qs_study_clock(traced->study)) {
        json_member(out, ",", "clock");
        qs_visible_json(out, qs_study_clock(traced->study));
    }
    fprintf(out, ",\"seed\":%" PRIu64 ",\"scenario\":%" PRIu64 ",\"replication\":%" PRIu64, plan->seed,
            traced->scenario, traced->replication);
    json_member(out, ",", "horizon");
    qs_json_number(out, traced->model->run.horizon);
    if (plan->labels) {
        json_member(out, ",", "label");
        qs_visible_json(out, plan->labels[traced->scenario]);
    }
    fputs(",\"axes\":{", out);
    for (size_t i = 0; i < plan->n_axes; i++) {
        json_member(out, i ? "," : "", plan->axes[i].name);
        if (plan->axes[i].numbers)
            qs_json_number(out, plan->axes[i].numbers[traced->scenario]);
        else
            qs_visible_json(out, plan->axes[i].texts[traced->scenario]);
    }
    fputs("},\"quantiles\":", out);
    json_list(out, traced->model->output.quantiles, (int)traced->model->output.n_quantiles);
    fputs(",\"thresholds\":", out);
    json_list(out, traced->model->output.thresholds, (int)traced->model->output.n_thresholds);
    fputs(",\"service_levels\":[", out);
    for (size_t i = 0; i < traced->model->output.n_levels; i++) {
        fprintf(out, "%s{\"within\":", i ? "," : "");
        qs_json_number(out, items_of(traced->model, QS_METRIC_service_level)[i]);
        fprintf(out, ",\"abandoned\":\"%s\"}", qs_abandoned_word(traced->model->output.abandoned[i]));
    }
    fputs("]},\n", out);
}

static void json_metrics(const qs_traced *traced, qs_scope scope, int member, int interval, FILE *out)
{
    const qs_layout *layout = &traced->trace->layout;
    const char *before = "{";
    for (int m = 0; m < QS_N_METRICS; m++) {
        const qs_spot spot = {scope, member, (qs_metric)m, 0, interval};
        int at = qs_layout_spot(layout, &spot);
        if (at < 0)
            continue;
        json_member(out, before, qs_metric_get(spot.metric)->name);
        before = ",";
        if (qs_metric_get(spot.metric)->shape == QS_SCALAR)
            qs_json_number(out, traced->trace->row[at]);
        else
            json_list(out, traced->trace->row + at, qs_layout_n_items(layout, spot.metric));
    }
    fputc('}', out);
}

/* The system's metrics, then those of each class and window by name. */
static void json_scopes(const qs_traced *traced, const char *before, int interval, FILE *out)
{
    json_member(out, before, qs_scope_name(QS_SYSTEM));
    json_metrics(traced, QS_SYSTEM, 0, interval, out);
    for (int scope = QS_CLASS; scope < QS_N_SCOPES; scope++) {
        if (traced->trace->layout.n_members[scope] == 0 || (interval != QS_WHOLE && scope == QS_RESOURCE))
            continue;
        json_member(out, ",\n ", qs_scope_name((qs_scope)scope));
        for (int member = 0; member < traced->trace->layout.n_members[scope]; member++) {
            char row[QS_ROW_NAME];
            json_member(out, member ? ",\n  " : "{",
                        member_name(traced->model, (qs_scope)scope, member, row));
            json_metrics(traced, (qs_scope)scope, member, interval, out);
        }
        fputc('}', out);
    }
}

static void json_statistics(const qs_traced *traced, FILE *out)
{
    char name[QS_DAYTIME_TEXT];
    const double *edges = traced->model->output.edges;
    int n = traced->trace->layout.n_intervals;
    json_scopes(traced, "\"statistics\":{", QS_WHOLE, out);
    for (int i = 1; i <= n; i++) {
        fprintf(out, "%s\n {\"interval\":\"%s\",\"start\":", i == 1 ? ",\n\"intervals\":[" : ",",
                interval_name(traced, i, name));
        qs_json_number(out, edges[i - 1]);
        fputs(",\"end\":", out);
        qs_json_number(out, edges[i]);
        json_scopes(traced, ",", i, out);
        fputc('}', out);
    }
    fputs(n > 0 ? "]},\n" : "},\n", out);
}

static void json_visit(const qs_model *model, const qs_visit *visit, FILE *out)
{
    char service[SERVICE_TEXT];
    fprintf(out, "{\"customer\":%" PRIu64 ",\"class\":", visit->customer);
    qs_visible_json(out, model->classes[visit->customer_class].name);
    fputs(",\"arrival\":", out);
    qs_json_number(out, visit->arrival);
    fputs(",\"service\":", out);
    qs_visible_json(out, service_text(model, visit, service));
    fprintf(out, ",\"visit\":%d,\"window\":", visit->visit);
    if (visit->window == QS_NONE)
        fputs("null", out);
    else
        qs_visible_json(out, model->windows[visit->window].name);
    fputs(",\"member\":", out);
    qs_json_number(out, visit->window == QS_NONE ? NAN : visit->member);
    fputs(",\"server\":", out);
    qs_json_number(out, visit->server == QS_NONE ? NAN : visit->server);
    fputs(",\"join\":", out);
    qs_json_number(out, visit->join);
    fputs(",\"start\":", out);
    qs_json_number(out, visit->start);
    fputs(",\"end\":", out);
    qs_json_number(out, visit->end);
    fprintf(out, ",\"outcome\":\"%s\"", qs_outcome_word((qs_outcome)visit->outcome));
    if (model->n_lines > 0) {
        fputs(",\"line\":", out);
        if (visit->line == QS_NONE)
            fputs("null", out);
        else
            qs_visible_json(out, line_name(model, visit));
    }
    fputc('}', out);
}

void qs_trace_json(const qs_traced *traced, FILE *out)
{
    json_parameters(traced, out);
    json_statistics(traced, out);
    fputs("\"visits\":[", out);
    for (size_t i = 0; i < traced->trace->n_visits; i++) {
        fputs(i ? ",\n " : "\n ", out);
        json_visit(traced->model, &traced->trace->visits[i], out);
    }
    fputs("]}\n", out);
}

/* ---- HDF5 ---- */

qs_status qs_trace_hdf5(const qs_traced *traced, const char *path)
{
    const qs_model *model = traced->model;
    const char **names;
    size_t n_classes = (size_t)model->n_classes, n_windows = (size_t)model->n_windows;
    size_t n_lines = (size_t)model->n_lines;
    qs_status status = qs_calloc(n_classes + n_windows + n_lines, sizeof *names, &names);
    if (status)
        return status;
    for (size_t c = 0; c < n_classes; c++)
        names[c] = model->classes[c].name;
    for (size_t w = 0; w < n_windows + n_lines; w++)
        names[n_classes + w] = model->windows[w].name;
    qs_visits visits = {
        .n = traced->trace->n_visits,
        .visits = traced->trace->visits,
        .class_names = names,
        .service_names = (const char *const *)model->services,
        .window_names = names + n_classes,
        .line_names = n_lines > 0 ? names + n_classes + n_windows : NULL,
        .time_unit = qs_study_time_unit(traced->study),
        .clock = qs_study_clock(traced->study),
        .study_name = qs_study_name(traced->study),
        .study_hash = qs_study_hash(traced->study),
        .version = QS_VERSION,
        .seed = qs_study_plan(traced->study)->seed,
        .scenario = traced->scenario,
        .replication = traced->replication,
    };
    status = qs_visits_write(path, &visits);
    qs_free(names);
    return status;
}
