"""Warm runtimes: they serve, wear out, die, are evicted, and none of it is the job's trouble."""

import os
import signal
import tempfile
import time
import unittest

from support import baseline, processes
from support.case import COMPILER, EngineCase, ServerCase, request_body
from support.clock import eventually, slow
from support.kiln import Kiln, copy_of_installation
from support.kernel import needs_warm_runtimes

HELLO = "print('hello')"


class WarmCase(ServerCase):
    def ask(self, client, code, language="python", **fields):
        return self.checked(client.request(COMPILER, request_body(code, language, **fields)))

    def warm_hello(self, client):
        reply = self.ask(client, HELLO)
        self.assert_ok(reply, "hello\n")
        return reply["result"]["warm"]

    def start(self, **settings):
        kiln = self.engine(MAX_WORKERS=1, KILN_CACHE_MB=0, **settings)
        return kiln, self.connection()

    def runtimes(self, kiln, name="python3"):
        """In a container's pid namespace, and in no cell's."""
        def depth(pid):
            return len(processes.text_of(pid, "status").partition("NSpid:")[2].split("\n")[0].split())
        return [pid for pid, _ in kiln.family()
                if processes.text_of(pid, "comm") == name and depth(pid) == 2]


@needs_warm_runtimes
class Warm(WarmCase):
    def test_a_dead_runtime_means_a_cold_start_and_then_a_new_one(self):
        kiln, client = self.start()
        eventually(lambda: self.warm_hello(client), 10, "Python is warm")
        for pid in self.runtimes(kiln):
            os.kill(pid, signal.SIGKILL)
        for _ in range(5):
            self.assert_ok(self.ask(client, HELLO), "hello\n")
        eventually(lambda: self.warm_hello(client), 10, "Python is warm again")
        self.assertEqual(0, kiln.stop())

    def test_a_program_that_is_called_warm_went_on_in_its_runtime(self):
        kiln, client = self.start()
        eventually(lambda: self.warm_hello(client), 10, "Python is warm")
        maps = "print(any('/kiln/gate.so' in line for line in open('/proc/self/maps')))"
        for _ in range(5):
            reply = self.ask(client, maps)
            self.assertIs(True, reply["result"]["warm"])
            self.assert_ok(reply, "True\n")
        self.assertEqual(0, kiln.stop())

    def test_a_warm_program_holds_nothing_back_either_where_that_is_wished(self):
        kiln, client = self.start(KILN_UNBUFFERED=1)
        eventually(lambda: self.warm_hello(client), 10, "Python is warm")
        body = request_body("import os\nprint(os.environ['PYTHONUNBUFFERED'])\nwhile True: pass",
                            limits={"cpu_ms": 400})
        reply = self.checked(client.request(COMPILER, body))
        self.assert_verdict(reply, "time_limit")
        self.assertEqual((True, "1\n"), (reply["result"]["warm"], reply["output"]))
        self.assertEqual(0, kiln.stop())

    def test_runtimes_have_a_group_of_their_own_with_a_limit(self):
        kiln, client = self.start(KILN_WARM_MEMORY_MB=100)
        eventually(lambda: self.warm_hello(client), 10, "Python is warm")
        runtimes = self.runtimes(kiln)
        self.assertEqual(1, len(runtimes))
        groups = [line.partition("/")[2] for line in
                  processes.text_of(runtimes[0], "cgroup").splitlines() if "/kiln-" in line]
        self.assertTrue(groups)
        self.assertEqual([], [group for group in groups if not group.endswith("/c0/warm")])
        limits = []
        for directory in baseline.cgroups_of(kiln.family(), "warm"):
            for name in ("memory.limit_in_bytes", "memory.max"):
                if os.path.exists(os.path.join(directory, name)):
                    with open(os.path.join(directory, name)) as file:
                        limits.append(int(file.read()))
        self.assertEqual([(100 + 512) << 20], limits)
        self.assertEqual(0, kiln.stop())

    def test_a_runtime_is_started_afresh_after_so_many_jobs(self):
        kiln, client = self.start(KILN_WARM_JOBS=5)
        eventually(lambda: self.warm_hello(client), 10, "Python is warm")
        first = set(self.runtimes(kiln))
        for _ in range(8):
            self.assert_ok(self.ask(client, HELLO), "hello\n")
        eventually(lambda: self.runtimes(kiln) and not first & set(self.runtimes(kiln)), 10,
                   "another runtime")
        eventually(lambda: self.warm_hello(client), 10, "Python is warm again")
        self.assertEqual(0, kiln.stop())

    def test_over_the_budget_a_runtime_ends(self):
        kiln, client = self.start(KILN_WARM_MEMORY_MB=1)
        time.sleep(slow(4))
        self.assertEqual([], self.runtimes(kiln))
        self.warm_hello(client)  # its last child may have stood ready
        self.assertFalse(self.warm_hello(client))
        self.assertEqual(0, kiln.stop())

    def test_off_means_off_and_a_wrong_name_is_refused(self):
        kiln, client = self.start(KILN_WARM="off")
        time.sleep(1.5)
        self.assertEqual([], self.runtimes(kiln))
        self.assertFalse(self.warm_hello(client))
        self.assertEqual(0, kiln.stop())
        for wrong in ("cobol", "rust"):
            refused = self.engine(wait_ready=False, KILN_WARM=wrong)
            self.assertEqual(1, refused.wait())
            self.assertIn(f'KILN_WARM (--warm) names "{wrong}"', refused.log_text())


