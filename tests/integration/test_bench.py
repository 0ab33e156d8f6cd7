"""kiln bench: what it counts, what it compares with, what it complains about."""

import glob
import json
import os
import pty
import signal
import subprocess
import tempfile
import time
import unittest

from support.case import EngineCase
from support.clock import eventually, slow
from support.docker_server import DockerServer
from support.kiln import command, environment, program
from support.programs import HELLO, sleep
from support.server import NatsServer

SIDE = {"name", "jobs", "failed", "p50_ms", "p90_ms", "p99_ms", "max_ms", "jobs_per_second",
        "cpu_ms_per_job", "client_cpu_ms_per_job", "warm", "cached"}
REPORT = {"language", "source", "in_flight", "pause_ms", "unique", "interrupted", "sides", "ratios"}


class BenchCase(EngineCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="test-of-kiln-bench-")
        self.addCleanup(directory.cleanup)
        self.directory = directory.name

    def file(self, content, name="main.py"):
        path = os.path.join(self.directory, name)
        with open(path, "w") as file:
            file.write(content)
        return path

    def words(self, *words):
        return ("bench", "--nats-url", self.server.url, *words)

    def bench(self, *words, status=0, settings=()):
        done = command(*self.words("--json", *words), settings=settings)
        self.assertEqual(status, done.returncode, done.stdout + done.stderr)
        self.assertEqual(b"", done.stderr)
        report = json.loads(done.stdout)
        self.check(report)
        return report

    def check(self, report):
        """The shape of a report, and that its figures fit each other."""
        self.assertEqual(REPORT, set(report))
        self.assertEqual(["kiln"], [side["name"] for side in report["sides"][:1]]
                         or ["kiln"][:report["interrupted"]])
        for side in report["sides"]:
            extra = {"first_failure"} if side["failed"] else set()
            self.assertEqual(SIDE | extra, set(side))
            self.assertLessEqual(side["failed"], side["jobs"])
            self.assertLessEqual(max(side["cached"], side["warm"]), side["jobs"] - side["failed"])
            if side["failed"] < side["jobs"]:
                ascending = [side[f"{name}_ms"] for name in ("p50", "p90", "p99", "max")]
                self.assertGreater(ascending[0], 0)
                self.assertEqual(sorted(ascending), ascending)
                self.assertGreater(side["jobs_per_second"], 0)
        self.assertEqual([side["name"] for side in report["sides"][1:]],
                         [ratio["to"] for ratio in report["ratios"]])
        for side, ratio in zip(report["sides"][1:], report["ratios"]):
            if side["p50_ms"] and report["sides"][0]["p50_ms"]:
                self.assertAlmostEqual(ratio["p50"] * side["p50_ms"],
                                       report["sides"][0]["p50_ms"], delta=0.01)


