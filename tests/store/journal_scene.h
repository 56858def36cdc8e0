/* A journal to test with. A program includes this once, behind cmocka.h.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_TESTS_JOURNAL_SCENE_H
#define QSWEEP_TESTS_JOURNAL_SCENE_H

#include "qsweep/journal.h"

/* Of a plan and the layout of one class and one window, which both stay as long as it is open. */
static inline qs_journal *open_journal_of(const char *path, const qs_plan *plan, qs_layout *layout,
                                          qs_journal_mode mode)
{
    qs_layout_init(layout, 1, 1, 0, 0);
    const qs_journal_identity identity = {.plan = plan,
                                          .layout = layout,
                                          .study_hash = "hash",
                                          .version = "version",
                                          .started = "2026-01-01T00:00:00Z",
                                          .replaces = "",
                                          .study = "study",
                                          .n_study = 5};
    qs_journal *journal;
    assert_int_equal(qs_journal_open(path, &identity, mode, &journal), QS_OK);
    return journal;
}

#endif
