"""Kiln as the NATS service API shows it: found, described and counted, whatever else goes on."""

import re
import signal
import time
import unittest

from support.case import COMPILER, PROBLEMS, EngineCase, ServerCase, request_body
from support.clock import eventually, slow
from support.flood import Flooder, publish_lines
from support.nats_client import NoResponders
from support.programs import sleep
from support.services_api import ServicesClient, faults_of

KINDS = ("ping", "info", "stats")


class Asking:
    """For classes with a connection: questions as a client asks them, answers checked."""

    def answer(self, client, kind, *who, data=b"", headers=None):
        subject = ".".join(("$SRV", kind.upper(), *who))
        answer = client.request(subject, data, headers, timeout=5).json()
        self.assertEqual([], faults_of(kind, answer), answer)
        return answer

    def answers(self, client, kind, count):
        """That many answers of different instances to one question to all."""
        pending = client.send_request(f"$SRV.{kind.upper()}")
        found = [pending.wait(5).json() for _ in range(count)]
        for answer in found:
            self.assertEqual([], faults_of(kind, answer), answer)
        time.sleep(slow(0.3))
        self.assertEqual([], pending.extra_replies())
        return found

    def endpoint(self, client, subject):
        stats = self.answer(client, "stats", "kiln")
        return next(each for each in stats["endpoints"] if each["subject"] == subject)


class Discovery(Asking, EngineCase):
    settings = {"MAX_WORKERS": 2, "KILN_WORKER_NAME": "a worker"}

    def test_all_nine_subjects_are_answered_as_the_schemas_demand(self):
        identity = self.answer(self.client, "ping")["id"]
        for kind in KINDS:
            for who in ((), ("kiln",), ("kiln", identity)):
                with self.subTest(kind=kind, who=who):
                    answer = self.answer(self.client, kind, *who)
                    self.assertEqual((identity, "kiln", {"worker": "a worker"}),
                                     (answer["id"], answer["name"], answer["metadata"]))

    def test_nobody_answers_for_others(self):
        for who in ("other", "kiln.other", "KILN", "kiln.*"):
            with self.subTest(who), self.assertRaises(NoResponders):
                self.client.request(f"$SRV.PING.{who}")
        with self.assertRaises(NoResponders):
            self.client.request("$SRV.ping")

    def test_both_request_subjects_are_endpoints(self):
        for kind in ("info", "stats"):
            endpoints = self.answer(self.client, kind)["endpoints"]
            self.assertEqual([(COMPILER, "engine-workers"), (PROBLEMS, "engine-workers")],
                             [(each["subject"], each["queue_group"]) for each in endpoints])

    def test_requests_are_counted_at_their_endpoint_and_failed_programs_are_no_errors(self):
        before = self.endpoint(self.client, COMPILER)
        other = self.endpoint(self.client, PROBLEMS)
        started = time.monotonic()
        self.assert_ok(self.ask(sleep(0.2)), "done\n")
        self.assertFalse(self.ask("1/0")["success"])
        self.ask_raw(b"garbage", verdict="rejected")
        took = (time.monotonic() - started) * 1e9
        after = self.endpoint(self.client, COMPILER)
        self.assertEqual(before["num_requests"] + 3, after["num_requests"])
        self.assertEqual(before["num_errors"] + 1, after["num_errors"])
        self.assertEqual("400:rejected", after["last_error"])
        spent = after["processing_time"] - before["processing_time"]
        self.assertGreater(spent, 0.2e9)
        self.assertLess(spent, took)
        self.assertEqual(after["processing_time"] // after["num_requests"],
                         after["average_processing_time"])
        self.assertEqual(other, self.endpoint(self.client, PROBLEMS))

    def test_what_a_question_says_does_not_matter(self):
        for data in (b"{}", b"garbage", b"x" * 900_000):
            for headers in (None, {"Accept-Encoding": "snappy", "Kiln-Deadline-Ms": "nonsense"}):
                with self.subTest(data[:8]):
                    self.answer(self.client, "info", "kiln", data=data, headers=headers)

    def test_a_question_cannot_make_kiln_publish_elsewhere(self):
        heard = self.client.subscribe("orders.>")
        for kind in KINDS:
            for reply in ("orders.new", "", "$SRV.PING"):
                self.client.publish(f"$SRV.{kind.upper()}", b"", reply)
        self.answer(self.client, "ping")
        self.assertTrue(heard.empty())

    def test_a_flood_of_questions_is_answered_and_keeps_nobody_from_work(self):
        count = 100_000
        with Flooder(self.server.port) as flooder:
            flooder.send(publish_lines(count, b"", subject="$SRV.STATS"))
            self.assert_alive()
            eventually(lambda: flooder.received + self.left_out() == count, 20,
                       "each question was answered, or counted")
            self.assertGreater(flooder.received, count / 2)
        self.answer(self.client, "ping")

    def left_out(self):
        found = re.findall(r'short answers that the server did not take.*"total":"?(\d+)',
                           self.kiln.log_text())
        return int(found[-1]) if found else 0


