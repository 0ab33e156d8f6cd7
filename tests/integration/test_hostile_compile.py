"""Sources that attack the compiler: it runs under limits of its own, in a cell of its own."""

import os
import time
import unittest

from support.case import EngineCase
from support.clock import slow, slow_ms


class HostileCompile(EngineCase):
    LIMITS = {"wall_ms": slow_ms(3_000), "cpu_ms": slow_ms(2_000), "memory_mb": 300}

    def assert_stopped(self, code, language="cpp"):
        started = time.monotonic()
        reply = self.ask(code, language, compile_limits=self.LIMITS)
        self.assertLess(time.monotonic() - started, slow(6))
        verdict, reason = reply["result"]["verdict"], reply["result"]["reason"]
        self.assertIn(verdict, ("compile_error", "time_limit", "memory_limit", "output_limit"), reply)
        if verdict != "compile_error":
            self.assertIn("compile", reason, reply)
        self.assertFalse(reply["success"])
        self.assertIsNone(reply["result"].get("run"), reply)
        return reply

    def test_an_endless_include_is_stopped(self):
        self.assert_stopped('#include "/dev/zero"\nint main() {}')

    def test_an_include_of_a_strange_file_ends(self):
        for path in ("/dev/urandom", "/dev/stdin", "/dev/tty", "/proc/self/mem", "/proc/kmsg", "."):
            with self.subTest(path):
                started = time.monotonic()
                reply = self.ask(f'#include "{path}"\nint main() {{}}', "cpp",
                                 compile_limits=self.LIMITS)
                self.assertLess(time.monotonic() - started, slow(6))
                # Where there is nothing to read it is an empty file.
                empty = path in ("/dev/stdin", "/proc/self/mem", "/proc/kmsg")
                self.assertIn(self.verdict(reply), ("ok", "compile_error") if empty else
                              ("compile_error", "time_limit", "memory_limit", "output_limit"), reply)

    def test_a_template_that_never_ends_is_stopped(self):
        self.assert_stopped("template <int A, int B> struct T { static constexpr long v = "
                            "T<A - 1, B * 2 % 99991>::v + T<A - 1, B * 3 % 99991>::v; };\n"
                            "template <int B> struct T<0, B> { static constexpr long v = B; };\n"
                            "int main() { return T<60, 1>::v; }")

    def test_a_constant_expression_that_never_ends_is_stopped(self):
        self.assert_stopped("constexpr long f(long n) { long s = 0; for (long i = 0; i < n; ++i) "
                            "s += i % 7; return s; }\nconstexpr long v = f(1L << 60);\n"
                            "int main() { return v; }")

    def test_a_macro_that_doubles_itself_is_stopped(self):
        macros = "".join(f"#define M{i + 1} M{i} M{i}\n" for i in range(40))
        self.assert_stopped(f"#define M0 x +\n{macros}int x; int main() {{ return M40 0; }}")

    def test_a_huge_array_in_the_program_is_stopped(self):
        self.assert_stopped("char a[1ul << 40] = {1};\nint main() { return a[0]; }")

    def test_a_compile_error_of_great_length_is_cut(self):
        reply = self.ask("int main() {\n" + "undeclared_name_here();\n" * 400 + "}", "cpp",
                         compile_limits={"output_kb": 16})
        self.assert_verdict(reply, "compile_error")
        self.assertIn("undeclared_name_here", reply["output"])
        self.assertLess(len(reply["output"]), 17 << 10)

    def test_the_compiler_reads_nothing_of_the_host(self):
        for path in ("/etc/shadow", "/etc/machine-id", "/etc/fstab"):
            with self.subTest(path):
                output = self.ask(f'#include "{path}"\nint main() {{}}', "cpp")["output"]
                for line in open(path).read().split("\n") if os.path.exists(path) else ():
                    if len(line) > 12:
                        self.assertNotIn(line, output)

    def test_what_the_compiler_leaves_is_not_seen_by_the_next_job(self):
        self.assert_ok(self.ask("#include <cstdio>\nint main() { std::puts(\"one\"); }", "cpp"),
                       "one\n")
        self.assert_ok(self.ask("import os\nprint(os.listdir('/tmp'))"), "[]\n")

    def test_go_code_that_wants_the_network_or_generators_is_refused(self):
        for code in ('package main\nimport "example.com/far/away"\nfunc main() { away.Go() }',
                     'package main\n// #include <stdlib.h>\nimport "C"\n'
                     '//go:embed /etc/passwd\nvar x string\nfunc main() { println(x) }'):
            with self.subTest(code[:40]):
                self.assert_verdict(self.ask(code, "go"), "compile_error")

    def tearDown(self):
        self.assert_alive()


if __name__ == "__main__":
    unittest.main()
