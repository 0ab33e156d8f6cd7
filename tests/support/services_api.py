"""What the NATS service API's schemas (io.nats.micro.v1) demand, and a client from npm that knows
nothing of Kiln."""

import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest

from support.clock import slow

_HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "services_client")
_NAME = r"[A-Za-z0-9_-]+"
_VERSION = r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?"
_TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z"


def _text(pattern=r".*"):
    return lambda value: isinstance(value, str) and re.fullmatch(pattern, value) is not None


def _count(value):
    return type(value) is int and value >= 0


def _metadata(value):
    return isinstance(value, dict) and all(isinstance(each, str) for each in value.values())


_COMMON = {"name": _text(_NAME), "id": _text(r".+"), "version": _text(_VERSION),
           "metadata": _metadata}
_ENDPOINT = {"name": _text(_NAME), "subject": _text(r"\S+"), "queue_group": _text()}
_KINDS = {
    "ping": ({}, None),
    "info": ({"description": _text()}, {"metadata": _metadata}),
    "stats": ({"started": _text(_TIME)},
              {"num_requests": _count, "num_errors": _count, "last_error": _text(),
               "processing_time": _count, "average_processing_time": _count}),
}


def _faults(value, rules, where):
    if set(value) != set(rules):
        return [f"{where} has {sorted(value)}, not {sorted(rules)}"]
    return [f"{where}.{key} is {value[key]!r}" for key, good in rules.items()
            if not good(value[key])]


def faults_of(kind, answer):
    """What is wrong with an answer to PING, INFO or STATS, by the schema of its kind."""
    more, of_endpoints = _KINDS[kind]
    rules = {**_COMMON, "type": _text(re.escape(f"io.nats.micro.v1.{kind}_response")), **more}
    if of_endpoints is None:
        return _faults(answer, rules, kind)
    rules["endpoints"] = lambda value: isinstance(value, list)
    faults = _faults(answer, rules, kind)
    if faults:
        return faults
    return [fault for number, endpoint in enumerate(answer["endpoints"])
            for fault in _faults(endpoint, {**_ENDPOINT, **of_endpoints}, f"endpoints[{number}]")]


class ServicesClient:
    """@nats-io/services from npm, in a process of its own."""

    def __init__(self, url):
        for program in ("node", "npm"):
            if shutil.which(program) is None:
                raise unittest.SkipTest(f"{program} is not installed")
        self._folder = tempfile.TemporaryDirectory(prefix="test-of-kiln-npm-")
        for name in ("package.json", "package-lock.json", "client.mjs"):
            shutil.copy(os.path.join(_HERE, name), self._folder.name)
        subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], check=True,
                       cwd=self._folder.name, timeout=slow(120), stdout=subprocess.DEVNULL)
        self._process = subprocess.Popen(
            ["node", "client.mjs", url], cwd=self._folder.name, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True)

    def _command(self, **command):
        self._process.stdin.write(json.dumps(command) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise AssertionError("the client from npm ended")
        answer = json.loads(line)
        if isinstance(answer, dict) and "failed" in answer:
            raise AssertionError(f"the client from npm says: {answer['failed']}")
        return answer

    def ask(self, kind, **who):
        """Every answer to PING, INFO or STATS; `who` is name and id, or nothing for all."""
        return self._command(ask=kind, **who)

    def request(self, subject, body):
        return self._command(request=subject, body=body)

    def close(self):
        self._process.stdin.close()
        self._process.wait(timeout=slow(10))
        self._process.stdout.close()
        self._folder.cleanup()
