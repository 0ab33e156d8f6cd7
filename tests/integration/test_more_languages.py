"""The languages beside V1's four: each runs, reads, takes arguments and fails as it should."""

import glob
import os
import re
import unittest

from support.case import PROBLEMS, EngineCase, text_file
from support.clock import slow_ms
from support.kiln import ROOT, command

WORDS = ["a b", "", "*", "-x", '"$q\'', "\u00e9"]
INPUT = "first line\nsecond \u00e9\n"


class Toolchain:
    """Tests that every language has. A class below says which programs they are done with."""

    settings = {"MAX_WORKERS": 1}
    name = ""
    aliases = ()
    package = ""
    path = ""          # on the host: if it is not there, nothing can be tested
    hello = ""         # writes hello and a newline
    echo = ""          # copies stdin to stdout
    arguments = ""     # writes each argument and a newline
    failing = ""       # writes so far and a newline, ends with status 3
    uncaught = ""      # ends with an error of the language's own, whose text is boom
    uncaught_status = 1
    hungry = ""        # takes memory without end
    hungry_verdict = "memory_limit"
    several = ""       # uses files, writes from another file and a newline
    files = ()
    misspelt = ""      # not compiled: an error in line 1 of the source file
    complaint = ""     # where the compiler says it is

    @classmethod
    def setUpClass(cls):
        if not os.path.exists(cls.path):
            raise unittest.SkipTest(f"cannot run here: {cls.package} is not installed")
        super().setUpClass()

    def run_code(self, code, **fields):
        return self.ask(code, self.name, PROBLEMS, encoding="text", **fields)

    def test_its_version_is_listed_and_can_be_asked_for(self):
        listed = command("languages").stdout.decode()
        found = re.search(rf"(?m)^{self.name} +(\d+)\.\d+\S* ", listed)
        self.assertIsNotNone(found, listed)
        self.assert_ok(self.run_code(self.hello, version=found[1]), "hello\n")
        reply = self.run_code(self.hello, version="99.1")
        self.assertEqual("rejected", self.verdict(reply), reply)
        self.assertIn("99.1", reply["error"])

    def test_it_says_hello_under_each_of_its_names(self):
        for name in (self.name, self.name.upper(), *self.aliases):
            with self.subTest(name):
                self.assert_ok(self.ask(self.hello, name), "hello\n")

    def test_it_reads_what_it_is_sent(self):
        self.assert_ok(self.run_code(self.echo, stdin=INPUT), INPUT)
        self.assert_ok(self.run_code(self.echo, stdin=""), "")

    def test_arguments_arrive_as_they_are(self):
        reply = self.run_code(self.arguments, args=WORDS)
        self.assert_ok(reply, "".join(f"{word}\n" for word in WORDS))

    def test_a_failing_program_has_its_own_exit_status(self):
        reply = self.run_code(self.failing)
        self.assert_verdict(reply, "runtime_error", error="execution error: exit status 3")
        self.assertEqual("so far\n", reply["output"])
        self.assertEqual(3, reply["result"]["run"]["exit_code"])

    def test_an_error_that_nobody_handles_is_told_on_stderr(self):
        reply = self.run_code(self.uncaught)
        self.assert_verdict(reply, "runtime_error")
        self.assertEqual(self.uncaught_status, reply["result"]["run"]["exit_code"])
        self.assertIn("boom", reply["result"]["run"]["stderr"])
        self.assertEqual("", reply["result"]["run"]["stdout"])

    def test_taking_too_much_memory_is_found_out(self):
        reply = self.run_code(self.hungry, limits={"memory_mb": 96, "wall_ms": slow_ms(9000)})
        self.assert_verdict(reply, self.hungry_verdict)
        self.assert_ok(self.run_code(self.hello), "hello\n")

    def test_a_program_may_have_several_files(self):
        files = [text_file(name, content) for name, content in self.files]
        self.assert_ok(self.run_code(self.several, files=files), "from another file\n")


