/* classes: kinds of customers, where they begin, where they go on to, what they put up with.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "build_internal.h"

/* Shares that sum to 1 within this are taken as written: 0.1 ten times is not quite 1. */
static const double SHARE_TOLERANCE = 1e-9;

#define MOST_WAITING (INT64_C(1) << 53)

enum { FIRST, THEN, PATIENCE, BALK_AT, BALK, RETRY, BECOMES, JOCKEY, N_KEYS };
static const qs_key class_keys[N_KEYS] = {
    [FIRST] =
        {"first", QS_SHARES, NULL,
         "The service to begin with: shares of the services, which sum to 1; needed where there are several"},
    [THEN] =
        {"then", QS_MEMBERS_OF(QS_SHARES), NULL,
         "Where to go after a service: {service: {next service: probability}}; what is missing to 1 leaves"},
    [PATIENCE] = {"patience", QS_EITHER_OF(QS_IS(TIMES), QS_IS(INFINITE), QS_MAP_OF(qs_keys_patience)),
                  "\"inf\"",
                  "The customer leaves a queue when it has passed without service; inf: it waits for ever"},
    [BALK_AT] = {"balk_at", QS_WHOLE_IN(0, MOST_WAITING), NULL,
                 "The customer joins no queue in which so many wait; else it always joins"},
    [BALK] = {"balk", QS_LIST_OF(1, 0, QS_MAP_OF(qs_keys_balk)), NULL,
              "Steps {from: n, probability: p}: with so many waiting the customer may not join"},
    [RETRY] = {"retry", QS_MAP_OF(qs_keys_retry), NULL, "The customer comes again after it would be lost"},
    [BECOMES] =
        {"becomes", QS_LIST_OF(1, 0, QS_MAP_OF(qs_keys_change)), NULL,
         "Steps {after: T, class: K}: while it waits in a queue the customer becomes of another class"},
    [JOCKEY] = {"jockey", QS_IS(TRUTH), "false",
                "Whether the customer moves to a window where it would stand strictly ahead"},
};
const qs_key_table qs_keys_class = {.name = "class", .about = "A kind of customers", QS_KEYS(class_keys)};

/* A number that is written as one; negative: it is none. */
static double share_of(qs_node *node)
{
    return qs_scalar_of(node) == QS_SCALAR_NUMBER && node->number >= 0 ? node->number : -1;
}

/* {info: 0.6, permit: 0.4}, of shares that sum to something else */
static void write_shares(const qs_node *node, double sum, char *out, size_t size)
{
    enum { MOST = 4 };
    size_t used = 0;
    for (size_t i = 0; i < node->n && i <= MOST && used < size; i++)
        if (i == MOST)
            used += (size_t)snprintf(out + used, size - used, ", ...");
        else
            used += (size_t)snprintf(out + used, size - used, "%s%.30s: %.4g", i ? ", " : "{",
                                     node->keys[i]->text, share_of(node->values[i]) / sum);
    if (used < size)
        snprintf(out + used, size - used, "}");
}

/* Shares of 100, or of any other sum, are one mistake however many there are. */
static bool refuse_percent(qs_study_reader *reader, qs_node *node)
{
    double sum = 0, most = 0;
    char example[256];
    for (size_t i = 0; i < node->n; i++) {
        if (qs_node_is_absent(node->values[i]))
            return false;
        double x = share_of(node->values[i]);
        if (x < 0)
            return false;
        sum += x;
        most = x > most ? x : most;
    }
    if (!(most > 1) || !(sum < 1e9) || (node->n == 1 && most < 2))
        return false;
    bool is_hundred = fabs(sum - 100) < 1e-6 || node->n == 1;
    write_shares(node, is_hundred ? 100 : sum, example, sizeof example);
    qs_problem_at(reader, node->at, NULL, "shares are parts of 1%s: write %s (got a sum of %g)",
                  is_hundred ? ", or in percent with the sign" : ", so divide each by their sum", example,
                  sum);
    return true;
}

