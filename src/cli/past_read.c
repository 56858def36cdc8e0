/* Past visits, read line by line: counts by day and time of day, and times of service, in memory that does not
 * grow with the table.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "past_internal.h"
#include "qsweep/hash.h"
#include "qsweep/instant.h"
#include "qsweep/memory.h"

enum { MOST_SAID = 10, MOST_VISITS = 2000000, REMEMBERED = 1 << 20, MOST_DAYS = 100000 };

/* Lines by the hash of their text: the last of each slot, so that the memory is bounded. */
typedef struct memory {
    uint64_t hash;
    size_t line;
} memory;

typedef struct reading {
    qs_past *past;
    size_t arrival, start, end, class_column;
    memory *lines; /* [REMEMBERED] owned */
    qs_pcg choice;
} reading;

/* ---- faults ---- */

static void fault(qs_past *past, qs_past_fault kind, size_t line, const char *got, const char *what)
{
    char shown[64] = "";
    if (got)
        snprintf(shown, sizeof shown, strlen(got) > 24 ? " (got '%.24s...')" : " (got '%s')", got);
    past->n_faults[kind]++;
    if (past->n_said++ < MOST_SAID)
        qs_cli_say(stderr, "%s:%zu: %s%s\n", past->path, line, what, shown);
}

static qs_status conclude(const qs_past *past)
{
    static const char *const advice[QS_N_PAST_FAULTS] = {
        [QS_PAST_ARRIVAL] = "; is --format right, and is it the column of arrivals?",
        [QS_PAST_START] = "; is --format right, and is it the column of starts?",
        [QS_PAST_END] = "; is --format right, and is it the column of ends?",
        [QS_PAST_EARLY_START] = "; have --arrival and --start changed places?",
        [QS_PAST_EARLY_END] = "; have --start and --end changed places?"};
    uint64_t n = 0;
    int worst = 0;
    if (past->n_said > MOST_SAID)
        qs_cli_say(stderr, "%s: and %llu more\n", past->path, (unsigned long long)(past->n_said - MOST_SAID));
    for (int k = 0; k < QS_PAST_AGAIN; k++) {
        n += past->n_faults[k];
        worst = past->n_faults[k] > past->n_faults[worst] ? k : worst;
    }
    if (past->n_rows == 0)
        return qs_fail(QS_ERROR_FORMAT, "%s: has no line below its header", past->path);
    if (past->n_faults[QS_PAST_EARLY_START] > 2 && past->n_waited == 0)
        return qs_fail(QS_ERROR_FORMAT, "%s: nobody waits, and %llu start before they arrive%s", past->path,
                       (unsigned long long)past->n_faults[QS_PAST_EARLY_START], advice[QS_PAST_EARLY_START]);
    if (n * 10 > past->n_rows)
        return qs_fail(QS_ERROR_FORMAT, "%s: %llu of %llu lines are wrong, which is more than a tenth%s",
                       past->path, (unsigned long long)n, (unsigned long long)past->n_rows,
                       advice[worst] ? advice[worst] : "");
    return QS_OK;
}

/* ---- columns and the format ---- */

static qs_status find(const qs_past *past, const qs_csv_record *header, const char *option, const char *name,
                      size_t *out)
{
    char why[512];
    if (!name || qs_csv_column(header, name, out, why, sizeof why))
        return QS_OK;
    return qs_fail(QS_ERROR_FORMAT, "%s:%zu: %s: %s", past->path, header->line, option, why);
}

static qs_status find_columns(reading *r, const qs_csv_record *header)
{
    const qs_past *past = r->past;
    qs_status status = find(past, header, "--arrival", past->arrival, &r->arrival);
    if (!status)
        status = find(past, header, "--start", past->start, &r->start);
    if (!status)
        status = find(past, header, "--end", past->end, &r->end);
    return status ? status : find(past, header, "--class", past->class_name, &r->class_column);
}

/* Those that can be read in one way only. */
static qs_status find_format(qs_past *past, const char *text, size_t line)
{
    static const char *const formats[] = {"%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M",      "%Y-%m-%dT%H:%M:%S",
                                          "%Y-%m-%dT%H:%M",    "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d %H:%M:%S%z",
                                          "%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M"};
    qs_instant instant;
    const char *why;
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (qs_instant_read(text, formats[i], &instant, &why)) {
            past->format = formats[i];
            return QS_OK;
        }
    return qs_fail(QS_ERROR_FORMAT,
                   "%s:%zu: say with --format how instants are written, such as "
                   "--format '%%d/%%m/%%Y %%H:%%M' (got '%.40s')",
                   past->path, line, text);
}

