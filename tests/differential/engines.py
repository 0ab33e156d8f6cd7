"""Two engines, one that starts everything cold and one that may take it from the gate.

Each has a nats-server of its own, since engines on one server share their requests.
"""

import os
import re
import time
from concurrent.futures import ThreadPoolExecutor

from support.case import request_body
from support.clock import slow
from support.contract import COMPILER, faults_of
from support.kiln import ROOT, Kiln
from support.nats_client import NatsClient
from support.server import NatsServer

WORKERS = 2
_WAIT = 55  # seconds for a reply

# A busy machine must not decide a verdict: what looks at wall time brings a limit of its own.
_PATIENCE = {"KILN_COMPILE_WALL_MS": 30_000, "KILN_RUN_WALL_MS": 20_000,
             "KILN_COMPILER_DEADLINE_MS": 50_000}

_LANGUAGES = os.path.join(ROOT, "worker-image", "languages")
_PREPARED_WITHIN = 20  # seconds
_GAP = 4  # seconds

# Lines that a preamble may have.
_LEADING = re.compile(rb"(?:[ \t]*(?:#[ \t]*(?:include[ \t]*<|define\b)[^\n\\]*|//[^\n\\]*|)\r?\n)*")

_MAX_PAYLOAD = 8 << 20  # what a program writes stands in the reply twice, escaped


def warm_headers(language):
    """The sets of headers that the catalogue has warm compilers for."""
    with open(os.path.join(_LANGUAGES, f"{language}.lang")) as file:
        words = [line.split() for line in file]
    return next((line[2:] for line in words if line[:2] == ["warm_headers", "="]), [])


class Engine:
    """One nats-server, one `kiln serve` and a connection to it; ask() from any thread."""

    def __init__(self, warm, preambles=False):
        self._server = NatsServer(_MAX_PAYLOAD).start()
        settings = {"MAX_WORKERS": WORKERS, "KILN_CACHE_MB": 0, "KILN_WARM": warm,
                    "KILN_PREAMBLES_MB": 512 if preambles else 0, **_PATIENCE}
        self._kiln = Kiln(self._server.url, settings)
        self._client = None
        try:
            self._kiln.start()
            self._client = NatsClient(self._server.port)
        except BaseException:
            self.close()
            raise

    def ask(self, program):
        """The reply to a program, decoded; AssertionError if it breaks the contract."""
        body = request_body(program.source, program.language, **program.fields)
        pending = self._client.send_request(COMPILER, body)
        reply = pending.wait(_WAIT).json()
        faults = faults_of(reply)
        if faults:
            raise AssertionError(f"{program.title}: {faults}: {reply}")
        return reply

    def ask_all(self, programs):
        """The replies in the order of the programs, as many in flight as there are workers."""
        with ThreadPoolExecutor(WORKERS) as threads:
            return list(threads.map(self.ask, programs))

    def warm_up(self, language):
        """Sends sources until every container has the warm compilers they ask for. What is not warm
        then shows in the counts."""
        for headers in warm_headers(language):
            lines = [f"#include <{header}>\n" for header in headers.split(",")]
            body = request_body("".join(lines) + "int main() { return 0; }\n", language)
            self._send_until_warm(body, WORKERS)

    def teach(self, program):
        """Sends what the program begins with until that is learnt, or is plainly not going to be."""
        head = _LEADING.match(program.source).group()
        if b"include" in head:
            source = (head + b"int main() { return 0; }\n").decode(errors="replace")
            self._send_until_warm(request_body(source, program.language), 1)

    def _send_until_warm(self, body, at_once):
        end = time.monotonic() + slow(_PREPARED_WITHIN)
        while time.monotonic() < end:
            pending = [self._client.send_request(COMPILER, body) for _ in range(at_once)]
            if all(each.wait(_WAIT).json()["result"]["warm"] for each in pending):
                break
            # What is prepared ahead gives way to jobs: it is where none comes for long enough, or in
            # a container that none needs.
            time.sleep(slow(_GAP if at_once == WORKERS else 1))

    def close(self):
        """Drains the engine; AssertionError unless it ends with 0."""
        if self._client is not None:
            self._client.close()
        try:
            status = self._kiln.stop() if self._kiln.process is not None else None
            log = self._kiln.log_text()[-4000:]
        finally:
            self._kiln.finish()
            self._server.close()
        if status:
            raise AssertionError(f"kiln serve ended with {status}:\n{log}")


class Pair:
    """Both engines, while the block runs. With `learnt` the second one starts everything cold, too,
    and learns what each program begins with before it is sent."""

    def __init__(self, learnt=False):
        self.learnt = learnt

    def __enter__(self):
        self.cold = Engine("off")
        try:
            self.warm = Engine("off" if self.learnt else "all", preambles=self.learnt)
        except BaseException:
            self.cold.close()
            raise
        return self

    def __exit__(self, *_):
        try:
            self.cold.close()
        finally:
            self.warm.close()
