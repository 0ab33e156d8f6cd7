"""More work than fits: nothing is lost, nothing is answered twice, and waiting has an end."""

import collections
import time
import unittest

from support.case import COMPILER, PROBLEMS, EngineCase
from support.clock import slow, slow_ms
from support.programs import sleep

FULL = "job queue full, max capacity: 64"


class Flood(EngineCase):
    settings = {"MAX_WORKERS": 4, "MAX_JOBS": 64}

    def test_of_two_hundred_jobs_in_flight_none_is_lost_and_none_answered_twice(self):
        sent = [self.send(f"import time\ntime.sleep(0.1)\nprint('job {number}')",
                          subject=(COMPILER, PROBLEMS)[number % 2]) for number in range(200)]
        count = collections.Counter()
        for number, pending in enumerate(sent):
            reply = self.checked(pending.wait(30))
            verdict = self.verdict(reply)
            count[verdict] += 1
            if verdict == "ok":
                self.assert_ok(reply, f"job {number}\n")
            else:
                self.assert_verdict(reply, "busy", error=FULL)
                self.assertEqual("", reply["output"])
        time.sleep(slow(0.5))
        self.assertEqual([], [p.extra_replies() for p in sent if p.extra_replies()])
        self.assertEqual(200, count["ok"] + count["busy"], count)
        self.assertGreaterEqual(count["ok"], 64, count)
        self.assertGreaterEqual(count["busy"], 1, count)
        self.assert_alive()

    def test_a_full_queue_answers_at_once(self):
        jobs = [self.send(sleep(1.5)) for _ in range(4)]
        time.sleep(slow(0.3))
        jobs += [self.send(sleep(0.05)) for _ in range(64)]
        self.client.flush()
        started = time.monotonic()
        extra = [self.send("print(1)") for _ in range(8)]
        for pending in extra:
            self.assert_verdict(self.checked(pending.wait()), "busy", error=FULL)
        self.assertLess(time.monotonic() - started, slow(0.8))
        for pending in jobs:
            self.assert_ok(self.checked(pending.wait(30)), "done\n")

    def test_jobs_run_side_by_side(self):
        started = time.monotonic()
        for pending in [self.send(sleep(1)) for _ in range(4)]:
            self.assert_ok(self.checked(pending.wait()), "done\n")
        self.assertLess(time.monotonic() - started, slow(2.5))


class Waiting(EngineCase):
    settings = {"MAX_WORKERS": 1, "MAX_JOBS": 64}

    def test_a_job_whose_deadline_passes_in_the_queue_is_answered_expired(self):
        first = self.send(sleep(3))
        time.sleep(slow(0.2))
        started = time.monotonic()
        late = self.send("print('never')", headers={"Kiln-Deadline-Ms": "500"})
        reply = self.checked(late.wait())
        self.assertEqual("expired", self.verdict(reply), reply)
        self.assertIs(False, reply["success"])
        self.assertEqual("", reply["output"])
        self.assertLess(time.monotonic() - started, slow(1.5))
        self.assert_ok(self.checked(first.wait()), "done\n")

    def test_jobs_run_in_the_order_they_came(self):
        sent = [self.send(f"import time\nprint({n}, time.time())") for n in range(10)]
        times = [float(self.checked(p.wait())["output"].split()[1]) for p in sent]
        self.assertEqual(sorted(times), times)

    def test_time_in_the_queue_is_no_part_of_the_run(self):
        first = self.send(sleep(1))
        second = self.send(sleep(0.1), limits={"wall_ms": slow_ms(800)})
        self.assert_ok(self.checked(first.wait()), "done\n")
        self.assert_ok(self.checked(second.wait()), "done\n")

    def test_a_slow_reader_loses_nothing(self):
        for _ in range(3):
            sent = [self.send("print('x' * 100000)") for _ in range(20)]
            for pending in sent:
                self.assertEqual(100_001, len(self.checked(pending.wait(30))["output"]))


if __name__ == "__main__":
    unittest.main()
