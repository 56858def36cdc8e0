/* Sections: packed histograms, merged by neighbours when there are too many.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/section.h"

#include <string.h>

#include "qsweep/memory.h"

/* A histogram as it is kept: this head, then the bins (16 bits each) if it is sparse, then the counts, then
 * zeros up to a multiple of 8 bytes. */
typedef struct packed_head {
    uint64_t total;
    uint16_t first; /* bin of the first count; sparse: of no meaning */
    uint16_t n;     /* counts */
    uint8_t width;  /* bytes of a count: 1, 2, 4, 8 */
    uint8_t is_sparse;
    uint16_t unused;
} packed_head;

static size_t padded(size_t n)
{
    return (n + 7) & ~(size_t)7;
}

static size_t size_of(const packed_head *head)
{
    return padded(sizeof *head + (size_t)head->n * (head->width + (head->is_sparse ? 2U : 0U)));
}

/* ---- packing one histogram ---- */

static packed_head head_of(const qs_histogram *histogram, uint32_t *n_used)
{
    uint64_t most = 0;
    uint32_t used = 0;
    for (uint32_t i = 0; i < histogram->n; i++) {
        most |= histogram->count[i];
        used += histogram->count[i] > 0;
    }
    packed_head head = {.total = histogram->total, .first = (uint16_t)histogram->first};
    head.width = most > UINT32_MAX ? 8 : most > UINT16_MAX ? 4 : most > UINT8_MAX ? 2 : 1;
    head.is_sparse = head.width < 8 && (size_t)used * (head.width + 2U) < (size_t)histogram->n * head.width;
    head.n = (uint16_t)(head.is_sparse ? used : histogram->n);
    *n_used = used;
    return head;
}

static unsigned char *put_count(unsigned char *to, uint64_t count, unsigned width)
{
    uint16_t two = (uint16_t)count;
    uint32_t four = (uint32_t)count;
    switch (width) {
    case 1:
        *to = (unsigned char)count;
        break;
    case 2:
        memcpy(to, &two, 2);
        break;
    case 4:
        memcpy(to, &four, 4);
        break;
    default:
        memcpy(to, &count, 8);
    }
    return to + width;
}

static qs_status put_histogram(const qs_histogram *histogram, qs_bytes *bytes)
{
    uint32_t used;
    packed_head head = head_of(histogram, &used);
    size_t size = size_of(&head), at = bytes->n;
    qs_status status = qs_reserve(&bytes->data, &bytes->capacity, at + size, 1);
    if (status)
        return status;
    memset(bytes->data + at, 0, size);
    memcpy(bytes->data + at, &head, sizeof head);
    bytes->n = at + size;
    unsigned char *bin = bytes->data + at + sizeof head,
                  *count = bin + (head.is_sparse ? 2 * (size_t)used : 0);
    for (uint32_t i = 0; i < histogram->n; i++) {
        if (head.is_sparse && histogram->count[i] == 0)
            continue;
        uint16_t number = (uint16_t)(histogram->first + i);
        if (head.is_sparse) {
            memcpy(bin, &number, 2);
            bin += 2;
        }
        count = put_count(count, histogram->count[i], head.width);
    }
    return QS_OK;
}

static uint64_t get_count(const unsigned char *from, unsigned width)
{
    uint16_t two;
    uint32_t four;
    uint64_t eight;
    switch (width) {
    case 1:
        return *from;
    case 2:
        memcpy(&two, from, 2);
        return two;
    case 4:
        memcpy(&four, from, 4);
        return four;
    default:
        memcpy(&eight, from, 8);
        return eight;
    }
}

/* Add the packed histogram that begins here; *packed moves behind it. */
static qs_status add_packed(const unsigned char **packed, qs_histogram *histogram)
{
    packed_head head;
    memcpy(&head, *packed, sizeof head);
    const unsigned char *bin = *packed + sizeof head,
                        *count = bin + (head.is_sparse ? 2 * (size_t)head.n : 0);
    *packed += size_of(&head);
    uint64_t counts[QS_HISTOGRAM_BINS];
    uint32_t bins[QS_HISTOGRAM_BINS], narrow[QS_HISTOGRAM_BINS];
    for (uint32_t i = 0; i < head.n; i++)
        counts[i] = get_count(count + (size_t)i * head.width, head.width);
    if (!head.is_sparse)
        return qs_histogram_add_counts(histogram, head.first, counts, head.n);
    for (uint32_t i = 0; i < head.n; i++) {
        bins[i] = (uint32_t)get_count(bin + 2 * (size_t)i, 2);
        narrow[i] = (uint32_t)counts[i];
    }
    return qs_histogram_add_bins(histogram, bins, narrow, head.n);
}

/* ---- sections ---- */

