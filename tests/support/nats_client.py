"""A NATS client over a plain socket, written independently of the one inside Kiln.

It keeps many requests in flight on one connection and remembers every reply to each of them, so
that a test can see a second answer. It reconnects only when told to: tests decide when.
"""

import dataclasses
import itertools
import json
import queue
import socket
import threading
import time
import uuid

from support.clock import slow


class NatsError(Exception):
    """The server or the connection did not do what was asked."""


class NoResponders(NatsError):
    """Nobody subscribes to the subject of the request."""


@dataclasses.dataclass(frozen=True)
class Message:
    subject: str
    data: bytes
    reply: str = ""
    headers: dict = dataclasses.field(default_factory=dict)
    status: str = ""

    def json(self):
        return json.loads(self.data.decode("utf-8"))


class Pending:
    """One request on its way, with every reply that came to it."""

    def __init__(self, subject):
        self.subject = subject
        self.sent = time.monotonic()
        self.messages = queue.Queue()
        self.replies = []

    def wait(self, timeout=20.0):
        """The next reply. NoResponders if the server says that nobody listens."""
        try:
            message = self.messages.get(timeout=slow(timeout))
        except queue.Empty:
            raise NatsError(f"no reply on {self.subject} within {timeout} s") from None
        if message.status == "503":
            raise NoResponders(f"nobody subscribes to {self.subject}")
        self.replies.append(message)
        return message

    def extra_replies(self):
        """What came beyond the replies that wait() gave out."""
        return list(self.messages.queue)


