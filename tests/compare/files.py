"""`qsweep compare` of one file or two against numpy: which scenarios go together, and the numbers. Usage: files.py OWN.h5 BASE.h5
SCOPE METRIC CONFIDENCE METHOD SAID.json KEY...; METHOD paired, welch (both from the replications) or file (Welch from
means, standard deviations and numbers of observations alone). A scenario's baseline is the one of BASE that has the same
values of the variables KEY (name=value: that has this value); without keys the one of its number.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import math
import sys

import h5py
import numpy

import check


def values(file, name):
    data = file[name][...]
    return [v.decode() if isinstance(v, bytes) else float(v) for v in data]


def baseline_of(own, base, scenario, keys):
    fitting = list(range(base["replications"].shape[0]))
    for key in keys:
        name, _, value = key.partition("=")
        wanted = value or values(own, name)[scenario]
        fitting = [s for s in fitting if str(values(base, name)[s]) == str(wanted)]
    if not keys:
        return scenario
    assert len(fitting) <= 1, (scenario, fitting)
    return fitting[0] if fitting else None


def members(file, scope):
    return ["system"] if scope == "system" else [v.decode() for v in file[scope + "/" + scope][...]]


def column(file, path, scope, member):
    data = file[path][...]
    return data if scope == "system" else data[..., members(file, scope).index(member)]


def expected(own, base, scope, metric, line, method, each):
    k, b, member, name = line["scenario"], line["baseline"], line[scope], scope + "/" + metric
    if method == "file":
        (m, s, n), (p, q, o) = ([column(f, name + part, scope, member)[i] for part in ("", "_sd", "_n")] for f, i in ((own, k), (base, b)))
        u, v = s * s / n, q * q / o
        return min(n, o), m - p, math.sqrt(u + v), check.welch(u, n, v, o)
    rows = [column(f, "replication/" + name, scope, member)[i] for f, i in ((own, k), (base, b))]
    ran = [~numpy.isnan(f["replication/system/arrived"][i]) for f, i in ((own, k), (base, b))]
    return check.compare(rows[0], rows[1], ran[0], ran[1], method, False)[:4]


def main():
    own, base, scope, metric, confidence, method, said, *keys = sys.argv[1:]
    said = json.load(open(said))
    assert abs(check.student_t(0.95, 10) - 2.228138852) < 1e-7  # printed in any table
    each = 1 - (1 - float(confidence)) / (said["comparisons"] if said["correction"] == "bonferroni" else 1)
    assert said["differences"] and said["method"] == ("paired t" if method == "paired" else "Welch"), said["method"]
    is_one = own == base
    with h5py.File(own) as own, h5py.File(base) as base:
        for line in said["differences"]:
            assert line["baseline"] == baseline_of(own, base, line["scenario"], keys), line
            n, difference, error, degrees = expected(own, base, scope, metric, line, method, each)
            half = check.student_t(each, degrees) * error
            assert line["n"] == n, (line, n)
            for value, wanted in ((line["difference"], difference), (line["lo"], difference - half), (line["hi"], difference + half)):
                assert abs(value - wanted) <= 1e-6 * max(abs(wanted), error), (line, wanted)
        wanted = [s for s in range(own["replications"].shape[0]) if baseline_of(own, base, s, keys) not in ((s, None) if is_one else (None,))]
        assert sorted({line["scenario"] for line in said["differences"]}) == wanted, wanted


main()
