"""What of the host an engine may use while it is idle, and whether it is back to that."""

import collections
import os
import time

from support import baseline, processes
from support.clock import slow

# What a cell that waits for its job may weigh more than at the first look: caches of the kernel.
_OWN_MEMORY = ("rss", "anon", "shmem", "kernel")
_CELL_SLACK = 3 << 20
_ENGINE_SLACK_KB = 12 << 10


def _lines(path):
    try:
        with open(path) as file:
            return frozenset(file.read().split("\n")[1:])
    except OSError:
        return frozenset()


def _listing(path):
    try:
        return frozenset(os.listdir(path))
    except OSError:
        return frozenset()


def _owned(folder, uids):
    """Names in `folder` that belong to one of `uids`."""
    for name in _listing(folder):
        try:
            if os.lstat(os.path.join(folder, name)).st_uid in uids:
                yield name
        except OSError:
            pass  # somebody else's, and gone


def _mounts_of_kiln():
    """Mounts on the host that bear a name of ours; others come and go as they please."""
    with open("/proc/self/mountinfo") as file:
        return frozenset(line for line in file
                         if line.partition(" - ")[2].split()[1] in ("kiln-root", "box", "shm"))


def _count_fds(pid):
    return len(_listing(f"/proc/{pid}/fd"))


def _resident_kb(pid):
    for line in processes.text_of(pid, "status").split("\n"):
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0


def _host_uid(pid):
    for line in processes.text_of(pid, "status").split("\n"):
        if line.startswith("Uid:"):
            return int(line.split()[1])
    return -1


class Host:
    """The first picture is taken when the engine has come to rest."""

    def __init__(self, kiln):
        self.kiln = kiln
        self.spawner = next(pid for pid, _ in kiln.family()
                            if processes.parent_of(pid) == kiln.process.pid)
        self.groups = self._groups()
        self.uids = {_host_uid(pid) for pid, _ in kiln.family()} - \
            {os.getuid(), 0, _host_uid(kiln.process.pid)}
        self.first = self._rest()

    def _groups(self):
        """Directories of this instance's cgroups: of the agents, seen from the host."""
        names = set()
        for pid, _ in self.kiln.family():
            for line in processes.text_of(pid, "cgroup").split("\n"):
                names.update(part for part in line.split("/") if part.startswith("kiln-"))
        return {path for path in baseline.cgroup_directories("kiln-")
                if os.path.basename(path) in names}

    def _cell_bytes(self):
        """Memory of processes, tmpfs and kernel objects; not the cache of files on disk, which
        the kernel takes back by itself."""
        total = 0
        for group in self.groups:
            for directory, _, _ in os.walk(group):
                if os.path.basename(directory) == "cell":
                    words = _text(os.path.join(directory, "memory.stat")).split()
                    stat = dict(zip(words[::2], words[1::2]))
                    total += sum(int(stat.get(key, 0)) for key in _OWN_MEMORY)
                    total += int(_text(os.path.join(directory, "memory.kmem.usage_in_bytes")) or 0)
        return total

    def _group_shape(self):
        return frozenset(os.path.join(directory, name) for group in self.groups
                         for directory, names, _ in os.walk(group) for name in names)

    def _everyone(self):
        """Our family, and whoever bears an id of its containers and is not in it."""
        family = self.kiln.family()
        strays = {processes.identity(pid) for pid in processes.all_pids()
                  if _host_uid(pid) in self.uids} - {None}
        return family, strays - family

    def picture(self):
        family, strays = self._everyone()
        members = [(processes.text_of(pid, "comm"), len(processes.text_of(pid, "mountinfo")
                                                        .split("\n")))
                   for pid, _ in family]
        inside = [mounts for pid, (_, mounts) in zip((pid for pid, _ in family), members)
                  if pid not in (self.kiln.process.pid, self.spawner)]
        return {
            "processes": collections.Counter(name for name, _ in members),
            "strays": frozenset(processes.describe(strays)),
            "mounts": _mounts_of_kiln(),
            "mounts of cells": collections.Counter(inside),
            "cgroups": self._group_shape(),
            "descriptors": (_count_fds(self.kiln.process.pid), _count_fds(self.spawner)),
            "SysV objects": frozenset(line for kind in ("shm", "sem", "msg")
                                      for line in _lines(f"/proc/sysvipc/{kind}")
                                      if self.uids & set(map(int, line.split()))),
            "shared memory files": frozenset(_owned("/dev/shm", self.uids)),
        }

    def _rest(self):
        end = time.monotonic() + slow(5)
        last = None
        while time.monotonic() < end:
            now = self.picture()
            if now == last:
                break
            last = now
            time.sleep(slow(0.15))
        self.first_cells = self._cell_bytes()
        self.first_resident = _resident_kb(self.kiln.process.pid)
        return self.picture()

    def deviations(self):
        """Lines that say what is not as it was."""
        now, lines = self.picture(), []
        for what, before in self.first.items():
            if now[what] != before:
                lines.append(f"{what}: {_difference(before, now[what])}")
        grown = self._cell_bytes() - self.first_cells
        if grown > _CELL_SLACK:
            lines.append(f"memory of cells: {grown >> 10} KB more than at rest")
        grown = _resident_kb(self.kiln.process.pid) - self.first_resident
        if grown > _ENGINE_SLACK_KB:
            lines.append(f"memory of the engine: {grown} KB more than at rest")
        return lines

    def wait_back(self, within=1.0):
        """[] as soon as the host is back to its baseline; else what is not, after `within` s."""
        end = time.monotonic() + slow(within)
        while True:
            lines = self.deviations()
            if not lines or time.monotonic() > end:
                return lines
            time.sleep(0.03)


def _text(path):
    try:
        with open(path) as file:
            return file.read().strip()
    except OSError:
        return ""


def _difference(before, now):
    if isinstance(before, frozenset):
        return f"gone {sorted(before - now)[:4]}, new {sorted(now - before)[:4]}"
    return f"{before!r} became {now!r}"
