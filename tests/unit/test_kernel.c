/* The same bits from every instruction set, by the kernels themselves and by whole programs run with other
 * environments: QSWEEP_SIMD, and a C library that does without FMA and AVX2.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../src/random/kernel_internal.h"
#include "qsweep/hash.h"
#include "qsweep/memory.h"
#include "qsweep/variate.h"

enum { N = 4096 + 5 }; /* ends in an incomplete vector */

static const char *program;

/* The sets of this CPU but the plain one, the widest last. */
static size_t list_kernels(const qs_kernels *list[4])
{
    static const qs_kernels *const sets[] = {&qs_kernels_sse2, &qs_kernels_avx, &qs_kernels_avx2,
                                             &qs_kernels_avx512};
    size_t n = 0;
    for (size_t i = 0; i < 4; i++) {
        if (qs_kernels_are_available(sets[i]))
            list[n++] = sets[i];
    }
    return n;
}

/* Numbers of (0, 1) with the extremes and the borders of the normal's regions among them. */
static void fill_numbers(double *x, unsigned round)
{
    static const double special[] = {0x1p-53,
                                     1 - 0x1p-53,
                                     0.5,
                                     0.075,
                                     0.5 - 0x1p-53,
                                     0.5 + 0x1p-53,
                                     0.925,
                                     0.07499999999999999,
                                     1.3887943864964e-11,
                                     1.3887943864965e-11,
                                     1e-9,
                                     0.9249999999999999};
    qs_replication_key key = {.seed = round};
    qs_stream stream;
    qs_stream_start(&stream, &key, 1);
    qs_stream_fill(&stream, x, N);
    memcpy(x, special, sizeof special);
    for (unsigned i = 100; i < 400; i++)
        x[i] = ldexp(x[i], -(int)(i % 52)) + 0x1p-53;
}

typedef void apply_function(const qs_kernels *kernels, double *x, size_t n);

static void apply_log(const qs_kernels *kernels, double *x, size_t n)
{
    kernels->log(x, n, -1.75);
}

static void apply_exp(const qs_kernels *kernels, double *x, size_t n)
{
    for (size_t i = 0; i < n; i++)
        x[i] = 1400 * x[i] - 700;
    kernels->exp(x, n);
}

static void apply_power(const qs_kernels *kernels, double *x, size_t n)
{
    for (size_t i = 0; i < n; i++)
        x[i] *= 37;
    kernels->power(x, n, 2.7, 3.1);
}

static void apply_small_power(const qs_kernels *kernels, double *x, size_t n)
{
    kernels->power(x, n, 87.5, 1.0); /* into the subnormal numbers and to 0 */
}

static void apply_normal(const qs_kernels *kernels, double *x, size_t n)
{
    kernels->normal(x, n, 0.0, 1.0);
}

static void apply_truncated_normal(const qs_kernels *kernels, double *x, size_t n)
{
    kernels->normal(x, n, 0.25, 0.75);
}

static void apply_rare_normal(const qs_kernels *kernels, double *x, size_t n)
{
    kernels->normal(x, n, 1.0, 1e-190);
}

static void test_kernels_give_the_same_bits(void **state)
{
    static apply_function *const apply[] = {apply_log,
                                            apply_exp,
                                            apply_power,
                                            apply_power,
                                            apply_small_power,
                                            apply_normal,
                                            apply_truncated_normal,
                                            apply_rare_normal};
    static double plain[N], vector[N];
    const qs_kernels *list[4];
    size_t n_lists = list_kernels(list);
    (void)state;
    for (unsigned round = 0; round < 8; round++) {
        for (size_t f = 0; f < sizeof apply / sizeof apply[0]; f++) {
            fill_numbers(plain, round);
            apply[f](&qs_kernels_scalar, plain, N);
            for (size_t i = 0; i < N; i++)
                assert_true(isfinite(plain[i]));
            for (size_t k = 0; k < n_lists; k++) {
                fill_numbers(vector, round);
                apply[f](list[k], vector, N);
                assert_memory_equal(plain, vector, sizeof plain);
            }
        }
    }
}

/* Short blocks take other ways through the loops than long ones. */
static void test_kernels_do_not_depend_on_the_length(void **state)
{
    static double whole[N], part[N];
    const qs_kernels *list[5] = {&qs_kernels_scalar};
    size_t n_lists = 1 + list_kernels(list + 1);
    (void)state;
    for (size_t k = 0; k < n_lists; k++) {
        fill_numbers(whole, 9);
        apply_normal(list[k], whole, N);
        for (size_t n = 1; n < 150; n++) {
            fill_numbers(part, 9);
            apply_normal(list[k], part, n);
            assert_memory_equal(whole, part, n * sizeof *part);
            double next = part[n];
            fill_numbers(part, 9);
            assert_true(part[n] == next); /* nothing written past the end */
        }
    }
}