class Counts(BenchCase):
    def test_each_side_does_as_many_jobs_as_were_asked_for(self):
        report = self.bench("--language", "python", "--jobs", "12", "--compare", "bare",
                            "--engine-pid", str(self.kiln.process.pid))
        self.assertEqual([("kiln", 12, 0), ("bare", 12, 0)],
                         [(s["name"], s["jobs"], s["failed"]) for s in report["sides"]])
        self.assertEqual(("python", "hello world", 1, 0, False, False),
                         tuple(report[key] for key in ("language", "source", "in_flight",
                                                       "pause_ms", "unique", "interrupted")))
        for side in report["sides"]:
            self.assertGreater(side["cpu_ms_per_job"], 0.1)
            self.assertGreater(side["client_cpu_ms_per_job"], 0)

    def test_several_clients_share_the_jobs(self):
        report = self.bench("--language", "python", "--jobs", "50", "--in-flight", "4",
                            "--compare", "bare")
        self.assertEqual([50, 50], [side["jobs"] for side in report["sides"]])
        self.assertEqual(4, report["in_flight"])

    def test_the_engine_sees_each_job_once_and_those_to_warm_up(self):
        path = self.file("print('counted')")
        before = self.kiln.log_text().count('"verdict":"ok"')
        self.bench(path, "--jobs", "7", "--warm-up", "2", "--in-flight", "2")
        eventually(lambda: self.kiln.log_text().count('"verdict":"ok"') == before + 7 + 2 * 2, 5,
                   "the log has a line for each job")

    def test_the_cpu_time_of_the_containers_is_counted(self):
        path = self.file("import time\nend = time.process_time() + 0.2\n"
                         "while time.process_time() < end: pass")
        report = self.bench(path, "--jobs", "3", "--compare", "bare", "--engine-pid",
                            str(self.kiln.process.pid))
        for side in report["sides"]:
            self.assertGreater(side["cpu_ms_per_job"], 200)
            self.assertLess(side["cpu_ms_per_job"], 2000)

    def test_cells_that_come_and_go_meanwhile_do_not_disturb_it(self):
        path = self.file("exit 0", "main.sh")
        load = subprocess.Popen([program(), *self.words("--seconds", "120", "--in-flight", "4", path)],
                                env=environment(), stdout=subprocess.DEVNULL)
        try:
            for _ in range(20):
                report = self.bench(path, "--jobs", "1", "--warm-up", "0", "--engine-pid",
                                    str(self.kiln.process.pid))
                self.assertGreater(report["sides"][0]["cpu_ms_per_job"], 0)
            self.assertIsNone(load.poll())
        finally:
            load.terminate()
            load.wait()

    def test_only_a_source_that_comes_again_is_cached(self):
        path = self.file(HELLO["cpp"] + f"// {time.time_ns()}\n", "main.cpp")
        self.assertEqual(3, self.bench(path, "--jobs", "3")["sides"][0]["cached"])
        report = self.bench(path, "--jobs", "3", "--unique")
        self.assertEqual(0, report["sides"][0]["cached"])
        self.assertTrue(report["unique"])

    def test_time_ends_it(self):
        started = time.monotonic()
        report = self.bench("--language", "python", "--seconds", "1", "--pause", "50")
        self.assertLess(time.monotonic() - started, slow(20))
        self.assertGreater(report["sides"][0]["jobs"], 0)
        self.assertLess(report["sides"][0]["jobs"], 21)

    def test_without_json_it_prints_a_table(self):
        done = command(*self.words("--language", "python", "--jobs", "3", "--compare", "bare"))
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertRegex(done.stdout.decode(), r"(?m)^kiln +3 +0 +[0-9.]+")
        self.assertRegex(done.stdout.decode(), r"(?m)^bare +3 +0 +[0-9.]+")
        self.assertRegex(done.stdout.decode(), r"(?m)^kiln/bare +[0-9.]+")


    def test_the_machine_itself_is_measured_without_an_engine(self):
        done = command("bench", "--machine", "--json", settings={"NATSURL": "nats://127.0.0.1:9"})
        self.assertEqual((0, b""), (done.returncode, done.stderr))
        cost = json.loads(done.stdout)
        self.assertEqual({"page_copy_us", "fork_us", "system_call_us"}, set(cost))
        self.assertLess(0, cost["system_call_us"])
        self.assertLess(cost["system_call_us"], cost["fork_us"])
        done = command("bench", "--machine")
        self.assertEqual(0, done.returncode)
        self.assertRegex(done.stdout.decode(), r"(?m)^a page copied after a fork +[0-9.]+ us$")


