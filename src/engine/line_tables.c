/* Lines for several windows, from the model to the tables: which lists a line has, who takes from it, and in
 * which order of lists each window does.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "loops.h"
#include "qsweep/memory.h"

static const qs_window *queue_of(const qs_model *m, int l)
{
    return &m->windows[m->n_windows + l];
}

/* The entry of a priority list that fits first; behind all if none does. */
static int level_of(const qs_window *window, int class, int service)
{
    for (size_t i = 0; i < window->n_priorities; i++)
        if ((window->priorities[i].a == QS_NONE || window->priorities[i].a == class) &&
            (window->priorities[i].b == QS_NONE || window->priorities[i].b == service))
            return (int)i;
    return (int)window->n_priorities;
}

/* A list for each stage that waits in the line, by level. */
static qs_status build_lists(const qs_model *m, int l, qs_shared_line *line)
{
    size_t n_stages = (size_t)m->n_classes * (size_t)m->n_services;
    qs_status status = qs_calloc(n_stages, sizeof *line->list_of, &line->list_of);
    for (size_t i = 0; i < n_stages && !status; i++) {
        line->list_of[i] = QS_NONE;
        line->n_lists += m->stages[i].line == l;
    }
    if (!status)
        status = qs_calloc((size_t)line->n_lists, sizeof *line->lists, &line->lists);
    line->n_levels = (int)queue_of(m, l)->n_priorities + 1;
    int n = 0;
    for (int level = 0; level < line->n_levels && !status; level++)
        for (size_t i = 0; i < n_stages; i++) {
            int class = (int)i / m->n_services, service = (int)i % m->n_services;
            if (m->stages[i].line != l || level_of(queue_of(m, l), class, service) != level)
                continue;
            line->lists[n] = (qs_list){class, service, level};
            line->list_of[i] = n++;
        }
    return status;
}

qs_status qs_lines_build(qs_engine *e)
{
    const qs_model *m = e->model;
    if (m->n_lines == 0)
        return QS_OK;
    qs_status status = qs_calloc((size_t)m->n_lines, sizeof *e->tables.lines, &e->tables.lines);
    for (int l = 0; l < m->n_lines && !status; l++)
        status = build_lists(m, l, &e->tables.lines[l]);
    return status;
}

/* ---- who takes from which ---- */

static int count_members(const qs_model *m, const int *windows, int n)
{
    int sum = 0;
    for (int i = 0; i < n; i++)
        sum += m->windows[windows[i]].count;
    return sum;
}

static void add_takers(const qs_engine *e, const int *windows, int n, int helped, qs_shared_line *line)
{
    for (int i = 0; i < n; i++)
        for (int s = 0; s < e->n_stations; s++)
            if (e->stations[s].window == windows[i])
                line->takers[line->n_takers++] = (qs_taker){s, helped};
}

static qs_status build_takers(qs_engine *e, int l)
{
    const qs_line_rule *rule = &e->model->lines[l];
    qs_shared_line *line = &e->tables.lines[l];
    int n = count_members(e->model, rule->windows, rule->n_windows);
    for (int i = 0; i < rule->n_helps; i++)
        n += count_members(e->model, rule->helps[i].windows, rule->helps[i].n_windows);
    qs_status status = qs_calloc((size_t)n, sizeof *line->takers, &line->takers);
    if (status)
        return status;
    add_takers(e, rule->windows, rule->n_windows, 0, line);
    for (int i = 0; i < rule->n_helps; i++)
        add_takers(e, rule->helps[i].windows, rule->helps[i].n_windows, 1 + i, line);
    return QS_OK;
}

/* When a window may take from a line: 0 at once, i after rule i of help; QS_NONE: never. */
static int helped_for(const qs_line_rule *rule, int window)
{
    for (int i = 0; i < rule->n_windows; i++)
        if (rule->windows[i] == window)
            return 0;
    for (int h = 0; h < rule->n_helps; h++)
        for (int i = 0; i < rule->helps[h].n_windows; i++)
            if (rule->helps[h].windows[i] == window)
                return 1 + h;
    return QS_NONE;
}

static qs_status build_feed(qs_engine *e, int w, int l, int helped, qs_feed *feed)
{
    const qs_model *m = e->model;
    const qs_shared_line *line = &e->tables.lines[l];
    feed->station = line->station;
    feed->helped = helped;
    qs_status status = qs_calloc((size_t)line->n_lists, sizeof *feed->ranks, &feed->ranks);
    for (int i = 0; i < line->n_lists && !status; i++) {
        const qs_list *list = &line->lists[i];
        bool serves = m->windows[w].serves[list->class * m->n_services + list->service];
        int level = level_of(&m->windows[w], list->class, list->service);
        feed->ranks[i] = serves ? level * line->n_levels + list->level : QS_NONE;
    }
    return status;
}

/* A window's own line before those that it helps, these as listed. */
static qs_status build_feeds_of(qs_engine *e, int w, qs_feeds *feeds)
{
    const qs_model *m = e->model;
    int n = 0;
    for (int l = 0; l < m->n_lines; l++)
        n += helped_for(&m->lines[l], w) != QS_NONE;
    qs_status status = qs_calloc((size_t)n, sizeof *feeds->of, &feeds->of);
    for (int helps = 0; helps <= 1; helps++)
        for (int l = 0; l < m->n_lines && !status; l++) {
            int helped = helped_for(&m->lines[l], w);
            if (helped != QS_NONE && (helped > 0) == (helps == 1))
                status = build_feed(e, w, l, helped, &feeds->of[feeds->n++]);
        }
    return status;
}

qs_status qs_lines_connect(qs_engine *e)
{
    const qs_model *m = e->model;
    if (m->n_lines == 0)
        return QS_OK;
    qs_status status = qs_calloc((size_t)m->n_windows, sizeof *e->tables.feeds, &e->tables.feeds);
    for (int l = 0; l < m->n_lines && !status; l++) {
        e->uses.help |= m->lines[l].n_helps > 0;
        status = build_takers(e, l);
    }
    for (int w = 0; w < m->n_windows && !status; w++)
        status = build_feeds_of(e, w, &e->tables.feeds[w]);
    for (int s = 0; s < e->n_stations && !status; s++)
        if (e->stations[s].line == QS_NONE) {
            e->stations[s].feeds = e->tables.feeds[e->stations[s].window].of;
            e->stations[s].n_feeds = e->tables.feeds[e->stations[s].window].n;
        }
    return status;
}

void qs_lines_free(qs_engine *e)
{
    for (int l = 0; e->tables.lines && l < e->model->n_lines; l++) {
        qs_free(e->tables.lines[l].lists);
        qs_free(e->tables.lines[l].list_of);
        qs_free(e->tables.lines[l].takers);
    }
    for (int w = 0; e->tables.feeds && w < e->model->n_windows; w++) {
        for (int i = 0; i < e->tables.feeds[w].n; i++)
            qs_free(e->tables.feeds[w].of[i].ranks);
        qs_free(e->tables.feeds[w].of);
    }
    qs_free(e->tables.lines);
    qs_free(e->tables.feeds);
}
