/* Unknown keys: what was meant by them. Slips of the pen, words from other books, keys at another level, a
 * colon or a space that is missing. What is clear is taken as meant, so that its consequences are no problems
 * of their own.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "encoding_internal.h"

enum { LIST_SIZE = 512 };

static int find(const char *text, const char *const *keys, int n)
{
    for (int k = 0; k < n; k++)
        if (!strcmp(text, keys[k]))
            return k;
    return -1;
}

/* Words from other books, each with ours; the first of ours that is allowed counts. */
static const char *const words[][2] = {{"agents", "servers"},
                                       {"arrival", "arrivals"},
                                       {"average", "mean"},
                                       {"avg", "mean"},
                                       {"capacities", "capacity"},
                                       {"counters", "windows"},
                                       {"customers", "classes"},
                                       {"customer", "classes"},
                                       {"desks", "windows"},
                                       {"duration", "time"},
                                       {"duration", "horizon"},
                                       {"end", "horizon"},
                                       {"iat", "interarrival"},
                                       {"inter_arrival", "interarrival"},
                                       {"interarrival_time", "interarrival"},
                                       {"length", "horizon"},
                                       {"next", "then"},
                                       {"number_of_servers", "servers"},
                                       {"n_servers", "servers"},
                                       {"prices", "cost"},
                                       {"priorities", "priority"},
                                       {"queue_discipline", "discipline"},
                                       {"queues", "windows"},
                                       {"random_seed", "seed"},
                                       {"repetitions", "replications"},
                                       {"reps", "replications"},
                                       {"routing", "then"},
                                       {"runs", "replications"},
                                       {"service_time", "time"},
                                       {"sources", "arrivals"},
                                       {"staff", "servers"},
                                       {"start", "first"},
                                       {"stations", "windows"},
                                       {"std", "sd"},
                                       {"stddev", "sd"},
                                       {"stdev", "sd"},
                                       {"sigma", "sd"},
                                       {"times", "time"},
                                       {"title", "name"},
                                       {"unit", "time_unit"},
                                       {"units", "time_unit"},
                                       {"utilization", "utilisation"},
                                       {"var", "variance"},
                                       {"warm_up", "warmup"},
                                       {"warm-up", "warmup"},
                                       {"workers", "servers"}};

static int find_synonym(const char *text, const char *const *keys, int n)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        int k = strcmp(text, words[i][0]) ? -1 : find(words[i][1], keys, n);
        if (k >= 0)
            return k;
    }
    return -1;
}

/* Where a key stands that has no place here; NULL for one that has none anywhere. */
static const char *home_of(const char *text)
{
    static const struct {
        const char *home, *keys[14];
    } homes[] = {
        {"run",
         {"horizon", "warmup", "at_horizon", "replications", "seed", "common_random_numbers", "antithetic",
          "variance_reduction", "confidence", "kernel"}},
        {"a window (windows.NAME)",
         {"servers", "discipline", "priority", "preemption", "capacity", "together", "breakdown", "speed",
          "by_service"}},
        {"a window's capacity", {"overflow"}},
        {"a class (classes.NAME)",
         {"first", "then", "patience", "balk_at", "balk", "retry", "becomes", "jockey"}},
        {"a service (services.NAME)", {"dead_time", "dead_time_holds_customer", "by_class"}},
        {"a source (arrivals.NAME)",
         {"interarrival", "population", "think_time", "period", "batch", "limit", "factor", "day_factor",
          "lateness", "no_show"}},
        {"sweep", {"grid", "zip", "where"}},
        {"output",
         {"quantiles", "wait_over", "histograms", "series", "intervals", "service_level", "weighting",
          "checkpoint"}},
        {"the study itself, not indented",
         {"time_unit", "clock", "day_factors", "window_choice", "two_stop_factor", "windows", "arrivals",
          "sweep", "output", "run", "cost", "promises", "lines"}},
        {"a line (lines.NAME)", {"also"}},
        {"cost", {"server_hour", "per"}},
    };
    for (size_t i = 0; i < sizeof homes / sizeof *homes; i++)
        for (size_t k = 0; k < 14 && homes[i].keys[k]; k++)
            if (!strcmp(text, homes[i].keys[k]))
                return homes[i].home;
    return NULL;
}

static bool is_distribution(const char *text)
{
    for (int k = 0; k < QS_N_DISTRIBUTIONS; k++)
        if (!strcmp(text, qs_distribution_name((qs_distribution_kind)k)))
            return true;
    return false;
}

static bool is_nothing(qs_node *value)
{
    return value && value->kind == QS_NODE_SCALAR && qs_scalar_of(value) == QS_SCALAR_NULL;
}

/* ---- NAME VALUE, NAME:VALUE, NAME=VALUE ---- */

/* The key that a text begins with, up to a blank, a colon or an equals sign; *rest is what follows. */
static int find_glued(const char *text, const char *const *keys, int n, const char **rest, char *sign)
{
    size_t length = strcspn(text, " :=");
    char head[64];
    if (!text[length] || length >= sizeof head)
        return -1;
    snprintf(head, sizeof head, "%.*s", (int)length, text);
    *rest = text + length + strspn(text + length, " ");
    *sign = **rest == ':' || **rest == '=' ? **rest : ' ';
    *rest += *sign != ' ';
    *rest += strspn(*rest, " ");
    const char *near = qs_nearest(head, keys, (size_t)n);
    return near ? find(near, keys, n) : -1;
}

