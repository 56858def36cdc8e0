/* The mask of features: each word of the language sets its bit, and a bit that nobody knows disables every
 * kernel but the general loop and every closed form.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "qsweep/engine.h"
#include "qsweep/exact.h"
#include "qsweep/memory.h"
#include "scene.h"

/* A feature that is not in the list. */
#define NEWS (UINT64_C(1) << 63)

/* M/M/1 at .8, which all kernels can and which has a closed form. */
static void open_plain(scene *s)
{
    scene_open(s, 1, 1, 1, 1);
    s->model.sources[0].kind = QS_SOURCE_RENEWAL;
    s->model.sources[0].interarrival = scene_law(s, QS_DISTRIBUTION_exponential, 1.25, 0);
    s->model.stages[0].time = scene_law(s, QS_DISTRIBUTION_exponential, 1, 0);
    s->model.run.horizon = 100;
    s->model.run.stops = true;
}

static const char *loop_of(const qs_model *model)
{
    qs_engine *engine;
    assert_int_equal(qs_engine_new(model, &engine), QS_OK);
    const char *loop = qs_engine_loop(engine);
    qs_engine_free(engine);
    return loop;
}

static bool has_exact(const qs_model *model)
{
    qs_layout layout;
    double *row;
    bool is_any;
    qs_layout_init(&layout, model->n_classes, model->n_windows, 0, 0);
    assert_int_equal(qs_calloc((size_t)layout.n_values, sizeof *row, &row), QS_OK);
    assert_int_equal(qs_exact_fill(model, &layout, row, &is_any), QS_OK);
    qs_free(row);
    return is_any;
}

static void finish(scene *s)
{
    assert_int_equal(qs_model_finish(&s->model), QS_OK);
}

/* ---- a bit for each word ---- */

typedef struct word {
    const char *name;
    void (*use)(scene *s);
    qs_features expected;
} word;

static void nothing(scene *s)
{
    (void)s;
}

static int law(scene *s)
{
    return scene_law(s, QS_DISTRIBUTION_exponential, 1, 0);
}

#define WINDOW (&s->model.windows[0])
#define SOURCE (&s->model.sources[0])
#define USE(name, ...)                                                                                       \
    static void name(scene *s)                                                                               \
    {                                                                                                        \
        __VA_ARGS__;                                                                                         \
    }

USE(members, WINDOW->count = 3)
static void shifts(scene *s)
{
    WINDOW->n_shifts = 2;
    WINDOW->shifts = scene_pieces(2, (qs_piece[]){{5, 1}, {10, 0}});
}
USE(repeating_shifts, shifts(s); WINDOW->shifts_period = 10)
USE(interrupting_shifts, shifts(s); WINDOW->interrupts = true)
USE(closing, shifts(s); WINDOW->closing = QS_CLOSING_LEAVE)
USE(on_call, WINDOW->call = (qs_call){.servers = 1, .call_at = 2})
USE(closed, WINDOW->count = 0)
USE(endless, WINDOW->servers = QS_INFINITE_SERVERS)
USE(lifo, WINDOW->discipline = QS_LIFO)
USE(random_order, WINDOW->discipline = QS_RANDOM)
USE(shortest_first, WINDOW->discipline = QS_SHORTEST_FIRST)
USE(capacity, WINDOW->capacity_kind = QS_CAPACITY_QUEUE)
USE(dropping, WINDOW->capacity_kind = QS_CAPACITY_QUEUE; WINDOW->overflow = QS_DROP_OLDEST)
USE(dropping_least, WINDOW->capacity_kind = QS_CAPACITY_QUEUE; WINDOW->overflow = QS_DROP_LEAST_URGENT)
USE(blocking, WINDOW->capacity_kind = QS_CAPACITY_TOTAL; WINDOW->overflow = QS_BLOCK)
USE(breaking, WINDOW->breakdown_up = WINDOW->breakdown_down = law(s))
USE(speedy, WINDOW->speed = 2)
USE(dead, s->model.stages[0].dead_time = law(s))
USE(unlike, WINDOW->server_speeds = scene_numbers(1, (double[]){2}); WINDOW->n_server_speeds = 1)
USE(idle_choice, WINDOW->idle_choice = QS_IDLE_RANDOM)
USE(groups, WINDOW->group_min = 1; WINDOW->group_max = 2)
USE(patient, s->model.classes[0].patience = law(s))
USE(balking, s->model.classes[0].balk_at = 3)
USE(jockeying, s->model.classes[0].jockeys = true)
USE(impatient_there, s->model.classes[0].service_patience = scene_copy(
                         (const int[]){scene_law(s, QS_DISTRIBUTION_exponential, 1, 0)}, 1, sizeof(int)))
