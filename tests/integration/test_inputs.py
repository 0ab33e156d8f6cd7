"""What a job may bring along: stdin, arguments, environment and further files."""

import base64
import unittest

from support.case import EngineCase, text_file


class Inputs(EngineCase):
    def test_a_program_reads_its_stdin_to_the_end(self):
        code = "import sys\nprint(sorted(sys.stdin.read().split()))"
        self.assert_ok(self.ask(code, stdin="b\na\n"), "['a', 'b']\n")

    def test_without_stdin_the_program_reads_end_of_file(self):
        self.assert_ok(self.ask("import sys\nprint(repr(sys.stdin.read()))"), "''\n")

    def test_stdin_is_a_file_that_can_be_mapped_and_not_be_written(self):
        code = ("import fcntl, mmap, os\n"
                "print(fcntl.fcntl(0, fcntl.F_GETFL) & os.O_ACCMODE == os.O_RDONLY)\n"
                "print(mmap.mmap(0, 0, mmap.MAP_SHARED, mmap.PROT_READ)[:3])\n"
                "for path in (0, '/dev/stdin', '/proc/self/fd/0'):\n"
                "    try:\n"
                "        fd = 0 if path == 0 else os.open(path, os.O_RDWR)\n"
                "        os.write(fd, b'x')\n"
                "        print('written')\n"
                "    except OSError as error:\n"
                "        print(type(error).__name__)\n")
        said = self.ask(code, stdin="abcd")["output"].splitlines()
        self.assertEqual(["True", "b'abc'"], said[:2])
        self.assertEqual(3, len(said[2:]), said)
        self.assertNotIn("written", said)

    def test_a_large_stdin_arrives_whole(self):
        code = "import sys, hashlib\nprint(len(sys.stdin.buffer.read()))"
        self.assert_ok(self.ask(code, stdin="0123456789" * 50_000), "500000\n")

    def test_a_program_need_not_read_its_stdin(self):
        self.assert_ok(self.ask("print('done')", stdin="x" * 300_000), "done\n")

    def test_arguments_arrive_as_they_are(self):
        args = ["plain", "two words", "", "$HOME `id` 'q' \"d\"", "\u00e9", "-x", "--", "a\nb"]
        code = "import sys\nprint(sys.argv[1:])"
        self.assert_ok(self.ask(code, args=args), f"{args!r}\n")

    def test_arguments_reach_every_language(self):
        programs = {
            "js": "console.log(process.argv.slice(2).join('|'))",
            "cpp": "#include <cstdio>\nint main(int c, char** v) "
                   "{ std::printf(\"%s|%s\\n\", v[1], v[c - 1]); }",
            "go": 'package main\nimport ("fmt"; "os")\n'
                  'func main() { fmt.Println(os.Args[1] + "|" + os.Args[2]) }',
        }
        for language, code in programs.items():
            with self.subTest(language):
                self.assert_ok(self.ask(code, language, args=["a b", "c"]), "a b|c\n")

    def test_the_environment_is_what_the_job_asks_for(self):
        code = "import os\nprint(os.environ['COLOUR'], os.environ.get('EMPTY'))"
        self.assert_ok(self.ask(code, env={"COLOUR": "d\u00e9j\u00e0 vu", "EMPTY": ""}),
                       "d\u00e9j\u00e0 vu \n")

    def test_nothing_of_the_engines_environment_is_seen(self):
        output = self.ask("import os\nprint(sorted(os.environ))")["output"]
        for name in ("NATSURL", "MAX_WORKERS", "PORT", "KILN", "SUDO_USER", "LD_PRELOAD"):
            self.assertNotIn(name, output)

    def test_a_python_program_imports_its_neighbour(self):
        files = [text_file("helper.py", "word = 'from helper'")]
        self.assert_ok(self.ask("import helper\nprint(helper.word)", files=files),
                       "from helper\n")

    def test_a_file_may_lie_in_a_folder(self):
        files = [text_file("pkg/__init__.py", ""),
                 text_file("pkg/deep/data.txt", "text \u00e9")]
        code = "import pkg\nprint(open('pkg/deep/data.txt', encoding='utf-8').read())"
        self.assert_ok(self.ask(code, files=files), "text \u00e9\n")

    def test_a_binary_file_arrives_byte_for_byte(self):
        content = bytes(range(256)) * 20
        files = [{"name": "data.bin", "content": base64.b64encode(content).decode(),
                  "encoding": "base64"}]
        code = "import sys\nprint(open('data.bin', 'rb').read() == bytes(range(256)) * 20)"
        self.assert_ok(self.ask(code, files=files), "True\n")

    def test_a_cpp_program_of_two_sources_and_a_header(self):
        files = [text_file("twice.h", "int twice(int);"),
                 text_file("twice.cpp", "int twice(int x) { return 2 * x; }")]
        code = '#include "twice.h"\n#include <cstdio>\nint main() { std::printf("%d\\n", twice(21)); }'
        self.assert_ok(self.ask(code, "cpp", files=files), "42\n")

    def test_a_go_program_of_two_files(self):
        files = [text_file("twice.go", "package main\nfunc twice(x int) int { return 2 * x }\n")]
        code = 'package main\nimport "fmt"\nfunc main() { fmt.Println(twice(21)) }\n'
        self.assert_ok(self.ask(code, "go", files=files), "42\n")

    def test_a_node_program_requires_its_neighbour(self):
        files = [text_file("twice.js", "module.exports = x => 2 * x;")]
        self.assert_ok(self.ask("console.log(require('./twice')(21));", "js", files=files), "42\n")

    def test_one_job_never_sees_the_files_of_another(self):
        write = "open('left.txt', 'w').write('x')\nopen('/tmp/left.txt', 'w').write('x')\nprint(1)"
        look = "import os\nprint([p for p in ('left.txt', '/tmp/left.txt') if os.path.exists(p)])"
        for _ in range(4):
            self.assert_ok(self.ask(write), "1\n")
            self.assert_ok(self.ask(look), "[]\n")

    def test_the_source_stays_where_error_messages_say(self):
        code = "import traceback\ndef broken():\n    raise ValueError('why')\nbroken()\n"
        output = self.ask(code)["output"]
        self.assertIn("line 3", output)
        self.assertIn("raise ValueError('why')", output)

    def test_there_is_no_network(self):
        code = ("import socket\ns = socket.socket()\ns.settimeout(1)\n"
                f"print(s.connect_ex(('127.0.0.1', {self.server.port})) != 0)\n"
                "print(s.connect_ex(('192.0.2.1', 80)) != 0)")
        self.assert_ok(self.ask(code), "True\nTrue\n")


if __name__ == "__main__":
    unittest.main()
