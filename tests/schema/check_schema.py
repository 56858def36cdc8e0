"""The schema that qsweep prints, held against the reader and against studies, right and wrong.

Usage: check_schema.py QSWEEP; prints `ok NAME` or `not ok NAME` for each test.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import concurrent.futures
import glob
import json
import os
import re
import subprocess
import sys
import tempfile

import jsonschema

import studies

QSWEEP = sys.argv[1]


def verdict(name, wrong):
    """wrong: what is wrong, as a list of texts"""
    print(("not ok " if wrong else "ok ") + name)
    for text in wrong[:20]:
        print("# " + text[:400])


# ---- the schema itself ------------------------------------------------------------------------------------------

def no_twins(pairs):
    keys = [key for key, _ in pairs]
    twins = {key for key in keys if keys.count(key) > 1}
    assert not twins, f"keys that are there twice: {twins}"
    return dict(pairs)


text = subprocess.run([QSWEEP, "schema"], capture_output=True, text=True, check=True).stdout
schema = json.loads(text, object_pairs_hook=no_twins)
jsonschema.Draft7Validator.check_schema(schema)
validator = jsonschema.Draft7Validator(schema)
definitions = schema["definitions"]
verdict("qsweep schema prints a JSON Schema", [] if schema["$schema"].endswith("draft-07/schema#") else ["no draft 7"])


def resolve(part):
    """What a part of the schema refers to, and its name; itself and None."""
    name = part.get("$ref", "").removeprefix("#/definitions/")
    return (definitions[name], name) if name else (part, None)


def parts_of(value):
    """All objects within a part."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else []:
        yield from parts_of(inner)


def reachable():
    met, waiting = set(), [schema | {"definitions": {}}]
    while waiting:
        for part in parts_of(waiting.pop()):
            name = part["$ref"].removeprefix("#/definitions/") if isinstance(part.get("$ref"), str) else None
            if name and name not in met:
                met.add(name)
                waiting.append(definitions[name])
    return met


met = reachable()
verdict("every definition is used and every reference has one",
        [f"not used: {name}" for name in definitions if name not in met])

# The tables of maps: the root and all definitions with properties, but for the rules of what must be there.
tables = {name: d for name, d in definitions.items() if "properties" in d and "additionalProperties" in d and name != "scenario"}
tables["study"] = schema
verdict("every key of every map has a description",
        [f"{name}.{key}" for name, table in tables.items() for key, part in table["properties"].items()
         if not part.get("description")])
wrong = []
for name, table in tables.items():
    for key, part in table["properties"].items():
        if "default" in part and not jsonschema.Draft7Validator(part | {"definitions": definitions}).is_valid(part["default"]):
            wrong.append(f"{name}.{key}: {part['default']}")
        if "default" in part and "$ref" in part:
            inner = {"definitions": definitions, "$ref": part["$ref"]}
            if not jsonschema.Draft7Validator(inner).is_valid(part["default"]):
                wrong.append(f"{name}.{key}: {part['default']}")
verdict("every default is one of the values allowed", wrong)

# ---- studies that are right ---------------------------------------------------------------------------------------

right = sorted(path for folder in ("configs", "templates", "tests/config/valid", "tests/trace/studies")
               for path in glob.glob(folder + "/*.yaml"))
right.append("tests/schema/every.yaml")
loaded = {path: studies.load_file(path) for path in right}


def why(study):
    texts = []
    for error in validator.iter_errors(study):
        while error.context:
            error = max(error.context, key=lambda inner: len(inner.absolute_path))
        texts.append(f"{'/'.join(map(str, error.absolute_path))}: {error.message}")
    return texts


verdict(f"all of {len(right)} studies that are right are valid",
        [f"{path}: {text}" for path, study in loaded.items() for text in why(study)])

# ---- studies that are wrong ---------------------------------------------------------------------------------------

