/* Sections: the same whatever the grouping of what is added, their spread by definition, torn bytes refused.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "qsweep/hash.h"
#include "qsweep/memory.h"
#include "qsweep/section.h"

enum { N_HISTOGRAMS = 3, MOST = 1000 };

static uint64_t hash_of(uint64_t a, uint64_t b)
{
    return qs_mix64(qs_mix64(a + 1) + b);
}

/* What replication r counts: few values in the first histogram (sparse), many in the second (dense, the more the
 * wider), none in some replications of the third. */
static void count(uint64_t r, qs_histogram *histograms)
{
    const uint64_t few = 1 + hash_of(r, 0) % 5, many = 200 + hash_of(r, 1) % (r % 7 == 0 ? 100000 : 200);
    for (uint64_t i = 0; i < few; i++) {
        const uint64_t one = 1;
        unsigned bin = 3000 + (unsigned)(hash_of(r, 10 + i) % 2000);
        assert_int_equal(qs_histogram_add_counts(&histograms[0], bin, &one, 1), QS_OK);
    }
    uint64_t counts[60];
    for (size_t i = 0; i < 60; i++)
        counts[i] = many / (1 + (i * 7 + r) % 13);
    assert_int_equal(qs_histogram_add_counts(&histograms[1], 4000, counts, 60), QS_OK);
    if (r % 3 > 0)
        assert_int_equal(qs_histogram_add_counts(&histograms[2], 5000, counts + r % 30, 4), QS_OK);
}

static void clear_all(qs_histogram *histograms)
{
    for (int h = 0; h < N_HISTOGRAMS; h++)
        qs_histogram_clear(&histograms[h]);
}

/* Sections of n replications, added `step` at a time. */
static qs_sections make(uint64_t n, uint64_t length, uint64_t step)
{
    qs_sections sections;
    assert_int_equal(qs_sections_init(&sections, N_HISTOGRAMS, length), QS_OK);
    for (uint64_t first = 0; first < n; first += step) {
        qs_histogram histograms[N_HISTOGRAMS] = {{0}};
        uint64_t end = first + step < n ? first + step : n;
        for (uint64_t r = first; r < end; r++)
            count(r, histograms);
        assert_int_equal(qs_sections_add(&sections, end - first, histograms), QS_OK);
        clear_all(histograms);
    }
    return sections;
}

/* Points of the whole, and their spread by definition over sections of `length`. */
static void expect(uint64_t n, uint64_t length, qs_section_point *points)
{
    qs_histogram all[N_HISTOGRAMS] = {{0}};
    static const double shares[2] = {0.9, 0.25};
    for (uint64_t r = 0; r < n; r++)
        count(r, all);
    for (int i = 0; i < 2 * N_HISTOGRAMS; i++) {
        points[i] = (qs_section_point){0};
        assert_true(qs_histogram_find(&all[i / 2], shares[i % 2], &points[i].at));
    }
    clear_all(all);
    for (uint64_t first = 0; first < n; first += length) {
        for (uint64_t r = first; r < first + length && r < n; r++)
            count(r, all);
        for (int i = 0; i < 2 * N_HISTOGRAMS; i++) {
            const qs_histogram *h = &all[i / 2];
            const qs_histogram_point *at = &points[i].at;
            double below = 0;
            for (uint32_t k = 0; k < h->n; k++)
                below += (double)h->count[k] *
                         (h->first + k < at->bin ? 1 : h->first + k == at->bin ? at->fraction : 0);
            double off = below - at->share * (double)h->total;
            points[i].n += h->total > 0;
            points[i].squares += off * off;
        }
        clear_all(all);
    }
}

static void expect_spread(const qs_sections *sections, const qs_section_point *expected)
{
    qs_section_point found[2 * N_HISTOGRAMS];
    memcpy(found, expected, sizeof found);
    assert_int_equal(qs_sections_spread(sections, 2, found), QS_OK);
    for (int i = 0; i < 2 * N_HISTOGRAMS; i++) {
        assert_int_equal(found[i].n, expected[i].n);
        assert_true(fabs(found[i].squares - expected[i].squares) <= 1e-9 * expected[i].squares);
    }
}

static void test_spread_by_definition(void **state)
{
    (void)state;
    for (uint64_t n = 1; n <= MOST; n = n * 2 + 1) {
        uint64_t length = 1;
        while ((n + length - 1) / length > QS_SECTIONS)
            length *= 2;
        qs_section_point expected[2 * N_HISTOGRAMS];
        if (n < 2)
            continue;
        expect(n, length, expected);
        for (uint64_t step = 1; step <= length; step *= 2) {
            qs_sections sections = make(n, step, step); /* begins shorter, and doubles */
            assert_int_equal(sections.length, length);
            assert_true(sections.n <= QS_SECTIONS);
            expect_spread(&sections, expected);
            qs_sections_clear(&sections);
        }
    }
}

static void test_bytes(void **state)
{
    (void)state;
    for (uint64_t n = 0; n < 150; n += 37) {
        qs_sections sections = make(n, 4, 1), back;
        qs_bytes bytes = {0}, again = {0};
        assert_int_equal(qs_sections_pack(&sections, &bytes), QS_OK);
        qs_reader reader = {.data = bytes.data, .n = bytes.n};
        assert_int_equal(qs_sections_unpack(&reader, N_HISTOGRAMS, &back), QS_OK);
        assert_false(reader.is_short);
        assert_int_equal(reader.at, bytes.n);
        assert_int_equal(qs_sections_pack(&back, &again), QS_OK);
        assert_int_equal(again.n, bytes.n);
        assert_memory_equal(again.data, bytes.data, bytes.n);
        qs_sections_clear(&back);
        for (size_t cut = 0; cut < bytes.n; cut += 1 + bytes.n / 300) {
            reader = (qs_reader){.data = bytes.data, .n = cut};
            assert_int_equal(qs_sections_unpack(&reader, N_HISTOGRAMS, &back), QS_OK);
            assert_true(reader.is_short);
            qs_sections_clear(&back);
        }
        qs_bytes_clear(&bytes);
        qs_bytes_clear(&again);
        qs_sections_clear(&sections);
    }
}

/* Whatever the bytes say, nothing is read beyond them: what the sanitizers would find. */
static void test_damaged_bytes(void **state)
{
    (void)state;
    qs_sections sections = make(30, 4, 1);
    qs_bytes bytes = {0};
    uint64_t n_refused = 0;
    assert_int_equal(qs_sections_pack(&sections, &bytes), QS_OK);
    for (uint64_t i = 0; i < 4000; i++) {
        size_t at = (size_t)(hash_of(i, 77) % bytes.n);
        unsigned char before = bytes.data[at];
        bytes.data[at] ^= (unsigned char)(1 + hash_of(i, 78) % 255);
        qs_reader reader = {.data = bytes.data, .n = bytes.n};
        qs_sections back;
        qs_section_point points[2 * N_HISTOGRAMS] = {{.at = {.bin = 4010, .share = 0.5, .fraction = 0.5}}};
        assert_int_equal(qs_sections_unpack(&reader, N_HISTOGRAMS, &back), QS_OK);
        n_refused += reader.is_short;
        if (!reader.is_short)
            assert_int_equal(qs_sections_spread(&back, 2, points), QS_OK);
        qs_sections_clear(&back);
        bytes.data[at] = before;
    }
    assert_true(n_refused > 0);
    qs_bytes_clear(&bytes);
    qs_sections_clear(&sections);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_spread_by_definition),
        cmocka_unit_test(test_bytes),
        cmocka_unit_test(test_damaged_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
