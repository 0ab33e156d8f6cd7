"""An engine without work sleeps: its timers fire once a second, all at once, and nothing polls."""

import glob
import time
import unittest

from support import processes
from support.case import ServerCase
from support.clock import slow

_SETTLED = 4  # seconds after the start: containers, warm runtimes and versions are there
_WATCHED = 8

# The looks of a second, and what comes of them: each container answers its ping.
_MOST = {"kiln": 1 + 2, "memfd:kiln-agen": 1}


class Rest(ServerCase):
    def wakeups(self, kiln):
        """How often each thread of Kiln's processes went to sleep so far, by (name, number)."""
        found = {}
        for pid in [kiln.process.pid, *(pid for pid, _ in kiln.family())]:
            for folder in glob.glob(f"/proc/{pid}/task/*"):
                thread = int(folder.rpartition("/")[2])
                status = processes.text_of(pid, f"task/{thread}/status")
                count = status.partition("\nvoluntary_ctxt_switches:")[2].split()[0]
                found[processes.text_of(pid, f"task/{thread}/comm"), thread] = int(count)
        return found

    def test_no_thread_wakes_oftener_than_its_looks(self):
        kiln = self.engine(MAX_WORKERS=2)
        self.connection()
        time.sleep(slow(_SETTLED))
        before = self.wakeups(kiln)
        time.sleep(_WATCHED)
        after = self.wakeups(kiln)
        self.assertEqual(before.keys(), after.keys())
        for (name, thread), count in before.items():
            with self.subTest(name, thread=thread):
                self.assertLessEqual(after[name, thread] - count, _MOST.get(name, 1) * (_WATCHED + 1))
        self.assertEqual(0, kiln.stop())


if __name__ == "__main__":
    unittest.main()
