"""Studies made up at random that reduce to a known queue, and their near misses.

A study begins as one of the FORMS (forms.py). Then it is left as it is, or one or two FEATURES (features.py) or WORDS
(words.py) are put in that the form has or does not have: before it, behind it, at its window, at its source, in the
manners of its customers, in the run. Some of these leave the exact values right (a loop at M/M/1, a second Poisson
source), most do not. What the program says of the result is judged by hold.py; nothing here knows which values are exact.

Loads are set at the end: the most loaded window with room for all gets one of 0.3 to 0.75, so that the steady state is
near after the warm-up (or, for once, more than it can do).

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from features import FEATURES  # noqa: E402
from forms import FORMS  # noqa: E402
from study import Study  # noqa: E402
from words import WORDS  # noqa: E402


def draw(seed):
    """The study of a seed: a Study with form, features, and study() to be written; None where two features clash."""
    x = Study(seed)
    x.form = x.r.choice(sorted(FORMS))
    FORMS[x.form](x)
    for _ in range(x.r.choice([0, 1, 1, 1, 2])):
        for _ in range(20):
            kind = x.r.choice([FEATURES, WORDS])
            name = x.r.choice(kind)(x)
            if name is False:
                return None
            if name:
                x.n_words += kind is WORDS
                x.features.append(name)
                break
    return x