qs_status qs_sections_init(qs_sections *sections, int n_histograms, uint64_t length)
{
    *sections = (qs_sections){.n_histograms = n_histograms, .length = length};
    return qs_calloc((size_t)n_histograms, sizeof *sections->open, &sections->open);
}

void qs_sections_clear(qs_sections *sections)
{
    for (uint32_t i = 0; i < sections->n; i++)
        qs_bytes_clear(&sections->whole[i]);
    for (int h = 0; sections->open && h < sections->n_histograms; h++)
        qs_histogram_clear(&sections->open[h]);
    qs_free(sections->open);
    memset(sections, 0, sizeof *sections);
}

static qs_status pack_all(const qs_histogram *histograms, int n, qs_bytes *bytes)
{
    qs_status status = QS_OK;
    for (int h = 0; h < n && !status; h++)
        status = put_histogram(&histograms[h], bytes);
    return status;
}

static qs_status add_all(const qs_bytes *packed, int n, qs_histogram *histograms)
{
    const unsigned char *at = packed->data;
    qs_status status = QS_OK;
    for (int h = 0; h < n && !status; h++)
        status = add_packed(&at, &histograms[h]);
    return status;
}

static void empty_all(qs_histogram *histograms, int n)
{
    for (int h = 0; h < n; h++)
        qs_histogram_clear(&histograms[h]);
}

/* Twice the length, half as many. What is open is empty when this is called. */
static qs_status halve(qs_sections *s)
{
    qs_status status = QS_OK;
    s->length *= 2;
    for (uint32_t i = 0; i < s->n && !status; i += 2) {
        qs_bytes both = {0};
        status = add_all(&s->whole[i], s->n_histograms, s->open);
        if (!status)
            status = add_all(&s->whole[i + 1], s->n_histograms, s->open);
        if (!status)
            status = pack_all(s->open, s->n_histograms, &both);
        empty_all(s->open, s->n_histograms);
        qs_bytes_clear(&s->whole[i]);
        qs_bytes_clear(&s->whole[i + 1]);
        s->whole[i / 2] = both;
    }
    s->n /= 2;
    return status;
}

/* The section is whole: its histograms are these. */
static qs_status close_section(qs_sections *s, const qs_histogram *histograms)
{
    qs_status status = pack_all(histograms, s->n_histograms, &s->whole[s->n++]);
    empty_all(s->open, s->n_histograms);
    s->n_open = 0;
    return status;
}

qs_status qs_sections_add(qs_sections *s, uint64_t n, const qs_histogram *histograms)
{
    qs_status status = QS_OK;
    if (s->length == 0)
        return status;
    while (s->n == QS_SECTIONS && !status)
        status = halve(s);
    if (status)
        return status;
    if (s->n_open == 0 && n >= s->length)
        return close_section(s, histograms);
    for (int h = 0; h < s->n_histograms && !status; h++)
        status = qs_histogram_merge(&s->open[h], &histograms[h]);
    s->n_open += n;
    if (!status && s->n_open >= s->length)
        status = close_section(s, s->open);
    return status;
}

/* ---- as bytes ---- */

qs_status qs_sections_pack(const qs_sections *s, qs_bytes *bytes)
{
    const uint64_t numbers[] = {s->length, s->n, s->n_open};
    qs_status status = qs_bytes_put(bytes, numbers, sizeof numbers);
    for (uint32_t i = 0; i < s->n && !status; i++) {
        status = qs_bytes_put_u64(bytes, s->whole[i].n);
        if (!status)
            status = qs_bytes_put(bytes, s->whole[i].data, s->whole[i].n);
    }
    qs_bytes open = {0};
    if (!status && s->n_open > 0)
        status = pack_all(s->open, s->n_histograms, &open);
    if (!status && s->n_open > 0)
        status = qs_bytes_put_u64(bytes, open.n);
    if (!status && s->n_open > 0)
        status = qs_bytes_put(bytes, open.data, open.n);
    qs_bytes_clear(&open);
    return status;
}

/* Is it the head of a histogram that lies within n bytes, of bins that there are? */
static bool is_sound(const packed_head *head, const unsigned char *counts, size_t n)
{
    bool fits = (head->width == 1 || head->width == 2 || head->width == 4 || head->width == 8) &&
                head->is_sparse <= (head->width < 8) && head->n <= QS_HISTOGRAM_BINS && size_of(head) <= n &&
                (head->is_sparse || head->first + head->n <= QS_HISTOGRAM_BINS);
    int last = -1;
    for (uint32_t i = 0; fits && head->is_sparse && i < head->n; i++) {
        int bin = (int)get_count(counts + 2 * (size_t)i, 2);
        fits = bin > last && bin < QS_HISTOGRAM_BINS;
        last = bin;
    }
    return fits;
}

