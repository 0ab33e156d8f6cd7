"""Log records on their way to a stand-in collector that accepts, stalls, fails or is not there."""

import json
import os
import re
import socket
import tempfile
import time
import unittest

from support import ordinary_user
from support.case import COMPILER, ServerCase, request_body
from support.certificates import Authority
from support.clock import eventually, slow
from support.collector import Collector
from support.kiln import command
from support.server import free_port

TOKEN = "canary-source-token"
FIELDS = {"dt", "timestamp", "level", "message", "traceID", "layer", "service", "worker", "attributes"}
DROPPED = "log records dropped on their way to the collector"
CODE = "# canary_source\nprint('canary_output')"


class LogShipping(ServerCase):
    def collector(self, mode="accept", port=0, identity=None):
        collector = Collector(TOKEN, mode, port, identity)
        self.addCleanup(collector.close)
        return collector

    def shipping_engine(self, url, **settings):
        return self.engine(BETTERSTACKUPLOADURL=url, BETTERSTACKSOURCETOKEN=TOKEN, MAX_WORKERS=1,
                           KILN_WORKER_NAME="w1", **{"KILN_WARM": "off", **settings})

    def work(self, jobs=20):
        """Runs them; how long each took."""
        client, times = self.connection(), []
        for _ in range(jobs):
            begin = time.monotonic()
            self.assert_ok(self.checked(client.request(COMPILER, request_body(CODE))),
                           "canary_output\n")
            times.append(time.monotonic() - begin)
        return sorted(times)

    def stop_in_time(self, kiln, limit=2.0):
        """Its exit status is 0, at most two seconds after its last line."""
        begin = time.monotonic()
        self.assertEqual(0, kiln.stop())
        self.assertLess(time.monotonic() - begin, slow(limit + 0.7))  # to drain and tidy up

    def local_records(self, kiln):
        return [json.loads(line) for line in kiln.log_text().splitlines()]

    def test_every_line_arrives_once_and_nothing_else(self):
        collector = self.collector()
        kiln = self.shipping_engine(collector.url, KILN_LOG_LEVEL="debug")
        self.work()
        self.stop_in_time(kiln)
        self.assertEqual([], collector.faults)
        local = self.local_records(kiln)
        self.assertIn("ready", collector.messages())
        self.assertEqual("stopped", collector.messages()[-1])
        # Lines of several threads may stand in another order.
        self.assertEqual(sorted(r["message"] for r in local), sorted(collector.messages()))
        self.assertEqual(sorted(json.dumps(r.get("attributes", {})) for r in local),
                         sorted(json.dumps(r["attributes"]) for r in collector.records))
        self.assertLess(len(collector.batches), len(collector.records) / 2)
        for record in collector.records:
            self.assertEqual(FIELDS, set(record))
            self.assertIn(record["level"], {"ERROR", "WARN", "INFO", "DEBUG"})
            self.assertRegex(record["timestamp"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$")
            self.assertEqual(("kiln", "w1"), (record["service"], record["worker"]))
        self.assertNotIn("canary", json.dumps(collector.records) + kiln.log_text())

    def test_a_trace_is_told_in_the_reply_the_log_and_the_records(self):
        collector = self.collector()
        kiln = self.shipping_engine(collector.url)
        client = self.connection()
        trace = "0af7651916cd43dd8448eb211c80319c"
        parent = f"00-{trace}-b7ad6b7169203331-01"
        for body in (request_body(CODE), b"garbage"):
            for value, told in ((parent, parent), (parent.upper(), None)):
                reply = client.request(COMPILER, body, {"traceparent": value})
                self.assertEqual(told, reply.headers.get("traceparent"))
        self.stop_in_time(kiln)
        for records in (collector.records, self.local_records(kiln)):
            jobs = [r for r in records if r["message"] == "job"]
            self.assertEqual(4, len(jobs))
            self.assertEqual([trace, None, trace, None],
                             [r["attributes"].get("trace_id") for r in jobs])
        self.assertEqual([trace, "", trace, ""],
                         [r["traceID"] for r in collector.records if r["message"] == "job"])

    def test_the_token_may_stand_in_a_file(self):
        collector = self.collector()
        with tempfile.NamedTemporaryFile("w", prefix="test-of-kiln-token-") as file:
            file.write(TOKEN + "\n")
            file.flush()
            if ordinary_user.wanted():
                os.chmod(file.name, 0o644)
            kiln = self.engine(BETTERSTACKUPLOADURL=collector.url, MAX_WORKERS=1, KILN_WARM="off",
                               KILN_BETTERSTACK_TOKEN_FILE=file.name)
            eventually(lambda: "ready" in collector.messages(), 10, "it arrives while Kiln runs")
            self.stop_in_time(kiln)
        self.assertEqual([], collector.faults)

    def test_while_it_fails_records_wait_and_then_arrive(self):
        collector = self.collector(mode=500)
        kiln = self.shipping_engine(collector.url)
        eventually(lambda: collector.requests >= 3, 15, "it tries again and again")
        self.work(5)
        self.assertIn("log records do not reach the collector", kiln.log_text())
        self.assertIn("the collector answers 500", kiln.log_text())
        self.assertEqual([], collector.records)
        collector.mode = "accept"
        eventually(lambda: "ready" in collector.messages(), 40, "it arrives late")
        self.stop_in_time(kiln)
        self.assertEqual([], collector.faults)
        self.assertIn("log records reach the collector again", collector.messages())
        self.assertEqual(sorted(r["message"] for r in self.local_records(kiln)),
                         sorted(collector.messages()))
        self.assertNotIn(DROPPED, kiln.log_text())

    def test_a_collector_that_is_not_there_yet(self):
        port = free_port()
        kiln = self.shipping_engine(f"http://127.0.0.1:{port}/upload")
        self.work(3)
        eventually(lambda: "do not reach" in kiln.log_text(), 10, "it says so")
        collector = self.collector(port=port)
        eventually(lambda: "ready" in collector.messages(), 40, "it arrives late")
        self.stop_in_time(kiln)

    def test_one_that_refuses_us_is_not_asked_again(self):
        collector = self.collector(mode=403)
        kiln = self.shipping_engine(collector.url)
        eventually(lambda: DROPPED in kiln.log_text(), 10, "what it refused is dropped")
        self.work(3)
        self.stop_in_time(kiln)
        self.assertIn("the collector answers 403", kiln.log_text())
        self.assertLess(collector.requests, 8)
        self.assertNotIn("canary", kiln.log_text())

    def assert_ends_in_time_and_tells(self, kiln):
        self.stop_in_time(kiln)
        counts = re.findall(DROPPED + r'.*?"total":"(\d+)"', kiln.log_text())
        self.assertTrue(counts, kiln.log_text()[-2000:])
        # All lines but the one that tells, and one that says that there is trouble, perhaps.
        self.assertGreaterEqual(int(counts[-1]), len(self.local_records(kiln)) - 2)

    def test_jobs_go_on_while_it_stalls(self):
        undisturbed = self.engine(MAX_WORKERS=1, KILN_WARM="off")
        alone = self.work(40)
        self.assertEqual(0, undisturbed.stop())
        collector = self.collector(mode="stall")
        kiln = self.shipping_engine(collector.url, KILN_LOG_LEVEL="debug")
        eventually(lambda: collector.requests > 0, 10, "the collector has a batch")
        stalled = self.work(40)
        self.assertLess(stalled[20], 2 * alone[20] + slow(0.02))
        self.assertLess(stalled[-1], alone[-1] + slow(0.5))
        self.assert_ends_in_time_and_tells(kiln)
        self.assertEqual([], collector.records)

    def test_the_end_is_in_time_where_nobody_listens(self):
        kiln = self.shipping_engine(f"http://127.0.0.1:{free_port()}/upload")
        self.assert_ends_in_time_and_tells(kiln)

    def test_the_end_is_in_time_where_no_name_is_found_and_where_no_packet_comes_back(self):
        with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
            held = [socket.socket() for _ in range(4)]
            for one in held:  # the queue of connections is full: more get no answer
                one.setblocking(False)
                one.connect_ex(full.getsockname())
            for url in ("https://collector.invalid/", f"https://127.0.0.1:{full.getsockname()[1]}/"):
                with self.subTest(url):
                    self.assert_ends_in_time_and_tells(self.shipping_engine(url))
            for one in held:
                one.close()

    def test_no_token_goes_to_a_collector_that_nobody_vouches_for(self):
        with tempfile.TemporaryDirectory(prefix="test-of-kiln-keys-") as folder:
            identity = Authority(folder, "stranger").sign("collector")
            collector = self.collector(identity=identity)
            kiln = self.shipping_engine(collector.url)
            eventually(lambda: "do not reach the collector" in kiln.log_text(), 10, "it says so")
            self.assert_ends_in_time_and_tells(kiln)
            self.assertIn("certificate", kiln.log_text())
            self.assertEqual(0, collector.requests)

    def test_wrong_settings_say_what_to_do(self):
        for settings, part in (
                ({"BETTERSTACKUPLOADURL": "https://h/"}, "BETTERSTACKSOURCETOKEN"),
                ({"BETTERSTACKSOURCETOKEN": TOKEN}, "BETTERSTACKUPLOADURL"),
                ({"BETTERSTACKUPLOADURL": "ftp://h/", "BETTERSTACKSOURCETOKEN": TOKEN}, "https://"),
                ({"BETTERSTACKUPLOADURL": "https://h/", "BETTERSTACKSOURCETOKEN": "canary\r\nX: y"},
                 "one word"),
                ({"BETTERSTACKUPLOADURL": "https://h/", "KILN_BETTERSTACK_TOKEN_FILE": "/no/file"},
                 "/no/file")):
            with self.subTest(settings):
                done = command("serve", settings=settings)
                self.assertEqual(1, done.returncode)
                self.assertIn(part, done.stderr.decode())
                self.assertNotIn("canary", done.stderr.decode())
        done = command("serve", "--betterstack-token", TOKEN)
        self.assertIn("--betterstack-token-file", done.stderr.decode())


if __name__ == "__main__":
    unittest.main()
