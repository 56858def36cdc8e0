/* The sweep's ring: the scenarios between the first that has not been taken and the last that has been begun.
 *
 * Three files share it: sweep.c files and folds what comes back, handout.c says what is next, resume.c leaves
 * off and goes on. How far a scenario goes is the policy's to say (policy.h).
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_RING_H
#define QSWEEP_RING_H

#include "qsweep/policy.h"
#include "sweep_internal.h"

typedef struct qs_entry {
    uint64_t scenario;   /* once it has been begun */
    qs_open *open;       /* some blocks have come, not all */
    bool is_finished;    /* all that are needed have; `summary` waits to be taken */
    bool is_saved;       /* the summary has been told */
    bool is_looked_at;   /* the policy has seen what is folded, and has not decided yet */
    uint64_t next_block; /* to be handed out */
    uint64_t target;     /* blocks folded when the policy looks at the scenario next */
    size_t bytes;        /* that `open` takes, as counted in open_bytes */
    qs_warming warming;  /* run.warmup mser5 */
    qs_summary summary;
} qs_entry;

/* Scenarios are served one after another, or in rounds. */
typedef struct qs_rounds {
    bool is_on;
    uint64_t end;   /* blocks of each scenario that may be handed out in this round */
    uint64_t first; /* scenario of those that are served in these rounds */
} qs_rounds;

struct qs_sweep {
    const qs_plan *plan;
    const qs_layout *layout;
    double *quantiles;
    qs_policy *policy;     /* owned */
    qs_decider *decider;   /* NULL: the plan decides nothing */
    bool is_deciding;      /* nothing else is done yet */
    uint64_t n_reported;   /* scenarios that are simulated in full once it is decided */
    bool has_decided;      /* something that has not been told */
    qs_sweep_watch *watch; /* told of decisions; NULL: nobody is */
    void *watch_context;
    uint64_t n_blocks;      /* of a scenario, at most */
    uint64_t first_target;  /* blocks that every scenario needs */
    uint64_t n_pilots;      /* pieces of each scenario's pilots; 0: there are none */
    uint64_t next_scenario; /* to be begun */
    uint64_t first_needy;   /* scenarios from n_taken to before this one need no more blocks in this round */
    uint64_t n_left;        /* blocks that are needed for sure and have not been handed out */
    uint64_t n_taken;       /* scenarios, with those skipped; the ring begins here */
    uint64_t n_entries;
    qs_entry *entries; /* [n_entries] scenario s is in entry s mod n_entries */
    bool *is_skipped;  /* [n_scenarios], or NULL: none is */
    qs_block spare;    /* memory of blocks that are folded; all zero: none */
    uint64_t n_finished, n_replications;
    bool has_rows;            /* blocks have rows, and these are held here */
    uint64_t held_histograms; /* bytes, of all summaries that wait to be taken */
    uint64_t open_bytes;      /* of all open scenarios; counted in rounds alone */
    qs_rounds rounds;
    qs_t_cache cache;
};

static inline bool qs_ring_skips(const qs_sweep *sweep, uint64_t scenario)
{
    return sweep->is_skipped && sweep->is_skipped[scenario];
}

static inline qs_entry *qs_ring_entry(const qs_sweep *sweep, uint64_t scenario)
{
    return &sweep->entries[scenario % sweep->n_entries];
}

/* Blocks of a begun scenario on the way to its target that have not been handed out. */
static inline uint64_t qs_entry_needs(const qs_entry *s)
{
    return !s->is_finished && s->target > s->next_block ? s->target - s->next_block : 0;
}

/* Blocks wait for the cut. */
static inline bool qs_entry_is_cold(const qs_sweep *sweep, const qs_entry *s)
{
    return sweep->n_pilots > 0 && !s->warming.is_over && !s->is_finished;
}

/* Something of a scenario can be handed out again. */
static inline void qs_ring_wake(qs_sweep *sweep, uint64_t scenario)
{
    if (scenario < sweep->first_needy)
        sweep->first_needy = scenario;
    if (scenario < sweep->rounds.first)
        sweep->rounds.first = scenario;
}

/* How far a decision is. */
qs_progress qs_sweep_deciding_progress(const qs_sweep *sweep);

/* The ring begins at the first scenario that will be taken. */
void qs_ring_pass_skipped(qs_sweep *sweep);

/* the entry's scenario, opened if it was not. Errors: QS_ERROR_MEMORY. */
qs_status qs_entry_open(qs_sweep *sweep, qs_entry *s, uint64_t scenario);

/* The scenario goes no further: keep the summary alone. Errors: QS_ERROR_MEMORY. */
qs_status qs_entry_finish(qs_sweep *sweep, qs_entry *s, bool is_imprecise);

/* Fold what has come; where that arrives at a target, have the policy look, and do what it decides. Errors:
 * QS_ERROR_MEMORY, the sweep of no use afterwards. */
qs_status qs_ring_advance(qs_sweep *sweep, qs_entry *s);

#endif
