"""A small system as a picture: sources, queues, servers, and the ways between them, drawn from its study alone.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import math
from xml.sax.saxutils import escape

INK, SERVER, SOURCE, PAPER = "#333333", "#cfe0f3", "#f6e3c5", "#ffffff"
CELL, RADIUS, ROW = 13, 13, 34
QUEUE = 4 * CELL
COLUMN, LEFT, TOP = 230, 16, 16
SHOWN = 3  # members or servers that are drawn one by one
DISCIPLINES = {"lifo": "the last first", "random": "in random order", "shortest_first": "the shortest first"}


class Box:
    """A window on the canvas: where arrows come in and go out."""

    def __init__(self, name, x, y, height, width):
        self.name, self.x, self.y, self.height, self.width = name, x, y, height, width
        self.entries, self.exits = [], []  # of each member that is drawn


def services_of(study, window):
    return (window or {}).get("services") or list(study["services"])


def classes_of(study):
    return study.get("classes") or {"customer": {}}


def firsts(study, cls):
    return list((cls or {}).get("first") or list(study["services"])[:1])


def depths(study):
    """How many services lie before each, at least."""
    depth, todo = {}, [(s, 0) for cls in classes_of(study).values() for s in firsts(study, cls)]
    while todo:
        service, d = todo.pop(0)
        if service in depth and depth[service] <= d:
            continue
        depth[service] = d
        for cls in classes_of(study).values():
            todo += [(after, d + 1) for after in ((cls or {}).get("then") or {}).get(service) or {}]
    return depth


def number_of(value, default=1):
    if isinstance(value, list):
        return max(number_of(shift.get("servers", 0), 0) for shift in value)
    if isinstance(value, dict):
        return number_of(value.get("shifts", default))
    return math.inf if value in ("inf", math.inf) else default if value is None else value


def notes_of(study, window):
    """What is said below a window, in a few words."""
    window, notes = window or {}, []
    if window.get("discipline") in DISCIPLINES:
        notes.append(DISCIPLINES[window["discipline"]])
    for rank in (window.get("priority") or [])[:1]:
        word = " pushes out" if window.get("preemption", "none") != "none" else " first"
        notes.append(" ".join(str(name) for name in rank.values()) + word)
    if window.get("breakdown"):
        notes.append("breaks down")
    speed = window.get("speed")
    if isinstance(speed, dict):
        notes.append("speed " + next(iter(speed)).replace("_", " "))
    if isinstance(window.get("servers"), (list, dict)):
        notes.append("on shifts")
    if (window.get("capacity") or {}).get("overflow"):
        notes.append("full: " + window["capacity"]["overflow"].replace("_", " "))
    for service in window.get("services") or list(study["services"]):
        notes += [word for key, word in (("dead_time", "dead time"), ("needs", "needs more")) if key in (study["services"][service] or {})]
    plain = {"services", "classes", "servers", "count", "capacity", "discipline", "priority", "preemption", "breakdown", "speed"}
    return notes + [key.replace("_", " ") for key in window if key not in plain]


class Canvas:
    def __init__(self):
        self.parts, self.right, self.bottom = [], 0, 0

    def reach(self, x, y):
        self.right, self.bottom = max(self.right, x), max(self.bottom, y)

    def line(self, points, more=""):
        path = " ".join(f"{'L' if i else 'M'}{x:g} {y:g}" for i, (x, y) in enumerate(points))
        self.parts.append(f'<path d="{path}" fill="none" stroke="{INK}"{more}/>')
        for x, y in points:
            self.reach(x, y)

    def arrow(self, a, b, bend=0.0):
        (x1, y1), (x2, y2) = a, b
        middle = (x1 + x2) / 2
        path = f"M{x1:g} {y1:g} C{middle:g} {y1 + bend:g} {middle:g} {y2 + bend:g} {x2:g} {y2:g}"
        if bend:
            path = f"M{x1:g} {y1:g} C{x1 + 60:g} {y1 + bend:g} {x2 - 60:g} {y2 + bend:g} {x2:g} {y2:g}"
        self.parts.append(f'<path d="{path}" fill="none" stroke="{INK}" marker-end="url(#end)"/>')
        self.reach(max(x1, x2), max(y1, y2) + 0.75 * max(0, bend))

    def circle(self, x, y, r, fill):
        self.parts.append(f'<circle cx="{x:g}" cy="{y:g}" r="{r:g}" fill="{fill}" stroke="{INK}"/>')
        self.reach(x + r, y + r)

    def rectangle(self, x, y, width, height, fill):
        self.parts.append(f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="3" fill="{fill}" stroke="{INK}"/>')
        self.reach(x + width, y + height)

    def text(self, x, y, words, size=12, anchor="middle", style=""):
        self.parts.append(f'<text x="{x:g}" y="{y:g}" font-size="{size}" text-anchor="{anchor}"{style}>{escape(str(words))}</text>')
        half = len(str(words)) * size * 0.3
        self.reach(x + {"middle": half, "start": 2 * half, "end": 0}[anchor], y + 3)

    def svg(self, title):
        width, height = math.ceil(self.right + 14), math.ceil(self.bottom + 12)
        head = (f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
                f'font-family="sans-serif" fill="{INK}" stroke-width="1.3" role="img">\n<title>{escape(title)}</title>\n'
                '<defs><marker id="end" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
                f'<path d="M0 0.5 L8 4 L0 7.5 Z" fill="{INK}"/></marker></defs>\n'
                f'<rect width="{width}" height="{height}" fill="{PAPER}"/>\n')
        return head + "\n".join(self.parts) + "\n</svg>\n"


def places(capacity, n_servers=0):
    """How many cells of a queue are drawn."""
    capacity = capacity or {}
    return min(4, capacity.get("queue", max(0, capacity.get("total", 4 + n_servers) - n_servers)))


def queue(canvas, x, y, capacity, n_servers=0):
    """Places to wait, the right end before the server; open to the left where there is no end of them."""
    kind = next((key for key in ("queue", "total") if key in (capacity or {})), None)
    n = places(capacity, n_servers)
    left = x + QUEUE - n * CELL
    if n == 0:
        return
    for i in range(n + 1):
        if i > 0 or kind is not None:
            canvas.line([(left + i * CELL, y - 9), (left + i * CELL, y + 9)])
    for side in (-9, 9):
        canvas.line([(left, y + side), (x + QUEUE, y + side)])


def servers(canvas, x, y, n, members):
    """Circles, one below the other; returns where they end."""
    if math.isinf(n):
        canvas.circle(x + RADIUS, y, RADIUS, SERVER)
        canvas.text(x + RADIUS, y + 5, "∞", 15)
        return
    shown = n if n <= SHOWN else 1
    step = 2 * RADIUS + 2
    for i in range(shown):
        canvas.circle(x + RADIUS, y + (i - (shown - 1) / 2) * step, RADIUS, SERVER)
    if n > SHOWN:
        canvas.text(x + RADIUS, y + 4.5, f"×{n}", 12)
    if members > SHOWN:
        canvas.text(x + 2 * RADIUS + 16, y + 4, f"× {members}", 12)


def draw_window(canvas, study, name, window, x, y, has_queue):
    """Its members one below the other. Returns its box."""
    window = window or {}
    n, count = number_of(window.get("servers")), window.get("count", 1)
    drawn = max(1, min(count, SHOWN) if count <= SHOWN else 1)
    step = max(ROW, (2 * RADIUS + 2) * (n if n <= SHOWN else 1) + 6)
    offset = QUEUE + 4 if has_queue else 0
    ends = []
    for member in range(drawn):
        at = y + (member - (drawn - 1) / 2) * step
        if has_queue and not math.isinf(n):
            queue(canvas, x, at, window.get("capacity"), n)
        servers(canvas, x + offset, at, n, count)
        ends.append(at)
    half = (drawn - 1) / 2 * step + max(RADIUS, (min(n, SHOWN) if n <= SHOWN else 1) * (RADIUS + 1))
    canvas.text(x + (offset + 2 * RADIUS) / 2, y - half - 8, name, 12, style=' font-weight="bold"')
    for i, note in enumerate(notes_of(study, window)):
        canvas.text(x + (offset + 2 * RADIUS) / 2, y + half + 16 + 14 * i, note, 11)
    box = Box(name, x, y, half, offset + 2 * RADIUS)
    cells = 0 if math.isinf(n) else places(window.get("capacity"), n)
    left = x + (offset if cells == 0 else QUEUE - CELL * cells if has_queue else 0)
    box.entries, box.exits = [(left, at) for at in ends], [(x + box.width, at) for at in ends]
    return box


def height_of(study, window):
    window = window or {}
    n, count = number_of(window.get("servers")), window.get("count", 1)
    drawn = max(1, count if count <= SHOWN else 1)
    return drawn * max(ROW, (2 * RADIUS + 2) * (n if n <= SHOWN else 1) + 6) + 34 + 14 * len(notes_of(study, window))


def columns_of(study):
    """Windows by how far in they are."""
    depth, columns = depths(study), {}
    for name, window in study["windows"].items():
        own = [depth[s] for s in services_of(study, window) if s in depth]
        columns.setdefault(min(own, default=0), []).append(name)
    return [columns[d] for d in sorted(columns)]


def manners(study):
    """What customers do who do not stay, a line each."""
    said = []
    for name, cls in classes_of(study).items():
        cls = cls or {}
        own = [word for key, word in (("patience", "lose patience"), ("balk_at", f"balk at {cls.get('balk_at')}"), ("balk", "may balk"),
                                      ("retry", "come again"), ("jockey", "change queues"), ("becomes", "change their class")) if cls.get(key)]
        if own:
            said.append((name + ": " if len(classes_of(study)) > 1 else "") + ", ".join(own))
    return said


def source_words(source):
    if "population" in source:
        return [f"{source['population']} of them"]
    words = [word for key, word in (("batch", "in groups"), ("rate", "rate by time"), ("times", "by appointment"), ("limit", "so many")) if key in source]
    return words


def draw_lines(canvas, study, x, positions):
    """Lines before windows: where arrows to their windows come in."""
    entries, in_line = {}, {}
    for name, line in (study.get("lines") or {}).items():
        y = sum(positions[w] for w in line["windows"]) / len(line["windows"])
        queue(canvas, x, y, line.get("capacity"))
        canvas.text(x + QUEUE / 2, y - 17, name, 12, style=' font-weight="bold"')
        for i, also in enumerate(line.get("also") or []):
            canvas.text(x + QUEUE / 2, y + 24 + 14 * i, f"after {also['after']}: {', '.join(also['windows'])}", 11)
        entries[name] = (x, y)
        for window in line["windows"]:
            in_line[window] = name
    return entries, in_line


def draw(study, title):
    canvas, columns = Canvas(), columns_of(study)
    heights = [sum(height_of(study, study["windows"][name]) for name in column) for column in columns]
    tall = max(heights + [70 * len(study["arrivals"])])
    positions, level = {}, max([sum(height_of(study, study["windows"][n]) - 14 * len(notes_of(study, study["windows"][n])) for n in c) - 20 for c in columns] +
                               [70 * len(study["arrivals"]) - 36])
    for column, height in zip(columns, heights):
        y = TOP + (tall - height) / 2
        if len(column) == 1:  # servers on one level, whatever is written below them
            positions[column[0]] = TOP + 20 + level / 2
            continue
        for name in column:
            own = height_of(study, study["windows"][name])
            positions[name] = y + (own - 14 * len(notes_of(study, study["windows"][name]))) / 2
            y += own
    x = LEFT + 130
    has_lines = bool(study.get("lines"))
    entries, in_line = draw_lines(canvas, study, x, positions)
    x += QUEUE + 60 if has_lines else 0
    boxes = {}
    for i, column in enumerate(columns):
        for name in column:
            boxes[name] = draw_window(canvas, study, name, study["windows"][name], x + i * COLUMN, positions[name], name not in in_line)
    for name, line in in_line.items():
        for end in boxes[name].entries:
            canvas.arrow((entries[line][0] + QUEUE + 4, entries[line][1]), end)
    draw_ways(canvas, study, boxes, entries, in_line, tall)
    return canvas.svg(title)


def draw_ways(canvas, study, boxes, entries, in_line, tall):
    def ends_of(name):
        return [entries[in_line[name]]] if name in in_line else boxes[name].entries

    def at(service):
        return [name for name, window in study["windows"].items() if service in services_of(study, window)]

    starts = sorted({name for cls in classes_of(study).values() for s in firsts(study, cls) for name in at(s)})
    sources = list(study["arrivals"].items())
    right = max(box.x + box.width for box in boxes.values())
    is_closed = any("population" in source for _, source in sources)
    for i, (name, source) in enumerate(sources):
        y = TOP + tall / 2 + (i - (len(sources) - 1) / 2) * 70
        y = ends_of(starts[0])[0][1] if len(sources) == 1 and len(starts) == 1 and len(ends_of(starts[0])) == 1 else y
        canvas.rectangle(LEFT, y - 14, 84, 28, SOURCE)
        canvas.text(LEFT + 42, y + 4, name, 12)
        for k, words in enumerate(source_words(source)):
            canvas.text(LEFT + 42, y + 30 + 14 * k, words, 11)
        for target in sorted({end for start in starts for end in ends_of(start)}):
            canvas.arrow((LEFT + 84, y), target)
    for k, words in enumerate(manners(study)):
        canvas.text(LEFT, TOP + tall + 6 + 14 * k, words, 11, "start", ' font-style="italic"')
    leaves = {name: False for name in boxes}
    for cls in classes_of(study).values():
        then = (cls or {}).get("then") or {}
        for service in depths(study):
            after = then.get(service) or {}
            for name in at(service):
                leaves[name] |= sum(after.values()) < 1 - 1e-9
                for to in after:
                    for target in at(to):
                        if target != name:
                            is_back = boxes[target].x <= boxes[name].x
                            for start in boxes[name].exits:
                                for end in ends_of(target):
                                    canvas.arrow(start, end, 90 if is_back else 0)
    for name, is_last in leaves.items():
        if is_last and not is_closed:
            end = right + 46 if boxes[name].x + boxes[name].width >= right - 1 else boxes[name].x + boxes[name].width + 46
            for x, y in boxes[name].exits:
                canvas.arrow((x + (22 if (study["windows"][name] or {}).get("count", 1) > SHOWN else 0), y), (end, y))
        elif is_last:
            box = boxes[name]
            low = box.y + box.height + 34 + 14 * len(notes_of(study, study["windows"][name]))
            canvas.line([box.exits[0], (right + 24, box.y), (right + 24, low), (LEFT + 42, low)])
            canvas.arrow((LEFT + 42, low), (LEFT + 42, box.y + 36))
