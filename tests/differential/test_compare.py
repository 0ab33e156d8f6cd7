"""The comparison itself: what it must find, and what it must let pass."""

import copy
import unittest

from differential.compare import compare, difference, observed
from differential.program import SUFFIXES, Program, load_corpus
from differential.run import corpora, minimum, too_cold

PROGRAM = Program("python", "sample", b"", ("ok",), {})

STEP = {"stdout": "out\n", "stdout_truncated": False, "stderr": "", "stderr_truncated": False,
        "exit_code": 0, "signal": None, "wall_ms": 1.5, "cpu_ms": 1.0, "memory_peak_kb": 100}
REPLY = {"output": "out\n", "status_message": "Success", "success": True, "execution_time": "1ms",
         "result": {"id": "a", "verdict": "ok", "reason": "", "queue_ms": 0.1, "warm": False,
                    "worker": "w-0", "run": STEP}}


def reply(*changes, warm=False):
    """REPLY with changes, each a path of keys and a value."""
    changed = copy.deepcopy(REPLY)
    changed["result"]["warm"] = warm
    for *path, key, value in changes:
        place = changed
        for name in path:
            place = place[name]
        place[key] = value
    return changed


class Difference(unittest.TestCase):
    def test_measures_and_names_of_a_run_do_not_count(self):
        other = reply(("execution_time", "2ms"), ("result", "id", "b"), ("result", "worker", "w-1"),
                      ("result", "run", "wall_ms", 9.0), ("result", "run", "memory_peak_kb", 7),
                      warm=True)
        self.assertEqual([], difference(reply(), other))

    def test_whatever_else_is_in_the_reply_counts(self):
        for change in (("output", "out"), ("error", "no"), ("status_message", "Failed"),
                       ("result", "reason", "cpu"), ("result", "new field", 1),
                       ("result", "run", "stdout", "out"), ("result", "run", "stderr", " "),
                       ("result", "run", "exit_code", 1), ("result", "run", "signal", "SIGKILL"),
                       ("result", "run", "stderr_truncated", True)):
            with self.subTest(change):
                self.assertNotEqual([], difference(reply(), reply(change)))

    def test_a_difference_names_the_field_and_both_values(self):
        lines = difference(reply(), reply(("result", "run", "stdout", "other\n")))
        self.assertIn('-result.run.stdout: "out\\n"', lines)
        self.assertIn('+result.run.stdout: "other\\n"', lines)

    def test_where_both_streams_were_written_the_difference_shown_is_the_streams(self):
        both = ("result", "run", "stderr", "err\n")
        lines = difference(reply(both), reply(both, ("output", "tuo\n!"),
                                              ("result", "run", "stdout", "tuo\n!")))
        self.assertIn('+result.run.stdout: "!"', lines)
        self.assertEqual([], [line for line in lines if line.startswith(("-output", "+output"))])

    def test_only_where_both_streams_were_written_the_order_of_the_output_is_free(self):
        both = ("result", "run", "stderr", "err\n")
        self.assertEqual([], difference(reply(both, ("output", "out\nerr\n")),
                                        reply(both, ("output", "err\nout\n"))))
        self.assertNotEqual([], difference(reply(both, ("output", "out\nerr\n")),
                                           reply(both, ("output", "out\n"))))
        self.assertNotEqual([], difference(reply(), reply(("output", "tou\n"))))

    def test_addresses_and_compilers_temporary_files_pass_other_numbers_do_not(self):
        def said(text):
            return observed(reply(("output", text), ("result", "run", "stdout", text)))
        self.assertEqual(said("at 0x7f86b61145e0 in /tmp/cchxYz12.o"),
                         said("at 0x7f436bc145e0 in /tmp/ccAbCd34.o"))
        self.assertNotEqual(said("0xff"), said("0xfe"))
        self.assertNotEqual(said("/tmp/main1"), said("/tmp/main2"))

    def test_the_signal_is_free_only_over_the_memory_limit(self):
        def ended(verdict, signal):
            return reply(("result", "verdict", verdict), ("result", "run", "signal", signal))
        self.assertEqual([], difference(ended("memory_limit", None), ended("memory_limit", "SIGKILL")))
        self.assertNotEqual([], difference(ended("signalled", "SIGABRT"), ended("signalled", "SIGKILL")))


class Compared(unittest.TestCase):
    def test_one_different_run_of_many_is_a_fault(self):
        wrong = reply(("result", "run", "exit_code", 1), warm=True)
        found = compare(PROGRAM, reply(), [reply(warm=True), wrong])
        self.assertIn("1 of 2 runs differ, the first so:", found.faults)

    def test_a_verdict_that_was_not_expected_is_a_fault_though_both_agree(self):
        both = reply(("result", "verdict", "runtime_error"))
        self.assertTrue(compare(PROGRAM, both, [both]).faults)

    def test_a_program_is_warm_if_all_its_runs_were(self):
        warm, cold = reply(warm=True), reply()
        self.assertEqual((True, ()), self.outcome(cold, [warm, warm]))
        self.assertEqual((False, ()), self.outcome(cold, [warm, cold]))

    def test_a_cold_engine_that_runs_warm_is_a_fault(self):
        self.assertEqual((True, ("the cold engine ran it warm",)),
                         self.outcome(reply(warm=True), [reply(warm=True)]))

    def outcome(self, cold, warm):
        found = compare(PROGRAM, cold, warm)
        return found.warm, found.faults

    def test_too_few_warm_programs_are_named(self):
        self.assertEqual([], too_cold({"js": 3}, [minimum("js:3")]))
        self.assertEqual(2, len(too_cold({"js": 3}, [minimum("js:4"), minimum("c:1")])))


class Corpora(unittest.TestCase):
    def test_every_corpus_loads_and_has_what_it_names(self):
        for language in SUFFIXES:
            with self.subTest(language):
                programs = load_corpus(language)
                self.assertTrue(programs)
                self.assertEqual([programs[0]], corpora([programs[0].title])[language])

    def test_files_beside_a_main_go_along(self):
        program, = load_corpus("python", "import_siblings")
        self.assertIn("package/inner.py", [each["name"] for each in program.fields["files"]])
        self.assertNotIn("main.py", [each["name"] for each in program.fields["files"]])

    def test_what_is_not_there_is_an_error(self):
        for selection in ("cobol", "python/no_such_program"):
            with self.assertRaises(ValueError):
                corpora([selection])


if __name__ == "__main__":
    unittest.main()
