/* What a class puts up with: patience, balking, coming again, becoming of another class.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "build_internal.h"
#include "qsweep/memory.h"

#define MOST_WAITING (INT64_C(1) << 53)
enum { MOST_STEPS = 1000, MOST_RETURNS = 1000000000 };

enum { BY_SERVICE, N_PATIENCE_KEYS };
static const qs_key patience_keys[N_PATIENCE_KEYS] = {
    [BY_SERVICE] =
        {"by_service", QS_MEMBERS_OF(QS_EITHER_OF(QS_IS(TIMES), QS_IS(INFINITE))), NULL,
         "Patience in queues for these services; in queues for others the customer waits for ever"},
};
const qs_key_table qs_keys_patience = {
    .name = "patience", .about = "Patience by service", QS_KEYS(patience_keys)};

enum { FROM, PROBABILITY, N_BALK_KEYS };
static const qs_key balk_keys[N_BALK_KEYS] = {
    [FROM] = {"from", QS_WHOLE_IN(0, MOST_WAITING), NULL, "So many waiting, and more up to the next step"},
    [PROBABILITY] = {"probability", QS_NUMBER_IN(qs_probability, QS_SHARE), NULL,
                     "With which the customer does not join"},
};
const qs_key_table qs_keys_balk = {.name = "balk",
                                   .about = "How likely somebody does not join a queue of a length",
                                   QS_KEYS(balk_keys),
                                   .needs = "from probability"};

static const char *const losses[] = {"rejected", "reneged", "balked"};
enum { AFTER, PROBABILITIES, DELAY, MOST, N_RETRY_KEYS };
static const qs_key retry_keys[N_RETRY_KEYS] = {
    [AFTER] = {"after", QS_LIST_OF(1, 0, QS_ONE_OF(losses)), "[\"rejected\", \"reneged\", \"balked\"]",
               "What the customer comes again after"},
    [PROBABILITIES] =
        {"probability",
         QS_EITHER_OF(QS_NUMBER_IN(qs_probability, QS_SHARE),
                      QS_LIST_OF(1, 0, QS_NUMBER_IN(qs_probability, QS_SHARE))),
         "1",
         "With which it comes again: always the same, or after the first loss, the second, ...; "
         "the last holds for all after it"},
    [DELAY] = {"delay", QS_IS(TIMES), NULL, "The time until it comes again"},
    [MOST] = {"most", QS_WHOLE_IN(1, MOST_RETURNS), NULL,
              "How often it comes again to a service; else there is no bound"},
};
const qs_key_table qs_keys_retry = {.name = "retry",
                                    .about = "Who would be lost comes again, to the same service",
                                    QS_KEYS(retry_keys),
                                    .needs = "delay"};

enum { TIME, CLASS, N_CHANGE_KEYS };
static const qs_key change_keys[N_CHANGE_KEYS] = {
    [TIME] = {"after", QS_TIME_IN(qs_positive), NULL, "So long since the customer joined the queue"},
    [CLASS] = {"class", QS_IS(NAME), NULL, "Of which class it is from then on"},
};
const qs_key_table qs_keys_change = {.name = "change",
                                     .about = "A step on which who waits is of another class from then on",
                                     QS_KEYS(change_keys),
                                     .needs = "after class"};

/* ---- patience ---- */

/* A law, or inf: waits for ever. */
static void read_patience(qs_study_reader *reader, const char *key, qs_node *node, int *law)
{
    if (qs_scalar_of(node) != QS_SCALAR_INFINITE)
        qs_read_distribution(reader, key, node, QS_FOR_TIMES, law);
}

static void build_by_service(qs_study_reader *reader, qs_node *node, qs_class *class)
{
    size_t n = (size_t)reader->model->n_services;
    qs_enter(reader, "by_service");
    if (node->kind != QS_NODE_MAP || node->n == 0)
        qs_problem_node(reader, node,
                        "must be a map from services to patience, such as {%s: {exponential: {mean: 30}}}",
                        reader->model->services[0]);
    else if (!qs_reader_fail(reader, qs_calloc(n, sizeof(int), &class->service_patience)))
        for (size_t s = 0; s < n; s++)
            class->service_patience[s] = QS_NONE;
    for (size_t i = 0; class->service_patience && i < node->n; i++) {
        int service;
        if (qs_node_is_absent(node->values[i]))
            continue;
        qs_enter(reader, node->keys[i]->text);
        if (qs_read_name(reader, node->keys[i], QS_NAMED_SERVICE, &service))
            read_patience(reader, NULL, node->values[i], &class->service_patience[service]);
        qs_leave(reader);
    }
    qs_leave(reader);
}

