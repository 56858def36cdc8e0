/* output.service_level: [{within: T, abandoned: bad | good | ignored}].
 *
 * Their times stand behind those of wait_over: waits are held against all of them alike.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "build_internal.h"
#include "qsweep/memory.h"

enum { WITHIN, ABANDONED, N_LEVEL_KEYS, MOST_LEVELS = 100 };
const char *const qs_abandoned_words[QS_N_ABANDONED] = {
#define QS_WORD(name) #name,
    QS_ABANDONED_LIST(QS_WORD)
#undef QS_WORD
};
static const qs_key level_keys[N_LEVEL_KEYS] = {
    [WITHIN] = {"within", QS_TIME_IN(qs_not_negative), NULL, "The service begins within this time"},
    [ABANDONED] = {"abandoned", QS_ONE_OF(qs_abandoned_words), "\"bad\"",
                   "What those count as who gave up earlier"},
};
const qs_key_table qs_keys_level = {.name = "level",
                                    .about = "A share of those offered whose service begins within a time",
                                    QS_KEYS(level_keys),
                                    .needs = "within"};

bool qs_read_abandoned(qs_study_reader *reader, qs_node *node, qs_abandoned *abandoned)
{
    int word = 0;
    if (!qs_read_choice(reader, "abandoned", node, qs_abandoned_words, QS_N_ABANDONED, &word))
        return false;
    *abandoned = (qs_abandoned)word;
    return true;
}

static void build_level(qs_study_reader *reader, qs_node *node, qs_output_rule *output, size_t i)
{
    qs_node *values[N_LEVEL_KEYS];
    double *within = output->thresholds + output->n_thresholds;
    if (!qs_read_map(reader, node, &qs_keys_level, values) ||
        !qs_require(reader, node, "within", values[WITHIN], "a time") ||
        !qs_read_time(reader, "within", values[WITHIN], qs_not_negative, &within[i]))
        return;
    if (values[ABANDONED] && !qs_read_abandoned(reader, values[ABANDONED], &output->abandoned[i]))
        return;
    for (size_t k = 0; k < i; k++)
        if (within[k] == within[i] && output->abandoned[k] == output->abandoned[i])
            qs_problem_node(reader, node, "is listed twice, once is allowed");
}

/* Room for n levels behind the thresholds. */
static bool make_room(qs_study_reader *reader, qs_output_rule *output, size_t n)
{
    size_t capacity = output->n_thresholds;
    if (qs_reader_fail(reader, qs_reserve(&output->thresholds, &capacity, output->n_thresholds + n,
                                          sizeof *output->thresholds)) ||
        qs_reader_fail(reader, qs_calloc(n, sizeof *output->abandoned, &output->abandoned)))
        return false;
    for (size_t i = 0; i < n; i++)
        output->thresholds[output->n_thresholds + i] = -1; /* equal to none that is read */
    output->n_levels = n;
    return true;
}

void qs_build_levels(qs_study_reader *reader, qs_node *node, qs_output_rule *output)
{
    size_t n = node->kind == QS_NODE_LIST ? node->n : 1;
    qs_enter(reader, "service_level");
    if (node->kind == QS_NODE_SCALAR || n > MOST_LEVELS) {
        qs_problem_node(reader, node,
                        "must be a list of up to %d times with what who gives up counts as, such as "
                        "[{within: 20 s, abandoned: ignored}]",
                        MOST_LEVELS);
    } else if (n > 0 && make_room(reader, output, n)) {
        for (size_t i = 0; i < n; i++) {
            if (node->kind == QS_NODE_LIST)
                qs_enter_item(reader, i);
            build_level(reader, node->kind == QS_NODE_LIST ? node->values[i] : node, output, i);
            if (node->kind == QS_NODE_LIST)
                qs_leave(reader);
        }
    }
    qs_leave(reader);
}
