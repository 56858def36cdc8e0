/* Systems made at random: everybody is counted once, the row says what the visits say, one replication is a
 * pure function, the plain loop and the core give the general loop's bits.
 *
 * The numbers are fixed, so this fails never or always.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "../../src/engine/state.h"
#include "qsweep/growth.h"
#include "random_scene.h"

enum { N_SYSTEMS = 1500 };

static int n_with_growth; /* that were held against visits */

/* What one scope's member should report, added up from visits. */
typedef struct account {
    double arrived, outcome[QS_N_OUTCOMES];
    double n_waits, wait, wait_square, wait_max, censored, over[2], undecided[2];
    double n_sojourns, sojourn, sojourn_square;
    double queue_area, number_area, departed;
    double quarter_area[4]; /* of the number present */
} account;

typedef struct audit {
    const scene *s;
    double from, to; /* what is measured */
    bool has_jockeys, has_preemption, is_cut;
} audit;

static double within(double begin, double end, double from, double to)
{
    double low = fmax(begin, from), high = fmin(isnan(end) ? INFINITY : end, to);
    return high > low ? high - low : 0;
}

static double overlap(const audit *a, double begin, double end)
{
    return within(begin, end, a->from, a->to);
}

static bool is_counted(const audit *a, const qs_visit *v)
{
    return v->arrival >= a->from && v->arrival < a->to;
}

static void add_wait(account *into, double wait)
{
    into->n_waits++;
    into->wait += wait;
    into->wait_square += wait * wait;
    into->wait_max = fmax(into->wait_max, wait);
}

/* is_open: the end came before the wait was over. */
static void add_over(const audit *a, account *into, double wait, bool is_open)
{
    into->censored += is_open;
    for (int k = 0; k < 2; k++) {
        bool is_over = wait > a->s->model.output.thresholds[k];
        into->over[k] += is_over;
        into->undecided[k] += is_open && !is_over;
    }
}

static void add_sojourn(account *into, double sojourn)
{
    into->n_sojourns++;
    into->sojourn += sojourn;
    into->sojourn_square += sojourn * sojourn;
}

static void add_areas(const audit *a, account *into, const qs_visit *v)
{
    into->queue_area += overlap(a, v->join, isnan(v->start) ? v->end : v->start);
    into->number_area += overlap(a, v->join, v->end);
    for (int q = 0; q < 4; q++) {
        double quarter = (a->to - a->from) / 4;
        into->quarter_area[q] += within(v->join, v->end, a->from + q * quarter, a->from + (q + 1) * quarter);
    }
}

/* Until when somebody waited who was never served. */
static double left_at(const audit *a, const qs_visit *v)
{
    return isnan(v->end) ? a->to : v->end;
}

static void add_visit(const audit *a, account *window, const qs_visit *v)
{
    bool is_served = v->outcome == QS_SERVED || v->outcome == QS_MOVED_ON;
    add_areas(a, window, v);
    window->departed +=
        is_served && v->end > a->from && v->end < a->to; /* at `to` only who is let in there */
    if (!is_counted(a, v))
        return;
    window->arrived++;
    window->outcome[v->outcome == QS_MOVED_ON ? QS_SERVED : v->outcome]++;
    if (!isnan(v->start))
        add_wait(window, v->start - v->join);
    if (v->outcome != QS_REJECTED && v->outcome != QS_BALKED)
        add_over(a, window, (isnan(v->start) ? left_at(a, v) : v->start) - v->join,
                 isnan(v->start) && v->outcome == QS_UNFINISHED);
    if (is_served)
        add_sojourn(window, v->end - v->join);
}

/* A customer's last visit: `wait` is the sum over the visits before. */
static void add_customer(const audit *a, account *into, const qs_visit *v, double wait)
{
    into->departed += v->outcome == QS_SERVED && v->end > a->from && v->end <= a->to;
    if (!is_counted(a, v))
        return;
    wait += (isnan(v->start) ? left_at(a, v) : v->start) - v->join;
    into->arrived++;
    into->outcome[v->outcome]++;
    if (v->outcome == QS_SERVED)
        add_sojourn(into, v->end - v->arrival);
    if (v->outcome == QS_SERVED)
        add_wait(into, wait);
    if (v->outcome != QS_REJECTED && v->outcome != QS_BALKED)
        add_over(a, into, wait, v->outcome == QS_UNFINISHED); /* unless is_cut(), where it is not looked at */
}

