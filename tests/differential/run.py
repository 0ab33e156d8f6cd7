#!/usr/bin/env python3
"""Runs each program of the corpora cold and warm and compares all that the replies say.

Usage: differential/run.py [--times N] [--expect-warm LANGUAGE:MIN]... [--learnt] [--list]
                           [LANGUAGE[/NAME]...]

--times N       each program N times on the engine that may run it warm, once on the other
--expect-warm   fails if fewer than MIN programs of the language ran warm, every time
--learnt        in place of warm runtimes, learnt preambles (C and C++)
"""

import argparse
import os
import signal
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from differential.compare import compare_corpus  # noqa: E402
from differential.engines import Pair  # noqa: E402
from differential.program import SUFFIXES, load_corpus  # noqa: E402


def at_least_one(text):
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text}: not a number above 0")
    return int(text)


def minimum(text):
    language, _, least = text.partition(":")
    if language not in SUFFIXES or not least.isdigit():
        raise argparse.ArgumentTypeError(f"{text}: not LANGUAGE:MIN")
    return language, int(least)


def corpora(selections):
    """Programs by language; ValueError for what is not there."""
    chosen = {}
    for selection in selections or SUFFIXES:
        language, _, name = selection.partition("/")
        found = load_corpus(language, name or None) if language in SUFFIXES else []
        if not found:
            raise ValueError(f"no program {selection}")
        chosen.setdefault(language, []).extend(found)
    return chosen


def too_cold(warm, wanted):
    """A line for each language of which fewer programs ran warm than wanted."""
    return [f"{language}: {warm.get(language, 0)} programs ran warm, at least {least} should"
            for language, least in wanted if warm.get(language, 0) < least]


def main(words):
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--times", type=at_least_one, default=1)
    parser.add_argument("--expect-warm", type=minimum, action="append", default=[])
    parser.add_argument("--learnt", action="store_true")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("selections", nargs="*")
    options = parser.parse_args(words)
    try:
        chosen = corpora(options.selections)
    except ValueError as error:
        parser.error(str(error))
    if options.list:
        for programs in chosen.values():
            print("\n".join(program.title for program in programs))
        return 0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the engines end with us
    warm, failed, total = {}, 0, 0
    with Pair(options.learnt) as pair:
        for language, programs in chosen.items():
            started = time.monotonic()
            compared = compare_corpus(pair, programs, options.times)
            for each in compared:
                if each.faults:
                    print(f"DIFFERS {each.program.title}", *each.faults, sep="\n    ")
            warm[language] = sum(each.warm for each in compared)
            wrong = sum(bool(each.faults) for each in compared)
            print(f"{language}: {len(programs)} programs, {warm[language]} warm, {wrong} differ, "
                  f"{time.monotonic() - started:.1f} s", flush=True)
            failed, total = failed + wrong, total + len(programs)
    short = too_cold(warm, options.expect_warm)
    print(*short, f"\n{total - failed} passed, {failed} failed", sep="\n")
    return 1 if failed or short else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