void qs_build_patience(qs_study_reader *reader, qs_node *node, qs_class *class)
{
    qs_node *values[N_PATIENCE_KEYS];
    if (!node)
        return;
    if (node->kind != QS_NODE_MAP || qs_node_find(node, "by_service") < 0) {
        read_patience(reader, "patience", node, &class->patience);
        return;
    }
    qs_enter(reader, "patience");
    if (qs_read_map(reader, node, &qs_keys_patience, values) && values[BY_SERVICE])
        build_by_service(reader, values[BY_SERVICE], class);
    qs_leave(reader);
}

/* ---- balk ---- */

static void build_balk(qs_study_reader *reader, qs_node *node, qs_class *class, size_t i)
{
    qs_node *values[N_BALK_KEYS];
    qs_balk *balk = &class->balks[i];
    if (!qs_read_map(reader, node, &qs_keys_balk, values) ||
        !qs_require(reader, node, "from", values[FROM], "a number of people waiting") ||
        !qs_require(reader, node, "probability", values[PROBABILITY], "a share") ||
        !qs_read_integer(reader, "from", values[FROM], 0, MOST_WAITING, &balk->from))
        return;
    qs_read_number(reader, "probability", values[PROBABILITY], qs_probability, QS_SHARE, &balk->probability);
    qs_enter(reader, "from");
    if (i > 0 && balk->from <= balk[-1].from)
        qs_problem_node(reader, values[FROM], "must be above %lld, that of the step before",
                        (long long)balk[-1].from);
    else if (class->balk_at != QS_NONE && balk->from >= class->balk_at)
        qs_problem_node(reader, values[FROM],
                        "has no effect, nobody joins from balk_at on: it must be below %lld",
                        (long long)class->balk_at);
    qs_leave(reader);
}

void qs_build_balks(qs_study_reader *reader, qs_node *node, qs_class *class)
{
    if (!node)
        return;
    qs_enter(reader, "balk");
    if (node->kind != QS_NODE_LIST || node->n == 0 || node->n > MOST_STEPS)
        qs_problem_node(reader, node,
                        "must be a list of 1 to %d steps, such as [{from: 5, probability: 0.2}, {from: 10, "
                        "probability: 0.5}]; balk_at: %s means that nobody joins from so many waiting on",
                        MOST_STEPS, node->kind == QS_NODE_SCALAR ? node->text : "20");
    else if (!qs_reader_fail(reader, qs_calloc(node->n, sizeof *class->balks, &class->balks)))
        class->n_balks = node->n;
    for (size_t i = 0; i < class->n_balks; i++) {
        qs_enter_item(reader, i);
        build_balk(reader, node->values[i], class, i);
        qs_leave(reader);
    }
    qs_leave(reader);
}

/* ---- retry ---- */

static void build_after(qs_study_reader *reader, qs_node *node, qs_retry *retry)
{
    static const unsigned bits[] = {QS_RETRY_REJECTED, QS_RETRY_RENEGED, QS_RETRY_BALKED};
    retry->after = node ? 0 : QS_RETRY_REJECTED | QS_RETRY_RENEGED | QS_RETRY_BALKED;
    if (!node)
        return;
    qs_enter(reader, "after");
    bool is_good = qs_read_list(reader, node, 1, "losses, such as [rejected, reneged]");
    for (size_t i = 0; is_good && i < node->n; i++) {
        int word = 0;
        qs_enter_item(reader, i);
        if (qs_read_choice(reader, NULL, node->values[i], losses, 3, &word)) {
            if (retry->after & bits[word])
                qs_problem_node(reader, node->values[i], "is listed twice, once is allowed");
            retry->after |= bits[word];
        }
        qs_leave(reader);
    }
    qs_leave(reader);
}

