"""Names: no type has its name twice, no symbol goes without qs_, and every public header can be read by a C++ compiler.

Usage: names.py [--root FOLDER] types | symbols ARCHIVE... | cxx

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import collections
import pathlib
import re
import shutil
import subprocess
import sys


def types(root):
    """Names that are given by a typedef in two headers, or in a header and elsewhere; bodies of a type that a header only names are
    no second giving."""
    given = collections.defaultdict(set)
    for path in sorted(root.glob("include/qsweep/*.h")) + sorted(root.glob("src/*/*.h")):
        text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)
        for name in re.findall(r"^\}\s*(qs_\w+);", text, flags=re.M):
            given[name].add(str(path))
        for name in re.findall(r"^typedef (?:struct|enum) \w+ (qs_\w+);", text, flags=re.M):
            given[name].add(str(path))
    twice = {name: places for name, places in given.items() if len(places) > 1}
    for name, places in sorted(twice.items()):
        print(f"{name} is given twice: {', '.join(sorted(places))}")
    return not twice and bool(given)


def symbols(archives):
    names = set()
    for archive in archives:
        said = subprocess.run(["nm", "-g", "--defined-only", archive], capture_output=True, text=True, check=True).stdout
        names |= {line.split()[2] for line in said.splitlines() if len(line.split()) == 3}
    bad = sorted(name for name in names if not name.startswith(("qs_", "_")))
    for name in bad:
        print(f"{name} is a symbol without qs_")
    return not bad and len(names) > 0


def cxx(root):
    compiler = shutil.which("g++") or shutil.which("clang++")
    good = True
    for path in sorted(root.glob("include/qsweep/*.h")):
        if '__cplusplus' not in path.read_text() and path.name != "strict.h":
            print(f"{path} has no guard for C++")
            good = False
        if not compiler:
            continue
        source = f'#include "qsweep/{path.name}"\n'
        said = subprocess.run([compiler, "-std=c++17", "-fsyntax-only", "-x", "c++", "-I", str(root / "include"), "-"],
                              input=source, capture_output=True, text=True, check=False)
        if said.returncode:
            print(f"{path}: {said.stderr}")
            good = False
    return good


def main():
    words = sys.argv[1:]
    root = pathlib.Path(".")
    if words[0] == "--root":
        root = pathlib.Path(words[1])
        words = words[2:]
    good = symbols(words[1:]) if words[0] == "symbols" else {"types": types, "cxx": cxx}[words[0]](root)
    sys.exit(0 if good else 1)


main()
