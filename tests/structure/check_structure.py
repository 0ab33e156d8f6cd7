#!/usr/bin/env python3
"""Rules of the source tree that no compiler knows. Each is a function that yields violations.

Usage: check_structure.py ROOT RULE [RULE...]      (rules: includes sizes readmes coroutines paths format)
"""

import os
import re
import subprocess
import sys

LAYERS = ("cmd", "messaging", "engine", "pool", "worker-image")
SOURCES = (".h", ".hpp", ".c", ".cc", ".cpp")

# Which folders may include a header of somebody else's. A prefix of the path, '/' at the end.
FOREIGN = {
    r"(nats/)?nats\.h": ("messaging/", "tests/messaging/"),
    r"openssl/.*": ("messaging/nats/", "tests/messaging/"),
    r"simdjson\.h": ("messaging/", "tests/messaging/"),
    r"seccomp\.h": ("pool/", "tests/pool/"),
    r"sys/mount\.h": ("pool/", "worker-image/", "tests/pool/", "tests/worker-image/"),
    r"sched\.h": ("pool/", "worker-image/", "tests/pool/", "tests/worker-image/"),
    r"spdlog/.*": ("pool/base/log.h", "pool/base/log.cpp"),
    r"boost/asio\.hpp": (),
    r"boost/beast[./].*": ("messaging/http/", "tests/messaging/http/"),
    r"prometheus/.*": ("cmd/kiln/status/", "tests/cmd/status/"),
}

# Included by one wrapper of ours only, its header and source.
WRAPPED = r"curl/.*"

# What each layer may include of ours. A file belongs to the longest prefix that fits.
OURS = {
    "pool/protocol/": ("pool/protocol/",),
    "pool/base/": ("pool/base/",),
    "pool/": ("pool/",),
    "engine/": ("engine/", "pool/"),
    "messaging/": ("messaging/", "engine/", "pool/"),
    "cmd/": ("cmd/", "messaging/", "engine/", "pool/"),
    "worker-image/": ("worker-image/", "pool/protocol/"),
}

# Whoever makes containers: nothing directly in pool/ knows one by name.
MAKERS = ("pool/namespaces/",)

LINES = {"header": 150, "source": 400, "test": 500}

# Files that may be longer: path -> why.
LONGER = {}

README_LINES = 40


def files_of(root, suffixes):
    """Paths below `root`, relative, of files that are or would be in the repository."""
    listed = subprocess.run(
        ["git", "-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True, text=True)
    if listed.returncode == 0:
        names = [name for name in listed.stdout.split("\0") if name]
    else:
        names = [os.path.relpath(os.path.join(directory, name), root)
                 for directory, _, entries in os.walk(root) for name in entries]
        names = [name for name in names if not name.startswith(("build/", ".git/"))]
    return sorted(name for name in set(names)
                  if name.endswith(suffixes) and os.path.isfile(os.path.join(root, name)))


def text_of(root, name):
    with open(os.path.join(root, name), encoding="utf-8", errors="replace") as file:
        return file.read()


def _longest(prefixes, name):
    fitting = [prefix for prefix in prefixes if name.startswith(prefix)]
    return max(fitting, key=len) if fitting else None


def includes(root):
    """Foreign headers only where they belong, and our layers' arrows in one direction."""
    pattern = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)
    wrappers = set()
    for name in files_of(root, SOURCES):
        layer = _longest(OURS, name)
        for bracket, header in pattern.findall(text_of(root, name)):
            for foreign, places in FOREIGN.items():
                if re.fullmatch(foreign, header) and not name.startswith(tuple(places)):
                    yield f"{name}: <{header}> may only be included in {', '.join(places) or 'no file'}"
            if re.fullmatch(WRAPPED, header):
                wrappers.add(os.path.splitext(name)[0])
            if layer is None or bracket == "<":
                continue
            if re.fullmatch(r"pool/[^/]+", name) and header.startswith(MAKERS):
                yield f"{name}: the pool knows makers of containers by container_maker.h only"
            target = header if "/" in header else os.path.join(os.path.dirname(name), header)
            if not target.startswith(OURS[layer]):
                yield f"{name}: {layer} must not include \"{header}\""
    if len(wrappers) > 1:
        yield f"<curl/curl.h> is included by more than one wrapper: {', '.join(sorted(wrappers))}"


def sizes(root):
    """No file longer than a reader's patience."""
    for name in files_of(root, SOURCES + (".py",)):
        kind = "test" if name.startswith("tests/") else "header" if name.endswith(".h") else "source"
        lines = text_of(root, name).count("\n")
        if lines > LINES[kind] and name not in LONGER:
            yield f"{name}: {lines} lines, a {kind} may have {LINES[kind]}"
    for name in LONGER:
        if not os.path.exists(os.path.join(root, name)):
            yield f"{name}: excepted from the limit of lines, but not there"


def readmes(root):
    """Every folder with sources has a README, itself or the nearest folder above, and a short one."""
    names = files_of(root, SOURCES + (".md", ".py"))
    present = set(names)
    for folder in sorted({os.path.dirname(name) for name in names if name.endswith(SOURCES)}):
        top = folder.split("/")[0]
        candidates = {folder} if top in LAYERS and top != "cmd" else {folder, top}
        if not any(f"{candidate}/README.md" in present for candidate in candidates):
            yield f"{folder}: has sources and no README.md"
    for name in names:
        if os.path.basename(name) == "README.md" and "/" in name:
            lines = text_of(root, name).count("\n")
            if lines > README_LINES:
                yield f"{name}: {lines} lines, a folder's README may have {README_LINES}"


def _without_comments(text):
    """The same text, comments and literals blanked out; line breaks stay."""
    pattern = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)

    def blank(match):
        found = match.group()
        if found[0] in "\"'":
            return found[0] + " " * (len(found) - 2) + found[0]
        return re.sub(r"[^\n]", " ", found)
    return pattern.sub(blank, text)


