"""One hostile program: a source file whose opening comment says what must become of it.

    // expect: process_limit, ok       the verdicts that are true, one is enough
    // reason: cpu                     result.reason, where it matters
    // says: ^held                     expressions found in what the program printed; repeatable
    // never: root:x:0:0               expressions found nowhere in the reply; repeatable
    // limits: {"wall_ms": 2000}       and compile_limits, args, env, stdin, files: of the request
    // within: 2                       seconds until the reply is there, where that matters
    // language: planter               where the suffix does not tell
    // meanwhile: inotify              what the host must be able to do while it runs, see stage.py
    // with: probe.h                   sent along from with/
    // pair: successive simultaneous   writer and reader, see pairs.py
    // repeat: 20                      a pair that must not even pass a bit now and then
    // control: none, why              a pair that cannot be shown to work inside one cell
    // why: one sentence

`@NAME@` in the source, args and env stands for something of the host: a file, a pid, a port.
"""

import dataclasses
import json
import os
import re

FOLDER = os.path.dirname(os.path.abspath(__file__))
PROGRAMS = os.path.join(FOLDER, "programs")
GROUPS = ("processes", "memory", "time", "output", "ends", "files", "network", "kernel", "compile",
          "verdict", "pairs")

_LANGUAGES = {".cpp": "cpp", ".py": "python", ".js": "js", ".go": "go"}
_COMMENT = re.compile(r"(?://|#) ?(.*)$")
_FIELD = re.compile(r"([a-z_]+): ?(.*)$")
_LISTS = ("says", "never")
_JSON = ("limits", "compile_limits", "args", "env", "files")
_PARSED = _JSON + ("stdin", "within", "repeat")
_WORDS = ("expect", "with", "pair")
_TEXTS = ("reason", "language", "control", "meanwhile", "why")


@dataclasses.dataclass(frozen=True)
class Program:
    group: str
    name: str
    source: str
    fields: dict

    @property
    def title(self):
        return f"{self.group}/{self.name}"

    @property
    def language(self):
        return self.fields["language"]

    @property
    def expected(self):
        return self.fields["expect"]


def parse_header(source, where):
    """The fields of the opening comment; ValueError names what is wrong with it."""
    fields = {name: [] for name in _LISTS}
    for line in source.split("\n"):
        comment = _COMMENT.match(line)
        field = _FIELD.match(comment.group(1)) if comment else None
        if field is None:
            break
        name, text = field.groups()
        if name in _LISTS:
            fields[name].append(re.compile(text, re.M))
        elif name in fields:
            raise ValueError(f"{where}: {name} is there twice")
        elif name in _PARSED:
            fields[name] = json.loads(text)
        elif name in _WORDS:
            fields[name] = tuple(text.replace(",", " ").split())
        elif name in _TEXTS:
            fields[name] = text
        else:
            raise ValueError(f"{where}: unknown field {name}")
    for name in ("expect", "why"):
        if not fields.get(name):
            raise ValueError(f"{where}: its opening comment has no {name}")
    return fields


def load(path):
    with open(path, encoding="utf-8") as file:
        source = file.read()
    group, file_name = os.path.relpath(path, PROGRAMS).split(os.sep)
    name, suffix = os.path.splitext(file_name)
    fields = parse_header(source, f"{group}/{file_name}")
    fields.setdefault("language", _LANGUAGES.get(suffix))
    return Program(group, name, source, fields)


def load_group(group):
    folder = os.path.join(PROGRAMS, group)
    found = [load(os.path.join(folder, name)) for name in sorted(os.listdir(folder))]
    titles = [program.title for program in found]
    if len(set(titles)) != len(titles):
        raise ValueError(f"two programs of one name in {folder}")
    return found


def load_all(selection=None):
    """Every program, or those of one GROUP or GROUP/NAME."""
    group, _, name = (selection or "").partition("/")
    if group and group not in GROUPS:
        raise ValueError(f"no group {group}; there are: {' '.join(GROUPS)}")
    found = [program for each in GROUPS if group in ("", each) for program in load_group(each)
             if name in ("", program.name)]
    if not found:
        raise ValueError(f"no program {selection}")
    return found


def request_fields(program, stands_for, args=()):
    """(source, optional fields of the request) with every @NAME@ replaced."""
    def fill(text):
        return re.sub(r"@([A-Z_]+)@", lambda m: str(stands_for.get(m.group(1), m.group())), text)

    def fill_all(value):
        if isinstance(value, str):
            return fill(value)
        if isinstance(value, list):
            return [fill_all(item) for item in value]
        if isinstance(value, dict):
            return {fill(key): fill_all(item) for key, item in value.items()}
        return value

    fields = {name: fill_all(program.fields[name]) for name in _JSON if name in program.fields}
    if "stdin" in program.fields:
        fields["stdin"] = fill(program.fields["stdin"])
    for name in program.fields.get("with", ()):
        with open(os.path.join(FOLDER, "with", name), encoding="utf-8") as file:
            entry = {"name": name, "content": file.read(), "encoding": "text"}
        fields.setdefault("files", []).append(entry)
    if args:
        fields["args"] = list(args)
    return fill(program.source), fields
