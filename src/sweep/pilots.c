/* The pilots of a scenario: pieces come in any order and are folded in the order of their index.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/memory.h"
#include "sweep_internal.h"

struct qs_pilots {
    uint64_t n_folded; /* pieces */
    qs_pilot folded;
    qs_pilot *waiting[QS_MOST_PILOT_PIECES]; /* that have come out of turn; owned, NULL: not there */
};

void qs_pilots_free(qs_pilots *pilots)
{
    for (int i = 0; pilots && i < QS_MOST_PILOT_PIECES; i++)
        qs_free(pilots->waiting[i]);
    qs_free(pilots);
}

bool qs_pilots_have(const qs_pilots *pilots, uint64_t piece)
{
    return pilots && (piece < pilots->n_folded || pilots->waiting[piece]);
}

qs_status qs_pilots_add(qs_pilots **pilots, const qs_pilot *piece)
{
    qs_status status = *pilots ? QS_OK : qs_calloc(1, sizeof **pilots, pilots);
    if (status)
        return status;
    qs_pilot **waiting = (*pilots)->waiting;
    status = qs_calloc(1, sizeof **waiting, &waiting[piece->piece]);
    if (status)
        return status;
    *waiting[piece->piece] = *piece;
    for (uint64_t i = (*pilots)->n_folded; i < QS_MOST_PILOT_PIECES && waiting[i]; i++) {
        qs_pilot_fold(&(*pilots)->folded, waiting[i]);
        qs_free(waiting[i]);
        waiting[i] = NULL;
        (*pilots)->n_folded++;
    }
    return QS_OK;
}

const qs_pilot *qs_pilots_folded(const qs_pilots *pilots, uint64_t n_pieces)
{
    return pilots && pilots->n_folded == n_pieces ? &pilots->folded : NULL;
}
