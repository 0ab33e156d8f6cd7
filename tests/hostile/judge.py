"""Runs programs, one at a time, and says for each what is wrong: words, verdict, bait, host."""

import contextlib
import time

from hostile import pairs
from hostile.program import GROUPS
from hostile.stage import WARM, Stage
from support.clock import slow

# No program here needs longer, whatever it tries: its own limits are far below.
_ANSWERED_WITHIN = 12


class Stages:
    """Stages by their number of containers, made when first needed."""

    def __init__(self):
        self._all = contextlib.ExitStack()
        self._made = {}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._all.close()

    def get(self, workers):
        if workers not in self._made:
            self._made[workers] = self._all.enter_context(Stage(workers))
        return self._made[workers]

    def made(self):
        return list(self._made.values())


class Judged:
    """What came of one program."""

    def __init__(self, program, faults, notes, seconds):
        self.program, self.faults, self.notes, self.seconds = program, faults, notes, seconds

    def line(self):
        word = "FAILED" if self.faults else "open" if self.notes else "held"
        return f"{word:<7}{self.program.title:<46}{self.seconds:6.2f} s"


def judge(stages, program):
    for workers in (1, 2) if "pair" in program.fields else (2,):
        stages.get(workers)
    started = time.monotonic()
    notes = []
    if "pair" in program.fields:
        try:
            faults, notes = pairs.faults_of_pair(stages, program)
        except pairs.Strange as error:
            faults = [str(error)]
    else:
        stage = stages.get(2)
        reply, hindered = stage.ask(program)
        took = time.monotonic() - started
        faults = stage.faults(program, reply) + hindered
        within = slow(program.fields.get("within", _ANSWERED_WITHIN))
        if took > within:
            faults.append(f"answered after {took:.1f} s, expected within {within:g} s")
        if faults:
            faults.append(f"reply: {str(reply)[:1500]}")
    seconds = time.monotonic() - started
    for stage in stages.made():
        if WARM != "off":  # a warm runtime waits where it was used lately
            stage.settle(1)
        faults += [f"not back to the baseline: {line}" for line in stage.host.wait_back()]
        # A container is what others wait for: no program may cost one.
        faults += [f"it cost a container: {line}" for line in stage.replaced()]
    return Judged(program, faults, notes, seconds)


def table(judged):
    lines = [f"{'group':<12}{'count':>7}{'passed':>8}{'open':>6}{'failed':>8}"]
    for group in GROUPS:
        ours = [each for each in judged if each.program.group == group]
        if ours:
            failed = sum(bool(each.faults) for each in ours)
            is_open = sum(bool(each.notes) and not each.faults for each in ours)
            lines.append(f"{group:<12}{len(ours):>7}{len(ours) - failed - is_open:>8}"
                         f"{is_open:>6}{failed:>8}")
    return "\n".join(lines)