static int by_customer(const void *a, const void *b)
{
    const qs_visit *x = a, *y = b;
    if (x->customer != y->customer)
        return x->customer < y->customer ? -1 : 1;
    return x->visit - y->visit;
}

/* Visits of a customer follow each other without a gap, and only the last one ends the stay. */
static void check_chain(const qs_visit *v, const qs_visit *before)
{
    bool follows = before && before->customer == v->customer;
    assert_true(follows ? before->outcome == QS_MOVED_ON && before->visit + 1 == v->visit
                        : v->visit == 0 && (!before || before->outcome != QS_MOVED_ON));
    assert_same(v->join, follows ? before->end : v->arrival);
    assert_false(v->start < v->join || v->end < v->join || v->end < v->start);
    assert_true(follows || !before || before->customer + 1 == v->customer);
}

static double value(const audit *a, qs_scope scope, int member, qs_metric metric, int item)
{
    int index = qs_layout_index(qs_engine_layout(a->s->engine), scope, member, metric, item);
    return a->s->row[index];
}

/* Equal but for the rounding of sums; so far apart, a wrong customer would show. */
static void close_to(double a, double b, const char *what)
{
    if (isnan(b) ? isnan(a) : fabs(a - b) <= 1e-9 * (1 + fabs(b)))
        return;
    fail_msg("%s is %.17g, the visits say %.17g", what, a, b);
}

#define expect(metric, item, x) close_to(value(a, scope, member, QS_METRIC_##metric, item), x, #metric)

static double deviation(double n, double sum, double squares)
{
    return n > 1 ? sqrt(fmax(0, (squares - sum * sum / n) / (n - 1))) : NAN;
}

static void compare_counts(const audit *a, qs_scope scope, int member, const account *x)
{
    expect(arrived, 0, x->arrived);
    expect(served, 0, x->outcome[QS_SERVED]);
    expect(rejected, 0, x->outcome[QS_REJECTED]);
    expect(dropped, 0, x->outcome[QS_DROPPED]);
    expect(balked, 0, x->outcome[QS_BALKED]);
    expect(reneged, 0, x->outcome[QS_RENEGED]);
    expect(cancelled, 0, x->outcome[QS_CANCELLED]);
    expect(unfinished, 0, x->outcome[QS_UNFINISHED]);
    expect(throughput, 0, x->departed / (a->to - a->from));
    expect(sojourn_mean, 0, x->n_sojourns ? x->sojourn / x->n_sojourns : NAN);
    close_to(pow(value(a, scope, member, QS_METRIC_sojourn_sd, 0), 2),
             pow(deviation(x->n_sojourns, x->sojourn, x->sojourn_square), 2), "sojourn_sd");
}

static void compare_waits(const audit *a, qs_scope scope, int member, const account *x)
{
    expect(wait_mean, 0, x->n_waits ? x->wait / x->n_waits : NAN);
    close_to(pow(value(a, scope, member, QS_METRIC_wait_sd, 0), 2),
             pow(deviation(x->n_waits, x->wait, x->wait_square), 2), "wait_sd");
    expect(wait_max, 0, x->n_waits ? x->wait_max : NAN);
}

static void compare_overs(const audit *a, qs_scope scope, int member, const account *x)
{
    double joined = x->arrived - x->outcome[QS_REJECTED] - x->outcome[QS_BALKED];
    expect(wait_censored, 0, x->censored);
    for (int k = 0; k < 2; k++)
        expect(wait_over, k, joined > x->undecided[k] ? x->over[k] / (joined - x->undecided[k]) : NAN);
}

/* At 1 % of a quantile's width as many waits lie below as should. */
static void compare_quantiles(const audit *a, int window)
{
    const scene *s = a->s;
    for (int k = 0; k < 2; k++) {
        double q = value(a, QS_WINDOW, window, QS_METRIC_wait_quantile, k), n = 0, below = 0, not_above = 0;
        for (size_t i = 0; i < s->n_visits; i++) {
            const qs_visit *v = &s->visits[i];
            if (v->window != window || !is_counted(a, v) || isnan(v->start))
                continue;
            n++;
            below += v->start - v->join < q / 1.01 - 1e-9;
            not_above += v->start - v->join <= q * 1.01 + 1e-9;
        }
        double rank = s->model.output.quantiles[k] * n;
        assert_true(n > 0 ? below <= rank + 1 && not_above >= rank - 1 : isnan(q));
    }
}

