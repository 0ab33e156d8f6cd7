"""Three engines on a cluster of three nats-servers, one of which dies under load."""

import collections
import time
import unittest

from support import baseline
from support.case import COMPILER, ServerCase, request_body
from support.clock import eventually, slow
from support.nats_client import NatsClient, NatsError
from support.programs import sleep
from support.server import NatsServer, cluster


class Cluster(ServerCase):
    @classmethod
    def setUpClass(cls):
        cls.before = baseline.picture()
        cls.addClassCleanup(baseline.assert_returned, cls.before)
        cls.server = NatsServer()  # never started: each engine is told of a node of its own
        cls.addClassCleanup(cls.server.close)

    def stand(self, *queues):
        """One node and one engine for each length of a queue."""
        self.nodes = cluster(len(queues))
        for node in self.nodes:
            self.addCleanup(node.close)
        for node in self.nodes:
            node.start()
        eventually(self.all_know_each_other, 10, "the cluster stands")
        self.kilns = []
        for number, length in enumerate(queues):
            self.kilns.append(self.engine(wait_ready=False, MAX_WORKERS=1, MAX_JOBS=length,
                                          NATSURL=self.nodes[number].url,
                                          KILN_WORKER_NAME=f"w{number}"))
        for kiln in self.kilns:
            kiln.wait_ready()
        self.client = NatsClient(self.nodes[0].port)
        self.addCleanup(self.client.close)
        eventually(lambda: len(self.found()) == 3, 10, "a client of one node finds all engines")

    def all_know_each_other(self):
        def known(node):
            with NatsClient(node.port) as client:
                return len(client.info.get("connect_urls", [])) == len(self.nodes)
        return all(known(node) for node in self.nodes)

    def found(self):
        """The names of engines that the client can find."""
        pending = self.client.send_request("$SRV.PING.kiln")
        names = set()
        try:
            while len(names) < 3:
                names.add(pending.wait(0.5).json()["metadata"]["worker"])
        except NatsError:
            pass
        return names

    def send(self, seconds, count):
        return [self.client.send_request(COMPILER, request_body(sleep(seconds)))
                for _ in range(count)]

    def workers_of(self, sent):
        """Who answered: each request once, or a second time by a message that says so."""
        verdicts, workers = collections.Counter(), collections.Counter()
        for pending in sent:
            reply = self.checked(pending.wait(30))
            verdicts[self.verdict(reply)] += 1
            workers[reply["result"]["worker"]] += 1
        time.sleep(slow(0.5))
        for pending in sent:
            for again in pending.extra_replies():
                self.assertIn("Nats-Msg-Id", again.headers)
        self.assertEqual(["ok"], list(verdicts), verdicts)
        return workers

    def test_every_request_of_a_client_on_a_living_node_is_answered_once(self):
        self.stand(16, 16, 16)
        sent = self.send(0.3, 30)
        time.sleep(slow(0.5))  # each is with an engine now, and most of them wait there
        self.nodes[2].kill()
        time.sleep(slow(0.3))  # the others know that it is gone
        for _ in range(10):
            sent += self.send(0.05, 1)
            time.sleep(slow(0.1))
        workers = self.workers_of(sent)
        self.assertEqual({"w0", "w1", "w2"}, set(workers))
        eventually(lambda: self.found() == {"w0", "w1", "w2"}, 10, "all engines are found again")
        self.workers_of(self.send(0.05, 12))
        for kiln in self.kilns:
            self.assertEqual(0, kiln.stop())

    def test_what_one_engine_has_no_room_for_goes_to_those_on_other_nodes(self):
        self.stand(1, 32, 32)
        workers = self.workers_of(self.send(0.2, 40))
        self.assertEqual(3, len(workers), workers)


if __name__ == "__main__":
    unittest.main()
