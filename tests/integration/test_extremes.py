"""Whatever a request asks for, at the edge of what it may: refused in words, or the program's verdict.

Never trouble of ours, and never a container that has to be replaced for it.
"""

import glob
import os
import re
import unittest

from support.case import PROBLEMS, EngineCase, text_file
from support.clock import slow_ms
from support.kiln import ROOT, command

# A program that says ok, for each language of the catalogue.
PROGRAMS = {
    "bash": "echo ok\n",
    "c": "#include <stdio.h>\nint main(void) { puts(\"ok\"); }\n",
    "cpp": "#include <iostream>\nint main() { std::cout << \"ok\\n\"; }\n",
    "go": "package main\nimport \"fmt\"\nfunc main() { fmt.Println(\"ok\") }\n",
    "java": "class Main { public static void main(String[] a) { System.out.println(\"ok\"); } }\n",
    "js": "console.log('ok');\n",
    "lua": "print('ok')\n",
    "perl": "print \"ok\\n\";\n",
    "php": "<?php echo \"ok\\n\";\n",
    "python": "print('ok')\n",
    "ruby": "puts 'ok'\n",
    "rust": "fn main() { println!(\"ok\"); }\n",
    "typescript": "console.log('ok');\n",
}

# What speaks of the program, or of the request. All others speak of us.
PROGRAMS_OWN = {"ok", "compile_error", "runtime_error", "signalled", "time_limit", "memory_limit",
                "output_limit", "process_limit", "rejected"}


def deep(folders, name="f"):
    return "a/" * folders + name


def files(names, content="x"):
    return {"files": [text_file(name, content) for name in names]}


def everywhere(**limits):
    return {"limits": limits, "compile_limits": limits}


# Name -> what a request asks for, and the verdicts it may get (none given: any of the program's own).
ASKED = {
    "1 MB of memory": ({"limits": {"memory_mb": 1}}, ()),
    "1 MB of memory for the compiler": ({"compile_limits": {"memory_mb": 1}}, ()),
    "1 MB of memory for both": (everywhere(memory_mb=1), ()),
    "a few MB of memory": (everywhere(memory_mb=7), ()),
    "less memory than a warm runtime has": (everywhere(memory_mb=24), ()),
    "1 MB of stack": (everywhere(stack_mb=1), ()),
    "one process": (everywhere(processes=1), ()),
    "two processes": (everywhere(processes=2), ()),
    "1 KB of output": (everywhere(output_kb=1), ()),
    "1 ms of wall time": (everywhere(wall_ms=1), ("time_limit", "ok")),
    "1 ms of CPU time": (everywhere(cpu_ms=1), ("time_limit", "ok")),
    "the least of everything": (everywhere(memory_mb=1, stack_mb=1, processes=1, output_kb=1,
                                           wall_ms=1, cpu_ms=1), ()),
    "files 64 folders deep": (files([deep(64)]), ("ok",)),
    "64 files in folders of their own, as deep as a name goes":
        (files([f"{number}/" + deep(500) for number in range(64)]), ("rejected",)),
    "a file as deep as a name goes": (files([deep(511, "ff")]), ("ok",)),
    "a name one too long": (files([deep(511, "fff")]), ("rejected",)),
    "the longest part": (files(["n" * 255]), ("ok",)),
    "a part one too long": (files(["n" * 256]), ("rejected",)),
    "a file below another file": (files(["d/e", "d"]), ("rejected",)),
    "the most files": (files([f"f{number}" for number in range(64)]), ("ok",)),
    "a file too many": (files([f"f{number}" for number in range(65)]), ("rejected",)),
    "names of strange bytes": (files(["a\nb", "\x01\x7f", " ", "-rf", "@f", "$(id)", "\u00e9\u202e",
                                      "\"'\\", "a:b", "*", "~", "%s%n", "new\r\nline"]), ("ok",)),
    "sources of strange names":
        (files([f"{name}{suffix}" for name in ("-o", "@f", "a b", "*", "new\nline", "\x01", "\u00e9")
                for suffix in (".c", ".cpp", ".go", ".java", ".ts", ".rs", ".py")], ""), ()),
    "arguments as long as they may be": ({"args": ["x" * (128 * 1024 - 1)]}, ()),
    "arguments one too long": ({"args": ["x" * (128 * 1024)]}, ("rejected",)),
    "the most arguments": ({"args": ["y" * 500] * 256}, ("ok",)),
    "thousands of arguments": ({"args": ["z"] * 5000}, ("rejected",)),
    "empty arguments": ({"args": [""] * 256}, ("ok",)),
    "the most variables, all large":
        ({"env": {f"V{number:03}": "v" * 500 for number in range(256)}}, ("ok",)),
    "a variable as large as may be": ({"env": {"V": "v" * (128 * 1024 - 3)}}, ()),
    "a variable too many": ({"env": {f"V{number}": "" for number in range(257)}}, ("rejected",)),
    "long arguments on a small stack": ({"args": ["x" * 65000] * 2,
                                         "limits": {"stack_mb": 1}}, ()),
    "much input nobody reads": ({"stdin": "i" * 400_000}, ("ok",)),
    "no code": ({"code": ""}, ()),
    "code of NULs": ({"code": "\0" * 1000}, ()),
}


