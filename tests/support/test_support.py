"""The tools of the tests are right themselves: durations, the NATS client, waiting, counting."""

import contextlib
import io
import os
import tempfile
import unittest
from unittest import mock

from support import baseline, contract, results, run_module
from support.clock import eventually
from support.nats_client import NatsClient, NoResponders
from support.server import NatsServer


class Durations(unittest.TestCase):
    def test_what_go_prints_is_read(self):
        for text, ns in (("0s", 0), ("999ns", 999), ("1.5µs", 1_500), ("39.5µs", 39_500),
                         ("345.678901ms", 345_678_901), ("1s", 10**9), ("1m1s", 61 * 10**9),
                         ("1.230549718s", 1_230_549_718), ("1h1m1.5s", 3_661_500_000_000)):
            self.assertEqual(ns, contract.go_duration_ns(text))

    def test_what_go_does_not_print_is_refused(self):
        for text in ("", "1", "0ms", "1.50ms", "1000ms", "1m", "0.5s", "-1s", "1 ms", "1us", "60s"):
            with self.subTest(text), self.assertRaises(ValueError):
                contract.go_duration_ns(text)


class Replies(unittest.TestCase):
    GOOD = {"output": "", "status_message": "Success", "success": True, "execution_time": "1ms"}
    BAD = {"output": "", "status_message": "no", "success": False, "error": "why"}

    def test_a_good_reply_has_no_faults(self):
        self.assertEqual([], contract.faults_of(self.GOOD) + contract.faults_of(self.BAD))

    def test_each_fault_of_a_reply_is_seen(self):
        for base, change in ((self.GOOD, {"output": None}), (self.GOOD, {"error": "x"}),
                             (self.GOOD, {"execution_time": 5}), (self.GOOD, {"success": 1}),
                             (self.GOOD, {"status_message": "ok"}), (self.BAD, {"error": ""}),
                             (self.BAD, {"execution_time": "5ms"}),
                             (self.GOOD, {"result": {"verdict": "fine"}})):
            with self.subTest(change):
                self.assertTrue(contract.faults_of({**base, **change}))


class Client(unittest.TestCase):
    def setUp(self):
        self.server = NatsServer().start()
        self.addCleanup(self.server.close)
        self.client, self.other = self.connection(), self.connection()

    def connection(self):
        client = NatsClient(self.server.port)
        self.addCleanup(client.close)
        return client

    def test_a_request_reaches_a_subscriber_with_its_headers_and_the_reply_comes_back(self):
        received = self.other.subscribe("a.subject", "group")
        self.other.flush()
        pending = self.client.send_request("a.subject", b"\x00\r\nbytes", {"X-Name": "value"})
        message = received.get(timeout=5)
        self.assertEqual((b"\x00\r\nbytes", "value"), (message.data, message.headers["X-Name"]))
        self.other.publish(message.reply, "reply")
        self.assertEqual(b"reply", pending.wait().data)

    def test_a_second_reply_is_noticed(self):
        received = self.other.subscribe("twice")
        self.other.flush()
        pending = self.client.send_request("twice")
        reply = received.get(timeout=5).reply
        for text in ("one", "two"):
            self.other.publish(reply, text)
        self.other.flush()
        self.assertEqual(b"one", pending.wait().data)
        eventually(pending.extra_replies, 5, "the second reply is there")

    def test_nobody_listening_is_an_error_of_its_own(self):
        with self.assertRaises(NoResponders):
            self.client.request("nobody.here", b"x", timeout=5)

    def test_after_a_restart_it_hears_replies_to_earlier_requests(self):
        received = self.other.subscribe("later")
        self.other.flush()
        pending = self.client.send_request("later", b"x")
        reply = received.get(timeout=5).reply
        self.server.kill()
        self.server.start()
        self.client.reconnect()
        self.other.reconnect()
        self.other.publish(reply, "at last")
        self.assertEqual(b"at last", pending.wait().data)


