"""The rows of the reply table that clients in the field depend on, to the letter."""

import json
import unittest

from support.case import COMPILER, PROBLEMS, EngineCase, encoded
from support.clock import eventually
from support.contract import go_duration_ns


class ReplyTable(EngineCase):
    def test_a_program_that_succeeds_has_output_status_and_a_go_duration(self):
        reply = self.ask("print('hi')")
        self.assert_ok(reply, "hi\n")
        self.assertEqual("Success", reply["status_message"])
        self.assertGreater(go_duration_ns(reply["execution_time"]), 0)

    def test_a_program_that_says_nothing_has_an_empty_output(self):
        self.assert_ok(self.ask("pass"), "")

    def test_empty_code_runs(self):
        for subject in (COMPILER, PROBLEMS):
            with self.subTest(subject):
                self.assert_ok(self.ask("", subject=subject), "")
        self.assert_ok(self.ask_raw(b'{"language":"python"}'), "")
        self.assert_ok(self.ask_raw(b'{"language":"python","code":null}'), "")

    def test_bad_base64_names_the_byte_as_go_does(self):
        for text, at in (("aGk", 0), ("a Gk=", 1), ("YQ==YQ==", 4), ("-_8=", 0), ("!", 0)):
            with self.subTest(text):
                reply = self.ask_raw(json.dumps({"code": text, "language": "python"}).encode())
                self.assertEqual("Failed to decode base64", reply["status_message"])
                self.assertEqual(f"illegal base64 data at input byte {at}", reply["error"])
                self.assertEqual("", reply["output"])
                self.assertNotIn("execution_time", reply)

    def test_line_breaks_inside_base64_are_skipped(self):
        text = encoded("print('wrapped')")
        broken = "\r\n".join(text[i:i + 4] for i in range(0, len(text), 4)) + "\n"
        body = json.dumps({"code": broken, "language": "python"}).encode()
        self.assert_ok(self.ask_raw(body), "wrapped\n")

    def test_ten_thousand_bytes_are_accepted_and_one_more_is_not(self):
        code = "print('long')\n"
        code += "#" * (10_000 - len(code))
        self.assert_ok(self.ask(code), "long\n")
        reply = self.ask(code + "#")
        text = "Code length exceeds maximum limit: Max length allowed is 10000"
        self.assertEqual((text, text, ""),
                         (reply["status_message"], reply["error"], reply["output"]))

    def test_the_length_counts_bytes_not_characters(self):
        self.assertEqual("Code length exceeds maximum limit: Max length allowed is 10000",
                         self.ask("#" + "\u00e9" * 5_000)["error"])

    def test_the_problems_subject_takes_long_code(self):
        code = "print('long')\n" + "# filler\n" * 25_000
        self.assert_ok(self.ask(code, subject=PROBLEMS), "long\n")

    def test_an_unknown_language_is_named_in_lower_case(self):
        reply = self.ask("x", language="CoBoL")
        self.assertEqual("unsupported language: cobol", reply["status_message"])
        self.assertEqual("unsupported language: cobol", reply["error"])
        self.assertEqual("", reply["output"])

    def test_a_missing_language_is_an_unknown_one_without_a_name(self):
        self.assertEqual("unsupported language: ", self.ask_raw(b'{"code":"eA=="}')["error"])

    def test_a_non_zero_exit_status_is_reported_with_all_output(self):
        reply = self.ask("import sys\nprint('out', flush=True)\n"
                         "print('err', file=sys.stderr)\nsys.exit(3)")
        self.assert_verdict(reply, "runtime_error", error="execution error: exit status 3")
        self.assertEqual(["err", "out"], sorted(reply["output"].split()))

    def test_an_uncaught_exception_shows_its_traceback_in_the_output(self):
        reply = self.ask("1/0")
        self.assert_verdict(reply, "runtime_error", error="execution error: exit status 1")
        self.assertIn("ZeroDivisionError", reply["output"])

    def test_a_compile_error_shows_the_compilers_text_in_the_output(self):
        reply = self.ask("int main() { return nothing; }", language="cpp")
        self.assert_verdict(reply, "compile_error", error="execution error: exit status 1")
        self.assertIn("nothing", reply["output"])
        self.assertIn("error:", reply["output"])

    def test_a_go_compile_error_has_the_line_that_clients_look_for(self):
        reply = self.ask("package main\nfunc main() { x := 1 }\n", language="go")
        # 1 or 2, as the release of Go has it.
        self.assert_verdict(reply, "compile_error")
        self.assertRegex(reply["error"], r"^execution error: exit status [12]$")
        self.assertIn("# command-line-arguments", reply["output"])

    def test_a_go_program_that_fails_has_its_own_exit_status_and_no_line_of_go_runs(self):
        reply = self.ask('package main\nimport ("fmt"; "os")\n'
                         'func main() { fmt.Println("bye"); os.Exit(7) }', language="go")
        self.assert_verdict(reply, "runtime_error", error="execution error: exit status 7")
        self.assertEqual("bye\n", reply["output"])

    def test_a_program_killed_by_its_own_signal_is_reported_as_a_shell_would(self):
        reply = self.ask("#include <cstdlib>\nint main() { std::abort(); }", language="cpp")
        self.assert_verdict(reply, "signalled", error="execution error: exit status 134")

    def test_a_compiler_warning_is_no_part_of_a_successful_output(self):
        code = '#warning careful\n#include <cstdio>\nint main() { std::puts("fine"); }'
        reply = self.ask(code, language="cpp")
        self.assert_ok(reply, "fine\n")
        self.assertIn("careful", reply["result"]["compile"]["stderr"])

    def test_standard_error_is_part_of_a_successful_output(self):
        reply = self.ask("import sys\nprint('note', file=sys.stderr)")
        self.assert_ok(reply, "note\n")
        self.assertEqual("", reply["result"]["run"]["stdout"])
        self.assertEqual("note\n", reply["result"]["run"]["stderr"])


