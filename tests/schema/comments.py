"""What a template's comments offer: each commented line with a key is taken in, one at a time, and the study checked.

Usage: comments.py STUDY.yaml QSWEEP. The exit status is 0 if all are right.

A line of the same key at the same depth gives way: an offer is an alternative, or an addition.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import re
import subprocess
import sys

path, qsweep = sys.argv[1:]
lines = open(path, encoding="utf-8").read().splitlines()
first = next(i for i, line in enumerate(lines) if line and not line.startswith("#"))
OFFER = re.compile(r"^( *)# ((?:- )?[a-z_{][a-z_.]*: .*|- [{].*|[a-z_]+: *#.*)$")
bad = n = 0
open("visits.csv", "w", encoding="utf-8").write("arrival\n2026-03-09 08:01\n2026-03-09 08:10\n")
for i in range(first, len(lines)):
    match = OFFER.match(lines[i])
    if not match:
        continue
    n += 1
    indent, offer = match.groups()
    taken = [indent + offer]
    j = i + 1
    while j < len(lines) and re.match(indent + "#  +", lines[j]):  # deeper lines of the same offer
        taken.append(indent + lines[j][len(indent) + 2:])
        j += 1
    key = offer.split(":")[0] + ":"
    # What gives way stands above it in the same map.
    kept = lines[:i]
    for k in range(i - 1, first, -1):
        depth = len(lines[k]) - len(lines[k].lstrip())
        if lines[k].strip() and depth < len(indent):
            break
        if lines[k].startswith(indent + key):
            kept = lines[:k] + lines[k + 1:i]
            break
    with open("offer.yaml", "w", encoding="utf-8") as file:
        file.write("\n".join(kept + taken + lines[j:]) + "\n")
    done = subprocess.run([qsweep, "check", "offer.yaml"], capture_output=True, text=True, check=False)
    if done.returncode:
        bad += 1
        print(f"{path}:{i + 1}: {offer}\n{done.stderr}")
print(f"{n} offers")
sys.exit(bad > 0 or n == 0)
