/* Streams: their definition against a second writing of it in Python on NumPy's generator, pieces,
 * antithetic pairs, and keys of which every bit matters.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "numpy_pcg.h"
#include "qsweep/hash.h"
#include "qsweep/stream.h"

enum { N_KEYS = 200, N_NUMBERS = 100 };

/* A stream's whole name, its key and purpose. */
typedef struct stream_name {
    qs_replication_key key;
    uint64_t purpose;
} stream_name;

static stream_name some_name(unsigned i)
{
    return (stream_name){
        .key = {.seed = i % 4 ? qs_mix64(4 * i) : i,
                .replication = i % 3 ? i : qs_mix64(4 * i + 1),
                .scenario = i % 2 ? QS_ANY_SCENARIO : i,
                .is_antithetic = i % 5 == 0},
        .purpose = qs_mix64(4 * i + 3),
    };
}

static void start(qs_stream *stream, const stream_name *name)
{
    qs_stream_start(stream, &name->key, name->purpose);
}

static void test_streams_are_as_defined(void **state)
{
    numpy_questions numpy;
    (void)state;
    numpy_begin(&numpy);
    for (unsigned i = 0; i < N_KEYS; i++) {
        stream_name n = some_name(i);
        fprintf(numpy.file, "stream %" PRIx64 " %" PRIx64 " %" PRIx64 " %" PRIx64 " %d %x\n", n.key.seed,
                n.key.replication, n.key.scenario, n.purpose, n.key.is_antithetic, N_NUMBERS);
    }
    numpy_ask(&numpy);
    for (unsigned i = 0; i < N_KEYS; i++) {
        stream_name n = some_name(i);
        qs_stream stream;
        double u[N_NUMBERS];
        start(&stream, &n);
        qs_stream_fill(&stream, u, N_NUMBERS);
        for (unsigned j = 0; j < N_NUMBERS; j++) {
            uint64_t bits, expected = numpy_next(&numpy);
            memcpy(&bits, &u[j], sizeof bits);
            assert_int_equal(bits, expected);
        }
    }
    numpy_end(&numpy);
}

static void test_pieces_are_one_fill(void **state)
{
    enum { N = 3000 };
    static double whole[N], pieces[N];
    (void)state;
    for (unsigned round = 0; round < 20; round++) {
        stream_name n = some_name(round);
        qs_stream stream, copy;
        start(&stream, &n);
        copy = stream;
        qs_stream_fill(&stream, whole, N);
        for (size_t at = 0, i = 0; at < N; i++) {
            size_t size = qs_mix64(1000 * round + i) % (round < 10 ? 20 : 200);
            size = size < N - at ? size : N - at;
            if (size == 1)
                pieces[at] = qs_stream_next(&copy);
            else
                qs_stream_fill(&copy, pieces + at, size);
            at += size;
        }
        assert_memory_equal(whole, pieces, sizeof whole);
        assert_int_equal(stream.turn, copy.turn);
    }
}

static void test_antithetic_pairs_mirror_exactly(void **state)
{
    enum { N = 1000 };
    double plain[N], even[N], odd[N], next[N];
    (void)state;
    for (uint64_t pair = 0; pair < 20; pair++) {
        qs_replication_key key = {.seed = 7, .replication = 2 * pair, .scenario = pair};
        qs_stream stream;
        qs_stream_start(&stream, &key, 99);
        qs_stream_fill(&stream, plain, N);
        key.is_antithetic = true;
        qs_stream_start(&stream, &key, 99);
        qs_stream_fill(&stream, even, N);
        key.replication++;
        qs_stream_start(&stream, &key, 99);
        qs_stream_fill(&stream, odd, N);
        key.replication++;
        qs_stream_start(&stream, &key, 99);
        qs_stream_fill(&stream, next, N);
        assert_memory_equal(plain, even, sizeof plain);
        for (unsigned i = 0; i < N; i++) {
            assert_true(even[i] + odd[i] == 1);
            assert_true(odd[i] > 0 && odd[i] < 1);
            assert_true(next[i] != even[i] && next[i] != odd[i]);
        }
    }
}

/* Bits in which two streams' 32 words differ; into count[2048], each of them. */
static unsigned compare_bits(const qs_stream *a, const qs_stream *b, unsigned *count)
{
    unsigned n = 0;
    for (unsigned lane = 0; lane < QS_STREAM_LANES; lane++) {
        const qs_uint128 difference[] = {a->lane[lane].state ^ b->lane[lane].state,
                                         a->lane[lane].increment ^ b->lane[lane].increment};
        for (unsigned bit = 0; bit < 256; bit++) {
            unsigned differs = (unsigned)(difference[bit / 128] >> bit % 128) & 1;
            count[256 * lane + bit] += differs;
            n += differs;
        }
    }
    return n;
}

