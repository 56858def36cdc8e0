/* The general loop's text, of which there are two instances.
 *
 * Compiled file by file, it knows every word of the language. core.c compiles what happens to most customers of
 * most models once more, as one unit, in which the compiler may put functions into each other, and in which a
 * condition behind QS_RARE() never holds: qs_core_fits() says for which models that is so. What happens there
 * seldom is called as the other files have it, for both work on the same tables.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_ENGINE_INSTANCE_H
#define QSWEEP_ENGINE_INSTANCE_H

#define QS_INLINE static inline __attribute__((always_inline))

/* QS_TEXT before what the text defines for others, QS_PART before what becomes a part of its callers in the core. */
#ifdef QS_CORE
#define QS_RARE(condition) (false && (condition))
#define QS_TEXT static inline __attribute__((unused))
#define QS_PART static inline __attribute__((unused, always_inline))
#else
#define QS_RARE(condition) (condition)
#define QS_TEXT
#define QS_PART
#endif

#endif
