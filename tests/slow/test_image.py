"""worker-image/build makes a root file system that programs run in, and nothing else is touched."""

import os
import shutil
import subprocess
import tempfile
import unittest
import urllib.error
import urllib.request

from support.case import COMPILER, ServerCase, request_body
from support.clock import slow
from support.kiln import ROOT, command
from support.programs import HELLO

BUILD = os.path.join(ROOT, "worker-image", "build")
ARCHIVE = "http://deb.debian.org/debian/dists/bookworm/Release"


def build(*words):
    return subprocess.run([BUILD, *words], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=slow(900))


def reason_to_skip():
    if os.geteuid() != 0:
        return "cannot run here: making an image needs root"
    if shutil.which("mmdebstrap") is None:
        return "cannot run here: mmdebstrap is not installed"
    try:
        urllib.request.urlopen(ARCHIVE, timeout=slow(20)).close()
    except (urllib.error.URLError, OSError) as error:
        return f"cannot run here: {ARCHIVE} cannot be reached: {error}"
    return None


class Image(ServerCase):
    """One image for Python alone, as a directory and as a file."""

    @classmethod
    def setUpClass(cls):
        reason = reason_to_skip()
        if reason is not None:
            raise unittest.SkipTest(reason)
        super().setUpClass()
        directory = tempfile.TemporaryDirectory(prefix="test-of-kiln-image-")
        cls.addClassCleanup(directory.cleanup)
        os.chmod(directory.name, 0o755)
        cls.place = directory.name
        cls.image = os.path.join(cls.place, "image")
        cls.made = build("--only", "python", cls.image)

    def setUp(self):
        self.assertEqual(0, self.made.returncode, self.made.stderr)

    def run_in(self, image, content, name="main.py", stdin=b""):
        path = os.path.join(self.place, name)
        with open(path, "w") as file:
            file.write(content)
        return command("run", "--worker-image", image, path, stdin=stdin)

    def test_it_says_briefly_what_it_made_and_leaves_nothing_beside_it(self):
        self.assertLessEqual(len(self.made.stdout.splitlines()), 4, self.made.stdout)
        self.assertIn("python3", self.made.stdout)
        beside = [name for name in os.listdir(self.place) if name.startswith("image.")]
        self.assertEqual([], beside)

    def test_a_program_runs_in_it_and_sees_it(self):
        code = ("import os, sys, ssl, sqlite3\nprint(open('/etc/kiln-image').read().strip() != '')\n"
                "print(os.path.exists('/usr/bin/gcc'), sys.stdin.read())")
        done = self.run_in(self.image, code, stdin=b"word")
        self.assertEqual((b"True\nFalse word\n", 0), (done.stdout, done.returncode), done.stderr)

    def test_its_etc_is_ours_and_knows_nothing_of_this_host(self):
        code = ("import glob, pwd\nprint(open('/etc/hostname').read(), open('/etc/resolv.conf').read(),"
                " [each.pw_name for each in pwd.getpwall()], glob.glob('/etc/*shadow*'))")
        done = self.run_in(self.image, code)
        self.assertEqual("kiln\n  ['root', 'runner', 'nobody'] []\n", done.stdout.decode(),
                         done.stderr)

    def test_a_second_time_nothing_is_done(self):
        before = os.stat(self.image)
        again = build("--only", "python", self.image)
        self.assertEqual(0, again.returncode, again.stderr)
        self.assertIn("there already", again.stdout)
        self.assertEqual((before.st_ino, before.st_mtime_ns),
                         (os.stat(self.image).st_ino, os.stat(self.image).st_mtime_ns))

    def test_what_is_no_image_is_never_replaced(self):
        other = os.path.join(self.place, "other")
        os.makedirs(os.path.join(other, "usr"), exist_ok=True)
        link = os.path.join(self.place, "link")
        os.symlink(self.image, link)
        self.addCleanup(os.unlink, link)
        for target in (other, link, os.path.join(self.place, "no", "such")):
            with self.subTest(target):
                done = build("--only", "python", target)
                self.assertNotEqual(0, done.returncode)
                self.assertIn(os.path.basename(os.path.dirname(target)), done.stderr)
        self.assertEqual(["usr"], os.listdir(other))

    def test_a_language_it_does_not_know_is_an_error_by_name(self):
        done = build("--only", "python,cobol", os.path.join(self.place, "never"))
        self.assertNotEqual(0, done.returncode)
        self.assertIn("cobol", done.stderr)
        self.assertFalse(os.path.exists(os.path.join(self.place, "never")))

    def test_languages_it_does_not_hold_are_listed_with_their_package(self):
        listed = command("languages", "--worker-image", self.image).stdout.decode()
        self.assertRegex(listed, r"(?m)^python +3\.\d+")
        self.assertRegex(listed, r"(?m)^ruby +unavailable: apt-get install ruby\b")
        self.assertRegex(listed, r"(?m)^java +unavailable: .*openjdk-17-jdk-headless")

    def test_a_request_for_a_language_it_does_not_hold_is_refused_with_its_package(self):
        self.engine(WORKER_IMAGE=self.image, MAX_WORKERS=1)
        client = self.connection()
        for language, package in (("ruby", "ruby"), ("cpp", "g++"), ("ts", "node-typescript")):
            with self.subTest(language):
                reply = self.checked(client.request(COMPILER, request_body("1", language)))
                self.assertEqual("rejected", self.verdict(reply), reply)
                self.assertIn(f"Debian package {package}", reply["error"])
        reply = self.checked(client.request(COMPILER, request_body(HELLO["python"])))
        self.assert_ok(reply, "hello\n")

    def test_a_file_holds_the_same_image(self):
        path, unpacked = os.path.join(self.place, "python.tar"), os.path.join(self.place, "unpacked")
        done = build("--only", "python", path)
        self.assertEqual(0, done.returncode, done.stderr)
        os.mkdir(unpacked)
        subprocess.run(["tar", "-xf", path, "-C", unpacked], check=True)
        done = self.run_in(unpacked, HELLO["python"])
        self.assertEqual((b"hello\n", 0), (done.stdout, done.returncode), done.stderr)
        self.assertIn("there already", build("--only", "python", path).stdout)

    def test_an_image_from_other_lists_is_replaced_whole(self):
        other = os.path.join(self.place, "replaced")
        os.makedirs(os.path.join(other, "etc"))
        for name in ("kiln-image", "left-over"):
            with open(os.path.join(other, "etc", name), "w") as file:
                file.write("made from other lists\n")
        done = build("--only", "python", other)
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertFalse(os.path.exists(os.path.join(other, "etc", "left-over")))
        self.assertEqual(b"hello\n", self.run_in(other, HELLO["python"]).stdout)
        self.assertEqual([], [name for name in os.listdir(self.place) if "replaced." in name])


if __name__ == "__main__":
    unittest.main()
