"""What a program writes: how much is kept, in which order, and what makes it valid text."""

import json
import time
import unittest

from support.case import EngineCase
from support.clock import slow

CUT = "execution error: signal: killed"
CAP = 16 << 10
LIMITS = {"output_kb": CAP >> 10}


class OutputCap(EngineCase):
    def test_output_exactly_at_the_cap_is_fine(self):
        reply = self.ask(f"import sys\nsys.stdout.write('x' * {CAP})", limits=LIMITS)
        self.assert_ok(reply, "x" * CAP)
        self.assertFalse(reply["result"]["run"]["stdout_truncated"])

    def test_one_byte_more_than_the_cap_is_an_output_limit(self):
        reply = self.ask(f"import sys\nsys.stdout.write('x' * {CAP + 1})", limits=LIMITS)
        self.assert_verdict(reply, "output_limit", error=CUT)
        self.assertTrue(reply["output"].startswith("x" * 1024))
        self.assertTrue(reply["result"]["run"]["stdout_truncated"])

    def test_both_streams_share_the_cap(self):
        code = "import sys\nsys.stdout.write('o' * {0})\nsys.stderr.write('e' * {0})"
        reply = self.ask(code.format(CAP // 2), limits=LIMITS)
        self.assertEqual("ok", self.verdict(reply))
        self.assertEqual(CAP, len(reply["output"]))
        reply = self.ask(code.format(CAP // 2 + 1), limits=LIMITS)
        self.assert_verdict(reply, "output_limit", error=CUT)

    def test_an_endless_flood_is_stopped_at_once_on_either_stream_and_on_both(self):
        for streams in ("1", "2", "1, 2"):
            with self.subTest(streams):
                code = (f"import os\nwhile True:\n    for fd in ({streams},): "
                        "os.write(fd, b'y' * 65536)")
                started = time.monotonic()
                reply = self.ask(code)
                self.assert_verdict(reply, "output_limit", error=CUT)
                self.assertLess(time.monotonic() - started, slow(4))
                self.assertTrue(reply["output"].startswith("y" * 1024))

    def test_a_flood_by_a_child_that_ignores_its_pipes_end_is_stopped(self):
        code = ("import os, signal\nsignal.signal(signal.SIGPIPE, signal.SIG_IGN)\nos.fork()\n"
                "while True:\n    try: os.write(1, b'z' * 65536)\n    except OSError: pass")
        self.assert_verdict(self.ask(code), "output_limit", error=CUT)

    def test_a_cut_inside_a_character_leaves_valid_text(self):
        for lead in ("", "a", "ab", "abc"):
            for character in ("\u00e9", "\u4e2d", "\U0001f600"):
                with self.subTest(lead=lead, character=character):
                    count = CAP // len(character.encode()) + 1
                    code = (f"import sys\nsys.stdout.buffer.write(({lead!r} + {character!r} * "
                            f"{count}).encode())")
                    message = self.send(code, limits=LIMITS).wait()
                    message.data.decode("utf-8")
                    reply = self.checked(message)
                    self.assert_verdict(reply, "output_limit")
                    self.assertTrue(reply["output"].startswith(lead + character * 100))


class Text(EngineCase):
    def test_bytes_that_are_no_utf_8_are_replaced(self):
        code = r"import sys; sys.stdout.buffer.write(b'a\xff\xc3(\xe4\xb8b\x80')"
        message = self.send(code).wait()
        output = json.loads(message.data.decode("utf-8"))["output"]
        self.assertEqual("a\ufffd\ufffd(\ufffd\ufffdb\ufffd", output)

    def test_control_characters_and_nul_arrive(self):
        text = "".join(map(chr, range(128)))
        self.assert_ok(self.ask("import sys; sys.stdout.write(''.join(map(chr, range(128))))"),
                       text)

    def test_nothing_is_trimmed(self):
        self.assert_ok(self.ask(r"import sys; sys.stdout.write('\n  \t x \r\n\n  ')"),
                       "\n  \t x \r\n\n  ")

    def test_a_program_that_closes_its_output_is_fine(self):
        self.assert_ok(self.ask("import os\nos.write(1, b'bye')\nos.close(1)\nos.close(2)\n"
                                "os._exit(0)"), "bye")

    def test_lines_written_apart_arrive_in_order(self):
        code = ("import os, time\nfor i in range(6):\n    os.write(1 + i % 2, b'%d' % i)\n"
                "    time.sleep(0.05)")
        self.assert_ok(self.ask(code), "012345")


class SmallPayload(EngineCase):
    max_payload = 64 << 10

    def test_a_reply_never_exceeds_the_servers_largest_message(self):
        for text in ("x", "\\u0001", "\u4e2d", "\""):
            with self.subTest(text):
                code = f"import sys\nsys.stdout.write('{text}' * 80000)"
                message = self.send(code).wait()
                self.assertLessEqual(len(message.data), self.max_payload)
                reply = self.checked(message)
                self.assertEqual("ok", self.verdict(reply))
                self.assertLess(1_000, len(reply["output"]))
                self.assertLess(len(reply["output"]), 80_000)


if __name__ == "__main__":
    unittest.main()
