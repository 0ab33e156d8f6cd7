"""How a request is read: the keys, the encoding of the code, and languages by any name."""

import json
import unittest

from support.case import COMPILER, PROBLEMS, EngineCase, encoded
from support.clock import slow_ms
from support.programs import ALIASES, HELLO, JSON_DOCUMENT


class Keys(EngineCase):
    def test_keys_match_whatever_their_case(self):
        code = encoded("print('any case')")
        body = json.dumps({"CODE": code, "Language": "python"}).encode()
        self.assert_ok(self.ask_raw(body), "any case\n")

    def test_the_last_duplicate_of_a_key_wins(self):
        first, last = encoded("print('first')"), encoded("print('last')")
        for key in ("code", "CODE", "cOdE"):
            with self.subTest(key):
                body = f'{{"code":"{first}","language":"python","{key}":"{last}"}}'
                self.assert_ok(self.ask_raw(body.encode()), "last\n")

    def test_escaped_keys_are_keys(self):
        body = f'{{"c\\u006fde":"{encoded("print(5)")}","language":"python"}}'
        self.assert_ok(self.ask_raw(body.encode()), "5\n")

    def test_blanks_around_the_object_are_no_error(self):
        body = f' \r\n\t{{"code":"{encoded("print(6)")}","language":"python"}}\n '
        self.assert_ok(self.ask_raw(body.encode()), "6\n")


class Encoding(EngineCase):
    def test_the_compiler_subject_decodes_base64(self):
        self.assert_ok(self.ask("print('coded')"), "coded\n")

    def test_the_problems_subject_takes_raw_text(self):
        self.assert_ok(self.ask("print('raw \u00e9')", subject=PROBLEMS), "raw \u00e9\n")

    def test_the_problems_subject_takes_base64(self):
        reply = self.ask("", subject=PROBLEMS, code=encoded("print('coded')"))
        self.assert_ok(reply, "coded\n")

    def test_raw_text_that_happens_to_be_base64_is_not_decoded(self):
        # Decoded, each of these would be text without a byte outside the base64 alphabet,
        # or no text at all.
        for code in ("abcdefgh", "print1234567", encoded("abcdef"), "AAAAAAAAAAAA", "a" * 4):
            with self.subTest(code):
                reply = self.ask(code, subject=PROBLEMS)
                self.assert_verdict(reply, "runtime_error")
                self.assertIn("NameError", reply["output"])
                self.assertIn(code, reply["output"])

    def test_an_encoding_field_decides_on_either_subject(self):
        for subject in (COMPILER, PROBLEMS):
            with self.subTest(subject):
                self.assert_ok(self.ask("", subject=subject, encoding="text",
                                        code="print('as is')"), "as is\n")
                self.assert_ok(self.ask("", subject=subject, encoding="base64",
                                        code=encoded("print('coded')")), "coded\n")

    def test_text_that_looks_like_base64_stays_text_if_the_field_says_so(self):
        code = encoded("print('decoded')")
        reply = self.ask(code, subject=PROBLEMS, encoding="text")
        self.assert_verdict(reply, "runtime_error")
        self.assertIn(code, reply["output"])

    def test_latin_1_bytes_from_a_browser_reach_the_program(self):
        code = b"# -*- coding: latin-1 -*-\nprint('caf\xe9')\n"
        self.assert_ok(self.ask(code), "caf\u00e9\n")

    def test_latin_1_bytes_that_come_out_again_become_valid_utf_8(self):
        code = b'#include <cstdio>\nint main() { std::puts("caf\xe9"); }\n'
        self.assert_ok(self.ask(code, language="cpp"), "caf\ufffd\n")


class Languages(EngineCase):
    def test_every_language_says_hello_on_both_subjects(self):
        for subject in (COMPILER, PROBLEMS):
            for language, code in HELLO.items():
                with self.subTest(language, subject=subject):
                    self.assert_ok(self.ask(code, language, subject), "hello\n")

    def test_every_alias_of_every_language_is_known(self):
        for language, aliases in ALIASES.items():
            for alias in aliases + [alias.upper() for alias in aliases]:
                with self.subTest(alias):
                    self.assert_ok(self.ask(HELLO[language], alias), "hello\n")

    def test_a_name_is_matched_exactly_but_for_its_case(self):
        for name in (" python", "python ", "c#", "javas", "kotlin", "cython", "gopher"):
            with self.subTest(name):
                self.assertEqual(f"unsupported language: {name}",
                                 self.ask("print(1)", name)["error"])

    def test_a_version_that_is_not_here_is_refused_by_name(self):
        reply = self.ask("print(1)", version="1.0.3")
        self.assertEqual("rejected", self.verdict(reply), reply)
        self.assertIn("1.0.3", reply["error"])
        self.assert_ok(self.ask("print(1)", version="3"), "1\n")


class Harness(EngineCase):
    settings = {"KILN_COMPILE_WALL_MS": slow_ms(10_000), "KILN_COMPILE_CPU_MS": slow_ms(20_000)}

    def test_a_json_document_arrives_byte_for_byte(self):
        literal = json.dumps(JSON_DOCUMENT)
        programs = {
            "python": f"import sys, json\nsys.stdout.write(json.loads({literal!r}))",
            "js": f"process.stdout.write({literal});",
            "cpp": f"#include <nlohmann/json.hpp>\n#include <iostream>\nint main() {{ std::cout "
                   f"<< nlohmann::json::parse(R\"x({literal})x\").get<std::string>(); }}",
            "go": f"package main\nimport (\"encoding/json\"; \"fmt\")\nfunc main() {{ var s string; "
                  f"json.Unmarshal([]byte({json.dumps(literal)}), &s); fmt.Print(s) }}",
        }
        for language, code in programs.items():
            with self.subTest(language):
                reply = self.ask(code, language, PROBLEMS)
                self.assert_ok(reply, JSON_DOCUMENT)
                self.assertEqual(json.loads(JSON_DOCUMENT), json.loads(reply["output"]))

    def test_a_cpp_harness_may_include_the_json_library(self):
        code = ('#include <nlohmann/json.hpp>\n#include <iostream>\n'
                'int main() { std::cout << nlohmann::json{{"ok", true}}.dump(); }')
        self.assert_ok(self.ask(code, "cpp", PROBLEMS), '{"ok":true}')


if __name__ == "__main__":
    unittest.main()
