"""docs/models.md and its pictures, from docs/models/*.yaml, what they come to, and tests/models/*.py.

Usage: page.py RESULTS PAGE PICTURES

RESULTS is a folder with NAME.h5 of each docs/models/NAME.yaml. The head comment of a study is its title, then what it is and
when to use it. PAGE is written; PICTURES is the folder for NAME.svg.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import glob
import math
import os
import sys

import h5py
import judge
import picture
import yaml

HEAD = """\
# Small systems

{n} systems that the field has names for, each as a study to start from: what it is and when to use it, its picture, its study, and what the program gives beside
the exact value where there is one. The suite `models` holds each of them to its exact values, worked out by `tests/models/NAME.py` from a formula or a chain,
without anything of the program; `make pages` writes this page. The studies are `docs/models/NAME.yaml`: `qsweep run docs/models/mmc.yaml`.
"""

# What a reader looks for, in the order of the page; what no group has comes last, so that a new system needs no word here.
GROUPS = {
    "One queue": "mm1 mmc mg1 heavy_tail long_jobs dm1 appointments batches mtminf",
    "No room for all": "erlang_b redials mmck retrial blocking",
    "People who do not stay, or do not come in": "erlang_a balking discouraged second_thoughts walk_out complaints",
    "Who is next": "priority preemptive lifo shortest_first",
    "Servers": "shifts on_call closing breakdowns cleaning hurry unlike_servers group group_wait",
    "Lines and skills": "one_line unlike_windows skills overflow longest_idle",
    "More than a server": "multi_server_jobs shared_units bed seats",
    "Which queue": "shortest_queue jockeys",
    "Ways": "tandem jackson repair",
}
HALF = 1.959963984540054  # of a 95 % interval, in standard errors


def read(path):
    """Title, text, the study as it stands, the study as data."""
    with open(path, encoding="utf-8") as lines:
        lines = lines.read().splitlines()
    n = next(i for i, line in enumerate(lines) if not line.startswith("#"))
    head = [line[1:].strip() for line in lines[:n] if "Copyright" not in line and line != "#"]
    body = [line for line in lines[n:] if not line.startswith(("qsweep:", "name:"))]
    return head[0], " ".join(head[1:]), "\n".join(body).strip(), yaml.safe_load("\n".join(lines))


def rounded(value, error):
    """To two digits of its error."""
    if not error > 0:
        return f"{value:.6g}"
    digits = max(0, 1 - math.floor(math.log10(error)))
    return f"{value:.{digits}f} ± {error:.{digits}f}"


def shown(name):
    """window/desk/wait_over@5 as words."""
    name, _, item = name.partition("@")
    parts = name.split("/")
    return f"`{parts[-1]}`" + (f" {item}" if item else "") + ("" if parts[0] == "system" else f" of {parts[1] if len(parts) == 3 else parts[0]}")


def table(results, name):
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), f"{name}.py")
    if not os.path.exists(path):
        return ["No exact value is known."]
    lines = ["| | exact | qsweep | |", "|---|---|---|---|"]
    with h5py.File(os.path.join(results, f"{name}.h5")) as file:
        for spot, value, source in judge.load(path):
            mean, sd, n = judge.find(file, spot)
            error = HALF * sd / math.sqrt(n) if sd > 0 else 0.0
            lines.append(f"| {shown(spot)} | {float(value):.6g} | {rounded(mean, error)} | {source.replace('|', '/')} |")
    return lines


def section(results, pictures, name, path):
    title, text, body, study = read(path)
    with open(os.path.join(pictures, f"{name}.svg"), "w", encoding="utf-8") as out:
        out.write(picture.draw(study, title))
    return [f"### {title}", "", text, "", f"![{title}](models/{name}.svg)", "", "```yaml", f"# docs/models/{name}.yaml", body, "```", "",
            *table(results, name), ""]


def main():
    results, page, pictures = sys.argv[1:]
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    paths = {os.path.basename(path)[:-5]: path for path in sorted(glob.glob(f"{root}/docs/models/*.yaml"))}
    groups = {title: [name for name in names.split() if name in paths] for title, names in GROUPS.items()}
    placed = {name for names in groups.values() for name in names}
    groups["More"] = [name for name in paths if name not in placed]
    lines = [HEAD.format(n=len(paths)), "| | study | |", "|---|---|---|"]
    for title, names in groups.items():
        for i, name in enumerate(names):
            own, text, _, _ = read(paths[name])
            anchor = "".join(c for c in own.lower().replace(" ", "-") if c.isalnum() or c == "-")
            lines.append(f"| {title if i == 0 else ''} | `{name}` | [{own}](#{anchor}): {text.split('. ')[0].rstrip('.')} |")
    for title, names in groups.items():
        if names:
            lines += ["", f"## {title}", ""]
        for name in names:
            lines += section(results, pictures, name, paths[name])
    with open(page, "w", encoding="utf-8") as out:
        out.write("\n".join(lines).rstrip("\n") + "\n")


main()
