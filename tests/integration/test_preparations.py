"""Work ahead of jobs: where nobody waits, where nobody has been, within the operator's limits."""

import statistics
import time
import unittest

from support import processes
from support.case import COMPILER, ServerCase, request_body
from support.clock import eventually, slow
from support.kernel import needs_warm_runtimes

HEAVY = "#include <bits/stdc++.h>\nint main() { std::cout << %d << std::endl; }\n"
LIGHT = "#include <iostream>\nint main() { std::cout << %d << std::endl; }\n"
PREPARED = "a warm compiler is prepared: cpp:"
ROUNDS = 5


def agent(kiln):
    """The first process of its only container."""
    def inside(pid):
        return processes.text_of(pid, "status").partition("NSpid:")[2].partition("\n")[0].split()
    return [pid for pid, _ in kiln.family() if inside(pid)[1:] == ["1"]]


def prepares(kiln):
    """Whether a compiler makes a precompiled header."""
    return any("-x c++-header" in processes.text_of(pid, "cmdline")
               for pid, _ in kiln.family())


@needs_warm_runtimes
class Preparations(ServerCase):
    def start(self, **settings):
        settings.setdefault("KILN_COMPILE_WALL_MS", 60_000)
        kiln = self.engine(MAX_WORKERS=1, KILN_CACHE_MB=0, **settings)
        return kiln, self.connection()

    def ask(self, client, code, language="python", **fields):
        return self.checked(client.request(COMPILER, request_body(code, language, **fields)))

    def seconds_of(self, client, number):
        began = time.monotonic()
        self.assert_ok(self.ask(client, f"print({number})"), f"{number}\n")
        return time.monotonic() - began

    def test_a_job_is_hardly_delayed_by_a_preparation_that_runs(self):
        kiln, client = self.start(KILN_WARM="cpp")
        plain = [self.seconds_of(client, number) for number in range(4 * ROUNDS)]
        self.assert_ok(self.ask(client, HEAVY % 1, "cpp"), "1\n")
        delayed = []
        for number in range(ROUNDS):
            # Each round waits longer than the one before for it to be tried again.
            eventually(lambda: prepares(kiln), 60, "the compiler is being prepared")
            delayed.append(self.seconds_of(client, number))
            self.assertFalse(PREPARED in kiln.log_text())
        print(f"plain {statistics.median(plain):.4f} (most {max(plain):.4f}), "
              f"during a preparation {statistics.median(delayed):.4f} (most {max(delayed):.4f})")
        self.assertLess(statistics.median(delayed), 6 * statistics.median(plain))
        # Left alone it is done, and used.
        eventually(lambda: PREPARED in kiln.log_text(), 120, "the compiler is prepared")
        eventually(lambda: self.ask(client, HEAVY % 2, "cpp")["result"]["warm"], 30, "it is used")
        self.assertEqual(0, kiln.stop())

    def test_it_runs_in_a_container_that_was_made_anew_after_a_job(self):
        kiln, client = self.start(KILN_WARM="cpp")
        first = agent(kiln)
        self.assert_ok(self.ask(client, LIGHT % 1, "cpp"), "1\n")
        self.assertEqual(first, agent(kiln))
        eventually(lambda: prepares(kiln), 30, "the compiler is being prepared")
        second = agent(kiln)
        self.assertNotEqual(first, second)
        eventually(lambda: PREPARED in kiln.log_text(), 60, "the compiler is prepared")
        self.assertEqual(second, agent(kiln))
        self.assertNotIn("is replaced", kiln.log_text())
        self.assertEqual(0, kiln.stop())

    def test_a_preamble_is_learnt_in_a_container_that_was_made_anew(self):
        kiln, client = self.start(KILN_WARM="off")
        first = agent(kiln)
        for number in range(2):
            self.assert_ok(self.ask(client, LIGHT % number, "cpp"), f"{number}\n")
        eventually(lambda: "a preamble is learnt" in kiln.log_text(), 60, "it is learnt")
        self.assertNotEqual(first, agent(kiln))
        self.assertTrue(self.ask(client, LIGHT % 3, "cpp")["result"]["warm"])
        self.assertEqual(0, kiln.stop())

    def test_the_operators_limits_hold_for_it(self):
        kiln, client = self.start(KILN_WARM="cpp", KILN_COMPILE_CPU_MS=100)
        self.ask(client, HEAVY % 1, "cpp", compile_limits={"cpu_ms": 20_000})
        eventually(lambda: "no warm compiler for cpp:bits/stdc++.h" in kiln.log_text(), 30,
                   "it is given up")
        self.assertNotIn(PREPARED, kiln.log_text())
        self.assertEqual(0, kiln.stop())

    def test_an_engine_ends_while_something_is_prepared(self):
        kiln, client = self.start(KILN_WARM="cpp")
        self.assert_ok(self.ask(client, HEAVY % 1, "cpp"), "1\n")
        eventually(lambda: prepares(kiln), 30, "the compiler is being prepared")
        began = time.monotonic()
        self.assertEqual(0, kiln.stop())
        self.assertLess(time.monotonic() - began, slow(5))


if __name__ == "__main__":
    unittest.main()
