/* What qsweep was compiled with.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_COMPILER_H
#define QSWEEP_COMPILER_H

#ifdef __cplusplus
extern "C" {
#endif

/* Name and version of the compiler, such as "gcc 12.2.0". Static. */
const char *qs_compiler(void);

#ifdef __cplusplus
}
#endif

#endif