def _expression_from(text, start):
    """Text up to the ';' that ends the statement, or the bracket that closes around it."""
    depth = 0
    for at in range(start, len(text)):
        if text[at] in "([{":
            depth += 1
        elif text[at] in ")]}":
            depth -= 1
            if depth < 0:
                return text[start:at]
        elif text[at] == ";" and depth == 0:
            return text[start:at]
    return text[start:]


_CAPTURE = re.compile(r"(?<![\w\])])\[\s*[^\]\s][^\]]*\]\s*(?:\(|\{|mutable|<)")
_AGGREGATE = re.compile(r"(?<![\w.>])(?:\w+::)*[A-Z]\w*(?:<[^<>;]*>)?\s*\{")


def coroutines(root):
    """g++ 12 destroys such temporaries twice: name them before the co_await, then move them in."""
    seen = set()
    for name in files_of(root, (".h", ".cpp")):
        text = _without_comments(text_of(root, name))
        for match in re.finditer(r"\bco_await\b|\bBOOST_OUTCOME_CO_TRY\s*\(", text):
            expression = _expression_from(text, match.end())
            line = text.count("\n", 0, match.start()) + 1
            for what, sign in (("capturing lambda", _CAPTURE), ("braced temporary", _AGGREGATE)):
                if sign.search(expression) and (name, line, what) not in seen:
                    seen.add((name, line, what))
                    yield f"{name}:{line}: a {what} inside a co_await expression"


_MACHINE = re.compile(r"/(?:work/(?:main|shared)|home/\w+|root/(?!\.bashrc)\w[\w./-]*|Users/\w+)\b")


def paths(root):
    """Nothing names a place on the machine it was written on."""
    suffixes = SOURCES + (".py", ".md", ".txt", ".json", ".sh", ".lang", ".conf", ".cmake", ".yml",
                          "/run", "/quickstart")
    for name in files_of(root, suffixes):
        if name.startswith("tests/structure/"):
            continue
        for number, line in enumerate(text_of(root, name).split("\n"), 1):
            found = _MACHINE.search(line)
            if found:
                yield f"{name}:{number}: the path {found.group()} of one machine"


def layout(root):
    """Every source is as clang-format lays it out; a folder's .clang-format may say: not here."""
    for name in files_of(root, (".h", ".c", ".cpp")):
        formatted = subprocess.run(["clang-format", name], cwd=root, capture_output=True,
                                   encoding="utf-8", errors="replace")
        if formatted.returncode != 0:
            yield f"{name}: clang-format failed: {formatted.stderr.strip()}"
        elif formatted.stdout != text_of(root, name):
            yield f"{name}: not as clang-format -i would have it"


RULES = {"includes": includes, "sizes": sizes, "readmes": readmes, "coroutines": coroutines,
         "paths": paths, "format": layout}


def main(arguments):
    if len(arguments) < 2 or any(rule not in RULES for rule in arguments[1:]):
        print(__doc__, file=sys.stderr)
        return 2
    violations = [line for rule in arguments[1:] for line in RULES[rule](arguments[0])]
    for line in violations:
        print(line)
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
