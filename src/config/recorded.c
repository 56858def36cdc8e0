/* Recorded or planned arrivals: listed, one after another at a fixed distance, or of a file, all of it or
 * a day at a time.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "build_internal.h"
#include "qsweep/memory.h"

enum { FROM, EVERY, COUNT, N_KEYS, MOST_APPOINTMENTS = 10000000 };
static const qs_key keys[N_KEYS] = {
    [FROM] = {"from", QS_INSTANT_IN(qs_not_negative), NULL, "When the first is"},
    [EVERY] = {"every", QS_TIME_IN(qs_positive), NULL, "How long after each the next is"},
    [COUNT] = {"count", QS_WHOLE_IN(1, MOST_APPOINTMENTS), NULL, "How many there are"},
};
const qs_key_table qs_keys_appointments = {.name = "appointments",
                                           .about = "Planned arrivals at a fixed distance",
                                           QS_KEYS(keys),
                                           .needs = "from every count"};

static bool read_appointments(qs_study_reader *reader, qs_node *map, qs_source *source)
{
    qs_node *values[N_KEYS];
    double from = 0, every = 0;
    int64_t count = 0;
    if (!qs_read_map(reader, map, &qs_keys_appointments, values))
        return false;
    bool is_good = qs_require(reader, map, "from", values[FROM], "an instant, when the first is");
    is_good &= qs_require(reader, map, "every", values[EVERY], "a time, how long after each the next is");
    is_good &= qs_require(reader, map, "count", values[COUNT], "a whole number, how many there are");
    is_good &= qs_read_instant(reader, "from", values[FROM], qs_not_negative, 0, true, &from);
    is_good &= qs_read_time(reader, "every", values[EVERY], qs_positive, &every);
    is_good &= qs_read_integer(reader, "count", values[COUNT], 1, MOST_APPOINTMENTS, &count);
    if (!is_good || qs_reader_fail(reader, qs_calloc((size_t)count, sizeof *source->times, &source->times)))
        return false;
    for (source->n_times = 0; source->n_times < (size_t)count; source->n_times++)
        source->times[source->n_times] = from + (double)source->n_times * every;
    return true;
}

static bool read_listed_times(qs_study_reader *reader, qs_node *list, qs_source *source)
{
    if (!qs_read_list(reader, list, 1, "times, {from: 0, every: 15, count: 20}, or {file: NAME}") ||
        qs_reader_fail(reader, qs_calloc(list->n, sizeof *source->times, &source->times)))
        return false;
    for (size_t i = 0; i < list->n; i++) {
        qs_enter_item(reader, i);
        double before = i ? source->times[i - 1] : 0; /* several may come at once */
        bool is_good =
            qs_read_instant(reader, NULL, list->values[i], qs_not_negative, before, true, &source->times[i]);
        if (is_good && i && source->times[i] < source->times[i - 1]) {
            qs_problem_node(reader, list->values[i], "must not be before the time listed before it");
            is_good = false;
        }
        qs_leave(reader);
        if (!is_good)
            return false;
    }
    source->n_times = list->n;
    return true;
}

/* Days one after another: day d has the instants up to day_ends[d]. */
static bool take_days(qs_study_reader *reader, const qs_data_file *file, qs_node *map, qs_source *source)
{
    size_t n_days = 0;
    for (size_t i = 0; i < file->n; i++)
        n_days += file->weights[i] != floor(file->weights[i]);
    if (qs_reader_fail(reader, qs_calloc(n_days, sizeof *source->day_ends, &source->day_ends)) ||
        qs_reader_fail(reader, qs_strdup(qs_node_get(map, "file")->text, &source->days_file)))
        return false;
    source->days_at_random = !strcmp(qs_node_get(map, "days")->text, "random");
    for (size_t i = 0; i < file->n; i++) {
        if (file->weights[i] != floor(file->weights[i]))
            source->n_days++;
        else
            source->times[source->n_times++] = file->values[i];
        source->day_ends[source->n_days - 1] = source->n_times;
    }
    return true;
}

static bool read_recorded_times(qs_study_reader *reader, qs_node *map, qs_source *source)
{
    const qs_data_file *file = qs_files_column(reader, map, false, true);
    bool is_good = file && !qs_reader_fail(reader, qs_calloc(file->n, sizeof(double), &source->times));
    if (is_good && qs_node_get(map, "days"))
        return take_days(reader, file, map, source);
    qs_enter(reader, "file");
    if (is_good) {
        memcpy(source->times, file->values, file->n * sizeof(double));
        source->n_times = file->n;
    }
    for (size_t i = 1; is_good && i < source->n_times; i++)
        if (source->times[i] < source->times[i - 1]) {
            qs_problem_at(reader, qs_node_get(map, "file")->at, NULL,
                          "the times in the file must ascend, but number %zu is %g after %g", i + 1,
                          source->times[i], source->times[i - 1]);
            is_good = false;
        }
    qs_leave(reader);
    return is_good;
}

void qs_build_times(qs_study_reader *reader, qs_node *node, qs_source *source)
{
    source->kind = QS_SOURCE_TIMES;
    qs_enter(reader, "times");
    bool is_planned = node->kind == QS_NODE_MAP && !qs_node_get(node, "file") &&
                      (qs_node_get(node, "every") || qs_node_get(node, "from") || qs_node_get(node, "count"));
    if (is_planned)
        read_appointments(reader, node, source);
    else if (node->kind == QS_NODE_MAP)
        read_recorded_times(reader, node, source);
    else
        read_listed_times(reader, node, source);
    qs_leave(reader);
}
