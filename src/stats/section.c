/* Sections: packed histograms, merged by neighbours when there are too many.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/section.h"

#include <string.h>

#include "qsweep/memory.h"

/* A histogram as it is kept: this head, then the counts, then their bins (16 bits each) if it is sparse, then
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

/* The bins in use and their counts, mostly few among many: stretches of nothing are passed over. */
typedef struct used_bins {
    uint32_t n;
    uint64_t all; /* bits of all counts together: as wide as the largest */
    uint16_t bin[QS_HISTOGRAM_BINS];
    uint64_t count[QS_HISTOGRAM_BINS];
} used_bins;

static void add_used(const qs_histogram *histogram, uint32_t first, uint32_t end, used_bins *used)
{
    uint32_t n = used->n; /* not in the struct: it would be written for every bin */
    for (uint32_t i = first; i < end; i++) {
        used->bin[n] = (uint16_t)(histogram->first + i);
        used->count[n] = histogram->count[i];
        n += histogram->count[i] > 0;
    }
    used->n = n;
}

/* Of a stretch of a page. */
static void find_used_in(const qs_histogram *histogram, uint32_t i, uint32_t end, used_bins *used)
{
    enum { STRETCH = 8 };
    for (; i + STRETCH <= end; i += STRETCH) {
        uint64_t any = 0;
        for (int k = 0; k < STRETCH; k++)
            any |= histogram->count[i + (uint32_t)k];
        used->all |= any;
        if (any)
            add_used(histogram, i, i + STRETCH, used);
    }
    for (uint32_t k = i; k < end; k++)
        used->all |= histogram->count[k];
    add_used(histogram, i, end, used);
}

static void find_used(const qs_histogram *histogram, used_bins *used)
{
    used->n = 0;
    used->all = 0;
    for (uint32_t end, i = 0; (i = qs_histogram_stretch(histogram, i, histogram->n, &end)) < histogram->n;
         i = end)
        find_used_in(histogram, i, end, used);
}

static packed_head head_of(const qs_histogram *histogram, const used_bins *used)
{
    packed_head head = {.total = histogram->total, .first = (uint16_t)histogram->first};
    uint64_t most = used->all;
    head.width = most > UINT32_MAX ? 8 : most > UINT16_MAX ? 4 : most > UINT8_MAX ? 2 : 1;
    head.is_sparse =
        head.width < 8 && (size_t)used->n * (head.width + 2U) < (size_t)histogram->n * head.width;
    head.n = (uint16_t)(head.is_sparse ? used->n : histogram->n);
    return head;
}

/* Counts of one width. Packed histograms are whole multiples of 8 bytes long, so these are aligned. */
static void put_counts(void *to, const uint64_t *count, size_t n, unsigned width)
{
    uint8_t *one = to;
    uint16_t *two = to;
    uint32_t *four = to;
    /* NOLINTBEGIN(clang-analyzer-core.uninitialized.Assign): the first n of used_bins are set, and no more read */
    for (size_t i = 0; width == 1 && i < n; i++)
        one[i] = (uint8_t)count[i];
    for (size_t i = 0; width == 2 && i < n; i++)
        two[i] = (uint16_t)count[i];
    for (size_t i = 0; width == 4 && i < n; i++)
        four[i] = (uint32_t)count[i];
    /* NOLINTEND(clang-analyzer-core.uninitialized.Assign) */
    if (width == 8)
        memcpy(to, count, n * sizeof *count);
}