class Failures(BenchCase):
    def test_another_verdict_than_ok_is_a_failure(self):
        report = self.bench(self.file("raise SystemExit(3)"), "--jobs", "4", "--warm-up", "0",
                            "--compare", "bare", status=1)
        self.assertEqual([4, 4], [side["failed"] for side in report["sides"]])
        self.assertIn("runtime_error", report["sides"][0]["first_failure"])
        self.assertIn("ended with 3", report["sides"][1]["first_failure"])
        self.assertIsNone(report["sides"][0]["p50_ms"])
        self.assertIsNone(report["ratios"][0]["p50"])

    def test_a_first_job_that_fails_is_told_at_once(self):
        self.complains([self.file("raise SystemExit(3)")], b"kiln", b"exit status 3")

    def complains(self, words, *parts, settings=()):
        done = command(*self.words(*words), settings=settings)
        self.assertEqual(1, done.returncode, done.stdout + done.stderr)
        self.assertEqual(b"", done.stdout)
        self.assertTrue(done.stderr.startswith(b"kiln bench: "), done.stderr)
        self.assertEqual(1, done.stderr.strip().count(b"\n") + 1, done.stderr)
        for part in parts:
            self.assertIn(part, done.stderr)

    def test_every_option_that_makes_no_sense_is_named(self):
        path = self.file(HELLO["python"])
        self.complains([], b"FILE", b"--help")
        self.complains(["--machine", path], b"--machine", b"FILE")
        self.complains(["--no-such-flag", path], b"--no-such-flag", b"--help")
        self.complains([path, "--jobs", "none"], b"--jobs", b"none", b"whole number")
        self.complains([path, "--compare", "piston"], b"piston", b"docker-exec")
        self.complains([path, "--compare", "docker-exec"], b"--docker-image")
        self.complains([os.path.join(self.directory, "absent.py")], b"absent.py")
        self.complains([self.file("x", "main.xyz")], b"main.xyz", b"--language")
        self.complains(["--language", "klingon"], b"klingon", b"kiln languages")
        self.complains([path, "--engine-pid", str(os.getpid())], b"--engine-pid", b"kiln serve")

    def test_a_server_that_is_not_there_is_named(self):
        self.complains(["--language", "python", "--nats-url", "nats://127.0.0.1:9"], b"127.0.0.1:9")

    def test_a_server_without_an_engine_is_told(self):
        server = NatsServer().start()
        self.addCleanup(server.close)
        self.complains(["--language", "python", "--nats-url", server.url], b"no kiln serve")


