"""One client sends as much as it can; everybody else is served, and afterwards all is as before."""

import time
import unittest

from support import processes
from support.case import COMPILER, ServerCase, request_body
from support.clock import eventually, slow
from support.flood import Flooder, publish_lines

GARBAGE = 250_000
MEGABYTES_MORE = 10
ANSWERED_AFTER = 2  # seconds after the flood's end, or,
TIMES_TAKEN = 10    # on a busy machine, this much of what the server alone took to take it in


class FloodCase(ServerCase):
    def setUp(self):
        self.kiln = self.engine(MAX_WORKERS=2)
        self.client = self.connection()
        for _ in range(3):
            self.ask()
        self.before = self.memory()

    def ask(self):
        """How many seconds a good request took."""
        started = time.monotonic()
        reply = self.checked(self.client.request(COMPILER, request_body("print(6 * 7)")))
        self.assert_ok(reply, "42\n")
        return time.monotonic() - started

    def memory(self):
        """The engine's resident memory in megabytes."""
        status = processes.text_of(self.kiln.process.pid, "status")
        return int(status.partition("\nVmRSS:")[2].split()[0]) / 1024

    def is_as_before(self):
        return self.memory() < self.before + MEGABYTES_MORE

    def flood(self, chunks, reads=True, good_ones=True):
        """Sends it all, then a good request; leaves the flooder connected."""
        flooder = Flooder(self.server.port, reads)
        self.addCleanup(flooder.close)
        self.patience = max(slow(ANSWERED_AFTER), TIMES_TAKEN * flooder.send(chunks))
        if good_ones:
            self.assertLess(self.ask(), self.patience)
        return flooder

    def stops_at_once(self):
        started = time.monotonic()
        self.assertEqual(0, self.kiln.stop())
        self.assertLess(time.monotonic() - started, slow(2))
        self.assertNotIn("connection to NATS lost", self.kiln.log_text())
        self.assertLess(len(self.kiln.log_text().splitlines()), 300)


class Flood(FloodCase):
    def test_a_quarter_of_a_million_single_bytes_are_each_answered_once_and_forgotten(self):
        flooder = self.flood(publish_lines(GARBAGE))
        eventually(lambda: flooder.received >= GARBAGE, 10, "each message was answered")
        eventually(self.is_as_before, 4, "memory went back")
        self.assertEqual(GARBAGE, flooder.received)
        self.assertIn("refused requests, not logged", self.kiln.log_text())
        self.stops_at_once()

    def test_messages_that_cannot_be_answered_cost_even_less(self):
        for reply in ("", "$JS.API.STREAM.PURGE.ORDERS"):
            with self.subTest(reply=reply):
                self.flood(publish_lines(GARBAGE, reply=reply))
                eventually(self.is_as_before, 4, "memory went back")
        eventually(lambda: "requests ignored for their reply subject" in self.kiln.log_text(), 10,
                   "the log tells of them")
        self.stops_at_once()

    def test_large_garbage_is_let_go_again(self):
        text = b'{"code":"' + b"QUJD" * 240_000 + b'","language":"nonesuch"}'
        for payload in (b"x" * 1_000_000, text):
            with self.subTest(payload=payload[:1]):
                flooder = self.flood(publish_lines(200, payload))
                eventually(lambda: flooder.received >= 200, 10, "each message was answered")
                eventually(self.is_as_before, 4, "memory went back")
        self.stops_at_once()

    def test_good_requests_beyond_the_queue_are_answered_busy_and_forgotten(self):
        count = 20_000
        body = request_body("print(1)")
        flooder = self.flood(publish_lines(count, body), good_ones=False)
        eventually(lambda: flooder.received >= count, 20, "each message was answered")
        self.assertEqual(count, flooder.received)
        self.assertGreater(flooder.busy, count / 2)
        self.assertLess(self.ask(), self.patience)
        eventually(self.is_as_before, 4, "memory went back")
        self.assertEqual(0, self.kiln.stop())

    def test_the_jobs_of_others_go_on_during_a_flood(self):
        alone = min(self.ask() for _ in range(5))
        with Flooder(self.server.port) as flooder:
            chunks = publish_lines(20_000)
            served, patience = [], 0
            end = time.monotonic() + 3
            while time.monotonic() < end:
                patience = max(patience, TIMES_TAKEN * flooder.send(chunks))
                served.append(self.ask())
        self.assertGreaterEqual(len(served), 3, served)
        self.assertLess(max(served), max(slow(ANSWERED_AFTER), patience, 20 * alone), served)
        self.stops_at_once()


if __name__ == "__main__":
    unittest.main()
