"""The two halves of a pair: one job plants a bit, or does not, and another one looks for it.

The runner gives role, bit and seconds as arguments and compares what was seen.
"""
import ctypes
import os
import sys
import time

libc = ctypes.CDLL(None, use_errno=True)


def run(plant, look):
    role, bit, hold = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    kept = None
    if role in ("write", "both") and bit:
        kept = plant()
    print("planted", time.time(), flush=True)
    if role == "write":
        time.sleep(hold)
    elif role == "read":
        report(look)
    elif os.fork() == 0:  # both: shows that the bit can be seen at all
        report(look)
        os._exit(0)
    else:
        os.wait()
    print("released", time.time(), flush=True)
    return kept


def open_queue(name, flags):
    """A POSIX message queue of two messages of 1 KB."""
    shape = (ctypes.c_long * 8)(0, 2, 1024)
    return libc.mq_open(name, flags, 0o666, shape)


def report(look):
    try:
        seen = look()
    except OSError as error:
        seen = type(error).__name__
    print("looked", time.time())
    print("saw", repr(seen), flush=True)
