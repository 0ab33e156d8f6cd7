"""What /proc says about processes. A process is known by its pid and its start time together."""

import os


def _stat(pid):
    """(parent, start time, state), or None if there is no such process."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            words = file.read().rpartition(b")")[2].split()
    except OSError:
        return None
    return int(words[1]), int(words[19]), words[0].decode()


def all_pids():
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def identity(pid):
    found = _stat(pid)
    return None if found is None else (pid, found[1])


def tree(root):
    """Identities of `root` and everything below it."""
    children, started = {}, {}
    for pid in all_pids():
        found = _stat(pid)
        if found is not None:
            children.setdefault(found[0], []).append(pid)
            started[pid] = found[1]
    result, todo = set(), [root]
    while todo:
        pid = todo.pop()
        if pid in started:
            result.add((pid, started[pid]))
            todo.extend(children.get(pid, ()))
    return result


def alive(identities):
    """Those of `identities` that still run; a zombie has ended and only waits for its parent."""
    result = set()
    for pid, start in identities:
        found = _stat(pid)
        if found is not None and found[1] == start and found[2] not in "ZX":
            result.add((pid, start))
    return result


def text_of(pid, name):
    """A file of /proc/PID as text, "" where it cannot be read."""
    try:
        with open(f"/proc/{pid}/{name}", "rb") as file:
            return file.read().replace(b"\0", b" ").decode("utf-8", "replace").strip()
    except OSError:
        return ""


def program_of(pid):
    try:
        return os.path.basename(os.readlink(f"/proc/{pid}/exe")).removesuffix(" (deleted)")
    except OSError:
        return ""


def describe(identities):
    return [f"{pid} {text_of(pid, 'comm')}: {text_of(pid, 'cmdline')[:120]}"
            for pid, _ in sorted(identities)]


def parent_of(pid):
    found = _stat(pid)
    return None if found is None else found[0]