/* ---- what is kept ---- */

static qs_status class_of(qs_past *past, const char *name, qs_past_class **out)
{
    for (size_t i = 0; i < past->n_classes; i++)
        if (!strcmp(past->classes[i].name, name)) {
            *out = &past->classes[i];
            return QS_OK;
        }
    if (past->n_classes == QS_PAST_MOST_CLASSES)
        return qs_fail(QS_ERROR_FORMAT,
                       "%s: --class %s has more than %d different texts, is it the right column?", past->path,
                       past->class_name, QS_PAST_MOST_CLASSES);
    qs_status status =
        qs_reserve(&past->classes, &past->classes_capacity, past->n_classes + 1, sizeof *past->classes);
    if (status)
        return status;
    qs_past_class *c = &past->classes[past->n_classes];
    *c = (qs_past_class){0};
    status = qs_strdup(name, &c->name);
    if (!status)
        status = qs_calloc(past->n_pieces, sizeof *c->pieces, &c->pieces);
    past->n_classes += !status;
    if (status)
        qs_free(c->name);
    *out = c;
    return status;
}

static qs_status count_day(qs_past *past, int64_t day)
{
    size_t low = 0, high = past->n_days;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (past->days[middle].day < day)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == past->n_days || past->days[low].day != day) {
        if (past->n_days == MOST_DAYS)
            return qs_fail(QS_ERROR_FORMAT, "%s: has more than %d days", past->path, MOST_DAYS);
        qs_status status =
            qs_reserve(&past->days, &past->days_capacity, past->n_days + 1, sizeof *past->days);
        if (status)
            return status;
        memmove(&past->days[low + 1], &past->days[low], (past->n_days - low) * sizeof *past->days);
        past->days[low] = (qs_past_day){.day = day};
        past->n_days++;
    }
    past->days[low].total++;
    return QS_OK;
}

static qs_status count_arrival(qs_past *past, qs_past_class *c, const qs_instant *arrival)
{
    double days = floor(arrival->second / QS_PAST_DAY), second = arrival->second - days * QS_PAST_DAY;
    size_t piece = (size_t)(second / past->every);
    c->pieces[piece < past->n_pieces ? piece : past->n_pieces - 1]++;
    c->n++;
    return count_day(past, arrival->day + (int64_t)days);
}

/* Vitter's algorithm R: of all services so many, each as likely. Source: ACM Trans. Math. Software 11(1),
 * 1985. */
static qs_status keep_time(reading *r, qs_past_class *c, double minutes)
{
    c->n_times++;
    if (!(minutes > 0)) {
        c->n_zero++;
        return QS_OK;
    }
    uint64_t n = c->n_times - c->n_zero;
    if (c->n_kept == QS_PAST_MOST_KEPT) {
        double u = qs_uniform_from_bits(qs_pcg_next(&r->choice)) * (double)n;
        if (u < QS_PAST_MOST_KEPT)
            c->times[(size_t)u] = minutes;
        return QS_OK;
    }
    qs_status status = qs_reserve(&c->times, &c->capacity, c->n_kept + 1, sizeof *c->times);
    if (!status)
        c->times[c->n_kept++] = minutes;
    return status;
}

static qs_status keep_visit(qs_past *past, double start, double end)
{
    if (past->n_visits == MOST_VISITS)
        return QS_OK;
    qs_status status =
        qs_reserve(&past->visits, &past->visits_capacity, past->n_visits + 1, sizeof *past->visits);
    if (!status)
        past->visits[past->n_visits++] = (qs_past_visit){start, end};
    return status;
}

/* ---- a line ---- */

static const char *cell(const qs_csv_record *record, size_t column)
{
    return column < record->n ? record->cells[column] : "";
}

/* An instant of a column in seconds from the first day; false, and told, where there is none. */
static bool read_instant(reading *r, const qs_csv_record *record, size_t column, qs_past_fault kind,
                         qs_instant *instant, double *seconds)
{
    static const char *const names[] = {
        [QS_PAST_ARRIVAL] = "arrival", [QS_PAST_START] = "start", [QS_PAST_END] = "end"};
    const char *text = cell(record, column), *why;
    char what[160];
    if (!text[0]) {
        snprintf(what, sizeof what, "has no %s, %s", names[kind],
                 kind == QS_PAST_ARRIVAL ? "and is left out" : "its service is left out");
        fault(r->past, kind, record->line, NULL, what);
        return false;
    }
    if (!qs_instant_read(text, r->past->format, instant, &why)) {
        snprintf(what, sizeof what, "the %s %s%s%s", names[kind], why, strstr(why, "format") ? " " : "",
                 strstr(why, "format") ? r->past->format : "");
        fault(r->past, kind, record->line, text, what);
        return false;
    }
    *seconds = qs_instant_since(instant, r->past->first_day);
    return true;
}

