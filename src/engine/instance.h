/* The text of the general loop, and its instances.
 *
 * What happens to customers stands in files that other files call. The loop itself (general.c) takes the
 * text of those that it needs all the time into its own unit, so that a customer's way becomes a few
 * functions. There are two such units. In general.c's the loop knows every word of the language. In core.c's a
 * condition behind QS_RARE() never holds, and what it is about is left out; qs_core_fits() says for which
 * models that is so. Both, and the files by themselves, work on the same tables, so each may go on where
 * another has begun.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_ENGINE_INSTANCE_H
#define QSWEEP_ENGINE_INSTANCE_H

#define QS_INLINE static inline __attribute__((always_inline))

/* QS_TEXT before what a file defines for others, QS_PART before what becomes a part of its callers in a unit.
 */
#ifdef QS_UNIT
#define QS_TEXT static inline __attribute__((unused))
#define QS_PART static inline __attribute__((unused, always_inline))
#else
#define QS_TEXT
#define QS_PART
#endif

#ifdef QS_CORE
#define QS_RARE(condition) (false && (condition))
#else
#define QS_RARE(condition) (condition)
#endif

#endif
