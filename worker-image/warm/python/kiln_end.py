"""Whether the interpreter's end can be heard by anybody.

CPython takes apart all it ever loaded, page by copied page. That is left out where nothing of the
program's would run meanwhile: nothing that the collector knows has a finalizer, or a weak reference
with somebody to call. The gate library asks when the interpreter is ending, its threads are joined,
its atexit functions called and its streams flushed: once before and once after the collection that
comes then. Where something is left, the end is the interpreter's own, and for that the modules that
the program never saw are let go first.
"""
import _weakref
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
    """Three things for the gate library: flushed(), whether all is out, so that the status will be what
    the main program's end means; silent(), the above; functions to be called for letting go. What a
    function raises is a no."""
    names, modules = sys.__dict__, sys.modules
    get_objects, get_debug, callbacks, garbage = gc.get_objects, gc.get_debug, gc.callbacks, gc.garbage
    streams = [(name, names[name]) for name in ("stdout", "stderr", "__stdout__", "__stderr__")]
    bases_of, names_of = type.__dict__["__mro__"].__get__, type.__dict__["__dict__"].__get__
    flags_of, callback_of = type.__dict__["__flags__"].__get__, _weakref.ref.__callback__.__get__
    # The program may exchange what stands in builtins.
    type_, set_, map_, any_, issubclass_, reference = type, set, map, any, issubclass, _weakref.ref
    generator, buffers = types.GeneratorType, (io.BytesIO, io.StringIO)
    function, built_in, own_callbacks = types.FunctionType, types.BuiltinFunctionType, _own_callbacks()
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
        """An object of a kind that has to be looked at one by one."""
        if issubclass_(kind, type_):
            # Its instances are no containers: the collector does not know them.
            return not flags_of(each) & _HAS_GC and has_finalizer(each)
        if issubclass_(kind, reference):
            return calls_back(each)
        return each.gi_frame is not None and each.gi_code.co_exceptiontable != b""

    def flushed():
        for name, stream in streams:
            if names.get(name) is not stream:
                return False
            if not stream.closed:
                stream.flush()
        return not any_(name in modules for name in judging_itself)

    def silent():
        if callbacks or garbage or get_debug():
            return False
        objects = get_objects()
        some_loud = set_()
        for kind in set_(map_(type_, objects)):
            if kind is generator or issubclass_(kind, type_) or issubclass_(kind, reference):
                some_loud.add(kind)
            if kind is not generator and kind not in buffers and has_finalizer(kind):
                return False
        for each in objects:
            kind = type_(each)
            if kind in some_loud and is_loud(each, kind):
                return False
        return True

    return flushed, silent, (library.hidden.clear, library.known.clear, library.finders.clear, gc.unfreeze)
