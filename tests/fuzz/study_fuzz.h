/* Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_TESTS_STUDY_FUZZ_H
#define QSWEEP_TESTS_STUDY_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* The name is libFuzzer's. 0; -1: not one for the corpus. Aborts when qsweep is wrong. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
