"""How modules came to be made: what each asked for and registered meanwhile."""
import atexit
import builtins
import os
import sys

_BOOTSTRAP = sys.modules["_frozen_importlib"]


class Made:
    """A module, and what its making did."""

    def __init__(self, module=None, by_hand=False):
        self.module = module
        self.by_hand = by_hand  # put into sys.modules by the code of another one
        self.was_bound = False  # to its name in its package
        self.asked_for = []     # names of modules, in order
        self.registered = []    # function, arguments, named arguments: calls to repeat
        self.after_fork = []    # functions for a child
        self.needs = []
        self.folders_may_have = frozenset()

    def from_folder(self):
        """Whether the interpreter looks through sys.path for it."""
        spec = getattr(self.module, "__spec__", None)
        return spec is not None and spec.origin not in ("built-in", "frozen")


class Recording:
    """While it lasts the making of modules is written down: {name: Made}. They register nothing."""

    def __init__(self, fresh):
        self._made = {"atexit": Made(atexit)}
        self._at_work = []  # what is being made, the innermost last
        self._before = fresh | set(sys.modules)
        self._originals = []

    def __enter__(self):
        self._exchange(_BOOTSTRAP, "_find_and_load_unlocked", self._make_load)
        self._exchange(builtins, "__import__", self._make_import)
        self._exchange(atexit, "register", self._make_at_exit)
        self._exchange(os, "register_at_fork", self._make_at_fork)
        return self._made

    def __exit__(self, *_):
        for owner, name, original in self._originals:
            setattr(owner, name, original)

    def _exchange(self, owner, name, make):
        original = getattr(owner, name)
        self._originals.append((owner, name, original))
        setattr(owner, name, make(original))

    def _ask_for(self, name):
        if self._at_work:
            self._at_work[-1].asked_for.append(name)

    def _make_load(self, original):
        def load(name, import_):
            self._ask_for(name)
            made = self._made.setdefault(name, Made())
            self._at_work.append(made)
            try:
                made.module = original(name, import_)
            finally:
                self._at_work.pop()
                self._take_in_others(made)
            return made.module
        return load

    def _take_in_others(self, maker):
        """What it has put into sys.modules besides itself."""
        for name in sys.modules:
            if name not in self._before and name not in self._made:
                self._made[name] = Made(sys.modules[name], by_hand=True)
                maker.asked_for.append(name)

    def _make_import(self, original):
        def import_(name, globals=None, locals=None, fromlist=(), level=0):
            full = name
            if level > 0:
                full = _BOOTSTRAP._resolve_name(name, _BOOTSTRAP._calc___package__(globals), level)
            self._ask_for(full)
            found = original(name, globals, locals, fromlist, level)
            for each in fromlist or ():
                self._ask_for(f"{full}.{each}")
            return found
        return import_

    def _make_at_exit(self, original):
        def register(function, *arguments, **named):
            self._at_work[-1].registered.append((original, (function, *arguments), named))
            return function
        return register

    def _make_at_fork(self, original):
        def register_at_fork(**functions):
            self._at_work[-1].registered.append((original, (), functions))
            if "after_in_child" in functions:
                self._at_work[-1].after_fork.append(functions["after_in_child"])
        return register_at_fork
