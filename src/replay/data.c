/* The data of a replay: what there is, and the visits and incidents as columns. docs/replay.md says what each means.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <math.h>

#include "qsweep/daytime.h"
#include "qsweep/memory.h"
#include "replay_internal.h"

/* ---- what there is ---- */

static void put_text(FILE *out, const char *name, const char *text)
{
    fprintf(out, "\"%s\":", name);
    qs_html_json_text(out, text);
}

static void put_number(FILE *out, const char *name, double value)
{
    fprintf(out, ",\"%s\":", name);
    qs_html_json_number(out, value);
}

/* Whose turn it is: pairs of class and service, the most urgent first, -1 being any. */
static void put_order(FILE *out, const qs_window *queue)
{
    static const char *const words[] = {"fifo", "lifo", "random", "shortest_first"};
    fprintf(out, ",\"discipline\":\"%s\",\"priority\":[", words[queue->discipline]);
    for (size_t i = 0; i < queue->n_priorities; i++)
        fprintf(out, "%s[%d,%d]", i ? "," : "", queue->priorities[i].a, queue->priorities[i].b);
    fputc(']', out);
}

static void put_window(FILE *out, const qs_window *window)
{
    put_text(out, "name", window->name);
    fprintf(out, ",\"members\":%d", window->count);
    put_number(out, "servers", window->servers == QS_INFINITE_SERVERS ? NAN : window->servers);
    fprintf(out, ",\"on_call\":%d,\"group\":%d", window->call.servers, window->group_max);
    put_number(out, "room",
               window->capacity_kind == QS_CAPACITY_QUEUE ? (double)window->capacity : (double)NAN);
    put_order(out, window);
}

static void put_line(FILE *out, const qs_model *model, int l)
{
    const qs_line_rule *line = &model->lines[l];
    put_text(out, "name", model->windows[model->n_windows + l].name);
    fputs(",\"windows\":[", out);
    for (int i = 0; i < line->n_windows; i++)
        fprintf(out, "%s%d", i ? "," : "", line->windows[i]);
    fputc(']', out);
    put_order(out, &model->windows[model->n_windows + l]);
}

static void put_places(FILE *out, const qs_model *model)
{
    fputs(",\"classes\":[", out);
    for (int c = 0; c < model->n_classes; c++) {
        fputs(c ? "," : "", out);
        qs_html_json_text(out, model->classes[c].name);
    }
    fputs("],\"services\":[", out);
    for (int s = 0; s < model->n_services; s++) {
        fputs(s ? "," : "", out);
        qs_html_json_text(out, model->services[s]);
    }
    fputs("],\n\"windows\":[", out);
    for (int w = 0; w < model->n_windows; w++) {
        fputs(w ? ",\n {" : "{", out);
        put_window(out, &model->windows[w]);
        fputc('}', out);
    }
    fputs("],\n\"lines\":[", out);
    for (int l = 0; l < model->n_lines; l++) {
        fputs(l ? ",\n {" : "{", out);
        put_line(out, model, l);
        fputc('}', out);
    }
    fputs("],\"resources\":[", out);
    for (int r = 0; r < model->n_resources; r++) {
        fputs(r ? ",{" : "{", out);
        put_text(out, "name", model->resources[r].name);
        fprintf(out, ",\"units\":%d}", model->resources[r].units);
    }
    fputc(']', out);
}

/* What the replication is one of, and the grid of time. */
static void put_head(FILE *out, const qs_rows *rows)
{
    const qs_study *study = rows->of->study;
    const qs_model *model = rows->of->model;
    const qs_daytime day = qs_daytime_of(qs_study_clock(study), qs_study_time_unit(study));
    fputs("{\"format\":1,", out);
    put_text(out, "study", qs_study_name(study));
    fprintf(out, ",\"scenario\":%" PRIu64 ",\"replication\":%" PRIu64 ",", rows->of->scenario,
            rows->of->replication);
    put_text(out, "unit", qs_study_time_unit(study));
    put_number(out, "unit_seconds", model->unit_seconds);
    put_number(out, "clock", day.is_there ? day.start : (double)NAN);
    put_number(out, "tick", rows->tick);
    put_number(out, "end", (double)qs_rows_ticks(rows, rows->end));
    double horizon = qs_replay_horizon(rows->of);
    put_number(out, "horizon", isfinite(horizon) ? (double)qs_rows_ticks(rows, horizon) : horizon);
    put_places(out, model);
}

