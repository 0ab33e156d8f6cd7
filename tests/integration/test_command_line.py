"""The commands that people type: kiln run, submit, languages, doctor, and the help of all."""

import json
import os
import tempfile
import unittest

from support import baseline
from support.case import EngineCase
from support.kiln import command
from support.programs import HELLO

SUFFIX = {"python": "py", "js": "js", "go": "go", "cpp": "cpp"}


class Files(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="test-of-kiln-files-")
        self.addCleanup(directory.cleanup)
        self.directory = directory.name

    def file(self, name, content):
        path = os.path.join(self.directory, name)
        with open(path, "w") as file:
            file.write(content)
        return path

    def run_kiln(self, content, *args, flags=(), name="main.py", stdin=b""):
        return command("run", *flags, self.file(name, content), *args, stdin=stdin)


class Run(Files):
    @classmethod
    def setUpClass(cls):
        cls.addClassCleanup(baseline.assert_returned, baseline.picture())

    def test_each_language_is_told_by_the_files_name(self):
        for language, code in HELLO.items():
            with self.subTest(language):
                done = self.run_kiln(code, name=f"hello.{SUFFIX[language]}")
                self.assertEqual((b"hello\n", 0), (done.stdout, done.returncode), done.stderr)

    def test_the_exit_status_is_the_programs(self):
        for status in (0, 1, 42, 255):
            self.assertEqual(status, self.run_kiln(f"raise SystemExit({status})").returncode)

    def test_a_signal_is_128_and_its_number(self):
        done = self.run_kiln("import os, signal\nos.kill(os.getpid(), signal.SIGTERM)")
        self.assertEqual(128 + 15, done.returncode, done.stderr)

    def test_stdin_passes_through(self):
        code = "import sys\nfor line in sys.stdin: print(line.strip()[::-1])"
        self.assertEqual(b"cba\nfed\n", self.run_kiln(code, stdin=b"abc\ndef\n").stdout)

    def test_a_program_may_come_on_stdin_and_then_has_an_empty_one(self):
        code = b"import sys\nprint(sys.argv[1], repr(sys.stdin.read()))"
        done = command("run", "--language", "python", "-", "word", stdin=code)
        self.assertEqual((b"word ''\n", 0), (done.stdout, done.returncode), done.stderr)
        done = command("run", "-", stdin=code)
        self.assertEqual((b"", 1), (done.stdout, done.returncode))
        self.assertIn(b"--language", done.stderr)

    def test_what_was_written_arrives_where_programs_hold_nothing_back(self):
        programs = {"hello.c": '#include <stdio.h>\nint main() { puts("so far"); for (;;); }',
                    "hello.py": 'print("so far")\nwhile True: pass'}
        for name, code in programs.items():
            for setting, out in (("0", b""), ("1", b"so far\n")):
                with self.subTest(name, setting=setting):
                    done = self.run_kiln(code, name=name,
                                         flags=("--unbuffered", setting, "--cpu-ms", "500"))
                    self.assertEqual((out, 124), (done.stdout, done.returncode), done.stderr)

    def test_a_large_stdin_passes_through(self):
        code = "import sys\nprint(len(sys.stdin.buffer.read()))"
        self.assertEqual(b"3000000\n", self.run_kiln(code, stdin=b"x" * 3_000_000).stdout)

    def test_arguments_pass_through(self):
        done = self.run_kiln("import sys\nprint(sys.argv[1:])", "a b", "--help", "-x", "")
        self.assertEqual(b"['a b', '--help', '-x', '']\n", done.stdout, done.stderr)

    def test_the_streams_stay_apart(self):
        done = self.run_kiln("import sys\nprint('out')\nprint('err', file=sys.stderr)")
        self.assertEqual(b"out\n", done.stdout)
        self.assertIn(b"err\n", done.stderr)

    def test_a_compile_error_goes_to_stderr_and_fails(self):
        done = self.run_kiln("int main( {", name="bad.cpp")
        self.assertEqual(1, done.returncode)
        self.assertIn(b"error", done.stderr)
        self.assertEqual(b"", done.stdout)

    def test_limits_are_flags(self):
        done = self.run_kiln("while True: pass", flags=("--cpu-ms", "500"))
        self.assertEqual(124, done.returncode)
        self.assertEqual(b"kiln run: time_limit (cpu)\n", done.stderr)

    def test_a_file_that_is_not_there_is_named(self):
        done = command("run", os.path.join(self.directory, "absent.py"))
        self.assertEqual(1, done.returncode)
        self.assertIn(b"absent.py", done.stderr)

    def test_a_file_of_no_known_language_is_named(self):
        done = self.run_kiln("x", name="main.xyz")
        self.assertEqual(1, done.returncode)
        self.assertIn(b"main.xyz", done.stderr)


