"""Bounds of a whole container, behind the limits of its cells: for an agent that was taken over, obeys
none of those, and moves processes about as its descriptors let it."""

import os
import subprocess
import sys
import unittest

from support import baseline
from support.case import EngineCase

MB = 1 << 20

# What Kiln keeps for the parts of a container that are no cell (pool/cgroup/container_groups.cpp).
AGENT_BYTES, AGENT_PROCESSES, RUNTIME_PROCESSES = 256 * MB, 64, 512

# Enters the group whose tasks file it is given, then takes what it can.
TAKES_MEMORY = """
import sys
with open(sys.argv[1], "w") as tasks:
    tasks.write("0")
held = []
for i in range(600):
    held.append(bytes(1) * (1 << 20))
print("took all")
"""
TAKES_PROCESSES = """
import os, sys, time
with open(sys.argv[1], "w") as tasks:
    tasks.write("0")
children = []
try:
    while len(children) < 200:
        pid = os.fork()
        if pid == 0:
            time.sleep(60)
            os._exit(0)
        children.append(pid)
except BlockingIOError:
    pass
for pid in children:
    os.kill(pid, 9)
    os.waitpid(pid, 0)
print(len(children))
"""


def number(*path):
    with open(os.path.join(*path)) as file:
        return int(file.read())


class ContainerBounds(EngineCase):
    settings = {"MAX_WORKERS": 1, "KILN_MAX_MEMORY_MB": 1200, "KILN_MAX_PROCESSES": 700,
                "KILN_WARM_MEMORY_MB": 300}

    def container(self, controller):
        found = [path for path in baseline.cgroups_of(self.kiln.family())
                 if f"/{controller}/" in path and os.path.isdir(os.path.join(path, "c0"))]
        if not found:
            self.skipTest(f"no cgroup v1 with {controller} here")
        self.assertEqual(1, len(found), found)
        return os.path.join(found[0], "c0")

    def test_memory_of_a_container_is_bounded_by_the_sum_of_its_parts(self):
        group = self.container("memory")
        name = "memory.limit_in_bytes"
        runtimes = number(group, "warm", name)
        self.assertEqual(AGENT_BYTES, number(group, "agent", name))
        self.assertGreater(runtimes, 300 * MB)
        self.assertEqual(1200 * MB + runtimes + AGENT_BYTES, number(group, name))

    def test_processes_of_a_container_are_bounded_by_the_sum_of_its_parts(self):
        group = self.container("pids")
        self.assertEqual(AGENT_PROCESSES, number(group, "agent", "pids.max"))
        self.assertEqual(RUNTIME_PROCESSES, number(group, "warm", "pids.max"))
        self.assertEqual(700 + 1 + RUNTIME_PROCESSES + AGENT_PROCESSES, number(group, "pids.max"))

    def test_whoever_sits_in_the_agents_group_gets_no_further_than_its_bounds(self):
        tasks = os.path.join(self.container("memory"), "agent", "tasks")
        taken = subprocess.run([sys.executable, "-c", TAKES_MEMORY, tasks], capture_output=True)
        self.assertEqual(-9, taken.returncode, taken)
        tasks = os.path.join(self.container("pids"), "agent", "tasks")
        forked = subprocess.run([sys.executable, "-c", TAKES_PROCESSES, tasks],
                                capture_output=True, check=True)
        self.assertLess(int(forked.stdout), AGENT_PROCESSES)
        self.assert_alive()

    def test_an_agent_stays_far_below_its_bounds_while_it_makes_cells(self):
        for _ in range(50):
            self.assert_ok(self.ask("print(1)"), "1\n")
        peak = number(self.container("memory"), "agent", "memory.max_usage_in_bytes")
        self.assertLess(peak, AGENT_BYTES // 4)


if __name__ == "__main__":
    unittest.main()
