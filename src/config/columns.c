/* Columns of tables that a study names: {file: F, column: C, ...}. What is read becomes a file of numbers
 * like a plain one, which is what travels to other ranks, is kept with the results and is hashed: the table
 * itself may be far larger, and need not be there later.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "build_internal.h"
#include "qsweep/csv.h"
#include "qsweep/instant.h"
#include "qsweep/memory.h"

static const char *const decimals[] = {".", ","};
static const char *const day_orders[] = {"in_turn", "random"};
/* The last is another one by what is read: weights of values, days of instants. */
enum { FILE_, COLUMN, SEPARATOR, DECIMAL, FORMAT, WHERE, WEIGHTS, DAYS, N_KEYS };
/* clang-format off */
#define COMMON_KEYS \
    [FILE_] = {"file", QS_IS(TEXT), NULL, "The file's name, from the study's folder"}, \
    [COLUMN] = {"column", QS_IS(TEXT), NULL, \
                "A column's name, or its number from 1; else the first, or the only one"}, \
    [SEPARATOR] = {"separator", QS_IS(TEXT), NULL, \
                   "What stands between cells: one sign such as ';', or tab; else it is found out"}, \
    [DECIMAL] = {"decimal", QS_ONE_OF(decimals), "\".\"", "The sign before decimal places"}, \
    [FORMAT] = {"format", QS_IS(TEXT), NULL, \
                "How times are written, such as \"%Y-%m-%d %H:%M\"; else they are numbers"}, \
    [WHERE] = {"where", QS_MEMBERS_OF(QS_IS(TEXT)), NULL, \
               "Only lines that have such a text in such a column"}
/* clang-format on */
static const qs_key column_keys[] = {COMMON_KEYS};
static const qs_key weighted_keys[] = {
    COMMON_KEYS, [WEIGHTS] = {"weights", QS_IS(TEXT), NULL, "The column of weights, by name or number"}};
static const qs_key instant_keys[] = {
    COMMON_KEYS, [WEIGHTS] = {
                     "days", QS_ONE_OF(day_orders), NULL,
                     "Instants of several days: each replication has one of them, in turn or drawn"}};
const qs_key_table qs_keys_column = {.name = "column",
                                     .about = "The numbers of a file, or of a column of a table",
                                     QS_KEYS(column_keys),
                                     .needs = "file"};
const qs_key_table qs_keys_weighted_column = {.name = "weighted_column",
                                              .about = "The numbers of a file with their weights",
                                              QS_KEYS(weighted_keys),
                                              .needs = "file"};
const qs_key_table qs_keys_instant_column = {
    .name = "instant_column", .about = "Recorded instants of a file", QS_KEYS(instant_keys), .needs = "file"};
enum { MOST_FAULTS = 10, MOST_CONDITIONS = 16 };
static const double LARGEST = 1e100; /* as of times in the study */
static const size_t MOST_VALUES = 20000000;

/* What is wanted of a table, and what has been read of it. */
typedef struct reading {
    qs_study_reader *reader;
    qs_node *map, *values[N_KEYS];
    char separator, decimal;
    const char *format; /* NULL: numbers */
    bool has_date, may_have_weights, is_instants, has_days;
    const qs_node_origin *origin; /* of faults: as long-lived as they are */
    size_t column, weights, where[MOST_CONDITIONS];
    bool has_weights;
    size_t n_where;
    int n_faults;
    int64_t first_day;  /* of the first instant */
    double shift, last; /* the midnight before the earliest; the value above */
    int64_t day;        /* days: the present one, and how many there are */
    size_t n_days, n_values;
    double *x, *w; /* [n] owned */
    size_t n, x_capacity, w_capacity;
} reading;

/* ---- the words of the study ---- */

static bool read_text(qs_study_reader *reader, const char *key, qs_node *node, const char *what,
                      const char **out)
{
    if (!node)
        return true;
    bool is_good = node->kind == QS_NODE_SCALAR && node->text[0];
    qs_enter(reader, key);
    if (!is_good)
        qs_problem_node(reader, node, "must be %s", what);
    qs_leave(reader);
    *out = is_good ? node->text : NULL;
    return is_good;
}

