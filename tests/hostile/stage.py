"""Where hostile programs are let loose: a nats-server, an engine, and bait on the host."""

import contextlib
import ctypes
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import threading
import time

from hostile.host import Host
from hostile.program import request_fields
from support.case import COMPILER, request_body
from support.clock import slow_ms
from support.contract import faults_of
from support.kiln import Kiln, copy_of_installation
from support.nats_client import NatsClient
from support.server import NatsServer

# A language whose compile step runs the source: what a compiler could be talked into, it does.
_PLANTER = """name         = planter
source_file  = main.py
version_argv = /usr/bin/python3 --version
compile_argv = /usr/bin/python3 {source} {sources}
run_argv     = /bin/cat {program}
artifacts    = program
package      = python3
"""


WARM = os.environ.get("KILN_TEST_WARM", "python")


class Bait:
    """Things of the host a program might reach. touched() says whether one did."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="test-of-kiln-host-")
        os.chmod(self.folder, 0o777)
        self.secret = "bait-" + secrets.token_hex(12)
        self.file = os.path.join(self.folder, "secret")
        with open(self.file, "w") as file:
            file.write(self.secret + "\n")
        os.chmod(self.file, 0o666)
        self.sleeper = subprocess.Popen(["/bin/sleep", "100000"], stdin=subprocess.DEVNULL)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.abstract = "test-of-kiln-" + secrets.token_hex(6)
        self.local = socket.socket(socket.AF_UNIX)
        self.local.bind("\0" + self.abstract)
        self.local.listen()
        self.visits = []
        for listener in (self.listener, self.local):
            threading.Thread(target=self._greet, args=(listener,), daemon=True).start()
        self.before = self._state()

    def _greet(self, listener):
        with contextlib.suppress(OSError):
            while True:
                visitor, _ = listener.accept()
                self.visits.append(listener.getsockname())
                visitor.close()

    def _state(self):
        about = os.stat(self.file)
        with open(self.file) as file:
            return (sorted(os.listdir(self.folder)), file.read(), about.st_mode, about.st_uid,
                    about.st_nlink, socket.gethostname(), os.getpriority(os.PRIO_PROCESS,
                                                                         self.sleeper.pid))

    def touched(self):
        found = []
        if self.sleeper.poll() is not None:
            found.append("a process of the host was killed")
        if self._state() != self.before:
            found.append("the bait was changed")
        if self.visits:
            found.append(f"a listener of the host was reached: {self.visits.pop()!r}")
        return found

    def close(self):
        self.sleeper.kill()
        self.sleeper.wait()
        for listener in (self.listener, self.local):
            listener.close()
        shutil.rmtree(self.folder)


def _own_prefix(folder):
    """A copy of the installed engine with the planter language beside the others."""
    binary = copy_of_installation(folder)
    languages = os.path.join(folder, "share", "kiln", "languages")
    with open(os.path.join(languages, "planter.lang"), "w") as file:
        file.write(_PLANTER)
    return binary


def _try_inotify():
    instance = ctypes.CDLL(None).inotify_init()
    if instance < 0:
        return ["ESCAPED: the host's root cannot make an inotify instance"]
    os.close(instance)
    return []


_MEANWHILE = {"inotify": _try_inotify}


class Stage:
    """One nats-server and one engine with `workers` containers. A context manager."""

    def __init__(self, workers=2):
        self.workers = workers
        self._all = contextlib.ExitStack()

    def __enter__(self):
        with contextlib.ExitStack() as building:
            self.prefix = building.enter_context(tempfile.TemporaryDirectory(
                prefix="test-of-kiln-prefix-"))
            os.chmod(self.prefix, 0o755)  # also an ordinary user's engine starts from there
            self.bait = Bait()
            building.callback(self.bait.close)
            self.server = NatsServer().start()
            building.callback(self.server.close)
            self.kiln = Kiln(self.server.url, {
                "MAX_WORKERS": self.workers, "KILN_MAX_CODE_BYTES": 900_000,
                # What is kept of compilers is descriptors, which the baseline counts.
                "KILN_CACHE_MB": 0, "KILN_PREAMBLES_MB": 0,
                # One warm runtime that forks, or what is asked for: of several, a waiting cell has
                # the one that was used last, and nothing would be as it was.
                "KILN_WARM": WARM,
                "KILN_RUN_WALL_MS": slow_ms(10_000), "KILN_RUN_CPU_MS": slow_ms(10_000)},
                             binary=_own_prefix(self.prefix))
            building.callback(self.kiln.finish)
            self.kiln.start()
            self.client = NatsClient(self.server.port)
            building.callback(self.client.close)
            self.settle(2)  # what is done once is done
            self.host = Host(self.kiln)
            self._replaced = 0
            self._all = building.pop_all()
        return self

    def __exit__(self, *_):
        self._all.close()

    def settle(self, times):
        """Lets each container run a program, always the same, so that its waiting cell has the same
        runtime ahead."""
        source, language = ("console.log(1)", "js") if WARM == "js" else ("print(1)", "python")
        for _ in range(times * self.workers):
            self.ask_source(source, language)

    def shown(self):
        """Paths that this build puts into a container: the host's own, and its files for /etc."""
        share = os.path.join(self.prefix, "share", "kiln")
        with open(os.path.join(share, "host-root.conf")) as file:
            lines = [line.partition("#")[0].strip() for line in file]
        return [line for line in lines if line] + \
            [f"/etc/{name}" for name in os.listdir(os.path.join(share, "etc"))]

    def stands_for(self):
        return {"SHOWN": " ".join(self.shown()),
                "BAIT": self.bait.file, "BAIT_FOLDER": self.bait.folder,
                "PID": self.bait.sleeper.pid, "PORT": self.bait.listener.getsockname()[1],
                "NATS_PORT": self.server.port, "ABSTRACT": self.bait.abstract,
                "HOST_IP": _address_of_host(), "ENGINE_PID": self.kiln.process.pid}

    def send_source(self, source, language="python", **fields):
        body = request_body(source, language, **fields)
        return self.client.send_request(COMPILER, body, {"Kiln-Deadline-Ms": slow_ms(30_000)})

    def ask_source(self, source, language="python", **fields):
        return self.send_source(source, language, **fields).wait(slow_ms(40) / 1000 + 40).json()

    def send(self, program, args=()):
        source, fields = request_fields(program, self.stands_for(), args)
        return self.send_source(source, program.language, **fields)

    def ask(self, program):
        """(the reply, what the host could not do meanwhile)."""
        pending, hindered = self.send(program), []
        check = _MEANWHILE.get(program.fields.get("meanwhile"))
        while check is not None and pending.messages.empty():
            hindered = hindered or check()
            time.sleep(0.02)
        return pending.wait(60).json(), hindered

    def replaced(self):
        """The engine's lines on containers that it threw away since the last call."""
        lines = [line for line in self.kiln.log_text().split("\n") if " is replaced: " in line]
        fresh, self._replaced = lines[self._replaced:], len(lines)
        return fresh

    def faults(self, program, reply):
        """What is wrong with the verdict, the words, or the bait."""
        lines = [f"contract: {fault}" for fault in faults_of(reply)]
        result = reply.get("result") or {}
        said = text_of(result)
        if result.get("verdict") not in program.expected:
            lines.append(f"verdict {result.get('verdict')!r} ({result.get('reason')!r}), expected "
                         f"{' or '.join(program.expected)}: {reply.get('error')!r}")
        elif program.fields.get("reason", result.get("reason")) != result.get("reason"):
            lines.append(f"reason {result.get('reason')!r}, expected {program.fields['reason']}")
        lines += [f"it said {line}" for line in said.split("\n")
                  if line.startswith(("ESCAPED", "REACHED"))]
        lines += [f"it never said {wanted.pattern}" for wanted in program.fields["says"]
                  if not wanted.search(said)]
        whole = said + "\n" + str(reply.get("output")) + str(reply.get("error"))
        lines += [f"found {unwanted.pattern}" for unwanted in program.fields["never"]
                  if unwanted.search(whole)]
        if self.bait.secret in whole:
            lines.append("ESCAPED: the bait's content is in the reply")
        return lines + [f"ESCAPED: {fact}" for fact in self.bait.touched()]


def text_of(result):
    """What a program said, both streams of both steps, one after another."""
    return "\n".join((result.get(step) or {}).get(stream) or ""
                     for step in ("compile", "run") for stream in ("stdout", "stderr"))


def _address_of_host():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return probe.getsockname()[0]
        except OSError:
            return "127.0.0.1"
