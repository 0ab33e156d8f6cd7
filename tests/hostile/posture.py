"""Compares what programs observe of themselves with the golden pictures, path by path."""

import json
import os
import re

from hostile.program import FOLDER
from support import ordinary_user

_GOLDEN = os.path.join(FOLDER, "golden")
_SUBJECTS = {"python": "posture.py", "cpp": "posture.cpp"}

# Namespaces a program must not share with the host's processes.
_OWN_NAMESPACES = ("cgroup", "ipc", "mnt", "net", "pid", "user", "uts")

# Options of mounts that name ids of this host or that only some kernels print.
_HOST_OPTION = re.compile(r"^(?:(?:uid|gid|resuid|resgid)=\d+|inode64|inode32)$")

# Masks in /proc depend on what the kernel has; files/read_what_tells_of_the_host tries them.
_MASK = re.compile(r"^/proc/(?!sys$)")


def _normal_mount(mount):
    """A mount without what is this host's: kind and options of a disk, ids, spellings."""
    if mount["kind"] == "devtmpfs":
        return {**mount, "kind": "host", "options": "host", "of": "host", "how": "host"}
    if mount["at"].startswith("/usr"):
        return {**mount, "kind": "host", "options": "host", "of": "host"}
    options = [word for word in mount["options"].split(",") if not _HOST_OPTION.match(word)]
    return {**mount, "of": re.sub(r"^/c\d+/", "/cN/", mount["of"]),
            "options": ",".join(options).replace("hidepid=2", "hidepid=invisible")}


def normal(picture, shown=()):
    """The picture without inode numbers, host ids, versions, and what the host may lack.

    `shown` are paths that the catalogue of this build shows besides /usr: no two hosts have all.
    """
    result = dict(picture)
    if "mounts" not in result:
        result["limits"] = re.sub(r"\b6 \d+ \d+;", "6 any;", result["limits"])
        return result
    result["namespaces"] = {
        name.removesuffix("_for_children"): _normal_namespace(name, link)
        for name, link in result["namespaces"].items()}
    mounts = [mount for mount in result["mounts"]
              if not _MASK.match(mount["at"]) and not _is_shown(mount["at"], shown)]
    result["mounts"] = {mount["at"] + ("" if n == 0 else f" ({n + 1})"): _normal_mount(mount)
                        for n, mount in _numbered(mounts)}
    result["/"] = {name: what for name, what in result["/"].items()
                   if not name.startswith("lib") or name == "lib"}
    result["/etc"] = {name: what for name, what in result["/etc"].items()
                      if not any(_is_shown(path, [f"/etc/{name}"]) for path in shown)}
    for ids in ("uid_map", "gid_map"):
        result[ids] = _inside_of_map(result[ids])
    result["cgroup"] = sorted({line.rpartition(":")[2] for line in result["cgroup"]})
    result["/proc"] = sorted(set(result["/proc"]) & set(_KNOWN_OF_PROC))
    result["status"] = {**result["status"], "SigQ": "-"}
    result["limits"] = {**result["limits"], "RLIMIT_NPROC": "any"}
    result["exe"] = re.sub(r"\d+\.\d+$", "N", result["exe"])
    return result


def _is_shown(path, shown):
    return any(path == each or path.startswith(each + "/") for each in shown
               if each.startswith("/etc/"))


# Entries of /proc that every kernel has; others depend on how it was built.
_KNOWN_OF_PROC = ("cmdline cpuinfo crypto devices filesystems interrupts iomem keys kmsg loadavg "
                  "locks meminfo mounts net self stat swaps sys thread-self uptime version vmstat"
                  ).split()


def _numbered(mounts):
    seen = {}
    for mount in mounts:
        number = seen.get(mount["at"], 0)
        seen[mount["at"]] = number + 1
        yield number, mount


def _normal_namespace(name, link):
    name = name.removesuffix("_for_children")
    if name not in _OWN_NAMESPACES:
        return "any"
    try:
        return "the host's" if os.readlink(f"/proc/self/ns/{name}") == link else "its own"
    except OSError:
        return "not there"


def _inside_of_map(words):
    """Only the inner side of an id map: first id and count of each line."""
    return [f"{words[i]} {words[i + 2]}" for i in range(0, len(words), 3)]


def differences(expected, found, path=""):
    """Lines `path: expected, found`, one for each leaf that differs."""
    if isinstance(expected, dict) and isinstance(found, dict):
        lines = []
        for key in sorted(set(expected) | set(found)):
            lines += differences(expected.get(key, "(absent)"), found.get(key, "(absent)"),
                                 f"{path}/{key}")
        return lines
    if isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        return [line for n, pair in enumerate(zip(expected, found))
                for line in differences(*pair, f"{path}/{n}")]
    return [] if expected == found else [f"{path}: expected {expected!r}, found {found!r}"]


def observe(stage, language):
    """The normalised picture a program of `language` draws."""
    with open(os.path.join(FOLDER, "with", _SUBJECTS[language])) as file:
        source = file.read()
    reply = stage.ask_source(source, language, stdin="posture", args=["one", "two words"],
                             env={"GIVEN": "by the job"})
    result = reply.get("result") or {}
    if result.get("verdict") != "ok":
        raise AssertionError(f"the posture program did not run: {reply}")
    return normal(json.loads(result["run"]["stdout"]), stage.shown())


def golden_path(language):
    return os.path.join(_GOLDEN, f"posture.{language}.json")


def _patched(picture, patch):
    """The picture with the leaves of `patch` in place of its own."""
    if not isinstance(patch, dict):
        return patch
    return {**picture, **{key: _patched(picture.get(key, {}), leaf)
                          for key, leaf in patch.items()}}


def golden(language):
    """The expected picture; an engine without root's rights differs by what ordinary.json says."""
    with open(golden_path(language)) as file:
        picture = json.load(file)
    if not ordinary_user.wanted():
        return picture
    with open(os.path.join(_GOLDEN, "ordinary.json")) as file:
        return _patched(picture, json.load(file)[language])


def judge_posture(stages):
    """[(language, lines of differences)]. KILN_TEST_GOLDEN=write draws the golden pictures anew."""
    judged = []
    for language in _SUBJECTS:
        found = observe(stages.get(2), language)
        if os.environ.get("KILN_TEST_GOLDEN") == "write":
            with open(golden_path(language), "w") as file:
                json.dump(found, file, indent=1, sort_keys=True)
                file.write("\n")
        judged.append((language, differences(golden(language), found)))
    return judged
