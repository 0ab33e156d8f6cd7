"""The same source again compiles nothing; nothing else may ever pass for the same source."""

import glob
import os
import shutil
import stat
import tempfile
import unittest

from support import processes
from support.case import PROBLEMS, EngineCase, ServerCase, COMPILER, request_body, text_file
from support.clock import eventually

HELLO = {
    "cpp": '#include <cstdio>\nint main() { std::puts("hello %s"); }\n',
    "go": 'package main\nimport "fmt"\nfunc main() { fmt.Println("hello %s") }\n',
}

# Tries everything to change the program's file that a program of its own can, and tells what
# worked. Exits without a line of the honest program's output.
SELF_CHANGER = r"""
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static int generation() { volatile int n = 1; return n; }

static void overwrite(const char* path) {
    chmod(path, 0777);
    for (int flags : {O_WRONLY, O_RDWR, O_WRONLY | O_TRUNC, O_RDWR | O_APPEND}) {
        int fd = open(path, flags);
        if (fd < 0) continue;
        if (write(fd, "#!/bin/sh\necho poisoned\n", 24) > 0) std::printf("wrote %s\n", path);
        void* map = mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        if (map != MAP_FAILED) { std::memset(map, 'x', 16); std::printf("mapped %s\n", path); }
        if (ftruncate(fd, 0) == 0) std::printf("truncated %s\n", path);
        close(fd);
    }
}

int main(int argc, char**) {
    if (generation() != 1) { std::puts("poisoned"); return 1; }
    if (argc == 1) { std::puts("honest"); return 0; }
    overwrite("/proc/self/exe");
    overwrite("/box/program");
    overwrite("program");
    for (int fd = 0; fd < 256; ++fd) {
        overwrite(("/proc/self/fd/" + std::to_string(fd)).c_str());
        lseek(fd, 1 << 20, SEEK_SET);
        if (fd > 2 && ftruncate(fd, 0) == 0) std::printf("truncated fd %d\n", fd);
    }
    // Another file in its place: that much is the program's own.
    if (unlink("/box/program") == 0) {
        int fd = open("/box/program", O_CREAT | O_WRONLY | O_EXCL, 0755);
        if (fd >= 0 && write(fd, "#!/bin/sh\necho poisoned\n", 24) == 24) std::puts("replaced");
        close(fd);
    }
    int fd = open("/proc/self/mem", O_RDWR);
    if (fd >= 0) {
        unsigned char code[16] = {};
        if (pwrite(fd, code, sizeof code, (off_t)(size_t)&generation) > 0) std::puts("patched");
    }
    return 0;
}
"""


