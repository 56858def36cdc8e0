/* Labels: what the scenarios of sweep.list are called.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "qsweep/memory.h"
#include "study_internal.h"

enum { LONGEST_LABEL = 200 };

static bool is_line(const qs_node *node)
{
    if (node->kind != QS_NODE_SCALAR || !node->text[0] || strlen(node->text) > LONGEST_LABEL)
        return false;
    for (const char *c = node->text; *c; c++)
        if ((unsigned char)*c < ' ' || *c == 127)
            return false;
    return true;
}

void qs_read_label(qs_study_reader *reader, qs_node *node, size_t i, size_t n, qs_sweep_space *space)
{
    if (!space->labels && !(space->labels = qs_arena_get(reader->arena, n, sizeof *space->labels))) {
        qs_reader_fail(reader, QS_ERROR_MEMORY);
        return;
    }
    if (!is_line(node) || qs_scalar_of(node) == QS_SCALAR_NULL) {
        qs_problem_node(reader, node, "must be a text of one line and at most %d bytes", LONGEST_LABEL);
        return;
    }
    for (size_t k = 0; k < i; k++)
        if (space->labels[k] && !strcmp(space->labels[k]->text, node->text)) {
            qs_problem_node(reader, node, "is the label of item %zu too, each must have its own", k);
            return;
        }
    space->labels[i] = node;
}

qs_status qs_fill_labels(const qs_sweep_space *space, qs_plan *plan)
{
    if (!space->labels)
        return QS_OK;
    qs_status status = qs_calloc(space->n_scenarios, sizeof *plan->labels, &plan->labels);
    for (size_t s = 0; s < space->n_scenarios && !status; s++) {
        size_t raw = space->kept ? space->kept[s] : s;
        const qs_node *label = space->labels[raw % space->n_items];
        status = qs_strdup(label ? label->text : "", &plan->labels[s]);
    }
    return status;
}
