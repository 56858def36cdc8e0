"""A page read without a browser: its elements, its policy, its tables and its data.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import base64
import hashlib
import html.parser
import json

VOID = {"meta", "link", "br", "hr", "img", "input", "wbr"}
SVG_CLOSED = {"path", "line", "circle", "rect"}


class Element:
    def __init__(self, tag, attributes, parent):
        self.tag, self.attributes, self.parent = tag, attributes, parent
        self.children = []

    def text(self):
        return "".join(c if isinstance(c, str) else c.text() for c in self.children)

    def walk(self):
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    def all(self, tag, **attributes):
        """Elements below of a tag; an attribute class is one of several."""
        def fits(e):
            return e.tag == tag and all(v in e.attributes.get("class", "").split() if k == "class_" else e.attributes.get(k) == v
                                        for k, v in attributes.items())
        return [e for e in self.walk() if e is not self and fits(e)]


class Reader(html.parser.HTMLParser):
    """Every element is closed by its own end tag, or by none where it is void; anything else is a fault."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.root = self.at = Element("", {}, None)
        self.faults = []

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        if len(set(names)) != len(names):
            self.faults.append(f"<{tag}> has an attribute twice")
        element = Element(tag, {k: v if v is not None else "" for k, v in attrs}, self.at)
        self.at.children.append(element)
        if tag not in VOID:
            self.at = element

    def handle_startendtag(self, tag, attrs):
        if tag not in SVG_CLOSED:
            self.faults.append(f"<{tag}/> closes itself")
        self.at.children.append(Element(tag, dict(attrs), self.at))

    def handle_endtag(self, tag):
        if self.at.tag != tag:
            self.faults.append(f"</{tag}> ends <{self.at.tag}> at {self.getpos()}")
            return
        self.at = self.at.parent

    def handle_data(self, data):
        self.at.children.append(data)

    def handle_comment(self, data):
        self.faults.append(f"a comment: {data[:40]}")


def read(path):
    reader = Reader()
    with open(path, encoding="utf-8") as file:
        reader.feed(file.read())
    reader.close()
    if reader.at is not reader.root:
        reader.faults.append(f"<{reader.at.tag}> is not closed")
    return reader.root, reader.faults


def policy(root):
    """The directives of the content security policy, as lists of words."""
    metas = root.all("meta", **{"http-equiv": "Content-Security-Policy"})
    assert len(metas) == 1
    return {part.split()[0]: part.split()[1:] for part in metas[0].attributes["content"].split(";")}


def hashes(elements):
    return {"'sha256-" + base64.b64encode(hashlib.sha256(e.text().encode()).digest()).decode() + "'" for e in elements}


def data(root, ident):
    return json.loads(root.all("script", id=ident)[0].text())