class NatsClient:
    def __init__(self, port, host="127.0.0.1", name="test client", user=None, inboxes="_INBOX"):
        """`user` is (name, password); `inboxes` is what its own inbox lies under."""
        self.address = (host, port)
        self.name = name
        self.user = user
        self.info = {}
        self.errors = []  # -ERR lines of the server
        self._inbox = f"{inboxes}.{uuid.uuid4().hex}"
        self._pending = {}
        self._subscriptions = {}  # sid -> (subject, queue group, receiver)
        self._sids = itertools.count(1)
        self._request_numbers = itertools.count(1)
        self._pongs = queue.Queue()
        self._write_lock = threading.Lock()
        self._socket = None
        self._reader = None
        self._subscriptions[next(self._sids)] = (f"{self._inbox}.*", "", self._take_reply)
        self.connect()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    # ---- the connection ------------------------------------------------------------------

    def connect(self, timeout=5.0):
        """Connects and subscribes anew to everything this client listens to."""
        self._socket = socket.create_connection(self.address, timeout=slow(timeout))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        stream = self._socket.makefile("rb")
        line = stream.readline()
        if not line.startswith(b"INFO "):
            raise NatsError(f"the server greets with {line[:40]!r}")
        self.info = json.loads(line[5:])
        self._socket.settimeout(None)
        self._pongs = queue.Queue()
        options = {"verbose": False, "pedantic": False, "headers": True, "no_responders": True,
                   "lang": "python", "version": "1", "protocol": 1, "name": self.name}
        if self.user is not None:
            options["user"], options["pass"] = self.user
        self._send(b"CONNECT " + json.dumps(options).encode() + b"\r\n")
        self._reader = threading.Thread(target=self._read, args=(stream, self._pongs), daemon=True)
        self._reader.start()
        for sid, (subject, group, _) in self._subscriptions.items():
            self._send(f"SUB {subject} {group} {sid}\r\n".encode())
        self.flush(timeout)

    def reconnect(self, timeout=10.0):
        """Tries until the server accepts again."""
        self.close()
        end = time.monotonic() + slow(timeout)
        while True:
            try:
                return self.connect()
            except (OSError, NatsError):
                if time.monotonic() > end:
                    raise
                time.sleep(0.02)

    def close(self):
        if self._socket is None:
            return
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self._socket.close()
        if self._reader is not None:
            self._reader.join(timeout=5)
        self._socket = None

    def flush(self, timeout=5.0):
        """Returns when the server has seen everything sent before."""
        self._send(b"PING\r\n")
        try:
            self._pongs.get(timeout=slow(timeout))
        except queue.Empty:
            raise NatsError(f"no PONG within {timeout} s; {self.errors}") from None

    def _send(self, data):
        with self._write_lock:
            if self._socket is None:
                raise NatsError("not connected")
            try:
                self._socket.sendall(data)
            except OSError as error:
                raise NatsError(f"cannot send: {error}") from error

    # ---- what goes out -------------------------------------------------------------------

    def publish(self, subject, data=b"", reply="", headers=None):
        data = data.encode() if isinstance(data, str) else bytes(data)
        if headers:
            block = "NATS/1.0\r\n" + "".join(f"{k}: {v}\r\n" for k, v in headers.items()) + "\r\n"
            head = block.encode()
            line = f"HPUB {subject} {reply} {len(head)} {len(head) + len(data)}\r\n".encode()
            self._send(line + head + data + b"\r\n")
        else:
            self._send(f"PUB {subject} {reply} {len(data)}\r\n".encode() + data + b"\r\n")

    def publish_status(self, subject, status):
        """What looks like a word of the server itself: a status, and no data."""
        head = f"NATS/1.0 {status}\r\n\r\n".encode()
        self._send(f"HPUB {subject} {len(head)} {len(head)}\r\n".encode() + head + b"\r\n")

    def subscribe(self, subject, group=""):
        """A queue.Queue that receives every Message on `subject`."""
        received = queue.Queue()
        sid = next(self._sids)
        self._subscriptions[sid] = (subject, group, received.put)
        self._send(f"SUB {subject} {group} {sid}\r\n".encode())
        return received

    def send_request(self, subject, data=b"", headers=None):
        """Sends and does not wait: the answer comes to the Pending that is returned."""
        number = str(next(self._request_numbers))
        pending = Pending(subject)
        self._pending[number] = pending
        self.publish(subject, data, f"{self._inbox}.{number}", headers)
        return pending

    def request(self, subject, data=b"", headers=None, timeout=20.0):
        return self.send_request(subject, data, headers).wait(timeout)

    # ---- what comes in -------------------------------------------------------------------

    def _take_reply(self, message):
        pending = self._pending.get(message.subject.rpartition(".")[2])
        if pending is not None:
            pending.messages.put(message)

    def _read(self, stream, pongs):
        try:
            while True:
                line = stream.readline()
                if not line:
                    return
                verb, _, rest = line.rstrip(b"\r\n").partition(b" ")
                if verb in (b"MSG", b"HMSG"):
                    self._deliver(stream, verb, rest.decode().split())
                elif verb == b"PING":
                    self._send(b"PONG\r\n")
                elif verb == b"PONG":
                    pongs.put(True)
                elif verb == b"-ERR":
                    self.errors.append(rest.decode())
        except (OSError, ValueError, NatsError):
            return  # the connection is gone; whoever waits notices by its own time limit

    def _deliver(self, stream, verb, words):
        total = int(words.pop())
        head_size = int(words.pop()) if verb == b"HMSG" else 0
        subject, sid = words[0], int(words[1])
        reply = words[2] if len(words) > 2 else ""
        payload = stream.read(total + 2)[:total]
        status, headers = _parse_headers(payload[:head_size]) if head_size else ("", {})
        entry = self._subscriptions.get(sid)
        if entry is not None:
            entry[2](Message(subject, payload[head_size:], reply, headers, status))


def _parse_headers(block):
    lines = block.decode("utf-8", "replace").split("\r\n")
    status = lines[0].removeprefix("NATS/1.0").strip().split(" ")[0]
    pairs = (line.partition(":") for line in lines[1:] if line)
    return status, {name: value.strip() for name, _, value in pairs}