static qs_status put_histogram(const qs_histogram *histogram, qs_bytes *bytes)
{
    used_bins used;
    find_used(histogram, &used);
    packed_head head = head_of(histogram, &used);
    size_t size = size_of(&head), at = bytes->n;
    qs_status status = qs_reserve(&bytes->data, &bytes->capacity, at + size, 1);
    if (status)
        return status;
    unsigned char *to = bytes->data + at;
    bytes->n = at + size;
    memset(to + size - 8, 0, 8);
    memcpy(to, &head, sizeof head);
    to += sizeof head;
    put_counts(to, head.is_sparse ? used.count : histogram->count, head.n, head.width);
    if (head.is_sparse)
        memcpy(to + (size_t)head.n * head.width, used.bin, head.n * sizeof *used.bin);
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

/* A packed histogram, looked at where it lies. */
typedef struct packed_view {
    packed_head head;
    size_t size;
    const unsigned char *counts, *bins; /* bins only of a sparse one */
} packed_view;

static packed_view view_at(const unsigned char *packed)
{
    packed_view view;
    memcpy(&view.head, packed, sizeof view.head);
    view.size = size_of(&view.head);
    view.counts = packed + sizeof view.head;
    view.bins = view.counts + (size_t)view.head.n * view.head.width;
    return view;
}

static uint64_t count_at(const packed_view *view, size_t i)
{
    return get_count(view->counts + i * view->head.width, view->head.width);
}

static uint32_t bin_at(const packed_view *view, size_t i)
{
    return view->head.is_sparse ? (uint32_t)get_count(view->bins + 2 * i, 2) : view->head.first + (uint32_t)i;
}

/* Add the packed histogram that begins here; *packed moves behind it. */
static qs_status add_packed(const unsigned char **packed, qs_histogram *histogram)
{
    packed_view view = view_at(*packed);
    uint32_t n = view.head.n, bins[QS_HISTOGRAM_BINS], narrow[QS_HISTOGRAM_BINS];
    uint64_t counts[QS_HISTOGRAM_BINS];
    *packed += view.size;
    for (uint32_t i = 0; i < n; i++)
        counts[i] = count_at(&view, i);
    if (!view.head.is_sparse)
        return qs_histogram_add_counts(histogram, view.head.first, counts, n);
    for (uint32_t i = 0; i < n; i++) {
        bins[i] = bin_at(&view, i);
        narrow[i] = (uint32_t)counts[i];
    }
    return qs_histogram_add_bins(histogram, bins, narrow, n);
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

/* Does a histogram that lies within n bytes begin here, of bins that there are? */
static bool is_sound(const unsigned char *packed, size_t n)
{
    packed_head head;
    if (n < sizeof head)
        return false;
    memcpy(&head, packed, sizeof head);
    bool fits = (head.width == 1 || head.width == 2 || head.width == 4 || head.width == 8) &&
                head.is_sparse <= (head.width < 8) && head.n <= QS_HISTOGRAM_BINS && size_of(&head) <= n &&
                (head.is_sparse || head.first + head.n <= QS_HISTOGRAM_BINS);
    if (!fits || !head.is_sparse)
        return fits;
    packed_view view = view_at(packed);
    for (uint32_t i = 0; i < head.n; i++)
        if (bin_at(&view, i) >= QS_HISTOGRAM_BINS || (i > 0 && bin_at(&view, i) <= bin_at(&view, i - 1)))
            return false;
    return true;
}

static bool are_sound(const qs_bytes *packed, int n_histograms)
{
    size_t at = 0;
    for (int h = 0; h < n_histograms; h++) {
        if (!is_sound(packed->data + at, packed->n - at))
            return false;
        at += view_at(packed->data + at).size;
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

/* The sum of n counts. The loops are plain, so that the compiler makes vectors of them. */
static uint64_t sum_counts(const unsigned char *counts, size_t n, unsigned width)
{
    enum { STRETCH = 128 };
    const uint16_t *two = (const void *)counts;
    const uint32_t *four = (const void *)counts;
    const uint64_t *eight = (const void *)counts;
    uint64_t sum = 0;
    for (size_t i = 0; width == 1 && i < n;) {
        uint16_t stretch = 0;
        for (size_t end = i + STRETCH < n ? i + STRETCH : n; i < end; i++)
            stretch = (uint16_t)(stretch + counts[i]);
        sum += stretch;
    }
    for (size_t i = 0; width == 2 && i < n; i++)
        sum += two[i];
    for (size_t i = 0; width == 4 && i < n; i++)
        sum += four[i];
    for (size_t i = 0; width == 8 && i < n; i++)
        sum += eight[i];
    return sum;
}

/* How many of the counts are of bins below one. */
static size_t find_bin(const packed_view *view, uint32_t bin)
{
    size_t below = 0, end = view->head.n;
    if (!view->head.is_sparse)
        return bin <= view->head.first ? 0 : bin - view->head.first < end ? bin - view->head.first : end;
    while (below < end) { /* bins are in order */
        size_t middle = below + (end - below) / 2;
        if (bin_at(view, middle) < bin)
            below = middle + 1;
        else
            end = middle;
    }
    return below;
}

/* Values at or below a point: all of lower bins, and its fraction of those in its own. Points mostly come in
 * ascending order, so that the sum goes on from the last one. */
static void add_histogram(const packed_view *view, int n_points, qs_section_point *points)
{
    size_t done = 0;
    uint64_t sum = 0;
    for (int i = 0; i < n_points && view->head.total > 0; i++) {
        qs_section_point *point = &points[i];
        size_t below = find_bin(view, point->at.bin);
        if (below < done)
            done = sum = 0;
        sum += sum_counts(view->counts + done * view->head.width, below - done, view->head.width);
        done = below;
        bool has_bin = below < view->head.n && bin_at(view, below) == point->at.bin;
        double own = has_bin ? (double)count_at(view, below) : 0;
        double off = (double)sum + point->at.fraction * own - point->at.share * (double)view->head.total;
        point->n++;
        point->squares += off * off;
    }
}

static void add_section(const qs_bytes *packed, int n_histograms, int n_points, qs_section_point *points)
{
    const unsigned char *at = packed->data;
    for (int h = 0; h < n_histograms; h++) {
        packed_view view = view_at(at);
        add_histogram(&view, n_points, points + h * n_points);
        at += view.size;
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