static void test_uniforms_give_the_same_bits(void **state)
{
    enum { ROWS = 200 };
    static double plain[8 * ROWS], vector[8 * ROWS];
    const qs_kernels *list[4];
    size_t n_lists = list_kernels(list);
    (void)state;
    for (unsigned round = 0; round < 60; round++) {
        qs_replication_key key = {.seed = round};
        qs_stream start;
        qs_stream_start(&start, &key, 3);
        if (round % 3 == 0) { /* where carries run through whole words */
            start.lane[round % 8].state = ~(qs_uint128)0;
            start.lane[(round + 1) % 8].increment = ~(qs_uint128)0;
            start.lane[(round + 2) % 8].state = 0;
        }
        qs_stream scalar = start;
        qs_kernels_scalar.uniforms(scalar.lane, plain, ROWS, round & 1);
        for (size_t k = 0; k < n_lists; k++) {
            qs_stream other = start;
            list[k]->uniforms(other.lane, vector, ROWS, round & 1);
            assert_memory_equal(plain, vector, sizeof plain);
            assert_memory_equal(scalar.lane, other.lane, sizeof scalar.lane);
        }
    }
}

/* ---- whole programs ---- */

static uint64_t hash_variates(qs_distribution *d)
{
    enum { N_VARIATES = 20000 };
    static double x[N_VARIATES];
    qs_replication_key key = {.seed = 5, .replication = (uint64_t)d->kind};
    qs_variate variate;
    assert_int_equal(qs_distribution_prepare(d), QS_OK);
    qs_variate_init(&variate, d, qs_hash_name(qs_distribution_name(d->kind)));
    qs_variate_reset(&variate, &key);
    for (unsigned i = 0; i < N_VARIATES; i++)
        x[i] = qs_variate_next(&variate);
    double moments[] = {qs_distribution_mean(d), qs_distribution_variance(d)};
    qs_distribution_clear(d);
    return qs_hash_bytes(x, sizeof x) ^ qs_hash_bytes(moments, sizeof moments);
}

/* Three rows. */
static qs_distribution table_of(qs_distribution_kind kind)
{
    qs_distribution d = {.kind = kind, .n_table = 3};
    assert_int_equal(qs_calloc(3, sizeof(double), &d.value), QS_OK);
    assert_int_equal(qs_calloc(3, sizeof(double), &d.cumulative), QS_OK);
    for (unsigned i = 0; i < 3; i++) {
        d.value[i] = 1.1 + i;
        d.cumulative[i] = 0.3 + 0.1 * i;
    }
    return d;
}

/* One line of hashes: of many variates, moments and single functions; nothing in it may depend on the CPU. */
static void print_hashes(void)
{
    qs_distribution list[] = {
        {QS_DISTRIBUTION_constant, .a = 1},          {QS_DISTRIBUTION_exponential, .a = 1.3},
        {QS_DISTRIBUTION_uniform, .a = 1, .b = 3.3}, {QS_DISTRIBUTION_normal, .a = 4, .b = 1},
        {QS_DISTRIBUTION_normal, .a = -1, .b = 0.7}, {QS_DISTRIBUTION_lognormal, .a = 2, .b = 3},
        {QS_DISTRIBUTION_gamma, .a = 4.4, .b = 6},   {QS_DISTRIBUTION_gamma, .a = 0.4, .b = 6},
        {QS_DISTRIBUTION_erlang, .a = 3, .b = 2},    {QS_DISTRIBUTION_erlang, .a = 50, .b = 2},
        table_of(QS_DISTRIBUTION_hyperexponential),  {QS_DISTRIBUTION_weibull, .a = 1.7, .b = 2},
        {QS_DISTRIBUTION_weibull, .a = 170, .b = 2}, {QS_DISTRIBUTION_triangular, .a = 1, .b = 2, .c = 4},
        table_of(QS_DISTRIBUTION_empirical),         {QS_DISTRIBUTION_discrete_uniform, .a = 1, .b = 6},
        {QS_DISTRIBUTION_bernoulli, .a = 0.3},       {QS_DISTRIBUTION_binomial, .a = 40, .b = 0.3},
        {QS_DISTRIBUTION_poisson, .a = 6.5},         {QS_DISTRIBUTION_geometric, .a = 0.2},
    };
    for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
        const char *name = qs_distribution_name(list[i].kind);
        printf("%s %016" PRIx64 " ", name, hash_variates(&list[i]));
    }
    printf("\n");
}