USE(balking_by_chance, s->model.classes[0].n_balks = 1;
    s->model.classes[0].balks = scene_copy(&(qs_balk){2, 0.5}, 1, sizeof(qs_balk)))
USE(retrying, s->model.classes[0].retry.after = QS_RETRY_REJECTED;
    s->model.classes[0].retry.n_probabilities = 1;
    s->model.classes[0].retry.probabilities = scene_numbers(1, (double[]){1});
    s->model.classes[0].retry.delay = law(s))
USE(becoming, s->model.classes[0].n_changes = 1;
    s->model.classes[0].changes = scene_copy(&(qs_change){2, 0}, 1, sizeof(qs_change)))
USE(batches, SOURCE->batch = law(s))
USE(limited, SOURCE->limit = 5)
USE(copies, SOURCE->count = 2)
USE(factor_of_day, qs_model_add_factor(&s->model, "f", true, law(s), &SOURCE->day_factor))
USE(parties, SOURCE->party = law(s))
USE(several, s->model.stages[0].servers = 2; WINDOW->servers = 2)
USE(resources, qs_model_add_resources(&s->model, 1);
    qs_model_add_demand(&s->model, &s->model.stages[0], &(qs_demand){.units = 1}))
USE(days, SOURCE->kind = QS_SOURCE_TIMES; SOURCE->n_days = 1;
    SOURCE->day_ends = scene_copy((const size_t[]){0}, 1, sizeof(size_t)))
USE(late, SOURCE->kind = QS_SOURCE_TIMES; SOURCE->times = scene_numbers(1, (double[]){1});
    SOURCE->n_times = 1; SOURCE->lateness = law(s))
USE(absent, SOURCE->kind = QS_SOURCE_TIMES; SOURCE->times = scene_numbers(1, (double[]){1});
    SOURCE->n_times = 1; SOURCE->no_show = 0.5)
USE(period, SOURCE->period_length = 10; SOURCE->period_on = 5)
USE(least_work, s->model.window_choice = QS_CHOOSE_LEAST_WORK)
USE(simuq, s->model.window_choice = QS_CHOOSE_SIMUQ)
USE(longest_idle, s->model.window_choice = QS_CHOOSE_LONGEST_IDLE)
USE(series, s->model.output.series_every = 10; s->model.output.n_times = 11)
USE(intervals, s->model.output.edges = scene_numbers(2, (double[]){0, 10}); s->model.output.n_intervals = 1)
USE(customers, s->model.run.customers = 5)
USE(no_horizon, s->model.run.customers = 5; s->model.run.horizon = INFINITY)
USE(drained, s->model.run.stops = false;
    s->model.run.waiting_served = s->model.run.in_service_finished = true)
USE(cut_off, s->model.run.stops = false)

#define ONE(name) QS_FEATURE(name)

