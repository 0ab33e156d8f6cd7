"""What a reply says of a program, and how two such replies differ."""

import dataclasses
import difflib
import json
import re

# Measured, or different for every request or engine.
_OF_THE_REPLY = ("execution_time",)
_OF_THE_RESULT = ("id", "queue_ms", "warm", "cached", "worker")
_OF_A_STEP = ("wall_ms", "cpu_ms", "memory_peak_kb")

# Drawn anew for every cold process: where objects lie, what gcc calls its temporary files, UUIDs.
_DRAWN = re.compile(r"\b0x[0-9a-f]{8,16}\b|/tmp/cc[A-Za-z0-9]{6}\b"
                    r"|\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")

_LONGEST = 40  # lines of one difference that are shown


@dataclasses.dataclass(frozen=True)
class Comparison:
    program: object
    warm: bool      # every run of it came from the gate
    faults: tuple   # lines of text; none if all is well


def observed(reply):
    """The reply without what may differ between two runs of the same program.

    The engine does not promise the order of writes to different streams: where a program wrote to
    both, `output` is compared as the characters it holds. The streams are there as they are, but
    for drawn names. Over its memory, a program is killed by the kernel and by the engine at once, and
    only sometimes the signal is known.
    """
    seen = {name: value for name, value in reply.items() if name not in _OF_THE_REPLY}
    result = {name: value for name, value in reply["result"].items() if name not in _OF_THE_RESULT}
    seen["output"] = _DRAWN.sub("DRAWN", seen["output"])
    for step in ("compile", "run"):
        if step in result:
            result[step] = {name: value for name, value in result[step].items()
                            if name not in _OF_A_STEP}
            if result["verdict"] == "memory_limit":
                del result[step]["signal"]
            for stream in ("stdout", "stderr"):
                result[step][stream] = _DRAWN.sub("DRAWN", result[step][stream])
            if result[step]["stdout"] and result[step]["stderr"]:
                seen["output"] = sorted(seen["output"])
    seen["result"] = result
    return seen


def _lines(value, name=""):
    """A value as lines of text, each with the name of the field it is in."""
    if isinstance(value, dict):
        return [line for key in value for line in _lines(value[key], f"{name}.{key}" if name else key)]
    if isinstance(value, list):
        name, value = f"{name}, sorted", "".join(value)
    if isinstance(value, str) and value:
        return [f"{name}: {json.dumps(line, ensure_ascii=False)}"
                for line in value.splitlines(keepends=True)]
    return [f"{name}: {json.dumps(value)}"]


def difference(cold, warm):
    """How two replies differ, as lines of a unified diff; [] if they do not."""
    cold, warm = observed(cold), observed(warm)
    if cold == warm:
        return []
    if isinstance(cold["output"], list) and cold["result"] != warm["result"]:
        del cold["output"], warm["output"]  # the streams show it better
    shown = list(difflib.unified_diff(_lines(cold), _lines(warm), "cold", "warm", lineterm="", n=1))
    if len(shown) > _LONGEST:
        shown[_LONGEST:] = [f"... and {len(shown) - _LONGEST} lines more"]
    return [line if len(line) < 300 else f"{line[:300]}..." for line in shown]


def compare(program, cold, warm_replies):
    """One program: its reply from the cold engine and all from the warm one."""
    verdict = cold["result"]["verdict"]
    faults = []
    if verdict not in program.expected:
        faults.append(f"verdict {verdict}, not {' or '.join(program.expected)}; it said:")
        faults += cold["output"][-2000:].splitlines()
    if cold["result"].get("warm"):
        faults.append("the cold engine ran it warm")
    different = [lines for lines in (difference(cold, each) for each in warm_replies) if lines]
    if different:
        faults.append(f"{len(different)} of {len(warm_replies)} runs differ, the first so:")
        faults += different[0]
    warm = all(each["result"].get("warm") is True for each in warm_replies)
    return Comparison(program, warm, tuple(faults))


def compare_corpus(pair, programs, times=1):
    """Runs every program once on the cold engine and `times` times on the warm one."""
    cold = pair.cold.ask_all(programs)
    if pair.learnt:
        for program in programs:
            pair.warm.teach(program)
    else:
        for language in sorted({program.language for program in programs}):
            pair.warm.warm_up(language)
    rounds = [pair.warm.ask_all(programs) for _ in range(times)]
    return [compare(program, replies[0], replies[1:])
            for program, *replies in zip(programs, cold, *rounds)]