class Picture(unittest.TestCase):
    def test_what_is_new_on_the_host_is_reported(self):
        before = baseline.picture()
        new = baseline.dataclasses.replace(before, cgroups=before.cgroups | {"/kiln-1"})
        with mock.patch.object(baseline, "picture", return_value=new):
            self.assertEqual(["cgroups: /kiln-1"], baseline.left_behind(before))
            with self.assertRaises(AssertionError):
                baseline.assert_returned(before, within=0.01)


def passes(_):
    pass


def fails(test):
    with test.subTest("one"):
        test.fail("on purpose")
    with test.subTest("two"):
        test.fail("on purpose")


def is_left_out(test):
    test.skipTest("on purpose")


class Counted(unittest.TestCase):
    def counted(self, *bodies, **members):
        members.update({f"test_{body.__name__}": body for body in bodies})
        suite = unittest.TestLoader().loadTestsFromTestCase(
            type("Sample", (unittest.TestCase,), members))
        with mock.patch.object(unittest.TestLoader, "loadTestsFromNames", return_value=suite), \
                contextlib.redirect_stdout(io.StringIO()) as said, \
                mock.patch.object(run_module.sys, "stdout", said):
            status = run_module.main("any")
        return status, said.getvalue().strip().split("\n")[-1]

    def test_each_test_is_counted_once(self):
        self.assertEqual((1, "cases: 1 passed, 1 failed, 1 skipped"),
                         self.counted(passes, fails, is_left_out))
        self.assertEqual((0, "cases: 1 passed, 0 failed, 0 skipped"), self.counted(passes))

    def test_a_module_of_which_everything_was_skipped_says_so(self):
        self.assertEqual((77, "cases: 0 passed, 0 failed, 1 skipped"), self.counted(is_left_out))

    def test_a_class_that_cannot_be_set_up_is_a_failure(self):
        def broken(_):
            raise RuntimeError("on purpose")
        self.assertEqual((1, "cases: 0 passed, 1 failed, 0 skipped"),
                         self.counted(passes, setUpClass=classmethod(broken)))


class Results(unittest.TestCase):
    XML = ('<testsuite><testcase name="a" status="run"/>'
           '<testcase name="b" status="fail"><failure/></testcase>'
           '<testcase name="c" status="notrun"><skipped/></testcase>'
           '<testcase name="d" status="run"><system-out>SKIP d.x: cannot run here: no root\n'
           'cases: 5 passed, 0 failed, 1 skipped\n</system-out></testcase>'
           '<testcase name="e" status="run"><system-out>SKIP it jumps: no legs\n'
           '[doctest] test cases: 12 | 12 passed | 0 failed | 3 skipped\n</system-out></testcase>'
           '</testsuite>')

    def results(self, rows, files, ci="false"):
        with tempfile.TemporaryDirectory(prefix="test-of-kiln-results-") as folder:
            for name, text in {"rows": rows, **files}.items():
                with open(os.path.join(folder, name), "w") as file:
                    file.write(text)
            with contextlib.redirect_stdout(io.StringIO()) as said, \
                    mock.patch.dict(os.environ, {"CI": ci}):
                status = results.main(folder)
        return status, said.getvalue().strip().split("\n")[-1]

    def test_rows_and_their_tests_are_added_up(self):
        files = {"build.log": "", "unit.log": "", "unit.xml": self.XML, "guest.log": "no guest\n"}
        rows = "build 0 1\nunit 8 2\nguest 77 0\n"
        self.assertEqual((1, "18 passed, 1 failed, 4 skipped"), self.results(rows, files))
        self.assertEqual((1, "18 passed, 4 failed, 1 skipped"), self.results(rows, files, "true"))

    def test_a_row_that_fails_without_a_failed_test_is_a_failure(self):
        self.assertEqual((1, "0 passed, 1 failed, 0 skipped"),
                         self.results("build 2 1\n", {"build.log": ""}))
        self.assertEqual((1, "3 passed, 1 failed, 0 skipped"), self.results(
            "guest 124 1\n", {"guest.log": "cases: 3 passed, 0 failed, 0 skipped\n"}))

    def test_nothing_at_all_is_no_success(self):
        self.assertEqual((1, "0 passed, 0 failed, 1 skipped"),
                         self.results("guest 77 0\n", {"guest.log": "none\n"}))


if __name__ == "__main__":
    unittest.main()
