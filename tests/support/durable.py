"""Stored jobs in tests: a nats-server with JetStream, and the few words its clients need."""

import json
import time

from support.case import ServerCase, request_body
from support.clock import eventually, slow, slow_ms
from support.nats_client import NatsClient, NatsError, NoResponders
from support.contract import PROBLEMS

SUBMIT = "kiln.jobs.submit"
JETSTREAM = 'jetstream { store_dir: "{directory}/jetstream", max_file_store: 2G }\n'

# Of engines in these tests: short times, so that what is lost comes back soon.
SETTINGS = {"MAX_WORKERS": 2, "KILN_WARM": "off", "KILN_ACK_WAIT_MS": slow_ms(2000)}


def body(code, /, language="python", **fields):
    return request_body(code, language, PROBLEMS, **fields)


class JetStream:
    """JetStream's API by hand, apart from the one inside Kiln."""

    def __init__(self, client):
        self.client = client

    def ask(self, subject, request=None):
        data = b"" if request is None else json.dumps(request).encode()
        return self.client.request(f"$JS.API.{subject}", data).json()

    def last(self, stream, subject):
        """The last message on a subject as JetStream tells it, or None."""
        return self.ask(f"STREAM.MSG.GET.{stream}", {"last_by_subj": subject}).get("message")

    def stream(self, name):
        return self.ask(f"STREAM.INFO.{name}")

    def consumer(self, stream="KILN_WORK", name="kiln-workers"):
        return self.ask(f"CONSUMER.INFO.{stream}.{name}")


class DurableCase(ServerCase):
    """A class of tests with a nats-server that has JetStream."""

    server_config = JETSTREAM

    def worker(self, **settings):
        """An engine that takes stored jobs."""
        kiln = self.engine(**{**SETTINGS, **settings})
        eventually(lambda: "durable jobs are on" in kiln.log_text(), 10, "durable jobs are on")
        return kiln

    def jetstream(self):
        return JetStream(self.connection())

    def submit(self, client, code, /, headers=None, **fields):
        return client.request(SUBMIT, body(code, **fields), headers).json()

    def submitted(self, client, code, /, headers=None, **fields):
        """The id of a job that was stored."""
        answer = self.submit(client, code, headers, **fields)
        self.assertEqual("queued", answer.get("state"), answer)
        return answer["id"]

    def get(self, client, job, wait=0.0, timeout=30.0):
        headers = {"Kiln-Wait-Ms": slow_ms(int(wait * 1000))} if wait else None
        return client.request(f"kiln.jobs.get.{job}", b"", headers, timeout=timeout)

    def result(self, client, job, wait=15.0, verdict=None):
        """The usual reply that a job came to."""
        return self.checked(self.get(client, job, wait), verdict)

    def state(self, client, job):
        return self.get(client, job).json().get("state")
