"""A writer and a reader that must not be able to pass one bit.

successive    one after the other in the same container
between       whether a reader before and one after the writer see the same: for what only grows
simultaneous  at once in two containers
control       both in one cell, where most bits do pass: it shows that the reader would notice
"""

import json
import os
import re
import time

from hostile.program import FOLDER
from hostile.stage import text_of
from support import ordinary_user
from support.clock import slow

_HOLD = 0.8
_LEAD = 0.2


def known_open():
    """Channels a shared kernel leaves open: {"pairs/name": {"modes": [...], "reason": text}}.

    Those with "only": "ordinary" are open for an engine without root's rights.
    """
    with open(os.path.join(FOLDER, "open_channels.json"), encoding="utf-8") as file:
        return {name: each for name, each in json.load(file).items()
                if each.get("only") != "ordinary" or ordinary_user.wanted()}


class Strange(Exception):
    """A half of the pair did not do its part."""


def _word(reply, name, program, role):
    found = re.search(rf"^{name} (.*)$", text_of(reply.get("result") or {}), re.M)
    if found is None:
        raise Strange(f"{role} said no '{name}': {json.dumps(reply)[:600]}")
    return found.group(1)


def _read(stage, program, bit):
    reader = stage.send(program, ("read", str(bit), "0")).wait(60).json()
    return _word(reader, "saw", program, "the reader")


def _successive(stage, program, bit):
    writer = stage.send(program, ("write", str(bit), "0")).wait(60).json()
    _word(writer, "planted", program, "the writer")
    return _read(stage, program, bit)


def _between(stage, program, bit):
    before = _read(stage, program, bit)
    return "the same" if _successive(stage, program, bit) == before else "a change"


def _simultaneous(stage, program, bit):
    for stretch in (1, 2, 4, 8):
        hold, lead = slow(_HOLD * stretch), slow(_LEAD * stretch)
        writing = stage.send(program, ("write", str(bit), str(hold)))
        time.sleep(lead)
        reader = stage.send(program, ("read", str(bit), "0")).wait(60).json()
        writer = writing.wait(60).json()
        planted, released = (float(_word(writer, word, program, "the writer"))
                             for word in ("planted", "released"))
        if planted < float(_word(reader, "looked", program, "the reader")) < released:
            return _word(reader, "saw", program, "the reader")
    raise Strange("the reader never looked while the bit was there")


def _control(stage, program, bit):
    reply = stage.send(program, ("both", str(bit), "0")).wait(60).json()
    return _word(reply, "saw", program, "the control")


_MODES = {"successive": (_successive, 1), "between": (_between, 1), "simultaneous": (_simultaneous, 2),
          "control": (_control, 2)}


def passes(stages, program, mode):
    """What was seen without and with the bit, if that tells them apart; None if it does not."""
    observe, workers = _MODES[mode]
    stage = stages.get(workers)
    seen = {0: set(), 1: set()}
    for bit in (0, 1, 1, 0, 0, 1):  # chance must not look like a channel, nor hide one
        seen[bit].add(observe(stage, program, bit))
        if seen[0] & seen[1]:
            return None
    return f"without the bit {'|'.join(sorted(seen[0]))}, with it {'|'.join(sorted(seen[1]))}"


def _now_and_then(stage, program):
    """What a cell leaves may go a moment too late, and only sometimes: no reader may see it."""
    times = program.fields.get("repeat", 0)
    without = {_successive(stage, program, 0) for _ in range(min(2, times))}
    seen = [_successive(stage, program, 1) for _ in range(times)]
    odd = [each for each in seen if each not in without]
    return [f"ESCAPED: a bit passes {len(odd)} of {times} times: {odd[0]}, not {without}"] if odd else []


def faults_of_pair(stages, program):
    """(faults, notes): what passed and should not have, and what is known to pass."""
    faults, notes = [], []
    known = known_open().get(program.title, {})
    for mode in program.fields["pair"]:
        seen = passes(stages, program, mode)
        if seen is None:
            continue
        if mode in known.get("modes", ()):
            notes.append(f"open, {mode}: {known['reason']}")
        else:
            faults.append(f"ESCAPED: a bit passes, {mode}: {seen}")
    faults += _now_and_then(stages.get(1), program)
    if not program.fields.get("control", "").startswith("none"):
        if passes(stages, program, "control") is None:
            faults.append("its control shows nothing: inside one cell no bit passes either")
    return faults, notes
