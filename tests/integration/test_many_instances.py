"""Several engines on one nats-server: who has no room passes a request on, once, and every request
is answered once."""

import collections
import signal
import threading
import time
import unittest

from support.case import COMPILER, PROBLEMS, ServerCase, request_body
from support.clock import eventually, slow
from support.nats_client import NatsError
from support.programs import sleep

GROUP = "engine-workers"


class InstancesCase(ServerCase):
    def instances(self, *queues, **settings):
        """Engines of one container each, named by their number, with queues of these lengths."""
        kilns = [self.engine(wait_ready=False, MAX_WORKERS=1, MAX_JOBS=length,
                             KILN_WORKER_NAME=f"w{number}", **settings)
                 for number, length in enumerate(queues)]
        for kiln in kilns:
            kiln.wait_ready()
        self.client = self.connection()
        return kilns

    def send(self, code, subject=COMPILER, headers=None):
        return self.client.send_request(subject, request_body(code, subject=subject), headers)

    def replies(self, sent):
        """The one reply of each, by its verdict."""
        found = collections.defaultdict(list)
        for pending in sent:
            reply = self.checked(pending.wait(30))
            found[self.verdict(reply)].append(reply)
        time.sleep(slow(0.5))
        self.assertEqual([], [p.extra_replies() for p in sent if p.extra_replies()])
        return found

    def received(self, count):
        """How many requests `count` instances have answered or passed on, all together."""
        pending = self.client.send_request("$SRV.STATS.kiln")
        answers = [pending.wait(5).json() for _ in range(count)]
        return sum(each["num_requests"] for answer in answers for each in answer["endpoints"])


class Passing(InstancesCase):
    def test_two_instances_take_together_what_both_have_room_for(self):
        self.instances(4, 4)
        found = self.replies([self.send(sleep(0.3), (COMPILER, PROBLEMS)[number % 2])
                              for number in range(10)])
        self.assertEqual(["ok"], list(found), found)
        workers = collections.Counter(reply["result"]["worker"] for reply in found["ok"])
        self.assertEqual({"w0": 5, "w1": 5}, workers)

    def test_of_four_instances_the_larger_ones_take_what_a_small_one_cannot(self):
        self.instances(1, 32, 32, 32)
        found = self.replies([self.send(sleep(0.2)) for _ in range(60)])
        self.assertEqual(["ok"], list(found), found)
        workers = collections.Counter(reply["result"]["worker"] for reply in found["ok"])
        self.assertEqual(4, len(workers), workers)

    def test_one_instance_and_four_answer_a_burst_larger_than_all_of_them_once_each(self):
        for count in (1, 4):
            with self.subTest(instances=count):
                kilns = self.instances(*[4] * count)
                found = self.replies([self.send(sleep(0.3)) for _ in range(40)])
                self.assertEqual({"ok", "busy"}, set(found))
                self.assertGreaterEqual(len(found["ok"]), 5 * count)
                for kiln in kilns:
                    self.assertEqual(0, kiln.stop())

    def test_a_request_that_has_hopped_is_answered_busy_where_all_are_full(self):
        self.instances(1, 1)
        jobs = [self.send(sleep(2)) for _ in range(4)]
        time.sleep(slow(0.3))
        before = self.received(2)
        started = time.monotonic()
        found = self.replies([self.send("print(1)") for _ in range(6)])
        self.assertLess(time.monotonic() - started, slow(1.5))
        self.assertEqual(["busy"], list(found))
        for reply in found["busy"]:
            self.assert_verdict(reply, "busy", error="job queue full, max capacity: 1")
        self.assertEqual(6 * 2, self.received(2) - before, "each was seen by both, once")
        self.assertEqual(["ok"], list(self.replies(jobs)))

    def test_a_client_that_says_that_its_request_has_hopped_is_only_answered_sooner(self):
        self.instances(1, 1)
        self.assert_ok(self.checked(self.send("print(1)", headers={"Kiln-Hop": "1"}).wait()), "1\n")
        jobs = [self.send(sleep(2)) for _ in range(4)]
        time.sleep(slow(0.3))
        before = self.received(2)
        for value in ("1", "0", "no", "x" * 3000):
            reply = self.checked(self.send("print(1)", headers={"Kiln-Hop": value}).wait())
            self.assert_verdict(reply, "busy")
        self.assertEqual(4, self.received(2) - before)
        self.assertEqual(["ok"], list(self.replies(jobs)))

    def test_the_only_instance_keeps_what_it_has_no_room_for(self):
        self.instances(1)
        jobs = [self.send(sleep(2)) for _ in range(2)]
        time.sleep(slow(0.3))
        before = self.received(1)
        found = self.replies([self.send("print(1)") for _ in range(50)])
        self.assertEqual(["busy"], list(found))
        self.assertEqual(50, self.received(1) - before)
        self.assertEqual(["ok"], list(self.replies(jobs)))

    def test_an_instance_that_comes_later_gets_its_share(self):
        self.instances(1)
        jobs = [self.send(sleep(2)) for _ in range(2)]
        time.sleep(slow(0.2))
        self.assert_verdict(self.checked(self.send("print(1)").wait()), "busy")
        self.engine(MAX_WORKERS=1, MAX_JOBS=64, KILN_WORKER_NAME="late")
        found = self.replies([self.send("print(1)") for _ in range(20)])
        self.assertEqual(["ok"], list(found), found)
        self.assertEqual(["ok"], list(self.replies(jobs)))

    def test_requests_that_are_too_large_to_be_passed_on_are_answered(self):
        self.instances(1, 1)
        jobs = [self.send(sleep(2)) for _ in range(4)]
        time.sleep(slow(0.3))
        body = request_body("#" * 1_048_000, subject=PROBLEMS)
        pad = (1 << 20) - len(body)
        self.assertGreater(pad, 0)
        sent = [self.client.send_request(PROBLEMS, body + b" " * pad) for _ in range(4)]
        self.assertEqual(["busy"], list(self.replies(sent)))
        self.assertEqual(["ok"], list(self.replies(jobs)))

    def test_no_request_is_lost_while_instances_leave_one_after_another(self):
        kilns = self.instances(2, 2, 32)
        sent, over = [], threading.Event()

        def load():
            while not over.wait(0.02):
                sent.append(self.send(sleep(0.05)))
        thread = threading.Thread(target=load)
        thread.start()
        try:
            for kiln in kilns[:2]:
                time.sleep(slow(0.7))
                kiln.signal(signal.SIGTERM)
            self.assertEqual([0, 0], [kiln.wait() for kiln in kilns[:2]])
        finally:
            over.set()
            thread.join()
        found = self.replies(sent)
        self.assertLessEqual(set(found), {"ok", "busy"})
        self.assertGreater(len(found["ok"]), len(sent) / 2)