/* A key's node is wrong: told at it. */
static bool refuse(reading *r, int key, const char *what)
{
    qs_enter(r->reader, key == DAYS ? "days" : weighted_keys[key].name);
    qs_problem_node(r->reader, r->values[key], "%s", what);
    qs_leave(r->reader);
    return false;
}

static bool read_signs(reading *r)
{
    const char *separator = NULL, *decimal = NULL;
    bool is_good =
        read_text(r->reader, "separator", r->values[SEPARATOR], "a sign such as ';' or tab", &separator);
    is_good &= read_text(r->reader, "decimal", r->values[DECIMAL], "'.' or ','", &decimal);
    r->decimal = '.';
    if (separator && !qs_cell_separator(separator, &r->separator))
        is_good = refuse(r, SEPARATOR, "must be one sign such as ';' or ',', or tab");
    if (decimal && !qs_cell_decimal(decimal, &r->decimal))
        is_good = refuse(r, DECIMAL, "must be '.' or ','");
    if (is_good && r->separator == r->decimal)
        is_good = refuse(r, SEPARATOR, "must not be the decimal sign");
    return is_good;
}

static bool read_format(reading *r)
{
    const char *why;
    if (!read_text(r->reader, "format", r->values[FORMAT], "a format such as \"%d.%m.%Y %H:%M\"", &r->format))
        return false;
    if (!r->format)
        return true;
    if (!qs_instant_format(r->format, &r->has_date, &why))
        return refuse(r, FORMAT, why);
    if (r->has_date && !r->is_instants)
        return refuse(r, FORMAT, "must be of a time alone, such as \"%H:%M:%S\", for a date is no duration");
    return true;
}

static bool read_days(reading *r)
{
    int choice;
    if (!r->values[DAYS])
        return true;
    r->has_days = qs_read_choice(r->reader, "days", r->values[DAYS], day_orders, 2, &choice);
    if (r->has_days && !(r->format && r->has_date))
        return refuse(r, DAYS,
                      "needs a format with a date, such as \"%Y-%m-%d %H:%M\": days are told apart by it");
    return r->has_days;
}

static bool read_where(reading *r)
{
    qs_node *where = r->values[WHERE];
    if (!where)
        return true;
    if (where->kind != QS_NODE_MAP || where->n == 0 || where->n > MOST_CONDITIONS)
        return refuse(r, WHERE, "must be a map of at most 16 columns, each with the text wanted there");
    bool is_good = true;
    qs_enter(r->reader, "where");
    for (size_t i = 0; i < where->n; i++) {
        const char *text;
        is_good &= read_text(r->reader, where->keys[i]->text, where->values[i], "a text or a number", &text);
    }
    qs_leave(r->reader);
    r->n_where = where->n;
    return is_good;
}

static bool read_words(reading *r)
{
    const char *text;
    bool is_good = read_text(r->reader, "file", r->values[FILE_], "the name of a file", &text);
    is_good &=
        read_text(r->reader, "column", r->values[COLUMN], "a column's name, or its number from 1", &text);
    is_good &= read_text(r->reader, "weights", r->values[WEIGHTS], "a column's name or number", &text);
    is_good &= read_signs(r);
    is_good &= read_format(r);
    is_good &= read_days(r);
    return read_where(r) && is_good;
}

/* Whatever makes a difference, in one text: "visits.csv, column 'service', where 'class' is 'senior'". */
static bool name_it(const reading *r, qs_text *out)
{
    static const char *const said[N_KEYS] = {
        NULL, ", column '%s'",  ", separator '%s'", ", decimal '%s'", ", format '%s'",
        NULL, ", weights '%s'", ", days '%s'"};
    qs_status status = qs_text_format(out, "%s", r->values[FILE_]->text);
    for (int k = 1; k < N_KEYS && !status; k++) {
        qs_node *node = r->values[k];
        if (!node)
            continue;
        for (size_t i = 0; k == WHERE && i < node->n && !status; i++)
            status = qs_text_format(out, "%s '%s' is '%s'", i ? " and" : ", where", node->keys[i]->text,
                                    node->values[i]->text);
        if (said[k] && !status) {
            const char *mark = strchr(said[k], '%');
            status = qs_text_format(out, "%.*s%s%s", (int)(mark - said[k]), said[k], node->text, mark + 2);
        }
    }
    if (!status && r->format)
        status = qs_text_format(out, " in %s", r->reader->unit_name);
    return !qs_reader_fail(r->reader, status);
}

