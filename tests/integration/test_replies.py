"""Where replies go, how often, and what a client can tell from one that comes a second time."""

import json
import time
import unittest

from support.case import COMPILER, PROBLEMS, ServerCase, request_body
from support.clock import eventually, slow
from support.nats_client import NatsClient, NatsError, NoResponders
from support.programs import sleep
from support.relay import Relay
from support.server import NatsServer


class ReplySubjects(ServerCase):
    """A nats-server with a stream: whoever may write to its API can empty it."""

    @classmethod
    def make_server(cls):
        return NatsServer(settings='jetstream: {store_dir: "{directory}/streams"}\n')

    def api(self, client, call, body=b""):
        return client.request(f"$JS.API.STREAM.{call}", body).json()

    def stream_of_three(self, client):
        self.api(client, "DELETE.ORDERS")
        made = self.api(client, "CREATE.ORDERS", json.dumps(
            {"name": "ORDERS", "subjects": ["orders.*"], "storage": "memory",
             "retention": "limits", "num_replicas": 1}).encode())
        self.assertNotIn("error", made)
        for number in range(3):
            client.request(f"orders.{number}", b"order")
        return "$JS.API.STREAM.PURGE.ORDERS"

    def left_after_request_answered_to(self, subject, **settings):
        """How many orders are left when Kiln has seen a request with that reply subject."""
        client = self.connection()
        purge = self.stream_of_three(client)
        kiln = self.engine(MAX_WORKERS=1, **settings)
        client.publish(COMPILER, b"garbage", reply=subject or purge)
        self.assertFalse(self.checked(client.request(COMPILER, b"garbage"))["success"])
        client.flush()
        count = self.api(client, "INFO.ORDERS")["state"]["messages"]
        self.assertEqual(0, kiln.stop())
        self.log = kiln.log_text()
        return count

    def test_a_request_cannot_have_kiln_purge_a_stream(self):
        self.assertEqual(3, self.left_after_request_answered_to(None))
        self.assertIn("requests ignored for their reply subject", self.log)

    def test_any_reply_subject_does_not_mean_those_of_the_server(self):
        self.assertEqual(3, self.left_after_request_answered_to(None, KILN_REPLY_PREFIXES="any"))

    def test_an_operator_who_names_the_api_gets_it(self):
        prefixes = "_INBOX.,$JS.API."
        self.assertEqual(0, self.left_after_request_answered_to(None, KILN_REPLY_PREFIXES=prefixes))

    def test_only_prefixes_that_were_named_are_answered(self):
        client = self.connection()
        mine, others = client.subscribe("answers.>"), client.subscribe("orders.new")
        kiln = self.engine(MAX_WORKERS=1, KILN_REPLY_PREFIXES="answers.")
        for subject in ("answers.1", "orders.new", "answers.", "answers.*", "answers.2" + "x" * 600):
            client.publish(COMPILER, request_body("print(7)"), reply=subject)
        client.publish(COMPILER, request_body("print(8)"), reply="answers.3")
        got = [mine.get(timeout=slow(10)) for _ in range(2)]
        self.assertEqual({"answers.1": "7\n", "answers.3": "8\n"},
                         {message.subject: message.json()["output"] for message in got})
        self.assertEqual(0, kiln.stop())
        self.assertTrue(mine.empty() and others.empty())

    def test_a_prefix_that_is_none_is_an_error_at_the_start(self):
        kiln = self.engine(wait_ready=False, KILN_REPLY_PREFIXES="_INBOX")
        self.assertNotEqual(0, kiln.wait())
        self.assertIn("KILN_REPLY_PREFIXES", kiln.log_text())


class Repetition(ServerCase):
    """Kiln is behind a relay, so that its connection can be lost without the server's."""

    def relayed(self):
        relay = Relay(self.server.port)
        self.addCleanup(relay.close)
        return relay

    def serves(self):
        try:
            with NatsClient(self.server.port) as probe:
                return probe.request(COMPILER, b"garbage", timeout=5)
        except (NoResponders, NatsError, OSError):
            return False

    def test_a_reply_that_comes_twice_is_marked_the_second_time(self):
        relay, client = self.relayed(), self.connection()
        self.engine(MAX_WORKERS=1, NATSURL=relay.url)
        pending = client.send_request(PROBLEMS, request_body(sleep(1)))
        time.sleep(slow(0.4))
        relay.deaf.set()  # the sign that the reply went through will not arrive
        first = pending.wait()
        self.assertEqual({}, first.headers)
        relay.cut()
        relay.deaf.clear()
        second = pending.wait()
        self.assertEqual(first.data, second.data)
        self.assertRegex(second.headers.get("Nats-Msg-Id", ""), r"^[0-9a-f]{32}-\d+$")

    def test_what_the_server_has_confirmed_is_not_sent_again(self):
        relay, client = self.relayed(), self.connection()
        self.engine(MAX_WORKERS=1, NATSURL=relay.url)
        sent = [client.send_request(PROBLEMS, request_body(f"print({n})")) for n in range(20)]
        for pending in sent:
            self.assertEqual({}, pending.wait().headers)
        for _ in range(3):  # while these run, the sign for those above has come
            self.checked(client.request(PROBLEMS, request_body("print(1)")))
        relay.cut()
        eventually(self.serves, 8, "Kiln is back at NATS")
        # Its own it may have again, if the server's word on it has not come yet.
        self.assertEqual([], [p.extra_replies() for p in sent[1:] if p.extra_replies()])

    def test_nobody_who_sees_a_reply_can_have_another_one_repeated(self):
        relay, client = self.relayed(), self.connection()
        self.engine(MAX_WORKERS=1, NATSURL=relay.url)
        relay.cut()
        eventually(self.serves, 8, "Kiln is back at NATS")
        # So soon after a reconnect replies are checked: they carry a subject of Kiln's own.
        sent = [client.send_request(COMPILER, b"garbage") for _ in range(3)]
        seen = [pending.wait().reply for pending in sent]
        for subject in seen:
            self.assertRegex(subject, r"^_INBOX\.kiln\.[0-9a-f]{32}\.[0-9a-f]{32}$")
        tokens = [subject.rpartition(".")[2] for subject in seen]
        self.assertLess(max(sum(a == b for a, b in zip(tokens[0], other)) for other in tokens[1:]), 16)
        inbox = seen[0].rpartition(".")[0]
        guesses = [f"{n}" for n in range(50)] + [f"c{n}-1" for n in range(50)] + ["*", tokens[0]]
        for guess in guesses:
            client.publish_status(f"{inbox}.{guess}", "503")
        client.flush()
        time.sleep(slow(0.5))
        # Its own it may have again, if the server's word on it has not come yet.
        self.assertEqual([], [p.extra_replies() for p in sent[1:] if p.extra_replies()])


if __name__ == "__main__":
    unittest.main()
