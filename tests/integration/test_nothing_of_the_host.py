"""No file that a program can reach is one of the host's: neither an inode, nor a disk's numbers."""

import json
import os

from support import processes
from support.baseline import mounts_of
from support.case import EngineCase

LOOK = """
import json, os, sys
descriptors = {}
for fd in range(3):
    about = os.fstat(fd)
    descriptors[fd] = [about.st_dev, about.st_ino, about.st_mode]
devices, paths = {}, 0
for folder, folders, names in os.walk("/"):
    if folder == "/proc":
        folders[:] = [each for each in folders if not each.isdigit() and each != "self"]
    if folder.count("/") > 3:
        folders[:] = []
    for name in [*folders, *names]:
        try:
            devices.setdefault(os.lstat(os.path.join(folder, name)).st_dev, os.path.join(folder, name))
            paths += 1
        except OSError:
            pass
disks = {}
for path in ("/", "/usr", "/usr/bin/env", "/etc", "/etc/passwd", "/dev", "/dev/null", "/tmp", "/box"):
    found = os.statvfs(path)
    disks[path] = [found.f_blocks * found.f_frsize, found.f_bfree * found.f_frsize]
print(json.dumps({"descriptors": descriptors, "devices": devices, "paths": paths, "disks": disks,
                  "input": sys.stdin.read()}))
"""

SHELL_LOOK = "stat -L -c '%d %i' /proc/self/fd/0 /dev/null; cat; echo end"


def host_devices():
    """Device numbers of everything mounted on the host, and one place of each."""
    found = {}
    for _, point, _, _ in mounts_of("self"):
        try:
            found.setdefault(os.stat(point.replace("\\040", " ")).st_dev, point)
        except OSError:
            pass
    return found


def host_descriptors():
    """(device, inode) of what processes that are not Kiln's have open."""
    found = {}
    for pid in processes.all_pids():
        if processes.text_of(pid, "comm").startswith("kiln") or \
                processes.program_of(pid).startswith("kiln") or \
                "/kiln" in processes.text_of(pid, "cgroup"):
            continue
        try:
            for fd in os.listdir(f"/proc/{pid}/fd"):
                about = os.stat(f"/proc/{pid}/fd/{fd}")
                found[about.st_dev, about.st_ino] = f"/proc/{pid}/fd/{fd}"
        except OSError:
            continue
    return found


class NothingOfTheHost(EngineCase):
    def look(self, **fields):
        reply = self.ask(LOOK, limits={"wall_ms": 20_000, "cpu_ms": 20_000}, **fields)
        self.assertEqual("ok", self.verdict(reply), reply)
        return json.loads(reply["output"])

    def test_no_path_lies_on_a_file_system_of_the_host(self):
        seen, host = self.look(), host_devices()
        self.assertGreater(seen["paths"], 5000)
        self.assertGreaterEqual(len(seen["devices"]), 3)
        for device, path in seen["devices"].items():
            self.assertNotIn(int(device), set(host), f"{path} is on the host's {host.get(int(device))}")

    def test_no_descriptor_is_an_inode_that_anybody_else_has_open(self):
        for fields in ({}, {"stdin": "typed"}):
            seen, host = self.look(**fields), host_descriptors()
            self.assertGreater(len(host), 10)
            for fd, (device, inode, _) in seen["descriptors"].items():
                self.assertNotIn((device, inode), set(host), f"descriptor {fd} of {host.get((device, inode))}")
                self.assertNotIn(device, host_devices(), f"descriptor {fd}")
            self.assertEqual(fields.get("stdin", ""), seen["input"])

    def test_an_absent_input_is_the_cells_own_null_device(self):
        for language in ("bash", "python"):
            code = SHELL_LOOK if language == "bash" else \
                "import os\nfor f in (0, '/dev/null'):\n s = os.stat(f); print(s.st_dev, s.st_ino)\n" \
                "print(os.read(0, 1).decode() + 'end')"
            lines = self.ask(code, language=language)["output"].splitlines()
            self.assertEqual(3, len(lines), lines)
            self.assertEqual(lines[0], lines[1])
            self.assertEqual("end", lines[2])

    def test_statfs_tells_nothing_of_the_hosts_disk(self):
        host = os.statvfs("/usr")
        for path, (size, free) in self.look()["disks"].items():
            self.assertNotEqual(host.f_blocks * host.f_frsize, size, path)
            self.assertLessEqual(size, 256 << 20, path)
            self.assertLessEqual(free, 256 << 20, path)
