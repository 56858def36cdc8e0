/* Who started this process, by what launchers leave in the environment, before MPI is asked.
 *
 * What must never happen is that N processes are started and each simulates everything, N times the whole
 * study, into one results file: that is what a launcher comes to that is not of the MPI inside. What
 * launchers say is a rank and, most of them, of how many; MPI says how many it knows of. If the launcher
 * says several and MPI says one, the run is refused.
 *
 * Variables are inherited, so a shell that was itself started by a launcher passes on what was said of it.
 * Two rules follow. Launchers that start single programs (mpirun, mpiexec) go before those that also start
 * shells and scripts (srun, flux, jsrun), whatever else is set. And one of one is alone: MPI is not started,
 * for it cannot be started twice in the name of one task, which is what a second run in such a shell would
 * do.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "launch_internal.h"

#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct launcher {
    const char *name;
    const char *rank, *size; /* variables; size NULL: it does not say */
} launcher;

/* These start programs. Of several that have left something the one with the most processes counts. */
static const launcher direct[] = {
    {"mpirun of Open MPI", "OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"},
    {"a launcher that speaks PMI (mpiexec of MPICH or Intel MPI, srun --mpi=pmi2)", "PMI_RANK", "PMI_SIZE"},
    {"mpirun of MVAPICH", "MV2_COMM_WORLD_RANK", "MV2_COMM_WORLD_SIZE"},
};

/* These start anything. */
static const launcher general[] = {
    {"jsrun", "JSM_NAMESPACE_RANK", "JSM_NAMESPACE_SIZE"},
    {"flux", "FLUX_TASK_RANK", "FLUX_JOB_SIZE"},
    {"PALS of HPE Cray", "PALS_RANKID", NULL},
    {"aprun", "ALPS_APP_PE", NULL},
    {"a launcher that speaks PMIx", "PMIX_RANK", NULL},
};

/* Set in every step of SLURM, whether MPI can talk to it or not. */
static const launcher step = {"srun", "SLURM_PROCID", "SLURM_STEP_NUM_TASKS"};

#define N_OF(list) (sizeof(list) / sizeof *(list))

/* The number in an environment variable; `otherwise` if it is not set or is none. */
static int number_in(const char *variable, int otherwise)
{
    const char *text = variable ? getenv(variable) : NULL;
    char *end = NULL;
    long number = text ? strtol(text, &end, 10) : 0;
    bool is_number = text && end != text && *end == '\0' && number >= 0 && number <= INT_MAX;
    return is_number ? (int)number : otherwise;
}

/* The most that one of a list says; none says anything: nothing is changed. */
static void find_in(const launcher *list, size_t n, qs_launch *found)
{
    for (size_t i = 0; i < n; i++) {
        int rank = number_in(list[i].rank, -1), size = number_in(list[i].size, 0);
        if (rank < 0 || (found->name && size <= found->size))
            continue;
        *found = (qs_launch){.name = list[i].name, .variable = list[i].rank, .rank = rank, .size = size};
    }
}

/* Has this process a terminal, whatever its streams are? */
static bool has_terminal(void)
{
    int terminal = open("/dev/tty", O_RDONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (terminal >= 0)
        close(terminal);
    return terminal >= 0;
}

/* The first task of a step with a terminal (srun --pty, salloc) is a shell, or in one: the others have
 * nothing to read and are gone, so that it is alone, however many the step had. What srun starts from that
 * shell inherits the variable, but not the terminal. */
static bool is_in_a_shell(void)
{
    return getenv("SLURM_PTY_PORT") && number_in(step.rank, 0) == 0 && has_terminal();
}

/* Is what was said in PMIx's name of another step, whose shell srun was called in without --mpi? SLURM names
 * a step slurm.pmix.JOB.STEP. */
static bool is_of_another_step(void)
{
    const char *name = getenv("PMIX_NAMESPACE");
    const int job = number_in("SLURM_JOB_ID", -1), now = number_in("SLURM_STEP_ID", -1);
    int of_job, of_step;
    return name && job >= 0 && now >= 0 && sscanf(name, "slurm.pmix.%d.%d", &of_job, &of_step) == 2 &&
           (of_job != job || of_step != now);
}

static qs_launch find(void)
{
    qs_launch found = {0};
    const char *alone = getenv(QS_ALONE_VARIABLE);
    if (alone && strcmp(alone, "1") == 0)
        return found;
    find_in(direct, N_OF(direct), &found);
    if (found.name)
        return found;
    if (is_in_a_shell())
        return found;
    if (!is_of_another_step())
        find_in(general, N_OF(general), &found);
    /* SLURM knows of how many; that it starts MPI, too, the others have said, or nobody. */
    int n_tasks = number_in(step.size, 0);
    if (found.name && found.size == 0)
        found.size = n_tasks;
    if (!found.name && n_tasks > 1)
        found = (qs_launch){.name = step.name,
                            .variable = step.rank,
                            .rank = number_in(step.rank, 0),
                            .size = n_tasks,
                            .is_silent = true};
    return found;
}

/* MPI_Init writes into the environment, too, as if a launcher had: what was there before counts. */
qs_launch qs_launch_find(void)
{
    static qs_launch found;
    static bool is_found;
    if (!is_found)
        found = find();
    is_found = true;
    return found;
}
