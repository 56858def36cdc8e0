/* The farm's beginning, its end, and what all ranks share.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "farm_internal.h"
#include "qsweep/clock.h"
#include "qsweep/memory.h"

/* Well below MPI's int, and small enough that few of them fill no memory. */
enum { LARGEST_PART = 1 << 28, SMALLEST_PART = 64 };

/* When all is written, the others come at once, unless something holds them. */
#define MEETING_SECONDS 30.0

/* The variable in which a launcher that MPI can talk to leaves the rank: Open MPI's mpirun; srun --mpi=pmix;
 * PMI-1 and 2. */
static const char *rank_variable(void)
{
    static const char *const variables[] = {"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK"};
    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++)
        if (getenv(variables[i]))
            return variables[i];
    return NULL;
}

/* The number in an environment variable; 0 if it is not set or is none. */
static int number_in(const char *variable)
{
    const char *text = variable ? getenv(variable) : NULL;
    char *end = NULL;
    long number = text ? strtol(text, &end, 10) : 0;
    return text && end != text && *end == '\0' && number > 0 && number <= INT_MAX ? (int)number : 0;
}

/* srun without --mpi starts tasks that know nothing of each other: each would simulate everything. */
static bool is_scattered(void)
{
    return !rank_variable() && number_in("SLURM_STEP_NUM_TASKS") > 1;
}

int qs_farm_launch_rank(void)
{
    return number_in(is_scattered() ? "SLURM_PROCID" : rank_variable());
}

static size_t choose_part(void)
{
    int wanted = number_in(QS_PART_VARIABLE);
    return (size_t)(wanted >= SMALLEST_PART && wanted < LARGEST_PART ? wanted : LARGEST_PART);
}

static qs_status join(qs_farm *farm)
{
    qs_status status = qs_mpi_check(MPI_Init(NULL, NULL), "start");
    if (status)
        return status;
    farm->has_mpi = true;
    status = qs_mpi_check(MPI_Comm_dup(MPI_COMM_WORLD, &farm->comm), "start");
    if (!status)
        status = qs_mpi_check(MPI_Comm_set_errhandler(farm->comm, MPI_ERRORS_RETURN), "start");
    if (!status)
        status = qs_mpi_check(MPI_Comm_rank(farm->comm, &farm->rank), "start");
    if (!status)
        status = qs_mpi_check(MPI_Comm_size(farm->comm, &farm->n_ranks), "start");
    return status;
}

qs_status qs_farm_start(qs_farm **out)
{
    *out = NULL;
    if (is_scattered())
        return qs_fail(QS_ERROR_USAGE,
                       "srun started %d tasks that do not know each other: use srun --mpi=pmix",
                       number_in("SLURM_STEP_NUM_TASKS"));
    qs_farm *farm;
    qs_status status = qs_calloc(1, sizeof *farm, &farm);
    if (status)
        return status;
    farm->n_ranks = 1;
    farm->part = choose_part();
    if (rank_variable())
        status = join(farm);
    if (status)
        qs_free(farm);
    else
        *out = farm;
    return status;
}

int qs_farm_rank(const qs_farm *farm)
{
    return farm->rank;
}

int qs_farm_n_ranks(const qs_farm *farm)
{
    return farm->n_ranks;
}

void qs_farm_listen(qs_farm *farm, qs_farm_asked *asked, void *context)
{
    farm->asked = asked;
    farm->asked_context = context;
}

bool qs_farm_gives_up(const qs_farm *farm, double *since, double seconds)
{
    double now = qs_clock_seconds();
    if (farm->deadline > 0 && now >= farm->deadline)
        return true;
    if (!farm->asked || !farm->asked(farm->asked_context))
        return false;
    if (*since <= 0)
        *since = now;
    return now - *since >= seconds;
}

/* Wait for all; nothing has been done yet that could be lost. */
static qs_status broadcast(qs_farm *farm, void *data, int n, MPI_Datatype type)
{
    MPI_Request request;
    qs_status status = qs_mpi_check(MPI_Ibcast(data, n, type, 0, farm->comm, &request), "share the study");
    if (!status)
        status = qs_await(farm, &request, farm->rank == 0 ? QS_GIVE_UP_SECONDS : QS_DECISION_SECONDS,
                          "share the study");
    if (status == QS_STOPPED)
        qs_farm_abort(farm, QS_EXIT_RESUMABLE, qs_failure());
    return status;
}