static bool refuse_glued(qs_study_reader *reader, qs_node *key, const char *text, const char *const *keys,
                         int n, qs_node **values)
{
    const char *rest;
    char sign;
    int k = find_glued(text, keys, n, &rest, &sign);
    if (k < 0)
        return false;
    const char *what = sign == ':'   ? "a space is missing behind the colon"
                       : sign == '=' ? "a colon must stand in place of the equals sign"
                                     : "a colon is missing";
    qs_enter(reader, keys[k]);
    qs_problem_node(reader, key, "%s, write %s: %s", what, keys[k], rest);
    qs_leave(reader);
    if (!key->meant && !(key->meant = qs_node_scalar(reader->arena, rest, key->at)))
        qs_reader_fail(reader, QS_ERROR_MEMORY);
    if (key->meant && !values[k])
        values[k] = key->meant;
    return true;
}

/* ---- keys beside what they belong into ---- */

/* The known key before a stranger that has nothing, as what belongs to it is not indented; -1 for none. */
static int find_empty_before(const qs_node *map, size_t stranger, const char *const *keys, int n)
{
    for (size_t i = stranger; i-- > 0;) {
        int k = find(map->keys[i]->text, keys, n);
        if (k < 0)
            continue;
        bool is_aligned = map->keys[i]->at.column == map->keys[stranger]->at.column &&
                          map->keys[i]->at.line < map->keys[stranger]->at.line;
        return is_aligned && is_nothing(map->values[i]) ? (int)i : -1;
    }
    return -1;
}

/* The strangers from `first` on are the entries of the empty key before them. Gives the last of them. */
static size_t adopt_entries(qs_study_reader *reader, qs_node *map, size_t first, size_t owner,
                            const char *const *keys, int n, qs_node **values)
{
    qs_node *key = map->keys[owner];
    size_t last = first;
    bool is_new = !key->meant;
    qs_enter(reader, map->keys[first]->text);
    qs_problem_node(reader, map->keys[first],
                    "stands beside %s and not in it, indent the lines that belong to %s by two spaces",
                    key->text, key->text);
    qs_leave(reader);
    if (is_new && !(key->meant = qs_node_new(reader->arena, QS_NODE_MAP, map->keys[first]->at)))
        qs_reader_fail(reader, QS_ERROR_MEMORY);
    for (size_t i = first; i < map->n && find(map->keys[i]->text, keys, n) < 0; last = i++)
        if (is_new && key->meant && !qs_node_append(reader->arena, key->meant, map->keys[i], map->values[i]))
            qs_reader_fail(reader, QS_ERROR_MEMORY);
    if (key->meant)
        values[find(key->text, keys, n)] = key->meant;
    return last;
}

/* ---- all others ---- */

/* Whether a key before it is out of place for the same reason. */
static bool is_told(const qs_node *map, const qs_node *key, const char *home)
{
    for (size_t i = 0; i < map->n && map->keys[i] != key; i++) {
        const char *other = qs_node_is_absent(map->values[i]) ? NULL : home_of(map->keys[i]->text);
        if (other && !strcmp(other, home))
            return true;
    }
    return false;
}

static void refuse_key(qs_study_reader *reader, qs_node *map, qs_node *key, qs_node *value, const char *text,
                       const char *const *keys, int n, qs_node **values)
{
    char list[LIST_SIZE];
    qs_join(list, sizeof list, keys, (size_t)n, " and ");
    const char *near = qs_nearest(text, keys, (size_t)n), *home = home_of(text);
    bool is_path = strchr(text, '.') && find("grid", keys, n) >= 0;
    bool is_greek = !strcmp(text, "lambda") || !strcmp(text, "mu");
    int k = near ? find(near, keys, n) : find_synonym(text, keys, n);
    qs_enter(reader, key->text);
    if (is_greek)
        qs_problem_node(reader, key,
                        "a bare %s is refused: is it a rate or a mean? Write rate or mean, allowed here: %s",
                        text, list);
    else if (k >= 0 && near)
        qs_problem_node(reader, key, "unknown key, did you mean '%s'? Allowed: %s", near, list);
    else if (k >= 0)
        qs_problem_node(reader, key, "unknown key, write %s. Allowed: %s", keys[k], list);
    else if (key->at.is_axis_value && find("windows", keys, n) >= 0)
        qs_problem_node(reader, key, "a path begins with a section of the study, such as windows.W1.servers");
    else if (find("time", keys, n) >= 0 && is_distribution(text))
        qs_problem_node(reader, key, "is a distribution, which stands behind its key: {time: {%s: ...}}",
                        text);
    else if (is_path)
        qs_problem_node(reader, key,
                        "unknown key, allowed: %s; a path stands in one of them: {grid: {%s: ...}}", list,
                        text);
    else if (home && is_told(map, key, home))
        map->is_unsure = true; /* those that stand together are one mistake */
    else if (home)
        qs_problem_node(reader, key, "has no place here, it belongs into %s. Allowed here: %s", home, list);
    else
        qs_problem_node(reader, key, "unknown key, allowed: %s", list);
    qs_leave(reader);
    if (k >= 0 && !is_greek && !values[k])
        values[k] = value;
    else
        map->is_unsure = true;
}

void qs_refuse_strangers(qs_study_reader *reader, qs_node *map, const char *const *keys, int n,
                         qs_node **values)
{
    for (size_t i = 0; i < map->n; i++) {
        qs_node *key = map->keys[i];
        char plain[256];
        if (find(key->text, keys, n) >= 0 || qs_node_is_absent(map->values[i]))
            continue;
        int owner = find_empty_before(map, i, keys, n);
        const char *text = qs_lookalike_plain(key->text, plain, sizeof plain) ? plain : key->text;
        if (owner >= 0)
            i = adopt_entries(reader, map, i, (size_t)owner, keys, n, values);
        else if (!is_nothing(map->values[i]) || !refuse_glued(reader, key, text, keys, n, values))
            refuse_key(reader, map, key, map->values[i], text, keys, n, values);
    }
}