class Submit(EngineCase):
    file = Files.file

    def setUp(self):
        Files.setUp(self)

    def submit(self, content, name="main.py", stdin=b""):
        return command("submit", self.file(name, content), stdin=stdin,
                       settings={"NATSURL": self.server.url})

    def test_each_language_travels_over_nats(self):
        for language, code in HELLO.items():
            with self.subTest(language):
                done = self.submit(code, f"hello.{SUFFIX[language]}")
                self.assertEqual((b"hello\n", 0), (done.stdout, done.returncode), done.stderr)

    def test_a_program_that_fails_makes_submit_fail(self):
        done = self.submit("print('so far')\nraise SystemExit(3)")
        self.assertEqual(1, done.returncode)
        self.assertIn(b"so far", done.stdout + done.stderr)

    def test_without_an_engine_it_says_so(self):
        done = command("submit", self.file("main.py", "print(1)"), timeout=40,
                       settings={"NATSURL": "nats://127.0.0.1:9"})
        self.assertEqual(1, done.returncode)
        self.assertIn(b"127.0.0.1:9", done.stderr)


class Information(unittest.TestCase):
    COMMANDS = ("serve", "run", "submit", "bench", "languages", "doctor")

    def test_every_command_has_help_and_a_version(self):
        for words in [()] + [(name,) for name in self.COMMANDS]:
            for flag in ("--help", "--version"):
                with self.subTest(words + (flag,)):
                    done = command(*words, flag)
                    self.assertEqual(0, done.returncode, done.stderr)
                    self.assertTrue(done.stdout.strip())
                    self.assertEqual(b"", done.stderr)

    def test_the_help_of_serve_lists_every_setting_with_its_default(self):
        text = command("serve", "--help").stdout.decode()
        for name in ("NATSURL", "ENVIRONMENT", "MAX_WORKERS", "MAX_JOBS", "WORKER_MEM_LIMIT",
                     "WORKER_CPU_LIMIT", "PORT", "MAX_REQUESTS_PER_MIN", "BAN_DURATION_SEC",
                     "KILN_POLICY_FILE", "KILN_REQUIRE", "nats://localhost:4222", "50053"):
            self.assertIn(name, text)

    def test_languages_lists_all_four_with_their_versions(self):
        done = command("languages")
        self.assertEqual(0, done.returncode, done.stderr)
        for name in ("python", "js", "go", "cpp"):
            self.assertRegex(done.stdout.decode(), rf"(?m)^{name}\b.*\d+\.\d+")

    def test_doctor_tells_what_this_host_offers(self):
        done = command("doctor")
        self.assertEqual(0, done.returncode, done.stdout + done.stderr)
        self.assertRegex(done.stdout.decode().lower(), "cgroup")

    def test_a_directory_is_no_source(self):
        for name in ("run", "submit", "bench"):
            with self.subTest(name):
                done = command(name, "--language", "python", "/tmp")
                self.assertEqual(1, done.returncode)
                self.assertIn(b"/tmp: Is a directory", done.stderr)

    def test_what_it_does_not_know_is_an_error_that_says_so(self):
        for words in (("no-such-command",), ("serve", "--no-such-flag"), ("run",), ("submit",),
                      ("bench",)):
            with self.subTest(words):
                done = command(*words)
                self.assertIn(done.returncode, (1, 2))
                self.assertTrue(done.stderr)


class Serve(EngineCase):
    def test_a_port_in_use_is_a_fatal_error_with_its_name(self):
        import socket
        with socket.socket() as taken:
            taken.bind(("0.0.0.0", 0))
            taken.listen()
            port = taken.getsockname()[1]
            done = command("serve", settings={"NATSURL": self.server.url, "PORT": port})
        self.assertEqual(1, done.returncode)
        self.assertIn(str(port).encode(), done.stderr)

    def test_a_setting_that_makes_no_sense_is_named(self):
        for name, value in (("MAX_WORKERS", "many"), ("MAX_JOBS", "-1"), ("PORT", "99999"),
                            ("WORKER_MEM_LIMIT", "0"), ("NATSURL", "not a url")):
            with self.subTest(name):
                done = command("serve", settings={"NATSURL": self.server.url, "PORT": 0,
                                                  name: value}, timeout=20)
                self.assertEqual(1, done.returncode)
                self.assertIn(name.encode(), done.stderr)

    def test_production_logs_one_json_object_a_line_and_one_line_a_job(self):
        self.ask("print(1)", id="logged-job")
        lines = [json.loads(line) for line in self.kiln.log_text().splitlines()]
        mine = [line for line in lines if "logged-job" in json.dumps(line)]
        self.assertEqual(1, len(mine), mine)
        text = json.dumps(mine[0])
        for part in ("python", "ok"):
            self.assertIn(part, text)


if __name__ == "__main__":
    unittest.main()