# What a schema cannot know of a study that is wrong, and the studies that are wrong in that alone.
BEYOND = {
    "what other keys say": """at_horizon_map at_horizon_timeout antithetic_odd axis_names_twice clock_axis_days clock_none mistake_clock
        dead_time_holds_alone kernel_does_not_fit kernel_not_joining kernel_dead_time series_bounds series_horizons series_no_horizon set_wild speed_endless two_stop_factor
        cost_sometimes intervals_no_end intervals_no_horizon intervals_beyond intervals_clock_beyond intervals_horizons
        intervals_quantiles intervals_without_clock select_cost_per until_all_warmup until_interval until_no_intervals factor_unused cost_infinite
        group_with_blocking group_with_endless group_with_jockey group_with_least_work group_with_preemption group_with_restart
        group_with_simuq group_with_together idle_choice_endless warmup_long too_many_customers first_missing several_services_no_class shares_missing sweep_whole_numbers""",
    "names that are somewhere else": """by_class_unknown first_unknown mistake_cyrname mistake_name_defined mistake_smart_name
        mistake_wname shares_unknown wildcards_in_where""",
    "sums, orders and lengths": """first_sum shares_sum then_sum empirical_weights hyperexponential_lengths normal_far_below_zero
        triangular_mode intervals_not_rising intervals_too_many uniform_reversed interarrival_zero closed_no_time sweep_zip_lengths too_large too_many sweep_too_many""",
    "who goes where": """becomes_goes_nowhere becomes_not_served class_never_arrives class_not_among_windows class_not_served service_unreachable then_never_leaves resources_deeper resources_none resources_preemption resources_ways several_servers_breakdown several_servers_endless
        then_never_reached sweep_closed line_in_none line_left_out line_two_of_them line_twice line_helps_nobody line_promise""",
    "what has no meaning together": """line_also_blocking line_blocks line_capacity line_jockey line_preemption line_simuq
        line_windows_own""",
    "what scenarios come to": """sweep_combination sweep_left_out sweep_left_out_needed sweep_overlap sweep_shares where_nothing_left
        wildcards_unmet""",
    "what is in files": """column_cells data_utf16 decimal_comma decimal_comma_times empirical_bad_file empirical_no_file""",
    "settings of the command line": """set_index set_not_yaml set_path set_swept set_unknown set_vain_wild set_wrong_value""",
    "keys that are there twice, which Python takes": "duplicate_key duplicate_window",
    "tags": "yaml_tag",
}
beyond = {name for names in BEYOND.values() for name in names.split()}
passed_over, refused = [], 0
for path in sorted(glob.glob("tests/config/invalid/*.yaml")):
    name = os.path.basename(path)[:-5]
    if name.startswith("alias_"):
        continue  # no validator gets to its end
    try:
        is_valid = validator.is_valid(studies.load_file(path))
    except (studies.yaml.YAMLError, UnicodeDecodeError, RecursionError):
        continue  # no YAML: there is nothing to hold against a schema
    refused += not is_valid
    if is_valid and name not in beyond:
        passed_over.append(f"{name} is valid")
    elif not is_valid and name in beyond:
        passed_over.append(f"{name} is refused, so a schema can know")
verdict(f"of the studies that are wrong {refused} are refused, all that a schema can know", passed_over or ([] if refused > 100 else ["too few"]))

# ---- the keys and the words of the reader -------------------------------------------------------------------------

places = {}  # a table's name -> (file, path) of a map that it describes, in the shortest study that has one


def visit(file, study, part, path):
    """Note which tables describe what, through a study and the schema side by side."""
    part, name = resolve(part)
    is_of_file = name == "empirical" and isinstance(study, dict) and "values" not in study  # that is a weighted_column
    if name in tables and isinstance(study, dict) and name not in places and not is_of_file:
        places[name] = (file, path)
    if name == "times" and isinstance(study, dict):
        places.setdefault("times", (file, path))
    if name == "counts" and isinstance(study, dict):
        places.setdefault("counts", (file, path))
    for inner in part.get("anyOf", []):
        inner_part, _ = resolve(inner)
        if jsonschema.Draft7Validator(inner_part | {"definitions": definitions}).is_valid(study):
            visit(file, study, inner, path)
    if isinstance(study, dict):
        for key, value in study.items():
            if key in part.get("properties", {}):
                visit(file, value, part["properties"][key], path + [key])
            elif isinstance(part.get("additionalProperties"), dict):
                visit(file, value, part["additionalProperties"], path + [key])
            else:
                for pattern, inner in part.get("patternProperties", {}).items():
                    if "*" not in key and re.search(pattern, key):
                        visit(file, value, inner, path + [key])
    if isinstance(study, list) and isinstance(part.get("items"), dict):
        for i, value in enumerate(study):
            visit(file, value, part["items"], path + [i])


