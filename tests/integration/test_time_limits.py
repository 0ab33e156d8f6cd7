"""Time that runs out: processor time, wall-clock time, and the answer's own deadline."""

import time
import unittest

from support.case import COMPILER, PROBLEMS, EngineCase
from support.clock import slow, slow_ms
from support.programs import sleep

CUT = "execution error: signal: killed"


class TimeLimits(EngineCase):
    def test_a_program_that_sleeps_past_the_wall_limit_is_cut_and_says_wall(self):
        reply = self.ask(sleep(30), limits={"wall_ms": slow_ms(500)})
        self.assert_verdict(reply, "time_limit", "wall", CUT)
        self.assertGreaterEqual(reply["result"]["run"]["wall_ms"], slow_ms(500) - 1)

    def test_a_program_that_computes_past_the_cpu_limit_is_cut_and_says_cpu(self):
        reply = self.ask("while True: pass", limits={"cpu_ms": slow_ms(500)})
        self.assert_verdict(reply, "time_limit", "cpu", CUT)
        self.assertGreaterEqual(reply["result"]["run"]["cpu_ms"], slow_ms(500) - 1)

    def test_the_processor_time_of_all_processes_counts_together(self):
        code = "import os\nfor _ in range(3): os.fork()\nwhile True: pass"
        reply = self.ask(code, limits={"cpu_ms": slow_ms(500)})
        self.assert_verdict(reply, "time_limit", "cpu", CUT)

    def test_a_loop_in_each_language_is_cut(self):
        programs = {"js": "for (;;) {}",
                    "cpp": "int main() { volatile int x = 0; for (;;) x = x + 1; }",
                    "go": "package main\nfunc main() { for {} }"}
        for language, code in programs.items():
            with self.subTest(language):
                reply = self.ask(code, language, limits={"cpu_ms": slow_ms(500)})
                self.assert_verdict(reply, "time_limit", "cpu", CUT)

    def test_what_was_said_before_the_cut_is_in_the_output(self):
        code = "import time\nprint('before', flush=True)\ntime.sleep(30)"
        reply = self.ask(code, limits={"wall_ms": slow_ms(500)})
        self.assert_verdict(reply, "time_limit", "wall", CUT)
        self.assertEqual("before\n", reply["output"])

    def test_ignoring_every_signal_does_not_help(self):
        code = ("import signal, time\nfor n in range(1, 65):\n"
                "    try: signal.signal(n, signal.SIG_IGN)\n"
                "    except (OSError, ValueError): pass\n"
                "while True: time.sleep(1)")
        reply = self.ask(code, limits={"wall_ms": slow_ms(500)})
        self.assert_verdict(reply, "time_limit", "wall", CUT)

    def test_children_that_daemonise_end_with_their_program(self):
        code = ("import os, time\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n"
                "        time.sleep(60)\n    os._exit(0)\nprint('parent ends')")
        started = time.monotonic()
        self.assert_ok(self.ask(code), "parent ends\n")
        self.assertLess(time.monotonic() - started, slow(3))

    def test_a_stopped_program_is_cut_all_the_same(self):
        code = "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)"
        reply = self.ask(code, limits={"wall_ms": slow_ms(500)})
        self.assert_verdict(reply, "time_limit", "wall", CUT)

    def test_a_program_within_its_limits_is_never_blamed(self):
        for _ in range(5):
            reply = self.ask(sleep(0.2), limits={"wall_ms": slow_ms(2_000),
                                                 "cpu_ms": slow_ms(1_000)})
            self.assert_ok(reply, "done\n")

    def test_the_deadline_header_cuts_the_run_and_says_deadline(self):
        started = time.monotonic()
        reply = self.ask(sleep(30), headers={"Kiln-Deadline-Ms": slow_ms(1_000)})
        self.assert_verdict(reply, "time_limit", "deadline", CUT)
        self.assertLess(time.monotonic() - started, slow(2))

    def test_each_subject_answers_before_its_clients_give_up(self):
        started = time.monotonic()
        pending = {subject: self.send(sleep(60), subject=subject, limits={"wall_ms": 10_000})
                   for subject in (PROBLEMS, COMPILER)}
        reply = self.checked(pending[PROBLEMS].wait())
        self.assertEqual("time_limit", self.verdict(reply), reply)
        self.assertLess(time.monotonic() - started, slow(10))
        reply = self.checked(pending[COMPILER].wait())
        self.assert_verdict(reply, "time_limit", "wall", CUT)
        self.assertLess(time.monotonic() - started, slow(15))


if __name__ == "__main__":
    unittest.main()