class Compiled(Toolchain):
    """What is compiled can be wrong before it runs."""

    def test_an_error_of_the_compiler_is_told_with_its_place(self):
        reply = self.run_code(self.misspelt)
        self.assert_verdict(reply, "compile_error")
        self.assertIn(self.complaint, reply["output"])
        self.assertNotIn("run", reply["result"])


class C(Compiled, EngineCase):
    name, aliases, package, path = "c", ("gcc",), "gcc", "/usr/bin/gcc"
    hello = '#include <stdio.h>\nint main(void) { puts("hello"); }'
    echo = '#include <stdio.h>\nint main(void) { for (int c; (c = getchar()) != EOF;) putchar(c); }'
    arguments = '#include <stdio.h>\nint main(int n, char **v) { while (--n) puts(*++v); }'
    failing = '#include <stdio.h>\nint main(void) { puts("so far"); return 3; }'
    uncaught = ('#include <stdio.h>\n#include <math.h>\nint main(int n, char **v) '
                '{ fprintf(stderr, "boom %f", sqrt(n)); return 1; }')
    hungry = ('#include <stdlib.h>\n#include <string.h>\n'
              'int main(void) { for (;;) memset(malloc(1 << 20), 1, 1 << 20); }')
    several = '#include "in folder/word.h"\nint main(void) { say(); }'
    files = [("in folder/word.h", "void say(void);"),
             ("in folder/word.c",
              '#include <stdio.h>\nvoid say(void) { puts("from another file"); }')]
    misspelt = "int main(void) { return nothing; }"
    complaint = "main.c:1:25: error:"


class Rust(Compiled, EngineCase):
    name, aliases, package, path = "rust", ("rs", "rustc"), "rustc", "/usr/bin/rustc"
    hello = 'fn main() { println!("hello"); }'
    echo = 'fn main() { std::io::copy(&mut std::io::stdin(), &mut std::io::stdout()).unwrap(); }'
    arguments = 'fn main() { for word in std::env::args().skip(1) { println!("{}", word); } }'
    failing = 'fn main() { println!("so far"); std::process::exit(3); }'
    uncaught, uncaught_status = 'fn main() { panic!("boom"); }', 101
    hungry = "fn main() { let mut all = vec![]; loop { all.push(vec![1u8; 1 << 20]); } }"
    several = "mod word;\nfn main() { word::say(); }"
    files = [("word.rs", 'pub fn say() { println!("from another file"); }')]
    misspelt = 'fn main() { let x: i32 = "word"; }'
    complaint = "--> main.rs:1:26"


