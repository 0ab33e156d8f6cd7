"""A nats-server of the test's own on a loopback port."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile

from support.clock import eventually, slow


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def cluster(count):
    """Servers of one cluster, not started."""
    routes = [f"127.0.0.1:{free_port()}" for _ in range(count)]
    listed = ", ".join(f'"nats-route://{route}"' for route in routes)
    return [NatsServer(settings=f'''server_name: node-{number}
cluster {{ name: of-a-test, listen: "{route}", routes: [{listed}] }}
''') for number, route in enumerate(routes)]


def server_program():
    places = os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin:/usr/local/bin"
    program = shutil.which("nats-server", path=places)
    if program is None:
        raise RuntimeError("nats-server is not installed: apt-get install nats-server")
    return program


class NatsServer:
    """Made with a port, it can be started again there after kill() or stop().

    `settings` are further lines of its configuration, `environment` what $NAME in them means;
    {directory} in them is a place of its own.
    """

    def __init__(self, max_payload=1 << 20, port=None, settings="", environment=()):
        self.port = port or free_port()
        self.url = f"nats://127.0.0.1:{self.port}"
        self._directory = tempfile.TemporaryDirectory(prefix="test-of-kiln-nats-")
        self._log = os.path.join(self._directory.name, "log")
        self._config = os.path.join(self._directory.name, "config")
        with open(self._config, "w") as file:
            file.write(f"host: 127.0.0.1\nport: {self.port}\nmax_payload: {max_payload}\n")
            file.write(settings.replace("{directory}", self._directory.name))
        self._environment = {**os.environ, **dict(environment)}
        self._process = None

    def start(self):
        with open(self._log, "ab") as log:
            self._process = subprocess.Popen(
                [server_program(), "-c", self._config], stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, start_new_session=True, env=self._environment)
        eventually(self._accepts, 10, "nats-server accepts connections")
        return self

    def _accepts(self):
        if self._process.poll() is not None:
            with open(self._log, errors="replace") as log:
                raise RuntimeError(f"nats-server ended: {log.read()[-2000:]}")
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=slow(1)) as probe:
                return probe.recv(5) == b"INFO "
        except OSError:
            return False

    def kill(self):
        """Ends it as a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self):
        self._end(signal.SIGTERM)

    def _end(self, number):
        if self._process is None:
            return
        self._process.send_signal(number)
        try:
            self._process.wait(timeout=slow(10))
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def close(self):
        self.stop()
        self._directory.cleanup()
