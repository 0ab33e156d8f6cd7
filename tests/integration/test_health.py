"""The HTTP port that says whether this instance is of use."""

import re
import signal
import socket
import time
import unittest
import urllib.error
import urllib.request

from support.case import COMPILER, ServerCase, request_body
from support.clock import eventually, slow
from support.programs import sleep

PORT = re.compile(r"health_port[\"=: ]+(\d+)")


class Health(ServerCase):
    def look(self, kiln):
        """Status and the first line; the second says how many containers there are."""
        url = f"http://127.0.0.1:{PORT.search(kiln.log_text())[1]}/"
        try:
            with urllib.request.urlopen(url, timeout=slow(5)) as reply:
                return reply.status, self.first_line(reply.read().decode())
        except urllib.error.HTTPError as error:
            with error:
                return error.code, self.first_line(error.read().decode())

    def first_line(self, text):
        first, _, second = text.partition("\n")
        self.assertRegex(second, r"^containers: [01] ready, [01] leased, 1 wanted\n$")
        return first + "\n"

    def test_an_engine_that_serves_is_well(self):
        kiln = self.engine(MAX_WORKERS=1)
        self.assertEqual((200, "ok\n"), self.look(kiln))

    def test_without_nats_it_is_not_well_until_nats_is_back(self):
        kiln = self.engine(MAX_WORKERS=1)
        self.server.kill()
        try:
            eventually(lambda: self.look(kiln)[0] != 200, 5, "it is not well")
            self.assertEqual((503, "no connection to NATS\n"), self.look(kiln))
        finally:
            self.server.start()
        eventually(lambda: self.look(kiln) == (200, "ok\n"), 10, "it is well again")

    def test_an_engine_that_drains_takes_no_more(self):
        kiln, client = self.engine(MAX_WORKERS=1), self.connection()
        pending = client.send_request(COMPILER, request_body(sleep(2)))
        time.sleep(slow(0.5))
        kiln.signal(signal.SIGTERM)
        eventually(lambda: self.look(kiln) == (503, "draining\n"), 1, "it says that it drains")
        self.assert_ok(self.checked(pending.wait()), "done\n")
        self.assertEqual(0, kiln.wait())

    def test_a_visitor_that_says_nothing_keeps_nobody_out(self):
        kiln = self.engine(MAX_WORKERS=1)
        port = int(PORT.search(kiln.log_text())[1])
        silent = [socket.create_connection(("127.0.0.1", port)) for _ in range(8)]
        try:
            self.assertEqual((200, "ok\n"), self.look(kiln))
        finally:
            for visitor in silent:
                visitor.close()


if __name__ == "__main__":
    unittest.main()
