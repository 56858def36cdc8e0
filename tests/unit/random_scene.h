/* Systems made at random out of everything that a model can have.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_TESTS_RANDOM_SCENE_H
#define QSWEEP_TESTS_RANDOM_SCENE_H

#include "scene.h"

/* System number `number`: sources, routing and windows at random. With `is_plain` it has nothing that needs
 * the general loop. */
void random_scene(scene *s, uint64_t number, bool is_plain);

#endif
