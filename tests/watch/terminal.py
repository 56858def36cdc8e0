"""Run a command on a terminal of its own, press Ctrl-C after two drawings, and judge what it did to the screen.

Usage: terminal.py LINES COLUMNS COMMAND...; exit status 0: all is right.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import fcntl
import os
import pty
import re
import select
import struct
import sys
import termios
import time


def record(lines, columns, command):
    child, terminal = pty.fork()
    if child == 0:
        os.execvp(command[0], command)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
    os.kill(child, 28)  # SIGWINCH
    said, is_pressed, deadline = b"", False, time.monotonic() + 20
    while time.monotonic() < deadline:
        if select.select([terminal], [], [], 0.1)[0]:
            try:
                got = os.read(terminal, 65536)
            except OSError:
                break
            if not got:
                break
            said += got
        if not is_pressed and said.count(b"\033[H") >= 3:
            os.write(terminal, b"\x03")
            is_pressed = True
    _, status = os.waitpid(child, 0)
    return said.decode(), is_pressed, os.waitstatus_to_exitcode(status)


def main():
    lines, columns = int(sys.argv[1]), int(sys.argv[2])
    said, is_pressed, status = record(lines, columns, sys.argv[3:])
    faults = []
    if not is_pressed:
        faults.append("it was not drawn again")
    if status != 0:
        faults.append(f"exit status {status}")
    if said.count("\033[?1049h") != 1 or said.count("\033[?1049l") != 1 or said.rfind("\033[?25h") < said.rfind("\033[?25l"):
        faults.append("the screen or the cursor is not restored")
    screens = said.split("\033[H")[2:]  # the first may be of another size
    for screen in screens:
        screen = screen.split("\033[?25h")[0]
        rows = re.sub(r"\033\[\??[0-9]*[a-zA-Z]", "", screen).split("\r\n")
        if len(rows) > lines:
            faults.append(f"{len(rows)} lines on a screen of {lines}")
    print(screens[-1] if screens else said)
    for fault in faults:
        print("wrong:", fault, file=sys.stderr)
    sys.exit(bool(faults))


main()
