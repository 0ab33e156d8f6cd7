"""One client that sends as much as a socket takes, and reads what comes back or does not."""

import json
import re
import socket
import threading
import time

from support.clock import slow

_SENT_AT_ONCE = 1 << 20
_MESSAGE = re.compile(rb"^H?MSG _INBOX\.flood\.", re.M)


def publish_lines(count, payload=b"x", subject="compiler.execute.request", reply="_INBOX.flood.%d"):
    """`count` PUBs as a list of chunks, ready to be sent. `reply`: "" for none."""
    chunks, parts, size = [], [], 0
    for number in range(count):
        inbox = (reply % number if "%d" in reply else reply) + " " if reply else ""
        part = b"PUB %s %s%d\r\n%s\r\n" % (subject.encode(), inbox.encode(), len(payload), payload)
        parts.append(part)
        size += len(part)
        if size >= _SENT_AT_ONCE:
            chunks.append(b"".join(parts))
            parts, size = [], 0
    chunks.append(b"".join(parts))
    return chunks


class Flooder:
    """A connection of its own; counts the messages that come to _INBOX.flood.* ."""

    def __init__(self, port, reads=True):
        self.received = 0
        self.busy = 0
        self._reads = reads
        self._over = threading.Event()
        self._pong = threading.Event()
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=slow(5))
        self._socket.recv(65536)  # INFO
        options = {"verbose": False, "pedantic": False, "headers": True, "no_responders": True,
                   "lang": "python", "version": "1", "protocol": 1, "name": "flooder"}
        self._socket.sendall(b"CONNECT " + json.dumps(options).encode() +
                             b"\r\nSUB _INBOX.flood.* 1\r\nPING\r\n")
        self._socket.settimeout(None)
        self._reader = threading.Thread(target=self._read if reads else self._ignore, daemon=True)
        self._reader.start()
        if reads and not self._pong.wait(timeout=slow(5)):
            raise AssertionError("the server does not answer")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self._over.set()
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self._socket.close()
        self._reader.join(timeout=slow(5))

    def send(self, chunks):
        """Sends all of it, and returns when the server has it: how many seconds that took."""
        started = time.monotonic()
        self._pong.clear()
        try:
            for chunk in chunks:
                self._socket.sendall(chunk)
            self._socket.sendall(b"PING\r\n")
        except OSError:
            if self._reads:
                raise
            return time.monotonic() - started  # the server has dropped it, as it may
        if self._reads and not self._pong.wait(timeout=slow(20)):
            raise AssertionError("the server did not take the flood")
        return time.monotonic() - started

    def _read(self):
        rest = b""
        while True:
            try:
                data = self._socket.recv(1 << 20)
            except OSError:
                data = b""
            if not data:
                return
            if b"PONG\r\n" in data:
                self._pong.set()
            data = rest + data
            whole = data.rfind(b"\n") + 1  # a line that is cut is counted with the next read
            self.received += len(_MESSAGE.findall(data, 0, whole))
            self.busy += data.count(b'"error":"job queue full', 0, whole)
            rest = data[whole:]

    def _ignore(self):
        self._over.wait()