for path in sorted(right, key=os.path.getsize):
    if not os.path.exists(path[:-5] + ".args"):
        places.setdefault("study", (path, []))
        visit(path, loaded[path], schema, [])
missing = [name for name in tables if name not in places]
verdict("every map of the schema is in some study that is tried", missing)


def said(file, path, value):
    """What qsweep says of a study with another value at a path; a list of lines. The value is YAML."""
    done = subprocess.run([QSWEEP, "check", file, "-s", f"{studies.path_text(path)}={value}"],
                          capture_output=True, text=True, timeout=60, check=False)
    return done.stderr.splitlines() if done.returncode else []


def listed(words):
    """a, b and c -> {a, b, c}"""
    return set(re.split(r", | and | or ", words))


def keys_of(name):
    """The keys that the reader allows in a map of this table."""
    file, path = places[name]
    for line in said(file, path + ["zzqq"], "1"):
        found = re.search(r"zzqq: unknown key, allowed: ([a-z_, ]+?)(; a path stands.*)?( \(got 'zzqq'\))?$", line)
        if found:
            return listed(found[1])
    return set()


def kinds_of(name):
    file, path = places[name]
    for line in said(file, path, "{zzqq: {a: 1}}"):
        found = re.search(r"there is no such distribution of \w+, known are ([a-z_, ]+?)( \(got .*)?$", line)
        if found:
            return listed(found[1])
    return set()


pool = concurrent.futures.ThreadPoolExecutor(2)
present = [name for name in tables if name in places]
wrong = []
for name, keys in zip(present, pool.map(keys_of, present)):
    of_schema = set(tables[name]["properties"])
    if keys != of_schema:
        wrong.append(f"{name}: only the reader has {sorted(keys - of_schema)}, only the schema {sorted(of_schema - keys)}")
verdict(f"in each of {len(present)} maps the reader allows the keys of the schema, and no others", wrong)

wrong = []
for name in ("times", "counts"):
    of_schema = set(definitions[name]["anyOf"][1]["properties"])
    of_reader = kinds_of(name) if name in places else set()
    if of_reader != of_schema:
        wrong.append(f"{name}: {sorted(of_reader ^ of_schema)}")
verdict("the reader knows the distributions of the schema, and no others", wrong)


def words_within(part):
    """The words of a key, where they are all that it may be; and those that it may be besides."""
    part, name = resolve(part)
    if "enum" in part:
        return (set(part["enum"]), set()) if name != "metric" else (set(), set(part["enum"]))
    some = set()
    for inner in part.get("anyOf", []):
        some |= set(resolve(inner)[0].get("enum", [])) if "$ref" not in inner else set()
    some -= {"Inf"}
    return set(), some


def probe_words(task):
    name, key, all_words, some_words = task
    file, path = places[name]
    wrong = []
    mine = studies.path_text(path + [key])
    if all_words:
        found = set()
        for line in said(file, path + [key], "zzqq"):
            match = re.search(r"must be ([a-z0-9_.,' ]+?) \(got 'zzqq'\)$", line)
            if match:
                found = {word.strip("'") for word in re.split(r", | or ", match[1])}
        if found != all_words:
            wrong.append(f"{name}.{key}: the reader says {sorted(found)}, the schema {sorted(all_words)}")
    for word in some_words:
        of_word = [line for line in said(file, path + [key], f"'{word}'" if word != "inf" else word)
                   if re.search(r"must be (a|the|stop|shortest)", line) and f"got '{word}'" in line]
        if of_word:
            wrong.append(f"{mine} = {word}: {of_word[0]}")
    return wrong


