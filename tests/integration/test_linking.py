"""Programs are linked by mold where it is installed; what linkers say is what ld says."""

import os
import re
import subprocess
import tempfile
import unittest

from support.case import EngineCase, text_file
from support.clock import slow

MOLD = "/usr/bin/mold"

# Prints whether mold's name is in the program that runs.
SELF = r"""
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
int main() {
    std::ifstream file("/proc/self/exe", std::ios::binary);
    const std::string all(std::istreambuf_iterator<char>(file), {});
    std::string name = "m";  // in pieces, so that the program does not find its own text
    name += "old ";
    name += std::getenv("VERSION");
    std::cout << (all.find(name) != all.npos) << '\n';
}
"""

# What is wrong with it only a linker sees.
WRONG = {
    "undefined function": ("void f(int);\nint main() { f(1); }\n", {}),
    "undefined, several": (
        "#include <iostream>\nextern int x;\nstruct S { virtual void g(); };\n"
        "int main() { S s; s.g(); std::cout << x; }\n", {}),
    "no main": ("int f() { return 1; }\n", {}),
    "two mains": ("int main() { }\n", {"other.cpp": "int main() { }\n"}),
    "defined twice": ("int x;\nint main() { return x; }\n", {"other.cpp": "int x = 1;\n"}),
    "undefined in another file": ("void f();\nint main() { f(); }\n",
                                  {"other.cpp": "void g();\nvoid f() { g(); }\n"}),
}

STACK = ('asm(".section .note.GNU-stack,\\"x\\",@progbits\\n.text");\n#include <fstream>\n'
         "#include <iostream>\n#include <string>\nint main() {\n"
         '    std::ifstream maps("/proc/self/maps");\n    std::string line;\n'
         "    while (std::getline(maps, line))\n"
         '        if (line.find("[stack]") != line.npos)\n'
         "            std::cout << line.substr(line.find(' ') + 1, 4);\n"
         "}\n")


def without_object_names(text):
    """Compilers make up the names of object files."""
    return re.sub(r"/tmp/cc\w{6}\.o", "/tmp/ccXXXXXX.o", text)


class Linking(EngineCase):
    settings = {"MAX_WORKERS": 1}

    def by_plain_compiler(self, code, files):
        with tempfile.TemporaryDirectory(prefix="test-of-linking-") as folder:
            for name, content in {"main.cpp": code, **files}.items():
                with open(os.path.join(folder, name), "w") as file:
                    file.write(content)
            done = subprocess.run(
                ["/usr/bin/g++", "-O2", "-pipe", "-o", "program", "main.cpp", *files], cwd=folder,
                env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}, stdin=subprocess.DEVNULL,
                capture_output=True, text=True, timeout=slow(60))
        return done.returncode, without_object_names(done.stdout + done.stderr)

    def test_what_only_the_linker_refuses_is_told_in_the_words_of_ld(self):
        for name, (code, files) in WRONG.items():
            with self.subTest(name):
                status, text = self.by_plain_compiler(code, files)
                self.assertIn("ld returned 1 exit status", text)
                reply = self.ask(code, "cpp", files=[text_file(*file) for file in files.items()])
                self.assert_verdict(reply, "compile_error",
                                    error=f"execution error: exit status {status}")
                self.assertEqual(text, without_object_names(reply["output"]))

    def test_a_program_is_linked_by_mold(self):
        if not os.path.exists(MOLD):
            self.skipTest("cannot run here: mold is not installed")
        version = subprocess.run([MOLD, "--version"], capture_output=True, text=True, check=True,
                                 timeout=slow(60)).stdout.split()[1]
        self.assert_ok(self.ask(SELF, "cpp", env={"VERSION": version}), "1\n")

    def test_what_mold_warns_of_is_linked_by_ld(self):
        self.assert_ok(self.ask(STACK, "cpp"), "rwxp")


if __name__ == "__main__":
    unittest.main()
