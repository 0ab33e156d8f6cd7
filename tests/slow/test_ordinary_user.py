"""Without root: a clear refusal, the minimal mode, and the full one where cgroups are given."""

import os
import subprocess
import tempfile
import unittest

from support import baseline
from support.kiln import environment, program

NOBODY = 65534
AS_NOBODY = ["setpriv", "--reuid", str(NOBODY), "--regid", str(NOBODY), "--clear-groups"]


def cgroup_v1_homes():
    """Our own groups in the v1 hierarchies that Kiln uses, as directories; {} on v2."""
    mounted = {}
    with open("/proc/self/mountinfo") as file:
        for line in file:
            before, _, after = line.rstrip("\n").partition(" - ")
            if after.startswith("cgroup "):
                for name in after.split()[2].split(","):
                    mounted[name] = (before.split()[3], before.split()[4])
    homes = {}
    with open("/proc/self/cgroup") as file:
        for line in file:
            _, names, path = line.rstrip("\n").split(":", 2)
            for name in names.split(","):
                if name in ("memory", "pids", "cpu", "cpuacct") and name in mounted:
                    root, point = mounted[name]
                    inside = os.path.relpath(path, root) if root != "/" else path.lstrip("/")
                    homes[name] = os.path.realpath(os.path.join(point, inside))
    return homes


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
        os.chown(cls.runtime, NOBODY, NOBODY)
        build = os.path.dirname(os.path.dirname(os.path.realpath(program())))
        subprocess.run(["cmake", "--install", build, "--prefix", f"{cls.place}/kiln"],
                       check=True, capture_output=True)
        cls.binary = f"{cls.place}/kiln/bin/kiln"
        cls.hello = f"{cls.place}/hello.py"
        with open(cls.hello, "w") as file:
            file.write("import os\nprint('hello from', os.getuid() != 0)\n")

    def as_nobody(self, *words, settings=(), before=""):
        """Runs kiln as `nobody`; `before` is shell text that root does first, in namespaces
        of its own for mounts."""
        script = f'{before}\nexec "$@"'
        return subprocess.run(
            ["unshare", "-m", "sh", "-ec", script, "sh", *AS_NOBODY, self.binary, *words],
            capture_output=True, timeout=60, cwd=self.place, stdin=subprocess.DEVNULL,
            env=environment({"XDG_RUNTIME_DIR": self.runtime, "HOME": self.runtime,
                             **dict(settings)}))

    def test_without_anything_given_to_it_kiln_refuses_and_says_what_helps(self):
        done = self.as_nobody("run", self.hello)
        self.assertNotEqual(0, done.returncode)
        self.assertEqual(b"", done.stdout)
        self.assertRegex(done.stderr.decode(), r"cgroup|subuid")
        self.assertIn("KILN_REQUIRE=minimal", done.stderr.decode())

    def test_doctor_lists_what_is_missing_and_the_commands_that_help(self):
        done = self.as_nobody("doctor")
        text = (done.stdout + done.stderr).decode()
        self.assertRegex(text, "cgroup")
        self.assertRegex(text, "subuid")
        self.assertNotEqual(0, done.returncode)

    def test_minimal_isolation_is_a_choice(self):
        done = self.as_nobody("run", self.hello, settings={"KILN_REQUIRE": "minimal"})
        self.assertEqual((b"hello from True\n", 0), (done.stdout, done.returncode), done.stderr)

    def test_with_cgroups_and_user_ids_given_to_it_kiln_runs_whole(self):
        homes = cgroup_v1_homes()
        if set(homes) != {"memory", "pids", "cpu", "cpuacct"}:
            self.skipTest("cannot run here: there are no cgroup v1 hierarchies to give away")
        given = [os.path.join(home, f"test-of-kiln-{name}") for name, home in homes.items()]
        for path in given:
            os.mkdir(path)
            self.addCleanup(os.rmdir, path)
            for name in [".", *os.listdir(path)]:
                os.chown(os.path.join(path, name), NOBODY, NOBODY)
        self.check_that_limits_hold(given)

    def test_in_a_delegated_v2_group_kiln_runs_whole_and_leaves_it_as_it_was(self):
        root = "/sys/fs/cgroup"
        if not os.path.exists(f"{root}/cgroup.subtree_control"):
            self.skipTest("cannot run here: the cgroup root is not version 2")
        with open(f"{root}/cgroup.subtree_control", "w") as file:
            file.write("+memory +pids +cpu")
        given = f"{root}/test-of-kiln"
        os.mkdir(given)
        self.addCleanup(os.rmdir, given)
        for name in (".", "cgroup.procs", "cgroup.subtree_control", "cgroup.threads"):
            os.chown(os.path.join(given, name), NOBODY, NOBODY)
        for _ in range(2):  # the second time finds the group as the first did
            self.check_that_limits_hold([given])
            with open(f"{given}/cgroup.subtree_control") as file:
                self.assertEqual("", file.read().strip())

    def check_that_limits_hold(self, groups):
        """Runs programs as `nobody` in these groups, with user ids given to it."""
        ranges = f"{self.place}/subid"
        with open(ranges, "w") as file:
            file.write("nobody:300000:65536\n")
        before = "\n".join(
            ["mount --make-rprivate /", "touch /etc/subuid /etc/subgid",
             f"mount --bind {ranges} /etc/subuid", f"mount --bind {ranges} /etc/subgid"] +
            [f"echo 0 > {path}/cgroup.procs" for path in groups])
        done = self.as_nobody("run", self.hello, before=before)
        self.assertEqual((b"hello from True\n", 0), (done.stdout, done.returncode), done.stderr)
        greedy = f"{self.place}/greedy.py"
        with open(greedy, "w") as file:
            file.write("x = bytearray(600 << 20)\n")
        done = self.as_nobody("run", greedy, before=before)
        self.assertIn(b"memory_limit", done.stderr)


if __name__ == "__main__":
    unittest.main()
