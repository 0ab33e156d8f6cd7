import atexit
import weakref


class Thing:
    pass


things = [Thing() for _ in range(3)]
atexit.register(print, "first registered")
for n, thing in enumerate(things):
    weakref.finalize(thing, print, "finalize", n)
atexit.register(print, "last registered")
del things[1]