/* ---- the table ---- */

/* One message a fault with its line. got [in] NULL: none */
static void fault(reading *r, size_t line, const char *got, const char *what, const char *hint)
{
    char shown[64];
    if (got)
        snprintf(shown, sizeof shown, strlen(got) > 24 ? "'%.24s...'" : "'%s'", got);
    if (r->n_faults++ < MOST_FAULTS)
        qs_problem_at(r->reader, (qs_position){.origin = r->origin, .line = (int)line}, got ? shown : NULL,
                      "%s%s", what, hint);
}

static bool find_column(reading *r, const qs_csv_record *header, const char *name, size_t *out)
{
    char why[512];
    if (qs_csv_column(header, name, out, why, sizeof why))
        return true;
    fault(r, header->line, NULL, why, "");
    return false;
}

/* Without `column`: the only one, or a value and its weight. */
static bool choose_column(reading *r, const qs_csv_record *header)
{
    r->column = 0;
    if (header->n == 1)
        return true;
    r->weights = 1;
    r->has_weights = header->n == 2 && r->may_have_weights && !r->values[WEIGHTS];
    if (!r->has_weights) {
        char what[128];
        snprintf(what, sizeof what, "has %zu columns, `column` must say which one is meant", header->n);
        fault(r, header->line, NULL, what, "");
    }
    return r->has_weights;
}

static bool find_columns(reading *r, const qs_csv_record *header)
{
    bool is_good = r->values[COLUMN] ? find_column(r, header, r->values[COLUMN]->text, &r->column)
                                     : choose_column(r, header);
    if (r->values[WEIGHTS]) {
        r->has_weights = true;
        is_good &= find_column(r, header, r->values[WEIGHTS]->text, &r->weights);
    }
    for (size_t i = 0; i < r->n_where; i++)
        is_good &= find_column(r, header, r->values[WHERE]->keys[i]->text, &r->where[i]);
    return is_good;
}

static bool is_wanted(const reading *r, const qs_csv_record *record)
{
    for (size_t i = 0; i < r->n_where; i++)
        if (r->where[i] >= record->n || strcmp(record->cells[r->where[i]], r->values[WHERE]->values[i]->text))
            return false;
    return true;
}

/* A cell as a number, in seconds from the first day where there is a format; false, and told, when it is
 * none. */
static bool read_value(reading *r, const qs_csv_record *record, double *out)
{
    const char *text = record->cells[r->column], *why;
    qs_instant instant;
    if (!r->format) {
        if (qs_cell_number(text, r->decimal, out) && *out >= (r->reader->may_be_signed ? -LARGEST : 0) &&
            *out <= LARGEST)
            return true;
        fault(r, record->line, text,
              r->reader->may_be_signed ? "must be a number from -1e100 to 1e100"
                                       : "must be a number from 0 to 1e100",
              qs_cell_number_hint(text, r->decimal));
        return false;
    }
    if (!qs_instant_read(text, r->format, &instant, &why)) {
        fault(r, record->line, text, why, "");
        return false;
    }
    if (r->n == 0)
        r->first_day = instant.day;
    *out = qs_instant_since(&instant, r->first_day);
    if (r->n == 0)
        r->shift = r->has_date ? *out - instant.second : 0;
    return true;
}

static bool put(reading *r, double value, double weight)
{
    if (qs_reader_fail(r->reader, qs_reserve(&r->x, &r->x_capacity, r->n + 1, sizeof *r->x)) ||
        qs_reader_fail(r->reader, qs_reserve(&r->w, &r->w_capacity, r->n + 1, sizeof *r->w)))
        return false;
    r->x[r->n] = value;
    r->w[r->n++] = weight;
    return true;
}

/* A line's day begins, if it is a new one; false when it lies before the one above. In the kept file it is a
 * line
 * (0, its number and a half), which no instant has. */
