"""The base of integration tests: a nats-server and one engine for a class of tests.

After the last test the engine is drained, and the host must look as it did before.
"""

import base64
import json
import unittest

from support import baseline
from support.clock import SLOWNESS, slow_ms
from support.contract import COMPILER, PROBLEMS, faults_of
from support.kiln import Kiln
from support.nats_client import NatsClient
from support.server import NatsServer


def encoded(code):
    """Source as clients of the compiler subject send it."""
    data = code if isinstance(code, bytes) else code.encode("utf-8")
    return base64.b64encode(data).decode()


def request_body(code, /, language="python", subject=COMPILER, **fields):
    """A request as JSON bytes; `fields` are the optional ones."""
    if subject == COMPILER:
        fields = {"code": encoded(code), **fields}
    else:
        fields = {"code": code, **fields}
    return json.dumps({"language": language, **fields}).encode()


def text_file(name, content):
    """One entry of a request's `files`."""
    return {"name": name, "content": content, "encoding": "text"}


def deadline_headers():
    """On a slow machine the answer may come later, too."""
    return {"Kiln-Deadline-Ms": slow_ms(14_000)} if SLOWNESS > 1 else None


class ServerCase(unittest.TestCase):
    """A class of tests with a nats-server; each test starts the engines it needs."""

    max_payload = 1 << 20
    server_config = ""  # more of the server's configuration
    login = None        # (user, password) of the tests' own connections

    @classmethod
    def make_server(cls):
        return NatsServer(cls.max_payload, settings=cls.server_config)

    @classmethod
    def setUpClass(cls):
        cls.before = baseline.picture()
        cls.server = cls.make_server().start()
        cls.addClassCleanup(baseline.assert_returned, cls.before)
        cls.addClassCleanup(cls.server.close)

    def engine(self, wait_ready=True, **settings):
        """A started engine that is gone, by force if need be, when the test ends."""
        kiln = Kiln(self.server.url, settings)
        self.addCleanup(kiln.finish)
        return kiln.start(wait_ready)

    def connection(self):
        client = NatsClient(self.server.port, user=self.login)
        self.addCleanup(client.close)
        return client

    def checked(self, message, verdict=None):
        """The reply as a dict, after a look at whether it keeps the contract: trouble of ours is
        none that a test takes for a failed program. `verdict`: the one it must have."""
        reply = message.json()
        self.assertEqual([], faults_of(reply), reply)
        if verdict is not None:
            self.assertEqual(verdict, self.verdict(reply), reply)
        elif self.verdict(reply) == "internal_error":
            self.fail(f"trouble of ours: {reply}")
        return reply

    def verdict(self, reply):
        return reply.get("result", {}).get("verdict")

    def assert_ok(self, reply, output):
        self.assertEqual(output, reply["output"], reply)
        self.assertIs(True, reply["success"], reply)
        self.assertEqual("ok", self.verdict(reply), reply)

    def assert_verdict(self, reply, verdict, reason=None, error=None):
        """A job that ran and failed: its verdict and, where they are given, why and the text."""
        self.assertEqual(verdict, self.verdict(reply), reply)
        self.assertIs(False, reply["success"], reply)
        self.assertEqual("Failed to execute code", reply["status_message"], reply)
        if reason is not None:
            self.assertEqual(reason, reply["result"].get("reason"), reply)
        if error is not None:
            self.assertEqual(error, reply["error"], reply)


class EngineCase(ServerCase):
    """A class of tests that share one engine and one connection."""

    settings = {"MAX_WORKERS": 2}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kiln = Kiln(cls.server.url, cls.settings)
        cls.addClassCleanup(cls.kiln.finish)
        cls.kiln.start()
        cls.client = NatsClient(cls.server.port)
        cls.addClassCleanup(cls._stop)

    @classmethod
    def _stop(cls):
        cls.client.close()
        status = cls.kiln.stop()
        if status != 0:
            raise AssertionError(f"kiln serve ended with {status}:\n{cls.kiln.log_text()[-4000:]}")

    def send(self, code, /, language="python", subject=COMPILER, headers=None, **fields):
        body = request_body(code, language, subject, **fields)
        return self.client.send_request(subject, body, headers or deadline_headers())

    def ask(self, code, /, language="python", subject=COMPILER, headers=None, **fields):
        """Sends a program, waits, and returns the checked reply."""
        return self.checked(self.send(code, language, subject, headers, **fields).wait())

    def ask_raw(self, body, subject=COMPILER, headers=None, verdict=None):
        return self.checked(self.client.request(subject, body, headers), verdict)

    def assert_alive(self):
        self.assert_ok(self.ask("print('still here')"), "still here\n")


__all__ = ["COMPILER", "PROBLEMS", "EngineCase", "ServerCase", "encoded", "request_body",
           "text_file"]
