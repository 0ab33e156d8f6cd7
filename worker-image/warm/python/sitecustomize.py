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


# ---- the end -----------------------------------------------------------------------------------
# The same to the program as the interpreter's own (Py_FinalizeEx), for the usual case; whatever is
# not usual goes that way. Everything this needs is held here: the program may do to builtins and to
# modules what it likes. That way takes modules apart one by one, and is for the program's own too:
# those that were there before it are kept out of it.

def _status(leaving, of_int=int, type_of=type):
    """The exit status a SystemExit means; None where only the interpreter can tell."""
    code = leaving.code
    if code is None:
        return 0
    return code & 0xff if type_of(code) is of_int and -2**31 <= code < 2**31 else None


class _Known(list):
    """Names of the modules that were there before the program."""


def _register_forgetting(known):
    import atexit
    import sys

    def forget(modules=sys.modules, stay=("sys", "builtins")):
        for name in known:
            if name not in stay:
                modules.pop(name, None)
    known.forget = atexit.register(forget)


def _make_end(known):
    import atexit
    import gc
    import logging
    import sys
    import threading
    import weakref
    len_, frames, modules = len, sys._current_frames, sys.modules
    run_atexit, collect, reference = atexit._run_exitfuncs, gc.collect, weakref.ref
    stop_threads, any_, tuple_, reversed_ = threading._shutdown, any, tuple, reversed
    standard = ("stdin", "stdout", "stderr")
    cleared = ("path", "argv", "last_type", "last_value", "last_traceback", "path_hooks",
               "path_importer_cache", "meta_path")
    modules_of_c = ("ctypes", "_ctypes", "cffi")

    def flush():
        for name in ("stdout", "stderr", "__stdout__", "__stderr__"):
            stream = sys.__dict__.get(name)
            if stream is not None and not stream.closed:
                stream.flush()

    def flush_what_can_be():
        for name in ("stderr", "stdout"):
            try:
                sys.__dict__[name].flush()
            except any_exception:
                pass

    def clear(module):
        """_PyModule_Clear: first the names with one underscore, then the others."""
        names = module.__dict__
        for private in (True, False):
            for name in tuple_(names):
                if name != "__builtins__" and (name[:1] == "_" and name[1:2] != "_") is private:
                    names[name] = None

    def own_modules():
        """Names of the program's modules, oldest first. The newest are at the dictionary's end;
        looking at more of it than needed would copy pages that nothing else touches."""
        own = []
        for name in reversed_(modules):
            if name == newest_known:
                break
            if name not in kept:
                own.append(name)
        own.append("__main__")
        own.reverse()
        return [name for name in own if modules.get(name) is not None]

    def take_apart():
        collect()
        names = sys.__dict__
        for name in cleared:
            if name in names:
                names[name] = None
        for name in standard:
            names[name] = names.get(f"__{name}__")
        own = own_modules()
        references = [reference(modules[name]) for name in own]
        for name in own:
            modules[name] = None
        collect()
        for each in reversed_(references):
            module = each()
            if module is not None:
                clear(module)
                del module
        collect()
        flush()

    kept, newest_known = frozenset(known) | {"__main__"}, known[-1]
    unregister, forget, stop_log = atexit.unregister, known.forget, logging.shutdown
    threads, thread_names = threading._active, threading.__dict__
    thread_functions, log_handlers = threading._threading_atexits, logging._handlerList
    known_functions, known_handlers = thread_functions[:], log_handlers[:]
    any_exception = BaseException

    def end(status):
        """All but taking apart. None: the interpreter is to end by itself."""
        if any_(name in modules for name in modules_of_c):
            return None
        flush_what_can_be()
        # A program that has no threads and no log may never have had these modules.
        if len_(threads) > 1 or thread_names["_shutdown_locks"] or \
                thread_functions != known_functions:
            stop_threads()
        if log_handlers == known_handlers:
            unregister(stop_log)
        unregister(forget)
        run_atexit()
        if len_(frames()) > 1:  # daemons
            forget()
            return None
        flush()
        return status

    return end, take_apart


def _stand_at_gate():
    """Returns in a cell, with the job's files in the current directory."""
    import gc
    import os
    import sys
    # Nobody's but its own, and out of the collector's sight: it is never freed.
    kept = [sys.modules[name] for name in sys.modules if name not in ("sys", "builtins", "__main__")]
    kept.append(kept)
    gc.collect()
    gc.freeze()
    gate = os.open("/kiln/gate", os.O_RDONLY)
    program = os.read(gate, 1000)
    os.close(gate)
    return program


def _rehearse(program):
    """A job's way, as far as it is every job's, so that the gate library sees which pages that
    writes to. It does not come back."""
    import os
    import sys
    names = sys.modules["__main__"].__dict__
    exec(compile(program, "main.py", "exec"), names)
    _end(0)
    del names
    _take_apart()
    os.open("/kiln/rehearsed", os.O_RDONLY)


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


_KNOWN = _Known()
_register_forgetting(_KNOWN)  # first, so that it comes last
_preload()
_KNOWN += [_name for _name in __import__("sys").modules if _name != "__main__"]
_end, _take_apart = _make_end(_KNOWN)  # called by the gate library, as _status is
_program = _stand_at_gate()
_own_words()
_leave_cold_if_shadowed()
_hide()
if _program:
    _rehearse(_program)
del _program
