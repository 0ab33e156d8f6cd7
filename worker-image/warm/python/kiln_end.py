"""Whether the interpreter's end can be heard by anybody.

CPython takes apart all it ever loaded, page by copied page. That is left out where nothing of the
program's would run meanwhile: nothing that the collector knows has a finalizer, or a weak reference
with somebody to call. The gate library asks when the interpreter is ending, its threads are joined,
its atexit functions called and its streams flushed: once before and once after the collection that
comes then. Where something is left, the interpreter takes its modules apart; and where that may be
held by what the runtime had before the job, all of this is let go first.
"""
import _weakref
import collections
import gc
import io
import sys
import types
import weakref

_HAS_GC = 1 << 14  # Py_TPFLAGS_HAVE_GC


def _own_callbacks():
    """Code of the callbacks by which weak containers drop what died."""
    found = set()
    for kind in (weakref.WeakSet, weakref.WeakKeyDictionary, weakref.WeakValueDictionary):
        found.update(each for each in kind.__init__.__code__.co_consts
                     if isinstance(each, types.CodeType))
    return frozenset(found)


def make(library):
    """For the gate library: flushed(), whether all is out, so that the status will be what the main
    program's end means; silent(), whether nothing is left; only_main_has_it(), whether what is left
    is the main program's alone; functions to be called for letting go. To raise is to say no."""
    names, modules = sys.__dict__, sys.modules
    get_objects, get_debug, get_referents = gc.get_objects, gc.get_debug, gc.get_referents
    callbacks, garbage = gc.callbacks, gc.garbage
    streams = [sys.stdout, sys.stderr]
    bases_of, names_of = type.__dict__["__mro__"].__get__, type.__dict__["__dict__"].__get__
    flags_of, callback_of = type.__dict__["__flags__"].__get__, _weakref.ref.__callback__.__get__
    # The program may exchange what stands in builtins.
    type_, set_, map_, any_, issubclass_, reference = type, set, map, any, issubclass, _weakref.ref
    dict_, zip_, id_, getrefcount = dict, zip, id, sys.getrefcount
    count, names_of_module = collections.Counter, types.ModuleType.__dict__["__dict__"].__get__
    generator, buffers = types.GeneratorType, (io.BytesIO, io.StringIO)
    function, built_in = types.FunctionType, types.BuiltinFunctionType
    own_callbacks = _own_callbacks()
    own_built_in = ("_destroy", "_localdummy_destroyed")  # of _abc, of _thread
    judging_itself = ("ctypes", "_ctypes", "_cffi_backend", "_xxsubinterpreters")

    def has_finalizer(kind):
        return any_("__del__" in names_of(base) for base in bases_of(kind))

    def calls_back(each):
        callback = callback_of(each)
        if callback is None:
            return False
        if type_(callback) is function:
            return callback.__code__ not in own_callbacks
        return type_(callback) is not built_in or callback.__name__ not in own_built_in

    def is_loud(each, kind):
        if kind is generator:
            return each.gi_frame is not None and each.gi_code.co_exceptiontable != b""
        if issubclass_(kind, type_) and not flags_of(each) & _HAS_GC and has_finalizer(each):
            return True  # its instances are no containers: the collector does not know them
        if issubclass_(kind, reference) and calls_back(each):
            return True
        return kind not in buffers and has_finalizer(kind)

    def flushed():
        for stream in streams:
            if not stream.closed:
                stream.flush()
        # Of a failure of the standard error CPython says nothing; of another one, it does by a hook.
        return (names["stderr"] is streams[1] and "unraisablehook" in names and
                not any_(name in modules for name in judging_itself))

    def silent():
        if callbacks or garbage or get_debug():
            return False
        objects = get_objects()
        plain = set_()
        for kind in set_(map_(type_, objects)):
            if issubclass_(kind, (type_, reference)) or kind is generator:
                continue  # to be looked at one by one
            if is_loud(None, kind):
                return False
            plain.add(kind)
        return not any_(type_(each) not in plain and is_loud(each, type_(each)) for each in objects)

    def reaches_what_is_loud(known, main):
        """Whether what is held by anything but the objects of `known`, where all are put, leads
        to one that is loud. `main` is held, and leads nowhere."""
        known_once = []
        known.update((id_(each), each) for each in get_objects())
        within = count(map_(id_, get_referents(*known.values())))
        # These are exchanged for the first ones before anything else goes.
        within.update(id_(names.get(name)) for name in ("stdin", "stdout", "stderr"))
        references = dict_(zip_(known, map_(getrefcount, known.values())))
        held = references[id_(known_once)]  # by this function, as by anything outside
        waiting = [each for each in known
                   if references[each] - within.get(each, 0) >= held and known[each] is not main]
        del known_once
        seen = set_()
        while waiting:
            found = [known[each] for each in waiting]
            if any_(is_loud(each, type_(each)) for each in found):
                return True
            seen.update(waiting)
            waiting = [each for each in set_(map_(id_, get_referents(*found)))
                       if each in known and each not in seen and known[each] is not main]
        return False

    def only_main_has_it():
        if any_(issubclass_(type_(each), reference) and calls_back(each) for each in get_objects()):
            return False  # whom it looks at may be the library's
        known = {}
        try:
            if reaches_what_is_loud(known, names_of_module(modules["__main__"])):
                return False
        finally:
            known.clear()  # it has found the cell that has it
        streams.clear()  # which are flushed as they go, with sys
        return True

    return flushed, silent, only_main_has_it, (
        library.hidden.clear, library.known.clear, library.finders.clear, gc.unfreeze)
