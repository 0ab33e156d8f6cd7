"""Stored jobs when instances or NATS die under them, and when somebody cancels them."""

import base64
import json
import signal
import time
import unittest

from support.clock import eventually, slow
from support.durable import SUBMIT, DurableCase, body
from support.kiln import command
from support.nats_client import NatsError, NoResponders
from support.programs import sleep


class Deaths(DurableCase):
    def running(self, client, job):
        eventually(lambda: self.state(client, job) == "running", 10, "the job runs")

    def test_the_job_of_an_instance_that_died_is_run_by_another(self):
        first, client = self.worker(), self.connection()
        job = self.submitted(client, sleep(3), id="widow")
        self.running(client, job)
        first.kill()
        second = self.worker()
        reply = self.result(client, job, wait=20)
        self.assert_ok(reply, "done\n")
        self.assertEqual(2, reply["result"]["attempt"], reply)
        self.assertEqual(0, second.stop())

    def test_heartbeats_keep_a_long_job_with_its_instance(self):
        kiln, other, client = self.worker(), self.worker(), self.connection()
        reply = self.result(client, self.submitted(client, sleep(6), id="long"), wait=20)
        self.assert_ok(reply, "done\n")
        self.assertEqual(1, reply["result"]["attempt"], reply)
        self.assertEqual(0, kiln.stop())
        self.assertEqual(0, other.stop())

    def test_a_late_instance_does_not_overwrite(self):
        late, client = self.worker(KILN_WORKER_NAME="late"), self.connection()
        job = self.submitted(client, sleep(3), id="fenced")
        self.running(client, job)
        late.signal(signal.SIGSTOP)
        self.addCleanup(late.signal, signal.SIGCONT)
        other = self.worker(KILN_WORKER_NAME="other")
        # From the bucket itself: who stands still is asked for results, too.
        jetstream = self.jetstream()
        kept = eventually(lambda: jetstream.last("KV_kiln-results", "$KV.kiln-results.fenced"), 20,
                          "the other stored a result")
        reply = json.loads(base64.b64decode(kept["data"]))
        self.assertEqual(("other", 2), (reply["result"]["worker"], reply["result"]["attempt"]))
        late.signal(signal.SIGCONT)
        eventually(lambda: "a late result was thrown away" in late.log_text(), 10, "it was late")
        self.assertEqual(reply, self.result(client, job))
        self.assertEqual(0, late.stop())
        self.assertEqual(0, other.stop())

    def test_a_job_that_ends_instance_after_instance_is_parked_and_replayed(self):
        client = self.connection()
        for attempt in (1, 2):
            kiln = self.worker(KILN_MAX_ATTEMPTS=2, KILN_WORKER_NAME=f"w{attempt}")
            if attempt == 1:
                self.submitted(client, sleep(3), id="poison")
            eventually(lambda: self.get(client, "poison").json().get("attempt") == attempt, 15,
                       "the attempt began")
            kiln.kill()
        kiln = self.worker(KILN_MAX_ATTEMPTS=2)
        eventually(lambda: self.state(client, "poison") == "parked", 15, "the job is parked")
        self.assertEqual({"id": "poison", "state": "parked"},
                         self.submit(client, "print('again')", id="poison"))
        nats = {"NATSURL": self.server.url}
        listed = command("jobs", "--dead", settings=nats)
        fields = listed.stdout.decode().rstrip("\n").split("\t")
        self.assertEqual(["poison", "2"], fields[:2], listed)
        self.assertEqual("w2", fields[3], listed)
        self.assertEqual(0, command("jobs", "--replay", "poison", settings=nats).returncode)
        reply = self.result(client, "poison", wait=20)
        self.assert_ok(reply, "done\n")
        self.assertEqual(1, reply["result"]["attempt"])
        self.assertEqual(b"", command("jobs", "--dead", settings=nats).stdout)
        self.assertEqual(0, kiln.stop())

    def test_nothing_is_lost_when_nats_is_killed_while_a_job_runs(self):
        kiln, client = self.worker(), self.connection()
        jobs = [self.submitted(client, sleep(2), id=f"cut-{n}") for n in range(3)]
        self.running(client, jobs[0])
        self.server.kill()
        time.sleep(slow(1))
        self.server.start()
        client.reconnect()

        def reply_of(job):
            try:
                return self.get(client, job, wait=5, timeout=10).json().get("result")
            except (NoResponders, NatsError):
                return None
        for job in jobs:
            result = eventually(lambda: reply_of(job), 30, "the job has its result")
            self.assertEqual(("ok", 1), (result["verdict"], result["attempt"]), result)
        self.assertEqual(0, kiln.stop())

    def test_a_drain_stores_what_runs_and_leaves_the_rest_to_others(self):
        first, client = self.worker(), self.connection()
        running = self.submitted(client, sleep(2), id="runs")
        waiting = self.submitted(client, "print('later')", id="waits")
        self.running(client, running)
        self.assertEqual(0, first.stop())
        kept = self.jetstream().last("KV_kiln-results", "$KV.kiln-results.runs")
        self.assertIsNotNone(kept)
        second = self.worker()
        reply = self.result(client, waiting)
        self.assertEqual(1, reply["result"]["attempt"])
        self.assertEqual(0, second.stop())


