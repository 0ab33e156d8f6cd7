"""What sources begin with is learnt; a job gets the same words and the same program as without."""

import os
import re
import shutil
import tempfile
import unittest

from support.case import COMPILER, ServerCase, request_body
from support.clock import eventually

PREAMBLE = "// %s\n#include <map>\n\n#define START 7\n#include <vector>\n#include <cstdio>\n"
BODY = """int main() {
    std::map<int, std::vector<int>> all;
    all[START].push_back(START);
    std::printf("%%d %%zu %%d %s\\n", all.begin()->second[0], all.size(), __LINE__);
}
"""


def source(number, preamble=PREAMBLE):
    return preamble.replace("%s", str(number)) + BODY % number


class Learnt(ServerCase):
    def start(self, **settings):
        kiln = self.engine(KILN_CACHE_MB=0, **settings)
        return kiln, self.connection()

    def ask(self, client, code, language="cpp", **fields):
        return self.checked(client.request(COMPILER, request_body(code, language, **fields)))

    def hello(self, client, number, preamble=PREAMBLE, start=7):
        """Whether the compile step used what was learnt."""
        reply = self.ask(client, source(number, preamble))
        self.assert_ok(reply, f"{start} 1 10 {number}\n")
        return reply["result"]["warm"]

    def learn(self, client, preamble=PREAMBLE, start=7):
        self.assertFalse(self.hello(client, 1, preamble, start))
        eventually(lambda: self.hello(client, 2, preamble, start), 20, "the preamble is learnt")

    def test_the_second_sighting_teaches_and_a_define_makes_another_preamble(self):
        kiln, client = self.start()
        self.learn(client)
        other = PREAMBLE.replace("START 7", "START 8")
        self.assertFalse(self.hello(client, 3, other, 8))
        self.assertTrue(self.hello(client, 4))
        # Comments and blank lines are no part of it.
        moved = PREAMBLE.replace("// %s\n", "/* one\nline more: %s */\n").replace("\n\n", "\n")
        self.assertTrue(self.hello(client, 5, moved))
        self.assertEqual(0, kiln.stop())

    def test_an_engine_with_one_container_learns(self):
        kiln, client = self.start(MAX_WORKERS=1)
        self.assertFalse(self.hello(client, 1))
        eventually(lambda: self.hello(client, 2), 30, "the preamble is learnt", pause=3)
        self.assertEqual(0, kiln.stop())

    def test_c_learns_too(self):
        kiln, client = self.start()

        def hello(number):
            code = ("#include <string.h>\n#include <math.h>\n#include <stdio.h>\nint main(void) {\n"
                    f'    printf("%zu %d\\n", strlen("abc"), {number});\n}}\n')
            reply = self.ask(client, code, "c")
            self.assert_ok(reply, f"3 {number}\n")
            return reply["result"]["warm"]
        self.assertFalse(hello(1))
        eventually(lambda: hello(2), 20, "the preamble is learnt")
        self.assertEqual(0, kiln.stop())

    def test_off_means_off(self):
        kiln, client = self.start(KILN_PREAMBLES_MB=0)
        for number in range(4):
            self.assertFalse(self.hello(client, number))
        self.assertEqual(0, kiln.stop())

    def test_what_does_not_compile_is_not_learnt(self):
        kiln, client = self.start(KILN_LOG_LEVEL="debug")
        for _ in range(5):
            reply = self.ask(client, "#include <map>\n#include <nosuch>\nint main() {}\n")
            self.assert_verdict(reply, "compile_error")
        self.assertEqual(1, kiln.log_text().count("is not learnt"))
        self.assertEqual(0, kiln.stop())

    def test_a_directory_carries_them_over_a_restart(self):
        directory = tempfile.mkdtemp(prefix="test-of-kiln-cache-")
        self.addCleanup(shutil.rmtree, directory)
        kiln, client = self.start(KILN_CACHE_DIR=directory)
        self.learn(client)
        self.assertEqual(0, kiln.stop())
        kiln, client = self.start(KILN_CACHE_DIR=directory)
        self.assertTrue(self.hello(client, 3))
        self.assertEqual(0, kiln.stop())

        found = [os.path.join(folder, name) for folder, _, names in os.walk(directory)
                 for name in names if folder.endswith("/preambles")]
        self.assertEqual(1, len(found))
        self.assertEqual(0o600, os.stat(found[0]).st_mode & 0o777)
        with open(found[0], "r+b") as file:
            file.seek(os.path.getsize(found[0]) // 2)
            file.write(b"damage")
        kiln, client = self.start(KILN_CACHE_DIR=directory)
        self.learn(client)
        self.assertEqual(0, kiln.stop())


# After PREAMBLE: with each, the compiler has words, or looks where a learnt preamble comes from.
WORDS = {
    "an error in the source": "int main() { return nosuch; }\n",
    "an error in a header's template": "struct X {};\nint main() { std::map<X, int> m; m[X()]; }\n",
    "a warning, and a program": "#warning beware\nint main() {}\n",
    "a link error": "int nosuch();\nint main() { return nosuch(); }\n",
    "the compiler's own input": '#include "/proc/self/fd/0"\nint main() {}\n',
    "the header's name": '#include ".kiln-preamble.h"\nint main() {}\n',
    "a second define": "#define START 9\nint main() {}\n",
}
SAME = {
    "where it stands": 'int n;\n#include <cassert>\nint main() { std::printf("%d %s\\n", __LINE__, __FILE__); '
                       "assert(START == 8); }\n",
    "what is in its folder": 'int n;\n#include <filesystem>\nint main() { for (auto& e : '
                             'std::filesystem::directory_iterator("/box")) std::puts(e.path().c_str()); }\n',
}


class SameWords(ServerCase):
    """One engine after the other: two would share the requests."""

    def ask(self, code):
        return self.checked(self.client.request(COMPILER, request_body(code, "cpp")))

    def shown(self, rest):
        reply = self.ask(PREAMBLE % "x" + rest)
        result = reply["result"]
        steps = [(result.get(step) or {}).get(part) for step in ("compile", "run")
                 for part in ("stdout", "stderr", "exit_code", "signal")]
        everything = [result["verdict"], reply["output"], reply.get("error"), *steps]
        return result["warm"], [re.sub(r"/tmp/cc\w+\.o", "OBJECT", str(each)) for each in everything]

    def test_replies_are_those_of_a_cold_compiler(self):
        everything = {**WORDS, **SAME}
        cold = self.engine(KILN_PREAMBLES_MB=0, KILN_CACHE_MB=0)
        self.client = self.connection()
        expected = {name: self.shown(rest)[1] for name, rest in everything.items()}
        self.assertEqual(0, cold.stop())

        learnt = self.engine(KILN_CACHE_MB=0)
        self.client = self.connection()
        hello = PREAMBLE % "x" + BODY % 1
        # Asked for now and then: it is learnt where no job needs the container.
        eventually(lambda: self.ask(hello)["result"]["warm"], 30, "the preamble is learnt", pause=2)
        for name, rest in everything.items():
            with self.subTest(name):
                warm, reply = self.shown(rest)
                self.assertEqual(expected[name], reply)
                self.assertEqual(name in SAME, warm)
        self.assertEqual(0, learnt.stop())


if __name__ == "__main__":
    unittest.main()
