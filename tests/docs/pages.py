#!/usr/bin/env python3
"""Runs what a page of docs/ tells its reader to type, and holds the output that the page shows against it.

usage: pages.py [--write] [--unshown] [--only LANGUAGE] [--in FOLDER] PAGE...

All in one folder, in the order of the page, with the program under test as `qsweep` and the repository's configs/ there:
  ```sh and ```python blocks are run; what they print, errors included, must be the ```text block that follows,
      and nothing when none follows;
  a block behind <!-- file: NAME --> is written to the file NAME;
  a block behind <!-- not run --> is left alone;
  what stands between lines <!-- check and --> is Python that is run at the end, for what the page says in words:
      says(TEXT, CLAIM) fails if the page does not say TEXT, or if CLAIM is not true.
--write puts what was printed into the page instead. --unshown: a block that no ```text follows may print what it likes. --only python leaves other languages alone. --in runs in a folder that
is there already. Prints `ok NAME` or `not ok NAME` for each block run; QSWEEP, PYTHON as in tests/run.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import argparse
import difflib
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
QSWEEP = os.path.abspath(os.environ.get("QSWEEP", os.path.join(ROOT, "build", "qsweep")))
PYTHON = os.environ.get("PYTHON", "/usr/bin/python3")
RUNNERS = {"sh": ["bash", "-e", "-o", "pipefail", "-c"], "python": [PYTHON, "-c"]}
SECONDS = 300


class Block:
    """Lines [begin, end) of a page between its fences, which are not among them."""

    def __init__(self, language, begin, end, mark):
        self.language, self.begin, self.end, self.mark = language, begin, end, mark


def blocks_of(lines):
    blocks, begin, language, mark = [], None, None, ""
    for number, line in enumerate(lines):
        if begin is None and line.startswith("```"):
            begin, language = number + 1, line[3:].strip()
        elif begin is not None and line.startswith("```"):
            blocks.append(Block(language, begin, number, mark))
            begin, mark = None, ""
        elif begin is None and line.startswith("<!-- "):
            mark = line
        elif begin is None and line.strip():
            mark = ""
    return blocks


def follows(block, other, lines):
    """Whether nothing but empty lines stands between two blocks."""
    return other is not None and not other.mark and other.language == "text" and \
        not "".join(lines[block.end + 1:other.begin - 1]).strip()


def environment(folder):
    env = dict(os.environ, COLUMNS="120", LC_ALL="C.UTF-8", PYTHONWARNINGS="ignore")
    tools = os.path.join(folder, ".bin")
    os.makedirs(tools, exist_ok=True)
    link = os.path.join(tools, "qsweep")
    if not os.path.lexists(link):
        os.symlink(QSWEEP, link)
    configs = os.path.join(folder, "configs")
    if not os.path.lexists(configs):
        os.symlink(os.path.join(ROOT, "configs"), configs)
    env["PATH"] = tools + ":" + env["PATH"]
    env.setdefault("OMPI_MCA_rmaps_base_oversubscribe", "1")
    if os.geteuid() == 0:
        env["OMPI_ALLOW_RUN_AS_ROOT"] = env["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"] = "1"
    return env


def run_block(text, language, folder):
    """What a block prints, and its exit status."""
    try:
        done = subprocess.run(RUNNERS[language] + [text], cwd=folder, env=environment(folder), timeout=SECONDS,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    except subprocess.TimeoutExpired:
        return "", f"longer than {SECONDS} s"
    return "".join(line.rstrip() + "\n" for line in done.stdout.decode().splitlines()), done.returncode


SAYS = """
import os, sys
PAGE = " ".join(open(os.environ["PAGE"], encoding="utf-8").read().split("<!-- check")[0].replace("*", "").split())
def says(text, claim):
    if text not in PAGE:
        sys.exit(f"the page does not say: {text}")
    if not claim:
        sys.exit(f"it is not so: {text}")
"""


def check_words(page, name, lines, folder):
    """The page's <!-- check ... -->, all at once; true if there is none."""
    codes = re.findall(r"^<!-- check\n(.*?)^-->", "".join(lines), re.S | re.M)
    if not codes:
        return True
    os.environ["PAGE"] = page
    printed, status = run_block(SAYS + "".join(codes), "python", folder)
    return verdict(f"{name}: what it says in words", status == 0, printed if status else "")


def verdict(name, is_good, complaint=""):
    print(("ok " if is_good else "not ok ") + name)
    if complaint:
        print("\n".join("# " + line for line in complaint.splitlines()))
    return is_good


def run_page(page, folder, asked):
    only, is_writing = asked.only, asked.write
    with open(page, encoding="utf-8") as file:
        lines = file.read().splitlines(keepends=True)
    name, blocks, new, n_run, all_good = os.path.relpath(page, ROOT), blocks_of(lines), {}, 0, True
    for block, other in zip(blocks, blocks[1:] + [None]):
        text = "".join(lines[block.begin:block.end])
        place = re.match(r"<!-- file: (\S+) -->", block.mark)
        if place:
            with open(os.path.join(folder, place.group(1)), "w", encoding="utf-8") as file:
                file.write(text)
        if place or block.mark.startswith("<!-- not run") or block.language not in RUNNERS or \
                (only and block.language != only):
            continue
        shown = "".join(lines[other.begin:other.end]) if follows(block, other, lines) else ""
        printed, status = run_block(text, block.language, folder)
        n_run += 1
        if is_writing and follows(block, other, lines):
            new[other.begin] = (other.end, printed)
            shown = printed
        if asked.unshown and not follows(block, other, lines) and printed:
            shown = printed
        complaint = "" if printed == shown else "".join(difflib.unified_diff(
            shown.splitlines(True), printed.splitlines(True), "the page", "the program"))
        if status != 0:
            complaint += f"\nexit status {status}"
        first = text.splitlines()[0]
        all_good &= verdict(f"{name}:{block.begin + 1}: {first}", not complaint, complaint)
    if not only:
        all_good &= check_words(page, name, lines, folder)
    if n_run == 0:
        all_good = verdict(f"{name} has something to run", False)
    if is_writing:
        for begin in sorted(new, reverse=True):
            lines[begin:new[begin][0]] = [new[begin][1]]
        with open(page, "w", encoding="utf-8") as file:
            file.writelines(lines)
    return all_good


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--unshown", action="store_true")
    parser.add_argument("--only", choices=sorted(RUNNERS))
    parser.add_argument("--in", dest="folder")
    parser.add_argument("pages", nargs="+")
    asked = parser.parse_args()
    all_good = True
    for page in asked.pages:
        if asked.folder:
            all_good &= run_page(os.path.abspath(page), asked.folder, asked)
            continue
        with tempfile.TemporaryDirectory() as folder:
            all_good &= run_page(os.path.abspath(page), folder, asked)
    return 0 if all_good else 1


if __name__ == "__main__":
    sys.exit(main())
