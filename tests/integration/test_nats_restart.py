"""NATS comes late, goes in the middle of a job, and comes back before or after its clients."""

import time
import unittest

from support.case import COMPILER, PROBLEMS, ServerCase, request_body
from support.clock import eventually, slow
from support.nats_client import NatsClient, NatsError, NoResponders
from support.programs import sleep


class NatsRestart(ServerCase):
    def serves(self):
        """Whether an engine answers, asked over a connection of its own."""
        try:
            with NatsClient(self.server.port) as probe:
                return probe.request(COMPILER, request_body("x", "none"), timeout=5)
        except (NoResponders, NatsError, OSError):
            return False

    def restart_during(self, job_seconds, killed_for, client_after):
        """A job is under way when NATS is killed; the reply it had in the end."""
        self.engine(MAX_WORKERS=1)
        client = self.connection()
        pending = client.send_request(PROBLEMS, request_body(sleep(job_seconds)))
        time.sleep(slow(0.5))
        self.server.kill()
        time.sleep(slow(killed_for))
        self.server.start()
        if client_after is not None:
            eventually(self.serves, 8, "Kiln is back at NATS")
            time.sleep(slow(client_after))
        client.reconnect()
        reply = self.checked(pending.wait(12))
        time.sleep(slow(0.5))
        self.assertEqual([], pending.extra_replies())
        return reply

    def test_a_job_in_flight_survives_a_restart_of_nats(self):
        self.assert_ok(self.restart_during(3, killed_for=0.3, client_after=None), "done\n")

    def test_a_reply_made_while_nats_was_away_arrives(self):
        self.assert_ok(self.restart_during(1, killed_for=1.5, client_after=None), "done\n")

    def test_a_reply_waits_for_a_client_that_comes_back_after_kiln(self):
        self.assert_ok(self.restart_during(1, killed_for=1.5, client_after=0.3), "done\n")

    def test_a_client_that_comes_back_much_later_is_waited_for(self):
        self.assert_ok(self.restart_during(1, killed_for=1, client_after=2), "done\n")

    def test_a_client_that_never_comes_back_does_no_harm(self):
        self.engine(MAX_WORKERS=1)
        client = self.connection()
        for _ in range(3):
            client.send_request(COMPILER, request_body("print(1)"))
        client.flush()
        client.close()
        with NatsClient(self.server.port) as other:
            reply = self.checked(other.request(COMPILER, request_body("print(2)")))
        self.assert_ok(reply, "2\n")

    def test_kiln_serves_again_after_every_one_of_several_restarts(self):
        kiln = self.engine(MAX_WORKERS=1)
        for _ in range(3):
            self.server.kill()
            self.server.start()
            eventually(self.serves, 10, "Kiln is back at NATS")
        with NatsClient(self.server.port) as client:
            reply = self.checked(client.request(COMPILER, request_body("print('on')")))
        self.assert_ok(reply, "on\n")
        self.assertEqual(0, kiln.stop())

    def test_kiln_may_be_started_before_nats(self):
        self.server.stop()
        kiln = self.engine(wait_ready=False, MAX_WORKERS=1)
        time.sleep(slow(1.5))
        self.assertIsNone(kiln.process.poll(), kiln.log_text())
        self.server.start()
        eventually(self.serves, 10, "Kiln found NATS")
        kiln.wait_ready()

    def test_kiln_can_be_stopped_while_nats_is_away(self):
        kiln = self.engine(MAX_WORKERS=1)
        self.server.kill()
        time.sleep(slow(0.5))
        self.assertEqual(0, kiln.stop(within=15))
        self.server.start()

    def test_a_job_that_ends_without_nats_does_not_keep_kiln_from_stopping(self):
        kiln = self.engine(MAX_WORKERS=1)
        self.connection().send_request(COMPILER, request_body(sleep(1)))
        time.sleep(slow(0.5))
        self.server.kill()
        self.assertEqual(0, kiln.stop(within=20))
        self.server.start()


if __name__ == "__main__":
    unittest.main()