class Interrupted(BenchCase):
    def interrupt(self, *words, ready, settings=(), number=signal.SIGINT, stderr=subprocess.PIPE):
        process = subprocess.Popen([program(), *self.words("--json", *words)],
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=stderr,
                                   env=environment(settings))
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        eventually(ready, 20, "the benchmark runs")
        process.send_signal(number)
        output, _ = process.communicate(timeout=slow(10))
        self.assertEqual(130, process.returncode)
        report = json.loads(output)
        self.check(report)
        self.assertTrue(report["interrupted"])
        return report

    def jobs_logged(self):
        return self.kiln.log_text().count('"verdict":"ok"')

    def test_the_figures_so_far_are_printed(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            start = self.jobs_logged()
            report = self.interrupt("--language", "python", "--compare", "bare", "--jobs", "100000",
                                    "--in-flight", "2", number=number,
                                    ready=lambda: self.jobs_logged() > start + 20)
            self.assertGreater(report["sides"][0]["jobs"], 0)
            self.assertEqual([0, 0], [side["failed"] for side in report["sides"]])
        self.assertEqual([], glob.glob(os.path.join(tempfile.gettempdir(), "kiln-bench-*")))

    def test_it_does_not_wait_for_a_job_that_is_on_its_way(self):
        path = self.file("import sys\nprint('begun', file=sys.stderr)\n" + sleep(8))
        started = time.monotonic()
        report = self.interrupt(path, "--compare", "bare", "--warm-up", "0",
                                ready=lambda: time.monotonic() > started + 1)
        self.assertLess(time.monotonic() - started, slow(6))
        self.assertEqual([0, 0], [side["jobs"] for side in report["sides"]])
        # The engine still runs what nobody waits for; let it end before the next test.
        eventually(lambda: self.ask("print(1)")["success"], 15, "the engine has a container free")

    def test_progress_shows_on_a_terminal(self):
        ours, theirs = pty.openpty()
        self.addCleanup(os.close, ours)
        start = self.jobs_logged()
        self.interrupt("--language", "python", "--jobs", "100000", stderr=theirs,
                       ready=lambda: self.jobs_logged() > start + 100)
        os.close(theirs)
        self.assertRegex(os.read(ours, 65536).decode(), r"kiln: \d+ jobs, last [0-9.]+ ms")


class DockerExec(BenchCase):
    def docker(self, **how):
        docker = DockerServer(**how)
        self.addCleanup(docker.close)
        return docker

    def where(self, docker):
        return {"DOCKER_HOST": f"unix://{docker.socket}"}

    def test_each_client_has_a_container_that_goes_at_the_end(self):
        docker = self.docker()
        report = self.bench("--language", "python", "--jobs", "6", "--in-flight", "2",
                            "--compare", "bare", "--compare", "docker-exec",
                            "--docker-image", "image", settings=self.where(docker))
        self.assertEqual(["kiln", "bare", "docker-exec"], [s["name"] for s in report["sides"]])
        self.assertEqual([6, 6, 6], [side["jobs"] for side in report["sides"]])
        self.assertIsNone(report["sides"][2]["cpu_ms_per_job"])
        self.assertEqual(2, len(docker.made))
        self.assertEqual({}, docker.containers)

    def test_a_program_that_fails_there_is_a_failure(self):
        path = self.file("import os, sys\nsys.exit('in docker' if 'KILN_TEST' in os.environ else 0)")
        os.environ["KILN_TEST"] = "1"  # of this process, and so of what the stand-in runs
        self.addCleanup(os.environ.pop, "KILN_TEST")
        docker = self.docker()
        report = self.bench(path, "--jobs", "2", "--warm-up", "0", "--compare", "docker-exec",
                            "--docker-image", "image", settings=self.where(docker), status=1)
        self.assertEqual([0, 2], [side["failed"] for side in report["sides"]])
        self.assertIn("in docker", report["sides"][1]["first_failure"])
        self.assertEqual({}, docker.containers)

    def test_a_source_gets_there_as_it_is(self):
        code = "import sys\ntext = '''\\'\"$HOME`id`\\\\ \u00e9%s\n'''\n" \
               "sys.exit(len(text) != 17)\n"
        docker = self.docker()
        self.bench(self.file(code), "--jobs", "1", "--compare", "docker-exec", "--docker-image",
                   "image", settings=self.where(docker))

    def test_an_interrupt_leaves_no_container(self):
        docker = self.docker()
        Interrupted.interrupt(self, "--language", "python", "--jobs", "100000", "--compare",
                              "docker-exec", "--docker-image", "image",
                              settings=self.where(docker), ready=lambda: docker.execs)
        self.assertEqual({}, docker.containers)

    def test_an_interrupt_while_containers_are_made_leaves_none(self):
        docker = self.docker(start_takes=5)
        report = Interrupted.interrupt(self, "--language", "python", "--compare", "docker-exec",
                                       "--docker-image", "image", settings=self.where(docker),
                                       ready=lambda: docker.containers)
        self.assertEqual([], report["sides"])
        self.assertEqual(({}, 1), (docker.containers, len(docker.made)))

    def test_trouble_with_docker_is_named(self):
        absent = os.path.join(self.directory, "socket")
        words = ["--language", "python", "--compare", "docker-exec", "--docker-image", "image"]
        for settings, parts in (
                ({"DOCKER_HOST": f"unix://{absent}"}, (b"no Docker", absent.encode())),
                ({"DOCKER_HOST": "tcp://127.0.0.1:1"}, (b"DOCKER_HOST", b"unix://PATH")),
                (self.where(self.docker(images=())), (b"--docker-image", b"no image image"))):
            Failures.complains(self, words, *parts, settings=settings)
        docker = self.docker(refuses_start=True)
        Failures.complains(self, words, b"no room", settings=self.where(docker))
        self.assertEqual(({}, 1), (docker.containers, len(docker.made)))


if __name__ == "__main__":
    unittest.main()
