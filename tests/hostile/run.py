#!/usr/bin/env python3
"""Lets hostile programs loose on a real engine and says which walls held.

Usage: hostile/run.py [--expect-escape] [--list] [GROUP[/NAME]...]

--expect-escape turns the question round, for an engine whose walls were taken away
(KILN_TEST_WITHOUT=..., which is handed on to it): exit status 0 if a program failed.
"""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from hostile.judge import Stages, judge, table  # noqa: E402
from hostile.posture import judge_posture  # noqa: E402
from hostile.program import load_all  # noqa: E402


def chosen(selections):
    """Programs, and whether the posture test is among what was asked for."""
    posture = not selections or "posture" in selections
    groups = [each for each in selections if each != "posture"]
    if selections and not groups:
        return [], posture
    return [program for each in groups or [None] for program in load_all(each)], posture


def run(programs, posture):
    judged = []
    with Stages() as stages:
        for program in programs:
            each = judge(stages, program)
            judged.append(each)
            print(each.line(), flush=True)
            for line in each.faults + each.notes:
                print(f"       {line}", flush=True)
        shown = judge_posture(stages) if posture else []
        for title, lines in shown:
            print(f"{'FAILED' if lines else 'held':<7}posture/{title}")
            for line in lines:
                print(f"       {line}")
    return judged, shown


def main(words):
    options = [word for word in words if word.startswith("-")]
    unknown = set(options) - {"--expect-escape", "--list"}
    if unknown:
        print(__doc__)
        return 2
    try:
        programs, posture = chosen([word for word in words if not word.startswith("-")])
    except ValueError as error:
        print(error)
        return 2
    if "--list" in options:
        for program in programs:
            print(f"{program.title:<46}{program.fields['why']}")
        return 0
    judged, shown = run(programs, posture)
    failed = [each.program.title for each in judged if each.faults]
    failed += [f"posture/{title}" for title, lines in shown if lines]
    print("\n" + table(judged))
    if shown:
        wrong = sum(bool(lines) for _, lines in shown)
        print(f"{'posture':<12}{len(shown):>7}{len(shown) - wrong:>8}{0:>6}{wrong:>8}")
    if "--expect-escape" in options:
        print(f"\ngot through: {' '.join(failed) or 'none'}")
        return 0 if failed else 1
    print(f"\n{len(judged) + len(shown) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed or not judged + shown else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