static stream_name flip(stream_name n, unsigned bit)
{
    uint64_t mask = UINT64_C(1) << bit % 64;
    uint64_t *const field[] = {&n.key.seed, &n.key.replication, &n.key.scenario, &n.purpose};
    *field[bit / 64] ^= mask;
    return n;
}

/* Any one bit of the name flips half of the state's bits. Of 2,040 bits that may flip (increments are
 * odd) sd 22.6; of 256 * 40 flips of one bit sd 50.6. The bounds are 6 sd: with 10,240 and 2,040 looks a
 * false alarm in 2 * 10^-9 * 12,280 < 3 * 10^-5 of all possible definitions, and this one is fixed. */
static void test_every_bit_of_the_name_matters(void **state)
{
    enum { N_NAMES = 40, N_BITS = 256, N_STATE = 2048 };
    static unsigned count[N_STATE];
    (void)state;
    for (unsigned i = 0; i < N_NAMES; i++) {
        stream_name n = some_name(i);
        n.key.is_antithetic = false;
        qs_stream original, flipped;
        start(&original, &n);
        for (unsigned bit = 0; bit < N_BITS; bit++) {
            stream_name other = flip(n, bit);
            start(&flipped, &other);
            assert_true(fabs(compare_bits(&original, &flipped, count) - 1020.0) < 6 * sqrt(2040 / 4.0));
        }
    }
    for (unsigned bit = 0; bit < N_STATE; bit++) {
        if (bit % 256 == 128)
            assert_int_equal(count[bit], 0);
        else
            assert_true(fabs(count[bit] - N_NAMES * N_BITS / 2.0) < 6 * sqrt(N_NAMES * N_BITS / 4.0));
    }
}

static int compare_words(const void *left, const void *right)
{
    const uint64_t *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

/* Small seeds, replications, scenarios and purposes, as studies have them: no word of any state or
 * increment is met twice. Of 2^20.6 random words two agree with a chance of 10^-7. */
static void test_small_names_never_meet(void **state)
{
    enum { N_SEEDS = 6, N_REPLICATIONS = 12, N_SCENARIOS = 12, N_PURPOSES = 60, N_WORDS = 32 };
    size_t n = (size_t)N_SEEDS * N_REPLICATIONS * N_SCENARIOS * N_PURPOSES, at = 0;
    uint64_t *words = malloc(n * N_WORDS * sizeof *words);
    (void)state;
    assert_non_null(words);
    for (size_t i = 0; i < n; i++) {
        qs_replication_key key = {.seed = i % N_SEEDS,
                                  .replication = i / N_SEEDS % N_REPLICATIONS,
                                  .scenario = i / (N_SEEDS * N_REPLICATIONS) % N_SCENARIOS};
        qs_stream stream;
        qs_stream_start(&stream, &key, i / (N_SEEDS * N_REPLICATIONS * N_SCENARIOS));
        for (unsigned lane = 0; lane < QS_STREAM_LANES; lane++) {
            words[at++] = (uint64_t)(stream.lane[lane].state >> 64);
            words[at++] = (uint64_t)stream.lane[lane].state;
            words[at++] = (uint64_t)(stream.lane[lane].increment >> 64);
            words[at++] = (uint64_t)stream.lane[lane].increment;
        }
    }
    qsort(words, at, sizeof *words, compare_words);
    for (size_t i = 1; i < at; i++)
        assert_true(words[i] != words[i - 1]);
    free(words);
}

/* Neighbouring names' numbers, and a stream's own at lags 1 to 8, are uncorrelated: 12 * the mean of the
 * products of n centred pairs is normal with sd 1 / sqrt n. 6 sd and 32 looks: 6 * 10^-8. */
static void test_neighbours_are_uncorrelated(void **state)
{
    enum { N = 100000, LAG = 8 };
    static double a[N + LAG], b[N + LAG];
    (void)state;
    for (unsigned i = 0; i < 4; i++) {
        qs_replication_key key = {.seed = 1, .replication = i, .scenario = QS_ANY_SCENARIO};
        qs_stream stream;
        qs_stream_start(&stream, &key, 5);
        qs_stream_fill(&stream, a, N + LAG);
        key.replication++;
        qs_stream_start(&stream, &key, 5);
        qs_stream_fill(&stream, b, N + LAG);
        for (unsigned lag = 0; lag < LAG; lag++) {
            double sum = 0;
            for (unsigned j = 0; j < N; j++)
                sum += 12 * (a[j] - 0.5) * ((lag ? a[j + lag] : b[j]) - 0.5);
            assert_true(fabs(sum) < 6 * sqrt(N));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_streams_are_as_defined),
        cmocka_unit_test(test_pieces_are_one_fill),
        cmocka_unit_test(test_antithetic_pairs_mirror_exactly),
        cmocka_unit_test(test_every_bit_of_the_name_matters),
        cmocka_unit_test(test_small_names_never_meet),
        cmocka_unit_test(test_neighbours_are_uncorrelated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
