"""Capacity: it comes back, it is told, and an instance that has none for long makes way for others."""

import os
import re
import signal
import time
import unittest
import urllib.error
import urllib.request

from support import baseline, processes, status_port
from support.case import COMPILER, ServerCase, request_body
from support.clock import eventually, slow
from support.programs import sleep


def health(kiln):
    """Status and lines of its health port."""
    port = re.search(r'health_port[^0-9]+([0-9]+)', kiln.log_text()).group(1)
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=slow(5)) as reply:
            return reply.status, reply.read().decode().splitlines()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode().splitlines()


def spawner(kiln):
    return next(pid for pid, _ in kiln.family()
                if processes.parent_of(pid) == kiln.process.pid)


def agents(kiln):
    """The first process of each container."""
    def inside(pid):
        return processes.text_of(pid, "status").partition("NSpid:")[2].partition("\n")[0].split()
    return [pid for pid, _ in kiln.family() if inside(pid)[1:] == ["1"]]


class EmptyPool(ServerCase):
    def hang(self, kiln):
        """Its spawner does nothing more, until the test ends: then it tidies up."""
        pid = spawner(kiln)
        os.kill(pid, signal.SIGSTOP)
        self.addCleanup(baseline.assert_returned, self.before)
        self.addCleanup(self.wake, processes.identity(pid))

    def wake(self, who):
        if processes.alive({who}):
            os.kill(who[0], signal.SIGCONT)

    def ask(self, client, code):
        return self.checked(client.request(COMPILER, request_body(code)))

    def test_a_container_that_is_lost_comes_back_and_the_numbers_are_told(self):
        kiln, client = self.engine(MAX_WORKERS=2), self.connection()
        eventually(lambda: health(kiln) == (200, ["ok", "containers: 2 ready, 0 leased, 2 wanted"]),
                   10, "both stand")
        lost = agents(kiln)
        self.assertEqual(2, len(lost))
        for pid in lost:
            os.kill(pid, signal.SIGKILL)
        eventually(lambda: not set(lost) & set(agents(kiln)) and len(agents(kiln)) == 2, 10,
                   "there are two others")
        eventually(lambda: health(kiln)[1][1] == "containers: 2 ready, 0 leased, 2 wanted", 10,
                   "both stand again")
        changes = [line for line in kiln.log_text().splitlines()
                   if "how many containers stand has changed" in line]
        self.assertGreaterEqual(len(changes), 2)
        self.assertRegex(changes[-1], r'"idle": ?"2"')
        self.assert_ok(self.ask(client, "print(1)"), "1\n")
        self.assertEqual(0, kiln.stop())

    def test_one_that_has_lost_containers_is_ready_while_it_has_one_and_says_how_many(self):
        kiln = self.engine(MAX_WORKERS=2, KILN_EMPTY_POOL_SECONDS=30)
        status, _, text = status_port.ask(kiln, "/readyz")
        self.assertEqual(200, status)
        self.assertIn("\ncontainers: 2 of 2 stand, 0 lost\n", text)
        lost = agents(kiln)
        self.assertEqual(2, len(lost))
        self.hang(kiln)  # and so reaps nobody: who is killed can still be seen
        for left in (1, 0):
            os.kill(lost[left], signal.SIGKILL)
            eventually(lambda: f"\ncontainers: {left} of 2 stand, {2 - left} lost\n"
                       in status_port.ask(kiln, "/readyz")[2], 10, "it says so")
            self.assertEqual(200 if left else 503, status_port.ask(kiln, "/readyz")[0])
            self.assertEqual(2 - left, status_port.scrape(kiln).value("kiln_containers",
                                                                      state="absent"))
        self.assertTrue(status_port.ask(kiln, "/readyz")[2].startswith(
            "not ready: no container stands\n"))
        self.assertEqual(200, status_port.ask(kiln, "/healthz")[0])
        os.kill(spawner(kiln), signal.SIGCONT)
        eventually(lambda: status_port.ask(kiln, "/readyz")[0] == 200, 20, "it is ready again")
        self.assertEqual(0, kiln.stop())

    def test_containers_that_are_all_lent_out_are_not_none(self):
        kiln, client = self.engine(MAX_WORKERS=1, KILN_EMPTY_POOL_SECONDS=1), self.connection()
        pending = client.send_request(COMPILER, request_body(sleep(4)))
        eventually(lambda: health(kiln)[1][1] == "containers: 0 ready, 1 leased, 1 wanted", 3,
                   "it is lent out")
        self.assertEqual(200, health(kiln)[0])
        self.assert_ok(self.checked(pending.wait()), "done\n")
        self.assert_ok(self.ask(client, "print(1)"), "1\n")
        self.assertEqual(0, kiln.stop())

    def test_an_instance_without_containers_says_why_and_ends_and_others_get_the_work(self):
        empty = self.engine(MAX_WORKERS=1, KILN_EMPTY_POOL_SECONDS=2)
        other, client = self.engine(MAX_WORKERS=1), self.connection()
        # Its spawner hangs: what is lost now cannot be replaced.
        self.hang(empty)
        for pid in agents(empty):
            os.kill(pid, signal.SIGKILL)
        eventually(lambda: "no more requests are taken" in empty.log_text(), 20, "it gives up")
        status, lines = health(empty)
        self.assertEqual(503, status)
        self.assertRegex(lines[0], "^no container stands for 2 s: .")
        self.assertEqual("containers: 0 ready, 0 leased, 1 wanted", lines[1])
        self.assertEqual("ok\n", status_port.ask(empty, "/healthz")[2])
        time.sleep(slow(0.3))
        for number in range(20):
            self.assert_ok(self.ask(client, f"print({number})"), f"{number}\n")
        self.assertEqual(1, empty.wait(within=40))
        self.assertEqual(0, other.stop())

    def test_it_answers_what_it_has_taken(self):
        kiln, client = self.engine(MAX_WORKERS=2, KILN_EMPTY_POOL_SECONDS=1), self.connection()
        self.hang(kiln)
        pending = [client.send_request(COMPILER, request_body(sleep(8)),
                                       {"Kiln-Deadline-Ms": "5000"}) for _ in range(3)]
        time.sleep(slow(0.5))
        for pid in agents(kiln):
            os.kill(pid, signal.SIGKILL)
        verdicts = sorted(self.verdict(each.wait().json()) for each in pending)
        self.assertEqual(["expired", "internal_error", "internal_error"], verdicts)
        self.assertEqual(1, kiln.wait(within=40))


if __name__ == "__main__":
    unittest.main()
