/* The farm's beginning, its end, and what all ranks share.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "farm_internal.h"
#include "launch_internal.h"
#include "qsweep/clock.h"
#include "qsweep/memory.h"

/* Well below MPI's int, and small enough that few of them fill no memory. */
enum { LARGEST_PART = 1 << 28, SMALLEST_PART = 64 };

#ifdef OPEN_MPI
enum { IS_OPEN_MPI = 1 };
#else
enum { IS_OPEN_MPI = 0 };
#endif

/* When all is written, the others come at once, unless something holds them. */
#define MEETING_SECONDS 30.0

int qs_farm_launch_rank(void)
{
    return qs_launch_find().rank;
}

static size_t choose_part(void)
{
    const char *text = getenv(QS_PART_VARIABLE);
    long wanted = text ? strtol(text, NULL, 10) : 0;
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
    if (!status)
        status = qs_posted_new(&farm->posted);
    return status ? status : qs_alive_start(farm);
}

static qs_status refuse(const qs_launch *launch)
{
    char several[32] = "several";
    if (launch->size > 1)
        snprintf(several, sizeof several, "%d", launch->size);
    if (launch->is_silent && IS_OPEN_MPI)
        return qs_fail(QS_ERROR_USAGE,
                       "srun started %s tasks that do not know each other: use srun --mpi=pmix, or "
                       "set " QS_ALONE_VARIABLE "=1 if each is meant to be alone",
                       several);
    return qs_fail(
        QS_ERROR_USAGE,
        "%s started %s processes (it set %s), but for %s, which is inside, each is alone and would "
        "simulate everything: start it by what belongs to that MPI, or set " QS_ALONE_VARIABLE
        "=1 if each is meant to be alone",
        launch->name, several, launch->variable, qs_farm_library());
}

/* A launcher that MPI does not know: it says several, and MPI says one. */
static bool is_unknown_to_mpi(const qs_farm *farm, const qs_launch *launch)
{
    return farm->n_ranks == 1 && (launch->size > 1 || launch->rank > 0);
}

static void leave(qs_farm *farm)
{
    qs_posted_free(farm->posted);
    if (farm->has_mpi) {
        if (farm->comm != MPI_COMM_NULL)
            MPI_Comm_free(&farm->comm);
        MPI_Finalize();
    }
    qs_alive_clear(farm);
    qs_free(farm);
}

qs_status qs_farm_start(qs_farm **out)
{
    *out = NULL;
    const qs_launch launch = qs_launch_find();
    if (launch.is_silent && IS_OPEN_MPI) /* its MPI_Init would end the process with a page of its own */
        return refuse(&launch);
    qs_farm *farm;
    qs_status status = qs_calloc(1, sizeof *farm, &farm);
    if (status)
        return status;
    farm->comm = MPI_COMM_NULL;
    farm->n_ranks = 1;
    farm->part = choose_part();
    if (launch.name && launch.size != 1)
        status = join(farm);
    farm->has_mpi = farm->has_mpi && !status; /* then MPI_Finalize might wait for who has joined */
    if (!status && is_unknown_to_mpi(farm, &launch))
        status = refuse(&launch);
    if (status)
        leave(farm);
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
                          QS_EVERYBODY, "share the study");
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

/* MPI_Abort asks others to end the job, and may wait for them: for ever where the network is cut. */
enum { ABORT_SECONDS = 10 };
static volatile sig_atomic_t abort_status;

static void leave_alone(int number)
{
    (void)number;
    _exit(abort_status);
}

void qs_farm_abort(const qs_farm *farm, int exit_status, const char *why)
{
    fprintf(stderr, "qsweep: rank %d: %s; the job is given up\n", farm->rank, why);
    fflush(NULL);
    abort_status = exit_status;
    signal(SIGALRM, leave_alone);
    alarm(ABORT_SECONDS);
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
            int lost;
            if (qs_alive_find_lost(farm, QS_EVERYBODY, &lost) && qs_alive_say_lost(farm, lost))
                qs_farm_abort(farm, QS_EXIT_RESUMABLE, qs_failure());
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
        status =
            qs_await(farm, &request, QS_GIVE_UP_SECONDS, QS_NOBODY, "part"); /* who is through may be gone */
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
    leave(farm);
    return exit_status;
}

#define TEXT_OF(x) #x
#define TEXT(x) TEXT_OF(x)

const char *qs_farm_library(void)
{
#if defined(OMPI_MAJOR_VERSION)
    return "Open MPI " TEXT(OMPI_MAJOR_VERSION) "." TEXT(OMPI_MINOR_VERSION) "." TEXT(OMPI_RELEASE_VERSION);
#elif defined(I_MPI_VERSION)
    return "Intel MPI " I_MPI_VERSION;
#elif defined(MVAPICH2_VERSION)
    return "MVAPICH " MVAPICH2_VERSION;
#elif defined(MPICH_VERSION)
    return "MPICH " MPICH_VERSION;
#else
    return "MPI " TEXT(MPI_VERSION) "." TEXT(MPI_SUBVERSION);
#endif
}
