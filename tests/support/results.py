#!/usr/bin/env python3
"""Adds up what the rows of tests/run left in a folder, and prints the table and the last line.

The file `rows` there has a line `NAME STATUS SECONDS` for each row that was run. NAME.xml is what
ctest wrote, if it was ctest; NAME.log is the row's output. A ctest entry that ends with a line
`cases: N passed, N failed, N skipped` counts as that many tests; so does one with doctest's
summary, in which a test that prints `SKIP its name: reason` and returns is a skip. With CI=true in
the environment, a skip whose reason does not begin with "cannot run here" counts as a failure.
"""

import dataclasses
import os
import re
import sys
import xml.etree.ElementTree as xml

CASES = re.compile(r"^cases: (\d+) passed, (\d+) failed, (\d+) skipped$", re.M)
DOCTEST = re.compile(r"^\[doctest\] test cases: +\d+ \| +(\d+) passed \| +(\d+) failed", re.M)
SKIP = re.compile(r"^SKIP (.+?): (.*)$", re.M)
UNAVOIDABLE = "cannot run here"


@dataclasses.dataclass
class Count:
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    failures: list = dataclasses.field(default_factory=list)  # names
    skips: list = dataclasses.field(default_factory=list)  # (name, reason)

    def add_cases(self, text, name):
        """Counts the tests that `text` speaks of; whether it speaks of any."""
        skips = SKIP.findall(text)
        found = CASES.findall(text) or [
            (int(passed) - len(skips), failed, len(skips)) for passed, failed in
            DOCTEST.findall(text)]
        for passed, failed, skipped in found:
            self.passed += int(passed)
            self.failed += int(failed)
            self.skipped += int(skipped)
        if any(int(failed) for _, failed, _ in found):
            self.failures.append(name)
        self.skips += skips if found else []
        return bool(found)

    def fail(self, name):
        self.failed += 1
        self.failures.append(name)

    def skip(self, name, reason):
        self.skipped += 1
        self.skips.append((name, reason))

    def make_avoidable_skips_failures(self):
        for name, reason in list(self.skips):
            if not reason.startswith(UNAVOIDABLE):
                self.skips.remove((name, reason))
                self.skipped -= 1
                self.fail(f"{name} (skipped: {reason})")


def count_ctest(path):
    count = Count()
    for case in xml.parse(path).getroot().iter("testcase"):
        name, output = case.get("name"), case.findtext("system-out") or ""
        failed = case.find("failure") is not None or case.get("status") == "fail"
        if count.add_cases(output, name):
            if failed and name not in count.failures:
                count.fail(name)  # it counted well and then ended badly
        elif failed:
            count.fail(name)
        elif case.find("skipped") is not None or case.get("status") in ("notrun", "disabled"):
            reasons = SKIP.findall(output)
            count.skip(name, reasons[0][1] if reasons else "it gave no reason")
        else:
            count.passed += 1
    return count


def count_row(folder, name, status):
    log_path = os.path.join(folder, f"{name}.log")
    with open(log_path, errors="replace") as file:
        log = file.read()
    tests = os.path.join(folder, f"{name}.xml")
    if os.path.exists(tests):
        count = count_ctest(tests)
    else:
        count = Count()
        if count.add_cases(log, name):
            pass
        elif status == 0:
            count.passed = 1
        elif status == 77:
            count.skip(name, log.strip().split("\n")[-1])
            return count
    if status != 0 and not count.failed:
        count.fail(name)
    return count


def main(folder):
    rows = []
    with open(os.path.join(folder, "rows")) as file:
        for line in file:
            name, status, seconds = line.split()
            rows.append((name, count_row(folder, name, int(status)), int(seconds)))
    if os.environ.get("CI") == "true":
        for _, count, _ in rows:
            count.make_avoidable_skips_failures()
    print(f"\n{'row':<16}{'passed':>8}{'failed':>8}{'skipped':>8}{'seconds':>9}")
    for name, count, seconds in rows:
        print(f"{name:<16}{count.passed:>8}{count.failed:>8}{count.skipped:>8}{seconds:>9}")
    for name, count, _ in rows:
        for failure in count.failures:
            print(f"failed in {name}: {failure}")
        for skipped, reason in count.skips:
            print(f"skipped in {name}: {skipped}: {reason}")
    passed, failed, skipped = (sum(getattr(count, kind) for _, count, _ in rows)
                               for kind in ("passed", "failed", "skipped"))
    print(f"\n{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
