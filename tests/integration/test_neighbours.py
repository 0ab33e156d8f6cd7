"""Several instances on one host share the work and never meet."""

import collections
import signal
import time
import unittest

from support import baseline
from support.case import COMPILER, ServerCase, request_body
from support.clock import slow
from support.programs import sleep


class Neighbours(ServerCase):
    def worker_of(self, reply):
        return reply["result"]["worker"]

    def test_two_instances_share_the_queue_group(self):
        for _ in range(2):
            self.engine(MAX_WORKERS=1)
        client = self.connection()
        sent = [client.send_request(COMPILER, request_body(f"print({n})")) for n in range(40)]
        count = collections.Counter()
        for number, pending in enumerate(sent):
            reply = self.checked(pending.wait())
            self.assert_ok(reply, f"{number}\n")
            count[self.worker_of(reply)] += 1
        time.sleep(slow(0.3))
        self.assertEqual([], [p.extra_replies() for p in sent if p.extra_replies()])
        self.assertEqual(2, len(count), count)

    def test_the_death_of_one_does_not_disturb_the_other(self):
        survivor = self.engine(MAX_WORKERS=2)
        client = self.connection()
        running = [client.send_request(COMPILER, request_body(sleep(4))) for _ in range(2)]
        time.sleep(slow(0.5))
        groups = baseline.cgroup_directories() - self.before.cgroups
        victim = self.engine(MAX_WORKERS=2)
        victim.kill()
        third = self.engine(MAX_WORKERS=2)  # sweeps what the victim left, and only that
        self.assertLessEqual(groups, baseline.cgroup_directories())
        for pending in running:
            self.assert_ok(self.checked(pending.wait()), "done\n")
        self.assertEqual(0, third.stop())
        for number in range(4):
            reply = self.checked(client.request(COMPILER, request_body(f"print({number})")))
            self.assert_ok(reply, f"{number}\n")
        self.assertEqual(0, survivor.stop())
        baseline.assert_returned(self.before)

    def test_instances_that_start_at_the_same_time_do_not_meet(self):
        engines = [self.engine(wait_ready=False, MAX_WORKERS=1) for _ in range(4)]
        for kiln in engines:
            kiln.wait_ready()
        client = self.connection()
        sent = [client.send_request(COMPILER, request_body(f"print({n})")) for n in range(40)]
        for number, pending in enumerate(sent):
            self.assert_ok(self.checked(pending.wait()), f"{number}\n")
        for kiln in engines:
            kiln.signal(signal.SIGTERM)
        self.assertEqual([0] * 4, [kiln.wait() for kiln in engines])
        baseline.assert_returned(self.before)


if __name__ == "__main__":
    unittest.main()