qs_status qs_farm_share(qs_farm *farm, qs_status status, char **bytes, size_t *n)
{
    bool is_first = farm->rank == 0;
    if (is_first && !status && *n > INT_MAX)
        status = qs_fail(QS_ERROR_LIMIT, "the study takes %zu bytes; at most 2 GiB can be shared", *n);
    if (farm->n_ranks == 1)
        return status;
    uint64_t words[2] = {(uint64_t)status, is_first ? *n : 0};
    qs_status sent = broadcast(farm, words, 2, MPI_UINT64_T);
    if (sent || words[0])
        return sent ? sent : (qs_status)words[0];
    if (!is_first) {
        *n = words[1];
        /* The others will send: without memory for that, there is nobody left to tell it to. */
        if (qs_calloc(*n, 1, bytes))
            qs_farm_abort(farm, QS_EXIT_FAILED, qs_failure());
    }
    return broadcast(farm, *bytes, (int)*n, MPI_BYTE);
}

qs_status qs_farm_run(qs_farm *farm, qs_status status, const qs_plan *plan, const qs_layout *layout,
                      const double *quantiles, const qs_model_source *models, const qs_run_hooks *hooks)
{
    if (farm->n_ranks == 1)
        return status ? status : qs_run_alone(plan, layout, quantiles, models, hooks);
    if (farm->rank == 0)
        return qs_coordinate(farm, status, plan, layout, quantiles, models, hooks);
    return qs_work(farm, status, plan, models, hooks);
}

void qs_farm_abort(const qs_farm *farm, int exit_status, const char *why)
{
    fprintf(stderr, "qsweep: rank %d: %s; the job is given up\n", farm->rank, why);
    fflush(NULL);
    MPI_Abort(MPI_COMM_WORLD, exit_status);
    abort();
}

/* Rank 0 may be writing results for a long time: wait asleep, MPI_Finalize alone would spin. */
static int await_end(qs_farm *farm)
{
    uint64_t exit_status = QS_EXIT_FAILED;
    double since = 0;
    qs_patience patience = {0};
    for (;;) {
        bool is_there;
        MPI_Status envelope;
        if (qs_probe(farm, 0, &is_there, &envelope))
            return QS_EXIT_FAILED;
        if (!is_there) {
            if (qs_farm_gives_up(farm, &since, QS_LAST_WORD_SECONDS))
                qs_farm_abort(farm, QS_EXIT_RESUMABLE, "rank 0 does not answer");
            qs_wait_a_little(&patience);
            continue;
        }
        if (qs_receive_words(farm, &exit_status, 1, &envelope) || envelope.MPI_TAG == QS_TAG_END)
            return (int)exit_status;
    }
}

/* MPI_Finalize waits for all, deaf to signals: first see that all come. */
static void meet(qs_farm *farm, int exit_status)
{
    MPI_Request request;
    farm->deadline = qs_clock_seconds() + (farm->rank == 0 ? MEETING_SECONDS : QS_LAST_WORD_SECONDS);
    qs_status status = qs_mpi_check(MPI_Ibarrier(farm->comm, &request), "part");
    if (!status)
        status = qs_await(farm, &request, QS_GIVE_UP_SECONDS, "part");
    if (status == QS_STOPPED)
        qs_farm_abort(farm, exit_status, "all is written, but another rank does not answer");
}

int qs_farm_end(qs_farm *farm, int exit_status)
{
    if (farm->n_ranks > 1 && farm->rank != 0)
        exit_status = await_end(farm);
    for (int rank = 1; farm->rank == 0 && rank < farm->n_ranks; rank++) {
        const uint64_t word = (uint64_t)exit_status;
        qs_send_words(farm, &word, 1, rank, QS_TAG_END);
    }
    if (farm->n_ranks > 1)
        meet(farm, exit_status);
    if (farm->has_mpi) {
        MPI_Comm_free(&farm->comm);
        MPI_Finalize();
    }
    qs_free(farm);
    return exit_status;
}

#define TEXT_OF(x) #x
#define TEXT(x) TEXT_OF(x)

const char *qs_farm_library(void)
{
#ifdef OMPI_MAJOR_VERSION
    return "Open MPI " TEXT(OMPI_MAJOR_VERSION) "." TEXT(OMPI_MINOR_VERSION) "." TEXT(OMPI_RELEASE_VERSION);
#else
    return "MPI " TEXT(MPI_VERSION) "." TEXT(MPI_SUBVERSION);
#endif
}
