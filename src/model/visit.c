/* The words for what becomes of a visit.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/visit.h"

const char *qs_outcome_word(qs_outcome outcome)
{
    static const char *const words[] = {
#define QS_OUTCOME_WORD(name, word) #word,
        QS_OUTCOME_LIST(QS_OUTCOME_WORD)
#undef QS_OUTCOME_WORD
    };
    return words[outcome];
}
