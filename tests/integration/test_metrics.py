"""What an engine counts, as its HTTP port tells it: the figures must be those of what happened."""

import os
import signal
import threading
import time
import unittest

from support import processes, status_port
from support.case import COMPILER, EngineCase, ServerCase, request_body
from support.clock import eventually, slow
from support.programs import HELLO, sleep
from support.prometheus import promtool

FAILING = "import sys\nsys.exit(3)\n"
BROKEN = "int main() { return x; }\n"


class Metrics(EngineCase):
    settings = {"MAX_WORKERS": 2, "MAX_JOBS": 1, "KILN_REPLY_PREFIXES": "_INBOX."}

    def scrape(self):
        return status_port.scrape(self.kiln)

    def grown(self, before, name, **labels):
        return self.scrape().total(name, **labels) - before.total(name, **labels)

    def becomes(self, before, grown, name, **labels):
        """A scrape may be told what was true a moment ago."""
        eventually(lambda: self.grown(before, name, **labels) == grown, 5, (name, labels, grown))

    def test_names_and_text_are_as_prometheus_would_have_them(self):
        self.ask(HELLO["python"])
        status, words = promtool("check", "metrics", stdin=self.scrape().text)
        self.assertEqual((0, ""), (status, words))

    def test_jobs_are_counted_by_language_and_verdict(self):
        before = self.scrape()
        for _ in range(3):
            self.ask(HELLO["python"])
        self.ask(FAILING, "py")
        self.ask(BROKEN, "cpp")
        self.ask_raw(request_body("x", "go", limits={"wall_ms": 10 ** 9}), verdict="rejected")
        self.becomes(before, 1, "kiln_jobs_total", language="go", verdict="rejected")
        self.becomes(before, 3, "kiln_jobs_total", language="python", verdict="ok")
        self.becomes(before, 1, "kiln_jobs_total", language="python", verdict="runtime_error")
        self.becomes(before, 1, "kiln_jobs_total", language="cpp", verdict="compile_error")
        self.becomes(before, 6, "kiln_jobs_total")
        self.becomes(before, 5, "kiln_job_queue_seconds_count")
        self.becomes(before, 4, "kiln_job_run_seconds_count", language="python")
        self.becomes(before, 1, "kiln_job_compile_seconds_count", language="cpp")
        self.becomes(before, 0, "kiln_job_run_seconds_count", language="cpp")
        self.becomes(before, 4, "kiln_job_duration_seconds_count", language="python")

    def test_times_are_those_of_the_jobs(self):
        before = self.scrape()
        reply = self.ask(sleep(0.4))
        self.becomes(before, 1, "kiln_job_run_seconds_count", language="python")
        run = self.grown(before, "kiln_job_run_seconds_sum", language="python")
        whole = self.grown(before, "kiln_job_duration_seconds_sum", language="python")
        self.assertAlmostEqual(reply["result"]["run"]["wall_ms"] / 1000, run, delta=0.002)
        self.assertGreaterEqual(whole, run)
        for bound, count in (("0.25", 0), ("5", 1)):
            self.assertEqual(count, self.grown(before, "kiln_job_run_seconds_bucket",
                                               language="python", le=bound))

    def test_a_second_job_finds_its_program_and_its_runtime(self):
        before = self.scrape()
        code = HELLO["cpp"] + "// of this test alone\n"
        self.assertFalse(self.ask(code, "cpp")["result"]["cached"])
        self.assertTrue(self.ask(code, "cpp")["result"]["cached"])
        self.becomes(before, 1, "kiln_compile_cache_misses_total", language="cpp")
        self.becomes(before, 1, "kiln_compile_cache_hits_total", language="cpp")
        self.assertGreater(self.scrape().value("kiln_compile_cache_entries"), 0)
        self.assertGreater(self.scrape().value("kiln_compile_cache_bytes"), 1000)
        eventually(lambda: self.ask(HELLO["python"])["result"]["warm"], 20, "Python is warm")
        before = self.scrape()
        warm = sum(self.ask(HELLO["python"])["result"]["warm"] for _ in range(5))
        self.becomes(before, warm, "kiln_warm_hits_total", language="python")
        self.becomes(before, 5 - warm, "kiln_warm_misses_total", language="python")

    def test_what_waits_and_what_runs_is_told_while_it_does(self):
        before = self.scrape()
        pending = [self.send(sleep(1.5)) for _ in range(3)]
        eventually(lambda: self.scrape().value("kiln_queue_length") == 1, 5, "one waits")
        busy = self.send(sleep(1.5))
        scrape = self.scrape()
        self.assertEqual(1, scrape.value("kiln_queue_capacity"))
        self.assertEqual(2, scrape.value("kiln_jobs_in_flight"))
        self.assertEqual(3, scrape.value("kiln_jobs_unanswered"))
        self.assertEqual(2, scrape.value("kiln_containers", state="leased"))
        self.checked(busy.wait(), "busy")
        for each in pending:
            self.assert_ok(self.checked(each.wait()), "done\n")
        self.becomes(before, 1, "kiln_jobs_total", language="python", verdict="busy")
        eventually(lambda: self.scrape().value("kiln_queue_length") == 0, 5, "none waits")
        eventually(lambda: self.scrape().value("kiln_jobs_in_flight") == 0, 5, "none runs")

    def test_what_is_no_job_is_counted_by_reason(self):
        before = self.scrape()
        self.ask_raw(b"{nonsense")
        self.ask_raw(b'{"code": "print(1)", "language": "python"}')
        self.ask_raw(request_body("x", "cobol"))
        self.client.publish(COMPILER, request_body("print(1)"), reply="$JS.API.STREAM.PURGE.X")
        self.becomes(before, 1, "kiln_requests_refused_total", reason="invalid_request")
        self.becomes(before, 1, "kiln_requests_refused_total", reason="base64")
        self.becomes(before, 1, "kiln_requests_refused_total", reason="unsupported_language")
        self.becomes(before, 3, "kiln_requests_refused_total")
        self.becomes(before, 1, "kiln_requests_ignored_total")

    def test_labels_have_no_values_of_a_clients_making(self):
        for word in ("cobol", "a\"} 1\nkiln_evil 1\n", "py" * 500):
            self.ask_raw(request_body("x", word))
        scrape = self.scrape()
        self.assertNotIn("evil", scrape.text)
        known = scrape.values_of_label("kiln_jobs_total", "language")
        self.assertIn("python", known)
        self.assertLess(len(known), 20)
        self.assertTrue({"cobol", "py"}.isdisjoint(known))

    def test_containers_are_watched_each_second_while_somebody_scrapes(self):
        before = self.scrape()
        pending = self.send("import os, time\nx = bytearray(64 << 20)\n"
                            "for _ in range(40):\n    if os.fork() == 0:\n"
                            "        time.sleep(9)\n        os._exit(0)\n"
                            "end = time.time() + 6\nwhile time.time() < end: pass\n")
        self.addCleanup(pending.wait)

        def most(name):
            scrape = self.scrape()
            return max(scrape.value(name, container=each) or 0 for each in ("c0", "c1"))

        eventually(lambda: most("kiln_container_memory_bytes") > 64 << 20, 5, "memory shows")
        eventually(lambda: most("kiln_container_processes") > 40, 5, "processes show")
        eventually(lambda: self.grown(before, "kiln_container_cpu_seconds_total") > 0.5, 5,
                   "CPU time shows")

    def test_the_process_is_described(self):
        scrape = self.scrape()
        pid = self.kiln.process.pid
        self.assertAlmostEqual(len(os.listdir(f"/proc/{pid}/fd")),
                               scrape.value("process_open_fds"), delta=8)
        resident = int(processes.text_of(pid, "statm").split()[1]) * os.sysconf("SC_PAGESIZE")
        self.assertAlmostEqual(resident, scrape.value("process_resident_memory_bytes"),
                               delta=8 << 20)
        self.assertAlmostEqual(time.time(), scrape.value("process_start_time_seconds"), delta=600)
        self.assertGreater(scrape.value("process_cpu_seconds_total"), 0)

    def test_jobs_do_not_wait_for_whoever_floods_the_port(self):
        ends = time.monotonic() + 3
        answered = []

        def flood():
            while time.monotonic() < ends:
                answered.append(status_port.ask(self.kiln, "/metrics")[0])

        threads = [threading.Thread(target=flood) for _ in range(3)]
        for each in threads:
            each.start()
        while time.monotonic() < ends:
            self.assert_ok(self.ask(HELLO["python"]), "hello\n")
        for each in threads:
            each.join()
        self.assertEqual({200}, set(answered))


