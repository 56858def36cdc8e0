/* What a job tells its listeners: enough for a bar, a log and a status file.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "qsweep/job.h"
#include "qsweep/memory.h"

enum { N_KINDS = QS_JOB_LEFT + 1, N_SCENARIOS = 3, LEAST = 20 };

typedef struct heard {
    uint64_t n[N_KINDS];
    uint64_t next_scenario;            /* finished in the order of their index */
    uint64_t finished_at[N_SCENARIOS]; /* replications with which a scenario was found precise enough */
    uint64_t n_simulated, last_progress;
    uint64_t n_summaries; /* replications in them */
    uint64_t next_look[N_SCENARIOS];
} heard;

static void look(heard *h, const qs_job_event *event)
{
    uint64_t s = event->look.scenario;
    assert_in_range(s, 0, N_SCENARIOS - 1);
    assert_int_equal(h->finished_at[s], 0);
    if (h->next_look[s] > 0)
        assert_int_equal(event->look.n, h->next_look[s]); /* it comes back where it was sent */
    if (event->look.is_finished) {
        assert_int_equal(event->look.target, event->look.n);
        h->finished_at[s] = event->look.n;
    } else {
        assert_true(event->look.target > event->look.n);
        h->next_look[s] = event->look.target;
    }
}

static void hear(void *context, const qs_job *job, const qs_job_event *event)
{
    heard *h = context;
    assert_in_range(event->kind, 0, N_KINDS - 1);
    h->n[event->kind]++;
    switch (event->kind) {
    case QS_JOB_BEGINS:
        assert_int_equal(event->progress.replications, 0);
        break;
    case QS_JOB_SIMULATED:
        assert_int_equal(event->rank.rank, 0);
        assert_true(event->rank.seconds >= 0);
        h->n_simulated += event->rank.n;
        assert_int_equal(event->rank.n_all, h->n_simulated);
        break;
    case QS_JOB_PROGRESS:
        assert_true(event->progress.replications >= h->last_progress);
        assert_int_equal(event->progress.n_scenarios, qs_job_n_here(job));
        h->last_progress = event->progress.replications;
        break;
    case QS_JOB_LOOKED:
        look(h, event);
        break;
    case QS_JOB_SCENARIO:
        assert_int_equal(event->summary->scenario, h->next_scenario++);
        assert_int_equal(event->summary->n_replications, h->finished_at[event->summary->scenario]);
        h->n_summaries += event->summary->n_replications;
        break;
    default:
        break;
    }
}

static const char study_text[] = "services: {serve: {time: {exponential: {mean: 1}}}}\n"
                                 "arrivals: {door: {interarrival: {exponential: {mean: 2}}}}\n"
                                 "windows: {desk: {servers: 1, services: [serve]}}\n"
                                 "run:\n"
                                 "  horizon: 200\n"
                                 "  seed: 5\n"
                                 "  until: {metric: wait_mean, half_width: {absolute: 0.1}, min: 20, max: 4000}\n"
                                 "sweep: {list: [{windows.desk.servers: 1}, {windows.desk.servers: 2},\n"
                                 "               {windows.desk.servers: 3}]}\n";