static bool enter_day(reading *r, const qs_csv_record *record, int64_t day)
{
    if (r->n_days > 0 && day == r->day)
        return true;
    if (r->n_days > 0 && day < r->day) {
        fault(r, record->line, record->cells[r->column],
              "is earlier than the one above: recorded arrivals ascend, sort the file by time", "");
        return false;
    }
    r->day = day;
    r->last = -1;
    return put(r, 0, (double)r->n_days++ + 0.5);
}

/* The days of a file are those of all its lines: one on which nobody came whom `where` wants is a day too. */
static void pass_over(reading *r, const qs_csv_record *record)
{
    qs_instant instant;
    const char *why;
    if (r->has_days && r->column < record->n &&
        qs_instant_read(record->cells[r->column], r->format, &instant, &why))
        enter_day(r, record, instant.day);
}

/* Seconds since the study's start on the instant's own day. */
static bool read_of_day(reading *r, const qs_csv_record *record, double *out)
{
    const char *text = record->cells[r->column], *why;
    qs_instant instant;
    if (!qs_instant_read(text, r->format, &instant, &why)) {
        fault(r, record->line, text, why, "");
        return false;
    }
    if (!enter_day(r, record, instant.day))
        return false;
    *out = instant.second - r->reader->clock_seconds;
    if (*out < 0)
        fault(r, record->line, text,
              "is before the time of day at which the study starts: `clock` must not be later than the "
              "earliest "
              "arrival",
              "");
    return *out >= 0;
}

static void take_record(reading *r, const qs_csv_record *record)
{
    double value, weight = 1;
    if (record->wrong) {
        fault(r, record->line, NULL, record->wrong, "");
        return;
    }
    if (!is_wanted(r, record)) {
        pass_over(r, record);
        return;
    }
    if (r->column >= record->n || !record->cells[r->column][0] ||
        (r->has_weights && r->weights >= record->n)) {
        fault(r, record->line, "", "must have a value there", "");
        return;
    }
    if (!(r->has_days ? read_of_day(r, record, &value) : read_value(r, record, &value)))
        return;
    if (r->has_weights && (!qs_cell_number(record->cells[r->weights], r->decimal, &weight) || weight < 0)) {
        fault(r, record->line, record->cells[r->weights], "must have a weight of 0 or more", "");
        return;
    }
    if (r->is_instants && r->n && value < r->last) {
        fault(r, record->line, record->cells[r->column],
              "is earlier than the one above: recorded arrivals ascend, sort the file by time", "");
        return;
    }
    r->last = value;
    r->n_values += put(r, value, r->has_days ? (double)(r->n_days - 1) : weight);
}

/* With a name the first record is the header; without one it is where no value stands in it. */
static bool is_header(reading *r, const qs_csv_record *record)
{
    double x;
    qs_instant instant;
    const char *why, *text = r->column < record->n ? record->cells[r->column] : "";
    size_t digits = r->values[COLUMN] ? strspn(r->values[COLUMN]->text, "0123456789") : 0;
    if (r->values[COLUMN] && r->values[COLUMN]->text[digits])
        return true;
    bool is_value = r->format ? qs_instant_read(text, r->format, &instant, &why)
                              : qs_cell_number(text, '.', &x) || qs_cell_number(text, ',', &x);
    return !is_value;
}

static void read_records(reading *r, qs_csv *csv)
{
    qs_csv_record record = {0};
    bool is_first = true;
    for (;;) {
        qs_status status = qs_csv_next(csv, &record);
        if (status == QS_ERROR_FORMAT) {
            const char *text = qs_failure();
            fault(r, (size_t)strtoull(text, NULL, 10), NULL, text + strspn(text, "0123456789: "), "");
        } else if (status == QS_ERROR_IO) {
            fault(r, 1, NULL, qs_failure(), "");
        } else if (status) {
            qs_reader_fail(r->reader, status);
        }
        if (status || record.line == 0 || r->reader->status || r->n_faults >= MOST_FAULTS)
            return;
        if (r->n >= MOST_VALUES) {
            fault(r, record.line, NULL, "is beyond 20,000,000 values, which is too many", "");
            return;
        }
        if (is_first && !find_columns(r, &record))
            return;
        if (!is_first || !is_header(r, &record))
            take_record(r, &record);
        is_first = false;
    }
}

