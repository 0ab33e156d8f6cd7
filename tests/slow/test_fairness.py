"""The same program gets the same verdict, two hundred times, whatever its neighbours do."""

import collections
import threading
import unittest

from support.case import EngineCase
from support.clock import slow_ms

RUNS = 200

ATTEMPTS = {
    "ok": ("print('x' * 1000)", {}),
    "runtime_error": ("raise SystemExit(1)", {}),
    "signalled": ("import os\nos.abort()", {}),
    "time_limit": ("while True: pass", {"cpu_ms": slow_ms(150)}),
    "memory_limit": ("x = []\nwhile True: x.append(bytearray(1 << 20))", {"memory_mb": 48}),
    "output_limit": ("while True: print('y' * 1000)", {"output_kb": 16}),
    "process_limit": ("import os\nwhile True: os.fork()", {"processes": 16}),
}

HOSTILE = ["import os\nwhile True:\n  try: os.fork()\n  except OSError: pass",
           "x = []\nwhile True: x.append(bytearray(1 << 20))",
           "while True: print('z' * 10000)",
           "for i in range(10**7): open(f'/tmp/f{i}', 'w').close()"]


class Fairness(EngineCase):
    settings = {"MAX_WORKERS": 2}

    def verdicts(self, code, limits, runs=RUNS):
        sent, count = [], collections.Counter()
        for _ in range(runs):
            sent.append(self.send(code, limits=limits))
            if len(sent) == 4:
                count[self.verdict(self.checked(sent.pop(0).wait(30)))] += 1
        for pending in sent:
            count[self.verdict(self.checked(pending.wait(30)))] += 1
        return count

    def test_each_kind_of_end_has_one_verdict_only(self):
        for verdict, (code, limits) in ATTEMPTS.items():
            with self.subTest(verdict):
                self.assertEqual({verdict: RUNS}, dict(self.verdicts(code, limits)))

    def test_an_honest_program_is_never_blamed_for_its_neighbours(self):
        stop = threading.Event()
        ended = collections.Counter()  # hostile programs, by their number; what came of them
        trouble = []

        def be_hostile():
            number = 0
            try:
                while not stop.is_set():
                    code = HOSTILE[number % len(HOSTILE)]
                    reply = self.checked(self.send(
                        code, limits={"wall_ms": slow_ms(300)}).wait(30))
                    if reply["success"] or self.verdict(reply) == "internal_error":
                        raise AssertionError(f"hostile program {number}: {reply}")
                    ended[number % len(HOSTILE)] += 1
                    number += 1
            except Exception as error:
                trouble.append(error)

        neighbour = threading.Thread(target=be_hostile)
        neighbour.start()
        try:
            # As many as it takes for each of the hostile ones to have been a neighbour.
            for number in range(100 * RUNS):
                if number >= RUNS and all(ended[i] > 1 for i in range(len(HOSTILE))):
                    break
                self.assertTrue(neighbour.is_alive(), trouble)
                self.assert_ok(self.ask(f"print({number})"), f"{number}\n")
        finally:
            stop.set()
            neighbour.join()
        self.assertEqual([], trouble)
        self.assertTrue(all(ended[i] > 1 for i in range(len(HOSTILE))), ended)


if __name__ == "__main__":
    unittest.main()