/* ---- visits ---- */

static void put_kinds(FILE *out, const qs_rows *rows)
{
    fputs(",\n\"kinds\":[", out);
    for (size_t k = 0; k < rows->n_kinds; k++) {
        const qs_kind *one = &rows->kinds[k];
        fprintf(out, "%s[%d,%d,%d,%d,%d]", k ? "," : "", one->service, one->second, one->station, one->line,
                one->outcome);
    }
    fputs("],\"outcomes\":[", out);
    for (int o = 0; o < QS_N_OUTCOMES; o++)
        fprintf(out, "%s\"%s\"", o ? "," : "", qs_outcome_word((qs_outcome)o));
    fputc(']', out);
}

enum { CUSTOMER, CLASS, KIND, SERVER, JOIN, WAIT, STAY, AFTER, N_COLUMNS };
static const char *const column_names[] = {"customer", "class", "kind", "server",
                                           "join",     "wait",  "stay", "after"};

/* What did not happen is 0, else it is one more. */
static uint64_t one_more(bool is_there, int64_t value)
{
    return is_there ? (uint64_t)value + 1 : 0;
}

static void add_visit(const qs_rows *rows, size_t row, column *columns)
{
    const qs_visit *visit = &rows->of->trace->visits[rows->visit[row]];
    bool is_served = !isnan(visit->start), is_over = !isnan(visit->end);
    int64_t join = qs_rows_ticks(rows, visit->join);
    int64_t start = is_served ? qs_rows_ticks(rows, visit->start) : join;
    int64_t end = is_over ? qs_rows_ticks(rows, visit->end) : start;
    qs_column_step(&columns[CUSTOMER], (int64_t)visit->customer);
    if (visit->visit == 0)
        qs_column_put(&columns[CLASS], (uint64_t)visit->customer_class);
    qs_column_put(&columns[KIND], rows->kind[row]);
    qs_column_put(&columns[SERVER], one_more(visit->server != QS_NONE, visit->server));
    qs_column_step(&columns[JOIN], join);
    qs_column_put(&columns[WAIT], one_more(is_served, start - join));
    qs_column_put(&columns[STAY], one_more(is_over, end - start));
    if (rows->free_at) {
        double free_at = rows->free_at[rows->visit[row]];
        qs_column_put(&columns[AFTER], free_at > 0 ? (uint64_t)(qs_rows_ticks(rows, free_at) - end) : 0);
    }
}

static void write_columns(FILE *out, const column *columns, const char *const *names, size_t n)
{
    for (size_t c = 0; c < n; c++)
        if (columns[c].n > 0)
            qs_column_write(&columns[c], names[c], out);
}

static qs_status put_visits(FILE *out, const qs_rows *rows)
{
    column columns[N_COLUMNS] = {{0}};
    for (size_t i = 0; i < rows->n; i++)
        add_visit(rows, i, columns);
    put_kinds(out, rows);
    fprintf(out, ",\n\"visits\":{\"n\":%zu", rows->n);
    write_columns(out, columns, column_names, N_COLUMNS);
    fputs("}", out);
    return qs_columns_clear(columns, N_COLUMNS);
}

/* ---- incidents ---- */

enum { WHAT, WHEN, WHO, WHERE, WHICH, MUCH, MORE, N_NOTES };
static const char *const note_names[] = {"kind", "time", "row", "place", "server", "amount", "more"};

/* What is so from the beginning stands with the window. */
static bool is_as_said(const qs_model *model, const qs_incident *incident)
{
    return incident->kind == QS_INCIDENT_DUTY && !(incident->time > 0) &&
           incident->amount == model->windows[incident->place].servers && incident->more == 0;
}

/* The member that a customer comes from. */
static int64_t origin(const qs_rows *rows, const qs_incident *incident)
{
    return qs_rows_station(rows, incident->amount, incident->more);
}

