/* Rates of pieces that are all of one length, as they are counted: {every: 30 min, counts: [12, 30, 22]}.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "build_internal.h"
#include "qsweep/memory.h"

enum { EVERY, VALUES, COUNTS, N_KEYS };
static const qs_key keys[N_KEYS] = {
    [EVERY] = {"every", QS_TIME_IN(qs_positive), NULL, "The length of each piece"},
    [VALUES] = {"values", QS_LIST_OF(1, 0, QS_NUMBER_IN(qs_not_negative, QS_PER_TIME)), NULL,
                "The rate in each"},
    [COUNTS] = {"counts",
                QS_EITHER_OF(QS_LIST_OF(1, 0, QS_NUMBER_IN(qs_not_negative, QS_PLAIN)),
                             QS_MAP_OF(qs_keys_column)),
                NULL, "How many arrivals are expected in each: a list, or {file: NAME}"},
};
const qs_key_table qs_keys_even_rates = {.name = "even_rates",
                                         .about = "Rates of pieces that are all of one length",
                                         QS_KEYS(keys),
                                         .needs = "every",
                                         .one_of = {"values counts"}};

static bool allocate(qs_study_reader *reader, size_t n_pieces, qs_piece **pieces, size_t *n)
{
    *n = n_pieces;
    return !qs_reader_fail(reader, qs_calloc(n_pieces, sizeof **pieces, pieces));
}

/* Numbers of a list, as they stand. */
static bool read_list(qs_study_reader *reader, int key, qs_node *list, qs_piece **pieces, size_t *n)
{
    bool is_good = qs_read_list(reader, list, 1, key == VALUES ? "rates" : "numbers of arrivals") &&
                   allocate(reader, list->n, pieces, n);
    for (size_t i = 0; is_good && i < *n; i++) {
        qs_enter_item(reader, i);
        is_good = qs_read_number(reader, NULL, list->values[i], qs_not_negative,
                                 key == VALUES ? QS_PER_TIME : QS_PLAIN, &(*pieces)[i].value);
        qs_leave(reader);
    }
    return is_good;
}

static bool read_file(qs_study_reader *reader, qs_node *map, qs_piece **pieces, size_t *n)
{
    const qs_data_file *file = qs_files_column(reader, map, false, false);
    if (!file || !allocate(reader, file->n, pieces, n))
        return false;
    for (size_t i = 0; i < file->n; i++)
        (*pieces)[i].value = file->values[i];
    return true;
}

static bool choose(qs_study_reader *reader, qs_node *map, qs_node **values)
{
    if (values[VALUES] && values[COUNTS]) {
        qs_enter(reader, "counts");
        qs_problem_node(reader, values[COUNTS], "stands beside values, but there must be only one of them");
        qs_leave(reader);
        return false;
    }
    if (!values[VALUES] && !values[COUNTS] && !map->is_unsure)
        qs_problem_at(reader, map->at, "neither",
                      "must have values (rates) or counts (arrivals expected in each)");
    return values[VALUES] || values[COUNTS];
}

bool qs_read_even_rates(qs_study_reader *reader, qs_node *map, qs_piece **pieces, size_t *n)
{
    qs_node *values[N_KEYS];
    double every = 0;
    *pieces = NULL;
    *n = 0;
    if (!qs_read_map(reader, map, &qs_keys_even_rates, values))
        return false;
    bool is_good = qs_require(reader, map, "every", values[EVERY], "a time, the length of each piece");
    is_good &= qs_read_time(reader, "every", values[EVERY], qs_positive, &every);
    is_good &= choose(reader, map, values);
    if (!is_good)
        return false;
    int key = values[COUNTS] ? COUNTS : VALUES;
    qs_enter(reader, keys[key].name);
    is_good = key == COUNTS && values[COUNTS]->kind == QS_NODE_MAP
                  ? read_file(reader, values[COUNTS], pieces, n)
                  : read_list(reader, key, values[key], pieces, n);
    qs_leave(reader);
    if (!is_good) {
        qs_free(*pieces);
        *pieces = NULL;
        *n = 0;
        return false;
    }
    for (size_t i = 0; i < *n; i++) {
        (*pieces)[i].until = (double)(i + 1) * every;
        if (key == COUNTS)
            (*pieces)[i].value /= every;
    }
    return true;
}