static const word words[] = {
    {"nothing", nothing, 0},
    {"members", members, ONE(MEMBERS)},
    {"repeating shifts", repeating_shifts, ONE(SHIFTS) | ONE(REPEATING_SHIFTS)},
    {"interrupting shifts", interrupting_shifts, ONE(SHIFTS) | ONE(INTERRUPTING_SHIFTS)},
    {"closing", closing, ONE(SHIFTS) | ONE(CLOSING)},
    {"on call", on_call, ONE(ON_CALL)},
    {"closed", closed, ONE(CLOSED_WINDOW)},
    {"endless", endless, ONE(INFINITE_SERVERS)},
    {"lifo", lifo, ONE(LIFO)},
    {"random order", random_order, ONE(RANDOM_ORDER)},
    {"shortest first", shortest_first, ONE(SHORTEST_FIRST)},
    {"capacity", capacity, ONE(CAPACITY)},
    {"dropping", dropping, ONE(CAPACITY) | ONE(DROP_OLDEST)},
    {"dropping the least urgent", dropping_least, ONE(CAPACITY) | ONE(DROP_LEAST_URGENT)},
    {"blocking", blocking, ONE(CAPACITY) | ONE(BLOCKING)},
    {"breaking", breaking, ONE(BREAKDOWNS)},
    {"speedy", speedy, ONE(SPEED)},
    {"dead", dead, ONE(DEAD_TIME)},
    {"unlike servers", unlike, ONE(SERVER_SPEEDS)},
    {"idle choice", idle_choice, ONE(IDLE_CHOICE)},
    {"groups", groups, ONE(GROUPS)},
    {"patient", patient, ONE(PATIENCE)},
    {"balking", balking, ONE(BALKING)},
    {"jockeying", jockeying, ONE(JOCKEYS)},
    {"impatient at a service", impatient_there, ONE(PATIENCE_BY_SERVICE)},
    {"balking by chance", balking_by_chance, ONE(BALK_PROBABILITY)},
    {"retrying", retrying, ONE(RETRIES)},
    {"becoming", becoming, ONE(BECOMES)},
    {"batches", batches, ONE(BATCHES)},
    {"limited", limited, ONE(LIMIT)},
    {"copies", copies, ONE(COPIES)},
    {"factor of the day", factor_of_day, ONE(DAY_FACTOR)},
    {"parties", parties, ONE(PARTIES)},
    {"several servers", several, ONE(SEVERAL_SERVERS)},
    {"resources", resources, ONE(RESOURCES)},
    {"days", days, ONE(RECORDED) | ONE(DAYS)},
    {"late", late, ONE(RECORDED) | ONE(APPOINTMENTS)},
    {"absent", absent, ONE(RECORDED) | ONE(APPOINTMENTS)},
    {"period", period, ONE(PERIOD)},
    {"least work", least_work, ONE(LEAST_WORK)},
    {"simuq", simuq, ONE(SIMUQ_CHOICE)},
    {"longest_idle", longest_idle, ONE(LONGEST_IDLE)},
    {"series", series, ONE(SERIES)},
    {"intervals", intervals, ONE(INTERVALS)},
    {"customers", customers, ONE(CUSTOMERS)},
    {"no horizon", no_horizon, ONE(CUSTOMERS) | ONE(NO_HORIZON)},
    {"drained", drained, ONE(DRAIN)},
    {"cut off", cut_off, ONE(CUT_OFF)},
};

static void test_each_word_sets_its_bit(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        scene scene_of_word, *s = &scene_of_word;
        open_plain(s);
        words[i].use(s);
        qs_status status = qs_model_finish(&s->model); /* a closed window alone is an error elsewhere */
        assert_true(status == QS_OK || words[i].use == closed);
        if (s->model.features != words[i].expected)
            fail_msg("%s: %llx", words[i].name, (unsigned long long)s->model.features);
        scene_close(s);
    }
}

/* Every feature has words, and no two the same. */
static void test_features_have_words(void **state)
{
    (void)state;
    for (int i = 0; i < QS_N_FEATURES; i++) {
        assert_true(strlen(qs_feature_words(i)) > 0);
        for (int k = 0; k < i; k++)
            assert_string_not_equal(qs_feature_words(i), qs_feature_words(k));
    }
}

/* ---- a new one ---- */

static void in_model(qs_model *model)
{
    model->own_features |= NEWS;
}

static void in_window(qs_model *model)
{
    model->windows[0].features |= NEWS;
}

static void in_class(qs_model *model)
{
    model->classes[0].features |= NEWS;
}

static void in_source(qs_model *model)
{
    model->sources[0].features |= NEWS;
}

static void in_stage(qs_model *model)
{
    model->stages[0].features |= NEWS;
}

static void test_a_new_feature_disables_all(void **state)
{
    (void)state;
    void (*const places[])(qs_model *) = {in_model, in_window, in_class, in_source, in_stage};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        scene s;
        open_plain(&s);
        finish(&s);
        assert_string_equal(loop_of(&s.model), "recursion");
        assert_true(has_exact(&s.model));
        places[i](&s.model);
        assert_false(has_exact(&s.model));
        s.model.features |= NEWS;
        assert_string_equal(loop_of(&s.model), "general");
        assert_false(qs_model_is_deterministic(&s.model));
        scene_close(&s);
    }
    scene s;
    open_plain(&s);
    s.model.run.kernel = QS_KERNEL_EVENTS;
    finish(&s);
    assert_string_equal(loop_of(&s.model), "plain");
    s.model.features |= NEWS;
    assert_string_equal(loop_of(&s.model), "general");
    scene_close(&s);
    open_plain(&s);
    patient(&s);
    finish(&s);
    assert_string_equal(loop_of(&s.model), "joining");
    s.model.features |= NEWS;
    assert_non_null(qs_model_bars_joining(&s.model));
    assert_string_equal(loop_of(&s.model), "general");
    scene_close(&s);
}

