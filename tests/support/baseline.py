"""A picture of the host, to show that nothing of Kiln's stays behind.

Namespaces are not listed: they end with the last process in them, and one that is kept by a
mount shows among the mounts.
"""

import dataclasses
import glob
import os
import time

from support import processes
from support.clock import slow

_TEMPORARY = ("/tmp/kiln*", "/var/tmp/kiln*", "/dev/shm/kiln*")


def mounts_of(pid):
    """(root, mount point, kind, options of the file system) of each mount a process sees."""
    with open(f"/proc/{pid}/mountinfo") as file:
        for line in file:
            before, _, after = line.rstrip("\n").partition(" - ")
            yield before.split()[3], before.split()[4], after.split()[0], after.split()[2]


def _mounts():
    return ((point, kind) for _, point, kind, _ in mounts_of("self"))


def cgroup_directories(prefix="kiln"):
    """Every cgroup whose own name starts with `prefix`, in any hierarchy."""
    found = set()
    for root in {point for point, kind in _mounts() if kind in ("cgroup", "cgroup2")}:
        for directory, names, _ in os.walk(root):
            found.update(os.path.join(directory, n) for n in names if n.startswith(prefix))
    return found


def _members(directory):
    try:
        with open(os.path.join(directory, "cgroup.procs")) as file:
            return file.read().split()
    except OSError:
        return []


def cgroups_of(members, prefix="kiln-"):
    """Those of them in which, or below which, one of these identities is: an engine's own."""
    pids = {str(pid) for pid, _ in members}
    return {each for each in cgroup_directories(prefix)
            if any(pids.intersection(_members(directory))
                   for directory, _, _ in os.walk(each))}


def runtime_files():
    """What lies in Kiln's own directories for locks and sockets."""
    roots = ["/run/kiln"]
    if "XDG_RUNTIME_DIR" in os.environ:
        roots.append(os.path.join(os.environ["XDG_RUNTIME_DIR"], "kiln"))
    found = set()
    for root in roots:
        for directory, names, files in os.walk(root):
            found.update(os.path.join(directory, name) for name in names + files)
    return found


def kiln_processes():
    """The engine, its spawner and agents by name; what they run by the cgroup it is in."""
    found = set()
    for pid in processes.all_pids():
        named = processes.program_of(pid).startswith("kiln") or \
            processes.text_of(pid, "comm").startswith("kiln")
        if named or "/kiln" in processes.text_of(pid, "cgroup"):
            who = processes.identity(pid)
            if who is not None and pid != os.getpid():
                found.add(who)
    return processes.alive(found)


@dataclasses.dataclass(frozen=True)
class Picture:
    processes: frozenset
    mounts: frozenset
    cgroups: frozenset
    runtime: frozenset
    temporary: frozenset


def picture():
    return Picture(
        processes=frozenset(kiln_processes()),
        mounts=frozenset(_mounts()),
        cgroups=frozenset(cgroup_directories()),
        runtime=frozenset(runtime_files()),
        temporary=frozenset(p for pattern in _TEMPORARY for p in glob.glob(pattern)))


def left_behind(before):
    """What is there now and was not in the picture `before`, as lines of text."""
    now = picture()
    lines = [f"process {line}" for line in processes.describe(now.processes - before.processes)]
    for kind in ("mounts", "cgroups", "runtime", "temporary"):
        lines += [f"{kind}: {item}" for item in sorted(getattr(now, kind) - getattr(before, kind))]
    return lines


def assert_returned(before, within=5.0):
    """AssertionError if something is still left after `within` seconds."""
    end = time.monotonic() + slow(within)
    while True:
        lines = left_behind(before)
        if not lines:
            return
        if time.monotonic() > end:
            raise AssertionError("left behind on this host:\n  " + "\n  ".join(lines))
        time.sleep(0.05)