class Peer(InstancesCase):
    """A member of the queue group that is none of ours sees what is passed on."""

    def test_a_request_is_passed_on_as_it_came_with_the_time_that_is_left(self):
        self.instances(1)
        jobs = [self.send(sleep(2)) for _ in range(2)]
        time.sleep(slow(0.3))
        peer = self.connection()
        heard = peer.subscribe(PROBLEMS, GROUP)
        peer.flush()
        body = request_body("print('as it came')", subject=PROBLEMS, id="mine")
        headers = {"Kiln-Deadline-Ms": "5000", "X-Client-IP": "1.2.3.4", "traceparent": "00-ab-cd-01"}
        sent = [self.client.send_request(PROBLEMS, body, headers) for _ in range(16)]
        hopped, probes, direct = [], 0, 0
        while len(hopped) + direct < len(sent) or probes < len(hopped):
            message = heard.get(timeout=slow(5))
            if not message.data:
                self.assertTrue(message.reply.startswith("_INBOX.kiln."), message)
                probes += 1
                continue
            self.assertEqual(body, message.data)
            if "Kiln-Hop" in message.headers:
                hopped.append(message)
            else:
                direct += 1
            peer.publish(message.reply, b'{"by": "the peer"}')
        self.assertGreater(len(hopped), 0)
        self.assertEqual(len(hopped), probes)
        for message in hopped:
            self.assertEqual({**headers, "Kiln-Hop": "1",
                              "Kiln-Deadline-Ms": message.headers["Kiln-Deadline-Ms"]},
                             message.headers)
            left = int(message.headers["Kiln-Deadline-Ms"])
            self.assertLess(left, 5001)
            self.assertGreater(left, 3000)
        for pending in sent:
            self.assertEqual({"by": "the peer"}, pending.wait().json())
        time.sleep(slow(0.5))
        self.assertEqual([], [p.extra_replies() for p in sent if p.extra_replies()])
        self.assertEqual(["ok"], list(self.replies(jobs)))

    def test_a_probe_is_nobodys_request(self):
        self.instances(1)
        listener = self.connection()
        answers = listener.subscribe("_INBOX.kiln.made-up.*")
        listener.flush()
        for number in range(20):
            self.client.publish(COMPILER, b"", f"_INBOX.kiln.made-up.{number}")
        self.assert_ok(self.checked(self.send("print(1)").wait()), "1\n")
        listener.flush()
        self.assertTrue(answers.empty())
        self.assertEqual(1, self.received(1))


class NotPermitted(InstancesCase):
    """An instance may take requests, and not publish them."""

    server_config = '''authorization { users = [
        {user: kiln, password: "of-kiln", permissions: {
          publish: {deny: ["compiler.execute.request", "problems.execute.request"]}}}
        {user: web, password: "of-web"}
    ] }'''
    login = ("web", "of-web")

    def test_what_may_not_be_passed_on_is_answered_busy_and_the_log_says_so_once(self):
        url = f"nats://kiln:of-kiln@127.0.0.1:{self.server.port}"
        kilns = self.instances(1, 1, NATSURL=url)
        # By chance each gets more than it has room for.
        jobs = [self.send(sleep(3)) for _ in range(24)]
        time.sleep(slow(0.3))
        for _ in range(3):
            found = self.replies([self.send("print(1)", subject) for subject in
                                  (COMPILER, PROBLEMS) * 4])
            self.assertEqual(["busy"], list(found))
        self.replies(jobs)
        for kiln in kilns:
            self.assertEqual(0, kiln.stop())
            said = [line for line in kiln.log_text().splitlines()
                    if "requests are not passed on" in line]
            self.assertLessEqual(len(said), 2, said)
            self.assertNotIn("NATS error", kiln.log_text())
        self.assertIn("requests are not passed on", "".join(kiln.log_text() for kiln in kilns))


if __name__ == "__main__":
    unittest.main()
