"""Without root: a clear refusal, the minimal mode, and the full one where cgroups are given."""

import os
import subprocess
import tempfile
import unittest

from support import baseline, ordinary_user
from support.kiln import environment, program

@unittest.skipUnless(os.geteuid() == 0, "cannot run here: becoming another user needs root")
class OrdinaryUser(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.addClassCleanup(baseline.assert_returned, baseline.picture())
        directory = tempfile.TemporaryDirectory(prefix="test-of-kiln-user-")
        cls.addClassCleanup(directory.cleanup)
        os.chmod(directory.name, 0o755)
        cls.place = directory.name
        cls.runtime = os.path.join(cls.place, "runtime")
        os.mkdir(cls.runtime, 0o700)
        os.chown(cls.runtime, ordinary_user.NOBODY, ordinary_user.NOBODY)
        build = os.path.dirname(os.path.dirname(os.path.realpath(program())))
        subprocess.run(["cmake", "--install", build, "--prefix", f"{cls.place}/kiln"],
                       check=True, capture_output=True)
        cls.binary = f"{cls.place}/kiln/bin/kiln"
        cls.hello = f"{cls.place}/hello.py"
        with open(cls.hello, "w") as file:
            file.write("import os\nprint('hello from', os.getuid() != 0)\n")

    def as_nobody(self, *words, settings=(), gift=None):
        words = [self.binary, *words]
        words = gift.words(words) if gift else ordinary_user.AS_NOBODY + words
        places = gift.settings() if gift else {"XDG_RUNTIME_DIR": self.runtime}
        return subprocess.run(
            words, capture_output=True, timeout=60, cwd=self.place, stdin=subprocess.DEVNULL,
            env=environment({"HOME": self.runtime, **places, **dict(settings)}))

    def test_without_anything_given_to_it_kiln_refuses_and_says_what_helps(self):
        done = self.as_nobody("run", self.hello)
        self.assertEqual(1, done.returncode)
        self.assertEqual(b"", done.stdout)
        self.assertRegex(done.stderr.decode(), r"cgroup|subuid")
        self.assertIn("KILN_REQUIRE=minimal", done.stderr.decode())

    def test_doctor_lists_what_is_missing_and_the_commands_that_help(self):
        done = self.as_nobody("doctor")
        text = (done.stdout + done.stderr).decode()
        self.assertRegex(text, "cgroup")
        self.assertRegex(text, "subuid")
        self.assertEqual(1, done.returncode)

    def test_minimal_isolation_is_a_choice(self):
        done = self.as_nobody("run", self.hello, settings={"KILN_REQUIRE": "minimal"})
        self.assertEqual((b"hello from True\n", 0), (done.stdout, done.returncode), done.stderr)

    def test_with_cgroups_and_user_ids_given_to_it_kiln_runs_whole(self):
        if not ordinary_user.v1_homes():
            self.skipTest("cannot run here: there are no cgroup v1 hierarchies to give away")
        gift = ordinary_user.Gift()
        self.addCleanup(gift.close)
        self.check_that_limits_hold(gift)

    def test_in_a_delegated_v2_group_kiln_runs_whole_and_leaves_it_as_it_was(self):
        if not ordinary_user.v2_is_there():
            self.skipTest("cannot run here: the cgroup root is not version 2")
        gift = ordinary_user.Gift()
        self.addCleanup(gift.close)
        for _ in range(2):  # the second time finds the group as the first did
            self.check_that_limits_hold(gift)
            with open(f"{gift.groups[0]}/cgroup.subtree_control") as file:
                self.assertEqual("", file.read().strip())

    def check_that_limits_hold(self, gift):
        done = self.as_nobody("run", self.hello, gift=gift)
        self.assertEqual((b"hello from True\n", 0), (done.stdout, done.returncode), done.stderr)
        greedy = f"{self.place}/greedy.py"
        with open(greedy, "w") as file:
            file.write("x = bytearray(200 << 20)\n")
        done = self.as_nobody("run", greedy, settings={"WORKER_MEM_LIMIT": 64}, gift=gift)
        self.assertIn(b"memory_limit", done.stderr)


if __name__ == "__main__":
    unittest.main()
