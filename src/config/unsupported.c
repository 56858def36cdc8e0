/* What the language has and the engine has not yet: refused at its line, never passed over.
 * A part that has come to work is taken out of the table.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "build_internal.h"

/* Paths, `*` being any name; `value` not NULL: only that word of it; is_map: only when it is a map or list.
 */
static const struct {
    const char *steps[5];
    const char *value;
    bool is_complex;
} gates[] = {
    {{"run", "until"}, NULL, false},
};

static bool is_meant(const qs_node *node, const char *value, bool is_complex)
{
    if (is_complex)
        return node->kind != QS_NODE_SCALAR;
    return !value || (node->kind == QS_NODE_SCALAR && !strcmp(node->text, value));
}

static void refuse(qs_reader *reader, qs_node *node, const char *const *steps, const char *value,
                   bool is_complex)
{
    if (!steps[0]) {
        if (is_meant(node, value, is_complex))
            qs_problem_node(reader, node, "is not supported yet");
        return;
    }
    if (node->kind != QS_NODE_MAP)
        return;
    bool is_any = steps[0][0] == '*';
    for (size_t i = 0; i < node->n; i++) {
        if (qs_node_is_absent(node->values[i]) || (!is_any && strcmp(steps[0], node->keys[i]->text)))
            continue;
        qs_enter(reader, node->keys[i]->text);
        refuse(reader, node->values[i], steps + 1, value, is_complex);
        qs_leave(reader);
    }
}

void qs_refuse_unsupported(qs_reader *reader, qs_node *study)
{
    for (size_t i = 0; i < sizeof gates / sizeof *gates; i++) {
        const char *steps[6] = {NULL};
        memcpy(steps, gates[i].steps, sizeof gates[i].steps);
        refuse(reader, study, steps, gates[i].value, gates[i].is_complex);
    }
}
