"""Prepares a warm Python for its gate, and makes the job's words its own when it goes on.

site imports this when nearly everything but the main program is ready. Where the interpreter's end
is known (3.11), its gate is where it looks at the main program's file: what happens after it, from
there to the end, is the interpreter's own doing. The gate library finds what it needs for that in
this module. Of other versions the gate is here.
"""
import os
import sys

_OURS = (b"KILN_GATE", b"LD_PRELOAD", b"PYTHONPATH")  # variables of a runtime


def _stand_at_gate():
    """What the gate gives to read: in a cell nothing, with the job's files in the current
    directory; in a rehearsal the program."""
    gate = os.open("/kiln/gate", os.O_RDONLY)
    program = os.read(gate, 1000)
    os.close(gate)
    return program


def _words(name):
    with open(f"/proc/self/{name}", "rb", buffering=0) as file:
        return file.read().split(b"\0")[:-1]


def _own_words(environment=None):
    """argv and the environment, as the interpreter would have read them at its start."""
    words = [os.fsdecode(word) for word in _words("cmdline")]
    sys.orig_argv[:] = words
    sys.argv[:] = words[1:]
    # The dictionary that os.environ wraps. getenv(3) has the job's already.
    known = os.environ._data
    known.clear()
    known.update(word.partition(b"=")[::2] for word in environment or _words("environ"))


def _expect_words():
    """Makes the interpreter's words those of a job without arguments and variables of its own."""
    environment = [word for word in _words("environ") if word.partition(b"=")[0] not in _OURS]
    _own_words(environment)
    return b"".join(word + b"\0" for word in _words("cmdline") + environment)


def _rehearse(program):
    """A job's way, as far as it is every job's, so that the gate library sees which pages that
    writes to. It does not come back."""
    exec(compile(program, "main.py", "exec"), sys.modules["__main__"].__dict__)
    os.open("/kiln/rehearsed", os.O_RDONLY)


def _import_the_systems_own():
    """The module that this one stands before, if there is one, in its place. Where there is none
    the ImportError is what site expects to come from here."""
    del sys.modules["sitecustomize"]
    try:
        import sitecustomize  # noqa: F401
    except ImportError as error:
        return error
    return None


def _hide(folder):
    sys.path.remove(folder)
    sys.path_importer_cache.pop(folder, None)


def _run_warm(ours, folder):
    fresh = set(sys.modules)
    sys.path.insert(0, folder)
    import kiln_library
    library = kiln_library.Library(fresh)
    library.preload()
    import kiln_collector
    import kiln_end
    import kiln_memory
    ours.flushed, ours.silent, ours.only_main_has_it, ours.let_go = kiln_end.make(library)
    ours.tracers = (sys.gettrace, sys.getprofile)
    _hide(folder)
    library.hide()
    ours.words, ours.own_words = _expect_words(), _own_words

    def freeze():
        del sys.modules["kiln"]
        kiln_collector.freeze()
        return kiln_memory.take_old_places()

    ours.freeze, ours.settle = freeze, kiln_collector.wake
    sys.modules["kiln"] = ours  # for the gate library, which looks for it at the gate


_ours, _folder = sys.modules["sitecustomize"], __file__.rpartition("/")[0]
_hide(_folder)
_absent = _import_the_systems_own()
if "KILN_GATE" not in os.environ:
    pass  # a subinterpreter of a job
elif sys.version_info[:2] != (3, 11):  # its end is not known here
    _program = _stand_at_gate()
    _own_words()
    if _program:
        _rehearse(_program)
else:
    _run_warm(_ours, _folder)
if _absent is not None:
    raise _absent
