/* Texts that are too long for a table's cell.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/legend.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "qsweep/memory.h"
#include "qsweep/visible.h"

static const char ellipsis[] = "…";

/* How many bytes of a text stand before the ellipsis. */
static size_t kept(const char *text, size_t size)
{
    size_t n = size - sizeof ellipsis;
    while (n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80)
        n--;
    return n;
}

void qs_legend_cut(const char *text, char *out, size_t size)
{
    if (strlen(text) < size) {
        memcpy(out, text, strlen(text) + 1);
        return;
    }
    size_t n = kept(text, size);
    memcpy(out, text, n);
    memcpy(out + n, ellipsis, sizeof ellipsis);
}

static int by_text(const void *a, const void *b)
{
    const qs_legend_entry *p = a, *q = b;
    int order = strcmp(p->text, q->text);
    return order ? order : (p->first > q->first) - (p->first < q->first);
}

static int by_first(const void *a, const void *b)
{
    const qs_legend_entry *p = a, *q = b;
    return (p->first > q->first) - (p->first < q->first);
}

/* Each long text once, sorted. */
static void collect(const char *const *texts, size_t n_texts, size_t size, qs_legend *legend)
{
    size_t n = 0;
    for (size_t i = 0; i < n_texts; i++)
        if (strlen(texts[i]) >= size)
            legend->entries[n++] = (qs_legend_entry){.text = texts[i], .first = i};
    qsort(legend->entries, n, sizeof *legend->entries, by_text);
    for (size_t i = 0; i < n; i++)
        if (legend->n == 0 || strcmp(legend->entries[legend->n - 1].text, legend->entries[i].text) != 0)
            legend->entries[legend->n++] = legend->entries[i];
}

/* What looks the same when it is cut stands side by side when it is sorted. */
static bool is_ambiguous(const qs_legend *legend, size_t size)
{
    for (size_t i = 1; i < legend->n; i++) {
        const char *a = legend->entries[i - 1].text, *b = legend->entries[i].text;
        size_t n = kept(a, size);
        if (n == kept(b, size) && strncmp(a, b, n) == 0)
            return true;
    }
    return false;
}

qs_status qs_legend_make_whole(const char *name, const char *const *texts, size_t n_texts, size_t size,
                               qs_legend *legend)
{
    *legend = (qs_legend){.name = name};
    qs_status status = qs_calloc(n_texts, sizeof *legend->entries, &legend->entries);
    if (status)
        return status;
    collect(texts, n_texts, size, legend);
    qsort(legend->entries, legend->n, sizeof *legend->entries, by_first);
    for (size_t i = 0; i < legend->n; i++)
        legend->entries[i].number = i + 1;
    qsort(legend->entries, legend->n, sizeof *legend->entries, by_text);
    status = qs_calloc(legend->n, sizeof *legend->order, &legend->order);
    for (size_t i = 0; i < legend->n && !status; i++)
        legend->order[legend->entries[i].number - 1] = i;
    return status;
}

qs_status qs_legend_make(const char *name, const char *const *texts, size_t n_texts, size_t size,
                         qs_legend *legend)
{
    qs_status status = qs_legend_make_whole(name, texts, n_texts, size, legend);
    if (!status && !is_ambiguous(legend, size))
        qs_legend_clear(legend);
    return status;
}

const char *qs_legend_text(const qs_legend *legend, size_t number)
{
    return legend->entries[legend->order[number - 1]].text;
}

static int by_text_alone(const void *a, const void *b)
{
    const qs_legend_entry *p = a, *q = b;
    return strcmp(p->text, q->text);
}

void qs_legend_put(const qs_legend *legend, const char *text, char *out, size_t size)
{
    const qs_legend_entry wanted = {.text = text}, *found = NULL;
    if (legend->n > 0)
        found = bsearch(&wanted, legend->entries, legend->n, sizeof wanted, by_text_alone);
    if (found)
        snprintf(out, size, "(%zu)", found->number);
    else
        qs_legend_cut(text, out, size);
}

void qs_legend_print(const qs_legend *legend, FILE *out)
{
    if (legend->n == 0)
        return;
    qs_visible_print(out, "\n%s:\n", legend->name);
    for (size_t i = 0; i < legend->n; i++)
        qs_visible_print(out, "  (%zu) %s\n", i + 1, qs_legend_text(legend, i + 1));
}

void qs_legend_clear(qs_legend *legend)
{
    qs_free(legend->entries);
    qs_free(legend->order);
    *legend = (qs_legend){0};
}
