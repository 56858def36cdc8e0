"""Every pair of features in one study: it works, or it is refused with a reason, and never anything else.

Usage: pairs.py TOOL FOLDER [--page FILE] [--audit QSWEEP] [--every N] [--ranks FILE]

TOOL is replay_tool: it reads a study, sends it through a message, runs its replications twice and holds what it measured
against the laws that hold whatever a study says (judge.c). FOLDER is for the studies. --page writes the table of
docs/features.md; --audit plays the traces of the pairs that work by the rules (tests/trace/audit.py), of every Nth of them;
--ranks writes the names of some studies to run on several ranks.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import argparse
import itertools
import json
import os
import re
import subprocess
import sys

import fragments
import table
from fragments import FRAGMENTS, NOT_YET, ROOT

sys.path.insert(0, os.path.join(ROOT, "tests", "trace"))
import audit as rules  # noqa: E402

DAYS = "arrival\n" + "".join(f"2026-03-0{day} 00:{minute:02}:{7 * day:02}\n" for day in (2, 3, 4) for minute in range(0, 60, day))


class Verdict:
    """Of one study: its features by name, or why there is none; what went wrong."""

    def __init__(self, features=None, reason=None, wrong=""):
        self.features, self.reason, self.wrong = features, reason, wrong


def write(path, study):
    with open(path, "w", encoding="utf-8") as out:
        out.write(json.dumps(study).replace('"inf"', "inf"))


def judge(tool, folder, studies):
    """Verdicts of {key: study}; studies in the order of their keys."""
    names = [name for name, _ in fragments.name_list()]
    paths = {}
    for number, key in enumerate(studies):
        paths[key] = os.path.join(folder, f"{number:04}.yaml")
        write(paths[key], studies[key])
    with open(os.path.join(folder, "days.csv"), "w", encoding="ascii") as out:
        out.write(DAYS)
    done = subprocess.run([tool, "pairs", *paths.values()], capture_output=True, text=True, timeout=1200, check=False)
    verdicts = {}
    said = {line.split("\t")[0]: line.split("\t")[1:] for line in done.stdout.splitlines() if "\t" in line}
    for key, path in paths.items():
        wrong = " ".join(line for line in done.stderr.splitlines() if line.startswith(path))
        words = said.get(path)
        if words is None:
            verdicts[key] = Verdict(wrong=f"nothing was said of {path}: {done.stderr[-300:]}")
        elif re.fullmatch("[0-9a-f]+", words[0]):
            mask = int(words[0], 16)
            verdicts[key] = Verdict({name for i, name in enumerate(names) if mask >> i & 1}, wrong=wrong)
        else:
            verdicts[key] = Verdict(reason=words, wrong=wrong)
    if done.returncode not in (0, 1):
        raise SystemExit(f"{tool} ended with {done.returncode}: {done.stdout.splitlines()[-1:]} {done.stderr[-500:]}")
    return verdicts


def say(name, problems):
    print(f"{'not ok' if problems else 'ok'} {name}")
    for problem in problems[:20]:
        print(f"# {problem}")
    return not problems


def judge_alone(tool, folder):
    """Each feature by itself: known and switched on, or not yet known and said to be so."""
    names = [name for name, _ in fragments.name_list()]
    problems = [f"{name} has no fragment in tests/pairs/fragments.py" for name in names if name not in FRAGMENTS]
    problems += [f"{name} is no feature" for name in list(FRAGMENTS) + NOT_YET if name not in names]
    alone = judge(tool, folder, {name: fragments.study_of(name) for name in FRAGMENTS})
    for name, verdict in alone.items():
        is_on = verdict.features is not None and name in verdict.features
        if name in NOT_YET and is_on:
            problems.append(f"{name} is known by now: take it out of NOT_YET in tests/pairs/fragments.py")
        elif name not in NOT_YET and not is_on:
            problems.append(f"{name} by itself: {verdict.reason or 'it is not in use'}")
        if verdict.wrong:
            problems.append(f"{name} by itself: {verdict.wrong}")
    return problems


def collect(tool, folder):
    """Verdicts of all pairs, (a, b) in the order of the list; which are of one key."""
    known = [name for name, _ in fragments.name_list() if name not in NOT_YET]
    studies, apart = {}, {}
    for pair in itertools.combinations(known, 2):
        try:
            studies[pair] = fragments.study_of(*pair)
        except fragments.Apart as key:
            apart[pair] = str(key)
    return judge(tool, folder, studies), apart


def judge_pairs(verdicts):
    problems = []
    for (a, b), verdict in verdicts.items():
        if verdict.wrong:
            problems.append(f"{a} and {b}: {verdict.wrong}")
        elif verdict.features is not None and not {a, b} <= verdict.features:
            problems.append(f"{a} and {b}: accepted, but {', '.join({a, b} - verdict.features)} is not in use")
        elif verdict.reason is not None and not verdict.reason[0]:
            problems.append(f"{a} and {b}: refused without a reason")
    return problems


def reason_of(verdict):
    """A refusal without place and without what was got."""
    text = re.sub(r"^\d+:\d+: ", "", verdict.reason[0].lstrip(":"))
    return re.sub(r" \(got .*\)$", "", text)


def played(qsweep, folder, study):
    """A trace played again by the study's rules: True, or why not; None: the audit cannot follow."""
    trace, metrics = os.path.join(folder, "trace.csv"), os.path.join(folder, "metrics.csv")
    with open(metrics, "w", encoding="utf-8") as out:
        subprocess.run([qsweep, "trace", study, "-o", trace, "--metrics"], stdout=out, check=True, timeout=60)
    try:
        rules.audit(study, 0, trace, metrics, [])
    except rules.Beyond:
        return None
    except rules.Wrong as wrong:
        return str(wrong).splitlines()[0]
    return True


