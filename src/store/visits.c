/* The visits of one replication as a file.
 *
 * A column a dataset, as netCDF-4 has tables: h5py, pandas and xarray read it with names, units and types,
 * and no column is in another's way. Columns are made and written one after another, so memory holds one of
 * them.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/visits.h"

#include <stdbool.h>
#include <stdio.h>

#include "hdf5_internal.h"
#include "part_internal.h"
#include "qsweep/memory.h"

typedef enum column {
#define COLUMN_ENUM(name, meaning) COLUMN_##name,
    QS_VISIT_COLUMN_LIST(COLUMN_ENUM)
#undef COLUMN_ENUM
        N_COLUMNS
} column;

static const char *const column_names[N_COLUMNS] = {
#define COLUMN_NAME(name, meaning) #name,
    QS_VISIT_COLUMN_LIST(COLUMN_NAME)
#undef COLUMN_NAME
};

static const char *const column_meanings[N_COLUMNS] = {
#define COLUMN_MEANING(name, meaning) meaning,
    QS_VISIT_COLUMN_LIST(COLUMN_MEANING)
#undef COLUMN_MEANING
};

/* The text of a double visit, kept for the next one of the same two services. */
typedef struct double_service {
    int first, second;
    char *text; /* owned */
} double_service;

typedef struct writer {
    const qs_visits *table;
    qs_h5 h5;
    qs_scale row;
    double_service *doubles; /* [n_doubles] owned, with their texts */
    size_t n_doubles, capacity;
} writer;

const char *qs_visits_service(const qs_visits *visits, const qs_visit *visit, char *text, size_t size)
{
    const char *first = visits->service_names[visit->service];
    if (visit->second_service < 0)
        return first;
    snprintf(text, size, "%s+%s", first, visits->service_names[visit->second_service]);
    return text;
}

static qs_status service_text(writer *w, const qs_visit *visit, const char **text)
{
    char both[256];
    *text = qs_visits_service(w->table, visit, both, sizeof both);
    if (visit->second_service < 0)
        return QS_OK;
    for (size_t i = 0; i < w->n_doubles; i++)
        if (w->doubles[i].first == visit->service && w->doubles[i].second == visit->second_service) {
            *text = w->doubles[i].text;
            return QS_OK;
        }
    qs_status status = qs_reserve(&w->doubles, &w->capacity, w->n_doubles + 1, sizeof *w->doubles);
    double_service new = {.first = visit->service, .second = visit->second_service};
    if (!status)
        status = qs_strdup(both, &new.text);
    if (!status) {
        w->doubles[w->n_doubles++] = new;
        *text = new.text;
    }
    return status;
}

static bool is_text(column c)
{
    return c == COLUMN_class || c == COLUMN_service || c == COLUMN_window || c == COLUMN_outcome ||
           c == COLUMN_line;
}

static bool is_time(column c)
{
    return c == COLUMN_arrival || c == COLUMN_join || c == COLUMN_start || c == COLUMN_end;
}

static double time_of(const qs_visit *visit, column c)
{
    switch (c) {
    case COLUMN_arrival:
        return visit->arrival;
    case COLUMN_join:
        return visit->join;
    case COLUMN_start:
        return visit->start;
    default:
        return visit->end;
    }
}

static int64_t number_of(const qs_visit *visit, column c)
{
    switch (c) {
    case COLUMN_customer:
        return (int64_t)visit->customer;
    case COLUMN_visit:
        return visit->visit;
    case COLUMN_member:
        return visit->member;
    default:
        return visit->server;
    }
}

static qs_status text_of(writer *w, const qs_visit *visit, column c, const char **text)
{
    switch (c) {
    case COLUMN_class:
        *text = w->table->class_names[visit->customer_class];
        return QS_OK;
    case COLUMN_window:
        *text = visit->window < 0 ? "" : w->table->window_names[visit->window];
        return QS_OK;
    case COLUMN_line:
        *text = visit->line < 0 ? "" : w->table->line_names[visit->line];
        return QS_OK;
    case COLUMN_outcome:
        *text = qs_outcome_word((qs_outcome)visit->outcome);
        return QS_OK;
    default:
        return service_text(w, visit, text);
    }
}

