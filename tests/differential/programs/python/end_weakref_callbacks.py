import weakref


class Thing:
    pass


thing = Thing()
other = Thing()
other.me = other
kept = [weakref.ref(thing, lambda ref: print("callback", ref() is None)),
        weakref.ref(other, lambda ref: print("callback of cycle"))]
weakref.finalize(thing, print, "finalize")
last = weakref.finalize(other, print, "not at exit")
last.atexit = False
values = weakref.WeakValueDictionary(a=thing)
keys = weakref.WeakKeyDictionary({other: 1})
print("end")
