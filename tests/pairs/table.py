"""docs/features.md: which features of the language go together, as a table.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import collections
import textwrap

import fragments

HEAD = """\
# What goes with what

`tests/pairs` puts every pair of features into one small study. Each such study runs and adds up, on any number of ranks to the same bits,
or is refused with a reason; nothing is ignored in silence. `make pages` writes this page from what the program says.

A dot: the two work together. A letter: they are refused together, for the reason below. `=`: one key has one value, so a window, a source or
a study has the one or the other.
"""
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
WIDTH = 34


def sentence(words):
    return words[0].upper() + words[1:]


def letters(verdicts, reason_of):
    """A letter for each reason, in the order in which they come up."""
    found = {}
    for verdict in verdicts.values():
        if verdict.reason is not None:
            found.setdefault(reason_of(verdict), LETTERS[min(len(found), len(LETTERS) - 1)])
    return found


def matrix(known, verdicts, apart, reasons, reason_of):
    words = dict(fragments.name_list())
    lines = []
    for row, name in enumerate(known):
        cells = ""
        for column in known[:row]:
            pair = (column, name)
            verdict = verdicts.get(pair)
            cells += "=" if pair in apart else "." if verdict.reason is None else reasons[reason_of(verdict)]
        lines.append(f"{words[name]:{WIDTH}.{WIDTH}}{row + 1:3} {cells}".rstrip())
    tens = "".join(str((column + 1) // 10) if (column + 1) % 10 == 0 else " " for column in range(len(known) - 1))
    ones = "".join(str((column + 1) % 10) for column in range(len(known) - 1))
    return [" " * (WIDTH + 4) + tens.rstrip(), " " * (WIDTH + 4) + ones] + lines


def said(pairs, words):
    """Pairs of one reason, those of one feature together."""
    by_first = collections.defaultdict(list)
    for a, b in pairs:
        by_first[a].append(words[b])
    return "; ".join(f"{words[a]} and {', '.join(others)}" for a, others in by_first.items())


def write(path, verdicts, apart, reason_of):
    words = dict(fragments.name_list())
    known = [name for name, _ in fragments.name_list() if name not in fragments.NOT_YET]
    reasons = letters(verdicts, reason_of)
    lines = [HEAD, "```text", *matrix(known, verdicts, apart, reasons, reason_of), "```", "", "## Refused, and why", "",
             "| | which | what the program says |", "|---|---|---|"]
    for reason, letter in reasons.items():
        pairs = [pair for pair, verdict in verdicts.items() if verdict.reason is not None and reason_of(verdict) == reason]
        place, _, why = reason.partition(": ")
        lines.append(f"| {letter} | {said(pairs, words)} | `{place}` {why} |")
    lines += ["", "## One key, one value", "", "| key | which |", "|---|---|"]
    by_key = collections.defaultdict(list)
    for pair, key in apart.items():
        by_key[key].append(pair)
    lines += [f"| `{key}` | {said(pairs, words)} |" for key, pairs in by_key.items()]
    not_yet = [words[name] for name in fragments.NOT_YET]
    if not_yet:
        lines += ["", "## Not yet", "", *textwrap.wrap("The program has names for these, and no words of the language: " + ", ".join(not_yet) + ".", 160)]
    with open(path, "w", encoding="utf-8") as out:
        out.write("\n".join(lines) + "\n")