static bool are_sound(const qs_bytes *packed, int n_histograms)
{
    size_t at = 0;
    for (int h = 0; h < n_histograms; h++) {
        packed_head head;
        if (packed->n - at < sizeof head)
            return false;
        memcpy(&head, packed->data + at, sizeof head);
        if (!is_sound(&head, packed->data + at + sizeof head, packed->n - at))
            return false;
        at += size_of(&head);
    }
    return at == packed->n;
}

/* One section's bytes. */
static qs_status get_packed(qs_reader *reader, int n_histograms, qs_bytes *out)
{
    uint64_t n = qs_reader_get_u64(reader);
    if (reader->is_short || n > reader->n - reader->at) {
        reader->is_short = true;
        return QS_OK;
    }
    qs_status status = qs_bytes_put(out, reader->data + reader->at, n);
    reader->at += n;
    if (!status && !are_sound(out, n_histograms))
        reader->is_short = true;
    return status;
}

qs_status qs_sections_unpack(qs_reader *reader, int n_histograms, qs_sections *out)
{
    uint64_t numbers[3];
    qs_reader_get(reader, numbers, sizeof numbers);
    if (numbers[1] > QS_SECTIONS)
        reader->is_short = true;
    qs_status status = qs_sections_init(out, n_histograms, numbers[0]);
    if (status || reader->is_short)
        return status;
    for (uint64_t i = 0; i < numbers[1] && !status && !reader->is_short; i++)
        status = get_packed(reader, n_histograms, &out->whole[out->n++]);
    qs_bytes open = {0};
    out->n_open = numbers[2];
    if (!status && out->n_open > 0)
        status = get_packed(reader, n_histograms, &open);
    if (!status && out->n_open > 0 && !reader->is_short)
        status = add_all(&open, n_histograms, out->open);
    qs_bytes_clear(&open);
    return status;
}

/* ---- how shares vary ---- */

/* The sum of n counts of one width: the loops are plain, so that the compiler makes vectors of them. */
static uint64_t sum_counts(const unsigned char *count, size_t n, unsigned width)
{
    enum { STRETCH = 64 };
    uint64_t sum = 0;
    for (; width == 1 && n >= STRETCH; n -= STRETCH, count += STRETCH) {
        uint32_t stretch = 0;
        for (int i = 0; i < STRETCH; i++)
            stretch += count[i];
        sum += stretch;
    }
    for (size_t i = 0; i < n; i++)
        sum += get_count(count + i * width, width);
    return sum;
}

/* How many values of a packed histogram lie at or below a point: those of lower bins, and its fraction of
 * those in its own. */
static double count_to(const unsigned char *packed, const packed_head *head, const qs_histogram_point *at)
{
    const unsigned char *bins = packed + sizeof *head,
                        *counts = bins + (head->is_sparse ? 2 * (size_t)head->n : 0);
    size_t below = 0;
    if (head->is_sparse) {
        size_t end = head->n;
        while (below < end) { /* bins are in order */
            size_t middle = below + (end - below) / 2;
            if (get_count(bins + 2 * middle, 2) < at->bin)
                below = middle + 1;
            else
                end = middle;
        }
    } else if (at->bin > head->first) {
        below = at->bin - head->first < head->n ? at->bin - head->first : head->n;
    }
    bool has_bin = below < head->n &&
                   (head->is_sparse ? get_count(bins + 2 * below, 2) == at->bin : at->bin >= head->first);
    double own = has_bin ? (double)get_count(counts + below * head->width, head->width) : 0;
    return (double)sum_counts(counts, below, head->width) + at->fraction * own;
}

static void add_section(const qs_bytes *packed, int n_histograms, int n_points, qs_section_point *points)
{
    const unsigned char *at = packed->data;
    for (int h = 0; h < n_histograms; h++) {
        packed_head head;
        memcpy(&head, at, sizeof head);
        for (int i = 0; i < n_points && head.total > 0; i++) {
            qs_section_point *point = &points[h * n_points + i];
            double off = count_to(at, &head, &point->at) - point->at.share * (double)head.total;
            point->n++;
            point->squares += off * off;
        }
        at += size_of(&head);
    }
}

qs_status qs_sections_spread(const qs_sections *s, int n_points, qs_section_point *points)
{
    for (int i = 0; i < s->n_histograms * n_points; i++) {
        points[i].n = 0;
        points[i].squares = 0;
    }
    for (uint32_t i = 0; i < s->n; i++)
        add_section(&s->whole[i], s->n_histograms, n_points, points);
    if (s->n_open == 0)
        return QS_OK;
    qs_bytes open = {0};
    qs_status status = pack_all(s->open, s->n_histograms, &open);
    if (!status)
        add_section(&open, s->n_histograms, n_points, points);
    qs_bytes_clear(&open);
    return status;
}
