"""kiln-go-build makes what `go build` makes, and says what `go build` says."""

import os
import re
import subprocess
import tempfile
import unittest

from support.case import PROBLEMS, EngineCase, text_file
from support.clock import slow
from support.go_programs import FAST, SLOW, WRONG
from support.kiln import ROOT

GO = "/usr/bin/go"
GOROOT = "/usr/lib/go-1.19"
LIST = os.path.join(ROOT, "worker-image", "tools", "go-1.19.importcfg")

# Programs may import these too, but not through kiln-go-build: they change how a program is built.
SPECIAL = {"embed", "plugin", "runtime/cgo", "runtime/race"}

# Prints whether it has a symbol table, which only `go build` leaves in a program.
LOOK = """
import (
	"debug/elf"
	"fmt"
)

func main() {
	file, err := elf.Open("/proc/self/exe")
	fmt.Println(err, file.Section(".symtab") != nil)
}
"""


def host_environment(scratch):
    """What language `go` has, for a `go build` on the host."""
    return {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": scratch, "LANG": "C.UTF-8",
            "GOCACHE": os.path.join(scratch, "cache"), "GOPATH": os.path.join(scratch, "go"),
            "GOPROXY": "off", "GOFLAGS": "-mod=mod"}


def has_known_go():
    return os.path.exists(GO) and os.path.realpath(GO) == os.path.join(GOROOT, "bin", "go")


def as_in_box(text, folder):
    """`text` of a program that was built in `folder`, as it would be of one built in /box.

    The numbers of goroutines but the first depend on which thread was sooner.
    """
    return re.sub(r"\bgoroutine (?!1 )\d+ ", "goroutine N ", text.replace(folder, "/box"))


def listed(name):
    with open(name) as file:
        return dict(re.findall(r"(?m)^packagefile (\S+)=(\S+)$", file.read()))


class GoBuild(EngineCase):
    settings = {"MAX_WORKERS": 1}

    @classmethod
    def setUpClass(cls):
        if not os.path.exists(GO):
            raise unittest.SkipTest("cannot run here: golang-go is not installed")
        super().setUpClass()
        scratch = tempfile.TemporaryDirectory(prefix="test-of-go-build-")
        cls.addClassCleanup(scratch.cleanup)
        cls.scratch = scratch.name

    def bare(self, *argv, folder):
        done = subprocess.run(argv, cwd=folder, env=host_environment(self.scratch),
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=slow(60))
        texts = [as_in_box(part.decode("utf-8", "replace"), folder)
                 for part in (done.stdout, done.stderr)]
        return done.returncode, *texts

    def by_go_build(self, code, files):
        """The build and the run of plain `go build`: each exit status, stdout, stderr."""
        with tempfile.TemporaryDirectory(dir=self.scratch) as folder:
            for name, content in {"main.go": code, **files}.items():
                path = os.path.join(folder, name)
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with open(path, "wb") as file:
                    file.write(content if isinstance(content, bytes) else content.encode())
            sources = [name for name in files if name.endswith(".go") and "/" not in name]
            built = self.bare(GO, "build", "-buildmode=exe", "-o", "program", "main.go", *sources,
                              folder=folder)
            if built[0] != 0:
                return built, None
            return built, self.bare("./program", folder=folder)

    def by_kiln(self, code, files):
        reply = self.ask(code, "go", files=[text_file(*file) for file in files.items()])

        def step(name):
            if name not in reply["result"]:
                return None
            result = reply["result"][name]
            # A program that a signal ended has no exit code; Python's subprocess says minus it.
            status = result.get("exit_code")
            if status is None:
                self.assertEqual("SIGKILL", result["signal"], reply)
                status = -9
            return status, as_in_box(result["stdout"], "/box"), as_in_box(result["stderr"], "/box")

        return step("compile"), step("run")

    def compare(self, programs):
        for name, (code, files) in programs.items():
            with self.subTest(name):
                expected, got = self.by_go_build(code, files), self.by_kiln(code, files)
                self.assertEqual(expected, got)
                self.assertEqual(programs is WRONG, expected[1] is None, expected)

    def test_plain_programs_are_the_same(self):
        self.compare(FAST)

    def test_programs_that_only_go_build_can_build_are_the_same(self):
        self.compare(SLOW)

    def test_errors_are_the_same(self):
        self.compare(WRONG)

    def test_clients_find_the_line_they_look_for(self):
        reply = self.ask(WRONG["type"][0], "go")
        self.assert_verdict(reply, "compile_error", error="execution error: exit status 2")
        self.assertTrue(reply["output"].startswith("# command-line-arguments\n./main.go:3:13: "))

    def test_plain_programs_are_built_without_go_build(self):
        if not has_known_go():
            self.skipTest("cannot run here: /usr/bin/go is not Go 1.19")
        unlike = [text_file("go.mod", "module job\n")]
        for before, files, symbols in (
                ("package main", [], "false"), ("// By\n\npackage main // x", [], "false"),
                ("package main", [text_file("b_linux.go", "package main\n")], "false"),
                ("//go:build linux\n\npackage main", [], "true"),
                ("/* By */\npackage main", [], "true"), ("package main", unlike, "true")):
            with self.subTest(before, files=files):
                reply = self.ask(before + LOOK, "go", files=files)
                self.assert_ok(reply, f"<nil> {symbols}\n")

    def test_a_large_source_is_built_within_the_usual_memory(self):
        functions = "".join(
            f"func f{i}(m map[string][]float64, x []int) (s int) {{\n\tfor i, v := range x {{\n"
            f"\t\tif v%3 == 0 {{ s += i*v + {i} }} else {{ m[fmt.Sprint(v)] = nil }}\n\t}}\n"
            "\treturn s + len(m)\n}\n" for i in range(1500))
        main = ('package main\nimport "fmt"\n' + functions +
                "func main() { fmt.Println(f7(map[string][]float64{}, []int{1, 2, 3})) }\n")
        reply = self.ask(main, "go", PROBLEMS, encoding="text")
        self.assert_ok(reply, "15\n")


class Lists(unittest.TestCase):
    """What a program may import is what Go has: no more, so that no more is built; no less."""

    def setUp(self):
        if not has_known_go():
            self.skipTest("cannot run here: /usr/bin/go is not Go 1.19")
        with tempfile.TemporaryDirectory(prefix="test-of-go-build-") as scratch:
            found = subprocess.run([GO, "list", "std"], env=host_environment(scratch), check=True,
                                   capture_output=True, text=True, timeout=slow(60)).stdout
        self.packages = {name for name in found.split()
                         if os.path.exists(self.archive(name))}

    @staticmethod
    def archive(name):
        return f"{GOROOT}/pkg/linux_amd64/{name}.a"

    def test_the_compiler_knows_every_public_package(self):
        public = {name for name in self.packages
                  if not name.startswith("vendor/") and "internal" not in name.split("/")}
        self.assertEqual({name: self.archive(name) for name in public - SPECIAL}, listed(LIST))

    def test_the_linker_knows_every_package(self):
        self.assertEqual({name: self.archive(name) for name in self.packages},
                         listed(LIST + ".link"))


if __name__ == "__main__":
    unittest.main()
