"""Memory, processes, threads, files and stack that run out, each with its verdict."""

import os
import unittest

from support.case import EngineCase
from support.clock import slow_ms

MEMORY_KILL = "execution error: exit status 137"


class Memory(EngineCase):
    def test_a_program_that_takes_too_much_memory_is_a_memory_limit(self):
        code = "x = []\nwhile True: x.append(bytearray(1 << 20))"
        reply = self.ask(code, limits={"memory_mb": 64})
        self.assert_verdict(reply, "memory_limit", error=MEMORY_KILL)

    def test_the_default_memory_limit_holds_without_being_asked_for(self):
        reply = self.ask("#include <cstdlib>\n#include <cstring>\n"
                         "int main() { for (;;) std::memset(std::malloc(1 << 20), 1, 1 << 20); }",
                         "cpp")
        self.assert_verdict(reply, "memory_limit", error=MEMORY_KILL)

    def test_memory_that_is_only_reserved_costs_nothing(self):
        # More than the limit, but not more than the kernel's overcommit heuristic lets pass.
        size = min(4 << 30, os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2)
        code = ("#include <cstdio>\n#include <cstdlib>\n"
                f"int main() {{ std::puts(std::calloc(1, {size}ul) ? \"reserved\" : \"refused\"); }}")
        self.assert_ok(self.ask(code, "cpp"), "reserved\n")

    def test_a_child_that_takes_too_much_is_a_memory_limit_too(self):
        code = ("import os\npid = os.fork()\nif pid == 0:\n    x = []\n"
                "    while True: x.append(bytearray(1 << 20))\nos.waitpid(pid, 0)\nprint('on')")
        reply = self.ask(code, limits={"memory_mb": 64})
        self.assert_verdict(reply, "memory_limit", error=MEMORY_KILL)

    def test_files_in_memory_count_as_memory(self):
        code = ("import os\nfor i in range(200):\n    with open(f'/tmp/f{i}', 'wb') as f: "
                "f.write(bytes(1 << 20))\nprint('wrote all')")
        # The file system is larger than that.
        reply = self.ask(code, limits={"memory_mb": 48})
        self.assert_verdict(reply, "memory_limit", error=MEMORY_KILL)

    def test_the_peak_is_reported(self):
        small = self.ask("print(1)")["result"]["run"]["memory_peak_kb"]
        large = self.ask("x = bytearray(100 << 20)\nprint(1)")["result"]["run"]["memory_peak_kb"]
        self.assertGreater(large, 100 << 10)
        self.assertGreater(large - small, 80 << 10)


class Processes(EngineCase):
    def test_a_fork_bomb_is_a_process_limit(self):
        reply = self.ask("import os\nwhile True: os.fork()", limits={"wall_ms": slow_ms(3_000)})
        self.assertEqual("process_limit", self.verdict(reply), reply)
        self.assertIs(False, reply["success"])
        self.assert_alive()

    def test_a_flood_of_threads_is_a_process_limit(self):
        code = ("import threading, time\nwhile True:\n"
                "    threading.Thread(target=time.sleep, args=(30,), daemon=True).start()")
        reply = self.ask(code, limits={"processes": 32})
        self.assert_verdict(reply, "process_limit")

    def test_a_program_may_have_as_many_processes_as_it_asks_for(self):
        code = ("import subprocess\n"
                "c = [subprocess.Popen(['/bin/sleep', '0.2']) for _ in range(20)]\n"
                "print(sum(p.wait() == 0 for p in c))")
        self.assert_ok(self.ask(code, limits={"processes": 40}), "20\n")

    def test_the_engine_survives_a_row_of_fork_bombs(self):
        bombs = [self.send("import os\nwhile True:\n  try: os.fork()\n  except OSError: pass",
                           limits={"wall_ms": slow_ms(1_000)}) for _ in range(4)]
        for pending in bombs:
            self.checked(pending.wait(30), "process_limit")
        self.assert_alive()


class FilesAndStack(EngineCase):
    def test_a_file_that_grows_too_large_is_stopped(self):
        code = ("#include <cstdio>\n#include <vector>\nint main() { std::vector<char> b(1 << 20);\n"
                "FILE* f = std::fopen(\"big\", \"wb\"); if (!f) return 2;\n"
                "for (int i = 0; i < 2000; ++i) if (std::fwrite(b.data(), b.size(), 1, f) != 1)"
                " return 3;\nreturn 0; }")
        reply = self.ask(code, "cpp")
        verdict, run = self.verdict(reply), reply["result"]["run"]
        if verdict == "signalled":
            self.assertEqual("SIGXFSZ", run["signal"])
            self.assertEqual("execution error: exit status 153", reply["error"])
        else:
            self.assertEqual(("runtime_error", 3), (verdict, run["exit_code"]))

    def test_a_file_that_grows_too_large_is_an_error_in_python(self):
        reply = self.ask("f = open('big', 'wb')\nwhile True: f.write(bytes(1 << 20))")
        self.assert_verdict(reply, "runtime_error", error="execution error: exit status 1")
        self.assertIn("OSError", reply["output"])

    def test_a_flood_of_files_does_no_harm(self):
        code = "for i in range(10**7): open(f'/tmp/f{i}', 'w').close()"
        reply = self.ask(code, limits={"wall_ms": slow_ms(3_000)})
        self.assertIs(False, reply["success"], reply)
        self.assert_alive()

    def test_endless_recursion_in_python_is_its_own_error(self):
        reply = self.ask("def f(): f()\nf()")
        self.assert_verdict(reply, "runtime_error", error="execution error: exit status 1")
        self.assertIn("RecursionError", reply["output"])

    def test_endless_recursion_in_cpp_is_a_segmentation_fault(self):
        code = ("int f(int* p) { volatile int x[64]; x[0] = *p; "
                "return f(const_cast<int*>(x)) + x[1]; }\n"
                "int main() { int x = 1; return f(&x); }")
        reply = self.ask(code, "cpp", limits={"stack_mb": 16})
        self.assert_verdict(reply, "signalled", error="execution error: exit status 139")
        self.assertEqual("SIGSEGV", reply["result"]["run"]["signal"])

    def test_the_stack_may_be_as_large_as_the_memory(self):
        code = ("int f(int n) { volatile char x[1024]; x[0] = char(n); "
                "return n ? f(n - 1) + x[0] : 0; }\n#include <cstdio>\n"
                "int main() { f(100000); std::puts(\"deep\"); }")
        self.assert_ok(self.ask(code, "cpp"), "deep\n")


if __name__ == "__main__":
    unittest.main()
