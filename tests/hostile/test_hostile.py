"""The hostile suite as unittest: a class for each group, a test for each program."""

import unittest

from hostile.judge import Stages, judge
from hostile.posture import judge_posture
from hostile.program import GROUPS, load_group
from support import baseline


class _OnStages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.addClassCleanup(baseline.assert_returned, baseline.picture())
        cls.stages = Stages()
        cls.addClassCleanup(cls.stages.__exit__)


def _test_of(program):
    def test(self):
        self.assertEqual([], judge(self.stages, program).faults)
    test.__doc__ = program.fields["why"]
    return test


def _case_of(group):
    members = {f"test_{program.name}": _test_of(program) for program in load_group(group)}
    return type(group.capitalize(), (_OnStages,), {"__module__": __name__, **members})


for _group in GROUPS:
    globals()[_group.capitalize()] = _case_of(_group)


class Posture(_OnStages):
    def test_a_program_sees_exactly_what_the_golden_pictures_show(self):
        for title, differences in judge_posture(self.stages):
            with self.subTest(title):
                self.assertEqual([], differences)


if __name__ == "__main__":
    unittest.main()
