"""An installed copy works by itself: from any place, moved, and with the sources out of sight."""

import os
import shutil
import subprocess
import tempfile
import unittest

from support import baseline
from support.case import COMPILER, ServerCase, request_body
from support.kiln import ROOT, Kiln, command, environment, program
from support.programs import HELLO

SUFFIX = {"python": "py", "js": "js", "go": "go", "cpp": "cpp"}


class Install(ServerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        directory = tempfile.TemporaryDirectory(prefix="test-of-kiln-install-")
        cls.addClassCleanup(directory.cleanup)
        os.chmod(directory.name, 0o755)
        build = os.path.dirname(os.path.dirname(os.path.realpath(program())))
        first, cls.prefix = os.path.join(directory.name, "a"), os.path.join(directory.name, "b")
        done = subprocess.run(["cmake", "--install", build, "--prefix", first],
                              capture_output=True, text=True)
        if done.returncode != 0:
            raise AssertionError(done.stdout + done.stderr)
        os.rename(first, cls.prefix)  # a copy that is not where it was installed to
        cls.binary = os.path.join(cls.prefix, "bin", "kiln")
        cls.programs = os.path.join(directory.name, "programs")
        os.mkdir(cls.programs)
        for language, code in HELLO.items():
            with open(os.path.join(cls.programs, f"hello.{SUFFIX[language]}"), "w") as file:
                file.write(code)

    def without_sources(self, *words):
        """Runs a command in a mount namespace in which the source tree is empty."""
        script = 'mount -t tmpfs none "$1" && shift && exec "$@"'
        return subprocess.run(["unshare", "-m", "sh", "-c", script, "sh", ROOT, *words],
                              capture_output=True, env=environment(), cwd="/", timeout=120)

    def test_every_language_runs_from_the_installed_copy(self):
        for suffix in SUFFIX.values():
            with self.subTest(suffix):
                done = command("run", os.path.join(self.programs, f"hello.{suffix}"),
                               binary=self.binary, cwd="/")
                self.assertEqual((b"hello\n", 0), (done.stdout, done.returncode), done.stderr)

    @unittest.skipUnless(os.geteuid() == 0, "cannot run here: hiding the sources needs root")
    def test_every_language_runs_with_the_sources_moved_away(self):
        for suffix in SUFFIX.values():
            with self.subTest(suffix):
                done = self.without_sources(
                    self.binary, "run", os.path.join(self.programs, f"hello.{suffix}"))
                self.assertEqual((b"hello\n", 0), (done.stdout, done.returncode), done.stderr)

    def test_an_installed_engine_serves(self):
        kiln = Kiln(self.server.url, {"MAX_WORKERS": 1}, binary=self.binary)
        self.addCleanup(kiln.finish)
        kiln.start()
        reply = self.connection().request(COMPILER, request_body("print('installed')"))
        self.assert_ok(self.checked(reply), "installed\n")
        self.assertEqual(0, kiln.stop())

    def test_it_is_found_through_a_symbolic_link(self):
        link = os.path.join(self.programs, "kiln-link")
        os.symlink(self.binary, link)
        done = command("run", os.path.join(self.programs, "hello.py"), binary=link, cwd="/")
        self.assertEqual(b"hello\n", done.stdout, done.stderr)

    def test_a_copy_of_the_prefix_works_too(self):
        copy = self.prefix + "-copy"
        shutil.copytree(self.prefix, copy, symlinks=True)
        done = command("run", os.path.join(self.programs, "hello.py"),
                       binary=os.path.join(copy, "bin", "kiln"), cwd="/")
        self.assertEqual(b"hello\n", done.stdout, done.stderr)
        baseline.assert_returned(self.before)


if __name__ == "__main__":
    unittest.main()
