"""A Prometheus of the test's own, on loopback, with a directory of its own."""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import urllib.parse
import urllib.request

from support.clock import eventually, slow
from support.server import free_port


def program(name):
    found = shutil.which(name)
    if found is None:
        raise RuntimeError(f"{name} is not installed: apt-get install prometheus")
    return found


def promtool(*words, stdin=""):
    """(exit status, all it says)."""
    done = subprocess.run([program("promtool"), *words], input=stdin, capture_output=True,
                          text=True, timeout=slow(60))
    return done.returncode, done.stdout + done.stderr


class Prometheus:
    """Scrapes `targets`, "address:port", each second, as the job "kiln"."""

    def __init__(self, targets, rules):
        self._directory = tempfile.TemporaryDirectory(prefix="test-of-prometheus-")
        self._log = os.path.join(self._directory.name, "log")
        self._config = os.path.join(self._directory.name, "prometheus.yml")
        self.port = free_port()
        with open(self._config, "w") as file:
            json.dump({  # which is YAML, too
                "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
                "rule_files": [os.path.abspath(rules)],
                "scrape_configs": [{"job_name": "kiln",
                                    "static_configs": [{"targets": list(targets)}]}]}, file)
        self._process = None

    def start(self):
        with open(self._log, "ab") as log:
            self._process = subprocess.Popen(
                [program("prometheus"), f"--config.file={self._config}",
                 f"--storage.tsdb.path={self._directory.name}/data",
                 f"--web.listen-address=127.0.0.1:{self.port}"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self._directory.name)
        eventually(self._is_ready, 30, "prometheus is ready")
        return self

    def _is_ready(self):
        if self._process.poll() is not None:
            with open(self._log, errors="replace") as log:
                raise RuntimeError(f"prometheus ended: {log.read()[-2000:]}")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/-/ready", timeout=slow(2)):
                return True
        except OSError:
            return False

    def _get(self, path, **parameters):
        url = f"http://127.0.0.1:{self.port}/api/v1/{path}?{urllib.parse.urlencode(parameters)}"
        with urllib.request.urlopen(url, timeout=slow(10)) as reply:
            answer = json.load(reply)
        assert answer["status"] == "success", answer
        assert not answer.get("warnings"), answer
        return answer["data"]

    def query(self, expression):
        """[(labels, value)] now; a bad expression is an HTTPError."""
        data = self._get("query", query=expression)
        assert data["resultType"] == "vector", data
        return [(each["metric"], float(each["value"][1])) for each in data["result"]]

    def targets(self):
        return self._get("targets")["activeTargets"]

    def rules(self):
        return [rule for group in self._get("rules")["groups"] for rule in group["rules"]]

    def firing(self):
        return {alert["labels"]["alertname"] for alert in self._get("alerts")["alerts"]
                if alert["state"] == "firing"}

    def pending_or_firing(self):
        return {alert["labels"]["alertname"] for alert in self._get("alerts")["alerts"]}

    def close(self):
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(timeout=slow(20))
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._directory.cleanup()