typedef union cell {
    double time;
    int64_t number;
    const char *text;
} cell;

static qs_status fill(writer *w, column c, cell *cells)
{
    qs_status status = QS_OK;
    for (size_t i = 0; i < w->table->n && !status; i++) {
        const qs_visit *visit = &w->table->visits[i];
        if (is_time(c))
            cells[i].time = time_of(visit, c);
        else if (is_text(c))
            status = text_of(w, visit, c, &cells[i].text);
        else
            cells[i].number = number_of(visit, c);
    }
    return status;
}

static qs_status write_column(writer *w, column c)
{
    _Static_assert(sizeof(cell) == 8, "the cells of a column are written as an array of their type");
    cell *cells;
    qs_status status = qs_calloc(w->table->n, sizeof *cells, &cells);
    if (status)
        return status;
    hid_t text = w->h5.text;
    qs_variable variable = {.name = column_names[c],
                            .units = is_time(c) ? w->table->time_unit : "1",
                            .long_name = column_meanings[c],
                            .type = is_time(c)   ? H5T_IEEE_F64LE
                                    : is_text(c) ? text
                                                 : H5T_STD_I64LE,
                            .rank = 1,
                            .scales = {&w->row}};
    status = fill(w, c, cells);
    if (!status)
        status = qs_h5_array(&w->h5, w->h5.file, &variable,
                             is_time(c)   ? H5T_NATIVE_DOUBLE
                             : is_text(c) ? text
                                          : H5T_NATIVE_INT64,
                             cells);
    qs_free(cells);
    return status;
}

static qs_status write_row_numbers(writer *w)
{
    int64_t *numbers;
    qs_status status = qs_calloc(w->table->n, sizeof *numbers, &numbers);
    if (status)
        return status;
    for (size_t i = 0; i < w->table->n; i++)
        numbers[i] = (int64_t)i;
    qs_variable variable = {
        .name = "row", .units = "1", .long_name = "visit", .type = H5T_STD_I64LE, .rank = 1};
    status = qs_h5_scale(&w->h5, w->h5.file, &variable, w->table->n, H5T_NATIVE_INT64, numbers, &w->row);
    qs_free(numbers);
    return status;
}

static qs_status write_origin(const writer *w)
{
    const qs_visits *table = w->table;
    hid_t root = w->h5.file;
    qs_status status = qs_h5_text(&w->h5, root, "study", table->study_name);
    if (!status)
        status = qs_h5_text(&w->h5, root, "study_hash", table->study_hash);
    if (!status)
        status = qs_h5_text(&w->h5, root, "version", table->version);
    if (!status && table->clock)
        status = qs_h5_text(&w->h5, root, "clock", table->clock);
    if (!status)
        status = qs_h5_uint64(&w->h5, root, "seed", table->seed);
    if (!status)
        status = qs_h5_uint64(&w->h5, root, "scenario", table->scenario);
    return status ? status : qs_h5_uint64(&w->h5, root, "replication", table->replication);
}

static qs_status write_all(writer *w)
{
    qs_status status = write_origin(w);
    if (!status)
        status = write_row_numbers(w);
    for (int c = 0; c < N_COLUMNS && !status; c++)
        if (c != COLUMN_line || w->table->line_names)
            status = write_column(w, (column)c);
    return status ? status : qs_h5_scale_end(&w->h5, &w->row);
}

qs_status qs_visits_write(const char *path, const qs_visits *visits)
{
    writer w = {.table = visits};
    qs_part part;
    qs_status status = qs_part_begin(path, &part);
    if (status)
        return status;
    status = qs_h5_create(part.part_path, &w.h5);
    if (!status)
        status = write_all(&w);
    if (!status)
        status = qs_h5_close(&w.h5);
    else
        qs_h5_discard(&w.h5);
    qs_h5_scale_drop(&w.row);
    for (size_t i = 0; i < w.n_doubles; i++)
        qs_free(w.doubles[i].text);
    qs_free(w.doubles);
    if (!status)
        return qs_part_commit(&part, NULL);
    qs_part_abandon(&part);
    return status;
}
