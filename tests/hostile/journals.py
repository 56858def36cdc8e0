"""Journals that somebody else made: one number or stretch of a good one is changed, with the check of its record made right again or left
as it was, and whatever reads journals is run on it. None may crash or hang; and where the check is left as it was, what comes of it are
the right bits, or a refusal.

usage: journals.py QSWEEP DIGEST FOLDER. Prints `ok NAME` or `not ok NAME` for each kind.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import random
import struct
import subprocess
import sys

qsweep, digest, folder = sys.argv[1:4]
os.chdir(folder)
random.seed(20261128)
LONG, LIMIT = bool(os.environ.get("QS_LONG")), 20 if not os.environ.get("QS_SANITIZED") else 60
MASK, MAGIC, HEAD = 2 ** 64 - 1, 16, struct.Struct("=IIQQ")
BAD = (0, 1, 7, 255, 2 ** 31 - 1, 2 ** 31, 2 ** 32 + 3, 2 ** 40, 2 ** 63 - 1, 2 ** 63, MASK, MASK - 7)
STUDY = """qsweep: 1
name: j
services: {s: {time: {lognormal: {mean: 1, sd: 1}}}}
arrivals: {d: {interarrival: {exponential: {mean: 0.6}}}}
windows: {W: {services: [s], servers: 2, discipline: random}}
run: {horizon: 150, replications: 256, seed: 3, warmup: %s%s}
output: {replications: %s, quantiles: [0.5], checkpoint: 0.002 s}
sweep: {grid: {windows.W.servers: [2, 3]}}
"""


def mix64(x):
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9 & MASK
    x = (x ^ x >> 27) * 0x94d049bb133111eb & MASK
    return x ^ x >> 31


def stir(check, word):
    check = (check ^ word) * 0x9e3779b97f4a7c15 & MASK
    return check ^ check >> 29


def record_check(kind, offset, payload):
    """qs_record_check of src/store/journal.c."""
    check = mix64(offset ^ mix64(len(payload) ^ mix64(kind)))
    lanes = [check, ~check & MASK, check << 1 & MASK, ~(check << 1) & MASK]
    n = len(payload) // 32
    for words in struct.iter_unpack("=4Q", payload[:32 * n]):
        lanes = [stir(lane, word) for lane, word in zip(lanes, words)]
    for lane in lanes:
        check = stir(check, lane)
    rest = payload[32 * n:]
    for (word,) in struct.iter_unpack("=Q", rest[:len(rest) // 8 * 8]):
        check = stir(check, word)
    return mix64(stir(check, int.from_bytes(rest[len(rest) // 8 * 8:], "little")))


def take_apart(journal):
    """[(kind, payload)], as far as records are whole."""
    at, records = MAGIC, []
    while at + HEAD.size <= len(journal):
        _, kind, length, check = HEAD.unpack_from(journal, at)
        payload = journal[at + HEAD.size:at + HEAD.size + length]
        assert record_check(kind, at, payload) == check, "the check is computed in another way here"
        records.append((kind, payload))
        at += HEAD.size + length
    return records


def put_together(magic, records):
    """A journal all of whose checks are right."""
    out = bytearray(magic)
    for kind, payload in records:
        out += HEAD.pack(0x716a726e, kind, len(payload), record_check(kind, len(out), payload)) + payload
    return bytes(out)


def run(*words):
    """(exit status, what was said); status None: it hung."""
    try:
        done = subprocess.run([qsweep, *words], stdin=subprocess.DEVNULL, capture_output=True, timeout=LIMIT, check=False)
    except subprocess.TimeoutExpired:
        return None, "still running"
    return done.returncode, (done.stdout + done.stderr).decode(errors="replace")


def digest_of(path):
    return subprocess.run(["/usr/bin/python3", digest, path], capture_output=True, text=True, check=True).stdout.split()[0]


def attempt(journal, command):
    """Put a journal in place and run something on it. (status, what it said)"""
    for name in "x.h5", "x.h5.journal", "y.h5", "y.h5.journal":
        if os.path.exists(name):
            os.remove(name)
    with open("x.h5.journal", "wb") as file:
        file.write(journal)
    if command == "merge":
        return run("merge", "-q", "-o", "y.h5", "x.h5")
    words = ["run", "study.yaml", "-q", "-o", "x.h5", "--resume", *(["--time-limit", "0.05"] if command == "stop" else [])]
    status, said = run(*words)
    if command == "stop" and status in (0, 75) and os.path.exists("x.h5"):
        shown, more = run("show", "x.h5")
        status, said = (status if shown in (0, 1) else shown), said + more
    return status, said


def is_bad(status, said):
    return status not in (0, 1, 2, 75) or "Sanitizer" in said or "runtime error" in said or "qsweep is wrong" in said


def with_number(payload, at, value):
    return payload[:at] + struct.pack("=Q", value) + payload[at + 8:]


def numbers_changed(records):
    """One of the first numbers of a record; in the first record also the lengths of its words and all that is behind them."""
    for index, (_, payload) in enumerate(records):
        places = range(0, min(len(payload) - 8, 400 if index else len(payload) - 8), 8)
        for at in places if LONG else random.sample(places, min(len(places), 3 if index else 12)):
            for value in BAD if LONG else random.sample(BAD, 1):
                yield f"record {index} byte {at} {value:#x}", index, with_number(payload, at, value)


def shapes_changed(records):
    for index, (kind, payload) in enumerate(records):
        yield f"record {index} empty", [*records[:index], (kind, b""), *records[index + 1:]]
        yield f"record {index} cut", [*records[:index], (kind, payload[:random.randrange(len(payload))]), *records[index + 1:]]
        yield f"record {index} longer", [*records[:index], (kind, payload + bytes(800)), *records[index + 1:]]
        yield f"record {index} left out", [*records[:index], *records[index + 1:]]
        yield f"record {index} twice", [*records[:index + 1], *records[index:]]
        for other in (1, 2, 3, 4, 5, 6, 7, 2 ** 31) if LONG else random.sample(range(1, 8), 2):
            yield f"record {index} of kind {other}", [*records[:index], (other, payload), *records[index + 1:]]


def judge(title, journals, commands=("resume", "merge", "stop"), expected=None):
    wrong, n = [], 0
    for what, journal in journals:
        command = commands[n % len(commands)]
        n += 1
        status, said = attempt(journal, command)
        if is_bad(status, said):
            wrong.append(f"{what}, {command}: {status} {said[-400:]}")
        elif expected and status == 0 and command == "resume" and digest_of("x.h5") != expected:
            wrong.append(f"{what}, {command}: other results")
    for line in wrong[:5]:
        print("#", line.replace("\n", "\n# "))
    print("ok" if n and not wrong else "not ok", f"{title} ({n})", flush=True)


KINDS = {"rows": ("20", "", "true"), "pairs behind pilots": ("mser5", ", antithetic: true", "false")}
if LONG:
    KINDS.update({"controls": ("20", ", variance_reduction: [control]", "false"), "pilots, rows": ("mser5", "", "true")})
for name, wishes in KINDS.items():
    with open("study.yaml", "w", encoding="utf-8") as out:
        out.write(STUDY % wishes)
    run("run", "study.yaml", "-q", "-o", "whole.h5", "--force")
    right = digest_of("whole.h5")
    good, found, limit = b"", [], 0.02
    for _ in range(30):  # until one is left with records of several kinds
        run("run", "study.yaml", "-q", "-o", "j.h5", "--force", "--time-limit", f"{limit:.4f}")
        if os.path.exists("j.h5.journal"):
            with open("j.h5.journal", "rb") as stopped:
                journal = stopped.read()
            os.remove("j.h5.journal")
            records = take_apart(journal)
            if len({kind for kind, _ in records}) > len({kind for kind, _ in found}):
                good, found = journal, records
        limit *= 1.15 if os.path.exists("j.h5") else 1.4
        if len({kind for kind, _ in found}) >= 4:
            break
    found = [*found[:3], *random.sample(found[3:], min(len(found) - 3, 20 if LONG else 3))] if len(found) > 6 else found
    print(f"# {name}: {len(found)} records of kinds {sorted({kind for kind, _ in found})}", flush=True)
    forged = [(what, index, payload) for what, index, payload in numbers_changed(found)]
    judge(f"forged journals, {name}: numbers, their checks right", [(what, put_together(good[:MAGIC], [
        (kind, payload if i == index else old) for i, (kind, old) in enumerate(found)])) for what, index, payload in forged])
    judge(f"forged journals, {name}: shapes, their checks right",
          [(what, put_together(good[:MAGIC], records)) for what, records in shapes_changed(found)])
    damaged = []
    for _ in range(200 if LONG else 12):
        at = random.randrange(len(good))
        damaged.append((f"byte {at}", good[:at] + bytes([good[at] ^ 1 << random.randrange(8)]) + good[at + 1:]))
    judge(f"damaged journals, {name}: the right results or a refusal", damaged, ("resume",), right)