def installed():
    """The languages of the catalogue that have their toolchain here."""
    listed = command("languages").stdout.decode()
    return re.findall(r"(?m)^([a-z+]+) +\d", listed)


class Extremes:
    """Tests for every language; a class below says which, and how its engine runs them."""

    def ask_for(self, language, fields):
        fields = {"encoding": "text", **fields}
        code = fields.pop("code", PROGRAMS[language])
        headers = {"Kiln-Deadline-Ms": slow_ms(40_000)}
        return self.ask(code, language, PROBLEMS, headers=headers, **fields)

    def assert_held(self, reply, expected):
        verdict = self.verdict(reply)
        self.assertIn(verdict, PROGRAMS_OWN, reply)
        if expected:
            self.assertIn(verdict, expected, reply)
        if verdict == "rejected":
            self.assertRegex(reply["error"], r"^\S+ \S+ \S+")

    def test_every_language_of_the_catalogue_has_a_program_here(self):
        named = {os.path.basename(path)[:-len(".lang")] for path in
                 glob.glob(os.path.join(ROOT, "worker-image", "languages", "*.lang"))}
        self.assertEqual(set(PROGRAMS), named)
        self.assertIn("python", installed())

    def test_whatever_is_asked_for_has_a_true_answer(self):
        for language in self.languages():
            for name, (fields, expected) in ASKED.items():
                with self.subTest(name, language=language):
                    self.assert_held(self.ask_for(language, fields), expected)
            with self.subTest("and the next job", language=language):
                reply = self.ask_for(language, {"limits": {"wall_ms": slow_ms(10_000)}})
                self.assert_ok(reply, "ok\n")
        self.assertNotIn("is replaced", self.kiln.log_text())
        self.assertNotIn("internal error", self.kiln.log_text())

    def test_memory_that_no_interpreter_starts_in_is_a_memory_limit(self):
        for language in {"java", "js", "python", "ruby"} & set(self.languages()):
            with self.subTest(language):
                reply = self.ask_for(language, {"limits": {"memory_mb": 1}})
                self.assert_verdict(reply, "memory_limit")


class Cold(Extremes, EngineCase):
    settings = {"MAX_WORKERS": 2, "KILN_WARM": "off"}

    def languages(self):
        return installed()

    def test_what_a_compiler_left_and_nobody_can_execute_is_no_program(self):
        # An interpreter that is not there, where the kernel looks for it.
        code = ('__asm__(".section .interp,\\"a\\"\\n.string \\"/nowhere\\"\\n.previous");\n'
                "int main(void) { return 0; }\n")
        reply = self.ask(code, "c", PROBLEMS)
        self.assertIn(self.verdict(reply), ("ok", "compile_error"), reply)
        if self.verdict(reply) == "compile_error":
            self.assertEqual("no_program", reply["result"]["reason"])


class Warm(Extremes, EngineCase):
    settings = {"MAX_WORKERS": 2, "KILN_WARM": "all"}

    def languages(self):
        return [name for name in installed() if name in ("c", "cpp", "js", "python")]

    def test_runs_are_warm_where_nothing_is_asked_for(self):
        for language in ("python", "js"):
            self.assert_ok(self.ask_for(language, {}), "ok\n")
            self.assertTrue(self.ask_for(language, {})["result"]["warm"])


if __name__ == "__main__":
    unittest.main()
