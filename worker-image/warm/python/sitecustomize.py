"""Stops a warm Python at its gate, and makes the job's words its own when it goes on.

site imports this when everything but the main program is ready: what happens after it, from the
reading of main.py to the end, is the interpreter's own doing.
"""


def _preload():
    """The modules programs use most; they are there when the job comes."""
    import abc, array, ast, asyncio, base64, bisect, cmath, collections, collections.abc  # noqa
    import contextlib, copy, csv, dataclasses, datetime, decimal, enum, fractions, functools  # noqa
    import hashlib, heapq, inspect, io, itertools, json, logging, math, numbers, operator  # noqa
    import os, pathlib, pickle, queue, random, re, secrets, shutil, signal, statistics  # noqa
    import string, struct, subprocess, sys, tempfile, textwrap, threading, time, traceback  # noqa
    import types, typing, unittest, urllib.parse, uuid, warnings, weakref, zlib  # noqa
    import encodings.ascii, encodings.latin_1  # noqa


def _stand_at_gate():
    """Returns in a cell, with the job's files in the current directory."""
    import gc
    import os
    gc.collect()
    gc.freeze()
    os.close(os.open("/kiln/gate", os.O_RDONLY))


def _words(name):
    with open(f"/proc/self/{name}", "rb", buffering=0) as file:
        return file.read().split(b"\0")[:-1]


def _own_words():
    """argv and the environment, as the interpreter would have read them at its start."""
    import os
    import sys
    words = [os.fsdecode(word) for word in _words("cmdline")]
    sys.orig_argv[:] = words
    sys.argv[:] = words[1:]
    # The dictionary that os.environ wraps. getenv(3) has the job's already.
    known = os.environ._data
    known.clear()
    known.update(word.partition(b"=")[::2] for word in _words("environ"))


def _leave_cold_if_shadowed():
    """A file of the job's that bears a loaded module's name has to be found first: only an
    interpreter that has loaded nothing yet does that."""
    import os
    import sys
    names = os.listdir()
    if len(names) > 1 and any(name.partition(".")[0] in sys.modules for name in names
                              if name != "main.py"):
        os.execv(sys.executable, sys.orig_argv)


def _hide():
    """What only warm interpreters have."""
    import sys
    folder = __file__.rpartition("/")[0]
    sys.path.remove(folder)
    sys.path_importer_cache.pop(folder, None)


_preload()
_stand_at_gate()
_own_words()
_leave_cold_if_shadowed()
_hide()
