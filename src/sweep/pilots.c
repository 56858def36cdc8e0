/* The pilots of a scenario: pieces come in any order and are folded in the order of their index, until all
 * are there and say where the scenario is measured from.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/memory.h"
#include "sweep_internal.h"

struct qs_pilots {
    qs_pilot folded;                         /* the first folded.piece pieces */
    uint64_t n_saved;                        /* pieces that were folded when it was last saved */
    qs_pilot *waiting[QS_MOST_PILOT_PIECES]; /* that have come out of turn; owned, NULL: not there */
};

void qs_warming_clear(qs_warming *w)
{
    for (int i = 0; w->pilots && i < QS_MOST_PILOT_PIECES; i++)
        qs_free(w->pilots->waiting[i]);
    qs_free(w->pilots);
    w->pilots = NULL;
}

void qs_warming_hand_out(qs_warming *w, uint64_t scenario, qs_task *task)
{
    *task = (qs_task){.scenario = scenario, .first_block = w->next_piece++, .n_blocks = 1, .is_pilot = true};
}

bool qs_warming_expects(const qs_warming *w, const qs_pilot *piece)
{
    const qs_pilots *pilots = w->pilots;
    return !w->is_over && piece->piece < w->next_piece &&
           !(pilots && (piece->piece < pilots->folded.piece || pilots->waiting[piece->piece]));
}

static qs_status begin(qs_warming *w, uint64_t scenario)
{
    if (w->pilots)
        return QS_OK;
    qs_status status = qs_calloc(1, sizeof *w->pilots, &w->pilots);
    if (!status)
        w->pilots->folded.scenario = scenario;
    return status;
}

static void look(qs_warming *w, uint64_t n_pieces)
{
    if (w->pilots->folded.piece < n_pieces)
        return;
    w->is_over = true;
    w->cut = qs_pilot_cut(&w->pilots->folded);
    w->settles = qs_pilot_settles(&w->pilots->folded);
}

qs_status qs_warming_add(qs_warming *w, uint64_t n_pieces, const qs_pilot *piece)
{
    qs_status status = begin(w, piece->scenario);
    if (status)
        return status;
    qs_pilot **waiting = w->pilots->waiting, *folded = &w->pilots->folded;
    status = qs_calloc(1, sizeof **waiting, &waiting[piece->piece]);
    if (status)
        return status;
    *waiting[piece->piece] = *piece;
    while (folded->piece < n_pieces && waiting[folded->piece]) {
        qs_pilot_fold(folded, waiting[folded->piece]);
        qs_free(waiting[folded->piece]);
        waiting[folded->piece++] = NULL;
    }
    look(w, n_pieces);
    return QS_OK;
}

qs_status qs_warming_restore(qs_warming *w, uint64_t n_pieces, const qs_pilot *folded)
{
    qs_status status = begin(w, folded->scenario);
    if (status)
        return status;
    w->pilots->folded = *folded;
    w->pilots->n_saved = w->next_piece = folded->piece;
    look(w, n_pieces);
    return QS_OK;
}

qs_status qs_warming_save(qs_warming *w, const qs_sweep_saver *saver)
{
    if (!w->pilots || !saver->pilots || w->pilots->folded.piece <= w->pilots->n_saved)
        return QS_OK;
    w->pilots->n_saved = w->pilots->folded.piece;
    return saver->pilots(saver->context, &w->pilots->folded);
}