class Npm(EngineCase):
    """@nats-io/services, which nobody here wrote, finds Kiln and sends it a job."""

    def setUp(self):
        self.npm = ServicesClient(self.server.url)
        self.addCleanup(self.npm.close)

    def one(self, kind, **who):
        answers = self.npm.ask(kind, **who)
        self.assertEqual(1, len(answers), answers)
        self.assertEqual([], faults_of(kind, answers[0]), answers)
        return answers[0]

    def test_a_client_from_npm_finds_kiln_and_sends_a_job_to_what_it_found(self):
        identity = self.one("ping")["id"]
        info = self.one("info", name="kiln")
        self.assertEqual(identity, info["id"])
        by_subject = {each["subject"]: each for each in info["endpoints"]}
        self.assertEqual({COMPILER, PROBLEMS}, set(by_subject))
        body = request_body("print('found')").decode()
        reply = self.npm.request(by_subject[COMPILER]["subject"], body)
        self.assertEqual("found\n", reply["output"], reply)
        stats = self.one("stats", name="kiln", id=identity)
        counted = {each["subject"]: each["num_requests"] for each in stats["endpoints"]}
        self.assertEqual({COMPILER: 1, PROBLEMS: 0}, counted)
        for each in stats["endpoints"]:
            self.assertEqual(by_subject[each["subject"]]["name"], each["name"])


class Instances(Asking, ServerCase):
    def test_every_instance_answers_and_each_can_be_asked_alone(self):
        for _ in range(2):
            self.engine(MAX_WORKERS=1)
        client = self.connection()
        found = self.answers(client, "ping", 2)
        self.assertEqual(2, len({answer["id"] for answer in found}))
        self.assertEqual(2, len({answer["metadata"]["worker"] for answer in found}))
        for answer in found:
            alone = self.answer(client, "info", "kiln", answer["id"])
            self.assertEqual(answer["metadata"], alone["metadata"])

    def test_an_engine_without_room_answers_at_once(self):
        self.engine(MAX_WORKERS=1, MAX_JOBS=1)
        client = self.connection()
        jobs = [client.send_request(COMPILER, request_body(sleep(2))) for _ in range(2)]
        refused = client.request(COMPILER, request_body(sleep(2)))
        self.checked(refused, "busy")
        started = time.monotonic()
        for kind in KINDS:
            self.answer(client, kind, "kiln")
        self.assertLess(time.monotonic() - started, slow(1))
        self.assertEqual("503:busy", self.endpoint(client, COMPILER)["last_error"])
        for job in jobs:
            self.assert_ok(self.checked(job.wait()), "done\n")
        self.assertEqual(3, self.endpoint(client, COMPILER)["num_requests"])

    def test_an_engine_that_drains_answers_until_it_leaves(self):
        kiln, client = self.engine(MAX_WORKERS=1), self.connection()
        job = client.send_request(COMPILER, request_body(sleep(2)))
        time.sleep(slow(0.3))
        kiln.signal(signal.SIGTERM)
        eventually(lambda: "draining" in kiln.log_text(), 5, "it drains")
        time.sleep(slow(0.5))
        for kind in KINDS:
            self.answer(client, kind, "kiln")
        self.assert_ok(self.checked(job.wait()), "done\n")
        self.assertEqual(0, kiln.wait())
        with self.assertRaises(NoResponders):
            client.request("$SRV.PING")

    def test_an_instance_is_found_again_after_a_restart_of_nats(self):
        self.engine(MAX_WORKERS=1)
        client = self.connection()
        before = self.answer(client, "ping")
        self.server.kill()
        self.server.start()
        client.reconnect()

        def found():
            try:
                return self.answer(client, "ping")
            except NoResponders:
                return None
        self.assertEqual(before, eventually(found, 10, "Kiln is back at NATS"))


if __name__ == "__main__":
    unittest.main()
