"""Time in tests: limits stretched for slow machines, and waiting for something to become true."""

import os
import time

SLOWNESS = float(os.environ.get("KILN_TEST_SLOWNESS", "1"))


def slow(seconds):
    """A time limit, scaled by KILN_TEST_SLOWNESS."""
    return seconds * SLOWNESS


def slow_ms(milliseconds):
    """The same for limits that travel in a request: whole milliseconds."""
    return int(milliseconds * SLOWNESS)


def eventually(condition, within, what, pause=0.02):
    """Waits until condition() is true and returns its value; AssertionError after `within` s."""
    end = time.monotonic() + slow(within)
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"not within {slow(within):g} s: {what}")
        time.sleep(pause)
