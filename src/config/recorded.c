/* Recorded arrivals: listed, or of a file, all of it or a day at a time.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "build_internal.h"
#include "qsweep/memory.h"

static bool read_listed_times(qs_study_reader *reader, qs_node *list, qs_source *source)
{
    if (!qs_read_list(reader, list, 1, "times, or {file: NAME}") ||
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
    if (node->kind == QS_NODE_MAP)
        read_recorded_times(reader, node, source);
    else
        read_listed_times(reader, node, source);
    qs_leave(reader);
}
