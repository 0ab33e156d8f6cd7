"""The CPU limit is judged on CPU time: 90 % of it always passes, 120 % never does."""

import collections
import os
import subprocess
import unittest

from support.case import EngineCase
from support.clock import slow_ms

RUNS = 200
CPU_MS = slow_ms(500)
LIMITS = {"cpu_ms": CPU_MS, "wall_ms": slow_ms(5000)}


def burn(share):
    """A program that uses this share of the CPU limit, its own start included, and ends well."""
    return (f"import time\nwhile time.process_time() < {CPU_MS / 1000 * share}:\n"
            "    for _ in range(1000): pass\nprint('done')")


class CpuLimit(EngineCase):
    settings = {"MAX_WORKERS": 2}

    def outcomes(self, share):
        sent, count = [], collections.Counter()
        for number in range(RUNS):
            # Two run, none waits: queueing is not what is measured here.
            sent.append(self.send(burn(share), limits=LIMITS,
                                  headers={"Kiln-Deadline-Ms": "30000"}))
            if len(sent) == 2:
                count[self.outcome(sent.pop(0))] += 1
        for pending in sent:
            count[self.outcome(pending)] += 1
        return dict(count)

    def outcome(self, pending):
        result = self.checked(pending.wait(60))["result"]
        return result["verdict"], result["reason"]

    def check_both(self):
        with self.subTest("90 % of the limit"):
            self.assertEqual({("ok", ""): RUNS}, self.outcomes(0.9))
        with self.subTest("120 % of the limit"):
            self.assertEqual({("time_limit", "cpu"): RUNS}, self.outcomes(1.2))

    def test_on_an_idle_host(self):
        self.check_both()

    def test_with_all_cores_busy(self):
        spin = ["/usr/bin/python3", "-c", "while True: pass"]
        hogs = [subprocess.Popen(spin) for _ in range(os.cpu_count())]
        try:
            self.check_both()
        finally:
            for hog in hogs:
                hog.kill()
                hog.wait()


if __name__ == "__main__":
    unittest.main()