class ExtendedReply(EngineCase):
    def test_the_result_tells_what_the_program_did_and_used(self):
        result = self.ask("print('x' * 10)")["result"]
        run = result["run"]
        self.assertEqual(("x" * 10 + "\n", "", 0), (run["stdout"], run["stderr"], run["exit_code"]))
        self.assertFalse(run["stdout_truncated"])
        self.assertGreater(run["wall_ms"], 0)
        self.assertGreaterEqual(run["cpu_ms"], 0)
        self.assertGreater(run["memory_peak_kb"], 0)
        self.assertIsNone(result.get("compile"))
        self.assertIsInstance(result["warm"], bool)
        self.assertIs(False, result["cached"])
        self.assertTrue(result["worker"])
        self.assertTrue(result["isolation"])

    def test_a_compiled_language_has_a_compile_step_too(self):
        result = self.ask("int main() {}", language="cpp")["result"]
        self.assertEqual((0, 0), (result["compile"]["exit_code"], result["run"]["exit_code"]))

    def test_a_compile_error_has_no_run_step(self):
        result = self.ask("int main( {}", language="cpp")["result"]
        self.assertEqual(1, result["compile"]["exit_code"])
        self.assertIsNone(result.get("run"))

    def test_a_signal_is_named(self):
        run = self.ask("import os, signal\nos.kill(os.getpid(), signal.SIGUSR1)")["result"]["run"]
        self.assertEqual("SIGUSR1", run["signal"])
        self.assertIsNone(run.get("exit_code"))

    def test_the_id_of_the_request_comes_back_in_the_log(self):
        self.ask("print(1)", id="my-job_7")
        # The reply may be on its way a moment before the line is written.
        eventually(lambda: "my-job_7" in self.kiln.log_text(), 2, "the job is logged")


if __name__ == "__main__":
    unittest.main()