/* Shares of time. */
static void check_shares(const scene *s, qs_scope scope, int member)
{
    double serving = scene_get(s, scope, member, QS_METRIC_utilisation);
    double occupied = scene_get(s, scope, member, QS_METRIC_occupation);
    assert_int_equal(isnan(serving), isnan(occupied));
    if (!isnan(serving) && !(serving >= 0 && serving <= occupied + 1e-12 && occupied <= 1 + 1e-12))
        fail_msg("utilisation %.17g, occupation %.17g", serving, occupied);
}

static void compare_areas(const audit *a, qs_scope scope, int member, const account *x)
{
    expect(number_mean, 0, x->number_area / (a->to - a->from));
    if (!a->has_preemption)
        expect(queue_mean, 0, x->queue_area / (a->to - a->from));
}

/* Where growth is judged: the mean over the last quarter less that over the second, which weighs more. */
static bool compare_growth(const audit *a, qs_scope scope, int member, const account *x)
{
    double growth = a->s->row[qs_layout_growth(qs_engine_layout(a->s->engine), scope, member)];
    double quarter = (a->to - a->from) / 4;
    if (qs_model_judges_growth(&a->s->model) && quarter > 0)
        close_to(growth, (x->quarter_area[3] - QS_GROWTH_FACTOR * x->quarter_area[1]) / quarter, "growth");
    else
        assert_true(isnan(growth));
    return !isnan(growth);
}

/* A customer who was sent away while in service may have had its last service or not: visits do not tell. */
static bool is_cut(const qs_visit *v)
{
    return !isnan(v->start) && v->outcome != QS_SERVED && v->outcome != QS_MOVED_ON;
}

static void add_all(audit *a, account *system, account *classes, account *windows)
{
    scene *s = (scene *)(uintptr_t)a->s;
    qsort(s->visits, s->n_visits, sizeof *s->visits, by_customer);
    double wait = 0;
    for (size_t i = 0; i < s->n_visits; i++) {
        const qs_visit *v = &s->visits[i];
        check_chain(v, i > 0 ? v - 1 : NULL);
        add_visit(a, &windows[v->window], v);
        add_areas(a, system, v);
        add_areas(a, &classes[v->customer_class], v);
        a->is_cut |= is_cut(v);
        if (v->outcome == QS_MOVED_ON) {
            wait += v->start - v->join;
            continue;
        }
        add_customer(a, system, v, wait);
        add_customer(a, &classes[v->customer_class], v, wait);
        wait = 0;
    }
}

static void compare_all(const audit *a, const account *system, const account *classes, const account *windows)
{
    const qs_model *m = &a->s->model;
    for (int scope = 0; scope < QS_N_SCOPES; scope++) {
        const account *accounts[QS_N_SCOPES] = {
            [QS_SYSTEM] = system, [QS_CLASS] = classes, [QS_WINDOW] = windows};
        int n = qs_engine_layout(a->s->engine)->n_members[scope];
        for (int member = 0; member < n; member++) {
            const account *x = &accounts[scope][member];
            compare_counts(a, (qs_scope)scope, member, x);
            if (scope == QS_WINDOW || !a->is_cut)
                compare_waits(a, (qs_scope)scope, member, x);
            if ((scope == QS_WINDOW || !a->is_cut) && !(m->run.timeout < INFINITY))
                compare_overs(a, (qs_scope)scope, member, x);
            if (scope != QS_WINDOW || !a->has_jockeys)
                compare_areas(a, (qs_scope)scope, member, x);
            if (scope == QS_SYSTEM || (scope == QS_WINDOW && !a->has_jockeys))
                n_with_growth += compare_growth(a, (qs_scope)scope, member, x);
        }
    }
}