class Java(Compiled, EngineCase):
    name, package, path = "java", "openjdk-17-jdk-headless", "/usr/bin/javac"

    @staticmethod
    def body(text):
        return f"class Main {{ public static void main(String[] args) throws Exception {{ {text} }} }}"

    hello = body('System.out.println("hello");')
    echo = body("System.in.transferTo(System.out);")
    arguments = body("for (String word : args) System.out.println(word);")
    failing = body('System.out.println("so far"); System.exit(3);')
    uncaught = body('throw new Exception("boom");')
    hungry = body("var all = new java.util.ArrayList<byte[]>(); for (;;) all.add(new byte[1 << 20]);")
    hungry_verdict = "runtime_error"  # a full heap is an error of Java's own
    several = body("in_folder.Word.say();")
    files = [("in_folder/Word.java", "package in_folder;\npublic class Word { public static void "
              'say() { System.out.println("from another file"); } }'),
             ("a name with blanks.java", "class Unused { }")]
    misspelt = body('int x = "word";')
    complaint = "Main.java:1: error:"

    def test_a_full_heap_is_told_by_name(self):
        reply = self.run_code(self.hungry, limits={"memory_mb": 96})
        self.assertIn("java.lang.OutOfMemoryError", reply["output"])

    def test_garbage_is_collected_before_the_limit(self):
        code = self.body("for (int i = 0; i < 5000; i++) "
                         'if (new byte[1 << 20].length == i) return; System.out.println("done");')
        self.assert_ok(self.run_code(code, limits={"memory_mb": 96}), "done\n")

    def test_a_stack_overflow_can_be_caught(self):
        code = ("class Main { static int deep; static void dive() { deep++; dive(); } "
                "public static void main(String[] args) { try { dive(); } "
                "catch (StackOverflowError e) { System.out.println(deep > 50_000); } } }")
        self.assert_ok(self.run_code(code), "true\n")

    def test_classes_records_and_threads_need_nothing_special(self):
        code = ("import java.util.stream.*;\npublic class Main { record Point(int x) { } "
                "public static void main(String[] args) { System.out.println(IntStream.range(0, 50)"
                ".parallel().mapToObj(Point::new).mapToInt(Point::x).sum()); } }")
        self.assert_ok(self.run_code(code), "1225\n")

    def test_an_array_may_have_half_of_the_memory(self):
        code = self.body("System.out.println(new int[60_000_000].length);")
        self.assert_ok(self.run_code(code, limits={"memory_mb": 400}), "60000000\n")

    def test_the_public_class_may_have_any_name(self):
        says = 'public static void main(String[] args) { System.out.println("%s"); } }\n'
        for code in ("public class Solution { " + says % "right",
                     "class Main { }\npublic final class Solution { " + says % "right",
                     "package some.where;\npublic interface Solution { " + says % "right",
                     "class A { " + says % "wrong" + "public class Solution { " + says % "right",
                     "class A { " + says % "wrong" + "class Main { " + says % "right",
                     "class A { }\nclass B { " + says % "right"):
            with self.subTest(code=code):
                self.assert_ok(self.run_code(code), "right\n")

    def test_errors_are_placed_in_the_file_of_the_public_class(self):
        reply = self.run_code('public class Solution { int x = "word"; }')
        self.assert_verdict(reply, "compile_error")
        self.assertIn("Solution.java:1: error: incompatible types", reply["result"]["compile"]["stderr"])
        self.assertNotIn("should be declared", reply["result"]["compile"]["stderr"])


class TypeScript(Compiled, EngineCase):
    name, aliases, package = "typescript", ("ts", "tsc"), "node-typescript"
    path = "/usr/share/nodejs/typescript/bin/tsc"
    hello = 'const name: string = "hello";\nconsole.log(name);'
    echo = 'import * as fs from "fs";\nprocess.stdout.write(fs.readFileSync(0));'
    arguments = "for (const word of process.argv.slice(2)) console.log(word);"
    failing = 'console.log("so far");\nprocess.exitCode = 3;'
    uncaught = 'function fail(): never {\n    throw new Error("boom");\n}\nfail();'
    hungry = "const all: Buffer[] = [];\nfor (;;) all.push(Buffer.alloc(1 << 20, 1));"
    several = 'import { say } from "./in folder/word";\nsay();'
    files = [("in folder/word.ts", 'export function say(): void { console.log("from another file"); }')]
    misspelt = 'const x: number = "word";'
    complaint = "main.ts(1,7): error TS2322:"

    def test_an_error_is_placed_in_the_source_that_was_sent(self):
        reply = self.run_code(self.uncaught)
        self.assertIn("/box/main.ts:2", reply["result"]["run"]["stderr"])

    def test_modules_of_node_and_promises_are_there(self):
        code = ('import { createHash } from "crypto";\nasync function main(): Promise<void> {\n'
                '    await new Promise<void>(done => setTimeout(done, 1));\n'
                '    console.log(createHash("md5").update("").digest("hex").slice(0, 8));\n}\nmain();')
        self.assert_ok(self.run_code(code), "d41d8cd9\n")


class Ruby(Toolchain, EngineCase):
    name, aliases, package, path = "ruby", ("rb", "ruby3"), "ruby", "/usr/bin/ruby"
    hello = "puts 'hello'"
    echo = "print STDIN.read"
    arguments = "puts ARGV"
    failing = "puts 'so far'\nexit 3"
    uncaught = "require 'json'\nraise 'boom'"
    hungry = "all = []\nloop { all << 'x' * (1 << 20) }"
    several = "require_relative 'in folder/word'\nsay"
    files = [("in folder/word.rb", "def say = puts('from another file')")]