@needs_warm_runtimes
class NodeThatCannotBeForked(WarmCase):
    """It is started anew in each cell."""

    def check(self, path, content):
        folder = tempfile.TemporaryDirectory(prefix="test-of-kiln-prefix-")
        self.addCleanup(folder.cleanup)
        binary = copy_of_installation(folder.name)
        with open(os.path.join(folder.name, path), "w") as file:
            file.write(content)
        kiln = Kiln(self.server.url, {"MAX_WORKERS": 1, "KILN_WARM": "js"}, binary)
        self.addCleanup(kiln.finish)
        kiln.start()
        eventually(lambda: "cannot be forked here" in kiln.log_text(), 30, "Kiln says it")
        client = self.connection()
        eventually(lambda: self.ask(client, "console.log(1)", "js")["result"]["warm"], 30,
                   "a job is warm")
        self.assertEqual([], self.runtimes(kiln, "node"))
        self.assertEqual(0, kiln.stop())

    def test_because_it_holds_a_file(self):
        self.check("libexec/kiln/inside/warm/node-warm-up.js",
                   "module.exports = () => require('fs').openSync('/etc/passwd');")

    def test_because_a_thread_of_it_is_busy(self):
        self.check("libexec/kiln/inside/warm/node-warm-up.js",
                   "module.exports = () => require('crypto').pbkdf2('a', 'b', 1e9, 9, 'md5', () => 0);")

    def test_because_its_rehearsal_fails(self):
        self.check("libexec/kiln/inside/warm/node-rehearsal.js",
                   "module.exports = () => process.exit(1);")


@needs_warm_runtimes
class WarmJobs(EngineCase):
    settings = {"KILN_CACHE_MB": 0}

    def until_warm(self, code, language, **fields):
        """The first reply in which a step was warm."""
        def ask():
            reply = self.ask(code, language, **fields)
            return reply if reply["result"]["warm"] else None
        return eventually(ask, 30, f"{language} is warm")

    def test_a_variable_that_is_read_at_the_start_means_a_cold_one(self):
        self.until_warm(HELLO, "python")
        for name in ("PYTHONHASHSEED", "LC_ALL", "TZ", "HOME"):
            self.assertFalse(self.ask(HELLO, env={name: "1" if name[0] == "P" else "/tmp"})
                             ["result"]["warm"], name)

    def test_the_cpu_time_counts_from_the_gate_and_limits_hold_behind_it(self):
        self.until_warm(HELLO, "python")
        reply = self.ask("while True: pass", limits={"cpu_ms": 300})
        self.assert_verdict(reply, "time_limit")
        self.assertTrue(reply["result"]["warm"])
        reply = self.ask("x = bytearray(300 << 20)", limits={"memory_mb": 100})
        self.assert_verdict(reply, "memory_limit")
        self.assertTrue(reply["result"]["warm"])

    def test_a_killed_warm_program_is_told_by_its_signal(self):
        self.until_warm(HELLO, "python")
        reply = self.ask("import os; os.kill(os.getpid(), 11)")
        self.assertEqual(("signalled", "SIGSEGV"), (reply["result"]["verdict"],
                                                    reply["result"]["reason"]))

    def test_a_warm_compiler_says_what_the_cold_one_said(self):
        code = "#include <iostream>\n\nint main() { return wrong; }\n"
        cold = self.ask(code, "cpp")
        warm = self.until_warm(code, "cpp")
        self.assert_verdict(warm, "compile_error")
        self.assertEqual(cold["output"], warm["output"])
        self.assertIn("main.cpp:3:21: error: ", warm["output"])

    def test_node_knows_what_it_is_called_with(self):
        reply = self.until_warm("console.log(process.argv.slice(2), process.pid)", "js", args=["a"])
        self.assert_ok(reply, "[ 'a' ] 2\n")


if __name__ == "__main__":
    unittest.main()
