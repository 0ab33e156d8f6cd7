"""The programs of a corpus, and what each brings along.

`programs/LANGUAGE/NAME.EXT` is sent as it is, byte for byte; nothing in it is read here. Of a folder
`programs/LANGUAGE/NAME/`, `main.EXT` is sent and everything else in it goes along as the request's
files. `programs/LANGUAGE.json` holds the rest, an object for each program that needs one:

    "expect"                                    verdicts, one of which both engines must give; ok
    "stdin", "args", "env", "limits", "compile_limits"      of the request
"""

import base64
import dataclasses
import json
import os

PROGRAMS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "programs")
SUFFIXES = {"python": ".py", "js": ".js", "cpp": ".cpp", "c": ".c"}

_REQUEST = {"stdin", "args", "env", "limits", "compile_limits"}


@dataclasses.dataclass(frozen=True)
class Program:
    language: str
    name: str
    source: bytes
    expected: tuple
    fields: dict  # the optional ones of the request

    @property
    def title(self):
        return f"{self.language}/{self.name}"


def _bytes_of(*path):
    with open(os.path.join(*path), "rb") as file:
        return file.read()


def _siblings(folder, main):
    found = []
    for directory, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(directory, name)
            if os.path.relpath(path, folder) != main:
                found.append({"name": os.path.relpath(path, folder), "encoding": "base64",
                              "content": base64.b64encode(_bytes_of(path)).decode()})
    return sorted(found, key=lambda each: each["name"])


def _load(language, entry, inputs):
    suffix = SUFFIXES[language]
    path = os.path.join(PROGRAMS, language, entry)
    unknown = set(inputs) - _REQUEST - {"expect"}
    if unknown:
        raise ValueError(f"{language}/{entry}: unknown fields {sorted(unknown)}")
    expected = inputs.get("expect", "ok")
    fields = {name: value for name, value in inputs.items() if name in _REQUEST}
    if os.path.isdir(path):
        source = _bytes_of(path, "main" + suffix)
        fields["files"] = _siblings(path, "main" + suffix)
    else:
        source = _bytes_of(path)
    return Program(language, entry.removesuffix(suffix), source,
                   (expected,) if isinstance(expected, str) else tuple(expected), fields)


def load_corpus(language, name=None):
    """Every program of a language in order of names, or only the one called `name`."""
    suffix = SUFFIXES[language]
    table = json.loads(_bytes_of(PROGRAMS, language + ".json"))
    entries = sorted(each for each in os.listdir(os.path.join(PROGRAMS, language))
                     if each != "__pycache__")
    names = [entry.removesuffix(suffix) for entry in entries]
    nameless = set(table) - set(names)
    if nameless or len(set(names)) != len(names):
        raise ValueError(f"{language}.json: no program of its own has {sorted(nameless)}")
    return [_load(language, entry, table.get(each, {}))
            for entry, each in zip(entries, names) if name in (None, each)]
