"""The modules that stand ready: made before a job comes, out of its sight until it imports them.

A fresh interpreter has none of them. So they are taken out of sys.modules and of their packages
when they are made (kiln_recording.py). When the program imports one, it comes back with all that
its making asked for, in that order, and what that registered is registered then.

That is so only while making it would bring just these: the interpreter looks for modules as it did
at its start, no folder that it looks into before the library has one of their names, and none of
them has been exchanged. Else, and for whatever is not here, it imports as it always does.
"""
import os
import sys
import time

from kiln_recording import Recording

# Every module that this imports is there when the job comes.
_PRELOADED = """if True:
    import abc, array, ast, asyncio, base64, bisect, cmath, collections, collections.abc
    import contextlib, copy, csv, dataclasses, datetime, decimal, enum, fractions, functools
    import gc, hashlib, heapq, inspect, io, itertools, json, logging, math, numbers, operator
    import os, pathlib, pickle, queue, random, re, secrets, shutil, signal, statistics
    import string, struct, subprocess, sys, tempfile, textwrap, threading, time, traceback
    import types, typing, unittest, urllib.parse, uuid, warnings, weakref, zlib
    import encodings.ascii, encodings.latin_1
"""


class Library:
    def __init__(self, fresh):
        """`fresh` has the names of the modules that every interpreter begins with."""
        self._fresh = fresh
        self.hidden = {}    # name: Made, of what the program has not imported
        self.known = {}     # name: module, of all there is before it comes
        self.finders = {}   # what sys.path_importer_cache had for the folders of packages

    def preload(self):
        finders = set(sys.path_importer_cache)
        with Recording(self._fresh) as made:
            exec(_PRELOADED, {"__name__": "kiln"})
        self.known.update(sys.modules)
        del self.known["__main__"]  # which is the program's
        self.hidden.update((name, each) for name, each in made.items()
                           if name in sys.modules)
        for name, each in self.hidden.items():
            each.asked_for = [other for other in dict.fromkeys(each.asked_for)
                              if other in self.known]
        for name, each in self.hidden.items():
            each.needs = self._all_that_comes_with(name)
            each.folders_may_have = frozenset(
                other.partition(".")[0] for other in each.needs
                if other in self.hidden and self.hidden[other].from_folder())
        for path in set(sys.path_importer_cache) - finders:
            self.finders[path] = sys.path_importer_cache.pop(path)

    def _all_that_comes_with(self, name):
        found, waiting = [], [name]
        while waiting:
            each = waiting.pop()
            if each in found:
                continue
            found.append(each)
            if "." in each:
                waiting.append(each.rpartition(".")[0])
            if each in self.hidden:
                waiting += self.hidden[each].asked_for
        return found

    def hide(self):
        for name in set(sys.modules) - self._fresh:
            del sys.modules[name]
        for name, each in self.hidden.items():
            package, _, last = name.rpartition(".")
            if package and not each.by_hand and vars(self.known[package]).get(last) is each.module:
                delattr(self.known[package], last)
                each.was_bound = True
        _stand_before_the_import_statement(self.hidden, self.known, self.finders)


def _make_may_come(hidden, came, known):
    modules, missing = sys.modules, object()
    meta_path, path_hooks, path = sys.meta_path[:], sys.path_hooks[:], sys.path[:]
    path_finder = sys.modules["_frozen_importlib_external"].PathFinder
    file_finder = sys.modules["_frozen_importlib_external"].FileFinder
    stat, listdir = os.stat, os.listdir
    listed = {}  # folder: its time, and the first parts of the names in it

    def is_in_the_way(folder, names):
        finder = path_finder._path_importer_cache(folder)  # as the interpreter itself would begin
        if finder is None:
            return False  # no such folder
        if type(finder) is not file_finder:
            return True
        try:
            time = stat(finder.path).st_mtime_ns
            if folder not in listed or listed[folder][0] != time:
                listed[folder] = time, {each.partition(".")[0] for each in listdir(finder.path)}
        except OSError:
            return False  # nobody can look into it
        return not names.isdisjoint(listed[folder][1])

    def may_come(name):
        if sys.modules is not modules or sys.meta_path != meta_path or sys.path_hooks != path_hooks:
            return False
        for each in hidden[name].needs:
            found = modules.get(each, missing)
            if found is missing:
                if each not in hidden or each in came:
                    return False
            elif found is not known[each]:
                return False
        names = hidden[name].folders_may_have
        if not names:
            return True
        if path[0] not in sys.path:
            return False
        start = sys.path.index(path[0])
        return (sys.path[start:start + len(path)] == path and
                not any(is_in_the_way(folder, names) for folder in sys.path[:start]))

    return may_come


def _make_come(hidden, came, finders):
    modules, importer_cache, now = sys.modules, sys.path_importer_cache, time.time

    def come(name):
        if name in modules or name not in hidden or name in came:
            return
        came.add(name)
        made = hidden[name]
        package, _, last = name.rpartition(".")
        if package:
            come(package)
            for folder in getattr(modules[package], "__path__", ()):  # is looked into for it
                if folder in finders:
                    importer_cache.setdefault(folder, finders.pop(folder))
        modules[name] = made.module
        for each in made.asked_for:
            come(each)
        for function, arguments, named in made.registered:
            function(*arguments, **named)
        for function in made.after_fork:
            function()
        if name == "logging":
            made.module._startTime = now()
        elif name == "threading":
            made.module.main_thread()._set_native_id()
        if made.by_hand:
            return
        modules[name] = modules.pop(name)  # a module is last when it is made
        if made.was_bound:
            setattr(modules[package], last, made.module)

    return come


def _stand_before_the_import_statement(hidden, known, finders):
    bootstrap, modules = sys.modules["_frozen_importlib"], sys.modules
    came = set()
    may_come, come = _make_may_come(hidden, came, known), _make_come(hidden, came, finders)
    find_and_load = bootstrap._find_and_load

    def _find_and_load(name, import_):
        if name in hidden and name not in modules and name not in came and may_come(name):
            come(name)
            return modules[name]
        return find_and_load(name, import_)

    # Tracebacks leave out the import system's own frames, by the file.
    _find_and_load.__code__ = _find_and_load.__code__.replace(
        co_filename=find_and_load.__code__.co_filename, co_qualname=find_and_load.__qualname__)
    _find_and_load.__module__ = find_and_load.__module__
    _find_and_load.__qualname__ = find_and_load.__qualname__
    bootstrap._find_and_load = _find_and_load
