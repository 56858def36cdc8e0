/* Refuses compilers and options that compute otherwise than they are told: results would have other bits, and tests for NaN
 * are taken out as never true. The Makefile includes it before each file.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_STRICT_H
#define QSWEEP_STRICT_H

#if defined(__FAST_MATH__) || (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__) ||                     \
    defined(__ASSOCIATIVE_MATH__) || defined(__RECIPROCAL_MATH__)
#error                                                                                                       \
    "qsweep needs strict floating point: leave out -ffast-math, -Ofast and their parts, or pass -fno-fast-math after them (Intel: -fp-model=precise)"
#endif

/* Their default is not strict, and nothing tells what they were passed. */
#if (defined(__INTEL_COMPILER) || defined(__INTEL_LLVM_COMPILER)) && !defined(QS_FLOATS_ARE_STRICT)
#error                                                                                                       \
    "this compiler reorders floating point by default: pass CFLAGS='-fp-model=precise -DQS_FLOATS_ARE_STRICT'"
#endif
#if (defined(__NVCOMPILER) || defined(__PGI)) && !defined(QS_FLOATS_ARE_STRICT)
#error "this compiler reorders floating point by default: pass CFLAGS='-Kieee -Mnofma -DQS_FLOATS_ARE_STRICT'"
#endif

/* 1 is s390x: floats are computed as doubles; nothing here is computed in floats. */
#if defined(__FLT_EVAL_METHOD__) && __FLT_EVAL_METHOD__ != 0 && __FLT_EVAL_METHOD__ != 1
#error "qsweep needs doubles that are computed as doubles: on 32-bit x86 pass CFLAGS='-msse2 -mfpmath=sse'"
#endif

#endif
