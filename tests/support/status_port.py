"""What an engine says on its HTTP port."""

import http.client
import re
import time

from support.clock import slow
from support.exposition import Scrape

_PORT = re.compile(r"health_port[\"=: ]+(\d+)")

_FRESH = 0.06  # s; an answer may be the one that somebody else had, so long ago


def port_of(kiln):
    return int(_PORT.search(kiln.log_text())[1])


def ask(kiln, path, method="GET"):
    """(status, headers, body) of one request."""
    connection = http.client.HTTPConnection("127.0.0.1", port_of(kiln), timeout=slow(5))
    try:
        connection.request(method, path)
        reply = connection.getresponse()
        return reply.status, dict(reply.getheaders()), reply.read().decode()
    finally:
        connection.close()


def scrape(kiln):
    """What was counted before this call, at least."""
    time.sleep(_FRESH)
    status, headers, text = ask(kiln, "/metrics")
    assert status == 200, (status, text)
    assert headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8", headers
    return Scrape(text)