static qs_status take_times(reading *r, const qs_csv_record *record, qs_past_class *c, double arrival)
{
    qs_past *past = r->past;
    qs_instant instant;
    double start, end;
    if (!past->start || !read_instant(r, record, r->start, QS_PAST_START, &instant, &start))
        return QS_OK;
    if (start < arrival) {
        fault(past, QS_PAST_EARLY_START, record->line, cell(record, r->start),
              "starts before it arrives, its service is left out");
        return QS_OK;
    }
    past->n_waits++;
    past->n_waited += start > arrival;
    past->wait_sum += (start - arrival) / 60;
    if (!past->end || !read_instant(r, record, r->end, QS_PAST_END, &instant, &end))
        return QS_OK;
    if (end < start) {
        fault(past, QS_PAST_EARLY_END, record->line, cell(record, r->end),
              "ends before it starts, its service is left out");
        return QS_OK;
    }
    qs_status status = keep_time(r, c, (end - start) / 60);
    return status ? status : keep_visit(past, start, end);
}

/* Of lines with three cells or more: two may arrive in the same minute. */
static void look_for_again(reading *r, const qs_csv_record *record)
{
    memory *slot = &r->lines[record->hash % REMEMBERED];
    char what[80];
    if (record->n >= 3 && slot->line && slot->hash == record->hash) {
        snprintf(what, sizeof what, "is the same as line %zu, both are counted", slot->line);
        fault(r->past, QS_PAST_AGAIN, record->line, NULL, what);
        return;
    }
    *slot = (memory){record->hash, record->line};
}

static qs_status take_record(reading *r, const qs_csv_record *record)
{
    qs_past *past = r->past;
    qs_instant arrival;
    double seconds;
    qs_past_class *c = NULL;
    past->n_rows++;
    if (record->wrong) {
        fault(past, QS_PAST_NO_RECORD, record->line, NULL, record->wrong);
        return QS_OK;
    }
    look_for_again(r, record);
    if (!read_instant(r, record, r->arrival, QS_PAST_ARRIVAL, &arrival, &seconds))
        return QS_OK;
    if (past->n_days == 0) {
        past->first_day = arrival.day;
        seconds = qs_instant_since(&arrival, past->first_day);
    }
    const char *name = past->class_name ? cell(record, r->class_column) : "";
    if (past->class_name && !name[0]) {
        fault(past, QS_PAST_CLASS, record->line, NULL, "has no class, and is left out");
        return QS_OK;
    }
    qs_status status = class_of(past, name, &c);
    if (!status)
        status = count_arrival(past, c, &arrival);
    return status ? status : take_times(r, record, c, seconds);
}

static qs_status read_records(reading *r, qs_csv *csv)
{
    qs_csv_record record;
    bool is_header = true;
    for (;;) {
        qs_status status = qs_csv_next(csv, &record);
        if (status == QS_ERROR_FORMAT || status == QS_ERROR_IO) {
            char text[512];
            snprintf(text, sizeof text, "%s", qs_failure());
            return qs_fail(status, "%s:%s", r->past->path, text);
        }
        if (status || record.line == 0)
            return status;
        if (is_header)
            status = find_columns(r, &record);
        else if (!r->past->format)
            status = find_format(r->past, cell(&record, r->arrival), record.line);
        if (!status && !is_header)
            status = take_record(r, &record);
        is_header = false;
        if (status)
            return status;
    }
}

qs_status qs_past_read(qs_past *past)
{
    reading r = {.past = past, .choice = {.state = 1, .increment = 1}};
    qs_csv *csv = NULL;
    qs_status status = qs_csv_open(past->path, past->separator, past->decimal, &csv);
    if (!status)
        status = qs_calloc(REMEMBERED, sizeof *r.lines, &r.lines);
    if (!status)
        status = read_records(&r, csv);
    if (!status)
        status = conclude(past);
    qs_csv_close(csv);
    qs_free(r.lines);
    return status;
}

void qs_past_clear(qs_past *past)
{
    for (size_t i = 0; i < past->n_classes; i++) {
        qs_free(past->classes[i].name);
        qs_free(past->classes[i].pieces);
        qs_free(past->classes[i].times);
    }
    qs_free(past->classes);
    qs_free(past->days);
    qs_free(past->visits);
    *past = (qs_past){0};
}
