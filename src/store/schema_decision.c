/* The decision in the results file: `verdict` beside the scenarios' states, and the group `decision` with what
 * was asked, what came of it, and each test of each scenario.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/memory.h"
#include "store_internal.h"

static qs_status write_question(const qs_store *store, hid_t group)
{
    const qs_h5 *h5 = &store->h5;
    const qs_select *select = &store->header.plan->select;
    const qs_spot *spot = &select->cells[0].spot;
    bool is_best = select->kind == QS_SELECT_BEST;
    const struct {
        const char *name;
        int value;
    } of_best[] = {{"largest", select->is_largest},
                   {"scope", (int)spot->scope},
                   {"member", spot->member},
                   {"item", spot->item},
                   {"interval", spot->interval}};
    qs_status status = qs_h5_text(h5, group, "question", is_best ? "best" : "cheapest");
    if (!status)
        status = qs_h5_double(h5, group, "sure", select->sure);
    if (!status)
        status = qs_h5_uint64(h5, group, "max", select->max);
    if (!status && is_best)
        status = qs_h5_text(h5, group, "metric", qs_metric_get(spot->metric)->name);
    if (!status && is_best)
        status = qs_h5_double(h5, group, "tolerance", select->tolerance);
    for (size_t i = 0; is_best && i < sizeof of_best / sizeof *of_best && !status; i++)
        status = qs_h5_int(h5, group, of_best[i].name, of_best[i].value);
    return status;
}

static qs_status write_answer(const qs_store *store, hid_t group)
{
    const qs_h5 *h5 = &store->h5;
    const qs_decided *decided = store->header.decided;
    qs_status status = qs_h5_int(h5, group, "decided", decided->is_over);
    if (!status)
        status = qs_h5_int(h5, group, "chosen", decided->has_chosen ? (int)decided->chosen : -1);
    if (!status)
        status = qs_h5_uint64(h5, group, "open", decided->n_open);
    if (!status)
        status = qs_h5_uint64(h5, group, "replications_used", decided->n_used);
    return status ? status : qs_h5_double(h5, group, "bound", decided->bound);
}

/* What each test is on. */
static qs_status write_tests(qs_store *store, hid_t group, qs_scale *test)
{
    const qs_select *select = &store->header.plan->select;
    size_t n = select->n_cells;
    int64_t *numbers;
    double *values;
    qs_status status = qs_calloc(3 * n, sizeof *numbers, &numbers);
    if (status)
        return status;
    status = qs_calloc(2 * n, sizeof *values, &values);
    for (size_t i = 0; !status && i < n; i++) {
        const qs_select_cell *cell = &select->cells[i];
        numbers[i] = (int64_t)cell->promise;
        numbers[n + i] = cell->spot.member;
        numbers[2 * n + i] = cell->spot.interval;
        values[i] = cell->rule.limit;
        values[n + i] = cell->rule.tolerance;
    }
    static const char *const names[] = {"promise", "test_member", "test_interval"};
    static const char *const meanings[] = {"which promise it is of, from 0",
                                           "its class or window, from 0; of the system 0",
                                           "its interval, from 1; 0: the whole"};
    qs_variable variable = {.units = "1", .type = H5T_STD_I64LE, .rank = 1, .scales = {test}};
    for (int i = 0; i < 3 && !status; i++) {
        variable.name = names[i];
        variable.long_name = meanings[i];
        status = qs_h5_array(&store->h5, group, &variable, H5T_NATIVE_INT64, numbers + (size_t)i * n);
    }
    variable.type = H5T_IEEE_F64LE;
    for (int i = 0; i < 2 && !status; i++) {
        variable.name = i ? "test_tolerance" : "test_limit";
        variable.long_name = i ? "by which it may be missed; of a quantile 0"
                               : "what the mean shall keep; of a quantile the share beyond its limit";
        status = qs_h5_array(&store->h5, group, &variable, H5T_NATIVE_DOUBLE, values + (size_t)i * n);
    }
    qs_free(numbers);
    qs_free(values);
    return status;
}

static qs_status write_findings(qs_store *store, hid_t group, qs_scale *test)
{
    const qs_decided *decided = store->header.decided;
    const struct {
        const char *name, *meaning;
        const double *values;
    } columns[] = {
        {"mean", "mean of what the test is on, over the replications it took", decided->mean},
        {"lower", "what it is at least, at the level of the decision", decided->lower},
        {"upper",
         "what it is at most, at the level of the decision; of the best mean by how much it may be "
         "better than the answer",
         decided->upper}};
    qs_variable variable = {.units = "1",
                            .type = H5T_STD_I64LE,
                            .rank = 1,
                            .coordinates = store->coordinates,
                            .scales = {&store->scenario, test},
                            .name = "replications_taken",
                            .long_name = "replications that the decision took of the scenario"};
    qs_status status = qs_h5_array(&store->h5, group, &variable, H5T_NATIVE_INT64, decided->replications);
    variable.rank = 2;
    variable.type = H5T_IEEE_F64LE;
    for (size_t i = 0; i < sizeof columns / sizeof *columns && !status; i++) {
        variable.name = columns[i].name;
        variable.long_name = columns[i].meaning;
        status = qs_h5_array(&store->h5, group, &variable, H5T_NATIVE_DOUBLE, columns[i].values);
    }
    variable.name = "finding";
    variable.long_name = "what the test found";
    return status ? status
                  : qs_schema_flags(store, group, &variable, 3, "open kept broken", decided->finding);
}

static qs_status write_verdicts(qs_store *store)
{
    static const char words[] =
#define QS_WORD(name, word) " " #word
        QS_CHOICE_LIST(QS_WORD);
#undef QS_WORD
    const qs_variable variable = {.name = "verdict",
                                  .long_name = "what the decision makes of the scenario",
                                  .rank = 1,
                                  .scales = {&store->scenario}};
    return qs_schema_flags(store, store->h5.file, &variable, QS_N_CHOICES, words + 1,
                           store->header.decided->choice);
}

qs_status qs_schema_decision(qs_store *store)
{
    qs_scale test = {0};
    hid_t group;
    if (!store->header.decided)
        return QS_OK;
    qs_status status = write_verdicts(store);
    if (!status)
        status = qs_h5_group(&store->h5, store->h5.file, "decision", &group);
    if (status)
        return status;
    status = write_question(store, group);
    if (!status)
        status = write_answer(store, group);
    if (!status)
        status = qs_schema_repeat_axes(store, group);
    if (!status)
        status = qs_schema_index(store, group, "test", store->header.plan->select.n_cells, &test);
    if (!status)
        status = write_tests(store, group, &test);
    if (!status)
        status = write_findings(store, group, &test);
    if (!status)
        return qs_h5_scale_end(&store->h5, &test);
    qs_h5_scale_drop(&test);
    return status;
}