def audit(qsweep, folder, verdicts, every):
    """Of every so many pairs that work: the last one may be beyond the audit."""
    problems, n_right, n_beyond = [], 0, 0
    works = [(pair, number) for number, (pair, verdict) in enumerate(verdicts.items()) if verdict.features is not None]
    for (a, b), number in works[::every]:
        found = played(qsweep, folder, os.path.join(folder, f"{number:04}.yaml"))
        n_right += found is True
        n_beyond += found is None
        if found not in (True, None):
            problems.append(f"{a} and {b}: {found}")
    if n_right < n_beyond:
        problems.append("most of them")
    return problems, n_right, n_beyond


def sample(path, verdicts):
    """Names of some studies that work, for the ranks: one of a hundred."""
    works = [number for number, verdict in enumerate(verdicts.values()) if verdict.features is not None]
    with open(path, "w", encoding="ascii") as out:
        out.writelines(f"{number:04}\n" for number in works[50::len(works) // 5 + 1])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("tool")
    parser.add_argument("folder")
    parser.add_argument("--page")
    parser.add_argument("--audit")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--ranks")
    options = parser.parse_args()
    problems = judge_alone(options.tool, options.folder)
    is_good = say("every feature has a study of its own, or is not there yet", problems)
    verdicts, apart = collect(options.tool, options.folder)
    n_works = sum(verdict.features is not None for verdict in verdicts.values())
    if options.page:
        table.write(options.page, verdicts, apart, reason_of)
    is_good &= say(f"{n_works} pairs work, {len(verdicts) - n_works} are refused with a reason, {len(apart)} are of one key", judge_pairs(verdicts))
    if options.ranks:
        sample(options.ranks, verdicts)
    if options.audit:
        problems, n_right, n_beyond = audit(options.audit, options.folder, verdicts, options.every)
        is_good &= say(f"{n_right} traces keep the rules, {n_beyond} are beyond the audit", problems)
    sys.exit(not is_good)


main()
