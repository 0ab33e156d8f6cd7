"""The HTTP port that says whether this instance is of use."""

import os
import re
import signal
import socket
import time
import unittest
import urllib.error
import urllib.request

from support import status_port
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
        for path, text in (("/health", "ok\ncontainers: 1 ready, 0 leased, 1 wanted\n"),
                           ("/healthz", "ok\n"), ("/healthz?verbose=1", "ok\n"),
                           ("/readyz", "ready\nnats: connected\n"
                            "containers: 1 of 1 stand, 0 lost\ndraining: no\n")):
            eventually(lambda: status_port.ask(kiln, path)[2] == text, 10, (path, text))
            status, headers, _ = status_port.ask(kiln, path)
            self.assertEqual(200, status)
            status, named, nothing = status_port.ask(kiln, path, "HEAD")
            self.assertEqual((200, "", headers["Content-Length"]),
                             (status, nothing, named["Content-Length"]))

    def test_what_the_port_does_not_know_is_refused(self):
        kiln = self.engine(MAX_WORKERS=1)
        self.assertEqual(404, status_port.ask(kiln, "/api")[0])
        status, headers, _ = status_port.ask(kiln, "/metrics", "POST")
        self.assertEqual((405, "GET, HEAD"), (status, headers["Allow"]))

    def test_without_nats_it_is_not_well_until_nats_is_back(self):
        kiln = self.engine(MAX_WORKERS=1)
        self.server.kill()
        try:
            eventually(lambda: self.look(kiln)[0] != 200, 5, "it is not well")
            self.assertEqual((503, "no connection to NATS\n"), self.look(kiln))
            self.assertEqual(200, status_port.ask(kiln, "/healthz")[0])
            status, _, text = status_port.ask(kiln, "/readyz")
            self.assertEqual(503, status)
            self.assertEqual("not ready: no connection to NATS\nnats: not connected\n"
                             "containers: 1 of 1 stand, 0 lost\ndraining: no\n", text)
        finally:
            self.server.start()
        eventually(lambda: self.look(kiln) == (200, "ok\n"), 10, "it is well again")

    def test_an_engine_that_drains_takes_no_more(self):
        kiln, client = self.engine(MAX_WORKERS=1), self.connection()
        pending = client.send_request(COMPILER, request_body(sleep(2)))
        time.sleep(slow(0.5))
        kiln.signal(signal.SIGTERM)
        eventually(lambda: self.look(kiln) == (503, "draining\n"), 1, "it says that it drains")
        self.assertEqual(200, status_port.ask(kiln, "/healthz")[0])
        status, _, text = status_port.ask(kiln, "/readyz")
        self.assertEqual(503, status)
        self.assertTrue(text.startswith("not ready: draining\n"), text)
        self.assert_ok(self.checked(pending.wait()), "done\n")
        self.assertEqual(0, kiln.wait())

    def test_visitors_that_say_nothing_or_little_keep_nobody_out(self):
        kiln = self.engine(MAX_WORKERS=1)
        port = int(PORT.search(kiln.log_text())[1])
        threads = len(os.listdir(f"/proc/{kiln.process.pid}/task"))
        visitors = [socket.create_connection(("127.0.0.1", port)) for _ in range(300)]
        try:
            for number, each in enumerate(visitors):
                try:
                    each.sendall(b"GET /metrics HTTP/1.1\r\nX-Slow: "[:number % 30])
                except OSError:
                    pass  # it had to make room
                if number % 50 == 0:
                    self.assertEqual((200, "ok\n"), self.look(kiln))
            self.assertLess(len(os.listdir(f"/proc/{kiln.process.pid}/task")), threads + 4)
            client = self.connection()
            self.assert_ok(self.checked(client.request(COMPILER, request_body("print(1)"))), "1\n")
        finally:
            for each in visitors:
                each.close()

    def test_it_listens_where_it_is_told(self):
        kiln = self.engine(MAX_WORKERS=1, KILN_PORT_ADDRESS="127.0.0.7")
        port = status_port.port_of(kiln)
        with socket.create_connection(("127.0.0.7", port)) as there:
            there.sendall(b"GET / HTTP/1.0\r\n\r\n")
            self.assertTrue(there.makefile("rb").read().startswith(b"HTTP/1.0 200 OK"))
        with self.assertRaises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port))

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
