"""Stops a warm Python at its gate, and makes the job's words its own when it goes on.

site imports this when everything but the main program is ready: what happens after it, from the
reading of main.py to the end, is the interpreter's own doing.
"""
import os
import sys


def _stand_at_gate():
    """What the gate gives to read: in a cell nothing, with the job's files in the current directory;
    in a rehearsal the program."""
    gate = os.open("/kiln/gate", os.O_RDONLY)
    program = os.read(gate, 1000)
    os.close(gate)
    return program


def _words(name):
    with open(f"/proc/self/{name}", "rb", buffering=0) as file:
        return file.read().split(b"\0")[:-1]


def _own_words():
    """argv and the environment, as the interpreter would have read them at its start."""
    words = [os.fsdecode(word) for word in _words("cmdline")]
    sys.orig_argv[:] = words
    sys.argv[:] = words[1:]
    # The dictionary that os.environ wraps. getenv(3) has the job's already.
    known = os.environ._data
    known.clear()
    known.update(word.partition(b"=")[::2] for word in _words("environ"))


def _rehearse(program, silent=None):
    """A job's way, as far as it is every job's, so that the gate library sees which pages that
    writes to. It does not come back."""
    exec(compile(program, "main.py", "exec"), sys.modules["__main__"].__dict__)
    if silent is not None:
        silent()
    os.open("/kiln/rehearsed", os.O_RDONLY)


def _hide_folder():
    folder = __file__.rpartition("/")[0]
    sys.path.remove(folder)
    sys.path_importer_cache.pop(folder, None)


def _step_aside():
    """Imports the module that this one stands before, if there is one, in its place. Where there is
    none the ImportError is what site expects then."""
    del sys.modules["sitecustomize"]
    import sitecustomize  # noqa: F401


def _run_warm():
    fresh = set(sys.modules)
    from kiln_library import Library
    library = Library(fresh)
    library.preload()
    import kiln_end
    import gc
    ours = sys.modules["sitecustomize"]
    ours.silent, ours.let_go = kiln_end.make(library)
    ours.tracers = (sys.gettrace, sys.getprofile)
    gc.collect()
    _hide_folder()
    library.hide()
    try:
        _step_aside()
    finally:
        sys.modules["kiln"] = ours  # for the gate library, which looks for it at the gate
        gc.freeze()
        program = _stand_at_gate()
        del sys.modules["kiln"]
        library.wake()
        _own_words()
        if program:
            _rehearse(program, ours.silent)


if "KILN_GATE" not in os.environ:  # a subinterpreter of a job
    _hide_folder()
    _step_aside()
elif sys.version_info[:2] != (3, 11):  # its end is not known here
    program = _stand_at_gate()
    _own_words()
    if program:
        _rehearse(program)
    _hide_folder()
    _step_aside()
else:
    _run_warm()