/* The C library's own logarithm and exponential, to see whether an environment changes anything at all. */
static void print_libm(void)
{
    uint64_t hash = 0;
    for (unsigned i = 1; i < 100000; i++) {
        volatile double x = i * 1e-3;
        double y = log(x) + exp(-x) + pow(x, 1.3);
        hash = qs_mix64(hash ^ qs_hash_bytes(&y, sizeof y));
    }
    printf("libm %016" PRIx64 "\n", hash);
}

enum { LINE = 4096 };

/* The line that this program prints when it is started with an option under an environment. */
static void run_again(const char *environment, const char *option, char line[LINE])
{
    char command[LINE];
    snprintf(command, sizeof command, "%s '%s' %s", environment, program, option);
    FILE *output = popen(command, "r"); // NOLINT(cert-env33-c): the shell sets the environment
    assert_non_null(output);
    assert_non_null(fgets(line, LINE, output));
    assert_int_equal(pclose(output), 0);
}

#define WITHOUT_FMA "GLIBC_TUNABLES=glibc.cpu.hwcaps=-FMA,-AVX2"
#define SCALAR_WITHOUT_FMA "QSWEEP_SIMD=scalar GLIBC_TUNABLES=glibc.cpu.hwcaps=-FMA,-AVX2"

static void test_programs_give_the_same_bits(void **state)
{
    static const char *const environments[] = {"QSWEEP_SIMD=scalar", "QSWEEP_SIMD=sse2",   "QSWEEP_SIMD=avx",
                                               "QSWEEP_SIMD=avx2",   "QSWEEP_SIMD=avx512", WITHOUT_FMA,
                                               SCALAR_WITHOUT_FMA};
    char expected[LINE], line[LINE];
    (void)state;
    run_again("", "--hashes", expected);
    assert_non_null(strstr(expected, "geometric"));
    for (size_t i = 0; i < sizeof environments / sizeof environments[0]; i++) {
        run_again(environments[i], "--hashes", line);
        assert_string_equal(expected, line);
    }
    run_again("", "--libm", expected);
    run_again(WITHOUT_FMA, "--libm", line);
    printf("  the C library's own functions: %s without FMA and AVX2\n",
           strcmp(expected, line) ? "other bits" : "the same bits (so this CPU or C library shows nothing)");
}

static void test_every_set_is_compiled(void **state)
{
    (void)state;
#if defined(__x86_64__)
    assert_non_null(qs_kernels_sse2.name);
    assert_non_null(qs_kernels_avx.name);
    assert_non_null(qs_kernels_avx2.name);
    assert_non_null(qs_kernels_avx512.name);
#endif
    assert_true(qs_kernels_are_available(&qs_kernels_scalar));
}

static void test_the_set_can_be_chosen(void **state)
{
    char line[LINE];
    const qs_kernels *list[4];
    size_t n_lists = list_kernels(list);
    (void)state;
    run_again("QSWEEP_SIMD=scalar", "--name", line);
    assert_string_equal(line, "scalar\n");
    for (size_t i = 0; i < n_lists; i++) {
        char environment[64], name[64];
        snprintf(environment, sizeof environment, "QSWEEP_SIMD=%s", list[i]->name);
        snprintf(name, sizeof name, "%s\n", list[i]->name);
        run_again(environment, "--name", line);
        assert_string_equal(line, name);
        if (i + 1 == n_lists) { /* the widest is what is picked without a word, or with a wrong one */
            run_again("env -u QSWEEP_SIMD", "--name", line);
            assert_string_equal(line, name);
            run_again("QSWEEP_SIMD=nonsense", "--name", line);
            assert_string_equal(line, name);
        }
    }
}

int main(int n_words, char **words)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kernels_give_the_same_bits),
        cmocka_unit_test(test_kernels_do_not_depend_on_the_length),
        cmocka_unit_test(test_uniforms_give_the_same_bits),
        cmocka_unit_test(test_programs_give_the_same_bits),
        cmocka_unit_test(test_every_set_is_compiled),
        cmocka_unit_test(test_the_set_can_be_chosen),
    };
    program = words[0];
    if (n_words == 2) {
        if (!strcmp(words[1], "--hashes"))
            print_hashes();
        else if (!strcmp(words[1], "--libm"))
            print_libm();
        else
            printf("%s\n", qs_simd_name());
        return 0;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
