"""A corpus as a class of tests: one for each program, one for how many ran warm."""

import unittest

from differential.compare import compare_corpus
from differential.engines import Pair
from differential.program import load_corpus
from support import baseline


def _test_of(name):
    def test(self):
        faults = self.compared[name].faults
        if faults:
            self.fail("\n".join(("", *faults)))
    return test


def _enough_are_warm(self):
    warm = sum(each.warm for each in self.compared.values())
    self.assertGreaterEqual(warm, self.least_warm, f"of {len(self.compared)} programs")


def corpus_case(language, module, times=1, least_warm=0, learnt=False):
    """The class; with `least_warm`, that many programs must have run warm every time."""
    programs = load_corpus(language)

    def run_all(cls):
        cls.addClassCleanup(baseline.assert_returned, baseline.picture())
        with Pair(learnt) as pair:
            compared = compare_corpus(pair, programs, times)
        cls.compared = {each.program.name: each for each in compared}

    members = {f"test_{program.name}": _test_of(program.name) for program in programs}
    members.update({"__module__": module, "setUpClass": classmethod(run_all),
                    "least_warm": least_warm})
    if least_warm:
        members["test_that_enough_programs_run_warm"] = _enough_are_warm
    return type(language.capitalize(), (unittest.TestCase,), members)
