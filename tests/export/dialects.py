"""csv in another dialect, read by Python's own reader and held against the plain one, cell by cell.

Usage: dialects.py PLAIN.csv OTHER.csv SEPARATOR DECIMAL [excel]. Which cells are numbers is seen in the plain csv alone: a
decimal number outside quotes.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later"""
import csv
import re
import sys

NUMBER = re.compile(r"-?[0-9]+[.][0-9]+(e[-+]?[0-9]+)?\Z")


def cells(text):
    """The cells of plain csv with whether each stood in quotes."""
    row, rows, at = [], [], 0
    while at < len(text):
        found = re.compile(r'"((?:[^"]|"")*)"|([^,\n]*)').match(text, at)
        quoted = found.group(1) is not None
        row.append((found.group(1).replace('""', '"') if quoted else found.group(2), quoted))
        at = found.end()
        if text[at] == "\n":
            rows.append(row)
            row = []
        at += 1
    return rows


def is_formula(text):
    if not text or text[0] not in "=+-@\t\r\n":
        return False
    try:
        float(text)
        return False
    except ValueError:
        return True


def main():
    plain, other, separator, decimal, *excel = sys.argv[1:]
    with open(plain, newline="", encoding="utf-8") as file:
        wanted = cells(file.read())
    with open(other, newline="", encoding="utf-8") as file:
        said = file.read()
    assert said.startswith("\ufeff") == bool(excel), said[:20]
    found = list(csv.reader(said.lstrip("\ufeff").splitlines(keepends=True), delimiter=separator, strict=True))
    assert len(found) == len(wanted), (len(found), len(wanted))
    n_numbers = n_armed = 0
    for line, (one, two) in enumerate(zip(wanted, found)):
        expected = []
        for text, quoted in one:
            number = not quoted and NUMBER.match(text)
            n_numbers += bool(number)
            armed = bool(excel) and not number and is_formula(text)
            n_armed += armed
            expected.append(text.replace(".", decimal) if number else "'" + text if armed else text)
        assert two == expected, (line, two, expected)
    print(len(found), "lines", n_numbers, "numbers", n_armed, "formulas")


main()
