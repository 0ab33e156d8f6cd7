"""What systemd is told, by a stand-in that listens where systemd would (sd_notify(3))."""

import os
import signal
import socket
import tempfile
import time
import unittest

from support.case import COMPILER, ServerCase, request_body
from support.clock import eventually, slow
from support.programs import sleep
from support.server import free_port


class Manager:
    """A datagram socket, in the file system or abstract, and the messages that came."""

    def __init__(self, address):
        self.address = address
        self.messages = []
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._socket.bind(address.replace("@", "\0", 1))
        if not address.startswith("@"):
            os.chmod(address, 0o777)  # as that of systemd is

    def close(self):
        self._socket.close()

    def hear(self):
        while True:
            try:
                text = self._socket.recv(4096).decode()
            except BlockingIOError:
                return self.messages
            self.messages.append(dict(line.split("=", 1) for line in text.splitlines()))

    def heard(self, name):
        return [message[name] for message in self.hear() if name in message]


class ServiceManager(ServerCase):
    def manager(self):
        folder = tempfile.TemporaryDirectory(prefix="test-of-manager-")
        self.addCleanup(folder.cleanup)
        os.chmod(folder.name, 0o755)
        manager = Manager(os.path.join(folder.name, "notify"))
        self.addCleanup(manager.close)
        return manager

    def test_it_hears_of_ready_stopping_and_that_we_live(self):
        manager = self.manager()
        kiln = self.engine(MAX_WORKERS=1, NOTIFY_SOCKET=manager.address, WATCHDOG_USEC=2_000_000)
        eventually(lambda: manager.heard("READY"), 5, "READY")
        self.assertEqual(["1"], manager.heard("READY"))
        self.assertIn("serving", [m for m in manager.messages if "READY" in m][0]["STATUS"])
        before = len(manager.heard("WATCHDOG"))
        eventually(lambda: len(manager.heard("WATCHDOG")) >= before + 3, 6, "the watchdog is fed")
        pending = self.connection().send_request(COMPILER, request_body(sleep(2)))
        time.sleep(slow(0.3))
        self.assertEqual([], manager.heard("STOPPING"))
        kiln.signal(signal.SIGTERM)
        eventually(lambda: manager.heard("STOPPING"), 1, "STOPPING")
        last = [m for m in manager.messages if "STOPPING" in m][0]
        self.assertIn("draining", last["STATUS"])
        self.assertGreater(int(last["EXTEND_TIMEOUT_USEC"]), 30_000_000)
        self.assert_ok(self.checked(pending.wait()), "done\n")
        self.assertEqual(0, kiln.wait())

    def test_a_loop_that_hangs_is_not_heard_of(self):
        manager = self.manager()
        kiln = self.engine(MAX_WORKERS=1, NOTIFY_SOCKET=manager.address, WATCHDOG_USEC=1_000_000)
        eventually(lambda: manager.heard("WATCHDOG"), 5, "the watchdog is fed")
        kiln.signal(signal.SIGSTOP)
        try:
            time.sleep(0.2)
            before = len(manager.heard("WATCHDOG"))
            time.sleep(2)
            self.assertEqual(before, len(manager.heard("WATCHDOG")))
        finally:
            kiln.signal(signal.SIGCONT)
        eventually(lambda: len(manager.heard("WATCHDOG")) > before, 5, "the watchdog is fed again")
        self.assertEqual(0, kiln.stop())

    def test_a_start_that_waits_for_nats_asks_for_time_and_says_why(self):
        manager = self.manager()
        kiln = self.engine(wait_ready=False, MAX_WORKERS=1, NOTIFY_SOCKET=manager.address,
                           NATSURL=f"nats://127.0.0.1:{free_port()}")
        eventually(lambda: any("no connection to NATS" in status
                               for status in manager.heard("STATUS")), 15, "what is missing")
        self.assertTrue(manager.heard("EXTEND_TIMEOUT_USEC"))
        self.assertEqual([], manager.heard("READY"))
        self.assertEqual(0, kiln.stop())

    def test_a_manager_that_is_not_there_is_none(self):
        kiln = self.engine(MAX_WORKERS=1, NOTIFY_SOCKET="/nowhere/notify", WATCHDOG_USEC=1_000_000)
        self.assert_ok(self.checked(self.connection().request(COMPILER, request_body("print(1)"))),
                       "1\n")
        self.assertEqual(0, kiln.stop())

    def test_an_abstract_name_serves_too(self):
        manager = Manager(f"@test-of-kiln-manager-{os.getpid()}")
        self.addCleanup(manager.close)
        kiln = self.engine(MAX_WORKERS=1, NOTIFY_SOCKET=manager.address)
        eventually(lambda: manager.heard("READY"), 5, "READY")
        self.assertEqual([], manager.heard("WATCHDOG"))
        self.assertEqual(0, kiln.stop())

    def test_a_program_sees_nothing_of_it(self):
        manager = self.manager()
        kiln = self.engine(MAX_WORKERS=1, NOTIFY_SOCKET=manager.address, WATCHDOG_USEC=1_000_000)
        code = "import os\nprint('NOTIFY_SOCKET' in os.environ, 'WATCHDOG_USEC' in os.environ)"
        self.assert_ok(self.checked(self.connection().request(COMPILER, request_body(code))),
                       "False False\n")
        self.assertEqual(0, kiln.stop())


if __name__ == "__main__":
    unittest.main()
