"""Room of their own for the objects of a job.

The allocator gives new objects the places of old ones. Among those of the runtime each would be on
another page, and each page that a job writes to is copied for it. So these places are taken, and the
job's objects come to lie beside each other, as in a fresh interpreter.
"""
_POOL = 16 << 10  # of objects of one size; obmalloc.c, since 3.10
_POOL_HEAD = 48
_STEP, _MOST = 16, 512  # sizes that have pools


def _object_of(size):
    if size == 16:
        return object()
    if size == 32:
        return float(size)
    return bytes(size - bytes.__basicsize__)


def take_old_places():
    """Objects that have them, as a tuple, which the collector soon leaves out. What comes next of any
    size is in a pool where nothing else is."""
    taken = []
    for size in range(_STEP, _MOST + 1, _STEP):
        taken.append(_object_of(size))
        while id(taken[-1]) % _POOL != _POOL_HEAD:
            taken.append(_object_of(size))
    return tuple(taken)