static bool add_incident(const qs_rows *rows, const qs_incident *incident, column *columns)
{
    bool is_of_customer = incident->kind >= QS_INCIDENT_BACK && incident->kind <= QS_INCIDENT_CLASS;
    bool is_move = incident->kind == QS_INCIDENT_MOVES;
    size_t row = 0;
    if (is_as_said(rows->of->model, incident))
        return false;
    if (is_of_customer && !qs_rows_find(rows, incident->customer, incident->visit, &row))
        return false;
    int place = incident->kind == QS_INCIDENT_CLASS
                    ? incident->place
                    : qs_rows_station(rows, incident->place, incident->member);
    qs_column_put(&columns[WHAT], (uint64_t)incident->kind);
    qs_column_step(&columns[WHEN], qs_rows_ticks(rows, incident->time));
    qs_column_put(&columns[WHO], (uint64_t)row);
    qs_column_put(&columns[WHERE], (uint64_t)place);
    qs_column_put(&columns[WHICH], one_more(incident->server != QS_NONE, incident->server));
    qs_column_put(&columns[MUCH], (uint64_t)(is_move ? origin(rows, incident) : incident->amount));
    qs_column_put(&columns[MORE], is_move ? 0 : (uint64_t)incident->more);
    return true;
}

static qs_status put_incidents(FILE *out, const qs_rows *rows)
{
    const qs_trace *trace = rows->of->trace;
    column columns[N_NOTES] = {{0}};
    size_t n = 0;
    for (size_t i = 0; i < trace->n_incidents; i++) {
        qs_incident_kind kind = trace->incidents[i].kind;
        if (kind != QS_INCIDENT_FREE && kind != QS_INCIDENT_STOCK)
            n += add_incident(rows, &trace->incidents[i], columns);
    }
    fprintf(out, ",\n\"incidents\":{\"n\":%zu", n);
    write_columns(out, columns, note_names, N_NOTES);
    fputs("}", out);
    return qs_columns_clear(columns, N_NOTES);
}

/* ---- units of resources ---- */

enum { STOCK_TIME, STOCK_WHICH, STOCK_HELD, STOCK_UNITS, N_STOCK };
static const char *const stock_names[] = {"time", "resource", "held", "units"};

/* Whether the next incident says of the same resource and tick what this one says, only later. */
static bool is_outdated(const qs_rows *rows, size_t i)
{
    const qs_trace *trace = rows->of->trace;
    const qs_incident *now = &trace->incidents[i], *next = now + 1;
    return i + 1 < trace->n_incidents && next->kind == QS_INCIDENT_STOCK && next->place == now->place &&
           qs_rows_ticks(rows, next->time) == qs_rows_ticks(rows, now->time);
}

/* Numbers of each resource change by little: last [2 * n_resources] has those before. */
static void add_stock(const qs_rows *rows, const qs_incident *incident, int64_t *last, column *columns)
{
    int64_t *before = last + 2 * incident->place;
    qs_column_step(&columns[STOCK_TIME], qs_rows_ticks(rows, incident->time));
    qs_column_put(&columns[STOCK_WHICH], (uint64_t)incident->place);
    qs_column_signed(&columns[STOCK_HELD], incident->amount - before[0]);
    qs_column_signed(&columns[STOCK_UNITS], incident->more - before[1]);
    before[0] = incident->amount;
    before[1] = incident->more;
}

static qs_status put_stocks(FILE *out, const qs_rows *rows)
{
    const qs_trace *trace = rows->of->trace;
    column columns[N_STOCK] = {{0}};
    int64_t *last;
    size_t n = 0;
    qs_status status = qs_calloc(2 * (size_t)rows->of->model->n_resources, sizeof *last, &last);
    for (size_t i = 0; i < trace->n_incidents && !status; i++)
        if (trace->incidents[i].kind == QS_INCIDENT_STOCK && !is_outdated(rows, i)) {
            add_stock(rows, &trace->incidents[i], last, columns);
            n++;
        }
    fprintf(out, ",\n\"stocks\":{\"n\":%zu", n);
    write_columns(out, columns, stock_names, N_STOCK);
    fputs("}}", out);
    if (!status)
        qs_free(last);
    qs_status grown = qs_columns_clear(columns, N_STOCK);
    return status ? status : grown;
}

qs_status qs_replay_data(qs_html *html, const char *id, const qs_replay *replay)
{
    FILE *out = qs_html_body(html);
    char name[96];
    qs_rows rows;
    qs_status status = qs_rows_make(replay, &rows);
    if (!status) {
        snprintf(name, sizeof name, "%s-data", id);
        qs_html_data_begin(out, name);
        put_head(out, &rows);
        status = put_visits(out, &rows);
        if (!status)
            status = put_incidents(out, &rows);
        if (!status)
            status = put_stocks(out, &rows);
        qs_html_data_end(out);
    }
    qs_rows_clear(&rows);
    return status;
}