static void audit_scene(const scene *s)
{
    const qs_model *m = &s->model;
    audit a = {.s = s, .from = scene_system(s, warmup_used), .to = m->run.horizon};
    for (int c = 0; c < m->n_classes; c++)
        a.has_jockeys |= m->classes[c].jockeys;
    for (int w = 0; w < m->n_windows; w++)
        a.has_preemption |= m->windows[w].preemption != QS_PREEMPT_NONE;
    account system = {0}, classes[3] = {{0}}, windows[4] = {{0}};
    add_all(&a, &system, classes, windows);
    compare_all(&a, &system, classes, windows);
    for (int w = 0; w < m->n_windows; w++)
        compare_quantiles(&a, w);
}

static void test_rows_say_what_visits_say(void **state)
{
    (void)state;
    int n_run = 0, n_deadlocks = 0, n_audited = 0;
    double n_outcomes[QS_N_OUTCOMES] = {0};
    for (uint64_t i = 0; i < N_SYSTEMS; i++) {
        scene s;
        random_scene(&s, i, false);
        if (scene_try(&s) == QS_ERROR_DEADLOCK) {
            n_deadlocks++;
        } else {
            scene_run(&s);
            n_run++;
            check_shares(&s, QS_SYSTEM, 0);
            for (int w = 0; w < s.model.n_windows; w++)
                check_shares(&s, QS_WINDOW, w);
            if (s.model.run.customers == 0) {
                audit_scene(&s);
                n_audited++;
            }
            for (size_t k = 0; k < s.n_visits; k++)
                n_outcomes[s.visits[k].outcome]++;
        }
        scene_close(&s);
    }
    print_message("# %d systems, %d deadlocks, %d audited, growth %d times\n", n_run, n_deadlocks, n_audited,
                  n_with_growth);
    assert_true(n_with_growth > N_SYSTEMS / 20);
    assert_true(n_run > N_SYSTEMS * 3 / 4 && n_audited > N_SYSTEMS / 2 && n_deadlocks > 0);
    for (int outcome = 0; outcome <= QS_MOVED_ON; outcome++) /* nobody comes again */
        assert_true(n_outcomes[outcome] > 500);
}

static bool same_bits(const double *a, const double *b, int n)
{
    return memcmp(a, b, (size_t)n * sizeof *a) == 0;
}

/* The same replication again: after another one, without a listener, from a new engine. */
static void test_pure_function(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < N_SYSTEMS / 5; i++) {
        scene s;
        random_scene(&s, i, false);
        qs_status status = scene_try(&s);
        int n = qs_engine_layout(s.engine)->n_values;
        double *first = malloc((size_t)n * sizeof *first), *other = malloc((size_t)n * sizeof *other);
        assert_true(first && other);
        memcpy(first, s.row, (size_t)n * sizeof *first);
        qs_replication_key key = s.key;
        key.replication = 7;
        qs_engine_replicate(s.engine, &key, other, NULL);
        assert_int_equal(qs_engine_replicate(s.engine, &s.key, other, NULL), status);
        assert_true(same_bits(first, other, n));
        qs_engine *fresh;
        assert_int_equal(qs_engine_new(&s.model, &fresh), QS_OK);
        qs_engine_set_cut(fresh, s.cut);
        assert_int_equal(qs_engine_replicate(fresh, &s.key, other, NULL), status);
        assert_true(same_bits(first, other, n));
        qs_engine_free(fresh);
        free(first);
        free(other);
        scene_close(&s);
    }
}

static bool is_same_visit(const qs_visit *a, const qs_visit *b)
{
    const double x[] = {a->arrival, a->join, a->start, a->end}, y[] = {b->arrival, b->join, b->start, b->end};
    return a->customer == b->customer && a->customer_class == b->customer_class && a->service == b->service &&
           a->second_service == b->second_service && a->window == b->window && a->member == b->member &&
           a->server == b->server && a->visit == b->visit && a->outcome == b->outcome && same_bits(x, y, 4);
}

/* What one loop has said of a replication, for another to be held against. */
typedef struct account_of_loop {
    double *row;
    qs_visit *visits;
    size_t n_visits;
    uint64_t n_events;
} account_of_loop;