/* The same of the forms that only a window of its own kind reaches. */
static void test_a_new_feature_disables_every_form(void **state)
{
    (void)state;
    void (*const kinds[])(scene *) = {endless, lifo, patient, balking, dead, speedy, batches};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        scene s;
        open_plain(&s);
        kinds[i](&s);
        finish(&s);
        assert_true(has_exact(&s.model) || kinds[i] == batches || kinds[i] == dead); /* of a load above 1 */
        in_window(&s.model);
        assert_false(has_exact(&s.model));
        scene_close(&s);
    }
}

/* A factor of the day is no steady state; the loops that can do it do. */
static void test_a_factor_of_the_day_has_no_form(void **state)
{
    (void)state;
    scene s;
    open_plain(&s);
    factor_of_day(&s);
    finish(&s);
    assert_false(has_exact(&s.model));
    assert_string_equal(loop_of(&s.model), "recursion");
    scene_close(&s);
    open_plain(&s);
    factor_of_day(&s);
    s.model.run.kernel = QS_KERNEL_EVENTS;
    finish(&s);
    assert_string_equal(loop_of(&s.model), "plain");
    scene_close(&s);
}

/* A place for each server and no more: nobody waits, but in the dead time of a server, when nobody is there and
 * a place of `total` is free. */
static void test_a_loss_system_with_dead_time(void **state)
{
    (void)state;
    for (int i = 0; i < 4; i++) {
        bool has_total = i % 2, is_dead = i / 2;
        scene s;
        scene_open(&s, 1, 1, 1, 1);
        s.model.sources[0].kind = QS_SOURCE_RENEWAL;
        s.model.sources[0].interarrival = scene_constant(&s, 2);
        s.model.stages[0].time = scene_constant(&s, 1);
        if (is_dead)
            s.model.stages[0].dead_time = scene_constant(&s, 1);
        s.model.windows[0].servers = 2;
        s.model.windows[0].capacity_kind = has_total ? QS_CAPACITY_TOTAL : QS_CAPACITY_QUEUE;
        s.model.windows[0].capacity = has_total ? 2 : 0;
        s.model.run.horizon = 100;
        finish(&s);
        assert_true(qs_model_never_waits(&s.model, 0) == !(has_total && is_dead));
        scene_close(&s);
    }
}

/* Nothing random, and nobody waits: not said of what is not known. */
static void test_a_new_feature_is_not_certain(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 1, 1, 1);
    s.model.sources[0].kind = QS_SOURCE_RENEWAL;
    s.model.sources[0].interarrival = scene_constant(&s, 2);
    s.model.stages[0].time = scene_constant(&s, 1);
    s.model.windows[0].servers = QS_INFINITE_SERVERS;
    s.model.run.horizon = 100;
    finish(&s);
    assert_true(qs_model_is_deterministic(&s.model) && qs_model_never_waits(&s.model, 0));
    s.model.features |= NEWS;
    s.model.windows[0].features |= NEWS;
    assert_false(qs_model_is_deterministic(&s.model));
    assert_false(qs_model_never_waits(&s.model, 0));
    qs_fates fates = qs_model_fates(&s.model);
    assert_false(fates.never_rejected || fates.never_dropped || fates.never_balked || fates.never_reneged ||
                 fates.all_served);
    scene_close(&s);
}

/* Every word of now is known: what of it leaves no room, no patience or nobody to serve decides. */
static void test_ends_that_cannot_come(void **state)
{
    (void)state;
    for (int drains = 0; drains < 2; drains++) {
        scene s;
        open_plain(&s);
        s.model.run.stops = !drains;
        s.model.run.waiting_served = s.model.run.in_service_finished = drains;
        finish(&s);
        qs_fates fates = qs_model_fates(&s.model);
        assert_true(fates.never_rejected && fates.never_dropped && fates.never_balked && fates.never_reneged);
        assert_int_equal(fates.all_served, drains);
        s.model.features |= QS_FEATURE(PATIENCE);
        fates = qs_model_fates(&s.model);
        assert_true(fates.never_rejected && fates.never_balked && !fates.never_reneged && !fates.all_served);
        s.model.windows[0].capacity_kind = QS_CAPACITY_QUEUE;
        fates = qs_model_fates(&s.model);
        assert_false(fates.never_rejected || fates.never_dropped);
        scene_close(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_word_sets_its_bit),
        cmocka_unit_test(test_features_have_words),
        cmocka_unit_test(test_a_new_feature_disables_all),
        cmocka_unit_test(test_a_new_feature_disables_every_form),
        cmocka_unit_test(test_a_factor_of_the_day_has_no_form),
        cmocka_unit_test(test_a_loss_system_with_dead_time),
        cmocka_unit_test(test_a_new_feature_is_not_certain),
        cmocka_unit_test(test_ends_that_cannot_come),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
