"""Stored jobs from end to end: submitted, pulled, run, stored, asked for."""

import base64
import json
import time
import unittest

from support.clock import eventually, slow
from support.durable import SUBMIT, DurableCase, body
from support.programs import sleep


class Life(DurableCase):
    def test_a_job_is_stored_run_and_its_reply_kept(self):
        kiln, client = self.worker(), self.connection()
        done = client.subscribe("kiln.jobs.done.life-1")
        client.flush()
        self.assertEqual({"id": "life-1", "state": "queued"},
                         self.submit(client, "print('stored')", id="life-1"))
        reply = self.result(client, "life-1")
        self.assert_ok(reply, "stored\n")
        self.assertEqual("life-1", reply["result"]["id"])
        self.assertEqual(1, reply["result"]["attempt"])
        self.assertEqual(reply, done.get(timeout=slow(5)).json())
        kept = self.jetstream().last("KV_kiln-results", "$KV.kiln-results.life-1")
        self.assertEqual(reply, json.loads(base64.b64decode(kept["data"])))
        eventually(lambda: self.jetstream().stream("KILN_WORK")["state"]["messages"] == 0, 5,
                   "the job left the queue")
        self.assertEqual(0, kiln.stop())

    def test_an_id_with_a_result_is_answered_from_it_and_never_run_again(self):
        kiln, client = self.worker(), self.connection()
        self.submitted(client, "print('first')", id="once")
        first = self.result(client, "once")
        self.assertEqual({"id": "once", "state": "done"},
                         self.submit(client, "print('second')", id="once"))
        # Also where it comes into the queue by another way, as after a server forgot an acknowledgement.
        jetstream = self.jetstream()
        before = jetstream.stream("KILN_WORK")["state"]["last_seq"]
        client.publish("kiln.work.once", body("print('third')"))

        def come_and_gone():
            state = jetstream.stream("KILN_WORK")["state"]
            return state["last_seq"] > before and state["messages"] == 0
        eventually(come_and_gone, 10, "the repetition left the queue")
        self.assertEqual(first, self.result(client, "once"))
        self.assertEqual(0, kiln.stop())

    def test_an_id_may_come_as_a_header_or_be_made_here(self):
        kiln, client = self.worker(), self.connection()
        answer = self.submit(client, "print(1)", headers={"Nats-Msg-Id": "from-header"})
        self.assertEqual("from-header", answer["id"])
        made = {self.submitted(client, "print(2)") for _ in range(3)}
        self.assertEqual(3, len(made))
        for job in made:
            self.assertRegex(job, "^[0-9a-f]{32}$")
            self.assert_ok(self.result(client, job), "2\n")
        self.assertEqual(0, kiln.stop())

    def test_one_that_is_queued_is_queued_once(self):
        kiln, client = self.worker(KILN_RESERVE=0, MAX_WORKERS=1), self.connection()
        self.submitted(client, sleep(2), id="in-front")
        eventually(lambda: self.state(client, "in-front") == "running", 5, "it runs")
        for _ in range(3):
            self.submitted(client, "print('queued')", id="behind")
        answer = self.get(client, "behind").json()
        self.assertEqual("queued", answer["state"], answer)
        self.assertEqual(1, answer["position"], answer)
        self.assertEqual(1, self.get(client, "in-front").json()["attempt"])
        self.assert_ok(self.result(client, "behind"), "queued\n")
        self.assertEqual(0, kiln.stop())

    def test_what_is_no_job_is_refused_and_not_stored(self):
        kiln, client = self.worker(), self.connection()
        before = self.jetstream().stream("KILN_WORK")["state"]["last_seq"]
        for wrong, verdict in ((b"nonsense", "rejected"), (body("x", language="cobol"), "rejected"),
                               (body("x", id="a.b"), "rejected")):
            reply = self.checked(client.request(SUBMIT, wrong), verdict)
            self.assertFalse(reply["success"], reply)
        self.checked(client.request(SUBMIT, body("x"), {"Nats-Msg-Id": "a.b"}), "rejected")
        self.assertEqual("unknown", self.state(client, "nobody-knows-it"))
        self.assertEqual(before, self.jetstream().stream("KILN_WORK")["state"]["last_seq"])
        self.assertEqual(0, kiln.stop())

    def test_a_job_that_cannot_be_had_gets_a_result_that_says_so(self):
        kiln, client = self.worker(), self.connection()
        self.submitted(client, "print(1)", id="too-much", limits={"memory_mb": 999_999})
        self.result(client, "too-much", verdict="rejected")
        self.submitted(client, "raise SystemExit(3)", id="fails")
        self.assert_verdict(self.result(client, "fails"), "runtime_error")
        self.assertEqual(0, kiln.stop())

    def test_garbage_in_the_stream_costs_nothing_but_itself(self):
        kiln, client = self.worker(), self.connection()
        client.publish("kiln.work.garbage", b"\0\1 no job")
        client.publish("kiln.work.a.b.c", b"nameless")
        client.publish("kiln.work.other", body("print(1)", id="not-this"))
        self.result(client, "garbage", verdict="rejected")
        self.assertEqual("other", self.result(client, "other", verdict="ok")["result"]["id"])
        eventually(lambda: self.jetstream().stream("KILN_DEAD")["state"]["messages"] == 1, 5,
                   "what names no job is parked")
        self.assertEqual(0, self.jetstream().stream("KILN_WORK")["state"]["messages"])
        self.assertEqual(0, kiln.stop())

    def test_those_who_wait_never_wait_behind_stored_jobs(self):
        kiln, client = self.worker(), self.connection()
        jobs = [self.submitted(client, sleep(1)) for _ in range(4)]
        eventually(lambda: self.state(client, jobs[0]) == "running", 5, "the first runs")
        for _ in range(3):
            began = time.monotonic()
            reply = self.checked(client.request("problems.execute.request", body("print(3)")))
            self.assert_ok(reply, "3\n")
            self.assertLess(time.monotonic() - began, slow(0.8))
        self.assertEqual("queued", self.state(client, jobs[3]))
        for job in jobs:
            self.assert_ok(self.result(client, job), "done\n")
        self.assertEqual(0, kiln.stop())

    def test_a_wait_that_is_over_says_how_it_stands(self):
        kiln, client = self.worker(), self.connection()
        job = self.submitted(client, sleep(2))
        began = time.monotonic()
        self.assertEqual("running", self.get(client, job, wait=0.5).json()["state"])
        self.assertLess(time.monotonic() - began, slow(1.5))
        self.checked(client.request(f"kiln.jobs.get.{job}", b"", {"Kiln-Wait-Ms": "soon"}),
                     "rejected")
        self.assertEqual(0, kiln.stop())


if __name__ == "__main__":
    unittest.main()
