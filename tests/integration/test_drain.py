"""SIGTERM and SIGINT: no new work, what runs is finished, nothing is left behind."""

import concurrent.futures
import signal
import threading
import time
import unittest

from support import baseline
from support.case import COMPILER, ServerCase, request_body
from support.clock import eventually, slow
from support.nats_client import NoResponders
from support.programs import sleep


class Drain(ServerCase):
    def nobody_listens(self, client):
        try:
            client.request(COMPILER, request_body("x", "none"))
            return False
        except NoResponders:
            return True

    def test_a_job_that_runs_is_finished_and_answered(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            with self.subTest(number.name):
                kiln, client = self.engine(MAX_WORKERS=1), self.connection()
                pending = client.send_request(COMPILER, request_body(sleep(2)))
                time.sleep(slow(0.5))
                kiln.signal(number)
                eventually(lambda: self.nobody_listens(client), 1, "no new work is taken")
                self.assert_ok(self.checked(pending.wait()), "done\n")
                self.assertEqual(0, kiln.wait())
                baseline.assert_returned(self.before)

    def test_jobs_that_wait_are_finished_too(self):
        kiln, client = self.engine(MAX_WORKERS=1), self.connection()
        sent = [client.send_request(COMPILER, request_body(sleep(0.4))) for _ in range(6)]
        time.sleep(slow(0.3))
        kiln.signal(signal.SIGTERM)
        for pending in sent:
            self.assert_ok(self.checked(pending.wait()), "done\n")
        self.assertEqual(0, kiln.wait())

    def test_new_requests_go_to_another_instance(self):
        first, second = self.engine(MAX_WORKERS=1), self.engine(MAX_WORKERS=1)
        client = self.connection()
        workers = {self.checked(client.request(COMPILER, request_body("x", "none")))
                   ["result"]["worker"] for _ in range(40)}
        self.assertEqual(2, len(workers))
        blocked = [client.send_request(COMPILER, request_body(sleep(2))) for _ in range(4)]
        time.sleep(slow(0.3))
        first.signal(signal.SIGTERM)
        time.sleep(slow(0.3))
        later = {self.checked(client.request(COMPILER, request_body("x", "none")))
                 ["result"]["worker"] for _ in range(20)}
        self.assertEqual(1, len(later))
        for pending in blocked:
            self.assert_ok(self.checked(pending.wait()), "done\n")
        self.assertEqual(0, first.wait())
        self.assert_ok(self.checked(client.request(COMPILER, request_body("print(1)"))), "1\n")
        self.assertEqual(0, second.stop())

    def test_what_does_not_end_in_time_is_cancelled_and_answered(self):
        kiln, client = self.engine(MAX_WORKERS=1, KILN_DRAIN_SECONDS=1), self.connection()
        runs = client.send_request(COMPILER, request_body(sleep(9)))
        waits = client.send_request(COMPILER, request_body("print(1)"))
        time.sleep(slow(0.5))
        started = time.monotonic()
        kiln.signal(signal.SIGTERM)
        for pending in (runs, waits):
            self.assertEqual("cancelled", self.verdict(self.checked(pending.wait(), "cancelled")))
        self.assertEqual(0, kiln.wait())
        self.assertGreater(time.monotonic() - started, 0.9)
        self.assertLess(time.monotonic() - started, slow(3))
        baseline.assert_returned(self.before)

    def test_rolling_through_four_instances_under_load_fails_nothing(self):
        engines = [self.engine(MAX_WORKERS=1) for _ in range(4)]
        client, stop, failed = self.connection(), threading.Event(), []

        def load(number):
            count = 0
            while not stop.is_set():
                count += 1
                reply = client.request(COMPILER, request_body(f"print({number}, {count})")).json()
                if reply["output"] != f"{number} {count}\n" or not reply["success"]:
                    failed.append(reply)
            return count

        with concurrent.futures.ThreadPoolExecutor(4) as clients:
            sent = [clients.submit(load, number) for number in range(4)]
            try:
                for old in engines:
                    self.engine(MAX_WORKERS=1)
                    self.assertEqual(0, old.stop())
            finally:
                stop.set()
            counts = [each.result(timeout=slow(30)) for each in sent]
        self.assertEqual([], failed)
        self.assertGreater(min(counts), 4)

    def test_a_second_signal_stops_at_once(self):
        kiln, client = self.engine(MAX_WORKERS=1), self.connection()
        client.send_request(COMPILER, request_body(sleep(9)))
        time.sleep(slow(0.5))
        kiln.signal(signal.SIGTERM)
        time.sleep(slow(0.5))
        self.assertIsNone(kiln.process.poll())
        kiln.signal(signal.SIGTERM)
        # Jobs were lost: whoever started it must be able to tell.
        self.assertEqual(1, kiln.wait(within=2))
        baseline.assert_returned(self.before)

    def test_an_idle_engine_stops_promptly_and_leaves_nothing(self):
        kiln = self.engine(MAX_WORKERS=4)
        started = time.monotonic()
        self.assertEqual(0, kiln.stop())
        self.assertLess(time.monotonic() - started, slow(2))
        baseline.assert_returned(self.before)

    def test_a_signal_while_it_starts_ends_it(self):
        for wait in (0.01, 0.05, 0.2):
            with self.subTest(wait):
                kiln = self.engine(wait_ready=False, MAX_WORKERS=2)
                time.sleep(wait)
                kiln.signal(signal.SIGTERM)
                # By the signal itself where it was not listening yet.
                self.assertIn(kiln.wait(within=5), (0, -signal.SIGTERM))
                baseline.assert_returned(self.before)


if __name__ == "__main__":
    unittest.main()