static void build_probabilities(qs_study_reader *reader, qs_node *node, qs_retry *retry)
{
    size_t n = node && node->kind == QS_NODE_LIST ? node->n : 1;
    double most = 0;
    qs_enter(reader, "probability");
    if (n == 0 || n > MOST_STEPS) {
        qs_problem_node(reader, node, "must be a share or a list of 1 to %d shares", MOST_STEPS);
    } else if (!qs_reader_fail(reader, qs_calloc(n, sizeof(double), &retry->probabilities))) {
        retry->n_probabilities = n;
        retry->probabilities[0] = 1;
        for (size_t i = 0; node && i < n; i++) {
            bool is_list = node->kind == QS_NODE_LIST;
            if (is_list)
                qs_enter_item(reader, i);
            qs_read_number(reader, NULL, is_list ? node->values[i] : node, qs_probability, QS_SHARE,
                           &retry->probabilities[i]);
            if (is_list)
                qs_leave(reader);
        }
    }
    for (size_t i = 0; i < retry->n_probabilities; i++)
        most = retry->probabilities[i] > most ? retry->probabilities[i] : most;
    if (retry->n_probabilities == 1 && most == 0) /* nobody comes again: as without */
        retry->after = 0;
    qs_leave(reader);
}

void qs_build_retry(qs_study_reader *reader, qs_node *node, qs_class *class)
{
    qs_node *values[N_RETRY_KEYS];
    qs_retry *retry = &class->retry;
    if (!node)
        return;
    qs_enter(reader, "retry");
    if (qs_read_map(reader, node, &qs_keys_retry, values) &&
        qs_require(reader, node, "delay", values[DELAY], "a time, or a distribution")) {
        build_after(reader, values[AFTER], retry);
        build_probabilities(reader, values[PROBABILITIES], retry);
        qs_read_positive_times(reader, "delay", values[DELAY], &retry->delay);
        qs_read_integer(reader, "most", values[MOST], 1, MOST_RETURNS, &retry->most);
    }
    if (retry->delay == QS_NONE || retry->n_probabilities == 0)
        retry->after = 0; /* a problem has been noted */
    qs_leave(reader);
}

/* ---- becomes ---- */

static void build_change(qs_study_reader *reader, qs_node *node, int of_class, size_t i)
{
    qs_class *class = &reader->model->classes[of_class];
    qs_node *values[N_CHANGE_KEYS];
    qs_change *change = &class->changes[i];
    change->to = of_class;
    if (!qs_read_map(reader, node, &qs_keys_change, values) ||
        !qs_require(reader, node, "after", values[TIME], "a time") ||
        !qs_require(reader, node, "class", values[CLASS], "the name of a class") ||
        !qs_read_time(reader, "after", values[TIME], qs_positive, &change->after))
        return;
    qs_enter(reader, "after");
    if (i > 0 && change->after <= change[-1].after)
        qs_problem_node(reader, values[TIME], "must be later than the step before");
    qs_leave(reader);
    qs_enter(reader, "class");
    int before = i > 0 ? change[-1].to : of_class;
    if (qs_read_name(reader, values[CLASS], QS_NAMED_CLASS, &change->to) && change->to == before)
        qs_problem_node(reader, values[CLASS], "has no effect, the customer is of this class already");
    qs_leave(reader);
}

void qs_build_changes(qs_study_reader *reader, qs_node *node, int of_class)
{
    qs_class *class = &reader->model->classes[of_class];
    if (!node)
        return;
    qs_enter(reader, "becomes");
    if (node->kind != QS_NODE_LIST || node->n == 0 || node->n > MOST_STEPS)
        qs_problem_node(reader, node, "must be a list of 1 to %d steps, such as [{after: 30 min, class: %s}]",
                        MOST_STEPS, class->name);
    else if (!qs_reader_fail(reader, qs_calloc(node->n, sizeof *class->changes, &class->changes)))
        class->n_changes = node->n;
    for (size_t i = 0; i < class->n_changes; i++) {
        qs_enter_item(reader, i);
        build_change(reader, node->values[i], of_class, i);
        qs_leave(reader);
    }
    qs_leave(reader);
}