class CompileCache(EngineCase):
    def cached(self, reply):
        return reply["result"]["cached"]

    def test_the_same_source_again_is_cached_and_says_the_same(self):
        for language, code in HELLO.items():
            with self.subTest(language):
                first = self.ask(code % "twice", language)
                self.assert_ok(first, "hello twice\n")
                self.assertIs(False, self.cached(first))
                for subject in (COMPILER, PROBLEMS):
                    again = self.ask(code % "twice", language, subject)
                    self.assert_ok(again, "hello twice\n")
                    self.assertIs(True, self.cached(again))
                    self.assertEqual(first["result"]["compile"], again["result"]["compile"])

    def test_an_alias_is_the_same_language(self):
        self.assertIs(False, self.cached(self.ask(HELLO["cpp"] % "alias", "cpp")))
        self.assertIs(True, self.cached(self.ask(HELLO["cpp"] % "alias", "C++")))

    def test_what_only_the_run_gets_does_not_matter(self):
        code = ('#include <iostream>\n#include <cstdlib>\n#include <string>\n'
                'int main(int c, char** v) { std::string s; std::getline(std::cin, s);\n'
                'const char* e = std::getenv("MINE"); std::cout << s << (c > 1 ? v[1] : "")'
                ' << (e ? e : ""); }')
        self.assert_ok(self.ask(code, "cpp"), "")
        for fields, output in (({"stdin": "in"}, "in"), ({"args": ["arg"]}, "arg"),
                               ({"env": {"MINE": "env"}}, "env"),
                               ({"limits": {"wall_ms": 5000}}, "")):
            with self.subTest(fields):
                reply = self.ask(code, "cpp", **fields)
                self.assert_ok(reply, output)
                self.assertIs(True, self.cached(reply))

    def test_whatever_may_change_the_program_compiles_again(self):
        code = ('#if __has_include("extra.h")\n#include "extra.h"\n#else\n#define WORD "none"\n'
                '#endif\n#include <cstdio>\nint main() { std::puts(WORD); }\n')
        self.assert_ok(self.ask(code, "cpp"), "none\n")
        extra = [text_file("extra.h", '#define WORD "one"\n')]
        other = [text_file("extra.h", '#define WORD "two"\n')]
        renamed = [text_file("extra.H", '#define WORD "one"\n')]
        for fields, output in (({"files": extra}, "one"), ({"files": other}, "two"),
                               ({"files": renamed}, "none"),
                               ({"compile_limits": {"wall_ms": 9000}}, "none"),
                               ({"compile_limits": {"memory_mb": 700}}, "none")):
            with self.subTest(fields):
                for expected in (False, True):
                    reply = self.ask(code, "cpp", **fields)
                    self.assert_ok(reply, output + "\n")
                    self.assertIs(expected, self.cached(reply))
        changed = self.ask(code + " ", "cpp")
        self.assertIs(False, self.cached(changed))
        refused = self.ask(code, "cpp", version="1.2.3")
        self.assertEqual("rejected", self.verdict(refused))

    def test_a_compile_error_is_cached_with_its_text(self):
        for language, status, code in (
                ("cpp", 1, "int main() { return undeclared; }\n"),
                ("go", 2, "package main\nfunc main() { undeclared() }\n")):
            with self.subTest(language):
                first, again = self.ask(code, language), self.ask(code, language)
                for reply in (first, again):
                    self.assert_verdict(reply, "compile_error",
                                        error=f"execution error: exit status {status}")
                    self.assertNotIn("run", reply["result"])
                self.assertIn("undeclared", first["output"])
                self.assertEqual(first["output"], again["output"])
                self.assertEqual(first["result"]["compile"], again["result"]["compile"])
                self.assertEqual((False, True), (self.cached(first), self.cached(again)))

    def test_a_compile_that_met_a_limit_is_not_cached(self):
        slow = "#include <bits/stdc++.h>\nint main() {}\n"
        large = "#define A(x) x x x x x x x x\nint a = A(A(A(A(A(A(A(A(A(A(+1))))))))));\n"
        for limits, code, verdict in (({"wall_ms": 30}, slow, "time_limit"),
                                      ({"cpu_ms": 20}, slow, "time_limit"),
                                      ({"memory_mb": 200}, large, "memory_limit")):
            with self.subTest(limits):
                for _ in range(2):
                    reply = self.ask(code, "cpp", compile_limits=limits)
                    self.assertEqual(verdict, self.verdict(reply), reply)
                    self.assertIs(False, self.cached(reply))
        flood = "".join(f"#warning number {n}\n" for n in range(3000)) + "int main() {}\n"
        for _ in range(2):
            reply = self.ask(flood, "cpp", subject=PROBLEMS, compile_limits={"output_kb": 4})
            self.assertEqual("output_limit", self.verdict(reply), reply)
            self.assertIs(False, self.cached(reply))

    def test_an_interpreted_language_is_never_cached(self):
        for _ in range(2):
            self.assertIs(False, self.cached(self.ask("print(1)")))

    def test_a_program_that_fails_runs_afresh_each_time(self):
        code = ('#include <cstdio>\n#include <unistd.h>\n'
                'int main() { std::printf("%d\\n", access("mark", F_OK)); '
                'std::fclose(std::fopen("mark", "w")); return 3; }\n')
        for expected in (False, True, True):
            reply = self.ask(code, "cpp")
            self.assert_verdict(reply, "runtime_error", error="execution error: exit status 3")
            self.assertEqual("-1\n", reply["output"])
            self.assertIs(expected, self.cached(reply))

    def test_a_program_that_changes_itself_changes_no_other(self):
        self.assert_ok(self.ask(SELF_CHANGER, "cpp"), "honest\n")
        for _ in range(4):
            attempt = self.ask(SELF_CHANGER, "cpp", args=["attack"])
            self.assertIs(True, self.cached(attempt))
            self.assertNotIn("honest", attempt["output"])
            self.assertIn("replaced", attempt["output"], "the attack did nothing at all")
            after = self.ask(SELF_CHANGER, "cpp")
            self.assert_ok(after, "honest\n")
            self.assertIs(True, self.cached(after))

    def test_a_source_cannot_leave_another_source_s_program(self):
        # What a compile step leaves is kept under all it was given, so a program that comes with
        # a file named like the artefact, or with one that pretends to be the main source, is alone.
        plain = HELLO["cpp"] % "plain"
        evil = 'int puts(const char*);\nint main() { return 9; }\n'
        self.ask(plain, "cpp", files=[text_file("evil.cpp", evil)])
        self.ask(plain, "cpp", files=[text_file("sub/main.cpp", evil)])
        reply = self.ask(plain, "cpp")
        self.assert_ok(reply, "hello plain\n")
        self.assertIs(False, self.cached(reply))

    def test_many_at_once_all_get_their_own_program(self):
        sent = [(n % 5, self.send(HELLO["cpp"] % f"many {n % 5}", "cpp")) for n in range(30)]
        for number, pending in sent:
            self.assert_ok(self.checked(pending.wait()), f"hello many {number}\n")


