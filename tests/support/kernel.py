"""What the kernel under the tests can do, asked of itself."""

import ctypes
import unittest

_PR_SET_MM, _PR_SET_MM_MAP_SIZE = 35, 15  # prctl(2)


def lets_runtimes_be_warm():
    """A warm program shows its own words in /proc, which takes CONFIG_CHECKPOINT_RESTORE."""
    size = ctypes.c_uint()
    prctl = ctypes.CDLL(None).prctl
    prctl.argtypes = [ctypes.c_int] + [ctypes.c_ulong] * 4
    return prctl(_PR_SET_MM, _PR_SET_MM_MAP_SIZE, ctypes.addressof(size), 0, 0) == 0


needs_warm_runtimes = unittest.skipUnless(
    lets_runtimes_be_warm(),
    "cannot run here: this kernel lacks CONFIG_CHECKPOINT_RESTORE, so that everything starts cold")
