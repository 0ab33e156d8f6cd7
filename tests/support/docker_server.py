"""A stand-in for Docker's API on a unix socket: an exec runs on this host, in its own directory.

It knows the few requests that kiln bench makes. What it cannot show: that a real Docker answers
so, and what that costs.
"""

import http.server
import json
import os
import socketserver
import struct
import subprocess
import tempfile
import threading
import time
import uuid


class _Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True


class DockerServer:
    """`containers` are those that are there; `images` those that may be asked for.

    A container starts after `start_takes` seconds, or never.
    """

    def __init__(self, images=("image",), refuses_start=False, start_takes=0):
        self.images = images
        self.refuses_start = refuses_start
        self.start_takes = start_takes
        self.containers, self.made, self.execs = {}, [], {}
        self._directory = tempfile.TemporaryDirectory(prefix="test-of-kiln-docker-")
        self.socket = os.path.join(self._directory.name, "socket")
        self._server = _Server(self.socket, self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        self._directory.cleanup()

    def answer(self, method, path, body):
        """(status, JSON value or bytes)"""
        parts = path.partition("?")[0].strip("/").split("/")
        if parts == ["_ping"]:
            return 200, b"OK"
        if parts[0] == "images":
            known = "/".join(parts[1:-1]) in self.images
            return (200, {}) if known else (404, {"message": "no such image"})
        if parts == ["containers", "create"]:
            name = uuid.uuid4().hex
            self.containers[name] = body
            self.made.append(name)
            return 201, {"Id": name, "Warnings": []}
        if parts[0] == "containers" and parts[1] not in self.containers:
            return 404, {"message": "no such container"}
        if method == "DELETE":
            del self.containers[parts[1]]
            return 204, b""
        if parts[2:] == ["start"] and parts[0] == "containers":
            time.sleep(self.start_takes)
            return (500, {"message": "no room"}) if self.refuses_start else (204, b"")
        if parts[2:] == ["exec"]:
            name = uuid.uuid4().hex
            self.execs[name] = {"command": body["Cmd"], "status": None}
            return 201, {"Id": name}
        if parts[2:] == ["start"]:
            return 200, self._run(self.execs[parts[1]])
        return 200, {"ExitCode": self.execs[parts[1]]["status"]}

    def _run(self, execution):
        with tempfile.TemporaryDirectory(dir=self._directory.name) as place:
            command = [word.replace("cd /tmp", f"cd {place}", 1) for word in execution["command"]]
            done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
        execution["status"] = done.returncode
        return b"".join(struct.pack(">BxxxI", kind, len(text)) + text
                        for kind, text in ((1, done.stdout), (2, done.stderr)) if text)

    def _handler(self):
        docker = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def respond(self):
                length = int(self.headers.get("Content-Length") or 0)
                body = json.loads(self.rfile.read(length)) if length else None
                status, value = docker.answer(self.command, self.path, body)
                data = value if isinstance(value, bytes) else json.dumps(value).encode()
                self.send_response(status)
                if self.path.startswith("/exec/") and self.path.endswith("/start"):
                    self.close_connection = True  # a raw stream ends with its connection
                else:
                    self.send_header("Content-Length", str(len(data)))
                try:
                    self.end_headers()
                    self.wfile.write(data)
                except OSError:
                    pass  # who asked does not wait for the answer any more

            do_GET = do_POST = do_DELETE = respond

            def address_string(self):
                return "unix"

            def log_message(self, *_):
                pass

        return Handler
