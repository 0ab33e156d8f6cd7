"""Runs one module of tests and ends with one line that tests/run adds up.

Usage, in tests/: python3 -m support.run_module integration.test_contract [TEST...]
The last line is `cases: N passed, N failed, N skipped`; each skip is a line `SKIP name: reason`.
"""

import sys
import unittest


class Counting(unittest.TextTestResult):
    """Counts each test once, however many of its sub-tests fail."""

    def __init__(self, *args):
        super().__init__(*args)
        self.passed, self.failed = set(), set()

    def addSuccess(self, test):
        self.passed.add(test.id())
        super().addSuccess(test)

    def addError(self, test, error):
        self.failed.add(test.id())  # also of a class's set-up or clean-up, which is no test
        super().addError(test, error)

    def addFailure(self, test, error):
        self.failed.add(test.id())
        super().addFailure(test, error)

    def addSubTest(self, test, subtest, error):
        if error is not None:
            self.failed.add(test.id())
        super().addSubTest(test, subtest, error)

    def addUnexpectedSuccess(self, test):
        self.failed.add(test.id())
        super().addUnexpectedSuccess(test)


def main(module, *tests):
    wanted = [f"{module}.{test}" for test in tests] or [module]
    suite = unittest.TestLoader().loadTestsFromNames(wanted)
    result = unittest.TextTestRunner(sys.stdout, verbosity=2, resultclass=Counting).run(suite)
    for test, reason in result.skipped:
        print(f"SKIP {test.id()}: {reason}")
    print(f"cases: {len(result.passed - result.failed)} passed, {len(result.failed)} failed, "
          f"{len(result.skipped)} skipped")
    if result.failed or not (result.passed or result.skipped):
        return 1
    return 0 if result.passed else 77


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