/* The values as a plain file of numbers, of which every bit comes back. */
static qs_status write_plain(const reading *r, qs_text *out)
{
    double unit = r->format ? r->reader->unit_seconds : 1;
    bool is_table = r->has_weights || r->has_days;
    qs_status status = is_table ? qs_text_format(out, "value,weight\n") : QS_OK;
    for (size_t i = 0; i < r->n && !status; i++) {
        double x = (r->x[i] - r->shift) / unit;
        status =
            is_table ? qs_text_format(out, "%.17g, %.17g\n", x, r->w[i]) : qs_text_format(out, "%.17g\n", x);
    }
    return status;
}

static qs_data_file *read_table(reading *r, const char *name)
{
    qs_study_reader *reader = r->reader;
    qs_node *file = r->values[FILE_];
    qs_data_file *kept = NULL;
    qs_text text = {0};
    qs_csv *csv = NULL;
    char path[4096];
    if (qs_reader_fail(reader, qs_files_keep(reader->files, name, file->text, NULL, 0, &kept)))
        return NULL;
    kept->is_parsed = true;
    r->origin = &kept->origin;
    qs_status status = qs_files_place(reader->files, file->text, path, sizeof path);
    if (!status)
        status = qs_csv_open(path, r->separator, r->decimal, &csv);
    if (!status)
        read_records(r, csv);
    qs_csv_close(csv);
    if (status == QS_ERROR_IO || status == QS_ERROR_FORMAT) {
        qs_enter(reader, "file");
        qs_problem_node(reader, file, "must be a file that can be read, but %s", qs_failure());
        qs_leave(reader);
    } else if (status) {
        qs_reader_fail(reader, status);
    }
    if (status || reader->status || r->n_faults)
        return NULL;
    if (r->n_values == 0) {
        qs_problem_node(reader, r->map, "must name a file with at least one value, but %s",
                        r->n_where ? "no line of it is as `where` says" : "it has none");
        return NULL;
    }
    if (qs_reader_fail(reader, write_plain(r, &text)))
        return NULL;
    kept->text = text.bytes;
    kept->n_bytes = text.n;
    kept->is_parsed = false;
    kept->has_days = r->has_days;
    return kept;
}

const qs_data_file *qs_files_column(qs_study_reader *reader, qs_node *map, bool may_have_weights,
                                    bool is_instants)
{
    reading r = {
        .reader = reader, .map = map, .may_have_weights = may_have_weights, .is_instants = is_instants};
    qs_text name = {0};
    const qs_key_table *table = is_instants        ? &qs_keys_instant_column
                                : may_have_weights ? &qs_keys_weighted_column
                                                   : &qs_keys_column;
    if (!qs_read_map(reader, map, table, r.values) ||
        !qs_require(reader, map, "file", r.values[FILE_], "the name of a file"))
        return NULL;
    if (is_instants) {
        r.values[DAYS] = r.values[WEIGHTS];
        r.values[WEIGHTS] = NULL;
    }
    bool is_plain = !r.values[DAYS];
    for (int k = COLUMN; k < WEIGHTS; k++)
        is_plain &= !r.values[k];
    qs_data_file *file = NULL;
    if (is_plain && r.values[WEIGHTS]) {
        refuse(&r, WEIGHTS,
               "weights beside a file are not allowed, they are its second column, unless `column` "
               "says which one has the values");
        return NULL;
    }
    if (is_plain) {
        qs_enter(reader, "file");
        const qs_data_file *plain = qs_files_numbers(reader, r.values[FILE_], may_have_weights);
        qs_leave(reader);
        return plain;
    }
    if (read_words(&r) && name_it(&r, &name)) {
        file = qs_files_find(reader->files, name.bytes);
        if (!file)
            file = read_table(&r, name.bytes);
        if (file)
            qs_files_parse(reader, file, r.values[FILE_], may_have_weights || r.has_days);
    }
    qs_free(name.bytes);
    qs_free(r.x);
    qs_free(r.w);
    return file && file->is_good ? qs_files_of_sign(reader, file, r.values[FILE_]) : NULL;
}
