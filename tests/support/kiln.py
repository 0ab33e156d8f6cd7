"""Starts and ends the program under test."""

import os
import re
import shutil
import signal
import subprocess
import tempfile

from support import ordinary_user, processes
from support.clock import eventually, slow

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

# A log line with this means: containers stand ready and both subjects are subscribed.
READY = re.compile(r"\bready\b")

_OURS = re.compile(r"^(KILN_(?!TEST_|BIN$)|MAX_|WORKER_|NATSURL$|PORT$|ENVIRONMENT$|BETTERSTACK|BAN_)")


def program():
    return os.environ.get("KILN_BIN") or os.path.join(ROOT, "build", "release", "bin", "kiln")


def environment(settings=()):
    """This process's environment without anything Kiln reads, plus `settings`."""
    result = {name: value for name, value in os.environ.items() if not _OURS.match(name)}
    result.update({name: str(value) for name, value in dict(settings).items()})
    return result


def copy_of_installation(folder):
    """What is installed, copied, so that a test may change it; its binary."""
    prefix = os.path.dirname(os.path.dirname(os.path.realpath(program())))
    for part in ("libexec", "share"):
        shutil.copytree(os.path.join(prefix, part), os.path.join(folder, part))
    os.mkdir(os.path.join(folder, "bin"))
    return shutil.copy2(program(), os.path.join(folder, "bin"))


def command(*words, settings=(), stdin=b"", timeout=60.0, binary=None, cwd=None):
    """Runs one `kiln ...` to its end; stdout and stderr are bytes."""
    return subprocess.run([binary or program(), *words], input=stdin, capture_output=True,
                          env=environment(settings), timeout=slow(timeout), cwd=cwd)


class Kiln:
    """One `kiln serve`. Everything it says is in log_text(), also after its end."""

    def __init__(self, nats_url, settings=(), binary=None, words=()):
        """`words` are further ones of its command line."""
        self._words = list(words)
        self.settings = {"NATSURL": nats_url, "PORT": "0", **dict(settings)}
        self._binary = binary or program()
        self._gift = ordinary_user.Gift() if ordinary_user.wanted() else None
        self._log = tempfile.NamedTemporaryFile(prefix="test-of-kiln-log-")
        self.process = None

    def start(self, wait_ready=True):
        words, settings = [self._binary, "serve", *self._words], dict(self.settings)
        if self._gift is not None:
            words = self._gift.words(words)
            settings.update(self._gift.settings())
        self.process = subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log,
            env=environment(settings), start_new_session=True)
        if wait_ready:
            self.wait_ready()
        return self

    def log_text(self):
        with open(self._log.name, errors="replace") as file:
            return file.read()

    def is_ready(self):
        if self.process.poll() is not None:
            raise AssertionError(
                f"kiln serve ended with {self.process.returncode}:\n{self.log_text()[-4000:]}")
        return READY.search(self.log_text()) is not None

    def wait_ready(self, within=20.0):
        try:
            eventually(self.is_ready, within, "kiln serve says that it is ready")
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.log_text()[-4000:]}") from None

    def family(self):
        """The engine, its spawner, its containers and all they run, as identities."""
        return processes.tree(self.process.pid)

    def signal(self, number):
        self.process.send_signal(number)

    def wait(self, within=20.0):
        """Its exit status."""
        try:
            return self.process.wait(timeout=slow(within))
        except subprocess.TimeoutExpired:
            raise AssertionError(f"kiln serve still runs after {within} s:\n"
                                 f"{self.log_text()[-4000:]}") from None

    def stop(self, within=20.0):
        """Drains it; returns its exit status."""
        if self.process.poll() is None:
            self.signal(signal.SIGTERM)
        return self.wait(within)

    def kill(self):
        if self.process is not None and self.process.poll() is None:
            self.signal(signal.SIGKILL)
            self.process.wait()

    def finish(self):
        """Ends what still runs, gently if possible, and forgets the log."""
        try:
            if self.process is not None:
                self.stop()
        except AssertionError:
            self.kill()
        self._log.close()
        if self._gift is not None:
            self._gift.close()