class Perl(Toolchain, EngineCase):
    name, aliases, package, path = "perl", ("pl", "perl5"), "perl", "/usr/bin/perl"
    hello = "use strict; use warnings; print \"hello\\n\";"
    echo = "print while <STDIN>;"
    arguments = 'print "$_\\n" for @ARGV;'
    failing = 'print "so far\\n"; exit 3;'
    uncaught, uncaught_status = "use JSON::PP; $! = 0; die 'boom';", 255
    hungry = "my @all; push @all, 'x' x (1 << 20) while 1;"
    several = "use lib 'in folder'; use Word; Word::say();"
    files = [("in folder/Word.pm", 'package Word; sub say { print "from another file\\n" } 1;')]


class Php(Toolchain, EngineCase):
    name, aliases, package, path = "php", ("php8",), "php-cli", "/usr/bin/php"
    hello = "<?php echo \"hello\\n\";"
    echo = "<?php echo stream_get_contents(STDIN);"
    arguments = "<?php foreach (array_slice($argv, 1) as $word) echo \"$word\\n\";"
    failing = '<?php echo "so far\\n"; exit(3);'
    uncaught, uncaught_status = '<?php if (ctype_alpha("x")) throw new Exception("boom");', 255
    hungry = "<?php for (;;) $all[] = str_repeat('x', 1 << 20);"
    several = "<?php require 'in folder/word.php'; say();"
    files = [("in folder/word.php", '<?php function say() { echo "from another file\\n"; }')]

    def test_a_warning_is_no_output(self):
        reply = self.run_code('<?php echo $nothing; echo "hello\\n";')
        self.assertEqual("hello\n", reply["result"]["run"]["stdout"])
        self.assertIn("Undefined variable", reply["result"]["run"]["stderr"])


class Lua(Toolchain, EngineCase):
    name, aliases, package, path = "lua", ("lua5", "lua5.4"), "lua5.4", "/usr/bin/lua5.4"
    hello = "print('hello')"
    echo = "io.write(io.read('a'))"
    arguments = "for _, word in ipairs(arg) do print(word) end"
    failing = "print('so far')\nos.exit(3)"
    uncaught = "error('boom')"
    hungry = "local all = {}\nwhile true do all[#all + 1] = ('x'):rep(1 << 20) .. #all end"
    several = "require('word').say()"
    files = [("word.lua", "return { say = function() print('from another file') end }")]


class Bash(Toolchain, EngineCase):
    name, aliases, package, path = "bash", ("sh", "shell"), "bash", "/usr/bin/bash"
    hello = "words=(hello); echo \"${words[0]}\""
    echo = "cat"
    arguments = 'for word in "$@"; do printf "%s\\n" "$word"; done'
    failing = "cat <<< 'so far'\nexit 3"
    uncaught = "set -u\necho \"$boom\""
    hungry = "all=x\nwhile :; do all=$all$all; done"
    several = ". './in folder/word.sh'\nsay"
    files = [("in folder/word.sh", "say() { echo from another file; }")]


class Image(unittest.TestCase):
    """worker-image/packages is complete: what a language needs is in the image that is for it."""

    def test_every_languages_package_is_on_the_list_of_the_image(self):
        with open(os.path.join(ROOT, "worker-image", "packages")) as file:
            listed = {(words[0], language) for words in map(str.split, file)
                      if words and words[0] != "#" for language in words[1:]}
        for path in glob.glob(os.path.join(ROOT, "worker-image", "languages", "*.lang")):
            with open(path) as file, self.subTest(path):
                text = file.read()
                name, package = (re.search(rf"(?m)^{key} *= *(\S+)", text)[1]
                                 for key in ("name", "package"))
                self.assertIn((package, name), listed)


if __name__ == "__main__":
    unittest.main()