/* The visits are sorted already. */
static account_of_loop note_loop(const scene *s)
{
    int n = qs_engine_layout(s->engine)->n_values;
    account_of_loop loop = {.row = malloc((size_t)n * sizeof *loop.row),
                            .visits = malloc((s->n_visits + 1) * sizeof *loop.visits),
                            .n_visits = s->n_visits,
                            .n_events = qs_engine_n_events(s->engine)};
    assert_true(loop.row && loop.visits);
    memcpy(loop.row, s->row, (size_t)n * sizeof *loop.row);
    memcpy(loop.visits, s->visits, s->n_visits * sizeof *loop.visits);
    return loop;
}

/* The same replication by the loop that the engine takes now. */
static void hold_against(scene *s, const account_of_loop *loop)
{
    scene_run(s);
    assert_true(same_bits(loop->row, s->row, qs_engine_layout(s->engine)->n_values));
    assert_int_equal(loop->n_events, qs_engine_n_events(s->engine));
    assert_int_equal(loop->n_visits, s->n_visits);
    qsort(s->visits, s->n_visits, sizeof *s->visits, by_customer);
    for (size_t k = 0; k < s->n_visits; k++)
        assert_true(is_same_visit(&loop->visits[k], &s->visits[k]));
}

static void forget_loop(account_of_loop *loop)
{
    free(loop->row);
    free(loop->visits);
}

static void test_plain_loop(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < N_SYSTEMS / 3; i++) {
        scene s;
        random_scene(&s, i, true);
        scene_run(&s);
        assert_true(s.engine->tables.is_plain && s.engine->tables.is_core);
        audit_scene(&s);
        account_of_loop plain = note_loop(&s);
        s.engine->tables.is_plain = false;
        hold_against(&s, &plain);
        s.engine->tables.is_core = false;
        hold_against(&s, &plain);
        forget_loop(&plain);
        scene_close(&s);
    }
}

/* The core of the general loop against all of it. */
static void test_core(void **state)
{
    (void)state;
    int n_held = 0;
    for (uint64_t i = 0; i < N_SYSTEMS; i++) {
        scene s;
        random_scene(&s, i, false);
        s.model.run.kernel = QS_KERNEL_EVENTS;
        if (scene_try(&s) == QS_OK && s.engine->tables.is_core && !s.engine->tables.is_plain) {
            qsort(s.visits, s.n_visits, sizeof *s.visits, by_customer);
            account_of_loop core = note_loop(&s);
            s.engine->tables.is_core = false;
            hold_against(&s, &core);
            forget_loop(&core);
            n_held++;
        }
        scene_close(&s);
    }
    print_message("# %d systems by the core\n", n_held);
    assert_true(n_held > N_SYSTEMS / 20);
}

/* The system starts and ends empty: Little's law on the row alone. */
static void test_little(void **state)
{
    (void)state;
    int n_checked = 0;
    for (uint64_t i = 0; i < N_SYSTEMS / 3; i++) {
        scene s;
        random_scene(&s, i, i % 2);
        s.model.run =
            (qs_run_rule){.horizon = 2000, .stops = true, .kernel = QS_KERNEL_EVENTS, .timeout = INFINITY};
        for (int a = 0; a < s.model.n_sources; a++)
            s.model.sources[a].limit = 40;
        bool is_open = true;
        for (int a = 0; a < s.model.n_sources; a++)
            is_open &= s.model.sources[a].kind != QS_SOURCE_CLOSED;
        if (is_open && scene_try(&s) == QS_OK && scene_system(&s, unfinished) == 0) {
            double time = 0;
            for (size_t k = 0; k < s.n_visits; k++)
                time += s.visits[k].end - s.visits[k].join;
            close_to(scene_system(&s, number_mean) * 2000, time, "number_mean x horizon");
            n_checked++;
            if (scene_system(&s, served) == scene_system(&s, arrived))
                close_to(scene_system(&s, number_mean) * 2000,
                         scene_system(&s, sojourn_mean) * scene_system(&s, served), "L x T");
        }
        scene_close(&s);
    }
    assert_true(n_checked > N_SYSTEMS / 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_say_what_visits_say), cmocka_unit_test(test_pure_function),
        cmocka_unit_test(test_plain_loop), cmocka_unit_test(test_core), cmocka_unit_test(test_little)};
    return cmocka_run_group_tests_name("systems made at random", tests, NULL, NULL);
}
