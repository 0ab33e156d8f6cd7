"""The engine is killed at a bad moment: what ran ends with it, and the next start cleans up."""

import os
import signal
import time
import unittest

from support import baseline, processes
from support.case import COMPILER, ServerCase, request_body
from support.clock import eventually, slow
from support.programs import sleep

WORK = {"python": sleep(30),
        "cpp": "int main() { for (volatile int x = 0;;) x = x + 1; }",
        "bomb": "import os\nwhile True:\n  try: os.fork()\n  except OSError: pass"}


class EngineDeath(ServerCase):
    def assert_all_gone(self, family, within=2.0):
        try:
            eventually(lambda: not processes.alive(family), within, "all its processes ended")
        except AssertionError as error:
            left = processes.describe(processes.alive(family))
            raise AssertionError(f"{error}: {left}") from None

    def start_and_load(self, code, language="python", jobs=2):
        kiln = self.engine(MAX_WORKERS=2)
        client = self.connection()
        self.sent = [client.send_request(COMPILER, request_body(code, language))
                     for _ in range(jobs)]
        time.sleep(slow(1.0))
        return kiln, client

    def assert_ours(self, reply):
        """Blamed on Kiln, never on the program, and with the advice to send it again."""
        self.assert_verdict(reply, "internal_error")
        self.assertEqual("", reply["output"])
        self.assertRegex(reply["error"], r"^internal error.*send the job again$")

    def assert_next_start_sweeps(self):
        kiln = self.engine(MAX_WORKERS=1)
        reply = self.checked(self.connection().request(COMPILER, request_body("print('next')")))
        self.assert_ok(reply, "next\n")
        self.assertEqual(0, kiln.stop())
        baseline.assert_returned(self.before)

    def test_when_the_engine_is_killed_all_it_started_ends_within_two_seconds(self):
        for name, code in WORK.items():
            with self.subTest(name):
                kiln, _ = self.start_and_load(code, "cpp" if name == "cpp" else "python")
                family = kiln.family()
                self.assertGreater(len(family), 4)
                kiln.kill()
                self.assert_all_gone(family)
                self.assert_next_start_sweeps()

    def test_the_next_start_sweeps_what_several_dead_engines_and_their_spawners_left(self):
        engines = [self.engine(MAX_WORKERS=1) for _ in range(3)]
        for kiln in engines:
            family = kiln.family()
            for pid, _ in family:
                if pid == kiln.process.pid or processes.parent_of(pid) == kiln.process.pid:
                    os.kill(pid, signal.SIGKILL)
            self.assert_all_gone(family)
        self.assertTrue(baseline.left_behind(self.before))
        self.assert_next_start_sweeps()

    def test_when_the_engine_is_killed_while_it_compiles_nothing_is_left(self):
        endless = "template <int A, int B> struct T { static constexpr long v = " \
                  "T<A - 1, B * 2 % 99991>::v + T<A - 1, B * 3 % 99991>::v; };\n" \
                  "int main() { return T<500, 1>::v; }"
        kiln, _ = self.start_and_load(endless, "cpp", jobs=1)
        family = kiln.family()
        kiln.kill()
        self.assert_all_gone(family)
        self.assert_next_start_sweeps()

    def test_when_the_spawner_is_killed_the_engine_ends_and_nothing_is_left(self):
        kiln, _ = self.start_and_load(sleep(30))
        family = kiln.family()
        spawner = [pid for pid, _ in family
                   if processes.parent_of(pid) == kiln.process.pid]
        self.assertTrue(spawner)
        for pid in spawner:
            os.kill(pid, signal.SIGKILL)
        for pending in self.sent:
            self.assert_ours(self.checked(pending.wait(), "internal_error"))
        self.assertEqual(1, kiln.wait(within=15))
        self.assert_all_gone(family)
        self.assert_next_start_sweeps()

    def test_when_a_container_dies_its_job_fails_and_the_next_ones_run(self):
        kiln, client = self.start_and_load("pass", jobs=1)
        pending = client.send_request(COMPILER, request_body(sleep(5)))
        time.sleep(slow(0.5))
        agents = []
        for pid, born in kiln.family():
            depth = processes.text_of(pid, "status").partition("NSpid:")[2].partition("\n")[0]
            if depth.split()[1:] == ["1"]:
                agents.append((pid, born))
                os.kill(pid, signal.SIGKILL)
        self.assert_ours(self.checked(pending.wait(), "internal_error"))
        self.assert_all_gone(agents)  # also that of the container that had no job
        for number in range(6):
            reply = self.checked(client.request(COMPILER, request_body(f"print({number})")))
            self.assert_ok(reply, f"{number}\n")
        self.assertEqual(0, kiln.stop())

    def test_an_engine_killed_while_it_starts_leaves_nothing(self):
        for wait in (0.02, 0.1, 0.3):
            with self.subTest(wait):
                kiln = self.engine(wait_ready=False, MAX_WORKERS=4)
                time.sleep(wait)
                family = kiln.family()
                kiln.kill()
                self.assert_all_gone(family)
        self.assert_next_start_sweeps()


if __name__ == "__main__":
    unittest.main()
