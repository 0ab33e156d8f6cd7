"""The collector as a fresh interpreter's: when it collects next, and in which order.

What the runtime holds is frozen, out of the collector's sight. That sets its counts back, which
decide when it runs by itself in the middle of a program.
"""
import gc

# gc.get_count() of Debian's Python when it looks for the main program. Another set of packages there
# changes it a little.
_FRESH_ALLOCATED, _FRESH_YOUNG, _FRESH_OLD = 10, 8, 0

_counted = []


def freeze():
    gc.collect()
    gc.freeze()
    gc.collect()  # the collector remembers how much survived the last of these
    for _ in range(_FRESH_OLD):
        gc.collect(1)
    for _ in range(_FRESH_YOUNG - 1):
        gc.collect(0)


def wake(collect=gc.collect, get_count=gc.get_count, count=_counted.append):
    """The main program's names, which the gate library has put back in sight, become
    older than what the program makes. A dictionary is counted, and not yet tracked."""
    collect(0)
    while get_count()[0] < _FRESH_ALLOCATED:
        count({})
