"""A stand-in for a log collector: takes records as Better Stack does, or fails as it is told."""

import gzip
import http.server
import json
import ssl
import threading
import time


class Collector:
    """`mode` may change at any time: "accept", "stall" (says nothing), or a status such as 500."""

    def __init__(self, token, mode="accept", port=0, identity=None):
        """`identity`: (key, certificate), where it speaks TLS."""
        self.mode = mode
        self.records = []  # of every accepted request, in order
        self.batches = []  # their numbers of records
        self.faults = []   # what was wrong with requests
        self.requests = 0
        self._token = token
        self._ended = threading.Event()
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                outer._take(self)

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._server.daemon_threads = True
        if identity is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(identity[1], identity[0])
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        self.port = self._server.server_address[1]
        self.url = f"http{'s' if identity else ''}://127.0.0.1:{self.port}/upload"

    def _take(self, request):
        self.requests += 1
        body = request.rfile.read(int(request.headers["Content-Length"]))
        while self.mode == "stall" and not self._ended.is_set():
            time.sleep(0.02)
        status = 202 if self.mode == "accept" else 503 if self._ended.is_set() else self.mode
        if status == 202:
            try:
                self._keep(request, body)
            except (ValueError, KeyError, AssertionError, OSError) as error:
                self.faults.append(repr(error))
        request.send_response(status)
        request.send_header("Content-Length", "0")
        request.end_headers()

    def _keep(self, request, body):
        assert request.path == "/upload", request.path
        assert request.headers["Authorization"] == f"Bearer {self._token}", "another token"
        assert request.headers["Content-Type"] == "application/json", request.headers["Content-Type"]
        assert request.headers["Content-Encoding"] == "gzip", request.headers["Content-Encoding"]
        records = json.loads(gzip.decompress(body))
        assert isinstance(records, list) and records, records
        self.records.extend(records)
        self.batches.append(len(records))

    def messages(self):
        return [record["message"] for record in self.records]

    def close(self):
        self._ended.set()
        self._server.shutdown()
        self._server.server_close()
