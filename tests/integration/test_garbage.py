"""Whatever comes in, one JSON reply says what is wrong with it, and the engine goes on."""

import json
import time
import unittest

from support.case import COMPILER, PROBLEMS, EngineCase, encoded, request_body

UNPARSEABLE = {
    "an empty message": b"",
    "blanks only": b"   \n",
    "no JSON at all": b"hello",
    "bytes that are not UTF-8": b"\xff\xfe\x00\x01",
    "a truncated object": b'{"code":"eA==","language":"pyth',
    "bytes after the object": b'{"code":"","language":"python"} x',
    "two objects": b'{"code":"","language":"python"}{}',
    "an array": b'["code"]',
    "a string": b'"code"',
    "a number": b"42",
    "a missing comma": b'{"code":"" "language":"python"}',
    "a raw control character in a string": b'{"code":"","language":"py\x01"}',
    "a NUL byte": b'{"code":"",\x00"language":"python"}',
    "a lone surrogate": b'{"code":"","language":"\\ud800"}',
    "deep arrays": b"[" * 100_000,
    "deep objects": b'{"a":' * 100_000,
    "a deep value in an unknown field": b'{"x":' + b"[" * 5_000 + b"]" * 5_000 + b"}",
    "invalid UTF-8 in a string": b'{"code":"","language":"\xc3\x28"}',
}

WRONGLY_TYPED = {
    "code": [1, True, {}, ["eA=="], 1.5],
    "language": [1, False, ["python"], {}],
    "stdin": [1, {}, []],
    "args": ["one", [1], {"0": "a"}, [["a"]]],
    "env": ["A=1", ["A=1"], {"A": 1}],
    "files": ["a", {"name": "a"}, [1], [{"name": 1, "content": ""}], [{"content": ""}]],
    "limits": [1, "fast", [], {"wall_ms": "1"}, {"wall_ms": -1}, {"wall_ms": 1.5},
               {"memory_mb": True}, {"output_kb": 1e300}],
    "compile_limits": ["x", {"cpu_ms": []}],
    "encoding": [1, "rot13", {}],
    "version": [3, {}],
    "id": [5, "", "has blanks", "x" * 65, "a/b"],
}


class Garbage(EngineCase):
    def test_an_unparseable_message_is_answered_with_what_is_wrong(self):
        for subject in (COMPILER, PROBLEMS):
            for name, body in UNPARSEABLE.items():
                with self.subTest(name, subject=subject):
                    reply = self.ask_raw(body, subject, verdict="rejected")
                    self.assertIs(False, reply["success"])
                    self.assertEqual("", reply["output"])
                    self.assertTrue(reply["status_message"])
        self.assert_alive()

    def test_a_null_message_is_an_empty_request(self):
        self.assertEqual("unsupported language: ", self.ask_raw(b"null")["error"])

    def test_a_field_of_the_wrong_type_is_named(self):
        for field, values in WRONGLY_TYPED.items():
            for value in values:
                with self.subTest(field, value=value):
                    body = {"code": encoded("print(1)"), "language": "python", field: value}
                    reply = self.ask_raw(json.dumps(body).encode(), verdict="rejected")
                    self.assertIs(False, reply["success"])
                    self.assertEqual("", reply["output"])
                    self.assertIn(field, reply["error"])
        self.assert_alive()

    def test_null_means_not_given(self):
        for field in WRONGLY_TYPED:
            if field in ("code", "language"):
                continue
            with self.subTest(field):
                self.assert_ok(self.ask("print(1)", **{field: None}), "1\n")

    def test_unknown_fields_are_ignored(self):
        self.assert_ok(self.ask("print(1)", colour="red", nested={"a": [1, {"b": None}]}), "1\n")

    def test_a_nul_byte_in_a_name_or_an_argument_is_refused(self):
        for fields in ({"args": ["a\0b"]}, {"env": {"A\0": "1"}}, {"env": {"A": "b\0c"}},
                       {"files": [{"name": "a\0b", "content": ""}]}):
            with self.subTest(str(fields)):
                self.assertEqual("rejected", self.verdict(self.ask("print(1)", **fields)))

    def test_a_nul_byte_in_the_language_is_an_unknown_language(self):
        self.assertTrue(self.ask("x", language="py\0thon")["error"]
                        .startswith("unsupported language: py"))

    def test_a_nul_byte_in_the_code_reaches_the_compiler(self):
        reply = self.ask(b"print(1)\0")
        self.assertIn(self.verdict(reply), ("ok", "runtime_error"))

    def test_a_file_may_not_leave_the_working_directory(self):
        for name in ("../x", "/etc/x", "a/../../x", "", ".", "..", "a//b/", "x" * 5_000):
            with self.subTest(name):
                reply = self.ask("print(1)", files=[{"name": name, "content": "eA=="}])
                self.assertEqual("rejected", self.verdict(reply), name)
                self.assertIn("files", reply["error"])

    def test_a_limit_above_the_most_allowed_is_named(self):
        reply = self.ask("print(1)", limits={"wall_ms": 10_000_000})
        self.assertEqual("rejected", self.verdict(reply), reply)
        self.assertIn("wall_ms", reply["error"])

    def test_a_message_without_reply_subject_is_ignored(self):
        for subject in (COMPILER, PROBLEMS):
            self.client.publish(subject, request_body("print('nobody asked')"))
            self.client.publish(subject, b"garbage")
            self.client.publish(subject, b"")
        self.client.flush()
        self.assert_alive()

    def test_many_pieces_of_garbage_at_once_are_each_answered_once(self):
        bodies = list(UNPARSEABLE.values()) * 10
        sent = [self.client.send_request(COMPILER, body) for body in bodies]
        for pending in sent:
            self.checked(pending.wait(), "rejected")
        time.sleep(0.2)
        self.assertEqual([], [p.extra_replies() for p in sent if p.extra_replies()])

    def test_strange_headers_do_no_harm(self):
        headers = {"X-Client-IP": "\x7f" * 300, "Nats-Msg-Id": "1", "X" * 500: "y" * 500}
        self.assert_ok(self.ask_raw(request_body("print(1)"), headers=headers), "1\n")
        self.assert_alive()

    def test_a_deadline_that_is_no_number_is_refused_by_the_headers_name(self):
        for text in ("soon", "-1", "0", "1.5", "1e3", "99 "  * 3):
            with self.subTest(text):
                reply = self.ask_raw(request_body("print(1)"),
                                     headers={"Kiln-Deadline-Ms": text})
                self.assertEqual("rejected", self.verdict(reply), reply)
                self.assertIs(False, reply["success"])
                self.assertIn("Kiln-Deadline-Ms", reply["error"])


if __name__ == "__main__":
    unittest.main()