class Settings(ServerCase):
    def ask(self, client, word, language="cpp"):
        reply = self.checked(client.request(
            COMPILER, request_body(HELLO[language] % word, language)))
        self.assert_ok(reply, f"hello {word}\n")
        return reply["result"]["cached"]

    def cache_directory(self):
        directory = tempfile.mkdtemp(prefix="test-of-cache-")
        self.addCleanup(shutil.rmtree, directory)
        return directory

    def test_a_cache_of_no_size_is_off(self):
        self.engine(KILN_CACHE_MB=0)
        client = self.connection()
        self.assertEqual([False, False], [self.ask(client, "off") for _ in range(2)])

    def test_what_was_not_asked_for_the_longest_is_compiled_again(self):
        self.engine(KILN_CACHE_MB=8)  # a Go program has about 2 MB
        client = self.connection()
        self.assertIs(False, self.ask(client, "oldest", "go"))
        for number in range(6):
            self.assertIs(False, self.ask(client, str(number), "go"))
        self.assertIs(True, self.ask(client, "5", "go"))
        self.assertIs(False, self.ask(client, "oldest", "go"))

    def test_a_directory_carries_programs_over_a_restart(self):
        directory = self.cache_directory()
        for round_number in range(3):
            kiln = self.engine(KILN_CACHE_DIR=directory)
            client = self.connection()
            self.assertIs(round_number > 0, self.ask(client, "kept"))
            self.assertIs(round_number > 0, self.ask(client, "kept", "go"))
            self.assertEqual(0, kiln.stop())

    def test_the_directory_survives_a_sudden_death(self):
        directory = self.cache_directory()
        kiln = self.engine(KILN_CACHE_DIR=directory)
        self.assertIs(False, self.ask(self.connection(), "sudden"))
        eventually(lambda: glob.glob(f"{directory}/*/*.program"), 10, "the program is on disk")
        family = kiln.family()
        kiln.kill()
        # Its spawner holds the instance's number, and with that the directory, until it has ended.
        eventually(lambda: not processes.alive(family), 5, "all its processes ended")
        self.engine(KILN_CACHE_DIR=directory)
        self.assertIs(True, self.ask(self.connection(), "sudden"))

    def test_a_damaged_file_is_compiled_again(self):
        directory = self.cache_directory()
        kiln = self.engine(KILN_CACHE_DIR=directory)
        self.assertIs(False, self.ask(self.connection(), "damaged"))
        self.assertEqual(0, kiln.stop())
        (path,) = glob.glob(f"{directory}/*/*.program")
        with open(path, "r+b") as file:
            file.seek(-2000, os.SEEK_END)
            file.write(b"damage")
        kiln = self.engine(KILN_CACHE_DIR=directory)
        client = self.connection()
        self.assertEqual([False, True], [self.ask(client, "damaged") for _ in range(2)])
        self.assertIn("checksum", kiln.log_text())

    def test_the_files_are_the_engine_s_alone(self):
        directory = self.cache_directory()
        kiln = self.engine(KILN_CACHE_DIR=directory)
        self.ask(self.connection(), "owned")
        self.assertEqual(0, kiln.stop())
        (folder,) = glob.glob(f"{directory}/*")
        (path,) = glob.glob(f"{folder}/*.program")
        self.assertEqual(0o700, stat.S_IMODE(os.stat(folder).st_mode))
        self.assertEqual(0o600, stat.S_IMODE(os.stat(path).st_mode))
        self.assertEqual(os.stat(folder).st_uid, os.stat(path).st_uid)
        if os.geteuid() == 0:
            self.assertNotEqual(0, os.stat(path).st_uid)

    def test_two_instances_keep_apart_below_one_directory(self):
        directory = self.cache_directory()
        for _ in range(2):
            self.engine(KILN_CACHE_DIR=directory, MAX_WORKERS=1)
        client = self.connection()
        for number in range(4):
            self.ask(client, str(number))
        self.assertEqual(2, len(glob.glob(f"{directory}/*")))

    def test_a_program_finds_the_directory_nowhere(self):
        directory = self.cache_directory()
        self.engine(KILN_CACHE_DIR=directory)
        code = (f"import os\nprint(os.path.exists({directory!r}))\n"
                "print([p for p in ('/tmp', '/var', '/box') if os.path.isdir(p)"
                " for f in os.listdir(p) if 'test-of-cache' in f])\n")
        reply = self.checked(self.connection().request(COMPILER, request_body(code)))
        self.assert_ok(reply, "False\n[]\n")

    def test_a_directory_that_cannot_be_trusted_is_refused_by_name(self):
        shared = self.cache_directory()
        os.chmod(shared, 0o777)
        for directory, words in ((shared, "can be written by others"),
                                 ("/usr/share/of-a-test", "which containers see"),
                                 ("relative", "must be an absolute path")):
            with self.subTest(directory):
                kiln = self.engine(wait_ready=False, KILN_CACHE_DIR=directory)
                self.assertEqual(1, kiln.wait())
                self.assertIn("cache", kiln.log_text())
                self.assertIn(words, kiln.log_text())
        self.assertFalse(os.path.exists("/usr/share/of-a-test"))


if __name__ == "__main__":
    unittest.main()
