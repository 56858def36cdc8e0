/* PCG64-DXSM bit by bit against NumPy's: many states and increments, and jumps of any length.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "numpy_pcg.h"
#include "qsweep/hash.h"
#include "qsweep/pcg.h"

enum { N_RANDOM = 1000, N_OUTPUTS = 40 };

typedef struct request {
    qs_pcg pcg;
    qs_uint128 jump;
} request;

static qs_uint128 noise128(uint64_t i)
{
    return (qs_uint128)qs_mix64(2 * i + 1) << 64 | qs_mix64(2 * i + 2);
}

/* Words with few bits, many bits and at the edges of 64: where carries go wrong. */
static qs_uint128 edge(unsigned i)
{
    const qs_uint128 one = 1;
    const qs_uint128 edges[] = {
        0, 1, 2, 7, UINT64_MAX, one << 64, (one << 64) + 1, one << 127, ~(qs_uint128)0};
    return edges[i % (sizeof edges / sizeof edges[0])];
}

static request make_request(unsigned i)
{
    request r;
    r.pcg.state = i % 3 ? noise128(3 * i) : edge(i / 3);
    r.pcg.increment = (i % 5 ? noise128(3 * i + 1) : edge(i / 5)) | 1;
    r.jump = i % 2 ? noise128(3 * i + 2) >> (i % 128) : edge(i / 2);
    return r;
}

static void write_hex(FILE *file, qs_uint128 x)
{
    fprintf(file, " %016" PRIx64 "%016" PRIx64, (uint64_t)(x >> 64), (uint64_t)x);
}

static void test_outputs_and_jumps_are_numpys(void **state)
{
    numpy_questions numpy;
    (void)state;
    numpy_begin(&numpy);
    for (unsigned i = 0; i < N_RANDOM; i++) {
        request r = make_request(i);
        fprintf(numpy.file, "raw");
        write_hex(numpy.file, r.pcg.state);
        write_hex(numpy.file, r.pcg.increment);
        write_hex(numpy.file, r.jump);
        fprintf(numpy.file, " %x\n", N_OUTPUTS);
    }
    numpy_ask(&numpy);
    for (unsigned i = 0; i < N_RANDOM; i++) {
        request r = make_request(i);
        qs_pcg_advance(&r.pcg, r.jump);
        for (unsigned j = 0; j < N_OUTPUTS; j++) {
            uint64_t expected = numpy_next(&numpy);
            assert_int_equal(qs_pcg_next(&r.pcg), expected);
        }
    }
    numpy_end(&numpy);
}

static void test_a_jump_is_that_many_steps(void **state)
{
    (void)state;
    for (unsigned steps = 0; steps < 200; steps++) {
        qs_pcg walked = {noise128(steps), noise128(steps + 1000) | 1}, jumped = walked;
        for (unsigned i = 0; i < steps; i++)
            (void)qs_pcg_next(&walked);
        qs_pcg_advance(&jumped, steps);
        assert_true(walked.state == jumped.state && walked.increment == jumped.increment);
        qs_pcg_advance(&jumped, -(qs_uint128)steps); /* and back: the period is 2^128 */
        assert_true(jumped.state == noise128(steps));
    }
}

static void test_uniforms_are_inside_and_symmetric(void **state)
{
    (void)state;
    assert_true(qs_uniform_from_bits(0) == 0x1p-53);
    assert_true(qs_uniform_from_bits(UINT64_MAX) == 1 - 0x1p-53);
    for (uint64_t i = 0; i < 100000; i++) {
        uint64_t bits = qs_mix64(i);
        double u = qs_uniform_from_bits(bits);
        assert_true(u > 0 && u < 1);
        assert_true(1 - u == qs_uniform_from_bits(~bits));
        assert_true(1 - (1 - u) == u);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_outputs_and_jumps_are_numpys),
        cmocka_unit_test(test_a_jump_is_that_many_steps),
        cmocka_unit_test(test_uniforms_are_inside_and_symmetric),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