static void write_study(const char *path)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(study_text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

/* Two listeners hear the same, in one process without a launcher. */
static void a_run_tells_what_happens(void **state)
{
    (void)state;
    char folder[] = "/tmp/qsweep-job-XXXXXX", path[64], output[64];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/study.yaml", folder);
    snprintf(output, sizeof output, "%s/study.h5", folder);
    write_study(path);
    qs_problems problems;
    qs_facts facts = {0};
    qs_study *study;
    qs_status status = qs_job_read_study(path, NULL, 0, &problems, &facts, &study);
    if (status)
        qs_problems_print(&problems, stderr);
    assert_int_equal(status, QS_OK);
    assert_int_equal(facts.n_scenarios, N_SCENARIOS);
    char *packed;
    size_t n;
    assert_int_equal(qs_study_pack(study, &packed, &n), QS_OK);
    heard one = {0}, other = {0};
    const qs_job_listener listeners[] = {{hear, &one}, {hear, &other}};
    const qs_job_request request = {.output = output,
                                    .n_ranks = 1,
                                    .command_line = "",
                                    .resume_line = "",
                                    .listeners = listeners,
                                    .n_listeners = 2};
    qs_job *job;
    qs_farm *farm;
    assert_int_equal(qs_farm_start(&farm), QS_OK);
    assert_int_equal(qs_job_open(study, &facts, &request, packed, n, &job), QS_OK);
    assert_int_equal(qs_job_run(job, farm), QS_OK);
    assert_int_equal(qs_job_finish(job), QS_OK);

    assert_memory_equal(&one, &other, sizeof one);
    assert_int_equal(one.n[QS_JOB_FOUND], 1);
    assert_int_equal(one.n[QS_JOB_BEGINS], 1);
    assert_int_equal(one.n[QS_JOB_SCENARIO], N_SCENARIOS);
    assert_int_equal(one.n[QS_JOB_FOLDED], 1);
    assert_int_equal(one.n[QS_JOB_LEFT], 0);
    assert_int_equal(one.n[QS_JOB_NOT_FOLDED], 0);
    assert_true(one.n[QS_JOB_LOOKED] > N_SCENARIOS); /* one server takes more than one look */
    assert_true(one.finished_at[0] > one.finished_at[2]);
    assert_true(one.finished_at[2] >= LEAST);
    assert_true(one.n_simulated >= one.n_summaries); /* blocks behind a decision are thrown away */

    qs_job_free(job);
    qs_facts_clear(&facts);
    qs_study_free(study);
    qs_free(packed);
    assert_int_equal(qs_farm_end(farm, 0), 0);
    unlink(path);
    unlink(output);
    assert_int_equal(rmdir(folder), 0); /* the journal is gone too */
}

/* The packed exact values are those that are computed from the model, to the bit. */
static void facts_are_those_of_the_models(void **state)
{
    (void)state;
    const char *const paths[] = {"configs/mmc.yaml", "configs/jackson.yaml", "configs/cafeteria.yaml"};
    size_t n_known = 0;
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        qs_problems problems;
        qs_facts facts = {0};
        qs_study *study;
        assert_int_equal(qs_job_read_study(paths[i], NULL, 0, &problems, &facts, &study), QS_OK);
        assert_int_equal(facts.n_scenarios, qs_study_plan(study)->n_scenarios);
        qs_facts again = {0};
        double *kept, *row;
        assert_int_equal(qs_calloc((size_t)facts.layout.n_values, sizeof *kept, &kept), QS_OK);
        assert_int_equal(qs_calloc((size_t)facts.layout.n_values, sizeof *row, &row), QS_OK);
        for (size_t s = 0; s < facts.n_scenarios; s++) {
            qs_model model;
            assert_int_equal(qs_study_model(study, s, &model), QS_OK);
            assert_int_equal(qs_facts_add(&again, &model), QS_OK);
            qs_facts_exact_row(&facts, s, kept);
            memcpy(row, again.row, (size_t)facts.layout.n_values * sizeof *row); /* as computed */
            for (int k = 0; k < facts.layout.n_values; k++) {
                n_known += row[k] == row[k];
                assert_true(kept[k] == row[k] || (kept[k] != kept[k] && row[k] != row[k]));
            }
            assert_int_equal(facts.is_unstable[s], model.is_unstable);
            assert_int_equal(facts.stops[s], model.run.stops);
            for (size_t w = 0; w < facts.n_windows; w++)
                assert_int_equal(facts.is_window_unstable[s * facts.n_windows + w],
                                 model.windows[w].is_unstable);
            qs_model_clear(&model);
        }
        assert_true(facts.n_lists <= facts.n_scenarios);
        qs_free(kept);
        qs_free(row);
        qs_facts_clear(&again);
        qs_facts_clear(&facts);
        qs_study_free(study);
    }
    assert_true(n_known > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_run_tells_what_happens),
        cmocka_unit_test(facts_are_those_of_the_models),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