class Troubles(ServerCase):
    def test_a_container_that_dies_is_counted_and_seen_to_be_missing(self):
        kiln = self.engine(MAX_WORKERS=2)
        scrape = status_port.scrape(kiln)
        self.assertEqual(2, scrape.value("kiln_containers_wanted"))
        self.assertEqual(0, scrape.value("kiln_containers_recycled_total", reason="died"))
        inside = [pid for pid, _ in kiln.family() if processes.text_of(pid, "status").partition(
            "NSpid:")[2].partition("\n")[0].split()[1:] == ["1"]]
        os.kill(inside[0], signal.SIGKILL)
        eventually(lambda: status_port.scrape(kiln).value("kiln_containers_recycled_total",
                                                          reason="died") == 1, 5, "it is counted")
        eventually(lambda: status_port.scrape(kiln).value("kiln_containers", state="absent") == 0,
                   10, "there is another")

    def test_a_lost_connection_to_nats_is_counted(self):
        kiln = self.engine(MAX_WORKERS=1)
        scrape = status_port.scrape(kiln)
        self.assertEqual((1, 0, 1), (scrape.value("kiln_nats_connected"),
                                     scrape.value("kiln_nats_reconnects_total"),
                                     scrape.value("kiln_ready")))
        self.server.kill()
        try:
            eventually(lambda: status_port.scrape(kiln).value("kiln_nats_connected") == 0, 5,
                       "it shows")
            self.assertEqual(0, status_port.scrape(kiln).value("kiln_ready"))
        finally:
            self.server.start()
        eventually(lambda: status_port.scrape(kiln).value("kiln_nats_reconnects_total") == 1, 10,
                   "it is back")
        self.assertEqual(1, status_port.scrape(kiln).value("kiln_nats_connected"))

    def test_a_reply_that_nobody_listens_for_is_sent_again_and_given_up(self):
        kiln, client = self.engine(MAX_WORKERS=1), self.connection()
        client.publish(COMPILER, request_body("print(1)"), reply="_INBOX.nobody",
                       headers={"Kiln-Deadline-Ms": 1000})
        eventually(lambda: status_port.scrape(kiln).value("kiln_replies_resent_total") > 0, 10,
                   "it is sent again")
        eventually(lambda: status_port.scrape(kiln).value("kiln_replies_given_up_total") == 1,
                   20, "it is given up")

    def test_an_engine_that_drains_says_so(self):
        kiln, client = self.engine(MAX_WORKERS=1), self.connection()
        pending = client.send_request(COMPILER, request_body(sleep(2)))
        time.sleep(slow(0.5))
        kiln.signal(signal.SIGTERM)
        eventually(lambda: status_port.scrape(kiln).value("kiln_draining") == 1, 1, "it drains")
        self.assertEqual(0, status_port.scrape(kiln).value("kiln_ready"))
        self.assert_ok(self.checked(pending.wait()), "done\n")
        self.assertEqual(0, kiln.wait())


if __name__ == "__main__":
    unittest.main()