class Cancel(DurableCase):
    def cancel(self, client, job):
        return client.request(f"kiln.jobs.cancel.{job}").json()

    def test_a_job_is_cancelled_wherever_it_is(self):
        kiln, client = self.worker(MAX_WORKERS=1), self.connection()
        runs = self.submitted(client, sleep(8), id="runs")
        eventually(lambda: self.state(client, runs) == "running", 10, "the job runs")
        waits = self.submitted(client, "print('never')", id="waits")
        self.assertEqual({"id": waits, "state": "cancelled"}, self.cancel(client, waits))
        self.assertEqual({"id": runs, "state": "cancelled"}, self.cancel(client, runs))
        for job in (runs, waits):
            self.result(client, job, wait=2, verdict="cancelled")
            self.assertEqual({"id": job, "state": "done"}, self.cancel(client, job))
        # Its container is free again long before the eight seconds are over.
        job = self.submitted(client, "print('next')")
        self.assert_ok(self.result(client, job, wait=4), "next\n")
        eventually(lambda: self.jetstream().stream("KILN_WORK")["state"]["messages"] == 0, 5,
                   "nothing is queued")
        self.assertEqual({"id": "nobody", "state": "unknown"}, self.cancel(client, "nobody"))
        self.assertEqual(0, kiln.stop())

    def test_the_job_of_a_request_is_cancelled_by_its_id(self):
        kiln, client = self.worker(), self.connection()
        pending = client.send_request("problems.execute.request", body(sleep(8), id="asked"))
        time.sleep(slow(1))
        self.assertEqual({"id": "asked", "state": "cancelled"}, self.cancel(client, "asked"))
        self.checked(pending.wait(3), "cancelled")
        self.assertEqual(0, kiln.stop())


class Commands(DurableCase):
    def test_a_program_is_stored_and_its_result_fetched(self):
        kiln, nats = self.worker(), {"NATSURL": self.server.url}
        done = command("submit", "--durable", "--language", "python", "--id", "by-hand", "-",
                       settings=nats, stdin=b"print('from a file')")
        self.assertEqual((0, b"by-hand\n"), (done.returncode, done.stdout), done)
        result = command("result", "by-hand", "--wait", settings=nats)
        self.assertEqual((0, b"from a file\n"), (result.returncode, result.stdout), result)
        unknown = command("result", "nobody", settings=nats)
        self.assertEqual(2, unknown.returncode, unknown)
        self.assertIn(b"unknown", unknown.stderr)
        command("submit", "--durable", "--language", "python", "--id", "listed", "-",
                settings=nats, stdin=sleep(2).encode())
        self.assertEqual(b"listed\n", command("jobs", settings=nats).stdout)
        self.assertEqual(0, kiln.stop())


class Others(DurableCase):
    """What others did to JetStream, or did not allow."""

    def test_a_stream_that_could_lose_jobs_is_neither_used_nor_altered(self):
        jetstream = self.jetstream()
        jetstream.ask("STREAM.CREATE.KILN_WORK", {"name": "KILN_WORK", "subjects": ["kiln.work.>"],
                                                  "retention": "limits", "storage": "memory"})
        kiln, client = self.engine(MAX_WORKERS=1), self.connection()
        eventually(lambda: "stream KILN_WORK is no work queue" in kiln.log_text(), 10, "it is said")
        reply = self.checked(client.request(SUBMIT, body("print(1)")), "busy")
        self.assertIn("is no work queue", reply["error"])
        self.assertEqual("limits", jetstream.stream("KILN_WORK")["config"]["retention"])
        self.assert_ok(self.checked(client.request("problems.execute.request", body("print(2)"))),
                       "2\n")
        jetstream.ask("STREAM.DELETE.KILN_WORK")
        self.assertEqual(0, kiln.stop())

    def test_without_jetstream_requests_are_served_and_the_rest_is_refused_by_name(self):
        kiln, client = self.engine(MAX_WORKERS=1, KILN_DURABLE="off"), self.connection()
        with self.assertRaises(NoResponders):
            client.request(SUBMIT, body("print(1)"))
        self.assert_ok(self.checked(client.request("problems.execute.request", body("print(2)"))),
                       "2\n")
        self.assertEqual(0, kiln.stop())


if __name__ == "__main__":
    unittest.main()