bool qs_read_shares(qs_study_reader *reader, qs_node *node, qs_named kind, double *p, double *sum)
{
    const char *what = kind == QS_NAMED_CLASS ? "classes" : "services";
    *sum = 0;
    if (node->kind != QS_NODE_MAP || node->n == 0) {
        bool is_word = node->kind == QS_NODE_SCALAR && qs_is_name(node->text);
        qs_problem_node(reader, node, "must be a map from %s to shares, such as {%s: %s}", what,
                        is_word                  ? node->text
                        : kind == QS_NAMED_CLASS ? "citizen"
                                                 : "info",
                        is_word ? "1" : "0.5, ...");
        return false;
    }
    if (refuse_percent(reader, node))
        return false;
    bool is_good = true;
    for (size_t i = 0; i < node->n; i++) {
        int to = QS_NONE;
        double share;
        if (qs_node_is_absent(node->values[i]))
            continue;
        qs_enter(reader, node->keys[i]->text);
        bool is_known = qs_read_name(reader, node->keys[i], kind, &to);
        bool is_share = qs_read_number(reader, NULL, node->values[i], qs_probability, QS_PLAIN, &share);
        qs_leave(reader);
        is_good &= is_known && is_share;
        if (is_known && is_share)
            p[to] = share;
        if (is_share)
            *sum += share;
    }
    return is_good;
}

static void build_first(qs_study_reader *reader, qs_node *node, qs_class *class)
{
    double sum;
    qs_enter(reader, "first");
    if (qs_read_shares(reader, node, QS_NAMED_SERVICE, class->first, &sum) && fabs(sum - 1) > SHARE_TOLERANCE)
        qs_problem_at(reader, node->at, NULL, "the shares must sum to 1 (got %.10g)", sum);
    qs_leave(reader);
}

/* The first service is clear without words where there is only one. */
static void default_first(qs_study_reader *reader, qs_node *node, qs_class *class)
{
    qs_model *model = reader->model;
    if (model->n_services == 1)
        class->first[0] = 1;
    else if (model->n_services > 1)
        qs_require(reader, node, "first", NULL,
                   "a map from services to shares, as there are several services");
}

static void build_then(qs_study_reader *reader, qs_node *node, qs_class *class)
{
    size_t n_services = (size_t)reader->model->n_services;
    qs_enter(reader, "then");
    if (node->kind != QS_NODE_MAP)
        qs_problem_node(reader, node, "must be a map {service: {next service: probability}}");
    for (size_t i = 0; node->kind == QS_NODE_MAP && i < node->n; i++) {
        int from = QS_NONE;
        double sum;
        if (qs_node_is_absent(node->values[i]))
            continue;
        qs_enter(reader, node->keys[i]->text);
        double unused[QS_MAX_SERVICES];
        bool is_known = qs_read_name(reader, node->keys[i], QS_NAMED_SERVICE, &from);
        double *row = is_known ? class->then + (size_t)from * n_services : unused;
        if (qs_read_shares(reader, node->values[i], QS_NAMED_SERVICE, row, &sum) && sum > 1 + SHARE_TOLERANCE)
            qs_problem_at(reader, node->values[i]->at, NULL,
                          "the probabilities must sum to at most 1, what is missing to 1 leaves (got %.10g)",
                          sum);
        qs_leave(reader);
    }
    qs_leave(reader);
}

static void build_class(qs_study_reader *reader, qs_node *node, int c)
{
    qs_class *class = &reader->model->classes[c];
    qs_node *values[N_KEYS];
    if (!qs_read_map(reader, node, &qs_keys_class, values))
        return;
    if (values[FIRST])
        build_first(reader, values[FIRST], class);
    else
        default_first(reader, node, class);
    if (values[THEN])
        build_then(reader, values[THEN], class);
    qs_build_patience(reader, values[PATIENCE], class);
    qs_read_integer(reader, "balk_at", values[BALK_AT], 0, MOST_WAITING, &class->balk_at);
    qs_build_balks(reader, values[BALK], class);
    qs_build_retry(reader, values[RETRY], class);
    qs_build_changes(reader, values[BECOMES], c);
    qs_read_bool(reader, "jockey", values[JOCKEY], &class->jockeys);
}

/* `classes` left out: one class, "customer". */
static void default_class(qs_study_reader *reader, qs_node *study)
{
    qs_model *model = reader->model;
    if (model->n_services == 1)
        model->classes[0].first[0] = 1;
    else if (model->n_services > 1)
        qs_problem_at(
            reader, study->at, "nothing",
            "is missing, there are several services, so say where customers begin: classes: {customer: "
            "{first: {%s: 0.5, %s: 0.5}}}",
            model->services[0], model->services[1]);
}

void qs_build_classes(qs_study_reader *reader, qs_node *study, qs_node *section)
{
    qs_model *model = reader->model;
    qs_enter(reader, "classes");
    if (!section)
        default_class(reader, study);
    for (int c = 0; section && c < model->n_classes; c++) {
        qs_enter(reader, section->keys[c]->text);
        build_class(reader, section->values[c], c);
        qs_leave(reader);
    }
    qs_leave(reader);
}