tasks = [(name, key) + words_within(part) for name in present for key, part in tables[name]["properties"].items()]
# `abandoned` beside a metric that has it not is refused as such; its words are those of a level.
tasks = [task for task in tasks if (task[2] or task[3]) and (task[1] != "abandoned" or task[0] == "level")]
wrong = [text for texts in pool.map(probe_words, tasks) for text in texts]
n_words = sum(bool(task[2]) for task in tasks)
verdict(f"the reader knows the words of the schema, and of {n_words} keys no others", wrong if n_words >= 10 else ["too few keys"])

# ---- values: what the schema refuses the reader refuses, and the other way round -----------------------------------

VALUES = ["-1", "0", "0.5", "1", "2", "1000000000000", "5 s", "0 s", "-5 min", "3 / h", "0 / h", "-3/h", "50 %", "150 %", "'12:15'",
          "'24:00'", "inf", "zzqq", "true", "[]", "[1]", "'2'", "1e3", "05"]
# What the reader says of a value for its own sake.
OWN = re.compile(r"must be (a|an|the|true|stop|inf|some|one|within|1,|0) ?|must be (a number|a time|a whole|true or false)|is a time and no rate|is no (time|rate)"
                 r"|is a rate and no time|must be [a-z_0-9]+(, [a-z_0-9]+)* or ")


def probe_value(task):
    name, key, value = task
    file, path = places[name]
    study = studies.set_value(loaded[file], path + [key], studies.load(value))
    mine = studies.path_text(path + [key])
    part = {"definitions": definitions} | tables[name]["properties"][key]
    if "$ref" in part:
        part = {"definitions": definitions, "$ref": part["$ref"]}
    is_valid = jsonschema.Draft7Validator(part).is_valid(studies.load(value))
    lines = said(file, path + [key], value)
    if not is_valid and not lines:
        return f"{mine} = {value} in {file}: the schema refuses what the reader takes"
    own = [line for line in lines if f"{path_shown(path + [key])}: " in line and OWN.search(line)]
    if is_valid and own and not BESIDE.search(own[0]):
        return f"{mine} = {value}: the schema takes what the reader refuses: {own[0]}"
    return None


def path_shown(path):
    """A path as messages show it."""
    shown = ""
    for step in path:
        shown += f"[{step}]" if isinstance(step, int) else ("." if shown else "") + (f'"{step}"' if "." in step else step)
    return shown


# Such messages are about other values, too, or about what a value is not for its looks.
BESIDE = re.compile(r"must be (at most|at least|as many|shorter|later|one of output|another|the name of a|a file that)|decimal sign|in this study"
                    r"|all bare numbers|mean must be|a column's name|must be a format|a sign such|the first value|must be above min|the start of one of output")

# A whole number is one to JSON however it is written; what these may be depends on others: on the metric, or that it is a factor.
EXCEPT = {("run", "seed", "1e3")} | {(name, key, value) for name, key in (("condition", "max"), ("half_width", "absolute"), ("promise", "tolerance"), ("promise", "at_most"),
                                                               ("promise", "at_least"), ("select", "tolerance"), ("source", "day_factor")) for value in VALUES}
tasks, tried = [], {}
for name in present:
    for key, part in tables[name]["properties"].items():
        if resolve(part)[1] in ("axes", "line", "text", "name", "row"):
            continue
        # Unless there is time: all values of each form with a name once, of other keys a few.
        kind = json.dumps({word: what for word, what in part.items() if word not in ("description", "default")})
        n = tried[kind] = tried.get(kind, -1) + 1
        few = VALUES
        if not os.environ.get("QS_LONG") and (n or "$ref" not in part):
            few = [VALUES[(2 * n + i * 7 + len(tasks)) % len(VALUES)] for i in range(2)]
        tasks += [(name, key, value) for value in few if (name, key, value) not in EXCEPT]
done = list(pool.map(probe_value, tasks))
verdict(f"of {len(tasks)} values the schema takes what the reader takes", [text for text in done if text])
