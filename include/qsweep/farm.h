/* A sweep on many MPI ranks: rank 0 hands out tasks and files results, the others simulate; with few ranks
 * rank 0 simulates too, between its messages.
 *
 * The results are those of qs_run_alone() to the bit: ranks only change who simulates a block and when it
 * comes back. Without a launcher (mpirun, srun), and for a process that one started alone, MPI is never
 * initialised, which would cost .14 to .35 s, and everything here is done in this process. "Collective" below
 * means: called on all ranks, in the same order.
 *
 * Messages are bytes laid out by qs_block_pack, so all ranks must be the same program on machines of one byte
 * order.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_FARM_H
#define QSWEEP_FARM_H

#include <stdbool.h>
#include <stddef.h>

#include "qsweep/run.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct qs_farm qs_farm;

/* The rank that the launcher gave this process, from the environment alone; 0 without a launcher. Not
 * collective. */
int qs_farm_launch_rank(void);

/* Join the ranks. Collective.
 * out [out] owned by the caller; qs_farm_end frees it
 * Errors: QS_ERROR_MPI; QS_ERROR_USAGE (a launcher started several that MPI knows nothing of);
 * QS_ERROR_MEMORY. */
qs_status qs_farm_start(qs_farm **out);

int qs_farm_rank(const qs_farm *farm);
int qs_farm_n_ranks(const qs_farm *farm);

/* Have all waits for other ranks listen to whether this rank is to end: a signal, a time limit. A wait is
 * then given up after some seconds. Not collective. */
typedef bool qs_farm_asked(void *context);
void qs_farm_listen(qs_farm *farm, qs_farm_asked *asked, void *context);

/* A rank of another machine that has not been heard of for so long is lost, and the run ends with QS_STOPPED:
 * 300 s unless this is called. One whose process is gone from this machine is found to be within seconds; who
 * is stopped there is waited for. Not collective. */
void qs_farm_lose_after(qs_farm *farm, double seconds);

/* Give rank 0's bytes to all, who wait asleep. Collective. Ends the job through MPI_Abort if this rank is to
 * end and others do not answer. status [in] on rank 0: what making the bytes came to, the same comes back on
 * every rank, and no bytes are sent unless it is QS_OK; not looked at elsewhere bytes, n [in,out] on rank 0
 * sent, else received: owned by the caller (qs_free), NULL on failure Errors: `status`; QS_ERROR_LIMIT (over
 * 2 GiB), QS_ERROR_MEMORY, QS_ERROR_MPI. */
qs_status qs_farm_share(qs_farm *farm, qs_status status, char **bytes, size_t *n);

/* Simulate the whole plan on all ranks. Collective. A rank that fails, or is asked to stop, makes all stop.
 * status [in] what this rank's preparations came to: unless it is QS_OK on all, nothing is simulated and rank
 * 0 says why layout, quantiles [in] of rank 0 alone; NULL elsewhere hooks [in] of rank 0; elsewhere NULL, or
 * should_stop alone, which asks rank 0 to end the run Gives on rank 0 what qs_run_alone gives, or the first
 * failure of another rank, with its rank and host in the text; elsewhere QS_OK or this rank's own failure,
 * which rank 0 has been told. Does not return, but ends the job through MPI_Abort, if ranks do not answer 5 s
 * after they were told to stop. */
qs_status qs_farm_run(qs_farm *farm, qs_status status, const qs_plan *plan, const qs_layout *layout,
                      const double *quantiles, const qs_model_source *models, const qs_run_hooks *hooks);

/* Part: all leave with rank 0's exit status, which the others wait for asleep. Collective; frees the farm.
 * Ends the job through MPI_Abort with that status if ranks do not answer. exit_status [in] of rank 0 */
int qs_farm_end(qs_farm *farm, int exit_status);

/* Name and version of the MPI library, such as "Open MPI 4.1.4". Static; may be asked without a farm. */
const char *qs_farm_library(void);

#ifdef __cplusplus
}
#endif

#endif
