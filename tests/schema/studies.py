"""Studies as Python's validators see them: YAML 1.2, as editors read it (12:15 and inf are texts, 1e5 is a number).

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import re

import yaml


class Loader(yaml.SafeLoader):
    yaml_implicit_resolvers = {}


def _resolve(tag, pattern, first):
    Loader.add_implicit_resolver("tag:yaml.org,2002:" + tag, re.compile("^(" + pattern + ")$"), list(first))


_resolve("bool", "true|True|TRUE|false|False|FALSE", "tTfF")
_resolve("int", "[-+]?(0|[1-9][0-9]*)", "-+0123456789")
_resolve("float", "[-+]?([.][0-9]+|(0|[1-9][0-9]*)([.][0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?[.](inf|Inf|INF)", "-+0123456789.")
_resolve("null", "~|null|Null|NULL|", ["~", "n", "N", ""])
Loader.add_constructor("tag:yaml.org,2002:int", lambda loader, node: int(node.value))
Loader.add_constructor("tag:yaml.org,2002:float", lambda loader, node: float(node.value.lower().replace(".inf", "inf")))


def _keys_as_text(value):
    if isinstance(value, dict):
        return {key if isinstance(key, str) else json.dumps(key): _keys_as_text(v) for key, v in value.items()}
    return [_keys_as_text(v) for v in value] if isinstance(value, list) else value


def load(text):
    """The value of a YAML text; keys are texts, as in JSON."""
    return _keys_as_text(yaml.load(text, Loader))


def load_file(path):
    with open(path, encoding="utf-8-sig") as file:
        return load(file.read())


def set_value(study, path, value):
    """A copy of a study with a value at a path (a list of keys and indices)."""
    if not path:
        return value
    if isinstance(study, list):
        return [set_value(v, path[1:], value) if i == path[0] else v for i, v in enumerate(study)]
    copy = dict(study)
    copy[path[0]] = set_value(copy.get(path[0], {}), path[1:], value)
    return copy


def path_text(path):
    """A path as qsweep writes it."""
    return ".".join(f'"{step}"' if isinstance(step, str) and "." in step else str(step) for step in path)
